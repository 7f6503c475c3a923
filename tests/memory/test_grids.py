"""A grid that was asked for before is given again as long as the record stands as it did, and no longer."""

from __future__ import annotations

from pathlib import Path

from tests.store.stories import NOW, stories
from truceline.agreement import load_agreement
from truceline.memory import View, decide, grid_of, grids, settle
from truceline.store import Store, create_store

IDLIB = load_agreement("idlib")


def grid(store: Store, **how: bool) -> grids.StoreGrid:
    with store.snapshot() as snapshot:
        return grid_of(View(snapshot, IDLIB), "2019-08-01", "2019-08-14", **how)


def test_a_remembered_grid_is_that_of_its_state(tmp_path: Path) -> None:
    told = stories(4, 6)
    with create_store(str(tmp_path / "s.db")) as store:
        store.add_agreement(IDLIB, at=NOW)
        for one in told:
            store.keep(one.as_new(), at=NOW)
        settle(store, at=NOW)
        first = grid(store)
        assert grid(store) is first
        assert grid(store, weeks=True) is not first
        claim = first.claims[0].id
        decide(store, "reject", claim, reviewer="R", reason="because", at=NOW)
        settle(store, at=NOW)
        after = grid(store)
        assert claim not in {c.id for c in after.claims}
        grids._LAST.clear()
        assert grid(store) == after
