"""A stretch of days, or several parties together, as one cell: asked of the claims and not of the days.

"Between 3 and 5 August" is a breach in the period and on no single day of it; "one of these groups" is a breach of
theirs together and of none of them alone. What one day or one party surely comes to holds for the whole, too.
"""

from __future__ import annotations

import bisect
from collections.abc import Sequence
from typing import NamedTuple

from truceline.assess.bearing import Duty
from truceline.assess.engine import Engine, Licence, Verdict, in_force
from truceline.assess.evidence import Evidence
from truceline.model.agreement import Interpretation, Term
from truceline.model.status import Grade, Status


class Weighed(NamedTuple):
    """What bears on a period, with the two grades that it comes to."""

    evidence: list[Evidence]
    pro: Grade
    con: Grade


class _Days(NamedTuple):
    """The days of a period on which the term binds, in order; ``plain`` are those on which a breach is simply one.

    ``mild`` says what a breach of the other days would come to.
    """

    binding: list[int]
    plain: list[int]
    mild: dict[int, tuple[Status, Licence | None]]


def period_verdict(
    engine: Engine,
    term: Term,
    parties: tuple[str, ...],
    first: int,
    last: int,
    reading: Interpretation | None = None,
) -> Verdict:
    """The state of a term for one party, or for several together, over the days from ``first`` to ``last``.

    The period must have an instant in common with the force of the instrument.

    Days on which the term does not bind are no part of it. A prohibition is breached by an act anywhere in the period;
    a duty by not being done on some day of it that is due, and kept only when it is done on all of these.
    """
    duty = engine.duty(term, parties, reading)
    first, last = max(first, duty.force.first), min(last, duty.force.last)
    if not term.types:
        return Verdict(Status.NOT_ASSESSED, Grade.NONE, Grade.NONE, ())
    gather = _prohibition if term.verb == "must_not" else _obligation
    if term.not_assessed is not None:
        found = gather(engine, duty, range(first, last + 1))
        return Verdict(Status.NOT_ASSESSED, found.pro, found.con, tuple(found.evidence))
    days = _sorted_days(engine, duty, first, last)
    if not days.binding:
        notice, condition = engine.lifted(term, parties[0], last)
        return Verdict(Status.SUSPENDED, Grade.NONE, Grade.NONE, (), notice=notice, condition=condition)
    evidence, pro, con = gather(engine, duty, days.binding)
    status = _own(engine, duty, days.binding, pro, con)
    if status is not Status.BREACHED or not days.mild:
        return Verdict(status, pro, con, tuple(evidence))
    # What condition or permission softens on its day does not breach the period; the rest decides.
    if days.plain and _own(engine, duty, days.plain, gather(engine, duty, days.plain).pro, con) is Status.BREACHED:
        return Verdict(status, pro, con, tuple(evidence))
    order = (Status.DISPUTED, Status.UNKNOWN, Status.EXCUSED)
    softest = min(days.mild.values(), key=lambda found: order.index(found[0]))
    return Verdict(softest[0], pro, con, tuple(evidence), licence=softest[1])


def _sorted_days(engine: Engine, duty: Duty, first: int, last: int) -> _Days:
    days = _Days([], [], {})
    for day in range(first, last + 1):
        if not in_force(duty.force, engine.calendar, day):
            continue
        found: list[tuple[Status, Licence | None]] = []
        for party in duty.parties:
            notice, condition = engine.lifted(duty.term, party, day)
            if notice is None and (condition is None or condition.word != "breached"):
                found.append(engine.tempered(duty.term, party, day, condition))
        if not found:
            continue
        days.binding.append(day)
        plain = [status for status, _ in found if status is Status.BREACHED]
        if plain:
            days.plain.append(day)
        else:
            days.mild[day] = found[0]
    return days


def _own(engine: Engine, duty: Duty, days: Sequence[int], pro: Grade, con: Grade) -> Status:
    due = [day for day in days if day >= duty.due]
    if duty.term.verb == "must" and duty.term.silence == "breached":
        for party in duty.parties:
            told = engine.evidence_days(engine.duty(duty.term, (party,)))
            if any(day not in told for day in due):
                return Status.BREACHED
    return engine.own(duty, due[0] if due else days[-1], pro, con, silent=False)


def _prohibition(engine: Engine, duty: Duty, counted: Sequence[int]) -> Weighed:
    if not counted:
        return Weighed([], Grade.NONE, Grade.NONE)
    start = duty.force.span(counted[0], engine.calendar)[0]
    end = duty.force.span(counted[-1], engine.calendar)[1]
    found: list[Evidence] = []
    for record, scope in engine.gatherer.bearing_on(duty):
        if record.start >= end or record.end <= start:
            continue
        first, last = engine.gatherer.window_on(record, duty.force)
        met = bisect.bisect_right(counted, last) - bisect.bisect_left(counted, first)
        if not met:
            continue
        if record.negative:
            entails = record.start <= start and end <= record.end
        else:
            # An act at an unknown instant lies in the period only if every day that it may lie on is of the period.
            within = start <= record.start and record.end <= end and met == last - first + 1
            entails = record.throughout or within
        found.append(Evidence(record, not record.negative, scope.sure and entails, scope))
    return Weighed(found, *engine.witnesses.grades(found, duty.parties))


def _obligation(engine: Engine, duty: Duty, counted: Sequence[int]) -> Weighed:
    due = [day for day in counted if day >= duty.due] or list(counted[-1:])
    if not due:
        return Weighed([], Grade.NONE, Grade.NONE)
    start = duty.force.span(due[0], engine.calendar)[0]
    end = duty.force.span(due[-1], engine.calendar)[1]
    pro: dict[str, Evidence] = {}
    con: dict[str, Evidence] = {}
    against: list[Grade] = []
    duties = [engine.duty(duty.term, (party,)) for party in duty.parties]
    for one in duties if len(duties) == 1 else [*duties, duty]:
        told = engine.evidence_days(one)
        for day in due:
            items = told.get(day, ())
            if one is not duty or len(duties) == 1:
                against.append(engine.witnesses.grades(items, one.parties)[1])
                for item in items:
                    if not item.pro and (item.record.id not in con or item.entails):
                        con[item.record.id] = item
            for item in items:
                if item.pro:
                    _keep_surest(pro, _anywhere(engine, duty, item, due, start, end))
    # Done in the period is done by each of the parties on each of the days that were due: the least of these grades.
    whole = min(against, key=lambda grade: grade.rank)
    if whole is Grade.NONE and con:
        whole = Grade.POSSIBLE
    found = [*pro.values(), *con.values()]
    return Weighed(found, engine.witnesses.grades(pro.values(), duty.parties)[0], whole)


def _anywhere(engine: Engine, duty: Duty, item: Evidence, due: Sequence[int], start: int, end: int) -> Evidence:
    """An act at an unknown instant of the period entails it when every day that it may lie on is one of those due."""
    record = item.record
    within = start <= record.start and record.end <= end and item.scope.sure
    if item.entails or record.negative or item.how != "window" or not within:
        return item
    first, last = engine.gatherer.window_on(record, duty.force)
    return item._replace(entails=sum(first <= day <= last for day in due) == last - first + 1)


def _keep_surest(items: dict[str, Evidence], item: Evidence) -> None:
    held = items.get(item.record.id)
    if held is None or (item.entails and not held.entails):
        items[item.record.id] = item
