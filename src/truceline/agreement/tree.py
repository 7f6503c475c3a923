"""YAML 1.2 bytes -> a tree of nodes with line numbers; safe and bounded, and never more than the file itself says.

The file is read as a stream of events (ruamel.yaml), so nothing is ever constructed: no tags and no merge keys; aliases
count as if they were written out. Plain words get their meaning from the core schema of YAML 1.2 (section 10.3.2),
where ``no`` and ``2019-08-02`` are text.
"""

from __future__ import annotations

import bisect
import dataclasses
import re
from collections.abc import Callable, Iterator

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)
from ruamel.yaml.reader import ReaderError

from truceline.agreement.findings import shown
from truceline.errors import AgreementError, Problem

#: Bytes. A file beyond it is refused before it is read.
MAX_BYTES = 1_000_000
MAX_DEPTH = 24
MAX_NODES = 100_000
#: Bytes. The scanner's time grows with the square of what it must look through within one line.
MAX_LINE = 200_000

_INTEGER = re.compile(r"[-+]?[0-9]{1,30}", re.ASCII)
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]{1,30}|[0-9]{1,30}(?:\.[0-9]{0,30})?)(?:[eE][-+]?[0-9]{1,4})?", re.ASCII)
_NOT_FINITE = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)", re.ASCII)
_OPENING_RUN = re.compile(rb"[\[{][\[{ \t]{%d,}" % (2 * MAX_DEPTH))


@dataclasses.dataclass(frozen=True, slots=True)
class Scalar:
    """A word or a text; ``plain`` when it stood without quotes."""

    line: int
    text: str
    plain: bool


@dataclasses.dataclass(frozen=True, slots=True)
class Listing:
    """A list."""

    line: int
    items: list[Node]


@dataclasses.dataclass(frozen=True, slots=True)
class Table:
    """Keys with their values, in the order of the file; a key may stand in it twice."""

    line: int
    pairs: list[tuple[Scalar, Node]]


Node = Scalar | Listing | Table

_Refuse = Callable[[int, str], AgreementError]


def core_value(scalar: Scalar) -> bool | int | float | str | None:
    """What a scalar means by the core schema of YAML 1.2; quoted ones are text. Not-finite numbers come as ``nan``."""
    text = scalar.text
    if not scalar.plain:
        return text
    if text in {"", "~", "null", "Null", "NULL"}:
        return None
    if text in {"true", "True", "TRUE"}:
        return True
    if text in {"false", "False", "FALSE"}:
        return False
    if _INTEGER.fullmatch(text):
        return int(text)
    if _FLOAT.fullmatch(text):
        return float(text)
    if _NOT_FINITE.fullmatch(text):
        return float("nan")
    return text


def plain_value(node: Node) -> object:
    """The node as dicts, lists and scalars, without lines; of two equal keys the first counts."""
    # Depth is bounded by MAX_DEPTH, so this may recurse.
    if isinstance(node, Scalar):
        return core_value(node)
    if isinstance(node, Listing):
        return [plain_value(item) for item in node.items]
    result: dict[str, object] = {}
    for key, value in node.pairs:
        result.setdefault(key.text, plain_value(value))
    return result


def parse_tree(data: bytes, *, name: str) -> Node:
    """The root node of the one document in ``data``; AgreementError with its one problem when there is none."""

    def refuse(line: int, words: str) -> AgreementError:
        return AgreementError((Problem(name, line, words),))

    if len(data) > MAX_BYTES:
        raise refuse(1, f"the file is larger than {MAX_BYTES:,} bytes; an agreement file may not be.")
    text = _decoded(data, refuse)
    lines = _Lines(text)
    for number, raw in enumerate(data.split(b"\n"), start=1):
        if len(raw) > MAX_LINE:
            raise refuse(number, f"the line is longer than {MAX_LINE:,} bytes; break it up.")
    deep = _OPENING_RUN.search(data)
    if deep:
        # The scanner's time grows with the square of an unbroken run of opening brackets; refused before it starts.
        raise refuse(data[: deep.start()].count(b"\n") + 1, f"nested more than {MAX_DEPTH} levels deep.")
    try:
        return _built(YAML(typ="safe", pure=True).parse(text), lines, refuse)
    except ReaderError as error:
        line = lines.at(error.position if isinstance(error.position, int) else 0)
        code = error.character if isinstance(error.character, int) else ord(str(error.character)[:1] or "\0")
        raise refuse(line, f"a character that YAML does not allow: U+{code:04X}.") from error
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise refuse(lines.at(mark.index) if mark else 1, _syntax(error)) from error
    except (YAMLError, ValueError, OverflowError) as error:
        # ValueError and OverflowError: escapes and directives with numbers that no character or version has.
        raise refuse(1, "not YAML: an escape or a directive holds an impossible number.") from error


class _Lines:
    """Offsets (code points) to line numbers as an editor counts them: line feeds only."""

    def __init__(self, text: str) -> None:
        self._breaks = [found.start() for found in re.finditer("\n", text)]

    def at(self, offset: int) -> int:
        return bisect.bisect_left(self._breaks, offset) + 1


