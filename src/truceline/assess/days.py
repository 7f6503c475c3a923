"""Sets of days, kept as stretches, so that a year costs what a day costs."""

from __future__ import annotations

import bisect
from collections.abc import Sequence


class Days:
    """A set of day numbers that can be asked for its next, its last, and whether it has a gap."""

    __slots__ = ("_first", "_last")

    def __init__(self) -> None:
        # Stretches that neither overlap nor adjoin, in order; both ends are included.
        self._first: list[int] = []
        self._last: list[int] = []

    def set_stretches(self, stretches: Sequence[tuple[int, int]]) -> None:
        """Be these days and no others; the stretches must neither overlap nor adjoin, and be in order."""
        self._first = [first for first, _ in stretches]
        self._last = [last for _, last in stretches]

    def add(self, first: int, last: int) -> None:
        """Take in the days from ``first`` to ``last``."""
        at = bisect.bisect_left(self._last, first - 1)
        end = bisect.bisect_right(self._first, last + 1)
        if at < end:
            first, last = min(first, self._first[at]), max(last, self._last[end - 1])
        self._first[at:end] = [first]
        self._last[at:end] = [last]

    def remove(self, first: int, last: int) -> None:
        """Leave out the days from ``first`` to ``last``."""
        at = bisect.bisect_left(self._last, first)
        end = bisect.bisect_right(self._first, last)
        if at >= end:
            return
        before, after = (self._first[at], first - 1), (last + 1, self._last[end - 1])
        kept = [stretch for stretch in (before, after) if stretch[0] <= stretch[1]]
        self._first[at:end] = [stretch[0] for stretch in kept]
        self._last[at:end] = [stretch[1] for stretch in kept]

    def latest(self, first: int, last: int) -> int | None:
        """The latest day of the set from ``first`` to ``last``, if there is one."""
        at = bisect.bisect_right(self._first, last) - 1
        if at < 0:
            return None
        found = min(last, self._last[at])
        return found if found >= first else None

    def earliest(self, first: int) -> int | None:
        """The earliest day of the set from ``first`` on, if there is one."""
        at = bisect.bisect_left(self._last, first)
        return max(first, self._first[at]) if at < len(self._first) else None

    def stretch_end(self, day: int) -> int | None:
        """The last day of the stretch that a day lies in; None when it is not in the set."""
        at = bisect.bisect_right(self._first, day) - 1
        return self._last[at] if at >= 0 and day <= self._last[at] else None

    def covers(self, first: int, last: int) -> bool:
        """True when every day from ``first`` to ``last`` is in the set."""
        at = bisect.bisect_right(self._first, first) - 1
        return first > last or (at >= 0 and last <= self._last[at])
