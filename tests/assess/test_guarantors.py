"""A party that answers for what others do: its cell turns on their acts, and on who says so."""

from __future__ import annotations

from typing import Any

import pytest

from tests.assess.worlds import HALT, agreement, assessed, claim, denial, table

PARTIES = {"host": {"side": "h"}, "militia": {"side": "m"}, "east": {"side": "e"}}
SOURCES = HALT["sources"] | {"htv": {"side": "h"}, "mtv": {"side": "m"}}
PREVENT = {"id": "prevent", "of": "i", "must_not": "attack", "party": "host", "acts_of": "militia"}


def cells(claims: list[dict[str, Any]], **term: Any) -> dict[str, tuple[str, str, str]]:
    found = agreement(parties=PARTIES, sources=SOURCES, terms=[PREVENT | term])
    return {day[-2:]: cell for (_, _, day), cell in table(found, claims).items()}


@pytest.mark.parametrize(
    ("claims", "wanted"),
    [
        # The act is told of by a third, by those opposed, by an observer; owned up to by either; denied by either.
        ([claim("1", "wire", 3, actors=["militia"])], ("alleged", "single", "none")),
        ([claim("1", "etv", 3, actors=["militia"]), claim("2", "wire", 3, actors=["militia"])],
         ("breached", "corroborated", "none")),
        ([claim("1", "obs", 3, actors=["militia"])], ("breached", "confirmed", "none")),
        ([claim("1", "mtv", 3, actors=["militia"])], ("breached", "confirmed", "none")),
        ([claim("1", "htv", 3, actors=["militia"])], ("breached", "confirmed", "none")),
        ([claim("1", "wire", 3, actors=["militia"]), denial("2", "mtv", 3, 3, actors=["militia"], place=None)],
         ("disputed", "single", "possible")),
        ([denial("2", "htv", 3, 3, actors=["militia"], place=None)], ("unknown", "none", "possible")),
        ([denial("2", "etv", 3, 3, actors=["militia"], place=None)], ("kept", "none", "confirmed")),
        ([denial("2", "wire", 3, 3, actors=["militia"], place=None)], ("unknown", "none", "single")),
        ([claim("1", "wire", 3, actors=["militia", "host"])], ("unknown", "possible", "none")),
    ],
)  # fmt: skip
def test_the_cell_turns_on_the_acts_of_others(claims: list[dict[str, Any]], wanted: tuple[str, str, str]) -> None:
    assert cells(claims) == {"03": wanted}


def test_what_the_guarantor_does_itself_is_another_matter() -> None:
    assert cells([claim("1", "obs", 3, actors=["host"])]) == {}
    assert cells([denial("1", "obs", 3, 3, actors=["host"], place=None)]) == {}


def test_a_duty_for_others_is_done_by_them() -> None:
    leave = {"must": "weapons.withdrawn", "by": "2020-05-02"}
    term = {key: value for key, value in PREVENT.items() if key != "must_not"} | leave
    found = agreement(parties=PARTIES, sources=SOURCES, terms=[term])
    for actor, wanted in (("militia", "kept"), ("host", "unknown")):
        done = claim("1", "obs", 3, type_="weapons.withdrawn", actors=[actor], place=None)
        assert assessed(found, [done]).cell("prevent", "host", "2020-05-03").status == wanted


def test_several_of_whom_each_is_answered_for() -> None:
    both = {"acts_of": ["militia", "east"]}
    assert cells([claim("1", "obs", 3, actors=["militia", "east"])], **both)["03"][0] == "breached"
    # A denial must cover them all.
    for named, wanted in ((["militia"], "unknown"), (["militia", "east"], "kept"), ([], "kept")):
        assert cells([denial("1", "obs", 3, 3, actors=named, place=None)], **both)["03"][0] == wanted


def test_the_reasons_name_both() -> None:
    found = agreement(parties=PARTIES, sources=SOURCES, terms=[PREVENT])
    lines = [claim("1", "wire", 3, actors=["militia"]), denial("2", "mtv", 3, 3, actors=["militia"], place=None)]
    cell = assessed(found, lines).cell("prevent", "host", "2020-05-03")
    assert "Denied by host or militia" in {r.code: r.text for r in cell.reasons}["own_denial"]
    assert cell.party == "host"


def test_a_period_and_parties_together() -> None:
    lines = [claim("1", "obs", 3, actors=["militia"])]
    found = agreement(parties=PARTIES, sources=SOURCES, terms=[PREVENT | {"party": ["host", "east"]}])
    assert assessed(found, lines).cell("prevent", "host", "2020-05-02/2020-05-04").status == "breached"
    assert assessed(found, lines).cell("prevent", "east+host", "2020-05-03").status == "breached"
    told = [claim("1", "htv", 3, actors=["militia"])]
    assert assessed(found, told).cell("prevent", "east+host", "2020-05-03").status == "breached"
