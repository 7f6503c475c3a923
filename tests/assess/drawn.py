"""Small agreements and claims drawn at random: Hypothesis strategies, and how they are written for the engine."""

from __future__ import annotations

import datetime as dt
from typing import Any

from hypothesis import strategies as st

from tests.assess.worlds import HALT, read
from truceline.model.agreement import Agreement

DAYS = 5
FIRST = dt.datetime(2020, 5, 1, tzinfo=dt.UTC)
KM_IN_DEGREES = 1 / 110.6  # along the meridian near 10 degrees north; edges are far enough from the discs below

hours = st.sampled_from([-30, -1, 0, 6, 12, 24, 30, 47, 48, 60, 72, 96, 120, 130])
claims = st.fixed_dictionaries(
    {
        "source": st.sampled_from(["etv", "wtv", "obs", "wire", "east", "west", "nobody"]),
        "type": st.sampled_from(
            [
                "attack",
                "attack.air",
                "coverage",
                "weapons.withdrawn",
                "weapons.deployed",
                "ceasefire.suspended",
                "ceasefire.declared",
            ]
        ),
        "actors": st.sampled_from([["east"], ["west"], [], ["east", "west"], ["stranger"]]),
        "recipients": st.sampled_from([[], [], ["list"], ["west"], ["list", "west"]]),
        "place": st.sampled_from([None, "zone", "zone", (0, 3), (0, 30), (17, 1), (40, 2), (12, 6)]),
        "start": st.one_of(st.none(), hours),
        "end": st.one_of(st.none(), hours),
        "recorded": st.sampled_from([60, 100, 140]),
        "objects": st.sampled_from(
            [
                [],
                [],
                [["tank", 5, None]],
                [["tank", 2, 2]],
                [["tank", 0, 7]],
                [["gun", 9, 9]],
                [[None, 5, 5], ["tank", 1, 2]],
            ]
        ),
        "polarity": st.sampled_from(["positive", "positive", "negative"]),
        "certainty": st.sampled_from(["certain", "certain", "certain", "possible"]),
        "modality": st.sampled_from(["occurred", "occurred", "occurred", "conditional"]),
        "mode": st.sampled_from(["sometime", "throughout"]),
        "origin": st.sampled_from(["o1", "o2", "o3"]),
        "refers": st.sampled_from(["", "", "", "supersedes", "withdraws"]),
    }
)
worlds = st.fixed_dictionaries(
    {
        "zone": st.booleans(),
        "exempt": st.sampled_from([None, "list"]),
        "while": st.sampled_from([None, "pull", "calm", "arm"]),
        "within": st.sampled_from([None, 1, 2]),
        "presume": st.sampled_from(["kept", "none"]),
        "suspends": st.sampled_from([None, "east"]),
        "by": st.sampled_from([0, 1, 2]),
        "keep": st.booleans(),
        "guard": st.booleans(),
        "few": st.booleans(),
        "arm": st.one_of(
            st.none(), st.tuples(st.sampled_from(["kept", "kept", "kept", "notice"]), st.sampled_from([0, 1, 2]))
        ),
    }
)


def told(drawn: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The drawn claims with ids, windows in order, and references that lead to an earlier id, so never in a circle."""
    found = []
    for number, claim in enumerate(drawn):
        start, end = claim["start"], claim["end"]
        if start is not None and end is not None and end < start:
            start, end = end, start
        one = claim | {"id": f"c{number}", "start": start, "end": end}
        refers = one.pop("refers")
        if refers and number:
            one[refers] = f"c{number - 1}"
        found.append(one)
    return found


def moment(hour: float | None) -> str | None:
    return None if hour is None else (FIRST + dt.timedelta(hours=hour)).strftime("%Y-%m-%dT%H:%M:%SZ")


def as_line(claim: dict[str, Any]) -> dict[str, Any]:
    place = claim["place"]
    if place == "zone":
        where: dict[str, Any] | None = {"zone": "z"}
    elif place is None:
        where = None
    else:
        where = {"lat": 10.0 + place[0] * KM_IN_DEGREES, "lon": 10.0, "radius_km": place[1]}
    line = {
        k: v for k, v in claim.items() if k in {"id", "source", "origin", "polarity", "certainty", "modality", "mode"}
    }
    line |= {k: claim[k] for k in ("supersedes", "withdraws") if k in claim}
    return line | {
        "recorded": moment(claim["recorded"]),
        "event": {
            "type": claim["type"],
            "actors": claim["actors"],
            "objects": [
                {"class": class_, "count": {"low": low, "high": high}} for class_, low, high in claim["objects"]
            ],
            "recipients": claim["recipients"],
            "place": where,
            "time": {"start": moment(claim["start"]), "end": moment(claim["end"])},
        },
    }


def small(world: dict[str, Any]) -> Agreement:
    """The small agreement with what was drawn for it."""
    return read(written(world))


def written(world: dict[str, Any]) -> dict[str, Any]:
    """The same as it would be written in its file."""
    zone = {"zone": "z"} if world["zone"] else {}
    halt: dict[str, Any] = {"id": "halt", "of": "i", "must_not": "attack", "party": "east"} | zone
    if world["exempt"]:
        halt["unless"] = {"target": "list"}
    if world["while"]:
        halt["while"] = {"not_breached": [world["while"]], "presume": world["presume"]}
        if world["within"]:
            halt["while"]["within_days"] = world["within"]
    calm = {"id": "calm", "of": "i", "must_not": ["attack"], "party": ["west"], "while": {"not_breached": ["halt"]}}
    pull = {
        "id": "pull",
        "of": "i",
        "must": "weapons.withdrawn",
        "party": ["west", "east"],
        "by": f"2020-05-{world['by'] + 1:02}",
    }
    if world["keep"]:
        pull["then"] = "maintain"
    terms = [halt, calm, pull | zone]
    if world["guard"]:
        terms.append({"id": "guard", "of": "i", "must_not": "attack", "party": "east", "acts_of": "west"} | zone)
    if world["few"]:
        few = {"id": "few", "of": "i", "must_not": "weapons.deployed", "party": "east", "what": "tank", "at_most": 3}
        terms.append(few | zone)
    if world["arm"]:
        start, days = world["arm"]
        after = {start: "pull" if start == "kept" else "east"}
        arm = {"id": "arm", "of": "i", "must": "weapons.deployed", "party": "west"}
        terms.append(arm | zone | {"by": {"days": days, "after": after}})
    elif world["while"] == "arm":
        del halt["while"]
    instrument: dict[str, Any] = {"id": "i", "in_force": "2020-05-01", "ends": f"2020-05-{DAYS + 1:02}"}
    if world["suspends"]:
        instrument["suspends"] = {"by": [world["suspends"]], "needs": "announcement"}
    parties = HALT["parties"] | {"list": {"side": "none"}}
    return HALT | {"terms": terms, "instruments": [instrument], "parties": parties}
