"""Lines of plain text -> paragraphs: wire copy, mail and telegrams break their lines where a screen's width ends."""

from __future__ import annotations

import re
from collections.abc import Iterator

_LINE = re.compile(r"[^\n\r\u2028\u2029]+")
#: No text is wrapped narrower or wider than this; other lines are paragraphs of their own.
_WIDTHS = range(40, 101)
#: A line broken for its width may end this many characters before the widest one, with the next word counted.
_RAGGED = 8


def paragraph_spans(text: str) -> Iterator[tuple[int, int]]:
    """The [start, end) of every paragraph, in code points, in order.

    A line goes on in the next one where the next line's first word would not have fitted beside it (greedy filling, as
    every wrapping program does it); all other line ends are the writer's own.
    """
    lines = [line.span() for line in _LINE.finditer(text)]
    widths = [end - start for start, end in lines]
    widest = max(widths, default=0)
    start = None
    for at, (begin, end) in enumerate(lines):
        if start is None:
            start = begin
        follows = at + 1 < len(lines) and widest in _WIDTHS and _goes_on(text, (begin, end), lines[at + 1], widest)
        if not follows:
            yield start, end
            start = None


def _goes_on(text: str, line: tuple[int, int], following: tuple[int, int], widest: int) -> bool:
    begin, end = line
    start, until = following
    between, after = text[end:start], text[start:until]
    if between not in {"\n", "\r\n", "\r"} or not after[:1].strip() or not text[begin:end].strip():
        return False
    word = re.match(r"\S+", after)
    return word is not None and len(text[begin:end].rstrip()) + 1 + len(word.group()) > widest - _RAGGED
