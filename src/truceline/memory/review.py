"""Review: people accept, reject, correct, add and verify claims. The machine's version stays beside theirs.

A decision is kept as a fact of its own and becomes lines for the engine: a correction supersedes, a rejection
withdraws, an undo withdraws that. So "as of" is right for decisions too, and nothing is ever overwritten. After a
report was read anew, a decision finds its claim again by its id, by its passage and content, or by its words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import msgspec

from truceline.errors import UsageError
from truceline.model.agreement import Agreement
from truceline.model.claim import Apart, Claim, Reading
from truceline.model.decision import Decision, DecisionKind
from truceline.model.selection import ReviewState
from truceline.store import Kept, Snapshot, Store

#: Decisions that need no other claim than the one they are about.
PLAIN: tuple[DecisionKind, ...] = ("accept", "reject", "unsure", "verify", "withdraw")
_STATES: dict[DecisionKind, ReviewState] = {"accept": "accepted", "verify": "verified", "unsure": "unsure"}


def decide(
    store: Store,
    does: DecisionKind,
    claim_id: str,
    *,
    reviewer: str,
    reason: str,
    at: str,
    made: Claim | None = None,
) -> Decision:
    """Decide about one claim. ``edit`` takes the claim that shall stand in its place.

    UsageError when the claim is not there, who and why are missing, or nobody's verification counts.
    """
    with store.snapshot() as snapshot:
        about, reading = _claim(snapshot, claim_id)
        if does == "verify":
            _check_reviewers(snapshot.agreements())
    if (made is not None) != (does == "edit") or does not in (*PLAIN, "edit"):
        raise UsageError(f"A decision to {does} is made otherwise: edit takes a claim, the others take none.")
    if made is not None:
        made = _within(msgspec.structs.replace(made, id=""), reading)
    decision = _decision(does, reading.report.id, reviewer, reason, at)
    return store.decide(msgspec.structs.replace(decision, about=about, made=made))


def add_missed(store: Store, claim: Claim, *, reviewer: str, reason: str, at: str) -> Decision:
    """Add a claim that was missed; its ``report``, ``start`` and ``end`` say which words of which report tell of it."""
    with store.snapshot() as snapshot:
        found = list(snapshot.readings([claim.report])) if claim.report else []
    if not found:
        raise UsageError(f"The store has no report {claim.report}.")
    made = _within(msgspec.structs.replace(claim, id=""), found[0].reading)
    decision = _decision("new", found[0].reading.report.id, reviewer, reason, at)
    return store.decide(msgspec.structs.replace(decision, made=made))


def withdraw_report(store: Store, report: str, *, reviewer: str, reason: str, at: str) -> Decision:
    """Let nothing count any longer that a report says; its words stay."""
    with store.snapshot() as snapshot:
        if not snapshot.held([report]):
            raise UsageError(f"The store has no report {report}.")
    return store.decide(_decision("withdraw", report, reviewer, reason, at))


def keep_apart(store: Store, one: str, other: str, *, reviewer: str, reason: str, at: str) -> Decision:
    """Decide that two claims, or any claims of two reports, are not one telling, which undoes a merge.

    They keep origins of their own, and tell of incidents of their own. UsageError when either is not there, or one is
    a claim and the other a report.
    """
    with store.snapshot() as snapshot:
        are_reports = [bool(snapshot.held([name])) for name in (one, other)]
        if one == other or are_reports[0] is not are_reports[1]:
            raise UsageError("Name two claims, or two reports, that are not one telling.")
        if are_reports[0]:
            decision = msgspec.structs.replace(_decision("apart", one, reviewer, reason, at), other_report=other)
        else:
            (about, reading), (another, there) = _claim(snapshot, one), _claim(snapshot, other)
            another = msgspec.structs.replace(another, report=there.report.id)
            decision = _decision("apart", reading.report.id, reviewer, reason, at)
            decision = msgspec.structs.replace(decision, about=about, other=another)
    return store.decide(decision)


class KeptApart(NamedTuple):
    """What stands of the decisions that claims are not one telling; and the other report of each, also if undone."""

    aparts: tuple[Apart, ...]
    others: dict[str, str]


def kept_apart(snapshot: Snapshot) -> KeptApart:
    """The decisions that two claims or reports are not one telling, the claims found again after a new reading."""
    found = snapshot.decisions(kind="apart")
    if not found:
        return KeptApart((), {})
    undone = undone_among(snapshot.decisions(report_ids=sorted({d.report for d in found})))
    wanted = sorted({d.report for d in found} | {d.other.report or "" for d in found if d.other is not None})
    claims = {kept.reading.report.id: kept.reading.claims for kept in snapshot.readings(wanted)}
    others = {d.id: (d.other.report if d.other is not None else d.other_report) or "" for d in found}
    aparts = []
    for decision in found:
        if decision.id in undone:
            continue
        a, b = decision.report, decision.other_report
        if decision.about is not None and decision.other is not None:
            one = _again(decision.about, claims.get(decision.report, ()))
            other = _again(decision.other, claims.get(decision.other.report or "", ()))
            if one is None or other is None:
                continue
            a, b = one.id, other.id
        if b is not None:
            aparts.append(Apart(a=a, b=b, by=_by(decision), reason=decision.reason))
    return KeptApart(tuple(aparts), others)


def undo(store: Store, decision_id: str, *, reviewer: str, reason: str, at: str) -> Decision:
    """Take a decision back, or take back that it was taken back."""
    with store.snapshot() as snapshot:
        found = snapshot.decisions(ids=[decision_id])
    if not found:
        raise UsageError(f"The store has no decision {decision_id}.")
    if found[0].does == "erase":
        raise UsageError("An erasure cannot be undone: the words are gone.")
    decision = _decision("undo", found[0].report, reviewer, reason, at)
    return store.decide(msgspec.structs.replace(decision, undoes=decision_id))


def erase(store: Store, report: str, *, reviewer: str, reason: str, at: str) -> Decision:
    """Take a report's words out for good, where the law asks for it; a tombstone says who did, why and when.

    They are in what is derived until the store is settled and tidied, as ``truceline erase`` does.
    """
    return store.erase(_decision("erase", report, reviewer, reason, at))


def reviewed(decisions: Sequence[Decision]) -> dict[str, Decision]:
    """The last decision that holds about each claim, by the claim's id."""
    undone = undone_among(decisions)
    return {d.about.id: d for d in decisions if d.about is not None and d.id not in undone and d.does != "apart"}


