"""Which kept claims can decide about some days, so that a question about a month does not read ten years.

Two questions differ. *A cell with its reasons* needs all that reaches it. *A grid* needs the right word for each cell:
there the past deeds of a duty are stood for by the claims that its kept cells name, which alone give those cells their
grades (a law of the engine's tests). What other duties came to, and which notices stand, is taken from what is kept.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from truceline.assess import Assessment, PartlyTable, can_rest, decode_claims, duties_of, name_of, stands_alone
from truceline.memory.standing import Shelf, closed
from truceline.model.agreement import Agreement, Term
from truceline.store import Snapshot, Told


class Bearing:
    """One agreement of a store, some cells of which are asked about."""

    def __init__(self, snapshot: Snapshot, agreement: Agreement) -> None:
        self._snapshot, self._agreement = snapshot, agreement
        self._duties = duties_of(agreement)
        self._shelf = Shelf(snapshot, agreement, self._duties)

    @property
    def can_rest(self) -> bool:
        """False for agreements of which every question is asked of all claims."""
        return can_rest(self._duties)

    def looks_at_others(self, term: Term) -> bool:
        """True when the earlier days of other terms can decide about a term."""
        return any(self._duties.looks(self._duties.cells[term.id, p]) for p in term.party if self._is_cell(term, p))

    def _is_cell(self, term: Term, party: str) -> bool:
        return (term.id, party) in self._duties.cells

    def on_cell(self, term: Term, first: int, last: int, *, alone: bool = True) -> Assessment:
        """Right for every cell and period of a term from ``first`` to ``last``, with reasons; what a status stands on
        is found where the term looks at no other (``alone``)."""
        fresh: dict[str, list[tuple[int, int]] | None] = {}
        for party in term.party:
            if self._is_cell(term, party):
                duty = self._duties.cells[term.id, party]
                fresh[name_of(duty)] = [(first, last)] if stands_alone(duty) else None
        fresh |= self._notices(term, first, last)
        ids: set[str] = set()
        for name, days in fresh.items():
            stretches: list[tuple[int, int] | None] = [None] if days is None else [*days]
            for stretch in stretches:
                ids |= self._reaching(name, stretch)
        return self._answer(ids, fresh, alone=alone and not self.looks_at_others(term))

    def on_grid(self, terms: Collection[Term], first: int, last: int) -> Assessment:
        """Right for the status and the grades of every cell and period of these terms from ``first`` to ``last``.

        Of parties together this holds for prohibitions only.
        """
        fresh: dict[str, list[tuple[int, int]] | None] = {}
        ids: set[str] = set()
        days = [(first, last)]
        for term in terms:
            for party in term.party:
                if not self._is_cell(term, party):
                    continue
                duty = self._duties.cells[term.id, party]
                name = name_of(duty)
                if duty.maintain or not duty.force.ends:
                    fresh[name] = None if not stands_alone(duty) else days
                else:
                    fresh[name] = days
                ids |= self._reaching(name, (first, last) if fresh[name] is not None else None)
                if not stands_alone(duty):
                    for cell in self._shelf.cells(name, days):
                        ids.update(cell.claims)
        return self._answer(ids, fresh, alone=False)

    def _reaching(self, name: str, days: tuple[int, int] | None) -> set[str]:
        id_ = self._agreement.id
        if days is None:
            return self._snapshot.reaching(id_, name) | {r.claim for r in self._snapshot.touching(id_, name)}
        touching = self._snapshot.touching(id_, name, first=days[0], last=days[1])
        return self._snapshot.reaching(id_, name, *days) | {r.claim for r in touching}

    def _notices(self, term: Term, first: int, last: int) -> dict[str, list[tuple[int, int]] | None]:
        """The notices that stand on some days and are told of by claims, for the claims to be named."""
        none, _ = decode_claims([], self._agreement)
        table = PartlyTable(self._duties, none, {}, self._shelf)
        found: dict[str, list[tuple[int, int]] | None] = {}
        for party in self._agreement.parties:
            given, again = table.notices(term.of, party.id)
            for days, use in ((given, "suspended"), (again, "revived")):
                duty = self._duties.notices[term.of, party.id, use]  # type: ignore[index]
                near = [day for day in days if day <= last][-2:] + [day for day in days if first <= day <= last]
                if near:
                    found[name_of(duty)] = sorted({(day, day) for day in near})
        return found

    def _answer(
        self, ids: Collection[str], fresh: dict[str, list[tuple[int, int]] | None], *, alone: bool
    ) -> Assessment:
        rows = closed(self._snapshot, self._agreement, self._told(ids))
        claims, _ = decode_claims([row.wire for row in rows], self._agreement)
        return Assessment.of(PartlyTable(self._duties, claims, fresh, self._shelf), alone=alone)

    def _told(self, ids: Collection[str]) -> Sequence[Told]:
        return self._snapshot.told(self._agreement.id, claims=sorted(ids)) if ids else []
