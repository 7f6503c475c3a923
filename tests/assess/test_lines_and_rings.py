"""Terms about roads, lines and rings: hard cases worked by hand, at once and one by one."""

from __future__ import annotations

import math
from typing import Any

import pytest

from tests.assess.worlds import agreement, check_one_by_one, claim, table

KM = 1 / (111.32 * math.cos(math.radians(48.0)))  # of longitude at 48 degrees north
FRONT = {"type": "LineString", "coordinates": [[37.8, 47.0], [37.8, 49.0]]}
#: The line of an earlier text, twelve kilometres east of the one that is held.
OLDER = {"type": "LineString", "coordinates": [[37.8 + 12 * KM, 47.0], [37.8 + 12 * KM, 49.0]]}


def gun(id_: str, party: str, km_east: float, radius: float = 0.2, **changes: Any) -> dict[str, Any]:
    place = {"lat": 48.0, "lon": 37.8 + km_east * KM, "radius_km": radius}
    return claim(id_, "obs", 3, type_="weapons.deployed", actors=[party], place=place, **changes)


def no_guns(zone: str, party: str, **changes: Any) -> dict[str, Any]:
    return {"id": f"{zone}-{party}", "of": "i", "must_not": "weapons.deployed", "party": party, "zone": zone} | changes


def statuses(found: Any, lines: list[dict[str, Any]]) -> dict[str, str]:
    check_one_by_one(found, lines)
    return {term: cell[0] for (term, _, _), cell in table(found, lines).items()}


@pytest.mark.parametrize(("km", "wanted"), [(-45, {}), (-24, {"west": "breached"}), (-25, {"west": "unknown"})])
def test_fifty_kilometres_between_the_sides_are_twenty_five_of_ones_own(km: float, wanted: dict[str, str]) -> None:
    """A gun 45 km back from its own line keeps "50 km from each other"; at 25 km, give or take 200 m, nobody knows."""
    zones = {"apart": {"along": FRONT, "between_sides_km": 50}}
    found = agreement(zones=zones, terms=[no_guns("apart", "west") | {"id": "west"}])
    assert statuses(found, [gun("1", "west", km)]) == wanted


def test_each_side_measures_from_a_line_of_its_own() -> None:
    """30 km east of the line that is held is 18 km from the older one, which is the east's to measure from."""
    zones = {
        "held": {"along": FRONT, "between_sides_km": 50},
        "older": {"along": OLDER, "between_sides_km": 50},
    }
    terms = [no_guns("held", "west") | {"id": "west"}, no_guns("older", "east") | {"id": "east"}]
    found = agreement(zones=zones, terms=terms)
    assert statuses(found, [gun("1", "east", 30)]) == {"east": "breached"}
    assert statuses(found, [gun("1", "west", -20)]) == {"west": "breached"}
    assert statuses(found, [gun("1", "east", 40)]) == {}


def test_rings_around_one_line_have_terms_of_their_own() -> None:
    """Nothing within 10 km, and nothing that reaches far from 10 to 20 km."""
    zones = {
        "near": {"along": FRONT, "each_side_km": 10},
        "rear": {"along": FRONT, "each_side_km": 20, "beyond_km": 10},
    }
    found = agreement(zones=zones, terms=[no_guns("near", "east"), no_guns("rear", "east")])
    for km, radius, wanted in (
        (5, 0.2, {"near-east": "breached"}),
        (15, 0.2, {"rear-east": "breached"}),
        (9.9, 0.2, {"near-east": "unknown", "rear-east": "unknown"}),  # the place reaches past the tenth kilometre
        (24, 0.2, {}),
        (24, 10, {"rear-east": "unknown"}),
    ):
        assert statuses(found, [gun("1", "east", km, radius)]) == wanted


def test_a_corridor_and_who_watched_it() -> None:
    """A watch over the whole corridor, or over a wider area, clears it; over a part of it, it does not."""
    road = {"type": "LineString", "coordinates": [[37.7, 48.0], [37.9, 48.0]]}
    found = agreement(zones={"pass": {"along": road, "width_km": 5}}, terms=[no_guns("pass", "east")])

    def watched(radius: float) -> dict[str, Any]:
        time = {"start": "2020-05-03", "end": "2020-05-04"}
        place = {"lat": 48.0, "lon": 37.8, "radius_km": radius}
        quiet = {"time": time, "polarity": "negative", "mode": "throughout", "place": place}
        return claim("w", "obs", 3, type_="coverage", actors=[], **quiet)

    assert statuses(found, [watched(15)]) == {"pass-east": "kept"}
    assert statuses(found, [watched(5)]) == {"pass-east": "unknown"}
    whole = watched(1)
    whole["event"]["place"] = {"zone": "pass"}
    assert statuses(found, [whole]) == {"pass-east": "kept"}


def test_a_depth_is_measured_from_a_line_that_is_drawn() -> None:
    """Weapons leave the strip of a valley within 15 to 20 km of the front; the rest of the valley is free."""
    zones = {
        "valley": {"circle": {"lat": 48.0, "lon": 37.8, "radius_km": 40}},
        "front": {"along": FRONT},
        "strip": {"inside": "valley", "depth_km": [15, 20], "from": "front"},
    }
    found = agreement(zones=zones, terms=[no_guns("strip", "east")])
    wanted = {10: {"strip-east": "breached"}, 17: {"strip-east": "unknown"}, 25: {}, 45: {}}
    assert {km: statuses(found, [gun("1", "east", km)]) for km in wanted} == wanted
