"""Words for weapons that a file defines, as the classes and calibres that they cover."""

from __future__ import annotations

from typing import Any

from truceline.agreement.entries import listed

#: Calibres, in millimetres, that reports tell of; a bound on the calibre covers those within it.
CALIBRES = (
    *(20, 23, 25, 30, 35, 37, 40, 57, 60, 73, 76, 81, 82, 85, 90, 100, 105, 107, 115, 120, 122, 125, 128, 130, 152),
    *(155, 160, 180, 203, 220, 227, 240, 300),
)
_BOUNDS = {"min": "at least", "above": "more than", "max": "up to", "below": "less than"}


def covered(weapon: dict[str, Any]) -> tuple[str, ...]:
    """The classes that a word covers: ``artillery``, ``artillery.122mm`` for a calibre of it, ``mlrs.uragan``."""
    found = listed(weapon.get("includes"))
    if "of" not in weapon:
        return found
    if "calibre_mm" not in weapon:
        return (*found, weapon["of"])
    bounds = weapon["calibre_mm"]
    calibres = (
        calibre
        for calibre in CALIBRES
        if bounds.get("min", 0) <= calibre <= bounds.get("max", calibre)
        and bounds.get("above", 0) < calibre < bounds.get("below", calibre + 1)
    )
    return (*found, *(f"{weapon['of']}.{calibre}mm" for calibre in calibres))


def in_words(bounds: dict[str, float], unit: str) -> str:
    """``{min: 100}`` as ``at least 100 mm``."""
    return " and ".join(f"{words} {bounds[bound]:g} {unit}" for bound, words in _BOUNDS.items() if bound in bounds)
