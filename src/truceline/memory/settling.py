"""Bringing the derived tables up to date with the record: claims beside each agreement, and cells.

Reports are kept first, quickly and for good; what follows from them is counted afterwards, here. Whoever asks a store
asks for this first, so that no answer is ever behind the record; a program that died in between left nothing to mend.
"""

from __future__ import annotations

from collections.abc import Sequence

from truceline.memory.counting import count
from truceline.memory.relaying import relay
from truceline.model.agreement import Agreement
from truceline.model.decision import Decision
from truceline.model.status import Cell
from truceline.store import Store

#: So many entries of the log are laid together: more would not stand in memory, fewer would ask too often.
_TOGETHER = 1000


def settle(store: Store, *, at: str) -> None:
    """Bring every agreement's tables up to date; ``at`` is now (RFC 3339), for the history of the cells."""
    with store.snapshot() as snapshot:
        agreements = snapshot.agreements()
    for agreement in agreements.values():
        while not (_lay(store, agreement) and _count(store, agreement, at)):
            pass  # another process was quicker; what is left is smaller


def recompute(store: Store, *, at: str) -> int:
    """Throw away everything derived, and make it again from the record; gives back how many cells differ."""
    settle(store, at=at)
    before = _all_cells(store)
    store.forget_derived()
    settle(store, at=at)
    return len(before ^ _all_cells(store))


def _all_cells(store: Store) -> set[tuple[str, Cell]]:
    with store.snapshot() as snapshot:
        return {(id_, cell) for id_ in snapshot.agreements() for cell in snapshot.cells(id_)}


def _lay(store: Store, agreement: Agreement) -> bool:
    """Lay the claims beside the agreement anew when something was accepted since; True when they are right."""
    with store.snapshot() as snapshot:
        open_ = snapshot.unsettled(agreement.id, most=_TOGETHER)
        if open_.laid == open_.head:
            return True
        change = relay(snapshot, agreement, open_)
    store.lay(agreement.id, change, since=open_)
    return False


def _count(store: Store, agreement: Agreement, at: str) -> bool:
    """Count the cells that changed claims touch; True when all cells are right."""
    with store.snapshot() as snapshot:
        open_ = snapshot.unsettled(agreement.id, most=0)
        if open_.is_settled:
            return True
        found = count(snapshot, agreement, anew=open_.counted < 0)
    store.count(agreement.id, found, since=open_, at=at)
    return False


def by_report(decisions: Sequence[Decision]) -> dict[str, list[Decision]]:
    """Decisions by the report that they are about, in the order in which they were made."""
    found: dict[str, list[Decision]] = {}
    for decision in decisions:
        found.setdefault(decision.report, []).append(decision)
    return found
