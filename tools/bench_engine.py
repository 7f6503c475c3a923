"""Measure the engine on the workload "late truth", beside peers, and write that part of docs/performance.md.

    python tools/bench_engine.py [--largest 1000000] [--print]

Three sizes are measured: the largest, a tenth and a hundredth of it. Every measure has a process of its own; memory is
that process's peak. Files lie under build/ and are made once; so is the environment of the peer that needs one.
``MONPOLY=/path/to/monpoly`` brings in that peer. ``--print`` leaves the page and the picture as they are.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import os
import platform
import subprocess
import sys
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

import late_truth
import peer_facts
from bench import ROOT, TRUCELINE, Run, run, write_section
from late_truth import ORDERS, Workload

BUILD = ROOT / "build"
PEERS = ROOT / "tools" / "peers"
PICTURE = ROOT / "docs" / "images" / "late-report.svg"
PATHWAY = "pathway==0.33.0"
GRADES = ("none", "possible", "single", "corroborated", "confirmed")

#: What every child that drives the engine begins with: reading claims, their order of arrival, a digest of all cells.
ENGINE = """
import gc, hashlib, json, sys, time
from truceline.assess import Engine, decode_claims
from truceline.pipeline import load_agreement
agreement, clock = load_agreement(sys.argv[1]), time.perf_counter
def decoded(path):
    begun = clock()
    with open(path, "rb") as file:
        claims, refused = decode_claims(file, agreement)
    assert not refused, refused[0]
    return claims, clock() - begun
def arriving(path):
    with open(path, "rb") as file:
        place = {line.split(b'"id":"', 1)[1].split(b'"', 1)[0].decode(): i for i, line in enumerate(file)}
    return sorted(decoded(path)[0], key=lambda record: place[record.id])
def listed(engine):
    begun = clock()
    cells = list(engine.cells())
    seconds = clock() - begun
    told = "".join(f"{c.term} {c.party} {c.day} {c.status} {c.pro} {c.con};" for c in cells)
    return {"cells": len(cells), "listing": seconds, "digest": hashlib.sha256(told.encode()).hexdigest()}
"""
BULK = """
claims, decoding = decoded(sys.argv[2])
begun = clock()
engine = Engine.of(agreement, claims)
print(json.dumps({"decoding": decoding, "seconds": clock() - begun, **listed(engine)}))
"""
ONE_BY_ONE = """
told = arriving(sys.argv[2])
engine = Engine(agreement)
begun = clock()
for record in told:
    engine.add(record)
print(json.dumps({"seconds": clock() - begun, **listed(engine)}))
"""
LATE = """
engine = Engine.of(agreement, decoded(sys.argv[2])[0])
before, times = listed(engine), []
for told in [arriving(path) for path in sys.argv[3:]]:
    spent = []
    gc.collect()
    for record in told:
        begun = time.perf_counter_ns()
        engine.add(record)
        spent.append(time.perf_counter_ns() - begun)
    times.append(sorted(spent))
print(json.dumps({"times": times, "listing": [x["listing"] / x["cells"] for x in (before, listed(engine))]}))
"""
SAMPLE = """
from msgspec.structs import replace
told, found = arriving(sys.argv[2])[:2000], []
# Without the duties that silence breaches, every cell is one that the claim bears on.
engine = Engine(replace(agreement, terms=tuple(replace(term, silence=None) for term in agreement.terms)))
for record in told:
    engine.add(record)
    found.append(len(engine.cells()))
    engine.withdraw(record.id, by=record.source, recorded="2030-01-01T00:00:00Z")
bearing = sum(map(bool, found)) / len(found)
print(json.dumps({"claims": len(found), "cells": sum(found) / len(found), "bearing": bearing, "most": max(found)}))
"""
DUCKDB = """
import duckdb, json, pathlib, sys, time
peers, facts, claims, *exports = sys.argv[1:]
database = duckdb.connect()
database.execute("set enable_progress_bar = false")
database.execute("set variable facts = ?", [facts])
database.execute("set variable claims = ?", [claims])
for statement in database.extract_statements(pathlib.Path(peers, "recompute.sql").read_text(encoding="utf-8")):
    database.execute(statement)
    if "create table lines" in statement.query:
        read = time.perf_counter()
