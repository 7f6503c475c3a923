"""Lists of places that users bring: three forms, columns recognised, every line that cannot be used named."""

from __future__ import annotations

import json
from importlib import resources
from pathlib import Path
from typing import Any

import pytest

from truceline.errors import ReadError, VocabularyError
from truceline.locate import Gazetteer, Import, Region, open_gazetteer, read_places, write_places

#: In the layout of OCHA's lists on HDX; the places are made up.
TABLE = """pcode,name_en,name_ar,alt1_en,class,adm1_pcode,adm1_en,lat,lon
C9001,Umm Nowhere,أم نوير,Um Nuwayr,Village,SY07,Idlib,35.7001,36.7002
C9002,Saraqib,سراقب,,City,SY07,Idlib,35.8641,36.8062
C9003,,,,Village,SY07,Idlib,35.1,36.1
C9004,Off the Edge,,,Village,SY07,Idlib,95,36.1
C9005,No Number,,,Village,SY07,Idlib,north,36.1
C9001,Umm Nowhere Again,,,Village,SY07,Idlib,35.2,36.2
"""
#: In the layout of a dump: number, name, ASCII name, other names, degrees, class, code, country, …, population, ….
DUMP = "\n".join(
    "\t".join(
        (number, name, name, others, lat, lon, *code.split("."), "SY", "", "12", "", "", "", people, "", "", "", "")
    )
    for number, name, others, lat, lon, code, people in (
        ("99000001", "Dayr Nowhere", "Deir Nowhere,دير", "35.5", "36.5", "P.PPL", "4000"),
        ("99000002", "Tall Nowhere", "", "35.6", "36.6", "T.HLL", "0"),
        ("99000003", "Nahr Nowhere", "", "35.7", "36.7", "H.STM", "0"),
    )
)
GEOJSON: dict[str, Any] = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "properties": {"name": "Point Nowhere", "country": "SY"},
            "geometry": {"type": "Point", "coordinates": [36.5, 35.5]},
        },
        {
            "type": "Feature",
            "properties": {"name": "Camp Nowhere", "country": "SY"},
            "geometry": {"type": "Polygon", "coordinates": [[[36.5, 35.5], [36.6, 35.5], [36.6, 35.6], [36.5, 35.5]]]},
        },
        {"type": "Feature", "properties": {"name": "Broken"}, "geometry": {"type": "Polygon", "coordinates": 7}},
    ],
}


def read(folder: Path, text: str, **options: str) -> Import:
    path = folder / "places"
    path.write_text(text, encoding="utf-8")
    return read_places(path, open_gazetteer(), **options)


def searched(folder: Path, text: str, **options: str) -> Gazetteer:
    """The gazetteer with a list beside it."""
    write_places(read(folder, text, **options), folder / "places", folder / "index")
    return Gazetteer(Path(str(resources.files("truceline.locate") / "data")), folder / "index")


def test_a_table_is_recognised_and_what_cannot_be_used_is_named(tmp_path: Path) -> None:
    found = read(tmp_path, TABLE)
    assert found.form == "table"
    assert found.columns == {
        "id": ("pcode",),
        "name": ("name_en",),
        "other names": ("name_ar", "alt1_en"),
        "lat": ("lat",),
        "lon": ("lon",),
        "country": ("adm1_pcode",),
        "division": ("adm1_en",),
    }
    row, others = found.places[0]
    assert (row.id, row.country, row.admin1, row.lat, others) == (
        "pcode:C9001",
        "SY",
        "12",
        35.7001,
        ("أم نوير", "Um Nuwayr"),
    )
    assert found.refused == [
        (4, "it has no name."),
        (5, "Off the Edge: 95, 36.1 is no place on Earth."),
        (6, "No Number: 'north', '36.1' are no degrees."),
        (7, "line 2 has its id, pcode:C9001, too."),
    ]


@pytest.mark.parametrize("name", ["Umm Nowhere", "um nuwayr", "أم نوير"])
def test_an_imported_place_is_found_by_each_of_its_names(name: str, tmp_path: Path) -> None:
    assert open_gazetteer().find(name) == []
    best = searched(tmp_path, TABLE).find(name)[0]
    assert (best.id, best.admin1, best.precision, best.radius_km) == ("pcode:C9001", "Idlib", 1, 2.0)


def test_a_place_that_is_known_is_not_doubled(tmp_path: Path) -> None:
    shipped = [c.id for c in open_gazetteer().find("Saraqib")]
    assert [c.id for c in searched(tmp_path, TABLE).find("Saraqib")] == shipped
    far = TABLE.replace("35.8641,36.8062", "33.1,36.1")
    assert [c.id for c in searched(tmp_path, far).find("Saraqib")] == [*shipped, "pcode:C9002"]


def test_a_spelling_nearly_right_finds_it_in_its_region(tmp_path: Path) -> None:
    region = Region(countries=("SY",), lat=35.7, lon=36.7, radius_km=50)
    assert [c.id for c in searched(tmp_path, TABLE).find("Umm Nowheru", region=region)] == ["pcode:C9001"]


def test_a_dump_of_geonames_is_recognised(tmp_path: Path) -> None:
    found = read(tmp_path, DUMP)
    assert (found.form, found.refused, found.passed_over) == ("GeoNames dump", [], 1)
    assert [(row.name, row.kind, row.admin1) for row, _ in found.places] == [
        ("Dayr Nowhere", "city", "12"),
        ("Tall Nowhere", "hill", "12"),
    ]
    best = searched(tmp_path, DUMP).find("Deir Nowhere")[0]
    assert (best.id, best.population, best.admin1) == ("geonames:99000001", 4000, "Idlib")


def test_shapes_become_discs_that_cover_them(tmp_path: Path) -> None:
    found = read(tmp_path, json.dumps(GEOJSON))
    assert (found.form, found.refused) == ("GeoJSON", [(3, "its geometry cannot be read.")])
    point, camp = (row for row, _ in found.places)
    assert (point.radius_km, camp.country) == (0.0, "SY"), "a point has the radius of a settlement"
    assert 6 < camp.radius_km < 12


def test_a_list_without_countries_asks_for_one(tmp_path: Path) -> None:
    text = "name;lat;lon\nNowhere;35,5;36.5\nElsewhere;35.5;36.5\n"
    assert read(tmp_path, text).refused[1] == (3, "Elsewhere: nothing says in which country it is; give --country.")
    assert [row.country for row, _ in read(tmp_path, text, country="SY").places] == ["SY"]


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"place,latitude\nNowhere,1\n", "has no column for lon; its columns are place, latitude."),
        (b"", "has no column for name and lat and lon; its columns are none."),
        (b"name,lat,lon\n\xff,1,2\n", "is not UTF-8 (byte 13)"),
        (b'{"type":"Feature"}', "is no GeoJSON FeatureCollection."),
    ],
)
def test_a_file_that_is_no_list_says_why(data: bytes, why: str, tmp_path: Path) -> None:
    path = tmp_path / "places"
    path.write_bytes(data)
    with pytest.raises(ReadError) as error:
        read_places(path, open_gazetteer())
    assert why in str(error.value)


def test_the_same_list_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        searched(tmp_path / name, TABLE)
    for file in ("rows.tsv", "keys.tsv", "source.json"):
        assert (tmp_path / "one/index" / file).read_bytes() == (tmp_path / "two/index" / file).read_bytes()


def test_a_folder_that_holds_no_list_is_named(tmp_path: Path) -> None:
    with pytest.raises(VocabularyError, match="truceline gazetteer import"):
        open_gazetteer(tmp_path / "nothing")