def undone_among(decisions: Sequence[Decision]) -> set[str]:
    """The ids of the decisions that were taken back, and not again."""
    undone: set[str] = set()
    for decision in reversed(decisions):
        if decision.undoes is not None and decision.id not in undone:
            undone.add(decision.undoes)
    return undone


def decided(kept: Kept, decisions: Sequence[Decision], agreement: Agreement) -> tuple[Reading, list[Claim]]:
    """What decisions come to beside an agreement: the reading with the claims that people made among its own, and
    lines that withdraw. The ids of both begin with ``d:``."""
    reading = kept.reading
    by_id = {decision.id: decision for decision in decisions}
    made: list[Claim] = []
    lines: list[Claim] = []
    for decision in decisions:
        claim = _made(decision, reading, agreement)
        if claim is not None:
            made.append(claim)
        said = {"source": _by(decision), "recorded": decision.at, "report": reading.report.id}
        lines += [
            msgspec.structs.replace(Claim(id=f"d:{decision.id}:{target}", withdraws=target), **said)
            for target in _withdrawn(decision, reading, by_id)
        ]
    return msgspec.structs.replace(reading, claims=(*reading.claims, *made)), lines


def _made(decision: Decision, reading: Reading, agreement: Agreement) -> Claim | None:
    """The claim that a decision brings: a correction, one that was missed, or a reviewer's own word."""
    about = decision.about and _again(decision.about, reading.claims)
    id_ = f"d:{decision.id}"
    if decision.made is not None:
        supersedes = about.id if about is not None else None
        return msgspec.structs.replace(decision.made, id=id_, recorded=decision.at, supersedes=supersedes)
    verified = about or decision.about
    source = next((s.id for s in agreement.sources if s.role == "reviewer"), None)
    if decision.does != "verify" or verified is None or source is None:
        return None
    return msgspec.structs.replace(verified, id=id_, source=source, origin=_by(decision), recorded=decision.at)


