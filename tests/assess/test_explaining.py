"""Reasons, what would change a status, and the claims that alone give a cell."""

from __future__ import annotations

import itertools
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.assess.drawn import as_line, claims, small, told, worlds
from tests.assess.drawn_more import more_case
from tests.assess.drawn_wide import drawn_case
from tests.assess.status_table import status_of
from tests.assess.worlds import HALT, agreement, assessed, claim, denial, read, table
from truceline.assess import exhibits
from truceline.model.agreement import Agreement
from truceline.model.status import Cell

laws = settings.get_profile("laws")
PULL = [{"id": "pull", "of": "i", "must": "weapons.withdrawn", "party": "east", "zone": "z", "by": "2020-05-03"}]


def cell(lines: list[dict[str, Any]], day: str = "2020-05-03", term: str = "halt", **changes: Any) -> Cell:
    return assessed(agreement(**changes), lines).cell(term, "east", day)


def why(found: Cell) -> dict[str, str]:
    return {r.code: r.text for r in found.reasons}


@given(world=worlds, drawn=st.lists(claims, min_size=1, max_size=7))
def test_the_claims_of_a_cell_alone_give_its_grades(world: dict[str, Any], drawn: list[dict[str, Any]]) -> None:
    lines = {line["id"]: line for line in map(as_line, told(drawn))}
    refers = ("supersedes", "withdraws")
    for found in assessed(small(world), list(lines.values())).cells:
        alone = [{k: v for k, v in lines[id_].items() if k not in refers} for id_ in found.claims]
        grades = table(small(world), alone).get((found.term, found.party, found.day), ("", "none", "none"))[1:]
        assert grades == (found.pro.value, found.con.value)


@laws
@given(world=worlds, drawn=st.lists(claims, min_size=1, max_size=9), most=st.integers(0, 3))
def test_where_not_all_is_shown_enough_is(world: dict[str, Any], drawn: list[dict[str, Any]], most: int) -> None:
    """The same with hardly any claims shown, as where a thousand bear; and the numbers told are those of all."""
    lines = {line["id"]: line for line in map(as_line, told(drawn))}
    refers = ("supersedes", "withdraws")
    whole = assessed(small(world), list(lines.values())).cells
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(exhibits, "MOST_SHOWN", most)
        some = assessed(small(world), list(lines.values())).cells
    for every, found in zip(whole, some, strict=True):
        alone = [{k: v for k, v in lines[id_].items() if k not in refers} for id_ in found.claims]
        grades = table(small(world), alone).get((found.term, found.party, found.day), ("", "none", "none"))[1:]
        assert grades == (found.pro.value, found.con.value)
        reported = [{r.text for r in c.reasons if r.code.startswith("evidence")} for c in (every, found)]
        assert reported[0] == reported[1]


def check_shown(found: Agreement, lines: list[dict[str, Any]]) -> None:
    """What is shown of each cell gives its grades, all of it and hardly any; how much there is, is told alike."""
    reported = []
    for most in (exhibits.MOST_SHOWN, 0):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(exhibits, "MOST_SHOWN", most)
            inquiry = assessed(found, lines)._inquiry
            for duty in inquiry.duties.cells.values():
                for day, verdict in inquiry.table.verdicts(duty):
                    shown = inquiry.shown(verdict, duty, day)
                    assert inquiry.witnesses.grades(shown.evidence, duty.accused) == (shown.pro, shown.con)
            cells = assessed(found, lines).cells
        # How much there is, but not by what kind of source it is confirmed: there may be two.
        texts = [{r.text.partition(", ")[0] for r in c.reasons if r.code.startswith("evidence")} for c in cells]
        reported.append(texts)
    assert reported[0] == reported[1]


