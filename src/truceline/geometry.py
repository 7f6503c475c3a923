"""Shapes and distances on the ellipsoid (WGS 84), with answers that may be "possible".

Distances between points and discs are geodesic (pyproj). Polygons are compared in an azimuthal equidistant projection
centred on the zone, so that a kilometre is a kilometre near it; degrees and Web Mercator are never used for distances.
The edges of a polygon are straight lines of that projection between the projected corners; for zones of some hundred
kilometres these are geodesics to within metres. (RFC 7946 draws edges straight in degrees; a side of 100 km along a
parallel at 36 degrees north then runs 0.15 km beside it, which the corners of a drawn zone or its margin outweigh.)
"""

from __future__ import annotations

import functools
import json
import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Geod, Transformer
from shapely.geometry.base import BaseGeometry

from truceline.model.agreement import Zone
from truceline.model.status import Truth
from truceline.model.world import Place

_GEOD = Geod(ellps="WGS84")


def distance_km(lat_a: float, lon_a: float, lat_b: float, lon_b: float) -> float:
    """Geodesic distance in kilometres between two points in degrees."""
    return float(_GEOD.inv(lon_a, lat_a, lon_b, lat_b)[2]) / 1000.0


def is_drawable(geometry: Mapping[str, Any]) -> bool:
    """True when a GeoJSON geometry can be drawn: its rings are closed and enclose something."""
    try:
        return bool(_drawn(geometry).area > 0)
    except shapely.GEOSException:
        return False


class Position(NamedTuple):
    """Where a place lies towards a zone: ``inside`` it (yes, possible, no) and whether it ``contains`` all of it."""

    inside: Truth
    contains: bool


_CODE = {Truth.NO: 0, Truth.POSSIBLE: 1, Truth.YES: 2}
_UNKNOWN = Position(Truth.POSSIBLE, False)


class Zones:
    """The zones of one agreement, ready to be asked about places. Answers are remembered."""

    def __init__(self, zones: Mapping[str, Zone]) -> None:
        self._zones = zones
        self._shapes: dict[str, _Shape | None] = {}
        self._answers: dict[tuple[str, Place], Position] = {}
        # A drawn place has no hash. It is known by its identity, and kept, so that no other can take that.
        self._drawn: dict[tuple[str, int], tuple[Place, Position]] = {}

    def position(self, place: Place | None, zone: str | None) -> Position:
        """Where ``place`` lies towards ``zone``; a term without a zone (None) has every place inside."""
        if zone is None:
            return Position(Truth.YES, place is None)
        if place is None:
            return _UNKNOWN
        if place.zone == zone:
            return Position(Truth.YES, True)
        if place.zone is not None and zone in self._around(place.zone):
            return Position(Truth.YES, self._by_geometry(place, zone).contains)
        if place.geometry is not None:
            drawn = (zone, id(place))
            if drawn not in self._drawn:
                self._drawn[drawn] = (place, self._position(place, zone))
            return self._drawn[drawn][1]
        key = (zone, place)
        if key not in self._answers:
            self._answers[key] = self._position(place, zone)
        return self._answers[key]

    def positions(
        self, places: Sequence[Place | None], zones: Iterable[str]
    ) -> dict[str, tuple[NDArray[np.uint8], NDArray[np.bool_]]]:
        """:meth:`position` of many places towards zones: inside (0 no, 1 possible, 2 yes), and which contain it."""
        found = {zone: (np.zeros(len(places), np.uint8), np.zeros(len(places), bool)) for zone in zones}
        discs = [i for i, place in enumerate(places) if place is not None and _is_disc(place)]
        told = [place for i in discs if (place := places[i]) is not None]
        lat = np.array([place.lat for place in told], dtype=float)
        lon = np.array([place.lon for place in told], dtype=float)
        radius = np.array([place.radius_km or 0.0 for place in told], dtype=float)
        drawn = {zone: shape for zone in found if (shape := self._shape(zone)) is not None}
        if drawn and discs:
            # One question for all: the distances between every place and the centre of every zone.
            centres = np.array([shape.centre for shape in drawn.values()])
            here = np.repeat(lon, len(drawn)), np.repeat(lat, len(drawn))
            there = np.tile(centres[:, 1], len(told)), np.tile(centres[:, 0], len(told))
            apart = np.asarray(_GEOD.inv(*here, *there)[2]).reshape(len(told), len(drawn)) / 1000.0
            for i, (zone, shape) in enumerate(drawn.items()):
                inside, contains = found[zone]
                inside[discs], contains[discs] = shape.against_discs(lat, lon, radius, apart[:, i])
                declared = self._zones[zone].contains
                if declared:
                    inside[[at for at, place in zip(discs, told, strict=True) if _names(declared, place)]] = 2
        others = {*range(len(places))}.difference(discs)
        for zone, (inside, contains) in found.items():
            for i in others if zone in drawn else range(len(places)):
                answer = self.position(places[i], zone)
                inside[i], contains[i] = _CODE[answer.inside], answer.contains
        return found

    def _position(self, place: Place, zone: str) -> Position:
        declared = self._zones[zone]
        if not declared.contains:
            return self._by_geometry(place, zone)
        if _names(declared.contains, place):
            # What the text itself puts inside is inside, whatever was drawn; what lies in it is inside with it.
            return Position(Truth.YES, self._by_geometry(place, zone).contains)
        return self._by_geometry(place, zone)

    def _by_geometry(self, place: Place, zone: str) -> Position:
        shape = self._shape(zone)
        other = self._shape(place.zone) if place.zone is not None else None
        if shape is None:
            return self._by_enclosing(place, zone)
        if shape.circle is not None and place.geometry is None:
            disc = _Disc.of(place) if place.zone is None else (other.outer_disc if other is not None else None)
            if disc is not None:
                return shape.against_disc(disc, other)
        return shape.against(place, other)

    def _by_enclosing(self, place: Place, zone: str) -> Position:
        """An undrawn zone: what lies outside the zone around it lies outside it too; nothing is surely inside."""
        enclosing = self._zones[zone].inside
        if enclosing is None or enclosing not in self._zones:
            return _UNKNOWN
        around = self.position(place, enclosing)
        # What reaches over the whole of the zone around it reaches over it.
        return Position(Truth.NO if around.inside is Truth.NO else Truth.POSSIBLE, around.contains)

    def _around(self, zone: str) -> list[str]:
        """The zones that a zone is declared to lie inside, the nearest first."""
        found: list[str] = []
        enclosing = self._zones[zone].inside if zone in self._zones else None
        while enclosing is not None and enclosing in self._zones and enclosing not in found:
            found.append(enclosing)
            enclosing = self._zones[enclosing].inside
        return found

    def _shape(self, zone: str | None) -> _Shape | None:
        if zone is None or zone not in self._zones:
            return None
        if zone not in self._shapes:
            self._shapes[zone] = _Shape.of(self._zones[zone])
        return self._shapes[zone]


