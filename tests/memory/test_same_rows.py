"""Every file of a filter holds the same ids, says what it is, and holds nothing that may not be shown.

Each format is read back by a reader that has no part in writing it: csv, json, DuckDB for Parquet, sqlite3 for
GeoPackage, zipfile for the bundle.
"""

from __future__ import annotations

import csv
import hashlib
import io
import itertools
import json
import sqlite3
import zipfile
from pathlib import Path
from typing import NamedTuple

import duckdb
import msgspec
import pytest
from hypothesis import given, settings

from tests.memory.shown import LAST_DAY, NOW
from tests.memory.test_filtering import filters, ids
from truceline.geometry import corners_of, distance_km
from truceline.memory import Published, Release, chosen, select
from truceline.model.claim import Claim
from truceline.model.selection import Filter, Selection
from truceline.show import FORMATS, LIMITS, ExportFormat, export_files, starts_formula
from truceline.store import Snapshot

_numbers = itertools.count()


class Ids(NamedTuple):
    """What a file lists."""

    cells: set[str]
    claims: set[str]
    incidents: set[str]
    sources: set[str]


def made(found: Selection, *formats: ExportFormat, raw: bool = False) -> dict[str, bytes]:
    return dict(export_files(found, formats or FORMATS, version="test", raw=raw))


def rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode(), newline="")))


def in_csv(files: dict[str, bytes], ending: str = ".csv", folder: str = "") -> Ids:
    found = []
    for name in Ids._fields:
        listed = [row["id"] for row in rows(files[f"{folder}{name}{ending}"])]
        listed = listed[1:] if "hxl" in ending else listed
        assert len(listed) == len(set(listed))
        found.append(set(listed))
    return Ids(*found)


def in_gpkg(content: bytes, place: Path) -> Ids:
    file = place / f"read-{next(_numbers)}.gpkg"
    file.write_bytes(content)
    with sqlite3.connect(file) as base:
        found = [{row[0] for row in base.execute(f"SELECT id FROM {name}")} for name in Ids._fields]
        kinds = dict(base.execute("SELECT name, type FROM pragma_table_info('claims')").fetchall())
        assert kinds["first_day"] == kinds["last_day"] == "DATE"
        said = {row[0] for row in base.execute("SELECT description FROM gpkg_contents")}
    base.close()
    assert len(said) == 1
    assert_says_what_it_is(said.pop())
    return Ids(*found)


def in_parquet(files: dict[str, bytes], place: Path) -> Ids:
    found = []
    for name in Ids._fields:
        file = place / f"read-{next(_numbers)}.parquet"
        file.write_bytes(files[f"{name}.parquet"])
        with duckdb.connect() as base:
            found.append({row[0] for row in base.execute("SELECT id FROM read_parquet(?)", [str(file)]).fetchall()})
            (said,) = base.execute(
                "SELECT value FROM parquet_kv_metadata(?) WHERE key = 'truceline'", [str(file)]
            ).fetchall()
        assert json.loads(said[0])["limits"] == LIMITS
        file.unlink()
    return Ids(*found)


def in_lines(content: bytes) -> Ids:
    found: dict[str, set[str]] = {"cell": set(), "claim": set(), "incident": set(), "source": set()}
    first, *others = (json.loads(line) for line in content.splitlines())
    assert first["kind"] == "about"
    for record in others:
        found[record["kind"]].add(record["id"])
    return Ids(*found.values())


def in_ftm(content: bytes) -> tuple[set[str], set[str]]:
    entities = [json.loads(line) for line in content.splitlines()]
    events = {e["properties"]["recordId"][0] for e in entities if e["schema"] == "Event"}
    return events, {"sha256:" + e["id"][len("report-") :] for e in entities if e["schema"] == "Document"}


def assert_says_what_it_is(said: str) -> None:
    for part in ("filter: ", "as of: now", "data v65 ", "delay 72 h, to 2019-08-09", "withheld", LIMITS):
        assert part in said


