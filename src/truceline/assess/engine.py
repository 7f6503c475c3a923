"""Evidence, conditions and notices become statuses, day by day in order: the five steps of section 7 of the design.

Reciprocity looks strictly at earlier days, so going through the days once, in order, settles every cell.
"""

from __future__ import annotations

import bisect
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal, NamedTuple

from truceline.assess.bearing import Duty, Gatherer, due_day
from truceline.assess.calendar import Calendar, Force, force_of
from truceline.assess.evidence import Evidence, Witnesses
from truceline.assess.record import Record
from truceline.assess.scope import Scoper
from truceline.model.agreement import Agreement, Interpretation, Term, Unless
from truceline.model.event import is_kind_of
from truceline.model.status import Grade, Status

SUSPENDED = ("ceasefire.suspended",)
REVIVED = ("ceasefire.declared", "ceasefire.in_effect", "ceasefire.extended")
_ENOUGH = Grade.CORROBORATED.rank
Key = tuple[str, str]


class CellName(NamedTuple):
    """A cell by its term, party and day."""

    term: str
    party: str
    day: int


class Notice(NamedTuple):
    """A standing notice: on which day which party said that the instrument is off."""

    day: int
    by: str


class Condition(NamedTuple):
    """What the terms that another depends on came to, and one cell that shows it (None where nobody told of it)."""

    word: Literal["breached", "disputed", "unknown"]
    cell: CellName | None = None


class Licence(NamedTuple):
    """A permission that excuses, and the breach that it answers, if it asks for one."""

    term: str
    answers: CellName | None = None


