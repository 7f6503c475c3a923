"""What nobody has told yet: for each open cell, which report would settle it. A work list for those who watch.

Every proposal is tried on the table before it is made: a report of that kind is counted in, the cell is looked at, and
the report is counted out again. A proposal says what kind of report, never that it will come or what it should say.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from truceline.assess.calendar import written
from truceline.assess.duties import Duty
from truceline.assess.inquiry import Inquiry
from truceline.assess.reasons import open_questions
from truceline.assess.record import Counted, Record, kind_of
from truceline.model.status import Gap, Need, Status
from truceline.model.world import Place

_OPEN = (Status.UNKNOWN, Status.ALLEGED, Status.DISPUTED)


class _Proposal(NamedTuple):
    """A kind of report, in words, and reports of that kind to be tried."""

    words: str
    reports: list[Record]


def find_gaps(inquiry: Inquiry, days: range, duties: Iterable[Duty]) -> Iterator[Gap]:
    """The open cells of some duties on some days, neighbouring days with the same needs together."""
    for duty in duties:
        in_force = (day for day in days if duty.force.first <= day <= duty.force.last)
        for found, run in itertools.groupby(in_force, key=lambda day: _needs(inquiry, duty, day)):
            if found is None:
                continue
            stretch = list(run)
            yield Gap(
                term=duty.term,
                party=duty.parties[0],
                since=written(stretch[0]),
                until=written(stretch[-1]),
                status=found[0],
                needs=found[1],
            )


def _needs(inquiry: Inquiry, duty: Duty, day: int) -> tuple[Status, tuple[Need, ...]] | None:
    """The status of an open cell and what would change it; None where it is not open, or not due."""
    verdict = inquiry.table.verdict(duty, day)
    if verdict.status not in _OPEN:
        return None
    found: dict[str, Need] = {}
    for proposal in _proposals(inquiry, duty, day):
        status = inquiry.with_(proposal.reports, duty, day)
        if status is not verdict.status:
            found.setdefault(proposal.words, Need(report=proposal.words, would=status))
    questions = open_questions(inquiry.shown(verdict, duty, day), duty)
    return verdict.status, (
        *found.values(),
        *(Need(report=f"an answer to this: {question}?") for question in questions),
    )


def _proposals(inquiry: Inquiry, duty: Duty, day: int) -> Iterator[_Proposal]:
    accused, act = inquiry.name_of(duty.parties), ("the act" if duty.prohibits else "its not being done")
    watcher = next(
        (s for s in inquiry.witnesses.sources if inquiry.witnesses.towards(s, duty.accused) == "first-hand"), None
    )
    if watcher is not None:
        words = "a first-hand report that covers the day and the whole area, and saw none of it"
        if not duty.prohibits:
            words = "a first-hand report that it was done by that day"
        yield _Proposal(words, [_told(inquiry, duty, day, watcher, "con", 0)])
        yield _Proposal(f"a first-hand report of {act}", [_told(inquiry, duty, day, watcher, "pro", 0)])
    others = _others(inquiry, duty, day)
    for count in range(1, len(others) + 1):
        more = "one more origin, from a side" if count == 1 else f"{count} more origins, from sides"
        words = f"a report of {act} by {more} not heard yet"
        reports = [_told(inquiry, duty, day, source, "pro", i) for i, source in enumerate(others[:count])]
        yield _Proposal(words, reports)
    yield _Proposal(f"a denial by {accused}", [_told(inquiry, duty, day, duty.parties[0], "con", 0)])


def _others(inquiry: Inquiry, duty: Duty, day: int) -> list[str]:
    """One source for each side that has not told of the breach yet, the accused's own apart."""
    witnesses = inquiry.witnesses
    heard = {witnesses.side(e.record.source) for e in inquiry.evidence(duty, day) if e.pro and e.entails}
    found: dict[str, str] = {}
    for source in witnesses.sources:
        side = witnesses.side(source)
        if side is not None and side not in heard and witnesses.towards(source, duty.accused) in ("opposed", "third"):
            found.setdefault(side, source)
    return [found[side] for side in sorted(found)][: witnesses.threshold.sides]


def _told(inquiry: Inquiry, duty: Duty, day: int, source: str, speaks: str, number: int) -> Record:
    """A sure report for a breach of the duty on that day, or against one."""
    force, calendar = duty.force, inquiry.calendar
    start, end = max(force.start, calendar.start(day)), min(force.end, calendar.start(day + 1))
    denies = duty.prohibits is (speaks == "con")
    watched = denies and duty.prohibits and source != duty.parties[0]
    target = None if duty.unless is None or denies else duty.unless.target
    spared = [] if target is None else [p.id for p in inquiry.agreement.parties if p.id != target]
    return Record(
        id=f"proposed {number}",
        line=0,
        source=source,
        origin=f"proposed {number}",
        recorded=end,
        supersedes=None,
        withdraws=None,
        kind=kind_of(
            "coverage" if watched else duty.types[0],
            () if watched else duty.actors,
            tuple(spared[:1]),
            None,
            "negative" if denies else "positive",
            "certain",
            "occurred",
            "throughout" if denies else "sometime",
            "both",
            ()
            if duty.cap is None or denies
            else (Counted(next(iter(duty.cap.classes), None), duty.cap.most + 1, None),),
        ),
        place=None if duty.zone is None else Place(zone=duty.zone),
        start=start,
        end=end,
    )
