"""Claims of one occurrence: alike in kind, day, place and actors, doubts included. Nothing is merged away.

Claims are compared only where they may meet: with one kind of event, on one day, in one stretch of country. The surest
pairs are put together first, and two groups only where no pair of theirs is impossible and all pairs are likely on
average; so vague claims do not chain distinct occurrences together, and the order of arrival does not matter. What
is told of another day, or of another stretch of country, changes nothing here.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from truceline.link.blocks import meeting
from truceline.link.groups import Groups
from truceline.link.occurrence import TOGETHER, together
from truceline.link.tellings import tellings_of
from truceline.model.claim import Apart, Claim, Incident, Reading
from truceline.model.event import Count

#: Claims of the modalities below tell of something that took place; the others belong to no incident.
_HAPPENED = frozenset({"occurred", "ongoing"})
#: Two large groups are compared by so many members each, the first by report and place in it.
_SAMPLE = 16


def find_incidents(
    claims: Sequence[Claim], readings: Sequence[Reading] = (), *, apart: Iterable[Apart] = ()
) -> tuple[Incident, ...]:
    """Group claims that tell of one occurrence; the order of ``claims`` does not matter.

    ``readings`` show which claims stand in one sentence; without them, only what stands close together counts as that.
    ``apart`` are decisions that two claims, or any claims of two reports, do not tell of one. A claim that tells of no
    event that took place belongs to no incident.
    """
    told = sorted(
        {(c.report, c.id): c for c in claims if c.event is not None and c.modality in _HAPPENED}.values(),
        key=lambda c: (c.report or "", c.start, c.id),
    )
    told = [c for c in told if c.event is not None and c.event.type != "term.described"]
    groups = Groups(told, tuple(apart))
    tellings = tellings_of(told, readings)
    scores: dict[tuple[int, int], float | None] = {}

    def score(i: int, j: int) -> float | None:
        pair = (i, j) if i < j else (j, i)
        if pair not in scores:
            a, b = tellings[pair[0]], tellings[pair[1]]
            scores[pair] = together(a, b) if a is not None and b is not None else None
        return scores[pair]

    def may(ours: list[int], others: list[int]) -> bool:
        if len(ours) == 1 == len(others):
            return True  # they come because they are likely together
        total, few, some = 0.0, sorted(ours)[:_SAMPLE], sorted(others)[:_SAMPLE]
        for i in few:
            for j in some:
                alike = score(i, j)
                if alike is None:
                    return False
                total += alike
        return total >= TOGETHER * len(few) * len(some)

    edges = []
    for i, j in meeting(tellings):
        a, b = tellings[i], tellings[j]
        alike = together(a, b) if a is not None and b is not None else None
        if alike is not None:
            scores[i, j] = alike
            if alike >= TOGETHER:
                edges.append((-round(alike, 6), i, j))
    for _, i, j in sorted(edges):
        groups.join(i, j, may)
    return tuple(sorted((_incident([told[i] for i in g]) for g in groups.all()), key=lambda i: i.id))


def _incident(group: Sequence[Claim]) -> Incident:
    digest = hashlib.sha256("|".join(f"{c.report}/{c.id}" for c in group).encode())
    return Incident(
        id="i" + digest.hexdigest()[:10],
        claims=tuple(sorted(c.id for c in group)),
        origins=tuple(sorted({c.origin or c.id for c in group})),
    )


class Account(NamedTuple):
    """What one origin says of an incident: how many died and were hurt, as it was said, each number once.

    Accounts stand side by side. They are never added up: two tellings of three dead are three dead, told twice.
    """

    origin: str
    denies: bool
    deaths: tuple[Count, ...]
    injured: tuple[Count, ...]
    claims: tuple[str, ...]


def accounts_of(incident: Incident, claims: Iterable[Claim]) -> tuple[Account, ...]:
    """The accounts of an incident, one for each origin, its denials apart; sorted by origin, assertions first."""
    wanted = set(incident.claims)
    told: dict[tuple[str, bool], list[Claim]] = defaultdict(list)
    for claim in sorted({c.id: c for c in claims if c.id in wanted}.values(), key=lambda c: c.id):
        denies = claim.polarity == "negative" or claim.speech == "denies"
        told[claim.origin or claim.id, denies].append(claim)
    found = []
    for (origin, denies), group in sorted(told.items()):
        events = [c.event for c in group if c.event is not None]
        deaths = dict.fromkeys(e.deaths for e in events if e.deaths is not None)
        injured = dict.fromkeys(e.injured for e in events if e.injured is not None)
        found.append(Account(origin, denies, tuple(deaths), tuple(injured), tuple(c.id for c in group)))
    return tuple(found)
