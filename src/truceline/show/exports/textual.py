"""Exports that are text: CSV, HXL, GeoJSON and JSON Lines."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from truceline.geometry import Zones, outline_of
from truceline.model.claim import Claim
from truceline.model.selection import Listed, Selection, cell_id
from truceline.show.exports.about import about_line, about_record
from truceline.show.exports.escaping import spreadsheet_text
from truceline.show.exports.tables import WRITTEN, Column, Row, Table, days_of_claim, lacks
from truceline.show.wire import claim_line, kept_cell_line, record_line

ABOUT = Column("about", "text", "#meta+about", "what this file is: filter, as of, data version, what is withheld")


def csv_table(table: Table, selection: Selection, *, raw: bool = False, hxl: bool = False) -> bytes:
    """A table as CSV (RFC 4180, UTF-8), each row saying of itself what it is from; ``hxl`` adds the row of tags.

    Text is written so that no spreadsheet runs it; ``raw`` leaves it as it is.
    """
    file = io.StringIO(newline="")
    writer = csv.writer(file, lineterminator="\r\n")
    columns = (*table.columns, ABOUT)
    writer.writerow([column.name for column in columns])
    if hxl:
        writer.writerow([column.hxl for column in columns])
    about = about_line(selection.stamp)
    for row in table.rows:
        writer.writerow(_written(columns, (*row, about), raw=raw))
    return file.getvalue().encode("utf-8", "backslashreplace")


def _written(columns: Sequence[Column], row: Row, *, raw: bool) -> Iterator[str]:
    for column, value in zip(columns, row, strict=True):
        text = WRITTEN[column.kind](value)
        yield text if raw or column.kind != "text" else spreadsheet_text(text)


def geojson_map(selection: Selection) -> bytes:
    """The claims as areas (RFC 7946), never dots. What is not on the map has a null geometry; none is left out."""
    zones = Zones({zone.id: zone for zone in selection.agreement.zones})
    record = {
        "type": "FeatureCollection",
        "about": about_record(selection.stamp),
        "features": [claim_feature(listed, selection.agreement.timezone, zones) for listed in selection.claims],
    }
    return msgspec.json.encode(record) + b"\n"


def claim_feature(listed: Listed, timezone: str, zones: Zones) -> dict[str, Any]:
    """One claim as a feature: its area, and what people look for on a map."""
    claim = listed.claim
    event = claim.event
    place = event.place if event is not None else None
    first, last = days_of_claim(claim, timezone)
    return {
        "type": "Feature",
        "id": claim.id,
        "geometry": None if place is None else outline_of(place, zones),
        "properties": {
            "id": claim.id,
            "type": event.type if event is not None else None,
            "actors": list(event.actors) if event is not None else [],
            "polarity": claim.polarity,
            "certainty": claim.certainty,
            "modality": claim.modality,
            "first_day": first and first.isoformat(),
            "last_day": last and last.isoformat(),
            "place": place_label(claim),
            "radius_km": place.radius_km if place is not None else None,
            "where_precision": place.precision if place is not None else None,
            "source": claim.source,
            "quote": claim.quote,
            "report": claim.report,
            "review": listed.review,
            "incident": listed.incident,
            "terms": list(listed.terms),
            "tray": lacks(claim),
        },
    }


def place_label(claim: Claim) -> str | None:
    """The place in words: a gazetteer's point is the centre of something, and says so."""
    place = claim.event.place if claim.event is not None else None
    if place is None:
        return None
    if place.name is not None and place.lat is not None:
        return f"centre of {place.name}, within {place.radius_km or 0:g} km"
    return place.name or place.zone


def json_lines(selection: Selection) -> bytes:
    """One record a line: ``about`` first, then cells, claims as ``assess`` takes them, occurrences and sources."""
    lines = [msgspec.json.encode(about_record(selection.stamp))]
    lines += [_with(kept_cell_line(cell), id=cell_id(cell)) for cell in selection.cells]
    lines += [
        _with(claim_line(listed.claim), review=listed.review, incident=listed.incident, terms=list(listed.terms))
        for listed in selection.claims
    ]
    lines += [record_line(incident) for incident in selection.incidents]
    lines += [msgspec.json.encode({"kind": "source", **msgspec.to_builtins(s)}) for s in selection.sources]
    return b"\n".join(lines) + b"\n"


def _with(line: bytes, **more: Any) -> bytes:
    return msgspec.json.encode({**msgspec.json.decode(line), **more})
