"""Measure the speed of linking on this machine and write that part of docs/performance.md.

    python tools/bench_link.py

Claims and reports are drawn from seeds. The peer is what linking was before: every claim compared with every other.
"""

from __future__ import annotations

import datetime as dt
import os
import platform
import random
import resource
import sys
import time
from collections.abc import Callable
from importlib.metadata import version
from itertools import combinations

from bench import write_section
from truceline.link import find_incidents
from truceline.link.copies import Texts
from truceline.link.occurrence import together
from truceline.link.tellings import tellings_of
from truceline.model.claim import Claim
from truceline.model.event import Count, Event, EventType
from truceline.model.text import Report
from truceline.model.world import Place, TimeInterval

KINDS: tuple[EventType, ...] = (
    "attack.shelling", "attack.air", "attack", "clash", "civilians.harmed", "territory.captured", "displacement"
)  # fmt: skip
WORDS = (
    "the",
    "of",
    "a",
    "market",
    "school",
    "road",
    "house",
    "village",
    "bakery",
    "fields",
    "river",
    "mill",
    "bridge",
)
SYLLABLES = ("ka", "ma", "ra", "ti", "su", "ne", "lo", "bi", "za", "fa")
TOWNS, DAYS = 60, 365


def claims(count: int, days: int = DAYS) -> list[Claim]:
    """``count`` claims of four a report, about 60 towns over a year; a tenth have no place on the map."""
    dice = random.Random(1)
    towns = [
        Place(
            id=f"t{n}",
            name="".join(dice.choices(SYLLABLES, k=3)).title(),
            lat=dice.uniform(34.5, 37),
            lon=dice.uniform(36, 41),
            radius_km=dice.choice([2, 3, 4, 12]),
            precision=1,
        )
        for n in range(TOWNS)
    ]
    found = []
    for number in range(count):
        first, town = dt.date(2019, 1, 1) + dt.timedelta(dice.randrange(days)), dice.choice(towns)
        last = first + dt.timedelta(dice.choice([1, 1, 1, 2, 7]))
        found.append(
            Claim(
                id=f"c{number}",
                report=f"r{number // 4}",
                start=number % 4 * 100,
                end=number % 4 * 100 + 60,
                quote=f"{' '.join(dice.choices(WORDS, k=10))} in {town.name}",
                origin=f"o{number}",
                event=Event(
                    type=dice.choice(KINDS),
                    actors=(dice.choice(["syria", "russia", "hts", "opposition"]),) if dice.random() < 0.6 else (),
                    place=town if dice.random() < 0.9 else None,
                    time=TimeInterval(start=first.isoformat(), end=last.isoformat()),
                    deaths=Count(low=dice.randrange(5)) if dice.random() < 0.3 else None,
                ),
            )
        )
    return found


def reports(count: int) -> list[Report]:
    """``count`` reports of 8 sentences, every second one a copy of the one before with a fifth of its words changed."""
    dice = random.Random(2)
    words = ["".join(dice.choices("abcdefghijklmnopqrstuvwxyz", k=6)) for _ in range(5000)]
    found, text = [], [""]
    for number in range(count):
        if number % 2:
            text = [word if dice.random() > 0.2 else dice.choice(words) for word in text]
        else:
            text = dice.choices(words, k=120)
        sentences = [" ".join(text[at : at + 15]).capitalize() + "." for at in range(0, 120, 15)]
        found.append(Report(id=f"r{number:06}", text=" ".join(sentences)))
    return found


def timed(work: Callable[[], object]) -> float:
    """Seconds of computing."""
    begun = time.process_time()
    work()
    return time.process_time() - begun


def every_pair(pile: list[Claim]) -> None:
    """What comparing each with each other costs."""
    told = [t for t in tellings_of(pile, ()) if t is not None]
    for a, b in combinations(told, 2):
        together(a, b)


def copies(pile: list[Report]) -> None:
    """Candidates found and measured."""
    texts = Texts(pile)
    for pair in texts.candidates():
        texts.compare(*pair)


def main() -> int:
    """Measure, write the page, and say what was found."""
    few, ten, hundred = claims(3000, 11), claims(10_000), claims(100_000)
    slow, quick = timed(lambda: every_pair(few)), timed(lambda: find_incidents(few))
    rows = [
        ("occurrences: 10,000 claims of a year", timed(lambda: find_incidents(ten))),
        ("occurrences: 100,000 claims of a year", timed(lambda: find_incidents(hundred))),
        ("occurrences: 3,000 claims of 11 days (as dense)", quick),
        ("the same 3,000, every pair compared", slow),
        ("copies: 10,000 reports of 120 words, half of them copies", timed(lambda: copies(reports(10_000)))),
    ]
    page = [
        "## Linking",
        "",
        "Written by `make bench-link`; no test depends on it. Seconds of computing, on one core.",
        f"Python {platform.python_version()}, rensa {version('rensa')}, {platform.machine()}, {os.cpu_count()} cores.",
        "",
        "| what | seconds |",
        "|---|---|",
        *(f"| {name} | {seconds:.1f} |" for name, seconds in rows),
        "",
        f"Peak memory of all of it: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB.",
        "Where very many claims tell of one day in one stretch of country, they are compared by what they say and not",
        "one by one; the cost grows with the square of how many different things they say.",
    ]
    write_section("bench-link", page)
    print("\n".join(page))
    return 0


if __name__ == "__main__":
    sys.exit(main())
