"""What a store promises, the same on SQLite and on PostgreSQL."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from tests.store.stories import NOW, Story, dated_anew, stories
from truceline.agreement import load_agreement
from truceline.errors import UsageError
from truceline.memory import chosen, recompute, settle
from truceline.model.status import Cell
from truceline.store import Store, Told, copy_store, create_store, open_store

Places = Callable[[], str]
IDLIB = load_agreement("idlib")


def made(place: str, told: list[Story] = [], *, settled: bool = False) -> Store:  # noqa: B006
    """A store with some reports in it."""
    store = create_store(place)
    store.add_agreement(IDLIB, at=NOW)
    for one in told:
        store.keep(one.as_new(), at=NOW)
    if settled:
        settle(store, at=NOW)
    return store


def derived(store: Store) -> tuple[list[Told], list[Cell]]:
    """Everything that is derived."""
    with store.snapshot() as snapshot:
        told = snapshot.told(IDLIB.id)
        return told, snapshot.cells(IDLIB.id)


def test_what_is_kept_comes_back(new_place: Places) -> None:
    """Bytes to the byte, readings whole."""
    told = stories(1, 4)
    with made(new_place(), told) as store, store.snapshot() as snapshot:
        for one in told:
            assert snapshot.content(one.reading.report.id) == one.content
        found = {kept.reading.report.id: kept.reading for kept in snapshot.readings()}
        for one in told:
            back = found[one.reading.report.id]
            ordered = tuple(sorted(one.reading.claims, key=lambda c: (c.start, c.end, c.id)))
            assert back == msgspec.structs.replace(one.reading, claims=ordered)
        assert snapshot.counts()["reports"] == 4
        assert snapshot.agreements() == {IDLIB.id: IDLIB}


def test_the_same_again_changes_nothing(new_place: Places) -> None:
    (one,) = stories(2, 1)
    with made(new_place()) as store:
        assert store.keep(one.as_new(), at=NOW) == "new"
        before = store.verify()
        assert store.keep(one.as_new(), at="2024-03-02T00:00:00Z") == "unchanged"
        assert store.add_agreement(IDLIB, at=NOW) is False
        assert store.verify() == before


def test_what_is_said_later_makes_another_reading_and_nothing_is_forgotten(new_place: Places) -> None:
    (one,) = stories(3, 1)
    later = dated_anew(one, "2019-08-20")
    with made(new_place(), [one]) as store:
        assert store.keep(later.as_new(basis="somebody else's"), at=NOW) == "stale"
        with store.snapshot() as snapshot:
            (held,) = snapshot.held([one.reading.report.id]).values()
        assert store.keep(later.as_new(basis=held.reading), at=NOW) == "updated"
        assert store.keep(one.as_new()._replace(given=msgspec.structs.replace(one.given, published=None)), at=NOW) == (
            "unchanged"
        )
        with store.snapshot() as snapshot:
            assert [k.reading.report.published for k in snapshot.readings()] == ["2019-08-20"]
            assert snapshot.counts()["readings"] == 2
        assert store.verify().reports == 1


def test_another_agreement_of_the_same_name_is_refused(new_place: Places) -> None:
    with made(new_place()) as store, pytest.raises(UsageError, match="another agreement with the id idlib"):
        store.add_agreement(msgspec.structs.replace(IDLIB, title="Another"), at=NOW)


@pytest.mark.parametrize("seed", range(3))
def test_the_order_of_arrival_does_not_matter(new_place: Places, seed: int) -> None:
    """One by one, settled in between or not, in any order: the tables and the signature are the same."""
    told = stories(seed, 9)
    with made(new_place(), told, settled=True) as store, made(new_place()) as other:
        dice = random.Random(seed)
        for one in dice.sample(told, len(told)):
            other.keep(one.as_new(), at=NOW)
            if dice.random() < 0.7:
                settle(other, at=NOW)
        settle(other, at=NOW)
        assert derived(other) == derived(store)
        assert other.verify().signature == store.verify().signature
        assert derived(store)[1]
        assert recompute(other, at=NOW) == 0
        assert derived(other) == derived(store)


@pytest.mark.parametrize("seed", range(3))
def test_a_report_that_is_dated_anew_leaves_what_it_would_have_made_at_first(new_place: Places, seed: int) -> None:
    """Origins among its copies are found again, whichever way they turn."""
    told = stories(seed + 50, 10)
    dice = random.Random(seed)
    with made(new_place(), told, settled=True) as store:
        for one in dice.sample(told, 3):
            later = dated_anew(one, f"2019-08-{dice.randrange(1, 28):02}")
            with store.snapshot() as snapshot:
                (held,) = snapshot.held([one.reading.report.id]).values()
            if store.keep(later.as_new(basis=held.reading), at=NOW) == "updated":
                settle(store, at=NOW)
        found = derived(store)
        recompute(store, at=NOW)
        assert found == derived(store)


def test_writers_wait_for_one_another(new_place: Places) -> None:
    """Several at once, each with all reports: every report once, one unbroken log, one signature."""
    told, place = stories(5, 8), new_place()
    made(place).close()
    outcomes: list[str] = []

    def write(seed: int) -> None:
        with open_store(place) as store:
            for one in random.Random(seed).sample(told, len(told)):
                outcomes.append(store.keep(one.as_new(), at=NOW))
                settle(store, at=NOW)

    writers = [threading.Thread(target=write, args=(seed,)) for seed in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert sorted(outcomes) == ["new"] * 8 + ["unchanged"] * 24
    with made(new_place(), told, settled=True) as alone, open_store(place) as store:
        assert store.verify().signature == alone.verify().signature
        assert derived(store) == derived(alone)


def test_a_backup_is_a_store_and_comes_back_on_either_database(new_place: Places, tmp_path: Path) -> None:
    place, target = new_place(), str(tmp_path / "backup.db")
    with made(place, stories(6, 5), settled=True) as store:
        before, tables = store.verify(), derived(store)
    assert copy_store(place, target) == before
    again = new_place()
    assert copy_store(target, again) == before
    with open_store(again) as store:
        assert store.verify() == before
        assert derived(store) == tables
        assert store.keep(stories(7, 1)[0].as_new(), at=NOW) == "new"
        store.verify()
    with pytest.raises(UsageError, match="already"):
        copy_store(target, again)


def test_where_there_is_no_store(new_place: Places, tmp_path: Path) -> None:
    """One sentence that says how to make one; a file that is something else is named."""
    with pytest.raises(UsageError, match="truceline init"):
        open_store(new_place())
    other = tmp_path / "notes.txt"
    other.write_text("These are notes, and no store.\n" * 50)
    with pytest.raises(UsageError, match="is no store"):
        open_store(str(other))
    assert other.read_text().startswith("These are notes")


def test_several_agreements_are_told_apart(new_place: Places) -> None:
    """Each has its own claims, origins and cells; one that comes later is laid beside what is there."""
    other = msgspec.structs.replace(IDLIB, id="other", terms=tuple(t for t in IDLIB.terms if t.id != "aug-halt"))
    told = stories(70, 4)
    with made(new_place(), told, settled=True) as store, made(new_place(), told) as early:
        store.add_agreement(other, at=NOW)
        early.add_agreement(other, at=NOW)
        settle(store, at=NOW)
        settle(early, at=NOW)
        with store.snapshot() as snapshot, early.snapshot() as beside:
            agreements = snapshot.agreements()
            assert list(agreements) == ["idlib", "other"]
            with pytest.raises(UsageError, match="several agreements"):
                chosen(agreements, None)
            assert chosen(agreements, "other") == other
            assert snapshot.told("other") == beside.told("other")
            assert snapshot.cells("other") == beside.cells("other")
            assert "aug-halt" in {cell.term for cell in snapshot.cells("idlib")}
            assert "aug-halt" not in {cell.term for cell in snapshot.cells("other")}
        assert recompute(store, at=NOW) == 0
