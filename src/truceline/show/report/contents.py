"""What a daily report is made from: values, gathered by who asks the store, laid out by who writes the page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import NamedTuple

from truceline.model.claim import Difference
from truceline.model.selection import Listed, Selection
from truceline.model.status import Cell

#: So many days stand side by side in the grid; the last one is the report's.
STRIP = 7


class Correction(NamedTuple):
    """A cell that an earlier report showed otherwise: what it was, what it is, and which claims came and went."""

    cell: Cell
    before: Cell | None
    came: tuple[str, ...]
    went: tuple[str, ...]


class Contents(NamedTuple):
    """One day of one agreement, with all that the report says of it.

    ``selection`` holds the rows of the ``STRIP`` days that end with ``day``: the annex lists exactly these. ``earlier``
    are the days' cells of the week before ``day``, for the mean. ``explained`` has the cells of ``day`` that something
    bears on, and the periods, with their reasons, by (term, party, day). ``cut_off`` (RFC 3339) is when the last thing
    was written into the store, or ``as_of``. ``since`` is when the report before this one could be made: what was
    recorded later may correct it. ``silent_days`` says for each day how many of the reports read were published on it.
    """

    selection: Selection
    day: str
    cut_off: str
    since: str
    earlier: tuple[Cell, ...]
    explained: Mapping[tuple[str, str, str], Cell]
    corrections: tuple[Correction, ...]
    differences: tuple[Difference, ...]
    read_on: Mapping[str, int]

    @property
    def days(self) -> tuple[str, ...]:
        """The days of the grid."""
        return self.selection.days

    @property
    def period(self) -> str:
        """The stretch of the grid, ``A/B``."""
        return f"{self.days[0]}/{self.days[-1]}"

    @property
    def number(self) -> str:
        """The report's number: the day of its year, and the year."""
        date = dt.date.fromisoformat(self.day)
        return f"{date.timetuple().tm_yday}/{date.year}"

    def cells_on(self, day: str) -> list[Cell]:
        """The cells of one day, or of the period, in the order of the agreement."""
        return [cell for cell in self.selection.cells if cell.day == day]

    def claims_by_id(self) -> dict[str, Listed]:
        """The listed claims."""
        return {listed.claim.id: listed for listed in self.selection.claims}