def _withdrawn(decision: Decision, reading: Reading, by_id: Mapping[str, Decision]) -> list[str]:
    """The ids of the claims and lines that a decision withdraws."""
    if decision.does in ("reject", "withdraw"):
        if decision.about is None:
            return [claim.id for claim in reading.claims]
        about = _again(decision.about, reading.claims)
        return [about.id] if about is not None else []
    undone = by_id.get(decision.undoes or "")
    if undone is None:
        return []
    id_ = f"d:{undone.id}"
    brought = [id_] if undone.made is not None or undone.does == "verify" else []
    return brought + [f"{id_}:{target}" for target in _withdrawn(undone, reading, by_id)]


def _again(about: Claim, claims: Sequence[Claim]) -> Claim | None:
    """The claim that a decision was about, among those of the reading that holds now."""
    content = _content(about)
    return (
        next((c for c in claims if c.id == about.id), None)
        or next((c for c in claims if (c.start, c.end) == (about.start, about.end) and _content(c) == content), None)
        or next((c for c in claims if c.quote == about.quote and _content(c) == content), None)
    )


def _content(claim: Claim) -> tuple[str, str]:
    return (claim.event.type if claim.event is not None else ""), claim.polarity


def _claim(snapshot: Snapshot, id_: str) -> tuple[Claim, Reading]:
    for kept in snapshot.readings(snapshot.reports_of(id_)):
        for claim in kept.reading.claims:
            if claim.id == id_:
                return claim, kept.reading
    raise UsageError(f"The store has no claim {id_}; truceline claims lists them.")


def _within(claim: Claim, reading: Reading) -> Claim:
    """A claim that a person made, over words that stand in the report."""
    text = reading.report.text
    if not 0 <= claim.start < claim.end <= len(text):
        raise UsageError(f"The report has no words from {claim.start} to {claim.end}; it has {len(text)} characters.")
    if claim.event is None:
        raise UsageError("The claim says nothing that happened; give it an event.")
    return msgspec.structs.replace(claim, quote=text[claim.start : claim.end], report=None, origin=None, source=None)


def _decision(does: DecisionKind, report: str, reviewer: str, reason: str, at: str) -> Decision:
    if not reviewer.strip() or not reason.strip():
        raise UsageError("A decision has a reviewer and a reason; give both.")
    return Decision(id="", does=does, reviewer=reviewer.strip(), reason=reason.strip(), at=at, report=report)


def _by(decision: Decision) -> str:
    return f"reviewer:{decision.reviewer}"


def _check_reviewers(agreements: dict[str, Agreement]) -> None:
    for agreement in agreements.values():
        if not any(source.role == "reviewer" for source in agreement.sources):
            raise UsageError(
                f"The agreement {agreement.id} has no source with the role reviewer, so nobody's verification counts;"
                " add one to its file."
            )


def review_states(decisions: Sequence[Decision], claims: Sequence[Claim]) -> dict[str, ReviewState]:
    """What people decided about each claim as it is told now; one that nobody decided about is ``machine``."""
    by_report: dict[str, list[Claim]] = {}
    for claim in claims:
        by_report.setdefault(claim.report or "", []).append(claim)
    states: dict[str, ReviewState] = {}
    for decision in reviewed(decisions).values():
        told = by_report.get(decision.report, ())
        about = decision.about and _again(decision.about, [c for c in told if not c.id.startswith("d:")])
        state = _STATES.get(decision.does)
        if about is not None and state is not None:
            states[about.id] = state
    made: dict[DecisionKind, ReviewState] = {"edit": "corrected", "new": "added", "verify": "verified"}
    for decision in decisions:
        if decision.does in made:
            states[f"d:{decision.id}"] = made[decision.does]
    return {claim.id: states.get(claim.id, "machine") for claim in claims}
