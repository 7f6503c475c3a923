"""Why a cell is what it is, in plain sentences, the deciding reason first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from truceline.assess.bearing import Duty
from truceline.assess.calendar import written
from truceline.assess.engine import CellName, Engine, Notice, Verdict
from truceline.assess.evidence import Evidence
from truceline.assess.sufficient import MOST_CLAIMS
from truceline.model.agreement import Term
from truceline.model.status import Grade, Reason, Status, Truth


def name_of(engine: Engine, parties: Sequence[str]) -> str:
    """The agreement's names for some parties, joined with "and"."""
    names = {p.id: p.name or p.id for p in engine.agreement.parties}
    return " and ".join(names.get(p, p) for p in parties)


def reasons_for(engine: Engine, verdict: Verdict, duty: Duty, day: int) -> tuple[Reason, ...]:
    """Every reason that applies to the cell of a duty; ``day`` is its day, or the last one of its period."""
    return tuple(_reasons(engine, verdict, duty, day))


def _reasons(engine: Engine, verdict: Verdict, duty: Duty, day: int) -> Iterator[Reason]:
    term = duty.term
    if term.not_assessed is not None:
        yield Reason(code="not_assessed", text=f"No report can settle this term: {term.not_assessed.rstrip('.')}.")
        return
    if verdict.status is Status.SUSPENDED and verdict.notice is not None:
        yield _suspension(engine, term, verdict.notice)
    elif verdict.status is Status.SUSPENDED:
        cell = None if verdict.condition is None else verdict.condition.cell
        why = "" if cell is None else f": {_cell_words(engine, cell)} was breached"
        yield Reason(code="released", text=f"Its condition failed on an earlier day{why}.")
    elif verdict.status is Status.NOT_DUE:
        yield Reason(code="not_due", text=f"The first day on which it must have been done is {written(duty.due)}.")
    if verdict.status is Status.BREACHED and verdict.pro is Grade.NONE:
        yield Reason(code="silence", text="The term itself reads silence as a breach, and nobody reported.")
    elif not verdict.evidence and verdict.status is Status.UNKNOWN:
        yield Reason(code="silent", text="Nobody reported on it. Silence is not peace.")
    for pro in (True, False):
        yield from _weight(engine, verdict, duty, [e for e in verdict.evidence if e.pro is pro], pro=pro)
    yield from _own_words(engine, verdict, duty)
    if verdict.evidence:
        yield from _circumstances(engine, verdict, duty, day)


# ------------------------------------------------------------ evidence


def _weight(engine: Engine, verdict: Verdict, duty: Duty, items: Sequence[Evidence], *, pro: bool) -> Iterator[Reason]:
    if not items:
        return
    entailing = [e for e in items if e.entails]
    if not entailing:
        text = f"Possibly ({_what(duty, pro)}); not settled: {', '.join(_open(items))}."
        yield Reason(code="possible", text=text, claims=_ids(items))
        return
    grade = verdict.pro if pro else verdict.con
    origins = {e.record.origin for e in entailing}
    sides = {s for e in entailing if (s := engine.witnesses.side(e.record.source)) is not None}
    told = _many(len(origins), "origin") + (f" from {_many(len(sides), 'side')}" if sides else " of no known side")
    copies = len({e.record.id for e in entailing}) - len(origins)
    if copies > 0:
        told += f" ({copies} more tell{'s' if copies == 1 else ''} the same words again)"
    text = f"Reported ({_what(duty, pro)}): {told}, grade {grade.value}."
    if grade is Grade.CONFIRMED:
        standings = {engine.witnesses.of(e, duty.parties) for e in entailing}
        how = "a first-hand observer" if "first-hand" in standings else ("an admission" if pro else "a concession")
        text = f"Reported ({_what(duty, pro)}): {told}, confirmed by {how}."
    yield Reason(code="evidence_pro" if pro else "evidence_con", text=text, claims=_ids(entailing))
    yield from _deeds(engine, entailing, pro=pro)


def _deeds(engine: Engine, entailing: Sequence[Evidence], *, pro: bool) -> Iterator[Reason]:
    """When a duty was done: late, and cured by that; or earlier, and so done since."""
    how = "late" if pro else "carried"
    deeds = [e for e in entailing if e.how == how]
    if not deeds:
        return
    day = written(min(engine.calendar.day_of(e.record.start if pro else e.record.end - 1) for e in deeds))
    text = f"Done late: reported as done on {day}, and cured from then on." if pro else f"Done by {day}."
    yield Reason(code=how, text=text, claims=_ids(deeds))


def open_questions(verdict: Verdict) -> list[str]:
    """What is not settled about the claims that only touch, where none entails: words for people."""
    for pro in (True, False):
        items = [e for e in verdict.evidence if e.pro is pro]
        if items and not any(e.entails for e in items):
            return _open(items)
    return []


def _open(items: Iterable[Evidence]) -> list[str]:
    found: dict[str, None] = {}
    for item in items:
        scope, record = item.scope, item.record
        if not record.certain:
            found["how sure the source is"] = None
        if scope.actor is not Truth.YES:
            found["who did it" if not record.negative else "whom the denial covers"] = None
        if scope.zone is not Truth.YES:
            place = "whether the place lies in the zone" if not record.negative else "whether it covers all of the zone"
            found[place] = None
        if scope.act is not Truth.YES:
            found["what kind of act it was"] = None
        if scope.target is not Truth.YES:
            found["whether the target is exempt" if not record.negative else "whether it covers every target"] = None
        if record.negative and not record.throughout:
            found["whether it covers the whole time"] = None
        if scope.sure or not scope.bounded:
            found["on which day" if not record.negative else "whether it covers the whole time"] = None
    return list(found)


