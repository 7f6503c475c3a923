"""Cells of a row -> days, places and numbers, with the precision that the data set gives."""

from __future__ import annotations

import datetime as dt
import math
import re

from truceline.model.event import Count
from truceline.model.world import Place, TimeInterval

#: A place of each UCDP ``where_prec`` reaches so far (km) around its point; coarser ones have no point worth keeping.
RADIUS_KM = {1: 5.0, 2: 25.0, 3: 50.0, 4: 100.0}
#: ACLED ``geo_precision`` -> UCDP ``where_prec`` (our crosswalk, the finest that each allows).
GEO_OF_ACLED = {1: 1, 2: 2, 3: 4}
_MONTHS = {
    name: number
    for number, names in enumerate(
        [
            "january",
            "february",
            "march",
            "april",
            "may",
            "june",
            "july",
            "august",
            "september",
            "october",
            "november",
            "december",
        ],
        1,
    )
    for name in (names, names[:3])
}
_WORDED = re.compile(r"(\d{1,2})[ -]([A-Za-z]+)[ -](\d{4})", re.ASCII)


class FieldError(ValueError):
    """A cell that cannot be used; the words say which, and why."""


def day_of(written: str, name: str) -> dt.date:
    """A day as data sets write it: 2019-08-05, 20190805, 05 August 2019, 05-Aug-2019, or with a time after it."""
    text = written.strip()
    found = _WORDED.match(text)
    try:
        if found is not None and found[2].casefold() in _MONTHS:
            return dt.date(int(found[3]), _MONTHS[found[2].casefold()], int(found[1]))
        if len(text) == 8 and text.isdecimal():
            return dt.date(int(text[:4]), int(text[4:6]), int(text[6:]))
        return dt.date.fromisoformat(text[:10])
    except ValueError as error:
        raise FieldError(f"{name} {written!r} is no day") from error


def whole(written: str, name: str, least: int, most: int) -> int:
    """A whole number between two others."""
    try:
        number = int(float(written))
    except (ValueError, OverflowError) as error:
        raise FieldError(f"{name} {written!r} is no number") from error
    if not least <= number <= most:
        raise FieldError(f"{name} {written} is not between {least} and {most}")
    return number


def window(first: dt.date, last: dt.date, precision: int) -> TimeInterval:
    """The days from ``first`` to ``last``, both included; ``precision`` is UCDP ``date_prec``."""
    if last < first:
        raise FieldError(f"it ends on {last}, before it begins on {first}")
    value = first.isoformat() if first == last else f"{first.isoformat()}/{last.isoformat()}"
    end = (last + dt.timedelta(days=1)).isoformat()
    return TimeInterval(start=first.isoformat(), end=end, value=value, precision=precision)


def around(day: dt.date, precision: int) -> TimeInterval:
    """The window of an ACLED day: itself (1), any day within a week of it (2), or its month (3)."""
    if precision == 1:
        return window(day, day, 1)
    if precision == 2:
        return window(day - dt.timedelta(days=6), day + dt.timedelta(days=6), 3)
    following = (day.replace(day=28) + dt.timedelta(days=4)).replace(day=1)
    return window(day.replace(day=1), following - dt.timedelta(days=1), 4)


def place_of(name: str, lat: str, lon: str, precision: int) -> Place | None:
    """A place of a UCDP ``where_prec``; a point that stands for a country or more is not kept as a point."""
    named = name.strip() or None
    if not lat.strip() or not lon.strip() or precision not in RADIUS_KM:
        return Place(name=named, precision=precision) if named else None
    try:
        numbers = float(lat), float(lon)
    except ValueError as error:
        raise FieldError(f"{lat!r}, {lon!r} are no coordinates") from error
    if not (math.isfinite(sum(numbers)) and abs(numbers[0]) <= 90 and abs(numbers[1]) <= 180):
        raise FieldError(f"{lat}, {lon} is no place on Earth")
    return Place(name=named, lat=numbers[0], lon=numbers[1], radius_km=RADIUS_KM[precision], precision=precision)


def count_of(low: str, high: str, name: str) -> Count | None:
    """How many, from the least to the most; None where nothing is said."""
    if not low.strip() and not high.strip():
        return None
    least = whole(low or "0", name, 0, 10**9)
    most = whole(high, name, 0, 10**9) if high.strip() else None
    if most is not None and most < least:
        raise FieldError(f"{name} is at least {least} and at most {most}")
    return Count(low=least, high=most, text=low if low == high else f"{low}-{high}")
