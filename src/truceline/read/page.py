"""A web page to its main text, with a check that no text was lost on the way.

trafilatura finds the main text. What it is given, and what it gives back, is checked against the page's visible blocks
as a second, independent tokenizer saw them (:mod:`truceline.read.markup`): what a parser drops is put back, and what
the search for the main text leaves out of a broken or short page is taken after all. A loss that stays is said.
"""

from __future__ import annotations

import logging
import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from truceline.errors import ReadError
from truceline.read.markup import DEPTH, Block, Markup, scan_markup
from truceline.read.publication import Head, read_head

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_WORD = re.compile(r"\w+")
_SENTENCE = re.compile(r"[.!?…。؟।][\"'”’»)\]]*(?:\s|$)")
_SPACE = re.compile(r"\s+")
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# Beyond this many tags or characters the search for the main text takes too long; all visible text is taken then.
_MOST_TAGS = 20_000
_MOST_SEARCHED = 1_500_000
# A block is prose from so many words on; a page is short below so many words of prose.
_PROSE_WORDS = 8
_SHORT_PAGE = 60
_MOST_MISSES = 40


class Page(NamedTuple):
    """The main text of a page, paragraphs parted by an empty line, what its head says, and warnings."""

    text: str
    head: Head
    warnings: tuple[str, ...]


def read_page(page: str) -> Page:
    """The main text of an HTML page. ReadError when nothing on it is text."""
    markup = scan_markup(page)
    if not any(_WORD.search(block.text) for block in markup.blocks):
        raise ReadError("the page holds markup but no text")
    tree, warnings = _parse(markup)
    head = read_head(tree, markup.json_ld) if tree is not None else Head()
    main = _main_text(tree, markup)
    text, more = _checked(main, markup)
    return Page(text, head, (*head.warnings, *warnings, *more))


def _parse(markup: Markup) -> tuple[HtmlElement | None, tuple[str, ...]]:
    """The page as an lxml tree that has every visible word; rebuilt from the blocks where the parser lost some."""
    tree = _tree(markup.shallow)
    if tree is not None and not _lost(markup.blocks, tree.itertext()):
        return tree, ()
    from html import escape

    blocks = "".join(f"<p>{escape(block.text)}</p>" for block in markup.blocks if not block.chrome)
    rebuilt = _tree(f"<html><body><article>{blocks}</article></body></html>")
    if rebuilt is not None and tree is not None:
        head = tree.find("head")
        if head is not None:
            rebuilt.insert(0, head)
    return rebuilt, ("The page's markup is broken; its text was taken block by block.",)


