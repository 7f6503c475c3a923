"""The shipped gazetteer: the Idlib front by every usual spelling, order, and no surprises on odd input."""

from __future__ import annotations

import csv
from importlib import resources
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from truceline.errors import VocabularyError
from truceline.locate import Region, open_gazetteer
from truceline.locate.gazetteer import Gazetteer, distance_km
from truceline.locate.polyline import pack_ring, unpack_ring

IDLIB = Region(countries=("SY",), lat=35.6, lon=36.6, radius_km=80)
# OCHA COD populated places 2021 (CC BY 3.0 IGO), single points as a check
FRONT = [
    ("Khan Shaykhun", "Khan Sheikhoun", "خان شيخون", 35.4437, 36.6505),
    ("al-Habit", "Hbit", "الهبيط", 35.4405, 36.5395),
    ("Kafr Zita", "Kafr Zeita", "كفر زيتا", 35.3737, 36.6019),
    ("Latamneh", "al-Lataminah", "اللطامنة", 35.3207, 36.6233),
    ("Tell Mardikh", "Tal Mardikh", "تل مرديخ", 35.8111, 36.7907),
    ("Sukayk", "Skik", "سكيك", 35.4293, 36.7701),
    ("Maarat al-Numan", "Ma'arrat An Nu'man", "معرة النعمان", 35.6477, 36.6767),
    ("Saraqib", "Saraqeb", "سراقب", 35.8611, 36.8061),
    ("Jisr al-Shughur", "Jisr ash-Shughour", "جسر الشغور", 35.8143, 36.3190),
    ("Morek", "Murak", "مورك", 35.3739, 36.6893),
    ("Kafr Nabl", "Kafranbel", "كفرنبل", 35.6130, 36.5670),
    ("Ariha", "Arihah", "أريحا", 35.8140, 36.6090),
]
OCHA = [(name, lat, lon) for *names, lat, lon in FRONT for name in names]


@pytest.mark.parametrize(("name", "lat", "lon"), OCHA)
def test_the_front_is_found_within_three_kilometres(name: str, lat: float, lon: float) -> None:
    best = open_gazetteer().find(name, region=IDLIB)[0]
    assert distance_km(best.lat, best.lon, lat, lon) < 3


def test_hill_within_five_kilometres() -> None:
    best = open_gazetteer().find("Tal Sukayk", region=IDLIB)[0]
    assert best.kind == "hill"
    assert distance_km(best.lat, best.lon, 35.43, 36.77) < 5


def test_idlib_governorate_has_its_agreed_id_and_an_outline() -> None:
    governorate = next(c for c in open_gazetteer().find("Idlib") if c.kind == "admin1")
    assert (governorate.id, governorate.precision, governorate.country) == ("geonames:169387", 4, "SY")
    outline = open_gazetteer().outline(governorate.id)
    assert outline is not None
    assert outline["type"] == "Polygon"
    lons = [x for x, _ in outline["coordinates"][0]]
    assert 36.0 < min(lons) < 36.3
    assert 37.0 < max(lons) < 37.4
    corners = [distance_km(governorate.lat, governorate.lon, y, x) for x, y in outline["coordinates"][0]]
    assert max(corners) <= governorate.radius_km + 1, "the disc must cover the outline"


@pytest.mark.parametrize(
    ("countries", "expected"),
    [(("LB",), "LB"), (("LY",), "LY"), ((), "LY")],
    ids=["Lebanese report", "Libyan report", "no hint"],
)
def test_tripoli_by_region(countries: tuple[str, ...], expected: str) -> None:
    region = Region(countries=countries) if countries else None
    assert open_gazetteer().find("Tripoli", region=region)[0].country == expected


def test_without_a_region_a_misspelt_name_is_not_guessed() -> None:
    gazetteer = open_gazetteer()
    assert gazetteer.find("Serakiqb") == []
    assert [c.name for c in gazetteer.find("Serakib", region=IDLIB)][:1] == ["Saraqib"]
    assert gazetteer.find("Eis", region=IDLIB) == [], "three letters fit too much to be guessed at"


def test_homonyms_stay_apart_and_in_order() -> None:
    found = open_gazetteer().find("Springfield", limit=50)
    assert len({c.admin1 for c in found}) > 10
    assert [c.score for c in found] == sorted((c.score for c in found), reverse=True)


@given(st.text(max_size=120), st.sampled_from([None, IDLIB, Region(countries=("UA", "RU")), Region(lat=1.0, lon=2.0)]))
def test_find_never_raises_and_always_says_the_same(name: str, region: Region | None) -> None:
    gazetteer = open_gazetteer()
    first = gazetteer.find(name, region=region)
    assert first == gazetteer.find(name, region=region)
    for candidate in first:
        assert -90 <= candidate.lat <= 90
        assert -180 <= candidate.lon <= 180
        assert candidate.radius_km > 0
        assert 1 <= candidate.precision <= 7


def test_every_overlay_row_says_where_it_is_from_and_is_found() -> None:
    gazetteer = open_gazetteer()
    with resources.files("truceline.locate").joinpath("data/overlay.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len({row["id"] for row in rows}) == len(rows)
    for row in rows:
        assert row["source"], row["id"]
        for name in (row["name"], *filter(None, row["aliases"].split("|"))):
            assert any(match.row.id == row["id"] for match in gazetteer.matches(name)), (row["id"], name)


def test_roads_are_land_beside_their_line() -> None:
    outline = open_gazetteer().outline("tl:m4")
    assert outline is not None
    assert outline["type"] == "Polygon"


def test_a_folder_without_a_gazetteer_is_named(tmp_path: Path) -> None:
    with pytest.raises(VocabularyError, match=str(tmp_path)):
        Gazetteer(tmp_path)


@given(st.lists(st.tuples(st.integers(-180_000, 180_000), st.integers(-90_000, 90_000)), min_size=1, max_size=30))
def test_packed_rings_come_back(points: list[tuple[int, int]]) -> None:
    ring = [(x / 1000, y / 1000) for x, y in points]
    assert unpack_ring(pack_ring(ring)) == [list(p) for p in ring]
