"""Verbs that tell of an event: the vocabulary's, and the constructions that no single verb says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from truceline.extract.control import TELLING, told_together
from truceline.extract.factuality import is_negated
from truceline.extract.grammar import (
    CLASSES,
    after_preposition,
    arguments,
    classes_of,
    has_name,
    objects_of,
)
from truceline.extract.nouns import noun_entry, noun_type, participants, weapons_before
from truceline.extract.parse import is_verb
from truceline.extract.trigger import Trigger
from truceline.extract.words import lemma, vocabulary

if TYPE_CHECKING:
    from spacy.tokens import Token

_VERBS: Mapping[str, Mapping[str, Any]] = vocabulary("events")["verbs"]
_CEASEFIRE = {name: frozenset(words) for name, words in vocabulary("events")["ceasefire_verbs"].items()}
_RESUME, _HALT, _WITNESS = (frozenset(vocabulary("events")[k]) for k in ("resume", "halt", "witness"))
_HINDERING = frozenset(
    {"deny", "refuse", "stop", "prevent", "block", "turn", "hinder", "impede", "bar", "restrict", "deprive"}
)
_GUARANTORS = frozenset(vocabulary("events")["terms"]["guarantor"])
_IN_WORDS, _MISHAPS = (frozenset(vocabulary("events")[k]) for k in ("in_words", "mishaps"))
#: Every verb that some rule below looks at.
_TELLING = frozenset(_VERBS).union(*_CEASEFIRE.values(), _RESUME, _HALT, _WITNESS, TELLING, _HINDERING) | frozenset(
    {"open", "set", "have", "facilitate", "cover", "be", "hold"}
)


def triggers_of_verb(verb: Token) -> Iterator[Trigger]:
    """The events that a verb tells of: none, one, or two ("resumed operations": a truce ends, an attack begins)."""
    word = lemma(verb.text)
    if word not in _TELLING:
        return  # most verbs tell of nothing here, and to look for their arguments takes time
    if verb.tag_ == "VBN" and any(_left_in(verb, above) is not None for above in verb.ancestors):
        return  # "left five people wounded" is told by its verb
    takes = verb.dep_ == "xcomp" and any(c.dep_ == "dobj" for c in verb.rights)
    if takes and verb.tag_ in {"VBD", "VBN"} and verb.i == verb.head.i + 1:
        return  # "left wounded soldiers behind": an adjective that the parser takes for a verb with an object
    subjects, objects, passive = arguments(verb)
    special = _special(verb, word, subjects, objects, passive)
    if special is not None:
        yield from special
        return
    entry = _VERBS.get(word)
    if entry is None or not is_verb(verb) or verb.dep_ in {"amod", "compound"}:
        return
    if _is_no_violence(verb, word):
        return
    kinds, subject_kinds = _classes(objects), _classes(subjects)
    if not _fits(verb, entry, subjects, objects, kinds, subject_kinds):
        return
    type_ = next((other for kind, other in entry.get("when", {}).items() if kind in kinds), entry["type"])
    if type_ == "none":
        return
    for kind, other in entry.get("when_subject", {}).items():
        bare = bool(subjects) and not subject_kinds & {"aircraft", "forces"} and not has_name(subjects)
        if kind in subject_kinds or (kind == "other" and bare):
            type_ = other
            break
    trigger = Trigger(verb, verb, (type_,), negated=bool(entry.get("negative")))
    _fill(trigger, word, entry, subjects, objects, subject_kinds)
    if entry.get("casualty") == "deaths":
        struck = objects or (subjects if entry.get("subject") == "recipient" else [])
        trigger.casualty, trigger.deaths = True, next(iter(struck), None)
    elif entry.get("casualty") == "injured":
        trigger.casualty, trigger.injured = True, next(iter(objects), None)
    if trigger.casualty and is_negated(verb):
        # "the shelling killed nobody" denies the harm alone; the shelling is told by its own noun.
        trigger.types, trigger.means = (type_,), []
    elif trigger.types[0] == "attack" or trigger.casualty:
        _sharpen(trigger, verb)
    _by_event(trigger, word, subjects, objects)
    if trigger.casualty and trigger.types == ("civilians.harmed",) and _are_fighters(trigger.recipients):
        trigger.types = ("attack",)
    elif trigger.casualty and trigger.types == ("attack",) and _are_people(trigger.recipients):
        trigger.types = ("civilians.harmed",)
    if type_ == "movement.restricted" and "monitor" in _classes(trigger.recipients + trigger.objects):
        trigger.types = ("monitor.obstructed",)
    yield trigger


def _is_no_violence(verb: Token, word: str) -> bool:
    """As in "died in a plane crash", "harshly attacked the minister": nobody was harmed by anybody."""
    if any(c.dep_ == "advmod" and c.lower_ in _IN_WORDS for c in verb.children):
        return True
    return word in {"die", "perish"} and any(lemma(t.text) in _MISHAPS for t in verb.subtree)


def _by_event(trigger: Trigger, word: str, subjects: list[Token], objects: list[Token]) -> None:
    """As in "an airstrike hit the base", "launched airstrikes": the verb tells of the event that its noun names."""
    if trigger.casualty:
        for head in [s for s in subjects if trigger.token.dep_ in {"relcl", "acl"}]:
            # "an attack that killed nine" harms by what the attack was.
            entry = noun_entry(head)
            if entry is not None and entry["type"].startswith("attack") and trigger.types == ("civilians.harmed",):
                trigger.types = (noun_type(head, entry),)
                trigger.means += weapons_before(head)
        return
    if word == "fire" and "shell" in _classes(subjects) and not objects and "forces" not in _classes(subjects):
        # "three missiles fired at the town": those are fired, whoever fires them.
        trigger.types, trigger.actors, trigger.means = ("attack.shelling",), [], list(subjects)
        return
    if not trigger.types[0].startswith("attack"):
        return
    if "aircraft" in _classes(trigger.actors) and trigger.types[0] != "attack.chemical":
        trigger.types = ("attack.air",)
    for head in [*subjects, *(objects if word == "launch" else [])]:
        noun = noun_entry(head)
        if noun is None or not noun["type"].startswith("attack"):
            continue
        trigger.types = (noun_type(head, noun),)
        trigger.told.append(head)
        actors, recipients = participants(head)
        trigger.actors = [a for a in trigger.actors if a != head] or actors
        trigger.recipients = [r for r in trigger.recipients if r != head] or recipients
        trigger.objects = [o for o in trigger.objects if o != head]


def _are_fighters(heads: list[Token]) -> bool:
    """True when all who were harmed are armed: that is no harm to civilians."""
    return bool(heads) and all("forces" in classes_of(h) for h in heads) and "people" not in _classes(heads)


def _are_people(heads: list[Token]) -> bool:
    return bool(heads) and all("people" in classes_of(h) for h in heads) and "forces" not in _classes(heads)


def _fits(
    verb: Token,
    entry: Mapping[str, Any],
    subjects: list[Token],
    objects: list[Token],
    kinds: set[str],
    subject_kinds: set[str],
) -> bool:
    """Whether the verb's particle, object, subject and prepositions are those that its vocabulary entry asks for."""
    if (particle := entry.get("particle")) is not None:
        wanted = {particle} if isinstance(particle, str) else set(particle)
        if not any(c.lower_ in wanted for c in verb.children if c.dep_ in {"prt", "advmod", "prep"}):
            return False
    shelled = "by_shell" in entry and bool(subject_kinds & {"shell", "drone"})
    if "needs" in entry and not kinds & set(entry["needs"]) and not has_name(objects) and not shelled:
        return False
    told_of = kinds if objects or "means" not in entry else subject_kinds  # "a bomb detonated"
    if "only" in entry and not told_of & set(entry["only"]):
        return False
    if subject_kinds & set(entry.get("not_subject", ())):
        return False
    someone = has_name(subjects) or any(s.tag_ == "PRP" for s in subjects)
    if "subject_class" in entry and not subject_kinds & set(entry["subject_class"]) and not someone:
        return False
    if "needs_subject" in entry and not subject_kinds & set(entry["needs_subject"]):
        return False
    if "needs_to" in entry and not any(c.lower_ in {"to", "into", "toward", "towards"} for c in verb.children):
        return False
    others = [g for c in verb.children if c.dep_ in {"prep", "dative"} for g in objects_of(c)]
    if "needs_prep" in entry and not any(lemma(g.text) in entry["needs_prep"] for g in others):
        return False
    return not ("needs_with" in entry and not _classes(others) & set(entry["needs_with"]))


