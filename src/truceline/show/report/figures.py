"""Drawings as SVG, made here and not by a library: a map of areas, and the week's counts by status.

They are read in greyscale: every status has its shape and its number, every area its hatching. Nothing is a dot.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any, NamedTuple

from truceline.geometry import Zones, corners_of, outline_of
from truceline.model.agreement import Agreement
from truceline.model.selection import Listed
from truceline.model.status import Cell, Grade, Status
from truceline.show.exports import lacks
from truceline.show.marks import Mark, mark_of, visible
from truceline.show.words import Words

#: The statuses that the week is counted by, in this order.
COUNTED = (
    Status.BREACHED,
    Status.DISPUTED,
    Status.ALLEGED,
    Status.KEPT,
    Status.EXCUSED,
    Status.SUSPENDED,
    Status.UNKNOWN,
)
_INK = "#1b2733"
_FAINT = "#64717d"
FONT = "Plex, 'Plex Ext', Amiri, 'IBM Plex Sans', 'IBM Plex Sans Arabic', sans-serif"

#: The shape of each mark in a square of 16 by 16: strokes only, so that they print anywhere.
SHAPES: dict[str, str] = {
    "o": '<circle cx="8" cy="8" r="5"/>',
    "~": '<path d="M2 9q3-5 6-1t6-1"/>',
    ".": '<circle cx="8" cy="8" r="1.3" fill="currentColor"/>',
    ":": '<circle cx="8" cy="5" r="1.3" fill="currentColor"/><circle cx="8" cy="11" r="1.3" fill="currentColor"/>',
    "k": '<path d="M2.5 8.5l3.5 4 7.5-9"/>',
    "a": '<path d="M4 14L12 2"/>',
    "d": '<path d="M2.5 6h11M2.5 10h11M11 2.5L5 13.5"/>',
    "b": '<path d="M3 3l10 10M13 3L3 13"/>',
    "e": '<path d="M2 4l7 8M9 4L2 12M12 9h3M12 9v4h3M12 11h2"/>',
    "n": '<path d="M4 13V3l8 10V3"/>',
}


def mark_svg(mark: Mark, says: str, *, size: int = 12) -> str:
    """A mark as a drawing with its word for those who do not see it."""
    return (
        f'<svg class="mark" width="{size}" height="{size}" viewBox="0 0 16 16" role="img" aria-label="{escape(says)}"'
        f' fill="none" stroke="currentColor" stroke-width="1.8">{SHAPES[mark.ascii]}</svg>'
    )


class Drawn(NamedTuple):
    """A drawing, the same in words, and how wide and high it is; empty where there is nothing to be drawn."""

    svg: str
    says: str
    width: int
    height: int


# ------------------------------------------------------------ the week


def trend(cells: Iterable[Cell], days: Sequence[str], words: Words) -> Drawn:
    """How many cells had each status on each day: the drawing, and the same in words."""
    counts: dict[Status, Counter[str]] = {status: Counter() for status in COUNTED}
    for cell in cells:
        silent = cell.pro is Grade.NONE and cell.con is Grade.NONE and cell.status is Status.UNKNOWN
        if cell.day in days and cell.status in counts and not silent:
            counts[cell.status][cell.day] += 1
    shown = [status for status in COUNTED if counts[status]]
    left, row, column, top = 150, 30, 66, 26
    width, height = left + column * len(days) + 10, top + row * max(1, len(shown)) + 8
    most = max((n for status in shown for n in counts[status].values()), default=1)
    rtl = words.direction == "rtl"

    def x(at: float) -> float:
        return width - at if rtl else at

    parts = [_open(width, height, words("Cells by status, day by day"), "w")]
    for at, day in enumerate(days):
        middle = x(left + column * at + column / 2)
        label = f"{words.weekday(day)} {int(day[8:])}" if words.language == "en" else str(int(day[8:]))
        parts.append(_text(middle, 16, label, anchor="middle", size=11))
    for line, status in enumerate(shown):
        base = top + row * line + row - 6
        word = words(_word(status))
        parts.append(_shape(x(left - 14), base - 14, status))
        if words.language == "en":
            parts.append(_text(left - 28, base - 3, word, anchor="end", size=11))
        parts.append(f'<path d="M{x(left):g} {base}H{x(width - 10):g}" stroke="#c8d0d7" stroke-width="0.7"/>')
        for at, day in enumerate(days):
            number = counts[status][day]
            if number:
                tall = max(3.0, (row - 13) * number / most)
                begin = min(x(left + column * at + 14), x(left + column * at + 34))
                parts.append(
                    f'<rect x="{begin:g}" y="{base - tall:.1f}" width="20" height="{tall:.1f}"'
                    f' fill="url(#w-{_HATCH_OF[status]})" stroke="{_INK}" stroke-width="0.8"/>'
                )
                parts.append(_text(x(left + column * at + 46), base - 2, str(number), anchor="middle", size=11))
    parts.append("</svg>")
    said = words.listed(
        [
            f"{words(_word(status))}: "
            + ", ".join(f"{words.day(day, year=False)} {counts[status][day]}" for day in days if counts[status][day])
            for status in shown
        ]
    )
    return Drawn("".join(parts), said or words("No cell of these days has any evidence."), width, height)


_HATCH_OF = {
    Status.BREACHED: "full",
    Status.DISPUTED: "cross",
    Status.ALLEGED: "slant",
    Status.KEPT: "none",
    Status.EXCUSED: "dots",
    Status.SUSPENDED: "flat",
    Status.UNKNOWN: "wide",
}
_PATTERNS = (
    '<defs><pattern id="@-slant" width="5" height="5" patternUnits="userSpaceOnUse"><path d="M0 5L5 0" {s}/></pattern>'
    '<pattern id="@-cross" width="5" height="5" patternUnits="userSpaceOnUse"><path d="M0 5L5 0M0 0L5 5" {s}/>'
    "</pattern>"
    '<pattern id="@-flat" width="5" height="4" patternUnits="userSpaceOnUse"><path d="M0 2H5" {s}/></pattern>'
    '<pattern id="@-wide" width="9" height="9" patternUnits="userSpaceOnUse"><path d="M0 9L9 0" {s}/></pattern>'
    '<pattern id="@-dots" width="5" height="5" patternUnits="userSpaceOnUse"><circle cx="2" cy="2" r="0.9"/></pattern>'
    '<pattern id="@-none" width="5" height="5" patternUnits="userSpaceOnUse"><path d="M0 0" {s}/></pattern>'
    '<pattern id="@-full" width="5" height="5" patternUnits="userSpaceOnUse"><rect width="5" height="5" fill="{i}"/>'
    "</pattern></defs>"
).format(s=f'stroke="{_INK}" stroke-width="0.9"', i=_INK)


def _shape(x: float, y: float, status: Status) -> str:
    """The mark of a status: what the words under the drawing name. (Renderers of PDF do not shape Arabic in SVG.)"""
    shape = SHAPES[mark_of(_example(status)).ascii].replace("currentColor", _INK)
    moved = f'transform="translate({x - 6:g} {y:g}) scale(0.75)"'
    return f'<g {moved} fill="none" stroke="{_INK}" stroke-width="2">{shape}</g>'


def _word(status: Status) -> str:
    return mark_of(_example(status)).word


def _example(status: Status) -> Cell:
    return Cell(term="", party="", day="", status=status, pro=Grade.POSSIBLE, con=Grade.NONE)


# ------------------------------------------------------------ the map


def area_map(agreement: Agreement, claims: Sequence[Listed], words: Words) -> Drawn:
    """The zones of an agreement and the areas within which claims place what they tell."""
    zones = Zones({zone.id: zone for zone in agreement.zones})
    areas = _areas(claims, zones)
    drawn = [(zone, zones.outline(zone.id)) for zone in agreement.zones]
    shapes = [outer for _, (_, outer) in drawn if outer] + [area.outline for area in areas]
    off = sum("not on map" in lacks(listed.claim) for listed in claims)
    undated = sum("no date" in lacks(listed.claim) for listed in claims)
    trays = words("Not on the map: {off}. Without a date: {undated}.", off=off, undated=undated)
    if not shapes:
        return Drawn("", trays, 0, 0)
    frame = _Frame([corner for shape in shapes for corner in corners_of(shape)])
    parts = [_open(frame.width, frame.height, words("Map of areas"), "m")]
    for zone, (inner, outer) in drawn:
        if outer is None:
            continue
        parts.append(f'<path d="{frame.path(outer)}" fill="#eef2f5" stroke="{_FAINT}" stroke-dasharray="6 4"/>')
        if inner is not None and inner != outer:
            parts.append(f'<path d="{frame.path(inner)}" fill="none" stroke="{_FAINT}" stroke-width="0.6"/>')
        x, y = frame.top_of(outer)
        label = zone.name if zone.name and zone.name.isascii() else zone.id
        parts.append(_text(x, max(y - 5, 12), label, anchor="middle", size=11, fill=_FAINT))
    names: list[str] = []
    for area in areas:
        hatch = "wide" if area.radius >= 20 else ("slant" if area.radius >= 5 else "cross")
        parts.append(
            f'<path d="{frame.path(area.outline)}" fill="url(#m-{hatch})" fill-opacity="0.55" stroke="{_INK}"'
            ' stroke-width="1.1"/>'
        )
        label = words.many(area.claims, "1 claim", "{n} claims")
        names.append(f"{words.apart(area.name)}: {label}")
    taken: list[tuple[float, float]] = []
    for at, area in enumerate(areas):
        x, y = frame.middle_of(area.outline)
        while any(abs(x - a) < 19 and abs(y - b) < 19 for a, b in taken):
            x += 20  # areas around one middle have their numbers side by side
        taken.append((x, y))
        parts.append(_halo(x, y, str(at + 1)))
    parts.append(frame.scale())
    parts.append("</svg>")
    listed = words.listed([f"{at + 1} {name}" for at, name in enumerate(names)])
    return Drawn("".join(parts), f"{listed}. {trays}" if listed else trays, frame.width, frame.height)


class _Area(NamedTuple):
    name: str
    outline: dict[str, Any]
    radius: float
    claims: int


def _areas(claims: Sequence[Listed], zones: Zones) -> list[_Area]:
    """Each area once, the widest first, with how many claims place something in it."""
    counts: Counter[str] = Counter()
    found: dict[str, tuple[str, dict[str, Any], float]] = {}
    for listed in claims:
        place = listed.claim.event.place if listed.claim.event is not None else None
        outline = None if place is None else outline_of(place, zones)
        if place is None or outline is None:
            continue
        key = json.dumps(outline)
        corners = corners_of(outline)
        tall = max(y for _, y in corners) - min(y for _, y in corners)
        counts[key] += 1
        radius = place.radius_km if place.radius_km is not None else tall * 55
        found.setdefault(key, (visible(place.name or place.zone or "?"), outline, radius))
    areas = [_Area(name, outline, radius, counts[key]) for key, (name, outline, radius) in found.items()]
    return sorted(areas, key=lambda area: (-area.radius, area.name, json.dumps(area.outline)))


class _Frame:
    """From degrees to the page: a degree of longitude shrinks with the cosine of the middle latitude."""

    width = 640

    def __init__(self, corners: Sequence[tuple[float, float]]) -> None:
        xs, ys = [x for x, _ in corners], [y for _, y in corners]
        self._shrink = math.cos(math.radians((min(ys) + max(ys)) / 2))
        self._west, self._north = min(xs), max(ys)
        wide = max((max(xs) - min(xs)) * self._shrink, 1e-3)
        tall = max(max(ys) - min(ys), 1e-3)
        self._scale = min((self.width - 40) / wide, 420 / tall)
        self._left = (self.width - wide * self._scale) / 2
        self.height = round(tall * self._scale) + 60

    def at(self, lon: float, lat: float) -> tuple[float, float]:
        """A point on the page."""
        x = self._left + (lon - self._west) * self._shrink * self._scale
        return round(x, 1), round(24 + (self._north - lat) * self._scale, 1)

    def path(self, geometry: Mapping[str, Any]) -> str:
        """A GeoJSON Polygon or MultiPolygon as the ``d`` of a path."""
        polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
        rings = (ring for polygon in polygons for ring in polygon)
        return "".join(
            "M" + "L".join(f"{x:g} {y:g}" for x, y in (self.at(*p[:2]) for p in ring)) + "Z" for ring in rings
        )

    def top_of(self, geometry: Mapping[str, Any]) -> tuple[float, float]:
        """The highest point of a shape."""
        return min((self.at(x, y) for x, y in corners_of(geometry)), key=lambda p: (p[1], p[0]))

    def middle_of(self, geometry: Mapping[str, Any]) -> tuple[float, float]:
        """The middle of a shape's box."""
        points = [self.at(x, y) for x, y in corners_of(geometry)]
        xs, ys = [p[0] for p in points], [p[1] for p in points]
        return round((min(xs) + max(xs)) / 2, 1), round((min(ys) + max(ys)) / 2, 1)

    def scale(self) -> str:
        """A bar of a round number of kilometres."""
        pixels = self._scale / 111.2
        length = max((n for n in (1, 2, 5, 10, 20, 50, 100, 200, 500) if n * pixels <= 160), default=1)
        y = self.height - 16
        return f'<path d="M20 {y}v4h{length * pixels:.1f}v-4" fill="none" stroke="{_INK}"/>' + _text(
            20 + length * pixels + 8, y + 6, f"{length} km", anchor="start", size=11
        )


def _open(width: int, height: int, title: str, name: str) -> str:
    """The beginning of a drawing; ``name`` keeps its hatchings apart from those of another on the same page."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
        f' role="img" font-family="{FONT}"><title>{escape(title)}</title>{_PATTERNS.replace("@", name)}'
    )


def _text(x: float, y: float, words: str, *, anchor: str, size: int, fill: str = _INK) -> str:
    return (
        f'<text x="{x:g}" y="{y:g}" text-anchor="{anchor}" font-size="{size}" fill="{fill}">'
        f"{escape(visible(words))}</text>"
    )


def _halo(x: float, y: float, words: str) -> str:
    return f'<circle cx="{x:g}" cy="{y:g}" r="9" fill="#fff" stroke="{_INK}" stroke-width="0.8"/>' + _text(
        x, y + 4, words, anchor="middle", size=11
    )
