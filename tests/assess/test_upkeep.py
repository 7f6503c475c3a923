"""A duty to do something and then to keep it so: worked by hand, day by day."""

from __future__ import annotations

from typing import Any

from tests.assess.worlds import agreement, assessed, check_one_by_one, claim, denial
from truceline.model.agreement import Agreement

PULL = {
    "id": "pull",
    "of": "i",
    "must": "weapons.withdrawn",
    "party": "east",
    "zone": "z",
    "by": "2020-05-03",
    "then": "maintain",
}


def found(**changes: Any) -> Agreement:
    instruments = [{"id": "i", "in_force": "2020-05-01", "ends": "2020-05-16"}]
    return agreement(terms=[PULL | changes], instruments=instruments)


def out(day: int, source: str = "obs", **changes: Any) -> dict[str, Any]:
    return claim(f"out-{day}-{source}", source, day, type_="weapons.withdrawn", **changes)


def back(day: int, source: str = "obs", **changes: Any) -> dict[str, Any]:
    return claim(f"back-{day}-{source}", source, day, type_="weapons.deployed", **changes)


def days(lines: list[dict[str, Any]], first: int, last: int, **changes: Any) -> str:
    """The first letters of the statuses of some days: kept, breached, disputed, alleged, not due, unknown."""
    asked = assessed(found(**changes), lines)
    return "".join(asked.cell("pull", "east", f"2020-05-{d:02}").status.value[0] for d in range(first, last + 1))


def test_what_is_undone_is_a_breach_from_that_day_until_it_is_cured() -> None:
    lines = [out(2), back(6), out(9)]
    assert days(lines, 1, 12) == "nkkkkbbbkkkk"
    # Without the words, the contrary disputes its own day, and the deed is carried on.
    assert days([out(2), back(6)], 1, 12, then=None) == "nkkkkdkkkkkk"


def test_what_was_done_before_it_was_undone_counts_no_longer() -> None:
    asked = assessed(found(), [out(2), back(6)])
    grades = [(c.pro, c.con) for day in ("05", "06", "07") for c in [asked.cell("pull", "east", f"2020-05-{day}")]]
    assert grades == [("none", "confirmed"), ("confirmed", "none"), ("confirmed", "none")]


def test_it_may_be_undone_and_cured_again_and_again() -> None:
    assert days([out(2), back(5), out(7), back(9), out(12)], 2, 14) == "kkkbbkkbbbkkk"


def test_what_is_undone_before_the_due_day_is_no_breach_but_leaves_nothing_done() -> None:
    assert days([out(1), back(2)], 1, 7) == "knnbbbb"
    assert days([out(1), back(2), out(3)], 1, 7) == "knkkkkk"


def test_a_lone_word_undoes_nothing() -> None:
    assert days([out(2), back(6, "wtv")], 5, 9) == "kdkkk"
    assert days([out(2), back(6, "wtv"), back(6, "wire")], 5, 9) == "kbbbb"


def test_a_lone_word_cures_nothing() -> None:
    assert days([out(2), back(6), out(9, "nobody")], 5, 11) == "kbbbbbb"
    # Two sides' words do.
    assert days([out(2), back(6), out(9, "wire"), out(9, "rev")], 5, 11) == "kbbbkkk"


def test_of_one_day_nobody_knows_what_came_first() -> None:
    assert days([out(2), back(6), out(6)], 5, 10) == "kddddd"
    assert days([out(2), back(6), out(6), out(8)], 5, 10) == "kddkkk"


def test_an_undoing_that_others_deny_stays_disputed() -> None:
    """That weapons came back on the 6th is denied by a side that would gain from it."""
    conceded = denial("no", "wtv", 6, 6, type_="weapons.deployed")
    assert days([out(2), back(6), conceded], 5, 8) == "kddd"


def test_a_deed_that_may_be_older_than_the_undoing_cures_nothing() -> None:
    wide = out(9, time={"start": "2020-05-05", "end": "2020-05-09"})
    assert days([out(2), back(6), wide], 5, 11) == "kbbbbbb"


def test_a_later_telling_of_what_was_done_says_nothing_about_the_days_between() -> None:
    assert days([out(2), out(9)], 1, 10) == "nkkkkkkkkk"
    # Where it was never done before, it does.
    assert days([out(9)], 1, 10) == "nnnbbbbbkk"


def test_what_it_rests_on_is_named() -> None:
    asked = assessed(found(), [out(2), back(6)]).cell("pull", "east", "2020-05-08")
    assert (asked.status, asked.suffices) == ("breached", ("back-6-obs",))
    assert "2020-05-06" in {r.code: r.text for r in asked.reasons}["undone"]
    assert asked.hinges == ("back-6-obs",)
    cured = assessed(found(), [out(2), back(6), out(9)]).cell("pull", "east", "2020-05-10")
    assert (cured.status, cured.suffices) == ("kept", ("out-9-obs",))


def test_a_period_in_which_it_was_undone_is_breached() -> None:
    asked = assessed(found(), [out(2), back(6), out(9)])
    statuses = [
        asked.cell("pull", "east", f"2020-05-{a:02}/2020-05-{b:02}").status.value
        for a, b in ((4, 5), (4, 7), (7, 8), (7, 12), (9, 12))
    ]
    assert statuses == ["kept", "breached", "breached", "breached", "kept"]


def test_what_comes_late_wakes_those_who_wait_for_it() -> None:
    """West keeps still while east keeps its weapons out."""
    halt = {"id": "halt", "of": "i", "must_not": "attack", "party": "west"}
    halt["while"] = {"not_breached": ["pull"], "presume": "none"}
    instruments = [{"id": "i", "in_force": "2020-05-01", "ends": "2020-05-14"}]
    watched = agreement(terms=[halt, PULL], instruments=instruments)
    lines = [out(2), back(5), out(8), back(8, "wire"), out(6, "nobody"), back(10)]
    lines += [claim(f"a{day}", "obs", day, actors=["west"], place=None) for day in (4, 7, 9, 12)]
    check_one_by_one(watched, lines)
