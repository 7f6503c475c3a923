"""A stretch of days, or several parties together, as one cell: asked of the claims and not of the days.

"Between 3 and 5 August" is a breach in the period and on no single day of it; "one of these groups" is a breach of
theirs together and of none of them alone. What one day or one party surely comes to holds for the whole, too.
"""

from __future__ import annotations

import bisect
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from truceline.assess.duties import Duty
from truceline.assess.evidence import Evidence
from truceline.assess.inquiry import Inquiry
from truceline.assess.table import Licence, Verdict
from truceline.model.status import Grade, Status, Truth


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


def period_verdict(inquiry: Inquiry, duty: Duty, first: int, last: int) -> Verdict:
    """The state of a duty of one party, or of several together, over the days from ``first`` to ``last``.

    The period must have an instant in common with the force of the instrument.

    Days on which the term does not bind are no part of it. A prohibition is breached by an act anywhere in the period;
    a duty by not being done on some day of it that is due, and kept only when it is done on all of these.
    """
    term = inquiry.duties.terms[duty.term]
    first, last = max(first, duty.force.first), min(last, duty.force.last)
    if not duty.types:
        return Verdict(Status.NOT_ASSESSED, Grade.NONE, Grade.NONE)
    gather = _prohibition if duty.prohibits else _obligation
    if term.not_assessed is not None:
        found = gather(inquiry, duty, range(first, last + 1))
        return Verdict(Status.NOT_ASSESSED, found.pro, found.con, evidence=tuple(found.evidence))
    days = _sorted_days(inquiry, duty, first, last)
    if not days.binding:
        notice, condition = inquiry.table.lifted(_alone(inquiry, duty)[0], last)
        return Verdict(Status.SUSPENDED, Grade.NONE, Grade.NONE, notice=notice, condition=condition)
    evidence, pro, con = gather(inquiry, duty, days.binding)
    status = _own(inquiry, duty, days.binding, pro, con)
    verdict = Verdict(status, pro, con, evidence=tuple(evidence))
    if status is not Status.BREACHED or not days.mild:
        return verdict
    # What condition or permission softens on its day does not breach the period; the rest decides.
    if days.plain and _own(inquiry, duty, days.plain, *gather(inquiry, duty, days.plain)[1:]) is Status.BREACHED:
        return verdict
    order = (Status.DISPUTED, Status.UNKNOWN, Status.EXCUSED)
    softest = min(days.mild.values(), key=lambda found: order.index(found[0]))
    return verdict._replace(status=softest[0], licence=softest[1])


def _alone(inquiry: Inquiry, duty: Duty) -> list[Duty]:
    """The duty of each of the parties by itself, as the agreement numbers them."""
    return [inquiry.duties.cells[duty.term, party] for party in duty.parties]


def _sorted_days(inquiry: Inquiry, duty: Duty, first: int, last: int) -> _Days:
    days = _Days([], [], {})
    alone = _alone(inquiry, duty)
    for day in range(first, last + 1):
        found: list[tuple[Status, Licence | None]] = []
        for one in alone:
            notice, condition = inquiry.table.lifted(one, day)
            if notice is None and (condition is None or condition.word != "breached"):
                found.append(inquiry.table.tempered(one, day, condition))
        if not found:
            continue
        days.binding.append(day)
        if any(status is Status.BREACHED for status, _ in found):
            days.plain.append(day)
        else:
            days.mild[day] = found[0]
    return days


def _own(inquiry: Inquiry, duty: Duty, days: Sequence[int], pro: Grade, con: Grade) -> Status:
    due = _due(inquiry, duty, days)
    if duty.verb == "must" and inquiry.duties.terms[duty.term].silence == "breached":
        for one in _alone(inquiry, duty):
            sure = [day for day in due if inquiry.table.due(one, day).truth is Truth.YES]
            if any(inquiry.table.grades(one, day) == (Grade.NONE, Grade.NONE) for day in sure):
                return Status.BREACHED
    if duty.verb == "must" and due and pro is con is Grade.NONE:
        return Status.UNKNOWN
    return inquiry.table.own(duty, due[0] if due else days[-1], pro, con)


def _due(inquiry: Inquiry, duty: Duty, days: Iterable[int]) -> list[int]:
    """Those of some days on which a duty is due, or may be."""
    return [day for day in days if duty.verb != "must" or inquiry.table.due(duty, day).truth is not Truth.NO]


def _prohibition(inquiry: Inquiry, duty: Duty, counted: Sequence[int]) -> Weighed:
    if not counted:
        return Weighed([], Grade.NONE, Grade.NONE)
    calendar, force = inquiry.calendar, duty.force
    start = max(force.start, calendar.start(counted[0]))
    end = min(force.end, calendar.start(counted[-1] + 1))
    exhibits = inquiry.exhibits(duty)
    found: list[Evidence] = []
    for record, scope in exhibits.told(duty):
        if record.start >= end or record.end <= start:
            continue
        first, last = exhibits.window_on(record, duty)
        met = bisect.bisect_right(counted, last) - bisect.bisect_left(counted, first)
        if not met:
            continue
        if record.kind.negative:
            entails = record.start <= start and end <= record.end
        else:
            # An act at an unknown instant lies in the period only if every day that it may lie on is of the period.
            within = start <= record.start and record.end <= end and met == last - first + 1
            entails = record.kind.throughout or within
        found.append(Evidence(record, not record.kind.negative, scope.sure and entails, scope))
    return Weighed(found, *inquiry.witnesses.grades(found, duty.accused))


def _obligation(inquiry: Inquiry, duty: Duty, counted: Sequence[int]) -> Weighed:
    due = _due(inquiry, duty, counted) or list(counted[-1:])
    if not due:
        return Weighed([], Grade.NONE, Grade.NONE)
    calendar, force = inquiry.calendar, duty.force
    start = max(force.start, calendar.start(due[0]))
    end = min(force.end, calendar.start(due[-1] + 1))
    pro: dict[str, Evidence] = {}
    con: dict[str, Evidence] = {}
    against: list[Grade] = []
    duties = _alone(inquiry, duty)
    for one in duties if len(duties) == 1 else [*duties, duty]:
        for day in due:
            items = inquiry.evidence(one, day)
            if one is not duty or len(duties) == 1:
                against.append(inquiry.witnesses.grades(items, one.accused)[1])
                for item in items:
                    if not item.pro and (item.record.id not in con or item.entails):
                        con[item.record.id] = item
            for item in items:
                if item.pro:
                    _keep_surest(pro, _anywhere(inquiry, duty, item, due, start, end))
    # Done in the period is done by each of the parties on each of the days that were due: the least of these grades.
    whole = min(against, key=lambda grade: grade.rank)
    if whole is Grade.NONE and con:
        whole = Grade.POSSIBLE
    found = [*pro.values(), *con.values()]
    return Weighed(found, inquiry.witnesses.grades(pro.values(), duty.accused)[0], whole)


def _anywhere(inquiry: Inquiry, duty: Duty, item: Evidence, due: Sequence[int], start: int, end: int) -> Evidence:
    """An act at an unknown instant of the period entails it when every day that it may lie on is one of those due."""
    record = item.record
    within = start <= record.start and record.end <= end and item.scope.sure
    if item.entails or record.kind.negative or item.how != "window" or not within:
        return item
    first, last = inquiry.exhibits(duty).window_on(record, duty)
    return item._replace(entails=sum(first <= day <= last for day in due) == last - first + 1)


def _keep_surest(items: dict[str, Evidence], item: Evidence) -> None:
    held = items.get(item.record.id)
    if held is None or (item.entails and not held.entails):
        items[item.record.id] = item
