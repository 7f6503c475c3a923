"""Which claims alone give a cell's two grades: all that bear on it, or, where they are many, those that are shown."""

from __future__ import annotations

from truceline.assess.duties import Duty
from truceline.assess.evidence import Evidence
from truceline.assess.hinges import deadline_claims
from truceline.assess.inquiry import Inquiry
from truceline.assess.table import Verdict
from truceline.model.status import Grade

#: At most so many claim ids are named for one cell.
MOST_CLAIMS = 200


def sufficient_claims(inquiry: Inquiry, verdict: Verdict, duty: Duty, day: int) -> tuple[str, ...]:
    """Sorted ids of claims that alone give the same grades on the cell of that day, or of the period that it ends."""
    ids = {e.record.id for e in verdict.evidence}
    if len(ids) > MOST_CLAIMS:
        ids = {e.record.id for e in _enough(inquiry, verdict, duty)}
    if verdict.pro is not Grade.NONE:
        ids |= deadline_claims(inquiry, duty, day)
    carrier = _carrier(inquiry, verdict, duty, day)
    chosen = sorted(ids - {carrier})[: MOST_CLAIMS - (carrier is not None)]
    return tuple(sorted([*chosen, carrier] if carrier is not None else chosen))


def _enough(inquiry: Inquiry, verdict: Verdict, duty: Duty) -> list[Evidence]:
    """For each way to count, as many origins as corroboration asks for: a period may hold very many claims."""
    origins: dict[tuple[object, ...], set[str]] = {}
    chosen: list[Evidence] = []
    for item in sorted(verdict.evidence, key=lambda e: (e.record.id, e.pro)):
        source = item.record.source
        use = (item.pro, item.entails, inquiry.witnesses.of(item, duty.accused), inquiry.witnesses.side(source))
        used = origins.setdefault(use, set())
        wanted = inquiry.witnesses.threshold.origins if item.entails else 1
        if len(used) < wanted and item.record.origin not in used:
            used.add(item.record.origin)
            chosen.append(item)
    return chosen


def _carrier(inquiry: Inquiry, verdict: Verdict, duty: Duty, day: int) -> str | None:
    """What makes a deed last until this day, where only a later report does: an instrument without an end."""
    if duty.force.ends or not verdict.evidence or any(e.how not in ("carried", "undone") for e in verdict.evidence):
        return None
    exhibits = inquiry.exhibits(duty)
    if any(exhibits.window_on(e.record, duty)[1] >= day for e in verdict.evidence):
        return None
    later: set[tuple[int, str]] = set()
    for party in duty.parties:
        one = inquiry.duties.cells[duty.term, party]
        later.update(inquiry.exhibits(one).later(one, day))
    return min(later)[1] if later else None
