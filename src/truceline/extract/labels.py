"""Speakers named by a label: "MAYOR: …" in a transcript, "Mayor: …" in a headline, "“…” ― A Resident"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from truceline.extract.parse import Paragraph
from truceline.extract.speech_spans import Draft
from truceline.extract.words import vocabulary

_NAME = r"[A-Z][\w.’'-]*(?: (?:[A-Z][\w.’'-]*|of|the|and|for|al|de|van|bin)){0,5}"
_BEFORE = re.compile(rf"[\"“]?(?P<name>{_NAME})(?P<cue>:) (?=\S+ \S+ \S+)")
_AFTER = re.compile(rf"[\"”]\s?(?P<cue>―|—|–|--)\s?(?P<name>{_NAME})[\s.]*$")
#: What stands before a colon and is nobody.
_NOBODY = frozenset(vocabulary("speech")["no_speaker"])


def labelled(text: str, paragraph: Paragraph) -> Iterator[Draft]:
    """The words of a paragraph that a label gives to somebody: the whole line, or the quotation before the label."""
    line = text[paragraph.offset : paragraph.until]
    after = _AFTER.search(line)
    if after is not None and line[:1] in '"“”':
        yield _draft(paragraph.offset, after, (paragraph.offset, paragraph.offset + after.start() + 1))
        return
    before = _BEFORE.match(line)
    if before is None or before["name"].lower() in _NOBODY or before["name"][-1:] == ".":
        return
    yield _draft(paragraph.offset, before, (paragraph.offset + before.end(), paragraph.until))


def _draft(offset: int, label: re.Match[str], content: tuple[int, int]) -> Draft:
    name = (offset + label.start("name"), offset + label.end("name"))
    cue = (offset + label.start("cue"), offset + label.end("cue"))
    return Draft(
        source=name, head=label["name"].split()[-1].lower(), pronoun=None, cue=cue, content=[content], via=None,
        speech="asserts", carries=False,
    )  # fmt: skip
