"""The engine as a value: claims come one by one, late, corrected and withdrawn, and every answer is right at once.

What a claim costs is what it touches, however many came before it. A whole file is better counted at once
(:meth:`Engine.of`); both ways give the same books, which is a law of the tests.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

import msgspec

from truceline.assess.amendments import known_by
from truceline.assess.assessment import Assessment
from truceline.assess.books import Change
from truceline.assess.claims import Claims, Packed
from truceline.assess.duties import Duties
from truceline.assess.record import SINCE_EVER, Record, Refusal, kind_of, microseconds
from truceline.assess.references import Liveness, Reference
from truceline.assess.table import Table
from truceline.errors import UsageError
from truceline.model.agreement import Agreement
from truceline.model.moment import anchored
from truceline.model.status import Cell

_RING = "its supersedes or withdraws leads back to itself."


class _Saved(msgspec.Struct, kw_only=True):
    version: Literal[1] = 1
    agreement: str
    claims: Packed
    differing: list[str]
    rings: list[list[Record]]


class Engine:
    """One agreement and the claims that came so far."""

    def __init__(self, agreement: Agreement) -> None:
        self._start(agreement, Claims())

    @classmethod
    def of(cls, agreement: Agreement, claims: Claims) -> Engine:
        """An engine that has counted ``claims`` at once; they are its own from then on."""
        engine = cls.__new__(cls)
        engine._start(agreement, claims)
        return engine

    def _start(self, agreement: Agreement, claims: Claims) -> None:
        self.agreement = agreement
        self._duties = Duties(agreement)
        self._claims = claims
        self._table = Table(self._duties, claims)
        self._liveness = Liveness(claims.references.values())
        self._differing: set[str] = set()
        self._rings: dict[str, dict[str, Record]] = {}

    def __len__(self) -> int:
        return len(self._claims)

    def add(self, record: Record) -> tuple[Refusal, ...]:
        """Count a claim; gives back what cannot be used: the claim, or others that it shows to be unusable.

        A claim that came before, word for word, changes nothing. One with the same id and other words spoils both, and
        a reference that closes a ring spoils all that are on it.
        """
        claims, id_ = self._claims, record.id
        if id_ in claims.row_of or id_ in self._differing or id_ in self._rings:
            return self._again(record)
        target = record.supersedes or record.withdraws
        if target is None:
            row = claims.append(record)
            if record.kind.counts and self._liveness.is_live(id_):
                changes = self._table.books.count(row, 1)
                if changes:
                    self._table.changed(changes)
            return ()
        reference = Reference(id_, record.recorded, target, record.supersedes is not None)
        ring = self._liveness.ring(reference)
        if ring:
            return self._ringed(record, ring[1:])
        row = claims.append(record)
        turned = self._liveness.add(reference)
        changes = self._counted(other for other in turned if other != id_)
        if record.kind.counts and self._liveness.is_live(id_):
            changes += self._table.books.count(row, 1)
        self._table.changed(changes)
        return ()

    def withdraw(self, id_: str, *, by: str, recorded: str) -> tuple[Refusal, ...]:
        """Withdraw a claim on somebody's word; ``recorded`` is an instant with offset (RFC 3339)."""
        moment = microseconds(anchored(recorded, "UTC"))
        return self.add(
            Record(
                id=f"withdrawal of {id_} by {by} at {recorded}",
                line=0,
                source=by,
                origin="",
                recorded=moment,
                supersedes=None,
                withdraws=id_,
                kind=kind_of("", (), (), None, None, None, None, None, "open"),
                place=None,
                start=SINCE_EVER,
                end=moment,
            )
        )

    def save(self) -> bytes:
        """The claims with what was refused of them; the books are derived, and made again by :meth:`load`."""
        rings = {tuple(sorted(ring)): list(ring.values()) for ring in self._rings.values()}
        saved = _Saved(
            agreement=self.agreement.id,
            claims=self._claims.packed(),
            differing=sorted(self._differing),
            rings=[rings[ids] for ids in sorted(rings)],
        )
        return msgspec.msgpack.encode(saved)

    @classmethod
    def load(cls, agreement: Agreement, data: bytes) -> Engine:
        """The engine that was saved, under an agreement of the same id; UsageError when the bytes are no such thing."""
        try:
            saved = msgspec.msgpack.decode(data, type=_Saved)
        except msgspec.MsgspecError as error:
            raise UsageError("These bytes are no saved engine; save it again with this version.") from error
        if saved.agreement != agreement.id:
            raise UsageError(f"This engine was saved under the agreement {saved.agreement}, not {agreement.id}.")
        engine = cls.of(agreement, Claims.unpacked(saved.claims))
        engine._differing = set(saved.differing)
        for records in saved.rings:
            ring = {record.id: record for record in records}
            engine._rings |= dict.fromkeys(ring, ring)
        return engine

    def cells(self, *, as_of: str | None = None) -> tuple[Cell, ...]:
        """The table with its reasons; with ``as_of`` (RFC 3339) what could be known then."""
        table = self._table
        if as_of is not None:
            until = microseconds(anchored(as_of, self.agreement.timezone))
            known = known_by(self.agreement, as_of)
            duties = self._duties if known is self.agreement else Duties(known)
            table = Table(duties, self._claims, until=until)
        return Assessment.of(table).cells

    def explain(self, term: str, party: str, day: str) -> Cell:
        """Any cell, period (``A/B``) or union of parties (``P+Q``), with why it is what it is."""
        return Assessment.of(self._table).cell(term, party, day)

    def _counted(self, turned: Iterable[str]) -> list[Change]:
        """Count in or out the claims whose liveness turned."""
        claims = self._claims
        changes: list[Change] = []
        for id_ in turned:
            row = claims.row_of.get(id_)
            if row is not None and claims.kinds[claims.kind[row]].counts:
                changes += self._table.books.count(row, 1 if self._liveness.is_live(id_) else -1)
        return changes

    def _again(self, record: Record) -> tuple[Refusal, ...]:
        """A claim whose id came before."""
        id_ = record.id
        ring = self._rings.get(id_, {})
        if id_ in self._differing:
            return (Refusal(record.line, f"claim {id_}: other lines have this id and differ."),)
        earlier = ring[id_] if ring else self._claims.record(self._claims.row_of[id_])
        if earlier._replace(line=record.line) == record:
            return (Refusal(record.line, f"claim {id_}: {_RING}"),) if ring else ()
        self._differing.add(id_)
        why = f"claim {id_}: lines {earlier.line}, {record.line} have this id and differ."
        if ring:
            # Without this claim there is no ring, and the others on it can be used after all.
            for other in ring:
                del self._rings[other]
            for other, held in ring.items():
                if other != id_:
                    self.add(held)
        else:
            self._forget(id_)
        return Refusal(earlier.line, why), Refusal(record.line, why)

    def _ringed(self, record: Record, others: Iterable[str]) -> tuple[Refusal, ...]:
        claims = self._claims
        ring = {record.id: record} | {other: claims.record(claims.row_of[other]) for other in others}
        for other in others:
            self._forget(other)
        self._rings |= dict.fromkeys(ring, ring)
        return tuple(Refusal(held.line, f"claim {id_}: {_RING}") for id_, held in ring.items())

    def _forget(self, id_: str) -> None:
        """Let a claim that turned out to be unusable never have been."""
        claims, row = self._claims, self._claims.row_of[id_]
        changes: list[Change] = []
        if self._liveness.is_live(id_) and claims.kinds[claims.kind[row]].counts:
            changes += self._table.books.count(row, -1)
        claims.drop(id_)
        changes += self._counted(self._liveness.remove(id_))
        self._table.changed(changes)
