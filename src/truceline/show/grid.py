"""The grid: term by party by day, with a period column that is asked of the claims and not of the days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderResult
from rich.table import Table
from rich.text import Text

from truceline.model.agreement import Agreement, Term
from truceline.model.claim import Claim
from truceline.model.status import Cell, Grade, Status
from truceline.show.marks import Mark, mark_of, visible

#: So many days are shown when nobody asked for certain ones; the last ones, and the page says so.
MOST_DAYS = 92
#: Up to so many days each has its column; of more, neighbours that look alike share one.
EACH_ITS_COLUMN = 14
#: A claim whose window is longer than this says of no day that it is the one, and does not widen the grid.
_LONGEST_WINDOW = 31
#: Narrower than this, a screen gets the ids of the parties and not their names.
_NARROW = 96

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


def days_shown(
    cells: Sequence[Cell], since: str | None, until: str | None, *, claims: Sequence[Claim] | None = None
) -> tuple[str, ...]:
    """The days of the grid: those asked for, else those on which a dated claim bears.

    A claim without a date touches years of cells; it does not stretch the grid, it lies in the tray of the undated.
    """
    dated = None if claims is None else {c.id for c in claims if _is_dated(c)}
    known = sorted(
        {c.day for c in cells if "/" not in c.day and (dated is None or not c.claims or not dated.isdisjoint(c.claims))}
    )
    first = since or (known[0] if known else until)
    last = until or (known[-1] if known else since)
    if first is None or last is None or last < first:
        return ()
    days = days_between(first, last)
    return days if since is not None and until is not None else days[-MOST_DAYS:]


def _is_dated(claim: Claim) -> bool:
    """True when the claim's window has both ends and is no longer than a month."""
    time = claim.event.time if claim.event is not None else None
    if time is None or time.start is None or time.end is None:
        return False
    first, last = dt.date.fromisoformat(time.start[:10]), dt.date.fromisoformat(time.end[:10])
    return (last - first).days <= _LONGEST_WINDOW


def grid_rows(
    agreement: Agreement, claims: Sequence[Claim], days: Sequence[str], cell: CellOf, *, together: bool = True
) -> list[Row]:
    """The rows of the grid in the order of the agreement; ``together``: parties of one prohibition as one, too."""
    origins = {c.id: c.origin for c in claims}
    rows = []
    period = f"{_first(days[0])}/{_last(days[-1])}"
    for term in agreement.terms:
        if term.verb == "may" or not term.party:
            continue
        groups = list(term.party)
        if together and term.verb == "must_not" and len(term.party) > 1:
            groups.append("+".join(sorted(term.party)))
        for party in groups:
            # A day of several parties together is a period of one day: asked of the claims, too.
            row_days = tuple(cell(term.id, party, day) for day in days)
            whole = cell(term.id, party, period)
            told = {origins.get(id_) for c in (*row_days, whole) for id_ in c.claims}
            rows.append(Row(term, party, row_days, whole, len(told - {None})))
    return rows


