"""FollowTheMoney entities: each claim an Event, its report a Document, its speaker a Mention (OpenAleph and others).

Parties are Organizations. There are no persons: a claim is not a file on somebody.

Properties and schemata are those of the followthemoney package 4.x.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from truceline.model.claim import Claim
from truceline.model.selection import Selection, SourceReport
from truceline.show.exports.about import about_line
from truceline.show.exports.tables import days_of_claim
from truceline.show.exports.textual import place_label


def ftm_entities(selection: Selection) -> bytes:
    """One entity a line, as ``ftm`` reads them; reports and parties come before what refers to them."""
    return b"".join(msgspec.json.encode(entity) + b"\n" for entity in _entities(selection))


def _entities(selection: Selection) -> Iterator[dict[str, Any]]:
    about = about_line(selection.stamp)
    names = selection.agreement.party_names
    named = {actor for listed in selection.claims for actor in _parties(listed.claim, names)}
    for party in sorted(named):
        yield _entity(f"party-{party}", "Organization", name=names[party], notes=about)
    for source in selection.sources:
        yield _document(source, about)
    for listed in selection.claims:
        claim = listed.claim
        yield _event(claim, selection.agreement.timezone, names, about)
        if claim.source is not None and claim.report is not None:
            yield _entity(
                f"mention-{claim.id}",
                "Mention",
                document=_document_id(claim.report),
                name=claim.source,
                resolved=f"party-{claim.source}" if claim.source in named else None,
                detectedSchema="LegalEntity",
            )


def _document(source: SourceReport, about: str) -> dict[str, Any]:
    return _entity(
        _document_id(source.id),
        "Document",
        fileName=source.id,
        title=source.title,
        publisher=source.publisher,
        publishedAt=source.published,
        sourceUrl=source.url,
        notes=about,
    )


def _event(claim: Claim, timezone: str, names: dict[str, str], about: str) -> dict[str, Any]:
    event = claim.event
    assert event is not None, "a listed claim tells of an event"
    first, last = days_of_claim(claim, timezone)
    denied = "denied: " if claim.polarity == "negative" else ""
    told = "" if claim.modality == "occurred" else f" ({claim.modality})"
    return _entity(
        f"claim-{claim.id}",
        "Event",
        name=f"claim: {denied}{event.type}{told}",
        recordId=claim.id,
        summary=claim.quote,
        startDate=first.isoformat() if first else None,
        endDate=last.isoformat() if last else None,
        location=place_label(claim),
        involved=[f"party-{party}" for party in _parties(claim, names)],
        proof=None if claim.report is None else _document_id(claim.report),
        keywords=event.type,
        notes=about,
    )


def _parties(claim: Claim, names: dict[str, str]) -> list[str]:
    event = claim.event
    told = () if event is None else (*event.actors, *event.recipients)
    return sorted({actor for actor in told if actor in names})


def _document_id(report: str) -> str:
    return "report-" + report.removeprefix("sha256:")


def _entity(id_: str, schema: str, **properties: str | list[str] | None) -> dict[str, Any]:
    told = {name: [value] if isinstance(value, str) else value for name, value in sorted(properties.items()) if value}
    return {"id": id_, "schema": schema, "properties": told}
