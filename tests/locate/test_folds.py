"""Spellings of one name get one key; keys are stable under folding."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from truceline.locate.folds import plain_key, romanised_key

ONE_NAME = [
    ("Khan Shaykhun", "Khan Sheikhoun", "Khān Shaykhūn", "khan sheikhun", "Khan-Sheikhoun"),
    ("Kafr Zita", "Kfar Zeita", "Kafr Zayta", "Kafar Zeitah"),
    ("Jisr al-Shughur", "Jisr ash Shughūr", "Jisr al-Shoughour"),
    ("Tell Mardikh", "Tal Mardikh", "Tall Mardeekh"),
    ("Ma'arrat al-Nu'man", "Maarat al-Numan", "Ma‘arrat an Nu‘mān"),
    ("Saraqib", "Saraqeb", "Sarakib"),
    ("Idlib", "Idleb", "Edlib"),
    ("al-Tuhayta", "At Tuhayta", "Tuhayta", "al-Tuheita"),
    ("الهبيط", "هبيط"),
    ("إدلب", "ادلب"),
]


@pytest.mark.parametrize("spellings", ONE_NAME)
def test_spellings_of_one_name_share_a_key(spellings: tuple[str, ...]) -> None:
    assert len({romanised_key(name) for name in spellings}) == 1


@pytest.mark.parametrize(
    ("one", "other"), [("Hama", "Homs"), ("Idlib", "Ariha"), ("Morek", "Mariupol"), ("Kafr Nabl", "Kafr Zita")]
)
def test_other_names_keep_other_keys(one: str, other: str) -> None:
    assert romanised_key(one) != romanised_key(other)


@given(st.one_of(st.text(max_size=40), st.text("aeiouhkstyqwlظهاأ -'", max_size=40)))
def test_keys_are_idempotent(name: str) -> None:
    assert plain_key(plain_key(name)) == plain_key(name)
    assert romanised_key(romanised_key(name)) == romanised_key(name)


@given(st.text(max_size=40))
def test_case_does_not_matter_to_letters_of_one_case_pair(name: str) -> None:
    if name.upper().lower() == name.lower():
        assert plain_key(name) == plain_key(name.lower())