cells = database.execute("select term, party, day::varchar, pro, con from cells").fetchall()
print(json.dumps({"anew": time.perf_counter() - read, "cells": cells}))
if exports:
    arrivals, log = exports
    database.execute(pathlib.Path(peers, "for_peers.sql").read_text(encoding="utf-8"))
    database.execute(f"copy arrivals to '{arrivals}'")
    with open(log, "w") as file:
        for at, entry in database.execute("select time, entry from log order by time, step").fetchall():
            file.write(f"@{at} {entry}\\n")
"""


class Late(NamedTuple):
    """What one late report costs after so many claims, in microseconds: the middle, one in a hundred, the worst.

    ``before`` and ``after`` are what listing took for each of all cells: work that was put off would show there.
    """

    history: int
    middle: float
    hundredth: float
    worst: float
    before: float
    after: float


class Peer(NamedTuple):
    """What a peer did, beside what the engine did with the same claims."""

    name: str
    what: str
    figure: str
    ratio: str
    drops: str


def main() -> int:
    """Measure, write the page and the picture, and say what was found."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--largest", type=int, default=1_000_000)
    parser.add_argument("--print", action="store_true", dest="only_print")
    arguments = parser.parse_args()
    sizes = [arguments.largest // 100, arguments.largest // 10, arguments.largest]
    workloads = [late_truth.write(BUILD, size) for size in sizes]
    sample = in_child(ENGINE + SAMPLE, workloads[0], "shuffled")[0]
    late, late_open = lateness(workloads)
    in_python, one_by_one, parts = python_rows(workloads[1:])
    end_to_end, rates = end_to_end_rows(workloads[1:])
    large = workloads[-1]
    page = [
        "## The engine: late truth",
        "",
        "Written by `make bench-engine`; no test depends on it.",
        f"Python {platform.python_version()}, numpy {version('numpy')}, {platform.machine()}, {os.cpu_count()} cores.",
        "Reports of a conflict come late, in any order, several times over, and are taken back.",
        "The workload is made up by `tools/late_truth.py` and always the same: 50 terms, 8 parties, 20 sources and "
        f"24 zones over {late_truth.DAYS:,} days, and the claims below in four orders of arrival.",
        f"`corrected` adds {late_truth.CORRECTIONS:.0%} corrections and {late_truth.WITHDRAWALS:.0%} withdrawals; "
        f"`delayed` is the order of recording, {late_truth.DELAY_DAYS} days after the fact in the middle "
        f"(log-normal, sigma {late_truth.DELAY_SPREAD}).",
        "Each measure has a process of its own, whose peak memory is given; up to 100,000 claims it is the best of "
        "three.",
        "",
        *workload_rows(workloads, sample),
        "",
        "### From lines of JSON to cells",
        "",
        "`truceline assess agreement.yaml claims.jsonl`, start of Python included.",
        "",
        *end_to_end,
        "",
        bounds(large, parts, rates[large.size, "shuffled"]),
        "",
        "### In Python",
        "",
        "`decode_claims`, then `Engine.of` for all at once, or `add` one by one in the order of arrival; listing is "
        "one call of `cells`, reasons included.",
        "",
        *in_python,
        "",
        "### One late report",
        "",
        f"What `add` costs for one of {lines_in(workloads[0].late):,} reports of long ago, after so many claims.",
        "A report without an end reaches to the day of its recording, here hundreds of days; it stands apart.",
        "A place that nobody told of before is laid beside the zones then, which short histories pay more often.",
        "Listing is not part of it; what each cell takes there before and after the late reports would show work that "
        "was put off.",
        "",
        *late_rows(late, late_open),
        "",
        "![Microseconds for one late report against claims of history](images/late-report.svg)",
        "",
        "### Beside others",
        "",
        "In the same run, on the same machine; a ratio above 1 says that the engine is quicker.",
        "Claims are set against `truceline assess` in the same order, counters against `add` one by one, and computing "
        "anew against p50 of one late report.",
        "",
        *peer_rows(workloads[1:], late, one_by_one, rates),
    ]
    print("\n".join(page))
    if not arguments.only_print:
        PICTURE.parent.mkdir(exist_ok=True)
        PICTURE.write_text(picture(late), encoding="utf-8")
        write_section("bench-engine", page)
    return 0


def best(workload: Workload, command: list[str], into: str | None = None) -> Run:
    """The quickest of three runs while they are short, else the one."""
    return min((run(command, into=into) for _ in range(3 if workload.size <= 100_000 else 1)), key=lambda r: r.wall)


def in_child(program: str, workload: Workload, *arguments: str) -> tuple[dict[str, Any], float]:
    """What a child that is given the agreement and files of the workload prints, and its peak memory in MB."""
    files = [str(workload.claims(a)) for a in arguments]
    done = run([sys.executable, "-c", program, str(workload.agreement), *files])
    return json.loads(done.printed), done.memory


def table(header: str, rows: Sequence[tuple[str, ...]]) -> list[str]:
    """A Markdown table; all but the first column are figures."""
    columns = header.count("|") + 1
    return [f"| {header} |", "|" + "|".join(["---", *["---:"] * (columns - 1)]) + "|"] + [
        f"| {' | '.join(row)} |" for row in rows
    ]


def lines_in(path: Path) -> int:
    """How many lines a file has."""
    return path.read_bytes().count(b"\n")


def workload_rows(workloads: list[Workload], sample: dict[str, Any]) -> list[str]:
    """What the claims are made of."""
    large = workloads[-1]
    rows = [(kind, f"{part:.1%}") for kind, part in large.shares.items()]
    rows += [
        (
            f"cells that a claim bears on, on average ({sample['claims']:,} claims, each alone in the engine)",
            f"{sample['cells']:.2f}",
        ),
        ("of these, claims that bear on some cell", f"{sample['bearing']:.0%}"),
        ("of these, cells that one claim bears on, at most", f"{sample['most']:,}"),
    ]
    for order in ("shuffled", "corrected"):
        told = large.claims(order).read_bytes()
        size = f"{lines_in(large.claims(order)):,} lines, {len(told) / 1e6:,.0f} MB"
        rows.append((f"{order}, sha256 `{hashlib.sha256(told).hexdigest()[:16]}…`", size))
    return table(f"{large.size:,} claims | share", rows)


def end_to_end_rows(workloads: list[Workload]) -> tuple[list[str], dict[tuple[int, str], float]]:
    """The command in every order, and its claims a second by size and order."""
    rows, rates = [], {}
    for workload in workloads:
        digests = {}
        for order in ORDERS:
            claims = workload.claims(order)
            command = [TRUCELINE, "assess", str(workload.agreement), str(claims)]
            out = workload.folder / f"cells-{order}.jsonl"
            kept = best(workload, command, str(out))
            unread = best(workload, command, os.devnull)
            lines = lines_in(claims)
            digests[order] = hashlib.sha256(out.read_bytes()).hexdigest()
            rates[workload.size, order] = lines / kept.wall
            rows.append(
                (
                    f"{lines:,}, {order}",
                    f"{lines / kept.wall:,.0f}",
                    f"{kept.wall:.2f}",
                    f"{lines / unread.wall:,.0f}",
                    f"{kept.memory:,.0f}",
                )
            )
        same = len({digests[order] for order in ORDERS if order != "corrected"}) == 1
        rows.append((f"the first three print the same bytes: {'yes' if same else 'NO'}", "", "", "", ""))
    return table("claims, order | claims/s | s | claims/s to /dev/null | MB", rows), rates


def python_rows(workloads: list[Workload]) -> tuple[list[str], dict[int, float], dict[str, float]]:
    """Bulk and one by one; claims a second of the latter, shuffled, by size; the seconds of the largest bulk."""
    rows, rates, parts = [], {}, {}
    for workload in workloads:
        bulk, memory = in_child(ENGINE + BULK, workload, "shuffled")
        parts = {"decoding": bulk["decoding"], "counting": bulk["seconds"], "listing": bulk["listing"]}
        for how, seconds, peak in (
            ("decoding", bulk["decoding"], ""),
            ("all at once", bulk["seconds"], f"{memory:,.0f}"),
        ):
            rows.append((f"{workload.size:,}, {how}", f"{workload.size / seconds:,.0f}", f"{seconds:.2f}", peak))
        rows.append((f"{workload.size:,}, listing {bulk['cells']:,} cells", "", f"{bulk['listing']:.2f}", ""))
        digests = {bulk["digest"]}
        for order in ORDERS:
            lines = lines_in(workload.claims(order))
            one, memory = in_child(ENGINE + ONE_BY_ONE, workload, order)
            rate = lines / one["seconds"]
            rows.append((f"{lines:,}, one by one, {order}", f"{rate:,.0f}", f"{one['seconds']:.2f}", f"{memory:,.0f}"))
            if order == "shuffled":
                rates[workload.size] = rate
            if order != "corrected":
                digests.add(one["digest"])
        same = "yes" if len(digests) == 1 else "NO"
        rows.append((f"one by one comes to the cells of all at once: {same}", "", "", ""))
    return table("claims, how | claims/s | s | MB", rows), rates, parts


def bounds(workload: Workload, parts: dict[str, float], rate: float) -> str:
    """Where the seconds of the command go, in one sentence; the parts were measured in one process each."""
    start = best(workload, [TRUCELINE, "assess", str(workload.agreement), os.devnull], os.devnull).wall
    words = ", ".join(f"{name} {seconds:.2f} s" for name, seconds in parts.items())
    longest = max(parts, key=lambda name: parts[name])
    return (
        f"One process alone would take, for {workload.size:,} shuffled claims: start {start:.2f} s, {words}. The "
        "command shares all but the start among as many processes as there are cores and takes "
        f"{workload.size / rate:.2f} s. "
        f"The longest part, {longest}, is what bounds it."
    )


def lateness(workloads: list[Workload]) -> tuple[list[Late], list[Late]]:
    """One late report after each history: with both ends known, and without an end."""
    found: tuple[list[Late], list[Late]] = ([], [])
    for workload in workloads:
        seen, _ = in_child(ENGINE + LATE, workload, "delayed", "late", "late-open")
        for times, into in zip(seen["times"], found, strict=True):
            micro = [t / 1000 for t in times]
            middle, hundredth, worst = micro[len(micro) // 2], micro[len(micro) * 99 // 100], micro[-1]
            into.append(Late(workload.size, middle, hundredth, worst, *(1e6 * each for each in seen["listing"])))
    return found


def late_rows(late: list[Late], late_open: list[Late]) -> list[str]:
    """The figures of the picture, and those of reports without an end."""
    rows = [
        (
            f"{one.history:,}, {kind}",
            *(f"{micro:,.{0 if micro >= 10 else 1}f}" for micro in (one.middle, one.hundredth, one.worst)),
            f"{one.before:.0f}",
            f"{one.after:.0f}",
        )
        for kind, many in (("both ends known", late), ("no end", late_open))
        for one in many
    ]
    return table(
        "claims before it, the report | p50 µs | p99 µs | worst µs | listing a cell before, µs | after, µs", rows
    )


# ------------------------------------------------------------ peers


def peer_rows(
    workloads: list[Workload], late: list[Late], one_by_one: dict[int, float], rates: dict[tuple[int, str], float]
) -> list[str]:
    """The peers' table, and what each of them leaves out."""
    from truceline.pipeline import load_agreement

    facts = workloads[0].folder / "facts"
    peer_facts.write_facts(facts, load_agreement(str(workloads[0].agreement)))
    found: list[Peer] = []
    for workload in workloads:
        found += duckdb_peer(workload, facts, late, rates)
    found += pathway_peer(workloads[0], one_by_one[workloads[0].size])
    found += monpoly_peer(workloads[0], rates[workloads[0].size, "occurrence"])
    drops = {peer.name: peer.drops for peer in found}
    return [
        *table("peer | figure | ratio", [(f"{p.name}: {p.what}", p.figure, p.ratio) for p in found]),
        "",
        "What they leave out:",
        "",
        *(f"- {name}: {words}" for name, words in drops.items()),
    ]


def duckdb_peer(workload: Workload, facts: Path, late: list[Late], rates: dict[tuple[int, str], float]) -> list[Peer]:
    """The whole table anew for every late report; its cells are laid beside the engine's."""
    exports = [str(workload.folder / name) for name in ("arrivals.csv", "monpoly.log")]
    command = [sys.executable, "-c", DUCKDB, str(PEERS), str(facts), str(workload.claims("corrected"))]
    done = best(workload, command)
    told = json.loads(done.printed)
    theirs = {(term, party, day): (GRADES[pro], GRADES[con]) for term, party, day, pro, con in told["cells"]}
    ours = {}
    prohibitions = {t["id"] for t in late_truth.agreement()["terms"] if "must_not" in t}
    with (workload.folder / "cells-corrected.jsonl").open("rb") as file:
        for cell in map(json.loads, file):
            if cell["term"] in prohibitions:
                ours[cell["term"], cell["party"], cell["day"]] = (cell["pro"], cell["con"])
    equal = sum(ours.get(key) == grades for key, grades in theirs.items()) / max(1, len(theirs | ours))
    lines = lines_in(workload.claims("corrected"))
    before = next(one for one in late if one.history == workload.size)
    run([sys.executable, "-c", DUCKDB, str(PEERS), str(facts), str(workload.claims("shuffled")), *exports])
    name, drops = (
        f"DuckDB {version('duckdb')}",
        "`tools/peers/recompute.sql` has late reports, corrections, withdrawals and doubt, by computing all anew; it "
        "leaves out duties, notices, reciprocity and permissions, so its statuses are those of a cell's own "
        "evidence; places and memberships are looked up in tables made beforehand.",
    )
    return [
        Peer(
            name,
            f"{lines:,} claims, corrected, from JSON; {equal:.2%} of its grades are the engine's",
            f"{lines / done.wall:,.0f} claims/s, {done.memory:,.0f} MB",
            f"{rates[workload.size, 'corrected'] * done.wall / lines:.2f}",
            drops,
        ),
        Peer(
            name,
            f"one late report after {workload.size:,} claims, by computing anew from lines already read",
            f"{told['anew']:.2f} s",
            f"{told['anew'] * 1e6 / before.middle:,.0f}",
            drops,
        ),
    ]


def pathway_peer(workload: Workload, one_by_one: float) -> list[Peer]:
    """Counters with retraction, in an environment of its own."""
    name, drops = (
        PATHWAY.replace("==", " ").capitalize(),
        "late reports and retraction are its strength; `tools/peers/with_pathway.py` counts the origins of each cell "
        "and slot, from rows laid beside cells beforehand by DuckDB, and commits a thousand rows at a time; it leaves "
        "out parsing, scope, statuses, duties, notices, reciprocity and permissions.",
    )
    python = BUILD / "peers" / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", str(BUILD / "peers")], check=True)
    install = [str(python), "-m", "pip", "--disable-pip-version-check", "install", "--quiet", PATHWAY]
    if subprocess.run(install, capture_output=True, check=False).returncode:
        return [Peer(name, "not measured: it does not install on this machine", "", "", drops)]
    arrivals = workload.folder / "arrivals.csv"
    done = best(workload, [str(python), str(PEERS / "with_pathway.py"), str(arrivals)])
    told = json.loads(done.printed.splitlines()[-1])
    rate = workload.size / told["seconds"]
    return [
        Peer(
            name,
            f"{workload.size:,} claims, shuffled, one in 14 taken back: {told['rows']:,} updates",
            f"{told['rows'] / told['seconds']:,.0f} updates/s, {rate:,.0f} claims/s, {done.memory:,.0f} MB",
            f"{one_by_one / rate:.2f}",
            drops,
        )
    ]


def monpoly_peer(workload: Workload, in_order: float) -> list[Peer]:
    """The certain acts in order, against the prohibitions alone."""
    name, drops = (
        "MonPoly",
        "`tools/peers/prohibitions.mfotl` names the certain acts that a prohibition covers, in the order of the days; "
        "it leaves out late reports, retraction, doubt, denials, corroboration, exemptions, duties, notices, "
        "reciprocity and permissions; its log was written beforehand.",
    )
    program = os.environ.get("MONPOLY")
    if not program:
        return [Peer(name, "not given (`MONPOLY=/path/to/monpoly`)", "", "", drops)]
    log = workload.folder / "monpoly.log"
    files = ["-sig", "prohibitions.sig", "-formula", "prohibitions.mfotl"]
    command = [program, *(str(PEERS / f) if "." in f else f for f in files), "-log", str(log)]
    done = best(workload, command, os.devnull)
    events = log.read_bytes().count(b" act ")
    return [
        Peer(
            name,
            f"{events:,} certain acts of {workload.size:,} claims, in order",
            f"{events / done.wall:,.0f} acts/s, {done.memory:,.0f} MB",
            f"{in_order * done.wall / events:.2f}",
            drops,
        )
    ]


# ------------------------------------------------------------ the picture


def picture(late: list[Late]) -> str:
    """p50 and p99 of one late report against the claims before it, both axes logarithmic, as SVG."""
    left, right, top, bottom = 74, 480, 22, 262
    first, last = math.log10(late[0].history), math.log10(late[-1].history)
    low = math.floor(math.log10(min(one.middle for one in late)))
    high = math.ceil(math.log10(max(one.hundredth for one in late)))

    def x(history: float) -> float:
        return left + 24 + (math.log10(history) - first) / (last - first) * (right - left - 24)

    def y(micro: float) -> float:
        return bottom - (math.log10(micro) - low) / (high - low) * (bottom - top)

    parts = [
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 600 330" width="600" height="330" role="img" '
        'aria-labelledby="title" font-family="system-ui, sans-serif" font-size="13">',
        '<title id="title">What one late report costs, against the claims before it</title>',
        "<style>text{fill:#444}.grid{stroke:#888;stroke-opacity:.35}.axis{stroke:#888}.a{stroke:#0b6bcb}.b{stroke:#b4540a}"
        ".a,.b{fill:none;stroke-width:2.2}.da{fill:#0b6bcb}.db{fill:#b4540a}"
        "@media (prefers-color-scheme:dark){text{fill:#ccc}.a{stroke:#6cb2f7}.b{stroke:#f0a35e}"
        ".da{fill:#6cb2f7}.db{fill:#f0a35e}}</style>",
    ]
    for power in range(low, high + 1):
        at = y(10.0**power)
        label = f"{10**power:,}" if power >= 0 else f"{10.0**power:g}"
        parts.append(f'<line class="grid" x1="{left}" x2="{right}" y1="{at:.1f}" y2="{at:.1f}"/>')
        parts.append(f'<text x="{left - 8}" y="{at + 4:.1f}" text-anchor="end">{label}</text>')
    parts.append(f'<line class="axis" x1="{left}" x2="{right}" y1="{bottom}" y2="{bottom}"/>')
    for one in late:
        at = x(one.history)
        parts.append(f'<line class="axis" x1="{at:.1f}" x2="{at:.1f}" y1="{bottom}" y2="{bottom + 5}"/>')
        parts.append(f'<text x="{at:.1f}" y="{bottom + 21}" text-anchor="middle">{one.history:,}</text>')
    parts += [
        f'<text x="{(left + right) / 2}" y="{bottom + 48}" text-anchor="middle">claims before the late report</text>',
        f'<text transform="translate(18 {(top + bottom) / 2}) rotate(-90)" text-anchor="middle">'
        "microseconds for one report</text>",
    ]
    curves = (("p99", "b", [one.hundredth for one in late]), ("p50", "a", [one.middle for one in late]))
    for name, style, values in curves:
        points = [(x(one.history), y(value)) for one, value in zip(late, values, strict=True)]
        parts.append(f'<polyline class="{style}" points="{" ".join(f"{a:.1f},{b:.1f}" for a, b in points)}"/>')
        parts += [f'<circle class="d{style}" cx="{a:.1f}" cy="{b:.1f}" r="3.5"/>' for a, b in points]
        value = f"{values[-1]:,.0f}" if values[-1] >= 10 else f"{values[-1]:.1f}"
        parts.append(f'<text x="{points[-1][0] + 10:.1f}" y="{points[-1][1] + 4:.1f}">{name}: {value} µs</text>')
    return "\n".join([*parts, "</svg>", ""])


if __name__ == "__main__":
    sys.exit(main())
