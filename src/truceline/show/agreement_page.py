"""An agreement as a web page of its own: the clause on the left, what it comes to in plain English on the right."""

from __future__ import annotations

import html
from collections.abc import Iterator, Sequence
from typing import Protocol

from truceline.show.marks import visible


class Said(Protocol):
    """One term for people: its sentence, its clause, and what else must be known."""

    @property
    def id(self) -> str:
        """The term's id."""

    @property
    def sentence(self) -> str:
        """The term in our words."""

    @property
    def quote(self) -> str | None:
        """The quoted clause."""

    @property
    def paraphrase(self) -> str | None:
        """Its sense in other words."""

    @property
    def source(self) -> str | None:
        """Where the clause stands."""

    @property
    def notes(self) -> tuple[str, ...]:
        """Whole sentences."""


#: Everything is in the page: no script, no font and no picture from elsewhere.
_STYLE = """
:root { color-scheme: light; }
body { font: 16px/1.5 Georgia, 'Times New Roman', serif; color: #1b1b1b; background: #fdfdfb; max-width: 72rem;
  margin: 2rem auto; padding: 0 1.5rem; }
h1 { font-size: 1.6rem; line-height: 1.25; } h2 { font-size: 1.15rem; margin-top: 2.5rem; }
.texts { padding-left: 1.2rem; } .texts li { margin-bottom: .7rem; }
table { border-collapse: collapse; width: 100%; table-layout: fixed; }
th { text-align: left; font-weight: normal; color: #555; border-bottom: 2px solid #999; padding: .3rem .8rem; }
th:first-child { width: 38%; }
td { vertical-align: top; padding: .9rem .8rem; border-bottom: 1px solid #ddd; overflow-wrap: anywhere; }
td:first-child { background: #f6f3ea; }
q { font-style: italic; } .source { color: #555; font-size: .85rem; } .id { color: #555; font: .8rem monospace; }
.notes { font-size: .9rem; color: #333; padding-left: 1.1rem; margin: .4rem 0 0; }
.sentence { margin: .1rem 0; font-weight: bold; } .open .sentence { font-weight: normal; color: #555; }
@media (max-width: 44rem) { td, th { display: block; width: auto !important; } }
@media print { body { margin: 0; } tr { break-inside: avoid; } }
"""


def agreement_html(title: str, texts: Sequence[tuple[str, Sequence[str]]], terms: Sequence[Said]) -> str:
    """A whole HTML page. ``texts`` are the instruments, each with its title and sentences about it."""
    parts = [
        "<!DOCTYPE html>",
        '<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">',
        f"<title>{_safe(title)}</title><style>{_STYLE}</style></head><body>",
        f"<h1>{_safe(title)}</h1>",
        "<h2>The texts</h2>",
        '<ul class="texts">',
        *(f"<li><b>{_safe(name)}.</b> {_safe(' '.join(said))}</li>" for name, said in texts),
        "</ul>",
        "<h2>What each clause comes to</h2>",
        "<table><thead><tr><th>The clause</th><th>In plain words</th></tr></thead><tbody>",
        *(_row(term) for term in terms),
        "</tbody></table>",
        "<p>Clauses are quoted in fragments; their text is that of the source named with each. "
        "The plain words are ours, and nothing here says whether a term was kept.</p>",
        "</body></html>",
    ]
    return "\n".join(parts) + "\n"


def _row(term: Said) -> str:
    open_ = ' class="open"' if term.sentence.startswith("Not assessed") else ""
    return f'<tr id="{_safe(term.id)}"{open_}><td>{"".join(_clause(term))}</td><td>{"".join(_words(term))}</td></tr>'


def _clause(term: Said) -> Iterator[str]:
    yield f'<div class="id">{_safe(term.id)}</div>'
    if term.quote:
        yield f"<p><q>{_safe(term.quote)}</q></p>"
    if term.paraphrase:
        yield f"<p>{'In our words: ' if term.quote else ''}{_safe(term.paraphrase)}</p>"
    if term.source:
        yield f'<p class="source">{_safe(term.source)}</p>'


def _words(term: Said) -> Iterator[str]:
    yield f'<p class="sentence">{_safe(term.sentence)}</p>'
    if term.notes:
        yield f'<ul class="notes">{"".join(f"<li>{_safe(note)}</li>" for note in term.notes)}</ul>'


def _safe(text: str) -> str:
    return html.escape(visible(text), quote=True)
