"""The interface's own words in the languages it speaks. Reports keep theirs.

A catalogue is a JSON object: the English words, and what they are in the other language. Words that a catalogue lacks
come out in English, marked as such by whoever draws them; a test holds every page's words to be there.
"""

from __future__ import annotations

import datetime as dt
import functools
import json
from importlib import resources

#: The languages of the interface, by what each calls itself.
LANGUAGES = {"en": "English", "ar": "العربية"}
_RIGHT_TO_LEFT = frozenset({"ar"})
_MONTHS = {
    "ar": (
        "كانون الثاني", "شباط", "آذار", "نيسان", "أيار", "حزيران", "تموز", "آب", "أيلول", "تشرين الأول",
        "تشرين الثاني", "كانون الأول",
    ),
}  # fmt: skip
_WEEKDAYS = {"ar": ("الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد")}


class Words:
    """One language: ``_`` translates, with ``{names}`` filled in; ``many`` chooses by number."""

    def __init__(self, language: str) -> None:
        self.language = language if language in LANGUAGES else "en"
        self.direction = "rtl" if self.language in _RIGHT_TO_LEFT else "ltr"
        self._told = catalogue(self.language)

    def __call__(self, words: str, **names: object) -> str:
        found = self._told.get(words, words)
        return found.format(**names) if names else found

    def many(self, number: int, one: str, several: str, **names: object) -> str:
        """The words for one, or for several with ``{n}``; Arabic has forms for two and for 3-10 as well."""
        form = several if number != 1 else one
        if self.language == "ar":
            exact = self._told.get(f"{several}|{_arabic(number)}")
            if exact is not None:
                return exact.format(n=number, **names)
        return self(form, n=number, **names)

    def day(self, day: str, *, year: bool = True) -> str:
        """A day, or a period ``A/B``, as people write it."""
        if "/" in day:
            return self._period(*day.split("/"), year=year)
        date = dt.date.fromisoformat(day)
        words = f"{date.day} {self.month(date.month)}"
        return f"{words} {date.year}" if year else words

    def _period(self, first: str, last: str, *, year: bool) -> str:
        if first == last:
            return self.day(first, year=year)
        begin, end = dt.date.fromisoformat(first), dt.date.fromisoformat(last)
        if (begin.year, begin.month) == (end.year, end.month):
            return f"{begin.day}–{self.day(last, year=year)}"
        return f"{self.day(first, year=year and begin.year != end.year)} – {self.day(last, year=year)}"

    def month(self, number: int) -> str:
        """A month's name, short where the language has a short one."""
        names = _MONTHS.get(self.language)
        return names[number - 1] if names else dt.date(2000, number, 1).strftime("%b")

    def weekday(self, day: str) -> str:
        """A day's name, short where the language has a short one."""
        date = dt.date.fromisoformat(day[:10])
        names = _WEEKDAYS.get(self.language)
        return names[date.weekday()] if names else f"{date:%a}"

    def instant(self, moment: str | None) -> str:
        """An instant (RFC 3339) or a day, to the minute."""
        if not moment:
            return self("no date")
        if len(moment) == 10:
            return self.day(moment)
        at = dt.datetime.fromisoformat(moment)
        return f"{self.day(moment[:10])} {at:%H:%M}" + (" UTC" if at.utcoffset() == dt.timedelta(0) else f" {at:%Z}")


def _arabic(number: int) -> str:
    """Which plural form a number takes (CLDR, as far as counting goes here)."""
    if number in (0, 1, 2):
        return ("zero", "one", "two")[number]
    return "few" if 3 <= number % 100 <= 10 else "many"


@functools.cache
def catalogue(language: str) -> dict[str, str]:
    """The English words and what they are in a language; empty for English."""
    if language == "en":
        return {}
    found: dict[str, str] = json.loads(
        (resources.files("truceline.serve") / "words" / f"{language}.json").read_text(encoding="utf-8")
    )
    return found
