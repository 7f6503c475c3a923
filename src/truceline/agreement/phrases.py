"""Dates, counts and lists as words in a sentence."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from truceline.model.moment import parsed


def series(words: Iterable[str], joint: str) -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    *head, last = tuple(words) or ("nobody named",)
    return f"{', '.join(head)} {joint} {last}" if head else last


def moment(written: str) -> str:
    """A day, said to be a local one, or an instant with its offset."""
    if isinstance(parsed(written), dt.datetime):
        offset = "UTC" if written.endswith("Z") else f"UTC{written[-6:]}"
        return f"{date(written[:10])}, {written[11:16]} ({offset})"
    return f"{date(written)} (local day)"


def date(day: str) -> str:
    """``2 August 2019``."""
    value = parsed(day)
    return f"{value.day} {_MONTHS[value.month - 1]} {value.year}"


def many(count: int, noun: str) -> str:
    """``1 day``, ``3 days``."""
    return f"1 {noun}" if count == 1 else f"{count:,} {noun}s"


def nth(number: int) -> str:
    """``1st``, ``12th``, ``23rd``."""
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def kilometres(distance: tuple[float, float]) -> str:
    """``6 km``, ``15 to 20 km``."""
    low, high = distance
    return f"{low:g} km" if low == high else f"{low:g} to {high:g} km"


def capital(sentence: str) -> str:
    """A sentence with a capital at its beginning."""
    return sentence[:1].upper() + sentence[1:]


def closed(text: str) -> str:
    """A text without the full stop at its end, to be put into a sentence."""
    return text.rstrip(" .")


_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