@settings(settings.get_profile("laws"), max_examples=50)
@given(wanted=filters)
def test_a_filter_gives_the_same_ids_everywhere(
    published: Published, tmp_path_factory: pytest.TempPathFactory, wanted: Filter
) -> None:
    """Table, map and every export."""
    found = select(published, wanted)
    table = Ids(*ids(found))
    files = made(found)
    place = tmp_path_factory.getbasetemp()
    assert in_csv(files) == table
    assert in_csv(files, ".hxl.csv") == table
    assert in_parquet(files, place) == table
    assert in_gpkg(files["truceline.gpkg"], place) == table
    assert in_lines(files["records.jsonl"]) == table
    assert in_ftm(files["entities.ftm.json"]) == (table.claims, table.sources)
    assert {f["id"] for f in json.loads(files["map.geojson"])["features"]} == table.claims
    with zipfile.ZipFile(io.BytesIO(files["bundle.zip"])) as packed:
        inside = {name: packed.read(name) for name in packed.namelist()}
    assert in_csv(inside, folder="data/") == table
    assert in_lines(inside["data/records.jsonl"]) == table
    assert {f["id"] for f in json.loads(inside["data/map.geojson"])["features"]} == table.claims


@pytest.fixture(scope="module")
def everything(published: Published) -> dict[str, bytes]:
    """All files of all that may be shown."""
    return made(select(published, Filter()))


def test_the_same_rows_give_the_same_bytes(published: Published, everything: dict[str, bytes]) -> None:
    """Archives and databases, too: no clock goes in."""
    assert made(select(published, Filter())) == everything


def test_every_file_says_what_it_is(everything: dict[str, bytes]) -> None:
    """Filter, as of, data version, what is withheld, and the limits: in each file, for programs or for people."""
    for name, content in everything.items():
        if name.endswith(".csv"):
            for row in rows(content)[1 if "hxl" in name else 0 :]:
                assert_says_what_it_is(row["about"])
    for about in (
        json.loads(everything["map.geojson"])["about"],
        json.loads(everything["records.jsonl"].split(b"\n")[0]),
        json.loads(everything["about.json"]),
    ):
        assert about["limits"] == LIMITS
        assert (about["filter"], about["as_of"], about["data_version"], about["delay_hours"]) == ("none", None, 65, 72)
        assert about["withheld"] > 5
    for line in everything["entities.ftm.json"].splitlines():
        entity = json.loads(line)
        if entity["schema"] != "Mention":
            assert_says_what_it_is(entity["properties"]["notes"][0])
    hashes = json.loads(everything["about.json"])["files"]
    assert hashes == {n: hashlib.sha256(c).hexdigest() for n, c in everything.items() if n != "about.json"}


def test_a_bundle_can_be_checked(everything: dict[str, bytes]) -> None:
    """Sizes and hashes are right, fields are those of the file, and provenance leads from each file to the reports."""
    with zipfile.ZipFile(io.BytesIO(everything["bundle.zip"])) as packed:
        inside = {name: packed.read(name) for name in packed.namelist()}
    package = json.loads(inside["datapackage.json"])
    assert {r["path"] for r in package["resources"]} == {n for n in inside if n.startswith("data/")}
    for resource in package["resources"]:
        content = inside[resource["path"]]
        assert resource["bytes"] == len(content)
        assert resource["hash"] == "sha256:" + hashlib.sha256(content).hexdigest()
        if "schema" in resource:
            header = next(csv.reader(io.StringIO(content.decode())))
            assert [field["name"] for field in resource["schema"]["fields"]] == header
    graph = {node["@id"]: node for node in json.loads(inside["provenance.jsonld"])["@graph"]}
    reports = {"urn:" + row["id"] for row in rows(inside["data/sources.csv"])}
    for name, content in inside.items():
        if name.startswith("data/"):
            node = graph["urn:sha256:" + hashlib.sha256(content).hexdigest()]
            store = graph[node["prov:wasDerivedFrom"]["@id"]]
            assert {ref["@id"] for ref in store["prov:wasDerivedFrom"]} == reports
            assert node["prov:wasGeneratedBy"]["@id"] in graph
    assert reports <= set(graph)


#: Of the followthemoney package 4.11: the properties of each schema that we write, and those that it demands.
FTM = {
    "Organization": ({"name", "notes"}, {"name"}),
    "Document": ({"fileName", "title", "publisher", "publishedAt", "sourceUrl", "notes"}, {"fileName"}),
    "Event": (
        {"name", "recordId", "summary", "startDate", "endDate", "location", "involved", "proof", "keywords", "notes"},
        {"name"},
    ),
    "Mention": ({"document", "name", "resolved", "detectedSchema"}, {"document", "name"}),
}  # fmt: skip
FTM_REFERENCES = {"involved": "Organization", "resolved": "Organization", "proof": "Document", "document": "Document"}


