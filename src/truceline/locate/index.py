"""The files that the gazetteer searches: places line by line, and for every key of a name where its places stand."""

from __future__ import annotations

import collections
import math
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import NamedTuple

from truceline.locate.folds import plain_key, romanised_key


class Row(NamedTuple):
    """One place as the gazetteer has it."""

    id: str
    name: str
    kind: str
    country: str
    admin1: str
    admin2: str
    lat: float
    lon: float
    population: int
    radius_km: float


def write_index(
    folder: Path, places: Iterable[tuple[Row, Collection[str]]], *, romanised: Collection[str] | None = None
) -> None:
    """Write ``rows.tsv`` and ``keys.tsv`` for places with their other names, sorted by bytes.

    A line of keys has the places that it leads to in base 36; ``~`` marks a romanised key, ``#`` a division's code, a
    trailing point an alternate name. Names are romanised in these countries, or (None) in all.
    """
    folder.mkdir(parents=True, exist_ok=True)
    # Neighbours side by side: this is what makes the file small when it is packed.
    ordered = sorted(places, key=lambda pair: (*pair[0][3:6], pair[0].name, pair[0].id))
    offset = 0
    lines: list[str] = []
    keys: dict[str, dict[int, bool]] = collections.defaultdict(dict)
    for row, others in ordered:
        line = line_of(row) + "\n"
        here, offset = offset, offset + len(line.encode())
        lines.append(line)
        for name, alternate in [(row.name, False), *((other, True) for other in others)]:
            _point(keys, plain_key(name), here, alternate)
            if (romanised is None or row.country in romanised) and row.kind != "country":
                _point(keys, "~" + romanised_key(name), here, alternate)
        if row.kind in {"admin1", "admin2"}:
            code = f"{row.country}.{row.admin1}" + (f".{row.admin2}" if row.kind == "admin2" else "")
            _point(keys, "#" + code, here, False)
    (folder / "rows.tsv").write_text("".join(lines), encoding="utf-8", newline="\n")
    index = [
        (key + "\t" + " ".join(_base36(at) + ("." if keys[key][at] else "") for at in sorted(keys[key]))).encode()
        + b"\n"
        for key in keys
        if key.strip("~# ")
    ]
    (folder / "keys.tsv").write_bytes(b"".join(sorted(index)))


def line_of(row: Row) -> str:
    """A place as a line of ``rows.tsv``, without its end."""
    return "\t".join(
        (
            row.id,
            row.name,
            row.kind,
            row.country,
            row.admin1,
            row.admin2,
            _short(row.lat),
            _short(row.lon),
            _rounded(row.population),
            f"{row.radius_km:.0f}" if row.radius_km else "",
        )
    )


def _short(degrees: float) -> str:
    # 110 m is finer than any settlement's disc
    return f"{degrees:.3f}".rstrip("0").rstrip(".")


def _rounded(population: int) -> str:
    return str(population if population < 1000 else round(population, 2 - int(math.log10(population))))


def _point(keys: dict[str, dict[int, bool]], key: str, at: int, alternate: bool) -> None:
    keys[key][at] = keys[key].get(at, True) and alternate


def _base36(number: int) -> str:
    digits = "0123456789abcdefghijklmnopqrstuvwxyz"
    out = ""
    while True:
        number, rest = divmod(number, 36)
        out = digits[rest] + out
        if number == 0:
            return out
