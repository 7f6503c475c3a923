"""Words of terms beyond the first form: own time, numbers wanted, exemptions without a target, other deadlines, holes.

Each is held against the same thing said in older words, or worked by hand; at once and one by one.
"""

from __future__ import annotations

import copy
import datetime as dt
import random
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.assess.drawn_more import more_case
from tests.assess.worlds import agreement, assessed, check_one_by_one, claim, denial, read, table

SEEDS = st.integers(0, 10_000)


def _days(world: dict[str, Any], pick: random.Random) -> tuple[str, str]:
    first = dt.date.fromisoformat(world["instruments"][0]["in_force"][:10])
    start = first + dt.timedelta(days=pick.randint(1, 3))
    return start.isoformat(), (start + dt.timedelta(days=pick.randint(1, 4))).isoformat()


@given(SEEDS, SEEDS)
@settings(max_examples=40)
def test_a_time_of_its_own_is_an_instrument_of_its_own(world: int, pile: int) -> None:
    case, pick = more_case(world, pile), random.Random(f"{world} {pile}")
    file = copy.deepcopy(case.agreement)
    # Notices, amendments and renewals belong to an instrument as a whole, and silence to its end.
    assume(len(file["instruments"]) == 1)
    for key in ("suspends", "notices", "renews", "ends"):
        file["instruments"][0].pop(key, None)
    for term in file["terms"]:
        term.pop("silence", None)
        for key in ("by", "before"):
            if "notice" in str(term.get(key)) or "in_force" in str(term.get(key)):
                del term[key]
    lines = [line for line in case.lines if "ceasefire" not in str(line)]
    start, end = _days(file, pick)
    until = {"until": end} if pick.random() < 0.7 else {}
    term = pick.choice(file["terms"])
    apart = copy.deepcopy(file)
    apart["instruments"].append({"id": "own", "in_force": start} | ({"ends": end} if until else {}))
    moved = next(t for t in apart["terms"] if t["id"] == term["id"])
    moved["of"] = "own"
    term |= {"from": start} | until
    assert table(read(file), lines) == table(read(apart), lines)


def test_a_term_binds_for_its_own_time_and_no_longer_than_its_instrument() -> None:
    lines = [claim(str(day), "obs", day) for day in range(2, 9)]
    term = {"id": "halt", "of": "i", "must_not": "attack", "party": "east", "zone": "z"}
    instrument = [{"id": "i", "in_force": "2020-05-03", "ends": "2020-05-08"}]
    for own, days in (({}, "34567"), ({"from": "2020-05-05"}, "567"), ({"until": "2020-05-05"}, "34"),
                      ({"from": "2020-05-01", "until": "2020-05-20"}, "34567"),
                      ({"from": "2020-05-04", "until": "2020-05-04T12:00Z"}, "4")):  # fmt: skip
        found = agreement(instruments=instrument, terms=[term | own])
        check_one_by_one(found, lines)
        assert sorted(day[-1] for _, _, day in table(found, lines)) == list(days), own


@given(SEEDS, SEEDS, st.booleans(), st.integers(0, 6))
@settings(max_examples=40)
def test_a_reading_with_another_deadline_is_the_term_with_that_deadline(
    world: int, pile: int, inclusive: bool, after: int
) -> None:
    case = more_case(world, pile)
    file = copy.deepcopy(case.agreement)
    first = dt.date.fromisoformat(file["instruments"][0]["in_force"][:10])
    term = next((t for t in file["terms"] if "must" in t and "while" not in t), None)
    assume(term is not None and "silence" not in term)
    assert term is not None
    other = {"by" if inclusive else "before": (first + dt.timedelta(days=after)).isoformat()}
    read_so = {k: v for k, v in term.items() if k not in ("by", "before")} | other
    replaced = file | {"terms": [read_so if t is term else t for t in file["terms"]]}
    term["readings"] = [{"version": "the other text", "instead": other}]
    days = [(first + dt.timedelta(days=d)).isoformat() for d in range(8)]
    party = term["party"] if isinstance(term["party"], str) else term["party"][0]
    shown, plain = assessed(read(file), case.lines), assessed(read(replaced), case.lines)
    # Whoever looks at this term looks at it as the text has it; alone, both are judged by the same evidence.
    for day in days:
        (reading,) = shown.cell(term["id"], party, day).readings or (None,)
        if reading is not None:
            assert reading.by == "the other text"
            assert reading.status is plain.cell(term["id"], party, day).status