def _fill(
    trigger: Trigger,
    word: str,
    entry: Mapping[str, Any],
    subjects: list[Token],
    objects: list[Token],
    subject_kinds: set[str],
) -> None:
    """Put subjects, objects and the objects of prepositions into the roles that the entry gives them."""
    role = entry.get("subject", "actor")
    instruments = subject_kinds & _INSTRUMENTS
    if role == "actor":
        trigger.actors = list(subjects)
        if instruments and (entry.get("means") or word == "destroy"):
            trigger.means = list(subjects)
            trigger.types = (_by_means(instruments, trigger.types[0]),)
    elif role == "recipient":
        trigger.recipients = list(subjects)
    elif role == "means":
        trigger.means = list(subjects)
        if word == "explode":
            trigger.types = ("attack.shelling" if "shell" in subject_kinds else "attack.explosive",)
    target = entry.get("object", "recipient")
    if target == "recipient":
        trigger.recipients += objects
    elif target == "means":
        trigger.means += objects
    elif target in {"object", "place"}:
        trigger.objects += objects
    for child in trigger.token.children:
        if child.dep_ in {"prep", "dative"} and child.lower_ in entry.get("prep", ()):
            trigger.recipients += objects_of(child)


def _classes(heads: list[Token]) -> set[str]:
    found: set[str] = set()
    for head in heads:
        found |= classes_of(head)
    return found


