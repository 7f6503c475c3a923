"""Cues that no list of verbs of saying holds: attitudes, labels, quotations beside any verb. Made-up sentences."""

from __future__ import annotations

import pytest

from truceline.extract import extract_reading
from truceline.model.claim import Reading
from truceline.model.text import Report


def reading(text: str, title: str | None = None) -> Reading:
    return extract_reading(Report(id="sha256:0", text=text, published="2021-03-05", title=title))


def said(text: str, title: str | None = None) -> set[tuple[str | None, str | None, str]]:
    """(source, cue, content) of every attribution."""
    return {
        (a.source.text if a.source else None, a.cue.text if a.cue else None, a.content.of(text) if a.content else "")
        for a in reading(text, title).attributions
    }


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("The mayor wants to rebuild the bridge.", ("The mayor", "wants", "to rebuild the bridge")),
        ("The council called for a new bridge.", ("The council", "called", "for a new bridge")),
        ("Residents criticised the delay.", ("Residents", "criticised", "the delay")),
        ("The farmers are worried about the dam.", ("The farmers", "are", "about the dam")),
        ("The mayor was confident that the road would open.", None),
        ("The union's promise to rebuild the bridge was welcome.", ("The union's", "promise", "to rebuild the bridge")),
        ("The envoy refused to discuss the map.", ("The envoy", "refused", "to discuss the map")),
        ("MAYOR: The bridge will open in the spring.", ("MAYOR", ":", "The bridge will open in the spring.")),
        (
            "“The bridge is all we have in this valley.” ― Lower Town Resident",
            ("Lower Town Resident", "―", "“The bridge is all we have in this valley.”"),
        ),
        (
            "She continued: “The bridge is all we have in this valley.”",
            ("She", "continued", "“The bridge is all we have in this valley.”"),
        ),
        (
            "“Who will pay for the new bridge in the valley?” the mayor shot back.",
            ("the mayor", "shot", "“Who will pay for the new bridge in the valley?”"),
        ),
    ],
)
def test_who_thinks_or_says_what(text: str, wanted: tuple[str, str, str] | None) -> None:
    found = said(text)
    if wanted is None:
        assert len(found) == 1
    else:
        assert wanted in found


@pytest.mark.parametrize(
    "text",
    [
        "Note: the bridge opens in the spring.",
        "The mayor did not say whether the bridge was open.",
        "The river runs to the sea.",
        "The guard was tall and old.",
        "The lorry, the mayor's, stood in the yard.",
    ],
)
def test_nobody_says_this(text: str) -> None:
    assert said(text) == set()


def test_what_stands_in_somebodys_words_is_not_told_twice() -> None:
    assert {cue for _, cue, _ in said("The mayor said the council wants to rebuild the bridge.")} == {"said"}
    assert {cue for _, cue, _ in said("“I want the bridge to be rebuilt,” said the mayor.")} == {"said"}


def test_attitudes_carry_no_claim() -> None:
    found = reading("Turkey backs the rebels who shelled Ariha. Rebels want to shell Ariha.")
    assert len(found.attributions) == 2
    assert found.claims
    assert {c.attribution for c in found.claims} == {None}


def test_a_headline_is_read_for_who_says_it_and_makes_no_claim() -> None:
    title = "Mayor: rebels shelled the bridge"
    text = f"{title}\nThe council met in the old school."
    assert ("Mayor", ":", "rebels shelled the bridge") in said(text, title)
    assert not reading(text, title).claims


def test_a_content_of_nothing_but_the_speaker_is_no_crash() -> None:
    from truceline.extract.parse import parse_paragraphs
    from truceline.extract.speech_spans import hull

    (paragraph,) = parse_paragraphs("The mayor wants it .")
    dot = paragraph.doc[-1]
    start, end = hull(paragraph, dot, paragraph.doc[2], None)
    assert (start, end) == (paragraph.start(dot), paragraph.end(dot))
