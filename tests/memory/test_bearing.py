"""A question about some days, answered from the claims that reach them, has the answer of all claims."""

from __future__ import annotations

import contextlib
import datetime as dt
import itertools
import json
import random
from collections.abc import Iterator, Sequence

import msgspec
import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from tests.assess.sql_oracle import Case
from tests.assess.worlds import read
from tests.memory.test_counting import NOW, as_told, cases, put
from truceline.assess import Assessment, Duties, can_rest, decode_claims
from truceline.memory import View, asking
from truceline.memory.bearing import Bearing
from truceline.model.agreement import Agreement
from truceline.model.status import Cell
from truceline.store import Change, Store, create_store

quick = settings(settings.get_profile("laws"), max_examples=max(40, settings.get_profile("laws").max_examples // 10))
_NUMBERS = itertools.count()


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """One store for all examples, in which a term that looks at others is answered as in a large one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(asking, "FEW", 0)
        with contextlib.closing(create_store(str(tmp_path_factory.mktemp("bearing") / "s.db"))) as made:
            yield made


def assessed(lines: Sequence[str], agreement: Agreement) -> Assessment:
    usable, refused = decode_claims(list(lines), agreement)
    return Assessment(agreement, usable, refused)


def short(cell: Cell) -> tuple[object, ...]:
    return cell.status, cell.pro, cell.con


@quick
@given(case=cases, pick=st.integers(0, 10**6).map(random.Random))
def test_some_days_asked_of_what_reaches_them(store: Store, case: Case, pick: random.Random) -> None:
    agreement = msgspec.structs.replace(read(case.agreement), id=f"b{next(_NUMBERS)}")
    if not can_rest(Duties(agreement)):
        event("always whole")
        return
    # Two lines with one id are no claim at all; a store has none.
    lines = list({line["id"]: line for line in case.lines}.values())
    whole = assessed([json.dumps(line) for line in lines], agreement)
    store.add_agreement(agreement, at=NOW)
    put(store, agreement, Change(told=[as_told(line, agreement) for line in lines]))
    told_days = [dt.date.fromisoformat(c.day) for c in whole.cells] or [dt.date(2020, 5, 2)]
    first = pick.choice(told_days) - dt.timedelta(days=pick.randrange(2))
    days = [first + dt.timedelta(days=n) for n in range(pick.choice((1, 1, 2, 4)))]
    a, b = days[0].isoformat(), days[-1].isoformat()
    terms = [t for t in agreement.terms if t.verb != "may" and t.party]
    asked = pick.sample(terms, pick.randrange(1, len(terms) + 1))
    with store.snapshot() as snapshot:
        view = View(snapshot, agreement)
        # As `View` has it when its cells are counted, which the head of this store's log, shared by all, does not show.
        view._anew = False
        grid = view.grid_assessment(asked, a, b)
        for term in asked:
            looks = Bearing(snapshot, agreement).looks_at_others(term)
            event("a term that looks at others" if looks else "one term alone")
            for party in (*term.party, "+".join(sorted(term.party))):
                names = [day.isoformat() for day in days]
                for name in (*names, f"{names[0]}/{names[-1]}"):
                    expected = whole.cell(term.id, party, name)
                    if "+" not in party or term.verb == "must_not":  # a grid has no others
                        assert short(grid.cell(term.id, party, name)) == short(expected), (term.id, party, name)
                    if looks:
                        expected = msgspec.structs.replace(expected, suffices=(), hinges=())
                    assert view.explain(term.id, party, name) == expected