class Verdict(NamedTuple):
    """The state of one cell with what it came from."""

    status: Status
    pro: Grade
    con: Grade
    evidence: tuple[Evidence, ...]
    notice: Notice | None = None
    condition: Condition | None = None
    licence: Licence | None = None


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

    def evidence_days(self, duty: Duty) -> Mapping[int, list[Evidence]]:
        """Day -> what bears on that cell of a duty; gathered once."""
        key = (duty.term.id, duty.parties, duty.unless)
        if key not in self._evidence:
            self._evidence[key] = self.gatherer.days(duty) if duty.term.types else {}
        return self._evidence[key]

    def _settle(self) -> None:
        cells: set[tuple[int, str, str]] = set()
        for term, party in self.bound():
            duty = self.duty(term, (party,))
            days = set(self.evidence_days(duty))
            if term.silence == "breached" and duty.force.ends:
                days |= set(range(max(duty.due, duty.force.first), duty.force.last + 1))
            cells |= {(day, term.id, party) for day in days if in_force(duty.force, self.calendar, day)}
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
        evidence = tuple(self.evidence_days(duty).get(day, ()))
        return self._judge(duty, party, day, evidence)

    def _judge(self, duty: Duty, party: str, day: int, evidence: tuple[Evidence, ...]) -> Verdict:
        term = duty.term
        pro, con = self.witnesses.grades(evidence, duty.parties)
        if term.not_assessed is not None:
            return Verdict(Status.NOT_ASSESSED, pro, con, evidence)
        notice, condition = self.lifted(term, party, day)
        if notice is not None or (condition is not None and condition.word == "breached"):
            return Verdict(Status.SUSPENDED, pro, con, evidence, notice=notice, condition=condition)
        status = self.own(duty, day, pro, con, silent=not evidence)
        licence = None
        if status is Status.BREACHED:
            status, licence = self.tempered(term, party, day, condition)
        return Verdict(status, pro, con, evidence, condition=condition, licence=licence)

    def lifted(self, term: Term, party: str, day: int) -> tuple[Notice | None, Condition | None]:
        """The notice that lifts the term on a day, or what its condition came to; a breached condition lifts it too."""
        notice = self.suspended_since(term.of, day)
        if notice is not None or term.while_ is None:
            return notice, None
        return None, self._condition(term, party, day)

    def tempered(self, term: Term, party: str, day: int, condition: Condition | None) -> tuple[Status, Licence | None]:
        """What a breach by its own evidence comes to on a day: condition and permission are looked at last."""
        if condition is not None and term.while_ is not None:
            if condition.word == "disputed":
                return Status.DISPUTED, None
            if condition.word == "unknown" and term.while_.presume == "none":
                return Status.UNKNOWN, None
        licence = self._licence(term, party, day) if term.verb == "must_not" else None
        return (Status.BREACHED if licence is None else Status.EXCUSED), licence

    def own(self, duty: Duty, day: int, pro: Grade, con: Grade, *, silent: bool) -> Status:
        """What the evidence on a cell comes to by itself."""
        if duty.term.verb == "must":
            if day < duty.due:
                return Status.KEPT if con.rank >= _ENOUGH else Status.NOT_DUE
            if duty.term.silence == "breached" and silent:
                return Status.BREACHED
        return self.from_grades(pro, con)

    def from_grades(self, pro: Grade, con: Grade) -> Status:
        """The table: what the two grades come to."""
        settled = con.rank >= _ENOUGH
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
            for types, effect in ((SUSPENDED, "suspended"), (REVIVED, "revived")):
                told = self.gatherer.announcements(types, party, force)
                days = {d for d, e in told.items() if self.witnesses.grades(e, (party,))[0].rank >= _ENOUGH}
                days |= {
                    self.calendar.day(n.day)
                    for n in self.instruments[instrument].notices
                    if n.by == party and n.effect == effect
                }
                found.append(sorted(d for d in days if in_force(force, self.calendar, d)))
            self._notices[key] = (found[0], found[1])
        return self._notices[key]

    def announced(self, instrument: str, party: str, day: int) -> list[Evidence]:
        """What entails that a party called an instrument off on a day."""
        return self.gatherer.announcements(SUSPENDED, party, self.forces[instrument]).get(day, [])

    def standing_notice(self, instrument: str, party: str, day: int) -> int | None:
        """The day of the notice of ``party`` that stands on ``day``, if one does."""
        given, revived = self.notices(instrument, party)
        at = bisect.bisect_left(given, day)
        if at == 0:
            return None
        notice = given[at - 1]
        return None if _within(revived, notice, day - 1) else notice

    def suspended_since(self, instrument: str, day: int) -> Notice | None:
        """The notice by a party that may suspend the instrument, if one stands; the earliest of several."""
        suspends = self.instruments[instrument].suspends
        if suspends is None:
            return None
        standing = ((self.standing_notice(instrument, party, day), party) for party in suspends.by)
        return min((Notice(n, party) for n, party in standing if n is not None), default=None)

    # ------------------------------------------------------------ conditions

    def _condition(self, term: Term, party: str, day: int) -> Condition | None:
        """What the terms that this one depends on came to earlier; None when they were kept, or are not looked at."""
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
        found = [
            condition
            for other in clause.not_breached
            for accused in self._others(other, party)
            if (condition := self._past(self.terms[other], accused, first, last)) is not None
        ]
        return next((c for word in ("breached", "disputed", "unknown") for c in found if c.word == word), None)

    def _others(self, term: str, party: str) -> list[str]:
        return [p for p in self.terms[term].party if p != party]

    def _past(self, term: Term, party: str, first: int, last: int) -> Condition | None:
        force = self.forces[term.of]
        first, last = max(first, force.first), min(last, force.last)
        if first > last:
            return None
        history = self._history[term.id, party]
        known: tuple[tuple[Literal["breached", "disputed", "unknown"], list[int]], ...] = (
            ("breached", history.breached),
            ("disputed", history.disputed),
            ("unknown", history.open),
        )
        for word, days in known:
            at = bisect.bisect_right(days, last)
            if at and days[at - 1] >= first:
                return Condition(word, CellName(term.id, party, days[at - 1]))
        # A cell that nothing bears on counts as unknown, for a duty only from its due day on.
        if term.verb == "must":
            first = max(first, due_day(term, force, self.calendar))
        return Condition("unknown") if last - first + 1 > _within(history.days, first, last) else None

    def _licence(self, term: Term, party: str, day: int) -> Licence | None:
        """The permission that excuses a breach on this day, and the breach it answers."""
        for may in self.agreement.terms:
            if may.verb != "may" or party not in may.party or may.zone not in (None, term.zone):
                continue
            if not in_force(self.forces[may.of], self.calendar, day):
                continue
            if not all(any(is_kind_of(t, allowed) for allowed in may.types) for t in term.types):
                continue
            if may.after is None:
                return Licence(may.id)
            for other in may.after.breach_of:
                for accused in self._others(other, party):
                    days = self._history[other, accused].breached
                    at = bisect.bisect_left(days, day)
                    if at and days[at - 1] >= day - may.after.within_days:
                        return Licence(may.id, CellName(other, accused, days[at - 1]))
        return None


def in_force(force: Force, calendar: Calendar, day: int) -> bool:
    """True when the day and the instrument's force have an instant in common."""
    start, end = force.span(day, calendar)
    return start < end
