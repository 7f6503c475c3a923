"""Claims on days: which cells of a term and party a claim entails or touches, for or against."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from truceline.assess.calendar import Calendar, Force
from truceline.assess.evidence import Evidence
from truceline.assess.record import Record
from truceline.assess.scope import Scope, Scoper
from truceline.model.agreement import Term, Unless
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

    def days(self, duty: Duty) -> Days:
        """Day -> the evidence on that cell; days that nothing bears on are not listed."""
        found: defaultdict[int, list[Evidence]] = defaultdict(list)
        if duty.term.verb == "must_not":
            self._prohibition(duty, found)
        elif duty.term.verb == "must":
            self._obligation(duty, found)
        return found

    def announcements(self, types: Sequence[str], party: str, force: Force) -> Days:
        """Evidence that ``party`` said such a thing, day by day; no place and no target are asked."""
        found: defaultdict[int, list[Evidence]] = defaultdict(list)
        for record in self.counting:
            if record.negative:
                continue
            scope = self._scoper.positive(record, types, (party,), None, None)
            if scope.bears and scope.sure and scope.actor is Truth.YES:
                self._place(found, record, scope, force, pro=True)
        return found

    def span_evidence(self, duty: Duty, start: int, end: int) -> list[Evidence]:
        """Evidence on one stretch ``[start, end)`` as a whole: a period is not the sum of its days."""
        found: list[Evidence] = []
        for record in self.counting:
            scope = self._scope(record, duty)
            if not scope.bears or record.start >= end or record.end <= start:
                continue
            if record.negative:
                entails = scope.sure and record.start <= start and end <= record.end
            elif record.throughout:
                entails = scope.sure
            else:
                entails = scope.sure and start <= record.start and record.end <= end
            found.append(Evidence(record, not record.negative, entails))
        return found

    def _scope(self, record: Record, duty: Duty) -> Scope:
        term = duty.term
        if record.negative:
            return self._scoper.negative(record, term.types, duty.parties, term.zone, duty.unless, coverage=True)
        return self._scoper.positive(record, term.types, duty.parties, term.zone, duty.unless)

    def scope_of(self, record: Record, duty: Duty) -> Scope:
        """The conditions of one record towards a duty, for explanations."""
        if duty.term.verb == "must_not" or not record.negative:
            return self._scope(record, duty)
        return self._scoper.negative(record, duty.term.types, duty.parties, duty.term.zone, duty.unless, coverage=False)

    # ------------------------------------------------------------ prohibitions

    def _prohibition(self, duty: Duty, found: defaultdict[int, list[Evidence]]) -> None:
        for record in self.counting:
            scope = self._scope(record, duty)
            if scope.bears:
                self._place(found, record, scope, duty.force, pro=not record.negative)

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
        first, last = self._met(record, force)
        for day in range(first if since is None else max(first, since), last + 1):
            start, end = force.span(day, self._calendar)
            if start >= end or record.start >= end or record.end <= start:
                continue
            if not scope.sure:
                entails = False
            elif record.negative:
                entails = record.start <= start and end <= record.end
            else:
                entails = record.throughout or (start <= record.start and record.end <= end)
            found[day].append(Evidence(record, pro, entails))

    def _met(self, record: Record, force: Force) -> tuple[int, int]:
        """First and last day in force that a window may meet; empty when the first is later."""
        if record.end <= force.start or record.start >= force.end:
            return 1, 0
        first = force.first if record.start <= force.start else self._calendar.day_of(record.start)
        last = force.last if record.end >= force.end else self._calendar.day_of(record.end - 1)
        return first, last

    # ------------------------------------------------------------ obligations

    def _obligation(self, duty: Duty, found: defaultdict[int, list[Evidence]]) -> None:
        kind = duty.term.types[0]
        contrary = CONTRARY.get(kind)
        doing: list[tuple[Record, Scope]] = []
        for record in self.counting:
            if not record.negative:
                scope = self._scoper.positive(record, (kind,), duty.parties, duty.term.zone, None)
                if scope.bears and record.start < duty.force.end and record.end > duty.force.start:
                    doing.append((record, scope))
            else:
                scope = self._scoper.negative(record, (kind,), duty.parties, duty.term.zone, None, coverage=False)
                if scope.bears:
                    self._place(found, record, scope, duty.force, pro=True, since=duty.due)
            if contrary is not None:
                self._contrary(found, record, duty, contrary)
        for record, scope in doing:
            self._late(found, record, scope, duty)
        last = self._carried_to(found, doing, duty.force)
        for record, scope in doing:
            self._carry(found, record, scope, duty, last)

    def _contrary(self, found: defaultdict[int, list[Evidence]], record: Record, duty: Duty, contrary: str) -> None:
        if record.negative:
            scope = self._scoper.negative(record, (contrary,), duty.parties, duty.term.zone, None, coverage=False)
            if scope.bears:
                self._place(found, record, scope, duty.force, pro=False)
            return
        scope = self._scoper.positive(record, (contrary,), duty.parties, duty.term.zone, None)
        if scope.bears:
            self._place(found, record, scope, duty.force, pro=True, since=duty.due)

    def _late(self, found: defaultdict[int, list[Evidence]], record: Record, scope: Scope, duty: Duty) -> None:
        """Done on a day, so not done on the days before it: from the due day on, that is a breach."""
        if not record.starts:
            return
        day_done = self._calendar.day_of(record.start)
        for day in range(max(duty.due, duty.force.first), min(day_done - 1, duty.force.last) + 1):
            found[day].append(Evidence(record, True, scope.sure))

    def _carried_to(
        self, found: Mapping[int, list[Evidence]], doing: Sequence[tuple[Record, Scope]], force: Force
    ) -> int:
        """The last day that a deed is carried to."""
        if force.ends:
            return force.last
        ends = [self._met(record, force)[1] for record, _ in doing]
        return max([*ends, *found], default=0)

    def _carry(
        self, found: defaultdict[int, list[Evidence]], record: Record, scope: Scope, duty: Duty, last: int
    ) -> None:
        """What was done stays done: from the day it ends on surely, from the day it begins possibly."""
        force = duty.force
        first, _ = self._met(record, force)
        surely = scope.sure and force.start <= record.start
        for day in range(first, last + 1):
            _, end = force.span(day, self._calendar)
            found[day].append(Evidence(record, False, surely and record.end <= end))
