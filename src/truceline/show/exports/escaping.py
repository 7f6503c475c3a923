"""Text that a spreadsheet takes for text, whatever a report says.

A cell that begins with ``=``, ``+``, ``-``, ``@``, a tab or a carriage return is a formula to some program, also after
spaces that are trimmed, marks that are not seen, and at the start of a line within a cell. Such a place gets an
apostrophe before it, which spreadsheets take for "this is text". Direction marks, zero-width and control characters are
written out (``<U+202E>``), so that none reorders what stands beside it. Numbers stay numbers: they never pass here.
"""

from __future__ import annotations

import re
import unicodedata

from truceline.show.marks import visible

#: What some spreadsheet takes for the start of a formula; the wide forms are folded to these by programs in East Asia.
_STARTS = "=+\\-@\uff1d\uff0b\uff0d\uff20\u2212\ufe62\ufe63\ufe66\ufe6b|%"
_LINES = re.compile(r"(\r\n|\r|\n|\x0b|\x0c|\x1c|\x1d|\x1e|\x85|\u2028|\u2029)")
_FORMULA = re.compile(f"[{_STARTS}]")


def spreadsheet_text(text: str) -> str:
    """``text`` as it may stand in a cell. Lines stay lines, each of them harmless; tabs become spaces."""
    pieces = _LINES.split(text)
    lines = [_line(piece) for piece in pieces[::2]]
    return "\n".join(lines)


def starts_formula(line: str) -> bool:
    """True when some program may take a line for a formula: by its first character that is seen."""
    for character in line:
        if character.isspace() or unicodedata.category(character) in {"Cf", "Cc", "Mn", "Zs"}:
            continue
        return bool(_FORMULA.match(character))
    return False


def _line(line: str) -> str:
    shown = visible(line)
    return "'" + shown if starts_formula(line) or starts_formula(shown) else shown
