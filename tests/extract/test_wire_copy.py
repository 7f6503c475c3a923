"""Lines broken for their width, and text in capitals: read as the same words in mixed case are."""

from __future__ import annotations

import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.extract.test_reading_laws import read
from truceline.extract.casing import cased
from truceline.extract.lines import paragraph_spans

STORY = (
    "The army of Guatemala denied on Monday that rebels of the National Liberation Army attacked the village of San "
    "Miguel, where two farmers were wounded, a spokesman said. Residents said that the attack began at dawn and went "
    "on for hours."
)


def paragraphs(text: str) -> list[str]:
    return [" ".join(text[start:end].split()) for start, end in paragraph_spans(text)]


@given(st.integers(40, 100))
def test_a_text_wrapped_at_any_width_is_the_same_paragraphs(width: int) -> None:
    two = STORY, "A second paragraph tells of the talks that are to begin in the capital on Thursday, officials said."
    assert paragraphs("\n\n".join(textwrap.fill(each, width) for each in two)) == list(two)


@pytest.mark.parametrize(
    "lines",
    [
        ["Killed: two", "Wounded: five", "Taken prisoner: nobody"],
        ["The truce began on Monday.", "It has held since then, monitors said on Thursday evening in the capital."],
        ["x" * 150, "A paragraph on one line of a page."],
    ],
    ids=["list", "short paragraphs", "wider than any wrapping"],
)
def test_lines_that_the_writer_ended_stay_apart(lines: list[str]) -> None:
    assert paragraphs("\n".join(lines)) == lines


@given(st.text(max_size=300), st.text("ABCDEFGHIJ \n.'-\"", max_size=200))
def test_casing_keeps_every_letter_at_its_place(anything: str, shouted: str) -> None:
    for text in (anything, shouted, anything.upper() + STORY.upper()):
        assert len(cased(text)) == len(text)
        assert cased(text).casefold() == text.casefold()


@pytest.mark.parametrize(
    ("shouted", "mixed"),
    [
        (
            "AT THE TIME, THE NATIONAL GUARD WAS IN SAN SALVADOR.",
            "At the time, the national guard was in San Salvador.",
        ),
        (
            "COLONEL PEREZ SAID THAT THE UNITED NATIONS HAD NOT BEEN TOLD. IT IS FALSE.",
            "Colonel Perez said that the United Nations had not been told. It is false.",
        ),
        (
            "THE WORKERS' UNION (FNTZ) SAID IT WAS NOT ITS LEADERS' FAULT, FNTZ OFFICIALS ADDED.",
            "The workers' union (FNTZ) said it was not its leaders' fault, FNTZ officials added.",
        ),
        ("A short HEADLINE stays", "A short HEADLINE stays"),
    ],
)
def test_words_get_the_case_that_english_gives_them(shouted: str, mixed: str) -> None:
    assert cased(shouted) == mixed


def test_wire_copy_is_read_as_the_same_words_in_mixed_case() -> None:
    plain, wire = read(STORY), read(textwrap.fill(STORY, 70).upper())
    told = [(c.event and c.event.type, c.speech, c.polarity, c.modality) for c in plain.claims]
    assert told == [(c.event and c.event.type, c.speech, c.polarity, c.modality) for c in wire.claims]
    assert ("attack", "denies", "negative", "occurred") in told
    assert all(c.quote.isupper() and c.quote == wire.report.text[c.start : c.end] for c in wire.claims)
