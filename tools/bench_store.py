"""Measure the store: how long a report takes to be kept, a month to be shown and a cell to be explained.

    python tools/bench_store.py [--largest 1000000] [--postgres 100000] [--print]

The claims are those of the workload "late truth" (tools/late_truth.py: 50 terms, 1,000 days), twenty to a report, each
in a made-up sentence of eighteen words, three in ten of them copied from an earlier report. Three sizes are measured:
the largest, a tenth and a hundredth of it. Stores lie under build/ and are made once. What is measured is what a
process pays that opens the store anew; reading reports is not in it (docs/performance.md has that).
"""

from __future__ import annotations

import argparse
import functools
import hashlib
import json
import math
import os
import platform
import random
import statistics
import sys
import time
from collections.abc import Callable, Iterator

import msgspec
import psycopg

import late_truth
from bench import ROOT, write_section
from truceline.agreement import load_agreement
from truceline.assess import Duties
from truceline.memory import View, grid_of, settle
from truceline.model.claim import Claim, Reading
from truceline.model.text import Report
from truceline.store import Given, NewReport, Store, create_store, open_store
from truceline.store.record import keep_report

sys.path.insert(0, str(ROOT))
from tests.store.postgres import running_postgres

NOW = "2024-01-01T00:00:00Z"
BUILD = ROOT / "build" / "bench-store"
A_REPORT = 20
#: Made-up words, the rarer the longer, as in a language.
_LETTERS = "etaoinshrdlu"


def words(dice: random.Random, count: int) -> list[str]:
    """Words of two to twelve letters."""
    return ["".join(dice.choice(_LETTERS) for _ in range(dice.randrange(2, 13))) for _ in range(count)]


def reports(lines: list[str], dice: random.Random) -> Iterator[NewReport]:
    """Claims, twenty to a report, each in a sentence of its own or in one that was told before."""
    vocabulary = words(dice, 4000)
    told: list[str] = []
    for number, at in enumerate(range(0, len(lines), A_REPORT), 1):
        text = f"Report {number}.\n"
        claims = []
        for line in lines[at : at + A_REPORT]:
            if told and dice.random() < late_truth.COPIES:
                sentence = dice.choice(told)
            else:
                sentence = " ".join(dice.choice(vocabulary) for _ in range(18)) + "."
                if len(told) < 50_000:
                    told.append(sentence)
                else:
                    told[dice.randrange(len(told))] = sentence
            claim = msgspec.json.decode(line, type=Claim)
            start = len(text)
            text += sentence + "\n"
            claims.append(
                msgspec.structs.replace(
                    claim, start=start, end=start + len(sentence), quote=sentence, origin=None, supersedes=None
                )
            )
        content = text.encode()
        published = (claims[0].recorded or NOW)[:10]
        report = Report(id="sha256:" + hashlib.sha256(content).hexdigest(), text=text, published=published)
        yield NewReport(content, Reading(report=report, claims=tuple(claims)), Given(published=published), None)


def build(place: str, size: int) -> float:
    """Make a store of so many claims; gives back the seconds that laying and counting them took at the end."""
    workload = late_truth.write(ROOT / "build", size)
    with open(workload.claims("delayed"), encoding="utf-8") as file:
        lines = [line for line in file if '"withdraws"' not in line]
    with create_store(place) as store:
        store.add_agreement(load_agreement(str(workload.agreement)), at=NOW)
        following = reports(lines[:size], random.Random(1))
        done = False
        while not done:
            # Many in one transaction, for this once: the store is made, not measured.
            with store._database.writing() as connection:
                for _ in range(500):
                    new = next(following, None)
                    if new is None:
                        done = True
                        break
                    keep_report(connection, new, at=NOW, run=None)
        begun = time.perf_counter()
        settle(store, at=NOW)
        return time.perf_counter() - begun


def _explain(term: str, party: str, day: str, view: View) -> None:
    view.explain(term, party, day)


def timed(ask: Callable[[], object]) -> float:
    """Milliseconds."""
    begun = time.perf_counter()
    ask()
    return (time.perf_counter() - begun) * 1000


def both(ask: Callable[[], object]) -> tuple[float, float]:
    """Milliseconds on the clock, and of computing."""
    begun = time.perf_counter(), time.process_time()
    ask()
    return (time.perf_counter() - begun[0]) * 1000, (time.process_time() - begun[1]) * 1000