def _names(declared: Sequence[str], place: Place) -> bool:
    """True when a text puts a place inside by its name, or by the name of a unit that it lies in."""
    return place.id in declared or any(unit in declared for unit in place.within)


def _is_disc(place: Place) -> bool:
    return place.zone is None and place.geometry is None and place.lat is not None and place.lon is not None


class _Disc(NamedTuple):
    lat: float
    lon: float
    radius_km: float

    @staticmethod
    def of(place: Place) -> _Disc | None:
        if place.lat is None or place.lon is None:
            return None
        return _Disc(place.lat, place.lon, place.radius_km or 0.0)


class _Shape:
    """A drawn zone with an inner and an outer edge."""

    def __init__(self, zone: Zone) -> None:
        self.circle = zone.circle
        self._geometry = zone.geometry
        self._margin = zone.margin_km
        self.inner_km = self.outer_km = 0.0
        if zone.circle is not None:
            # Where the margin is wider than the circle, nothing is surely inside: the inner edge is then negative.
            self.inner_km = zone.circle.radius_km[0] - zone.margin_km
            self.outer_km = zone.circle.radius_km[1] + zone.margin_km

    @staticmethod
    def of(zone: Zone) -> _Shape | None:
        return _Shape(zone) if zone.circle is not None or zone.geometry is not None else None

    @property
    def outer_disc(self) -> _Disc | None:
        return None if self.circle is None else _Disc(self.circle.lat, self.circle.lon, self.outer_km)

    def against_disc(self, disc: _Disc, other: _Shape | None) -> Position:
        """Disc against circle, exactly: geodesic distance between the centres and the radii decide."""
        assert self.circle is not None
        apart = distance_km(disc.lat, disc.lon, self.circle.lat, self.circle.lon)
        if apart + disc.radius_km <= self.inner_km:
            inside = Truth.YES
        elif apart - disc.radius_km >= self.outer_km and apart > 0:
            inside = Truth.NO
        else:
            inside = Truth.POSSIBLE
        reach = disc.radius_km if other is None else other.inner_km
        return Position(inside, apart + self.outer_km <= reach)

    def against_discs(
        self,
        lat: NDArray[np.float64],
        lon: NDArray[np.float64],
        radius_km: NDArray[np.float64],
        apart: NDArray[np.float64],
    ) -> tuple[NDArray[np.uint8], NDArray[np.bool_]]:
        """Many discs at once: inside as 0, 1 or 2, and which of them contain all of the zone.

        ``apart`` is how far their centres are from the zone's, in kilometres on the ellipsoid.
        """
        if self.circle is not None:
            surely = apart + radius_km <= self.inner_km
            never = (apart - radius_km >= self.outer_km) & (apart > 0)
            contains = apart + self.outer_km <= radius_km
        else:
            # Most places are far off; only the others are drawn.
            never = apart - radius_km > self._reach_km
            surely, contains = np.zeros_like(never), np.zeros_like(never)
            near = np.flatnonzero(~never)
            if len(near):
                x, y = _projection(*self.centre).transform(lon[near], lat[near])
                points = shapely.points(np.asarray(x) / 1000.0, np.asarray(y) / 1000.0)
                discs = shapely.buffer(points, radius_km[near], quad_segs=64)
                drawn = np.where(radius_km[near] > 0, discs, points)
                inner, outer = self._own_edges
                never[near] = ~shapely.intersects(outer, drawn)
                surely[near] = shapely.covers(inner, drawn) & (not inner.is_empty)
                contains[near] = shapely.covers(drawn, outer)
        return np.where(surely, 2, np.where(never, 0, 1)).astype(np.uint8), contains

    @functools.cached_property
    def _reach_km(self) -> float:
        """No part of the zone is farther from its centre; a kilometre is added for the projection."""
        x0, y0, x1, y1 = self._own_edges[1].bounds
        return max(math.hypot(x, y) for x in (x0, x1) for y in (y0, y1)) * 1.01 + 1.0

    def against(self, place: Place, other: _Shape | None) -> Position:
        """Any shapes, in the zone's own projection."""
        to_km = _projection(*self.centre)
        inner, outer = self._own_edges
        if place.zone is not None:
            if other is None:
                return _UNKNOWN
            place_inner, place_outer = other.edges(to_km)
        else:
            shape = _place_shape(place, to_km)
            if shape is None:
                return _UNKNOWN
            place_inner = place_outer = shape
        if not inner.is_empty and inner.covers(place_outer):
            inside = Truth.YES
        elif not outer.intersects(place_outer):
            inside = Truth.NO
        else:
            inside = Truth.POSSIBLE
        return Position(inside, not place_inner.is_empty and bool(place_inner.covers(outer)))

    @functools.cached_property
    def centre(self) -> tuple[float, float]:
        if self.circle is not None:
            return self.circle.lat, self.circle.lon
        point = _drawn(self._geometry or {}).centroid
        return point.y, point.x

    @functools.cached_property
    def _own_edges(self) -> tuple[BaseGeometry, BaseGeometry]:
        """Its edges in its own projection, prepared to be asked about many places."""
        edges = self.edges(_projection(*self.centre))
        shapely.prepare(edges)
        return edges

    def edges(self, to_km: Transformer) -> tuple[BaseGeometry, BaseGeometry]:
        """(inner, outer) in kilometres of a projection."""
        if self.circle is not None:
            point = shapely.Point(*_km(to_km, self.circle.lon, self.circle.lat))
            return point.buffer(max(0.0, self.inner_km), 64), point.buffer(self.outer_km, 64)
        shape = _projected(self._geometry or {}, to_km)
        if self._margin == 0:
            return shape, shape
        return shape.buffer(-self._margin), shape.buffer(self._margin)


