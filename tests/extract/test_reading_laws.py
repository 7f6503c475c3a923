"""What holds for every text, sense or nonsense: no error, exact quotes, one id each, and the same answer twice."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from truceline.extract import extract_reading
from truceline.extract.parse import LONGEST_SENTENCE, parse_paragraphs
from truceline.model.claim import Reading
from truceline.model.text import Removed, Report

FRAGMENTS = [
    "Rebels shelled Ariha", "the army said", "according to the ministry", "on Monday", "three days later", "two tanks",
    "did not", "and", "that", "if", "unless", "were killed", "clashes between A and B", "the ceasefire", "resumed",
    "20 km from the zone", "Under the deal", "must withdraw", "We", "it", "SANA, citing a source,", "left five dead",
    "nobody", "denied", "17 September 2018", "between two and four", "neither side", "the memorandum obliges",
]  # fmt: skip
JUNK = ["(", ")", "[", "“", "”", '"', "«", "»", "'", "…", "—", ";", ":", "?", "!", ".", ",", "\n", "\n\n", "\u2028"]
ODD = ["\u200f", "\ufeff", "\u0301", "😀", "Идлиб", "إدلب", "İSTANBUL", "ﬁre", "\x00", "\t", "٣", "ǅ"]
TEXTS = st.lists(
    st.sampled_from(FRAGMENTS) | st.sampled_from(JUNK) | st.sampled_from(ODD) | st.text(max_size=6), max_size=25
).map(" ".join)
BUDGET = settings(max_examples=40, deadline=None)


def read(text: str, removed: tuple[Removed, ...] = (), title: str | None = None) -> Reading:
    return extract_reading(
        Report(id="sha256:0", text=text, published="2021-03-05", removed=removed, title=title),
    )


@BUDGET
@given(TEXTS, st.booleans())
def test_a_reading_holds_together(text: str, shouted: bool) -> None:
    text = text.upper() if shouted else text
    found = read(text)
    for claim in found.claims:
        assert text[claim.start : claim.end] == claim.quote != ""
        assert claim.condition is None or claim.condition.of(text)
    spoken = {a.id for a in found.attributions}
    assert {c.attribution for c in found.claims} <= spoken | {None}
    assert len(spoken) == len(found.attributions)
    assert len({c.id for c in found.claims}) == len(found.claims)
    for attribution in found.attributions:
        for mention in (attribution.source, attribution.cue, attribution.via):
            assert mention is None or text[mention.start : mention.end] == mention.text
        assert attribution.content is None or 0 <= attribution.content.start < attribution.content.end <= len(text)


@BUDGET
@given(TEXTS)
def test_the_same_text_is_read_the_same_way_twice(text: str) -> None:
    assert read(text) == read(text)


@BUDGET
@given(TEXTS, st.data())
def test_what_was_removed_makes_no_claim(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    found = read(text, (Removed(start=start, end=end, why="a form"),))
    assert not [c for c in found.claims if c.start < end and c.end > start]
    assert read(text, (Removed(start=0, end=len(text), why="all"),)).claims == ()


def test_a_title_is_no_claim_of_its_own() -> None:
    line = "Rebels shelled Ariha"
    (claim,) = read(f"{line}\n\n{line} on Monday.", title=line).claims
    assert claim.start > len(line)


@pytest.mark.parametrize("junk", ["a" * 9_000, "( " * 4_000, "and " * 3_000, "“ " * 4_000, "\n" * 9_000])
def test_junk_is_cut_into_pieces_no_longer_than_the_longest(junk: str) -> None:
    pieces = parse_paragraphs(junk)
    assert all(p.until - p.offset <= LONGEST_SENTENCE for p in pieces)
    assert len(pieces) <= len(junk) / LONGEST_SENTENCE + 1
    assert read(junk).claims == ()


@pytest.mark.parametrize("times", [1, 2, 7])
def test_a_text_told_so_often_makes_so_many_claims(times: int) -> None:
    line = "Rebels shelled Ariha and the army bombed Idlib.\n"
    assert len(read(line * times).claims) == 2 * times