def new_reports(store: Store, count: int) -> list[NewReport]:
    """Reports of twenty claims that the store does not have: others each time that this is run."""
    with store.snapshot() as snapshot:
        dice = random.Random(snapshot.counts()["reports"])
    with open(late_truth.write(ROOT / "build", 10_000).claims("delayed"), encoding="utf-8") as file:
        lines = [x.replace('"id":"', f'"id":"late{dice.randrange(10**9)}-', 1) for x in file if "withdraws" not in x]
    at = dice.randrange(len(lines) - count * A_REPORT)
    return list(reports(lines[at : at + count * A_REPORT], dice))


def measure(place: str) -> dict[str, float]:
    """Milliseconds of each question, the middle of several."""
    found: dict[str, float] = {}
    with open_store(place) as store:
        with store.snapshot() as snapshot:
            (agreement,) = snapshot.agreements().values()
        month = ("2021-06-01", "2021-06-30")

        def view(ask: Callable[[View], object]) -> Callable[[], None]:
            def asked() -> None:
                with store.snapshot() as snapshot:
                    ask(View(snapshot, agreement))

            return asked

        cells = view(lambda v: v.cells(*month))
        found["cells of a month"] = statistics.median(timed(cells) for _ in range(5))
        found["grid of a month"] = statistics.median(timed(view(lambda v: grid_of(v, *month))) for _ in range(2))
        terms, duties = [t for t in agreement.terms if t.verb == "must_not" and t.types], Duties(agreement)
        for name, looks in (("explain", False), ("explain, where other terms' past counts", True)):
            term = next(t for t in terms if bool(duties.looks(duties.cells[t.id, t.party[0]])) is looks)
            days = [f"2021-06-{day:02}" for day in (2, 3, 5, 7, 9, 11, 13)]
            asks = [view(functools.partial(_explain, term.id, term.party[0], day)) for day in days]
            found[name] = statistics.median(timed(ask) for ask in asks)
        new = new_reports(store, 25)
        kept, settled = [], []
        for one in new:
            kept.append(timed(functools.partial(store.keep, one, at=NOW)))
            settled.append(both(lambda: settle(store, at=NOW)))
        # The first ones make what a process makes once.
        found["keep a report"] = statistics.median(kept[5:])
        found["lay and count"] = statistics.median(wall for wall, _ in settled[5:])
        found["lay and count, computing"] = statistics.median(cpu for _, cpu in settled[5:])
        found["lay and count, the longest"] = max(wall for wall, _ in settled[5:])
        found["verify"] = timed(store.verify)
    return found


