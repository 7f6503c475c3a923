"""What would settle an open cell: proposals that were tried, and that leave no trace."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.assess.drawn import as_line, claims, small, told, worlds
from tests.assess.worlds import agreement, assessed, claim, denial
from truceline.errors import UsageError

ACT = "a first-hand report of the act"
WATCHED = "a first-hand report that covers the day and the whole area, and saw none of it"


def needs(lines: list[dict[str, Any]], day: str = "2020-05-03", **changes: Any) -> dict[str, str | None]:
    (gap,) = assessed(agreement(**changes), lines).gaps(day, day, term="halt")
    return {need.report: need.would and need.would.value for need in gap.needs}


def test_a_silent_day_needs_somebody_who_watched() -> None:
    found = needs([])
    assert (found[WATCHED], found[ACT]) == ("kept", "breached")
    assert found["a report of the act by one more origin, from a side not heard yet"] == "alleged"


def test_an_allegation_needs_another_side_or_a_denial() -> None:
    found = needs([claim("1", "wtv", 3)])
    assert found["a report of the act by one more origin, from a side not heard yet"] == "breached"
    assert found["a denial by east"] == "disputed"


def test_what_is_proposed_comes_true_when_it_is_told() -> None:
    watched = denial("2", "obs", 3, 3, actors=[], type_="coverage")
    cells = assessed(agreement(), [claim("1", "wtv", 3, certainty="possible"), watched]).cells
    assert needs([claim("1", "wtv", 3, certainty="possible")])[WATCHED] == cells[0].status == "kept"


def test_a_doubt_becomes_a_question() -> None:
    assert needs([claim("1", "wtv", 3, actors=[])])["an answer to this: who did it?"] is None


def test_days_with_the_same_needs_are_one_stretch() -> None:
    found = assessed(agreement(), [claim("1", "obs", 4)]).gaps("2020-05-01", "2020-05-09")
    assert [(g.since, g.until) for g in found] == [("2020-05-01", "2020-05-03"), ("2020-05-05", "2020-05-09")]


def test_only_what_the_agreement_has_can_be_asked_for() -> None:
    with pytest.raises(UsageError, match="has no 'lull'"):
        assessed(agreement(), []).gaps(term="lull")


@settings(max_examples=200)
@given(world=worlds, drawn=st.lists(claims, min_size=1, max_size=7))
def test_to_try_leaves_no_trace(world: dict[str, Any], drawn: list[dict[str, Any]]) -> None:
    lines = [as_line(c) for c in told(drawn)]
    found = assessed(small(world), lines)
    for gap in found.gaps("2020-05-01", "2020-05-05"):
        assert all(need.would is not gap.status for need in gap.needs)
    assert found.cells == assessed(small(world), lines).cells
