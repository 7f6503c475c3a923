"""Claims laid beside duties all at once: which cells each of them entails or touches, in columns.

This is the rule of section 3 of the input form for many claims; :mod:`truceline.assess.table` has it for one claim that
comes late. That both give the same books is a law of the tests.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from truceline.assess.calendar import Calendar
from truceline.assess.claims import Claims, Longs, column
from truceline.assess.duties import Duties, Duty
from truceline.assess.record import Kind
from truceline.model.status import Truth
from truceline.model.world import Place

#: A claim that merely touches more days than this is kept as one stretch.
LONG = 31
_CODE = {Truth.NO: 0, Truth.POSSIBLE: 1, Truth.YES: 2}


class Sites:
    """Where each place lies towards each zone: 0 outside, 1 possibly inside, 2 inside (for a denial: covers it)."""

    def __init__(self, duties: Duties) -> None:
        self._duties = duties
        self._tables: dict[tuple[str | None, bool], bytearray] = {
            (zone, negative): bytearray()
            for zone in dict.fromkeys(duty.zone for duty in duties.all)
            for negative in (False, True)
        }

    def extend(self, places: Sequence[Place | None]) -> None:
        """Look at the places that are new at the end of the list."""
        for (zone, negative), table in self._tables.items():
            for place in places[len(table) :]:
                table.append(_CODE[self._duties.where(negative, place, zone)])

    def of(self, zone: str | None, negative: bool) -> bytearray:
        """The answers for one zone, by the number of the place."""
        return self._tables[zone, negative]


class Rows(NamedTuple):
    """Evidence in columns: claim ``claim`` bears on the cell of ``duty`` on ``day``, for or against, surely or not."""

    duty: Longs
    day: Longs
    claim: Longs
    pro: NDArray[np.bool_]
    entails: NDArray[np.bool_]


class Stretch(NamedTuple):
    """A claim that merely touches many days of one duty."""

    duty: int
    first: int
    last: int
    pro: bool
    claim: int


class Deed(NamedTuple):
    """A claim that tells of the deed that a duty asks for; ``sure`` when all but its window is sure."""

    duty: int
    claim: int
    sure: bool


class Gathered(NamedTuple):
    """All that claims say about some duties."""

    rows: Rows
    stretches: list[Stretch]
    deeds: list[Deed]


def gather(duties: Duties, claims: Claims, sites: Sites, live: Longs, asked: Iterable[Duty] | None = None) -> Gathered:
    """Lay the live claims beside all duties of the agreement, or beside those that are asked about."""
    wanted = None if asked is None else list(asked)
    days = _days(duties.calendar, claims, live)
    pieces: list[tuple[NDArray[np.int64], ...]] = []
    stretches: list[Stretch] = []
    deeds: list[Deed] = []
    for kind, at in _by_kind(duties, claims, live):
        rows = live[at]
        start, end = column(claims.start)[rows], column(claims.end)[rows]
        site = column(claims.site)[rows]
        first, last = days[0][at], days[1][at]
        concerned = duties.concerned(kind.type) if wanted is None else wanted
        for duty in concerned:
            for part, pro, scope in duties.parts(kind, int(start[0]), int(end[0]), duty):
                force = duty.force
                where = np.frombuffer(sites.of(duty.zone, kind.negative), dtype=np.uint8)[site]
                met = (where > 0) & (end > force.start) & (start < force.end)
                if not met.any():
                    continue
                sure = (where == 2) & scope.sure
                if part == "deed":
                    deeds += [
                        Deed(duty.number, c, s) for c, s in zip(rows[met].tolist(), sure[met].tolist(), strict=True)
                    ]
                    continue
                a = np.where(start <= force.start, force.first, first)
                b = np.where(end >= force.end, force.last, last)
                if part == "due":
                    a = np.maximum(a, duty.due)
                met &= a <= b
                whole = kind.negative or kind.throughout
                long = met & (b - a >= LONG) & ~(sure & whole)
                if long.any():
                    ends = np.stack([a, b, rows], axis=1)[long].tolist()
                    stretches += [Stretch(duty.number, first_day, last_day, pro, c) for first_day, last_day, c in ends]
                    met &= ~long
                m = np.flatnonzero(met)
                pieces.append(
                    _spread(
                        duties.calendar,
                        duty,
                        kind,
                        pro,
                        rows[m],
                        a[m],
                        b[m],
                        first[m],
                        last[m],
                        start[m],
                        end[m],
                        sure[m],
                    )
                )
    columns = [np.concatenate(c) for c in zip(*pieces, strict=True)] if pieces else [np.zeros(0, dtype=np.int64)] * 5
    return Gathered(Rows(*columns[:3], *(c.astype(bool) for c in columns[3:])), stretches, deeds)


def _by_kind(duties: Duties, claims: Claims, live: Longs) -> Iterable[tuple[Kind, Longs]]:
    """Kind -> where its claims stand among ``live``; kinds with dated members apart by the phase of their window."""
    kinds = column(claims.kind)[live].astype(np.int64)
    dated = np.array([duties.scoper.is_dated(kind) for kind in claims.kinds], dtype=bool)
    if len(live) and dated.any():
        turns = np.array(duties.scoper.turns, dtype=np.int64)
        phase = np.searchsorted(turns, column(claims.start)[live], "right") * (len(turns) + 1)
        phase += np.searchsorted(turns, column(claims.end)[live], "left")
        kinds += np.where(dated[kinds], phase, 0) * len(claims.kinds)
    order = np.argsort(kinds, kind="stable")
    bounds = np.flatnonzero(np.diff(kinds[order], prepend=-1)).tolist()
    for a, b in itertools.pairwise([*bounds, len(order)]):
        at = order[a:b]
        yield claims.kinds[int(kinds[at[0]]) % len(claims.kinds)], at


def _days(calendar: Calendar, claims: Claims, live: Longs) -> tuple[Longs, Longs]:
    """The local days of the first and the last instant of each window."""
    return calendar.days_of(column(claims.start)[live]), calendar.days_of(column(claims.end)[live] - 1)


def _spread(
    calendar: Calendar,
    duty: Duty,
    kind: Kind,
    pro: bool,
    rows: Longs,
    a: Longs,
    b: Longs,
    first: Longs,
    last: Longs,
    start: Longs,
    end: Longs,
    sure: NDArray[np.bool_],
) -> tuple[NDArray[np.int64], ...]:
    """Each claim on each day from ``a`` to ``b``; ``first`` and ``last`` are the days of its own window."""
    force = duty.force
    if kind.negative:
        # A denial entails where it covers the span of the day: on every day but its first and last that is so.
        starts = np.maximum(calendar.starts_of(first), force.start)
        ends = np.minimum(calendar.starts_of(last + 1), force.end)
        opens, closes = sure & ((a > first) | (start <= starts)), sure & ((b < last) | (end >= ends))
    elif kind.throughout:
        opens = closes = sure
    else:
        # An act at an unknown instant of its window lies on a day surely when the whole window does.
        opens = closes = sure & (first == last) & (start >= force.start) & (end <= force.end)
    count = b - a + 1
    if (count == 1).all():
        day, entails, claim = a, opens & closes, rows
    else:
        index = np.repeat(np.arange(len(rows)), count)
        day = a[index] + np.arange(len(index)) - np.repeat(np.cumsum(count) - count, count)
        entails = (sure & (kind.negative | kind.throughout))[index]
        entails &= np.where(day == a[index], opens[index], True) & np.where(day == b[index], closes[index], True)
        if not (kind.negative or kind.throughout):
            entails |= (opens & (count == 1))[index]
        claim = rows[index]
    if duty.use in ("suspended", "revived"):
        day, entails, claim = day[entails], entails[entails], claim[entails]
    n = len(day)
    return np.full(n, duty.number), day, claim, np.full(n, int(pro)), entails.astype(np.int64)
