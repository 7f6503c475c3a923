"""Rings of coordinates as short strings: thousandths of a degree, each as the step from the one before.

The form is the "encoded polyline" with three decimals in place of five (about 110 m), which fits outlines that are
themselves drawn at 1:10 million.
"""

from __future__ import annotations

from collections.abc import Iterable

PLACES = 1000


def pack_ring(ring: Iterable[tuple[float, float]]) -> str:
    """(lon, lat) pairs as one string of printable ASCII."""
    out: list[str] = []
    last_x = last_y = 0
    for x, y in ring:
        now_x, now_y = round(x * PLACES), round(y * PLACES)
        for step in (now_x - last_x, now_y - last_y):
            value = ~(step << 1) if step < 0 else step << 1
            while value >= 0x20:
                out.append(chr((0x20 | (value & 0x1F)) + 63))
                value >>= 5
            out.append(chr(value + 63))
        last_x, last_y = now_x, now_y
    return "".join(out)


def unpack_ring(packed: str) -> list[list[float]]:
    """The [lon, lat] pairs of a packed ring."""
    steps: list[int] = []
    value = shift = 0
    for char in packed:
        chunk = ord(char) - 63
        value |= (chunk & 0x1F) << shift
        shift += 5
        if chunk < 0x20:
            steps.append(~(value >> 1) if value & 1 else value >> 1)
            value = shift = 0
    x = y = 0
    ring = []
    for i in range(0, len(steps) - 1, 2):
        x += steps[i]
        y += steps[i + 1]
        ring.append([x / PLACES, y / PLACES])
    return ring
