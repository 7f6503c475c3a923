"""The claims behind the books: what bears on a cell, found again when somebody asks why."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterable, Sequence

import numpy as np

from truceline.assess.duties import Duty
from truceline.assess.evidence import Evidence
from truceline.assess.record import Record
from truceline.assess.rows import Deed, Stretch, gather
from truceline.assess.scope import Scope
from truceline.assess.table import Table


class Exhibits:
    """The evidence on every cell of some duties, in the order of the claims' ids."""

    def __init__(self, table: Table, asked: Iterable[Duty]) -> None:
        self._table = table
        self._duties = {duty.number: duty for duty in asked}
        live = table.claims.live_rows(until=table.until)
        found = gather(table.duties, table.claims, table.books.sites, live, self._duties.values())
        rows = found.rows
        order = np.lexsort((rows.claim, rows.day, rows.duty))
        self._duty, self._day = rows.duty[order], rows.day[order]
        self._claim, self._pro, self._entails = rows.claim[order], rows.pro[order], rows.entails[order]
        self._stretches: defaultdict[int, list[Stretch]] = defaultdict(list)
        for stretch in found.stretches:
            self._stretches[stretch.duty].append(stretch)
        self._deeds: defaultdict[int, list[Deed]] = defaultdict(list)
        for deed in found.deeds:
            self._deeds[deed.duty].append(deed)
        bounds = np.flatnonzero(np.diff(self._duty, prepend=-2)).tolist()
        self._slices = {int(self._duty[a]): (a, b) for a, b in itertools.pairwise([*bounds, len(self._duty)])}
        self._records: dict[int, Record] = {}
        self._scopes: dict[tuple[int, int, bool], Scope] = {}

    def told(self, duty: Duty) -> list[tuple[Record, Scope]]:
        """Every claim that bears on a duty by its window, whatever the day, with each condition."""
        a, b = self._slices.get(duty.number, (0, 0))
        claims = dict.fromkeys(self._claim[a:b].tolist())
        claims |= dict.fromkeys(s.claim for s in self._stretches[duty.number])
        return [(self.record(claim), self._scope(claim, duty, pro=None)) for claim in claims]

    def on(self, duty: Duty, day: int) -> tuple[Evidence, ...]:
        """What bears on a cell."""
        found = [
            Evidence(self.record(claim), pro, entails, self._scope(claim, duty, pro=pro))
            for claim, pro, entails in self._rows_on(duty, day)
        ]
        found += [
            Evidence(self.record(s.claim), s.pro, False, self._scope(s.claim, duty, pro=s.pro))
            for s in self._stretches.get(duty.number, ())
            if s.first <= day <= s.last
        ]
        for deed in self._deeds.get(duty.number, ()):
            found += self._of_deed(duty, deed, day)
        return tuple(sorted(found, key=lambda e: (e.record.id, e.pro)))

    def _rows_on(self, duty: Duty, day: int) -> Sequence[tuple[int, bool, bool]]:
        a, b = self._slices.get(duty.number, (0, 0))
        first = a + int(np.searchsorted(self._day[a:b], day, "left"))
        last = a + int(np.searchsorted(self._day[a:b], day, "right"))
        return list(
            zip(
                self._claim[first:last].tolist(),
                self._pro[first:last].tolist(),
                self._entails[first:last].tolist(),
                strict=True,
            )
        )

    def _of_deed(self, duty: Duty, deed: Deed, day: int) -> Iterable[Evidence]:
        """A deed is carried from its day on, and shows the days before it to be late."""
        record, force, calendar = self.record(deed.claim), duty.force, self._table.duties.calendar
        begins, ends = calendar.day_of(record.start), calendar.day_of(record.end - 1)
        if (force.first if record.start <= force.start else begins) <= day <= self.last_day(duty):
            done = deed.sure and record.start >= force.start and record.end <= force.end and ends <= day
            yield Evidence(record, False, done, self._scope(deed.claim, duty, pro=False), "carried")
        if record.kind.ends != "open" and max(duty.due, force.first) <= day < min(begins, force.last + 1):
            yield Evidence(record, True, deed.sure, self._scope(deed.claim, duty, pro=False), "late")

    def last_day(self, duty: Duty) -> int:
        """The last day that deeds are carried to."""
        if duty.force.ends:
            return duty.force.last
        a, b = self._slices.get(duty.number, (0, 0))
        last = [int(self._day[a:b].max())] if a < b else []
        last += [s.last for s in self._stretches.get(duty.number, ())]
        for deed in self._deeds.get(duty.number, ()):
            last.append(self.window_on(self.record(deed.claim), duty)[1])
        return max(last, default=0)

    def later(self, duty: Duty, day: int) -> list[tuple[int, str]]:
        """The first claim whose own window meets that day or a later one, with the day; a list of one or none."""
        a, b = self._slices.get(duty.number, (0, 0))
        at = a + int(np.searchsorted(self._day[a:b], day, "left"))
        found: list[tuple[int, str]] = []
        if at < b:
            on = int(self._day[at])
            found += [(on, self.record(claim).id) for claim, _, _ in self._rows_on(duty, on)]
        found += [
            (max(s.first, day), self.record(s.claim).id) for s in self._stretches.get(duty.number, ()) if s.last >= day
        ]
        for deed in self._deeds.get(duty.number, ()):
            record = self.record(deed.claim)
            first, last = self.window_on(record, duty)
            if last >= day:
                found.append((max(first, day), record.id))
        return [min(found)] if found else []

    def window_on(self, record: Record, duty: Duty) -> tuple[int, int]:
        """First and last day in force that a window may meet; empty when the first is later."""
        force, calendar = duty.force, self._table.duties.calendar
        if record.end <= force.start or record.start >= force.end:
            return 1, 0
        first = force.first if record.start <= force.start else calendar.day_of(record.start)
        last = force.last if record.end >= force.end else calendar.day_of(record.end - 1)
        return first, last

    def record(self, row: int) -> Record:
        """The claim of a row."""
        if row not in self._records:
            self._records[row] = self._table.claims.record(row)
        return self._records[row]

    def _scope(self, row: int, duty: Duty, *, pro: bool | None) -> Scope:
        """Each condition of a claim that speaks for a breach of a duty, against it, or (None) either way."""
        key = (row, duty.number, bool(pro))
        if key not in self._scopes:
            record, duties = self.record(row), self._table.duties
            scopes = [
                scope
                for _, speaks, scope in duties.parts(record.kind, record.start, record.end, duty)
                if pro is None or speaks == pro
            ]
            self._scopes[key] = scopes[0].at(duties.where(record.kind.negative, record.place, duty.zone))
        return self._scopes[key]
