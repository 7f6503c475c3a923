"""How an incident bears on a term: each condition with its Kleene truth and why."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from truceline.assess.duties import Duties, Duty
from truceline.assess.inquiry import Inquiry
from truceline.assess.record import Record
from truceline.assess.scope import Scope
from truceline.model.agreement import Term
from truceline.model.claim import Incident
from truceline.model.event import CONTRARY, is_kind_of
from truceline.model.status import Bearing, Bears, Condition, Truth

_Out = Literal["zone", "time", "actor", "act"]


def bearings_of(inquiry: Inquiry, incidents: Sequence[Incident]) -> tuple[Bearing, ...]:
    """Bearings of every incident on the terms that its act concerns, sorted by incident, term and party."""
    claims = inquiry.table.claims
    live = {claims.ids[row]: row for row in claims.live_rows(until=inquiry.table.until).tolist()}
    found = []
    for incident in incidents:
        told = [claims.record(row) for id_ in incident.claims if (row := live.get(id_)) is not None]
        for duty in inquiry.duties.cells.values():
            bearing = _bearing(inquiry.duties, incident, told, duty)
            if bearing is not None:
                found.append(bearing)
    return tuple(sorted(found, key=lambda b: (b.incident, b.term, b.party)))


def _bearing(duties: Duties, incident: Incident, told: Sequence[Record], duty: Duty) -> Bearing | None:
    term = duties.terms[duty.term]
    if term.not_assessed is not None or not term.types:
        return None
    related = [r for r in told if not r.kind.negative and _related(r.kind.type, term)]
    if not related:
        return None
    scopes = [(duties.scope_of(r, duty), r) for r in related]
    scope, best = max(scopes, key=lambda pair: (pair[0].bears, pair[1].id))
    inside = best.start < duty.force.end and best.end > duty.force.start
    conditions = tuple(_conditions(scope, best, duty, inside=inside))
    claimed_by = _exempt_by(duties, best, term)
    bears, out = _outcome(scope, duty, best, inside=inside, exempt=claimed_by is not None)
    return Bearing(
        incident=incident.id,
        claims=tuple(sorted(r.id for r in related)),
        term=term.id,
        party=duty.parties[0],
        bears=bears,
        scope=out,
        claimed_by=claimed_by if bears == "exempt" else None,
        conditions=conditions,
    )


def _related(kind: str, term: Term) -> bool:
    types = [*term.types, *(CONTRARY[t] for t in term.types if t in CONTRARY and term.verb == "must")]
    return any(is_kind_of(kind, t) or is_kind_of(t, kind) for t in types)


def _outcome(scope: Scope, duty: Duty, record: Record, *, inside: bool, exempt: bool) -> tuple[Bears, _Out | None]:
    if not inside:
        return "out_of_scope", "time"
    if Truth.NO in (scope.act, scope.number):
        return "out_of_scope", "act"
    if scope.actor is Truth.NO:
        return "out_of_scope", "actor"
    if scope.zone is Truth.NO:
        return "out_of_scope", "zone"
    if scope.target is Truth.NO or (exempt and scope.target is not Truth.YES):
        return "exempt", None
    if not scope.sure:
        return "indeterminate", None
    if duty.verb == "must" and any(is_kind_of(record.kind.type, t) for t in duty.types):
        return "fulfils", None
    return "breaches", None


def _conditions(scope: Scope, record: Record, duty: Duty, *, inside: bool) -> list[Condition]:
    zone = duty.zone
    time = Truth.YES if inside and record.kind.bounded else (Truth.POSSIBLE if inside else Truth.NO)
    by_target = duty.unless is None or duty.unless.target is not None
    whose = "one for whom this party answers" if duty.acts_of else "this party"
    words = {
        ("act", Truth.YES): "the term covers this kind of act",
        ("act", Truth.POSSIBLE): "the kind of act is not said closely enough",
        ("act", Truth.NO): "the term does not cover this kind of act",
        ("actor", Truth.YES): f"who acted is {whose}",
        ("actor", Truth.POSSIBLE): "who acted is not said, or may be somebody else",
        ("actor", Truth.NO): f"who acted is not {whose}",
        ("zone", Truth.YES): "the term has no zone" if zone is None else f"the place lies in zone {zone}",
        ("zone", Truth.POSSIBLE): f"the place may or may not lie in zone {zone}",
        ("zone", Truth.NO): f"the place lies outside zone {zone}",
        ("time", Truth.YES): "the time lies in the instrument's force",
        ("time", Truth.POSSIBLE): "the time is not known closely enough",
        ("time", Truth.NO): "the time lies outside the instrument's force",
        ("target", Truth.YES): "no exemption applies",
        ("target", Truth.POSSIBLE): "the target may be exempt" if by_target else "an exemption may apply",
        ("target", Truth.NO): "the target is exempt",
        ("certainty", Truth.YES): "the source is certain",
        ("certainty", Truth.POSSIBLE): "the source is not certain",
    }
    certain = Truth.YES if scope.certain else Truth.POSSIBLE
    names: tuple[tuple[Literal["act", "actor", "zone", "time", "target", "certainty"], Truth], ...] = (
        ("act", scope.act),
        ("actor", scope.actor),
        ("zone", scope.zone),
        ("time", time),
        ("target", scope.target),
        ("certainty", certain),
    )
    return [Condition(name=name, truth=truth, why=words[name, truth]) for name, truth in names]


def _exempt_by(duties: Duties, record: Record, term: Term) -> str | None:
    """Who claims that the target is exempt: the party of the reading, or the text itself."""
    if not record.kind.recipients:
        return None
    for by, unless in [("the text", term.unless), *((r.by, r.unless) for r in term.readings)]:
        if unless is None or unless.target is None:
            continue
        if all(
            duties.scoper.belongs(r, (unless.target,), record.start, record.end) is not Truth.NO
            for r in record.kind.recipients
        ):
            return by
    return None
