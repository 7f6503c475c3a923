"""The grid: term by party by day, with a period column that is asked of the claims and not of the days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import NamedTuple

from rich.table import Table
from rich.text import Text

from truceline.model.agreement import Agreement, Term
from truceline.model.claim import Claim
from truceline.model.status import Cell, Grade, Status
from truceline.show.marks import Mark, mark_of, visible

#: So many days stand side by side at most; longer stretches are cut to their last days, and the title says so.
WIDEST = 16

CellOf = Callable[[str, str, str], Cell]


class Row(NamedTuple):
    """One line of the grid: a term and a party (or its parties together), its days and its period."""

    term: Term
    party: str
    days: tuple[Cell, ...]
    period: Cell
    origins: int


def days_between(first: str, last: str) -> tuple[str, ...]:
    """Every day from ``first`` to ``last``, both included, as ISO 8601."""
    start, end = dt.date.fromisoformat(first), dt.date.fromisoformat(last)
    return tuple((start + dt.timedelta(days=i)).isoformat() for i in range((end - start).days + 1))


def days_shown(cells: Sequence[Cell], since: str | None, until: str | None) -> tuple[str, ...]:
    """The days of the grid: those asked for, else the last ones that something bears on."""
    known = sorted({c.day for c in cells if "/" not in c.day})
    first = since or (known[0] if known else until)
    last = until or (known[-1] if known else since)
    if first is None or last is None or last < first:
        return ()
    days = days_between(first, last)
    return days if since is not None and until is not None else days[-WIDEST:]


def grid_rows(agreement: Agreement, claims: Sequence[Claim], days: Sequence[str], cell: CellOf) -> list[Row]:
    """The rows of the grid in the order of the agreement; parties of one prohibition also stand together."""
    origins = {c.id: c.origin for c in claims}
    rows = []
    period = f"{days[0]}/{days[-1]}"
    for term in agreement.terms:
        if term.verb == "may" or not term.party:
            continue
        groups = list(term.party)
        if term.verb == "must_not" and len(term.party) > 1:
            groups.append("+".join(sorted(term.party)))
        for party in groups:
            # A day of several parties together is a period of one day: asked of the claims, too.
            row_days = tuple(cell(term.id, party, day) for day in days)
            whole = cell(term.id, party, period)
            told = {origins.get(id_) for c in (*row_days, whole) for id_ in c.claims}
            rows.append(Row(term, party, row_days, whole, len(told - {None})))
    return rows


def grid_table(agreement: Agreement, rows: Sequence[Row], days: Sequence[str], *, ascii_only: bool = False) -> Table:
    """The grid as a table for people."""
    table = Table(box=None, pad_edge=False, padding=(0, 1), header_style="bold")
    table.add_column("term", no_wrap=True)
    table.add_column("party", no_wrap=True)
    for day in days:
        table.add_column(_heading(day), justify="center", no_wrap=True)
    table.add_column("period", justify="center", no_wrap=True)
    table.add_column("origins", justify="right", no_wrap=True)
    names = {p.id: p.name or p.id for p in agreement.parties}
    before = None
    for row in rows:
        party = " + ".join(names.get(p, p) for p in row.party.split("+"))
        if "+" in row.party:
            party = "  together"
        marks = [_mark(mark_of(c), ascii_only) for c in (*row.days, row.period)]
        label = "" if row.term.id == before else row.term.id
        before = row.term.id
        table.add_row(label, visible(_short(party)), *marks, str(row.origins) if row.origins else "-")
    return table


def _heading(day: str) -> str:
    date = dt.date.fromisoformat(day)
    return f"{date:%a}{date.day}"


def _short(name: str, width: int = 30) -> str:
    return name if len(name) <= width else name[: width - 1] + "…"


def _mark(mark: Mark, ascii_only: bool) -> Text:
    return Text(mark.ascii if ascii_only else mark.shape, style=mark.style)


def is_silent(row: Row) -> bool:
    """True when nobody reported anything that bears on the row and nothing is suspended in it."""
    return all(
        c.pro is Grade.NONE and c.con is Grade.NONE and c.status is Status.UNKNOWN for c in (*row.days, row.period)
    )
