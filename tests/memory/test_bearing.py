"""A question about some days, answered from the claims that can bear on them, has the answer of all claims."""

from __future__ import annotations

import datetime as dt
import json
import random
from collections.abc import Sequence
from typing import Any, cast

import msgspec
from hypothesis import event, given, settings
from hypothesis import strategies as st

from tests.assess.drawn import as_line, claims, told, worlds, written
from tests.assess.drawn_wide import drawn_case
from tests.assess.sql_oracle import Case
from tests.assess.worlds import read
from truceline.assess import Assessment, decode_claims
from truceline.memory.bearing import bearing_on_cell, bearing_on_grid, concerned, is_plain
from truceline.memory.laying import days_of
from truceline.model.agreement import Agreement
from truceline.model.event import is_kind_of
from truceline.model.status import Cell
from truceline.store import Snapshot, Told

quick = settings(settings.get_profile("laws"), max_examples=max(20, settings.get_profile("laws").max_examples // 4))
seeds = st.tuples(st.integers(0, 60), st.integers(0, 10**6))
piles = st.lists(claims, min_size=1, max_size=7).map(lambda drawn: [as_line(c) for c in told(drawn)])
cases = st.one_of(seeds.map(lambda pair: drawn_case(*pair)), st.builds(Case, worlds.map(written), piles, st.none()))


class Shelf:
    """What a store would answer, from lists."""

    def __init__(self, lines: list[dict[str, Any]], agreement: Agreement, cells: Sequence[Cell]) -> None:
        self.rows = {}
        for line in lines:
            happened = line.get("event") or {}
            time = happened.get("time") or {}
            first, last = days_of(time.get("start"), time.get("end"), line.get("recorded"), agreement.timezone)
            self.rows[line["id"]] = Told(
                claim=line["id"],
                report="",
                type=happened.get("type") or "",
                first=first,
                last=last,
                origin="",
                target=line.get("supersedes") or line.get("withdraws"),
                wire=json.dumps(line),
            )
        self.kept = cells

    def told(
        self,
        _: str,
        *,
        types: Sequence[str] | None = None,
        since: int | None = None,
        until: int | None = None,
        claims: Sequence[str] | None = None,
        targets: Sequence[str] | None = None,
    ) -> list[Told]:
        return [
            row
            for row in self.rows.values()
            # The laws' claims have kinds of acts that the closed list lacks: narrower ones and wider ones.
            if (types is None or any(is_kind_of(row.type, t) or is_kind_of(t, row.type) for t in types))
            and (since is None or row.last >= since)
            and (until is None or row.first <= until)
            and (claims is None or row.claim in claims)
            and (targets is None or row.target in targets)
        ]

    def cells(
        self,
        _: str,
        *,
        since: str | None = None,
        until: str | None = None,
        duties: Sequence[tuple[str, str]] | None = None,
    ) -> list[Cell]:
        return [
            c
            for c in self.kept
            if (since is None or c.day >= since)
            and (until is None or c.day <= until)
            and (duties is None or (c.term, c.party) in duties)
        ]


def assessed(lines: Sequence[str], agreement: Agreement) -> Assessment:
    usable, refused = decode_claims(list(lines), agreement)
    return Assessment(agreement, usable, refused)


def short(cell: Cell) -> tuple[object, ...]:
    return cell.status, cell.pro, cell.con


@quick
@given(case=cases, pick=st.integers(0, 10**6).map(random.Random))
def test_some_days_asked_of_what_bears_on_them(case: Case, pick: random.Random) -> None:
    agreement = read(case.agreement)
    # Of others all claims are asked. Most that are drawn are others.
    event("plain" if is_plain(agreement) else "not plain")
    if not is_plain(agreement):
        return
    # Two lines with one id are no claim at all; a store has none.
    lines = list({line["id"]: line for line in case.lines}.values())
    whole = assessed([json.dumps(line) for line in lines], agreement)
    shelf = cast(Snapshot, Shelf(lines, agreement, whole.cells))
    told_days = [dt.date.fromisoformat(c.day) for c in whole.cells] or [dt.date(2020, 5, 2)]
    first = pick.choice(told_days) - dt.timedelta(days=pick.randrange(2))
    days = [first + dt.timedelta(days=n) for n in range(pick.choice((1, 1, 2, 4)))]
    a, b = days[0].toordinal(), days[-1].toordinal()
    terms = [t for t in agreement.terms if t.verb != "may" and t.party]
    asked = pick.sample(terms, pick.randrange(1, len(terms) + 1))
    rows = bearing_on_grid(shelf, agreement, asked, a, b)
    grid = assessed([row.wire for row in rows], concerned(agreement, asked))
    for term in asked:
        rows, is_whole = bearing_on_cell(shelf, agreement, term, a, b)
        event("one term alone" if is_whole else "a term that looks at others")
        alone = assessed([row.wire for row in rows], concerned(agreement, [term]))
        for party in (*term.party, "+".join(sorted(term.party))):
            names = [day.isoformat() for day in days]
            for name in (*names, f"{names[0]}/{names[-1]}"):
                expected = whole.cell(term.id, party, name)
                if "+" not in party or term.verb == "must_not":  # a grid has no others
                    assert short(grid.cell(term.id, party, name)) == short(expected), (term.id, party, name)
                found = alone.cell(term.id, party, name)
                if not is_whole:
                    found, expected = (msgspec.structs.replace(c, suffices=(), hinges=()) for c in (found, expected))
                assert found == expected
