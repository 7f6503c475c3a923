"""How well claims are grouped: pairwise and B-cubed precision, recall and F1 (Bagga & Baldwin 1998), and two baselines.

A clustering is a cluster for each (report, claim).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from truceline.model.claim import Claim, Incident

Clustering = Mapping[tuple[str, str], str]


class Score(NamedTuple):
    """Precision, recall, and their harmonic mean."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """The harmonic mean; 0 when both are."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def pairwise(found: Clustering, gold: Clustering) -> Score:
    """Of the pairs that are put together, how many belong together; of those that do, how many are."""
    both = _pairs((found[k], gold[k]) for k in gold)
    ours, theirs = _pairs(found[k] for k in gold), _pairs(gold.values())
    return Score(both / ours if ours else 1.0, both / theirs if theirs else 1.0)


def b_cubed(found: Clustering, gold: Clustering) -> Score:
    """For each claim, how much of its cluster is of its occurrence, and how much of its occurrence is in it."""
    both = Counter((found[k], gold[k]) for k in gold)
    ours, theirs = Counter(found[k] for k in gold), Counter(gold.values())
    precision = sum(n * n / ours[cluster] for (cluster, _), n in both.items())
    recall = sum(n * n / theirs[occurrence] for (_, occurrence), n in both.items())
    return Score(precision / len(gold), recall / len(gold))


def _pairs(labels: Iterable[object]) -> int:
    return sum(n * (n - 1) // 2 for n in Counter(labels).values())


def predicted(incidents: Iterable[Incident], claims: Sequence[Claim]) -> Clustering:
    """The clustering that incidents are; a claim of none is alone."""
    home = {c: i.id for i in incidents for c in i.claims}
    return {(c.report or "", c.id): home.get(c.id, c.id) for c in claims}


def day_and_place(claims: Sequence[Claim]) -> Clustering:
    """The baseline of event data sets: what is of one day and one place on the map is one occurrence."""
    found = {}
    for c in claims:
        time, place = (c.event.time, c.event.place) if c.event is not None else (None, None)
        known = time is not None and time.start is not None and place is not None
        found[c.report or "", c.id] = (
            f"{time.start[:10]} {place.id}" if known and time and time.start and place else c.id
        )
    return found


def everything_alone(claims: Sequence[Claim]) -> Clustering:
    """The baseline that merges nothing."""
    return {(c.report or "", c.id): c.id for c in claims}
