"""The parts of a file as it was written, for those who check what it says."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from truceline.agreement.findings import shown
from truceline.agreement.shape import Path, Shaped


def listed(value: Any) -> tuple[Any, ...]:
    """A shorthand as the list that it stands for: ``syria`` -> ``("syria",)``, nothing -> ``()``; gaps left out."""
    if value is None:
        return ()
    return tuple(item for item in value if item is not None) if isinstance(value, list) else (value,)


def entries(file: Shaped, section: str) -> Iterator[tuple[Path, dict[str, Any]]]:
    """The parts of a section with their paths; both tables and lists."""
    value = file.value.get(section)
    pairs = value.items() if isinstance(value, dict) else enumerate(value or ())
    for key, item in pairs:
        if item is not None:
            yield (section, key), item


def this_term(term: dict[str, Any]) -> str:
    """What to call a term in a sentence about it."""
    return f'term "{shown(term["id"])}"' if "id" in term else "a term"
