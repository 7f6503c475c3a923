"""What all sections of the daily report share: its contents, its words, and how it points to cells and claims."""

from __future__ import annotations

from truceline.model.agreement import Term
from truceline.model.selection import Listed, cell_id
from truceline.model.status import Cell, Grade, Status
from truceline.show.marks import mark_of, visible
from truceline.show.report.blocks import (
    Line,
    Piece,
    Run,
)
from truceline.show.report.blocks import Status as Mark
from truceline.show.report.contents import Contents
from truceline.show.report.phrases import Phrases
from truceline.show.words import Words


class Sections:
    """The contents of a report in one language."""

    def __init__(self, contents: Contents, words: Words) -> None:
        self.contents = contents
        self.words = words
        self.agreement = contents.selection.agreement
        self.phrases = Phrases(words, self.agreement)
        self.claims = contents.claims_by_id()
        self.today = contents.cells_on(contents.day)
        days = contents.days
        self.before = contents.cells_on(days[-2]) if len(days) > 1 else []
        self.period = [c for c in contents.selection.cells if "/" in c.day]

    def delay(self) -> str:
        """What is held back, in words."""
        stamp, w = self.contents.selection.stamp, self.words
        if not stamp.delay_hours:
            return w("NOT FOR PUBLICATION, nothing withheld")
        held = w.many(stamp.withheld, "1 claim withheld for now", "{n} claims withheld for now")
        return w("{n} hours, to {day}", n=stamp.delay_hours, day=w.day(stamp.last_day)) + w(", ") + held

    def duty(self, cell: Cell) -> str:
        """A term and a party, before what is said of them."""
        return f"{self.words.apart(cell.term)}{self.words(', ')}{self.phrases.parties(cell.party)}: "

    def foreign(self, text: str) -> Line:
        """Words that are not in the report's language."""
        return (Run(visible(text), foreign=True),)

    def mark(self, cell: Cell) -> Mark:
        """The mark of a cell, which leads to its reasons."""
        mark = mark_of(cell)
        return Mark(mark, self.words(mark.word), self.to(cell))

    def mark_here(self, cell: Cell) -> Mark:
        """The mark of a cell, where it is explained."""
        return self.mark(cell)._replace(to=None)

    def to(self, cell: Cell) -> str:
        """Where a cell is explained, else where it is listed."""
        explained = (cell.term, cell.party, cell.day) in self.contents.explained
        return anchor_of("why" if explained and self.is_told(cell) else "cell", cell)

    def is_told(self, cell: Cell) -> bool:
        """True when the section on terms has a part on the cell."""
        term = next(t for t in self.agreement.terms if t.id == cell.term)
        if term.not_assessed is not None:
            return False
        return cell.day == self.contents.day or bool(cell.claims) or cell.status is Status.SUSPENDED

    def ids(self, ids: tuple[str, ...]) -> list[Piece]:
        """Claims by their ids, each of which leads to its line in the annex."""
        pieces: list[Piece] = []
        for id_ in ids:
            listed = id_ in self.claims
            pieces += [Run(id_, "id", f"claim-{id_}" if listed else None), Run(" ")]
        return pieces

    def meets_day(self, listed: Listed) -> bool:
        """True when a claim tells of the report's day, or is named by one of its cells."""
        day = self.contents.day
        named = {id_ for cell in self.today for id_ in cell.claims}
        time = listed.claim.event.time if listed.claim.event is not None else None
        if time is None or time.start is None or time.end is None:
            return listed.claim.id in named and time is not None
        return time.start[:10] <= day and (time.end[:10] > day or time.start[:10] == day)

    def silent_terms(self) -> list[Term]:
        """The terms on which nobody reported."""
        told = {
            c.term
            for c in (*self.today, *self.period)
            if not is_silent(c) and (c.claims or c.status is not Status.UNKNOWN)
        }
        asked = {c.term for c in self.today}
        return [t for t in self.agreement.terms if t.id in asked and t.id not in told and t.not_assessed is None]


def anchor_of(what: str, cell: Cell) -> str:
    """The name by which a cell is pointed to."""
    return f"{what}-{cell_id(cell).replace('/', '-').replace('+', '-')}"


def is_silent(cell: Cell) -> bool:
    """True when nobody said anything that bears on a cell."""
    return cell.status is Status.UNKNOWN and cell.pro is Grade.NONE and cell.con is Grade.NONE


def example(status: Status) -> Cell:
    """A cell of a status that somebody spoke of, for its mark."""
    return Cell(term="", party="", day="", status=status, pro=Grade.POSSIBLE, con=Grade.NONE)
