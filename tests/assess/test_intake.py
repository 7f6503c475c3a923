"""Which lines of claims can be used, which are known, and which of those are live."""

from __future__ import annotations

import datetime as dt
import json
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.assess.worlds import agreement, claim, denial, table
from truceline.assess import decode_claims
from truceline.assess.record import microseconds

DAY = ("halt", "east", "2020-05-03")
EVENT = {"type": "attack"}
YEARS = (1900, 1999, 2000, 2019, 2020, 2023, 2024)
RECORDED = "2020-05-04T00:00:00Z"


def refusals(*lines: Any, as_of: str | None = None) -> tuple[list[str], list[int]]:
    """(ids that can be used, numbers of the lines that cannot)."""
    written = [line if isinstance(line, str | bytes) else json.dumps(line) for line in lines]
    records, refused = decode_claims(written, agreement(), as_of=as_of)
    return [r.id for r in records], [r.line for r in refused]


def line(**changes: Any) -> dict[str, Any]:
    return {"id": "1", "source": "wtv", "recorded": RECORDED, "event": EVENT} | changes


@pytest.mark.parametrize(
    "broken",
    [
        b"\xff\xfe",
        '{"id": NaN}',
        "[" * 100_000,
        line(speech=["asserts"]),
        line(modality={}),
        line(mode=1),
        line(supersedes=7),
        line(event={"type": "attack", "actors": "east"}),
        line(event={"type": "attack", "actors": [1]}),
        line(event={"type": ""}),
        line(event={"type": ["attack"]}),
        line(event=[]),
        line(event={"type": "attack", "time": "2020-05-03"}),
        line(event={"type": "attack", "time": {"start": "soon"}}),
        line(event={"type": "attack", "time": {"start": "0001-01-01T00:00:00+05:00"}}),
        line(event={"type": "attack", "place": "z"}),
        line(event={"type": "attack", "place": {"zone": ["z"]}}),
        line(event={"type": "attack", "place": {"lat": 1}}),
        line(event={"type": "attack", "place": {"lat": True, "lon": 1}}),
        line(event={"type": "attack", "place": {"lat": 10**400, "lon": 1}}),
        line(event={"type": "attack", "place": {"lat": 91, "lon": 1}}),
        line(event={"type": "attack", "place": {"lat": 1, "lon": 1, "radius_km": -1}}),
        line(event={"type": "attack", "place": {"geometry": {"type": "Polygon", "coordinates": [[1, 2], [3, 4]]}}}),
        line(event={"type": "attack", "place": {"geometry": {"type": "Polygon", "coordinates": [[[1, 2]] * 4]}}}),
        line(recorded="2020-05-04T00:00:00"),
        line(recorded="2020-05-04T24:00:00Z"),
        line(recorded=None),
        line(id=None),
        line(id=7),
    ],
)
def test_a_broken_line_is_named_and_nothing_else_is_lost(broken: Any) -> None:
    assert refusals(line(id="good"), broken) == (["good"], [2])


def test_plain_instants_are_read_as_any_other() -> None:
    """The first and the last day of every month, in years with and without a leap day."""
    first = [dt.datetime(year, month, 1, 12, 34, 56, tzinfo=dt.UTC) for year in YEARS for month in range(1, 13)]
    moments = [at for one in first for at in (one, one - dt.timedelta(days=1))]
    lines = [line(id=str(n), recorded=f"{at:%Y-%m-%dT%H:%M:%SZ}") for n, at in enumerate(moments)]
    records, refused = decode_claims([json.dumps(one) for one in lines], agreement())
    assert not refused
    assert [r.recorded for r in records] == [microseconds(at) for at in moments]


def test_a_long_file_is_read_to_its_end() -> None:
    lines = [line(id=str(number)) for number in range(2500)]
    assert refusals(*lines, "{") == ([str(number) for number in range(2500)], [2501])


def test_null_is_the_same_as_absent() -> None:
    keys = ["kind", "origin", "speech", "polarity", "certainty", "modality", "mode", "supersedes", "withdraws"]
    full = claim("1", "wtv", 3) | dict.fromkeys(keys)
    assert table(agreement(), [full]) == table(agreement(), [claim("1", "wtv", 3)])
    nothing = line(event={"type": "attack", "actors": None, "recipients": None, "place": None, "time": None})
    assert table(agreement(), [nothing]) == table(agreement(), [line()])


def test_equal_is_equal_as_json() -> None:
    one = line(event=EVENT | {"place": {"lat": 10, "lon": 10.0, "radius_km": 0}})
    same = line(event=EVENT | {"place": {"lon": 10, "radius_km": -0.0, "lat": 1e1}})
    assert refusals(one, same) == (["1"], [])
    assert refusals(line(x=1), line(x=True)) == ([], [1, 2])
    assert refusals(line(x=2**60), line(x=2**60 + 1)) == ([], [1, 2])
    deep = '{"id":"1","recorded":"' + RECORDED + '","event":{"type":"attack"},"x":' + "[" * 400 + "]" * 400 + "}"
    assert refusals(deep, deep) == (["1"], [])


def test_an_unusable_line_spoils_its_unequal_twin() -> None:
    assert refusals(line(), line(event={}), line(id="2")) == (["2"], [1, 2])


