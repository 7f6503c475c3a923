"""One line of claims -> one record: what it must have, what it then means, and what makes it unusable.

This is section 2 of the input form.
"""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Mapping
from typing import Any, Literal, NamedTuple

from truceline.geometry import is_drawable
from truceline.model.agreement import Agreement
from truceline.model.moment import anchored, is_instant
from truceline.model.world import Place

_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_MICROSECOND = dt.timedelta(microseconds=1)
#: Before every instant that can be written: the start of a window that nobody gives.
SINCE_EVER = -(2**62)
ENDS_FIRST = "its time ends before it starts."

_NO_ACT_SPEECH = frozenset({"threatens", "demands", "describes_term"})
_NO_ACT_MODALITY = frozenset({"future", "conditional", "required", "hypothetical"})
#: Which ends of a window were given: both, the start alone, or no start.
Ends = Literal["both", "start", "open"]


class Refusal(NamedTuple):
    """A line that cannot be used: its number (from 1) and one sentence about why."""

    line: int
    why: str


class Counted(NamedTuple):
    """Things of one class and how many: at least ``low``, and at most ``high`` (None where nothing bounds it)."""

    class_: str | None
    low: int
    high: int | None


class Kind(NamedTuple):
    """What a claim tells, but not when, where and by whom: claims of one kind bear on the same terms.

    ``ends`` says which ends of its window were given; ``counts`` that it tells of something that took place or did not.
    ``counted`` are the things it tells of, where the agreement has terms that allow so many of them.
    """

    type: str
    actors: tuple[str, ...]
    recipients: tuple[str, ...]
    negative: bool
    certain: bool
    throughout: bool
    counts: bool
    ends: Ends
    counted: tuple[Counted, ...] = ()

    @property
    def bounded(self) -> bool:
        """True when both ends of the window were given."""
        return self.ends == "both"

    @property
    def definite(self) -> bool:
        """True when nothing in the way it is told keeps it from entailing; a denial must cover its whole window."""
        return self.certain and self.bounded and (self.throughout or not self.negative)


class Record(NamedTuple):
    """One usable line. Times are microseconds since 1970 UTC; a window is half-open and never empty."""

    id: str
    line: int
    source: str
    origin: str
    recorded: int
    supersedes: str | None
    withdraws: str | None
    kind: Kind
    place: Place | None
    start: int
    end: int


def microseconds(instant: dt.datetime) -> int:
    """Microseconds since 1970-01-01T00:00Z, exactly."""
    return (instant - _EPOCH) // _MICROSECOND


@functools.lru_cache(maxsize=65536)
def kind_of(
    type: str,
    actors: tuple[str, ...],
    recipients: tuple[str, ...],
    speech: str | None,
    polarity: str | None,
    certainty: str | None,
    modality: str | None,
    mode: str | None,
    ends: Ends,
    counted: tuple[Counted, ...] = (),
) -> Kind:
    """The kind of a claim from the words of its line; equal words give the same object."""
    return Kind(
        type=type,
        actors=tuple(dict.fromkeys(actors)),
        recipients=tuple(dict.fromkeys(recipients)),
        negative=polarity == "negative" or speech == "denies",
        certain=certainty in (None, "certain"),
        throughout=mode == "throughout",
        counts=bool(type) and speech not in _NO_ACT_SPEECH and modality not in _NO_ACT_MODALITY,
        ends=ends,
        counted=counted,
    )


def counts_things(agreement: Agreement) -> bool:
    """True when some term allows or wants so many of something: only then does it matter how many a claim tells of."""
    return any(term.at_most is not None or term.at_least is not None for term in agreement.terms)


def _counted(value: Any) -> tuple[Counted, ...]:
    """The things of an event; a number that cannot be one is no bound."""
    found = []
    for item in value if isinstance(value, list) else ():
        if isinstance(item, dict):
            count = item.get("count")
            low, high = (count.get("low"), count.get("high")) if isinstance(count, dict) else (None, None)
            class_ = item.get("class")
            found.append(
                Counted(
                    class_ if isinstance(class_, str) else None,
                    low if isinstance(low, int) and not isinstance(low, bool) else 0,
                    high if isinstance(high, int) and not isinstance(high, bool) else None,
                )
            )
    return tuple(found)