_INSTRUMENTS = frozenset({"shell", "explosive", "drone", "aircraft", "gunfire"})


def _by_means(instruments: set[str], type_: str) -> str:
    if "drone" in instruments:
        return "attack.drone"
    if "aircraft" in instruments:
        return "attack.air"
    if "shell" in instruments:
        return "attack.shelling"
    if "explosive" in instruments:
        return "attack.explosive"
    return "attack.direct_fire" if type_ != "property.destroyed" else type_


def _sharpen(trigger: Trigger, verb: Token) -> None:
    """As in "hit by shelling", "struck from the air", "killed in an air raid": the means tells the type."""
    for child in verb.children:
        if child.dep_ not in {"agent", "prep"} or child.lower_ not in {"by", "in", "from", "with", "during"}:
            continue
        for head in objects_of(child):
            if child.lower_ == "from" and head.lower_ != "air":
                continue
            if child.lower_ == "from":
                trigger.types = ("attack.air",)
                trigger.casualty = False
                continue
            noun = noun_entry(head)
            kinds = classes_of(head) & _INSTRUMENTS
            if noun is not None and noun["type"].startswith(("attack", "clash")):
                trigger.types = (noun_type(head, noun),)
                trigger.told.append(head)
                trigger.means += weapons_before(head)
                trigger.actors = [a for a in trigger.actors if a != head]
                trigger.actors += participants(head)[0]
            elif kinds and not (classes_of(head) & {"forces"} and child.lower_ == "by" and "aircraft" not in kinds):
                trigger.types = (_by_means(kinds, "attack"),)
                trigger.means.append(head)


def _special(
    verb: Token, word: str, subjects: list[Token], objects: list[Token], passive: bool
) -> list[Trigger] | None:
    """Ceasefires, resumptions, refusals of passage, responsibility, watching: what no single verb says."""
    everyone = subjects + objects
    if any(lemma(c.text) in _GUARANTORS for c in verb.children if c.dep_ == "attr"):
        return [Trigger(verb, verb, ("term.described",), actors=list(subjects))]
    if word == "leave" and (left := _left(verb, subjects)) is not None:
        return [left]
    truce = [h for h in everyone if _is_truce(h)]
    if word == "agree" and any(_is_truce(h) for h in after_preposition(verb, "to", "on")):
        return [Trigger(verb, verb, ("ceasefire.declared",), actors=list(subjects))]
    if truce and word in _CEASEFIRE["breached"] and truce[0] in objects:
        return [Trigger(verb, verb, ("attack",), actors=list(subjects))]
    if truce and (type_ := _ceasefire(verb, word, truce[0] in (subjects if not passive else []), passive)) is not None:
        actors = subjects if truce[0] in objects else []
        return [Trigger(verb, verb, (type_,), actors=list(actors))]
    if word in _RESUME:
        resumed = [
            h
            for h in everyone
            if lemma(h.text) in CLASSES["operation"] or lemma(h.text) in {"hostility", "fighting", "fire"}
        ]
        if resumed:
            actors = subjects if resumed[0] in objects else []
            against = after_preposition(verb, "against") + after_preposition(resumed[0], "against")
            return [Trigger(verb, verb, ("ceasefire.suspended", "attack"), actors=list(actors), recipients=against)]
    if word in _HALT or word == "hold":
        stopped = [
            h for h in objects if lemma(h.text) in CLASSES["operation"] or lemma(h.text) in {"hostility", "fighting"}
        ]
        if stopped:
            return [Trigger(verb, verb, ("ceasefire.declared",), actors=list(subjects))]
        aid = [h for h in objects if lemma(h.text) == "distribution" or "aid" in classes_of(h)]
        if aid:
            return [Trigger(verb, verb, ("aid.obstructed",), actors=list(subjects), objects=aid)]
        if any(h.lower_ == "halt" for h in subjects):
            return [Trigger(verb, verb, ("ceasefire.in_effect",))]
    if word in _HINDERING:
        # "denied the mission passage" may be parsed with the mission as a part of the passage.
        watched = [m for h in objects for m in (h, *h.lefts) if "monitor" in classes_of(m) and m.dep_ != "det"]
        if watched:
            return [Trigger(verb, verb, ("monitor.obstructed",), actors=list(subjects), recipients=watched)]
    if word == "open" and any(h.lower_ == "fire" for h in objects):
        return [
            Trigger(
                verb, verb, ("attack.direct_fire",), actors=list(subjects), recipients=after_preposition(verb, "on")
            )
        ]
    if word == "set" and any(g.lower_ in {"fire", "ablaze"} for c in verb.children for g in (c, *c.children)):
        return [Trigger(verb, verb, ("property.destroyed",), actors=list(subjects), objects=list(objects))]
    if word == "have" and not passive and (held := [h for h in objects if classes_of(h) & {"equipment", "shell"}]):
        return [Trigger(verb, verb, ("weapons.deployed",), actors=list(subjects), objects=held)]
    if word == "facilitate" and any(lemma(h.text) == "return" for h in objects):
        noun = next(h for h in objects if lemma(h.text) == "return")
        people = [g for c in noun.children if c.dep_ == "prep" for g in objects_of(c)]
        return [Trigger(verb, verb, ("return",), actors=list(subjects), recipients=people)]
    if word == "cover" and any(lemma(s.text) == "patrol" for s in subjects):
        return [Trigger(verb, verb, ("monitor.patrol",), actors=[])]
    if (together := told_together(verb, word, subjects, objects)) is not None:
        return [together]
    if word in _WITNESS and any("incident" in classes_of(h) for h in objects):
        return [Trigger(verb, verb, ("coverage",))]
    over = any(c.lower_ == "over" for c in verb.children if c.dep_ in {"advmod", "prep", "acomp"})
    if word == "be" and over and any(s.lower_ == "it" or _is_truce(s) for s in subjects):
        return [Trigger(verb, verb, ("ceasefire.suspended",))]
    return None


