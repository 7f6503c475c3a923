"""Reports and the words in them.

Offsets are code points into ``Report.text`` and half-open: ``text[start:end]``.
"""

from __future__ import annotations

import msgspec


class Span(msgspec.Struct, frozen=True, kw_only=True):
    """A stretch of a report's text, ``[start, end)`` in code points."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """The words that stand there."""
        return text[self.start : self.end]


class Mention(msgspec.Struct, frozen=True, kw_only=True):
    """Words of a report that name or describe something, and the id of the actor they were found to name."""

    start: int
    end: int
    text: str
    actor: str | None = None


class Removed(msgspec.Struct, frozen=True, kw_only=True):
    """A stretch of the text that is not the report's own (a newsletter box, a form), and why it was left out."""

    start: int
    end: int
    why: str


class Report(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="report"):
    """One text as it was read, with where it is from.

    ``id`` is ``sha256:`` and the digest of the original bytes. ``text`` is never edited again: what is not the report's
    own stays in it and is listed in ``removed``. ``published`` is an RFC 3339 instant with offset or a civil day
    (``2019-08-22``), or None when nobody said. ``path`` is the name under which the report was given.
    ``warnings`` are sentences for people about what may be missing from the text.
    """

    id: str
    text: str
    language: str | None = None
    published: str | None = None
    title: str | None = None
    publisher: str | None = None
    url: str | None = None
    removed: tuple[Removed, ...] = ()
    path: str | None = None
    warnings: tuple[str, ...] = ()


class Unreadable(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="report"):
    """The line that stands for a report that could not be read: its name and one sentence about why."""

    path: str
    error: str


class Passage(msgspec.Struct, frozen=True, kw_only=True):
    """Quoted words of a report. Law: ``report.text[start:end] == quote``."""

    report: str
    start: int
    end: int
    quote: str
