"""Which tellings are compared at all: those of one family of kinds, of one day, in one stretch of country."""

from __future__ import annotations

import itertools
import math
from collections import defaultdict
from collections.abc import Iterator, Sequence

from truceline.link.facts import ZONE_SLACK_H, Window
from truceline.link.occurrence import Telling, family_of, kind_alike
from truceline.model.world import Place

#: Degrees of a square of country.
_SQUARE = 0.5
_KM_A_DEGREE = 111.0
#: A place that reaches further is compared with itself only.
_WIDEST_KM = 100.0
#: A block of more claims is compared by what its claims say, not claim by claim.
_LARGE = 300


def meeting(tellings: Sequence[Telling | None]) -> set[tuple[int, int]]:
    """Pairs that share a family of kinds, a day, and a square of country or a name; each once."""
    squares: dict[tuple[object, ...], list[int]] = defaultdict(list)
    named: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for number, telling in enumerate(tellings):
        if telling is None:
            continue
        where = list(_where(telling.facts.place))
        for day in _days(telling.facts.window):
            block = (family_of(telling.facts.kind), day)
            for square in where:
                squares[*block, square].append(number)
            for name in telling.names:
                named[*block, name].append(number)
    seen: set[tuple[int, int]] = set()
    for block_members in squares.values():
        seen.update(
            pair for pair in _pairs(block_members, tellings) if pair not in seen and _of_one_kind(*pair, tellings)
        )
    for block_members in named.values():
        lost = [n for n in block_members if (t := tellings[n]) is not None and _unplaced(t.facts.place)]
        pairs = ((min(i, j), max(i, j)) for i in lost for j in block_members if i != j)
        seen.update(pair for pair in pairs if pair not in seen and _of_one_kind(*pair, tellings))
    return seen


def _of_one_kind(i: int, j: int, tellings: Sequence[Telling | None]) -> bool:
    a, b = tellings[i], tellings[j]
    return a is not None and b is not None and kind_alike(a.facts.kind, b.facts.kind) is not None


def _unplaced(place: Place | None) -> bool:
    return place is None or place.lat is None


def _pairs(block: Sequence[int], tellings: Sequence[Telling | None]) -> Iterator[tuple[int, int]]:
    """All pairs of a small block; in a large one what says the same is compared with its first only."""
    if len(block) <= _LARGE:
        yield from itertools.combinations(block, 2)
        return
    first: dict[object, int] = {}
    for number in block:
        telling = tellings[number]
        if telling is None:
            continue
        facts, place = telling.facts, telling.facts.place
        key = facts._replace(place=None), place and (place.id, place.name, place.lat, place.lon, place.radius_km)
        other = first.setdefault(key, number)
        if other != number:
            yield other, number
    yield from itertools.combinations(first.values(), 2)


def _days(window: Window | None) -> range:
    """The days that a window meets, with the doubt of a clock that is not known."""
    if window is None:
        return range(0)
    slack = ZONE_SLACK_H if window.instant else 0.0
    return range(math.floor((window.start - slack) / 24), math.ceil((window.end + slack) / 24))


def _where(place: Place | None) -> Iterator[object]:
    """The squares of country that a place reaches into; a zone, or a name without a place on the map, is its own."""
    if place is None:
        return
    if place.zone is not None:
        yield place.zone
    if place.lat is None or place.lon is None:
        if place.name is not None:
            yield place.name.casefold()
        return
    reach = (place.radius_km or 0.0) / _KM_A_DEGREE
    if (place.radius_km or 0.0) > _WIDEST_KM:
        yield (place.id, place.name)
        return
    across = reach / max(0.1, math.cos(math.radians(place.lat)))
    for row in range(math.floor((place.lat - reach) / _SQUARE), math.floor((place.lat + reach) / _SQUARE) + 1):
        for column in range(math.floor((place.lon - across) / _SQUARE), math.floor((place.lon + across) / _SQUARE) + 1):
            yield row, column
