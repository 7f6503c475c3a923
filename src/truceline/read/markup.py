"""A linear look at a page's markup: what a reader would see, block by block, and the same page made shallow.

HTML parsers lose text without a word: libxml2 drops everything below depth 256 *and what follows it*, others take
quadratic time on deep nesting. This tokenizer runs once over the page, in time linear in its length, and gives

* ``shallow``: the page without scripts, styles and comments and never deeper than :data:`DEPTH`, safe to parse;
* ``blocks``: the visible text, one entry per block element, the yardstick for what a parser kept.

It follows the tokenization rules of the HTML standard (WHATWG, section 13.2.5) where those keep text, and is more
lenient where they would lose it (a comment or a quote that never closes).
"""

from __future__ import annotations

import html
import re
from typing import NamedTuple

from truceline.errors import ReadError

#: A page may have so many characters of markup and text, scripts and styles not counted.
MOST_MARKUP = 5_000_000

#: Elements nested deeper than this are unwrapped; libxml2 loses text from 256 on.
DEPTH = 120

# The first two groups are a whole tag without quotes, the common case; the last two begin any other tag.
_TOKEN = re.compile(
    r"""<(?:(/?)([a-zA-Z][^\s/><"']*+)[^<>"']*+>|"""
    r"""(!--)|(!\[CDATA\[)|([!?])(?=[a-zA-Z])|(/?)([a-zA-Z][^\s/><]*))"""
)
_TAG_REST = re.compile(r"""(?:[^>"']++|"[^"]*+"|'[^']*+')*+>""")
# A quote that never closed: these attributes never hold a whole tag.
_OPEN_QUOTE = re.compile(r"""\b(?:href|src|class|id|style)\s*=\s*["'][^"'<>]*>""", re.IGNORECASE)
_SPACE = re.compile(r"\s+")
_JSON_LD = re.compile(r"""\btype\s*=\s*["']?\s*application/ld\+json""", re.IGNORECASE)


def _names(words: str) -> frozenset[str]:
    return frozenset(words.split())


_VOID = _names("area base br col embed hr img input link meta param source track wbr")
_RAW = _names("script style template svg math iframe noembed noframes textarea title")
_HIDDEN = _names("head noscript select datalist object audio video canvas")
_CHROME = _names("nav footer aside button menu dialog")
# Elements whose end tag may be left out (HTML standard 13.1.2.4).
_END_OPTIONAL = _names("li p dt dd td th tr option")
# A tag longer than this, or with more attributes, is passed on without them: parsers compare each with each.
_LONG_TAG = 50_000
_MOST_ATTRIBUTES = 200
# Names that pages give to boxes beside the text; "no-comments" and "has-sidebar" are names of the whole page.
_SIDE_NAME = re.compile(
    r"""\b(?:class|id)\s*=\s*["']?(?:[^"'>]{0,200}[\s_-])?(?<!no-)(?<!has-)(?<!with-)(?<!no_)(?<!has_)"""
    r"(?:comments?|commentlist|respond|disqus|wpdiscuz|wpd|newsletter|subscribe|subscription|related|sidebar|cookies?|"
    r"share|sharing|sharedaddy|social|promo|breadcrumbs?|author-bio|about-author|advert|advertisement)(?![a-z])",
    re.IGNORECASE,
)
_BOX = _names("div section ul ol li dl p span h2 h3 h4 h5 iframe")
_BLOCK = _names(
    "address article aside blockquote body br caption center dd details dialog div dl dt fieldset figcaption figure "
    "footer form h1 h2 h3 h4 h5 h6 head header hr html li main menu nav ol option p pre section summary table tbody td "
    "tfoot th thead tr ul"
)
_LEAF = _names("p h1 h2 h3 h4 h5 h6 br hr")
_WALL = _names("td th caption table body html")
_TABLE = _names("table tbody thead tfoot tr td th caption")
# A start tag of the key ends an open element of the values, looking no further up than the list or table it is in.
_ENDS = {
    "li": (frozenset({"li"}), frozenset({"ul", "ol", "menu"})),
    "dt": (frozenset({"dt", "dd"}), frozenset({"dl"})),
    "dd": (frozenset({"dt", "dd"}), frozenset({"dl"})),
    "tr": (frozenset({"tr"}), frozenset({"table"})),
    "td": (frozenset({"td", "th"}), frozenset({"tr", "table"})),
    "th": (frozenset({"td", "th"}), frozenset({"tr", "table"})),
    "option": (frozenset({"option"}), frozenset({"select", "datalist"})),
}
# Steps that all searches for a missing start tag may take together; keeps the whole pass linear.
_PATIENCE = 50_000
_MOST_REPAIRS = 100
# What ends a foreign element (HTML standard 13.2.6.5), and what a title never holds: then it was never closed.
_BREAKS_OUT = re.compile(r"<(?:p|div|h[1-6]|br|ul|ol|table|article|section|body|blockquote)(?=[\s/>])", re.IGNORECASE)
_HEAD_ONLY = _names("title meta link base style script noscript template head html")


