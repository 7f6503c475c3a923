"""Terms in plain English, each beside the clause it comes from: what ``agreement show`` prints."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from truceline.model.agreement import Agreement, Instrument, Interpretation, Party, Term, Within, Zone
from truceline.model.event import EventType
from truceline.model.moment import parsed


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
    names = {party.id: party.name or party.id for party in agreement.parties}
    names |= {source.id: source.name or source.id for source in agreement.sources if source.id not in names}
    return tuple(
        TermText(
            id=term.id,
            sentence=_sentence(term, names, zones),
            quote=term.quote,
            paraphrase=term.paraphrase,
            source=term.source or instruments[term.of].source,
            notes=tuple(_notes(term, instruments[term.of], zones, names, agreement)),
        )
        for term in agreement.terms
    )


def _sentence(term: Term, names: Mapping[str, str], zones: Mapping[str, Zone]) -> str:
    if term.not_assessed is not None:
        return f"Not assessed: {term.not_assessed.rstrip('.')}."
    doers = term.acts_of or term.party
    words = [_series((names[party] for party in doers), "and"), term.verb.replace("_", " ")]
    words.append(_series((ACTS[kind] for kind in _known(term.types)), "or"))
    things = _series(term.what, "and") if term.what else ""
    if term.at_most is not None:
        words.append(f"(more than {term.at_most:,}{': ' if things else ''}{things})")
    elif things:
        words.append(f"({things})")
    if term.zone is not None:
        words.append(_where(term, zones[term.zone]))
    sentence = " ".join(words)
    if term.acts_of:
        answer = "answers" if len(term.party) == 1 else "answer"
        sentence = f"{_series((names[party] for party in term.party), 'and')} {answer} for this: {sentence}"
    if term.party and names[term.party[0]] != term.party[0]:  # an id is not a word to be capitalised
        sentence = sentence[0].upper() + sentence[1:]
    clauses = [sentence, *_conditions(term, names)]
    return ", ".join(clauses) + "."


def _known(types: Iterable[str]) -> tuple[EventType, ...]:
    return tuple(kind for kind in ACTS if kind in set(types))


def _where(term: Term, zone: Zone) -> str:
    name = f"zone {zone.id}" if zone.name is None else f"zone {zone.id} ({zone.name})"
    leaving = any(kind.endswith(".withdrawn") for kind in term.types)
    return f"{'from' if leaving else 'in'} {name}"


def _conditions(term: Term, names: Mapping[str, str]) -> list[str]:
    clauses = []
    if term.unless is not None:
        clauses.append(f"unless the target is {names[term.unless.target]}")
    if isinstance(term.by, Within):
        clauses.append(f"by the end of {_counted(term.by, names)} (local day)")
    elif term.by is not None:
        clauses.append(f"by the end of {_date(term.by)} (local day)")
    if isinstance(term.before, Within):
        clauses.append(f"before {_counted(term.before, names)} begins (local day)")
    elif term.before is not None:
        clauses.append(f"before {_date(term.before)} begins (local day)")
    if term.after is not None:
        breached = _series(term.after.breach_of, "or")
        clauses.append(f"within {_days(term.after.within_days)} after a breach of {breached} by another party")
    if term.while_ is not None:
        named = term.while_.not_breached
        verb = "is" if len(named) == 1 else "are"
        span = (
            "earlier days only" if term.while_.within_days is None else f"the {_days(term.while_.within_days)} before"
        )
        clauses.append(f"while {_series(named, 'and')} {verb} not breached by another party ({span})")
    return clauses


def _counted(within: Within, names: Mapping[str, str]) -> str:
    """``the 14th day after leave is kept``: a day that is counted from another."""
    start, days = within.after, abs(within.days)
    if start.kept is not None:
        event = f"the first day on which {start.kept} is kept by all its parties"
    elif start.notice is not None:
        event = f"the first notice by {names[start.notice]} that the truce {_EFFECTS[start.effect]}"
    elif start.day is not None:
        event = _date(start.day)
    elif start.signed is not None:
        event = f"the signature of {start.signed}"
    elif start.declared is not None:
        event = f"the declaration of {start.declared}"
    else:
        event = f"the day on which {start.in_force} enters into force"
    if not days:
        return event
    return f"the {_nth(days)} day {'after' if within.days > 0 else 'before'} {event}"


def _nth(number: int) -> str:
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def _notes(
    term: Term,
    instrument: Instrument,
    zones: Mapping[str, Zone],
    names: Mapping[str, str],
    agreement: Agreement,
) -> list[str]:
    notes = []
    if term.inferred is not None:
        notes.append(f"Inferred: {term.inferred.rstrip('.')}.")
    if term.owed_by:
        notes.append(f"Owed by {_series((names[voice] for voice in term.owed_by), 'and')}.")
    if term.verifier is not None:
        notes.append(f"Verified by {term.verifier.rstrip('.')}.")
    if term.while_ is not None:
        notes.append(_presumption(term))
    if term.on_release is not None and term.on_release.needs is not None:
        notes.append("When the condition is breached, the term is suspended only after its party has announced it.")
    if term.then is not None:
        notes.append(
            "Once it is done it must stay done: what is undone later is a breach from that day until it is cured."
        )
    if term.silence is not None:
        notes.append("Once it is due, silence counts as a breach.")
    notes += [_reading(reading, names) for reading in term.readings]
    notes += _zone_notes(term, zones)
    targets = [term.unless, *(reading.unless for reading in term.readings)]
    exempt = {unless.target for unless in targets if unless is not None}
    notes += [_membership(party) for party in agreement.parties if party.id in exempt and party.members]
    if term.not_assessed is None:
        notes.append(_force(instrument))
    return [*notes, *_amendments(term, agreement)]


def _amendments(term: Term, agreement: Agreement) -> list[str]:
    """What other instruments do to a term or to its instrument, and what it does to other terms."""
    own = {instrument.id: instrument for instrument in agreement.instruments}
    notes = []
    if term.replaces:
        notes.append(f"Takes the place of {_series(term.replaces, 'and')} from {_moment(own[term.of].in_force)} on.")
    notes += [
        f"Ends when {other.id} takes its place, on {_moment(own[other.of].in_force)}."
        for other in agreement.terms
        if term.id in other.replaces
    ]
    for instrument in agreement.instruments:
        since = "" if instrument.announced is None else f"; known since {_moment(instrument.announced)}"
        if instrument.extends == term.of and instrument.until is not None:
            notes.append(f"{instrument.id} puts the end off to {_moment(instrument.until)}{since}.")
        if term.of in instrument.supersedes:
            notes.append(f"{instrument.id} ends {term.of} on {_moment(instrument.in_force)}{since}.")
    renews, announced = own[term.of].renews, own[term.of].announced
    if renews is not None:
        notice = (
            f", unless notice is given {_many(renews.notice_months, 'month')} before" if renews.notice_months else ""
        )
        notes.append(f"It then goes on for {_many(renews.months, 'month')} each time{notice}.")
    if announced is not None:
        notes.append(f"Known since {_moment(announced)}: answers as of an earlier instant leave it out.")
    return notes


def _many(count: int, noun: str) -> str:
    return f"1 {noun}" if count == 1 else f"{count} {noun}s"


def _presumption(term: Term) -> str:
    if term.while_ is not None and term.while_.presume == "kept":
        return "What is not reported of the condition is presumed kept."
    return "What is not reported of the condition leaves this term unknown."


def _reading(reading: Interpretation, names: Mapping[str, str]) -> str:
    said = f" {reading.text.rstrip('.')}." if reading.text else ""
    source = f" (source: {reading.source.rstrip('.')})" if reading.source else ""
    how = f"exempts acts against {names[reading.unless.target]}" if reading.unless else "reads it otherwise"
    return (
        f"A reading by {names[reading.by]} {how}{source}; it is shown beside the status and does not change it.{said}"
    )


def _zone_notes(term: Term, zones: Mapping[str, Zone]) -> list[str]:
    if term.zone is None or term.not_assessed is not None:
        return []
    zone = zones[term.zone]
    notes = []
    if zone.along is not None:
        notes.append(f"Zone {zone.id} is what lies {_distances(zone)} a line, on either side.")
    elif zone.beyond_km is not None:
        notes.append(f"Zone {zone.id} begins {_kilometres(zone.beyond_km)} from its centre.")
    if zone.depth_km is not None:
        depth = _kilometres(zone.depth_km)
        line = f", measured from the {zone.from_.replace('-', ' ')}" if zone.from_ else ""
        notes.append(f"Zone {zone.id} is {depth} deep, inside zone {zone.inside}{line}.")
    drawn = any(shape is not None for shape in (zone.circle, zone.geometry, zone.along))
    if not drawn and not _is_strip(zone, zones):
        notes.append(f"Zone {zone.id} is not drawn: a place that only meets it settles nothing.")
    if zone.assumed is not None:
        margin = f" (margin {zone.margin_km:g} km)" if zone.margin_km else ""
        notes.append(f"Zone {zone.id} is assumed{margin}: {zone.assumed.rstrip('.')}.")
    return notes


def _is_strip(zone: Zone, zones: Mapping[str, Zone]) -> bool:
    """True when a zone is drawn as the strip of another along a line that is drawn."""
    line = zones.get(zone.from_ or "")
    return zone.inside is not None and zone.depth_km is not None and line is not None and line.along is not None


def _distances(zone: Zone) -> str:
    within = f"within {_kilometres(zone.each_side_km or (0.0, 0.0))} of"
    return within if zone.beyond_km is None else f"beyond {_kilometres(zone.beyond_km)} and {within}"


def _kilometres(distance: tuple[float, float]) -> str:
    low, high = distance
    return f"{low:g} km" if low == high else f"{low:g} to {high:g} km"


def _membership(party: Party) -> str:
    said = []
    for member in party.members:
        since = f" from {_date(member.from_)}" if member.from_ else ""
        until = f" until {_date(member.until)} (exclusive)" if member.until else ""
        by = f" by {member.by}" if member.by else ""
        said.append(f"{member.group}{by}{since}{until}")
    return f"Counted among {party.name or party.id}: {'; '.join(said)}."


def _force(instrument: Instrument) -> str:
    begins = f"In force from {_moment(instrument.in_force)}"
    if instrument.ends is None:
        return f"{begins}; no end date is written."
    return f"{begins} until the first moment of {_moment(instrument.ends)}."


def _moment(written: str) -> str:
    if isinstance(parsed(written), dt.datetime):
        return f"{_date(written[:10])}, {written[11:]}"
    return f"{_date(written)} (local day)"


def _date(day: str) -> str:
    value = parsed(day)
    return f"{value.day} {_MONTHS[value.month - 1]} {value.year}"


def _days(count: int) -> str:
    return "1 day" if count == 1 else f"{count} days"


def _series(words: Iterable[str], joint: str) -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    *head, last = tuple(words) or ("nobody named",)
    return f"{', '.join(head)} {joint} {last}" if head else last


_EFFECTS = {"suspended": "is off", "revived": "holds again"}

_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)

#: Every event type as an act that one must, must not or may do.
ACTS: dict[EventType, str] = {
    "attack": "attack",
    "attack.direct_fire": "fire at close range",
    "attack.shelling": "shell",
    "attack.air": "strike from the air",
    "attack.drone": "strike with drones",
    "attack.explosive": "use mines or bombs",
    "attack.chemical": "use chemical weapons",
    "clash": "fight",
    "territory.captured": "capture territory",
    "territory.handed_over": "hand over territory",
    "forces.deployed": "deploy forces",
    "forces.withdrawn": "withdraw forces",
    "weapons.deployed": "deploy weapons",
    "weapons.withdrawn": "withdraw weapons",
    "weapons.transferred": "transfer weapons",
    "fortification": "fortify positions",
    "overflight": "fly over",
    "live_fire_exercise": "hold live-fire exercises",
    "equipment.seized": "seize equipment",
    "equipment.destroyed": "destroy equipment",
    "property.destroyed": "destroy property",
    "looting": "loot",
    "civilians.harmed": "harm civilians",
    "abduction": "abduct people",
    "detention": "detain people",
    "release": "release prisoners, hostages or bodies",
    "displacement": "displace people",
    "return": "let displaced people return",
    "recruitment": "recruit",
    "aid.delivered": "deliver aid",
    "aid.obstructed": "obstruct aid",
    "movement.restricted": "restrict movement",
    "route.opened": "open routes",
    "demining": "clear mines",
    "agreement.signed": "sign an agreement",
    "ceasefire.declared": "declare a ceasefire",
    "ceasefire.in_effect": "bring a ceasefire into effect",
    "ceasefire.suspended": "suspend a ceasefire",
    "ceasefire.extended": "extend a ceasefire",
    "term.described": "say what an agreement means",
    "monitor.deployed": "keep monitors deployed",
    "monitor.patrol": "patrol",
    "monitor.obstructed": "obstruct monitors",
    "coverage": "watch and report",
    "talks": "hold talks",
    "cooperation": "cooperate",
    "protest": "protest",
    "other": "do what the clause says",
}
