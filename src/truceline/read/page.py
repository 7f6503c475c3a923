"""A web page to its main text, with a check that no text was lost on the way.

trafilatura finds the main text. What it is given, and what it gives back, is checked against the page's visible blocks
as a second, independent tokenizer saw them (:mod:`truceline.read.markup`): what a parser drops is put back, and what
the search for the main text leaves out of a broken or short page is taken after all. A loss that stays is said.
"""

from __future__ import annotations

import logging
import re
from collections import Counter
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
# Beyond this many blocks or characters the search for the main text takes too long; all visible text is taken then.
_MOST_BLOCKS = 8_000
_MOST_SEARCHED = 1_500_000
# A block is prose from so many words on; a page is short below so many words of prose.
_PROSE_WORDS = 8
_SHORT_PAGE = 60


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
        collect_ids=False, default_doctype=False, encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True
    )
    try:
        # A document must be one element; bytes keep the parser from reading an encoding out of a meta element.
        tree = html.document_fromstring(_NOT_XML.sub("\ufffd", page).encode("utf-8"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None
    return tree


def _lost(blocks: Sequence[Block], kept: Iterable[str]) -> bool:
    """True when more than one word in two hundred, or any of the last block, is not among the ``kept`` text."""
    left = Counter(word for piece in kept for word in _WORD.findall(piece))
    missing = total = last = 0
    for block in blocks:
        words = _WORD.findall(block.text)
        last = 0
        for word in words:
            if left[word] > 0:
                left[word] -= 1
            else:
                last += 1
        missing += last
        total += len(words)
    return missing * 200 > total or last > 2


def _main_text(tree: HtmlElement | None, markup: Markup) -> str | None:
    size = sum(len(block.text) for block in markup.blocks)
    if tree is None or len(markup.blocks) > _MOST_BLOCKS or size > _MOST_SEARCHED or markup.depth > 50 * DEPTH:
        return None
    import trafilatura

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    document = trafilatura.bare_extraction(tree, include_comments=False, with_metadata=False)
    text = getattr(document, "text", None)
    if not text:
        return None
    lines = (_SPACE.sub(" ", line).strip() for line in text.splitlines())
    return "\n\n".join(line for line in lines if line)


def _key(words: str) -> str:
    return "".join(_WORD.findall(words)).casefold()


def _is_prose(block: Block) -> bool:
    words = len(_WORD.findall(block.text))
    return not block.chrome and words >= _PROSE_WORDS and 2 * block.linked < len(block.text) and bool(_SENTENCE.search(block.text))


def _checked(main: str | None, markup: Markup) -> tuple[str, tuple[str, ...]]:
    """The main text, or all visible text where the main text is missing or lost prose of a broken or short page."""
    warnings = tuple(f"The page's markup is broken: {what}." for what in markup.broken)
    visible = [block for block in markup.blocks if not block.chrome] or list(markup.blocks)
    everything = "\n\n".join(block.text for block in visible)
    if main is None:
        return everything, warnings
    key = _key(main)
    prose = [block for block in visible if _is_prose(block)]
    left_out = [block for block in prose if _key(block.text) not in key]
    if not left_out:
        return main, warnings
    words = sum(len(_WORD.findall(block.text)) for block in prose)
    lost = sum(len(_WORD.findall(block.text)) for block in left_out)
    if markup.broken or markup.depth > DEPTH or words < _SHORT_PAGE or not key:
        return everything, warnings
    if 2 * lost > words:
        note = f"{lost} of {words} words of running text on the page were left out as not part of the article."
        return main, (*warnings, note)
    return main, warnings
