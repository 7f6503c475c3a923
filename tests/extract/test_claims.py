"""One sentence each, written for the test: who says it, what kind of event, and whether it is said to have happened."""

from __future__ import annotations

import pytest

from truceline.model.claim import Claim, Reading
from truceline.pipeline import interpret
from truceline.read import read_bytes

PUBLISHED = "2019-08-05"


def reading(text: str) -> Reading:
    return interpret(read_bytes(text.encode(), name="note.txt", published=PUBLISHED))


def claims(text: str, type_: str) -> list[Claim]:
    return [c for c in reading(text).claims if c.event is not None and c.event.type == type_]


def speaker(found: Reading, claim: Claim) -> str | None:
    """The words that name who says it; None for the report's own voice."""
    attribution = next((a for a in found.attributions if a.id == claim.attribution), None)
    return attribution.source.text if attribution is not None and attribution.source is not None else None


SHELLING = "attack.shelling"


@pytest.mark.parametrize(
    ("text", "type_", "wanted"),
    [
        # (speech, polarity, modality, certainty)
        ("Government forces shelled Ariha.", SHELLING, ("asserts", "positive", "occurred", "certain")),
        ("Government forces did not shell Ariha.", SHELLING, ("asserts", "negative", "occurred", "certain")),
        ("Government forces may have shelled Ariha.", SHELLING, ("asserts", "positive", "occurred", "possible")),
        ("The army reportedly shelled Ariha.", SHELLING, ("asserts", "positive", "occurred", "possible")),
        ("The army is shelling Ariha.", SHELLING, ("asserts", "positive", "ongoing", "certain")),
        (
            "The ministry denied that the army had shelled Ariha.",
            SHELLING,
            ("denies", "negative", "occurred", "certain"),
        ),
        ("The army threatened to shell Ariha.", SHELLING, ("threatens", "positive", "future", "certain")),
        ("It is not true that the army shelled Ariha.", SHELLING, ("asserts", "negative", "occurred", "certain")),
        ("It is false that the army shelled Ariha.", SHELLING, ("asserts", "negative", "occurred", "certain")),
        ("Reports that the army shelled Ariha are false.", SHELLING, ("asserts", "negative", "occurred", "certain")),
        ("It is true that the army shelled Ariha.", SHELLING, ("asserts", "positive", "occurred", "certain")),
        # Harm denied is not the strike denied.
        ("The shelling of Ariha killed nobody.", SHELLING, ("asserts", "positive", "occurred", "certain")),
        ("The shelling of Ariha killed nobody.", "civilians.harmed", ("asserts", "negative", "occurred", "certain")),
        ("The alleged shelling of Ariha killed nobody.", SHELLING, ("asserts", "positive", "occurred", "possible")),
        (
            "Nobody was killed in the shelling of Ariha on Monday.",
            SHELLING,
            ("asserts", "positive", "occurred", "certain"),
        ),
        # What is announced has not happened.
        ("The army is set to withdraw its tanks.", "weapons.withdrawn", ("announces", "positive", "future", "certain")),
        (
            "Army units are scheduled to withdraw on Monday.",
            "forces.withdrawn",
            ("announces", "positive", "future", "certain"),
        ),
        ("The army failed to withdraw its tanks.", "weapons.withdrawn", ("asserts", "negative", "occurred", "certain")),
        (
            "The ministry demanded that the rebels withdraw their heavy weapons.",
            "weapons.withdrawn",
            ("demands", "positive", "required", "certain"),
        ),
    ],
)
def test_factuality_and_speech(text: str, type_: str, wanted: tuple[str, str, str, str]) -> None:
    found = [(c.speech, c.polarity, c.modality, c.certainty) for c in claims(text, type_)]
    assert found == [wanted]


def test_strikes_that_nobody_died_by_are_no_strikes_told() -> None:
    text = "No civilians were killed by air strikes on Ariha."
    assert claims(text, "attack.air") == []
    assert [c.polarity for c in claims(text, "civilians.harmed")] == ["negative"]


def test_a_condition_is_kept_with_its_words() -> None:
    text = "If the rebels withdraw, the army will stop its strikes on Ariha."
    [halt] = claims(text, "ceasefire.declared")
    assert halt.modality == "conditional"
    assert halt.condition is not None
    assert text[halt.condition.start : halt.condition.end] == "If the rebels withdraw"


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("According to a resident, Russian jets bombed Ariha.", "a resident"),
        ("Russian jets bombed Ariha, a resident said.", "a resident"),
        ('"Russian jets bombed Ariha," a resident told reporters.', "a resident"),
        ("A local council reported that Russian jets bombed Ariha.", "A local council"),
        ("Russian jets bombed Ariha.", None),
    ],
)
def test_whose_words_they_are(text: str, who: str | None) -> None:
    found = reading(text)
    [bombing] = [c for c in found.claims if c.event is not None and c.event.type == "attack.air"]
    assert speaker(found, bombing) == who
    assert bombing.event is not None
    assert bombing.event.actors == ("russia",)


@pytest.mark.parametrize(
    "text",
    [
        "The army shelled Aleppo.",
        "Air strikes on Aleppo continued on Sunday.",
        "The bombardment of Aleppo continued on Sunday.",
        "Rebels captured Aleppo on Sunday.",
    ],
)
def test_what_is_struck_or_taken_is_where(text: str) -> None:
    [claim] = reading(text).claims
    assert claim.event is not None
    assert claim.event.place is not None
    assert claim.event.place.name == "Aleppo"


@pytest.mark.parametrize(
    ("quantity", "low", "high"),
    [
        ("at least three", 3, None),
        ("three", 3, 3),
        ("up to twelve", None, 12),
        ("five to seven", 5, 7),
        ("dozens of", 24, None),
        ("1,200", 1200, 1200),
    ],
)
def test_counts_keep_their_doubt(quantity: str, low: int | None, high: int | None) -> None:
    [claim] = claims(f"Government forces shelled Ariha, killing {quantity} people.", SHELLING)
    assert claim.event is not None
    assert claim.event.deaths is not None
    deaths = claim.event.deaths
    assert (deaths.low or None, deaths.high) == (low, high)


def test_every_quote_is_the_report_letter_for_letter() -> None:
    found = reading("The army shelled Ariha on 3 August, a resident said. The ministry denied it had shelled Ariha.")
    assert len(found.claims) >= 2
    for claim in found.claims:
        assert found.report.text[claim.start : claim.end] == claim.quote
