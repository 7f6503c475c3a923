"""The first sentences in the reader's language: which days are breached, disputed, alleged or kept, and suspensions.

They say of the table what :func:`truceline.show.headline` says in English, without the noughts, which the tiles have.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from truceline.model.agreement import Agreement
from truceline.model.status import Cell, Status
from truceline.serve.table import Line, Sheet
from truceline.serve.words import PageWords

_TOLD = (Status.BREACHED, Status.DISPUTED, Status.ALLEGED, Status.EXCUSED, Status.KEPT)
_MOST = 4


class Saying(NamedTuple):
    """A status in words, and where it is so: (what, cell)."""

    words: str
    where: tuple[tuple[str, Cell], ...]
    more: int


def says_of(sheet: Sheet, agreement: Agreement, words: PageWords) -> list[Saying]:
    """A sentence for each status that anything has, days before periods."""
    lines = [(block.term.id, line) for block in (*sheet.blocks, *sheet.quiet) for line in block.lines]
    found = []
    for status in _TOLD:
        days = [
            (f"{term}, {line.name}, {words.day(cell.day, year=False)}", cell)
            for term, line in lines
            if not line.together
            for cell in line.cells
            if cell.status is status
        ]
        if days:
            found.append(_saying(words.many(len(days), f"1 day {status.value}", f"{{n}} days {status.value}"), days))
        periods = [
            (f"{term}, {_who(line, words)}", line.period)
            for term, line in lines
            if line.period.status is status and (line.together or all(c.status is not status for c in line.cells))
        ]
        if periods:
            name = words.many(len(periods), f"1 period {status.value}", f"{{n}} periods {status.value}")
            found.append(_saying(name, periods))
    return [*found, *_suspensions(lines, sheet, agreement, words)]


def _saying(name: str, where: Sequence[tuple[str, Cell]]) -> Saying:
    return Saying(name, tuple(where[:_MOST]), max(0, len(where) - _MOST))


def _who(line: Line, words: PageWords) -> str:
    return f"{line.name} ({words('together')})" if line.together else line.name


def _suspensions(
    lines: Sequence[tuple[str, Line]], sheet: Sheet, agreement: Agreement, words: PageWords
) -> Iterator[Saying]:
    """Since when each instrument is suspended and by whose word: a claim, never a finding."""
    of = {block.term.id: block.term.of for block in (*sheet.blocks, *sheet.quiet)}
    names = agreement.party_names
    for instrument in agreement.instruments:
        cells = [
            cell
            for term, line in lines
            if of[term] == instrument.id
            for cell in line.cells
            if cell.status is Status.SUSPENDED
        ]
        if not cells:
            continue
        first = min(cells, key=lambda cell: cell.day)
        day = first.day.partition("/")[0]
        told = sorted(n.day for n in instrument.notices if n.effect == "suspended" and n.day <= day)
        by = sorted({names.get(n.by, n.by) for n in instrument.notices if told and n.day == told[-1]})
        if by:
            who = words("suspended from {day}, as {who} announced", day=words.day(day, year=False), who=", ".join(by))
        else:
            who = words("suspended from {day}, by one party’s word", day=words.day(day, year=False))
        yield Saying(f"{instrument.id}: {who}", (), 0)
