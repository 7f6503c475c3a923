"""What may be shown to others: nothing newer than the publication delay, no place finer than its source and the floor.

The delay is by occurrence. A claim is held back until the whole of the last day on which it may have happened is older
than the delay; a window without an end reaches to when the claim was recorded. When it was recorded is no second gate:
a denial of yesterday about what was said to happen last month would otherwise be kept from the reader who sees the
allegation. Corrections and withdrawals hold at once, whatever their age (docs/decisions/0020).

Everything is asked of :class:`Published` and nothing is left to templates: claims, cells, incidents and explanations
are those of the claims that may be shown, as if the store had no others.
"""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from truceline.errors import UsageError
from truceline.memory.asking import LONG, View, ordinal
from truceline.memory.floor import coarsened_claim
from truceline.model.agreement import Agreement
from truceline.model.claim import Claim
from truceline.model.moment import anchored, zone
from truceline.model.status import Cell, Gap
from truceline.store import Snapshot, Told

#: What is published is never newer than this.
LEAST_DELAY_HOURS = 24
DELAY_HOURS = 72
#: A village is as fine as anything is shown; no building, road block or position.
FLOOR_KM = 1.0


class Release(NamedTuple):
    """The rules that hold for an output, at the instant ``now`` (RFC 3339)."""

    now: str
    delay_hours: int = DELAY_HOURS
    floor_km: float = FLOOR_KM

    @classmethod
    def published(cls, now: str, *, delay_hours: int = DELAY_HOURS, floor_km: float = FLOOR_KM) -> Release:
        """The rules for what leaves the house; UsageError when they would be too loose."""
        if delay_hours < LEAST_DELAY_HOURS:
            raise UsageError(
                f"The publication delay is at least {LEAST_DELAY_HOURS} hours, and {DELAY_HOURS} unless told otherwise;"
                f" {delay_hours} is too short."
            )
        if not FLOOR_KM <= floor_km <= 500:
            raise UsageError(f"The floor of places is from {FLOOR_KM:g} to 500 km; {floor_km:g} is not.")
        return cls(now, delay_hours, floor_km)

    @classmethod
    def inside(cls, now: str) -> Release:
        """Those who review see everything, to now, as the sources have it. Nothing of this may leave the house."""
        return cls(now, 0, 0.0)

    @property
    def is_inside(self) -> bool:
        """True when nothing is held back."""
        return self.delay_hours == 0

    def last_day(self, timezone: str) -> str:
        """The last local day all of which is older than the delay; without a delay, today."""
        passed = anchored(self.now, timezone) - dt.timedelta(hours=self.delay_hours)
        day = passed.astimezone(zone(timezone)).date()
        return (day if self.is_inside else day - dt.timedelta(days=1)).isoformat()


