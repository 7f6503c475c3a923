"""How surely two claims tell of one occurrence: a sum of what speaks for it and against it, or never.

The weights are few and round, and were set on the first half of the labelled set (docs/accuracy.md has both halves).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from truceline.link.facts import Facts, Window, counts_differ, meet, nearness
from truceline.model.event import Count, is_kind_of
from truceline.model.world import Place

#: At so much two claims, and on average all pairs of two groups, tell of one occurrence.
TOGETHER = 2.0

SAME_PLACE, NAMED_ALIKE, SAME_REGION, NEAR, NEIGHBOURS, WIDE = 1.0, 0.8, 0.3, 0.2, -0.5, 0.0
#: A disc of more than so many kilometres is a region: that it reaches somewhere says nothing.
REGION_KM = 20.0
#: UCDP where_prec: up to the first a place is a settlement or near one, from the second it is a division.
_SETTLEMENT, _REGION = 2, 4
SAME_HOURS, SAME_DAY, SAME_DAYS, NO_DAY = 1.0, 0.8, 0.2, 0.4
SHARED_ACTOR, OTHER_ACTOR = 0.3, -0.4
SAME_COUNT, OTHER_COUNT = 0.2, -0.1
WORDS, WORDS_EXPECTED = 1.5, 0.15
#: An act and what came of it, told in one sentence.
ONE_BREATH = 1.5

#: Kinds that tell of one act in different words, or of an act and what came of it; the more alike, the higher.
HARM = {"civilians.harmed": 0.4, "property.destroyed": 0.3, "equipment.destroyed": 0.0}
_ALIKE: dict[frozenset[str], float] = {
    frozenset(pair): alike
    for alike, pairs in {
        0.5: (
            ("attack.shelling", "attack.direct_fire"),
            ("attack.air", "attack.drone"),
            ("clash", "attack"),
            ("clash", "attack.direct_fire"),
        ),
        0.4: (
            ("forces.deployed", "weapons.deployed"),
            ("forces.deployed", "weapons.transferred"),
            ("weapons.deployed", "weapons.transferred"),
            ("detention", "abduction"),
            ("aid.obstructed", "movement.restricted"),
            ("monitor.obstructed", "movement.restricted"),
            ("ceasefire.declared", "ceasefire.in_effect"),
        ),
        0.3: (("civilians.harmed", "property.destroyed"),),
        0.0: (("clash", "territory.captured"), ("attack", "territory.captured")),
    }.items()
    for pair in pairs
}


_FAMILIES = {
    kind: family
    for family, kinds in {
        "force": ("attack", "clash", "territory.captured", *HARM),
        "presence": ("forces.deployed", "weapons.deployed", "weapons.transferred"),
        "custody": ("detention", "abduction"),
        "obstruction": ("aid.obstructed", "movement.restricted", "monitor.obstructed"),
        "truce": ("ceasefire.declared", "ceasefire.in_effect"),
    }.items()
    for kind in kinds
}


def family_of(kind: str) -> str:
    """The kinds among which :func:`kind_alike` may find one occurrence, by one name."""
    return _FAMILIES.get("attack" if is_kind_of(kind, "attack") else kind, kind)


class Telling(NamedTuple):
    """One claim as it is linked: its facts, filled in from its neighbours, its words and the names among them.

    ``names`` are those that may be a place's; ``breath`` is the sentence that the claim stands in.
    """

    facts: Facts
    #: Where the claim itself gives no time: the days before it was recorded.
    presumed: bool
    words: Mapping[str, float]
    names: frozenset[str]
    breath: object


@lru_cache(maxsize=4096)
def kind_alike(a: str, b: str) -> float | None:
    """How alike two kinds of event are, from 0 to 1; None when they are never one occurrence."""
    if a == b:
        return 1.0
    if is_kind_of(a, b) or is_kind_of(b, a):
        return 0.8
    for harm, act in ((a, b), (b, a)):
        if harm in HARM and is_kind_of(act, "attack"):
            return HARM[harm]
    return _ALIKE.get(frozenset((a, b)))


def together(a: Telling, b: Telling) -> float | None:
    """What speaks for one occurrence, summed; None when two claims cannot tell of one."""
    facts, others = a.facts, b.facts
    kind = kind_alike(facts.kind, others.kind)
    if kind is None or facts.window is None or others.window is None or not meet(facts.window, others.window):
        return None
    if (
        facts.actors & others.recipients
        and not facts.actors & others.actors
        and "clash"
        not in (
            facts.kind,
            others.kind,
        )
    ):
        return None  # he who was attacked attacked: an answer, not the same
    place = _place(a, b)
    if place is None:
        return None
    score = kind + place + _time(facts.window, others.window, presumed=a.presumed or b.presumed)
    if facts.actors and others.actors:
        score += SHARED_ACTOR if facts.actors & others.actors else OTHER_ACTOR
    if facts.recipients and others.recipients:
        score += SHARED_ACTOR if facts.recipients & others.recipients else OTHER_ACTOR
    score += _counts(facts.deaths, others.deaths) + _counts(facts.injured, others.injured)
    if facts.kind != others.kind and a.breath == b.breath:
        score += ONE_BREATH
    return score + WORDS * (_cosine(a.words, b.words) - WORDS_EXPECTED)


def _place(a: Telling, b: Telling) -> float | None:
    one, other = a.facts.place, b.facts.place
    near = nearness(one, other)
    if near == "apart":
        return None
    wide = _is_region(one) or _is_region(other)
    if near == "same":
        return SAME_REGION if wide else SAME_PLACE
    if near == "unknown" or one is None or other is None:
        # Each with a name that the other has not: two places, or who knows.
        if not a.names & b.names or (a.names - b.names and b.names - a.names):
            return None
        return WIDE if wide else NAMED_ALIKE
    if wide:
        return WIDE
    if max(one.precision or 9, other.precision or 9) <= _SETTLEMENT and one.id is not None and other.id is not None:
        return NEIGHBOURS
    return NEAR


def _is_region(place: Place | None) -> bool:
    return place is not None and ((place.precision or 0) >= _REGION or (place.radius_km or 0.0) > REGION_KM)


def _time(a: Window, b: Window, *, presumed: bool) -> float:
    if presumed:
        return NO_DAY
    longest = max(a.hours, b.hours)
    if longest < 24:
        return SAME_HOURS
    return SAME_DAY if longest <= 24 else SAME_DAYS


def _counts(a: Count | None, b: Count | None) -> float:
    if a is None or b is None:
        return 0.0
    return OTHER_COUNT if counts_differ(a, b) else SAME_COUNT


def _cosine(a: Mapping[str, float], b: Mapping[str, float]) -> float:
    """Of two vectors of length 1."""
    few, many = (a, b) if len(a) <= len(b) else (b, a)
    return sum(weight * many[word] for word, weight in few.items() if word in many)