def read_record(value: Mapping[str, Any], line: int, agreement: Agreement) -> Record | str:
    """The record of a line, or one sentence about what is wrong with it."""
    id_ = value.get("id")
    if not isinstance(id_, str) or not id_:
        return 'it has no "id"; give it one.'
    recorded = recorded_at(value.get("recorded"))
    if recorded is None:
        return f'claim {id_}: "recorded" must be an instant with an offset or Z, such as 2019-08-03T10:00:00Z.'
    supersedes, withdraws = value.get("supersedes"), value.get("withdraws")
    if supersedes is not None and withdraws is not None:
        return f"claim {id_}: it may supersede or withdraw, not both."
    for name, target in (("supersedes", supersedes), ("withdraws", withdraws)):
        if target is not None and not isinstance(target, str):
            return f'claim {id_}: "{name}" must be the id of a claim.'
    event = value.get("event")
    if event is None and withdraws is not None:
        event = {}
    if not isinstance(event, dict):
        return f'claim {id_}: it has no "event".'
    type_ = event.get("type")
    if not (isinstance(type_, str) and type_) and not (type_ is None and withdraws is not None):
        return f'claim {id_}: its event has no "type".'
    roles = [_ids(event.get(role)) for role in ("actors", "recipients")]
    if roles[0] is None or roles[1] is None:
        return f'claim {id_}: "actors" and "recipients" must be lists of ids.'
    place = read_place(event.get("place"), agreement)
    if isinstance(place, str):
        return f"claim {id_}: {place}"
    window = _window(event.get("time"), agreement.timezone, recorded)
    if isinstance(window, str):
        return f"claim {id_}: {window}"
    start, end, ends = window
    words = {name: value.get(name) for name in ("speech", "polarity", "certainty", "modality", "mode")}
    for name, word in words.items():
        if word is not None and not isinstance(word, str):
            return f'claim {id_}: "{name}" must be a word.'
    return Record(
        id=id_,
        line=line,
        source=_word(value.get("source")),
        origin=_word(value.get("origin")) or id_,
        recorded=recorded,
        supersedes=supersedes,
        withdraws=withdraws,
        kind=kind_of(
            type_ or "",
            roles[0],
            roles[1],
            **words,
            ends=ends,
            counted=_counted(event.get("objects")) if counts_things(agreement) else (),
        ),
        place=place,
        start=start,
        end=end,
    )


def _word(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _ids(value: Any) -> tuple[str, ...] | None:
    if value is None:
        return ()
    if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
        return None
    return tuple(dict.fromkeys(value))


def recorded_at(value: Any) -> int | None:
    """When a line was recorded; None unless it is an instant with an offset."""
    if not isinstance(value, str):
        return None
    try:
        return microseconds(anchored(value, "UTC")) if is_instant(value) else None
    except (ValueError, OverflowError):
        return None


def _window(time: Any, timezone: str, recorded: int) -> tuple[int, int, Ends] | str:
    """(start, end, which of them were given) of a window, an open end read up to and including ``recorded``."""
    if time is None:
        time = {}
    if not isinstance(time, dict):
        return '"time" must be an object with "start" and "end".'
    ends: list[int | None] = []
    for name in ("start", "end"):
        written = time.get(name)
        if written is None:
            ends.append(None)
            continue
        try:
            ends.append(microseconds(anchored(written, timezone)))
        except (ValueError, TypeError, AttributeError, OverflowError):
            return f'"{name}" is {written!r}, which is no day, time or instant.'
    start, end = ends
    if start is not None and end is not None:
        if end < start:
            return ENDS_FIRST
        return start, max(end, start + 1), "both"
    last = recorded if start is None else max(recorded, start)
    return (
        SINCE_EVER if start is None else start,
        last + 1 if end is None else end,
        "open" if start is None else "start",
    )


def read_place(value: Any, agreement: Agreement) -> Place | str | None:
    """The place of a line, or one sentence about what is wrong with it."""
    if value is None:
        return None
    if not isinstance(value, dict):
        return '"place" must be an object.'
    zone = value.get("zone")
    if zone is not None:
        if not any(z.id == zone for z in agreement.zones):
            return f"zone {zone!r} is not in the agreement."
        return Place(zone=zone)
    id_ = value.get("id") if isinstance(value.get("id"), str) else None
    within = _ids(value.get("within")) or ()
    geometry = value.get("geometry") or (value if value.get("type") in ("Polygon", "MultiPolygon") else None)
    if isinstance(geometry, dict):
        if not _is_shape(geometry):
            return "its geometry is no usable GeoJSON polygon."
        return Place(id=id_, geometry=geometry, within=within)
    numbers = [value.get(name) for name in ("lat", "lon")]
    if numbers == [None, None]:
        # Named and not on the map is somewhere: not the same as no place at all.
        name = value.get("name") if isinstance(value.get("name"), str) else None
        return Place(id=id_, name=name, within=within) if id_ or name or within else None
    radius = value.get("radius_km")
    numbers.append(0.0 if radius is None else radius)
    if not all(map(_is_number, numbers)):
        return '"lat", "lon" and "radius_km" must be numbers.'
    lat, lon, radius_km = (float(n) for n in numbers if n is not None)
    if not (-90 <= lat <= 90 and -180 <= lon <= 180 and radius_km >= 0):
        return f"{lat}, {lon} with radius {radius_km} km is no place on Earth."
    return Place(id=id_, lat=lat, lon=lon, radius_km=radius_km, within=within)


def _is_number(value: Any) -> bool:
    # No measure on Earth is this large, and an integer of a thousand digits is no float.
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e9


def _is_shape(geometry: Mapping[str, Any]) -> bool:
    rings = geometry.get("coordinates")
    if geometry.get("type") == "MultiPolygon":
        if not isinstance(rings, list) or not all(isinstance(polygon, list) and polygon for polygon in rings):
            return False
        rings = [ring for polygon in rings for ring in polygon]
    if not isinstance(rings, list) or not rings or not all(isinstance(ring, list) for ring in rings):
        return False
    return all(len(r) >= 4 and all(map(_is_position, r)) and r[0] == r[-1] for r in rings) and is_drawable(geometry)


def _is_position(value: Any) -> bool:
    return isinstance(value, list) and 2 <= len(value) <= 4 and all(map(_is_number, value)) and abs(value[1]) <= 90
