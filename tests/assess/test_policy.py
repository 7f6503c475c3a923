"""What a status rests on: the same claims under other thresholds of evidence."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.assess.drawn import as_line, claims, small, told, worlds
from tests.assess.worlds import agreement, assessed, claim
from truceline.model.status import Status


def test_one_origin_more_or_less() -> None:
    found = assessed(agreement(), [claim("1", "wtv", 3), claim("2", "wire", 3)], policy=True).cells[0]
    by = {(p.evidence.breach_at, p.evidence.origins, p.evidence.sides): p.status for p in found.policy}
    assert found.evidence is not None
    assert (found.status, len(by)) == (Status.BREACHED, 12)
    assert by["corroborated", 2, 2] is by["corroborated", 1, 1] is Status.BREACHED
    assert by["corroborated", 3, 2] is by["confirmed", 2, 2] is Status.ALLEGED


def test_an_admission_stands_under_every_threshold() -> None:
    found = assessed(agreement(), [claim("1", "etv", 3)], policy=True).cells[0]
    assert {p.status for p in found.policy} == {Status.BREACHED}


@given(world=worlds, drawn=st.lists(claims, min_size=1, max_size=6))
def test_the_own_threshold_gives_the_own_status(world: dict[str, Any], drawn: list[dict[str, Any]]) -> None:
    for cell in assessed(small(world), [as_line(c) for c in told(drawn)], policy=True).cells:
        assert [p.status for p in cell.policy if p.evidence == cell.evidence] == [cell.status]