def _place_shape(place: Place, to_km: Transformer) -> BaseGeometry | None:
    if place.geometry is not None:
        return _projected(place.geometry, to_km)
    if place.lat is None or place.lon is None:
        return None
    point = shapely.Point(*_km(to_km, place.lon, place.lat))
    return point.buffer(place.radius_km, 64) if place.radius_km else point


def _projected(geometry: Mapping[str, Any], to_km: Transformer) -> BaseGeometry:
    return shapely.transform(_drawn(geometry), lambda xy: _km_array(to_km, xy))


def _drawn(geometry: Mapping[str, Any]) -> BaseGeometry:
    """The shape in degrees; where its ring crosses itself, the areas that the ring encloses."""
    shape = shapely.from_geojson(json.dumps(geometry))
    return shape if shape.is_valid else shapely.make_valid(shape)


def _km_array(to_km: Transformer, xy: Any) -> Any:
    x, y = to_km.transform(xy[:, 0], xy[:, 1])
    projected = xy.copy()
    projected[:, 0], projected[:, 1] = x / 1000.0, y / 1000.0
    return projected


def _km(to_km: Transformer, lon: float, lat: float) -> tuple[float, float]:
    x, y = to_km.transform(lon, lat)
    return x / 1000.0, y / 1000.0


@functools.lru_cache(maxsize=256)
def _projection(lat: float, lon: float) -> Transformer:
    """Azimuthal equidistant around a point: distances from it are true, those near it true to metres."""
    return Transformer.from_crs("EPSG:4326", f"+proj=aeqd +lat_0={lat} +lon_0={lon} +datum=WGS84", always_xy=True)
