"""Why a cell is what it is, and what would change it, in plain sentences."""

from __future__ import annotations

from collections.abc import Iterator

from truceline.assess.bearing import Duty
from truceline.assess.calendar import written
from truceline.assess.engine import Engine, Verdict
from truceline.assess.evidence import Evidence
from truceline.model.agreement import Party, Term
from truceline.model.status import Grade, Reason, Status, Truth

#: At most so many claim ids are named for one cell.
MOST_CLAIMS = 200


def name_of(engine: Engine, party: str) -> str:
    """The agreement's name for a party, or several joined with "+"."""
    parties: dict[str, Party] = {p.id: p for p in engine.agreement.parties}
    return " and ".join((parties[p].name or p) if p in parties else p for p in party.split("+"))


def sufficient_claims(engine: Engine, verdict: Verdict, parties: tuple[str, ...]) -> tuple[str, ...]:
    """Ids that alone give the same grades: all that bear, or where they are many, enough of them."""
    evidence = list(verdict.evidence)
    if len({e.record.id for e in evidence}) > MOST_CLAIMS:
        seen: set[tuple[object, ...]] = set()
        chosen: list[Evidence] = []
        # One claim for each way to count: enough for every grade.
        for item in sorted(evidence, key=lambda e: (not e.entails, e.record.id)):
            standing = engine.witnesses.standing(item.record.source, parties)
            side = engine.witnesses.side(item.record.source)
            key = (item.pro, item.entails, standing, side, item.record.origin if item.entails else None)
            if key not in seen:
                seen.add(key)
                chosen.append(item)
        by_use: dict[tuple[object, ...], int] = {}
        kept = []
        for item in chosen:
            side = engine.witnesses.side(item.record.source)
            use = (item.pro, item.entails, engine.witnesses.standing(item.record.source, parties), side)
            by_use[use] = by_use.get(use, 0) + 1
            if by_use[use] <= engine.witnesses.threshold.origins:
                kept.append(item)
        evidence = kept
    return tuple(sorted({e.record.id for e in evidence})[:MOST_CLAIMS])


def reasons_for(engine: Engine, term: Term, party: str, verdict: Verdict, duty: Duty) -> tuple[Reason, ...]:
    """Every reason that applies, the deciding one first."""
    return tuple(_reasons(engine, term, party, verdict, duty))


def _reasons(engine: Engine, term: Term, party: str, verdict: Verdict, duty: Duty) -> Iterator[Reason]:
    if term.not_assessed is not None:
        yield Reason(code="not_assessed", text=f"No report can settle this term: {term.not_assessed}.")
        return
    if verdict.standing_notice is not None:
        yield _suspension(engine, term, verdict.standing_notice)
    elif verdict.status is Status.SUSPENDED:
        yield Reason(code="released", text="A term that this one depends on was breached on an earlier day.")
    elif verdict.status is Status.NOT_DUE:
        yield Reason(code="not_due", text=f"The first day on which it must have been done is {written(duty.due)}.")
    if not verdict.evidence:
        if verdict.status is Status.BREACHED:
            yield Reason(code="silence", text="The term itself reads silence as a breach, and nobody reported.")
        elif verdict.status is Status.UNKNOWN:
            yield Reason(code="silent", text="Nobody reported on it. Silence is not peace.")
        return
    yield from _weighing(engine, term, party, verdict, duty)
    if verdict.licence is not None:
        yield Reason(code="excused", text=f"A permission applies: {verdict.licence}.")
    if verdict.condition in ("disputed", "unknown") and term.while_ is not None:
        presumed = ", and the term presumes that they were kept" if term.while_.presume == "kept" else ""
        yield Reason(
            code=f"condition_{verdict.condition}",
            text=f"Whether the terms it depends on were kept on earlier days is {verdict.condition}{presumed}.",
        )


def _suspension(engine: Engine, term: Term, notice: int) -> Reason:
    instrument = engine.instruments[term.of]
    day = written(notice)
    for filed in instrument.notices:
        if filed.effect == "suspended" and engine.calendar.day(filed.day) == notice:
            source = f" (public record: {filed.source})" if filed.source else ""
            text = f"{name_of(engine, filed.by)} called {instrument.title or instrument.id} off on {day}{source}."
            return Reason(code="suspended", text=text + " This is that party's claim, not a finding.")
    return Reason(code="suspended", text=f"A party that may do so announced on {day} that it suspends the instrument.")


def _weighing(engine: Engine, term: Term, party: str, verdict: Verdict, duty: Duty) -> Iterator[Reason]:
    for pro in (True, False):
        items = [e for e in verdict.evidence if e.pro is pro]
        if not items:
            continue
        entailing = [e for e in items if e.entails]
        grade = verdict.pro if pro else verdict.con
        what = _what(term, pro)
        if entailing:
            yield _entailing(engine, entailing, grade, what, duty, pro=pro)
        touching = [e for e in items if not e.entails]
        if touching and not entailing:
            yield _touching(engine, touching, what, duty)
    if any(not e.pro and engine.witnesses.standing(e.record.source, duty.parties) == "own" for e in verdict.evidence):
        yield Reason(
            code="own_denial",
            text=f"Denied by {name_of(engine, party)}: the accused's own word disputes and does not clear.",
        )
    boast = [
        e.record.id
        for e in verdict.evidence
        if e.pro
        and engine.witnesses.standing(e.record.source, duty.parties) == "own"
        and _exempt_target(engine, e, term)
    ]
    if boast:
        yield Reason(
            code="exempt_claimed",
            text=f"The act is owned up to as one against an exempt group, as {name_of(engine, party)} reads the term.",
            claims=tuple(sorted(boast)),
        )


