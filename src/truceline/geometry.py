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

from truceline.model.agreement import Circle, Zone
from truceline.model.status import Truth
from truceline.model.world import Place

_GEOD = Geod(ellps="WGS84")
#: A degree of a great circle, on the sphere that has the Earth's volume.
_DEGREE_KM = 111.195


def distance_km(lat_a: float, lon_a: float, lat_b: float, lon_b: float) -> float:
    """Geodesic distance in kilometres between two points in degrees."""
    return float(_GEOD.inv(lon_a, lat_a, lon_b, lat_b)[2]) / 1000.0


def is_drawable(geometry: Mapping[str, Any]) -> bool:
    """True when a GeoJSON geometry can be drawn: its rings are closed and enclose something."""
    try:
        return bool(_drawn(geometry).area > 0)
    except shapely.GEOSException:
        return False


def corners_of(geometry: Mapping[str, Any]) -> list[tuple[float, float]]:
    """Every corner of a GeoJSON geometry, as (longitude, latitude)."""
    return [(float(x), float(y)) for x, y in shapely.get_coordinates(shapely.from_geojson(json.dumps(geometry)))]


def disc_outline(lat: float, lon: float, radius_km: float, *, corners: int = 48) -> dict[str, Any]:
    """A disc as a GeoJSON Polygon, counterclockwise (RFC 7946), its corners rounded to a thousandth of a degree."""
    turns = [-360.0 * i / corners for i in range(corners)]
    lons, lats, _ = _GEOD.fwd([lon] * corners, [lat] * corners, turns, [max(radius_km, 0.1) * 1000.0] * corners)
    ring = [[round(x, 3), round(y, 3)] for x, y in zip(lons, lats, strict=True)]
    return {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}


def outline_of(place: Place, zones: Zones) -> dict[str, Any] | None:
    """The area that a place may cover, as GeoJSON: outline, disc or zone; None when it is not on the map."""
    if place.geometry is not None:
        return place.geometry
    if place.lat is not None and place.lon is not None:
        return disc_outline(place.lat, place.lon, place.radius_km or 0.0)
    return zones.outline(place.zone)[1] if place.zone is not None else None


def meets_area(place: Place, zones: Zones, area: tuple[float, float, float, float]) -> bool:
    """True when a place may lie in a box of west, south, east and north; one that is not on the map does not."""
    outline = outline_of(place, zones)
    return outline is not None and bool(shapely.intersects(_drawn(outline), shapely.box(*area)))


class Position(NamedTuple):
    """Where a place lies towards a zone: ``inside`` it (yes, possible, no) and whether it ``contains`` all of it."""

    inside: Truth
    contains: bool