def test_ftm_has_the_shape_of_the_model(everything: dict[str, bytes]) -> None:
    """Properties that the schema has, those that it demands, lists of words, references that lead somewhere."""
    entities = [json.loads(line) for line in everything["entities.ftm.json"].splitlines()]
    known = {entity["id"]: entity["schema"] for entity in entities}
    assert len(known) == len(entities)
    assert set(known.values()) == set(FTM)
    for entity in entities:
        allowed, demanded = FTM[entity["schema"]]
        properties = entity["properties"]
        assert demanded <= set(properties) <= allowed
        assert all(isinstance(v, str) and v for values in properties.values() for v in values)
        for name, schema in (
            ("involved", "Organization"),
            ("proof", "Document"),
            ("document", "Document"),
            ("resolved", "Organization"),
        ):
            assert all(known[reference] == schema for reference in properties.get(name, ()))


def test_no_cell_of_a_table_starts_a_formula(published: Published, everything: dict[str, bytes]) -> None:
    """Reports in this store are full of formulas, scripts and direction marks; ``--raw`` alone lets them through."""
    checked = 0
    for name, content in everything.items():
        if not name.endswith(".csv"):
            continue
        for row in csv.reader(io.StringIO(content.decode(), newline="")):
            for cell in row:
                if cell.lstrip("-").replace(".", "", 1).isdecimal():
                    continue  # a number
                for line in cell.splitlines():
                    assert not starts_formula(line), cell
                    assert not set(line) & {"\u202e", "\u2066", "\u200b", "\t", "\r"}
                    checked += 1
    assert checked > 1000
    raw = made(select(published, Filter()), "csv", raw=True)["claims.csv"].decode()
    assert "=HYPERLINK" in raw.replace('""', '"')
    assert "\u202e" in raw


def test_nothing_newer_and_nothing_finer_in_any_file(
    published: Published, shown: Snapshot, everything: dict[str, bytes]
) -> None:
    """Neither a held-back id nor its words stand in any file, and no area is smaller than its source's or the floor."""
    told = {row.claim: msgspec.json.decode(row.wire, type=Claim) for row in shown.told(published.agreement.id)}
    open_words = {_ending(c) for i, c in told.items() if i not in published.held_back}
    for name, content in everything.items():
        texts = [content]
        if name == "bundle.zip":
            with zipfile.ZipFile(io.BytesIO(content)) as packed:
                texts = [packed.read(inside) for inside in packed.namelist()]
        for text in texts:
            for id_ in published.held_back:
                assert id_.encode() not in text, name
                assert _ending(told[id_]) in open_words or _ending(told[id_]).encode() not in text, name
    for row in rows(everything["cells.csv"]):
        assert row["last_day"] <= LAST_DAY
    for row in rows(everything["claims.csv"]):
        assert not row["last_day"] or row["last_day"] <= LAST_DAY
        own = told[row["id"]].event
        if row["latitude"]:
            assert own is not None
            assert own.place is not None
            assert float(row["radius_km"]) >= max(1.0, own.place.radius_km or 0.0)
            assert len(row["latitude"].partition(".")[2]) <= 2
            assert len(row["longitude"].partition(".")[2]) <= 2
    for feature in json.loads(everything["map.geojson"])["features"]:
        if feature["geometry"] is not None:
            assert feature["geometry"]["type"] in ("Polygon", "MultiPolygon")
            corners = corners_of(feature["geometry"])
            far = max(distance_km(a[1], a[0], b[1], b[0]) for a in corners for b in corners[:: len(corners) // 2 or 1])
            assert far >= 1.9


def test_an_internal_view_says_that_it_is_not_for_publication(shown: Snapshot) -> None:
    """What reviewers may see never looks like what may be passed on."""
    view = Published(shown, chosen(shown.agreements(), None), Release.inside(NOW))
    content = made(select(view, Filter()), "csv")["claims.csv"].decode()
    assert content.count("NOT FOR PUBLICATION") == content.count("Truceline, agreement idlib")


def _ending(claim: Claim) -> str:
    """The end of a made-up sentence: a number of its own."""
    return "house " + claim.quote.rpartition(" house ")[2]
