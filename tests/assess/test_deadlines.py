"""Deadlines that are counted from something: worked by hand, day by day."""

from __future__ import annotations

from typing import Any

import pytest

from tests.assess.worlds import agreement, assessed, check_one_by_one, claim, denial
from truceline.model.agreement import Agreement

LEAVE = {"id": "leave", "of": "i", "must": "weapons.withdrawn", "party": ["east", "west"], "by": "2020-05-03"}


def after(
    start: dict[str, Any], days: int, key: str = "by", *, leave: dict[str, Any] = LEAVE, **changes: Any
) -> Agreement:
    """West must open the route so many days after a start; weapons have to leave by 3 May."""
    route = {"id": "route", "of": "i", "must": "route.opened", "party": "west", key: {"days": days, "after": start}}
    instruments = [{"id": "i", "signed": "2020-04-28", "in_force": "2020-05-01", "ends": "2020-05-20"}]
    return agreement(terms=[leave, route | changes], instruments=instruments)


def left(party: str, day: int, source: str = "obs", **changes: Any) -> dict[str, Any]:
    return claim(f"left-{party}-{day}", source, day, type_="weapons.withdrawn", actors=[party], place=None, **changes)


def opened(day: int, **changes: Any) -> dict[str, Any]:
    return claim(f"opened-{day}", "obs", day, type_="route.opened", actors=["west"], place=None, **changes)


def closed(first: int, last: int) -> dict[str, Any]:
    """An observer who watched says that the route is closed."""
    return denial(f"closed-{first}", "obs", first, last, type_="route.opened", actors=["west"], place=None)


def days(found: Agreement, lines: list[dict[str, Any]], first: int, last: int, term: str = "route") -> list[str]:
    """The status of each of some days of May."""
    asked = assessed(found, lines)
    return [asked.cell(term, "west", f"2020-05-{day:02}").status.value for day in range(first, last + 1)]


@pytest.mark.parametrize(
    ("start", "count", "key", "first_due"),
    [
        ({"day": "2020-05-02"}, 3, "by", 6),
        ({"day": "2020-05-02"}, 3, "before", 5),
        ({"day": "2020-05-09"}, -4, "by", 6),
        ({"in_force": "i"}, 3, "by", 5),
        ({"signed": "i"}, 7, "by", 6),
    ],
)
def test_a_day_that_is_written_down_is_counted_from(
    start: dict[str, Any], count: int, key: str, first_due: int
) -> None:
    found = days(after(start, count, key), [closed(1, 12)], 1, 9)
    assert found == ["not_due"] * (first_due - 1) + ["breached"] * (10 - first_due)


def test_twenty_one_days_from_a_signature_on_13_december_end_on_3_january() -> None:
    """Hudaydah: full redeployment within 21 days; and from the entry into force on the 18th they end on the 8th."""
    instruments = [{"id": "i", "signed": "2018-12-13", "in_force": "2018-12-18"}]
    for start, last in (("signed", "2019-01-03"), ("in_force", "2019-01-08")):
        within = {"days": 21, "after": {start: "i"}}
        term = {"id": "move", "of": "i", "must": "forces.withdrawn", "party": "east", "by": within}
        found = assessed(agreement(terms=[term], instruments=instruments), [])
        after_last = last[:-1] + str(int(last[-1]) + 1)
        assert [found.cell("move", "east", day).status for day in (last, after_last)] == ["not_due", "unknown"]


def test_a_deadline_runs_from_the_day_on_which_all_have_done_what_it_waits_for() -> None:
    lines = [left("east", 2), left("west", 5), closed(1, 15)]
    # By 5 + 2 May: not due up to the 7th. West had to leave by the 3rd, so the 4th says that it had not.
    assert days(after({"kept": "leave"}, 2), lines, 5, 10) == ["not_due"] * 3 + ["breached"] * 3
    assert days(after({"kept": "leave"}, 2, "before"), lines, 5, 10) == ["not_due"] * 2 + ["breached"] * 4
    assert days(after({"kept": "leave"}, 0), lines, 4, 7) == ["unknown", "not_due", "breached", "breached"]


def test_what_it_waits_for_may_be_done_late() -> None:
    lines = [left("east", 2), left("west", 9), closed(1, 15)]
    found = days(after({"kept": "leave"}, 2), lines, 1, 14)
    assert found == ["not_due"] * 11 + ["breached"] * 3
    # Where nobody says that west ever left, it may have done so, unseen, on the 2nd.
    found = days(after({"kept": "leave"}, 2), [left("east", 2), closed(1, 15)], 1, 14)
    assert found == ["not_due"] * 4 + ["unknown"] * 10


def test_an_unknown_start_makes_a_breach_possible_and_no_more() -> None:
    found = assessed(after({"kept": "leave"}, 2), [left("east", 2), closed(1, 15)])
    cell = found.cell("route", "west", "2020-05-10")
    assert (cell.status, cell.pro, cell.con) == ("unknown", "possible", "none")
    reasons = {reason.code: reason.text for reason in cell.reasons}
    assert "since when leave was kept" in reasons["start_unknown"]
    assert "whether it was due by then" in reasons["possible"]


def test_a_lone_word_that_it_was_done_earlier_keeps_the_start_open() -> None:
    """An observer saw west leave on the 8th, long before it had to; one voice says that it did so on the 4th."""
    slow = LEAVE | {"by": "2020-05-12"}
    found = after({"kept": "leave"}, 1, leave=slow)
    lines = [left("east", 2), left("west", 8), closed(1, 15)]
    assert days(found, lines, 7, 11) == ["unknown"] * 2 + ["not_due"] + ["breached"] * 2
    assert days(found, [*lines, left("west", 4, "wire")], 7, 11) == ["unknown"] * 3 + ["breached"] * 2


