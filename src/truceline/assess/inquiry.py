"""A table that can be asked why: its verdicts with the claims behind them."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Sequence

from truceline.assess.duties import Duties, Duty, Use
from truceline.assess.evidence import Evidence, Tally
from truceline.assess.exhibits import Exhibits
from truceline.assess.record import Record
from truceline.assess.table import Table, Verdict
from truceline.model.status import Status, Truth


class Inquiry:
    """Answers about one state of a table; the claims are laid beside the duties once, when first asked for."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.duties: Duties = table.duties
        self.agreement = table.agreement
        self.witnesses = table.duties.witnesses
        self.calendar = table.duties.calendar
        self._names = {p.id: p.name or p.id for p in table.agreement.parties}
        self._announced: dict[tuple[str, str, int, str], tuple[str, ...]] = {}
        self._others: dict[tuple[object, ...], Exhibits] = {}

    def name_of(self, parties: Sequence[str]) -> str:
        """The agreement's names for some parties, joined with "and"."""
        return " and ".join([self._names.get(p, p) for p in parties])

    @functools.cached_property
    def _all(self) -> Exhibits:
        return Exhibits(self.table)

    def exhibits(self, duty: Duty) -> Exhibits:
        """What bears on a duty of the agreement, or on one that is only asked about."""
        if duty.number >= 0:
            return self._all
        key = (duty.term, duty.parties, duty.unless)
        if key not in self._others:
            self._others[key] = Exhibits(self.table, [duty])
        return self._others[key]

    def evidence(self, duty: Duty, day: int) -> tuple[Evidence, ...]:
        """All that bears on a cell, in the order of the claims' ids."""
        return tuple(self._due(self.exhibits(duty).on(duty, day), duty, day))

    def shown(self, verdict: Verdict, duty: Duty, day: int) -> Verdict:
        """A verdict with the evidence that shows it."""
        found = self.exhibits(duty).shown(duty, day)
        if duty.waits is None or self.table.due(duty, day).truth is Truth.YES:
            return verdict._replace(evidence=found.evidence, tallies=found.tallies)
        tallies = None if found.tallies is None else (Tally(0, 0, 0), found.tallies[1])
        return verdict._replace(evidence=tuple(self._due(found.evidence, duty, day)), tallies=tallies)

    def _due(self, evidence: Iterable[Evidence], duty: Duty, day: int) -> Iterable[Evidence]:
        """The evidence on a cell that counts: of a breach only where the duty is due, or (as possible) may be."""
        due = Truth.YES if duty.waits is None else self.table.due(duty, day).truth
        if due is Truth.YES:
            return evidence
        if due is Truth.NO:
            return [item for item in evidence if not item.pro]
        return [item._replace(entails=False, undue=True) if item.pro and item.entails else item for item in evidence]

    def without(self, ids: Iterable[str], duty: Duty, day: int) -> Status:
        """What a cell would be without some claims: they are counted out, and in again."""
        table, claims = self.table, self.table.claims
        rows = [claims.row_of[id_] for id_ in ids]
        for row in rows:
            table.changed(table.books.count(row, -1))
        status = table.verdict(duty, day).status
        for row in rows:
            table.changed(table.books.count(row, 1))
        return status

    def with_(self, records: Iterable[Record], duty: Duty, day: int) -> Status:
        """What a cell would be with some more claims: they are counted in, and out again."""
        table, claims = self.table, self.table.claims
        rows = [claims.append(record) for record in records]
        for row in rows:
            table.changed(table.books.count(row, 1))
        status = table.verdict(duty, day).status
        for row in rows:
            table.changed(table.books.count(row, -1))
            claims.drop(claims.ids[row])
        return status

    def announced(self, instrument: str, party: str, day: int, effect: Use = "suspended") -> tuple[str, ...]:
        """Ids of claims that alone show that a party called an instrument off, or on again, on a day."""
        key = (instrument, party, day, effect)
        if key not in self._announced:
            found = self._all.shown(self.duties.notices[instrument, party, effect], day).evidence
            self._announced[key] = tuple(sorted(e.record.id for e in found))
        return self._announced[key]
