"""What a value looks like in a notebook: plain HTML, everything that a report said as text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape


def html_table(caption: str, head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; the first cell of each row heads it."""
    parts = [f"<table><caption>{escape(caption)}</caption>"]
    if head:
        parts.append("<tr>" + "".join(f'<th scope="col">{escape(name)}</th>' for name in head) + "</tr>")
    for row in rows:
        first, *others = row
        cells = "".join(f"<td>{escape(value)}</td>" for value in others)
        parts.append(f'<tr><th scope="row">{escape(first)}</th>{cells}</tr>')
    parts.append("</table>")
    return "".join(parts)
