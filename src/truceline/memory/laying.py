"""Kept readings, laid beside an agreement: claims with whose words they are and which telling came first.

Here all of them are laid at once; ``relaying.py`` lays those anew that a change touches, with the same result.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

import msgspec

from truceline.assess import identify
from truceline.extract import actor_vocabulary
from truceline.link import trace_origins
from truceline.memory.review import decided
from truceline.model.agreement import Agreement
from truceline.model.claim import Apart, Claim
from truceline.model.decision import Decision
from truceline.model.moment import anchored, zone
from truceline.store import Kept, Told

_LAST = dt.date.max.toordinal()


def lay_all(
    kept: Sequence[Kept],
    agreement: Agreement,
    decisions: Mapping[str, Sequence[Decision]],
    apart: Sequence[Apart] = (),
) -> list[Told]:
    """All claims of all readings, by id; ``decisions`` are what people decided, by report, and ``apart`` that some are
    not one telling."""
    claims = [claim for k in kept for claim in identified(k, agreement, decisions.get(k.reading.report.id, ()))]
    traced = trace_origins(claims, [k.reading for k in kept], apart=apart)
    return sorted((told_row(claim, agreement) for claim in traced), key=lambda row: row.claim)


def told_row(claim: Claim, agreement: Agreement) -> Told:
    """A claim as the store keeps it beside an agreement, with the days that it may tell of."""
    time = claim.event.time if claim.event is not None else None
    start, end = (time.start, time.end) if time is not None else (None, None)
    first, last = days_of(start, end, claim.recorded, agreement.timezone)
    return Told(
        claim=claim.id,
        report=claim.report or "",
        type=claim.event.type if claim.event is not None else "",
        first=first,
        last=last,
        origin=claim.origin or claim.id,
        target=claim.supersedes or claim.withdraws,
        wire=msgspec.json.encode(claim).decode(),
    )


def days_of(start: str | None, end: str | None, recorded: str | None, timezone: str) -> tuple[int, int]:
    """The first and last local day (ordinals) of a claim's window; an open end reaches to when it was recorded."""
    try:
        first = 1 if start is None else _day(anchored(start, timezone), timezone)
        if end is not None:
            last = _day(anchored(end, timezone) - dt.timedelta(microseconds=1), timezone)
        else:
            last = _LAST if recorded is None else _day(anchored(recorded, timezone), timezone)
    except (ValueError, OverflowError):
        return 1, _LAST  # the engine refuses it, and says why
    return first, max(first, last)


def _day(moment: dt.datetime, timezone: str) -> int:
    return moment.astimezone(zone(timezone)).date().toordinal()


def identified(kept: Kept, agreement: Agreement, decisions: Sequence[Decision]) -> list[Claim]:
    """The claims of one reading with what was decided about them, by their place; whose words they are is found out,
    but for copies."""
    reading, lines = decided(kept, decisions, agreement)
    found = list(identify(reading, agreement, vocabulary=actor_vocabulary(), recorded=kept.recorded))
    found += [msgspec.structs.replace(line, origin=line.source) for line in lines]
    return sorted(found, key=lambda c: (c.start, c.end, c.id))
