"""The engine and a second, plain reading of the rules give the same table on random small worlds."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.assess.drawn import DAYS, as_line, claims, small, told, worlds
from tests.assess.oracle import Oracle
from tests.assess.worlds import table


def plain(id_: str, verb: str, kind: str, parties: list[str], *, zone: bool) -> dict[str, Any]:
    """A term as the oracle knows it."""
    return {"id": id_, "verb": verb, "types": [kind], "party": parties, "zone": zone, "presume": "kept"}


def both(world: dict[str, Any], drawn: list[dict[str, Any]]) -> tuple[dict[Any, Any], dict[Any, Any]]:
    arms, guards, few = [], [], []
    if world["few"]:
        few = [plain("few", "must_not", "weapons.deployed", ["east"], zone=world["zone"]) | {"tanks": 3}]
    if world["guard"]:
        guards = [plain("guard", "must_not", "attack", ["east"], zone=world["zone"]) | {"acts_of": "west"}]
    if world["arm"]:
        arms = [plain("arm", "must", "weapons.deployed", ["west"], zone=world["zone"]) | {"counted": world["arm"]}]
    elif world["while"] == "arm":
        world = world | {"while": None}
    found = table(small(world), [as_line(c) for c in told(drawn)])
    second = Oracle(
        {
            "days": DAYS,
            "radius": (15, 20),
            "suspends": world["suspends"],
            "terms": [
                plain("halt", "must_not", "attack", ["east"], zone=world["zone"])
                | {k: world[k] for k in ("exempt", "while", "within", "presume")},
                plain("calm", "must_not", "attack", ["west"], zone=False) | {"while": "halt"},
                plain("pull", "must", "weapons.withdrawn", ["west", "east"], zone=world["zone"])
                | {"by": world["by"], "keep": world["keep"]},
                *arms,
                *guards,
                *few,
            ],
        },
        told(drawn),
    ).table()
    wanted = {(t, p, f"2020-05-{d + 1:02}"): cell for (t, p, d), cell in second.items()}
    return found, wanted


@given(world=worlds, drawn=st.lists(claims, min_size=1, max_size=7))
@settings.get_profile("laws")
def test_the_engine_agrees_with_the_plain_reading(world: dict[str, Any], drawn: list[dict[str, Any]]) -> None:
    found, wanted = both(world, drawn)
    assert found == wanted
