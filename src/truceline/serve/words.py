"""The pages' own words, beside those that they share with the daily report; what a report says keeps its language."""

from __future__ import annotations

import functools
import json
from importlib import resources

from truceline.show import LANGUAGES, Words

__all__ = ["LANGUAGES", "PageWords", "pages_catalogue"]


class PageWords(Words):
    """One language, for pages."""

    def __init__(self, language: str) -> None:
        super().__init__(language)
        self._told = {**self._told, **pages_catalogue(self.language)}

    def month(self, day: str) -> str:
        """The name of a day's month."""
        return self.day(day, year=False).lstrip("0123456789 ")


@functools.cache
def pages_catalogue(language: str) -> dict[str, str]:
    """The English words of pages and what they are in a language; empty for English."""
    if language == "en":
        return {}
    found: dict[str, str] = json.loads(
        (resources.files("truceline.serve") / "words" / f"{language}.json").read_text(encoding="utf-8")
    )
    return found
