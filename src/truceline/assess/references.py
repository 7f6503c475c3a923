"""Which later line kills which: corrections and withdrawals, chains of them, and rings that make no sense."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple


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
