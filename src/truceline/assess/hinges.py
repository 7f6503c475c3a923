"""What a status stands on: a smallest set of claims that gives it, and a smallest set without which it is another.

Both are found from the evidence on the cell and on the cells that its condition or permission looks at. Sets without
which the status may be another are tried on the table itself before one is given: counted out, looked at, and counted
in again. That the others give the status is a law of the tests, and so is that none is smaller. After the sufficient
and necessary reasons of Darwiche and Hirth (2020), on claims instead of features.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from truceline.assess.duties import Duty
from truceline.assess.evidence import Evidence, Use, use_of
from truceline.assess.inquiry import Inquiry
from truceline.assess.past import CellName
from truceline.assess.table import Verdict
from truceline.model.status import Grade, Status, Truth

_CORROBORATED = Grade.CORROBORATED.rank
#: How many releases are followed back.
_DEEPEST = 20
#: Among so many claims of different origins or sides a smallest corroborating set is looked for.
_LOOKED_THROUGH = 24


def suffices(inquiry: Inquiry, duty: Duty, day: int, verdict: Verdict, *, deep: int = 0) -> tuple[str, ...]:
    """Sorted ids of claims that alone give the status of a cell; none where the status needs none."""
    status, found = verdict.status, set[str]()
    evidence = inquiry.evidence(duty, day)
    if status is Status.SUSPENDED and verdict.notice is not None:
        found.update(inquiry.announced(duty.of, verdict.notice.by, verdict.notice.day))
    elif status in (Status.BREACHED, Status.EXCUSED, Status.DISPUTED, Status.ALLEGED):
        found.update(_enough(inquiry, duty, evidence, verdict.pro.rank, pro=True))
        if status is Status.DISPUTED and not _is_tempered(inquiry, duty, day, verdict):
            settled = verdict.con.rank >= _CORROBORATED
            found.update(_enough(inquiry, duty, evidence, verdict.con.rank if settled else 1, pro=False))
    elif status is Status.KEPT:
        found.update(_enough(inquiry, duty, evidence, verdict.con.rank, pro=False))
    if duty.waits is not None and duty.waits.kept is None and status not in (Status.SUSPENDED, Status.KEPT):
        found.update(deadline_claims(inquiry, duty, day))
    if deep < _DEEPEST:
        for cell in _looked_at(inquiry, duty, day, verdict):
            other = inquiry.duties.cells[cell.term, cell.party]
            found.update(suffices(inquiry, other, cell.day, inquiry.table.verdict(other, cell.day), deep=deep + 1))
    return tuple(sorted(found))


def deadline_claims(inquiry: Inquiry, duty: Duty, day: int) -> set[str]:
    """Ids of claims that alone show since when a duty is due, where its deadline waits for something."""
    if duty.waits is None:
        return set()
    due, found = inquiry.table.due(duty, day), set[str]()
    for cell in due.cells:
        other = inquiry.duties.cells[cell.term, cell.party]
        found.update(suffices(inquiry, other, cell.day, inquiry.table.verdict(other, cell.day)))
    if duty.waits.notice is not None and due.truth is Truth.YES and due.start is not None:
        found.update(inquiry.announced(duty.of, duty.waits.notice, due.start, duty.waits.effect))
    return found


def hinges(inquiry: Inquiry, duty: Duty, day: int, verdict: Verdict) -> tuple[str, ...]:
    """Sorted ids of a smallest set of claims without which the cell has another status; empty where none does that."""
    tried = sorted(
        {frozenset(each) for each in _offers(inquiry, duty, day, verdict, 0)}, key=lambda s: (len(s), sorted(s))
    )
    for ids in tried:
        if ids and inquiry.without(ids, duty, day) is not verdict.status:
            return tuple(sorted(ids))
    return ()


def _is_tempered(inquiry: Inquiry, duty: Duty, day: int, verdict: Verdict) -> bool:
    """True when the cell is disputed because its condition is, and would be breached by its own evidence."""
    own = inquiry.table.own(duty, day, verdict.pro, verdict.con)
    return verdict.status is Status.DISPUTED and own is Status.BREACHED


def _looked_at(inquiry: Inquiry, duty: Duty, day: int, verdict: Verdict) -> Iterator[CellName]:
    """The cells of others that made this one what it is."""
    if duty.waits is not None and verdict.status not in (Status.SUSPENDED, Status.KEPT, Status.UNKNOWN):
        yield from inquiry.table.due(duty, day).cells
    if verdict.status is Status.EXCUSED and verdict.licence is not None and verdict.licence.answers is not None:
        yield verdict.licence.answers
    condition = verdict.condition
    if condition is None or condition.cell is None:
        return
    if condition.word == "breached" or _is_tempered(inquiry, duty, day, verdict):
        yield condition.cell


def _offers(inquiry: Inquiry, duty: Duty, day: int, verdict: Verdict, deep: int) -> Iterator[Iterable[str]]:
    evidence = inquiry.evidence(duty, day)
    breach = Grade(inquiry.witnesses.threshold.breach_at).rank
    for rank in {breach, Grade.SINGLE.rank, Grade.POSSIBLE.rank}:
        if verdict.pro.rank >= rank:
            yield _below(inquiry, duty, evidence, rank, pro=True)
    for rank in (_CORROBORATED, Grade.POSSIBLE.rank):
        if verdict.con.rank >= rank:
            yield _below(inquiry, duty, evidence, rank, pro=False)
    if verdict.notice is not None:
        notice = inquiry.duties.notices[duty.of, verdict.notice.by, "suspended"]
        yield _below(inquiry, notice, inquiry.evidence(notice, verdict.notice.day), _CORROBORATED, pro=True)
    if duty.waits is not None and duty.waits.notice is not None:
        due = inquiry.table.due(duty, day)
        if due.truth is Truth.YES and due.start is not None:
            notice = inquiry.duties.notices[duty.of, duty.waits.notice, duty.waits.effect]
            yield _below(inquiry, notice, inquiry.evidence(notice, due.start), _CORROBORATED, pro=True)
    if deep < _DEEPEST:
        for cell in _looked_at(inquiry, duty, day, verdict):
            other = inquiry.duties.cells[cell.term, cell.party]
            yield from _offers(inquiry, other, cell.day, inquiry.table.verdict(other, cell.day), deep + 1)


def _sorted_out(
    inquiry: Inquiry, duty: Duty, evidence: Sequence[Evidence], *, pro: bool
) -> tuple[list[Evidence], list[Evidence], list[Evidence]]:
    """(what confirms, what corroborates, what merely bears) on one side."""
    found: dict[Use, list[Evidence]] = {"confirms": [], "counts": [], "bears": []}
    for item in evidence:
        if item.pro is pro:
            use = use_of(inquiry.witnesses.of(item, duty.accused), pro=pro) if item.entails else "bears"
            found[use].append(item)
    return found["confirms"], found["counts"], found["bears"]


def _enough(inquiry: Inquiry, duty: Duty, evidence: Sequence[Evidence], rank: int, *, pro: bool) -> Iterable[str]:
    """Ids of a smallest set that gives a side this rank."""
    confirms, counts, bears = _sorted_out(inquiry, duty, evidence, pro=pro)
    if duty.maintain and pro and rank >= _CORROBORATED:
        # What turned an earlier day must do so by itself.
        for hows in (("window", "late"), ("undone",)):
            alone = [item for item in evidence if item.how in hows]
            if inquiry.witnesses.grades(alone, duty.accused)[0].rank >= rank:
                confirms, counts, bears = _sorted_out(inquiry, duty, alone, pro=pro)
                break
    if rank == Grade.CONFIRMED.rank:
        return [confirms[0].record.id]
    if rank == _CORROBORATED and counts:
        return _corroborating(inquiry, counts)
    if rank == Grade.SINGLE.rank:
        return [counts[0].record.id]
    return [item.record.id for item in [*bears, *counts, *confirms][:1]] if rank == Grade.POSSIBLE.rank else []


def _corroborating(inquiry: Inquiry, counts: Sequence[Evidence]) -> list[str]:
    """Ids of a smallest set with enough origins and sides; where claims are very many, of one that is enough."""
    threshold = inquiry.witnesses.threshold
    told: dict[tuple[str, str | None], str] = {}
    for item in counts:
        told.setdefault((item.record.origin, inquiry.witnesses.side(item.record.source)), item.record.id)
    # Claims that bring a side nobody brought before are looked at first.
    sides = {side: pair for pair in reversed(told) if (side := pair[1]) is not None}
    first = [*sides.values(), *(pair for pair in told if pair not in sides.values())][:_LOOKED_THROUGH]
    for size in range(max(threshold.origins, threshold.sides), threshold.origins + threshold.sides):
        for pairs in itertools.combinations(first, size):
            origins, known = {pair[0] for pair in pairs}, {pair[1] for pair in pairs} - {None}
            if len(origins) >= threshold.origins and len(known) >= threshold.sides:
                return [told[pair] for pair in pairs]
    return [item.record.id for item in counts]


def _below(inquiry: Inquiry, duty: Duty, evidence: Sequence[Evidence], rank: int, *, pro: bool) -> list[str]:
    """Ids of a smallest set without which a side is below this rank."""
    confirms, counts, bears = _sorted_out(inquiry, duty, evidence, pro=pro)
    if rank == Grade.CONFIRMED.rank:
        gone = confirms
    elif rank == _CORROBORATED:
        gone = [*confirms, *_fewer(inquiry, counts)]
    elif rank == Grade.SINGLE.rank:
        gone = [*confirms, *counts]
    else:
        gone = [*confirms, *counts, *bears]
    return [item.record.id for item in gone]


def _fewer(inquiry: Inquiry, counts: Sequence[Evidence]) -> list[Evidence]:
    """The fewest claims without which these corroborate no longer: all but some origins, or all but some sides."""
    threshold = inquiry.witnesses.threshold
    origins: defaultdict[str, list[Evidence]] = defaultdict(list)
    sides: defaultdict[str, list[Evidence]] = defaultdict(list)
    for item in counts:
        origins[item.record.origin].append(item)
        side = inquiry.witnesses.side(item.record.source)
        if side is not None:
            sides[side].append(item)
    if len(origins) < threshold.origins or len(sides) < threshold.sides:
        return []
    found = []
    for groups, wanted in ((origins, threshold.origins), (sides, threshold.sides)):
        if wanted:
            kept = sorted(groups, key=lambda name: (-len(groups[name]), name))[: wanted - 1]
            found.append([item for name in sorted(groups) if name not in kept for item in groups[name]])
    return min(found, key=len)
