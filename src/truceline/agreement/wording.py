"""Terms in plain English, each beside the clause it comes from: what ``agreement show`` prints."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from truceline.agreement.acts import ACTS, thing
from truceline.agreement.phrases import capital, closed, date, many, moment, nth, series
from truceline.agreement.remarks import remarks
from truceline.model.agreement import Agreement, Instead, Term, Within, Zone
from truceline.model.event import EventType


class TermText(NamedTuple):
    """One term for people: the sentence in our words, the clause in the text's, and what else must be known.

    ``quote`` is the quoted clause, or None; ``paraphrase`` its sense in other words. ``notes`` are whole sentences.
    """

    id: str
    sentence: str
    quote: str | None
    paraphrase: str | None
    source: str | None
    notes: tuple[str, ...]


def term_sentences(agreement: Agreement) -> tuple[TermText, ...]:
    """Every term of the agreement in the order of its file."""
    instruments = {instrument.id: instrument for instrument in agreement.instruments}
    zones = {zone.id: zone for zone in agreement.zones}
    names = voice_names(agreement)
    weapons = {weapon.id: weapon.name or weapon.id for weapon in agreement.weapons}
    covered = {weapon.id: weapon.includes for weapon in agreement.weapons}
    found = []
    for term in agreement.terms:
        classes = {name for word in term.weapons for name in covered[word]}
        things = (
            *(weapons[word] for word in term.weapons),
            *(thing(name) for name in term.what if name not in classes),
        )
        readings = {
            reading: deadline(reading.instead, names) for reading in term.readings if reading.instead is not None
        }
        found.append(
            TermText(
                id=term.id,
                sentence=_sentence(term, names, zones, things),
                quote=term.quote,
                paraphrase=term.paraphrase,
                source=term.source or instruments[term.of].source,
                notes=tuple(remarks(term, instruments[term.of], zones, names, agreement, readings)),
            )
        )
    return tuple(found)


def voice_names(agreement: Agreement) -> dict[str, str]:
    """What to call the parties and sources of an agreement, by id; its texts by ``text`` and id."""
    names = {party.id: party.name or party.id for party in agreement.parties}
    names |= {source.id: source.name or source.id for source in agreement.sources if source.id not in names}
    return names | {f"text {i.id}": f"“{i.title}”" if i.title else i.id for i in agreement.instruments}


def _sentence(term: Term, names: Mapping[str, str], zones: Mapping[str, Zone], things: tuple[str, ...]) -> str:
    if term.not_assessed is not None:
        return f"Not assessed: {closed(term.not_assessed)}."
    doers = term.acts_of or term.party
    words = [series((names[party] for party in doers), "and"), term.verb.replace("_", " ")]
    words.append(series((ACTS[kind] for kind in _known(term.types)), "or"))
    said = series(things, "and") if things else ""
    if term.at_most is not None and term.at_most == 0 and said:
        words.append(f"({said})")
    elif term.at_most is not None:
        words.append(f"(more than {term.at_most:,}{' ' if said else ''}{said})")
    elif term.at_least is not None:
        words.append(f"(at least {term.at_least:,}{' ' if said else ''}{said})")
    elif said:
        words.append(f"({said})")
    if term.zone is not None:
        words.append(_where(term, zones[term.zone]))
    sentence = " ".join(words)
    if term.acts_of:
        answer = "answers" if len(term.party) == 1 else "answer"
        sentence = f"{series((names[party] for party in term.party), 'and')} {answer} for this: {sentence}"
    if term.party and names[term.party[0]] != term.party[0]:  # an id is not a word to be capitalised
        sentence = capital(sentence)
    clauses = [sentence, *_conditions(term, names)]
    return ", ".join(clauses) + "."


def _known(types: Iterable[str]) -> tuple[EventType, ...]:
    return tuple(kind for kind in ACTS if kind in set(types))


_TOWARDS = {"within": "in", "from": "from", "against": "against"}


def _where(term: Term, zone: Zone) -> str:
    leaving = any(kind.endswith(".withdrawn") for kind in term.types)
    how = series([_TOWARDS[word] for word in term.towards], "or") if term.towards else "from" if leaving else "in"
    return f"{how} {zone.name or f'zone {zone.id}'}"


def _conditions(term: Term, names: Mapping[str, str]) -> list[str]:
    clauses = []
    if term.unless is not None:
        if term.unless.target is not None:
            clauses.append(f"unless the target is {names[term.unless.target]}")
        if term.unless.purpose is not None:
            clauses.append(f"unless it is done for {closed(term.unless.purpose)}")
        if term.unless.quota is not None:
            clauses.append(f"except by {term.unless.quota:,} people")
    if term.by is not None or term.before is not None:
        clauses.append(deadline(term, names))
    if term.from_ is not None:
        clauses.append(f"from {moment(term.from_)} on")
    if term.until is not None:
        clauses.append(f"until the first moment of {moment(term.until)}")
    if term.after is not None:
        breached = series(term.after.breach_of, "or")
        clauses.append(f"within {many(term.after.within_days, 'day')} after a breach of {breached} by another party")
    if term.while_ is not None:
        named = term.while_.not_breached
        verb = "is" if len(named) == 1 else "are"
        within = term.while_.within_days
        span = "earlier days only" if within is None else f"the {many(within, 'day')} before"
        clauses.append(f"while {series(named, 'and')} {verb} not breached by another party ({span})")
    return clauses


def deadline(term: Term | Instead, names: Mapping[str, str]) -> str:
    """``by the end of 10 August 2019 (local day)``, of a term or of a reading of it."""
    if isinstance(term.by, Within):
        return f"by the end of {_counted(term.by, names)} ({_clock(term.by)})"
    if term.by is not None:
        return f"by the end of {date(term.by)} (local day)"
    if isinstance(term.before, Within):
        return f"before {_counted(term.before, names)} begins ({_clock(term.before)})"
    return f"before {date(str(term.before))} begins (local day)"


def _clock(within: Within) -> str:
    return "local day" if within.hours is None else f"{within.hours} hours, in whole local days"


def _counted(within: Within, names: Mapping[str, str]) -> str:
    """``the 14th day after leave is kept``: a day that is counted from another."""
    start, days = within.after, abs(within.days)
    if start.kept is not None:
        event = f"the first day on which {start.kept} is kept by all its parties"
    elif start.notice is not None:
        event = f"the first notice by {names[start.notice]} that the truce {_EFFECTS[start.effect]}"
    elif start.day is not None:
        event = date(start.day)
    elif start.signed is not None:
        event = f"the signature of {names[f'text {start.signed}']}"
    elif start.declared is not None:
        event = f"the declaration of {names[f'text {start.declared}']}"
    else:
        event = f"the day on which {names[f'text {start.in_force}']} enters into force"
    if not days:
        return event
    return f"the {nth(days)} day {'after' if within.days > 0 else 'before'} {event}"


_EFFECTS = {"suspended": "is off", "revived": "holds again"}