def test_lines_recorded_later_do_not_exist() -> None:
    late = line(recorded="2020-06-01T00:00:00Z", event={"type": "attack", "place": {"zone": "?"}})
    assert refusals(line(), late, as_of=RECORDED) == (["1"], [])
    assert refusals(line(), late) == ([], [1, 2])
    at_the_instant = line(id="2", recorded="2020-05-04T02:00:00+02:00")
    assert refusals(at_the_instant, as_of=RECORDED) == (["2"], [])


def test_a_ring_of_references_is_unusable_and_what_hangs_on_it_is_not() -> None:
    ring = [line(id="1", supersedes="2"), line(id="2", withdraws="3"), line(id="3", supersedes="1")]
    assert refusals(*ring, line(id="4", supersedes="1")) == (["4"], [1, 2, 3])


def test_a_reference_to_nothing_does_nothing() -> None:
    assert table(agreement(), [claim("1", "wtv", 3, supersedes="gone")])[DAY][0] == "alleged"


def test_who_corrects_does_not_matter() -> None:
    told = [claim("1", "wtv", 3), {"id": "2", "source": "stranger", "recorded": RECORDED, "withdraws": "1"}]
    assert table(agreement(), told) == {}


def test_a_withdrawal_may_tell_of_something_itself() -> None:
    told = [claim("1", "wtv", 3), claim("2", "etv", 4, withdraws="1")]
    assert table(agreement(), told) == {("halt", "east", "2020-05-04"): ("breached", "confirmed", "none")}


def plainly_live(refers: list[tuple[str, int] | None]) -> set[int]:
    """Who is live, by going round until nothing changes: the rule read as a table of equations with one solution."""
    alive: dict[int, bool] = {}
    while len(alive) < len(refers):
        for i, own in enumerate(refers):
            killers = [k for k, r in enumerate(refers) if r is not None and r[1] == i]
            if own is not None and own[0] == "supersedes":
                killers += [k for k, r in enumerate(refers) if k > i and r == own]
            if any(alive.get(k) for k in killers):
                alive[i] = False
            elif all(alive.get(k) is False for k in killers):
                alive[i] = True
    return {i for i, live in alive.items() if live}


@given(
    st.lists(
        st.one_of(st.none(), st.tuples(st.sampled_from(["supersedes", "withdraws"]), st.integers(0, 30))),
        min_size=1,
        max_size=9,
    )
)
def test_dead_and_live(drawn: list[tuple[str, int] | None]) -> None:
    """Each line refers to an earlier one or to nothing, and is recorded a minute after the one before."""
    refers = [None if r is None or i == 0 else (r[0], r[1] % i) for i, r in enumerate(drawn)]
    lines = []
    for i, refer in enumerate(refers):
        day = i + 1
        recorded = f"2020-06-01T00:{i:02}:00Z"
        one = claim(f"c{i}", "wtv", day, recorded=recorded)
        lines.append(one | ({} if refer is None else {refer[0]: f"c{refer[1]}"}))
    days = {int(day[-2:]) - 1 for _, _, day in table(agreement(), lines)}
    assert days == plainly_live(refers)


def test_many_corrections_of_one_claim_are_settled_at_once() -> None:
    lines = [claim("first", "wtv", 3)]
    lines += [
        claim(f"c{i}", "wtv", 3 + i % 9, supersedes="first", recorded=f"2020-06-01T00:00:00.{i:06}Z")
        for i in range(5000)
    ]
    started = time.process_time()
    assert len(table(agreement(), lines)) == 1
    assert time.process_time() - started < 5


def test_a_named_place_off_the_map_is_somewhere() -> None:
    """A denial for one village that nobody found does not clear the whole country."""
    terms = [{"id": "halt", "of": "i", "must_not": "attack", "party": "east"}]
    everywhere = denial("1", "wtv", 3, 3, place=None)
    one_village = denial("1", "wtv", 3, 3, place={"name": "Somewhere", "lat": None, "lon": None})
    assert table(agreement(terms=terms), [everywhere])[DAY] == ("kept", "none", "confirmed")
    assert table(agreement(terms=terms), [one_village])[DAY] == ("unknown", "none", "possible")


def test_every_kind_of_bad_line_at_once_and_a_line_of_a_hundred_megabytes() -> None:
    good = [line(id="good"), line(id="late", withdraws="nobody")]
    bad: list[Any] = [
        line(id="ends first", event=EVENT | {"time": {"start": "2020-05-04", "end": "2020-05-03"}}),
        '{"id":"nan","recorded":"' + RECORDED + '","event":{"type":"attack","place":{"lat":NaN,"lon":1}}}',
        line(id="twice"),
        line(id="twice", source="etv"),
        line(id="ring", supersedes="gnir"),
        line(id="gnir", withdraws="ring"),
        {"id": "undated", "event": EVENT},
        "not JSON",
        '{"id":"' + "x" * 100_000_000 + '"}',
    ]
    started = time.process_time()
    usable, refused = refusals(good[0], *bad, good[1])
    assert (sorted(usable), refused) == (["good", "late"], [2, 3, 4, 5, 6, 7, 8, 9, 10])
    assert time.process_time() - started < 5


def test_half_a_surrogate_pair_is_a_name_like_any_other() -> None:
    """JSON can hold it and UTF-8 cannot: it stops neither the order of the ids nor the look at the places."""
    odd = claim("\ud800", "wtv", 3, place={"name": "\ud800"}, origin="\ud800")
    assert table(agreement(), [odd, claim("1", "etv", 3)])[DAY] == ("breached", "confirmed", "none")
