"""Event nouns of which something is said: "violent clashes between A and B", "no exchanges of fire were seen"."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from truceline.extract.grammar import (
    CALENDAR,
    CLASSES,
    after_preposition,
    arguments,
    classes_of,
    governor,
    has_name,
    objects_of,
)
from truceline.extract.trigger import Trigger
from truceline.extract.words import lemma, vocabulary

if TYPE_CHECKING:
    from spacy.tokens import Token

NOUNS: Mapping[str, Mapping[str, Any]] = vocabulary("events")["nouns"]
_LIGHT, _OCCURRENCE, _WITNESS = (frozenset(vocabulary("events")[k]) for k in ("light", "occurrence", "witness"))
_RESUME, _HALT = (frozenset(vocabulary("events")[k]) for k in ("resume", "halt"))
_UNREAL = frozenset(vocabulary("events")["unreal"])
_KINDS = frozenset(vocabulary("events")["kinds"])
_DENYING = frozenset({"deny", "refute", "reject"})
#: Nouns of movement are told of whoever moves: "the redeployment of Houthi forces".
_MOVING = ("forces.", "displacement", "return", "release")


def trigger_of_noun(noun: Token) -> Trigger | None:
    """The event that a noun tells of, or None when it is only mentioned."""
    entry = noun_entry(noun)
    if entry is None or entry["type"] == "none" or noun.dep_ in {"compound", "amod", "nmod"}:
        return None
    if noun.tag_ == "VBG" and noun.dep_ not in {"nsubj", "nsubjpass", "dobj", "pobj"}:
        return None
    modifiers = {lemma(c.text) for c in noun.children if c.dep_ in {"compound", "amod", "nmod"}}
    if "needs_modifier" in entry and not modifiers & set(entry["needs_modifier"]):
        return None
    if "needs_of" in entry and not any(lemma(g.text) in entry["needs_of"] for g in after_preposition(noun, "of")):
        return None
    if "of_needed" in entry and not any(classes_of(g) & set(entry["of_needed"]) for g in after_preposition(noun, "of")):
        return None
    if noun.text in CALENDAR:
        return None
    clause, governing = governor(noun)
    if clause is None:
        return None
    verb = lemma(clause.text)
    if governing == "object" and verb in _UNREAL:
        return None
    type_ = noun_type(noun, entry)
    actors, recipients = participants(noun)
    with_participants = bool(
        [a for a in actors if a.dep_ == "poss" or a.tag_ in {"NNP", "NNPS"} or is_actor_word(a)] or recipients
    )
    subject, _, passive = arguments(clause)
    trigger = Trigger(noun, clause, (type_,), nominal=True)
    trigger.hypothetical = any(c.dep_ == "det" and c.lower_ == "any" for c in noun.children)
    trigger.recipients = recipients
    trigger.means = weapons_before(noun)
    if entry.get("harm"):
        trigger.deaths = next(iter(recipients), None)
    if type_.startswith(_MOVING) and any(classes_of(r) & {"forces"} for r in recipients):
        actors, trigger.recipients = [*actors, *recipients], []
    witnessed = verb in _WITNESS or (verb in {"report"} and passive)
    if entry["event"] == "seen" and not (witnessed and governing == "object"):
        return None
    if governing == "object" and witnessed:
        trigger.actors = [a for a in actors if a.dep_ == "poss" or a.tag_ in {"NNP", "NNPS", "JJ"} or is_actor_word(a)]
    elif governing == "object" and verb in _LIGHT | _RESUME:
        trigger.actors = list(subject) if not passive else _agents(clause)
        if verb in {"receive", "suffer", "face", "sustain"}:
            trigger.actors, trigger.recipients = [], list(subject)
    elif governing == "object" and verb in _DENYING:
        trigger.actors, trigger.hypothetical = actors, False
    elif governing == "subject" and entry.get("acts") and verb not in _OCCURRENCE | _LIGHT:
        return None  # a patrol that observes something is who observes
    elif (governing == "subject" and (verb in _OCCURRENCE or verb in _LIGHT)) or with_participants:
        trigger.actors = actors
        if governing == "subject" and not with_participants:
            # "clashes erupted between A and B": the verb stands between the noun and those who take part.
            pair = participants(clause, joined=("between", "with"))
            # "fighting went on with shells landing": those are no side of it.
            sides = [[h for h in heads if has_name([h]) or classes_of(h) & {"forces", "people"}] for heads in pair]
            trigger.actors, trigger.recipients = sides
    else:
        return None
    if verb in _HALT and governing == "object":
        return None
    if verb in _RESUME and lemma(noun.text) in CLASSES["operation"] | {"hostility", "fighting"}:
        return None  # the verb has told it already
    if noun.head.dep_ == "prep" and lemma(noun.head.head.text) == "resumption":
        trigger.types = ("ceasefire.suspended", type_)
        trigger.clause = governor(noun.head.head)[0] or clause
        outer, _, _ = arguments(trigger.clause)
        trigger.actors = trigger.actors or list(outer)
        trigger.recipients += after_preposition(noun, "against")
    if type_ == "clash" and governing in {"pobj", "object"} and not any(a.dep_ == "pobj" for a in actors):
        # "freed two villages after clashes with B": the subject of the clause fought B.
        trigger.actors = [a for a in actors if a.dep_ in {"poss"}] or list(subject)
    if not with_participants and entry["event"] == "with" and governing == "pobj":
        return None
    trigger.negated = any(c.dep_ == "det" and c.lower_ == "no" for c in noun.children) and clause.i != noun.head.i
    return trigger


def noun_entry(noun: Token) -> Mapping[str, Any] | None:
    """What the vocabulary says of an event noun: by its form ("shelling", whose lemma is a verb), else by its lemma."""
    return NOUNS.get(noun.lower_) or NOUNS.get(lemma(noun.text))


def participants(noun: Token, *, joined: tuple[str, ...] | None = None) -> tuple[list[Token], list[Token]]:
    """(who acts, who is acted on) as the noun phrase itself says it, or as the prepositions ``joined`` of a verb do."""
    actors: list[Token] = []
    recipients: list[Token] = []
    for child in noun.children:
        if joined is not None and child.lower_ not in joined:
            continue
        if child.dep_ in {"poss", "compound", "amod", "nmod"} and child.i < noun.i:
            if child.dep_ == "poss" or is_actor_word(child):
                actors.append(child)
        elif child.dep_ in {"prep", "agent"}:
            heads = objects_of(child)
            if any(h.tag_ == "CD" for h in heads):
                continue
            if child.lower_ == "between" and len(heads) > 1:
                actors.append(heads[0])
                recipients += heads[1:]
            elif child.lower_ == "by":
                actors += heads
            elif child.lower_ in {"with", "on", "against", "upon"} or child.lower_ == "of":
                recipients += heads
    return actors, recipients


def noun_type(noun: Token, entry: Mapping[str, Any]) -> str:
    """The event type of a noun, by what stands before it and by what it is of: "air strike", "withdrawal of tanks"."""
    type_: str = entry["type"]
    modifiers = {lemma(c.text) for c in noun.children if c.dep_ in {"compound", "amod", "nmod"}}
    for word, other in entry.get("modifier", {}).items():
        if word in modifiers:
            return str(other)
    for kind, other in entry.get("of", {}).items():
        if any(
            kind in classes_of(g) or (kind == "equipment" and "shell" in classes_of(g))
            for g in after_preposition(noun, "of")
        ):
            return str(other)
    return type_


def weapons_before(noun: Token) -> list[Token]:
    """The weapons before an event noun, as in "mortar attacks", "a car bomb blast"."""
    kinds = {"shell", "explosive", "drone", "gunfire"}
    return [c for c in noun.lefts if c.dep_ in {"compound", "nmod"} and classes_of(c) & kinds]


def is_actor_word(token: Token) -> bool:
    """True for a word before an event noun that says whose it is ("rebel shelling"), not what kind ("air strike")."""
    if token.lower_ in _KINDS:
        return False
    return bool(classes_of(token) & {"forces", "aircraft"}) or token.tag_ in {"NNP", "NNPS"} or token.text[:1].isupper()


def _agents(verb: Token) -> list[Token]:
    return [g for c in verb.children if c.dep_ == "agent" for g in objects_of(c)]
