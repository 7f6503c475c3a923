"""Sentences about a grid: the headline first, and what is not known as a part of it. Neutral words throughout."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from truceline.model.agreement import Agreement
from truceline.model.status import Cell, Status
from truceline.show.grid import Row, is_silent

#: Stands under every output: what this is and is not.
LIMITS = (
    "Compiled from published reports. Not an observer's report, not evidence for a court, not a warning system;"
    " breached means corroborated reports of an act that the term forbids."
)


def headline(agreement: Agreement, rows: Sequence[Row]) -> str:
    """What a reader must know in ten seconds: what is breached, disputed, alleged and kept, and what nobody knows."""
    names = {p.id: p.name or p.id for p in agreement.parties}
    parts = []
    for status in (Status.BREACHED, Status.DISPUTED, Status.ALLEGED, Status.KEPT, Status.EXCUSED):
        days = [(row, c) for row in rows if "+" not in row.party for c in row.days if c.status is status]
        if not days:
            if status is not Status.EXCUSED:
                parts.append(f"0 days {status.value}.")
            continue
        where = _listed([f"{row.term.id}, {names.get(row.party, row.party)}, {day_words(c.day)}" for row, c in days])
        parts.append(f"{len(days)} {'day' if len(days) == 1 else 'days'} {status.value} ({where}).")
    for row in rows:
        if "+" in row.party and row.period.status in (Status.BREACHED, Status.DISPUTED, Status.ALLEGED):
            together = " and ".join(names.get(p, p) for p in row.party.split("+"))
            parts.append(f"1 period {row.period.status.value} ({row.term.id}, {together} together).")
    suspended = [c.day for row in rows for c in row.days if c.status is Status.SUSPENDED]
    if suspended:
        parts.append(f"From {day_words(min(suspended))}: suspended (one party's claim).")
    silent = sorted({row.term.id for row in rows if is_silent(row)} - {r.term.id for r in rows if not is_silent(r)})
    if silent:
        parts.append(f"Not known: nobody reported on {_listed(silent, 12)}.")
    return " ".join(parts)


def day_words(day: str) -> str:
    """A day, or a period of days, in words: 5 Aug 2019."""
    if "/" in day:
        first, last = day.split("/")
        return f"{day_words(first)} to {day_words(last)}"
    date = dt.date.fromisoformat(day)
    return f"{date.day} {date:%b %Y}"


def status_words(cell: Cell) -> str:
    """The status with its grades: "alleged (for: single, against: none)"."""
    return f"{cell.status.value} (for: {cell.pro.value}, against: {cell.con.value})"


def _listed(items: Sequence[str], most: int = 4) -> str:
    shown = list(items[:most])
    if len(items) > most:
        shown.append(f"and {len(items) - most} more")
    return "; ".join(shown)
