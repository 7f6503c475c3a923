"""How the parts of an agreement hang together: which text builds on which, which term waits for or looks at another."""

from __future__ import annotations

import html
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from truceline.agreement.phrases import many, series
from truceline.agreement.wording import voice_names
from truceline.model.agreement import Agreement, Within


class Link(NamedTuple):
    """From one part to another, with the words on the arrow; ``kind`` is instrument, term or guarantor."""

    source: str
    target: str
    words: str
    kind: str


class Node(NamedTuple):
    """A part with what is written in its box."""

    id: str
    kind: str
    lines: tuple[str, ...]


def agreement_links(agreement: Agreement) -> tuple[tuple[Node, ...], tuple[Link, ...]]:
    """The parts that hang together, and how: guarantors, instruments, and the terms that are linked to another."""
    links = tuple(dict.fromkeys([*_instrument_links(agreement), *_term_links(agreement)]))
    names = voice_names(agreement)
    nodes = [Node(f"voice {id_}", "guarantor", (names[id_],)) for id_ in _guarantors(agreement)]
    nodes += [
        Node(f"text {i.id}", "instrument", (i.title or i.id, f"in force {i.in_force}")) for i in agreement.instruments
    ]
    linked = {end for link in links for end in (link.source, link.target)}
    nodes += [
        Node(f"term {t.id}", "term", (t.id, series((names[p] for p in t.party), "and") if t.party else "nobody named"))
        for t in agreement.terms
        if f"term {t.id}" in linked
    ]
    return tuple(nodes), links


def _guarantors(agreement: Agreement) -> tuple[str, ...]:
    return tuple(dict.fromkeys(voice for instrument in agreement.instruments for voice in instrument.guarantors))


def _instrument_links(agreement: Agreement) -> Iterator[Link]:
    for instrument in agreement.instruments:
        this = f"text {instrument.id}"
        yield from (Link(f"voice {voice}", this, "guarantees", "guarantor") for voice in instrument.guarantors)
        for words, others in (
            ("builds on", instrument.builds_on),
            ("carries over", instrument.incorporates),
            ("ends", instrument.supersedes),
            ("puts off the end of", (instrument.extends,) if instrument.extends else ()),
        ):
            yield from (Link(this, f"text {other}", words, "instrument") for other in others)


def _term_links(agreement: Agreement) -> Iterator[Link]:
    for term in agreement.terms:
        found: list[tuple[str, str]] = []
        if term.while_ is not None:
            found += [("holds while kept", other) for other in term.while_.not_breached]
        if term.after is not None:
            found += [("allowed after a breach of", other) for other in term.after.breach_of]
        for within in (term.by, term.before, *(r.instead.by for r in term.readings if r.instead is not None)):
            if isinstance(within, Within) and within.after.kept is not None:
                when = f"due {many(within.days, 'day')} after" if within.days else "due on the day of"
                found.append((when, within.after.kept))
        found += [("requires", other) for other in term.requires]
        found += [("takes the place of", other) for other in term.replaces]
        # Two terms that go in step name each other; one line between them is enough.
        found += [("in step with", other) for other in term.parallel_with if other > term.id]
        for words, other in found:
            yield Link(f"term {term.id}", f"term {other}", words, "term")


def mermaid(agreement: Agreement) -> str:
    """The links as a Mermaid flowchart."""
    nodes, links = agreement_links(agreement)
    number = {node.id: f"n{i}" for i, node in enumerate(nodes)}
    lines = ["flowchart LR"]
    for node in nodes:
        words = "<br/>".join(_quoted(line) for line in node.lines)
        left, right = {"term": ("[", "]"), "instrument": ("[[", "]]"), "guarantor": ("([", "])")}[node.kind]
        lines.append(f'  {number[node.id]}{left}"{words}"{right}')
    lines += [f'  {number[link.source]} -->|"{_quoted(link.words)}"| {number[link.target]}' for link in links]
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    """A text as it may stand in markup; what cannot be seen has no place in XML."""
    return html.escape("".join(c if c.isprintable() else "\ufffd" for c in text), quote=True)


_WIDE, _HIGH, _LINE, _ACROSS, _DOWN, _EDGE = 250, 44, 15, 150, 20, 24
_FILL = {"guarantor": "#f2ead8", "instrument": "#dfe8f2", "term": "#ffffff"}


