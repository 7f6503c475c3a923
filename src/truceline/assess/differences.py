"""A described term laid beside the agreement's own text: numbers, zones, dates, bearers and names that differ.

A difference is never a status. It says what was said and what the agreement says, both in words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from truceline.model.agreement import Agreement, Instrument, Term, Zone
from truceline.model.claim import Aspect, Claim, Difference
from truceline.model.event import Event, Thing, is_kind_of

_WORD = re.compile(r"[a-z]{4,}")
#: Words that any agreement's name may hold.
_COMMON = frozenset(
    {"memorandum", "agreement", "accord", "protocol", "treaty", "statement", "ceasefire", "package", "deal"}
)


def find_differences(claims: Sequence[Claim], agreement: Agreement) -> tuple[Difference, ...]:
    """Every difference between a ``term.described`` claim and the terms it may speak of, in the order of the text."""
    found: list[Difference] = []
    for claim in claims:
        if claim.event is not None and claim.event.type == "term.described":
            found += _of(claim, claim.event, agreement)
    unique = {(d.claim, d.start, d.term, d.aspect): d for d in found}
    return tuple(sorted(unique.values(), key=lambda d: (d.start, d.end, d.term, d.aspect, d.claim)))


def _of(claim: Claim, event: Event, agreement: Agreement) -> Iterator[Difference]:
    def difference(term: str, aspect: Aspect, said: str, text: str) -> Difference:
        return Difference(
            claim=claim.id, start=claim.start, end=claim.end, term=term, aspect=aspect, said=said, agreement_says=text
        )

    facts: dict[str, list[Thing]] = {}
    for thing in event.objects:
        facts.setdefault(thing.class_ or "", []).append(thing)
    named = facts.get("document", [])
    instruments = _instruments(agreement, named, facts.get("signed", []))
    if "guarantor" in facts:
        for instrument in agreement.instruments:
            extra = [a for a in event.actors if a not in instrument.guarantors]
            if instrument.guarantors and extra and set(event.actors) & set(instrument.guarantors):
                yield difference(
                    instrument.id,
                    "bearer",
                    claim.quote,
                    f"guarantors: {_names(agreement, instrument.guarantors)}",
                )
        return
    for instrument in instruments:
        for signed in facts.get("signed", []):
            if instrument.signed is not None and signed.text != instrument.signed:
                yield difference(instrument.id, "date", signed.text, f"signed {instrument.signed}")
        for name in named:
            if instrument.title is not None and not _same_name(name.text, instrument.title):
                yield difference(instrument.id, "name", name.text, instrument.title)
    acts = [kind for kind in facts if kind and not kind.startswith(("distance", "duration")) and kind not in _NO_ACT]
    ids = {i.id for i in instruments}
    zones = {z.id: z for z in agreement.zones}
    terms = [term for term in agreement.terms if not ids or term.of in ids]
    for width in facts.get("distance.wide", []):
        yield from (difference(term, "number", width.text, text) for term, text in _widths(width, terms, zones))
    for term in terms:
        zone = zones.get(term.zone or "")
        distances = [d for kind, things in facts.items() if kind.startswith("distance") for d in things]
        if any(_covers(term, act) for act in acts):
            yield from (difference(term.id, *rest) for rest in _distances(distances, zone))
            bearers = [a for a in event.actors if any(a == p.id for p in agreement.parties)]
            missing = [p for p in term.party if p not in bearers]
            if bearers and set(bearers) & set(term.party) and missing:
                yield difference(term.id, "bearer", _names(agreement, bearers), _names(agreement, term.party))


_NO_ACT = frozenset({"document", "signed", "guarantor"})


def _distances(distances: Sequence[Thing], zone: Zone | None) -> Iterator[tuple[Aspect, str, str]]:
    if zone is None or zone.depth_km is None:
        return
    low, high = zone.depth_km
    text = _km(low, high)
    for distance in distances:
        count = distance.count
        if count is not None and (count.low, count.high) != (low, high):
            yield "number", distance.text, text
        if distance.class_ == "distance.from":
            yield "zone", f"{distance.text} from the zone", f"out of a zone {text} deep"


def _widths(said: Thing, terms: Sequence[Term], zones: Mapping[str, Zone]) -> Iterator[tuple[str, str]]:
    """Terms of a zone along a line that is not as wide as is said, with its width; none where some zone is as wide."""
    along: dict[str, tuple[str, tuple[float, float]]] = {}
    for term in terms:
        zone = zones.get(term.zone or "")
        if zone is not None and zone.along is not None and zone.each_side_km is not None and zone.beyond_km is None:
            along.setdefault(zone.id, (term.id, zone.each_side_km))
    if said.count is None or any((2 * a, 2 * b) == (said.count.low, said.count.high) for _, (a, b) in along.values()):
        return
    for term_id, (low, high) in along.values():
        each, across = (_km(low, high), _km(2 * low, 2 * high))
        yield term_id, f"{each} on each side, {across} across"


def _km(low: float, high: float) -> str:
    return f"{low:g} km" if low == high else f"{low:g}-{high:g} km"


def _covers(term: Term, act: str) -> bool:
    return any(is_kind_of(act, t) or is_kind_of(t, act) for t in term.types)


def _instruments(agreement: Agreement, named: Sequence[Thing], signed: Sequence[Thing]) -> list[Instrument]:
    """The instruments a description may mean: by the day of signing, else by words of the title; none if unnamed."""
    by_day = [i for i in agreement.instruments if any(s.text == i.signed for s in signed)]
    if by_day:
        return by_day
    scored = []
    for instrument in agreement.instruments:
        title = _words(instrument.title or "") | _words(instrument.id)
        overlap = max((len(_words(n.text) & title) for n in named), default=0)
        if overlap:
            scored.append((overlap, instrument))
    best = max((score for score, _ in scored), default=0)
    return [i for score, i in scored if score == best]


def _words(text: str) -> set[str]:
    return set(_WORD.findall(text.lower())) - _COMMON | {w for w in _WORD.findall(text.lower()) if w == "memorandum"}


def _same_name(said: str, title: str) -> bool:
    return set(_WORD.findall(said.lower())) <= set(_WORD.findall(title.lower()))


def _names(agreement: Agreement, ids: Sequence[str]) -> str:
    names = agreement.party_names
    return ", ".join(names.get(i, i) for i in ids)
