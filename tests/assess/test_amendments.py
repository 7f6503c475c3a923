"""Instruments that change each other, and what was known of it when: worked by hand, and as laws."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.assess.worlds import HALT, agreement, assessed, claim, table
from truceline.assess import Engine, assess_claims, decode_claims
from truceline.model.agreement import Agreement

HALTED = HALT["terms"][0] | {"zone": None}


def truce(*instruments: dict[str, Any], terms: list[dict[str, Any]] | None = None, **changes: Any) -> Agreement:
    first = {"id": "i", "in_force": "2020-05-01", "ends": "2020-05-08"} | changes
    halt = {key: value for key, value in HALTED.items() if value is not None}
    return agreement(instruments=[first, *instruments], terms=[halt, *(terms or [])])


def told(found: Agreement, **options: Any) -> list[str]:
    """The days of May on which an attack by the east is a breach of the first term, out of every day."""
    lines = [claim(f"c{day:02}", "obs", day, place=None, recorded="2020-05-02T00:00:00Z") for day in range(1, 29)]
    return [day[-2:] for (term, _, day) in table(found, lines, **options) if term == "halt"]


def days(first: int, last: int) -> list[str]:
    return [f"{day:02}" for day in range(first, last + 1)]


def test_an_extension_puts_the_end_off() -> None:
    later = {"id": "ext", "in_force": "2020-05-07", "extends": "i", "until": "2020-05-15"}
    again = {"id": "ext2", "in_force": "2020-05-14", "extends": "i", "until": "2020-05-20"}
    assert told(truce()) == days(1, 7)
    assert told(truce(later)) == days(1, 14)
    assert told(truce(later, again)) == days(1, 19)
    assert told(truce(again, later)) == days(1, 19)


def test_a_successor_ends_what_it_supersedes() -> None:
    new = {"id": "new", "in_force": "2020-05-05", "supersedes": "i"}
    assert told(truce(new)) == days(1, 4)
    # Also what was extended, or has no end; not what had ended before.
    later = {"id": "ext", "in_force": "2020-05-03", "extends": "i", "until": "2020-05-15"}
    assert told(truce(later, new)) == days(1, 4)
    assert told(truce(new, ends=None)) == days(1, 4)
    assert told(truce(new | {"in_force": "2020-05-20"})) == days(1, 7)


def test_both_bind_on_the_day_on_which_one_follows_the_other_at_noon() -> None:
    new = {"id": "new", "in_force": "2020-05-05T12:00Z", "supersedes": "i"}
    after = {"id": "anew", "of": "new", "must_not": "attack", "party": "east"}
    morning = claim("m", "obs", 5, place=None)
    evening = claim("e", "obs", 5, place=None, time={"start": "2020-05-05T18:00", "end": "2020-05-05T19:00"})
    assert {key[0] for key in table(truce(new, terms=[after]), [morning])} == {"halt"}
    assert {key[0] for key in table(truce(new, terms=[after]), [evening])} == {"anew"}


def test_a_term_that_is_replaced_stops_and_the_others_go_on() -> None:
    calm = {"id": "calm", "of": "i", "must_not": "overflight", "party": "east"}
    new = {"id": "new", "in_force": "2020-05-05"}
    anew = {"id": "anew", "of": "new", "must_not": "attack.air", "party": "east", "replaces": "halt"}
    found = truce(new, terms=[calm, anew])
    lines = [claim(f"{type_}{day}", "obs", day, type_=type_, place=None)
             for day in range(1, 8) for type_ in ("attack.air", "overflight")]  # fmt: skip
    cells = {(term, day[-2:]) for term, _, day in table(found, lines)}
    assert {day for term, day in cells if term == "halt"} == {*days(1, 4)}
    assert {day for term, day in cells if term == "anew"} == {*days(5, 7)}
    assert {day for term, day in cells if term == "calm"} == {*days(1, 7)}


#: A handover by 15 May, put off to the 25th on the 15th itself, by word of mouth.
HANDOVER = {"id": "hand", "of": "i", "must": "territory.handed_over", "party": "east", "by": "2020-05-15"}
PUT_OFF = {"id": "word", "in_force": "2020-05-15", "announced": "2020-05-15T09:00Z"}
LATER = HANDOVER | {"id": "hand-later", "of": "word", "by": "2020-05-25", "replaces": "hand"}


def handover() -> Agreement:
    return agreement(instruments=[{"id": "i", "in_force": "2020-05-01"}, PUT_OFF], terms=[HANDOVER, LATER])


def undone(day: int) -> dict[str, Any]:
    changes = {"time": {"start": f"2020-05-{day}", "end": f"2020-05-{day + 1}"}, "mode": "throughout"}
    recorded = f"2020-05-{day}T20:00:00Z"
    return claim(
        "not", "obs", day, type_=HANDOVER["must"], place=None, polarity="negative", **changes, recorded=recorded
    )


def test_a_deadline_that_was_put_off_is_not_due_before_the_new_one() -> None:
    found = assessed(handover(), [undone(16)])
    assert found.cell("hand", "east", "2020-05-14").status == "not_due"
    assert found.cell("hand-later", "east", "2020-05-16").status == "not_due"
    assert found.cell("hand-later", "east", "2020-05-25").status == "not_due"
    late = assessed(handover(), [undone(26)])
    assert late.cell("hand-later", "east", "2020-05-26").status == "breached"


def test_an_answer_as_of_an_earlier_instant_does_not_know_the_amendment() -> None:
    """As of the 14th it is due on the 15th; as of the 16th it is not due until the 25th."""
    found = handover()
    usable, _ = decode_claims([json.dumps(undone(14))], found)
    engine = Engine.of(found, usable)
    for as_of, wanted in (("2020-05-14T23:00:00Z", {"hand"}), ("2020-05-15T08:59:59Z", {"hand"})):
        assert {cell.term for cell in assess_claims([], found, as_of=as_of).cells} == set()
        known = assess_claims([], found, as_of=as_of)
        assert {term for term, _ in known.duties} == wanted
        assert known.cell("hand", "east", "2020-05-16").status == "unknown"  # due, and nobody told of it yet
        assert {cell.term for cell in engine.cells(as_of=as_of)} <= wanted
    now = assess_claims([], found, as_of="2020-05-15T09:00:00Z")
    assert {term for term, _ in now.duties} == {"hand", "hand-later"}
    assert now.cell("hand-later", "east", "2020-05-16").status == "not_due"


def test_what_named_an_unknown_instrument_is_left_without_it() -> None:
    """A condition on a term that nobody knew of yet is no condition."""
    secret = {"id": "s", "in_force": "2020-05-02", "announced": "2020-05-06"}
    calm = {"id": "calm", "of": "s", "must_not": "attack", "party": "west"}
    halt = {"id": "halt2", "of": "t", "must_not": "attack", "party": "east", "while": {"not_breached": ["calm"]}}
    both = {"id": "t", "in_force": "2020-05-01", "announced": "2020-05-06"}
    found = agreement(instruments=[{"id": "i", "in_force": "2020-05-01"}, secret, both],
                      terms=[HALT["terms"][0], calm, halt])  # fmt: skip
    lines = [claim("1", "obs", 3, actors=["west"], recorded="2020-05-04T00:00:00Z"),
             claim("2", "obs", 4, recorded="2020-05-05T00:00:00Z")]  # fmt: skip
    engine = Engine.of(found, decode_claims([json.dumps(line) for line in lines], found)[0])
    late = {(c.term, c.day[-2:]): c.status.value for c in engine.cells()}
    assert late == {("calm", "03"): "breached", ("halt", "04"): "breached", ("halt2", "04"): "suspended"}
    early = {(c.term, c.day[-2:]): c.status.value for c in engine.cells(as_of="2020-05-05T23:59:59Z")}
    assert early == {("halt", "04"): "breached"}


@pytest.mark.parametrize(
    ("notice", "last"),
    [(None, None), ("2020-11-10", "2021-05-09"), ("2020-11-11", "2021-11-09"), ("2019-01-01", "2021-05-09")],
)
def test_it_goes_on_by_itself_unless_notice_is_given_in_time(notice: str | None, last: str | None) -> None:
    """Six months before it ends is in time to the day; later counts for the next time."""
    first = {"id": "i", "in_force": "2020-11-10", "ends": "2021-05-10", "renews": {"months": 6, "notice_months": 6}}
    first["notices"] = [{"by": "east", "effect": "ended", "day": notice}] if notice else []
    found = assessed(agreement(instruments=[first]), [])
    far = found.cell("halt", "east", "2031-01-01").reasons
    assert [reason.code for reason in far] == (["silent"] if last is None else ["not_in_force"])
    if last is not None:
        after = last[:-2] + "10"
        assert found.cell("halt", "east", last).reasons[0].code == "silent"
        assert found.cell("halt", "east", after).reasons[0].code == "not_in_force"


def test_a_month_that_is_too_short_ends_on_its_last_day() -> None:
    first = {"id": "i", "in_force": "2019-08-01", "ends": "2019-08-31", "renews": {"months": 6, "notice_months": 0}}
    first["notices"] = [{"by": "east", "effect": "ended", "day": "2020-01-15"}]
    found = assessed(agreement(instruments=[first]), [])
    asked = [found.cell("halt", "east", day).reasons[0].code for day in ("2020-02-28", "2020-02-29")]
    assert asked == ["silent", "not_in_force"]


def test_notice_that_it_is_not_renewed_is_known_from_its_day_on() -> None:
    first = {"id": "i", "in_force": "2020-05-01", "ends": "2020-06-01", "renews": {"months": 1}}
    first["notices"] = [{"by": "east", "effect": "ended", "day": "2020-05-20"}]
    found = agreement(instruments=[first])
    for as_of, code in (("2020-05-19T23:59:59Z", "silent"), ("2020-05-20T00:00:00Z", "not_in_force")):
        asked = assess_claims([], found, as_of=as_of).cell("halt", "east", "2020-06-15")
        assert [reason.code for reason in asked.reasons] == [code]


@given(
    ends=st.integers(3, 20),
    extensions=st.lists(st.tuples(st.integers(2, 20), st.integers(4, 27)), max_size=3),
    successor=st.one_of(st.none(), st.integers(2, 27)),
    replaced=st.one_of(st.none(), st.integers(2, 27)),
)
def test_the_days_in_force_are_those_that_counting_gives(
    ends: int, extensions: list[tuple[int, int]], successor: int | None, replaced: int | None
) -> None:
    """Day by day: before the furthest end, before the successor, and before the term that takes its place."""
    reach, made = ends, []
    for begins, until in sorted(extensions):
        if begins <= reach < until:
            made.append({"in_force": f"2020-05-{begins:02}", "extends": "i", "until": f"2020-05-{until:02}"})
            reach = until
    if successor is not None:
        made.append({"in_force": f"2020-05-{successor:02}", "supersedes": ["i"]})
    terms = []
    if replaced is not None:
        made.append({"in_force": f"2020-05-{replaced:02}"})
        terms = [{"id": "new", "of": f"x{len(made) - 1}", "must_not": "attack", "party": "east", "replaces": ["halt"]}]
    # An extension must be longer than the end as it is written, whichever came before.
    later = [{"id": f"x{number}"} | item for number, item in enumerate(made)]
    found = truce(*later, terms=terms, ends=f"2020-05-{ends:02}")
    wanted = [day for day in range(1, 29) if day < reach and day < (successor or 99) and day < (replaced or 99)]
    assert told(found) == [f"{day:02}" for day in wanted]


def test_a_permission_that_is_replaced_excuses_no_longer() -> None:
    may = {"id": "may", "of": "i", "may": "attack", "party": "east"}
    less = {"id": "less", "of": "new", "may": "overflight", "party": "east", "replaces": "may"}
    found = truce({"id": "new", "in_force": "2020-05-05"}, terms=[may, less])
    lines = [claim(f"c{day}", "obs", day, place=None) for day in (4, 5)]
    assert [cell[0] for cell in table(found, lines).values()] == ["excused", "breached"]
