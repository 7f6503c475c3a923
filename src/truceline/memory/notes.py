"""Field notes: what never was a page, such as a patrol's observation, a call or a meeting.

A note is kept and hashed like a report. Who gives it says when and where; the machine reads its words like any others,
and fills in that time and place where they say none. "We watched, and saw nothing" is coverage, which can clear a day.
"""

from __future__ import annotations

import hashlib

import msgspec

from truceline.errors import UsageError
from truceline.model.agreement import Agreement
from truceline.model.claim import Claim
from truceline.model.edtf import parse_edtf
from truceline.model.event import Event
from truceline.model.moment import parsed
from truceline.model.text import Report
from truceline.model.world import Place, TimeInterval
from truceline.pipeline import gazetteer, interpret
from truceline.store import Given, NewReport


class Note(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What somebody tells: the words, whose they are, when (EDTF) and where it was, and whether they watched all of it.

    ``place`` is a name, ``LAT,LON,RADIUS_KM``, or ``zone:ID``. ``watched`` is "saw it" or "saw nothing", or None.
    """

    text: str
    source: str
    time: str | None = None
    place: str | None = None
    watched: str | None = None
    published: str | None = None


def read_note(note: Note) -> NewReport:
    """A note as a report to be kept; UsageError says which part of it cannot be used."""
    if not note.text.strip() or not note.source.strip():
        raise UsageError("A note has words and a source; give --note and --publisher.")
    if note.watched is not None and (note.time is None or note.place is None):
        raise UsageError("Who watched, watched a place for a time; give --place and --time.")
    _check_published(note.published)
    content = msgspec.json.encode(note, order="sorted")
    time, place = time_written(note.time), place_written(note.place)
    report = Report(
        id="sha256:" + hashlib.sha256(content).hexdigest(),
        text=note.text,
        published=note.published,
        publisher=note.source,
        title="field note",
    )
    reading = interpret(report)
    claims = [_filled(claim, time, place) for claim in reading.claims]
    if note.watched is not None:
        claims.append(
            Claim(
                id="n" + report.id[7:31],
                start=0,
                end=len(note.text),
                quote=note.text,
                event=Event(type="coverage", time=time, place=place),
                polarity="negative" if note.watched == "saw nothing" else "positive",
                mode="throughout",
            )
        )
    given = Given(published=note.published, publisher=note.source)
    return NewReport(content, msgspec.structs.replace(reading, claims=tuple(claims)), given, None, kind="note")


def _check_published(written: str | None) -> None:
    try:
        if written is not None:
            parsed(written)
    except (ValueError, OverflowError) as error:
        raise UsageError(f"{written!r} is no day of publication; write it as 2019-08-05.") from error


def check_zone(note: Note, agreements: dict[str, Agreement]) -> None:
    """UsageError when the zone that a note names is in none of the agreements."""
    if note.place is not None and note.place.startswith("zone:"):
        zones = sorted({zone.id for agreement in agreements.values() for zone in agreement.zones})
        if note.place.removeprefix("zone:") not in zones:
            raise UsageError(f"There is no zone {note.place.removeprefix('zone:')!r}; there are {', '.join(zones)}.")


def _filled(claim: Claim, time: TimeInterval | None, place: Place | None) -> Claim:
    event = claim.event
    if event is None:
        return claim
    filled = msgspec.structs.replace(event, time=event.time or time, place=event.place or place)
    return msgspec.structs.replace(claim, event=filled)


def time_written(written: str | None) -> TimeInterval | None:
    """A day or a span as people write it (EDTF); UsageError when it is neither."""
    if written is None:
        return None
    try:
        return parse_edtf(written)
    except ValueError as error:
        raise UsageError(f"--time {written!r} is no date; write 2019-08-05, or 2019-08-05/2019-08-06.") from error


def place_written(written: str | None) -> Place | None:
    """A place as people write it: a name, ``LAT,LON,RADIUS_KM``, or ``zone:ID``; UsageError when it is none."""
    if written is None:
        return None
    if written.startswith("zone:"):
        return Place(zone=written.removeprefix("zone:"))
    parts = written.split(",")
    if len(parts) == 3:
        try:
            lat, lon, radius = map(float, parts)
        except ValueError:
            lat = lon = radius = float("nan")
        if not (-90 <= lat <= 90 and -180 <= lon <= 180 and radius >= 0):
            raise UsageError(f"--place {written!r} must be LAT,LON,RADIUS_KM, such as 35.93,36.63,2.")
        return Place(lat=lat, lon=lon, radius_km=radius)
    found = gazetteer().find(written, limit=1)
    if not found:
        raise UsageError(f"No place is known by the name {written!r}; give LAT,LON,RADIUS_KM instead.")
    return Place(id=found[0].id, name=found[0].name, lat=found[0].lat, lon=found[0].lon, radius_km=found[0].radius_km)
