"""What the days of a duty came to, as far as others ask about them: kept as stretches, and right day by day."""

from __future__ import annotations

from typing import Literal, NamedTuple

from truceline.assess.days import Days
from truceline.model.status import Grade, Status

#: What a day is to another term that looks at it; of a day that nobody told of nothing is known.
Word = Literal["breached", "disputed", "unknown", "kept", "settled", "untold"]
_WORDS: dict[Status, Word] = {
    Status.BREACHED: "breached",
    Status.DISPUTED: "disputed",
    Status.UNKNOWN: "unknown",
    Status.ALLEGED: "unknown",
    Status.KEPT: "kept",
}


class CellName(NamedTuple):
    """A cell by its term, party and day."""

    term: str
    party: str
    day: int


class Day(NamedTuple):
    """What one day came to: in a word, and whether anybody says, however weakly, that the duty was done."""

    word: Word
    hinted: bool


_UNTOLD = Day("untold", False)


def day_of(status: Status, con: Grade) -> Day:
    """What a printed cell is to those who look at it."""
    return Day(_WORDS.get(status, "settled"), con is not Grade.NONE)


class Past:
    """What the days of one duty came to."""

    __slots__ = ("breached", "days", "disputed", "hinted", "kept", "known", "sets", "unknown")

    def __init__(self) -> None:
        self.breached, self.disputed, self.unknown, self.kept = Days(), Days(), Days(), Days()
        self.known, self.hinted = Days(), Days()
        self.days: dict[int, Day] = {}
        self.sets: dict[Word, Days] = {
            "breached": self.breached,
            "disputed": self.disputed,
            "unknown": self.unknown,
            "kept": self.kept,
        }

    def put(self, day: int, status: Status, con: Grade, *, printed: bool) -> tuple[Day, Day]:
        """Note what a day came to; gives back what it was to others before, and what it is now."""
        before = self.days.get(day, _UNTOLD)
        after = day_of(status, con) if printed else _UNTOLD
        if before == after:
            return before, after
        for was, days in ((before, "remove"), (after, "add")):
            if was.word in self.sets:
                getattr(self.sets[was.word], days)(day, day)
            if was.hinted:
                getattr(self.hinted, days)(day, day)
        if after is _UNTOLD:
            del self.days[day]
            self.known.remove(day, day)
        else:
            self.days[day] = after
            self.known.add(day, day)
        return before, after
