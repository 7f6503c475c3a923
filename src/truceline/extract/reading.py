"""The way through this room: mentions first, then the parse, then who says what."""

from __future__ import annotations

import msgspec

from truceline.extract.actors import find_actors
from truceline.extract.attribution import find_attributions
from truceline.extract.casing import cased
from truceline.extract.claims import Words, find_claims
from truceline.extract.dateline import find_dateline
from truceline.extract.parse import parse_paragraphs
from truceline.extract.places import find_places
from truceline.extract.times import find_times
from truceline.extract.words import lemma, vocabulary
from truceline.model.claim import Attribution, Reading
from truceline.model.text import Mention, Report
from truceline.model.world import PlaceMention


def extract_reading(report: Report) -> Reading:
    """Everything that ``report`` says, with places still unresolved. Deterministic; makes no use of the clock."""
    written, removed = report.text, report.removed
    text = cased(written)
    times = find_times(text, published=report.published, removed=removed)
    actors = find_actors(text, removed=removed)
    places = find_places(text, actors=actors, times=times, removed=removed)
    # A name without a locative word beside or within an actor ("Turkey and", "Fargo Police") is no scene of an act
    # or with the capital of a sentence only ("Clashes erupted").
    scenes = tuple(
        p
        for p in places
        if p.cue is not None or not (_is_happening(p) or any(a.start < p.end and p.start < a.end for a in actors))
    )
    title = _title(report)
    skip = [span for span in (title, _dateline(written)) if span is not None]
    paragraphs = parse_paragraphs(text, removed=removed, skip=skip)
    headline = [] if title is None else parse_paragraphs(text, removed=removed, skip=[(title[1], len(text))])
    utterances = find_attributions(text, paragraphs, actors, headline=headline)
    claims = find_claims(Words(report.id, written, times, scenes, actors, utterances), paragraphs)
    return Reading(
        report=report,
        times=times,
        places=places,
        actors=actors,
        attributions=tuple(_as_written(u.attribution, written) for u in utterances),
        claims=claims,
    )


def _as_written(attribution: Attribution, text: str) -> Attribution:
    """The attribution with the report's own letters."""

    def of(mention: Mention | None) -> Mention | None:
        return None if mention is None else msgspec.structs.replace(mention, text=text[mention.start : mention.end])

    return msgspec.structs.replace(
        attribution, source=of(attribution.source), cue=of(attribution.cue), via=of(attribution.via)
    )


def _is_happening(place: PlaceMention) -> bool:
    return lemma(place.text) in vocabulary("events")["nouns"]


def _title(report: Report) -> tuple[int, int] | None:
    """A title line repeats what the report tells; it is no claim of its own."""
    if report.title is None:
        return None
    lead = len(report.text) - len(report.text.lstrip())
    if report.text.startswith(report.title, lead):
        return lead, lead + len(report.title)
    return None


def _dateline(text: str) -> tuple[int, int] | None:
    dateline = find_dateline(text)
    return None if dateline is None else (dateline.start, dateline.end)
