"""Evidence, conditions and notices become statuses, day by day in order: the five steps of section 7 of the design.

Reciprocity looks strictly at earlier days, so going through the days once, in order, settles every cell.
"""

from __future__ import annotations

import bisect
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from truceline.assess.bearing import Duty, Gatherer, due_day
from truceline.assess.calendar import Calendar, Force, force_of, written
from truceline.assess.evidence import Evidence, Witnesses
from truceline.assess.record import Record
from truceline.assess.scope import Scoper
from truceline.model.agreement import Agreement, Interpretation, Notice, Term, Unless
from truceline.model.event import is_kind_of
from truceline.model.status import Grade, Status

_SUSPENDED = ("ceasefire.suspended",)
_REVIVED = ("ceasefire.declared", "ceasefire.in_effect", "ceasefire.extended")
Key = tuple[str, str]


class Verdict(NamedTuple):
    """The state of one cell with what it came from; ``licence`` names the breach that excuses."""

    status: Status
    pro: Grade
    con: Grade
    evidence: tuple[Evidence, ...]
    standing_notice: int | None = None
    condition: str | None = None
    licence: str | None = None


class _History:
    """The settled cells of one term and party, in the order of their days."""

    def __init__(self) -> None:
        self.days: list[int] = []
        self.breached: list[int] = []
        self.disputed: list[int] = []
        self.open: list[int] = []

    def add(self, day: int, status: Status) -> None:
        self.days.append(day)
        if status is Status.BREACHED:
            self.breached.append(day)
        elif status is Status.DISPUTED:
            self.disputed.append(day)
        elif status in (Status.UNKNOWN, Status.ALLEGED):
            self.open.append(day)


def _within(days: Sequence[int], first: int, last: int) -> int:
    """How many of the sorted ``days`` lie in ``[first, last]``."""
    return max(0, bisect.bisect_right(days, last) - bisect.bisect_left(days, first))


