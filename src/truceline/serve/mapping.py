"""The map as an SVG drawn here: zones with their margins, and what was reported as areas, never as points.

A disc is as wide as the source is vague and a hatch says how exact the place is; no coordinate is finer than what the
release lets through. Drawn on a plate carrée scaled at the middle latitude, which over the few hundred kilometres of
an agreement is true to about a hundredth. Borders and coasts: Natural Earth, 1:10m, thinned to a kilometre.
"""

from __future__ import annotations

import functools
import gzip
import json
import math
from collections.abc import Iterable, Iterator, Sequence
from importlib import resources
from typing import Any, NamedTuple

import shapely
from markupsafe import Markup
from shapely.geometry.base import BaseGeometry

from truceline.geometry import Zones, outline_of
from truceline.memory import Published
from truceline.model.claim import Claim
from truceline.model.status import Cell
from truceline.model.world import Place
from truceline.serve.here import Here
from truceline.serve.rendering import FACES, face

WIDTH, HEIGHT = 640, 440
_KM_PER_DEGREE = 111.2
#: UCDP ``where_prec`` -> how far apart the lines of the hatch are, in pixels.
_HATCH = {1: 4, 2: 5, 3: 7, 4: 10, 5: 13, 6: 16, 7: 18}
_WEIGHT = {name: number for number, name in enumerate(FACES)}


class Area(NamedTuple):
    """One place with the claims about it; ``face`` is the heaviest mark of a cell that names one of them."""

    place: Place
    shape: BaseGeometry
    claims: tuple[Claim, ...]
    face: str

    @property
    def name(self) -> str:
        """What the place is called."""
        return self.place.name or self.place.zone or f"{self.place.lat}, {self.place.lon}"


class Frame(NamedTuple):
    """From degrees to the drawing."""

    west: float
    north: float
    scale: float
    squeeze: float

    def point(self, lon: float, lat: float) -> tuple[float, float]:
        """Where a point is drawn, to a tenth of a pixel."""
        return round((lon - self.west) * self.squeeze * self.scale, 1), round((self.north - lat) * self.scale, 1)

    @property
    def km(self) -> float:
        """Pixels of a kilometre."""
        return self.scale / _KM_PER_DEGREE


def areas_of(view: Published, claims: Sequence[Claim], cells: Iterable[Cell]) -> list[Area]:
    """Claims by place, the widest area first, so that none hides another."""
    zones = Zones({zone.id: zone for zone in view.agreement.zones})
    faces: dict[str, str] = {}
    for cell in cells:
        if "/" in cell.day or "+" in cell.party:
            continue  # a period names every claim of its days; an area is of those days that it tells of
        name = face(cell)
        for id_ in cell.claims:
            faces[id_] = min(faces.get(id_, name), name, key=_WEIGHT.__getitem__)
    found: dict[tuple[object, ...], list[Claim]] = {}
    for claim in claims:
        place = claim.event.place if claim.event is not None else None
        if place is None or claim.event is None:
            continue
        found.setdefault((place.id, place.name, place.zone, place.lat, place.lon, place.radius_km), []).append(claim)
    areas = []
    for together in found.values():
        place = together[0].event.place  # type: ignore[union-attr]
        outline = outline_of(place, zones) if place is not None else None
        if place is None or outline is None:
            continue
        marks = [faces[c.id] for c in together if c.id in faces]
        mark = min(marks, key=_WEIGHT.__getitem__, default="silent")
        areas.append(Area(place, shapely.from_geojson(json.dumps(outline)), tuple(together), mark))
    return sorted(areas, key=lambda area: (-area.shape.area, area.name))


def map_svg(view: Published, here: Here, claims: Sequence[Claim], cells: Sequence[Cell] = ()) -> Markup:
    """The drawing, with each area a link to what is told of it; words when there is nothing to draw."""
    zones = Zones({zone.id: zone for zone in view.agreement.zones})
    drawn = []
    for zone in view.agreement.zones:
        inner, outer = zones.outline(zone.id)
        if outer is not None:
            drawn.append((zone, None if inner is None else _shape(inner), _shape(outer)))
    areas = areas_of(view, claims, cells)
    if not drawn and not areas:
        return Markup("<p class='note'>{}</p>").format(here.words("No zone of this agreement is drawn."))
    frame, height = _frame([shape for _, _, shape in drawn] or [area.shape for area in areas])
    parts = list(_svg(frame, height, drawn, areas, here))
    title = here.words("Map: zones of the agreement, and areas that reports tell of")
    return Markup(
        '<svg class="drawing" viewBox="0 0 {} {}" role="group" aria-label="{}" xmlns="http://www.w3.org/2000/svg">{}</svg>'
    ).format(WIDTH, height, title, Markup("\n").join(parts))