class Grid:
    """The grid for people: as many days side by side as the screen is wide, the rest below in further tables."""

    def __init__(
        self, agreement: Agreement, rows: Sequence[Row], days: Sequence[str], *, ascii_only: bool = False
    ) -> None:
        self.rows = rows
        self.days = days
        self.ascii_only = ascii_only
        self.names = agreement.party_names

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        width = options.max_width
        names = self.names if width >= _NARROW else {}
        labels = [_label(row, names) for row in self.rows]
        terms = [visible(row.term.id) for row in self.rows]
        columns = list(_columns(self.rows, self.days))
        headings = _headings(columns, self.days)
        left = max(map(cell_len, [*terms, "term"])) + max(map(cell_len, [*labels, "party"])) + 4
        widest = max(cell_len(line) for heading in headings for line in heading.split("\n")) + 2
        right = len("period") + len("origins") + 4
        fit = max((width - left - right) // widest, 1)
        for at in range(0, len(columns), fit):
            if at:
                yield Text("")
            is_last = at + fit >= len(columns)
            yield self._table(terms, labels, columns[at : at + fit], headings[at : at + fit], is_last=is_last)

    def _table(
        self,
        terms: Sequence[str],
        labels: Sequence[str],
        columns: Sequence[slice],
        heads: Sequence[str],
        *,
        is_last: bool,
    ) -> Table:
        table = Table(box=None, pad_edge=False, padding=(0, 1), header_style="bold")
        table.add_column(Text("term"), no_wrap=True)
        table.add_column(Text("party"), no_wrap=True)
        for head in heads:
            table.add_column(Text(head), justify="center", no_wrap=True, vertical="bottom")
        if is_last:
            table.add_column(Text("period"), justify="center", no_wrap=True)
            table.add_column(Text("origins"), justify="right", no_wrap=True)
        before = None
        for row, term, label in zip(self.rows, terms, labels, strict=True):
            cells = [row.days[column.start] for column in columns] + ([row.period] if is_last else [])
            marks = [_mark(mark_of(c), self.ascii_only) for c in cells]
            origins = [Text(str(row.origins) if row.origins else "-")] if is_last else []
            # Text, not str: rich reads square brackets in a str as its own markup.
            table.add_row(Text("" if term == before else term), Text(label), *marks, *origins)
            before = term
        return table


def _columns(rows: Sequence[Row], days: Sequence[str]) -> Iterator[slice]:
    """The days of each column: one, or of a long stretch those neighbours that look alike in every row."""
    looks = [tuple(mark_of(row.days[i]) for row in rows) for i in range(len(days))]
    first = 0
    for i in range(1, len(days) + 1):
        if i == len(days) or len(days) <= EACH_ITS_COLUMN or looks[i] != looks[first]:
            yield slice(first, i)
            first = i


def _headings(columns: Sequence[slice], days: Sequence[str]) -> list[str]:
    """What stands over each column, with the month over the days where there is more than one month."""
    spans = [(dt.date.fromisoformat(_first(day)), dt.date.fromisoformat(_last(day))) for day in days]
    several_months = len({(d.year, d.month) for span in spans for d in span}) > 1
    return [_heading(spans[c.start][0], spans[c.stop - 1][1], months=several_months) for c in columns]


def _first(day: str) -> str:
    """The first day of a column: itself, or of a period ``A/B`` the day A."""
    return day.partition("/")[0]


def _last(day: str) -> str:
    return day.rpartition("/")[2]


def _heading(first: dt.date, last: dt.date, *, months: bool) -> str:
    if first == last:
        return (f"{first:%b}\n" if months else "") + f"{first:%a}{first.day}"
    if (first.year, first.month) == (last.year, last.month):
        return (f"{first:%b}\n" if months else "") + f"{first.day}-{last.day}"
    return f"{first.day}{first:%b}-\n{last.day}{last:%b}"


def _label(row: Row, names: dict[str, str]) -> str:
    if "+" in row.party:
        return "  together"
    return visible(_short(names.get(row.party, row.party)))


def _short(name: str, width: int = 30) -> str:
    return name if len(name) <= width else name[: width - 1] + "…"


def _mark(mark: Mark, ascii_only: bool) -> Text:
    return Text(mark.ascii if ascii_only else mark.shape, style=mark.style)


def is_silent(row: Row) -> bool:
    """True when nobody reported anything that bears on the row, and the agreement itself says nothing of its days.

    What is suspended is said by the agreement; what was not due, or that no report can settle, is nothing to look at.
    """
    idle = (Status.UNKNOWN, Status.NOT_DUE, Status.NOT_ASSESSED)
    return is_unreported(row) and all(c.status in idle for c in (*row.days, row.period))


def is_unreported(row: Row) -> bool:
    """True when nobody reported anything that bears on the row, whatever the agreement itself says of its days."""
    return all(c.pro is Grade.NONE and c.con is Grade.NONE for c in (*row.days, row.period))
