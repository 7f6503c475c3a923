"""Our own words in the languages that pages and reports speak. What a report says keeps its language.

A catalogue is a JSON object, one file a language: the English words, and what they are there. Words that a catalogue
lacks come out in English; a test holds every word that a report uses to be there. Months are named as the United
Nations do in Arabic, by both their names, so that readers from Damascus to Rabat know them.
"""

from __future__ import annotations

import datetime as dt
import functools
import json
import re
from collections.abc import Mapping
from importlib import resources

#: The languages, by what each calls itself.
LANGUAGES = {"en": "English", "ar": "العربية"}
_RIGHT_TO_LEFT = frozenset({"ar"})
_MONTHS: dict[str, tuple[str, ...]] = {
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
    "ar": (
        "كانون الثاني/يناير", "شباط/فبراير", "آذار/مارس", "نيسان/أبريل", "أيار/مايو", "حزيران/يونيو", "تموز/يوليو",
        "آب/أغسطس", "أيلول/سبتمبر", "تشرين الأول/أكتوبر", "تشرين الثاني/نوفمبر", "كانون الأول/ديسمبر",
    ),
}  # fmt: skip
_WEEKDAYS: dict[str, tuple[str, ...]] = {
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
    "ar": ("الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد"),
}


class Words:
    """One language. Called with English words it gives them there, with ``{names}`` filled in."""

    def __init__(self, language: str) -> None:
        self.language = language if language in LANGUAGES else "en"
        self.direction = "rtl" if self.language in _RIGHT_TO_LEFT else "ltr"
        self._told = catalogue(self.language)

    def __call__(self, words: str, /, **names: object) -> str:
        found = self._told.get(words, words)
        return found.format(**names) if names else found

    def knows(self, words: str) -> bool:
        """True when the words need no other language."""
        return self.language == "en" or words in self._told

    def many(self, number: int, one: str, several: str, /, **names: object) -> str:
        """The words for one, or for several with ``{n}``; Arabic has forms for none, two, 3-10 and more as well."""
        if self.language == "ar":
            for form in (_arabic(number), "other"):
                exact = self._told.get(f"{several}|{form}")
                if exact is not None:
                    return exact.format(n=number, **names)
        return self(one if number == 1 else several, n=number, **names)

    def sentence(self, text: str) -> tuple[str, bool]:
        """A sentence that the engine made, and whether it is in this language: a catalogue knows its patterns."""
        if self.language == "en":
            return text, True
        if text in self._told:
            return self._told[text], True
        for pattern, told in _patterns(self.language):
            match = pattern.fullmatch(text)
            if match is not None:
                return told.format(**{name: self._part(part or "") for name, part in match.groupdict().items()}), True
        return text, False

    def _part(self, part: str) -> str:
        pieces = [self._told.get(piece, piece) for piece in part.split(", ")]
        return "، ".join(pieces) if self.language == "ar" else ", ".join(pieces)

    def apart(self, name: str) -> str:
        """A name that reads the other way, set apart so that it moves nothing beside it (UAX 9: FSI, PDI, RLM)."""
        if self.direction == "ltr" or not any(c.isascii() and c.isalnum() for c in name):
            return name
        return f"\u2068{name}\u2069\u200f"

    def listed(self, items: list[str]) -> str:
        """Several things with what stands between them."""
        return ("؛ " if self.language == "ar" else "; ").join(items)

    def day(self, day: str, *, year: bool = True) -> str:
        """A day, or a period ``A/B``, as people write it."""
        if "/" in day:
            return self._period(*day.split("/"), year=year)
        date = dt.date.fromisoformat(day)
        words = f"{date.day} {_MONTHS[self.language][date.month - 1]}"
        return f"{words} {date.year}" if year else words

    def _period(self, first: str, last: str, *, year: bool) -> str:
        if first == last:
            return self.day(first, year=year)
        begin, end = dt.date.fromisoformat(first), dt.date.fromisoformat(last)
        if (begin.year, begin.month) == (end.year, end.month):
            return f"{begin.day}–{self.day(last, year=year)}"
        return f"{self.day(first, year=year and begin.year != end.year)} – {self.day(last, year=year)}"

    def weekday(self, day: str) -> str:
        """A day's name, short where the language has a short one."""
        return _WEEKDAYS[self.language][dt.date.fromisoformat(day[:10]).weekday()]

    def instant(self, moment: str | None) -> str:
        """An instant (RFC 3339) or a day, to the minute."""
        if not moment:
            return self("no date")
        if len(moment) == 10:
            return self.day(moment)
        at = dt.datetime.fromisoformat(moment)
        zone = "UTC" if at.utcoffset() == dt.timedelta(0) else f"{at:%z}"
        return f"{self.day(moment[:10])} {at:%H:%M} {zone}"


def _arabic(number: int) -> str:
    """Which plural form a number takes in Arabic (CLDR)."""
    if number in (0, 1, 2):
        return ("zero", "one", "two")[number]
    return "few" if 3 <= number % 100 <= 10 else "many" if 11 <= number % 100 <= 99 else "other"


@functools.cache
def catalogue(language: str) -> Mapping[str, str]:
    """The English words and what they are in a language; empty for English."""
    if language == "en":
        return {}
    found: dict[str, str] = json.loads(
        (resources.files("truceline.show") / "language" / f"{language}.json").read_text(encoding="utf-8")
    )
    return found


@functools.cache
def _patterns(language: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    """The sentences of a catalogue that have ``{names}`` in them, as patterns; the longest fixed words first."""
    found = []
    for words, told in catalogue(language).items():
        if "{" in words and "|" not in words:
            pieces = re.split(r"\{(\w+)\}", words)
            written = "".join(
                f"(?P<{piece}>[^\n]{{1,300}}?)" if at % 2 else re.escape(piece) for at, piece in enumerate(pieces)
            )
            found.append((len(words), re.compile(written), told))
    return tuple((pattern, told) for _, pattern, told in sorted(found, key=lambda item: -item[0]))
