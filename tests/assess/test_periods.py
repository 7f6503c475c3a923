"""Stretches of days and parties together: asked of the claims, and never milder than a breached day."""

from __future__ import annotations

from typing import Any

import pytest

from tests.assess.worlds import HALT, agreement, assessed, claim, denial

WEEK = "2020-05-02/2020-05-08"
BOTH = [HALT["terms"][0] | {"party": ["east", "west"]}]
PULL = [
    {"id": "pull", "of": "i", "must": "weapons.withdrawn", "party": ["east", "west"], "zone": "z", "by": "2020-05-03"}
]
ENDS = [{"id": "i", "in_force": "2020-05-01", "ends": "2020-05-20"}]


def asked(claims: list[dict[str, Any]], term: str, party: str, day: str, **changes: Any) -> tuple[str, str, str]:
    cell = assessed(agreement(**changes), claims).cell(term, party, day)
    return cell.status.value, cell.pro.value, cell.con.value


def withdrawn(id_: str, source: str, day: int, who: str = "east") -> dict[str, Any]:
    return claim(id_, source, day, type_="weapons.withdrawn", actors=[who])


def test_acts_on_days_off_do_not_breach_a_period() -> None:
    notices = [
        {"by": "east", "effect": e, "day": d} for e, d in (("suspended", "2020-05-03"), ("revived", "2020-05-06"))
    ]
    off = [
        {"id": "i", "in_force": "2020-05-01", "suspends": {"by": ["east"], "needs": "announcement"}, "notices": notices}
    ]
    told = [claim("1", "obs", 5)]
    assert asked(told, "halt", "east", WEEK, instruments=off) == ("unknown", "none", "none")
    assert asked([claim("1", "obs", 7)], "halt", "east", WEEK, instruments=off)[0] == "breached"
    assert asked(told, "halt", "east", "2020-05-04/2020-05-05", instruments=off)[0] == "suspended"


def test_a_denial_clears_a_period_only_when_it_covers_it() -> None:
    assert asked([denial("1", "wtv", 2, 8)], "halt", "east", WEEK) == ("kept", "none", "confirmed")
    assert asked([denial("1", "wtv", 3, 8)], "halt", "east", WEEK) == ("unknown", "none", "possible")


@pytest.mark.parametrize(("day", "wanted"), [(3, "breached"), (4, "excused")])
def test_what_is_excused_on_its_day_is_excused_in_the_period(day: int, wanted: str) -> None:
    may = {
        "id": "answer",
        "of": "i",
        "may": "attack",
        "party": "east",
        "after": {"breach_of": "halt", "within_days": 2},
    }
    told = [claim("w", "obs", 3, actors=["west"]), claim("e", "obs", day)]
    assert asked(told, "halt", "east", WEEK, terms=[*BOTH, may])[0] == wanted


def test_a_duty_done_late_was_not_done_in_the_period() -> None:
    told = [withdrawn("1", "obs", 6)]
    found = {
        d: asked(told, "pull", "east", d, terms=PULL, instruments=ENDS)[0] for d in (WEEK, "2020-05-06/2020-05-08")
    }
    assert found == {WEEK: "breached", "2020-05-06/2020-05-08": "kept"}
    assert asked(told, "pull", "east", "2020-05-01/2020-05-03", terms=PULL, instruments=ENDS)[0] == "not_due"


def test_a_duty_done_on_its_due_day_is_kept_in_a_period_that_begins_before_it() -> None:
    days = "2020-05-01/2020-05-06"
    assert asked([withdrawn("1", "obs", 4)], "pull", "east", days, terms=PULL, instruments=ENDS)[0] == "kept"


@pytest.mark.parametrize(("origin", "wanted"), [("o", "single"), ("p", "corroborated")])
def test_copies_confirm_nothing_in_a_period(origin: str, wanted: str) -> None:
    told = [claim("1", "wtv", 3, origin="o"), claim("2", "wire", 4, origin=origin)]
    assert asked(told, "halt", "east", WEEK)[1] == wanted


def test_one_silent_day_breaches_a_period_where_silence_does() -> None:
    terms = [{"id": "open", "of": "i", "must": "route.opened", "party": "east", "silence": "breached"}]
    told = [denial("1", "wtv", 5, 5, type_="route.opened", place=None)]
    for days, wanted in (("2020-05-05/2020-05-05", "alleged"), ("2020-05-04/2020-05-05", "breached")):
        assert asked(told, "open", "east", days, terms=terms, instruments=ENDS)[0] == wanted


def test_a_duty_of_two_is_kept_only_when_both_did_it() -> None:
    one, two = withdrawn("1", "obs", 2), withdrawn("2", "obs", 2, "west")
    days = "2020-05-04/2020-05-06"
    assert asked([one], "pull", "east+west", days, terms=PULL, instruments=ENDS)[0] == "unknown"
    assert asked([one, two], "pull", "east+west", days, terms=PULL, instruments=ENDS)[0] == "kept"


def test_an_admission_of_ones_own_act_holds_for_parties_together() -> None:
    assert asked([claim("1", "etv", 3)], "halt", "east+west", "2020-05-03", terms=BOTH)[1] == "confirmed"
    either = claim("1", "etv", 3, actors=["east", "west"])
    assert asked([either], "halt", "east+west", "2020-05-03", terms=BOTH) == ("alleged", "single", "none")


def test_nobody_clears_a_group_that_he_belongs_to() -> None:
    assert asked([denial("1", "etv", 3, 3, actors=[])], "halt", "east+west", "2020-05-03", terms=BOTH)[2] == "possible"


def test_readings_stand_beside_a_period_too() -> None:
    terms = [HALT["terms"][0] | {"readings": [{"by": "east", "unless": {"target": "list"}}]}]
    cell = assessed(agreement(terms=terms), [claim("1", "wtv", 3)]).cell("halt", "east", WEEK)
    assert (cell.status, [r.status for r in cell.readings]) == ("alleged", ["unknown"])


def test_an_act_that_may_lie_on_a_day_off_only_touches_the_period() -> None:
    notices = [
        {"by": "east", "effect": e, "day": d} for e, d in (("suspended", "2020-05-03"), ("revived", "2020-05-06"))
    ]
    off = [
        {"id": "i", "in_force": "2020-05-01", "suspends": {"by": ["east"], "needs": "announcement"}, "notices": notices}
    ]
    either = claim("1", "obs", 5, time={"start": "2020-05-05", "end": "2020-05-08"})
    assert asked([either], "halt", "east", WEEK, instruments=off) == ("unknown", "possible", "none")
    assert asked([either], "halt", "east", WEEK)[0] == "breached"


def test_on_the_first_day_there_is_no_earlier_day_to_be_unknown() -> None:
    terms = [
        HALT["terms"][0] | {"while": {"not_breached": ["calm"], "presume": "none"}},
        {"id": "calm", "of": "i", "must_not": "attack", "party": "west"},
    ]
    found = {d: asked([claim("1", "obs", d)], "halt", "east", f"2020-05-0{d}", terms=terms)[0] for d in (1, 2)}
    assert found == {1: "breached", 2: "unknown"}
