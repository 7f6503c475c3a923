"""Decisions: each does what it says and no more, is undone without a trace in the table, and outlives a new reading."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest

from tests.store.stories import NOW, dated_anew, stories
from tests.store.test_contract import IDLIB, derived, made
from truceline.errors import UsageError
from truceline.memory import View, decide, erase, recompute, reviewed, settle, undo, withdraw_report
from truceline.model.claim import Claim
from truceline.model.event import Event
from truceline.model.status import Cell, Grade, Status
from truceline.model.world import Place, TimeInterval
from truceline.store import Store, open_store

WHO = {"reviewer": "a monitor", "reason": "the mission was there", "at": "2024-03-02T09:00:00+00:00"}


@pytest.fixture
def store(new_place: Callable[[], str]) -> Iterator[Store]:
    with made(new_place(), stories(40, 6), settled=True) as opened:
        yield opened


def claims_of(store: Store) -> list[Claim]:
    with store.snapshot() as snapshot:
        return [c for kept in snapshot.readings() for c in kept.reading.claims]


def cells(store: Store) -> list[Cell]:
    settle(store, at=NOW)
    with store.snapshot() as snapshot:
        return snapshot.cells(IDLIB.id)


def bearing(store: Store) -> Claim:
    """A claim that alone gives a cell something."""
    told = {id_ for cell in cells(store) for id_ in cell.claims}
    return next(c for c in claims_of(store) if c.id in told and c.polarity == "positive")


@pytest.mark.parametrize("does", ["accept", "reject", "unsure", "verify", "withdraw"])
def test_a_decision_that_is_undone_leaves_no_trace_in_the_table(store: Store, does: str) -> None:
    """Nor does an undo that is itself undone and made again."""
    before = cells(store)
    claim = bearing(store)
    decision = decide(store, does, claim.id, **WHO)  # type: ignore[arg-type]
    after = cells(store)
    assert (after == before) is (does in ("accept", "unsure"))
    back = undo(store, decision.id, **WHO)
    assert cells(store) == before
    again = undo(store, back.id, **WHO)
    assert [(c.status, c.pro, c.con) for c in cells(store)] == [(c.status, c.pro, c.con) for c in after]
    undo(store, again.id, **WHO)
    assert cells(store) == before
    assert recompute(store, at=NOW) == 0
    assert store.verify().decisions == 4


def test_only_a_reviewers_verification_confirms_by_hand(new_place: Callable[[], str]) -> None:
    (told,) = stories(43, 1)
    claim = told.reading.claims[0]
    event = Event(
        type="attack.shelling",
        actors=("syria",),
        place=Place(name="Idlib", lat=35.93, lon=36.63, radius_km=1.0),
        time=TimeInterval(start="2019-08-03", end="2019-08-04"),
    )
    sure = msgspec.structs.replace(claim, event=event, polarity="positive", certainty="certain", mode="sometime")
    told = told._replace(reading=msgspec.structs.replace(told.reading, claims=(sure,)))
    with made(new_place(), [told]) as store:
        for does in ("accept", "verify"):
            decide(store, does, sure.id, **WHO)  # type: ignore[arg-type]
            found = {(c.term, c.party, c.day): c for c in cells(store)}["aug-halt", "syria", "2019-08-03"]
            assert (found.pro is Grade.CONFIRMED) is (does == "verify")
            assert found.status is (Status.BREACHED if does == "verify" else Status.ALLEGED)


def report_of(store: Store, claim: Claim) -> str:
    with store.snapshot() as snapshot:
        return snapshot.reports_of(claim.id)[0]


def test_an_edit_stands_in_the_place_of_the_machines_claim_and_keeps_it(store: Store) -> None:
    claim = bearing(store)
    assert claim.event is not None
    other = msgspec.structs.replace(claim, event=msgspec.structs.replace(claim.event, type="other"))
    decision = decide(store, "edit", claim.id, made=other, **WHO)
    assert decision.about == claim
    assert all(claim.id not in cell.claims for cell in cells(store))
    assert claim in claims_of(store)
    with store.snapshot() as snapshot:
        early = View(snapshot, IDLIB, as_of="2024-03-02T08:59:59Z")
        late = View(snapshot, IDLIB, as_of="2024-03-02T09:00:00Z")
        assert any(claim.id in cell.claims for cell in early.cells())
        assert all(claim.id not in cell.claims for cell in late.cells())
        assert f"d:{decision.id}" in {c.id for c in late.claims()}


def test_decisions_outlive_a_new_reading(store: Store) -> None:
    """The same words with other ids: the decision is still about them."""
    claim = bearing(store)
    report = report_of(store, claim)
    decide(store, "reject", claim.id, **WHO)
    before = [(c.status, c.pro, c.con, c.day) for c in cells(store)]
    (told,) = [s for s in stories(40, 6) if s.reading.report.id == report]
    renamed = msgspec.structs.replace(
        told.reading,
        claims=tuple(msgspec.structs.replace(c, id=f"x{c.id}") for c in told.reading.claims),
    )
    anew = told._replace(reading=renamed, given=msgspec.structs.replace(told.given, title="Another title"))
    with store.snapshot() as snapshot:
        held = snapshot.held([report])[report]
    assert store.keep(anew.as_new(basis=held.reading), at=NOW) == "updated"
    assert [(c.status, c.pro, c.con, c.day) for c in cells(store)] == before
    assert all(f"x{claim.id}" not in cell.claims for cell in cells(store))
    assert recompute(store, at=NOW) == 0


def test_a_report_that_is_withdrawn_counts_for_nothing_and_stays(store: Store, new_place: Callable[[], str]) -> None:
    gone, *others = stories(40, 6)
    withdraw_report(store, gone.reading.report.id, **WHO)
    with made(new_place(), others, settled=True) as without:
        key = [(c.term, c.party, c.day, c.status, c.pro, c.con) for c in cells(store)]
        assert key == [(c.term, c.party, c.day, c.status, c.pro, c.con) for c in cells(without)]
    with store.snapshot() as snapshot:
        assert snapshot.content(gone.reading.report.id) == gone.content


def test_an_erased_report_leaves_a_tombstone_and_no_words(new_place: Callable[[], str]) -> None:
    place = new_place()
    gone, *others = told = stories(41, 5)
    report = gone.reading.report.id
    with made(place, told, settled=True) as store, made(new_place(), others, settled=True) as without:
        decide(store, "accept", gone.reading.claims[0].id, **WHO)
        before = store.verify()
        erase(store, report, reviewer="the archive", reason="a court's order", at=NOW)
        assert cells(store) == cells(without)
        assert derived(store) == derived(without)
        after = store.verify()
        assert (after.reports, after.claims, after.decisions) == (before.reports, before.claims, 2)
        assert after.signature != before.signature
        with store.snapshot() as snapshot:
            assert snapshot.content(report) == b""
            (tombstone,) = snapshot.decisions()
            assert (tombstone.does, tombstone.report, tombstone.reason) == ("erase", report, "a court's order")
        with pytest.raises(UsageError, match="was erased"):
            store.keep(gone.as_new(), at=NOW)
        with pytest.raises(UsageError, match="erased already"):
            erase(store, report, reviewer="the archive", reason="again", at=NOW)
        with pytest.raises(UsageError, match="cannot be undone"):
            undo(store, tombstone.id, **WHO)
    if "://" not in place:
        words = gone.content.split(b"\n")[0]
        files = list(Path(place).parent.glob(Path(place).name + "*"))
        assert not any(words in path.read_bytes() for path in files)


def test_the_signature_depends_on_what_was_decided_and_not_when(new_place: Callable[[], str]) -> None:
    told = stories(42, 3)
    found = set()
    for at in ("2024-03-02T09:00:00+00:00", "2025-01-01T00:00:00+00:00"):
        with made(new_place(), told) as store:
            claim = claims_of(store)[0]
            first = decide(store, "accept", claim.id, **{**WHO, "at": at})
            undo(store, first.id, **{**WHO, "at": at})
            decide(store, "accept", claim.id, **{**WHO, "at": at})
            found.add(store.verify().signature)
            with store.snapshot() as snapshot:
                assert reviewed(snapshot.decisions())[claim.id].does == "accept"
    assert len(found) == 1


def test_what_cannot_be_decided_is_said_in_a_sentence(store: Store) -> None:
    claim = claims_of(store)[0]
    with pytest.raises(UsageError, match="no claim nobody"):
        decide(store, "accept", "nobody", **WHO)
    with pytest.raises(UsageError, match="a reviewer and a reason"):
        decide(store, "reject", claim.id, reviewer="a monitor", reason=" ", at=NOW)
    with pytest.raises(UsageError, match="edit takes a claim"):
        decide(store, "edit", claim.id, **WHO)
    with pytest.raises(UsageError, match="no words from 0 to 999999"):
        decide(store, "edit", claim.id, made=msgspec.structs.replace(claim, start=0, end=999999), **WHO)
    with pytest.raises(UsageError, match="no decision"):
        undo(store, "nothing", **WHO)
    with pytest.raises(UsageError, match="no report"):
        withdraw_report(store, "sha256:0", **WHO)


@pytest.mark.parametrize("seed", range(3))
def test_decisions_one_by_one_are_decisions_all_at_once(new_place: Callable[[], str], seed: int) -> None:
    """Settled after each or once at the end, with reports dated anew in between: one table."""
    dice = random.Random(seed)
    told = stories(seed + 60, 6)
    place = new_place()
    with made(place, told, settled=True) as store:
        for _ in range(8):
            claim = dice.choice(claims_of(store))
            with store.snapshot() as snapshot:
                earlier = snapshot.decisions()
            what = dice.choice(("reject", "verify", "withdraw", "undo", "date"))
            if what == "undo" and earlier:
                undo(store, dice.choice(earlier).id, **WHO)
            elif what == "date":
                anew = dated_anew(dice.choice(told), f"2019-08-{dice.randrange(1, 20):02}")
                with store.snapshot() as snapshot:
                    held = snapshot.held([anew.reading.report.id])[anew.reading.report.id]
                store.keep(anew.as_new(basis=held.reading), at=NOW)
            elif what != "undo":
                decide(store, what, claim.id, **WHO)  # type: ignore[arg-type]
            if dice.random() < 0.6:
                settle(store, at=NOW)
        settle(store, at=NOW)
        found = derived(store)
        recompute(store, at=NOW)
        assert found == derived(store)
        store.verify()
    open_store(place).close()
