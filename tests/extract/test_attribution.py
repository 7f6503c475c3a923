"""Whose words they are: source, relay, cue and content of made-up sentences."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from truceline.extract import extract_reading
from truceline.model.claim import Reading
from truceline.model.text import Report


def reading(text: str) -> Reading:
    return extract_reading(Report(id="sha256:0", text=text, published="2021-03-05"))


class Said(NamedTuple):
    source: str | None
    actor: str | None
    via: str | None
    content: str


def said(text: str) -> list[Said]:
    return [
        Said(
            a.source.text if a.source else None,
            a.source.actor if a.source else None,
            a.via.text if a.via else None,
            a.content.of(text) if a.content else "",
        )
        for a in reading(text).attributions
    ]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            '"We shelled no village on Monday," the Turkish defence ministry said.',
            Said("the Turkish defence ministry", "turkey", None, '"We shelled no village on Monday,"'),
        ),
        (
            "The Syrian army said it had shelled Ariha on Monday.",
            Said("The Syrian army", "syria", None, "it had shelled Ariha on Monday"),
        ),
        (
            "Turkish forces shelled Ariha on Monday, a Syrian military source said.",
            Said("a Syrian military source", "syria", None, "Turkish forces shelled Ariha on Monday"),
        ),
        (
            "According to the Turkish defence ministry, Syrian forces shelled Ariha on Monday.",
            Said("the Turkish defence ministry", "turkey", None, "Syrian forces shelled Ariha on Monday"),
        ),
        (
            "Syrian forces shelled Ariha on Monday, according to the Turkish defence ministry.",
            Said("the Turkish defence ministry", "turkey", None, "Syrian forces shelled Ariha on Monday"),
        ),
        # Who carries the words is not who says them.
        (
            "SANA, citing a military source, said rebels had shelled Ariha.",
            Said("a military source", "unnamed:military-source", "SANA", "rebels had shelled Ariha"),
        ),
        (
            "A military source, quoted by SANA, said rebels had shelled Ariha.",
            Said("A military source", "unnamed:military-source", "SANA", "rebels had shelled Ariha"),
        ),
        (
            "A Turkish official told Al-Manar television that rebels had shelled Ariha.",
            Said("A Turkish official", "turkey", "Al-Manar television", "that rebels had shelled Ariha"),
        ),
    ],
)
def test_who_says_what_through_whom(text: str, wanted: Said) -> None:
    assert said(text) == [wanted]


def test_a_speaker_may_stand_in_the_middle_of_the_words() -> None:
    found = reading("Syrian forces shelled Ariha, the Turkish ministry said, during which three civilians were killed.")
    (attribution,) = found.attributions
    assert {c.event.type for c in found.claims if c.event is not None} == {"attack.shelling", "civilians.harmed"}
    assert {c.attribution for c in found.claims} == {attribution.id}


def test_a_quotation_goes_on_after_its_cue() -> None:
    text = (
        '"Rebels shelled Ariha on Monday. Then they fired rockets at the airport," the Russian defence ministry said. '
        '"Our aircraft did not bomb any village near Ariha on that day."'
    )
    found = reading(text)
    (attribution,) = found.attributions
    assert attribution.source is not None
    assert attribution.source.actor == "russia"
    assert attribution.content is not None
    assert attribution.content.of(text) == text
    assert all(c.attribution is not None for c in found.claims)
    bombing = next(c for c in found.claims if c.event is not None and c.event.type == "attack.air")
    assert bombing.polarity == "negative"
    assert bombing.event is not None
    assert bombing.event.actors == ("russia",)


def test_a_pronoun_speaks_for_who_spoke_before() -> None:
    found = said("The Russian defence ministry said rebels had shelled Ariha. It added that Syria had not fired.")
    assert [(s.source, s.actor) for s in found] == [("The Russian defence ministry", "russia"), ("It", "russia")]


@pytest.mark.parametrize(
    "text",
    [
        "The army denied the mission passage to Ariha.",
        "The Russian defence ministry did not say that rebels had shelled Ariha.",
        "Nobody said the army had shelled Ariha.",
        "No official confirmed the army had shelled Ariha.",
        "None of the soldiers said the army had shelled Ariha.",
        "Turkey neither confirmed nor denied that it had shelled Ariha.",
    ],
)
def test_no_words_are_put_into_a_mouth(text: str) -> None:
    assert said(text) == []


def test_passage_denied_is_an_act() -> None:
    (claim,) = reading("The army denied the mission passage to Ariha.").claims
    assert claim.event is not None
    assert (claim.event.type, claim.speech, claim.polarity) == ("monitor.obstructed", "asserts", "positive")


def test_who_says_it_is_no_part_of_the_quoted_words() -> None:
    (claim,) = reading("Syrian forces shelled Ariha on Monday, according to the Turkish defence ministry.").claims
    assert claim.quote == "Syrian forces shelled Ariha on Monday"
