"""The books of one duty: for each day the counts that its grades come from, under addition and subtraction.

A claim adds one to what it bears on and its withdrawal takes one away, so that the order of arrival cannot matter
(an abelian group). Only the first and the last of a kind change anything, and only a change is looked at further.
"""

from __future__ import annotations

import bisect
from collections.abc import Iterator
from typing import Any, Final

import numpy as np

from truceline.model.agreement import Threshold

#: A cell is a list of numbers: its two grades (ranks), then what is counted for (PRO) and against (CON): claims that
#: bear, claims that confirm, and the distinct origins and sides of those that corroborate; then how often each (origin,
#: for or against) is told, and from FIRST_SIDE on how often each side tells, against and for in turn.
PRO_RANK: Final = 0
CON_RANK: Final = 1
PRO: Final = 2
CON: Final = 6
CONFIRMING: Final = 1
ORIGINS: Final = 2
SIDES: Final = 3
TOLD: Final = 10
FIRST_SIDE: Final = 11
#: One cell as described; a list, since it is counted in place.
Counts = list[Any]
#: A day after every day.
NEVER: Final = 10**9


class Ledger:
    """What is counted for one duty, day by day.

    ``touched`` counts the claims that merely touch a long stretch of days, for and against.
    """

    __slots__ = ("cells", "origins", "sides", "touched", "width")

    def __init__(self, threshold: Threshold, sides: int, first: int) -> None:
        self.origins, self.sides = threshold.origins, threshold.sides
        self.width = FIRST_SIDE + 2 * sides
        self.cells: dict[int, Counts] = {}
        self.touched = (Stretches(first), Stretches(first))

    def count(self, day: int, pro: bool, entails: bool, confirms: bool, side: int, origin: int, sign: int) -> bool:
        """Count one claim on one day, or discount it (``sign`` -1); True when a grade of the cell changes.

        ``confirms`` is for an entailing claim of a source whose word confirms; ``side`` -1 is none and -2 says that the
        source corroborates nothing (an own denial).
        """
        cells = self.cells
        cell = cells.get(day)
        if cell is None:
            cell = cells[day] = [0] * self.width
            cell[TOLD] = {}
        base = PRO if pro else CON
        cell[base] += sign
        if entails:
            if confirms:
                cell[base + CONFIRMING] += sign
            elif side > -2:
                told = cell[TOLD]
                key = origin * 2 + pro
                times = told.get(key, 0) + sign
                if times:
                    told[key] = times
                    if times == 1 and sign > 0:
                        cell[base + ORIGINS] += 1
                else:
                    del told[key]
                    cell[base + ORIGINS] -= 1
                if side >= 0:
                    at = FIRST_SIDE + 2 * side + pro
                    times = cell[at] + sign
                    cell[at] = times
                    if times == (sign > 0):  # the first in, or the last out
                        cell[base + SIDES] += sign
        if cell[base + CONFIRMING]:
            rank = 4
        elif cell[base + ORIGINS]:
            rank = 3 if cell[base + ORIGINS] >= self.origins and cell[base + SIDES] >= self.sides else 2
        else:
            rank = 1 if cell[base] else 0
        at = PRO_RANK if pro else CON_RANK
        if cell[at] == rank:
            return False
        cell[at] = rank
        if not (cell[PRO] or cell[CON]):
            del cells[day]
        return True

    def grades(self, day: int) -> tuple[int, int]:
        """The ranks for and against on a day."""
        cell = self.cells.get(day)
        pro, con = (0, 0) if cell is None else (cell[PRO_RANK], cell[CON_RANK])
        return pro or int(self.touched[1].covers(day)), con or int(self.touched[0].covers(day))

    def told_days(self, last: int) -> set[int]:
        """The days up to ``last`` that something bears on."""
        found = {day for day in self.cells if day <= last}
        for stretches in self.touched:
            found.update(stretches.days(last))
        return found


class Stretches:
    """How many of some stretches of days cover each day."""

    __slots__ = ("_counts", "_first")

    def __init__(self, first: int) -> None:
        self._first = first
        self._counts = np.zeros(0, dtype=np.int32)

    def add(self, first: int, last: int, sign: int) -> tuple[int, int] | None:
        """Count a stretch in or out; gives back the range of days in which some are newly covered or uncovered."""
        a, b = first - self._first, last - self._first + 1
        if b > len(self._counts):
            more = max(b, 2 * len(self._counts)) - len(self._counts)
            self._counts = np.concatenate([self._counts, np.zeros(more, dtype=np.int32)])
        part = self._counts[a:b]
        part += sign
        changed = np.flatnonzero(part == (sign > 0))
        return (first + int(changed[0]), first + int(changed[-1])) if len(changed) else None

    def covers(self, day: int) -> bool:
        """True when a stretch covers the day."""
        at = day - self._first
        return 0 <= at < len(self._counts) and bool(self._counts[at])

    def days(self, last: int) -> Iterator[int]:
        """The days up to ``last`` that are covered."""
        return (day for at in np.flatnonzero(self._counts) if (day := self._first + int(at)) <= last)