def _what(duty: Duty, pro: bool) -> str:
    if duty.term.verb == "must":
        return "not done" if pro else "done"
    return "the act" if pro else "no act"


def _own_words(engine: Engine, verdict: Verdict, duty: Duty) -> Iterator[Reason]:
    """What the accused say themselves: a denial, or an act that they hold to be exempt."""
    accused = name_of(engine, duty.parties)
    own = [e for e in verdict.evidence if engine.witnesses.of(e, duty.parties) == "own"]
    denials = [e for e in own if not e.pro and (duty.term.verb == "must_not" or e.how == "window")]
    if denials:
        text = f"Denied by {accused}: the accused's own word disputes and does not clear."
        yield Reason(code="own_denial", text=text, claims=_ids(denials))
    for by, target in _exemptions(duty):
        boasts = [e for e in own if e.pro and exempt(engine, e, target) is not Truth.NO]
        if not boasts or duty.term.verb != "must_not":
            continue
        text = (
            f"The act is owned up to, as one against {name_of(engine, (target,))}: {by}."
            " That admits the act; whether the target is exempt is not the speaker's to settle."
        )
        yield Reason(code="exempt_claimed", text=text, claims=_ids(boasts))


def _exemptions(duty: Duty) -> Iterator[tuple[str, str]]:
    """Each exemption of a term: on whose word it stands, and against whom an act is then allowed."""
    if duty.term.unless is not None:
        yield "the text exempts such acts", duty.term.unless.target
    for reading in duty.term.readings:
        if reading.unless is not None:
            yield f"exempt only as {reading.by} reads the term", reading.unless.target


def exempt(engine: Engine, item: Evidence, target: str) -> Truth:
    """Whether a claim that names its target is about an exempt one; no when it names none."""
    record = item.record
    if not record.recipients:
        return Truth.NO
    answers = [engine.scoper.belongs(r, (target,), record.start, record.end) for r in record.recipients]
    if all(a is Truth.YES for a in answers):
        return Truth.YES
    return Truth.NO if all(a is Truth.NO for a in answers) else Truth.POSSIBLE


# ------------------------------------------------------------ circumstances


def _suspension(engine: Engine, term: Term, notice: Notice) -> Reason:
    instrument = engine.instruments[term.of]
    title, by, day = instrument.title or instrument.id, name_of(engine, (notice.by,)), written(notice.day)
    caution = " This is that party's claim, not a finding."
    for filed in instrument.notices:
        if filed.by == notice.by and filed.effect == "suspended" and engine.calendar.day(filed.day) == notice.day:
            source = f" (public record: {filed.source})" if filed.source else ""
            return Reason(code="suspended", text=f"{by} called {title} off on {day}{source}.{caution}")
    told = _ids(engine.announced(term.of, notice.by, notice.day))
    return Reason(code="suspended", text=f"{by} announced on {day} that {title} is off.{caution}", claims=told)


def _circumstances(engine: Engine, verdict: Verdict, duty: Duty, day: int) -> Iterator[Reason]:
    term = duty.term
    if verdict.licence is not None:
        answers = verdict.licence.answers
        text = f"The permission {verdict.licence.term} applies"
        text += "." if answers is None else f", because {_cell_words(engine, answers)} was breached."
        yield Reason(code="excused", text=text)
    condition = verdict.condition
    if condition is not None and condition.word != "breached" and term.while_ is not None:
        presumed = condition.word == "unknown" and term.while_.presume == "kept"
        text = f"Whether the terms it depends on were kept on earlier days is {condition.word}"
        text += "; the term presumes that they were." if presumed else "."
        yield Reason(code=f"condition_{condition.word}", text=text)
    if verdict.status is not Status.SUSPENDED and len(duty.parties) == 1:
        yield from _idle_notice(engine, duty, day)


def _idle_notice(engine: Engine, duty: Duty, day: int) -> Iterator[Reason]:
    """A party called the instrument off, which the text does not let it do: shown, and nothing changes by it."""
    instrument, party = engine.instruments[duty.term.of], duty.parties[0]
    if instrument.suspends is not None and party in instrument.suspends.by:
        return
    notice = engine.standing_notice(instrument.id, party, day)
    if notice is not None:
        text = (
            f"{name_of(engine, (party,))} said on {written(notice)} that {instrument.title or instrument.id} is off."
            " The text does not let it suspend alone, so that changes no status."
        )
        yield Reason(
            code="notice_without_effect", text=text, claims=_ids(engine.announced(instrument.id, party, notice))
        )


def _cell_words(engine: Engine, cell: CellName) -> str:
    return f"{cell.term} by {name_of(engine, (cell.party,))} on {written(cell.day)}"


def _ids(items: Iterable[Evidence]) -> tuple[str, ...]:
    return tuple(sorted({e.record.id for e in items})[:MOST_CLAIMS])


def _many(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
