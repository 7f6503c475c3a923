"""The books of a duty that is to be done and then kept up: what is undone later stays undone until it is done again.

A report of the contrary that comes up to a breach turns the state of things: deeds before that day count no longer, and
what was told of that day is carried on instead, until enough tell of a deed after it. A lone word turns nothing.
"""

from __future__ import annotations

import bisect
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from truceline.assess.ledger import (
    CON,
    CONFIRMING,
    FIRST_SIDE,
    PRO,
    PRO_RANK,
    TOLD,
    Counts,
    Deeds,
    Obligation,
)
from truceline.model.agreement import Threshold
from truceline.model.status import Grade

_ENOUGH = Grade.CORROBORATED.rank


class Telling(NamedTuple):
    """A deed as told: the days it may be done on, the day by which it surely is, and what its source is good for."""

    first: int
    last: int
    done: int | None
    confirms: bool
    side: int
    origin: int


class State(NamedTuple):
    """How things stand on a day: since when they were undone, if so, and whether they are done again since.

    ``done`` is the rank of the deeds that count on that day.
    """

    undone: int | None
    cured: bool
    done: int


class Upkeep(Obligation):
    """The books of a duty to achieve something and to maintain it."""

    __slots__ = ("_breach", "_since", "_tellings", "_threshold", "_undone")

    def __init__(self, threshold: Threshold, sides: int, first: int, due: int) -> None:
        super().__init__(threshold, sides, first, due)
        self._threshold = threshold
        self._breach = Grade(threshold.breach_at).rank
        self._tellings: Counter[Telling] = Counter()
        self._undone: list[int] | None = None
        self._since: dict[int, tuple[Deeds, Deeds]] = {}

    def count(self, day: int, pro: bool, entails: bool, confirms: bool, side: int, origin: int, sign: int) -> bool:
        """Count one claim on one day, or discount it; what it tells of that day may decide about all later ones."""
        super().count(day, pro, entails, confirms, side, origin, sign)
        self._undone = None
        return True

    def tell(self, telling: Telling, sign: int) -> None:
        """Count a deed in or out, beside what is counted of it by the day."""
        self._tellings[telling] += sign
        if not self._tellings[telling]:
            del self._tellings[telling]
        self._since.clear()

    def undone_by(self, day: int) -> int | None:
        """The latest day up to this one of which enough is told against the duty to make a breach."""
        if self._undone is None:
            self._undone = sorted(d for d, cell in self.cells.items() if cell[PRO_RANK] >= self._breach)
        at = bisect.bisect_right(self._undone, day)
        return self._undone[at - 1] if at else None

    def state(self, day: int) -> State:
        """How things stand on a day."""
        undone = self.undone_by(day)
        if undone is None:
            return State(None, False, self.carried.rank(day))
        since, after = self._deeds(undone)
        return State(undone, after.rank(day) >= _ENOUGH, since.rank(day))

    def _deeds(self, undone: int) -> tuple[Deeds, Deeds]:
        """The deeds that count once things were undone on a day: those that may be later, and those that surely are.

        Of one day nobody knows what came first: a deed on it counts, and cures nothing.
        """
        if undone not in self._since:
            since, after = Deeds(self._threshold, self._sides), Deeds(self._threshold, self._sides)
            for t, times in self._tellings.items():
                for _ in range(times):
                    if t.last >= undone:
                        done = t.done if t.first >= undone else None
                        since.count(max(t.first, undone), done, t.confirms, t.side, t.origin, 1)
                    if t.first > undone:
                        after.count(t.first, t.done, t.confirms, t.side, t.origin, 1)
            self._since[undone] = since, after
        return self._since[undone]

    @property
    def _sides(self) -> int:
        return (self.width - FIRST_SIDE) // 2

    def grades(self, day: int) -> tuple[int, int]:
        """The ranks for and against on a day, as things stand."""
        state, deeds, told = self.state(day), self.carried, [self.cells.get(day)]
        con = int(self.touched[0].covers(day))
        if state.undone is not None:
            deeds = self._deeds(state.undone)[0]
            if not state.cured and state.undone != day:
                told.append(self.cells.get(state.undone))
                con = max(con, int(self.touched[0].covers(state.undone)))
        cells = [cell for cell in told if cell is not None]
        late = self.late if day >= self.due and state.done < _ENOUGH else None
        pro = max(int(self.touched[1].covers(day)), self._together(cells, PRO, late, -day))
        return pro, max(con, self._together(cells, CON, deeds, day))

    def _together(self, cells: Sequence[Counts], base: int, deeds: Deeds | None, at: int) -> int:
        """The rank of what some days' own claims and deeds come to together."""
        rank = 0 if deeds is None else deeds.rank(at)
        if rank == Grade.CONFIRMED.rank or any(cell[base + CONFIRMING] for cell in cells):
            return Grade.CONFIRMED.rank
        pro = base == PRO
        origins = {key // 2 for cell in cells for key in cell[TOLD] if key % 2 == pro}
        sides = {i for cell in cells for i, times in enumerate(cell[FIRST_SIDE + pro :: 2]) if times}
        count = len(origins)
        if deeds is not None:
            more, known = deeds.told(at)
            count, sides = more + sum(not deeds.tells(origin, at) for origin in origins), sides | known
        if count:
            return 3 if count >= self.origins and len(sides) >= self.sides else 2
        return 1 if rank or any(cell[base] for cell in cells) else 0

    def told_days(self, last: int) -> set[int]:
        found = super().told_days(last)
        self.undone_by(last)
        if self._undone:
            found.update(range(self._undone[0], last + 1))
        return found
