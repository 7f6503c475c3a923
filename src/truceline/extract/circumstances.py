"""Which date and which place belong to which event of a sentence: the one that hangs nearest in the parse."""

from __future__ import annotations

import bisect
from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeVar

from truceline.extract.grammar import classes_of
from truceline.extract.parse import Paragraph, is_verb, sentence_of
from truceline.model.world import PlaceMention, TimeMention

if TYPE_CHECKING:
    from spacy.tokens import Token

_Mention = TypeVar("_Mention", TimeMention, PlaceMention)
#: What passes a date or place of the clause above on to the clause below.
_SHARING = frozenset(
    ["conj", "advcl", "relcl", "acl", "xcomp", "pcomp", "prep", "pobj", "dobj", "nsubj", "nsubjpass", "ccomp", "attr"]
)


def anchored_mentions(paragraph: Paragraph, mentions: Sequence[_Mention]) -> list[tuple[_Mention, Token]]:
    """The mentions of a paragraph, each with the word by which it hangs in the parse."""
    here = [m for m in mentions if paragraph.offset <= m.start < paragraph.until]
    if not here:
        return []
    doc = paragraph.doc
    starts = [t.idx for t in doc]
    found: list[tuple[_Mention, Token]] = []
    for mention in here:
        first = max(0, bisect.bisect_right(starts, mention.start - paragraph.offset) - 1)
        last = max(first, bisect.bisect_left(starts, mention.end - paragraph.offset) - 1)
        inside = doc[first : last + 1]
        top = next((t for t in inside if not first <= t.head.i <= last or t.head == t), inside[0])
        found.append((mention, top))
    return found


def nearest(
    paragraph: Paragraph, trigger: Token, clause: Token, mentions: Sequence[tuple[_Mention, Token]], cue: int | None
) -> _Mention | None:
    """The mention of the trigger's sentence that belongs to it, or None.

    ``mentions`` are those of :func:`anchored_mentions`. ``cue`` is where the verb of saying stands that carries the
    event: the day of the words is no day of the act.
    """
    sentence = sentence_of(trigger)
    best: tuple[int, int, int] | None = None
    found: _Mention | None = None
    for mention, top in mentions:
        if not sentence.start <= top.i < sentence.end:
            continue
        steps = _below(top, {trigger.i, clause.i})
        if steps is None:
            steps = _above(paragraph, top, clause, cue)
        if steps is None:
            continue
        if isinstance(mention, TimeMention) and _is_loose(mention):
            # "hours later, on Friday": the date says more than the duration.
            steps += 3
        if isinstance(mention, PlaceMention) and mention.cue is None:
            # A name that only looks like a place yields to one that the words make a place.
            steps += 6
        key = (steps, abs(mention.start - paragraph.start(trigger)), mention.start)
        if best is None or key < best:
            best, found = key, mention
    return found


def _is_loose(mention: TimeMention) -> bool:
    """True for a length ("hours later") and for what has an open end: a date beside it says more."""
    return mention.interval is None or None in mention.interval or (mention.value or "").startswith("P")


def _below(top: Token, targets: set[int]) -> int | None:
    """Steps from the mention up to the event's clause; None when it hangs elsewhere or under a clause of its own."""
    node, steps, crossed = top, 0, 0
    while True:
        if node.i in targets:
            return steps + 4 * crossed
        if node.head == node:
            return None
        if steps and "document" in classes_of(node):
            # "under the memorandum of 17 September": a date or place of a text is none of what is told.
            return None
        if is_verb(node) and steps:
            crossed += 1
            # "the memorandum signed in Sochi": where a text was signed is not where the rest took place.
            aside = node.dep_ == "acl" or (node.dep_ == "relcl" and "document" in classes_of(node.head))
            if aside or (node.dep_ in {"ccomp", "relcl", "advcl"} and crossed > 1):
                return None
        node, steps = node.head, steps + 1


def _above(paragraph: Paragraph, top: Token, clause: Token, cue: int | None) -> int | None:
    """A date on the clause above also dates what is joined to it or hangs on it without a date of its own."""
    node = clause
    for step in range(1, 5):
        if node.head == node or node.dep_ not in _SHARING or (cue is not None and paragraph.start(node.head) == cue):
            return None
        node = node.head
        chain = top
        for _ in range(5):
            if chain == node:
                return 10 + step
            if is_verb(chain) or chain.head == chain:
                break
            chain = chain.head
    return None
