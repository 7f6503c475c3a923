"""Asking a store: cells, any of them with its reasons, claims, incidents, gaps; now, or as was known once."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Collection, Sequence

import msgspec

from truceline.assess import Assessment, decode_claims, known_by
from truceline.errors import UsageError
from truceline.link import find_incidents
from truceline.memory.bearing import Bearing
from truceline.memory.laying import lay_all
from truceline.memory.relaying import merges_of
from truceline.memory.review import kept_apart
from truceline.memory.settling import by_report, settle
from truceline.model.agreement import Agreement, Term
from truceline.model.claim import Claim, Incident, Merge, Reading
from truceline.model.moment import anchored
from truceline.model.status import Cell, Gap
from truceline.show import MOST_DAYS
from truceline.store import Snapshot, Store, Told

#: A store of so few claims is read whole for a term that looks at the past of others.
FEW = 5000
#: A window of so many days says of none that it is the one.
LONG = 31


class View:
    """One agreement of a store in one state; ``as_of`` (RFC 3339) leaves out what was recorded later.

    ``counted`` answers from what was counted last, where somebody else is counting what was accepted since.
    """

    def __init__(
        self, snapshot: Snapshot, agreement: Agreement, *, as_of: str | None = None, counted: bool = False
    ) -> None:
        self._snapshot = snapshot
        self._as_of = as_of
        #: As it was known then.
        self.agreement = known_by(agreement, as_of)
        unsettled = snapshot.unsettled(agreement.id, most=0)
        #: What a store that cannot be written to has not counted yet is counted for this answer alone.
        self._anew = not unsettled.is_settled and not (counted and unsettled.counted >= 0)

    @property
    def _all(self) -> list[Told]:
        """The claims that are counted; a release leaves some of them out."""
        return self._everything

    @functools.cached_property
    def _everything(self) -> list[Told]:
        if self._anew:
            return self._laid()
        return self._snapshot.told(self.agreement.id)

    def _laid(self) -> list[Told]:
        decisions = by_report(self._snapshot.decisions())
        apart = kept_apart(self._snapshot).aparts
        return lay_all(list(self._snapshot.readings()), self.agreement, decisions, apart)

    @functools.cached_property
    def _whole(self) -> Assessment:
        usable, refused = decode_claims([r.wire for r in self._all], self.agreement, as_of=self._as_of)
        return Assessment(self.agreement, usable, refused)

    @property
    def _kept(self) -> bool:
        """True when the kept cells answer."""
        return self._as_of is None and not self._anew

    @property
    def state(self) -> tuple[tuple[int, str], str] | None:
        """What the kept cells hang on: the head of the log, and the agreement; None where they do not answer."""
        return (self._snapshot.head(), self.agreement.id) if self._kept else None

    def cells(self, since: str | None = None, until: str | None = None) -> list[Cell]:
        """The cells that something bears on: status, grades and claims, without reasons; by term, party and day."""
        if self._kept:
            return self._snapshot.cells(self.agreement.id, since=since, until=until)
        return [c for c in self._whole.cells if (since is None or c.day >= since) and (until is None or c.day <= until)]

    def span(self, since: str | None, until: str | None) -> tuple[str | None, str | None]:
        """The days to be shown where not both ends were asked for: the last ones that a claim with a date tells of."""
        if self._kept:
            found = self._snapshot.span(self.agreement.id)
        else:
            dated = [row for row in self._all if row.last - row.first < LONG]
            found = (min(row.first for row in dated), max(row.last for row in dated)) if dated else None
        if found is None:
            return since, until
        last = ordinal(until) if until is not None else found[1]
        first = ordinal(since) if since is not None else max(found[0], last - MOST_DAYS + 1)
        last = min(last, first + MOST_DAYS - 1) if until is None else last
        return dt.date.fromordinal(first).isoformat(), dt.date.fromordinal(max(first, last)).isoformat()

    def grid_assessment(self, terms: Collection[Term], first: str, last: str) -> Assessment:
        """Right for the status and the grades of every cell and period of these terms within these days."""
        if not self._kept or not self._bearing.can_rest:
            return self._whole
        return self._bearing.on_grid(terms, ordinal(first), ordinal(last))

    def explain(self, term: str, party: str, day: str) -> Cell:
        """One cell, or a period ``A/B``, with why it is what it is and what would change it.

        In a store of more than ``FEW`` claims, ``suffices`` and ``hinges`` are left out for a term that looks at the
        past of others: to find them, all of that past would have to be read.
        """
        first, _, last = day.partition("/")
        return self._for_term(term, first, last or first).cell(term, party, day)

    def _for_term(self, term: str | None, first: str, last: str) -> Assessment:
        found = next((t for t in self.agreement.terms if t.id == term), None)
        if not self._kept or found is None or not self._bearing.can_rest:
            return self._whole
        if self._bearing.looks_at_others(found) and not self._snapshot.has_more_told(self.agreement.id, FEW):
            return self._whole
        return self._bearing.on_cell(found, ordinal(first), ordinal(last))

    @functools.cached_property
    def _bearing(self) -> Bearing:
        return Bearing(self._snapshot, self.agreement)

    def gaps(
        self, since: str | None, until: str | None, *, term: str | None = None, party: str | None = None
    ) -> tuple[Gap, ...]:
        """What would settle the open cells from ``since`` to ``until``."""
        if since is None or until is None:
            days = [cell.day for cell in self.cells(since, until)]
            since, until = since or min(days, default=until), until or max(days, default=since)
        if since is None or until is None:
            return ()
        return self._for_term(term, since, until).gaps(since, until, term=term, party=party)

    def claims(
        self,
        since: str | None = None,
        until: str | None = None,
        *,
        types: Sequence[str] | None = None,
        reports: Sequence[str] | None = None,
        ids: Sequence[str] | None = None,
    ) -> list[Claim]:
        """Claims as the agreement tells them, of reports, or whose days meet ``since`` to ``until``; by report."""
        return self._claims(since, until, types=types, reports=reports, ids=ids)

    def _claims(
        self,
        since: str | None = None,
        until: str | None = None,
        *,
        types: Sequence[str] | None = None,
        reports: Sequence[str] | None = None,
        ids: Sequence[str] | None = None,
    ) -> list[Claim]:
        first = None if since is None else ordinal(since)
        last = None if until is None else ordinal(until)
        if self._anew:
            rows = [
                r
                for r in self._all
                if (first is None or r.last >= first)
                and (last is None or r.first <= last)
                and (types is None or r.type in types)
                and (reports is None or r.report in reports)
                and (ids is None or r.claim in ids)
            ]
        else:
            rows = self._snapshot.told(
                self.agreement.id, since=first, until=last, types=types, reports=reports, claims=ids
            )
        found = [msgspec.json.decode(row.wire, type=Claim) for row in rows]
        return sorted(self._known(found), key=lambda c: (c.report or "", c.start, c.end, c.id))

    def _known(self, claims: list[Claim]) -> list[Claim]:
        """Those that were recorded by ``as_of``."""
        if self._as_of is None:
            return claims
        limit = anchored(self._as_of, self.agreement.timezone)
        return [c for c in claims if c.recorded and anchored(c.recorded, self.agreement.timezone) <= limit]

    def incidents(self, since: str | None = None, until: str | None = None) -> tuple[Incident, ...]:
        """Claims of one occurrence together; those of which a claim's days meet ``since`` to ``until``."""
        # An occurrence may reach over the edge: what lies a little beyond is looked at with it.
        margin = dt.timedelta(days=14)
        wide = [
            None if day is None else (dt.date.fromisoformat(day) + sign * margin).isoformat()
            for day, sign in ((since, -1), (until, 1))
        ]
        inside = {claim.id for claim in self._claims(since, until)}
        told = self._claims(*wide)
        apart = kept_apart(self._snapshot).aparts
        found = find_incidents(told, self.readings_of(told), apart=apart)
        return tuple(i for i in found if not inside.isdisjoint(i.claims))

    def merges(self, claims: Sequence[Claim]) -> tuple[Merge, ...]:
        """Why these claims have an origin that others told before them, or others theirs; each with both passages."""
        reports = sorted({claim.report for claim in claims if claim.report})
        ids = {claim.id for claim in claims}
        found = merges_of(self._snapshot, self.agreement, reports)
        return tuple(merge for merge in found if merge.claim in ids or merge.into in ids)

    def readings_of(self, claims: Sequence[Claim]) -> list[Reading]:
        """The readings that hold of these claims' reports."""
        reports = sorted({claim.report for claim in claims if claim.report})
        return [kept.reading for kept in self._snapshot.readings(reports)]


def chosen(agreements: dict[str, Agreement], wanted: str | None) -> Agreement:
    """The agreement that is meant; a store with one needs no name. UsageError says which there are."""
    if wanted is None and len(agreements) == 1:
        return next(iter(agreements.values()))
    listed = ", ".join(agreements) or "none"
    if wanted is None:
        raise UsageError(f"The store holds several agreements ({listed}); say which with --agreement.")
    if wanted not in agreements:
        raise UsageError(f"The store has no agreement {wanted}; it has {listed}.")
    return agreements[wanted]


def up_to_date(store: Store, *, at: str) -> None:
    """Let a store that can be written to count what it has not counted yet."""
    if store.writable:
        settle(store, at=at)


def ordinal(day: str) -> int:
    """A day as a number; UsageError when it is none."""
    try:
        return dt.date.fromisoformat(day).toordinal()
    except ValueError as error:
        raise UsageError(f"{day!r} is not a day; write it as 2019-08-05.") from error