PULL = {"id": "pull", "of": "i", "must": "weapons.withdrawn", "party": "east", "zone": "z", "by": "2020-05-04"}


def share(id_: str, low: int | None, high: int | None, day: int = 3, **changes: Any) -> dict[str, Any]:
    line = claim(id_, "obs", day, type_="weapons.withdrawn", **changes)
    count = {"low": low, "high": high, "text": "as told"}
    line["event"]["objects"] = [{"text": "as told", "class": "percent", "count": count}]
    return line


@pytest.mark.parametrize(
    ("lines", "wanted"),
    [
        ([share("1", 30, 30)], ("kept", "none", "confirmed")),
        ([share("1", 41, None)], ("kept", "none", "confirmed")),
        ([share("1", 29, 29)], None),
        ([share("1", 29, 33)], ("unknown", "none", "possible")),  # "about a third"
        ([claim("1", "obs", 3, type_="weapons.withdrawn")], ("unknown", "none", "possible")),
        ([share("1", 29, 29), share("2", 35, 35, day=6)], ("breached", "confirmed", "none")),  # late
        ([denial("1", "obs", 5, 5, type_="weapons.withdrawn")], ("breached", "confirmed", "none")),
        ([denial("1", "obs", 5, 5, type_="weapons.withdrawn") | {"event": {
            **denial("1", "obs", 5, 5, type_="weapons.withdrawn")["event"],
            "objects": share("x", 30, 30)["event"]["objects"]}}], ("unknown", "possible", "none")),
    ],
)  # fmt: skip
def test_how_much_must_be_done(lines: list[dict[str, Any]], wanted: tuple[str, str, str] | None) -> None:
    instruments = [{"id": "i", "in_force": "2020-05-01", "ends": "2020-05-08"}]
    found = agreement(instruments=instruments, terms=[PULL | {"at_least": 30, "what": "percent"}])
    check_one_by_one(found, lines)
    assert table(found, lines).get(("pull", "east", "2020-05-05")) == wanted


@pytest.mark.parametrize(
    ("class_", "wanted"),
    [
        ("mlrs.uragan", "breached"),
        ("mlrs.grad", None),
        ("mlrs", "unknown"),  # of which kind nobody says
        (None, "unknown"),
        ("artillery.122mm", "breached"),
        ("artillery.85mm", None),
        ("artillery", "unknown"),
        ("tank", None),
    ],
)
def test_a_system_is_of_its_class_and_a_class_may_be_one_of_its_systems(class_: str | None, wanted: str | None) -> None:
    weapons = {"far": {"includes": ["mlrs.uragan", "mlrs.smerch"], "of": "artillery", "calibre_mm": {"min": 100}}}
    term = {"id": "far", "of": "i", "must_not": "weapons.deployed", "party": "east", "zone": "z"}
    found = agreement(weapons=weapons, terms=[term | {"what": "far", "at_most": 0}])
    line = claim("1", "obs", 3, type_="weapons.deployed")
    line["event"]["objects"] = [{"text": "one", "class": class_, "count": {"low": 1, "high": 1, "text": "one"}}]
    check_one_by_one(found, [line])
    assert {cell[0] for cell in table(found, [line]).values()} == ({wanted} if wanted else set())


