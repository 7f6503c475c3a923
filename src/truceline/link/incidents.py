"""Claims of one occurrence: compatible in kind, day, place and actors, doubts included. Nothing is merged away."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence

from truceline.geometry import distance_km
from truceline.model.claim import Claim, Incident
from truceline.model.moment import parsed
from truceline.model.world import Place

#: Windows longer than this fix no occurrence; claims with them stay on their own.
LONGEST_WINDOW_DAYS = 7
#: Claims of the modalities below tell of something that took place; the others belong to no incident.
_HAPPENED = frozenset({"occurred", "ongoing"})


def find_incidents(claims: Sequence[Claim]) -> tuple[Incident, ...]:
    """Group claims that may tell of one occurrence; the order of ``claims`` does not matter.

    Compatibility is asked of every pair in a group (complete linkage in a fixed order), so that vague claims do not
    chain distinct occurrences together.
    """
    told = sorted(
        (c for c in claims if c.event is not None and c.modality in _HAPPENED and c.event.type != "term.described"),
        key=lambda c: (_bounds(c)[0] or "~", c.event.type if c.event else "", c.report or "", c.start, c.id),
    )
    groups: list[list[Claim]] = []
    for claim in told:
        home = next((g for g in groups if all(_compatible(claim, other) for other in g)), None)
        if home is None:
            groups.append([claim])
        else:
            home.append(claim)
    incidents = []
    for group in groups:
        ids = tuple(sorted(c.id for c in group))
        origins = tuple(sorted({c.origin or c.id for c in group}))
        digest = hashlib.sha256(
            "|".join(f"{c.report}/{c.id}" for c in sorted(group, key=lambda c: (c.report or "", c.id))).encode()
        )
        incidents.append(Incident(id="i" + digest.hexdigest()[:10], claims=ids, origins=origins))
    return tuple(sorted(incidents, key=lambda i: i.id))


def _compatible(a: Claim, b: Claim) -> bool:
    if a.event is None or b.event is None or not _same_kind(a.event.type, b.event.type):
        return False
    (a_start, a_end), (b_start, b_end) = _bounds(a), _bounds(b)
    if a_start is None or b_start is None or a_end is None or b_end is None:
        return False
    if _days(a_start, a_end) > LONGEST_WINDOW_DAYS or _days(b_start, b_end) > LONGEST_WINDOW_DAYS:
        return False
    if a_end <= b_start or b_end <= a_start:
        return False
    if not _may_meet(a.event.place, b.event.place):
        return False
    return _share(a.event.actors, b.event.actors) and _share(a.event.recipients, b.event.recipients)


def _same_kind(a: str, b: str) -> bool:
    return a == b or a.startswith(b + ".") or b.startswith(a + ".") or {a, b} <= {"clash", "attack"}


def _share(a: Sequence[str], b: Sequence[str]) -> bool:
    """Two role sets may be of one act when one is unknown or they share a member; unnamed ones may be anybody."""
    named_a = {x for x in a if not x.startswith("unnamed:")}
    named_b = {x for x in b if not x.startswith("unnamed:")}
    return not named_a or not named_b or bool(named_a & named_b)


def _may_meet(a: Place | None, b: Place | None) -> bool:
    if a is None or b is None:
        return False
    if a.id is not None and a.id == b.id:
        return True
    if a.lat is None or a.lon is None or b.lat is None or b.lon is None:
        return a.name is not None and a.name == b.name
    return distance_km(a.lat, a.lon, b.lat, b.lon) <= (a.radius_km or 0.0) + (b.radius_km or 0.0)


def _bounds(claim: Claim) -> tuple[str | None, str | None]:
    time = claim.event.time if claim.event is not None else None
    return (time.start, time.end) if time is not None else (None, None)


def _days(start: str, end: str) -> float:
    a, b = parsed(start), parsed(end)
    first = a.date() if isinstance(a, dt.datetime) else a
    last = b.date() if isinstance(b, dt.datetime) else b
    return (last - first).days
