"""The words of time, read once from ``vocabulary/times.yaml`` and turned round for look-up."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from truceline.errors import VocabularyError
from truceline.extract.words import vocabulary


class Words(NamedTuple):
    """Every list of ``vocabulary/times.yaml``, from spelling (lower case) to what it stands for."""

    months: Mapping[str, int]
    shy_months: frozenset[str]
    weekdays: Mapping[str, int]
    shy_weekdays: frozenset[str]
    units: Mapping[str, str]
    numbers: Mapping[str, int]
    vague_numbers: frozenset[str]
    ordinals: Mapping[str, int]
    seasons: Mapping[str, str]
    parts: Mapping[str, str]
    decade_words: Mapping[str, int]
    feasts: Mapping[str, str]
    shifts: Mapping[str, int]
    story_shifts: Mapping[str, int]
    references: Mapping[str, str]
    sets: Mapping[str, str]
    namesakes: frozenset[str]
    not_year_after: frozenset[str]
    not_year_before: frozenset[str]
    future_cues: frozenset[str]
    say_verbs: frozenset[str]
    deeds: frozenset[str]

    def number(self, written: str) -> int | None:
        """How many ``written`` says ("24", "twenty-four", "a"); None when it does not say ("several")."""
        plain = re.sub(r"[\s-]+", " ", written.lower().strip())
        plain = re.sub(r"^(?:the|these|those|its|his|her|their) ", "", plain)
        if plain.replace(",", "").isdecimal():
            return int(plain.replace(",", ""))
        if plain in self.numbers:
            return self.numbers[plain]
        tens, _, ones = plain.partition(" ")
        if tens in self.numbers and ones in self.numbers and 20 <= self.numbers[tens] < 100 > 10 > self.numbers[ones]:
            return self.numbers[tens] + self.numbers[ones]
        return None

    def ordinal(self, written: str) -> int | None:
        """The number of "third", "twenty-first" or "3rd"; None when it is none."""
        plain = re.sub(r"\s+", "-", written.lower())
        if plain in self.ordinals:
            return self.ordinals[plain]
        digits = re.match(r"\d+", plain)
        return int(digits[0]) if digits else None

    def shift(self, written: str | None) -> int | None:
        """The step of "last" (-1), "this" (0), "the following" (1); None without a word."""
        if not written:
            return None
        plain = written.lower().split()[-1]
        return self.shifts.get(plain, self.story_shifts.get(plain))


@functools.cache
def time_words() -> Words:
    """The word list. Raises VocabularyError when the file that ships with Truceline is damaged."""
    data = vocabulary("times")
    try:
        return Words(**{name: _turned(data[name]) for name in Words._fields})
    except (KeyError, TypeError, AttributeError) as error:
        raise VocabularyError("The vocabulary file times.yaml lacks a list; reinstall Truceline.") from error


def _turned(table: Any) -> Any:
    if isinstance(table, list):
        return frozenset(str(word) for word in table)
    return {str(word): meaning for meaning, spellings in table.items() for word in spellings}


def either(words: Iterable[str]) -> str:
    """A pattern for any of the words, the longest first; spaces and apostrophes may be written in any way."""
    longest_first = sorted(words, key=lambda word: (-len(word), word))
    return "|".join(re.escape(word).replace(r"\ ", GAP).replace("'", "['’]") for word in longest_first)


#: White space inside one expression: at most one line break, never an empty line.
GAP = r"(?:[^\S\n]{1,3}|[^\S\n]{0,2}\n[^\S\n]{0,2})"
