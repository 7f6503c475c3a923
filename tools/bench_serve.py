"""Measure the server: fifty readers of the first screen at once, while reports are added by another process.

    python tools/bench_serve.py [--claims 100000] [--seconds 30] [--print]

The store is that of tools/bench_store.py (made-up claims on 1,000 days under 50 terms), copied for each run. Readers
ask for one of eight weeks each, wait between a half and one and a half seconds, and ask again, as people do; beside
them one process keeps a report of twenty claims every half second. What is measured is the time from asking to the
last byte.
"""

from __future__ import annotations

import argparse
import concurrent.futures
import os
import platform
import random
import shutil
import statistics
import subprocess
import sys
import threading
import time
from pathlib import Path

import httpx

import bench_store
import late_truth
from bench import ROOT, write_section
from truceline.store import open_store

READERS = 50
WEEKS = [f"since=2021-06-{day:02}&until=2021-06-{day + 6:02}" for day in range(1, 17, 2)]


def add(place: str, seconds: float) -> int:
    """Keep reports for so long, one every half second; gives back how many."""
    with open(late_truth.write(ROOT / "build", 10_000).claims("delayed"), encoding="utf-8") as file:
        lines = [x.replace('"id":"', '"id":"new', 1) for x in file if "withdraws" not in x]
    ends = time.monotonic() + seconds
    kept = 0
    with open_store(place) as store:
        for new in bench_store.reports(lines, random.Random(7)):
            if time.monotonic() > ends:
                break
            store.keep(new, at=bench_store.NOW)
            kept += 1
            time.sleep(0.5)
    return kept


def read(root: str, number: int, seconds: float) -> list[tuple[float, int]]:
    """What one reader waited, in milliseconds, and the statuses of the answers."""
    dice = random.Random(number)
    found = []
    ends = time.monotonic() + seconds
    with httpx.Client(base_url=root, timeout=120) as client:
        while time.monotonic() < ends:
            begun = time.perf_counter()
            answer = client.get(f"/?{dice.choice(WEEKS)}")
            found.append(((time.perf_counter() - begun) * 1000, answer.status_code))
            time.sleep(0.5 + dice.random())
    return found


def measure(place: Path, seconds: float) -> dict[str, float]:
    """The server's figures over one store."""
    port = 18_765
    root = f"http://127.0.0.1:{port}"
    command = [str(Path(sys.executable).with_name("truceline")), "serve", str(place), "--port", str(port)]
    server = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    try:
        _wait(root)
        first = [_timed(f"{root}/?{week}") for week in WEEKS]
        again = [_timed(f"{root}/?{week}") for week in WEEKS]
        added: list[int] = []
        adder = threading.Thread(target=lambda: added.append(add(str(place), seconds)))
        adder.start()
        with concurrent.futures.ThreadPoolExecutor(READERS) as crew:
            told = [row for rows in crew.map(lambda n: read(root, n, seconds), range(READERS)) for row in rows]
        adder.join()
        waits = sorted(wait for wait, _ in told)
        return {
            "first": statistics.median(first),
            "again": statistics.median(again),
            "answers": len(told),
            "errors": sum(status != 200 for _, status in told),
            "median": statistics.median(waits),
            "p95": waits[int(len(waits) * 0.95)],
            "p99": waits[int(len(waits) * 0.99)],
            "added": added[0],
        }
    finally:
        server.terminate()
        server.wait(30)


def _wait(root: str) -> None:
    for _ in range(600):
        try:
            if httpx.get(f"{root}/sign-in", timeout=120).status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.2)
    raise SystemExit("the server did not start")


def _timed(address: str) -> float:
    begun = time.perf_counter()
    httpx.get(address, timeout=600)
    return (time.perf_counter() - begun) * 1000


def main() -> int:
    """Measure, and write that part of docs/performance.md."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--claims", type=int, default=100_000)
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--print", action="store_true", dest="only_print")
    arguments = parser.parse_args()
    bench_store.BUILD.mkdir(parents=True, exist_ok=True)
    made = bench_store.BUILD / f"{arguments.claims}.db"
    if not made.exists():
        bench_store.build(str(made), arguments.claims)
    place = bench_store.BUILD / "served.db"
    for suffix in ("", "-wal", "-shm"):
        Path(f"{place}{suffix}").unlink(missing_ok=True)
        if Path(f"{made}{suffix}").exists():
            shutil.copy(f"{made}{suffix}", f"{place}{suffix}")
    found = measure(place, arguments.seconds)
    print({name: round(value) for name, value in found.items()})
    if not arguments.only_print:
        write_section("bench-serve", section(arguments.claims, arguments.seconds, found))
    return 0


def section(claims: int, seconds: float, found: dict[str, float]) -> list[str]:
    """The part of the page."""
    rows = (
        ("a page that nobody asked for before", f"{found['first']:,.0f} ms"),
        ("the same again", f"{found['again']:,.0f} ms"),
        ("answers, of them errors", f"{found['answers']:,.0f}, {found['errors']:,.0f}"),
        ("reports added meanwhile", f"{found['added']:,.0f}"),
        ("the middle answer", f"{found['median']:,.0f} ms"),
        ("95 of 100 answers within", f"{found['p95']:,.0f} ms"),
        ("99 of 100 answers within", f"{found['p99']:,.0f} ms"),
    )
    return [
        "## The server",
        "",
        f"On {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, other work beside it.",
        f"The first screen of a store with {claims:,} claims (`tools/bench_serve.py`), asked for by {READERS} readers"
        f" at once, for one of eight weeks each, for {seconds:.0f} seconds, while another process adds reports.",
        "",
        "| what | |",
        "|---|---:|",
        *(f"| {name} | {value} |" for name, value in rows),
    ]


if __name__ == "__main__":
    sys.exit(main())
