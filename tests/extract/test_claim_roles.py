"""Who does what to whom, where and when: made-up sentences and the claims that they make."""

from __future__ import annotations

import pytest

from truceline.extract import extract_reading
from truceline.model.claim import Claim
from truceline.model.event import Event
from truceline.model.text import Report

SHELLING = "attack.shelling"


def claims(text: str) -> list[Claim]:
    return list(extract_reading(Report(id="sha256:0", text=text, published="2021-03-05")).claims)


def events(text: str, type_: str) -> list[Event]:
    return [c.event for c in claims(text) if c.event is not None and c.event.type == type_]


def types(text: str) -> set[str]:
    return {c.event.type for c in claims(text) if c.event is not None}


REBELS, ARMY = "unnamed:rebels", "unnamed:army"


@pytest.mark.parametrize(
    ("text", "type_", "actors"),
    [
        ("Rebels shelled Ariha on Monday.", SHELLING, (REBELS,)),
        ("Ariha was shelled by the rebels on Monday.", SHELLING, (REBELS,)),
        ("The rebels' shelling of Ariha lasted until noon.", SHELLING, (REBELS,)),
        ("Turkey accused Syrian forces of shelling Ariha.", SHELLING, ("syria",)),
        ("Russia has been helping by facilitating the return of refugees.", "return", ("russia",)),
        ("The Houthis claimed responsibility for the drone attack on Ariha.", "attack.drone", ("houthis",)),
        # Who is told of in the second clause acts in the second clause.
        ("Rebels shelled Ariha and the army bombed Saraqib.", SHELLING, ("opposition",)),
        ("Rebels shelled Ariha and the army bombed Saraqib.", "attack.air", ("syria",)),
        ("Turkish forces did not shell Ariha and the Houthis did not withdraw.", "forces.withdrawn", ("houthis",)),
        ("Turkish forces shelled Ariha and Idlib and withdrew.", "forces.withdrawn", ("turkey",)),
        (
            "Turkish forces shelled Ariha, Syrian forces bombed the Houthis and the rebels withdrew from Idlib.",
            "forces.withdrawn",
            ("opposition",),
        ),
        ("Syria attacked, citing the refusal of the rebels to withdraw.", "forces.withdrawn", ("opposition",)),
        ("Ariha said Turkish forces and Syrian forces shelled it.", SHELLING, ("turkey", "syria")),
        # Nobody is named, nobody is guessed.
        ("Two tanks and five rifles were seized in Ariha on Monday.", "equipment.seized", ()),
        ("Ariha was shelled on Monday.", SHELLING, ()),
    ],
)
def test_who_acts(text: str, type_: str, actors: tuple[str, ...]) -> None:
    (event,) = events(text, type_)
    assert event.actors == actors


def test_things_seized_are_counted() -> None:
    (event,) = events("Two tanks and five rifles were seized in Ariha on Monday.", "equipment.seized")
    assert [(o.text, o.class_, o.count and (o.count.low, o.count.high)) for o in event.objects] == [
        ("tanks", "equipment", (2, 2)),
        ("rifles", "equipment", (5, 5)),
    ]


def test_between_a_and_b_of_c_gives_c_to_b() -> None:
    text = "Clashes erupted between the army and fighters of Hayat Tahrir al-Sham on Monday."
    (event,) = events(text, "clash")
    assert (event.actors, event.recipients) == ((ARMY,), ("hts",))
    assert event.place is None