_DEAD = frozenset({"dead", "killed"})
_HURT = frozenset({"wounded", "injured", "hurt"})


def _left(verb: Token, subjects: list[Token]) -> Trigger | None:
    """As in "The strike left five people dead and 30 wounded": harm, told by the states that it ends in."""
    states = [(state.lower_, who) for state in verb.subtree if (who := _left_in(state, verb)) is not None]
    if not states:
        return None
    trigger = Trigger(verb, verb, ("civilians.harmed",), recipients=[who for _, who in states], casualty=True)
    trigger.means = [s for s in subjects if classes_of(s) & _INSTRUMENTS]
    trigger.deaths = next((who for state, who in states if state in _DEAD), None)
    trigger.injured = next((who for state, who in states if state in _HURT), None)
    return trigger


def _left_in(state: Token, verb: Token) -> Token | None:
    """Whom ``verb`` ("left") leaves in that state: the people or the bare number right before it, or a passive subject.

    The parser hangs them now on the verb, now on the state or on one another; a preposition or another verb between
    them ("left when five people were found dead") is something else.
    """
    if state.lower_ not in _DEAD | _HURT or lemma(verb.text) != "leave" or state.i < verb.i:
        return None
    if state.dep_ == "amod" and state.head.i > state.i:
        return None  # "left wounded men behind"
    before = list(reversed(verb.doc[verb.i + 1 : state.i])) + [c for c in verb.children if c.dep_ == "nsubjpass"]
    for who in before:
        if who.lower_ in _DEAD | _HURT:
            return None
        number = who.tag_ == "CD" and (who.dep_ not in {"nummod", "compound"} or who.head == state)
        if number or classes_of(who) & {"people", "forces"}:
            between = [t for t in (who, *who.ancestors, state, *state.ancestors) if verb.is_ancestor(t)]
            close = all(t.lower_ in _DEAD | _HURT or t.tag_ == "CD" or t.tag_.startswith("NN") for t in between)
            return who if close else None
    return None


def _is_truce(head: Token) -> bool:
    return lemma(head.text) in CLASSES["ceasefire"]


def _ceasefire(verb: Token, word: str, as_subject: bool, passive: bool) -> str | None:
    if word in _CEASEFIRE["extended"]:
        return "ceasefire.extended"
    if word in _CEASEFIRE["suspended"]:
        return "ceasefire.suspended"
    if word in _CEASEFIRE["breached"]:
        return "attack" if not as_subject else None
    if as_subject and not passive and word in _CEASEFIRE["in_effect_subject"]:
        if word in {"begin", "start", "hold"}:
            return "ceasefire.in_effect"
        below = {t.lower_ for t in verb.subtree if t.i > verb.i and t.i <= verb.i + 4}
        return "ceasefire.in_effect" if below & _CEASEFIRE["in_effect_needs"] else None
    if word in _CEASEFIRE["declared"] and not as_subject:
        return "ceasefire.declared"
    return None
