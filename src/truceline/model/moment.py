"""Points in time as they are written: civil days, civil minutes, and instants with an offset.

ISO 8601-1 and RFC 3339. A *civil* value has no offset: "2019-08-02" is that calendar day wherever the agreement counts
its days. :func:`anchored` turns any of them into an instant once the time zone is known.
"""

from __future__ import annotations

import datetime as dt
import functools
import re
import zoneinfo

_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?(?:Z|[+-]\d{2}:\d{2})?)?", re.ASCII)


def check_moment(written: str | None) -> None:
    """Raise ValueError unless ``written`` is None, a civil day, a civil time or an instant."""
    if written is not None:
        parsed(written)


@functools.lru_cache(maxsize=65536)
def parsed(written: str) -> dt.date | dt.datetime:
    """The date (civil day) or datetime (naive when civil, aware when an instant) that ``written`` says."""
    if not _MOMENT.fullmatch(written):
        raise ValueError(f"{written!r} is not a day (2019-08-02), a time (2019-08-02T05:00) or an instant with offset")
    if len(written) == 10:
        return dt.date.fromisoformat(written)
    return dt.datetime.fromisoformat(written)


def is_instant(written: str) -> bool:
    """True when ``written`` carries an offset or ``Z``, so that it needs no time zone."""
    value = parsed(written)
    return isinstance(value, dt.datetime) and value.tzinfo is not None


def is_day_or_instant(written: str) -> bool:
    """True for what can date a report: a civil day or an instant with offset; a civil time is neither."""
    try:
        value = parsed(written)
    except (ValueError, TypeError):
        return False
    return not isinstance(value, dt.datetime) or value.tzinfo is not None


@functools.lru_cache(maxsize=65536)
def anchored(written: str, timezone: str) -> dt.datetime:
    """The UTC instant that ``written`` is in ``timezone`` (IANA name); a civil day is its first instant there."""
    value = parsed(written)
    if not isinstance(value, dt.datetime):
        return day_start(value, timezone)
    if value.tzinfo is None:
        value = value.replace(tzinfo=zone(timezone))
    return value.astimezone(dt.UTC)


@functools.lru_cache(maxsize=65536)
def day_start(day: dt.date, timezone: str) -> dt.datetime:
    """The first instant (UTC) of a local calendar day, also where clocks jump at midnight."""
    local = dt.datetime(day.year, day.month, day.day, tzinfo=zone(timezone))
    instant = local.astimezone(dt.UTC)
    # In a gap at midnight (fold=0) the wall time does not exist; the day then begins where the gap ends.
    if instant.astimezone(zone(timezone)).date() < day:
        before = local.utcoffset()
        after = local.replace(fold=1).utcoffset()
        if before is not None and after is not None:
            instant += abs(before - after)
    return instant


@functools.lru_cache(maxsize=64)
def zone(timezone: str) -> zoneinfo.ZoneInfo:
    """The IANA time zone of that name; ValueError when there is none."""
    try:
        return zoneinfo.ZoneInfo(timezone)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(f"{timezone!r} is not an IANA time zone") from error
