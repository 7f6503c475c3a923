"""Copies and relays share one origin; different tellings keep theirs."""

from __future__ import annotations

import random

import msgspec

from truceline.link import find_incidents, trace_origins
from truceline.model.claim import Claim, Reading
from truceline.pipeline import analyse, demo_agreement, interpret
from truceline.read import read_bytes

FIRST = "Government aircraft bombed the town of Saraqib in Idlib on 3 August 2019, killing two people."
COPY = "Government aircraft bombed the town of Saraqib in Idlib on 3 August 2019, killing two people there."
OTHER = "A second air raid hit Saraqib in the evening of 3 August 2019 and wounded a shepherd."
ANOTHER_DAY = "Government aircraft bombed the town of Maarat al-Numan in Idlib on 4 August 2019."


def reading(name: str, text: str, published: str = "2019-08-05") -> Reading:
    return interpret(read_bytes(text.encode(), name=name, published=published))


def claims(*readings: Reading) -> tuple[Claim, ...]:
    """All claims as one pile, each knowing its report."""
    return analyse(list(readings), demo_agreement(), recorded="2019-08-10T00:00:00Z").claims


def origins(found: tuple[Claim, ...], type_: str = "attack.air") -> dict[str | None, str | None]:
    return {c.report: c.origin for c in found if c.event is not None and c.event.type == type_}


def test_a_copy_has_the_origin_of_what_it_copies() -> None:
    found = origins(claims(reading("a.txt", FIRST), reading("b.txt", COPY, "2019-08-06")))
    assert len(found) == 2
    assert len(set(found.values())) == 1


def test_two_attacks_keep_two_origins() -> None:
    found = origins(claims(reading("a.txt", FIRST), reading("b.txt", ANOTHER_DAY)))
    assert len(found) == 2
    assert len(set(found.values())) == 2


def test_a_named_speaker_has_one_origin_whoever_carries_the_words() -> None:
    one = reading("a.txt", "The Russian defence ministry said government aircraft bombed Saraqib on 3 August 2019.")
    two = reading(
        "b.txt", "Government jets struck Saraqib on 3 August 2019, according to the Russian defence ministry."
    )
    found = claims(one, two)
    spoken = {c.origin for c in found if c.attribution is not None}
    assert len(spoken) == 1
    assert {c.report for c in found if c.attribution is not None} == {one.report.id, two.report.id}


def test_the_order_of_reports_does_not_matter() -> None:
    texts = [FIRST, COPY, OTHER, ANOTHER_DAY]
    readings = [reading(f"{i}.txt", text, f"2019-08-0{5 + i}") for i, text in enumerate(texts)]
    told = [msgspec.structs.replace(c, report=r.report.id) for r in readings for c in r.claims]
    assert len(told) >= 4

    def result(order: list[Claim]) -> tuple[dict[tuple[str | None, str], str | None], set[tuple[str, ...]]]:
        traced = trace_origins(order, readings)
        return (
            {(c.report, c.id): c.origin for c in traced},
            {i.origins for i in find_incidents(traced)},
        )

    wanted = result(told)
    shuffled = list(told)
    for seed in range(10):
        random.Random(seed).shuffle(shuffled)
        assert result(shuffled) == wanted


def test_one_attack_told_by_two_is_one_incident_with_two_origins() -> None:
    one = reading("a.txt", "Russian jets bombed the town of Saraqib in Idlib on 3 August 2019.")
    two = reading(
        "b.txt", "An air strike by Russian jets hit the town of Saraqib, in Idlib province, on 3 August 2019."
    )
    three = reading("c.txt", ANOTHER_DAY)
    traced = claims(one, two, three)
    sizes = sorted(len(i.origins) for i in find_incidents(traced))
    assert sizes == [1, 2]


def test_the_same_town_on_the_next_day_is_another_incident() -> None:
    one = reading("a.txt", "Russian jets bombed the town of Saraqib in Idlib on 3 August 2019.")
    two = reading("b.txt", "Russian jets bombed the town of Saraqib in Idlib on 4 August 2019, and a school burned.")
    incidents = find_incidents(claims(one, two))
    assert sorted(len(i.claims) for i in incidents) == [1, 1]


def test_two_attacks_in_one_town_on_one_day_keep_two_origins() -> None:
    one = reading("a.txt", "A drone struck a bakery in Saraqib on the morning of 3 August 2019, killing a baker.")
    two = reading("b.txt", "At night a drone hit the water station of Saraqib on 3 August 2019; nobody was hurt.")
    found = origins(claims(one, two), "attack.drone")
    assert len(found) == 2
    assert len(set(found.values())) == 2
