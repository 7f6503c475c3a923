"""Claims that come, change and go, counted as they do: the tables are those of all claims at once."""

from __future__ import annotations

import contextlib
import itertools
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from tests.assess.drawn import as_line, claims, told, worlds, written
from tests.assess.drawn_more import more_case
from tests.assess.drawn_wide import drawn_case
from tests.assess.sql_oracle import Case
from tests.assess.worlds import read
from truceline.assess import Duties, books, can_rest, exhibits, name_of, rows
from truceline.memory import counting
from truceline.memory.counting import count
from truceline.memory.laying import days_of
from truceline.model.agreement import Agreement
from truceline.store import Change, Store, Told, create_store

NOW = "2024-03-01T10:00:00Z"
laws = settings.get_profile("laws")
seeds = st.tuples(st.integers(0, 60), st.integers(0, 10**6))
piles = st.lists(claims, min_size=1, max_size=7).map(lambda drawn: [as_line(c) for c in told(drawn)])
cases = st.one_of(
    seeds.map(lambda pair: drawn_case(*pair)),
    seeds.map(lambda pair: more_case(*pair)),
    st.builds(Case, worlds.map(written), piles, st.none()),
)
_NUMBERS = itertools.count()


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """One store for all examples; each has an agreement of its own name."""
    place: Path = tmp_path_factory.mktemp("counting") / "s.db"
    with contextlib.closing(create_store(str(place))) as made:
        yield made


def as_told(line: dict[str, Any], agreement: Agreement) -> Told:
    happened = line.get("event") or {}
    time = happened.get("time") or {}
    first, last = days_of(time.get("start"), time.get("end"), line.get("recorded"), agreement.timezone)
    return Told(
        claim=line["id"],
        report="",
        type=happened.get("type") or "",
        first=first,
        last=last,
        origin=line.get("origin") or line["id"],
        target=line.get("supersedes") or line.get("withdraws"),
        wire=json.dumps(line),
    )


def put(store: Store, agreement: Agreement, change: Change) -> None:
    """Lay claims, and count them."""
    with store.snapshot() as snapshot:
        open_ = snapshot.unsettled(agreement.id)
    assert store.lay(agreement.id, change, since=open_)
    with store.snapshot() as snapshot:
        open_ = snapshot.unsettled(agreement.id, most=0)
        found = count(snapshot, agreement, anew=open_.counted < 0)
    assert store.count(agreement.id, found, since=open_, at=NOW)


def derived(store: Store, agreement: Agreement) -> dict[str, Any]:
    """All that is kept of an agreement."""
    with store.snapshot() as snapshot:
        ids = [row.claim for row in snapshot.told(agreement.id)]
        return {
            "cells": snapshot.cells(agreement.id),
            "reaches": sorted(snapshot.reaches(agreement.id, ids)),
            "standing": {
                name: wire
                for name, wire in snapshot.standing(agreement.id, every_name(agreement)).items()
                if wire not in ("null", "[]", '[0,""]')
            },
            "waiting": snapshot.waiting(agreement.id, most=1),
        }


def every_name(agreement: Agreement) -> list[str]:
    names = {name_of(duty) for duty in Duties(agreement).all}
    return sorted(names | {f"deeds {name}" for name in names})


@pytest.fixture(params=[False, True], ids=["as it is", "few are many"], scope="module")
def few_are_many(request: pytest.FixtureRequest) -> Iterator[bool]:
    """What shows only where very much is told, shown where little is: the numbers that say what is much, made small."""
    with pytest.MonkeyPatch.context() as patch:
        if request.param:
            patch.setattr(exhibits, "MOST_SHOWN", 2)
            patch.setattr(rows, "LONG", 2)
            patch.setattr(books, "LONG", 2)
            for name, value in (("_TOUCHING", 5), ("_SATED", 3), ("_DEEDS", 6)):
                patch.setattr(counting, name, value)
        yield request.param


@settings(laws, max_examples=max(40, laws.max_examples // 20))
@given(case=cases, pick=st.integers(0, 10**6).map(random.Random))
def test_what_changes_touch_is_all_that_they_change(
    store: Store, few_are_many: bool, case: Case, pick: random.Random
) -> None:
    del few_are_many
    written_ = read(case.agreement)
    agreement = msgspec.structs.replace(written_, id=f"a{next(_NUMBERS)}")
    event("apart" if can_rest(Duties(agreement)) else "always whole")
    told_by = {line["id"]: as_told(line, agreement) for line in case.lines}
    left = pick.sample(sorted(told_by), len(told_by))
    store.add_agreement(agreement, at=NOW)
    there: set[str] = set()
    put(store, agreement, Change(told=[told_by[id_] for id_ in left[: len(left) // 2]]))
    there.update(left[: len(left) // 2])
    left = left[len(left) // 2 :]
    while left:
        some, left = left[: (size := pick.randrange(1, 4))], left[size:]
        gone = pick.sample(sorted(there), min(len(there), pick.choice((0, 0, 1))))
        # Another source for some, as when a copy turns out to be one.
        turned = [
            told_by[id_]._replace(wire=json.dumps({**json.loads(told_by[id_].wire), "origin": "another"}))
            for id_ in pick.sample(sorted(there - {*gone}), min(len(there) - len(gone), pick.choice((0, 1))))
        ]
        put(store, agreement, Change(told=[*(told_by[id_] for id_ in some), *turned], gone=gone))
        told_by |= {row.claim: row for row in turned}
        there = (there - {*gone}) | {*some}
        left += gone if pick.random() < 0.5 else []
    whole = msgspec.structs.replace(written_, id=f"a{next(_NUMBERS)}")
    store.add_agreement(whole, at=NOW)
    put(store, whole, Change(told=[told_by[id_] for id_ in sorted(there)]))
    assert derived(store, agreement) == derived(store, whole)
