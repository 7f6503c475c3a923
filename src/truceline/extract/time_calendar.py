"""TIMEX3 values on the calendar: from a value to the half-open window of civil days or minutes that it covers.

TIMEX3 is the value part of ISO-TimeML (ISO 24617-1). Weeks are ISO 8601 weeks. Seasons are those of the northern half
of the earth. A part of a day has the widest hours in use: morning 00-12, afternoon 12-18, evening 17-24, night 18-06.
"""

from __future__ import annotations

import datetime as dt
import re

Window = tuple[str | None, str | None]

_VALUE = re.compile(
    r"(?P<year>\d{4})(?:-(?:W(?P<week>\d\d)(?P<weekend>-WE)?|Q(?P<quarter>[1-4])|H(?P<half>[12])|(?P<season>SP|SU|FA|WI)|"
    r"(?P<month>\d\d)(?:-(?P<day>\d\d)(?:T(?:(?P<hour>\d\d):(?P<minute>\d\d)(?P<utc>Z?)|(?P<part>MO|AF|EV|NI)))?)?))?",
    re.ASCII,
)
_HOURS = {"MO": (0, 12), "AF": (12, 18), "EV": (17, 24), "NI": (18, 30)}
_SEASONS = {"SP": 3, "SU": 6, "FA": 9, "WI": 12}
DAY = dt.timedelta(days=1)


def day_of(year: int, month: int, day: int) -> dt.date | None:
    """That calendar day, or None when there is none (29 February 2019, year 0)."""
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def shifted(day: dt.date, days: int) -> dt.date | None:
    """The day so many days on; None past the ends of the calendar."""
    try:
        return day + dt.timedelta(days=days)
    except OverflowError:
        return None


def week_value(day: dt.date) -> str:
    """The ISO week that the day is in, ``2019-W34``."""
    year, week, _ = day.isocalendar()
    return f"{year:04d}-W{week:02d}"


def month_shift(year: int, month: int, by: int) -> tuple[int, int]:
    """The (year, month) that is ``by`` months on."""
    index = year * 12 + month - 1 + by
    return index // 12, index % 12 + 1


def written(moment: dt.date | dt.datetime) -> str:
    """A civil day ``2019-08-02`` or a civil minute ``2019-08-02T05:00``."""
    return moment.isoformat(timespec="minutes") if isinstance(moment, dt.datetime) else moment.isoformat()


def window_of_value(value: str) -> Window | None:
    """The half-open window of a TIMEX3 value; None when it names no place on the calendar (``XXXX-08-02``, ``P3D``)."""
    first, slash, last = value.partition("/")
    if slash:
        opening, closing = window_of_value(first), window_of_value(last)
        return (opening[0], closing[1]) if opening and closing else None
    try:
        bounds = _bounds(value)
    except (ValueError, OverflowError):
        return None
    return (written(bounds[0]), written(bounds[1])) if bounds else None


def _bounds(value: str) -> tuple[dt.date, dt.date] | None:
    if re.fullmatch(r"\d{2,3}", value, re.ASCII):
        years = 10 ** (4 - len(value))
        first = int(value) * years
        return dt.date(first, 1, 1), dt.date(first + years, 1, 1)
    match = _VALUE.fullmatch(value)
    if not match:
        return None
    year = int(match["year"])
    if match["week"]:
        monday = dt.date.fromisocalendar(year, int(match["week"]), 1)
        return (monday + 5 * DAY if match["weekend"] else monday), monday + 7 * DAY
    if match["quarter"]:
        return _months(year, 3 * int(match["quarter"]) - 2, 3)
    if match["half"]:
        return _months(year, 6 * int(match["half"]) - 5, 6)
    if match["season"]:
        return _months(year, _SEASONS[match["season"]], 3)
    if not match["month"]:
        return dt.date(year, 1, 1), dt.date(year + 1, 1, 1)
    if not match["day"]:
        return _months(year, int(match["month"]), 1)
    day = dt.date(year, int(match["month"]), int(match["day"]))
    if match["part"]:
        opening, closing = _HOURS[match["part"]]
        midnight = dt.datetime.combine(day, dt.time())
        return midnight + dt.timedelta(hours=opening), midnight + dt.timedelta(hours=closing)
    if match["hour"]:
        minute = dt.datetime.combine(day, dt.time()) + dt.timedelta(
            hours=int(match["hour"]), minutes=int(match["minute"])
        )
        return minute, minute + dt.timedelta(minutes=1)
    return day, day + DAY


def _months(year: int, month: int, count: int) -> tuple[dt.date, dt.date]:
    last_year, last_month = month_shift(year, month, count)
    return dt.date(year, month, 1), dt.date(last_year, last_month, 1)


def sliced(window: Window, part: str) -> Window:
    """The early, middle or late third of a window of whole days ("late April": its last ten days)."""
    if not window[0] or not window[1] or len(window[0]) > 10 or len(window[1]) > 10:
        return window
    start, end = dt.date.fromisoformat(window[0]), dt.date.fromisoformat(window[1])
    days = (end - start).days
    if days < 20:
        return window
    if 3600 < days < 3700:  # a decade: early 1990-1993, late 1996-1999, in whole years
        first = start.year
        years = {"START": (first, first + 4), "MID": (first + 3, first + 7), "END": (first + 6, first + 10)}[part]
        return f"{years[0]:04d}-01-01", f"{years[1]:04d}-01-01"
    third = round(days / 3)
    if part == "START":
        return window[0], written(start + dt.timedelta(days=third))
    if part == "MID":
        return written(start + dt.timedelta(days=third - 1)), written(end - dt.timedelta(days=third - 1))
    return written(end - dt.timedelta(days=third)), window[1]