def _what(term: Term, pro: bool) -> str:
    if term.verb == "must":
        return "not done" if pro else "done"
    return "the act" if pro else "no act"


def _entailing(engine: Engine, items: list[Evidence], grade: Grade, what: str, duty: Duty, *, pro: bool) -> Reason:
    origins = {e.record.origin for e in items}
    sides = {s for e in items if (s := engine.witnesses.side(e.record.source)) is not None}
    ids = tuple(sorted({e.record.id for e in items}))
    copies = len({e.record.id for e in items}) - len(origins)
    told = f"{len(origins)} origin{'s' if len(origins) != 1 else ''}"
    told += f" from {len(sides)} side{'s' if len(sides) != 1 else ''}" if sides else " of no known side"
    if copies > 0:
        told += f" ({copies} more tell{'s' if copies == 1 else ''} the same words again)"
    text = f"Reported ({what}): {told}, grade {grade.value}."
    if grade is Grade.CONFIRMED:
        standings = {engine.witnesses.standing(e.record.source, duty.parties) for e in items}
        how = "a first-hand observer" if "first-hand" in standings else ("an admission" if pro else "a concession")
        text = f"Reported ({what}): {told}, confirmed by {how}."
    return Reason(code="evidence_pro" if pro else "evidence_con", text=text, claims=ids)


def _touching(engine: Engine, items: list[Evidence], what: str, duty: Duty) -> Reason:
    open_: dict[str, None] = {}
    for item in items:
        scope = engine.gatherer.scope_of(item.record, duty)
        if not scope.certain:
            open_["how sure the source is"] = None
        if scope.actor is not Truth.YES:
            open_["who did it"] = None
        if scope.zone is not Truth.YES:
            open_["whether the place lies in the zone"] = None
        if scope.act is not Truth.YES:
            open_["what kind of act it was"] = None
        if scope.target is not Truth.YES:
            open_["whether the target is exempt"] = None
        if scope.sure or not scope.bounded:
            open_["on which day"] = None
    ids = tuple(sorted({e.record.id for e in items}))
    return Reason(code="possible", text=f"Possibly ({what}); not settled: {', '.join(open_)}.", claims=ids)


def _exempt_target(engine: Engine, item: Evidence, term: Term) -> bool:
    targets = {r.unless.target for r in term.readings if r.unless is not None}
    if term.unless is not None:
        targets.add(term.unless.target)
    recipients = item.record.recipients
    return bool(recipients) and any(
        all(engine.scoper.belongs(r, (t,), item.record.start, item.record.end) is not Truth.NO for r in recipients)
        for t in targets
    )


def flips_for(engine: Engine, term: Term, party: str, verdict: Verdict, duty: Duty) -> tuple[str, ...]:
    """What would change the status, as sentences; empty where nothing that is reported could."""
    if verdict.status in (Status.NOT_ASSESSED, Status.NOT_DUE):
        return ()
    accused = name_of(engine, party)
    if verdict.status is Status.SUSPENDED:
        return (f"a notice that {engine.instruments[term.of].title or term.of} holds again would end the suspension",)
    entailing = [e for e in verdict.evidence if e.pro and e.entails]
    found: list[str] = []
    if verdict.status is Status.ALLEGED:
        if engine.witnesses.threshold.sides > 1:
            found.append("one more origin, from another side, would make it breached")
        else:
            found.append("one more origin would make it breached")
        found += [
            f"an admission by {accused} or a neutral observer's report would make it breached",
            f"a denial by {accused} would make it disputed",
        ]
    elif verdict.status is Status.BREACHED:
        found.append("a concession by an opposed source, or a neutral observer's denial, would make it disputed")
    elif verdict.status is Status.DISPUTED:
        if verdict.pro.rank < Grade(engine.agreement.evidence.breach_at).rank:
            found.append(
                "corroboration from another side would make it breached, unless the denial is corroborated too"
            )
        else:
            found.append("withdrawing the denial would make it breached")
    elif verdict.status is Status.KEPT:
        found.append("a report of the contrary by another origin would make it disputed")
    elif verdict.evidence:
        open_ = next((r.text for r in _weighing(engine, term, party, verdict, duty) if r.code == "possible"), "")
        settled = open_.partition("not settled: ")[2].rstrip(".")
        if settled:
            found.append(f"knowing {settled} would settle it")
    else:
        found.append("a report by somebody who watched would settle it")
    if any(e.pro for e in entailing) and term.readings and not any(e.record.recipients for e in entailing):
        found.append("a named target would settle the exemption that is claimed")
    return tuple(found)
