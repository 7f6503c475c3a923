"""Local days as spans of microseconds, and instruments as stretches of them."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from truceline.assess.record import microseconds
from truceline.model.agreement import Instrument
from truceline.model.moment import anchored, day_start, zone

_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_LAST_DAY = dt.date(9999, 12, 30)
#: After every instant that can be written.
FOR_EVER = 2**62
#: A day of 24 hours in UTC, in microseconds.
_ROUND = 86_400_000_000
_FEW = 1000
#: No instant before it is looked at closer: the first days of the year 829.
_DAWN = -(2**55)


class Calendar:
    """The days of one time zone, numbered as Python's ordinals; a day has 23 to 25 hours."""

    def __init__(self, timezone: str) -> None:
        self._timezone = timezone
        self.start = functools.lru_cache(maxsize=None)(self._start)
        self._turns = functools.lru_cache(maxsize=None)(self._turns_of)

    def _start(self, day: int) -> int:
        """The first instant of a day."""
        if day > _LAST_DAY.toordinal():
            return FOR_EVER
        return microseconds(day_start(dt.date.fromordinal(max(day, 2)), self._timezone))

    def day_of(self, instant: int) -> int:
        """The local day that an instant lies in."""
        day, first, second = self._turns(max(instant, _DAWN) // _ROUND)
        return day + (instant >= first) + (instant >= second)

    def days_between(self, start: int, end: int) -> tuple[int, int]:
        """The local days of the first and the last instant of a window ``[start, end)``."""
        day, first, second = self._turns(max(start, _DAWN) // _ROUND)
        if end <= first:
            return day, day
        if start >= first:
            day, first = (day + 1, second) if start < second else (day + 2, self.start(day + 3))
            if end <= first:
                return day, day
        return day, self.day_of(end - 1)

    def _turns_of(self, number: int) -> tuple[int, int, int]:
        """Of a UTC day: the local day at its begin, and when the next one and the one after begin."""
        begin = number * _ROUND
        if begin >= FOR_EVER // 2:
            return _LAST_DAY.toordinal(), FOR_EVER, FOR_EVER
        day = (_EPOCH + dt.timedelta(microseconds=begin)).astimezone(zone(self._timezone)).date().toordinal()
        # Where clocks jump at midnight the first instants of a day may carry the name of the day before.
        day += self.start(day + 1) <= begin
        return day, self.start(day + 1), self.start(day + 2)

    def days_of(self, instants: NDArray[np.int64]) -> NDArray[np.int64]:
        """The local day of each of many instants."""
        number = np.maximum(instants, _DAWN) // _ROUND
        turns = _looked_up(number, self._turns, 3)
        return turns[0] + (instants >= turns[1]) + (instants >= turns[2])

    def starts_of(self, days: NDArray[np.int64]) -> NDArray[np.int64]:
        """The first instant of each of many days."""
        return _looked_up(days, lambda day: (self.start(day),), 1)[0]

    def day(self, written: str) -> int:
        """The number of a civil day, or of the local day that an instant lies in."""
        if len(written) == 10:
            return dt.date.fromisoformat(written).toordinal()
        return self.day_of(microseconds(anchored(written, self._timezone)))


def _looked_up(
    numbers: NDArray[np.int64], ask: Callable[[int], tuple[int, ...]], width: int
) -> Sequence[NDArray[np.int64]]:
    """The answers about many numbers, each asked about once, in ``width`` columns."""
    if not len(numbers):
        return [numbers] * width
    least, span = int(numbers.min()), int(numbers.max() - numbers.min()) + 1
    if span > 100 * _FEW + len(numbers):
        asked, at = np.unique(numbers, return_inverse=True)
        answers = np.empty((width, len(asked)), dtype=np.int64)
        answers[:] = np.array([ask(number) for number in asked.tolist()]).T
    else:
        at = numbers - least
        here = np.zeros(span, dtype=bool)
        here[at] = True
        asked = np.flatnonzero(here)
        answers = np.empty((width, span), dtype=np.int64)
        answers[:, asked] = np.array([ask(number) for number in (asked + least).tolist()]).T
    return [column[at] for column in answers]


class Force(NamedTuple):
    """When an instrument is in force: ``[start, end)`` in microseconds, and the first and last day it meets."""

    start: int
    end: int
    first: int
    last: int
    ends: bool

    def days_of(self, start: int, end: int, calendar: Calendar) -> tuple[int, int]:
        """First and last day in force that a window may meet; empty (1, 0) when it meets no instant of it."""
        if end <= self.start or start >= self.end:
            return 1, 0
        first = self.first if start <= self.start else calendar.day_of(start)
        last = self.last if end >= self.end else calendar.day_of(end - 1)
        return first, last


def force_of(instrument: Instrument, calendar: Calendar, timezone: str) -> Force:
    """The force of an instrument; one without an end lasts for ever."""
    start = microseconds(anchored(instrument.in_force, timezone))
    end = FOR_EVER if instrument.ends is None else microseconds(anchored(instrument.ends, timezone))
    last = _LAST_DAY.toordinal() if end >= FOR_EVER else calendar.day_of(end - 1)
    return Force(start, end, calendar.day_of(start), last, end < FOR_EVER)


@functools.lru_cache(maxsize=65536)
def written(day: int) -> str:
    """A day number as ISO 8601."""
    return dt.date.fromordinal(day).isoformat()
