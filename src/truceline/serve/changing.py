"""What came to be shown otherwise, and since when: for the first screen, the page of changes and the feed.

The history of cells is counted from everything that is kept. Where something is held back, only such changes are
shown as were counted by the end of the last day that may be shown: all that they rest on had happened by then.
"""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from truceline.memory import Published
from truceline.model.moment import zone
from truceline.model.status import Status

#: Statuses in the history for people; a cell on which nothing bears has none.
STATUS_WORDS = {
    "none": "no report",
    "not_due": "not yet due",
    "suspended": "suspended",
    "unknown": "not settled",
    "kept": "kept",
    "alleged": "alleged",
    "disputed": "disputed",
    "breached": "breached",
    "excused": "excused",
    "not_assessed": "not assessed",
}


_WEIGHT = [
    "breached", "disputed", "alleged", "excused", "kept", "suspended", "unknown", "none", "not_due", "not_assessed",
]  # fmt: skip


class Change(NamedTuple):
    """One cell, what it was and what it is, and since when (RFC 3339); ``number`` is the data version."""

    term: str
    party: str
    day: str
    before: str
    after: str
    at: str
    number: int

    @property
    def before_word(self) -> str:
        """For people."""
        return STATUS_WORDS[self.before]

    @property
    def after_word(self) -> str:
        """For people."""
        return STATUS_WORDS[self.after]


def changes_since_yesterday(view: Published, first: str, last: str, *, now: dt.datetime) -> list[Change]:
    """What the cells of some days were a day ago and are now, or a day before ``as_of`` and then."""
    if view.as_of is not None:
        found = _between(view, first, last)
    else:
        until = horizon(view, now)
        found = recent(view, after=until - dt.timedelta(days=1), until=until)
    found = [change for change in found if first <= change.day <= last]
    return sorted(found, key=lambda change: _WEIGHT.index(change.after))  # what weighs most first, else the latest


def recent(
    view: Published, *, after: dt.datetime | None = None, until: dt.datetime | None = None, most: int = 500
) -> list[Change]:
    """Changes that may be shown, the latest first."""
    found = view.snapshot.changes(
        view.agreement.id,
        after=None if after is None else _utc(after),
        until=None if until is None else _utc(until),
        last_day=view.last_day,
        most=most,
    )
    return [Change(c.term, c.party, c.day, c.before, c.after, c.at, c.number) for c in found]


def horizon(view: Published, now: dt.datetime) -> dt.datetime:
    """The instant by which a change must have been counted to be shown."""
    if not view.held_back:
        return now
    after = dt.date.fromisoformat(view.last_day) + dt.timedelta(days=1)
    return dt.datetime.combine(after, dt.time(), zone(view.agreement.timezone)).astimezone(dt.UTC)


def _between(view: Published, first: str, last: str) -> list[Change]:
    assert view.as_of is not None
    at = dt.datetime.fromisoformat(view.as_of)
    earlier = (at if at.tzinfo else at.replace(tzinfo=zone(view.agreement.timezone))) - dt.timedelta(days=1)
    agreements = view.snapshot.agreements()
    before = Published(
        view.snapshot, agreements[view.agreement.id], view.release, as_of=_utc(earlier).replace("+00:00", "Z")
    )
    old = {(c.term, c.party, c.day): c.status for c in before.cells(first, last)}
    new = {(c.term, c.party, c.day): c.status for c in view.cells(first, last)}
    found = []
    for place in sorted(old.keys() | new.keys(), key=lambda p: (p[2], p[0], p[1])):
        was, is_ = old.get(place), new.get(place)
        if was is not is_:
            found.append(Change(*place, _word(was), _word(is_), view.as_of, 0))
    return found


def _word(status: Status | None) -> str:
    return "none" if status is None else status.value


def _utc(moment: dt.datetime) -> str:
    return moment.astimezone(dt.UTC).isoformat()