#: A disc no larger than this (a millimetre) is a point.
_SPECK_KM = 1e-6
_CODES = (Truth.NO, Truth.POSSIBLE, Truth.YES)
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
        if place.geometry is not None:
            drawn = (zone, id(place))
            if drawn not in self._drawn:
                self._drawn[drawn] = (place, self._position(place, zone))
            return self._drawn[drawn][1]
        key = (zone, place)
        if key not in self._answers:
            self._answers[key] = self._position(place, zone)
        return self._answers[key]

    def _position(self, place: Place, zone: str) -> Position:
        found = self._in_whole(place, zone)
        if place.zone == zone:
            return found
        told = self._zones.get(place.zone or "")
        inside, holed = found.inside, told is not None and bool(told.except_)
        for left_out in self._zones[zone].except_:
            without = 2 - _CODES.index(self.position(place, left_out).inside)
            inside = _CODES[min(_CODES.index(inside), without)]
        return Position(inside, found.contains and not holed)

    def positions(
        self, places: Sequence[Place | None], zones: Iterable[str]
    ) -> dict[str, tuple[NDArray[np.uint8], NDArray[np.bool_]]]:
        """:meth:`position` of many places towards zones: inside (0 no, 1 possible, 2 yes), and which contain it."""
        found = {}
        discs = [i for i, place in enumerate(places) if place is not None and _is_disc(place)]
        told = [place for i in discs if (place := places[i]) is not None]
        measures = _measures(told)
        others = sorted({*range(len(places))}.difference(discs))
        for zone in zones:
            inside, contains = np.zeros(len(places), np.uint8), np.zeros(len(places), bool)
            drawn = self._shape(zone) is not None
            if drawn and discs:
                inside[discs], contains[discs] = self._of_discs(told, measures, zone)
                for left_out in self._zones[zone].except_:
                    within = self.positions(told, [left_out])[left_out][0]
                    inside[discs] = np.minimum(inside[discs], 2 - within)
            for i in others if drawn else range(len(places)):
                answer = self.position(places[i], zone)
                inside[i], contains[i] = _CODES.index(answer.inside), answer.contains
            found[zone] = (inside, contains)
        return found

    def outline(self, zone: str) -> tuple[dict[str, Any] | None, dict[str, Any] | None]:
        """What surely belongs to a zone and what may, as GeoJSON; None where that is nothing, or undrawn."""
        shape = self._shape(zone) if zone in self._zones else None
        if shape is None:
            return None, None
        inner, outer = shape.edges(_projection(*shape.centre))
        return _undone(inner, shape.centre), _undone(outer, shape.centre)

    def _of_discs(
        self, places: Sequence[Place], measures: _Measures, zone: str
    ) -> tuple[NDArray[np.uint8], NDArray[np.bool_]]:
        """Discs towards a drawn zone: the one rule, for one of them and for thousands."""
        shape, declared = self._shape(zone), self._zones[zone].contains
        assert shape is not None
        inside, contains = shape.against_discs(*measures)
        if declared:
            # What the text itself puts inside is inside, whatever was drawn; what lies in it is inside with it.
            inside[[at for at, place in enumerate(places) if _names(declared, place)]] = 2
        return inside, contains

    def _in_whole(self, place: Place, zone: str) -> Position:
        """Where a place lies towards a zone with all that is left out of it."""
        if place.zone == zone:
            return Position(Truth.YES, True)
        if _is_disc(place) and self._shape(zone) is not None:
            inside, contains = self._of_discs([place], _measures([place]), zone)
            return Position(_CODES[int(inside[0])], bool(contains[0]))
        found = self._by_geometry(place, zone)
        if place.zone is not None and place.zone in self._around(zone):
            found = Position(found.inside, True)
        around = place.zone is not None and zone in self._around(place.zone)
        return Position(Truth.YES, found.contains) if around or _names(self._zones[zone].contains, place) else found

    def _by_geometry(self, place: Place, zone: str) -> Position:
        shape = self._shape(zone)
        if shape is None:
            return self._by_enclosing(place, zone)
        return shape.against(place, self._shape(place.zone))

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
            self._shapes[zone] = self._shape_of(self._zones[zone])
        return self._shapes[zone]

    def _shape_of(self, zone: Zone) -> _Shape | None:
        if zone.circle is not None:
            return _Ring(zone, zone.circle)
        if zone.geometry is not None or zone.along is not None:
            return _Drawn(zone)
        line = self._zones.get(zone.from_ or "")
        around = self._shape(zone.inside)
        if around is None or line is None or line.along is None or zone.depth_km is None:
            return None
        return _Strip(zone, around, line.along, zone.depth_km)


def _names(declared: Sequence[str], place: Place) -> bool:
    """True when a text puts a place inside by its name, or by the name of a unit that it lies in."""
    return place.id in declared or any(unit in declared for unit in place.within)


class _Measures(NamedTuple):
    """Discs as columns, in degrees and kilometres."""

    lat: NDArray[np.float64]
    lon: NDArray[np.float64]
    radius_km: NDArray[np.float64]


def _measures(discs: Sequence[Place]) -> _Measures:
    numbers = [(place.lat, place.lon, place.radius_km or 0.0) for place in discs]
    return _Measures(*np.array(numbers, dtype=float).reshape(-1, 3).T)


