"""Claims on days: which cells of a term and party a claim entails or touches, for or against."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from truceline.assess.calendar import Calendar, Force
from truceline.assess.evidence import Evidence
from truceline.assess.record import Record
from truceline.assess.scope import Scope, Scoper
from truceline.model.agreement import Term, Unless
from truceline.model.event import is_kind_of
from truceline.model.status import Truth

#: Done the other way round: evidence of one is evidence against the other.
CONTRARY = {
    "weapons.withdrawn": "weapons.deployed",
    "weapons.deployed": "weapons.withdrawn",
    "forces.withdrawn": "forces.deployed",
    "forces.deployed": "forces.withdrawn",
    "route.opened": "movement.restricted",
    "movement.restricted": "route.opened",
}


class Duty(NamedTuple):
    """A term as it binds one party, or several together: what evidence is gathered for."""

    term: Term
    parties: tuple[str, ...]
    force: Force
    unless: Unless | None
    due: int


Days = Mapping[int, list[Evidence]]


def due_day(term: Term, force: Force, calendar: Calendar) -> int:
    """The first day on which a duty must have been done."""
    if term.by is not None:
        return calendar.day(term.by) + 1
    if term.before is not None:
        return calendar.day(term.before)
    return force.first


class Gatherer:
    """Lays live records beside duties."""

    def __init__(self, scoper: Scoper, calendar: Calendar, records: Sequence[Record]) -> None:
        self._scoper = scoper
        self._calendar = calendar
        self.counting = [r for r in records if r.counts]
        self._by_type: defaultdict[str, list[Record]] = defaultdict(list)
        for record in self.counting:
            self._by_type[record.type].append(record)

    def days(self, duty: Duty) -> Days:
        """Day -> the evidence on that cell; days that nothing bears on are not listed."""
        found: defaultdict[int, list[Evidence]] = defaultdict(list)
        if duty.term.verb == "must_not":
            for record, scope in self.bearing_on(duty):
                self._place(found, record, scope, duty.force, pro=not record.negative)
        elif duty.term.verb == "must":
            self._obligation(duty, found)
        return found

    def bearing_on(self, duty: Duty) -> Iterator[tuple[Record, Scope]]:
        """The records that may bear on a prohibition, whatever their window, with each condition."""
        for record in self._concerning(duty.term.types, coverage=True):
            scope = self.scope_of(record, duty)
            if scope.bears:
                yield record, scope

    def scope_of(self, record: Record, duty: Duty) -> Scope:
        """The conditions of one record towards a duty."""
        term = duty.term
        prohibits = term.verb == "must_not"
        unless = duty.unless if prohibits else None
        if record.negative:
            return self._scoper.negative(record, term.types, duty.parties, term.zone, unless, coverage=prohibits)
        scope = self._scoper.positive(record, term.types, duty.parties, term.zone, unless)
        contrary = None if prohibits or not term.types else CONTRARY.get(term.types[0])
        if scope.act is Truth.NO and contrary is not None:
            return self._scoper.positive(record, (contrary,), duty.parties, term.zone, None)
        return scope

    def announcements(self, types: Sequence[str], party: str, force: Force) -> Days:
        """What entails that ``party`` said such a thing, day by day; no place and no target are asked."""
        found: defaultdict[int, list[Evidence]] = defaultdict(list)
        for record in self._concerning(types, coverage=False):
            if not record.negative:
                scope = self._scoper.positive(record, types, (party,), None, None)
                if scope.sure:
                    self._place(found, record, scope, force, pro=True)
        return {day: told for day, evidence in found.items() if (told := [e for e in evidence if e.entails])}

    def window_on(self, record: Record, force: Force) -> tuple[int, int]:
        """First and last day in force that a window may meet; empty when the first is later."""
        if record.end <= force.start or record.start >= force.end:
            return 1, 0
        first = force.first if record.start <= force.start else self._calendar.day_of(record.start)
        last = force.last if record.end >= force.end else self._calendar.day_of(record.end - 1)
        return first, last

    def _concerning(self, types: Sequence[str], *, coverage: bool) -> Iterator[Record]:
        """The records whose type may have to do with one of these; ``coverage`` counts as any."""
        for kind, records in self._by_type.items():
            related = any(is_kind_of(kind, t) or is_kind_of(t, kind) for t in types)
            if related or (coverage and kind == "coverage"):
                yield from records

    def _place(
        self,
        found: defaultdict[int, list[Evidence]],
        record: Record,
        scope: Scope,
        force: Force,
        *,
        pro: bool,
        since: int | None = None,
    ) -> None:
        """Put a record on every cell that its window meets, from the day ``since`` on."""
        first, last = self.window_on(record, force)
        touches, entails = Evidence(record, pro, False, scope), Evidence(record, pro, True, scope)
        # Between its first and its last day a window covers whole days: a state or an absence holds on each of them,
        # and of an act nobody knows on which it was.
        between = entails if scope.sure and (record.negative or record.throughout) else touches
        for day in range(first if since is None else max(first, since), last + 1):
            if first < day < last:
                found[day].append(between)
                continue
            start, end = force.span(day, self._calendar)
            if start >= end or record.start >= end or record.end <= start:
                continue
            if record.negative:
                whole = record.start <= start and end <= record.end
            else:
                whole = record.throughout or (start <= record.start and record.end <= end)
            found[day].append(entails if scope.sure and whole else touches)

    # ------------------------------------------------------------ obligations

    def _obligation(self, duty: Duty, found: defaultdict[int, list[Evidence]]) -> None:
        kind, zone, parties, force = duty.term.types[0], duty.term.zone, duty.parties, duty.force
        doing: list[tuple[Record, Scope]] = []
        for record in self._concerning((kind,), coverage=False):
            if record.negative:
                scope = self._scoper.negative(record, (kind,), parties, zone, None, coverage=False)
                if scope.bears:
                    self._place(found, record, scope, force, pro=True, since=duty.due)
            else:
                scope = self._scoper.positive(record, (kind,), parties, zone, None)
                if scope.bears and record.start < force.end and record.end > force.start:
                    doing.append((record, scope))
        contrary = CONTRARY.get(kind)
        if contrary is not None:
            self._contrary(duty, contrary, found)
        for record, scope in doing:
            self._late(found, record, scope, duty)
        # A deed is carried to the end of the instrument; without one, to the last day that anything is told of.
        ends = [self.window_on(record, force)[1] for record, _ in doing]
        last = force.last if force.ends else max([*ends, *found], default=0)
        for record, scope in doing:
            self._carry(found, record, scope, force, last)

    def _contrary(self, duty: Duty, contrary: str, found: defaultdict[int, list[Evidence]]) -> None:
        zone, parties = duty.term.zone, duty.parties
        for record in self._concerning((contrary,), coverage=False):
            if record.negative:
                scope = self._scoper.negative(record, (contrary,), parties, zone, None, coverage=False)
            else:
                scope = self._scoper.positive(record, (contrary,), parties, zone, None)
            if scope.bears:
                since = None if record.negative else duty.due
                self._place(found, record, scope, duty.force, pro=not record.negative, since=since)

    def _late(self, found: defaultdict[int, list[Evidence]], record: Record, scope: Scope, duty: Duty) -> None:
        """Done on a day, so not done on the days before it: from the due day on, that is a breach."""
        if not record.starts:
            return
        evidence = Evidence(record, True, scope.sure, scope, "late")
        day_done = self._calendar.day_of(record.start)
        for day in range(max(duty.due, duty.force.first), min(day_done - 1, duty.force.last) + 1):
            found[day].append(evidence)

    def _carry(
        self, found: defaultdict[int, list[Evidence]], record: Record, scope: Scope, force: Force, last: int
    ) -> None:
        """What was done stays done: from the day it ends on surely, from the day it begins possibly."""
        first, _ = self.window_on(record, force)
        surely = scope.sure and force.start <= record.start
        touches, entails = (Evidence(record, False, sure, scope, "carried") for sure in (False, True))
        done = False
        for day in range(first, last + 1):
            done = done or (surely and record.end <= force.span(day, self._calendar)[1])
            found[day].append(entails if done else touches)