def _decoded(data: bytes, refuse: _Refuse) -> str:
    for mark in (b"\xff\xfe", b"\xfe\xff"):
        if data.startswith(mark):
            raise refuse(1, "the file is UTF-16; save it as UTF-8.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        wrong = data[error.start]
        raise refuse(line, f"the byte 0x{wrong:02X} is not UTF-8; save the file as UTF-8.") from error
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise refuse(line, "a character that YAML does not allow: U+0000 (a binary file, or UTF-16 without a mark).")
    return text


def _syntax(error: MarkedYAMLError) -> str:
    problem = str(error.problem or "it cannot be read")
    if "'\\t'" in problem:
        return "a tab cannot stand here; indent with spaces."
    if problem.startswith("mapping values are not allowed"):
        return 'not YAML: a ": " where no key can stand; put the text in quotes or correct the indentation.'
    return f"not YAML: {problem}."


def _built(events: Iterator[Event], lines: _Lines, refuse: _Refuse) -> Node:
    builder = _Builder(refuse)
    documents = 0
    for event in events:
        line = lines.at(event.start_mark.index)
        if isinstance(event, DocumentStartEvent):
            documents += 1
            if documents > 1:
                raise refuse(line, "a second document (---); an agreement file holds one.")
        elif isinstance(event, AliasEvent):
            builder.repeat(line, str(event.anchor))
        elif isinstance(event, ScalarEvent | SequenceStartEvent | MappingStartEvent):
            if event.tag is not None:
                raise refuse(
                    line, "tags (!) are not used in agreement files; write the plain value, or put it in quotes."
                )
            if isinstance(event, ScalarEvent):
                if not _encodable(event.value):
                    raise refuse(line, "half of a surrogate pair (\\uD800 to \\uDFFF) is no character.")
                builder.scalar(Scalar(line, event.value, event.style is None), event.anchor)
            else:
                start = Listing(line, []) if isinstance(event, SequenceStartEvent) else Table(line, [])
                builder.open(start, event.anchor)
        elif isinstance(event, SequenceEndEvent | MappingEndEvent):
            builder.close()
    root = builder.root
    if root is None or (isinstance(root, Scalar) and core_value(root) is None):
        raise refuse(1, "the file is empty; an agreement has at least an id, a timezone, instruments and terms.")
    return root


@dataclasses.dataclass(slots=True)
class _Open:
    """A list or table that is being read, with how much it holds so far, aliases written out."""

    node: Listing | Table
    anchor: str | None
    waiting: list[Scalar] = dataclasses.field(default_factory=list)  # the key that waits for its value, if any
    size: int = 1
    height: int = 1


class _Builder:
    """Nodes in the order of the file -> a tree. An alias repeats a node; what it repeats counts as if written out."""

    def __init__(self, refuse: _Refuse) -> None:
        self.root: Node | None = None
        self._refuse = refuse
        self._stack: list[_Open] = []
        self._anchors: dict[str, tuple[Node, int, int]] = {}  # complete nodes only, so that none holds itself
        self._nodes = 0

    def scalar(self, node: Scalar, anchor: str | None) -> None:
        self._count(node.line, 1, 0)
        self._attach(node, node.line)
        if anchor is not None:
            self._anchors[anchor] = (node, 1, 0)

    def open(self, node: Listing | Table, anchor: str | None) -> None:
        self._count(node.line, 1, 1)
        self._attach(node, node.line)
        self._stack.append(_Open(node, anchor))

    def close(self) -> None:
        done = self._stack.pop()
        if self._stack:
            # The node itself was counted in its parent when it was attached.
            self._stack[-1].size += done.size - 1
            self._stack[-1].height = max(self._stack[-1].height, done.height + 1)
        if done.anchor is not None:
            self._anchors[done.anchor] = (done.node, done.size, done.height)

    def repeat(self, line: int, anchor: str) -> None:
        if anchor not in self._anchors:
            raise self._refuse(line, f'"*{shown(anchor)}" repeats nothing; a text that begins with * needs quotes.')
        node, size, height = self._anchors[anchor]
        self._count(line, size, height)
        self._attach(node, line)
        if self._stack:
            self._stack[-1].size += size - 1
            self._stack[-1].height = max(self._stack[-1].height, height + 1)

    def _count(self, line: int, size: int, height: int) -> None:
        self._nodes += size
        if self._nodes > MAX_NODES:
            raise self._refuse(line, f"more than {MAX_NODES:,} values; an agreement file may not hold so many.")
        if len(self._stack) + height > MAX_DEPTH:
            raise self._refuse(line, f"nested more than {MAX_DEPTH} levels deep.")

    def _attach(self, node: Node, line: int) -> None:
        if not self._stack:
            self.root = node
            return
        top = self._stack[-1]
        top.size += 1
        if isinstance(top.node, Listing):
            top.node.items.append(node)
        elif top.waiting:
            top.node.pairs.append((top.waiting.pop(), node))
        elif isinstance(node, Scalar):
            top.waiting.append(node)
        else:
            raise self._refuse(line, "a list or a table cannot be a key; put the key in quotes.")


def _encodable(text: str) -> bool:
    return text.isascii() or not any("\ud800" <= character <= "\udfff" for character in text)