def test_what_is_shown_of_a_cell_gives_its_grades_where_terms_meet(pytestconfig: pytest.Config) -> None:
    for number in range(pytestconfig.getoption("--examples") // 5):
        case = (more_case if number % 2 else drawn_case)(number // 4, number)
        check_shown(read(case.agreement), case.lines)


@pytest.mark.parametrize(
    "lines",
    [
        [claim("1", "wtv", 3), claim("2", "wtv", 3)],
        [claim("1", "wire", 4, type_="weapons.withdrawn", time={"start": "2020-05-04", "end": "2020-05-06"})],
        [
            claim("1", "wire", 2, type_="weapons.withdrawn", origin="o"),
            denial("2", "nobody", 5, 5, type_="weapons.deployed", origin="o"),
        ],
    ],
)
def test_what_is_shown_of_one_side_of_deeds_over_days_and_of_copies(lines: list[dict[str, Any]]) -> None:
    terms = [*PULL, HALT["terms"][0]]
    check_shown(agreement(terms=terms, evidence={"corroborate": {"origins": 2, "sides": 1}}), lines)


def test_of_very_many_claims_enough_are_named() -> None:
    lines = [claim(f"c{i:03}", "wtv", 3, origin=f"o{i}") for i in range(300)] + [claim("x", "wire", 3)]
    found = cell(lines)
    assert len(found.claims) <= 200
    named = [line for line in lines if line["id"] in found.claims]
    assert table(agreement(), named)["halt", "east", "2020-05-03"] == ("breached", "corroborated", "none")


def test_a_carried_deed_names_what_carries_it() -> None:
    lines = [claim("did", "obs", 2, type_="weapons.withdrawn"), claim("later", "wtv", 9, type_="weapons.deployed")]
    found = cell(lines, "2020-05-06", "pull", terms=PULL)
    assert found.claims == ("did", "later")
    assert why(found)["carried"] == "Done by 2020-05-02."


def test_late_is_cured_on_a_named_day() -> None:
    found = cell([claim("1", "obs", 6, type_="weapons.withdrawn")], "2020-05-04", "pull", terms=PULL)
    assert "2020-05-06" in why(found)["late"]


def test_what_is_open_is_said() -> None:
    def open_(**changes: Any) -> str:
        return why(cell([claim("1", "wtv", 3, **changes)]))["possible"]

    assert "who did it" in open_(actors=[])
    assert "place" in open_(place=None)
    assert "how sure" in open_(certainty="probable")
    assert "on which day" in open_(time={"start": "2020-05-02", "end": "2020-05-05"})


def test_copies_and_denials_and_silence_are_said() -> None:
    lines = [claim("1", "wtv", 3, origin="o"), claim("2", "wtv", 3, origin="o"), denial("3", "etv", 3, 3)]
    found = why(cell(lines))
    assert "1 more tells the same words again" in found["evidence_pro"]
    assert "does not clear" in found["own_denial"]
    assert why(cell([]))["silent"]


def test_an_exempt_act_that_is_owned_up_to() -> None:
    terms = [HALT["terms"][0] | {"readings": [{"by": "west", "unless": {"target": "list"}}]}]
    found = cell([claim("1", "etv", 3, recipients=["g"])], terms=terms)
    assert found.status == "breached"  # the base text knows no exemption
    assert "as west reads" in why(found)["exempt_claimed"]


def test_a_notice_that_the_text_does_not_allow_is_shown_and_changes_nothing() -> None:
    found = cell([claim("n", "east", 2, type_="ceasefire.suspended", place=None), claim("1", "wtv", 3)])
    assert found.status == "alleged"
    assert "2020-05-02" in why(found)["notice_without_effect"]


def test_a_release_names_the_breach() -> None:
    terms = [
        HALT["terms"][0] | {"while": {"not_breached": ["calm"]}},
        {"id": "calm", "of": "i", "must_not": "attack", "party": "west"},
    ]
    found = cell([claim("w", "obs", 2, actors=["west"]), claim("1", "obs", 3)], terms=terms)
    assert found.status == "suspended"
    assert "calm by west on 2020-05-02" in why(found)["released"]


def test_what_would_change_it() -> None:
    assert cell([claim("1", "wtv", 3)]).flips[0] == "one more origin, from another side, would make it breached"
    two = [claim("1", "wtv", 3), claim("2", "wire", 3)]
    assert table(agreement(), two)["halt", "east", "2020-05-03"][0] == "breached"
    assert "2 more origins" in cell([claim("1", "nobody", 3)]).flips[0]


@laws
@given(world=worlds, drawn=st.lists(claims.filter(lambda c: not c["refers"]), min_size=1, max_size=9))
def test_what_suffices_suffices_and_what_hinges_hinges(world: dict[str, Any], drawn: list[dict[str, Any]]) -> None:
    lines = {line["id"]: line for line in map(as_line, told(drawn))}
    found = assessed(small(world), list(lines.values()))
    for printed in found.cells:
        why = found.cell(printed.term, printed.party, printed.day)
        alone = assessed(small(world), [lines[id_] for id_ in why.suffices])
        assert alone.cell(why.term, why.party, why.day).status is why.status
        rest = assessed(small(world), [line for id_, line in lines.items() if id_ not in why.hinges])
        after = rest.cell(why.term, why.party, why.day).status
        assert (after is not why.status) is bool(why.hinges)
    assert found.cells == assessed(small(world), list(lines.values())).cells


@settings(max_examples=50)
@given(world=worlds, drawn=st.lists(claims.filter(lambda c: not c["refers"]), min_size=2, max_size=5))
def test_no_smaller_set_does(world: dict[str, Any], drawn: list[dict[str, Any]]) -> None:
    """Every set of claims is tried: none smaller gives the status, and none smaller is missed by it."""
    lines = {line["id"]: line for line in map(as_line, told(drawn))}
    found = small(world)
    tables = {ids: table(found, [lines[id_] for id_ in sorted(ids)]) for ids in subsets(lines)}
    whole = assessed(found, list(lines.values()))
    for printed in whole.cells:
        why = whole.cell(printed.term, printed.party, printed.day)
        silent = "not_due" if why.status == "not_due" else "unknown"
        status = {i: t.get((why.term, why.party, why.day), (silent, "", ""))[0] for i, t in tables.items()}
        if "suspended" in status.values():
            continue  # a suspended cell is not printed where nothing bears on it
        assert len(why.suffices) == min(len(ids) for ids, word in status.items() if word == why.status)
        other = [len(lines) - len(ids) for ids, word in status.items() if word != why.status]
        assert len(why.hinges) == min(other, default=0)


def subsets(lines: dict[str, Any]) -> list[frozenset[str]]:
    return [frozenset(c) for size in range(len(lines) + 1) for c in itertools.combinations(sorted(lines), size)]


@laws
@given(world=worlds, drawn=st.lists(claims, min_size=1, max_size=8))
def test_the_status_follows_from_what_is_said(world: dict[str, Any], drawn: list[dict[str, Any]]) -> None:
    found = small(world)
    terms = {t.id: msgspec.to_builtins(t) for t in found.terms}
    for cell in assessed(found, [as_line(c) for c in told(drawn)]).cells:
        printed = msgspec.to_builtins(cell)
        assert status_of(printed, terms[cell.term]) == cell.status
