"""Lines of claims -> records that are known, usable and live.

This is section 2 of the input form: what a line must have, what makes it unusable, and which later line kills which.
"""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import msgspec

from truceline.geometry import is_drawable
from truceline.model.agreement import Agreement
from truceline.model.claim import Claim
from truceline.model.moment import anchored, is_instant
from truceline.model.world import Place

_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_MICROSECOND = dt.timedelta(microseconds=1)
#: Before every instant that can be written: the start of a window that nobody gives.
SINCE_EVER = -(2**62)

_NO_ACT_SPEECH = frozenset({"threatens", "demands", "describes_term"})
_NO_ACT_MODALITY = frozenset({"future", "conditional", "required", "hypothetical"})


class Refusal(NamedTuple):
    """A line that cannot be used: its number (from 1) and one sentence about why."""

    line: int
    why: str


class _Line(NamedTuple):
    """A line that is a claim, and its record, or one sentence about why it has none."""

    number: int
    value: dict[str, Any]
    record: Record | str


class Record(NamedTuple):
    """One usable line. Times are microseconds since 1970 UTC; a window is half-open and never empty.

    ``bounded`` says that both its ends were given; ``counts`` that it tells of something that took place or did not.
    """

    id: str
    line: int
    source: str
    origin: str
    recorded: int
    supersedes: str | None
    withdraws: str | None
    type: str
    actors: tuple[str, ...]
    recipients: tuple[str, ...]
    place: Place | None
    start: int
    end: int
    bounded: bool
    starts: bool
    negative: bool
    certain: bool
    throughout: bool
    counts: bool


def microseconds(instant: dt.datetime) -> int:
    """Microseconds since 1970-01-01T00:00Z, exactly."""
    return (instant - _EPOCH) // _MICROSECOND


def decode_claims(
    lines: Iterable[bytes | str], agreement: Agreement, *, as_of: str | None = None
) -> tuple[tuple[Record, ...], tuple[Refusal, ...]]:
    """Read claims as JSON Lines: the usable records that are known at ``as_of``, and every line that cannot be used.

    Lines of another ``kind`` are passed over; equal lines with one id count once; the order of the lines never matters.
    """
    until = None if as_of is None else microseconds(anchored(as_of, agreement.timezone))
    refused: list[Refusal] = []
    known: list[_Line] = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            value = json.loads(line, parse_constant=_no_constant)
        except (ValueError, RecursionError):
            refused.append(Refusal(number, "it is not JSON; give one object a line."))
            continue
        if not isinstance(value, dict):
            refused.append(Refusal(number, "it is not a JSON object."))
            continue
        if value.get("kind") not in (None, "claim"):
            continue
        recorded = _instant(value.get("recorded"))
        if until is not None and recorded is not None and recorded > until:
            continue
        known.append(_Line(number, value, _record(value, number, agreement)))
    records, more = _sorted_out(known)
    return records, tuple(sorted(refused + more))


def records_of(
    claims: Sequence[Claim], agreement: Agreement, *, as_of: str | None = None
) -> tuple[tuple[Record, ...], tuple[Refusal, ...]]:
    """The records of claims, by way of their lines: a claim and its line can never mean two things."""
    return decode_claims([msgspec.json.encode(claim) for claim in claims], agreement, as_of=as_of)


def live(records: Sequence[Record]) -> tuple[Record, ...]:
    """The records that no live record withdraws, supersedes, or supersedes later in their place."""
    killers: defaultdict[str, list[str]] = defaultdict(list)
    rivals: defaultdict[str, list[Record]] = defaultdict(list)
    for record in records:
        target = record.withdraws or record.supersedes
        if target is not None:
            killers[target].append(record.id)
        if record.supersedes is not None:
            rivals[record.supersedes].append(record)
    rank: dict[str, tuple[str, int]] = {}
    for target, group in rivals.items():
        group.sort(key=lambda r: (r.recorded, r.id))
        rank |= {record.id: (target, i) for i, record in enumerate(group)}
    # A node is a record, or one of the places in a queue of rivals: "is any of them from here on live?".
    alive: dict[str | tuple[str, int], bool] = {}

    def needed(node: str | tuple[str, int]) -> list[str | tuple[str, int]]:
        if isinstance(node, str):
            place = rank.get(node)
            return [*killers[node], *([] if place is None else [(place[0], place[1] + 1)])]
        target, i = node
        return [] if i >= len(rivals[target]) else [rivals[target][i].id, (target, i + 1)]

    for root in records:
        stack: list[str | tuple[str, int]] = [root.id]
        while stack:
            node = stack[-1]
            waiting = [n for n in needed(node) if n not in alive] if node not in alive else []
            if waiting:
                stack += waiting
                continue
            stack.pop()
            if node not in alive:
                found = any(alive[n] for n in needed(node))
                alive[node] = not found if isinstance(node, str) else found
    return tuple(r for r in records if alive[r.id])


