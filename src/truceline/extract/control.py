"""Who holds a place, and who makes themselves heard in the street: what a verb and its object say only together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from truceline.extract.grammar import after_preposition, classes_of, has_name, objects_of, spread
from truceline.extract.trigger import Trigger
from truceline.extract.words import lemma, vocabulary

if TYPE_CHECKING:
    from spacy.tokens import Token

_CONTROL = {name: frozenset(words) for name, words in vocabulary("events")["control"].items()}
_DRIVING = frozenset(vocabulary("events")["driving"])
_JOINING = frozenset(vocabulary("events")["joining"])
_DEMONSTRATING = frozenset(vocabulary("events")["demonstrating"])
_MARCHERS = ("protester", "demonstrator", "marcher")
_HELD = frozenset({"settlement", "area", "site"})
#: Every verb that a rule of this module looks at.
TELLING = _CONTROL["taken"] | _CONTROL["given"] | _DRIVING | _JOINING | _DEMONSTRATING | {"take", "set"}


def told_together(verb: Token, word: str, subjects: list[Token], objects: list[Token]) -> Trigger | None:
    """The event that ``verb`` and its object tell of together, or None."""
    return (
        _control(verb, word, subjects, objects)
        or _driven_out(verb, word, subjects, objects)
        or _set_up(verb, word, subjects, objects)
        or _in_the_street(verb, word, subjects, objects)
    )


def _control(verb: Token, word: str, subjects: list[Token], objects: list[Token]) -> Trigger | None:
    """As in "took control of the town", "took over the base", "handed control of the camp back to B"."""
    held = [h for h in objects if h.lower_ in {"control", "possession"}]
    if held and word in _CONTROL["taken"]:
        return Trigger(verb, verb, ("territory.captured",), actors=list(subjects), objects=_of(verb, held))
    if held and word in _CONTROL["given"]:
        given = Trigger(verb, verb, ("territory.handed_over",), actors=list(subjects), objects=_of(verb, held))
        given.recipients = after_preposition(verb, "to")
        return given
    over = any(c.dep_ == "prt" and c.lower_ == "over" for c in verb.children)
    if word == "take" and over and (set().union(*map(classes_of, objects)) & _HELD or has_name(objects)):
        return Trigger(verb, verb, ("territory.captured",), actors=list(subjects), objects=list(objects))
    return None


def _of(verb: Token, held: list[Token]) -> list[Token]:
    return after_preposition(held[0], "of", "over") or after_preposition(verb, "of", "over")


def _driven_out(verb: Token, word: str, subjects: list[Token], objects: list[Token]) -> Trigger | None:
    """As in "drove the militants out of the town": whoever drives them out holds it now."""
    if word not in _DRIVING or not objects:
        return None
    if not (classes_of(objects[0]) & {"forces"} or has_name(objects)):
        return None
    left: list[Token] = []
    for token in verb.subtree:
        if token.lower_ in {"of", "from"} and token.dep_ == "prep" and token.i > objects[0].i:
            out = token.lower_ == "from" or (token.i > 0 and token.nbor(-1).lower_ == "out")
            close = token.head == verb or token.head.head == verb
            if out and close:
                left += [g for g in objects_of(token) if classes_of(g) & _HELD or has_name([g])]
    if not left:
        return None
    return Trigger(verb, verb, ("territory.captured",), actors=list(subjects), recipients=list(objects), objects=left)


def _set_up(verb: Token, word: str, subjects: list[Token], objects: list[Token]) -> Trigger | None:
    """As in "set up two new bases"."""
    posts = [h for h in objects if "post" in classes_of(h)]
    if word == "set" and posts and any(c.lower_ == "up" for c in verb.children):
        return Trigger(verb, verb, ("fortification",), actors=list(subjects), objects=posts)
    off = [h for h in objects if classes_of(h) & {"explosive"}]
    if word == "set" and off and any(c.lower_ == "off" for c in verb.children):
        return Trigger(verb, verb, ("attack.explosive",), actors=list(subjects), means=off)
    return None


def _in_the_street(verb: Token, word: str, subjects: list[Token], objects: list[Token]) -> Trigger | None:
    """As in "protesters gathered", "thousands took to the streets", "took part in peaceful marches"."""
    if word in _DEMONSTRATING and any(s.lower_.startswith(_MARCHERS) for s in subjects):
        return Trigger(verb, verb, ("protest",), actors=list(subjects))
    streets = [g for c in verb.children if c.lower_ in {"to", "into", "in"} for g in objects_of(c)]
    if word in {"take", "pour"} and any(lemma(g.text) == "street" for g in streets):
        return Trigger(verb, verb, ("protest",), actors=list(subjects))
    if word in _JOINING:
        part = word != "take" or any(h.lower_ == "part" for h in objects)
        within = [g for c in verb.children if c.dep_ == "prep" and c.lower_ == "in" for g in objects_of(c)]
        joined = spread(objects + within)
        if part and any(_is_protest(g) for g in joined):
            noun = next(g for g in joined if _is_protest(g))
            return Trigger(verb, verb, ("protest",), actors=list(subjects), told=[noun])
    return None


def _is_protest(noun: Token) -> bool:
    return noun.text != "March" and lemma(noun.text) in {"protest", "demonstration", "march", "rally", "sit-in"}
