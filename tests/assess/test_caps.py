"""Terms that allow so many of something: what a count settles, what it leaves open, and that none are added up."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.assess.worlds import agreement, assessed, check_one_by_one, claim, denial, table
from truceline.assess import decode_claims
from truceline.model.agreement import Agreement

CAP = {"id": "cap", "of": "i", "must_not": "weapons.deployed", "party": "east", "zone": "z"}
CAP |= {"what": ["tank"], "at_most": 75}


def found(**changes: Any) -> Agreement:
    return agreement(terms=[CAP | changes])


def seen(id_: str, *objects: dict[str, Any], source: str = "obs", **changes: Any) -> dict[str, Any]:
    line = claim(id_, source, 3, type_="weapons.deployed", **changes)
    line["event"]["objects"] = list(objects)
    return line


def tanks(low: int | None, high: int | None, class_: str | None = "tank") -> dict[str, Any]:
    return {"text": "as told", "class": class_, "count": {"low": low, "high": high, "text": "as told"}}


@pytest.mark.parametrize(
    ("objects", "wanted"),
    [
        ([tanks(76, 76)], ("breached", "confirmed")),
        ([tanks(76, None)], ("breached", "confirmed")),
        ([tanks(75, 75)], None),
        ([tanks(2, 60)], None),
        ([tanks(71, None)], ("unknown", "possible")),  # "more than 70"
        ([tanks(None, None)], ("unknown", "possible")),
        ([], ("unknown", "possible")),
        ([tanks(76, 76, "artillery")], None),
        ([tanks(76, 76, None)], ("unknown", "possible")),  # of what class nobody says
        ([tanks(40, 40), tanks(40, 40)], ("unknown", "possible")),  # perhaps the same ones, perhaps not
        ([tanks(30, 30), tanks(40, 40)], None),
        ([tanks(2, 2), tanks(90, 90, "artillery")], None),
        ([{"text": "tanks", "class": "tank"}], ("unknown", "possible")),
    ],
)
def test_what_a_count_settles(objects: list[dict[str, Any]], wanted: tuple[str, str] | None) -> None:
    line = seen("1", *objects)
    check_one_by_one(found(), [line])
    cells = table(found(), [line])
    assert cells == ({} if wanted is None else {("cap", "east", "2020-05-03"): (*wanted, "none")})


def test_counts_are_not_added_up_over_claims() -> None:
    lines = [seen("1", tanks(40, 40), source="wtv"), seen("2", tanks(40, 40), source="wire")]
    assert table(found(), lines) == {}
    lines = [seen("1", tanks(80, 90), source="wtv"), seen("2", tanks(77, None), source="wire")]
    check_one_by_one(found(), lines)
    assert table(found(), lines)["cap", "east", "2020-05-03"] == ("breached", "corroborated", "none")


def test_a_place_that_reaches_past_the_ring_leaves_it_open() -> None:
    line = seen("1", tanks(76, 76), place={"lat": 10.0, "lon": 10.0, "radius_km": 17})
    assert table(found(), [line])["cap", "east", "2020-05-03"] == ("unknown", "possible", "none")


def test_a_denial_denies_them_all_unless_it_is_about_a_number() -> None:
    none = denial("1", "obs", 3, 3, type_="weapons.deployed")
    assert table(found(), [none])["cap", "east", "2020-05-03"] == ("kept", "none", "confirmed")
    some = json.loads(json.dumps(none))
    some["event"]["objects"] = [tanks(80, 80)]
    assert table(found(), [some])["cap", "east", "2020-05-03"] == ("unknown", "none", "possible")
    watched = denial("1", "obs", 3, 3, type_="coverage", actors=[])
    assert table(found(), [watched])["cap", "east", "2020-05-03"] == ("kept", "none", "confirmed")


def test_without_classes_everything_is_counted() -> None:
    for class_ in ("artillery", None):
        cells = table(found(what=[]), [seen("1", tanks(76, 76, class_))])
        assert cells["cap", "east", "2020-05-03"] == ("breached", "confirmed", "none")


def test_none_allowed_is_one_too_many() -> None:
    cells = table(found(at_most=0), [seen("1", tanks(1, None)), seen("2", tanks(0, 0))])
    assert cells["cap", "east", "2020-05-03"] == ("breached", "confirmed", "none")


def test_what_is_open_is_said() -> None:
    cell = assessed(found(), [seen("1", tanks(71, None))]).cells[0]
    assert "whether there were more than allowed" in {r.code: r.text for r in cell.reasons}["possible"]


def test_where_nothing_is_capped_numbers_make_no_difference() -> None:
    """One kind of claim, whatever it counts."""
    lines = [seen(str(low), tanks(low, None)) for low in range(5)]
    free = agreement()
    for agreed, kinds in ((free, 1), (found(), 5)):
        claims, refused = decode_claims([json.dumps(line) for line in lines], agreed)
        assert not refused
        assert len(claims.kinds) == kinds


@pytest.mark.parametrize("count", [{"low": True, "high": "many"}, {"low": 1.5}, "seven", [], {"low": -3, "high": None}])
def test_a_number_that_is_none_bounds_nothing(count: Any) -> None:
    line = seen("1", {"class": "tank", "count": count}, "no object")  # type: ignore[arg-type]
    assert table(found(), [line])["cap", "east", "2020-05-03"] == ("unknown", "possible", "none")
