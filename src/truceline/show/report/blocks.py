"""A report as pieces that HTML, PDF and DOCX are made from alike, so that all of them have the same sections."""

from __future__ import annotations

from typing import Literal, NamedTuple

from truceline.show.marks import Mark

Style = Literal["plain", "strong", "quote", "id", "faint"]


class Run(NamedTuple):
    """Words of one kind. ``quote`` is a source's own words, in whatever language; ``to`` is an anchor in the report."""

    text: str
    style: Style = "plain"
    to: str | None = None
    #: Not in the report's language: English, where a catalogue lacks it, or a name.
    foreign: bool = False
    #: Others may point to these words.
    anchor: str | None = None


class Status(NamedTuple):
    """The mark of a cell: a shape and a word, which goes to the cell's reasons."""

    mark: Mark
    word: str
    to: str | None = None


Piece = Run | Status
Line = tuple[Piece, ...]


class Heading(NamedTuple):
    """A section's name; ``level`` 1 is the report's own."""

    text: Line
    level: int
    anchor: str | None = None


class Paragraph(NamedTuple):
    """One paragraph; ``anchor`` lets others point to it."""

    line: Line
    anchor: str | None = None
    style: Literal["plain", "notice", "note"] = "plain"


class Points(NamedTuple):
    """A list of points."""

    lines: tuple[Line, ...]


class Table(NamedTuple):
    """A table with a caption, column headers, and as many row headers as ``headed`` columns at the start of a row.

    ``anchors`` may name each row; ``shares`` are the widths of the columns in hundredths.
    """

    caption: str
    head: tuple[Line, ...]
    rows: tuple[tuple[Line, ...], ...]
    headed: int = 1
    anchors: tuple[str | None, ...] = ()
    shares: tuple[int, ...] = ()
    name: str = ""


class Figure(NamedTuple):
    """A drawing as SVG, with what it shows in words for those who do not see it."""

    svg: str
    says: str
    caption: str
    width: int
    height: int


class PairTable(NamedTuple):
    """Claims and counter-claims of one occurrence, side by side."""

    caption: str
    left_head: str
    right_head: str
    left: tuple[Line, ...]
    right: tuple[Line, ...]


Block = Heading | Paragraph | Points | Table | Figure | PairTable


class Document(NamedTuple):
    """The whole report: its language and direction, its title, and its blocks in order."""

    language: str
    direction: Literal["ltr", "rtl"]
    title: str
    subject: str
    #: The day that a file says it was made: the day after the report's, never a clock.
    dated: str
    blocks: tuple[Block, ...]
    #: Stands at the foot of every page.
    foot: str


def plain(*words: str) -> Line:
    """Words without more."""
    return tuple(Run(word) for word in words)
