"""What the daily report of a day needs to know: its rows, their reasons, and what changed since earlier reports.

The report of a day can be made once the delay has passed, and is the same whenever it is made, as long as the store
is: no clock goes in but through what may be shown.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator

import msgspec

from truceline.assess import find_differences
from truceline.errors import UsageError
from truceline.memory.asking import ordinal
from truceline.memory.filtering import select
from truceline.memory.grids import grid_of
from truceline.memory.release import Published, Release
from truceline.model.moment import anchored, day_start, zone
from truceline.model.selection import Filter
from truceline.model.status import Cell, Grade, Status
from truceline.show import STRIP, Contents, Correction


def daily_contents(view: Published, day: str, wanted: Filter | None = None) -> Contents:
    """The contents of a day's report; ``wanted`` may narrow terms, parties and sources, never days.

    UsageError when the day may not be shown yet.
    """
    if ordinal(day) and day > view.last_day:
        free = day_start(dt.date.fromordinal(ordinal(day) + 1), view.agreement.timezone)
        free += dt.timedelta(hours=view.release.delay_hours)
        raise UsageError(
            f"The report of {day} can be made from {free:%Y-%m-%d %H:%M} UTC on: what is shown is"
            f" {view.release.delay_hours} hours old, to {view.last_day}."
        )
    first = _before(day, STRIP - 1)
    asked = msgspec.structs.replace(wanted or Filter(), since=first, until=day, as_of=view.as_of)
    selection = select(view, asked)
    earlier = grid_of(view, _before(day, STRIP), _before(day, 1), terms=asked.term, parties=asked.party)
    since = day_start(dt.date.fromisoformat(day), view.agreement.timezone)
    since += dt.timedelta(hours=view.release.delay_hours)
    claims = [listed.claim for listed in selection.claims]
    return Contents(
        selection=selection,
        day=day,
        cut_off=_cut_off(view),
        since=since.isoformat(),
        earlier=tuple(cell for row in earlier.rows for cell in row.days),
        explained=_explained(view, selection.cells, day),
        corrections=tuple(_corrections(view, day, since)),
        differences=find_differences(claims, view.agreement),
        read_on=_read_on(view),
    )


def _explained(view: Published, cells: tuple[Cell, ...], day: str) -> dict[tuple[str, str, str], Cell]:
    """The day's cells and the periods with why they are so; what nobody spoke of explains itself."""
    found = {}
    for cell in cells:
        silent = cell.status is Status.UNKNOWN and cell.pro is Grade.NONE and cell.con is Grade.NONE
        if not silent and (cell.day == day or "/" in cell.day):
            found[(cell.term, cell.party, cell.day)] = view.explain(cell.term, cell.party, cell.day)
    return found


def _corrections(view: Published, day: str, since: dt.datetime) -> Iterator[Correction]:
    """The cells of earlier days that the report of the day before had to show otherwise, by what was known then."""
    last = _before(day, 1)
    then = Published(
        view.snapshot, view.agreement, Release(since.isoformat(), *view.release[1:]), as_of=since.isoformat()
    )
    before = {(c.term, c.party, c.day): c for c in then.cells(None, last)}
    now = {(c.term, c.party, c.day): c for c in view.cells(None, last)}
    for key in sorted(before.keys() | now.keys()):
        old, new = before.get(key), now.get(key)
        if old is not None and new is not None and old.status is new.status:
            continue
        shown = new or view.explain(*key)
        told = old or then.explain(*key)
        if shown.status is told.status:
            continue
        yield Correction(
            cell=shown,
            before=told,
            came=tuple(sorted({*shown.claims} - {*told.claims})),
            went=tuple(sorted({*told.claims} - {*shown.claims})),
        )


def _cut_off(view: Published) -> str:
    """When the last thing was written into the store, or the instant as of which it is asked."""
    if view.as_of is not None:
        return anchored(view.as_of, view.agreement.timezone).isoformat()
    number, _ = view.snapshot.head()
    last = next(iter(view.snapshot.log(after=number - 1)), None)
    return "" if last is None else last.at


def _read_on(view: Published) -> dict[str, int]:
    """How many reports were published on each local day, so that silence can be judged."""
    found: Counter[str] = Counter()
    local = zone(view.agreement.timezone)
    for kept in view.snapshot.readings():
        report = kept.reading.report
        if report.id not in view.partly_held and report.published is not None:
            found[anchored(report.published, view.agreement.timezone).astimezone(local).date().isoformat()] += 1
    return dict(sorted(found.items()))


def _before(day: str, days: int) -> str:
    return dt.date.fromordinal(ordinal(day) - days).isoformat()
