"""Marks for the statuses: a shape and a word each; colour only helps.

Every mark has an ASCII twin for pipes, greyscale and screen readers. The two faces of ``unknown`` are shown apart:
"nobody said anything" and "somebody said something that does not settle it" call for different work.
"""

from __future__ import annotations

import unicodedata
from typing import NamedTuple

from truceline.model.status import Cell, Grade, Status


class Mark(NamedTuple):
    """How a status looks: a shape, its ASCII twin, a word for people, and a style that may be dropped."""

    shape: str
    ascii: str
    word: str
    style: str


SILENT = Mark(".", ".", "no report", "dim")
_MARKS = {
    Status.NOT_DUE: Mark("○", "o", "not yet due", "dim"),
    Status.SUSPENDED: Mark("~", "~", "suspended", "magenta"),
    Status.UNKNOWN: Mark(":", ":", "not settled", "yellow"),
    Status.KEPT: Mark("✓", "k", "kept", "green"),
    Status.ALLEGED: Mark("/", "a", "alleged", "bold yellow"),
    Status.DISPUTED: Mark("≠", "d", "disputed", "bold cyan"),
    Status.BREACHED: Mark("✗", "b", "breached", "bold red"),
    Status.EXCUSED: Mark("✗e", "e", "excused", "red"),
    Status.NOT_ASSESSED: Mark("n", "n", "not assessed", "dim"),
}


def mark_of(cell: Cell) -> Mark:
    """The mark of a cell; ``unknown`` without any evidence is the silent one."""
    if cell.status is Status.UNKNOWN and cell.pro is Grade.NONE and cell.con is Grade.NONE:
        return SILENT
    return _MARKS[cell.status]


def legend(*, ascii_only: bool = False) -> str:
    """Two short lines that say what the marks mean."""
    words = [f"{m.ascii if ascii_only else m.shape} {m.word}" for m in (SILENT, *_MARKS.values())]
    half = len(words) // 2
    return "\n".join("   ".join(part) for part in (words[:half], words[half:]))


#: Letters and marks that are drawn as nothing although their category says otherwise.
_BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")


def visible(text: str) -> str:
    """``text`` with control, direction and zero-width characters shown as marks, so that none can disturb a table."""
    shown = []
    for character in text:
        if character in "\r\n\t":
            shown.append(" ")
        elif character in _BLANK or unicodedata.category(character) in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}:
            shown.append(f"<U+{ord(character):04X}>")
        else:
            shown.append(character)
    return "".join(shown)
