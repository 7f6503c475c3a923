"""The grades that one claim gives to each cell are what its possible worlds say."""

from __future__ import annotations

import datetime as dt
from typing import Any

from hypothesis import assume, event, given, settings
from hypothesis import strategies as st

from tests.assess.drawn import KM_IN_DEGREES
from tests.assess.possible_worlds import DAYS, FORCE, MEMBER, RADII, Term, asserted, denied, done, done_later
from tests.assess.worlds import HALT, Table, agreement, table

laws = settings.get_profile("laws")
FIRST = dt.datetime(2020, 5, 1, tzinfo=dt.UTC)
GRADE = {"entails": "single", "touches": "possible", "neither": "none"}


def window(pair: tuple[int, int]) -> dict[str, int]:
    return {"start": pair[0], "end": pair[0] + pair[1]}


windows = st.one_of(
    st.tuples(st.sampled_from([-6, 0, 6, 12, 18, 24, 30, 42, 48, 54, 60, 66, 72]), st.sampled_from([0, 6, 6, 12, 24])),
    st.tuples(st.sampled_from([-6, 0, 6, 18, 24, 48]), st.sampled_from([18, 24, 48, 60, 78])),
).map(window)
claims = st.builds(
    dict.__or__,
    st.fixed_dictionaries(
        {
            "type": st.sampled_from(["attack", "attack.air", "attack.air", "attack.shelling", "overflight"]),
            "actors": st.sampled_from([["east"]] * 6 + [["g"], ["g"], ["east", "g"], ["east", "west"], ["west"], []]),
            "recipients": st.sampled_from([[]] * 4 + [["west"], ["stranger"], ["west", "stranger"]]),
            "place": st.sampled_from(["zone"] * 4 + [(0, 14), (0, 16), (0, 21), (0, 60), (40, 19), (40, 24), None]),
            "certainty": st.sampled_from(["certain"] * 7 + ["possible"]),
            "mode": st.sampled_from(["sometime", "throughout"]),
        }
    ),
    windows,
)
#: Denials that mostly reach over all of something.
denials = st.builds(
    dict.__or__,
    claims,
    st.fixed_dictionaries(
        {
            "mode": st.sampled_from(["throughout"] * 5 + ["sometime"]),
            "actors": st.sampled_from([[], ["east"], ["east", "west"], ["west"]]),
        },
        optional={"type": st.just("attack"), "place": st.sampled_from([(0, 21), (0, 60)])},
    ),
)
terms = st.builds(
    Term,
    types=st.sampled_from([("attack",), ("attack",), ("attack.air",), ("attack.air", "attack.shelling")]),
    zone=st.booleans(),
    exempt=st.sampled_from([None, None, "west"]),
)


def moment(hour: int) -> str:
    return (FIRST + dt.timedelta(hours=hour)).strftime("%Y-%m-%dT%H:%M:%SZ")


def day_of(day: int) -> str:
    return (FIRST + dt.timedelta(days=day)).date().isoformat()


def judged(term: Term, claim: dict[str, Any], **duty: Any) -> Table:
    """The table of one claim, told by somebody on no side."""
    written: dict[str, Any] = {"id": "t", "of": "i", "party": "east"}
    written |= duty or {"must_not": list(term.types)}
    written |= ({"zone": "z"} if term.zone else {}) | ({"unless": {"target": term.exempt}} if term.exempt else {})
    member = {"group": "g", "from": day_of(MEMBER[0] // 24), "until": day_of(MEMBER[1] // 24)}
    found = agreement(
        parties=HALT["parties"] | {"east": {"side": "e", "members": [member]}},
        zones={"z": {"circle": {"lat": 10.0, "lon": 10.0, "radius_km": list(RADII)}}},
        instruments=[{"id": "i", "in_force": moment(FORCE[0]), "ends": moment(FORCE[1])}],
        terms=[written],
    )
    place: Any = claim["place"]
    if place == "zone":
        place = {"zone": "z"}
    elif place is not None:
        place = {"lat": 10.0 + place[0] * KM_IN_DEGREES, "lon": 10.0, "radius_km": place[1]}
    event_ = {k: claim[k] for k in ("type", "actors", "recipients")} | {"place": place}
    event_["time"] = {"start": moment(claim["start"]), "end": moment(claim["end"])}
    line = {"id": "c", "source": "wire", "recorded": moment(200), "event": event_}
    line |= {k: claim[k] for k in ("certainty", "mode", "polarity") if k in claim}
    return table(found, [line])


def settled(claim: dict[str, Any]) -> bool:
    """True when the group is a member all through the window, or not at all."""
    within = any(claim["start"] < edge < claim["end"] for edge in MEMBER)
    return "g" not in claim["actors"] or not within


@laws
@given(term=terms, claim=claims)
def test_an_assertion_says_what_its_worlds_say(term: Term, claim: dict[str, Any]) -> None:
    assume(settled(claim))
    found = judged(term, claim)
    for day in DAYS:
        wanted = asserted(claim, term, day)
        event(wanted)
        assert found.get(("t", "east", day_of(day)), ("", "none", "none"))[1:] == (GRADE[wanted], "none")


@laws
@given(term=terms, claim=denials)
def test_a_denial_says_what_its_worlds_say(term: Term, claim: dict[str, Any]) -> None:
    told = claim | {"polarity": "negative"}
    if not term.zone:
        # "Nowhere": all the points that there are.
        told, claim = told | {"place": None}, claim | {"place": (0, 60)}
    found = judged(term, told)
    for day in DAYS:
        wanted = denied(claim, term, day)
        event(wanted)
        assert found.get(("t", "east", day_of(day)), ("", "none", "none"))[1:] == ("none", GRADE[wanted])


@laws
@given(zone=st.booleans(), claim=claims, by=st.integers(-1, 2))
def test_a_deed_says_what_its_worlds_say(zone: bool, claim: dict[str, Any], by: int) -> None:
    """Done by the end of a day is against a breach, done only later is for one, from the due day on."""
    assume(settled(claim) and claim["start"] < FORCE[1] and max(claim["end"], claim["start"] + 1) > FORCE[0])
    term = Term(("attack.air",), zone, None)  # some act that happens to be due
    found = judged(term, claim, must="attack.air", by=day_of(by))
    for day in DAYS:
        against = done(claim, term, day)
        later = done_later(claim, term, day) if by < day < claim["start"] // 24 else "neither"
        event(f"{against}, {later}")
        assert found.get(("t", "east", day_of(day)), ("", "none", "none"))[1:] == (GRADE[later], GRADE[against])
