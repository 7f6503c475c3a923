"""Which kept claims can decide about some days, so that a question about a month does not read ten years.

Two questions differ. *A cell with its reasons* needs all that bears on it. *A grid* needs the right word for each cell:
there the past of the terms that others depend on is stood for by the claims that the kept cells name, which alone give
those cells their grades (a law of the engine's tests). Grades only rise with more evidence of their own kind, so that
what else is brought along can change none of them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator

import msgspec

from truceline.model.agreement import Agreement, Term, Within
from truceline.model.event import CONTRARY, EVENT_TYPES, is_kind_of
from truceline.store import Snapshot, Told

#: The acts that call an instrument off or on again; they bear on every later day.
_NOTICES = tuple(kind for kind in EVENT_TYPES if is_kind_of(kind, "ceasefire"))


def is_plain(agreement: Agreement) -> bool:
    """True when what bears on which days is known here: no chained deadline, upkeep, guarantor, number or amendment.

    Of other agreements every question is asked of all claims.
    """
    terms = all(
        not (term.acts_of or term.replaces or term.then is not None)
        and all(said is None for said in (term.at_most, term.at_least, term.from_, term.until))
        and all(reading.instead is None for reading in term.readings)
        and not isinstance(term.by, Within)
        and not isinstance(term.before, Within)
        for term in agreement.terms
    )
    return terms and not any(i.extends or i.supersedes or i.renews is not None for i in agreement.instruments)


def bearing_on_cell(
    snapshot: Snapshot, agreement: Agreement, term: Term, first: int, last: int
) -> tuple[list[Told], bool]:
    """Every claim that can bear on a term from ``first`` to ``last``, and the past of the terms that it looks at.

    The second is True when that is all; False when the past is stood for by the claims that kept cells name, so that
    it cannot be told how little of it would do.
    """
    found = list(_evidence(snapshot, agreement, [term], first, last, carried=True))
    watched = _watched(agreement, [term])
    if watched:
        found += _evidence(snapshot, agreement, watched, first, last, carried=False)
        found += _named(snapshot, agreement, watched, [t for t in watched if t.verb == "must"], first, last)
    return _closed(snapshot, agreement, found), not watched


def bearing_on_grid(
    snapshot: Snapshot, agreement: Agreement, terms: Collection[Term], first: int, last: int
) -> list[Told]:
    """Claims that give every cell and period of some terms, from ``first`` to ``last``, its status and its grades.

    Of parties together this holds for prohibitions only.
    """
    watched = _watched(agreement, terms)
    asked = {term.id: term for term in (*terms, *watched)}.values()
    found = list(_evidence(snapshot, agreement, asked, first, last, carried=False))
    found += _named(snapshot, agreement, watched, [t for t in asked if t.verb == "must"], first, last)
    return _closed(snapshot, agreement, found)


def concerned(agreement: Agreement, terms: Collection[Term]) -> Agreement:
    """The agreement with these terms, those that they look at, and the permissions that may excuse one of them."""
    kept = [*terms, *_watched(agreement, terms)]
    ids = {term.id for term in kept}
    return msgspec.structs.replace(
        agreement,
        terms=tuple(
            term
            for term in agreement.terms
            if term.id in ids or (term.verb == "may" and any(_may_excuse(term, other) for other in kept))
        ),
    )


def looks_at(agreement: Agreement, term: Term) -> list[str]:
    """The terms whose earlier days can decide about a term: by its condition, or by a permission that may excuse it."""
    found = set(term.while_.not_breached) if term.while_ is not None else set()
    for may in agreement.terms:
        if may.after is not None and _may_excuse(may, term):
            found.update(may.after.breach_of)
    return sorted(found)


def _may_excuse(may: Term, term: Term) -> bool:
    if may.verb != "may" or term.verb != "must_not":
        return False
    covers = all(any(is_kind_of(kind, allowed) for allowed in may.types) for kind in term.types)
    return covers and may.zone in (None, term.zone) and not {*may.party}.isdisjoint(term.party)


def _watched(agreement: Agreement, terms: Iterable[Term]) -> list[Term]:
    """The terms that some look at, that those look at, and so on."""
    by_id = {term.id: term for term in agreement.terms}
    watched: dict[str, Term] = {}
    todo = list(terms)
    while todo:
        for id_ in looks_at(agreement, todo.pop()):
            if id_ not in watched:
                watched[id_] = by_id[id_]
                todo.append(by_id[id_])
    return list(watched.values())


def _named(
    snapshot: Snapshot, agreement: Agreement, past: Iterable[Term], present: Iterable[Term], first: int, last: int
) -> list[Told]:
    """The claims that kept cells name: of the ``past`` up to ``last``, of the ``present`` from ``first`` on."""
    named: set[str] = set()
    for terms, since in ((past, None), (present, dt.date.fromordinal(first).isoformat())):
        duties = [(term.id, party) for term in terms for party in term.party]
        until = dt.date.fromordinal(last).isoformat()
        for cell in snapshot.cells(agreement.id, since=since, until=until, duties=duties) if duties else ():
            named.update(cell.claims)
    return snapshot.told(agreement.id, claims=sorted(named)) if named else []


def related_types(term: Term) -> list[str]:
    """The event types that can be evidence for or against a term."""
    types = set(term.types)
    if term.verb == "must":
        types |= {CONTRARY[kind] for kind in term.types if kind in CONTRARY}
    related: set[str] = {kind for kind in EVENT_TYPES for of in types if is_kind_of(kind, of) or is_kind_of(of, kind)}
    return sorted({*related, "coverage"})


def _evidence(
    snapshot: Snapshot, agreement: Agreement, terms: Iterable[Term], first: int, last: int, *, carried: bool
) -> Iterator[Told]:
    """Claims on the days themselves, notices, and where ``carried`` all that a duty asks for, on whatever day.

    A deed that was done counts on the days after it, and that it was done late on the days before.
    """
    now: set[str] = set()
    always: set[str] = set()
    for term in terms:
        (always if carried and term.verb == "must" else now).update(related_types(term))
    if always:
        yield from snapshot.told(agreement.id, types=sorted(always))
    if now - always:
        yield from snapshot.told(agreement.id, types=sorted(now - always), since=first, until=last)
    notices = sorted({*_NOTICES} - always)
    if notices:
        yield from snapshot.told(agreement.id, types=notices, until=last)


def _closed(snapshot: Snapshot, agreement: Agreement, found: list[Told]) -> list[Told]:
    """With whatever corrects or withdraws one of these, and what that corrects, until nothing more does."""
    rows = {row.claim: row for row in found}
    asked: set[str] = set()
    while todo := ({*rows, *(row.target for row in rows.values() if row.target is not None)} - asked):
        asked |= todo
        for row in snapshot.told(agreement.id, targets=sorted(todo)):
            rows.setdefault(row.claim, row)
    return [rows[id_] for id_ in sorted(rows)]
