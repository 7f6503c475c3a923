"""What each claim tells when it is linked: its facts, with what its neighbours in the report lend it, and its words."""

from __future__ import annotations

import itertools
import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache

from truceline.link.facts import Facts, Window, facts_of, nearness, window_of
from truceline.link.occurrence import HARM, Telling, kind_alike
from truceline.link.sentences import bag_of, names_of, sentences_of, standing_at, words_of
from truceline.model.claim import Claim, Reading

#: Windows longer than this fix no occurrence; claims with them stay on their own.
LONGEST_WINDOW_H = 7 * 24.0
#: A denial that names no day is of the days before it was recorded.
DENIED_WITHIN_H = 4 * 24.0
#: What lies so near before it in a report (code points) lends its place and day to what has none.
NEIGHBOURHOOD = 80
#: What stands so near (code points) is taken for one sentence where the text is not at hand.
_CLOSE = 12


def tellings_of(told: Sequence[Claim], readings: Sequence[Reading]) -> list[Telling | None]:
    """The telling of each claim; None where no day is known closely enough to link it. They come by report."""
    breaths = _sentences(told, readings)
    bags = [bag_of(words_of(c.quote)) for c in told]
    named = _names(told, readings)
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
        place = _place_words(facts.place.name) if facts.place is not None and facts.place.name is not None else ()
        vector = {word: weight for word, weight in bags[number].items() if word not in place}
        length = math.sqrt(sum(x * x for x in vector.values())) or 1.0
        names = named[number] | (frozenset(place) if (facts.place is None or facts.place.lat is None) else frozenset())
        found.append(Telling(facts, presumed, {w: x / length for w, x in vector.items()}, names, breaths[number]))
    return found


@lru_cache(maxsize=4096)
def _place_words(name: str) -> tuple[str, ...]:
    return words_of(name)


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


def _names(told: Sequence[Claim], readings: Sequence[Reading]) -> list[frozenset[str]]:
    """The names in each claim's words that may be of places: not of days, nor of those who act, nor figures."""
    elsewhere: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for reading in readings:
        elsewhere[reading.report.id] += [(t.start, t.end) for t in reading.times]
        elsewhere[reading.report.id] += [(a.start, a.end) for a in reading.actors]
    found = []
    for claim in told:
        words = claim.quote
        for start, end in elsewhere.get(claim.report or "", ()):
            if claim.start <= start and end <= claim.end:
                first, last = start - claim.start, end - claim.start
                words = words[:first] + "." * (last - first) + words[last:]
        found.append(frozenset(name for name in names_of(words) if not name.isdigit()))
    return found


def _beside(told: Sequence[Claim], number: int, step: int) -> Iterator[int]:
    at = number + step
    while 0 <= at < len(told) and told[at].report == told[number].report:
        yield at
        at += step
