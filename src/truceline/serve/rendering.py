"""Templates: escaped by default, strict about names, and with the marks, words and addresses that every page uses."""

from __future__ import annotations

import functools
import hashlib
import re
import unicodedata
from collections.abc import Iterable
from importlib import resources
from typing import Any
from urllib.parse import quote, urlencode

import jinja2
from markupsafe import Markup, escape

from truceline.model.status import Cell
from truceline.serve.words import LANGUAGES, PageWords
from truceline.show import mark_of, visible

#: What a mark is called in style sheets; ``unknown`` has two faces.
_FACES = {"no report": "silent", "not settled": "possible", "not yet due": "not_due", "not assessed": "not_assessed"}
#: Marks in the order of weight, the heaviest first, each with its word.
FACES = {
    "breached": "breached",
    "disputed": "disputed",
    "alleged": "alleged",
    "excused": "excused",
    "kept": "kept",
    "suspended": "suspended",
    "possible": "not settled",
    "silent": "no report",
    "not_due": "not yet due",
    "not_assessed": "not assessed",
}
_HIDDEN = re.compile(r"[^\n\t\x20-\x7e\xa0-\u034e\u0350-\u115e]")


def face(cell: Cell) -> str:
    """Which mark a cell gets."""
    word = mark_of(cell).word
    return _FACES.get(word, word)


def shown(text: str | None) -> Markup:
    """PageWords of a report, escaped; what would be drawn as nothing, or turn the line about, is a visible mark."""
    if not text:
        return Markup()
    parts = []
    last = 0
    for found in _HIDDEN.finditer(text):
        mark = visible(found[0])
        if mark != found[0] and unicodedata.category(found[0]) != "Co":
            parts += [escape(text[last : found.start()]), Markup('<span class="ctl">{}</span>').format(mark[1:-1])]
            last = found.end()
    parts.append(escape(text[last:]))
    return Markup().join(parts)


def address(path: str, pairs: Iterable[tuple[str, str]] = ()) -> str:
    """A path of this server with a query."""
    query = urlencode(list(pairs))
    return f"{quote(path)}?{query}" if query else quote(path)


@functools.cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("truceline.serve", "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["shown"] = shown
    environment.globals.update(address=address, face=face, FACES=FACES, LANGUAGES=LANGUAGES, asset=asset)
    return environment


@functools.cache
def file_of(name: str) -> bytes | None:
    """A file that is served as it lies; the letters are those of the daily report. None when there is none."""
    if "/" in name or name.startswith("."):
        return None
    places = resources.files("truceline.serve") / "static" / name, resources.files("truceline.show") / "fonts" / name
    return next((place.read_bytes() for place in places if place.is_file()), None)


@functools.cache
def asset(name: str) -> str:
    """The address of a file that is served as it lies; it changes when the file does, so that it may be kept."""
    data = file_of(name)
    assert data is not None, name
    return f"/static/{name}?{hashlib.sha256(data).hexdigest()[:12]}"


def render(template: str, words: PageWords, **values: Any) -> bytes:
    """A page in a language."""
    text = _environment().get_template(template).render(_=words, words=words, many=words.many, **values)
    return text.encode("utf-8", "backslashreplace")