def _is_disc(place: Place) -> bool:
    return place.zone is None and place.geometry is None and place.lat is not None and place.lon is not None


class _Shape:
    """A zone as it is drawn, with an inner and an outer edge: between the two, membership is possible."""

    def __init__(self, zone: Zone) -> None:
        self.margin_km = zone.margin_km

    @property
    def centre(self) -> tuple[float, float]:
        """Latitude and longitude of the point that it is projected around."""
        raise NotImplementedError

    def edges(self, to_km: Transformer) -> tuple[BaseGeometry, BaseGeometry]:
        """(inner, outer) in kilometres of a projection."""
        raise NotImplementedError

    def against_discs(
        self, lat: NDArray[np.float64], lon: NDArray[np.float64], radius_km: NDArray[np.float64]
    ) -> tuple[NDArray[np.uint8], NDArray[np.bool_]]:
        """Many discs at once: inside as 0, 1 or 2, and which of them contain all of the zone."""
        surely, contains = np.zeros(len(lat), bool), np.zeros(len(lat), bool)
        never = np.ones(len(lat), bool)
        near = np.flatnonzero(self._may_meet(lat, lon, radius_km))  # most places are far off
        if len(near):
            x, y = (np.asarray(km) / 1000.0 for km in _projection(*self.centre).transform(lon[near], lat[near]))
            radius, (inner, outer) = radius_km[near], self._own_edges
            meets, within = shapely.intersects_xy(outer, x, y), shapely.contains_xy(inner, x, y)
            wide = radius > _SPECK_KM
            # A disc meets what its middle lies in, or lies near enough to; it is within only clear of the rim.
            beside, held = np.flatnonzero(wide & ~meets), np.flatnonzero(wide & within)
            meets[beside] = shapely.dwithin(outer, shapely.points(x[beside], y[beside]), radius[beside])
            within[held] = ~shapely.dwithin(self._rim, shapely.points(x[held], y[held]), radius[held])
            never[near], surely[near] = ~meets, within
            contains[near] = self._farthest(x, y, radius) <= radius
        return np.where(surely, 2, np.where(never, 0, 1)).astype(np.uint8), contains

    def _may_meet(
        self, lat: NDArray[np.float64], lon: NDArray[np.float64], radius_km: NDArray[np.float64]
    ) -> NDArray[np.bool_]:
        """Which discs are not surely too far off, by bounds on a sphere: of latitude, then of longitude."""
        reach = self._reach_km + radius_km
        may = np.abs(lat - self.centre[0]) * (0.99 * _DEGREE_KM) <= reach
        close = np.flatnonzero(may)
        if len(close):
            farthest = abs(self.centre[0]) + float(reach[close].max()) / _DEGREE_KM
            chord = (
                2
                * np.abs(np.sin(np.radians(lon[close] - self.centre[1]) / 2))
                * math.cos(math.radians(min(90.0, farthest)))
            )
            may[close] = np.degrees(chord) * (0.98 * _DEGREE_KM) <= reach[close]
        return may

    def _farthest(
        self, x: NDArray[np.float64], y: NDArray[np.float64], radius_km: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        """How far the farthest point of the zone is from some points; endless where no such disc can hold it."""
        outer = self._own_edges[1]
        farthest = np.full(len(x), math.inf)
        if outer.is_empty:
            return farthest
        corners = shapely.get_coordinates(outer.convex_hull)
        wide = np.flatnonzero(2 * radius_km >= np.ptp(corners, axis=0).max())
        for at in wide:
            farthest[at] = np.hypot(corners[:, 0] - x[at], corners[:, 1] - y[at]).max()
        return farthest

    def against(self, place: Place, other: _Shape | None) -> Position:
        """Any place, in the zone's own projection; ``other`` is its shape where the place is a zone."""
        to_km = _projection(*self.centre)
        inner, outer = self._own_edges
        if place.zone is not None:
            if other is None:
                return _UNKNOWN
            place_inner, place_outer = other.edges(to_km)
        elif place.geometry is not None:
            place_inner = place_outer = _projected(place.geometry, to_km)
        else:
            return _UNKNOWN
        if not inner.is_empty and inner.covers(place_outer):
            inside = Truth.YES
        elif not outer.intersects(place_outer):
            inside = Truth.NO
        else:
            inside = Truth.POSSIBLE
        return Position(inside, not place_inner.is_empty and bool(place_inner.covers(outer)))

    def _apart(self, lat: NDArray[np.float64], lon: NDArray[np.float64]) -> NDArray[np.float64]:
        """How far some points are from its centre, in kilometres on the ellipsoid."""
        here = np.full(len(lat), self.centre[1]), np.full(len(lat), self.centre[0])
        return np.asarray(_GEOD.inv(lon, lat, *here)[2]) / 1000.0

    @functools.cached_property
    def _own_edges(self) -> tuple[BaseGeometry, BaseGeometry]:
        """Its edges in its own projection, prepared to be asked about many places."""
        edges = self.edges(_projection(*self.centre))
        shapely.prepare(edges)
        return edges

    @functools.cached_property
    def _rim(self) -> BaseGeometry:
        """What a disc must keep clear of to lie in the zone for sure, prepared."""
        rim = self._own_edges[0].boundary
        shapely.prepare(rim)
        return rim

    @functools.cached_property
    def _reach_km(self) -> float:
        """No part of the zone is farther from its centre; a kilometre is added for the projection."""
        outer = self._own_edges[1]
        if outer.is_empty:
            return -math.inf
        x0, y0, x1, y1 = outer.bounds
        return max(math.hypot(x, y) for x in (x0, x1) for y in (y0, y1)) * 1.01 + 1.0


class _Ring(_Shape):
    """A circle, or what lies in it beyond a smaller one: judged exactly, by geodesic distances from the centre."""

    def __init__(self, zone: Zone, circle: Circle) -> None:
        super().__init__(zone)
        self._circle = circle
        # Where the margin is wider than the circle, nothing is surely inside: the inner edge is then negative.
        self.inner_km = circle.radius_km[0] - zone.margin_km
        self.outer_km = circle.radius_km[1] + zone.margin_km
        beyond = zone.beyond_km
        #: Up to the first of these nothing is inside, and from the second on all that lies within the inner edge is.
        self.hole_km = None if beyond is None else (beyond[0] - zone.margin_km, beyond[1] + zone.margin_km)

    @property
    def centre(self) -> tuple[float, float]:
        return self._circle.lat, self._circle.lon

    def edges(self, to_km: Transformer) -> tuple[BaseGeometry, BaseGeometry]:
        point = shapely.Point(*_km(to_km, self._circle.lon, self._circle.lat))
        inner, outer = point.buffer(max(0.0, self.inner_km), 64), point.buffer(self.outer_km, 64)
        if self.hole_km is not None:
            return inner.difference(point.buffer(self.hole_km[1], 64)), _without(outer, point, self.hole_km[0])
        return inner, outer

    def against_discs(
        self, lat: NDArray[np.float64], lon: NDArray[np.float64], radius_km: NDArray[np.float64]
    ) -> tuple[NDArray[np.uint8], NDArray[np.bool_]]:
        return self._against(self._apart(lat, lon), radius_km, radius_km)

    def against(self, place: Place, other: _Shape | None) -> Position:
        """A round zone in a round zone is judged like a disc; all else is drawn."""
        if place.zone is None or not isinstance(other, _Ring) or other.hole_km is not None:
            return super().against(place, other)
        lat, lon = (np.array([degrees]) for degrees in other.centre)
        reach = np.array([other.outer_km]), np.array([other.inner_km])
        inside, contains = self._against(self._apart(lat, lon), *reach)
        return Position(_CODES[int(inside[0])], bool(contains[0]))

    def _against(
        self, apart: NDArray[np.float64], radius_km: NDArray[np.float64], covers_km: NDArray[np.float64]
    ) -> tuple[NDArray[np.uint8], NDArray[np.bool_]]:
        """Discs that reach ``radius_km`` at most and cover ``covers_km`` at least, so far from the centre."""
        surely = apart + radius_km <= self.inner_km
        never = (apart - radius_km >= self.outer_km) & (apart > 0)
        if self.hole_km is not None:
            surely &= apart - radius_km >= self.hole_km[1]
            never |= apart + radius_km <= self.hole_km[0]
        contains = apart + self.outer_km <= covers_km
        return np.where(surely, 2, np.where(never, 0, 1)).astype(np.uint8), contains


class _Drawn(_Shape):
    """An area, narrowed and widened by its margin; or what lies within a distance of a line, beyond a smaller one."""

    def __init__(self, zone: Zone) -> None:
        super().__init__(zone)
        self._geometry = zone.geometry or zone.along or {}
        self._reach = zone.each_side_km or (0.0, 0.0)
        self._beyond = zone.beyond_km

    @functools.cached_property
    def centre(self) -> tuple[float, float]:
        point = _drawn(self._geometry).centroid
        return point.y, point.x

    def edges(self, to_km: Transformer) -> tuple[BaseGeometry, BaseGeometry]:
        shape, margin = _projected(self._geometry, to_km), self.margin_km
        inner, outer = _widened(shape, self._reach[0] - margin), _widened(shape, self._reach[1] + margin)
        if self._beyond is not None:
            inner = _without(inner, shape, self._beyond[1] + margin)
            outer = _without(outer, shape, self._beyond[0] - margin)
        return inner, outer


class _Strip(_Shape):
    """The part of a zone that lies within some depth of a line."""

    def __init__(self, zone: Zone, around: _Shape, line: Mapping[str, Any], depth_km: tuple[float, float]) -> None:
        super().__init__(zone)
        self._around, self._line, self._depth = around, line, depth_km

    @property
    def centre(self) -> tuple[float, float]:
        return self._around.centre

    def edges(self, to_km: Transformer) -> tuple[BaseGeometry, BaseGeometry]:
        inner, outer = self._around.edges(to_km)
        line = _projected(self._line, to_km)
        near, far = _widened(line, self._depth[0] - self.margin_km), _widened(line, self._depth[1] + self.margin_km)
        return inner.intersection(near), outer.intersection(far)


def _widened(shape: BaseGeometry, by_km: float) -> BaseGeometry:
    """A shape with all that lies within a distance of it; of an area narrowed, what lies deeper in it."""
    if by_km == 0:
        return shape
    return shape.buffer(by_km, quad_segs=64)


def _without(shape: BaseGeometry, middle: BaseGeometry, within_km: float) -> BaseGeometry:
    """A shape without what lies nearer to its middle."""
    return shape.difference(middle.buffer(within_km, quad_segs=64)) if within_km > 0 else shape


def _projected(geometry: Mapping[str, Any], to_km: Transformer) -> BaseGeometry:
    return shapely.transform(_drawn(geometry), lambda xy: _km_array(to_km, xy))


def _undone(shape: BaseGeometry, centre: tuple[float, float]) -> dict[str, Any] | None:
    """A projected shape in degrees again, to about a hundred metres."""
    if shape.is_empty:
        return None
    back = _projection(*centre)

    def degrees(xy: Any) -> Any:
        turned = xy.copy()
        lon, lat = back.transform(xy[:, 0] * 1000.0, xy[:, 1] * 1000.0, direction="INVERSE")
        turned[:, 0], turned[:, 1] = np.round(lon, 4), np.round(lat, 4)
        return turned

    found = shapely.transform(shapely.simplify(shape, 0.05), degrees)
    drawn: dict[str, Any] = json.loads(shapely.to_geojson(shapely.orient_polygons(found)))
    return drawn


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
