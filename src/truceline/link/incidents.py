"""Claims of one occurrence: alike in kind, day, place and actors, doubts included. Nothing is merged away.

Claims are compared only where they may meet: with one kind of event, on one day, in one stretch of country. The surest
pairs are put together first, and two groups only where no pair of theirs is impossible and all pairs are likely on
average; so vague claims do not chain distinct occurrences together, and the order of arrival does not matter.
"""

from __future__ import annotations

import hashlib
import itertools
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

from truceline.link.facts import ZONE_SLACK_H, Facts, Window, facts_of, nearness, window_of
from truceline.link.groups import Groups
from truceline.link.occurrence import HARM, TOGETHER, Telling, family_of, kind_alike, together
from truceline.link.sentences import bag_of, names_of, sentences_of, standing_at, words_of
from truceline.model.claim import Apart, Claim, Incident, Reading
from truceline.model.world import Place

#: Windows longer than this fix no occurrence; claims with them stay on their own.
LONGEST_WINDOW_H = 7 * 24.0
#: A denial that names no day is of the days before it was recorded.
DENIED_WITHIN_H = 4 * 24.0
#: What lies so near in a report (code points) lends its place and day to what has none.
NEIGHBOURHOOD = 80
#: Claims of the modalities below tell of something that took place; the others belong to no incident.
_HAPPENED = frozenset({"occurred", "ongoing"})
#: Two groups are compared by so many members each, the first by report and place in it.
_SAMPLE = 16
#: Degrees of a square of country.
_SQUARE = 0.5
_KM_A_DEGREE = 111.0
#: What stands so near (code points) is taken for one sentence where the text is not at hand.
_CLOSE = 12
#: A place that reaches further is compared with itself only.
_WIDEST_KM = 100.0
#: A block of more claims is compared by what its claims say, not claim by claim.
_LARGE = 300


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
    tellings = _tellings(told, _sentences(told, readings))
    scores: dict[tuple[int, int], float | None] = {}

    def score(i: int, j: int) -> float | None:
        pair = (i, j) if i < j else (j, i)
        if pair not in scores:
            a, b = tellings[pair[0]], tellings[pair[1]]
            scores[pair] = together(a, b) if a is not None and b is not None else None
        return scores[pair]

    def may(ours: list[int], others: list[int]) -> bool:
        total, few, some = 0.0, sorted(ours)[:_SAMPLE], sorted(others)[:_SAMPLE]
        for i in few:
            for j in some:
                alike = score(i, j)
                if alike is None:
                    return False
                total += alike
        return total >= TOGETHER * len(few) * len(some)

    edges = []
    for i, j in _meeting(tellings):
        alike = score(i, j)
        if alike is not None and alike >= TOGETHER:
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


# What each claim tells, with what its neighbours lend it.


def _tellings(told: Sequence[Claim], breaths: Sequence[object]) -> list[Telling | None]:
    bags = [bag_of(words_of(c.quote)) for c in told]
    known = Counter(word for bag in bags for word in bag)
    few = _said_of_few(told)
    found: list[Telling | None] = []
    for number, claim in enumerate(told):
        facts, presumed = _filled(told, number, breaths), False
        if facts is not None and facts.window is None and facts.negative and claim.recorded is not None:
            until = window_of(claim.recorded, claim.recorded)
            if until is not None:
                presumed = True
                facts = facts._replace(window=Window(until.start - DENIED_WITHIN_H, until.start, until.instant))
        if facts is None or facts.window is None or facts.window.hours > LONGEST_WINDOW_H:
            found.append(None)
            continue
        place = words_of(facts.place.name) if facts.place is not None and facts.place.name is not None else ()
        vector = {
            word: weight * math.log((1 + len(told)) / known[word])
            for word, weight in bags[number].items()
            if word not in place
        }
        length = math.sqrt(sum(x * x for x in vector.values())) or 1.0
        names = (names_of(claim.quote) & few) | (frozenset(place) if _is_unplaced(facts.place) else frozenset())
        found.append(Telling(facts, presumed, {w: x / length for w, x in vector.items()}, names, breaths[number]))
    return found


def _is_unplaced(place: Place | None) -> bool:
    return place is None or place.lat is None


