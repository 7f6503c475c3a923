"""Which claims alone give a cell's two grades: all that bear on it, or, where they are many, enough of them."""

from __future__ import annotations

from truceline.assess.bearing import Duty
from truceline.assess.engine import Engine, Verdict
from truceline.assess.evidence import Evidence

#: At most so many claim ids are named for one cell.
MOST_CLAIMS = 200


def sufficient_claims(engine: Engine, verdict: Verdict, duty: Duty, day: int) -> tuple[str, ...]:
    """Sorted ids of claims that alone give the same grades on the cell of that day, or of the period that it ends."""
    ids = {e.record.id for e in verdict.evidence}
    if len(ids) > MOST_CLAIMS:
        ids = {e.record.id for e in _enough(engine, verdict, duty)}
    carrier = _carrier(engine, verdict, duty, day)
    chosen = sorted(ids - {carrier})[: MOST_CLAIMS - (carrier is not None)]
    return tuple(sorted([*chosen, carrier] if carrier is not None else chosen))


def _enough(engine: Engine, verdict: Verdict, duty: Duty) -> list[Evidence]:
    """For each way to count, as many origins as corroboration asks for."""
    origins: dict[tuple[object, ...], set[str]] = {}
    chosen: list[Evidence] = []
    for item in sorted(verdict.evidence, key=lambda e: (e.record.id, e.pro)):
        source = item.record.source
        use = (item.pro, item.entails, engine.witnesses.of(item, duty.parties), engine.witnesses.side(source))
        used = origins.setdefault(use, set())
        wanted = engine.witnesses.threshold.origins if item.entails else 1
        if len(used) < wanted and item.record.origin not in used:
            used.add(item.record.origin)
            chosen.append(item)
    return chosen


def _carrier(engine: Engine, verdict: Verdict, duty: Duty, day: int) -> str | None:
    """What makes a deed last until this day, where only a later report does: an instrument without an end."""
    if duty.force.ends or not verdict.evidence or any(e.how != "carried" for e in verdict.evidence):
        return None
    reach = engine.gatherer.window_on
    if any(reach(e.record, duty.force)[1] >= day for e in verdict.evidence):
        return None
    later: set[tuple[int, str]] = set()
    for party in duty.parties:
        days = engine.evidence_days(engine.duty(duty.term, (party,)))
        for on in sorted(d for d in days if d >= day):
            told = [(on, e.record.id) for e in days[on] if e.how != "carried" or reach(e.record, duty.force)[1] >= on]
            if told:
                later.add(min(told))
                break
    return min(later)[1] if later else None