def _record(value: Mapping[str, Any], line: int, agreement: Agreement) -> Record | str:
    """The record of a line, or one sentence about what is wrong with it."""
    id_ = value.get("id")
    if not isinstance(id_, str) or not id_:
        return 'it has no "id"; give it one.'
    recorded = _instant(value.get("recorded"))
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
    place = _place(event.get("place"), agreement)
    if isinstance(place, str):
        return f"claim {id_}: {place}"
    window = _window(event.get("time"), agreement.timezone, recorded)
    if isinstance(window, str):
        return f"claim {id_}: {window}"
    start, end, bounded, starts = window
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
        type=type_ or "",
        actors=roles[0],
        recipients=roles[1],
        place=place,
        start=start,
        end=end,
        bounded=bounded,
        starts=starts,
        negative=words["polarity"] == "negative" or words["speech"] == "denies",
        certain=words["certainty"] in (None, "certain"),
        throughout=words["mode"] == "throughout",
        counts=bool(type_) and words["speech"] not in _NO_ACT_SPEECH and words["modality"] not in _NO_ACT_MODALITY,
    )


def _word(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _ids(value: Any) -> tuple[str, ...] | None:
    if value is None:
        return ()
    if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
        return None
    return tuple(dict.fromkeys(value))


def _instant(value: Any) -> int | None:
    if not isinstance(value, str):
        return None
    try:
        return microseconds(anchored(value, "UTC")) if is_instant(value) else None
    except (ValueError, OverflowError):
        return None


def _window(time: Any, timezone: str, recorded: int) -> tuple[int, int, bool, bool] | str:
    """(start, end, both given, start given) of a window, an open end read up to and including ``recorded``."""
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
            return "its time ends before it starts."
        return start, max(end, start + 1), True, True
    last = recorded if start is None else max(recorded, start)
    return SINCE_EVER if start is None else start, last + 1 if end is None else end, False, start is not None


def _place(value: Any, agreement: Agreement) -> Place | str | None:
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


def _sorted_out(known: Sequence[_Line]) -> tuple[tuple[Record, ...], list[Refusal]]:
    """The records of the lines that can be used, each id once, and why each of the others cannot."""
    refused: list[Refusal] = []
    by_id: defaultdict[str, list[_Line]] = defaultdict(list)
    for line in known:
        id_ = line.value.get("id")
        if isinstance(id_, str) and id_:
            by_id[id_].append(line)
        elif isinstance(line.record, str):
            refused.append(Refusal(line.number, line.record))
    records: dict[str, Record] = {}
    for id_, entries in by_id.items():
        record = entries[0].record
        if any(not _same(line.value, entries[0].value) for line in entries[1:]):
            numbers = ", ".join(str(line.number) for line in entries)
            why = f"claim {id_}: lines {numbers} have this id and differ."
            refused += [Refusal(line.number, why) for line in entries]
        elif isinstance(record, str):
            refused += [Refusal(line.number, str(line.record)) for line in entries]
        else:
            records[id_] = record
    for id_ in _cyclic(records):
        del records[id_]
        why = f"claim {id_}: its supersedes or withdraws leads back to itself."
        refused += [Refusal(line.number, why) for line in by_id[id_]]
    return tuple(sorted(records.values(), key=lambda r: r.id)), refused


def _no_constant(word: str) -> Any:
    raise ValueError(f"{word} is no JSON")


def _same(a: Any, b: Any) -> bool:
    """Equal as JSON values: 1 is 1.0, but true is not 1. Without recursion, since a line may be deeply nested."""
    pairs = [(a, b)]
    while pairs:
        x, y = pairs.pop()
        if isinstance(x, dict) and isinstance(y, dict):
            if x.keys() != y.keys():
                return False
            pairs += [(x[key], y[key]) for key in x]
        elif isinstance(x, list) and isinstance(y, list):
            if len(x) != len(y):
                return False
            pairs += zip(x, y, strict=True)
        elif isinstance(x, bool) is not isinstance(y, bool) or x != y:
            return False
    return True


def _cyclic(records: Mapping[str, Record]) -> set[str]:
    """The ids that stand on a cycle of references; each record refers to one other at most."""
    cyclic: set[str] = set()
    done: set[str] = set()
    for root in records:
        path: list[str] = []
        at: dict[str, int] = {}
        id_: str | None = root
        while id_ is not None and id_ in records and id_ not in done:
            if id_ in at:
                cyclic |= set(path[at[id_] :])
                break
            at[id_] = len(path)
            path.append(id_)
            id_ = records[id_].supersedes or records[id_].withdraws
        done |= set(path)
    return cyclic