class Block(NamedTuple):
    """The text of one block element. ``chrome``: in navigation, a footer or a form; ``side``: in a box that its name
    gives away (comments, share, related); ``linked`` counts the letters in links."""

    text: str
    chrome: bool
    side: bool
    linked: int


class Markup(NamedTuple):
    """What the tokenizer saw. ``depth`` is the deepest nesting, ``tags`` how many stand in ``shallow``, ``broken``
    what never closes, in words."""

    shallow: str
    blocks: tuple[Block, ...]
    json_ld: tuple[str, ...]
    depth: int
    tags: int
    broken: tuple[str, ...]


class _Scanner:
    """One pass over a page; every step moves on, nothing is looked at twice without a bound."""

    def __init__(self, page: str) -> None:
        self.page = page
        self.out: list[str] = []
        self.blocks: list[Block] = []
        self.json_ld: list[str] = []
        self.broken: dict[str, None] = {}
        self.stack: list[str] = []
        self.open: dict[str, int] = {}
        self.depth = 0
        self.words: list[str] = []
        self.linked = 0
        # Open chrome and side elements: (place on the stack, number of blocks before it).
        self.chrome: list[tuple[int, int]] = []
        self.side: list[tuple[int, int]] = []
        self.misnamed: list[tuple[int, int]] = []
        self.tags = 0
        self.unclosed: set[str] = set()
        self.closes: dict[str, int] = {}
        self.size = 0
        self.lenient = False
        self.repairs = 0
        self.patience = _PATIENCE
        self.hiding = 0
        self.concealed: set[int] = set()

    def run(self) -> Markup:
        page, position, end = self.page, 0, len(self.page)
        while position < end:
            token = _TOKEN.search(page, position)
            if token is None:
                self.text(page[position:])
                break
            self.size += token.start() - position
            if self.size > MOST_MARKUP:
                raise ReadError(
                    f"the page has more than {MOST_MARKUP:,} characters besides its scripts; "
                    "save its text as a text file"
                )
            if token.start() > position:
                self.text(page[position : token.start()])
            closes, simple, comment, cdata, declaration, slash, name = token.groups()
            if simple:
                position = self.whole_tag(simple.lower(), token.group(), token.end(), closing=bool(closes))
            elif comment:
                position = self.comment(token.start())
            elif cdata:
                position = token.end()
            elif declaration:
                position = self.declaration(token.start())
            else:
                position = self.tag(token.start(), token.end(), name.lower(), closing=bool(slash))
        self.flush()
        never_closed = next((name for name in self.stack if name in _HIDDEN and name != "head"), None)
        while self.stack:
            self.pop(implied=True)
        blocks = self.unmarked()
        if never_closed:
            self.broken[f"a {never_closed} element never closes"] = None
        else:
            blocks = [block for number, block in enumerate(blocks) if number not in self.concealed]
        return Markup("".join(self.out), tuple(blocks), tuple(self.json_ld), self.depth, self.tags, tuple(self.broken))

    def unmarked(self) -> list[Block]:
        """The blocks; those after a chrome element or box that was never closed lose its mark: they are not its own."""
        blocks = list(self.blocks)
        done = len(blocks)
        for start, stop in sorted(self.misnamed, reverse=True):
            for number in range(start, min(stop, done)):
                blocks[number] = blocks[number]._replace(chrome=False, side=False)
            done = min(done, start)
        return blocks

    def until(self, mark: str, start: int) -> int:
        """Where the next ``mark`` begins, or -1; asked only once when there is none left."""
        if mark in self.unclosed:
            return -1
        found = self.page.find(mark, start)
        if found < 0:
            self.unclosed.add(mark)
        return found

    def comment(self, start: int) -> int:
        close = self.until("-->", start + 2)
        if close >= 0:
            return close + 3
        self.broken["a comment never closes"] = None
        return start + 4

    def declaration(self, start: int) -> int:
        close = self.until(">", start)
        if close < 0:
            self.text(self.page[start:])
            return len(self.page)
        bracket = self.page.find("[", start, close)
        if bracket >= 0 and self.page[start : start + 9].lower() == "<!doctype":
            subset = self.until("]>", bracket)
            if subset >= 0:
                return subset + 2
        return close + 1

    def tag(self, start: int, after_name: int, name: str, *, closing: bool) -> int:
        stop = self.tag_end(start, after_name)
        if stop < 0:
            # No ">" is left: what looks like a tag is the end of the text.
            self.broken["the page breaks off inside a tag"] = None
            self.text(self.page[start:])
            return len(self.page)
        return self.whole_tag(name, self.page[start:stop], stop, closing=closing)

    def whole_tag(self, name: str, raw: str, stop: int, *, closing: bool) -> int:
        self.size += len(raw)
        if name == "plaintext":
            return stop
        if closing:
            self.end(name, raw)
        else:
            after = self.raw(name, raw, stop) if name in _RAW else 0
            if after:
                return after
            self.start(name, raw)
        return stop

    def tag_end(self, start: int, after_name: int) -> int:
        first = self.until(">", after_name)
        if first < 0 or self.lenient:
            return first + 1 if first >= 0 else -1
        rest = _TAG_REST.match(self.page, after_name)
        if rest is None:
            # Quotes run to the end of the page: from here on a tag ends at its first ">".
            self.lenient = True
            self.broken["an attribute's quote never closes"] = None
            return first + 1
        stop = rest.end()
        if stop > first + 1 and "<" in rest.group():
            open_quote = _OPEN_QUOTE.search(self.page, start, stop)
            if open_quote is not None:
                self.repairs += 1
                self.lenient = self.repairs > _MOST_REPAIRS
                self.broken["an attribute's quote never closes"] = None
                return open_quote.end()
        return stop

    def raw(self, name: str, raw: str, stop: int) -> int:
        """Pass over an element whose content is not text to be read; 0 when it never closes."""
        if raw.endswith("/>") and name in {"svg", "math", "template", "iframe"}:
            return stop
        close = self.close_of(name, stop)
        if close >= 0 and name in {"svg", "math", "title"} and _BREAKS_OUT.search(self.page, stop, close):
            close = -1
        if close < 0:
            self.broken[f"a {name} element never closes"] = None
            return stop
        tag_end = self.page.find(">", close)
        after = tag_end + 1 if tag_end >= 0 else len(self.page)
        if name == "title":
            if not self.open.get("body"):
                self.out.append(self.page[stop - len(raw) : after])
        elif name == "script" and _JSON_LD.search(raw):
            self.json_ld.append(self.page[stop:close])
        return after

    def close_of(self, name: str, start: int) -> int:
        """Where ``</name`` begins, in either case of letters; -1 when nowhere."""
        if name in self.unclosed:
            return -1
        if self.closes.get(name, -1) < start:
            found = re.compile(f"</{name}(?=[\\s/>])", re.IGNORECASE).search(self.page, start)
            if found is None:
                self.unclosed.add(name)
                return -1
            self.closes[name] = found.start()
        return self.closes[name]

    def text(self, words: str) -> None:
        self.out.append(words.replace("<", "&lt;") if "<" in words else words)
        if self.open.get("head") and self.stack[-1] == "head" and not words.isspace():
            self.pop()
        self.words.append(words)
        if self.open.get("a"):
            self.linked += len(words)

    def flush(self) -> None:
        if self.words:
            words = _SPACE.sub(" ", html.unescape("".join(self.words))).strip()
            if words:
                if self.hiding:
                    self.concealed.add(len(self.blocks))
                self.blocks.append(Block(words, bool(self.chrome), bool(self.side), self.linked))
            self.words = []
        self.linked = 0

    def start(self, name: str, raw: str) -> None:
        if name in _BLOCK or name in _HIDDEN:
            self.flush()
        if name not in _HEAD_ONLY and self.stack and self.stack[-1] == "head":
            self.pop()
        if name in _BLOCK:
            if self.stack and self.stack[-1] == "p" and name != "br":
                self.pop()
            if name in _ENDS:
                self.end_implied(*_ENDS[name])
        if name in _VOID:
            if len(self.stack) < DEPTH or name == "br":
                self.emit(name, raw)
            return
        if len(self.stack) < DEPTH:
            self.emit(name, raw)
        elif name in _LEAF:
            self.emit(name, f"<{name}>")
        else:
            self.out.append(" ")
        self.stack.append(name)
        self.open[name] = self.open.get(name, 0) + 1
        self.depth = max(self.depth, len(self.stack))
        if name in _CHROME:
            self.chrome.append((len(self.stack), len(self.blocks)))
        if name in _BOX and not self.side and _SIDE_NAME.search(raw, 0, 1000):
            self.side.append((len(self.stack), len(self.blocks)))
        self.hiding += name in _HIDDEN

    def emit(self, name: str, raw: str) -> None:
        self.tags += 1
        many = len(raw) > _MOST_ATTRIBUTES and (len(raw) > _LONG_TAG or raw.count("=") > _MOST_ATTRIBUTES)
        self.out.append(f"<{name}>" if many or raw.count(" ") > 50 * _MOST_ATTRIBUTES else raw)

    def end_implied(self, ended: frozenset[str], walls: frozenset[str]) -> None:
        for step, name in enumerate(reversed(self.stack)):
            if name in walls or self.patience <= 0:
                self.patience -= step
                return
            if name in ended:
                for _ in range(step + 1):
                    self.pop()
                return

    def end(self, name: str, raw: str) -> None:
        if name in _BLOCK or name in _HIDDEN:
            self.flush()
        if name in _VOID or not self.open.get(name):
            if name in {"p", "br"}:
                self.out.append(raw)
            return
        for step, other in enumerate(reversed(self.stack)):
            if other == name:
                deep = len(self.stack) - step > DEPTH
                self.out.append(f"</{name}>" if not deep or name in _LEAF else " ")
                for _ in range(step):
                    self.pop(implied=True)
                self.pop()
                return
            stops = other in (_WALL if name in _BLOCK else _BLOCK) and name not in _TABLE
            if stops or self.patience <= 0:
                self.patience -= step
                # The parser may or may not close it: leave it to the parser and count it as open.
                self.out.append(raw)
                return

    def pop(self, *, implied: bool = False) -> None:
        place = len(self.stack)
        name = self.stack.pop()
        for marks in (self.chrome, self.side):
            if marks and marks[-1][0] == place:
                _, before = marks.pop()
                if implied and name not in _END_OPTIONAL:
                    self.misnamed.append((before, len(self.blocks)))
        self.open[name] -= 1
        self.hiding -= name in _HIDDEN


def scan_markup(page: str) -> Markup:
    """Look once over a page's markup, in linear time: its visible blocks and a copy that is safe to parse."""
    return _Scanner(page).run()
