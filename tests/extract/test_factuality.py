"""Is it said to have happened? One made-up sentence each: polarity, modality and certainty of its event."""

from __future__ import annotations

import pytest

from truceline.extract import extract_reading
from truceline.model.claim import Claim
from truceline.model.text import Report

SHELLING, TANKS, ATTACK = "attack.shelling", "weapons.withdrawn", "attack"


def claims(text: str, type_: str) -> list[Claim]:
    found = extract_reading(Report(id="sha256:0", text=text, published="2021-03-05")).claims
    return [c for c in found if c.event is not None and c.event.type == type_]


@pytest.mark.parametrize(
    ("text", "type_", "polarity", "modality", "certainty"),
    [
        ("The army will shell Ariha on Monday.", SHELLING, "positive", "future", "certain"),
        ("The army would have shelled Ariha.", SHELLING, "positive", "hypothetical", "certain"),
        ("The army may have shelled Ariha.", SHELLING, "positive", "occurred", "possible"),
        ("The army might shell Ariha.", SHELLING, "positive", "hypothetical", "possible"),
        ("The army probably shelled Ariha.", SHELLING, "positive", "occurred", "probable"),
        ("The army must withdraw its tanks from Ariha.", TANKS, "positive", "required", "certain"),
        ("The army plans to shell Ariha.", SHELLING, "positive", "future", "certain"),
        ("The army had planned to shell Ariha.", SHELLING, "positive", "hypothetical", "certain"),
        ("The army continued to shell Ariha.", SHELLING, "positive", "occurred", "certain"),
        # Not done.
        ("The army never shelled Ariha.", SHELLING, "negative", "occurred", "certain"),
        ("The army no longer shells Ariha.", SHELLING, "negative", "ongoing", "certain"),
        ("The army failed to withdraw its tanks.", TANKS, "negative", "occurred", "certain"),
        ("The rebels refused to withdraw their tanks.", TANKS, "negative", "occurred", "certain"),
        ("Neither side shelled Ariha.", SHELLING, "negative", "occurred", "certain"),
        ("Neither the army nor the rebels shelled Ariha.", SHELLING, "negative", "occurred", "certain"),
        ("No civilians were killed in Ariha.", "civilians.harmed", "negative", "occurred", "certain"),
        ("No shots were fired at the patrol.", "attack.direct_fire", "negative", "occurred", "certain"),
        ("Russia condemned the army's failure to withdraw its tanks.", TANKS, "negative", "occurred", "certain"),
        ("The army neither left Ariha nor shelled it.", SHELLING, "negative", "occurred", "certain"),
        ("The army neither shelled Ariha nor left, and rebels attacked it.", ATTACK, "positive", "occurred", "certain"),
        ("The army withdrew without attacking Ariha.", ATTACK, "negative", "occurred", "certain"),
        ("The army prevented the rebels from attacking Ariha.", ATTACK, "negative", "hypothetical", "certain"),
        # Twice denied is said to be so.
        (
            "The ministry denied that the army had stopped shelling Ariha.",
            SHELLING,
            "positive",
            "occurred",
            "certain",
        ),
        # Conditions.
        ("If the rebels shell Ariha, the army will respond.", SHELLING, "positive", "conditional", "certain"),
        ("The army will shell Ariha unless the rebels leave.", SHELLING, "positive", "conditional", "certain"),
        ("Should the rebels shell Ariha, the army will respond.", SHELLING, "positive", "conditional", "certain"),
        # Aims are not acts, and a chance that was seized is one.
        ("The army moved to the coast to shell Ariha.", SHELLING, "positive", "hypothetical", "certain"),
        ("The rebels seized the chance to attack the army.", ATTACK, "positive", "occurred", "certain"),
        ("The rebels used the lull to attack army positions.", ATTACK, "positive", "occurred", "certain"),
        # What was not said, confirmed or required is left open.
        ("The ministry did not say that the army had shelled Ariha.", SHELLING, "positive", "hypothetical", "certain"),
        ("The army did not confirm that it had shelled Ariha.", SHELLING, "positive", "hypothetical", "certain"),
        ("Nobody said the army had shelled Ariha.", SHELLING, "positive", "hypothetical", "certain"),
        ("No one claimed that the army had shelled Ariha.", SHELLING, "positive", "hypothetical", "certain"),
        ("The ministry refused to confirm that it had shelled Ariha.", SHELLING, "positive", "hypothetical", "certain"),
        ("Turkey neither confirmed nor denied it had shelled Ariha.", SHELLING, "positive", "hypothetical", "certain"),
        (
            "The mayor did not require the rebels to withdraw their tanks.",
            TANKS,
            "positive",
            "hypothetical",
            "certain",
        ),
    ],
)
def test_what_a_sentence_says_of_its_event(text: str, type_: str, polarity: str, modality: str, certainty: str) -> None:
    found = claims(text, type_)
    assert {(c.polarity, c.modality, c.certainty) for c in found} == {(polarity, modality, certainty)}


def test_so_that_is_an_aim() -> None:
    text = "The army withdrew its tanks so that the rebels could leave."
    (tanks,), (leaving,) = claims(text, TANKS), claims(text, "forces.withdrawn")
    assert (tanks.modality, leaving.modality) == ("occurred", "hypothetical")


@pytest.mark.parametrize(
    "text",
    ["The army will shell Ariha unless the rebels leave.", "The army will shell Ariha if the rebels return."],
)
def test_a_condition_is_kept_in_its_words(text: str) -> None:
    (claim,) = claims(text, SHELLING)
    assert claim.condition is not None
    assert claim.condition.of(text).startswith(("unless", "if"))
