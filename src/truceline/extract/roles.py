"""Who fills a role: noun phrases, pronouns and definite nouns as ids of actors.

Where the words do not say who it is, the role stays empty: an unknown actor is better than a guessed one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from truceline.extract.attribution import Utterance
from truceline.extract.grammar import classes_of, named_beside
from truceline.extract.parse import Paragraph, phrase
from truceline.model.world import ActorMention

if TYPE_CHECKING:
    from spacy.tokens import Token

_FIRST = frozenset({"we", "i", "our", "us", "my"})
_THIRD = frozenset({"it", "he", "she", "they", "its", "his", "her", "their", "them", "him"})
_NOBODY = frozenset(["who", "which", "that", "this", "these", "those", "whom", "whose", "nobody", "none", "one"])
_COUNTING = frozenset(
    [
        "other",
        "others",
        "another",
        "several",
        "many",
        "some",
        "dozens",
        "scores",
        "hundreds",
        "thousands",
        "number",
        "more",
    ]
)
_THE = frozenset({"the", "this", "that"})
_GROUP = frozenset({"group", "movement", "organization", "organisation"})
_PEOPLE = frozenset({"forces", "people", "aircraft"})
_THINGS = frozenset({"equipment", "shell", "explosive", "site", "settlement", "area", "drone", "gunfire", "road"})


class Cast:
    """The actors of one report, and whom its pronouns mean as the report goes on."""

    def __init__(self, text: str, mentions: Sequence[ActorMention]) -> None:
        self._text = text
        self._mentions = mentions
        self._acted: list[str] = []
        self._groups: list[str] = []

    def actors(self, paragraph: Paragraph, heads: Sequence[Token], utterance: Utterance | None) -> tuple[str, ...]:
        """The ids of those who act, without the ones that only carry ("artillery", "a convoy") for nobody named."""
        found = dict.fromkeys(i for h in heads for i in self._ids(paragraph, h, utterance, acting=True))
        if found:
            self._acted.append(next(iter(found)))
        return tuple(found)

    def recipients(self, paragraph: Paragraph, heads: Sequence[Token], utterance: Utterance | None) -> tuple[str, ...]:
        """The ids of those who are acted on; people and things without a name get ``unnamed:`` and their words."""
        everyone = [h for head in heads for h in (head, *named_beside(head))]
        return tuple(dict.fromkeys(i for h in everyone for i in self._ids(paragraph, h, utterance, acting=False)))

    def knows(self, paragraph: Paragraph, head: Token) -> bool:
        """True when the phrase of ``head`` names an actor of the vocabulary ("rebel positions" does, "a house" not)."""
        begin, end = self._phrase(paragraph, head)
        return any(m.start < end and m.end > begin and not m.id.startswith("unnamed:") for m in self._mentions)

    def _ids(self, paragraph: Paragraph, head: Token, utterance: Utterance | None, *, acting: bool) -> list[str]:
        lower = head.lower_
        if lower in _FIRST:
            return _speaker(utterance)
        if lower in _THIRD:
            return self._antecedent(utterance)
        if lower in _NOBODY:
            return []
        kinds = classes_of(head)
        owner = next((c for c in head.children if c.dep_ == "poss" and c.lower_ in _THIRD | _FIRST), None)
        begin, end = self._phrase(paragraph, head)
        at = paragraph.start(head)
        mentions = [m for m in self._mentions if m.start < end and m.end > begin]
        over = [m for m in mentions if m.start <= at < m.end]
        known = [m for m in mentions if not m.id.startswith("unnamed:")]
        known_here = [m for m in over if not m.id.startswith("unnamed:")]
        if owner is not None and kinds & _PEOPLE and not known_here:
            return _speaker(utterance) if owner.lower_ in _FIRST else self._antecedent(utterance)
        things = kinds & _THINGS
        chosen = known_here or (known if things or kinds & _PEOPLE else []) or over
        if acting and things and not kinds & {"forces", "aircraft", "drone"}:
            # Artillery, vehicles and places act for whoever owns them, if the words say whose they are.
            chosen = known
        definite = any(c.lower_ in _THE for c in head.children)
        if lower in _GROUP and definite and self._groups and not known_here:
            return [self._groups[-1]]
        if chosen:
            best = max(
                chosen,
                key=lambda m: (m.start <= at < m.end, not m.id.startswith("unnamed:"), m.end - m.start, -m.start),
            )
            if best.type in {"group", "organisation"} and not best.id.startswith("unnamed:"):
                self._groups.append(best.id)
            return [best.id]
        if acting and (things or "aircraft" in kinds or not kinds & {"forces", "people"}):
            return []
        if head.tag_ == "CD" or lower in _COUNTING:
            return []  # "two were killed": how many, and not who
        return [_unnamed(self._text[begin:end])]

    def _phrase(self, paragraph: Paragraph, head: Token) -> tuple[int, int]:
        span = phrase(head)
        end = paragraph.end(span[-1])
        doc, after = head.doc, span[-1].i + 1
        # Where "between A and B of C" is parsed as "A of C", C belongs to B, the nearest noun.
        if after + 1 < len(doc) and doc[after].lower_ == "of" and head.dep_ == "conj" and doc[after].head.i < head.i:
            end = paragraph.end(max(doc[after].subtree, key=lambda t: t.i))
        return paragraph.start(span[0]), end

    def _antecedent(self, utterance: Utterance | None) -> list[str]:
        """Inside somebody's words a pronoun means the speaker, elsewhere who acted last."""
        return _speaker(utterance) or self._acted[-1:]


def _speaker(utterance: Utterance | None) -> list[str]:
    if utterance is None or utterance.source is None or utterance.source.actor is None:
        return []
    return [utterance.source.actor]


def _unnamed(words: str) -> str:
    bare = re.sub(
        r"^(?:(?:the|an?|some|any|several|two|three|four|five|neither|either|both|all|no|its|their|his|her|our)\s+)+",
        "",
        words.strip(),
        flags=re.IGNORECASE,
    )
    return "unnamed:" + re.sub(r"[^\w]+", "-", bare.lower()).strip("-")[:60]