def test_what_an_act_was_for_no_report_settles() -> None:
    term = {"id": "halt", "of": "i", "must_not": "attack", "party": "east", "zone": "z"}
    lines = [claim("1", "obs", 3), claim("2", "wtv", 3), denial("3", "obs", 5, 5)]
    wanted = {
        ("halt", "east", "2020-05-03"): ("unknown", "possible", "none"),
        ("halt", "east", "2020-05-05"): ("kept", "none", "confirmed"),
    }
    for unless in ({"purpose": "self-defence"}, {"quota": 60}):
        found = agreement(terms=[term | {"unless": unless}])
        check_one_by_one(found, lines)
        assert table(found, lines) == wanted
        cell = assessed(found, lines).cell("halt", "east", "2020-05-03")
        assert any("whether an exemption applies" in reason.text for reason in cell.reasons)
    as_read = agreement(terms=[term | {"readings": [{"by": "east", "unless": {"purpose": "self-defence"}}]}])
    cell = assessed(as_read, lines).cell("halt", "east", "2020-05-03")
    assert (cell.status.value, cell.readings[0].status.value) == ("breached", "unknown")
    both = agreement(terms=[term | {"unless": {"target": "list", "purpose": "self-defence"}}])
    assert table(both, [claim("1", "obs", 3, recipients=["g"])]) == {}
    assert table(both, [claim("1", "obs", 3, recipients=["west"])])["halt", "east", "2020-05-03"][0] == "unknown"


SQUARE = {"type": "Polygon", "coordinates": [[[10, 10], [11, 10], [11, 11], [10, 11], [10, 10]]]}
HOLE = [[10.4, 10.4], [10.6, 10.4], [10.6, 10.6], [10.4, 10.6], [10.4, 10.4]]
TOWN = {"type": "Polygon", "coordinates": [HOLE]}
HOLED = {"type": "Polygon", "coordinates": [SQUARE["coordinates"][0], HOLE]}  # type: ignore[index]


@given(st.floats(9.7, 11.3), st.floats(9.7, 11.3), st.sampled_from([0.0, 0.5, 4.0, 12.0, 40.0, 200.0]))
def test_a_zone_that_leaves_out_another_is_one_with_a_hole(lat: float, lon: float, radius: float) -> None:
    term = {"id": "halt", "of": "i", "must_not": "attack", "party": "east", "zone": "all"}
    found = agreement(zones={"all": {"geometry": SQUARE, "except": "town"}, "town": {"geometry": TOWN}}, terms=[term])
    holed = agreement(zones={"all": {"geometry": HOLED}}, terms=[term])
    line = claim("1", "obs", 3, place={"lat": lat, "lon": lon, "radius_km": radius})
    assert table(found, [line]) == table(holed, [line])


def test_what_is_left_out_is_outside_by_its_name_too() -> None:
    term = {"id": "halt", "of": "i", "must_not": "attack", "party": "east", "zone": "road"}
    zones = {"road": {"contains": ["district"], "except": "town"}, "town": {"contains": ["shusha"]}}
    found = agreement(zones=zones, terms=[term])
    spot = {"lat": 10, "lon": 10, "radius_km": 1}
    for place, wanted in (
        (spot | {"id": "district"}, "unknown"),  # the town may lie in it
        (spot | {"id": "shusha"}, None),
        ({"zone": "road"}, "breached"),
        ({"zone": "town"}, None),
    ):
        lines = [claim("1", "obs", 3, place=place)]
        check_one_by_one(found, lines)
        assert {c[0] for c in table(found, lines).values()} == ({wanted} if wanted else set()), place


def test_a_permission_that_is_not_assessed_excuses_nothing() -> None:
    terms = [
        {"id": "halt", "of": "i", "must_not": "attack", "party": "east", "zone": "z"},
        {"id": "answer", "of": "i", "may": "attack", "party": "east"},
    ]
    lines = [claim("1", "obs", 3)]
    day = ("halt", "east", "2020-05-03")
    assert table(agreement(terms=terms), lines)[day][0] == "excused"
    for word in ({"not_assessed": "unpublished"}, {"draft": True}):
        found = agreement(terms=[terms[0], terms[1] | word])
        check_one_by_one(found, lines)
        assert table(found, lines)[day][0] == "breached"
