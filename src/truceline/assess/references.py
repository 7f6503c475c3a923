"""Which later line kills which: corrections and withdrawals, chains of them, and rings that make no sense."""

from __future__ import annotations

import bisect
import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from truceline.model.claim import Claim
from truceline.model.moment import anchored

_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


class Reference(NamedTuple):
    """A line that supersedes or withdraws another; ``recorded`` in microseconds since 1970 UTC."""

    id: str
    recorded: int
    target: str
    supersedes: bool


def dead_ids(references: Iterable[Reference]) -> set[str]:
    """The ids that a live line withdraws, supersedes, or supersedes later in their place; rings must be out."""
    killers: defaultdict[str, list[str]] = defaultdict(list)
    rivals: defaultdict[str, list[Reference]] = defaultdict(list)
    for reference in references:
        killers[reference.target].append(reference.id)
        if reference.supersedes:
            rivals[reference.target].append(reference)
    rank: dict[str, tuple[str, int]] = {}
    for target, group in rivals.items():
        group.sort(key=lambda r: (r.recorded, r.id))
        rank |= {reference.id: (target, i) for i, reference in enumerate(group)}
    # A node is a line, or one of the places in a queue of rivals: "is any of them from here on live?".
    alive: dict[str | tuple[str, int], bool] = {}

    def needed(node: str | tuple[str, int]) -> list[str | tuple[str, int]]:
        if isinstance(node, str):
            place = rank.get(node)
            return [*killers.get(node, ()), *([] if place is None else [(place[0], place[1] + 1)])]
        target, i = node
        return [] if i >= len(rivals[target]) else [rivals[target][i].id, (target, i + 1)]

    roots = sorted({*killers, *rank})
    for root in roots:
        stack: list[str | tuple[str, int]] = [root]
        while stack:
            node = stack[-1]
            waiting = [n for n in needed(node) if n not in alive] if node not in alive else []
            if waiting:
                stack += waiting
                continue
            stack.pop()
            if node not in alive:
                found = any(alive[n] for n in needed(node))
                alive[node] = not found if isinstance(node, str) else found
    return {id_ for id_ in roots if not alive[id_]}


def dead_lines(lines: Iterable[Claim], timezone: str) -> set[str]:
    """The ids that some of these lines correct or withdraw for good, as the engine counts them."""
    told = {line.id: line for line in lines}
    targets = {id_: target for id_, line in told.items() if (target := line.supersedes or line.withdraws)}
    rings = cyclic_ids(targets)
    return dead_ids(
        Reference(id_, _microseconds(told[id_].recorded, timezone), target, told[id_].supersedes is not None)
        for id_, target in targets.items()
        if id_ not in rings
    )


def _microseconds(recorded: str | None, timezone: str) -> int:
    return 0 if recorded is None else (anchored(recorded, timezone) - _EPOCH) // dt.timedelta(microseconds=1)


def cyclic_ids(targets: Mapping[str, str]) -> set[str]:
    """The ids on a ring of references, given what each id refers to."""
    cyclic: set[str] = set()
    done: set[str] = set()
    for root in targets:
        path: list[str] = []
        at: dict[str, int] = {}
        id_: str | None = root
        while id_ is not None and id_ in targets and id_ not in done:
            if id_ in at:
                cyclic |= set(path[at[id_] :])
                break
            at[id_] = len(path)
            path.append(id_)
            id_ = targets[id_]
        done |= set(path)
    return cyclic


class Liveness:
    """Which lines are live, kept as references come and go; each change tells which lines it turned.

    Of the lines that supersede one and the same, at most one is live: the latest that nobody kills.
    """

    def __init__(self, references: Iterable[Reference]) -> None:
        self._reference: dict[str, Reference] = {}
        self._killers: defaultdict[str, list[str]] = defaultdict(list)
        self._rivals: defaultdict[str, list[tuple[int, str]]] = defaultdict(list)
        found = list(references)
        for reference in found:
            self._enter(reference)
        self._dead = dead_ids(found)
        self._leader = {target: self._latest(target) for target in self._rivals}

    def is_live(self, id_: str) -> bool:
        """True unless a live line kills it; a line that nobody heard of is live."""
        return id_ not in self._dead

    def ring(self, reference: Reference) -> list[str]:
        """The ids on the ring that a new reference would close; empty when it closes none."""
        found, id_ = [reference.id], reference.target
        while id_ != reference.id:
            found.append(id_)
            following = self._reference.get(id_)
            if following is None:
                return []
            id_ = following.target
        return found

    def add(self, reference: Reference) -> list[str]:
        """Take in a reference that closes no ring; gives back the ids that turned live, or dead."""
        self._enter(reference)
        return self._turn([reference.target, *self._new_leader(reference)])

    def remove(self, id_: str) -> list[str]:
        """Forget the reference of a line; gives back the ids that turned."""
        reference = self._reference.pop(id_, None)
        if reference is None:
            return []
        self._killers[reference.target].remove(id_)
        if reference.supersedes:
            self._rivals[reference.target].remove((reference.recorded, id_))
        return self._turn([reference.target, *self._new_leader(reference), id_])

    def _enter(self, reference: Reference) -> None:
        self._reference[reference.id] = reference
        self._killers[reference.target].append(reference.id)
        if reference.supersedes:
            bisect.insort(self._rivals[reference.target], (reference.recorded, reference.id))

    def _is_killed(self, id_: str) -> bool:
        return any(killer not in self._dead for killer in self._killers.get(id_, ()))

    def _latest(self, target: str) -> str | None:
        return next((id_ for _, id_ in reversed(self._rivals[target]) if not self._is_killed(id_)), None)

    def _new_leader(self, reference: Reference) -> list[str]:
        """The rivals that gain or lose their place at the head, if the head changes."""
        if not reference.supersedes:
            return [reference.id]
        before, after = self._leader.get(reference.target), self._latest(reference.target)
        self._leader[reference.target] = after
        return [reference.id, *(id_ for id_ in (before, after) if id_ is not None and before != after)]

    def _turn(self, open_: list[str]) -> list[str]:
        turned: dict[str, None] = {}
        while open_:
            id_ = open_.pop()
            reference = self._reference.get(id_)
            if reference is not None and reference.supersedes:
                open_ += self._new_leader(reference)[1:]
            rival = reference is not None and reference.supersedes
            live = not self._is_killed(id_) and not (rival and reference and self._leader[reference.target] != id_)
            if live == (id_ not in self._dead):
                continue
            self._dead.symmetric_difference_update({id_})
            if id_ in turned:
                del turned[id_]
            else:
                turned[id_] = None
            if reference is not None:
                open_.append(reference.target)
        return list(turned)
