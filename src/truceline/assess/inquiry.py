"""A table that can be asked why: its verdicts with the claims behind them."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Sequence

from truceline.assess.duties import Duties, Duty, Use
from truceline.assess.evidence import Evidence, Tally
from truceline.assess.exhibits import Exhibits
from truceline.assess.record import Record
from truceline.assess.table import Table, Verdict
from truceline.assess.upkeep import Upkeep
from truceline.model.status import Grade, Status, Truth

_ENOUGH = Grade.CORROBORATED.rank


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

    def name_of(self, parties: Sequence[str], *, joint: str = " and ") -> str:
        """The agreement's names for some parties, joined with "and"."""
        return joint.join([self._names.get(p, p) for p in parties])

    @functools.cached_property
    def _all(self) -> Exhibits:
        return Exhibits(self.table)

    def exhibits(self, duty: Duty) -> Exhibits:
        """What bears on a duty of the agreement, or on one that is only asked about."""
        if duty.number >= 0:
            return self._all
        key = (duty.term, duty.parties, duty.unless, duty.falls, duty.waits)
        if key not in self._others:
            self._others[key] = Exhibits(self.table, [duty])
        return self._others[key]

    def evidence(self, duty: Duty, day: int) -> tuple[Evidence, ...]:
        """All that bears on a cell, in the order of the claims' ids."""
        found: Iterable[Evidence] = self.exhibits(duty).on(duty, day)
        if duty.maintain:
            found = self._standing(found, duty, day)
        return tuple(self._due(found, duty, day))

    def _standing(self, evidence: Iterable[Evidence], duty: Duty, day: int) -> list[Evidence]:
        """The evidence on a duty that is to be kept up, as things stand: what was undone since counts no longer."""
        if len(duty.parties) > 1:
            # How things stand is known of each party alone.
            return [item for item in evidence if item.how == "window"]
        state, exhibits = self._upkeep(duty).state(day), self.exhibits(duty)
        found = []
        for item in evidence:
            if item.how == "late" and state.done >= _ENOUGH:
                continue  # it was done before, and this is merely a later telling
            if item.how == "carried" and state.undone is not None:
                first, last = exhibits.window_on(item.record, duty)
                if last < state.undone or (state.cured and first < state.undone):
                    continue
                item = item._replace(entails=item.entails and first >= state.undone)
            found.append(item)
        if state.undone not in (None, day) and not state.cured:
            turned = (e for e in exhibits.on(duty, state.undone or 0) if e.how == "window")
            found += [item._replace(how="undone") for item in turned]
        return sorted(found, key=lambda item: (item.record.id, item.pro))

    def _upkeep(self, duty: Duty) -> Upkeep:
        ledger = self.table.books.ledgers[duty.number]
        assert isinstance(ledger, Upkeep)
        return ledger

    def undone_since(self, duty: Duty, day: int) -> int | None:
        """The day since which a duty to be kept up is undone, as far as is known on a day."""
        return self._upkeep(duty).state(day).undone

    def shown(self, verdict: Verdict, duty: Duty, day: int) -> Verdict:
        """A verdict with the evidence that shows it."""
        if duty.maintain:
            return verdict._replace(evidence=self.evidence(duty, day))
        found = self.exhibits(duty).shown(duty, day)
        if not duty.is_clocked or self.table.due(duty, day).truth is Truth.YES:
            return verdict._replace(evidence=found.evidence, tallies=found.tallies)
        tallies = None if found.tallies is None else (Tally(0, 0, 0), found.tallies[1])
        return verdict._replace(evidence=tuple(self._due(found.evidence, duty, day)), tallies=tallies)

    def _due(self, evidence: Iterable[Evidence], duty: Duty, day: int) -> Iterable[Evidence]:
        """The evidence on a cell that counts: of a breach only where the duty is due, or (as possible) may be."""
        due = Truth.YES if not duty.is_clocked else self.table.due(duty, day).truth
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
