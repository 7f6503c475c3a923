"""The claims behind the books: what bears on a cell, found again when somebody asks why.

Where very much bears on a cell, enough of it is shown to give the same grades, and the rest is only counted. Which
claims are shown depends on their ids alone, never on the order in which they came.
"""

from __future__ import annotations

import bisect
import itertools
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from truceline.assess.books import Books
from truceline.assess.claims import Longs, column
from truceline.assess.duties import DeedDays, Duty, deed_days
from truceline.assess.evidence import Evidence, Tally
from truceline.assess.ledger import NEVER
from truceline.assess.record import Record
from truceline.assess.rows import Deed, Rows, Stretch, gather
from truceline.assess.scope import Scope
from truceline.assess.table import Table
from truceline.model.status import Truth

#: What a byte of :class:`~truceline.assess.rows.Sites` says.
_TRUTHS = (Truth.NO, Truth.POSSIBLE, Truth.YES)
#: What entails meets every condition.
_SURE = Scope(Truth.YES, Truth.YES, Truth.YES, Truth.YES, certain=True, bounded=True)
#: Up to so many claims are all shown; of more, those that give the grades.
MOST_SHOWN = 8
#: Of the claims that touch a long stretch over a day, so many are shown for and against.
_MOST_TOUCHING = 2
#: Days of one duty that are looked at together.
_TOGETHER = 1024
_NOTHING = Tally(0, 0, 0)


class Shown(NamedTuple):
    """The evidence on a cell; the tallies for and against are given where not all of it is shown."""

    evidence: tuple[Evidence, ...]
    tallies: tuple[Tally, Tally] | None = None


class _Ready(NamedTuple):
    """What is shown of the cells of one duty on many days, by the day: rows from and to, evidence, tallies."""

    which: tuple[int, int]
    rows: dict[int, tuple[int, int]]
    evidence: dict[int, list[Evidence]]
    tallies: dict[int, tuple[Tally, Tally]]


