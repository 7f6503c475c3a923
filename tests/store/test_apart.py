"""Merges show why, and a reviewer undoes them; that stands after all is made again, and can itself be undone."""

from __future__ import annotations

import random
from collections.abc import Callable

import msgspec
import pytest

from tests.store.stories import NOW, Story, story
from truceline.agreement import load_agreement
from truceline.errors import UsageError
from truceline.memory import View, keep_apart, recompute, settle, undo
from truceline.model.claim import Claim
from truceline.store import Store, create_store

IDLIB = load_agreement("idlib")
SAID = {"reviewer": "A. Monitor", "reason": "two shops of one name", "at": NOW}


def pair() -> list[Story]:
    """Two reports of different outlets, the second with the words and the claims of the first."""
    dice = random.Random(11)
    one = story(dice, published="2019-08-05")
    while len(one.reading.claims) < 3:
        one = story(dice, published="2019-08-05")
    text = "Later that day.\n" + one.reading.report.text
    moved = len(text) - len(one.reading.report.text)
    import hashlib

    content = text.encode()
    report = msgspec.structs.replace(
        one.reading.report, id="sha256:" + hashlib.sha256(content).hexdigest(), text=text, publisher="Evening Sheet"
    )
    report = msgspec.structs.replace(report, published="2019-08-06")
    first = msgspec.structs.replace(one.reading.report, publisher="Morning Sheet")
    claims = tuple(
        msgspec.structs.replace(c, id=f"e{n}" + "0" * 20, start=c.start + moved, end=c.end + moved)
        for n, c in enumerate(one.reading.claims)
    )
    copy = msgspec.structs.replace(one.reading, report=report, claims=claims)
    given = msgspec.structs.replace(one.given, publisher="Morning Sheet")
    return [
        one._replace(reading=msgspec.structs.replace(one.reading, report=first), given=given),
        Story(content, copy, msgspec.structs.replace(given, publisher="Evening Sheet", published="2019-08-06")),
    ]


def origins(store: Store) -> dict[str, str | None]:
    with store.snapshot() as snapshot:
        rows = snapshot.told(IDLIB.id)
    return {claim.id: claim.origin for row in rows if (claim := msgspec.json.decode(row.wire, type=Claim))}


@pytest.mark.parametrize("whole", [False, True], ids=["two claims", "two reports"])
def test_a_merge_says_why_and_is_undone(new_place: Callable[[], str], whole: bool) -> None:
    told = pair()
    with create_store(new_place()) as store:
        store.add_agreement(IDLIB, at=NOW)
        for one in told:
            store.keep(one.as_new(), at=NOW)
        settle(store, at=NOW)
        together = origins(store)
        ours, theirs = told[0].reading.claims[0].id, told[1].reading.claims[0].id
        assert together[ours] == together[theirs]
        with store.snapshot() as snapshot:
            view = View(snapshot, IDLIB)
            merge = next(m for m in view.merges(view.claims(ids=[theirs])) if m.claim == theirs)
        assert (merge.into, merge.rule) == (ours, "copied report")
        assert merge.passage.quote == merge.into_passage.quote == told[0].reading.claims[0].quote
        names = [one.reading.report.id for one in told] if whole else [ours, theirs]
        with pytest.raises(UsageError, match="Name two claims, or two reports"):
            keep_apart(store, names[0], told[0].reading.report.id if not whole else ours, **SAID)
        made = keep_apart(store, *names, **SAID)
        settle(store, at=NOW)
        apart = origins(store)
        assert apart[ours] != apart[theirs]
        assert sum(apart[c.id] == together[c.id] for c in told[1].reading.claims) == (0 if whole else 2)
        assert recompute(store, at=NOW) == 0
        assert origins(store) == apart
        undo(store, made.id, **SAID)
        settle(store, at=NOW)
        assert origins(store) == together
        assert store.verify().decisions == 2


def test_a_claim_with_the_id_of_another_is_refused_and_neither_lost(new_place: Callable[[], str]) -> None:
    one, other = pair()
    stolen = msgspec.structs.replace(other.reading.claims[0], id=one.reading.claims[0].id)
    thief = other._replace(reading=msgspec.structs.replace(other.reading, claims=(stolen,)))
    with create_store(new_place()) as store:
        store.add_agreement(IDLIB, at=NOW)
        assert store.keep(one.as_new(), at=NOW) == "new"
        with pytest.raises(UsageError, match="has the id of another claim"):
            store.keep(thief.as_new(), at=NOW)
        settle(store, at=NOW)
        assert set(origins(store)) == {c.id for c in one.reading.claims}
        assert store.verify().reports == 1
        assert store.keep(other.as_new(), at=NOW) == "new"
