"""What changed as an Atom feed (RFC 4287): asked for by whoever wants it; nothing is sent out."""

from __future__ import annotations

import datetime as dt
from xml.etree import ElementTree

from truceline.memory import Published
from truceline.serve.changing import horizon, recent
from truceline.serve.here import Here
from truceline.serve.house import House
from truceline.show import LIMITS

_MOST = 100
_ATOM = "http://www.w3.org/2005/Atom"
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


def atom(view: Published, here: Here, house: House, root: str) -> bytes:
    """The feed; ``root`` is how this server is called, such as ``http://localhost:8000``."""
    ElementTree.register_namespace("", _ATOM)
    agreement = view.agreement
    changes = recent(view, until=horizon(view, house.now()), most=_MOST)
    feed = ElementTree.Element(f"{{{_ATOM}}}feed")
    self_ = f"{root}{here.url}"
    _add(feed, "id", f"tag:truceline,2026:{agreement.id}")
    _add(feed, "title", f"{here.words('Changes')}: {agreement.title or agreement.id}")
    _add(feed, "subtitle", LIMITS)
    _add(feed, "updated", changes[0].at if changes else _EPOCH.isoformat())
    _add(_add(feed, "author"), "name", "Truceline")
    _add(feed, "link", rel="self", type="application/atom+xml", href=self_)
    _add(feed, "link", rel="alternate", type="text/html", href=f"{root}/changes")
    for change in changes:
        entry = _add(feed, "entry")
        place = f"{change.term}/{change.party}/{change.day}"
        _add(entry, "id", f"tag:truceline,2026:{agreement.id}/{place}/{change.number}")
        words = f"{change.term}, {here.party(change.party)}, {here.words.day(change.day)}"
        _add(entry, "title", f"{words}: {here.words(change.before_word)} → {here.words(change.after_word)}")
        _add(entry, "updated", change.at)
        _add(entry, "link", rel="alternate", type="text/html", href=f"{root}{here.open(change)}")
    ElementTree.indent(feed)
    written: bytes = ElementTree.tostring(feed, encoding="utf-8", xml_declaration=True)
    return written


def _add(parent: ElementTree.Element, name: str, text: str | None = None, **attributes: str) -> ElementTree.Element:
    child = ElementTree.SubElement(parent, f"{{{_ATOM}}}{name}", attributes)
    child.text = text
    return child
