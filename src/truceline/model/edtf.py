"""EDTF in and out: the dates that people write, and our half-open windows.

Extended Date/Time Format, Library of Congress 2019 and ISO 8601-2:2019: level 0, level 1, and of level 2 what reports
and archives use (sets ``[…]`` and ``{…}``, a masked part before a known one, divisions of the year 21-41). ISO 8601-1
weeks (``2019-W34``) are read as well. EDTF intervals include both ends: ``2019-08-02/2019-08-05`` is
``[2019-08-02, 2019-08-06)``.

A side that is *open* (``..``) and one that is *unknown* (empty) are both None in a :class:`TimeInterval`; the written
form stays in ``value``, so that nothing is lost on the way back.
"""

from __future__ import annotations

import datetime as dt
import re

from truceline.model.moment import is_instant, parsed
from truceline.model.world import TimeInterval

_DAY = dt.timedelta(days=1)
_MINUTE = dt.timedelta(minutes=1)
_DATE = re.compile(
    r"(?P<year>[\dX]{4})(?:-(?:W(?P<week>\d\d)(?:-(?P<weekday>[1-7]))?|(?P<month>[\dX]{2})(?:-(?P<day>[\dX]{2}))?))?",
    re.ASCII,
)
_TIME = re.compile(r"\d{4}-\d\d-\d\dT(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d)?(?:Z|[+-]\d\d:\d\d)?", re.ASCII)
#: Seasons and divisions of the year, code -> (first month, months). Winter begins in the year that names it.
_DIVISIONS = {
    21: (3, 3), 22: (6, 3), 23: (9, 3), 24: (12, 3), 25: (3, 3), 26: (6, 3), 27: (9, 3), 28: (12, 3),
    29: (9, 3), 30: (12, 3), 31: (3, 3), 32: (6, 3), 33: (1, 3), 34: (4, 3), 35: (7, 3), 36: (10, 3),
    37: (1, 4), 38: (5, 4), 39: (9, 4), 40: (1, 6), 41: (7, 6),
}  # fmt: skip
_Bounds = tuple[dt.date | dt.datetime | None, dt.date | dt.datetime | None]


def parse_edtf(written: str) -> TimeInterval:
    """The half-open window of an EDTF string; ``value`` keeps the string. ValueError says what is wrong with it.

    A date without a known year (``XXXX-08-02``) and an empty string have no window: both ends are None. A set is the
    window from its first to its last member.
    """
    text = written.strip()
    start, end = _parse(text)
    window = TimeInterval(start=_iso(start), end=_iso(end), value=text or None)
    return TimeInterval(start=window.start, end=window.end, value=window.value, precision=date_precision(window))


def format_edtf(window: TimeInterval) -> str:
    """The EDTF string of a window: ``2019-08``, ``2019-08-02/2019-08-05``, ``2019-08-02/..``.

    Law: ``parse_edtf(format_edtf(w))`` has the ends of ``w``, to the second, unless ``w`` is an instant. Windows
    of whole days are written in days, a month or a year; others in minutes. A missing end is written open (``..``), a
    window without ends as the empty string.
    """
    if window.value and _same_ends(window):
        return window.value
    if window.start is None and window.end is None:
        return ""
    start = parsed(window.start) if window.start is not None else None
    end = parsed(window.end) if window.end is not None else None
    if start is not None and end is not None:
        whole = _whole(start, end)
        if whole is not None:
            return whole
    first = _iso(start) or ".."
    if end is None:
        return f"{first}/.."
    last = _last(end)
    return first if first == last or start == end else f"{first}/{last}"


def date_precision(window: TimeInterval) -> int | None:
    """The UCDP ``date_prec`` of a window: 1 one day, 2 two to six days, 3 a week, 4 a month, 5 longer or open.

    None when neither end is known. After the UCDP GED codebook, ``date_prec`` 1-5.
    """
    if window.start is None and window.end is None:
        return None
    if window.start is None or window.end is None:
        return 5
    first, after = _civil(window.start), _civil(window.end)
    last = after.date() if isinstance(after, dt.datetime) and after.time() != dt.time() else _date(after) - _DAY
    days = (last - _date(first)).days + 1
    return 1 if days <= 1 else 2 if days < 7 else 3 if days == 7 else 4 if days <= 31 else 5


def _parse(text: str) -> _Bounds:
    if len(text) > 400:
        raise ValueError("an EDTF date is shorter than 400 characters")
    if not text:
        return None, None
    if text[0] in "[{":
        return _set(text)
    first, slash, last = text.partition("/")
    if not slash:
        return _single(text)
    if "/" in last:
        raise ValueError(f"{text!r} has more than two ends")
    start = None if first in ("", "..") else _single(first)[0]
    end = None if last in ("", "..") else _single(last)[1]
    if start is not None and end is not None and _comparable(start, end) and _naive(start) > _naive(end):
        raise ValueError(f"{text!r} ends before it begins")
    return start, end


def _set(text: str) -> _Bounds:
    closing = {"[": "]", "{": "}"}[text[0]]
    if not text.endswith(closing):
        raise ValueError(f"{text!r} opens with {text[0]} and does not end with {closing}")
    starts: list[dt.date | dt.datetime | None] = []
    ends: list[dt.date | dt.datetime | None] = []
    for member in text[1:-1].split(","):
        first, dots, last = member.strip().partition("..")
        if not first and not last:
            raise ValueError(f"{text!r} has an empty member")
        starts.append(_single(first)[0] if first else None)
        ends.append(_single(last if dots else first)[1] if last or not dots else None)
    return (
        None if None in starts else min((s for s in starts if s is not None), key=_naive),
        None if None in ends else max((e for e in ends if e is not None), key=_naive),
    )


