"""Why a cell is what it is, in plain sentences, the deciding reason first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from truceline.assess.calendar import written
from truceline.assess.duties import Duty, Wait
from truceline.assess.evidence import Evidence, Tally
from truceline.assess.inquiry import Inquiry
from truceline.assess.past import CellName
from truceline.assess.sufficient import MOST_CLAIMS
from truceline.assess.table import Notice, Verdict
from truceline.model.agreement import Term
from truceline.model.status import Grade, Reason, Status, Truth


def reasons_for(inquiry: Inquiry, verdict: Verdict, duty: Duty, day: int) -> tuple[Reason, ...]:
    """Every reason that applies to the cell of a duty; ``day`` is its day, or the last one of its period."""
    return tuple(_reasons(inquiry, verdict, duty, day))


def _reasons(inquiry: Inquiry, verdict: Verdict, duty: Duty, day: int) -> Iterator[Reason]:
    term = inquiry.duties.terms[duty.term]
    if term.not_assessed is not None:
        yield Reason(code="not_assessed", text=f"No report can settle this term: {term.not_assessed.rstrip('.')}.")
        return
    if verdict.status is Status.SUSPENDED and verdict.notice is not None:
        yield _suspension(inquiry, term, verdict.notice)
    elif verdict.status is Status.SUSPENDED:
        cell = None if verdict.condition is None else verdict.condition.cell
        why = "" if cell is None else f": {_cell_words(inquiry, cell)} was breached"
        yield Reason(code="released", text=f"Its condition failed on an earlier day{why}.")
    elif verdict.status is Status.NOT_DUE:
        yield Reason(code="not_due", text=_not_due(inquiry, duty, day))
    yield from _deadline(inquiry, verdict, duty, day)
    if verdict.status is Status.BREACHED and verdict.pro is Grade.NONE:
        yield Reason(code="silence", text="The term itself reads silence as a breach, and nobody reported.")
    elif not verdict.evidence and verdict.status is Status.UNKNOWN:
        yield Reason(code="silent", text="Nobody reported on it. Silence is not peace.")
    for pro in (True, False):
        yield from _weight(inquiry, verdict, duty, [e for e in verdict.evidence if e.pro is pro], pro=pro)
    undone = [e for e in verdict.evidence if e.pro and e.entails and e.how == "undone"]
    if undone and len(duty.parties) == 1:
        since = written(inquiry.undone_since(duty, day) or day)
        text = f"Told to be undone on {since}, and enough tell of no deed after that."
        yield Reason(code="undone", text=text, claims=_ids(undone))
    yield from _own_words(inquiry, verdict, duty)
    if verdict.evidence:
        yield from _circumstances(inquiry, verdict, duty, day)


def _not_due(inquiry: Inquiry, duty: Duty, day: int) -> str:
    if duty.waits is None:
        return f"The first day on which it must have been done is {written(duty.falls)}."
    due = inquiry.table.due(duty, day)
    if due.start is not None:
        first = written(due.start + duty.waits.gap)
        event = f"{_awaited(inquiry, duty.waits)} on {written(due.start)}"
        return f"{event}; the first day on which it must have been done is {first}."
    return f"Its deadline has not begun to run: {_awaited(inquiry, duty.waits, came=False)}."


def _awaited(inquiry: Inquiry, waits: Wait, *, came: bool = True) -> str:
    """What a deadline is counted from, as something that came about or that is not known to have done so."""
    if waits.kept is not None:
        return f"{waits.kept} was first kept" if came else f"{waits.kept} was not kept early enough"
    notice = f"notice by {inquiry.name_of((str(waits.notice),))}"
    return f"The first {notice} was given" if came else f"no {notice} is known"


def _deadline(inquiry: Inquiry, verdict: Verdict, duty: Duty, day: int) -> Iterator[Reason]:
    """From which day a deadline was counted, or that nobody knows whether it has passed."""
    if duty.waits is None or verdict.status in (Status.NOT_DUE, Status.SUSPENDED) or duty.verb != "must":
        return
    due = inquiry.table.due(duty, day)
    if due.truth is Truth.POSSIBLE:
        text = f"Whether it is due is not known, because it is not known since when {duty.waits.kept} was kept."
        yield Reason(code="start_unknown", text=text)
    elif due.truth is Truth.YES and due.start is not None:
        first = written(due.start + duty.waits.gap)
        text = f"Due since {first}: {_awaited(inquiry, duty.waits)} on {written(due.start)}."
        yield Reason(code="due_since", text=text)


# ------------------------------------------------------------ evidence


def _weight(
    inquiry: Inquiry, verdict: Verdict, duty: Duty, items: Sequence[Evidence], *, pro: bool
) -> Iterator[Reason]:
    if not items:
        return
    entailing = [e for e in items if e.entails]
    if not entailing:
        text = f"Possibly ({_what(duty, pro)}); not settled: {', '.join(_open(items, duty))}."
        yield Reason(code="possible", text=text, claims=_ids(items))
        return
    grade = verdict.pro if pro else verdict.con
    tally = tally_of(inquiry, verdict, pro=pro)
    told = _many(tally.origins, "origin")
    told += f" from {_many(tally.sides, 'side')}" if tally.sides else " of no known side"
    copies = tally.claims - tally.origins
    if copies > 0:
        told += f" ({copies} more tell{'s' if copies == 1 else ''} the same words again)"
    text = f"Reported ({_what(duty, pro)}): {told}, grade {grade.value}."
    if grade is Grade.CONFIRMED:
        accused = duty.accused
        standings = {inquiry.witnesses.of(e, accused) for e in entailing}
        how = "a first-hand observer" if "first-hand" in standings else ("an admission" if pro else "a concession")
        text = f"Reported ({_what(duty, pro)}): {told}, confirmed by {how}."
    yield Reason(code="evidence_pro" if pro else "evidence_con", text=text, claims=_ids(entailing))
    yield from _deeds(inquiry, entailing, pro=pro)


def tally_of(inquiry: Inquiry, verdict: Verdict, *, pro: bool) -> Tally:
    """How much entails one side of a cell."""
    if verdict.tallies is not None:
        return verdict.tallies[0 if pro else 1]
    sure = [e for e in verdict.evidence if e.pro is pro and e.entails]
    sides = {s for e in sure if (s := inquiry.witnesses.side(e.record.source)) is not None}
    return Tally(len({e.record.id for e in sure}), len({e.record.origin for e in sure}), len(sides))


def _deeds(inquiry: Inquiry, entailing: Sequence[Evidence], *, pro: bool) -> Iterator[Reason]:
    """When a duty was done: late, and cured by that; or earlier, and so done since."""
    how = "late" if pro else "carried"
    deeds = [e for e in entailing if e.how == how]
    if not deeds:
        return
    day = written(min(inquiry.calendar.day_of(e.record.start if pro else e.record.end - 1) for e in deeds))
    text = f"Done late: reported as done on {day}, and cured from then on." if pro else f"Done by {day}."
    yield Reason(code=how, text=text, claims=_ids(deeds))


def open_questions(verdict: Verdict, duty: Duty) -> list[str]:
    """What is not settled about the claims that only touch, where none entails: words for people."""
    for pro in (True, False):
        items = [e for e in verdict.evidence if e.pro is pro]
        if items and not any(e.entails for e in items):
            return _open(items, duty)
    return []


def _open(items: Iterable[Evidence], duty: Duty) -> list[str]:
    found: dict[str, None] = {}
    exempt = duty.unless is None or duty.unless.target is not None
    for item in items:
        scope, kind = item.scope, item.record.kind
        if not kind.certain:
            found["how sure the source is"] = None
        if scope.actor is not Truth.YES:
            found["who did it" if not kind.negative else "whom the denial covers"] = None
        if scope.zone is not Truth.YES:
            place = "whether the place lies in the zone" if not kind.negative else "whether it covers all of the zone"
            found[place] = None
        if scope.act is not Truth.YES:
            found["what kind of act it was"] = None
        if scope.number is not Truth.YES:
            found["whether there were more than allowed" if duty.prohibits else "whether it was as much as is due"] = (
                None
            )
        if scope.target is not Truth.YES:
            whether = "whether the target is exempt" if exempt else "whether an exemption applies"
            found[whether if not kind.negative else "whether it covers every target"] = None
        if kind.negative and not kind.throughout:
            found["whether it covers the whole time"] = None
        if item.undue:
            found["whether it was due by then"] = None
        elif scope.sure or not scope.bounded:
            found["on which day" if not kind.negative else "whether it covers the whole time"] = None
    return list(found)


def _what(duty: Duty, pro: bool) -> str:
    if duty.verb == "must":
        return "not done" if pro else "done"
    return "the act" if pro else "no act"


def _own_words(inquiry: Inquiry, verdict: Verdict, duty: Duty) -> Iterator[Reason]:
    """What the accused say themselves: a denial, or an act that they hold to be exempt."""
    charged = duty.accused
    own = [e for e in verdict.evidence if inquiry.witnesses.of(e, charged) == "own"]
    if not own:
        return
    accused = inquiry.name_of((*duty.parties, *duty.acts_of), joint=" or ")
    denials = [e for e in own if not e.pro and (duty.verb == "must_not" or e.how == "window")]
    if denials:
        text = f"Denied by {accused}: the accused's own word disputes and does not clear."
        yield Reason(code="own_denial", text=text, claims=_ids(denials))
    for by, target in _exemptions(inquiry, duty):
        boasts = [e for e in own if e.pro and exempt(inquiry, e, target) is not Truth.NO]
        if not boasts or duty.verb != "must_not":
            continue
        text = (
            f"The act is owned up to, as one against {inquiry.name_of((target,))}: {by}."
            " That admits the act; whether the target is exempt is not the speaker's to settle."
        )
        yield Reason(code="exempt_claimed", text=text, claims=_ids(boasts))


def _exemptions(inquiry: Inquiry, duty: Duty) -> Iterator[tuple[str, str]]:
    """Each exemption of a term: on whose word it stands, and against whom an act is then allowed."""
    term = inquiry.duties.terms[duty.term]
    if term.unless is not None and term.unless.target is not None:
        yield "the text exempts such acts", term.unless.target
    for reading in term.readings:
        if reading.unless is not None and reading.unless.target is not None:
            yield f"exempt only as {reading.by} reads the term", reading.unless.target


def exempt(inquiry: Inquiry, item: Evidence, target: str) -> Truth:
    """Whether a claim that names its target is about an exempt one; no when it names none."""
    record = item.record
    if not record.kind.recipients:
        return Truth.NO
    answers = [inquiry.duties.scoper.belongs(r, (target,), record.start, record.end) for r in record.kind.recipients]
    if all(a is Truth.YES for a in answers):
        return Truth.YES
    return Truth.NO if all(a is Truth.NO for a in answers) else Truth.POSSIBLE


# ------------------------------------------------------------ circumstances


def _suspension(inquiry: Inquiry, term: Term, notice: Notice) -> Reason:
    instrument = inquiry.duties.instruments[term.of]
    title, by, day = instrument.title or instrument.id, inquiry.name_of((notice.by,)), written(notice.day)
    caution = " This is that party's claim, not a finding."
    for filed in instrument.notices:
        if filed.by == notice.by and filed.effect == "suspended" and inquiry.calendar.day(filed.day) == notice.day:
            source = f" (public record: {filed.source})" if filed.source else ""
            return Reason(code="suspended", text=f"{by} called {title} off on {day}{source}.{caution}")
    told = inquiry.announced(term.of, notice.by, notice.day)
    return Reason(code="suspended", text=f"{by} announced on {day} that {title} is off.{caution}", claims=told)


def _circumstances(inquiry: Inquiry, verdict: Verdict, duty: Duty, day: int) -> Iterator[Reason]:
    term = inquiry.duties.terms[duty.term]
    if verdict.licence is not None:
        answers = verdict.licence.answers
        text = f"The permission {verdict.licence.term} applies"
        text += "." if answers is None else f", because {_cell_words(inquiry, answers)} was breached."
        yield Reason(code="excused", text=text)
    condition = verdict.condition
    if condition is not None and condition.word != "breached" and term.while_ is not None:
        presumed = condition.word == "unknown" and term.while_.presume == "kept"
        text = f"Whether the terms it depends on were kept on earlier days is {condition.word}"
        text += "; the term presumes that they were." if presumed else "."
        yield Reason(code=f"condition_{condition.word}", text=text)
    if verdict.status is not Status.SUSPENDED and len(duty.parties) == 1:
        yield from _idle_notice(inquiry, duty, day)


def _idle_notice(inquiry: Inquiry, duty: Duty, day: int) -> Iterator[Reason]:
    """A party called the instrument off, which the text does not let it do: shown, and nothing changes by it."""
    instrument, party = inquiry.duties.instruments[duty.of], duty.parties[0]
    if instrument.suspends is not None and party in instrument.suspends.by:
        return
    notice = inquiry.table.standing_notice(instrument.id, party, day)
    if notice is not None:
        text = (
            f"{inquiry.name_of((party,))} said on {written(notice)} that {instrument.title or instrument.id} is off."
            " The text does not let it suspend alone, so that changes no status."
        )
        yield Reason(code="notice_without_effect", text=text, claims=inquiry.announced(instrument.id, party, notice))


def _cell_words(inquiry: Inquiry, cell: CellName) -> str:
    return f"{cell.term} by {inquiry.name_of((cell.party,))} on {written(cell.day)}"


def _ids(items: Iterable[Evidence]) -> tuple[str, ...]:
    return tuple(sorted({e.record.id for e in items})[:MOST_CLAIMS])


def _many(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
