# ruff: noqa: E501  (a claim a line, as in a table)
"""The two worked examples of the input form, facts as there, told in our own words and ids."""

from __future__ import annotations

from typing import Any

from tests.assess.worlds import agreement, table

PLATEAU: dict[str, Any] = {
    "id": "plateau",
    "timezone": "Asia/Damascus",
    "parties": {"army": {"side": "capital"}, "rebels": {"side": "hills"}},
    "sources": {
        "agency": {"side": "capital"},
        "radio": {"side": "hills"},
        "mission": {"side": "neutral", "role": "observer"},
        "ticker": {"side": "neutral"},
    },
    "zones": {"core": {"circle": {"lat": 35.6, "lon": 36.6, "radius_km": [15, 20]}}},
    "instruments": [{"id": "truce", "in_force": "2019-08-02"}],
    "terms": [{"id": "hold", "of": "truce", "must_not": ["attack"], "party": "army", "zone": "core"}],
}
VALLEY: dict[str, Any] = {
    "id": "valley",
    "timezone": "UTC",
    "parties": {"north": {"side": "n"}, "south": {"side": "s"}},
    "sources": {"mission": {"side": "neutral", "role": "observer"}, "ntv": {"side": "n"}},
    "zones": {"strip": {"circle": {"lat": 48.0, "lon": 37.8, "radius_km": 30}}},
    "instruments": [{"id": "accord", "in_force": "2015-03-01", "ends": "2015-03-08"}],
    "terms": [
        {"id": "withdraw", "of": "accord", "must": "weapons.withdrawn", "party": "south", "from_zone": "strip", "by": "2015-03-02"},
        {"id": "quiet", "of": "accord", "must_not": "attack", "party": "north", "zone": "strip", "while": {"not_breached": ["withdraw"]}},
    ],
}  # fmt: skip


def told(
    id_: str, source: str, recorded: str, kind: str, actors: list[str], place: Any, start: str, end: str, **more: Any
) -> dict[str, Any]:
    event = {"type": kind, "actors": actors, "place": place, "time": {"start": start, "end": end}}
    return {"id": id_, "source": source, "recorded": recorded, "event": event} | more


CORE = {"zone": "core"}
NEAR = {"lat": 35.6, "lon": 36.6, "radius_km": 5}
WIDE = {"lat": 35.6, "lon": 36.6, "radius_km": 17}
NO = {"polarity": "negative", "mode": "throughout"}
AUGUST = [
    told("radio-1", "radio", "2019-08-03T10:00:00Z", "attack.shelling", ["army"], NEAR, "2019-08-03T05:00:00Z", "2019-08-03T07:00:00Z", origin="a"),
    told("radio-2", "radio", "2019-08-03T11:00:00Z", "attack.shelling", ["army"], NEAR, "2019-08-03T05:00:00Z", "2019-08-03T07:00:00Z", origin="a"),
    told("ticker", "ticker", "2019-08-04T10:00:00Z", "attack", ["army"], CORE, "2019-08-02T21:00:00Z", "2019-08-03T21:00:00Z", origin="b"),
    told("agency", "agency", "2019-08-04T12:00:00Z", "attack", ["army"], CORE, "2019-08-02T21:00:00Z", "2019-08-04T21:00:00Z", speech="denies", **NO),
    told("watched", "mission", "2019-08-06T08:00:00Z", "coverage", [], CORE, "2019-08-04T21:00:00Z", "2019-08-05T21:00:00Z", **NO),
    told("radio-3", "radio", "2019-08-07T08:00:00Z", "attack.air", ["army"], WIDE, "2019-08-06T05:00:00Z", "2019-08-06T05:00:00Z"),
]  # fmt: skip
STRIP = {"zone": "strip"}
MARCH = [
    told("done", "mission", "2015-03-05T18:00:00Z", "weapons.withdrawn", ["south"], STRIP, "2015-03-05T08:00:00Z", "2015-03-05T16:00:00Z"),
    told("fire-1", "mission", "2015-03-03T18:00:00Z", "attack.shelling", ["north"], STRIP, "2015-03-03T08:00:00Z", "2015-03-03T09:00:00Z"),
    told("fire-2", "mission", "2015-03-06T18:00:00Z", "attack.shelling", ["north"], STRIP, "2015-03-06T08:00:00Z", "2015-03-06T09:00:00Z"),
    told("back", "ntv", "2015-03-08T18:00:00Z", "weapons.deployed", ["south"], STRIP, "2015-03-07T08:00:00Z", "2015-03-07T09:00:00Z"),
    {"id": "taken-back", "source": "mission", "recorded": "2015-03-09T18:00:00Z", "withdraws": "back"},
]  # fmt: skip


def test_a_prohibition_over_a_ring_of_doubt() -> None:
    assert table(agreement(**PLATEAU), AUGUST) == {
        ("hold", "army", "2019-08-03"): ("breached", "corroborated", "possible"),
        ("hold", "army", "2019-08-04"): ("unknown", "none", "possible"),
        ("hold", "army", "2019-08-05"): ("kept", "none", "confirmed"),
        ("hold", "army", "2019-08-06"): ("unknown", "possible", "none"),
    }


def test_the_same_as_it_was_known_on_the_third() -> None:
    found = table(agreement(**PLATEAU), AUGUST, as_of="2019-08-03T12:00:00Z")
    assert found == {("hold", "army", "2019-08-03"): ("alleged", "single", "none")}


def test_a_duty_done_late_releases_the_other_side_for_good() -> None:
    assert table(agreement(**VALLEY), MARCH) == {
        ("quiet", "north", "2015-03-03"): ("breached", "confirmed", "none"),
        ("quiet", "north", "2015-03-06"): ("suspended", "confirmed", "none"),
        ("withdraw", "south", "2015-03-03"): ("breached", "confirmed", "none"),
        ("withdraw", "south", "2015-03-04"): ("breached", "confirmed", "none"),
        ("withdraw", "south", "2015-03-05"): ("kept", "none", "confirmed"),
        ("withdraw", "south", "2015-03-06"): ("kept", "none", "confirmed"),
        ("withdraw", "south", "2015-03-07"): ("kept", "none", "confirmed"),
    }


def test_before_the_withdrawal_of_the_last_report() -> None:
    found = table(agreement(**VALLEY), MARCH, as_of="2015-03-09T12:00:00Z")
    assert found["withdraw", "south", "2015-03-07"] == ("disputed", "single", "confirmed")