class Engine:
    """One agreement and the live records of some claims; answers for any cell, day or period."""

    def __init__(self, agreement: Agreement, records: Sequence[Record]) -> None:
        self.agreement = agreement
        self.calendar = Calendar(agreement.timezone)
        self.witnesses = Witnesses(agreement)
        self.scoper = Scoper(agreement, self.calendar)
        self.gatherer = Gatherer(self.scoper, self.calendar, records)
        self.terms = {t.id: t for t in agreement.terms}
        self.forces = {i.id: force_of(i, self.calendar, agreement.timezone) for i in agreement.instruments}
        self.instruments = {i.id: i for i in agreement.instruments}
        self._notices: dict[Key, tuple[list[int], list[int]]] = {}
        self._evidence: dict[tuple[str, tuple[str, ...], Unless | None], Mapping[int, list[Evidence]]] = {}
        self._history: defaultdict[Key, _History] = defaultdict(_History)
        self.verdicts: dict[tuple[str, str, int], Verdict] = {}
        self._settle()

    # ------------------------------------------------------------ duties

    def duty(self, term: Term, parties: tuple[str, ...], reading: Interpretation | None = None) -> Duty:
        """A term as it binds these parties, in the words of the text or as ``reading`` has it."""
        force = self.forces[term.of]
        unless = term.unless if reading is None else reading.unless
        return Duty(term, parties, force, unless, due_day(term, force, self.calendar))

    def bound(self) -> list[tuple[Term, str]]:
        """Every term that has cells, with each party it binds."""
        return [
            (t, p) for t in self.agreement.terms if t.verb != "may" and (t.types or t.not_assessed) for p in t.party
        ]

    def _days(self, duty: Duty) -> Mapping[int, list[Evidence]]:
        key = (duty.term.id, duty.parties, duty.unless)
        if key not in self._evidence:
            self._evidence[key] = self.gatherer.days(duty) if duty.term.types else {}
        return self._evidence[key]

    def _settle(self) -> None:
        cells: set[tuple[int, str, str]] = set()
        for term, party in self.bound():
            duty = self.duty(term, (party,))
            cells |= {(day, term.id, party) for day in self._days(duty)}
            if term.silence == "breached" and duty.force.ends:
                cells |= {(d, term.id, party) for d in range(max(duty.due, duty.force.first), duty.force.last + 1)}
        day_before = None
        pending: list[tuple[Key, int, Status]] = []
        for day, term_id, party in sorted(cells):
            if day != day_before:
                self._remember(pending)
                pending, day_before = [], day
            verdict = self.verdict(self.terms[term_id], party, day)
            self.verdicts[term_id, party, day] = verdict
            if verdict.evidence or verdict.status is Status.BREACHED:
                pending.append(((term_id, party), day, verdict.status))
        self._remember(pending)

    def _remember(self, pending: Iterable[tuple[Key, int, Status]]) -> None:
        """A day's cells count for others only once the day is over: the past is strict."""
        for key, day, status in pending:
            self._history[key].add(day, status)

    # ------------------------------------------------------------ one cell

    def verdict(self, term: Term, party: str, day: int, reading: Interpretation | None = None) -> Verdict:
        """The state of a cell; for a ``reading``, what it would be under that interpretation."""
        known = self.verdicts.get((term.id, party, day)) if reading is None else None
        if known is not None:
            return known
        duty = self.duty(term, (party,), reading)
        evidence = tuple(self._days(duty).get(day, ()))
        return self._judge(duty, party, day, evidence)

    def _judge(self, duty: Duty, party: str, day: int, evidence: tuple[Evidence, ...]) -> Verdict:
        term = duty.term
        pro, con = self.witnesses.pro(evidence, duty.parties), self.witnesses.con(evidence, duty.parties)
        if term.not_assessed is not None:
            return Verdict(Status.NOT_ASSESSED, pro, con, evidence)
        notice = self.suspended_since(term.of, day)
        if notice is not None:
            return Verdict(Status.SUSPENDED, pro, con, evidence, standing_notice=notice)
        condition = self._condition(term, party, day) if term.while_ is not None else None
        if condition == "breached":
            return Verdict(Status.SUSPENDED, pro, con, evidence, condition=condition)
        status = self._own(duty, day, pro, con, silent=not evidence)
        licence = None
        if status is Status.BREACHED and term.while_ is not None:
            if condition == "disputed":
                status = Status.DISPUTED
            elif condition == "unknown" and term.while_.presume == "none":
                status = Status.UNKNOWN
        if status is Status.BREACHED and term.verb == "must_not":
            licence = self._licence(term, party, day)
            if licence is not None:
                status = Status.EXCUSED
        return Verdict(status, pro, con, evidence, condition=condition, licence=licence)

    def _own(self, duty: Duty, day: int, pro: Grade, con: Grade, *, silent: bool) -> Status:
        if duty.term.verb == "must":
            if day < duty.due:
                return Status.KEPT if con.rank >= Grade.CORROBORATED.rank else Status.NOT_DUE
            if duty.term.silence == "breached" and silent:
                return Status.BREACHED
        return self.from_grades(pro, con)

    def from_grades(self, pro: Grade, con: Grade) -> Status:
        """The table: what the two grades come to."""
        settled = con.rank >= Grade.CORROBORATED.rank
        if pro.rank >= Grade(self.agreement.evidence.breach_at).rank:
            return Status.DISPUTED if settled else Status.BREACHED
        if pro.rank >= Grade.SINGLE.rank:
            return Status.DISPUTED if con.rank >= Grade.POSSIBLE.rank else Status.ALLEGED
        return Status.KEPT if settled else Status.UNKNOWN

    # ------------------------------------------------------------ notices

    def notices(self, instrument: str, party: str) -> tuple[list[int], list[int]]:
        """(days of notice, days of revival) of a party, from the file and from claims, sorted."""
        key = (instrument, party)
        if key not in self._notices:
            force = self.forces[instrument]
            found: list[list[int]] = []
            for types, effect in ((_SUSPENDED, "suspended"), (_REVIVED, "revived")):
                days = {
                    day
                    for day, evidence in self.gatherer.announcements(types, party, force).items()
                    if self.witnesses.pro(evidence, (party,)).rank >= Grade.CORROBORATED.rank
                }
                days |= {self.calendar.day(n.day) for n in self._filed(instrument, party, effect)}
                found.append(sorted(d for d in days if force.first <= d <= force.last))
            self._notices[key] = (found[0], found[1])
        return self._notices[key]

    def _filed(self, instrument: str, party: str, effect: str) -> list[Notice]:
        return [n for n in self.instruments[instrument].notices if n.by == party and n.effect == effect]

    def standing_notice(self, instrument: str, party: str, day: int) -> int | None:
        """The day of the notice of ``party`` that stands on ``day``, if one does."""
        given, revived = self.notices(instrument, party)
        at = bisect.bisect_left(given, day)
        if at == 0:
            return None
        notice = given[at - 1]
        return None if _within(revived, notice, day - 1) else notice

    def suspended_since(self, instrument: str, day: int) -> int | None:
        """The day of a notice by a party that may suspend the instrument, if one stands."""
        suspends = self.instruments[instrument].suspends
        if suspends is None:
            return None
        standing = [self.standing_notice(instrument, party, day) for party in suspends.by]
        return min((n for n in standing if n is not None), default=None)

    # ------------------------------------------------------------ conditions

    def _condition(self, term: Term, party: str, day: int) -> str | None:
        """What the terms that this one depends on came to earlier: breached, disputed, unknown or None (kept)."""
        clause = term.while_
        if clause is None:
            return None
        last = day - 1
        if term.on_release is not None and term.on_release.needs == "announcement":
            notice = self.standing_notice(term.of, party, day)
            if notice is None:
                return None
            last = min(last, notice)
        first = -(10**9) if clause.within_days is None else day - clause.within_days
        found = {self._past(self.terms[t], p, first, last) for t in clause.not_breached for p in self._others(t, party)}
        return next((word for word in ("breached", "disputed", "unknown") if word in found), None)

    def _others(self, term: str, party: str) -> list[str]:
        return [p for p in self.terms[term].party if p != party]

    def _past(self, term: Term, party: str, first: int, last: int) -> str | None:
        force = self.forces[term.of]
        first, last = max(first, force.first), min(last, force.last)
        if first > last:
            return None
        history = self._history[term.id, party]
        if _within(history.breached, first, last):
            return "breached"
        if _within(history.disputed, first, last):
            return "disputed"
        if _within(history.open, first, last):
            return "unknown"
        # A cell that nothing bears on counts as unknown, for a duty only from its due day on.
        if term.verb == "must":
            first = max(first, due_day(term, force, self.calendar))
        return "unknown" if last - first + 1 > _within(history.days, first, last) else None

    def _licence(self, term: Term, party: str, day: int) -> str | None:
        """The permission that excuses a breach on this day, and the breach it answers."""
        for may in self.agreement.terms:
            if may.verb != "may" or party not in may.party or may.zone not in (None, term.zone):
                continue
            force = self.forces[may.of]
            if not force.first <= day <= force.last:
                continue
            if not all(any(is_kind_of(t, allowed) for allowed in may.types) for t in term.types):
                continue
            if may.after is None:
                return may.id
            for other in may.after.breach_of:
                for accused in self._others(other, party):
                    days = self._history[other, accused].breached
                    at = bisect.bisect_left(days, day)
                    if at and days[at - 1] >= day - may.after.within_days:
                        return f"{may.id}: {other} {accused} {written(days[at - 1])}"
        return None

    # ------------------------------------------------------------ periods

    def period(self, term: Term, parties: tuple[str, ...], first: int, last: int) -> Verdict:
        """A stretch of days as one cell, asked of the claims and not of the days; for several parties together, too.

        Days on which the instrument stood suspended at either end of the period are left out.
        """
        duty = self.duty(term, parties)
        first, last = max(first, duty.force.first), min(last, duty.force.last)
        whole = (first, last)
        while first <= last and self.suspended_since(term.of, first) is not None:
            first += 1
        while first <= last and self.suspended_since(term.of, last) is not None:
            last -= 1
        notice = self.suspended_since(term.of, whole[1]) if whole[0] <= whole[1] else None
        if term.not_assessed is not None or not term.types:
            return Verdict(Status.NOT_ASSESSED, Grade.NONE, Grade.NONE, ())
        if first > last:
            status = Status.SUSPENDED if notice is not None else Status.UNKNOWN
            return Verdict(status, Grade.NONE, Grade.NONE, (), standing_notice=notice)
        if term.verb == "must_not":
            start = duty.force.span(first, self.calendar)[0]
            evidence = tuple(self.gatherer.span_evidence(duty, start, duty.force.span(last, self.calendar)[1]))
        else:
            # A duty stands at the end of the period as on its last day.
            evidence = tuple(self.gatherer.days(duty).get(last, ()))
        pro, con = self.witnesses.pro(evidence, parties), self.witnesses.con(evidence, parties)
        status = self._own(duty, last, pro, con, silent=not evidence)
        return Verdict(status, pro, con, evidence)


def in_force(force: Force, calendar: Calendar, day: int) -> bool:
    """True when the day and the instrument's force have an instant in common."""
    start, end = force.span(day, calendar)
    return start < end
