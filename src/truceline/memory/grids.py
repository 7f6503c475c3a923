"""The grid of a store: kept cells where there are any, and the engine's answer for periods and for silent days."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

import msgspec

from truceline.memory.asking import View
from truceline.model.claim import Claim
from truceline.model.status import Cell
from truceline.show import Row, days_shown, grid_rows


class StoreGrid(NamedTuple):
    """The rows with their columns (days, or weeks as ``A/B``), and the claims that the cells name."""

    rows: list[Row]
    days: tuple[str, ...]
    claims: list[Claim]


def grid_of(
    view: View,
    since: str | None,
    until: str | None,
    *,
    weeks: bool = False,
    together: bool = False,
    terms: Collection[str] | None = None,
    parties: Collection[str] | None = None,
) -> StoreGrid:
    """The grid from ``since`` to ``until``; where these are not given, of the days that a dated claim bears on.

    The last ones that were asked for are remembered, as long as the record stands as it did.
    """
    asked_for = (since, until, weeks, together, tuple(terms or ()), tuple(parties or ()))
    state = view.state
    if state is None:
        return _made(view, *asked_for)
    key = (*state, *asked_for)
    found = _LAST.get(key)
    if found is None:
        found = _made(view, *asked_for)
        if len(_LAST) >= _REMEMBERED:
            _LAST.pop(next(iter(_LAST)), None)
        _LAST[key] = found
    return found


#: The grids that were asked for last, by the state of the store and what was asked.
_LAST: dict[tuple[object, ...], StoreGrid] = {}
_REMEMBERED = 32


def _made(
    view: View,
    since: str | None,
    until: str | None,
    weeks: bool,
    together: bool,
    terms: Collection[str],
    parties: Collection[str],
) -> StoreGrid:
    if since is None or until is None:
        since, until = view.span(since, until)
    cells = view.cells(since, until)
    days = days_shown(cells, since, until)
    if not days:
        return StoreGrid([], (), [])
    kept = {(cell.term, cell.party, cell.day): cell for cell in cells}
    asked = [term for term in view.agreement.terms if not terms or term.id in terms]
    assessment = functools.cache(lambda: view.grid_assessment(asked, days[0], days[-1]))

    def cell(term: str, party: str, day: str) -> Cell:
        return kept.get((term, party, day)) or assessment().cell(term, party, day)

    bound = [
        msgspec.structs.replace(term, party=tuple(p for p in term.party if not parties or p in parties))
        for term in asked
    ]
    agreement = msgspec.structs.replace(view.agreement, terms=tuple(t for t in bound if t.party))
    columns = tuple(_weeks(days)) if weeks else days
    rows = grid_rows(agreement, (), columns, cell, together=together)
    named = sorted({id_ for row in rows for c in (*row.days, row.period) for id_ in c.claims})
    claims = view.claims(ids=named) if named else []
    origin = {c.id: c.origin for c in claims}
    rows = [
        row._replace(origins=len({origin.get(id_) for c in (*row.days, row.period) for id_ in c.claims} - {None}))
        for row in rows
    ]
    return StoreGrid(rows, columns, claims)


def _weeks(days: Sequence[str]) -> Iterator[str]:
    """The days in stretches from Monday to Sunday, as periods."""
    week: list[str] = []
    for day in days:
        if week and dt.date.fromisoformat(day).weekday() == 0:
            yield f"{week[0]}/{week[-1]}"
            week = []
        week.append(day)
    yield f"{week[0]}/{week[-1]}"
