"""Things that are put together two by two, unless somebody said that they are apart."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

from truceline.model.claim import Apart, Claim


class Groups:
    """A partition of claims that grows by joining (union-find); :class:`Apart` decisions are never broken.

    Claims are told by their place in the sequence that was given.
    """

    def __init__(self, claims: Sequence[Claim], apart: Sequence[Apart]) -> None:
        self._home = list(range(len(claims)))
        self._members: dict[int, list[int]] = {i: [i] for i in self._home}
        self._barred: dict[int, set[int]] = defaultdict(set)
        self._apart = {(d.a, d.b) for d in apart} | {(d.b, d.a) for d in apart}
        self._names = [(c.id, c.report or "") for c in claims]
        named: dict[str, list[int]] = defaultdict(list)
        for number, claim in enumerate(claims):
            named[claim.id].append(number)
            if claim.report is not None:
                named[claim.report].append(number)
        for decision in apart:
            for a in named.get(decision.a, ()):
                for b in named.get(decision.b, ()):
                    if a != b:
                        self._barred[a].add(b)
                        self._barred[b].add(a)

    def home(self, i: int) -> int:
        """What stands for the group of a claim; it is one of its members."""
        while self._home[i] != i:
            self._home[i] = self._home[self._home[i]]
            i = self._home[i]
        return i

    def members(self, i: int) -> list[int]:
        """The group of a claim, in no order."""
        return self._members[self.home(i)]

    def all(self) -> list[list[int]]:
        """Every group with its members sorted, the groups by their first."""
        return sorted(sorted(members) for members in self._members.values())

    def barred(self, a: Iterable[int], b: Iterable[int]) -> bool:
        """True when somebody said that a member of ``a`` and one of ``b`` are apart."""
        if not self._barred:
            return False
        others = set(b)
        return any(not self._barred[i].isdisjoint(others) for i in a if i in self._barred)

    def bars(self, i: int, report: str) -> bool:
        """True when somebody said that a claim, or its report, is apart from another report or from a claim of it."""
        return any((name, report) in self._apart for name in self._names[i]) or any(
            self._names[j][1] == report for j in self._barred.get(i, ())
        )

    def join(self, i: int, j: int, may: Callable[[list[int], list[int]], bool]) -> bool:
        """Put two groups together where no decision and not ``may`` (which is asked of both) forbids it."""
        a, b = self.home(i), self.home(j)
        if a == b:
            return False
        ours, others = self._members[a], self._members[b]
        if self.barred(ours, others) or not may(ours, others):
            return False
        if len(ours) < len(others):
            a, b, ours, others = b, a, others, ours
        self._home[b] = a
        ours.extend(others)
        del self._members[b]
        return True
