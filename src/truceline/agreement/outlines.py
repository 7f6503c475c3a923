"""Outlines of zones, and lines that zones lie along: in the file itself, or in a GeoJSON file beside it (RFC 7946)."""

from __future__ import annotations

import json
import math
import pathlib
from typing import Any, Literal

import msgspec
import shapely
from shapely.validation import explain_validity

from truceline.agreement.findings import did_you_mean, shown
from truceline.agreement.tree import MAX_BYTES

#: Points of one outline. Buffers and intersections stay fast below it, and no text describes a line finer.
MAX_VERTICES = 5_000


#: An area is one or several polygons; a line is one or several lines.
Kind = Literal["area", "line"]
_NOUN: dict[Kind, str] = {"area": "polygon", "line": "line"}
_PLACE: dict[Kind, str] = {"area": "geometry", "line": "line"}


class OutlineError(ValueError):
    """An outline cannot be used; its text is the problem in words."""


def outline(written: str | dict[str, Any], folder: pathlib.Path | None, kind: Kind = "area") -> dict[str, Any]:
    """The checked area or line, ``{"type": "Polygon", "coordinates": [[[lon, lat], …]]}``; OutlineError otherwise."""
    return _checked(_from_file(written, folder) if isinstance(written, str) else written, kind)


def _from_file(reference: str, folder: pathlib.Path | None) -> Any:
    name, _, wanted = reference.partition("#")
    said = f'"{shown(name)}"'
    if folder is None:
        raise OutlineError(f"{said} cannot be read: this agreement was not read from a folder; write the polygon out.")
    if "\\" in name or "\0" in name or pathlib.PurePosixPath(name).is_absolute() or ".." in name.split("/"):
        raise OutlineError(f"{said} must be a path below the agreement's own folder, like zones/idlib.geojson#id.")
    try:
        root = folder.resolve()
        path = (root / name).resolve()
        if not path.is_relative_to(root):
            raise OutlineError(f"{said} leads out of the agreement's own folder.")
        if not path.is_file():
            raise OutlineError(f"there is no file {said} in the agreement's folder.")
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except (OSError, RuntimeError) as error:  # RuntimeError: a loop of symbolic links
        raise OutlineError(f"{said} cannot be read: {getattr(error, 'strerror', None) or 'bad path'}.") from error
    if len(data) > MAX_BYTES:
        raise OutlineError(f"{said} is larger than {MAX_BYTES:,} bytes.")
    try:
        found = msgspec.json.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise OutlineError(f"{said} is not JSON.") from error
    return _feature(found, wanted, said)


def _feature(found: Any, wanted: str, said: str) -> Any:
    if isinstance(found, dict) and found.get("type") == "FeatureCollection":
        features = [f for f in _list(found.get("features")) if isinstance(f, dict)]
    else:
        features = [found] if isinstance(found, dict) and found.get("type") == "Feature" else []
        if not features and not wanted:
            return found
    by_id = {str(_feature_id(feature)): feature for feature in reversed(features)}
    if not wanted:
        if len(features) != 1:
            raise OutlineError(f'{said} has {len(features)} features; name one of them: "file.geojson#id".')
        return features[0].get("geometry")
    if wanted not in by_id:
        raise OutlineError(f'{said} has no feature "{shown(wanted)}"{did_you_mean(wanted, by_id)}')
    return by_id[wanted].get("geometry")


def _feature_id(feature: dict[str, Any]) -> object:
    properties = feature.get("properties")
    return feature.get("id", properties.get("id") if isinstance(properties, dict) else None)


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _checked(geometry: Any, kind: Kind) -> dict[str, Any]:
    name = geometry.get("type") if isinstance(geometry, dict) else None
    single, several = ("Polygon", "MultiPolygon") if kind == "area" else ("LineString", "MultiLineString")
    if name not in (single, several):
        said = shown(json.dumps(name)) if name else "that"
        raise OutlineError(f"the {_PLACE[kind]} must be a GeoJSON {single} or {several}, not {said}.")
    parts = _list(geometry.get("coordinates"))
    if name == single:
        parts = [parts]
    if not parts:
        raise OutlineError(f"the {_NOUN[kind]} is empty.")
    lines = [_list(line) for part in parts for line in (_list(part) if kind == "area" else [part])]
    count = sum(map(len, lines))
    if count > MAX_VERTICES:
        raise OutlineError(f"the {_NOUN[kind]} has {count:,} points; at most {MAX_VERTICES:,} can be used.")
    found: list[Any]
    if kind == "area":
        found = [_rings(_list(part)) for part in parts]
        _sound(found)
    else:
        found = [_course(_list(part)) for part in parts]
    return {"type": name, "coordinates": found[0] if name == single else found}


def _course(line: list[Any]) -> list[list[float]]:
    points = [_point(point, "line") for point in line]
    if len({tuple(point) for point in points}) < 2:
        raise OutlineError(f"the line has {len(points)} point(s); it needs at least two that differ.")
    return points


def _rings(polygon: list[Any]) -> list[list[list[float]]]:
    """The outer ring of a polygon, and its holes."""
    rings = [[_point(point, "area") for point in _list(ring)] for ring in polygon or [[]]]
    for points in rings:
        if len(points) < 4:
            raise OutlineError(
                f"the polygon's ring has {len(points)} point(s); it needs at least 4, the last like the first."
            )
        if points[0] != points[-1]:
            raise OutlineError("the polygon's ring is open; its last point must be like its first.")
        reason = explain_validity(shapely.Polygon(points))
        if reason != "Valid Geometry":
            raise OutlineError(f"the polygon's ring crosses or touches itself ({reason}).")
    return rings


def _sound(polygons: list[list[list[list[float]]]]) -> None:
    """OutlineError where holes lie outside, or parts overlap."""
    shapes = [shapely.Polygon(rings[0], rings[1:]) for rings in polygons]
    reason = explain_validity(shapely.MultiPolygon(shapes))
    if reason != "Valid Geometry":
        raise OutlineError(f"the polygon's rings cross, or lie where they cannot ({reason}).")


def _point(point: object, kind: Kind) -> list[float]:
    numbers = _list(point)
    if len(numbers) != 2 or not all(isinstance(n, int | float) and not isinstance(n, bool) for n in numbers):
        raise OutlineError(f"a point of the {_NOUN[kind]} is {shown(str(point))}; it must be [longitude, latitude].")
    lon, lat = (float(min(max(n, -1e9), 1e9)) if n == n else math.nan for n in numbers)
    if not -180 <= lon <= 180 or not -90 <= lat <= 90:
        raise OutlineError(
            f"a point of the {_NOUN[kind]} is {shown(str(point))}, which is not on the globe; "
            "longitude (-180 to 180) comes first, latitude (-90 to 90) second."
        )
    return [lon, lat]
