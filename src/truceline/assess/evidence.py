"""How strong the evidence is: sources towards the accused, origins, sides, grades."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal, NamedTuple

from truceline.assess.record import Record
from truceline.assess.scope import Scope
from truceline.model.agreement import Agreement, Threshold
from truceline.model.status import Grade

Standing = Literal["first-hand", "own", "opposed", "third"]


#: What an entailing claim is good for: it confirms, it counts towards corroboration, or it merely bears.
Use = Literal["confirms", "counts", "bears"]


def use_of(standing: Standing, *, pro: bool) -> Use:
    """What the word of a source is good for, for a breach (``pro``) or against one.

    An admission or a concession confirms, and so does a first-hand observer. The accused's own word against the act
    only disputes, and counts neither as an origin nor as a side.
    """
    if standing in ("first-hand", "own" if pro else "opposed"):
        return "confirms"
    return "counts" if pro or standing == "third" else "bears"


class Evidence(NamedTuple):
    """One claim on one cell: whether it speaks for the breach or against it, and how surely.

    ``how`` says why it is there: its own window, a deed that stays done, a deed that came late, or an earlier day's own
    window, since when things are undone. ``undue`` says that
    it would entail if the duty were known to be due.
    """

    record: Record
    pro: bool
    entails: bool
    scope: Scope
    how: Literal["window", "carried", "late", "undone"] = "window"
    undue: bool = False


class Tally(NamedTuple):
    """How much entails one side of a cell: claims, distinct origins, distinct sides."""

    claims: int
    origins: int
    sides: int


class Accused(NamedTuple):
    """Who is charged: the parties, and those for whose acts they answer, if it is not their own."""

    parties: tuple[str, ...]
    acts_of: tuple[str, ...] = ()


class Witnesses:
    """Who the sources of an agreement are towards its parties."""

    def __init__(self, agreement: Agreement) -> None:
        self.threshold: Threshold = agreement.evidence
        self._party_side: Mapping[str, str | None] = {p.id: p.side for p in agreement.parties}
        self._side: dict[str, str | None] = {s.id: s.side for s in agreement.sources}
        self._role: dict[str, str | None] = {s.id: s.role for s in agreement.sources}
        for party in agreement.parties:
            self._side.setdefault(party.id, party.side)
        self._standing: dict[tuple[str, Accused], Standing] = {}
        #: Every source and party, who may be one, too; in the order of the file.
        self.sources = list(self._side)
        #: Every side that a source or party is on, "neutral" among them, sorted.
        self.sides = sorted({side for side in self._side.values() if side is not None})
        self._number = {side: number for number, side in enumerate(self.sides)}

    def side(self, source: str) -> str | None:
        """The side of a source, "neutral", or None when it is on none or unknown."""
        return self._side.get(source)

    def side_number(self, source: str) -> int:
        """The place of a source's side among :attr:`sides`; -1 when it is on none or unknown."""
        return self._number.get(self._side.get(source) or "", -1)

    def standing(self, source: str, party: str) -> Standing:
        """The class of a source towards one party."""
        return self.towards(source, Accused((party,)))

    def _towards(self, source: str, party: str) -> Standing:
        side, role = self._side.get(source), self._role.get(source)
        if role == "reviewer" or (role == "observer" and side == "neutral"):
            return "first-hand"
        if source == party:
            return "own"
        if side is None or side == "neutral":
            return "third"
        return "own" if side == self._party_side.get(party) else "opposed"

    def towards(self, source: str, accused: Accused) -> Standing:
        """The class of a source towards one party; or towards one who answers for others, and these together.

        What either of them owns up to is an admission, and what either denies is a denial of one's own.
        """
        key = (source, accused)
        if key not in self._standing:
            found = [self._towards(source, party) for party in (*accused.parties[:1], *accused.acts_of)]
            self._standing[key] = "own" if "own" in found else found[0]
        return self._standing[key]

    def of(self, item: Evidence, accused: Accused) -> Standing:
        """The class of a claim's source towards one party, or towards several that are accused together.

        Towards several, it is an admission when the claim surely tells of parties that are the source's own, and a
        denial of one's own whenever one of them is: nobody clears a group that he belongs to.
        """
        source, parties = item.record.source, accused.parties
        if len(parties) == 1:
            return self.towards(source, accused)
        if accused.acts_of:
            each = [self.towards(source, Accused((party,), accused.acts_of)) for party in parties]
            return "own" if "own" in each else each[0]
        found = [self.standing(source, p) for p in parties]
        if "own" not in found:
            return found[0]
        if not item.pro:
            return "own"
        told_of = item.scope.culprits or tuple(parties)
        return "own" if all(self.standing(source, p) == "own" for p in told_of) else "third"

    def grades(self, evidence: Iterable[Evidence], accused: Accused) -> tuple[Grade, Grade]:
        """What some evidence comes to, for and against."""
        pro, con = _Tally(), _Tally()
        for item in evidence:
            tally = pro if item.pro else con
            tally.touched = True
            if not item.entails or tally.confirmed:
                continue
            use = use_of(self.of(item, accused), pro=item.pro)
            if use == "confirms":
                tally.confirmed = True
            elif use == "counts":
                tally.origins.add(item.record.origin)
                side = self._side.get(item.record.source)
                if side is not None:
                    tally.sides.add(side)
        return pro.grade(self.threshold), con.grade(self.threshold)


class _Tally:
    """What one side of the scales holds."""

    __slots__ = ("confirmed", "origins", "sides", "touched")

    def __init__(self) -> None:
        self.touched = self.confirmed = False
        self.origins: set[str] = set()
        self.sides: set[str] = set()

    def grade(self, threshold: Threshold) -> Grade:
        if self.confirmed:
            return Grade.CONFIRMED
        if not self.origins:
            return Grade.POSSIBLE if self.touched else Grade.NONE
        if len(self.origins) >= threshold.origins and len(self.sides) >= threshold.sides:
            return Grade.CORROBORATED
        return Grade.SINGLE