class Published(View):
    """One agreement of a store as it may be shown under a release. It answers like :class:`View`."""

    def __init__(
        self,
        snapshot: Snapshot,
        agreement: Agreement,
        release: Release,
        *,
        as_of: str | None = None,
        counted: bool = False,
    ) -> None:
        super().__init__(snapshot, agreement, as_of=as_of, counted=counted)
        self.release = release
        self.last_day = release.last_day(agreement.timezone)

    @property
    def snapshot(self) -> Snapshot:
        """The state of the store that is asked."""
        return self._snapshot

    @property
    def as_of(self) -> str | None:
        """What was recorded later is left out."""
        return self._as_of

    @functools.cached_property
    def held_back(self) -> frozenset[str]:
        """The ids of the claims that the delay holds back, and of those that such a claim corrects or withdraws."""
        if self.release.is_inside:
            return frozenset()
        last = ordinal(self.last_day)
        newer = self._everything if self._anew else self._snapshot.told(self.agreement.id, since=last + 1)
        # What is told of no event, such as a rejection, holds at once.
        found = {row.claim: row for row in newer if row.type and row.last > last}
        todo = list(found.values())
        while todo:
            targets = {row.target for row in todo if row.target is not None} - found.keys()
            todo = [row for row in self._rows(sorted(targets)) if row.claim not in found] if targets else []
            found |= {row.claim: row for row in todo}
        return frozenset(found)

    @functools.cached_property
    def withheld(self) -> int:
        """How many claims are held back for now; of all, whatever is asked for."""
        if self._as_of is None or not self.held_back:
            return len(self.held_back)
        limit = anchored(self._as_of, self.agreement.timezone)
        told = [msgspec.json.decode(row.wire, type=Claim).recorded for row in self._rows(sorted(self.held_back))]
        return sum(at is not None and anchored(at, self.agreement.timezone) <= limit for at in told)

    @functools.cached_property
    def partly_held(self) -> frozenset[str]:
        """The ids of the reports a claim of which is held back: their text and title may not be shown whole."""
        return frozenset(row.report for row in self._rows(sorted(self.held_back))) if self.held_back else frozenset()

    def _rows(self, ids: Sequence[str]) -> list[Told]:
        if self._anew:
            wanted = set(ids)
            return [row for row in self._everything if row.claim in wanted]
        return self._snapshot.told(self.agreement.id, claims=ids)

    @property
    def _all(self) -> list[Told]:
        return self._shown

    @functools.cached_property
    def _shown(self) -> list[Told]:
        return [row for row in self._everything if row.claim not in self.held_back]

    @property
    def _kept(self) -> bool:
        return super()._kept and not self.held_back

    def cells(self, since: str | None = None, until: str | None = None) -> list[Cell]:
        """The cells that something bears on, up to the last day that may be shown."""
        return super().cells(since, self._until(until))

    def span(self, since: str | None, until: str | None) -> tuple[str | None, str | None]:
        """The days to be shown where not both ends were asked for; none that may not be shown."""
        first, last = super().span(since, until)
        return (first and min(first, self.last_day)), (last and min(last, self.last_day))

    def explain(self, term: str, party: str, day: str) -> Cell:
        """One cell or period with why it is so; UsageError for a day that may not be shown yet."""
        if day.rpartition("/")[2] > self.last_day:
            raise UsageError(
                f"{day} is held back: what is shown is {self.release.delay_hours} hours old, to {self.last_day}."
            )
        return super().explain(term, party, day)

    def gaps(
        self, since: str | None, until: str | None, *, term: str | None = None, party: str | None = None
    ) -> tuple[Gap, ...]:
        """What would settle the open cells."""
        return super().gaps(since, self._until(until), term=term, party=party)

    def claims(
        self,
        since: str | None = None,
        until: str | None = None,
        *,
        types: Sequence[str] | None = None,
        reports: Sequence[str] | None = None,
        ids: Sequence[str] | None = None,
    ) -> list[Claim]:
        """Claims that may be shown, their places no finer than the floor."""
        found = self._claims(since, until, types=types, reports=reports, ids=ids)
        return [coarsened_claim(claim, self.release.floor_km) for claim in found] if self.release.floor_km else found

    def _claims(self, since: str | None = None, until: str | None = None, **which: Sequence[str] | None) -> list[Claim]:
        found = super()._claims(since, until, **which)
        return [claim for claim in found if claim.id not in self.held_back]

    def aimed_at(self, ids: Sequence[str]) -> list[Claim]:
        """The lines, known at ``as_of``, that correct or withdraw one of these claims or lines."""
        if self._anew:
            wanted = set(ids)
            rows = [row for row in self._everything if row.target in wanted]
        else:
            rows = self._snapshot.told(self.agreement.id, targets=ids)
        return self._known([msgspec.json.decode(row.wire, type=Claim) for row in rows])

    def whole_span(self) -> tuple[str, str] | None:
        """The first and the last day that may be shown and that a claim with a date tells of."""
        if self._anew or self.as_of is not None or self.held_back:
            dated = [row for row in self._all if row.last - row.first < LONG and row.last <= ordinal(self.last_day)]
            found = (min(row.first for row in dated), max(row.last for row in dated)) if dated else None
        else:
            found = self._snapshot.span(self.agreement.id)
        return found and (dt.date.fromordinal(found[0]).isoformat(), dt.date.fromordinal(found[1]).isoformat())

    def _until(self, until: str | None) -> str:
        return self.last_day if until is None else min(until, self.last_day)
