"""The report as one HTML page that needs nothing beside it: the master that PDF is made from."""

from __future__ import annotations

import functools
import unicodedata
from importlib import resources

import jinja2

from truceline.show.report.blocks import Document, Figure, Heading, PairTable, Paragraph, Points, Run, Status, Table
from truceline.show.report.figures import mark_svg

_KINDS = {
    Heading: "heading",
    Paragraph: "paragraph",
    Points: "points",
    Table: "table",
    Figure: "figure",
    PairTable: "pair",
    Run: "run",
    Status: "status",
}


def report_html(document: Document, *, fonts: str = "") -> str:
    """The page; ``fonts`` are ``@font-face`` rules, where a renderer has the files at hand."""
    style = (resources.files("truceline.show.report") / "templates" / "daily.css").read_text(encoding="utf-8")
    return _template().render(document=document, style=fonts + style)


def reads(text: str) -> str:
    """Which way a text reads, by its first letter (UAX 9): ``dir="auto"`` for renderers that do not know it."""
    for character in text:
        kind = unicodedata.bidirectional(character)
        if kind in ("R", "AL"):
            return "rtl"
        if kind == "L":
            return "ltr"
    return "ltr"


@functools.cache
def _template() -> jinja2.Template:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("truceline.show.report", "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.tests["kind"] = lambda block, name: _KINDS[type(block)] == name
    environment.filters["reads"] = reads
    environment.filters["drawn"] = lambda figure: figure.svg
    environment.filters["mark"] = lambda status: mark_svg(status.mark, status.word)
    return environment.get_template("daily.html")
