"""How strong the evidence is: sources towards the accused, origins, sides, grades."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal, NamedTuple

from truceline.assess.record import Record
from truceline.model.agreement import Agreement, Threshold
from truceline.model.status import Grade

Standing = Literal["first-hand", "own", "opposed", "third"]


class Evidence(NamedTuple):
    """One claim on one cell: whether it speaks for the act (for a prohibition) or against, and how surely."""

    record: Record
    pro: bool
    entails: bool


class Witnesses:
    """Who the sources of an agreement are towards its parties."""

    def __init__(self, agreement: Agreement) -> None:
        self.threshold: Threshold = agreement.evidence
        self._party_side: Mapping[str, str | None] = {p.id: p.side for p in agreement.parties}
        self._side: dict[str, str | None] = {s.id: s.side for s in agreement.sources}
        self._role: dict[str, str | None] = {s.id: s.role for s in agreement.sources}
        for party in agreement.parties:
            self._side.setdefault(party.id, party.side)

    def side(self, source: str) -> str | None:
        """The side of a source, "neutral", or None when it is on none or unknown."""
        return self._side.get(source)

    def standing(self, source: str, parties: Sequence[str]) -> Standing:
        """The class of a source towards the accused; towards several together it must hold for each."""
        side, role = self._side.get(source), self._role.get(source)
        if role == "reviewer" or (role == "observer" and side == "neutral"):
            return "first-hand"
        sided = side is not None and side != "neutral"
        own = [source == p or (sided and side == self._party_side.get(p)) for p in parties]
        if all(own):
            return "own"
        return "opposed" if sided and not any(own) else "third"

    def pro(self, evidence: Iterable[Evidence], parties: Sequence[str]) -> Grade:
        """The grade for the act: an admission or a first-hand observer confirms."""
        return self._grade([e for e in evidence if e.pro], parties, confirming={"own", "first-hand"}, counting=None)

    def con(self, evidence: Iterable[Evidence], parties: Sequence[str]) -> Grade:
        """The grade against it: a concession or a first-hand observer confirms; the accused's word only disputes."""
        return self._grade(
            [e for e in evidence if not e.pro], parties, confirming={"opposed", "first-hand"}, counting="third"
        )

    def _grade(
        self,
        evidence: Sequence[Evidence],
        parties: Sequence[str],
        *,
        confirming: set[Standing],
        counting: Standing | None,
    ) -> Grade:
        if not evidence:
            return Grade.NONE
        origins: set[str] = set()
        sides: set[str] = set()
        for item in evidence:
            if not item.entails:
                continue
            standing = self.standing(item.record.source, parties)
            if standing in confirming:
                return Grade.CONFIRMED
            if counting is not None and standing != counting:
                continue
            origins.add(item.record.origin)
            side = self.side(item.record.source)
            if side is not None:
                sides.add(side)
        if not origins:
            return Grade.POSSIBLE
        if len(origins) >= self.threshold.origins and len(sides) >= self.threshold.sides:
            return Grade.CORROBORATED
        return Grade.SINGLE
