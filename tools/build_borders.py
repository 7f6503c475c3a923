"""Make the borders and coastlines that maps are drawn over, from Natural Earth as the npm package world-atlas has it.

    npm pack world-atlas@2.0.2 && tar xzf world-atlas-2.0.2.tgz
    python tools/build_borders.py package/countries-10m.json

The arcs of the 1:10m countries are thinned to a hundredth of a degree (about a kilometre) and written as differences
in thousandths of a degree: a JSON array of arcs, packed. Natural Earth is in the public domain.
"""

from __future__ import annotations

import gzip
import itertools
import json
import sys
from pathlib import Path

import shapely

TARGET = Path(__file__).parent.parent / "src" / "truceline" / "serve" / "data" / "borders.json.gz"
THINNED = 0.01
UNIT = 1000


def arcs(topology: dict[str, object]) -> list[list[tuple[float, float]]]:
    """The arcs of a TopoJSON file in degrees."""
    transform: dict[str, list[float]] = topology["transform"]  # type: ignore[assignment]
    (sx, sy), (tx, ty) = transform["scale"], transform["translate"]
    found = []
    for arc in topology["arcs"]:  # type: ignore[attr-defined]
        x = y = 0
        points = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append((x * sx + tx, y * sy + ty))
        found.append(points)
    return found


def main() -> int:
    """Write the file; says how large it became."""
    topology = json.loads(Path(sys.argv[1]).read_bytes())
    lines = []
    for points in arcs(topology):
        thin = shapely.simplify(shapely.LineString(points), THINNED)
        whole = [(round(x * UNIT), round(y * UNIT)) for x, y in shapely.get_coordinates(thin)]
        whole = [point for point, _ in itertools.groupby(whole)]
        if len(whole) < 2:
            continue
        flat = list(whole[0])
        for (ax, ay), (bx, by) in itertools.pairwise(whole):
            flat += [bx - ax, by - ay]
        lines.append(flat)
    lines.sort()
    TARGET.parent.mkdir(exist_ok=True)
    with TARGET.open("wb") as file, gzip.GzipFile(fileobj=file, mode="wb", mtime=0, filename="") as packed:
        packed.write(json.dumps(lines, separators=(",", ":")).encode())
    print(f"{TARGET.name}: {len(lines)} arcs, {TARGET.stat().st_size:,} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