def _tree(page: str) -> HtmlElement | None:
    from lxml import etree, html

    parser = html.HTMLParser(
        collect_ids=False,
        default_doctype=False,
        encoding="utf-8",
        remove_comments=True,
        remove_pis=True,
        no_network=True,
    )
    try:
        # A document must be one element; bytes keep the parser from reading an encoding out of a meta element.
        tree = html.document_fromstring(_NOT_XML.sub("\ufffd", page).encode("utf-8"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None
    return tree


def _lost(blocks: Sequence[Block], kept: Iterable[str]) -> bool:
    """True when more than one letter in two hundred, or the last block, is not among the ``kept`` text."""
    # Both run in the order of the page, so each block is sought from where the one before it was found.
    letters = _letters("".join(kept))
    position = missing = total = misses = 0
    last_missing = 0
    for block in blocks:
        wanted = _letters(block.text)
        found = letters.find(wanted, position)
        total += len(wanted)
        last_missing = 0
        if found >= 0:
            position = found + len(wanted)
        elif wanted not in letters:
            misses += 1
            missing += len(wanted)
            last_missing = len(wanted)
        if misses > _MOST_MISSES:
            return True
    return missing * 200 > total or last_missing > 20


def _main_text(tree: HtmlElement | None, markup: Markup) -> str | None:
    if tree is None or _is_vast(markup):
        return None
    import trafilatura

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    document = trafilatura.bare_extraction(tree, include_comments=False, with_metadata=False)
    text = getattr(document, "text", None)
    if not text:
        return None
    lines = (_SPACE.sub(" ", line).strip() for line in text.splitlines())
    return "\n\n".join(line for line in lines if line)


def _is_vast(markup: Markup) -> bool:
    return markup.tags > _MOST_TAGS or len(markup.shallow) > _MOST_SEARCHED


def _letters(words: str) -> str:
    return "".join(_WORD.findall(words))


def _is_prose(block: Block) -> bool:
    words = len(_WORD.findall(block.text))
    return words >= _PROSE_WORDS and 2 * block.linked < len(block.text) and bool(_SENTENCE.search(block.text))


def _visible(markup: Markup) -> list[Block]:
    """The blocks that are neither chrome nor in a side box; where that leaves too little, the page's names mislead."""
    plain = [block for block in markup.blocks if not block.chrome]
    beside = [block for block in plain if not block.side]
    for blocks in (beside, plain):
        if 2 * sum(len(block.text) for block in blocks) >= sum(len(block.text) for block in plain) > 0:
            return blocks
    return list(markup.blocks)


def _checked(main: str | None, markup: Markup) -> tuple[str, tuple[str, ...]]:
    """The main text with what it lost: everything of a broken or short page, else the prose that follows on."""
    warnings = tuple(f"The page's markup is broken: {what}." for what in markup.broken)
    visible = _visible(markup)
    everything = "\n\n".join(block.text for block in visible)
    if main is None:
        if _is_vast(markup):
            warnings = (*warnings, "The page is very large; all of its visible text was taken.")
        return everything, warnings
    letters = _letters(main)
    prose = [block for block in visible if _is_prose(block)]
    left_out = [block for block in prose if _letters(block.text) not in letters]
    if not left_out:
        return main, warnings
    total = _count(prose)
    if markup.broken or markup.depth > DEPTH or total < _SHORT_PAGE or not letters:
        return everything, warnings
    main, left_out = _put_back(main, visible, left_out, inner=2 * _count(left_out) > total)
    if 2 * _count(left_out) > total:
        lost = f"{_count(left_out)} of {total} words of running text on the page were left out"
        warnings = (*warnings, f"{lost} as not part of the article.")
    return main, warnings


def _count(blocks: Sequence[Block]) -> int:
    return sum(len(_WORD.findall(block.text)) for block in blocks)


def _put_back(
    main: str, visible: Sequence[Block], left_out: Sequence[Block], *, inner: bool
) -> tuple[str, list[Block]]:
    """The main text with the prose that follows on its last block (and, ``inner``, that stands inside), and the rest.

    Where an article goes on in another box of the page, the search for the main text may stop at the first.
    """
    paragraphs = main.split("\n\n")
    keys = [_letters(paragraph) for paragraph in paragraphs]
    starts = [0]
    for key in keys:
        starts.append(starts[-1] + len(key))
    letters = "".join(keys)
    at: dict[int, int] = {}
    for number, block in enumerate(visible):
        key = _letters(block.text)
        found = letters.find(key) if len(key) >= 15 else -1
        if found >= 0:
            at[number] = bisect_right(starts, found) - 1
    if not at:
        return main, list(left_out)
    missing = {id(block) for block in left_out}
    first, last = min(at), max(at)
    back = [number for number in range(first, last) if inner and id(visible[number]) in missing]
    gap = 0
    for number in range(last + 1, len(visible)):
        gap = 0 if id(visible[number]) in missing else gap + 1
        if gap > 1:
            break
        if not gap:
            back.append(number)
    after: dict[int, list[str]] = {}
    before = 0
    for number in range(first, len(visible)):
        before = at.get(number, before)
        if number in back:
            after.setdefault(before, []).append(visible[number].text)
    whole = [piece for place, paragraph in enumerate(paragraphs) for piece in (paragraph, *after.get(place, ()))]
    taken = {id(visible[number]) for number in back}
    return "\n\n".join(whole), [block for block in left_out if id(block) not in taken]
