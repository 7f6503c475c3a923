"""Distances and zones against school formulas on the sphere."""

from __future__ import annotations

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from truceline.geometry import Zones, distance_km
from truceline.model.agreement import Circle, Zone
from truceline.model.status import Truth
from truceline.model.world import Place

latitudes, longitudes = st.floats(-80, 80), st.floats(-180, 180)


def on_the_sphere(lat_a: float, lon_a: float, lat_b: float, lon_b: float) -> float:
    """Great-circle distance in km by the haversine formula; the ellipsoid differs by at most about 0.6 per cent."""
    a, b = math.radians(lat_a), math.radians(lat_b)
    h = math.sin((b - a) / 2) ** 2 + math.cos(a) * math.cos(b) * math.sin(math.radians(lon_b - lon_a) / 2) ** 2
    return 2 * 6371.0 * math.asin(math.sqrt(min(1.0, h)))


@given(latitudes, longitudes, latitudes, longitudes)
def test_distances_are_those_of_the_sphere_and_the_same_both_ways(a: float, b: float, c: float, d: float) -> None:
    found = distance_km(a, b, c, d)
    assert found == pytest.approx(on_the_sphere(a, b, c, d), rel=0.007, abs=0.01)
    assert found == pytest.approx(distance_km(c, d, a, b), abs=1e-6)


@given(
    lat=st.floats(-60, 60),
    lon=longitudes,
    north=st.floats(0, 60),
    radius=st.floats(0, 40),
    inner=st.floats(1, 30),
    doubt=st.floats(0, 20),
)
def test_a_disc_is_surely_in_surely_out_or_in_doubt(
    lat: float, lon: float, north: float, radius: float, inner: float, doubt: float
) -> None:
    zones = Zones({"z": Zone(id="z", circle=Circle(lat=lat, lon=lon, radius_km=(inner, inner + doubt)))})
    place = Place(lat=lat + north / 111.2, lon=lon, radius_km=radius)
    away = on_the_sphere(lat, lon, lat + north / 111.2, lon)
    slack = 0.01 * (away + 1)
    assume(abs(away + radius - inner) > slack and abs(away - radius - inner - doubt) > slack)
    wanted = Truth.YES if away + radius < inner else Truth.NO if away - radius > inner + doubt else Truth.POSSIBLE
    assert zones.position(place, "z").inside == wanted


def test_a_term_without_a_zone_has_every_place_inside_and_an_unknown_place_may_be_anywhere() -> None:
    zones = Zones({"z": Zone(id="z", circle=Circle(lat=0.0, lon=0.0, radius_km=(1, 1)))})
    assert zones.position(Place(lat=50.0, lon=50.0, radius_km=1.0), None).inside == Truth.YES
    assert zones.position(None, "z").inside == Truth.POSSIBLE


def test_a_square_and_what_lies_in_it_across_and_beyond() -> None:
    square = {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]]}
    zones = Zones({"z": Zone(id="z", geometry=square)})
    asked = {0.5: Truth.YES, 1.0: Truth.POSSIBLE, 1.5: Truth.NO}
    for lon, wanted in asked.items():
        assert zones.position(Place(lat=0.5, lon=lon, radius_km=5.0), "z").inside == wanted