def _sentences(told: Sequence[Claim], readings: Sequence[Reading]) -> list[object]:
    """What claims of one sentence have in common; of a report that is not at hand, a run of claims close together."""
    sentences = {r.report.id: sentences_of(r.report) for r in readings}
    found: list[object] = []
    for number, claim in enumerate(told):
        before = told[number - 1] if number else None
        if claim.report in sentences:
            found.append((claim.report, standing_at(sentences[claim.report], claim.start)))
        elif before is not None and before.report == claim.report and claim.start - before.end <= _CLOSE:
            found.append(found[-1])
        else:
            found.append((claim.report, claim.id))
    return found


def _filled(told: Sequence[Claim], number: int, breaths: Sequence[object]) -> Facts | None:
    """The facts of a claim; what it lacks is lent by a claim of its sentence, or by the nearest before it.

    Only what came of an act, or the denial of one, borrows from an earlier sentence: two acts need not be of one place
    and day.
    """
    claim, facts = told[number], facts_of(told[number])
    if facts is None or (facts.place is not None and facts.window is not None):
        return facts
    borrows = facts.negative or facts.kind in HARM
    beside = []
    for step in (-1, 1):
        for at in itertools.islice(_beside(told, number, step), 4):
            other, there = told[at], facts_of(told[at])
            if there is None or kind_alike(facts.kind, there.kind) is None:
                continue
            gap = max(0, claim.start - other.end if step < 0 else other.start - claim.end)
            if breaths[at] == breaths[number] or (step < 0 and borrows and gap <= NEIGHBOURHOOD):
                beside.append((gap, step, there))
    for _, _, there in sorted(beside, key=lambda found: found[:2]):
        if nearness(facts.place, there.place) == "apart":
            continue
        if facts.place is None and there.place is not None:
            facts = facts._replace(place=there.place)
        if facts.window is None and there.window is not None:
            facts = facts._replace(window=there.window)
    return facts


def _said_of_few(told: Sequence[Claim]) -> frozenset[str]:
    """Names that are not said of many places: "Friday" and "Russian" name none."""
    places: dict[str, set[str]] = defaultdict(set)
    for claim in told:
        place = claim.event.place if claim.event is not None else None
        for name in names_of(claim.quote):
            if place is not None and place.id is not None:
                places[name].add(place.id)
            else:
                places[name].add("")
    return frozenset(name for name, ids in places.items() if len(ids) <= 2 and not name.isdigit())


def _beside(told: Sequence[Claim], number: int, step: int) -> Iterator[int]:
    at = number + step
    while 0 <= at < len(told) and told[at].report == told[number].report:
        yield at
        at += step


# Which claims are compared.


def _meeting(tellings: Sequence[Telling | None]) -> Iterator[tuple[int, int]]:
    """Pairs that share a family of kinds, a day, and a square of country or a name; each once."""
    squares: dict[tuple[object, ...], list[int]] = defaultdict(list)
    named: dict[tuple[object, ...], list[int]] = defaultdict(list)
    names = Counter(name for t in tellings if t is not None for name in t.names)
    common = max(50, len(tellings) // 50)
    for number, telling in enumerate(tellings):
        if telling is None:
            continue
        where = _where(telling.facts.place)
        rare = [name for name in telling.names if names[name] <= common]
        for day in _days(telling.facts.window):
            block = (family_of(telling.facts.kind), day)
            for square in where:
                squares[*block, square].append(number)
            for name in rare:
                named[*block, name].append(number)
    seen: set[tuple[int, int]] = set()
    for block_members in squares.values():
        seen.update(_pairs(block_members, tellings))
    for block_members in named.values():
        lost = [n for n in block_members if (t := tellings[n]) is not None and _is_unplaced(t.facts.place)]
        seen.update((min(i, j), max(i, j)) for i in lost for j in block_members if i != j)
    yield from sorted(seen)


def _pairs(block: Sequence[int], tellings: Sequence[Telling | None]) -> Iterator[tuple[int, int]]:
    """All pairs of a small block; in a large one what says the same is compared with its first only."""
    if len(block) <= _LARGE:
        yield from itertools.combinations(block, 2)
        return
    first: dict[object, int] = {}
    for number in block:
        telling = tellings[number]
        assert telling is not None
        facts = telling.facts
        place = facts.place
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
