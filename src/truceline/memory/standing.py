"""What a store keeps of the duties that are not counted just now, handed to the engine where it asks."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Mapping, Sequence

import msgspec

from truceline.assess import Duties, day_of, name_of, words_of
from truceline.model.agreement import Agreement
from truceline.model.status import Cell, Grade
from truceline.store import Snapshot, Told


class Shelf:
    """The kept cells of one agreement, looked up when they are asked for."""

    def __init__(self, snapshot: Snapshot, agreement: Agreement, duties: Duties) -> None:
        self._snapshot, self._id = snapshot, agreement.id
        self._cell_of = {name_of(duty): (duty.term, duty.parties[0]) for duty in duties.cells.values()}
        self._kept = functools.cache(self._kept_cells)
        self._wire = functools.cache(self._standing)

    def _standing(self, name: str) -> str | None:
        return self._snapshot.standing(self._id, [name]).get(name)

    def _kept_cells(self, name: str) -> list[Cell]:
        return self._snapshot.cells(self._id, duties=[self._cell_of[name]])

    def cells(self, name: str, stretches: Sequence[tuple[int, int]] | None) -> list[Cell]:
        """The kept cells of a duty on some days, or (None) on all."""
        if stretches is None:
            return self._kept(name)
        found: list[Cell] = []
        for first, last in stretches:
            days = [dt.date.fromordinal(day).isoformat() for day in (first, last)]
            found += self._snapshot.cells(self._id, since=days[0], until=days[1], duties=[self._cell_of[name]])
        return found

    def words(self, duty: str) -> tuple[int, str]:
        """What the days of a duty came to, to those who look at it."""
        wire = self._wire(duty)
        if wire is not None:
            first, letters = msgspec.json.decode(wire, type=tuple[int, str])
            return first, letters
        kept = self._kept(duty)
        return words_of({dt.date.fromisoformat(c.day).toordinal(): day_of(c.status, c.con) for c in kept})

    def grades(self, duty: str) -> Mapping[int, tuple[Grade, Grade]]:
        """The grades of the kept cells, by day."""
        return {dt.date.fromisoformat(c.day).toordinal(): (c.pro, c.con) for c in self._kept(duty)}

    def told_notices(self, duty: str) -> Sequence[int]:
        """The days of the notices that claims tell of well enough."""
        wire = self._wire(duty)
        return [] if wire is None else msgspec.json.decode(wire, type=list[int])

    def frontier(self, duty: str) -> tuple[str, ...] | None:
        """The deeds that give what all deeds of a duty do; None where all of them must be known."""
        wire = self._wire(f"deeds {duty}")
        return None if wire is None else msgspec.json.decode(wire, type=tuple[str, ...] | None)


def words_wire(first: int, letters: str) -> str:
    """What days came to, as it is kept."""
    return msgspec.json.encode((first, letters)).decode()


def closed(snapshot: Snapshot, agreement: Agreement, found: Sequence[Told]) -> list[Told]:
    """With whatever corrects or withdraws one of these, and what that corrects, until nothing more does."""
    rows = {row.claim: row for row in found}
    followed: set[str] = set()
    while todo := ({*rows, *(row.target for row in rows.values() if row.target is not None)} - followed):
        followed |= todo
        for row in snapshot.told(agreement.id, targets=sorted(todo)):
            rows.setdefault(row.claim, row)
        missing = sorted(todo - rows.keys())
        for row in snapshot.told(agreement.id, claims=missing) if missing else ():
            rows.setdefault(row.claim, row)
    return [rows[id_] for id_ in sorted(rows)]
