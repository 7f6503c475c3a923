"""Small made-up files in the published layouts of data sets: what their rows come to, and what is refused."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from truceline.agreement import load_agreement
from truceline.errors import ReadError, TrucelineError, UsageError
from truceline.imports import DATA_SETS, Row, Spoiled, read_mapping, read_rows
from truceline.memory import Added, import_rows, settle
from truceline.model.claim import Claim
from truceline.model.event import Event
from truceline.store import Store, create_store

NOW = "2024-03-01T10:00:00Z"
IDLIB = load_agreement("idlib")
ACLED = (
    "event_id_cnty,event_date,year,time_precision,event_type,sub_event_type,actor1,actor2,location,latitude,longitude,"
    "geo_precision,source,notes,fatalities,timestamp\n"
)
ACLED_ROW = (
    "SYR1,05 August 2019,2019,1,Explosions/Remote violence,Shelling/artillery/missile attack,"
    "Military Forces of Syria (2000-),Civilians (Syria),Khan Sheikhun,35.44,36.65,1,Made up,"
    '"Shells fell, it is said.",2,1565740800\n'
)
UCDP = (
    "id,type_of_violence,side_a,side_b,where_prec,where_coordinates,latitude,longitude,date_prec,date_start,date_end,"
    "low,high,source_headline\n"
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with contextlib.closing(create_store(str(tmp_path / "s.db"))) as made:
        made.add_agreement(IDLIB, at=NOW)
        yield made


def rows(text: str, kind: str, **more: Any) -> list[Row | Spoiled]:
    return list(read_rows(text.encode(), kind, actor={"Military Forces of Syria": "syria"}.get, **more))


def event(text: str, kind: str, **more: Any) -> Event:
    (row,) = rows(text, kind, **more)
    assert isinstance(row, Row), row
    assert row.told.event is not None
    return row.told.event


def put(store: Store, text: str, kind: str, **more: Any) -> list[Added]:
    found = list(import_rows(store, text.encode(), "f.csv", kind, now=lambda: NOW, **more))
    settle(store, at=NOW)
    return found


def told(store: Store) -> list[Claim]:
    import msgspec

    with store.snapshot() as snapshot:
        return [msgspec.json.decode(row.wire, type=Claim) for row in snapshot.told(IDLIB.id)]


def test_acled() -> None:
    found = event(ACLED + ACLED_ROW, "acled")
    assert (found.type, found.actors) == ("attack.shelling", ("syria",))
    assert found.time is not None
    assert (found.time.start, found.time.end, found.time.precision) == ("2019-08-05", "2019-08-06", 1)
    assert found.place is not None
    assert (found.place.lat, found.place.radius_km, found.place.precision) == (35.44, 5.0, 1)
    assert found.deaths is not None
    assert (found.deaths.low, found.deaths.high) == (2, 2)


@pytest.mark.parametrize(
    ("precision", "start", "end", "code"),
    [(1, "2019-08-05", "2019-08-06", 1), (2, "2019-07-30", "2019-08-12", 3), (3, "2019-08-01", "2019-09-01", 4)],
)
def test_a_vague_day_of_acled_is_a_window(precision: int, start: str, end: str, code: int) -> None:
    found = event(ACLED + ACLED_ROW.replace(",2019,1,", f",2019,{precision},"), "acled").time
    assert found is not None
    assert (found.start, found.end, found.precision) == (start, end, code)


@pytest.mark.parametrize(("geo", "radius", "where"), [(1, 5.0, 1), (2, 25.0, 2), (3, 100.0, 4)])
def test_a_vague_place_of_acled_is_wide(geo: int, radius: float, where: int) -> None:
    found = event(ACLED + ACLED_ROW.replace("36.65,1,", f"36.65,{geo},"), "acled").place
    assert found is not None
    assert (found.radius_km, found.precision) == (radius, where)


def test_nobody_is_said_to_have_died_where_acled_has_0() -> None:
    assert event(ACLED + ACLED_ROW.replace('said.",2,', 'said.",0,'), "acled").deaths is None


@pytest.mark.parametrize(
    ("where", "lat"), [(1, 35.4), (2, 35.4), (3, 35.4), (4, 35.4), (5, None), (6, None), (7, None)]
)
def test_ucdp(where: int, lat: float | None) -> None:
    """A point that stands for a country is not kept as a point."""
    row = f"99,1,Government of Syria,A group,{where},somewhere,35.4,36.6,2,2019-08-02,2019-08-05,3,9,A headline\n"
    found = event(UCDP + row, "ucdp")
    assert found.place is not None
    assert found.place.lat == lat
    assert found.place.precision == where
    assert found.time is not None
    assert (found.time.start, found.time.end, found.time.precision) == ("2019-08-02", "2019-08-06", 2)
    assert found.deaths is not None
    assert (found.type, found.deaths.low, found.deaths.high) == ("clash", 3, 9)


@pytest.mark.parametrize(
    ("code", "type_"),
    [("194", "attack.shelling"), ("195", "attack.air"), ("1831", "attack.explosive"), ("010", "other")],
)
def test_gdelt(code: str, type_: str) -> None:
    cells = [""] * 61
    cells[0], cells[1], cells[26], cells[51], cells[52] = "5", "20190805", code, "4", "Idlib, Syria"
    cells[56], cells[57], cells[59], cells[60] = "35.9", "36.6", "20190806", "https://example.org/a"
    (row,) = rows("\t".join(cells) + "\n", "gdelt")
    assert isinstance(row, Row)
    assert row.told.event is not None
    assert (row.told.event.type, row.told.certainty, row.told.published) == (type_, "possible", "2019-08-06")


def test_polecat() -> None:
    text = (
        "Event ID\tEvent Date\tEvent Type\tEvent Mode\tActor Name\tRecipient Name\tCity\tProvince\tCountry\tLatitude\t"
        "Longitude\tPublication Date\nE1\t2019-08-05\tASSAULT\taerial\tAir force\tNone\t\tIdlib\tSyria\t35.9\t36.6\t"
        "2019-08-06\n"
    )
    found = event(text, "polecat")
    assert (found.type, found.actors) == ("attack.air", ("unnamed:air force",))
    assert found.place is not None
    assert (found.place.name, found.place.precision) == ("Idlib", 4)


def test_osce() -> None:
    text = (
        "SMM position,Event location,Means,No.,Observation,Description,Weapon,Date,Time\n"
        'A camera,2km E of a pump,SMM camera,3,Recorded,Explosion (outgoing),"Mortar, 82mm",05/08/2019,23:10\n'
    )
    (spoiled,) = rows(text, "osce")
    assert isinstance(spoiled, Spoiled)
    assert "no day" in spoiled.why
    found = event(text.replace("05/08/2019", "05-Aug-2019"), "osce")
    assert (found.type, found.actors, found.deaths) == ("attack.shelling", (), None)  # never who fired, never how many


MAPPING = """
name = "A hotline"
[columns]
id = "Ref"
date = "Day"
type = "What"
place = "Town"
lat = "Lat"
lon = "Lon"
actor = "Who"
words = "Notes"
[types]
shelling = "attack.shelling"
[actors]
"the army" = "syria"
[fixed]
where_prec = 2
certainty = "probable"
"""


def test_any_table_with_a_mapping() -> None:
    text = (
        "Ref;Day;What;Town;Lat;Lon;Who;Notes\n7;2019-08-05;Shelling;Saraqib;35.86;36.80;The army;Two shells, they say\n"
    )
    mapping = read_mapping(MAPPING.encode(), "hotline.toml")
    (row,) = rows(text, "csv", mapping=mapping)
    assert isinstance(row, Row)
    assert row.told.event is not None
    assert (row.told.event.type, row.told.event.actors) == ("attack.shelling", ("syria",))
    assert (row.told.text, row.told.certainty) == ("Two shells, they say", "probable")
    assert row.told.event.place is not None
    assert row.told.event.place.radius_km == 25.0


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("name =", "nom ="), "nom"),
        (('date = "Day"\n', ""), "date"),
        (("attack.shelling", "attack.sling"), "no type of event attack.sling"),
        (('lat = "Lat"', 'height = "Lat"'), "cannot be height"),
        (("[types]", "[types"), "no TOML"),
    ],
)
def test_a_mapping_that_cannot_be_used_says_why(change: tuple[str, str], says: str) -> None:
    with pytest.raises(UsageError, match=says):
        read_mapping(MAPPING.replace(*change).encode(), "hotline.toml")


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("05 August 2019", "soon"), "event_date 'soon' is no day"),
        ((",2019,1,", ",2019,4,"), "time_precision 4 is not between 1 and 3"),
        (("35.44", "95.44"), "no place on Earth"),
        (("SYR1", ""), "event_id_cnty is empty"),
        (('said.",2', 'said.",many'), "fatalities 'many' is no number"),
        ((",2,1565740800", ""), "cells where there are 16 columns"),
    ],
)
def test_bad_rows_are_named_and_the_others_kept(store: Store, change: tuple[str, str], says: str) -> None:
    text = ACLED + ACLED_ROW.replace(*change) + ACLED_ROW.replace("SYR1", "SYR2")
    bad, good = sorted(put(store, text, "acled"), key=lambda a: a.path)
    assert (bad.outcome, good.outcome) == ("refused", "new")
    assert bad.path == "f.csv:2"
    assert bad.error is not None
    assert says in bad.error


@pytest.mark.parametrize("kind", [*DATA_SETS, "csv"])
def test_a_file_of_another_kind_is_refused_whole(kind: str) -> None:
    if kind == "gdelt":
        (found,) = rows("Dear all,\n", kind)
        assert isinstance(found, Spoiled)
        return
    with pytest.raises(ReadError, match="no column"):
        rows(
            "Dear all,\nthis is a letter.\n",
            kind,
            mapping=read_mapping(MAPPING.encode(), "m") if kind == "csv" else None,
        )


@given(data=st.binary(max_size=200), kind=st.sampled_from([*DATA_SETS, "claims"]))
def test_any_bytes_give_rows_or_a_sentence(data: bytes, kind: str) -> None:
    with contextlib.suppress(TrucelineError):
        for row in read_rows(data, kind, actor=lambda _: None):
            assert row.line > 0


def test_the_same_file_again_changes_nothing_and_a_correction_replaces(store: Store) -> None:
    assert [a.outcome for a in put(store, ACLED + ACLED_ROW, "acled")] == ["new"]
    assert [a.outcome for a in put(store, ACLED + ACLED_ROW, "acled")] == ["unchanged"]
    later = ACLED_ROW.replace("05 August", "06 August").replace("1565740800", "1565840800")
    assert [a.outcome for a in put(store, ACLED + later, "acled")] == ["new"]
    with store.snapshot() as snapshot:
        days = [cell.day for cell in snapshot.cells(IDLIB.id)]
    assert days
    assert set(days) == {"2019-08-06"}
    # An older version that comes later does not take the place of a newer one.
    assert [a.outcome for a in put(store, ACLED + ACLED_ROW.replace(",2,1565740800", ",3,1565740800"), "acled")] == [
        "unchanged"
    ]
    first, second = sorted(told(store), key=lambda c: c.recorded or "")
    assert second.supersedes == first.id
    assert {first.source, second.source} == {"report:ACLED"}
    assert len({first.origin, second.origin}) == 1  # a data set never corroborates itself


def test_what_the_data_set_deleted_is_withdrawn(store: Store) -> None:
    put(store, ACLED + ACLED_ROW, "acled")
    gone = "event_id_cnty,deleted_timestamp\nSYR1,1566000000\nSYR9,1566000000\n"
    assert [a.outcome for a in put(store, gone, "acled")] == ["unchanged", "new"]
    with store.snapshot() as snapshot:
        assert snapshot.cells(IDLIB.id) == []
        assert snapshot.counts()["claims"] == 2
    assert store.verify().claims == 2


def test_lines_of_claims(store: Store) -> None:
    line = {
        "kind": "claim",
        "id": "x1",
        "quote": "shells fell",
        "source": "syria",
        "recorded": "2019-08-07T10:00:00Z",
        "event": {"type": "attack", "actors": ["syria"], "time": {"start": "2019-08-05", "end": "2019-08-06"}},
    }
    text = json.dumps(line) + "\n{}\nno claim\n" + json.dumps({"kind": "report", "id": "sha256:0"}) + "\n"
    assert [a.outcome for a in put(store, text, "claims")] == ["refused", "refused", "new"]
    (claim,) = told(store)
    assert (claim.id, claim.source, claim.recorded, claim.quote) == (
        "x1",
        "syria",
        "2019-08-07T10:00:00Z",
        "shells fell",
    )
    # Another claim of the same id is not kept, and the first not lost.
    (other,) = put(store, json.dumps({**line, "quote": "other words"}), "claims")
    assert other.outcome == "refused"
    assert "has the id of another claim" in (other.error or "")
    assert told(store) == [claim]
