"""The made-up agreement as plain tables, for the peers that `make bench-engine` measures beside the engine.

What is settled once for an agreement is settled here and costs the peers nothing: which type is a kind of which, where
each place lies towards each zone, who belongs to whom and when, who a source is towards whom, when each day begins.
"""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import late_truth
from truceline.geometry import Zones
from truceline.model.agreement import Agreement
from truceline.model.event import is_kind_of
from truceline.model.moment import anchored, day_start
from truceline.model.status import Truth
from truceline.model.world import Place

_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_EVER = 2**62
_TRUTH = {Truth.NO: 0, Truth.POSSIBLE: 1, Truth.YES: 2}


def write_facts(folder: Path, agreement: Agreement) -> None:
    """One CSV file a table, with a header."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, (header, rows) in _tables(agreement).items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([header, *rows])


def _tables(agreement: Agreement) -> dict[str, tuple[Sequence[str], Iterable[Sequence[Any]]]]:
    def instant(written: str) -> int:
        return (anchored(written, agreement.timezone) - _EPOCH) // dt.timedelta(microseconds=1)

    def begins(day: dt.date) -> int:
        return (day_start(day, agreement.timezone) - _EPOCH) // dt.timedelta(microseconds=1)

    prohibitions = [t for t in agreement.terms if t.verb == "must_not"]
    forces = {i.id: (instant(i.in_force), _EVER if i.ends is None else instant(i.ends)) for i in agreement.instruments}
    # The claims' windows reach beyond the thousand days on both sides.
    days = [late_truth.FIRST + dt.timedelta(days=n) for n in range(-40, late_truth.DAYS + 40)]
    zones = Zones({z.id: z for z in agreement.zones})
    pool = late_truth.pools()
    spots = [Place(**{"id": None, **place}) for place in pool.places if place is not None]
    kinds = pool.types
    sides = {s.id: s.side for s in agreement.sources} | {p.id: p.side for p in agreement.parties}
    roles = {s.id: s.role for s in agreement.sources}
    party_sides = {p.id: p.side for p in agreement.parties}

    def standing(source: str, party: str) -> str:
        side = sides.get(source)
        if roles.get(source) == "reviewer" or (roles.get(source) == "observer" and side == "neutral"):
            return "first-hand"
        if source == party or (side is not None and side == party_sides[party]):
            return "own"
        return "third" if side in (None, "neutral") else "opposed"

    return {
        "days": (
            ("number", "day", "start_us", "end_us"),
            [(n, f"{d}", begins(d), begins(d + dt.timedelta(days=1))) for n, d in enumerate(days)],
        ),
        "terms": (
            ("term", "zone", "unless", "start_us", "end_us"),
            [(t.id, t.zone, None if t.unless is None else t.unless.target, *forces[t.of]) for t in prohibitions],
        ),
        "binds": (("term", "party"), [(t.id, p) for t in prohibitions for p in t.party]),
        "acts": (
            ("term", "type", "covers", "denies"),
            [(t.id, kind, _covers(kind, t.types), _denies(kind, t.types)) for t in prohibitions for kind in kinds],
        ),
        "positions": (
            ("place", "zone", "inside", "contains"),
            [
                (place.id or f"zone {place.zone}", zone.id, _TRUTH[position.inside], position.contains)
                for place in spots
                for zone in agreement.zones
                if (position := zones.position(place, zone.id))
            ],
        ),
        "members": (
            ("actor", "party", "first_us", "last_us"),
            [
                *((p.id, p.id, -_EVER, _EVER) for p in agreement.parties),
                *(
                    (
                        m.group,
                        p.id,
                        -_EVER if m.from_ is None else instant(m.from_),
                        _EVER if m.until is None else instant(m.until),
                    )
                    for p in agreement.parties
                    for m in p.members
                ),
            ],
        ),
        "sources": (("source", "side"), [(s, side) for s, side in sides.items() if side is not None]),
        "standings": (
            ("source", "party", "standing"),
            [(s, p.id, standing(s, p.id)) for s in pool.sources for p in agreement.parties],
        ),
    }


def _covers(kind: str, types: Sequence[str]) -> int:
    if kind == "coverage":
        return 0
    if any(is_kind_of(kind, t) for t in types):
        return 2
    return int(any(is_kind_of(t, kind) for t in types))


def _denies(kind: str, types: Sequence[str]) -> int:
    return 2 if kind == "coverage" or all(is_kind_of(t, kind) for t in types) else int(_covers(kind, types) > 0)
