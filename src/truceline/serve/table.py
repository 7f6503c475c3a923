"""The table of term, party and day as a page draws it: the same rows as everywhere, each cell with its own address."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from truceline.memory import Published, StoreGrid, grid_of
from truceline.model.agreement import Agreement, Term
from truceline.model.claim import Claim
from truceline.model.selection import Filter
from truceline.model.status import Cell, Grade, Status
from truceline.serve.rendering import FACES, face
from truceline.show import Row

#: So many days are shown where nobody asked for certain ones.
A_WEEK = 7
#: A table with more days has narrow columns, whose words are read out and not drawn.
WIDE_DAYS = 10
#: So many days each have a column; of a longer stretch, weeks have.
MOST_COLUMNS = 62
_WEIGHT = {name: number for number, name in enumerate(FACES)}


class Line(NamedTuple):
    """One row: who is bound, its cells, its period, and how many origins tell of it."""

    party: str
    name: str
    together: bool
    cells: tuple[Cell, ...]
    period: Cell
    origins: int


class Block(NamedTuple):
    """A term with its rows; ``clause`` says in a line what it asks."""

    term: Term
    clause: str
    lines: tuple[Line, ...]


class Sheet(NamedTuple):
    """The table: its columns (days, or weeks ``A/B``), its blocks, and the rows of which nobody reported anything."""

    columns: tuple[str, ...]
    blocks: tuple[Block, ...]
    quiet: tuple[Block, ...]
    reports: dict[str, int]
    grid: StoreGrid

    @property
    def is_tight(self) -> bool:
        """True when words no longer fit into the cells."""
        return len(self.columns) > WIDE_DAYS

    @property
    def cells(self) -> list[Cell]:
        """Every cell and period that is drawn, the quiet ones too."""
        lines = [line for block in (*self.blocks, *self.quiet) for line in block.lines]
        return [cell for line in lines for cell in (*line.cells, line.period)]


def days_of(view: Published, wanted: Filter) -> tuple[str, str] | None:
    """The days of a page: those asked for, else the last week that a claim with a date tells of; None when none is."""
    if wanted.since is not None and wanted.until is not None:
        return wanted.since, min(wanted.until, view.last_day)
    span = view.whole_span()
    if span is None and wanted.since is None and wanted.until is None:
        return None
    last = wanted.until or (_moved(wanted.since, A_WEEK - 1) if wanted.since else (span or ("", view.last_day))[1])
    last = min(last, view.last_day)
    first = wanted.since or _moved(last, 1 - A_WEEK)
    return first, last


def neighbours(first: str, last: str) -> tuple[tuple[str, str], tuple[str, str]]:
    """The stretches of the same length before and after."""
    length = (dt.date.fromisoformat(last) - dt.date.fromisoformat(first)).days + 1
    return (
        (_moved(first, -length), _moved(last, -length)),
        (_moved(first, length), _moved(last, length)),
    )


def sheet_of(view: Published, wanted: Filter, first: str, last: str, *, everything: bool = False) -> Sheet:
    """The table from ``first`` to ``last``; ``everything`` draws also the rows that say nothing."""
    if last < first:
        return Sheet((), (), (), {}, StoreGrid([], (), []))
    length = (dt.date.fromisoformat(last) - dt.date.fromisoformat(first)).days + 1
    grid = grid_of(
        view,
        first,
        last,
        weeks=length > MOST_COLUMNS,
        together=length <= MOST_COLUMNS and not wanted.party,
        terms=wanted.term,
        parties=wanted.party,
    )
    rows = [row for row in grid.rows if not wanted.status or _has(row, wanted.status)]
    loud = [row for row in rows if everything or wanted.status or not _is_quiet(row)]
    quiet = [row for row in rows if row not in loud]
    names = view.agreement.party_names
    return Sheet(grid.days, _blocks(loud, names), _blocks(quiet, names), _reported(grid.claims, grid.days), grid)


def counts_of(sheet: Sheet) -> dict[str, list[Cell]]:
    """The cells of single parties by mark, the days first; a period only where no day of its row has its mark."""
    found: dict[str, list[Cell]] = {name: [] for name in FACES}
    for block in (*sheet.blocks, *sheet.quiet):
        for line in block.lines:
            if line.together:
                continue
            for cell in line.cells:
                found[face(cell)].append(cell)
    return found


def heaviest(sheet: Sheet) -> Cell | None:
    """The cell that a reader should see first: the heaviest mark, a day before a period, the latest day."""
    told = [c for c in sheet.cells if c.pro is not Grade.NONE or c.con is not Grade.NONE]
    return min(told, key=lambda c: (_WEIGHT[face(c)], "/" in c.day, "+" in c.party, _backwards(c.day)), default=None)


def _backwards(day: str) -> tuple[int, ...]:
    return tuple(-ord(letter) for letter in day)


def _blocks(rows: Sequence[Row], names: dict[str, str]) -> tuple[Block, ...]:
    by_term: dict[str, list[Row]] = {}
    for row in rows:
        by_term.setdefault(row.term.id, []).append(row)
    return tuple(
        Block(term=found[0].term, clause=clause(found[0].term), lines=tuple(_line(row, names) for row in found))
        for found in by_term.values()
    )


def clause(term: Term) -> str:
    """What a term asks, in our short words, else in the text's."""
    return term.paraphrase or term.quote or term.not_assessed or ""


def _line(row: Row, names: dict[str, str]) -> Line:
    together = "+" in row.party
    name = " + ".join(names.get(party, party) for party in row.party.split("+"))
    return Line(row.party, name, together, row.days, row.period, row.origins)


def _has(row: Row, statuses: Iterable[Status]) -> bool:
    return any(cell.status in statuses for cell in (*row.days, row.period))


def _is_quiet(row: Row) -> bool:
    """True when nobody reported anything that bears on a row, whatever the agreement itself says of its days."""
    return all(cell.pro is Grade.NONE and cell.con is Grade.NONE for cell in (*row.days, row.period))


def _reported(claims: Sequence[Claim], columns: Sequence[str]) -> dict[str, int]:
    """How many reports tell something of each column's days, so that silence can be judged."""
    found: dict[str, set[str]] = {column: set() for column in columns}
    for claim in claims:
        time = claim.event.time if claim.event is not None else None
        if time is None or time.start is None or time.end is None:
            continue
        for column in columns:
            first, _, last = column.partition("/")
            if time.start[:10] <= (last or first) and time.end > first:
                found[column].add(claim.report or "")
    return {column: len(reports) for column, reports in found.items()}


def _moved(day: str, by: int) -> str:
    try:
        return (dt.date.fromisoformat(day) + dt.timedelta(days=by)).isoformat()
    except OverflowError:
        return day


def names_of(agreement: Agreement, party: str) -> str:
    """What to call a party, or several together."""
    names = agreement.party_names
    return " + ".join(names.get(one, one) for one in party.split("+"))
