"""Measure accuracy on the yardsticks and write docs/accuracy.md. Scores only: no line of any data set is kept.

    TRUCELINE_SHARED=FOLDER python tools/score.py [--limit N] [--set NAME ...]

FOLDER holds ``eval/score.py`` and ``cases/check_cases.py``, which do the measuring; this puts their figures on a page.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
TRUCELINE = Path(sys.executable).with_name("truceline")
SETS = {
    "muc4": "MUC-4: incidents in wire reports on Latin America, 1988-91",
    "polnear": "PolNeAR: who says what, in US news",
    "timex": "TimeBank: values of time expressions",
    "gum_dates": "GUM, Wikinews: dates",
    "geo": "LGL and GeoVirus: places, found and put on the map",
    "ged": "UCDP GED: places of conflict, put on the map",
    "re3d": "re3d: names of actors, places and times",
    "case2021": "CASE 2021: kinds of event in snippets",
    "articles": "article pages: main text of a web page",
}


def main() -> int:
    """Run both measures, write the page, and say where it is."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--limit", type=int, help="at most N documents a set, for a first look; writes no page")
    parser.add_argument("--set", nargs="+", choices=SETS, help="measure these alone; the rows of the others stay")
    arguments = parser.parse_args()
    shared = os.environ.get("TRUCELINE_SHARED")
    if not shared or not (Path(shared) / "eval" / "score.py").is_file():
        print("make score needs the yardsticks: set TRUCELINE_SHARED to the folder that holds eval/score.py.")
        return 2
    cases = _cases(Path(shared))
    results = _sets(Path(shared), arguments.limit, arguments.set)
    rows = list(_set_rows(results["sets"]))
    if arguments.set:
        rows = _beside((ROOT / "docs" / "accuracy.md").read_text(encoding="utf-8"), rows)
    page = "\n".join([*_head(), *_case_rows(cases), *rows, ""])
    if arguments.limit:
        print(page)
    else:
        (ROOT / "docs" / "accuracy.md").write_text(page, encoding="utf-8")
        print("wrote docs/accuracy.md")
    return 0


def _cases(shared: Path) -> str:
    command = f"{TRUCELINE} read {{manifest-batch}} --format jsonl"
    script = shared / "cases" / "check_cases.py"
    done = subprocess.run([sys.executable, script, "--command", command], capture_output=True, text=True, check=False)
    print(done.stdout, done.stderr)
    return done.stdout


def _sets(shared: Path, limit: int | None, only: list[str] | None) -> dict[str, Any]:
    command = f"{TRUCELINE} read {{dir}} --manifest {{manifest}} --format jsonl"
    script = shared / "eval" / "score.py"
    with tempfile.TemporaryDirectory() as scratch:
        out = Path(scratch) / "scores.json"
        limited = ["--limit", str(limit)] if limit else []
        limited += ["--set", *only] if only else []
        subprocess.run([sys.executable, script, "--cmd", command, "--out", out, *limited], check=True)
        found: dict[str, Any] = json.loads(out.read_text(encoding="utf-8"))
    return found


def _beside(page: str, rows: list[str]) -> list[str]:
    """The page's rows with those of the sets that were measured anew in their places."""
    fresh, old = _by_set(rows), _by_set(page[page.index("## Public yardsticks") :].splitlines())
    return [row for name in {**old, **fresh} for row in fresh.get(name, old.get(name, []))]


def _by_set(rows: list[str]) -> dict[str, list[str]]:
    """The rows of each set under its title; what stands above the first set under an empty one."""
    titles, name = set(SETS.values()), ""
    found: dict[str, list[str]] = {"": []}
    for row in rows:
        first = row.split("|")[1].strip() if row.startswith("|") else ""
        name = first if first in titles else name
        found.setdefault(name, []).append(row)
    return found


def _head() -> Iterator[str]:
    yield "# Accuracy"
    yield ""
    yield "Measured by `make score`, not tested. The data sets are public and not part of this project."
    yield "An interval is a 95 % bootstrap over documents; a peer is what others reach on the same figure."
    yield ""


def _case_rows(printed: str) -> Iterator[str]:
    """The printed table of the cases as a Markdown table."""
    yield "## Reports about ceasefires"
    yield ""
    yield "| aspect | accuracy | recall |"
    yield "|---|---|---|"
    for line in printed.splitlines():
        row = re.match(
            r"(\S.*?)\s{2,}(-|[\d.]+)(?:\s+(\d+/\d+))?(?:\s+(-|[\d.]+)(?:\s+(\d+/\d+))?)?(?:\s*\(.*\)| of .*)?$", line
        )
        if row:
            first, second = (f"{row[2]} ({row[3]})" if row[3] else row[2]), f"{row[4]} ({row[5]})" if row[5] else row[4]
            yield f"| {row[1]} | {first} | {second or ''} |"
    yield ""


def _set_rows(sets: dict[str, Any]) -> Iterator[str]:
    yield "## Public yardsticks"
    yield ""
    yield "| set | documents | figure | value | interval | peers |"
    yield "|---|---|---|---|---|---|"
    for name, result in sets.items():
        parts = list(result["parts"].values())
        peers = [*result["peers"], *(peer for part in parts if len(parts) == 1 for peer in part["peers"])]
        # The headline comes first, then what is broken down.
        figures = sorted(result["figures"].items(), key=lambda pair: pair[0] != result["headline"])
        for figure, value in figures:
            told = "; ".join(f"{p['who']} {p['value']:.3f}" for p in peers if p["figure"] == figure)
            interval = f"{value['low']:.3f}-{value['high']:.3f}" if "low" in value else ""
            label = f"**{figure}**" if figure == result["headline"] else figure
            first = f"{SETS.get(name, name)} | {result['documents']}" if figure == result["headline"] else " | "
            yield f"| {first} | {label} | {value['value']:.3f} | {interval} | {told} |"


if __name__ == "__main__":
    sys.exit(main())
