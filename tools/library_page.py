"""Write docs/library.md: every agreement of the library, what is not assessed in it and why, and what is assumed where.

python tools/library_page.py           # rewrite the page
python tools/library_page.py --check   # change nothing; exit 1 when it is stale
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from truceline.agreement import library_names, load_agreement
from truceline.model.agreement import Agreement, Zone

PAGE = Path(__file__).resolve().parent.parent / "docs" / "library.md"
HEAD = """\
# The library of agreements

Nine agreements ship with Truceline, each as a file that `--agreement NAME` names.
They were written from public texts, clause by clause: every clause is a term, or is `not_assessed` with the reason.
Quotations are fragments; the rest is in our own words.
Read the official text before you rely on a term.
Where a symbol or a clause could not be checked, its source says "to be checked".

`truceline agreement show NAME` prints one in plain English, `truceline agreement calendar NAME` its dates.
This page says what is assumed where.
It is written by `python tools/library_page.py` from the files themselves.

Three things hold for all of them.

- **Lines are ours.** Hardly any of these texts publishes its lines.
  What is drawn was drawn by hand from general knowledge, and the margin says how wrong it may be: within it a place
  settles nothing. Draw better ones in a copy of the file.
- **Sides are ours.** Whom a source stands with decides what corroborates what; each file says it under `sources`.
- **Silence is no breach.** No file of the library lets it be one.
"""


def page() -> str:
    """The whole page."""
    parts = [HEAD]
    for name in library_names():
        parts += ["", *_agreement(name, load_agreement(name))]
    return "\n".join(parts) + "\n"


def _agreement(name: str, agreement: Agreement) -> Iterator[str]:
    yield f"## `{name}`"
    yield ""
    yield f"{agreement.title or name}."
    assessed = [term for term in agreement.terms if term.not_assessed is None]
    texts = f"{len(agreement.instruments)} text{'s' if len(agreement.instruments) != 1 else ''}"
    yield f"{texts}, {len(agreement.terms)} terms, {len(assessed)} of them laid beside reports."
    yield ""
    yield "| text | in force | source |"
    yield "|---|---|---|"
    for instrument in agreement.instruments:
        until = f" until {instrument.ends}" if instrument.ends else ""
        yield _row(instrument.title or instrument.id, f"{instrument.in_force}{until}", instrument.source or "-")
    yield ""
    yield "| place | assumed | margin |"
    yield "|---|---|---|"
    for zone in agreement.zones:
        yield _row(f"{zone.name or zone.id}", _assumed(zone), f"{zone.margin_km:g} km" if zone.margin_km else "-")
    left = [term for term in agreement.terms if term.not_assessed is not None]
    if left:
        yield ""
        yield "| not assessed | why |"
        yield "|---|---|"
        for term in left:
            yield _row(f"`{term.id}`", term.not_assessed or "")


def _assumed(zone: Zone) -> str:
    if zone.assumed is not None:
        return zone.assumed
    return "not drawn; the text's own places are in it" if zone.contains else "not drawn"


def _row(*cells: str) -> str:
    return "| " + " | ".join(" ".join(cell.split()).replace("|", "\\|") for cell in cells) + " |"


def main() -> int:
    """Write the page, or say whether it is stale."""
    written = page()
    if "--check" in sys.argv[1:]:
        return int(PAGE.read_text(encoding="utf-8") != written)
    PAGE.write_text(written, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
