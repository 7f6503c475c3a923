"""What else must be known of a term, in whole sentences: what was inferred, who verifies, how its zone was drawn."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from truceline.agreement.acts import thing
from truceline.agreement.phrases import capital, closed, date, kilometres, many, moment, series
from truceline.model.agreement import Agreement, Instrument, Interpretation, Party, Term, Zone


def remarks(
    term: Term,
    instrument: Instrument,
    zones: Mapping[str, Zone],
    names: Mapping[str, str],
    agreement: Agreement,
    deadlines: Mapping[Interpretation, str],
) -> Iterator[str]:
    """The notes on a term; ``deadlines`` are those that its readings have in place of its own, in words."""
    if term.draft:
        yield "This is a draft: nothing is laid beside it until a person has read it against the text."
    if term.bearer is not None:
        yield "The text names nobody who is to do it."
    if term.inferred is not None:
        yield f"Inferred: {closed(term.inferred)}."
    if term.owed_by:
        yield f"Owed by {series((names[voice] for voice in term.owed_by), 'and')}."
    if term.unwritten is not None:
        yield f"Not in any published text: {closed(term.unwritten)}."
    if term.verifier is not None:
        yield f"Verified by {closed(term.verifier)}."
    if term.reports_to is not None:
        yield f"Reports go to {closed(term.reports_to)}."
    if term.per is not None and term.at_most is not None:
        yield f"At most {term.at_most:,} a {term.per}."
    if term.requires:
        yield f"Due only once {series(term.requires, 'and')} {'is' if len(term.requires) == 1 else 'are'} done."
    if term.parallel_with:
        yield f"Goes step by step with {series(term.parallel_with, 'and')}; the order of single steps is not judged."
    if term.while_ is not None:
        yield _presumption(term)
    if term.on_release is not None and term.on_release.needs is not None:
        yield "When the condition is breached, the term is suspended only after its party has announced it."
    if term.then is not None:
        yield "Once it is done it must stay done: what is undone later is a breach from that day until it is cured."
    if term.silence is not None:
        yield "Once it is due, silence counts as a breach."
    if term.not_assessed is None and term.unless is not None and term.unless.target is None:
        yield "Reports name acts and not their purpose: an act alone leaves it open whether the exemption applies."
    yield from (_reading(reading, names, deadlines) for reading in term.readings)
    yield from _weapons(term, agreement)
    yield from _zone(term, zones)
    targets = [term.unless, *(reading.unless for reading in term.readings)]
    exempt = {unless.target for unless in targets if unless is not None}
    yield from (_membership(party) for party in agreement.parties if party.id in exempt and party.members)
    if term.not_assessed is None:
        yield force(instrument)
    yield from _amendments(term, agreement)


def _amendments(term: Term, agreement: Agreement) -> Iterator[str]:
    """What other instruments do to a term or to its instrument, and what it does to other terms."""
    own = {instrument.id: instrument for instrument in agreement.instruments}
    if term.replaces:
        yield f"Takes the place of {series(term.replaces, 'and')} from {moment(own[term.of].in_force)} on."
    for other in agreement.terms:
        if term.id in other.replaces:
            yield f"Ends when {other.id} takes its place, on {moment(own[other.of].in_force)}."
    for instrument in agreement.instruments:
        since = "" if instrument.announced is None else f"; known since {moment(instrument.announced)}"
        if instrument.extends == term.of and instrument.until is not None:
            yield f"{instrument.id} puts the end off to {moment(instrument.until)}{since}."
        if term.of in instrument.supersedes:
            yield f"{instrument.id} ends {term.of} on {moment(instrument.in_force)}{since}."
        if term.of in instrument.incorporates:
            yield f"Carried over by {instrument.id} on {moment(instrument.in_force)}."
    renews, announced = own[term.of].renews, own[term.of].announced
    if renews is not None:
        yield renewal(own[term.of])
    if announced is not None:
        yield f"Known since {moment(announced)}: answers as of an earlier instant leave it out."


def renewal(instrument: Instrument) -> str:
    """How an instrument goes on by itself."""
    renews = instrument.renews
    assert renews is not None
    how = " if all who must agree do" if renews.needs == "consensus" else ""
    notice = f", unless notice is given {many(renews.notice_months, 'month')} before" if renews.notice_months else ""
    return f"It then goes on for {many(renews.months, 'month')} each time{how}{notice}."


def force(instrument: Instrument) -> str:
    """When an instrument is in force."""
    begins = f"In force from {moment(instrument.in_force)}"
    if instrument.ends is None:
        return f"{begins}; no end date is written."
    return f"{begins} until the first moment of {moment(instrument.ends)}."


def _presumption(term: Term) -> str:
    if term.while_ is not None and term.while_.presume == "kept":
        return "What is not reported of the condition is presumed kept."
    return "What is not reported of the condition leaves this term unknown."


def _reading(reading: Interpretation, names: Mapping[str, str], deadlines: Mapping[Interpretation, str]) -> str:
    said = f" {closed(reading.text)}." if reading.text else ""
    source = f" (source: {closed(reading.source)})" if reading.source else ""
    how = []
    if reading.unless is not None and reading.unless.target is not None:
        how.append(f"exempts acts against {names[reading.unless.target]}")
    elif reading.unless is not None and reading.unless.purpose is not None:
        how.append(f"exempts acts of {closed(reading.unless.purpose)}")
    elif reading.unless is not None:
        how.append(f"exempts {many(reading.unless.quota or 0, 'person')}")
    if reading.instead is not None:
        how.append(f"has it done {deadlines[reading]}")
    what = series(how, "and") if how else "reads it otherwise"
    who = f"A reading by {names[reading.by]}" if reading.by in names else f"Another reading ({closed(reading.by)})"
    return f"{who} {what}{source}; it is shown beside the status and does not change it.{said}"


def _weapons(term: Term, agreement: Agreement) -> Iterator[str]:
    for weapon in agreement.weapons:
        if weapon.id in term.weapons:
            bounds = [words for words in (weapon.calibre_mm, weapon.range_km) if words]
            said = f" ({', '.join(bounds)})" if bounds else ""
            sized = [name for name in weapon.includes if name.endswith("mm")]
            if not sized and weapon.name is not None:
                continue  # its name says what it covers
            covers = [thing(name) for name in weapon.includes if name not in sized or weapon.calibre_mm is None]
            if weapon.calibre_mm is not None:
                covers.append(f"{thing(sized[0].partition('.')[0])} of every calibre in these bounds")
            yield f"{capital(weapon.name or weapon.id)}{said}: counted are {series(covers, 'and')}."


def zone_name(zone: Zone) -> str:
    """What to call a zone in a sentence."""
    return zone.name or f"zone {zone.id}"


def _zone(term: Term, zones: Mapping[str, Zone]) -> Iterator[str]:
    if term.zone is None or term.not_assessed is not None:
        return
    zone = zones[term.zone]
    this = "The zone"
    if zone.along is not None:
        yield f"{this} is what lies {_distances(zone)} a line, on either side."
    elif zone.beyond_km is not None:
        yield f"{this} begins {kilometres(zone.beyond_km)} from its centre."
    if zone.depth_km is not None:
        depth, around = kilometres(zone.depth_km), zones.get(zone.inside or "")
        line = zones.get(zone.from_ or "")
        measured = zone_name(line) if line is not None else f"the {zone.from_.replace('-', ' ')}" if zone.from_ else ""
        whence = f", measured from {measured}" if measured else ""
        yield f"{this} is {depth} deep, inside {zone_name(around) if around is not None else zone.inside}{whence}."
    if zone.except_:
        yield f"{this} leaves out {series((zone_name(zones[name]) for name in zone.except_), 'and')}."
    drawn = any(shape is not None for shape in (zone.circle, zone.geometry, zone.along))
    if not drawn and not _is_strip(zone, zones):
        named = "what the text puts in it is in it, and of other places nothing is known"
        yield f"{this} is not drawn: {named if zone.contains else 'a place that only meets it settles nothing'}."
    if zone.assumed is not None:
        margin = f" (margin {zone.margin_km:g} km)" if zone.margin_km else ""
        yield f"{this} is assumed{margin}: {closed(zone.assumed)}."


def _is_strip(zone: Zone, zones: Mapping[str, Zone]) -> bool:
    """True when a zone is drawn as the strip of another along a line that is drawn."""
    line = zones.get(zone.from_ or "")
    return zone.inside is not None and zone.depth_km is not None and line is not None and line.along is not None


def _distances(zone: Zone) -> str:
    within = f"within {kilometres(zone.each_side_km or (0.0, 0.0))} of"
    return within if zone.beyond_km is None else f"beyond {kilometres(zone.beyond_km)} and {within}"


def _membership(party: Party) -> str:
    said = []
    for member in party.members:
        since = f" from {date(member.from_)}" if member.from_ else ""
        until = f" until {date(member.until)} (exclusive)" if member.until else ""
        by = f" by {member.by}" if member.by else ""
        said.append(f"{member.name or member.group}{by}{since}{until}")
    return f"Counted among {party.name or party.id}: {'; '.join(said)}."
