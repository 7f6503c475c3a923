"""Sentences about a grid: the headline first, and what is not known as a part of it. Neutral words throughout."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from truceline.model.agreement import Agreement
from truceline.model.claim import Claim, Reading
from truceline.model.status import Cell, Status
from truceline.show.grid import Row, is_unreported
from truceline.show.marks import visible

#: Stands under every output: what this is and is not.
LIMITS = (
    "Compiled from published reports. Not an observer's report, not evidence for a court, not a warning system;"
    " breached means corroborated reports of an act that the term forbids."
)
_EVIDENT = (Status.BREACHED, Status.DISPUTED, Status.ALLEGED, Status.KEPT, Status.EXCUSED)


def headline(agreement: Agreement, rows: Sequence[Row], claims: Sequence[Claim] = ()) -> str:
    """What a reader must know in ten seconds: what is breached, disputed, alleged and kept, and what nobody knows.

    A day counts for each party alone. A period counts where none of the row's days has its status: "between the 3rd
    and the 5th" is alleged of the period and of no day in it.
    """
    names = agreement.party_names
    parts = [f"{day_words(rows[0].period.day)}:"] if rows else []
    for status in _EVIDENT:
        days = [(row, c) for row in rows if "+" not in row.party for c in row.days if c.status is status]
        if days:
            where = _listed(
                [f"{row.term.id}, {names.get(row.party, row.party)}, {day_words(c.day)}" for row, c in days]
            )
            parts.append(f"{len(days)} {'day' if len(days) == 1 else 'days'} {status.value} ({where}).")
        elif status is not Status.EXCUSED:
            parts.append(f"0 days {status.value}.")
    parts += [f"1 period {row.period.status.value} ({row.term.id}, {_parties(row, names)})." for row in _periods(rows)]
    parts += _suspensions(agreement, rows, names)
    reported = {row.term.id for row in rows if not is_unreported(row)}
    asked = dict.fromkeys(
        row.term.id
        for row in rows
        if row.term.not_assessed is None and any(cell.status is not Status.NOT_DUE for cell in row.days)
    )
    unknown = (
        [f"nobody reported on {_listed([t for t in asked if t not in reported], 12)}"]
        if asked.keys() - reported
        else []
    )
    watchers = {s.id for s in agreement.sources if s.role in ("observer", "reviewer")}
    if rows and not any(c.source in watchers for c in claims):
        unknown.append("no observer was read")
    if unknown:
        parts.append(f"Not known: {'; '.join(unknown)}.")
    return visible(" ".join(parts))


def _periods(rows: Sequence[Row]) -> Iterator[Row]:
    """The rows whose period says what none of their days does, or that speak of several parties together."""
    for row in rows:
        status = row.period.status
        if status in _EVIDENT and ("+" in row.party or all(c.status is not status for c in row.days)):
            yield row


def _parties(row: Row, names: dict[str, str]) -> str:
    together = " together" if "+" in row.party else ""
    return " and ".join(names.get(p, p) for p in row.party.split("+")) + together


def _suspensions(agreement: Agreement, rows: Sequence[Row], names: dict[str, str]) -> Iterator[str]:
    """Since when each instrument is suspended and by whose word: a claim, never a finding."""
    for instrument in agreement.instruments:
        days = [c.day for row in rows if row.term.of == instrument.id for c in row.days if c.status is Status.SUSPENDED]
        if not days:
            continue
        first = min(days)
        told = sorted(n.day for n in instrument.notices if n.effect == "suspended" and n.day < first)
        by = {names.get(n.by, n.by) for n in instrument.notices if told and n.day == told[-1]}
        who = f"by {' and '.join(sorted(by))}, claimed" if by else "one party's claim"
        yield f"From {day_words(first)}: suspended ({who})."


def day_words(day: str) -> str:
    """A day, or a period of days, in words: 5 Aug 2019, 2-8 Aug 2019."""
    if "/" in day:
        first, last = day.split("/")
        if first == last:
            return day_words(first)
        if first[:7] == last[:7]:
            return f"{int(first[8:])}-{day_words(last)}"
        return f"{day_words(first)} to {day_words(last)}"
    date = dt.date.fromisoformat(day)
    return f"{date.day} {date:%b} {day[:4]}"


def status_words(cell: Cell) -> str:
    """The status with its grades: "alleged (for: single, against: none)"."""
    return f"{cell.status.value} (for: {cell.pro.value}, against: {cell.con.value})"


def undated_warning(reading: Reading, *, fits: str | None = None) -> str | None:
    """What stays open because nobody said when the report was published; None when nothing does.

    ``fits`` is a month that the agreement could offer. It is only ever offered: the agreement never dates a report.
    """
    open_ = [t for t in reading.times if t.interval is None and (t.value or "").startswith("XXXX")]
    if reading.report.published is not None or not open_:
        return None
    quoted = ", ".join(f'"{visible(t.text)}"' for t in open_[:6]) + (", …" if len(open_) > 6 else "")
    dates, them, they = (
        ("1 date stays", "it", "It") if len(open_) == 1 else (f"{len(open_)} dates stay", "them", "They")
    )
    offer = f" {they} would fit {fits}." if fits else ""
    return f"no publication date. {dates} open ({quoted}). Give --published YYYY-MM-DD to settle {them}.{offer}"


def fitting_month(reading: Reading, agreement: Agreement) -> str | None:
    """The month in which the open dates would fit an instrument of the agreement: August 2019."""
    months = {
        t.value[5:7] for t in reading.times if t.value is not None and t.value[:5] == "XXXX-" and t.value[5] != "W"
    }
    for instrument in reversed(agreement.instruments):
        if instrument.in_force[5:7] in months:
            return f"{dt.date.fromisoformat(instrument.in_force[:10]):%B %Y}"
    return None


def _listed(items: Sequence[str], most: int = 4) -> str:
    shown = list(items[:most])
    if len(items) > most:
        shown.append(f"and {len(items) - most} more")
    return "; ".join(shown)