def main() -> int:
    """Measure, and write that part of docs/performance.md."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--largest", type=int, default=1_000_000)
    parser.add_argument(
        "--postgres", type=int, default=None, help="the largest on PostgreSQL; the same where not given"
    )
    parser.add_argument("--print", action="store_true", dest="only_print")
    parser.add_argument("--kept", action="store_true", help="write the section from what was measured before")
    arguments = parser.parse_args()
    BUILD.mkdir(parents=True, exist_ok=True)
    notes = BUILD / "measured.json"
    columns: dict[str, dict[str, float]] = json.loads(notes.read_text()) if notes.exists() else {}
    sizes = [arguments.largest // 100, arguments.largest // 10, arguments.largest]
    if not arguments.kept:
        for size in sizes:
            columns[f"SQLite, {size:,}"] = on_file(size)
            notes.write_text(json.dumps(columns))
        with running_postgres() as server:
            for size in (s for s in sizes if s <= (arguments.postgres or arguments.largest)):
                place = server.replace("/postgres?", f"/of_{size}?")
                with psycopg.connect(server, autocommit=True) as connection:
                    connection.execute(f"CREATE DATABASE of_{size}")
                built = build(place, size)
                columns[f"PostgreSQL, {size:,}"] = {**measure(place), "build": built * 1000}
                notes.write_text(json.dumps(columns))
    for name, column in columns.items():
        print(name, json.dumps({k: round(v, 1) for k, v in column.items()}))
    if not arguments.only_print:
        PICTURE.parent.mkdir(exist_ok=True)
        PICTURE.write_text(picture(columns), encoding="utf-8")
        write_section("bench-store", section(columns))
    return 0


def on_file(size: int) -> dict[str, float]:
    """The measures of a store in a file, which is made once."""
    place, facts = BUILD / f"{size}.db", BUILD / f"{size}.json"
    if not facts.exists():
        place.unlink(missing_ok=True)
        facts.write_text(json.dumps(build(str(place), size)))
    column = {**measure(str(place)), "build": json.loads(facts.read_text()) * 1000}
    return {**column, "megabytes": place.stat().st_size / 1e6}


def section(columns: dict[str, dict[str, float]]) -> list[str]:
    """The part of the page."""
    lines = [
        "## The store",
        "",
        f"Written by `make bench-store`; no test depends on it. On {platform.machine()}, {os.cpu_count()} cores, Python"
        f" {platform.python_version()}, other work beside it.",
        "The workload is `tools/bench_store.py`: made-up claims on 1,000 days under 50 terms, twenty to a report,"
        " three in ten of them in words that an earlier report had.",
        "Milliseconds on the clock, the middle of several, the lower where it was run twice; a report's reading is not"
        " in them. On the clock it is two to three times the computing, since others worked on the same cores.",
        "",
        "![Milliseconds of a store against its claims](images/store-growth.svg)",
        "",
        "| claims | " + " | ".join(columns) + " |",
        "|---|" + "---:|" * len(columns),
    ]
    for name, words in MEASURES.items():
        found = [f"{column[name]:,.0f}" if name in column else "" for column in columns.values()]
        lines.append(f"| {words} | " + " | ".join(found) + " |")
    return lines


PICTURE = ROOT / "docs" / "images" / "store-growth.svg"
_DRAWN = {"lay and count": "lay and count a report", "explain": "explain", "cells of a month": "status of a month"}
_STYLE = (
    "text{fill:#444}.grid{stroke:#888;stroke-opacity:.35}.axis{stroke:#888}polyline{fill:none;stroke-width:2.2}"
    ".c0{stroke:#0b6bcb}.c1{stroke:#b4540a}.c2{stroke:#3c7d22}.PostgreSQL{stroke-dasharray:5 4}"
    "@media (prefers-color-scheme:dark){text{fill:#ccc}.c0{stroke:#6cb2f7}.c1{stroke:#f0a35e}.c2{stroke:#8fd16f}}"
)


def picture(columns: dict[str, dict[str, float]]) -> str:
    """The figures against the size of the store, both axes by tens; PostgreSQL is dashed."""
    points: dict[tuple[str, str], list[tuple[float, float]]] = {}
    for name, column in columns.items():
        kind, _, size = name.partition(", ")
        for measured in _DRAWN:
            points.setdefault((kind, measured), []).append((float(size.replace(",", "")), column[measured]))
    sizes = sorted({x for line in points.values() for x, _ in line})
    low, high = math.log10(sizes[0]), math.log10(sizes[-1])

    def x_of(size: float) -> float:
        return 74 + (math.log10(size) - low) / max(high - low, 1e-9) * 380

    def y_of(value: float) -> float:
        return 262 - math.log10(max(value, 1)) / 3.5 * 240

    parts = [
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 330" width="640" height="330" role="img" '
        'aria-labelledby="title" font-family="system-ui, sans-serif" font-size="13">',
        '<title id="title">What a store takes, against the claims in it</title>',
        f"<style>{_STYLE}</style>",
    ]
    for value in (1, 10, 100, 1000):
        y = y_of(value)
        parts.append(f'<line class="grid" x1="74" x2="454" y1="{y:.1f}" y2="{y:.1f}"/>')
        parts.append(f'<text x="66" y="{y + 4:.1f}" text-anchor="end">{value:,} ms</text>')
    for many in sizes:
        parts.append(f'<line class="axis" x1="{x_of(many):.1f}" x2="{x_of(many):.1f}" y1="262" y2="267"/>')
        parts.append(f'<text x="{x_of(many):.1f}" y="283" text-anchor="middle">{many:,.0f}</text>')
    parts.append('<text x="264" y="310" text-anchor="middle">claims in the store; PostgreSQL dashed</text>')
    for (kind, measured), line in points.items():
        colour = list(_DRAWN).index(measured)
        path = " ".join(f"{x_of(x):.1f},{y_of(y):.1f}" for x, y in sorted(line))
        parts.append(f'<polyline class="c{colour} {kind}" points="{path}"/>')
        if kind == "SQLite":
            y = y_of(max(line)[1])
            parts.append(f'<text x="462" y="{y + 4:.1f}">{_DRAWN[measured]}</text>')
    return "\n".join([*parts, "</svg>", ""])


MEASURES = {
    "keep a report": "keep a report of 20 claims: one transaction, on the disk",
    "cells of a month": "`status` of a month, for programs",
    "grid of a month": "`status` of a month, for people, with periods",
    "explain": "`explain`, a term by itself",
    "explain, where other terms' past counts": "`explain`, a term that looks at others' past",
    "lay and count": "lay and count it: origins and cells that it touches",
    "lay and count, computing": "of that, computing",
    "lay and count, the longest": "the longest of twenty",
    "verify": "`verify`",
    "build": "a new store: all claims laid and all cells counted",
    "megabytes": "size, megabytes",
}


if __name__ == "__main__":
    sys.exit(main())
