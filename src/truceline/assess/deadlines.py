"""Deadlines that are counted from something that happens: whether a duty is due on a day, as far as earlier days tell.

"Within five days of the withdrawal" names no day. Whether it is over on a day is asked of the days before it: the
withdrawal was kept early enough (it is), or was surely not done by then (it is not), or nobody knows (it may be). Then
evidence of a breach is possible and no more: an unknown start is never guessed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from truceline.assess.duties import Duty, Wait
from truceline.assess.past import CellName, Past
from truceline.model.status import Truth


class Due(NamedTuple):
    """Whether a duty must have been done by the begin of a day.

    ``start`` is the day that its deadline is counted from, where that is known; ``cells`` are those that show it, or
    that show that it has not come.
    """

    truth: Truth
    start: int | None = None
    cells: tuple[CellName, ...] = ()


class Deadlines:
    """Answers about the duties of one table."""

    def __init__(
        self,
        bearers: Callable[[str], Sequence[Duty]],
        pasts: Mapping[int, Past],
        notices: Callable[[str, str], tuple[list[int], list[int]]],
    ) -> None:
        self._bearers = bearers
        self._pasts = pasts
        self._notices = notices

    def due(self, duty: Duty, day: int) -> Due:
        """Whether a duty is due on a day."""
        if duty.waits is None:
            return Due(Truth.YES if day >= duty.falls else Truth.NO)
        if duty.waits.kept is None:
            return self._after_notice(duty, duty.waits, day)
        return self._after_deed(duty.waits.kept, day - duty.waits.gap, day - 1)

    def _after_notice(self, duty: Duty, waits: Wait, day: int) -> Due:
        given = self._notices(duty.of, str(waits.notice))[waits.effect == "revived"]
        # A notice is given to be heard: what nobody heard of was not given.
        start = given[0] if given and given[0] < day else None
        over = start is not None and start + waits.gap <= day
        return Due(Truth.YES if over else Truth.NO, start)

    def _after_deed(self, term: str, last: int, yesterday: int) -> Due:
        """Whether all that are bound by a term had kept it by the day ``last``, as told by the days until yesterday."""
        duties = self._bearers(term)
        shown: list[CellName] = []
        starts: list[int] = []
        open_ = False
        for duty in duties:
            past, party = self._pasts[duty.number], duty.parties[0]
            first = past.kept.earliest(duty.force.first)
            if first is not None and first <= last:
                shown.append(CellName(term, party, first))
            elif last < duty.force.first:
                return Due(Truth.NO, self._start(duties, yesterday))
            elif (breach := past.breached.latest(last, last if duty.maintain else yesterday)) is not None:
                # What is not done by some day was not done before it, unless it may have been undone since.
                return Due(Truth.NO, self._start(duties, yesterday), (CellName(term, party, breach),))
            elif first is not None and first <= yesterday and past.hinted.latest(last, last) is None:
                # It is known when it was done, and nobody says that it may have been done earlier.
                return Due(Truth.NO, self._start(duties, yesterday), (CellName(term, party, first),))
            else:
                open_ = True
            if first is not None:
                starts.append(first)
        if open_:
            return Due(Truth.POSSIBLE)
        return Due(Truth.YES, max(starts), tuple(shown))

    def _start(self, duties: Sequence[Duty], yesterday: int) -> int | None:
        """The first day by which all have kept a term, if that is yesterday at the latest."""
        firsts = [self._pasts[duty.number].kept.earliest(duty.force.first) for duty in duties]
        if any(first is None or first > yesterday for first in firsts):
            return None
        return max(first for first in firsts if first is not None)

    def next_open(self, duty: Duty, first: int, last: int, known: Callable[[int], int | None]) -> int | None:
        """The first day, of some days, that nobody tells of though the duty may be due; ``known`` skips told days."""
        day = first
        while day <= last:
            told = known(day)
            if told is not None:
                day = told + 1
            elif self.due(duty, day).truth is not Truth.NO:
                return day
            else:
                day = self._not_before(duty, day)
        return None

    def _not_before(self, duty: Duty, day: int) -> int:
        """The day after a stretch on which the duty is surely not due, where that is seen at once."""
        waits = duty.waits
        if waits is None:
            return max(day + 1, duty.falls)
        later = day + 1
        if waits.kept is None:
            return later
        for other in self._bearers(waits.kept):
            past, at = self._pasts[other.number], day - waits.gap
            if at < other.force.first:
                later = max(later, other.force.first + waits.gap)
            elif (end := past.breached.stretch_end(at)) is not None:
                later = max(later, end + waits.gap + 1)
        return later
