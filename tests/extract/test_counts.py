"""Quantities as people write them, and the range that each of them says."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from truceline.extract.counts import count, number

Range = tuple[int | None, int | None]


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("five", (5, 5)),
        ("25", (25, 25)),
        ("1,960", (1960, 1960)),
        ("twenty-five", (25, 25)),
        ("a hundred", (100, 100)),
        ("two hundred and six", (206, 206)),
        ("three thousand", (3000, 3000)),
        ("1.5 million", (1_500_000, 1_500_000)),
        ("two dozen", (24, 24)),
        ("half a dozen", (6, 6)),
        # What stands beside the number does not hide it.
        ("the two", (2, 2)),
        ("all three", (3, 3)),
        ("three Syrian", (3, 3)),
        ("four other young", (4, 4)),
        # Ranges.
        ("between two and four", (2, 4)),
        ("between 1,000 and 2,000", (1000, 2000)),
        ("from three to five", (3, 5)),
        ("one or two", (1, 2)),
        ("12-15", (12, 15)),
        ("5 – 7", (5, 7)),
        ("at least three and up to five", (3, 5)),
        # One bound.
        ("at least nine", (9, None)),
        ("no fewer than six", (6, None)),
        ("three or more", (3, None)),
        ("more than 50", (51, None)),
        ("more than 1950", (1951, None)),
        ("at least 2000", (2000, None)),
        ("more than a dozen", (13, None)),
        ("well over 100", (101, None)),
        ("up to 30", (None, 30)),
        ("as many as ten", (None, 10)),
        ("no more than two", (None, 2)),
        ("not more than three", (None, 3)),
        ("fewer than five", (None, 4)),
        # About so many: no bound that could be relied on.
        ("about 400", (None, None)),
        ("some 300", (None, None)),
        ("nearly fifty", (None, None)),
        ("ten or so", (None, None)),
        # Vague words.
        ("several", (2, None)),
        ("a number of", (2, None)),
        ("dozens of", (24, None)),
        ("a few hundred", (200, None)),
        ("tens of thousands of", (20_000, None)),
        # None.
        ("no", (0, 0)),
        ("no other", (0, 0)),
        ("No one", (0, 0)),
        ("not one", (0, 0)),
    ],
)
def test_a_quantity_is_a_range(words: str, wanted: Range) -> None:
    found = count(words)
    assert found is not None
    assert (found.low, found.high) == wanted
    assert found.text == words


@pytest.mark.parametrize(
    "words",
    [
        *("", "the", "a", "many-sided", "46th", "the 46th", "15-member", "two-thirds of", "20% of", "20 per cent of"),
        *("2,5", "the 2018", "T-72", "M-16", "7.5", "-", "two-year-old"),
    ],
)
def test_what_counts_nothing_is_no_count(words: str) -> None:
    assert count(words) is None


ONES = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]


@given(st.integers(1, 9), st.integers(2, 9), st.integers(1, 9))
def test_numbers_in_words_are_the_numbers_in_digits(hundreds: int, tens: int, ones: int) -> None:
    words = f"{ONES[hundreds - 1]} hundred and {TENS[tens - 2]}-{ONES[ones - 1]}"
    assert number(words) == 100 * hundreds + 10 * tens + ones
    found = count(words)
    assert found is not None
    assert found.low == found.high == number(words)


@given(st.integers(1, 99_999), st.integers(1, 99_999), st.sampled_from(["between {} and {}", "{} to {}", "{}–{}"]))
def test_a_range_has_the_smaller_end_first(one: int, other: int, form: str) -> None:
    found = count(form.format(f"{one:,}", f"{other:,}"))
    assert found is not None
    assert (found.low, found.high) == (min(one, other), max(one, other))


@given(st.text(max_size=60))
def test_no_words_break_it_and_no_range_is_upside_down(words: str) -> None:
    found = count(words)
    if found is not None and found.low is not None and found.high is not None:
        assert 0 <= found.low <= found.high