def svg(agreement: Agreement) -> str:
    """The links as a picture: guarantors, texts and terms; arrows go from what looks to what is looked at."""
    nodes, links = agreement_links(agreement)
    column = _columns(nodes, links)
    place: dict[str, tuple[int, int]] = {}
    filled: defaultdict[int, int] = defaultdict(lambda: _EDGE + 30)
    for node in nodes:
        at = column[node.id]
        place[node.id] = (_EDGE + at * (_WIDE + _ACROSS), filled[at])
        filled[at] += _height(node) + _DOWN
    width = _EDGE * 2 + (max(column.values(), default=0) + 1) * (_WIDE + _ACROSS) - _ACROSS
    height = max(filled.values(), default=_EDGE) + _EDGE
    title = _quoted(agreement.title or agreement.id)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        'font-family="sans-serif" font-size="12" role="img">',
        f"<title>{title}</title>",
        '<defs><marker id="tip" markerWidth="9" markerHeight="9" refX="8" refY="4.5" orient="auto">'
        '<path d="M0,0 L9,4.5 L0,9 z" fill="#555"/></marker></defs>',
        f'<rect width="{width}" height="{height}" fill="#fcfcfa"/>',
        f'<text x="{_EDGE}" y="{_EDGE}" font-size="14" font-weight="bold">{title}</text>',
    ]
    heights = {node.id: _height(node) for node in nodes}
    parts += [_arrow(link, place, heights) for link in links]
    for node in nodes:
        x, y = place[node.id]
        parts.append(
            f'<rect x="{x}" y="{y}" width="{_WIDE}" height="{heights[node.id]}" rx="5" '
            f'fill="{_FILL[node.kind]}" stroke="#777"/>'
        )
        for i, line in enumerate(_wrapped(node)):
            weight = ' font-weight="bold"' if i < len(_wrapped(node._replace(lines=node.lines[:1]))) else ""
            parts.append(f'<text x="{x + 8}" y="{y + 18 + i * _LINE}"{weight}>{_quoted(line)}</text>')
    return "\n".join([*parts, "</svg>"]) + "\n"


def _columns(nodes: Sequence[Node], links: Sequence[Link]) -> dict[str, int]:
    """Guarantors and texts in the first columns; a term to the right of all that look at it, as far as rings allow."""
    first = {"guarantor": 0, "instrument": 1, "term": 2}
    shift = 0 if any(node.kind == "guarantor" for node in nodes) else 1
    column = {node.id: first[node.kind] - shift for node in nodes}
    among = [link for link in links if link.kind == "term"]
    for _ in range(len(nodes)):
        moved = False
        for link in among:
            if column[link.target] <= column[link.source] < first["term"] + 3:
                column[link.target], moved = column[link.source] + 1, True
        if not moved:
            break
    return column


def _wrapped(node: Node) -> list[str]:
    lines: list[str] = []
    for said in node.lines:
        words, line = said.split(), ""
        for word in words:
            if line and len(line) + len(word) + 1 > 36:
                lines.append(line)
                line = word
            else:
                line = f"{line} {word}".strip()
        lines.append(line)
    return lines[:5]


def _height(node: Node) -> int:
    return max(_HIGH, 14 + _LINE * len(_wrapped(node)))


def _arrow(link: Link, place: dict[str, tuple[int, int]], heights: dict[str, int]) -> str:
    (x1, y1), (x2, y2) = place[link.source], place[link.target]
    a, b = y1 + heights[link.source] // 2, y2 + heights[link.target] // 2
    if x1 == x2:  # beside each other in one column: around the right side
        out = x1 + _WIDE
        path = f"M{out},{a} C{out + 70},{a} {out + 70},{b} {out},{b}"
        x, y = out + 54, (a + b) // 2
    elif x1 < x2:
        path = f"M{x1 + _WIDE},{a} C{x1 + _WIDE + 70},{a} {x2 - 70},{b} {x2},{b}"
        x, y = (x1 + _WIDE + x2) // 2, (a + b) // 2 - 4
    else:
        path = f"M{x1},{a} C{x1 - 70},{a} {x2 + _WIDE + 70},{b} {x2 + _WIDE},{b}"
        x, y = (x1 + x2 + _WIDE) // 2, (a + b) // 2 - 4
    return (
        f'<path d="{path}" fill="none" stroke="#555" marker-end="url(#tip)"/>'
        f'<text x="{x}" y="{y}" text-anchor="middle" font-size="10" fill="#333" '
        f'stroke="#fcfcfa" stroke-width="3" paint-order="stroke">{_quoted(link.words)}</text>'
    )
