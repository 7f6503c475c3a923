"""The closed list of event types, its codes, and the precision crosswalks."""

from __future__ import annotations

import re
from typing import get_args

import pytest

from truceline.model.event import EVENT_TYPES, EventType, is_kind_of
from truceline.model.world import ACLED_GEO_PRECISION, ACLED_TIME_PRECISION

#: The decision, written a second time and on purpose: a type is added or dropped here and there, never by accident.
CLOSED_LIST = [
    "attack", "attack.direct_fire", "attack.shelling", "attack.air", "attack.drone", "attack.explosive",
    "attack.chemical", "clash", "territory.captured", "territory.handed_over", "forces.deployed", "forces.withdrawn",
    "weapons.deployed", "weapons.withdrawn", "weapons.transferred", "fortification", "overflight",
    "live_fire_exercise", "equipment.seized", "equipment.destroyed", "property.destroyed", "looting",
    "civilians.harmed", "abduction", "detention", "release", "displacement", "return", "recruitment", "aid.delivered",
    "aid.obstructed", "movement.restricted", "route.opened", "demining", "agreement.signed", "ceasefire.declared",
    "ceasefire.in_effect", "ceasefire.suspended", "ceasefire.extended", "term.described", "monitor.deployed",
    "monitor.patrol", "monitor.obstructed", "coverage", "talks", "cooperation", "protest", "other",
]  # fmt: skip


def test_the_list_is_closed() -> None:
    """The types, the keys of the code table and the decision are one list, in one order."""
    assert list(get_args(EventType)) == CLOSED_LIST
    assert list(EVENT_TYPES) == CLOSED_LIST
    assert len(set(CLOSED_LIST)) == len(CLOSED_LIST)


@pytest.mark.parametrize("kind", CLOSED_LIST)
def test_every_type_has_three_codes(kind: str) -> None:
    """PLOVER, CAMEO and ACLED each get a code, or a dash where they have none."""
    codes = EVENT_TYPES[kind]  # type: ignore[index]
    assert all(codes)
    assert codes.plover == "-" or re.match(r"[A-Z]+/", codes.plover)
    assert codes.cameo == "-" or re.match(r"\d{2}", codes.cameo)


def test_speech_is_no_event() -> None:
    """Saying, denying, accusing and threatening are how a claim is made, not what happened."""
    assert not {"say", "statement", "denial", "accusation", "threat", "demand"} & {k.split(".")[0] for k in CLOSED_LIST}


def test_kinds_nest_by_dots_only() -> None:
    """``attack.air`` is a kind of ``attack``; a shared beginning of a word is not kinship."""
    assert is_kind_of("attack.air", "attack")
    assert is_kind_of("attack", "attack")
    assert not is_kind_of("attack", "attack.air")
    assert not is_kind_of("attackers", "attack")
    for kind in CLOSED_LIST:
        assert is_kind_of(kind, kind)
        assert sum(is_kind_of(kind, other) for other in CLOSED_LIST) <= 2


@pytest.mark.parametrize(
    ("table", "ours"), [(ACLED_GEO_PRECISION, range(1, 8)), (ACLED_TIME_PRECISION, range(1, 6))], ids=["where", "when"]
)
def test_crosswalks_are_total_and_monotone(table: dict[int, int], ours: range) -> None:
    """Every UCDP code has an ACLED code 1-3, all three are used, and a vaguer one never becomes a sharper one."""
    assert list(table) == list(ours)
    theirs = [table[code] for code in ours]
    assert theirs == sorted(theirs)
    assert set(theirs) == {1, 2, 3}
