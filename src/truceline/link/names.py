"""What a name means in a set of reports: what one report calls SANA is the publisher of another.

What each report tells of names is taken down by itself, so that a store can look up the few that a new report uses.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import msgspec

from truceline.model.claim import Claim, Reading

_APART = re.compile(r"\W+")
#: A line that begins with whose text it is: "BEIRUT (Reuters) - ". A town in small letters might be somebody who acts.
_CREDIT = re.compile(r"^(?:[^\Wa-z\d][^a-z\d()\n]{1,40} )?\(([^()\n]{2,40})\)\s*[-–—]", re.MULTILINE)
_CREDIT_WITHIN = 300


class NamesTold(msgspec.Struct, frozen=True, kw_only=True):
    """What one report tells of names, and which names it asks about.

    ``actors``: the actor of the vocabulary that a name stands for. ``sources``: what a publisher or an actor is to the
    agreement, with its place among the report's claims, the last of several. ``heard``: publishers and bodies.
    """

    report: str
    actors: dict[str, str] = {}
    sources: dict[str, tuple[int, str]] = {}
    heard: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()


class Names(NamedTuple):
    """What names mean, all reports together."""

    #: What the words of a name, cut to letters, are known as: an actor of the vocabulary.
    actor_of: Mapping[str, str]
    #: What an actor or a publisher is to the agreement: one of its sources.
    source_of: Mapping[str, str]
    #: Publishers of reports and bodies that are named in one.
    heard: frozenset[str]


def names_told(reading: Reading, claims: Sequence[Claim]) -> NamesTold:
    """What a report tells of names; ``claims`` are its own, identified."""
    report = reading.report
    actors: dict[str, str] = {}
    for mention in reading.actors:
        if mention.named and not mention.id.startswith("unnamed:"):
            actors.setdefault(slug(mention.text), mention.id)
    publisher = slug(report.publisher) if report.publisher else ""
    attributions = {a.id: a for a in reading.attributions}
    sources: dict[str, tuple[int, str]] = {}
    for place, claim in enumerate(sorted(claims, key=lambda c: (c.start, c.end, c.id))):
        if claim.source is None or claim.source.startswith(("unknown:", "report:")):
            continue
        attribution = attributions.get(claim.attribution or "")
        if attribution is None:
            name = publisher
        else:
            name = attribution.source.actor or "" if attribution.source is not None else ""
        if name:
            sources[name] = place, claim.source
    heard = {slug(m.text) for m in reading.actors if m.named and m.type == "organisation"}
    credit = credit_of(report.text)
    asks = {publisher, slug(credit) if credit else ""}
    for attribution in reading.attributions:
        for who in (attribution.source, attribution.via):
            if who is not None:
                asks.update((slug(who.text), who.actor or ""))
    return NamesTold(
        report=report.id,
        actors=actors,
        sources=sources,
        heard=tuple(sorted({*heard, publisher} - {""})),
        asks=tuple(sorted(asks - {""})),
    )


def names_of(told: Iterable[NamesTold]) -> Names:
    """All that some reports tell: of a name the first report by its id decides, of a source the last."""
    ordered = sorted(told, key=lambda t: t.report)
    actor_of: dict[str, str] = {}
    for one in ordered:
        for name, actor in one.actors.items():
            actor_of.setdefault(name, actor)
    sources = [(t.report, place, name, source) for t in ordered for name, (place, source) in t.sources.items()]
    return Names(actor_of, sources_of(sources, actor_of), frozenset(name for t in ordered for name in t.heard))


def sources_of(told: Iterable[tuple[str, int, str, str]], actor_of: Mapping[str, str]) -> dict[str, str]:
    """What actors and publishers are to the agreement, from (report, place in it, name, source): the last decides."""
    return {actor_of.get(name, name): source for _, _, name, source in sorted(told)}


def credit_of(text: str) -> str | None:
    """Whose text a report says that it carries."""
    found = _CREDIT.search(text, 0, _CREDIT_WITHIN)
    return found[1] if found is not None else None


def slug(text: str) -> str:
    """The words of a name, cut to letters and joined; a leading article is left out."""
    words = [word for word in _APART.split(text.casefold()) if word]
    return "-".join(words[1:] if words[:1] == ["the"] and len(words) > 1 else words)
