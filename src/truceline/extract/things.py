"""Things and numbers: what was seized, seen or moved, and how many."""

from __future__ import annotations

from typing import TYPE_CHECKING

from truceline.extract.counts import count
from truceline.extract.grammar import classes_of
from truceline.extract.parse import Paragraph, phrase
from truceline.extract.words import lemma
from truceline.model.event import Count, Thing

if TYPE_CHECKING:
    from spacy.tokens import Token

_CLASSES = frozenset({"equipment", "shell", "settlement", "site", "aid", "road", "area", "explosive"})
_QUANTITIES = frozenset({"number", "score", "dozen", "hundred", "thousand", "couple", "tens"})
_BEFORE = frozenset({"nummod", "amod", "det", "quantmod", "advmod", "nmod", "predet"})
#: Articles and numbers: the count says them.
_NUMBERING = frozenset({"CD", "DT", "PDT", "PRP$", "IN", "RB", "JJR", "JJS"})
#: Singular nouns that without an article still mean one person.
_ONE = frozenset(
    [
        "brother",
        "sister",
        "wife",
        "husband",
        "son",
        "daughter",
        "neighbour",
        "neighbor",
        "father",
        "mother",
        "man",
        "woman",
        "boy",
        "girl",
    ]
)


def is_thing(head: Token) -> bool:
    """True for what can be struck and is nobody: a house, a vehicle, a village."""
    kinds = classes_of(head)
    return bool(kinds & _CLASSES) and not kinds & {"forces", "people", "monitor", "aircraft"}


def is_fired(head: Token) -> bool:
    """True for what an attack is made with and not what it strikes: shells, shots, bombs."""
    return bool(classes_of(head) & {"shell", "gunfire", "explosive"})


def thing_of(paragraph: Paragraph, text: str, head: Token) -> Thing:
    """The object phrase of ``head`` with its class and number; ``text`` is the report's."""
    span = phrase(head)
    first = next(t for t in span if t == head or not (t.dep_ in _BEFORE and t.tag_ in _NUMBERING))
    span = span.doc[first.i : span.end]
    kinds = sorted(classes_of(head) & _CLASSES)
    words = text[paragraph.start(span[0]) : paragraph.end(span[-1])]
    return Thing(text=words, class_=kinds[0] if kinds else None, count=count_of(paragraph, text, head))


def count_of(paragraph: Paragraph, text: str, head: Token | None) -> Count | None:
    """How many of ``head`` the words before it say, None when they do not."""
    if head is None:
        return None
    begin = min([head.left_edge, *(c.left_edge for c in head.lefts if c.dep_ in _BEFORE)], key=lambda t: t.i)
    # "scores of them", "a number of civilians", "killed at least nine": the head itself is the quantity.
    end = paragraph.end(head) if lemma(head.text) in _QUANTITIES or head.tag_ == "CD" else paragraph.start(head)
    words = text[paragraph.start(begin) : end].strip()
    found = count(words) if words else None
    if found is not None or head.tag_ != "NN":
        return found
    if any(c.lower_ in {"a", "an"} for c in head.children):
        return Count(low=1, high=1, text=words)
    if head.lower_ in _ONE:
        return Count(low=1, high=1, text=f"{words} {head.text}".strip())
    return None
