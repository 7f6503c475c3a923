"""Counters with retraction in Pathway (differential dataflow), over claims that were laid beside cells beforehand.

    python with_pathway.py ARRIVALS.csv [ROWS_A_BATCH]

Rows come in the order of arrival; of every fourteenth claim all rows are taken back 1,000 batches of one row later, at
the end at the latest. Each cell and slot counts distinct origins, by way of how often each origin told of it. Prints
JSON: rows in, changes out, seconds from the first row handed over to the last change seen.
"""

from __future__ import annotations

import csv
import itertools
import json
import sys
import time

import pathway as pw

CELL, SLOT, ORIGIN = ("term", "party", "day"), ("pro", "entails", "standing"), "origin"
LATER = 1000


def updates(path: str) -> list[tuple[str, str, str, int]]:
    """(cell, slot, origin, +1 or -1) in the order in which they happen."""
    found: list[tuple[int, tuple[str, str, str, int]]] = []
    taken_back: list[tuple[int, tuple[str, str, str, int]]] = []
    with open(path, encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            told = (" ".join(row[k] for k in CELL), " ".join(row[k] for k in SLOT), row[ORIGIN])
            found.append((len(found), (*told, 1)))
            if int(row["arrival"]) % 14 == 0:
                taken_back.append((len(found) + LATER, (*told, -1)))
    return [update for _, update in sorted(found + taken_back)]


def main() -> int:
    """Count, and say how long it took."""
    batch = int(sys.argv[2]) if len(sys.argv) > 2 else 1000
    told = updates(sys.argv[1])
    changes = itertools.count()
    begun = time.perf_counter()
    rows = [(cell, slot, origin, 2 * (i // batch), diff) for i, (cell, slot, origin, diff) in enumerate(told)]
    table = pw.debug.table_from_rows(pw.schema_from_types(cell=str, slot=str, origin=str), rows, is_stream=True)
    origins = table.groupby(table.cell, table.slot, table.origin).reduce(table.cell, table.slot)
    slots = origins.groupby(origins.cell, origins.slot).reduce(origins.cell, origins.slot, origins=pw.reducers.count())
    pw.io.subscribe(slots, on_change=lambda **_: next(changes))
    pw.run(monitoring_level=pw.MonitoringLevel.NONE)
    print(json.dumps({"rows": len(told), "changes": next(changes), "seconds": time.perf_counter() - begun}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