class Deeds:
    """What holds from some day on: for each day, how well it is told that the deed was done by then.

    Days may be counted backwards (negated), for what holds until some day.
    """

    __slots__ = ("_origins", "_sides", "confirmed", "origins", "sides", "singles", "touched")

    def __init__(self, threshold: Threshold, sides: int) -> None:
        self.origins, self.sides = threshold.origins, threshold.sides
        self.touched: list[int] = []
        self.confirmed: list[int] = []
        self.singles: list[int] = []  # the first day of each origin
        self._origins: dict[int, list[int]] = {}
        self._sides: list[list[int]] = [[] for _ in range(sides)]

    def count(self, touches: int, entails: int | None, confirms: bool, side: int, origin: int, sign: int) -> None:
        """Count one telling in or out: the day from which it touches, and from which it entails, if it does."""
        _put(self.touched, touches, sign)
        if entails is None:
            return
        if confirms:
            _put(self.confirmed, entails, sign)
        elif side > -2:
            days = self._origins.setdefault(origin, [])
            before = days[0] if days else None
            _put(days, entails, sign)
            after = days[0] if days else None
            if before != after:
                if before is not None:
                    _put(self.singles, before, -1)
                if after is not None:
                    _put(self.singles, after, 1)
            if not days:
                del self._origins[origin]
            if side >= 0:
                _put(self._sides[side], entails, sign)

    def turns(self) -> tuple[int, int, int, int]:
        """The days from which on the grade is possible, single, corroborated and confirmed."""
        told = sorted(days[0] for days in self._sides if days)
        corroborated = NEVER
        if len(self.singles) >= self.origins and len(told) >= self.sides:
            corroborated = self.singles[self.origins - 1]
            if self.sides:
                corroborated = max(corroborated, told[self.sides - 1])
        return (
            self.touched[0] if self.touched else NEVER,
            self.singles[0] if self.singles else NEVER,
            corroborated,
            self.confirmed[0] if self.confirmed else NEVER,
        )

    def rank(self, day: int) -> int:
        """The rank of the grade on a day."""
        return max((rank for rank, turn in enumerate(self.turns(), 1) if turn <= day), default=0)

    def tells(self, origin: int, day: int) -> bool:
        """True when that origin entails the deed by that day."""
        days = self._origins.get(origin)
        return days is not None and days[0] <= day

    def told(self, day: int) -> tuple[int, set[int]]:
        """How many origins, and which sides, entail the deed by that day."""
        sides = {side for side, days in enumerate(self._sides) if days and days[0] <= day}
        return bisect.bisect_right(self.singles, day), sides


def _put(days: list[int], day: int, sign: int) -> None:
    if sign > 0:
        bisect.insort(days, day)
    else:
        del days[bisect.bisect_left(days, day)]


class Obligation(Ledger):
    """The books of a duty to do something: its deeds are carried, and where they are late they speak against it.

    ``ends`` are the last days that anything is told of; a deed is carried to the last of them where the instrument has
    no end.
    """

    __slots__ = ("carried", "due", "ends", "late")

    def __init__(self, threshold: Threshold, sides: int, first: int, due: int) -> None:
        super().__init__(threshold, sides, first)
        self.due = max(due, first)
        self.carried = Deeds(threshold, sides)
        self.late = Deeds(threshold, sides)
        self.ends: list[int] = []

    def count(self, day: int, pro: bool, entails: bool, confirms: bool, side: int, origin: int, sign: int) -> bool:
        """Count one claim on one day, or discount it; True when a grade may change.

        Where deeds tell beside it, another origin or side can do that though the day's own rank stays.
        """
        changed = super().count(day, pro, entails, confirms, side, origin, sign)
        return changed or (entails and bool((self.late if pro else self.carried).touched))

    def told_beside(self, done: int | None, late: int | None) -> list[int]:
        """The days whose own claims a deed joins: done by one day, or shown not to be done until another."""
        return [
            day
            for day, cell in self.cells.items()
            if (done is not None and day >= done and cell[CON + ORIGINS])
            or (late is not None and self.due <= day <= late and cell[PRO + ORIGINS])
        ]

    def reaches(self, day: int, sign: int) -> None:
        """Note, or forget, that a claim tells of a day."""
        _put(self.ends, day, sign)

    def grades(self, day: int) -> tuple[int, int]:
        """The ranks for and against on a day that deeds are carried to."""
        pro, con = super().grades(day)
        cell = self.cells.get(day)
        if day >= self.due:
            pro = max(pro, self._joint(cell, PRO, self.late, -day))
        return pro, max(con, self._joint(cell, CON, self.carried, day))

    def _joint(self, cell: Counts | None, base: int, deeds: Deeds, at: int) -> int:
        """The rank of what deeds and the day's own claims come to together."""
        rank = deeds.rank(at)
        if cell is None or rank in (0, 4) or not cell[base + ORIGINS]:
            return rank
        count, sides = deeds.told(at)
        pro = base == PRO
        count += sum(1 for key in cell[TOLD] if key % 2 == pro and not deeds.tells(key // 2, at))
        sides |= {i for i, times in enumerate(cell[FIRST_SIDE + pro :: 2]) if times}
        return 3 if count >= self.origins and len(sides) >= self.sides else max(rank, 2)

    def told_days(self, last: int) -> set[int]:
        found = super().told_days(last)
        if self.carried.touched:
            found.update(range(self.carried.touched[0], last + 1))
        if self.late.touched:
            found.update(range(self.due, min(last, -self.late.touched[0]) + 1))
        return found
