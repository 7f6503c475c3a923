"""The books of all duties: claims are counted in and out, one by one as they come or a whole file at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from truceline.assess.claims import Claims, Longs, column
from truceline.assess.duties import Candidate, Duties, Duty, deed_days
from truceline.assess.evidence import Accused, use_of
from truceline.assess.ledger import (
    CON,
    CON_RANK,
    CONFIRMING,
    FIRST_SIDE,
    NEVER,
    ORIGINS,
    PRO,
    PRO_RANK,
    SIDES,
    TOLD,
    Counts,
    Ledger,
    Obligation,
)
from truceline.assess.rows import LONG, Gathered, Rows, Sites, gather
from truceline.assess.upkeep import Telling, Upkeep

#: Days of one duty whose grades changed: number of the duty, first and last day.
Change = tuple[int, int, int]
#: How a source counts for, or against, somebody accused: whether its word confirms, and its side (-1 is none, -2 that
#: it corroborates nothing).
Weight = tuple[bool, int]


class _Plan(NamedTuple):
    """What one way of bearing on a duty needs at hand when a claim comes."""

    table: bytearray
    ledger: Ledger
    duty: Duty
    weight: int
    part: str
    pro: bool
    sure: bool
    start: int
    end: int
    first: int
    last: int


#: The zones that matter to claims of one kind, as bits, and for each of them what such a claim bears on there.
_Plans = tuple[int, dict[int, list[_Plan]]]


class Books:
    """One ledger for each duty of an agreement, and the claims that are counted in them.

    Only those of the duties ``asked`` about are complete, where these are named.
    """

    def __init__(self, duties: Duties, claims: Claims, asked: Sequence[Duty] | None = None) -> None:
        self.duties = duties
        self.claims = claims
        self._asked = asked
        self.sites = Sites(duties, asked)
        self.sites.extend(claims.places)
        self._sides = len(duties.witnesses.sides)
        self._accused = {who: i for i, who in enumerate(dict.fromkeys(duty.accused for duty in duties.all))}
        self._weights: list[list[Weight]] = []
        self._plans: dict[int | tuple[int, int, int], _Plans] = {}
        self._ways: dict[tuple[Candidate, bool], _Plan] = {}
        self._gathered: Gathered | None = None
        self.ledgers: list[Ledger] = [self._ledger(duty) for duty in duties.all]

    def _ledger(self, duty: Duty) -> Ledger:
        threshold, sides = self.duties.witnesses.threshold, self._sides
        if duty.prohibits or not duty.types:
            return Ledger(threshold, sides, duty.force.first)
        return (Upkeep if duty.maintain else Obligation)(threshold, sides, duty.force.first, duty.due)

    def use_of(self, row: int, duty: Duty, *, pro: bool) -> int:
        """What a claim is good for where it entails: 2 confirms, 1 corroborates, 0 merely touches."""
        self._weigh_sources()
        confirms, side = self._weights[self.claims.source[row]][2 * self._accused[duty.accused] + (not pro)]
        return 2 if confirms else int(side > -2)

    def _weigh_sources(self) -> None:
        """Look at the sources that are new: how each counts for and against all who are accused, in turn."""
        for name in self.claims.sources[len(self._weights) :]:
            self._weights.append([weight for who in self._accused for weight in self._weigh(name, who)])

    def _weigh(self, source: str, accused: Accused) -> tuple[Weight, Weight]:
        witnesses = self.duties.witnesses
        standing, side = witnesses.towards(source, accused), witnesses.side_number(source)
        pro, con = use_of(standing, pro=True), use_of(standing, pro=False)
        return (pro == "confirms", side), (con == "confirms", -2 if con == "bears" else side)

    # ------------------------------------------------------------ one claim

    def count(self, row: int, sign: int) -> list[Change]:
        """Count the claim of a row in (1) or out (-1); gives back the days on which a grade changed."""
        self._gathered = None
        claims, sites = self.claims, self.sites
        number, start, end, site = claims.kind[row], claims.start[row], claims.end[row], claims.site[row]
        plans = self._plans.get(number)
        if plans is None:
            plans = self._plans_of(number, start, end)
        if site >= len(sites.near):
            sites.extend(claims.places)
        near = sites.near[site] & plans[0]
        changes: list[Change] = []
        if not near:
            return changes
        source = claims.source[row]
        if source >= len(self._weights):
            self._weigh_sources()
        weights, origin = self._weights[source], claims.origin[row]
        kind = claims.kinds[number]
        whole = kind.negative or kind.throughout
        begins, ends = self.duties.calendar.days_between(start, end)
        while near:
            zone = near & -near
            near ^= zone
            for table, ledger, duty, weight, part, pro, sure, in_force, until, first, last in plans[1][zone]:
                where = table[site]
                if not where or end <= in_force or start >= until:
                    continue
                surely = sure and where == 2
                if part == "deed":
                    changes += self._deed(ledger, duty, row, surely, sign)
                    continue
                a = begins if start > in_force else first
                b = ends if end < until else last
                if part == "due" and a < duty.due:
                    a = duty.due
                if a > b:
                    continue
                confirms, side = weights[weight]
                if a == b and not whole:
                    # An act lies on a day surely when its whole window does.
                    entails = surely and begins == ends and start >= in_force and end <= until
                    if (entails or not duty.announces) and ledger.count(a, pro, entails, confirms, side, origin, sign):
                        changes.append((duty.number, a, a))
                elif b - a >= LONG and not (surely and whole):
                    changed = ledger.touched[pro].add(a, b, sign)
                    if changed is not None:
                        changes.append((duty.number, *changed))
                else:
                    # A state holds on every day that it meets; a denial where it covers the span of the day.
                    opens = surely and whole and (not kind.negative or a > begins or self._opens(a, start, in_force))
                    closes = surely and whole and (not kind.negative or b < ends or self._closes(b, end, until))
                    for day in range(a, b + 1):
                        entails = surely and whole and (day > a or opens) and (day < b or closes)
                        if (entails or not duty.announces) and ledger.count(
                            day, pro, entails, confirms, side, origin, sign
                        ):
                            changes.append((duty.number, day, day))
                if isinstance(ledger, Obligation):
                    changes += self._reaches(ledger, duty, b, sign)
                    if type(ledger) is Upkeep:
                        changes.append((duty.number, a, NEVER))
        return changes

    def _opens(self, day: int, start: int, in_force: int) -> bool:
        return start <= max(self.duties.calendar.start(day), in_force)

    def _closes(self, day: int, end: int, until: int) -> bool:
        return end >= min(self.duties.calendar.start(day + 1), until)

    def _plans_of(self, number: int, start: int, end: int) -> _Plans:
        kind, scoper = self.claims.kinds[number], self.duties.scoper
        dated = scoper.is_dated(kind)
        key = (number, *scoper.phase(start, end)) if dated else number
        plans = self._plans.get(key)
        if plans is None:
            found: dict[int, list[_Plan]] = {}
            for candidate in self.duties.candidates(kind, start, end) if kind.counts else ():
                plan = self._ways.get((candidate, kind.negative))
                if plan is None:
                    plan = self._ways[candidate, kind.negative] = self._plan(candidate, negative=kind.negative)
                found.setdefault(self.sites.bits[plan.duty.zone], []).append(plan)
            plans = self._plans[key] = (sum(found), found)
        return plans

    def _plan(self, candidate: Candidate, *, negative: bool) -> _Plan:
        duty = self.duties.all[candidate.duty]
        force = duty.force
        return _Plan(
            table=self.sites.of(duty.zone, negative),
            ledger=self.ledgers[duty.number],
            duty=duty,
            weight=2 * self._accused[duty.accused] + (not candidate.pro),
            part=candidate.part,
            pro=candidate.pro,
            sure=candidate.sure,
            start=force.start,
            end=force.end,
            first=force.first,
            last=force.last,
        )

    def _deed(self, ledger: Ledger, duty: Duty, row: int, surely: bool, sign: int) -> list[Change]:
        """What was done stays done, and was not done on the days before it."""
        assert isinstance(ledger, Obligation)
        claims, origin = self.claims, self.claims.origin[row]
        weights, at = self._weights[claims.source[row]], 2 * self._accused[duty.accused]
        kind, calendar = claims.kinds[claims.kind[row]], self.duties.calendar
        days = deed_days(duty, kind, claims.start[row], claims.end[row], sure=surely, calendar=calendar)
        if isinstance(ledger, Upkeep):
            ledger.tell(Telling(days.touches, days.last, days.done, *weights[at + 1], origin), sign)
        before = ledger.carried.turns(), ledger.late.turns()
        ledger.carried.count(days.touches, days.done, *weights[at + 1], origin, sign)
        if days.late is not None:
            ledger.late.count(-days.late, -days.late if surely else None, *weights[at], origin, sign)
        changes = self._reaches(ledger, duty, days.last, sign)
        changes += [(duty.number, day, day) for day in ledger.told_beside(days.done, days.late if surely else None)]
        if isinstance(ledger, Upkeep):
            return [*changes, (duty.number, duty.force.first, NEVER)]
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
        found = gather(self.duties, self.claims, self.sites, live, self._asked)
        self._gathered = found
        self._weigh_sources()
        for stretch in found.stretches:
            ledger = self.ledgers[stretch.duty]
            ledger.touched[stretch.pro].add(stretch.first, stretch.last, 1)
            if isinstance(ledger, Obligation):
                ledger.reaches(stretch.last, 1)
        for deed in found.deeds:
            self._deed(self.ledgers[deed.duty], self.duties.all[deed.duty], deed.claim, deed.sure, 1)
        self._load_rows(found.rows)

    def gathered(self, live: Longs) -> Gathered:
        """What the live claims say about these duties; what was gathered to load them is used again, once."""
        found, self._gathered = self._gathered, None
        return found or gather(self.duties, self.claims, self.sites, live, self._asked)

    def uses(self, rows: Rows) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """What each row is good for (2 confirms, 1 corroborates, 0 merely touches) and its side (-1 is none)."""
        self._weigh_sources()
        told = [[(2 if c else int(s > -2), s) for c, s in row] for row in self._weights]
        weights = np.array(told, dtype=np.int32).reshape(len(told), 2 * len(self._accused), 2)
        accused = np.array([2 * self._accused[duty.accused] for duty in self.duties.all])
        found = weights[column(self.claims.source)[rows.claim], accused[rows.duty] + ~rows.pro]
        return np.where(rows.entails, found[:, 0], 0), found[:, 1]

    def _load_rows(self, rows: Rows) -> None:
        if not len(rows.day):
            return
        claims = self.claims
        use, side = self.uses(rows)
        base = int(rows.day.min())
        span = int(rows.day.max()) - base + 1
        cell = rows.duty * span + (rows.day - base)
        begins = np.flatnonzero(np.diff(cell, prepend=-1))
        cells = cell[begins]
        at = np.repeat(np.arange(len(cells)), np.diff(begins, append=len(cell)))
        width = FIRST_SIDE + 2 * self._sides
        counts = np.zeros((len(cells), width), dtype=np.int64)
        told = use == 1
        key = (at[told] * 2 + rows.pro[told]) * len(claims.ids) + column(claims.origin)[rows.claim[told]]
        keys, times = np.unique(key, return_counts=True)
        owner, origin = np.divmod(keys, len(claims.ids))
        origins = np.bincount(owner, minlength=2 * len(cells)).reshape(-1, 2)
        pairs = 2 * self._sides
        sided = told & (side >= 0)
        slot = at[sided] * pairs + 2 * side[sided] + rows.pro[sided]
        sides = np.bincount(slot, minlength=len(cells) * pairs).reshape(len(cells), pairs)
        counts[:, FIRST_SIDE:] = sides
        threshold = self.duties.witnesses.threshold
        for pro, rank, half in ((1, PRO_RANK, PRO), (0, CON_RANK, CON)):
            mine = rows.pro == pro
            counts[:, half] = np.bincount(at[mine], minlength=len(cells))
            counts[:, half + CONFIRMING] = np.bincount(at[mine & (use == 2)], minlength=len(cells))
            counts[:, half + ORIGINS] = origins[:, pro]
            counts[:, half + SIDES] = (sides[:, pro::2] > 0).sum(axis=1)
            enough = (origins[:, pro] >= threshold.origins) & (counts[:, half + SIDES] >= threshold.sides)
            counts[:, rank] = np.select(
                [counts[:, half + CONFIRMING] > 0, origins[:, pro] > 0, counts[:, half] > 0],
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
