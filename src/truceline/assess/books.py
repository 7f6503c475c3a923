"""The books of all duties: claims are counted in and out, one by one as they come or a whole file at once."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from truceline.assess.claims import Claims, Longs, column
from truceline.assess.duties import Candidate, Duties, Duty
from truceline.assess.ledger import FIRST_SIDE, TOLD, Counts, Ledger, Obligation
from truceline.assess.record import Kind
from truceline.assess.rows import LONG, Gathered, Rows, Sites, gather

#: Days of one duty whose grades changed: number of the duty, first and last day.
Change = tuple[int, int, int]
#: How a source counts for and against an accused party: whether its word confirms, and its side (-1 none; -2 it
#: corroborates nothing).
Weight = tuple[tuple[bool, int], tuple[bool, int]]


class _Plan(NamedTuple):
    """What one way of bearing on a duty needs at hand when a claim comes."""

    table: bytearray
    ledger: Ledger
    duty: Duty
    accused: int
    part: str
    pro: bool
    sure: bool
    entailing: bool


class Books:
    """One ledger for each duty of an agreement, and the claims that are counted in them."""

    def __init__(self, duties: Duties, claims: Claims) -> None:
        self.duties = duties
        self.claims = claims
        self.sites = Sites(duties)
        self.sites.extend(claims.places)
        witnesses = duties.witnesses
        self._sides = {side: i for i, side in enumerate(witnesses.sides)}
        self._parties = [party.id for party in duties.agreement.parties]
        self._accused = {party: i for i, party in enumerate(self._parties)}
        self._weights: list[list[Weight]] = []
        self._plans: dict[int | tuple[int, int, int], tuple[_Plan, ...]] = {}
        self._dated: list[bool] = []
        self._gathered: Gathered | None = None
        self.ledgers: list[Ledger] = [self._ledger(duty) for duty in duties.all]

    def _ledger(self, duty: Duty) -> Ledger:
        threshold, sides = self.duties.witnesses.threshold, len(self._sides)
        if duty.prohibits or not duty.types:
            return Ledger(threshold, sides, duty.force.first)
        return Obligation(threshold, sides, duty.force.first, duty.due)

    def weight(self, source: int, party: int) -> Weight:
        """How the source of that number counts towards the party of that number."""
        for name in self.claims.sources[len(self._weights) :]:
            self._weights.append([self._weigh(name, accused) for accused in self._parties])
        return self._weights[source][party]

    def use_of(self, row: int, duty: Duty, *, pro: bool) -> int:
        """What a claim is good for where it entails: 2 confirms, 1 corroborates, 0 merely touches."""
        confirms, side = self.weight(self.claims.source[row], self._accused[duty.parties[0]])[0 if pro else 1]
        return 2 if confirms else int(side > -2)

    def _weigh(self, source: str, party: str) -> Weight:
        standing = self.duties.witnesses.standing(source, party)
        side = self._sides.get(self.duties.witnesses.side(source) or "", -1)
        confirms = standing in ("first-hand", "own"), standing in ("first-hand", "opposed")
        return (confirms[0], side), (confirms[1], side if standing == "third" else -2)

    # ------------------------------------------------------------ one claim

    def count(self, row: int, sign: int) -> list[Change]:
        """Count the claim of a row in (1) or out (-1); gives back the days on which a grade changed."""
        self._gathered = None
        claims, calendar = self.claims, self.duties.calendar
        start, end, site = claims.start[row], claims.end[row], claims.site[row]
        kind = claims.kinds[claims.kind[row]]
        plans = self._plans_of(claims.kind[row], kind, start, end)
        if not plans:
            return []
        if len(self._weights) < len(claims.sources):
            self.weight(len(claims.sources) - 1, 0)
        if len(plans[0].table) < len(claims.places):
            self.sites.extend(claims.places)
        weights, origin = self._weights[claims.source[row]], claims.origin[row]
        first, last = calendar.day_of(start), calendar.day_of(end - 1)
        changes: list[Change] = []
        for table, ledger, duty, accused, part, pro, sure, entailing in plans:
            where = table[site]
            force = duty.force
            if not where or end <= force.start or start >= force.end:
                continue
            surely = sure and where == 2
            confirms, side = weights[accused][0 if pro else 1]
            if part == "deed":
                changes += self._deed(ledger, duty, row, surely, weights[accused], sign)
                continue
            a = first if start > force.start else force.first
            b = last if end < force.end else force.last
            if part == "due" and a < duty.due:
                a = duty.due
            if a > b:
                continue
            if b - a >= LONG and not (surely and (kind.negative or kind.throughout)):
                changed = ledger.touched[pro].add(a, b, sign)
                if changed is not None:
                    changes.append((duty.number, *changed))
            else:
                for day in range(a, b + 1):
                    if not surely:
                        entails = False
                    elif kind.negative:
                        # A denial entails where it covers the span of the day.
                        entails = (day > first or start <= max(calendar.start(day), force.start)) and (
                            day < last or end >= min(calendar.start(day + 1), force.end)
                        )
                    else:
                        # A state holds on every day that it meets; an act lies on a day when its whole window does.
                        entails = kind.throughout or (first == last and start >= force.start and end <= force.end)
                    if entailing and not entails:
                        continue
                    if ledger.count(day, pro, entails, confirms, side, origin, sign):
                        changes.append((duty.number, day, day))
            if type(ledger) is Obligation:
                changes += self._reaches(ledger, duty, b, sign)
        return changes

    def _plans_of(self, number: int, kind: Kind, start: int, end: int) -> tuple[_Plan, ...]:
        if number >= len(self._dated):
            self._dated += [self.duties.scoper.is_dated(k) for k in self.claims.kinds[len(self._dated) :]]
        key = (number, *self.duties.scoper.phase(start, end)) if self._dated[number] else number
        plans = self._plans.get(key)
        if plans is None:
            found = self.duties.candidates(kind, start, end) if kind.counts else ()
            plans = self._plans[key] = tuple(self._plan(candidate, kind) for candidate in found)
        return plans

    def _plan(self, candidate: Candidate, kind: Kind) -> _Plan:
        duty = self.duties.all[candidate.duty]
        return _Plan(
            table=self.sites.of(duty.zone, kind.negative),
            ledger=self.ledgers[duty.number],
            duty=duty,
            accused=self._accused[duty.parties[0]],
            part=candidate.part,
            pro=candidate.pro,
            sure=candidate.sure,
            entailing=duty.announces,
        )

    def _deed(self, ledger: Ledger, duty: Duty, row: int, surely: bool, weight: Weight, sign: int) -> list[Change]:
        """What was done stays done, and was not done on the days before it."""
        assert isinstance(ledger, Obligation)
        claims, calendar, force = self.claims, self.duties.calendar, duty.force
        start, end, origin = claims.start[row], claims.end[row], claims.origin[row]
        begins, ends = calendar.day_of(start), calendar.day_of(end - 1)
        first = force.first if start <= force.start else begins
        last = force.last if end >= force.end else ends
        done = ends if surely and start >= force.start and end <= force.end else None
        before = ledger.carried.turns(), ledger.late.turns()
        ledger.carried.count(first, done, *weight[1], origin, sign)
        if claims.kinds[claims.kind[row]].ends != "open" and (until := min(begins - 1, force.last)) >= ledger.due:
            ledger.late.count(-until, -until if surely else None, *weight[0], origin, sign)
        changes = self._reaches(ledger, duty, last, sign)
        carried = [
            t for pair in zip(before[0], ledger.carried.turns(), strict=True) if pair[0] != pair[1] for t in pair
        ]
        late = [-t for pair in zip(before[1], ledger.late.turns(), strict=True) if pair[0] != pair[1] for t in pair]
        if carried:
            changes.append((duty.number, min(carried), max(carried)))
        if late:
            changes.append((duty.number, max(min(late), ledger.due), max(late)))
        return changes

    def _reaches(self, ledger: Obligation, duty: Duty, day: int, sign: int) -> list[Change]:
        """The day to which deeds are carried, where nothing ends the instrument, is the last that is told of."""
        if duty.force.ends:
            return []
        none = duty.force.first - 1
        before = ledger.ends[-1] if ledger.ends else none
        ledger.reaches(day, sign)
        after = ledger.ends[-1] if ledger.ends else none
        if before == after:
            return []
        return [(duty.number, min(before, after) + 1, max(before, after))]

    def last_day(self, duty: Duty) -> int:
        """The last day of a duty that anything can bear on."""
        ledger = self.ledgers[duty.number]
        if duty.force.ends or not isinstance(ledger, Obligation):
            return duty.force.last
        return ledger.ends[-1] if ledger.ends else 0

    # ------------------------------------------------------------ many claims

    def load(self, live: Longs) -> None:
        """Count the claims of these rows into empty books, all at once."""
        found = gather(self.duties, self.claims, self.sites, live)
        self._gathered = found
        for stretch in found.stretches:
            ledger = self.ledgers[stretch.duty]
            ledger.touched[stretch.pro].add(stretch.first, stretch.last, 1)
            if isinstance(ledger, Obligation):
                ledger.reaches(stretch.last, 1)
        for deed in found.deeds:
            duty = self.duties.all[deed.duty]
            weight = self.weight(self.claims.source[deed.claim], self._accused[duty.parties[0]])
            self._deed(self.ledgers[deed.duty], duty, deed.claim, deed.sure, weight, 1)
        self._load_rows(found.rows)

    def gathered(self, live: Longs) -> Gathered:
        """What the live claims say about all duties; what was gathered to load them is used again, once."""
        found, self._gathered = self._gathered, None
        return found or gather(self.duties, self.claims, self.sites, live)

    def uses(self, rows: Rows) -> tuple[NDArray[np.int8], NDArray[np.int8]]:
        """What each row is good for (2 confirms, 1 corroborates, 0 merely touches) and its side (-1 is none)."""
        if self.claims.sources:
            self.weight(len(self.claims.sources) - 1, 0)
        weights = np.array(
            [[[(2 if c else 1 if s > -2 else 0, s) for c, s in w] for w in row] for row in self._weights], dtype=np.int8
        )
        accused = np.array([self._accused[duty.parties[0]] for duty in self.duties.all])
        against = np.where(rows.pro, 0, 1)
        found = weights[column(self.claims.source)[rows.claim], accused[rows.duty], against]
        return np.where(rows.entails, found[:, 0], 0), found[:, 1]

    def _load_rows(self, rows: Rows) -> None:
        if not len(rows.day):
            return
        claims = self.claims
        use, side = self.uses(rows)
        base = int(rows.day.min())
        span = int(rows.day.max()) - base + 1
        cell = rows.duty * span + (rows.day - base)
        cells, at = np.unique(cell, return_inverse=True)
        width = FIRST_SIDE + 2 * len(self._sides)
        counts = np.zeros((len(cells), width), dtype=np.int64)
        for pro, first in ((True, 3), (False, 7)):
            mine = rows.pro == pro
            counts[:, first] = np.bincount(at[mine], minlength=len(cells))
            counts[:, first + 1] = np.bincount(at[mine & (use == 2)], minlength=len(cells))
        told = use == 1
        key = (at[told] * 2 + rows.pro[told]) * (len(claims.origins) + 1) + column(claims.origin)[rows.claim[told]]
        keys, times = np.unique(key, return_counts=True)
        owner, origin = np.divmod(keys, len(claims.origins) + 1)
        origins = np.bincount(owner, minlength=2 * len(cells)).reshape(-1, 2)
        counts[:, 5], counts[:, 9] = origins[:, 1], origins[:, 0]
        sided = told & (side >= 0)
        slot = at[sided] * (2 * len(self._sides)) + 2 * side[sided] + rows.pro[sided]
        sides = np.bincount(slot, minlength=len(cells) * 2 * len(self._sides)).reshape(len(cells), -1)
        counts[:, FIRST_SIDE:] = sides
        counts[:, 6] = (sides[:, 1::2] > 0).sum(axis=1)
        counts[:, 10] = (sides[:, 0::2] > 0).sum(axis=1)
        threshold = self.duties.witnesses.threshold
        for rank, first in ((0, 3), (1, 7)):
            enough = (counts[:, first + 2] >= threshold.origins) & (counts[:, first + 3] >= threshold.sides)
            counts[:, rank] = np.select(
                [counts[:, first + 1] > 0, counts[:, first + 2] > 0, counts[:, first] > 0],
                [4, np.where(enough, 3, 2), 1],
                0,
            )
        starts = np.searchsorted(owner, np.arange(0, 2 * len(cells) + 1, 2))
        tellers = (origin * 2 + owner % 2).tolist()
        repeats = times.tolist()
        duty_of, day_of = np.divmod(cells, span)
        table: list[Counts] = counts.tolist()
        for number, day, numbers, a, b in zip(
            duty_of.tolist(),
            (day_of + base).tolist(),
            table,
            starts[:-1].tolist(),
            starts[1:].tolist(),
            strict=True,
        ):
            numbers[TOLD] = dict(zip(tellers[a:b], repeats[a:b], strict=True))
            self.ledgers[number].cells[day] = numbers
        for number, ledger in enumerate(self.ledgers):
            if isinstance(ledger, Obligation) and not self.duties.all[number].force.ends:
                self._load_reaches(ledger, rows, number)

    def _load_reaches(self, ledger: Obligation, rows: Rows, number: int) -> None:
        """The last day of every claim's window on the days of its own."""
        mine = rows.duty == number
        claim, day, pro = rows.claim[mine], rows.day[mine], rows.pro[mine]
        order = np.lexsort((day, pro, claim))
        claim, day, pro = claim[order], day[order], pro[order]
        final = np.append((claim[1:] != claim[:-1]) | (pro[1:] != pro[:-1]), True)[: len(claim)]
        ledger.ends = sorted([*ledger.ends, *day[final].tolist()])
