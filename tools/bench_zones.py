"""Measure how fast places are laid beside zones, and write that part of docs/performance.md.

    python tools/bench_zones.py [--places 1000000] [--print]

Zones and places are drawn from a seed. The peer is shapely's own index, with one projection for all.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import time
from importlib.metadata import version
from typing import Any

import numpy as np
import shapely
from pyproj import Transformer

from bench import write_section
from truceline.geometry import Zones
from truceline.model.agreement import Zone
from truceline.model.world import Place

ZONES, CORNERS, MARGIN_KM = 50, 120, 2.0
SOUTH, WEST, HEIGHT, WIDTH = 33.0, 36.0, 4.0, 5.0


def main() -> int:
    """Measure, write the page, and say what was found."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--places", type=int, default=1_000_000)
    parser.add_argument("--print", action="store_true", dest="only_print")
    arguments = parser.parse_args()
    dice = np.random.default_rng(7)
    zones = {f"z{i}": _zone(f"z{i}", dice) for i in range(ZONES)}
    count = arguments.places
    lat, lon = SOUTH + HEIGHT * dice.random(count), WEST + WIDTH * dice.random(count)
    radius = np.where(dice.random(count) < 0.5, 0.0, dice.choice([1.0, 2.0, 5.0, 25.0], count))
    discs = [
        Place(lat=a, lon=b, radius_km=c) for a, b, c in zip(lat.tolist(), lon.tolist(), radius.tolist(), strict=True)
    ]
    asked = Zones(zones)
    asked.positions(discs[:10], zones)
    begun = time.perf_counter()
    found = asked.positions(discs, zones)
    ours = time.perf_counter() - begun
    some = np.any([inside > 0 for inside, _ in found.values()], axis=0).mean()
    sure = np.any([inside == 2 for inside, _ in found.values()], axis=0).mean()
    begun = time.perf_counter()
    pairs = _by_index(zones, lat, lon, radius)
    index = time.perf_counter() - begun
    told = sum(int((inside > 0).sum()) for inside, _ in found.values())
    page = [
        "## Places and zones",
        "",
        "Written by `make bench-zones`; no test depends on it.",
        f"Python {platform.python_version()}, shapely {version('shapely')}, pyproj {version('pyproj')}, "
        f"{platform.machine()}, {os.cpu_count()} cores, one of them used.",
        f"{count:,} discs (half of them points, the others of 1 to 25 km) and {ZONES} zones of {CORNERS} corners, 5 to "
        f"55 km wide, each with a margin of {MARGIN_KM:g} km, in an area of 450 by 450 km.",
        f"{some:.0%} of the discs may lie in some zone, {sure:.0%} surely do.",
        "DuckDB's spatial extension and PostGIS are on no package index of Python and were not measured.",
        "",
        "| how | places/s | zones x places/s | pairs that may meet |",
        "|---|---:|---:|---:|",
        f"| `Zones.positions` (yes, possible or no; each zone around its own middle) | {count / ours:,.0f} "
        f"| {ZONES * count / ours / 1e6:.1f} M | {told:,} |",
        f"| shapely's STRtree (may meet or not; one projection for all) | {count / index:,.0f} "
        f"| {ZONES * count / index / 1e6:.1f} M | {pairs:,} |",
    ]
    print("\n".join(page))
    if not arguments.only_print:
        write_section("bench-zones", page)
    return 0


def _zone(name: str, dice: np.random.Generator) -> Zone:
    lat, lon = SOUTH + HEIGHT * dice.random(), WEST + WIDTH * dice.random()
    turns, reach = (
        np.sort(dice.uniform(0, 2 * np.pi, CORNERS)),
        (5 + 50 * dice.random()) * (0.6 + 0.4 * dice.random(CORNERS)),
    )
    x = lon + reach * np.cos(turns) / (111.2 * np.cos(np.radians(lat)))
    y = lat + reach * np.sin(turns) / 111.2
    ring = [[float(a), float(b)] for a, b in zip(x, y, strict=True)]
    return Zone(
        id=name, name=name, margin_km=MARGIN_KM, geometry={"type": "Polygon", "coordinates": [[*ring, ring[0]]]}
    )


def _by_index(zones: dict[str, Zone], lat: Any, lon: Any, radius: Any) -> int:
    """How many pairs of a disc and a widened zone meet, by the index of shapely."""
    middle = f"+proj=aeqd +lat_0={SOUTH + HEIGHT / 2} +lon_0={WEST + WIDTH / 2} +datum=WGS84 +units=km"
    to_km = Transformer.from_crs("EPSG:4326", middle, always_xy=True)
    drawn = []
    for zone in zones.values():
        assert zone.geometry is not None
        ring = np.array(zone.geometry["coordinates"][0])
        drawn.append(shapely.polygons(np.column_stack(to_km.transform(ring[:, 0], ring[:, 1]))))
    tree = shapely.STRtree(shapely.points(*to_km.transform(lon, lat)))
    # The index asks for one distance at a time: the widest, and then each pair's own.
    at, which = tree.query(drawn, predicate="dwithin", distance=MARGIN_KM + float(radius.max()))
    apart = shapely.distance(np.array(drawn)[at], tree.geometries[which])
    return int((apart <= MARGIN_KM + radius[which]).sum())


if __name__ == "__main__":
    sys.exit(main())