def _single(text: str) -> _Bounds:
    """One date. Its marks of doubt (``?`` uncertain, ``~`` approximate, ``%`` both) do not move its ends."""
    plain = text.strip().rstrip("?~%")
    if _TIME.fullmatch(plain):
        moment = parsed(plain)
        return moment, moment + (
            _MINUTE if len(re.sub(r"Z|[+-]\d\d:\d\d$", "", plain)) == 16 else dt.timedelta(seconds=1)
        )
    match = _DATE.fullmatch(
        re.sub(r"(?<=-)[?~%]|^[?~%]", "", plain).replace("?-", "-").replace("~-", "-").replace("%-", "-")
    )
    if not match:
        raise ValueError(f"{text!r} is not an EDTF date (2019-08-02, 2019-08, 2019-XX, 2019-08-02/..)")
    try:
        return _bounds(match)
    except (ValueError, OverflowError) as error:
        raise ValueError(f"{text!r} is no date of the calendar") from error


def _bounds(match: re.Match[str]) -> _Bounds:
    year, month, day = match["year"], match["month"], match["day"]
    if match["week"]:
        weekday = int(match["weekday"] or 1)
        first = dt.date.fromisocalendar(int(year), int(match["week"]), weekday)
        return first, first + (_DAY if match["weekday"] else 7 * _DAY)
    if "X" in year:
        for part, highest in ((month, 41), (day, 31)):
            if part and "X" not in part and not 1 <= int(part) <= highest:
                raise ValueError(part)
        if year[0] == "X" or year[1] == "X" or month:
            if not re.fullmatch(r"\d*X*", year):
                raise ValueError(year)
            return (None, None) if month or year[0] == "X" else _masked_year(year)
        return _masked_year(year)
    number = int(year)
    if month is None or month == "XX":
        if day and day != "XX" and not 1 <= int(day.replace("X", "1")) <= 31:
            raise ValueError(day)
        return dt.date(number, 1, 1), dt.date(number + 1, 1, 1)
    if "X" in month:
        raise ValueError(month)
    if int(month) in _DIVISIONS and day is None:
        first_month, months = _DIVISIONS[int(month)]
    else:
        first_month, months = int(month), 1
        if day is not None and "X" not in day:
            first = dt.date(number, first_month, int(day))
            return first, first + _DAY
        if day is not None and day != "XX":
            return _masked_day(number, first_month, day)
    after = number * 12 + first_month - 1 + months
    return dt.date(number, first_month, 1), dt.date(after // 12, after % 12 + 1, 1)


def _masked_year(year: str) -> _Bounds:
    if not re.fullmatch(r"\d+X+", year):
        raise ValueError(year)
    first, last = int(year.replace("X", "0")), int(year.replace("X", "9"))
    return dt.date(first, 1, 1), dt.date(last + 1, 1, 1)


def _masked_day(year: int, month: int, day: str) -> _Bounds:
    days = [d for d in range(1, 32) if re.fullmatch(day.replace("X", r"\d"), f"{d:02d}")]
    dates = []
    for d in days:
        try:
            dates.append(dt.date(year, month, d))
        except ValueError:
            break
    if not dates:
        raise ValueError(day)
    return dates[0], dates[-1] + _DAY


def _whole(start: dt.date | dt.datetime, end: dt.date | dt.datetime) -> str | None:
    """``2019`` or ``2019-08`` for a window that is just that."""
    if isinstance(start, dt.datetime) or isinstance(end, dt.datetime) or not start.day == end.day == 1:
        return None
    months = (end.year - start.year) * 12 + end.month - start.month
    if months == 12 and start.month == 1:
        return f"{start.year:04d}"
    return f"{start.year:04d}-{start.month:02d}" if months == 1 else None


def _last(end: dt.date | dt.datetime) -> str | None:
    """The last day, minute or second before an end."""
    if not isinstance(end, dt.datetime):
        return _iso(end - _DAY)
    if not end.second:
        return _iso(end - _MINUTE)
    last = (end - dt.timedelta(seconds=1)).isoformat(timespec="seconds")
    return last.replace("+00:00", "Z")


def _same_ends(window: TimeInterval) -> bool:
    try:
        again = _parse(window.value or "")
    except ValueError:
        return False
    return (_iso(again[0]), _iso(again[1])) == (window.start, window.end)


def _iso(moment: dt.date | dt.datetime | None) -> str | None:
    if moment is None:
        return None
    if not isinstance(moment, dt.datetime):
        return moment.isoformat()
    text = moment.isoformat(timespec="seconds" if moment.second else "minutes")
    return text.replace("+00:00", "Z")


def _civil(written: str) -> dt.date | dt.datetime:
    value = parsed(written)
    return value.replace(tzinfo=None) if isinstance(value, dt.datetime) and is_instant(written) else value


def _date(moment: dt.date | dt.datetime) -> dt.date:
    return moment.date() if isinstance(moment, dt.datetime) else moment


def _naive(moment: dt.date | dt.datetime) -> dt.datetime:
    if isinstance(moment, dt.datetime):
        return moment.replace(tzinfo=None)
    return dt.datetime.combine(moment, dt.time())


def _comparable(start: dt.date | dt.datetime, end: dt.date | dt.datetime) -> bool:
    zoned = [isinstance(m, dt.datetime) and m.tzinfo is not None for m in (start, end)]
    return zoned[0] == zoned[1]
