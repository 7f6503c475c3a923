"""Distances and zones against school formulas on the sphere."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest
import shapely
from hypothesis import assume, given
from hypothesis import strategies as st
from pyproj import Transformer

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


def line(*points: tuple[float, float]) -> dict[str, object]:
    return {"type": "LineString", "coordinates": [list(point) for point in points]}


def ring(west: float, south: float, east: float, north: float) -> list[list[float]]:
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


def lies(zone: Zone, place: Place, *others: Zone) -> tuple[Truth, bool]:
    found = Zones({z.id: z for z in (zone, *others)}).position(place, zone.id)
    return found.inside, found.contains


@given(
    lat=st.floats(-55, 55),
    lon=st.floats(-170, 170),
    east=st.floats(0.0, 60.0),
    radius=st.floats(0, 10),
    least=st.floats(1, 30),
    doubt=st.floats(0, 15),
    beyond=st.one_of(st.none(), st.floats(0.5, 20)),
    margin=st.sampled_from([0.0, 1.5]),
)
def test_near_a_line_is_how_far_it_is_across(
    lat: float, lon: float, east: float, radius: float, least: float, doubt: float, beyond: float | None, margin: float
) -> None:
    """A road along a meridian, and a disc so far east of it: its distance by the haversine formula is the judge."""
    reach = (least, least + doubt)
    assume(beyond is None or beyond < reach[1])
    from_ = None if beyond is None else (beyond, beyond)
    road = line((lon, lat - 1), (lon, lat), (lon, lat + 1))
    zone = Zone(id="z", along=road, each_side_km=reach, beyond_km=from_, margin_km=margin)
    degrees = east / 111.2 / math.cos(math.radians(lat))
    place = Place(lat=lat, lon=lon + degrees, radius_km=radius)
    away = on_the_sphere(lat, lon, lat, lon + degrees)
    near, far = away - radius, away + radius
    edges = [least - margin, least + doubt + margin]
    edges += [] if beyond is None else [beyond - margin, beyond + margin]
    slack = 0.012 * (away + radius + 1)  # the ellipsoid and the bulge of a parallel
    assume(all(abs(x - edge) > slack for x in (near, far) for edge in edges))
    surely = far <= least - margin and (beyond is None or near >= beyond + margin)
    never = near >= least + doubt + margin or (beyond is not None and beyond > margin and far <= beyond - margin)
    wanted = Truth.YES if surely else Truth.NO if never else Truth.POSSIBLE
    assert lies(zone, place) == (wanted, False)


def test_four_kilometres_south_of_a_road_with_six_on_each_side_is_inside() -> None:
    road = line((36.2, 35.8), (36.9, 35.8))
    south = Place(lat=35.8 - 4 / 111.0, lon=36.5, radius_km=0.0)
    assert lies(Zone(id="m4", along=road, each_side_km=(6, 6)), south)[0] is Truth.YES
    # Six kilometres across would be three on each side.
    assert lies(Zone(id="m4", along=road, each_side_km=(3, 3)), south)[0] is Truth.NO


def test_a_gun_in_a_ring_around_a_line_and_one_that_may_be() -> None:
    """0 to 10 km: at 9.5 km and some hundred metres inside; a disc that reaches past the tenth kilometre may be out."""
    alpha = line((35.8, 32.8), (35.8, 33.4))
    near, rear = (
        Zone(id="near", along=alpha, each_side_km=(10, 10)),
        Zone(id="rear", along=alpha, each_side_km=(20, 20), beyond_km=(10, 10)),
    )
    km = 1 / (111.32 * math.cos(math.radians(33.1)))
    for away, radius, wanted in ((9.5, 0.2, ("yes", "no")), (9.9, 0.2, ("possible",) * 2), (12, 1, ("no", "yes"))):
        gun = Place(lat=33.1, lon=35.8 - away * km, radius_km=radius)
        assert (lies(near, gun)[0].value, lies(rear, gun)[0].value) == wanted


def test_a_hole_is_outside_and_each_part_of_several_is_inside() -> None:
    holed = {"type": "Polygon", "coordinates": [ring(10, 10, 11, 11), ring(10.4, 10.4, 10.6, 10.6)]}
    parts = {"type": "MultiPolygon", "coordinates": [[ring(10, 10, 10.4, 11)], [ring(10.6, 10, 11, 11)]]}
    hole, rest, gap = (Place(lat=10.5, lon=lon, radius_km=2.0) for lon in (10.5, 10.2, 10.5))
    for geometry, out in ((holed, hole), (parts, gap)):
        zone = Zone(id="z", geometry=geometry)
        assert lies(zone, out) == (Truth.NO, False)
        assert lies(zone, rest) == (Truth.YES, False)
        assert lies(zone, Place(lat=10.5, lon=10.5, radius_km=12.0))[0] is Truth.POSSIBLE
        # A disc over everything contains it, and so does a place drawn around it.
        assert lies(zone, Place(lat=10.5, lon=10.5, radius_km=90.0)) == (Truth.POSSIBLE, True)
        around = {"type": "Polygon", "coordinates": [ring(9.9, 9.9, 11.1, 11.1)]}
        assert lies(zone, Place(geometry=around)) == (Truth.POSSIBLE, True)
    # With a margin the hole is smaller for what is possible, and larger for what is sure.
    wide = Zone(id="z", geometry=holed, margin_km=12.0)
    assert lies(wide, hole)[0] is Truth.POSSIBLE


def test_a_strip_is_the_part_of_a_zone_within_a_depth_of_a_line() -> None:
    area = Zone(id="area", geometry={"type": "Polygon", "coordinates": [ring(10, 10, 11, 11)]})
    front = Zone(id="front", along=line((10.0, 9.5), (10.0, 11.5)))
    strip = Zone(id="strip", inside="area", depth_km=(15, 20), from_="front")
    km = 1 / (111.3 * math.cos(math.radians(10.5)))
    for away, wanted in ((10, "yes"), (17, "possible"), (25, "no"), (-5, "no")):
        place = Place(lat=10.5, lon=10.0 + away * km, radius_km=1.0)
        assert lies(strip, place, area, front)[0].value == wanted
    assert lies(area, Place(zone="strip"), strip, front)[0] is Truth.YES
    assert lies(strip, Place(zone="area"), area, front) == (Truth.POSSIBLE, True)
    # A line that nobody drew leaves it open how deep that is; beyond the zone around it, nothing is inside.
    undrawn = Zone(id="strip", inside="area", depth_km=(15, 20), from_="line of contact")
    assert lies(undrawn, Place(lat=10.5, lon=10.0 + 25 * km, radius_km=1.0), area, front)[0] is Truth.POSSIBLE


circles = st.builds(
    lambda inner, doubt, beyond: {
        "circle": Circle(lat=10.0, lon=10.0, radius_km=(inner, inner + doubt)),
        "beyond_km": None if beyond is None else (beyond, beyond),
    },
    st.floats(2, 40),
    st.floats(0, 10),
    st.one_of(st.none(), st.floats(0.1, 1.9)),
)
areas = st.sampled_from(
    [
        {"geometry": {"type": "Polygon", "coordinates": [ring(9.8, 9.8, 10.3, 10.2)]}},
        {"geometry": {"type": "Polygon", "coordinates": [ring(9.6, 9.6, 10.4, 10.4), ring(9.9, 9.9, 10.1, 10.1)]}},
        {"geometry": {"type": "MultiPolygon", "coordinates": [[ring(9.8, 9.8, 10, 10)], [ring(10.1, 9.8, 10.3, 10)]]}},
        {"along": line((9.7, 10.0), (10.0, 10.1), (10.3, 10.0)), "each_side_km": (6, 9)},
        {"along": line((9.7, 10.0), (10.3, 10.0)), "each_side_km": (20, 20), "beyond_km": (5, 8)},
        {"along": line((9.7, 10.0), (10.3, 10.0))},
        {"inside": "around", "depth_km": (5, 8), "from_": "road"},
        {"inside": "around", "depth_km": (5, 8), "from_": "somewhere"},
        {},
    ]
)
zones = st.builds(
    lambda shape, margin, contains: Zone(id="z", margin_km=margin, contains=contains, **shape),
    st.one_of(circles, areas),
    st.sampled_from([0.0, 0.5, 3.0]),
    st.sampled_from([(), ("hill",)]),
)
OTHERS = (
    Zone(id="around", circle=Circle(lat=10.0, lon=10.0, radius_km=(15, 15))),
    Zone(id="road", along=line((9.7, 10.0), (10.3, 10.0)), each_side_km=(3, 3)),
    Zone(id="ring", circle=Circle(lat=10.0, lon=10.0, radius_km=(12, 12)), beyond_km=(4, 4)),
)
places = st.one_of(
    st.builds(
        lambda lat, lon, radius, id_: Place(lat=lat, lon=lon, radius_km=radius, id=id_),
        st.floats(9.5, 10.5),
        st.floats(9.5, 10.5),
        st.sampled_from([None, 0.0, 0.5, 2.0, 9.0, 60.0]),
        st.sampled_from([None, None, "hill", "mill"]),
    ),
    st.sampled_from([Place(zone=name) for name in ("z", "around", "road", "ring")]),
    st.sampled_from([Place(name="somewhere"), Place(id="hill"), None]),
    st.builds(
        lambda west, south, size: Place(
            geometry={"type": "Polygon", "coordinates": [ring(west, south, west + size, south + size)]}
        ),
        st.floats(9.5, 10.3),
        st.floats(9.5, 10.3),
        st.sampled_from([0.05, 0.2, 1.0]),
    ),
)


@given(zone=zones, asked=st.lists(places, max_size=6))
def test_many_places_lie_where_each_of_them_lies(zone: Zone, asked: list[Place | None]) -> None:
    """One by one and all at once, also where they were asked about before; nothing is both outside and around it."""
    made = {z.id: z for z in (zone, *OTHERS)}
    many = Zones(made).positions(asked, made)
    code = {Truth.NO: 0, Truth.POSSIBLE: 1, Truth.YES: 2}
    one = Zones(made)
    for name, (inside, contains) in many.items():
        for place, at_once, covers in zip(asked, inside.tolist(), contains.tolist(), strict=True):
            alone = one.position(place, name)
            assert (code[alone.inside], alone.contains) == (at_once, covers)
            assert not (alone.contains and alone.inside is Truth.NO)


@given(zone=zones, place=places, shrink=st.floats(0.0, 1.0))
def test_a_smaller_disc_in_the_same_place_is_no_less_surely_where_it_is(
    zone: Zone, place: Place | None, shrink: float
) -> None:
    assume(place is not None and place.lat is not None and place.zone is None)
    assert place is not None
    made = {z.id: z for z in (zone, *OTHERS)}
    smaller = Place(lat=place.lat, lon=place.lon, id=place.id, radius_km=(place.radius_km or 0.0) * shrink)
    wide, narrow = Zones(made).position(place, "z"), Zones(made).position(smaller, "z")
    assert wide.inside is Truth.POSSIBLE or narrow.inside is wide.inside
    assert wide.contains or not narrow.contains


@given(
    north=st.floats(0, 60),
    radius=st.floats(0, 20),
    beyond=st.floats(2, 12),
    wide=st.floats(1, 10),
    reach=st.floats(1, 30),
    margin=st.sampled_from([0.0, 1.5]),
)
def test_a_ring_around_a_point_has_a_middle_that_is_outside(
    north: float, radius: float, beyond: float, wide: float, reach: float, margin: float
) -> None:
    """Of 10 to 20 km the first 10 are none; where both ends are ranges, what lies between them is possible."""
    outer = beyond + wide + reach
    circle = Circle(lat=10.0, lon=10.0, radius_km=(outer, outer))
    zone = Zone(id="z", circle=circle, beyond_km=(beyond, beyond + wide), margin_km=margin)
    place = Place(lat=10.0 + north / 111.2, lon=10.0, radius_km=radius)
    away = on_the_sphere(10.0, 10.0, 10.0 + north / 111.2, 10.0)
    near, far = away - radius, away + radius
    edges = [beyond - margin, beyond + wide + margin, outer - margin, outer + margin]
    assume(all(abs(x - edge) > 0.01 * (far + 1) for x in (near, far) for edge in edges))
    surely = near >= beyond + wide + margin and far <= outer - margin
    never = near >= outer + margin or far <= beyond - margin
    wanted = Truth.YES if surely else Truth.NO if never else Truth.POSSIBLE
    assert lies(zone, place)[0] is wanted


@given(
    zone=st.builds(
        lambda shape, margin: Zone(id="z", margin_km=margin, **shape),
        areas.filter(lambda shape: "geometry" in shape),
        st.sampled_from([0.0, 0.5, 3.0]),
    ),
    lat=st.floats(9.3, 10.7),
    lon=st.floats(9.3, 10.7),
    radius=st.sampled_from([0.0, 0.5, 2.0, 9.0, 60.0]),
)
def test_a_disc_lies_where_its_drawing_lies(zone: Zone, lat: float, lon: float, radius: float) -> None:
    """Drawn around the disc's own middle and not the zone's, as polygons of many corners, give or take fifty metres."""
    found = Zones({"z": zone}).position(Place(lat=lat, lon=lon, radius_km=radius), "z")
    to_metres = Transformer.from_crs("EPSG:4326", f"+proj=aeqd +lat_0={lat} +lon_0={lon} +datum=WGS84", always_xy=True)
    drawn = shapely.make_valid(shapely.from_geojson(json.dumps(zone.geometry)))
    shape = shapely.transform(drawn, lambda xy: np.column_stack(to_metres.transform(xy[:, 0], xy[:, 1])))
    inner, outer = (shape.buffer(sign * zone.margin_km * 1000, quad_segs=64) for sign in (-1, 1))
    for slack in (-50.0, 50.0):
        disc = shapely.Point(0, 0).buffer(max(1.0, radius * 1000 + slack), quad_segs=256)
        surely, never, around = inner.covers(disc), not outer.intersects(disc), disc.covers(outer)
        if slack < 0:  # a smaller disc is no less surely in or out, and holds no more
            assert surely or found.inside is not Truth.YES
            assert never or found.inside is not Truth.NO
            assert found.contains or not around
        else:
            assert found.inside is Truth.YES or not surely
            assert found.inside is Truth.NO or not never
            assert around or not found.contains