@pytest.mark.parametrize(
    ("text", "deaths", "injured"),
    [
        ("At least nine civilians were killed when rebels shelled Ariha.", (9, None), None),
        ("The rebels' shelling of Ariha killed more than a dozen civilians.", (13, None), None),
        ("The strike killed twenty-five civilians in Ariha.", (25, 25), None),
        ("The strike left up to 30 people dead.", (None, 30), None),
        ("The strike left five soldiers wounded.", None, (5, 5)),
        ("The blast left one dead and three injured.", (1, 1), (3, 3)),
        ("The shelling left at least 2000 people dead and 30 wounded.", (2000, None), (30, 30)),
        ("Five people were left dead by the strike.", (5, 5), None),
        ("Ten soldiers were reported killed in Ariha.", (10, 10), None),
        ("The envoy left when five people were found dead.", None, None),
        ("No civilians were killed in Ariha.", (0, 0), None),
    ],
)
def test_casualties_are_ranges(text: str, deaths: object, injured: object) -> None:
    found = [c.event for c in claims(text) if c.event is not None]
    assert [(e.deaths.low, e.deaths.high) for e in found if e.deaths] == ([deaths] if deaths else [])
    assert [(e.injured.low, e.injured.high) for e in found if e.injured] == ([injured] if injured else [])


def test_who_is_told_of_in_the_second_clause_suffers_in_the_second_clause() -> None:
    text = "Rebels wounded five soldiers and two civilians died."
    found = [*events(text, "attack"), *events(text, "civilians.harmed")]
    assert [(e.actors, e.recipients) for e in found] == [((REBELS,), ("unnamed:soldiers",)), ((), ("civilians",))]


def test_what_fighting_goes_on_with_is_no_side_of_it() -> None:
    (event,) = events("The fighting continued, with shells landing in Ariha.", "clash")
    assert (event.actors, event.recipients) == ((), ())


@pytest.mark.parametrize(
    "text",
    [
        "The shelling left at least 2000 people dead and 30 wounded.",
        "The army left wounded soldiers behind in Ariha.",
    ],
)
def test_nobody_is_made_the_one_who_wounds(text: str) -> None:
    assert [e.actors for e in events(text, "civilians.harmed") if e.actors] == []


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("The ceasefire took effect on Monday.", {"ceasefire.in_effect"}),
        ("The army extended the ceasefire for 48 hours.", {"ceasefire.extended"}),
        ("The truce collapsed on Monday.", {"ceasefire.suspended"}),
        ("The rebels agreed to a ceasefire on Monday.", {"ceasefire.declared"}),
        ("The rebels declared a truce on Monday.", {"ceasefire.declared"}),
        ("The rebels violated the ceasefire in Ariha.", {"attack"}),
        # To resume is to end a truce and to attack.
        ("The army resumed military operations against the rebels.", {"ceasefire.suspended", "attack"}),
    ],
)
def test_what_becomes_of_a_ceasefire(text: str, wanted: set[str]) -> None:
    assert types(text) == wanted


@pytest.mark.parametrize(
    ("text", "speech", "polarity", "actors"),
    [
        ('"We did not shell Ariha," a Turkish official said.', "asserts", "negative", ("turkey",)),
        ("Turkey denied that it had shelled Ariha.", "denies", "negative", ("turkey",)),
        ("Turkey denied that Syrian forces had stopped shelling Ariha.", "asserts", "positive", ("syria",)),
    ],
)
def test_denials_both_ways(text: str, speech: str, polarity: str, actors: tuple[str, ...]) -> None:
    (claim,) = [c for c in claims(text) if c.event is not None and c.event.type == SHELLING]
    assert claim.event is not None
    assert (claim.speech, claim.polarity, claim.event.actors) == (speech, polarity, actors)


def test_the_group_is_the_group_told_of_last() -> None:
    (event,) = events("Hayat Tahrir al-Sham shelled Ariha. The group also captured two soldiers.", "detention")
    assert event.actors == ("hts",)


def test_what_is_dated_by_an_earlier_event_is_told_of_its_place() -> None:
    first, second = events("Rebels shelled Ariha on Monday. Three days later, they shelled the airport.", SHELLING)
    assert first.time is not None
    assert second.time is not None
    assert (first.time.value, second.time.value) == ("2021-03-01", "2021-03-04")
    assert first.place is not None
    assert second.place is not None
    assert first.place.name == second.place.name == "Ariha"