def _svg(frame: Frame, height: int, drawn: Sequence[Any], areas: Sequence[Area], here: Here) -> Iterator[Markup]:
    yield Markup("<defs>{}</defs>").format(Markup().join(_hatches(areas)))
    box = shapely.box(*_corners(frame, height))
    for line in borders():
        if shapely.intersects(line, box):
            yield Markup('<path class="border" d="{}"/>').format(_path(shapely.intersection(line, box), frame))
    for _, inner, outer in drawn:
        if inner is None or not inner.equals(outer):
            yield Markup('<path class="margin" d="{}"/>').format(_path(outer, frame))
        if inner is not None:
            yield Markup('<path class="zone" d="{}"/>').format(_path(inner, frame))
    taken: list[tuple[float, float, float, float]] = []
    for zone, _, outer in drawn:
        x, y = frame.point(*_north_of(outer))
        label = zone.name or zone.id
        if _free(taken, x, y - 8, label):
            yield Markup('<text class="zone-name" x="{}" y="{}" text-anchor="middle">{}</text>').format(x, y - 8, label)
    for area in areas:
        href = here.filtered("/incidents", place=area.place.id or area.place.name)
        number = here.words.many(len(area.claims), "1 claim", "{n} claims")
        words = f"{area.name}: {number}{here.precision(area.place)}"
        x, y = frame.point(area.shape.centroid.x, area.shape.centroid.y)
        label = Markup()
        if area.place.zone is None and _free(taken, x, y, area.name):
            label = Markup('<text x="{}" y="{}" text-anchor="middle">{}</text>').format(x, y + 4, area.name)
        if area.place.zone is not None:
            continue
        yield Markup(
            '<a href="{}"><title>{}</title><path class="area on-{}" fill="url(#h-{}-{})" d="{}"/>{}</a>'
        ).format(href, words, area.face, area.face, _spacing(area), _path(area.shape, frame), label)
    yield from _scale(frame, height, here)


def _hatches(areas: Sequence[Area]) -> Iterator[Markup]:
    """One pattern for each mark and precision that is drawn."""
    for name, step in sorted({(area.face, _spacing(area)) for area in areas}):
        yield Markup(
            '<pattern id="h-{}-{}" width="{}" height="{}" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
            '<rect width="{}" height="{}" class="wash on-{}"/><path d="M0 0V{}" class="hatch on-{}"/></pattern>'
        ).format(name, step, step, step, step, step, name, step, name)


def _spacing(area: Area) -> int:
    return _HATCH.get(area.place.precision or 5, 13)


def _scale(frame: Frame, height: int, here: Here) -> Iterator[Markup]:
    """A bar of a round number of kilometres."""
    wanted = 120 / frame.km
    step = 10.0 ** math.floor(math.log10(wanted))
    length = next(n * step for n in (5, 2, 1) if n * step <= wanted)
    pixels = round(length * frame.km, 1)
    yield Markup('<path class="scale" d="M16 {}h{}"/><text x="16" y="{}">{}</text>').format(
        height - 14, pixels, height - 20, here.words("{n} km", n=f"{length:g}")
    )


def _frame(shapes: Sequence[BaseGeometry]) -> tuple[Frame, int]:
    """What holds all of the shapes with some room around them."""
    west, south, east, north = shapely.total_bounds(shapely.GeometryCollection(list(shapes)))
    middle = (south + north) / 2
    squeeze = max(math.cos(math.radians(middle)), 0.05)
    pad = max((east - west) * squeeze, north - south, 0.05) * 0.12
    west, east = west - pad / squeeze, east + pad / squeeze
    south, north = south - pad, north + pad
    scale = min(WIDTH / ((east - west) * squeeze), HEIGHT / (north - south))
    wide = WIDTH / (squeeze * scale)
    west -= (wide - (east - west)) / 2
    return Frame(west, north, scale, squeeze), max(200, round((north - south) * scale))


def _corners(frame: Frame, height: int) -> tuple[float, float, float, float]:
    east = frame.west + WIDTH / (frame.squeeze * frame.scale)
    return frame.west, frame.north - height / frame.scale, east, frame.north


def _path(shape: BaseGeometry, frame: Frame) -> str:
    """A shape as the data of a path."""
    parts = []
    for part in shapely.get_parts(shape):
        rings = [part.exterior, *part.interiors] if part.geom_type == "Polygon" else [part]
        for ring in rings:
            if ring.geom_type not in ("LineString", "LinearRing") or ring.is_empty:
                continue
            points = [frame.point(x, y) for x, y in shapely.get_coordinates(ring)]
            parts.append("M" + "L".join(f"{x:g} {y:g}" for x, y in points))
            if part.geom_type == "Polygon":
                parts.append("Z")
    return "".join(parts)


def _north_of(shape: BaseGeometry) -> tuple[float, float]:
    """The northernmost corner of a shape."""
    x, y = max(shapely.get_coordinates(shape), key=lambda corner: (corner[1], -corner[0]))
    return float(x), float(y)


def _free(taken: list[tuple[float, float, float, float]], x: float, y: float, words: str) -> bool:
    """True when a label does not lie over another; its place is then taken."""
    half = len(words) * 3.4
    box = (x - half, y - 9, x + half, y + 9)
    if any(box[0] < t[2] and t[0] < box[2] and box[1] < t[3] and t[1] < box[3] for t in taken):
        return False
    taken.append(box)
    return True


def _shape(geometry: dict[str, Any]) -> BaseGeometry:
    return shapely.from_geojson(json.dumps(geometry))


@functools.cache
def borders() -> tuple[BaseGeometry, ...]:
    """Borders and coasts as lines in degrees."""
    packed = (resources.files("truceline.serve") / "data" / "borders.json.gz").read_bytes()
    lines = []
    for flat in json.loads(gzip.decompress(packed)):
        x = y = 0
        points = []
        for dx, dy in zip(flat[::2], flat[1::2], strict=True):
            x, y = x + dx, y + dy
            points.append((x / 1000, y / 1000))
        lines.append(shapely.LineString(points))
    return tuple(lines)