def test_the_opening_keeps_the_duty_whether_or_not_it_is_due() -> None:
    lines = [left("east", 2), left("west", 5), opened(3)]
    assert days(after({"kept": "leave"}, 2), lines, 3, 9) == ["kept"] * 7
    assert days(after({"kept": "leave"}, 2), [opened(3)], 3, 9) == ["kept"] * 7


def test_silence_breaches_only_once_it_is_known_to_be_due() -> None:
    silent = after({"kept": "leave"}, 2, silence="breached")
    assert days(silent, [left("east", 2), left("west", 5)], 6, 9) == ["not_due", "not_due", "breached", "breached"]
    assert days(silent, [left("east", 2)], 6, 9) == ["unknown"] * 4


def test_a_deadline_may_wait_for_a_notice() -> None:
    off = claim("off", "east", 4, type_="ceasefire.suspended", actors=["east"], place=None)
    rumour = claim("rumour", "wtv", 2, type_="ceasefire.suspended", actors=["east"], place=None)
    found = after({"notice": "east"}, 3)
    assert days(found, [closed(1, 15), rumour], 1, 12) == ["not_due"] * 12
    assert days(found, [closed(1, 15), off], 1, 12) == ["not_due"] * 7 + ["breached"] * 5
    back = claim("back", "east", 6, type_="ceasefire.declared", actors=["east"], place=None)
    revived = after({"notice": "east", "effect": "revived"}, 3)
    assert days(revived, [closed(1, 15), off, back], 1, 12) == ["not_due"] * 9 + ["breached"] * 3


def test_deadlines_in_a_chain() -> None:
    """Weapons first; the route a day after that; talks two days after the route."""
    route = {"id": "route", "of": "i", "must": "route.opened", "party": "west"}
    talks = {"id": "talks", "of": "i", "must": "talks", "party": "west"}
    terms = [
        LEAVE | {"party": "west"},
        route | {"by": {"days": 1, "after": {"kept": "leave"}}},
        talks | {"by": {"days": 2, "after": {"kept": "route"}}},
    ]
    found = agreement(terms=terms, instruments=[{"id": "i", "in_force": "2020-05-01", "ends": "2020-05-20"}])
    none = denial("none", "obs", 1, 15, type_="talks", actors=["west"], place=None)
    lines = [left("west", 2), none]
    # The route is due on the 4th, and silence does not say whether it was opened.
    assert days(found, lines, 1, 8, "talks") == ["not_due"] * 3 + ["unknown"] * 5
    assert (
        days(found, [*lines, opened(6)], 1, 12, "talks")
        == ["not_due"] * 3 + ["unknown"] + ["not_due"] * 4 + ["breached"] * 4
    )
    shut = closed(3, 9)
    assert days(found, [*lines, shut], 3, 12, "talks") == ["not_due", "unknown"] + ["not_due"] * 8


def test_what_a_breach_rests_on_names_the_claims_that_set_the_clock() -> None:
    lines = [left("east", 2), left("west", 5), closed(1, 15)]
    cell = assessed(after({"kept": "leave"}, 2), lines).cell("route", "west", "2020-05-08")
    assert set(cell.suffices) == {"closed-1", "left-east-2", "left-west-5"}
    assert set(cell.claims) == set(cell.suffices)
    assert len(cell.hinges) == 1
    assert {r.code: r.text for r in cell.reasons}["due_since"].startswith("Due since 2020-05-08")


def test_the_first_day_due_is_named_once_the_start_is_known() -> None:
    lines = [left("east", 2), left("west", 5)]
    cell = assessed(after({"kept": "leave"}, 2), lines).cell("route", "west", "2020-05-07")
    assert "leave was first kept on 2020-05-05; the first day on which it must have been done is 2020-05-08" in (
        cell.reasons[0].text
    )


def test_a_period_counts_the_days_that_are_due() -> None:
    lines = [left("east", 2), left("west", 5), closed(8, 9), opened(11)]
    found = assessed(after({"kept": "leave"}, 2), lines)
    assert found.cell("route", "west", "2020-05-06/2020-05-07").status == "not_due"
    assert found.cell("route", "west", "2020-05-06/2020-05-09").status == "breached"
    assert found.cell("route", "west", "2020-05-11/2020-05-14").status == "kept"


@pytest.mark.parametrize("start", [{"kept": "leave"}, {"notice": "east"}])
@pytest.mark.parametrize("changes", [{}, {"silence": "breached"}, {"then": "maintain"}])
def test_what_comes_late_moves_a_deadline_and_wakes_those_who_wait_for_it(
    start: dict[str, Any], changes: dict[str, Any]
) -> None:
    """East keeps still while west keeps the route open; west has to once the weapons are gone, or notice is given."""
    halt = {"id": "halt", "of": "i", "must_not": "attack", "party": "east"}
    halt["while"] = {"not_breached": ["route"], "presume": "none"}
    terms = [halt, LEAVE, {"id": "route", "of": "i", "must": "route.opened", "party": "west"} | changes]
    terms[2]["by"] = {"days": 1, "after": start}
    force = {"id": "i", "in_force": "2020-05-01", "ends": "2020-05-12"}
    found = agreement(terms=terms, instruments=[force])
    lines = [left("east", 2), left("west", 3), closed(1, 12), left("west", 5, "wire")]
    lines += [claim("off", "east", 4, type_="ceasefire.suspended", actors=["east"], place=None)]
    lines += [claim(f"a{day}", "obs", day, place=None) for day in (3, 6, 8, 10)]
    check_one_by_one(found, lines)