class Exhibits:
    """The evidence on every cell of all numbered duties, or of those asked about, in the order of the claims' ids."""

    def __init__(self, table: Table, asked: Iterable[Duty] | None = None) -> None:
        self._table = table
        claims = table.claims
        live = claims.live_rows(until=table.until)
        found = (
            table.books.gathered(live)
            if asked is None
            else gather(table.duties, claims, table.books.sites, live, asked)
        )
        self._rows = found.rows
        stretches: defaultdict[int, list[Stretch]] = defaultdict(list)
        for stretch in found.stretches:
            stretches[stretch.duty].append(stretch)
        #: By duty: the stretches, and their first and last days.
        self._stretches = {
            number: (found, np.array([(s.first, s.last) for s in found]).T) for number, found in stretches.items()
        }
        self._deeds: defaultdict[int, list[Deed]] = defaultdict(list)
        for deed in found.deeds:
            self._deeds[deed.duty].append(deed)
        bounds = np.flatnonzero(np.diff(self._rows.duty, prepend=-2)).tolist()
        self._slices = {int(self._rows.duty[a]): (a, b) for a, b in itertools.pairwise([*bounds, len(self._rows.duty)])}
        self._dated = [table.duties.scoper.is_dated(kind) for kind in claims.kinds]
        self._records: dict[int, Record] = {}
        self._ready: _Ready | None = None
        self._scopes: dict[tuple[object, ...], Scope] = {}
        self._choice: _Choice | None = None
        self._series: dict[int, tuple[_Series, _Series]] = {}
        #: By duty: the first days of its stretches, sorted, and the last days, sorted.
        self._ends: dict[int, tuple[list[int], list[int]]] = {}

    def told(self, duty: Duty) -> list[tuple[Record, Scope]]:
        """Every claim that bears on a duty by its window, whatever the day, with each condition."""
        a, b = self._slices.get(duty.number, (0, 0))
        claims = dict.fromkeys(self._rows.claim[a:b].tolist())
        claims |= dict.fromkeys(s.claim for s in self._long(duty))
        return [(self.record(claim), self._scope(claim, duty, pro=None)) for claim in claims]

    def shown(self, duty: Duty, day: int) -> Shown:
        """What bears on a cell; of very much, enough."""
        if self._ready is None or self._ready.which != (duty.number, day // _TOGETHER):
            self._ready = self._made_ready(duty, day // _TOGETHER)
        a, b = self._ready.rows.get(day, (0, 0))
        deeds = self._deeds.get(duty.number, ())
        few = b - a + len(deeds)
        if few <= MOST_SHOWN and few + self._touching_on(duty, day) <= MOST_SHOWN:
            return Shown(self.on(duty, day))
        found = [*self._ready.evidence.get(day, ())]
        if not deeds:
            return Shown(tuple(sorted(found, key=_order)), self._ready.tallies.get(day, (_NOTHING, _NOTHING)))
        assert self._choice is not None
        pro_told, con_told = self._choice.told(a, b)
        if duty.number not in self._series:
            self._series[duty.number] = self._of_deeds(duty)
        late, carried = self._series[duty.number]
        last = self._table.books.last_day(duty)
        if max(duty.due, duty.force.first) <= day <= last:
            found += [e for deed in late.shown(-day) for e in self._of_deed(duty, deed, day) if e.pro]
            pro_told = pro_told.with_(late, -day)
        if day <= last:
            found += [e for deed in carried.shown(day) for e in self._of_deed(duty, deed, day) if not e.pro]
            con_told = con_told.with_(carried, day)
        return Shown(tuple(sorted(found, key=_order)), (pro_told.tally(), con_told.tally()))

    def _made_ready(self, duty: Duty, block: int) -> _Ready:
        """What is shown of many days of a duty, but for its deeds: they are quicker looked at together."""
        if self._choice is None:
            self._choice = _Choice(self._table, self._rows)
        lowest, end = block * _TOGETHER, (block + 1) * _TOGETHER
        a, b = self._slices.get(duty.number, (0, 0))
        first, last = self._rows.day[a:b].searchsorted([lowest, end])
        a, b = a + int(first), a + int(last)
        begins = np.flatnonzero(np.diff(self._rows.day[a:b], prepend=-1)) + a
        days, bounds = self._rows.day[begins].tolist(), itertools.pairwise([*begins.tolist(), b])
        at = self._choice.of(a, b)
        claims = np.unique(self._rows.claim[at], return_counts=True)[0]
        self._records.update(zip(claims.tolist(), self._table.claims.records(claims), strict=True))
        found: defaultdict[int, list[Evidence]] = defaultdict(list)
        for day, item in zip(self._rows.day[at].tolist(), self._evidence(at, duty), strict=True):
            found[day].append(item)
        room = np.full((2, _TOGETHER), _MOST_TOUCHING)
        for s in self._long(duty):
            part = room[int(s.pro), max(s.first - lowest, 0) : max(s.last + 1 - lowest, 0)]
            open_ = np.flatnonzero(part)
            if len(open_):
                part[open_] -= 1
                item = self._touching(s, duty)
                for day in (open_ + max(s.first, lowest)).tolist():
                    found[day].append(item)
        return _Ready(
            (duty.number, block),
            dict(zip(days, bounds, strict=True)),
            found,
            dict(zip(days, self._choice.tallies(begins), strict=True)),
        )

    def _of_deeds(self, duty: Duty) -> tuple[_Series, _Series]:
        """The deeds of a duty, by the day (negated) until which they show it late and by the day they are done."""
        books, claims = self._table.books, self._table.claims
        sides = _sides(self._table)
        late, carried = _Series(books), _Series(books)
        for deed in self._deeds[duty.number]:
            row = deed.claim
            days, origin, side = self._days_of(duty, deed), claims.origin[row], int(sides[claims.source[row]])
            carried.put(days.touches, days.done, books.use_of(row, duty, pro=False), side, origin, deed)
            if days.late is not None:
                sure = -days.late if deed.sure else None
                late.put(-days.late, sure, books.use_of(row, duty, pro=True), side, origin, deed)
        return late.settled(), carried.settled()

    def _days_of(self, duty: Duty, deed: Deed) -> DeedDays:
        record = self.record(deed.claim)
        calendar = self._table.duties.calendar
        return deed_days(duty, record.kind, record.start, record.end, sure=deed.sure, calendar=calendar)

    def on(self, duty: Duty, day: int) -> tuple[Evidence, ...]:
        """Everything that bears on a cell."""
        a, b = self._bounds(duty, day)
        found = self._evidence(slice(a, b), duty)
        found += [self._touching(s, duty) for s in self._over(duty, day)]
        for deed in self._deeds.get(duty.number, ()):
            found += self._of_deed(duty, deed, day)
        return tuple(sorted(found, key=_order))

    def _long(self, duty: Duty) -> Sequence[Stretch]:
        """The claims that touch a long stretch of days of a duty."""
        return self._stretches[duty.number][0] if duty.number in self._stretches else ()

    def _over(self, duty: Duty, day: int) -> list[Stretch]:
        """Those of them whose stretch lies over a day."""
        if duty.number not in self._stretches:
            return []
        stretches, (first, last) = self._stretches[duty.number]
        return [stretches[at] for at in np.flatnonzero((first <= day) & (last >= day)).tolist()]

    def _touching_on(self, duty: Duty, day: int) -> int:
        """How many claims touch a long stretch over a day."""
        if duty.number not in self._stretches:
            return 0
        if duty.number not in self._ends:
            first, last = self._stretches[duty.number][1]
            self._ends[duty.number] = np.sort(first).tolist(), np.sort(last).tolist()
        begun, ended = self._ends[duty.number]
        return bisect.bisect_right(begun, day) - bisect.bisect_left(ended, day)

    def frontier(self, duty: Duty) -> tuple[str, ...] | None:
        """Sorted ids of the deeds that are shown of any day of a duty; None where all of them are."""
        deeds = self._deeds.get(duty.number, ())
        if len(deeds) <= MOST_SHOWN:
            return None
        if duty.number not in self._series:
            self._series[duty.number] = self._of_deeds(duty)
        return tuple(sorted({self.record(d.claim).id for series in self._series[duty.number] for d in series.useful()}))

    def _touching(self, stretch: Stretch, duty: Duty) -> Evidence:
        scope = self._scope(stretch.claim, duty, pro=stretch.pro)
        return Evidence(self.record(stretch.claim), stretch.pro, False, scope)

    def _bounds(self, duty: Duty, day: int) -> tuple[int, int]:
        a, b = self._slices.get(duty.number, (0, 0))
        days = self._rows.day[a:b]
        return a + int(days.searchsorted(day, "left")), a + int(days.searchsorted(day, "right"))

    def _evidence(self, at: slice | Longs, duty: Duty) -> list[Evidence]:
        claims, pro, entails = (
            self._rows.claim[at].tolist(),
            self._rows.pro[at].tolist(),
            self._rows.entails[at].tolist(),
        )
        sure = None if len(duty.parties) > 1 else _SURE
        found = []
        for claim, speaks, entailing in zip(claims, pro, entails, strict=True):
            scope = sure if entailing and sure is not None else self._scope(claim, duty, pro=speaks)
            found.append(Evidence(self._records.get(claim) or self.record(claim), speaks, entailing, scope))
        return found

    def _of_deed(self, duty: Duty, deed: Deed, day: int) -> Iterable[Evidence]:
        """A deed is carried from its day on, and shows the days before it to be late."""
        record, days = self.record(deed.claim), self._days_of(duty, deed)
        scope = self._scope(deed.claim, duty, pro=False)
        if days.touches <= day <= self._table.books.last_day(duty):
            yield Evidence(record, False, days.done is not None and days.done <= day, scope, "carried")
        if days.late is not None and max(duty.due, duty.force.first) <= day <= days.late:
            yield Evidence(record, True, deed.sure, scope, "late")

    def later(self, duty: Duty, day: int) -> list[tuple[int, str]]:
        """The first claim whose own window meets that day or a later one, with the day; a list of one or none."""
        a, b = self._slices.get(duty.number, (0, 0))
        at = a + int(self._rows.day[a:b].searchsorted(day, "left"))
        found: list[tuple[int, str]] = []
        if at < b:
            found.append((int(self._rows.day[at]), self.record(int(self._rows.claim[at])).id))
        found += [(max(s.first, day), self.record(s.claim).id) for s in self._long(duty) if s.last >= day]
        for deed in self._deeds.get(duty.number, ()):
            record = self.record(deed.claim)
            first, last = self.window_on(record, duty)
            if last >= day:
                found.append((max(first, day), record.id))
        return [min(found)] if found else []

    def window_on(self, record: Record, duty: Duty) -> tuple[int, int]:
        """First and last day in force that a window may meet; empty when the first is later."""
        return duty.force.days_of(record.start, record.end, self._table.duties.calendar)

    def record(self, row: int) -> Record:
        """The claim of a row."""
        if row not in self._records:
            self._records[row] = self._table.claims.record(row)
        return self._records[row]

    def _scope(self, row: int, duty: Duty, *, pro: bool | None) -> Scope:
        """Each condition of a claim that speaks for a breach of a duty, against it, or (None) either way."""
        claims, duties = self._table.claims, self._table.duties
        number = claims.kind[row]
        kind = claims.kinds[number]
        inside = self._table.books.sites.of(duty.zone, kind.negative)[claims.site[row]]
        phase = duties.scoper.phase(claims.start[row], claims.end[row]) if self._dated[number] else None
        key = (number, phase, duty.number, pro, inside)
        if key not in self._scopes:
            scopes = [
                scope
                for _, speaks, scope in duties.parts(kind, claims.start[row], claims.end[row], duty)
                if pro is None or speaks == pro
            ]
            self._scopes[key] = scopes[0].at(_TRUTHS[inside])
        return self._scopes[key]


class _Choice:
    """Of the rows of each cell, those that give its grades: a confirming one, enough origins and sides, and a touch.

    Of a cell with few rows all are chosen.
    """

    def __init__(self, table: Table, rows: Rows) -> None:
        use, side = (values.astype(np.int64) for values in table.books.uses(rows))
        origin = column(table.claims.origin)[rows.claim].astype(np.int64)
        cell = np.cumsum(np.diff(rows.duty, prepend=-2).astype(bool) | np.diff(rows.day, prepend=-1).astype(bool)) - 1
        self._cell = cell
        half = cell * 2 + rows.pro
        halves = 2 * (int(cell[-1]) + 1) if len(cell) else 0
        threshold = table.duties.witnesses.threshold
        told = np.bincount(half[rows.entails], minlength=halves) > 0
        # What merely touches matters where nothing entails; an own denial is shown beside what clears.
        group = (half * 2 + rows.entails) * 3 + use
        many = (np.bincount(cell) > MOST_SHOWN)[cell] if len(cell) else np.zeros(0, dtype=bool)
        matters = np.flatnonzero(many & (rows.entails | ~told[half]))
        by_origin = _first_of_each(group, origin, matters, np.where(use == 1, threshold.origins, 1))
        by_side = _first_of_each(group, side, np.flatnonzero(many & (use == 1) & (side >= 0)), threshold.sides)
        chosen = ~many
        chosen[by_origin] = chosen[by_side] = True
        self._chosen = np.flatnonzero(chosen)
        self._entails, self._pro, self._origin = rows.entails, rows.pro, origin
        self._side = _sides(table)[column(table.claims.source)[rows.claim]]
        sure = np.flatnonzero(rows.entails)
        self._claims = np.bincount(half[sure], minlength=halves)
        self._origins = _distinct(half[sure], origin[sure], halves)
        known = sure[self._side[sure] >= 0]
        self._sides = _distinct(half[known], self._side[known], halves)

    def of(self, a: int, b: int) -> Longs:
        """The chosen rows among those from ``a`` to ``b``."""
        first, last = self._chosen.searchsorted([a, b])
        return self._chosen[first:last]

    def tallies(self, rows: Longs) -> list[tuple[Tally, Tally]]:
        """How much entails the cell of each of these rows, for and against."""
        half = 2 * self._cell[rows]
        con, pro = (
            map(
                Tally,
                self._claims[side].tolist(),
                self._origins[side].tolist(),
                self._sides[side].tolist(),
            )
            for side in (half, half + 1)
        )
        return list(zip(pro, con, strict=True))

    def told(self, a: int, b: int) -> tuple[_Told, _Told]:
        """What entails the cell whose rows these are, for and against."""
        sure, pro = self._entails[a:b], self._pro[a:b]
        halves = [np.flatnonzero(sure & (pro == speaks)) + a for speaks in (True, False)]
        told = [_Told(len(at), {*self._origin[at].tolist()}, {*self._side[at].tolist()} - {-1}, 0) for at in halves]
        return told[0], told[1]


def _first_of_each(group: Longs, what: Longs, rows: Longs, most: Longs | int) -> Longs:
    """Of each group the rows that first tell of something new, so many at most; all of these must be in order."""
    if not len(rows):
        return rows
    size = int(what[rows].max()) + 1
    firsts = np.sort(rows[np.unique(group[rows] * size + what[rows], return_index=True)[1]])
    order = firsts[np.argsort(group[firsts], kind="stable")]
    starts = np.flatnonzero(np.diff(group[order], prepend=-1))
    place = np.arange(len(order)) - np.repeat(starts, np.diff([*starts.tolist(), len(order)]))
    return order[place < (most if isinstance(most, int) else most[order])]


def _distinct(group: Longs, what: Longs, groups: int) -> Longs:
    """How many different things each group tells of."""
    size = int(what.max()) + 1 if len(what) else 1
    told = np.sort(group * size + what)
    return np.bincount(told[np.flatnonzero(np.diff(told, prepend=-1))] // size, minlength=groups)


class _Told(NamedTuple):
    """What entails one side of a cell: claims, origins and sides by number, and how many origins more."""

    claims: int
    origins: set[int]
    sides: set[int]
    more: int

    def with_(self, series: _Series, day: int) -> _Told:
        """What deeds tell of that day beside it."""
        claims, origins, sides = series.at(day)
        both = sum(1 for origin in self.origins if series.since.get(origin, NEVER) <= day)
        return _Told(self.claims + claims, self.origins, self.sides | sides, self.more + origins - both)

    def tally(self) -> Tally:
        return Tally(self.claims, len(self.origins) + self.more, len(self.sides))


class _Series:
    """Deeds in the order of the days from which on they are told, with what is told by each of these days."""

    def __init__(self, books: Books) -> None:
        self._wanted = books.duties.witnesses.threshold.origins
        self._touches: list[tuple[int, int, Deed]] = []
        self._told: list[tuple[int, int, int, int, int, Deed]] = []
        self.since: dict[int, int] = {}

    def put(self, touches: int, entails: int | None, use: int, side: int, origin: int, deed: Deed) -> None:
        """Take in a deed; they must come in the order of their claims' ids."""
        place = len(self._touches)
        self._touches.append((touches, place, deed))
        if entails is not None:
            self._told.append((entails, place, use, side, origin, deed))

    def settled(self) -> _Series:
        """Itself, put in order."""
        self._touches.sort()
        self._told.sort()
        self._days = [told[0] for told in self._told]
        self._origins, self._sides, self._useful = [0], [frozenset[int]()], list[tuple[int, Deed]]()
        used: defaultdict[int, set[tuple[str, int]]] = defaultdict(set)
        for entails, _, use, side, origin, deed in self._told:
            self.since.setdefault(origin, entails)
            self._origins.append(len(self.since))
            self._sides.append(self._sides[-1] if side < 0 else self._sides[-1] | {side})
            new = {("origin", origin), ("side", side)} - used[use] - {("side", -1)}
            origins = sum(1 for what, _ in used[use] if what == "origin")
            wanted = origins < (self._wanted if use == 1 else 1) or (use == 1 and ("side", side) in new)
            if wanted and new:
                self._useful.append((entails, deed))
                used[use] |= new
        return self

    def shown(self, day: int) -> list[Deed]:
        """Deeds that give the grade of a day: of those told by then the first of each use, or one that touches."""
        found = [deed for entails, deed in self._useful if entails <= day]
        if not found:
            found += [deed for touches, _, deed in self._touches[:1] if touches <= day]
        return found

    def useful(self) -> list[Deed]:
        """The deeds that are shown of any day."""
        return [deed for _, deed in self._useful] + [deed for _, _, deed in self._touches[:1]]

    def at(self, day: int) -> tuple[int, int, frozenset[int]]:
        """How many deeds and origins, and which sides, are told by a day."""
        count = bisect.bisect_right(self._days, day)
        return count, self._origins[count], self._sides[count]


def _sides(table: Table) -> NDArray[np.int64]:
    """For each source the number of its side, whatever its word is good for; -1 is none."""
    return np.array([table.duties.witnesses.side_number(source) for source in table.claims.sources], dtype=np.int64)


def _order(item: Evidence) -> tuple[str, bool]:
    return item.record.id, item.pro
