"""No text of a report is run by a spreadsheet, and none of it is lost."""

from __future__ import annotations

import csv
import io
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from truceline.show import spreadsheet_text

#: What one program or another takes for the start of a formula, spelled out anew.
DANGER = set("=+-@\t\r|%") | set("＝＋－＠")
BLANK = {"Zs", "Cf", "Cc", "Mn"}
words = st.text(
    st.one_of(
        st.sampled_from("=+-@\t\r\n \u00a0\u3000\u200b\u202e\ufeff\"',;'|%＝\x0b\x0c\x85\u2028"), st.characters()
    ),
    max_size=12,
)


def runs(cell: str) -> bool:
    """True when the first character that is seen, on any line of a cell, is one that starts a formula."""
    for line in io.StringIO(cell, newline=None):
        for character in line.rstrip("\n"):
            if character in DANGER:
                return True
            if not (character.isspace() or unicodedata.category(character) in BLANK):
                break
    return False


@given(text=words)
@example(text=" =cmd|' /C calc'!A0")
@example(text="ok\n=2+2")
@example(text="\u00a0\u200b=1")
@example(text="\t=1")
@example(text="a\x85=1")
@example(text="'=1")
def test_no_cell_runs(text: str) -> None:
    """Also as it comes back out of a CSV file."""
    cell = spreadsheet_text(text)
    assert not runs(cell)
    file = io.StringIO(newline="")
    csv.writer(file).writerow([cell, "next"])
    (row,) = csv.reader(io.StringIO(file.getvalue(), newline=""))
    assert row == [cell, "next"]


@given(
    text=st.text(st.one_of(st.sampled_from("=+-@ \n'"), st.characters(categories=("L", "N", "P", "S"))), max_size=12)
)
def test_what_is_seen_is_what_was_written(text: str) -> None:
    """Take away the apostrophes, and every line is the one that was written."""
    written, shown = text.split("\n"), spreadsheet_text(text).split("\n")
    for before, after in zip(written, shown, strict=True):
        assert before in (after, after.removeprefix("'")) or "\u2800" in before


@given(text=words)
def test_escaping_twice_is_as_harmless(text: str) -> None:
    """What was escaped once is left as it is."""
    once = spreadsheet_text(text)
    assert spreadsheet_text(once) == once


@pytest.mark.parametrize("text", ["plain words", "a - b", "3 = 3", "قصفت القوات القرية", "“=1” they wrote", ""])
def test_harmless_words_stay(text: str) -> None:
    """Only the start of a line matters."""
    assert spreadsheet_text(text) == text


def test_marks_are_seen() -> None:
    """A direction mark is written out, so that it reorders nothing."""
    assert spreadsheet_text("a\u202eb") == "a<U+202E>b"
