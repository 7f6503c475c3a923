"""No place finer than its source, and none finer than the floor.

A disc's centre is rounded so that its last digit is worth no less than a tenth of the radius, and to a lattice no
finer than the floor; the disc then grows until it holds all of the source's own disc. So what is shown is wider than
what was said and never narrower, and no digit is left that the source does not carry. Outlines whose bends would be
finer than the floor become discs. (The practice for georeferences: Chapman and Wieczorek, *Georeferencing Best
Practices*, 2020.)
"""

from __future__ import annotations

import math

import msgspec

from truceline.geometry import corners_of, distance_km
from truceline.model.claim import Claim
from truceline.model.world import Place

#: Kilometres of one degree of latitude, at the least.
_DEGREE_KM = 110.5
#: The bends of an outline are about so much finer than its radius.
_DETAIL = 10.0


def coarsened(place: Place, floor_km: float) -> Place:
    """A place as it may be shown. ``floor_km`` 0 keeps what the source itself carries."""
    if place.geometry is not None:
        return _outline(place, floor_km)
    if place.lat is None or place.lon is None:
        return place
    return _disc(place, place.lat, place.lon, place.radius_km or 0.0, floor_km)


def coarsened_claim(claim: Claim, floor_km: float) -> Claim:
    """A claim with its place as it may be shown."""
    event = claim.event
    if event is None or event.place is None:
        return claim
    place = coarsened(event.place, floor_km)
    if place == event.place:
        return claim
    return msgspec.structs.replace(claim, event=msgspec.structs.replace(event, place=place))


def unit_of(radius_km: float, floor_km: float) -> float:
    """The spacing in degrees of the points on which a centre may lie."""
    carried = 10.0 ** math.floor(math.log10(max(radius_km, 0.01) / _DEGREE_KM))
    if floor_km <= 0:
        return min(carried, 1.0)
    exponent = math.floor(math.log10(floor_km / _DEGREE_KM))
    steps = (step * 10.0**power for power in (exponent, exponent + 1) for step in (1, 2, 5))
    return min(max(carried, next(s for s in steps if s * _DEGREE_KM >= floor_km)), 5.0)


def _disc(place: Place, lat: float, lon: float, radius: float, floor_km: float) -> Place:
    unit = unit_of(radius, floor_km)
    shown_lat = _on(lat, unit, 90.0)
    # A degree of longitude is shorter away from the equator: its steps are as many kilometres apart, or more.
    shown_lon = _on(lon, _wider(unit, lat), 180.0)
    needed = distance_km(lat, lon, shown_lat, shown_lon) + radius if (shown_lat, shown_lon) != (lat, lon) else radius
    shown_radius = max(needed, floor_km)
    if shown_radius != radius:
        shown_radius = math.ceil(shown_radius * 10) / 10
    return msgspec.structs.replace(place, lat=shown_lat, lon=shown_lon, radius_km=shown_radius)


def _outline(place: Place, floor_km: float) -> Place:
    corners = corners_of(place.geometry or {})
    lats, lons = [c[1] for c in corners], [c[0] for c in corners]
    lat, lon = (min(lats) + max(lats)) / 2, (min(lons) + max(lons)) / 2
    radius = max(distance_km(lat, lon, y, x) for x, y in corners)
    if radius >= _DETAIL * floor_km:
        if place.lat is None or place.lon is None:
            return place
        centre = _disc(place, place.lat, place.lon, place.radius_km or radius, floor_km)
        return msgspec.structs.replace(centre, radius_km=max(centre.radius_km or 0.0, place.radius_km or 0.0))
    return _disc(msgspec.structs.replace(place, geometry=None), lat, lon, radius, floor_km)


def _wider(unit: float, lat: float) -> float:
    """The step of longitude at a latitude: 1, 2 or 5 times a power of ten, no shorter on the ground than ``unit``."""
    wanted = unit / max(math.cos(math.radians(min(abs(lat), 89.0))), 0.02)
    exponent = math.floor(math.log10(wanted))
    steps = (step * 10.0**power for power in (exponent, exponent + 1) for step in (1, 2, 5))
    return min(next(s for s in steps if s >= wanted * 0.999999), 90.0)


def _on(degrees: float, unit: float, most: float) -> float:
    """The nearest multiple of the unit, written without the noise of binary fractions."""
    digits = max(0, -math.floor(math.log10(unit)))
    return max(-most, min(most, round(round(degrees / unit) * unit, digits)))
