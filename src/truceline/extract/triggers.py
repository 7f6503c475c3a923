"""Which words tell of an event, of what type, and which words fill its roles.

A trigger is a verb of the vocabulary with an object it fits ("captured the village") or an event noun that something is
said of ("violent clashes between A and B", "no exchanges of fire"). A noun that is only mentioned ("after the attack") is none.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from truceline.extract.parse import is_verb
from truceline.extract.words import lemma, vocabulary

if TYPE_CHECKING:
    from spacy.tokens import Token

_EVENTS = vocabulary("events")
_VERBS: Mapping[str, Mapping[str, Any]] = _EVENTS["verbs"]
_NOUNS: Mapping[str, Mapping[str, Any]] = _EVENTS["nouns"]
_CLASSES = {name: frozenset(words) for name, words in _EVENTS["classes"].items()}
_CEASEFIRE = {name: frozenset(words) for name, words in _EVENTS["ceasefire_verbs"].items()}
_RESUME, _HALT = frozenset(_EVENTS["resume"]), frozenset(_EVENTS["halt"])
_LIGHT, _OCCURRENCE, _WITNESS = (frozenset(_EVENTS[k]) for k in ("light", "occurrence", "witness"))
_SUBJECTS = frozenset({"nsubj", "nsubjpass"})
#: Verbs whose object is wished for or ruled out: an event noun below them did not happen.
_UNREAL = frozenset(
    "prevent avoid fear seek want demand urge call threaten prohibit ban forbid oppose reject consider discuss plan deter expect"
    " await allow violate mean define include contain".split()
)


@dataclass
class Trigger:
    """One event as words: the trigger, the verb that says whether it happened, and the heads of its role phrases."""

    token: Token
    clause: Token
    types: tuple[str, ...]
    actors: list[Token] = field(default_factory=list)
    recipients: list[Token] = field(default_factory=list)
    objects: list[Token] = field(default_factory=list)
    means: list[Token] = field(default_factory=list)
    deaths: Token | None = None
    injured: Token | None = None
    negated: bool = False
    nominal: bool = False
    casualty: bool = False
    hypothetical: bool = False

    def type_is(self, kind: str) -> bool:
        """True when one of the types is ``kind`` or a kind of it."""
        return any(t == kind or t.startswith(kind + ".") for t in self.types)


def find_triggers(doc: Any) -> list[Trigger]:
    """All triggers of a parsed paragraph in order; casualties are folded into the event that caused them."""
    found: list[Trigger] = []
    for token in doc:
        if is_verb(token) or token.dep_ in {"ROOT", "acl", "relcl", "advcl", "conj"}:
            found += _of_verb(token)
        if token.tag_.startswith("NN") or token.tag_ == "VBG":
            trigger = _of_noun(token)
            if trigger is not None:
                found.append(trigger)
    return _fold(found)


def classes_of(head: Token) -> set[str]:
    """The classes that a noun falls in by its lemma."""
    words = {lemma(head.text), head.lower_}
    found = {name for name, members in _CLASSES.items() if words & members}
    if words & _QUANTITIES:
        # "a quantity of equipment", "units of the army": what is counted tells the kind.
        for of in _objects_of_any(head, "of"):
            found |= {name for name, members in _CLASSES.items() if {lemma(of.text), of.lower_} & members}
    return found


def _objects_of_any(head: Token, word: str) -> list[Token]:
    return [g for c in head.children if c.dep_ == "prep" and c.lower_ == word for g in c.children if g.dep_ == "pobj"]


_QUANTITIES = frozenset(
    "quantity number dozen score hundred thousand amount series group coalition couple lot part member".split()
)


# ---------------------------------------------------------------- verbs


def _of_verb(verb: Token) -> Iterator[Trigger]:
    word = lemma(verb.text)
    subjects, objects, passive = arguments(verb)
    special = _special(verb, word, subjects, objects, passive)
    if special is not None:
        yield from special
        return
    entry = _VERBS.get(word)
    if entry is None or not is_verb(verb):
        return
    if (particle := entry.get("particle")) is not None:
        wanted = {particle} if isinstance(particle, str) else set(particle)
        if not any(c.lower_ in wanted for c in verb.children if c.dep_ in {"prt", "advmod", "prep"}):
            return
    if verb.dep_ in {"amod", "compound"}:
        return
    kinds = set().union(*map(classes_of, objects)) if objects else set()
    type_ = entry["type"]
    needs = entry.get("needs")
    if needs is not None and not kinds & set(needs) and not (objects and _names(objects)):
        return
    for kind, other in entry.get("when", {}).items():
        if kind in kinds:
            type_ = other
            break
    if type_ == "none":
        return
    role = entry.get("subject", "actor")
    subject_kinds = set().union(*map(classes_of, subjects)) if subjects else set()
    if (wanted_class := entry.get("subject_class")) is not None:
        if (
            not (subject_kinds & set(wanted_class))
            and not _names(subjects)
            and not any(s.tag_ == "PRP" for s in subjects)
        ):
            return
    if (wanted_class := entry.get("needs_subject")) is not None and not subject_kinds & set(wanted_class):
        return
    prepositional = [g for c in verb.children if c.dep_ in {"prep", "dative"} for g in _objects_of(c)]
    if (wanted_prep := entry.get("needs_prep")) is not None:
        if not any(lemma(g.text) in wanted_prep for g in prepositional):
            return
    if (wanted_with := entry.get("needs_with")) is not None:
        loaded = [g for g in prepositional if classes_of(g) & set(wanted_with)]
        if not loaded:
            return
    trigger = Trigger(verb, verb, (type_,))
    for kind, other in entry.get("when_subject", {}).items():
        if kind in subject_kinds or (
            kind == "other"
            and subjects
            and not subject_kinds & {"aircraft", "forces"}
            and len(trigger.types) == 1
            and not _names(subjects)
        ):
            trigger.types = (other,)
            break
    instruments = subject_kinds & {"shell", "explosive", "drone", "aircraft", "gunfire"}
    if role == "actor":
        trigger.actors = list(subjects)
        if instruments and entry.get("means", False) | (word in {"destroy", "kill", "hit", "strike"}):
            trigger.means = list(subjects)
            trigger.types = (_by_means(instruments, type_),)
    elif role == "recipient":
        trigger.recipients = list(subjects)
    elif role == "means":
        trigger.means = list(subjects)
        if word == "explode":
            trigger.types = ("attack.shelling" if "shell" in subject_kinds else "attack.explosive",)
    _place_objects(trigger, entry, objects)
    if prepositions := entry.get("prep"):
        for child in verb.children:
            if child.dep_ in {"prep", "dative"} and child.lower_ in prepositions:
                trigger.recipients += _objects_of(child)
    if role == "none" and passive is False:
        trigger.actors = []
    if entry.get("casualty") == "deaths":
        trigger.casualty, trigger.deaths = True, next(iter(objects or (subjects if role == "recipient" else [])), None)
    elif entry.get("casualty") == "injured":
        trigger.casualty, trigger.injured = True, next(iter(objects), None)
    if entry.get("negative"):
        trigger.negated = True
    if trigger.types[0] == "attack" or trigger.casualty:
        _sharpen(trigger, verb)
    if classes_of_any(trigger.recipients + trigger.objects, "monitor") and type_ == "movement.restricted":
        trigger.types = ("monitor.obstructed",)
    yield trigger


def _place_objects(trigger: Trigger, entry: Mapping[str, Any], objects: list[Token]) -> None:
    kind = entry.get("object", "recipient")
    if kind == "recipient":
        trigger.recipients += objects
    elif kind in {"object", "place"}:
        trigger.objects += objects


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
    """ "hit by shelling", "struck from the air", "killed in an air raid": the means tells the type."""
    for child in verb.children:
        if child.dep_ not in {"agent", "prep"} or child.lower_ not in {"by", "in", "from", "with", "during"}:
            continue
        for head in _objects_of(child):
            if child.lower_ == "from" and head.lower_ != "air":
                continue
            if child.lower_ == "from":
                trigger.types = ("attack.air",)
                trigger.casualty = False
                continue
            noun = _NOUNS.get(lemma(head.text))
            kinds = classes_of(head) & {"shell", "explosive", "drone", "aircraft", "gunfire"}
            if noun is not None and noun["type"].startswith(("attack", "clash")):
                trigger.types = (_noun_type(head, noun),)
                trigger.means.append(head)
                trigger.actors = [a for a in trigger.actors if a != head]
                trigger.actors += _participants(head)[0]
            elif kinds and not (classes_of(head) & {"forces"} and child.lower_ == "by" and "aircraft" not in kinds):
                trigger.types = (_by_means(kinds, "attack"),)
                trigger.means.append(head)
                if child.lower_ != "by":
                    continue


def arguments(verb: Token) -> tuple[list[Token], list[Token], bool]:
    """(subjects, objects, passive) of a verb in the sense of who acts and who is acted on, conjuncts spelled out."""
    passive = any(c.dep_ in {"nsubjpass", "auxpass"} for c in verb.children) or _joined_passive(verb)
    subjects = [c for c in verb.children if c.dep_ in _SUBJECTS and c.lower_ not in {"that", "which", "who", "whom"}]
    relative = [c for c in verb.children if c.dep_ in _SUBJECTS and c.lower_ in {"that", "which", "who"}]
    objects = [c for c in verb.children if c.dep_ in {"dobj", "dative"} and c.tag_ not in {"IN", "TO"}]
    agents = [g for c in verb.children if c.dep_ == "agent" for g in _objects_of(c)]
    if relative and verb.dep_ == "relcl":
        subjects = [verb.head]
    if verb.dep_ == "acl" and verb.tag_ == "VBN" and not subjects:
        return _spread(agents), _spread([verb.head]), True
    if verb.dep_ == "acl" and verb.tag_ == "VBG" and not subjects:
        subjects = [verb.head]
    if not subjects and not passive:
        subjects = _inherited(verb)
    if not subjects and passive and verb.dep_ == "conj":
        subjects = [c for c in verb.head.children if c.dep_ in _SUBJECTS]
    if passive:
        patients = subjects if subjects else []
        return _spread(agents), _spread(patients), True
    return _spread(subjects), _spread(objects), False


def _joined_passive(verb: Token) -> bool:
    """ "several were killed and equipment seized": the participle shares the passive auxiliary."""
    if (
        verb.dep_ != "conj"
        or verb.tag_ not in {"VBN", "VBD"}
        or not any(c.dep_ == "auxpass" for c in verb.head.children)
    ):
        return False
    has_object = any(c.dep_ == "dobj" for c in verb.children)
    return not has_object and not any(c.dep_ == "aux" for c in verb.children)


def _inherited(verb: Token) -> list[Token]:
    """The subject that a verb without one shares with the verb it is joined to, controlled by, or hangs on."""
    node = verb
    for _ in range(6):
        above = node.head
        if above == node or node.dep_ not in _CONTROLLED:
            return []
        if node.dep_ == "pcomp" and above.lower_ in {"of", "from"}:
            # "accused A of shelling": the object of the accusation shells.
            accused = [c for c in above.head.children if c.dep_ == "dobj"]
            if accused:
                return accused
        if is_verb(above) or above.dep_ in {"ROOT", "ccomp"}:
            if node.dep_ == "xcomp" and (who := [c for c in above.children if c.dep_ == "dobj" and c.i < node.i]):
                return who
            found = [c for c in above.children if c.dep_ in _SUBJECTS and c.lower_ not in {"which", "that", "who"}]
            if found:
                passive_above = any(c.dep_ == "auxpass" for c in above.children)
                return [] if passive_above and node.dep_ == "advcl" else found
            if above.dep_ == "relcl" and any(c.dep_ in _SUBJECTS for c in above.children):
                return [above.head]
        node = above
    return []


_CONTROLLED = frozenset({"conj", "xcomp", "pcomp", "advcl", "acl", "dep", "prep", "dobj", "ccomp"})


def _objects_of(preposition: Token) -> list[Token]:
    return _spread(
        [c for c in preposition.children if c.dep_ == "pobj" or (c.dep_ == "pcomp" and c.i == preposition.i + 1)]
    )


def _spread(heads: list[Token]) -> list[Token]:
    """Every head with the nouns joined to it."""
    spread: list[Token] = []
    for head in heads:
        spread.append(head)
        stack = [head]
        while stack:
            for child in stack.pop().children:
                if child.dep_ == "conj" and child.tag_.startswith(("NN", "CD", "PRP", "JJ")) and child not in spread:
                    spread.append(child)
                    stack.append(child)
    return spread


def _names(heads: list[Token]) -> bool:
    return any(h.tag_ in {"NNP", "NNPS"} for h in heads)


def classes_of_any(heads: list[Token], name: str) -> bool:
    """True when one of the heads falls in that class."""
    return any(name in classes_of(h) for h in heads)


# ---------------------------------------------------------------- constructions of their own


def _special(
    verb: Token, word: str, subjects: list[Token], objects: list[Token], passive: bool
) -> list[Trigger] | None:
    """Ceasefires, resumptions, refusals of passage, responsibility, watching: what no single verb says."""
    everyone = subjects + objects
    if any(lemma(c.text) == "guarantor" for c in verb.children if c.dep_ == "attr"):
        return [Trigger(verb, verb, ("term.described",), actors=list(subjects))]
    truce = [h for h in everyone if _is_truce(h)]
    if truce and word in _CEASEFIRE["breached"] and truce[0] in objects:
        return [Trigger(verb, verb, ("attack",), actors=subjects if not passive else subjects)]
    if truce and (type_ := _ceasefire(verb, word, truce[0] in (subjects if not passive else []), passive)) is not None:
        actors = subjects if truce[0] in objects else []
        return [Trigger(verb, verb, (type_,), actors=list(actors))]
    if word in _RESUME:
        resumed = [
            h
            for h in everyone
            if lemma(h.text) in _CLASSES["operation"] or lemma(h.text) in {"hostility", "fighting", "fire"}
        ]
        if resumed:
            actors = subjects if resumed[0] in objects else []
            against = _after_preposition(verb, "against") + _after_preposition(resumed[0], "against")
            return [Trigger(verb, verb, ("ceasefire.suspended", "attack"), actors=list(actors), recipients=against)]
    if word in _HALT or word == "hold":
        stopped = [
            h for h in objects if lemma(h.text) in _CLASSES["operation"] or lemma(h.text) in {"hostility", "fighting"}
        ]
        if stopped:
            return [Trigger(verb, verb, ("ceasefire.declared",), actors=list(subjects))]
        aid = [h for h in objects if lemma(h.text) == "distribution" or "aid" in classes_of(h)]
        if aid:
            return [Trigger(verb, verb, ("aid.obstructed",), actors=list(subjects), objects=aid)]
        if any(h.lower_ == "halt" for h in subjects):
            return [Trigger(verb, verb, ("ceasefire.in_effect",))]
    if word in {"deny", "refuse", "stop", "prevent", "block", "turn", "hinder", "impede", "bar", "restrict", "deprive"}:
        watched = [h for h in objects if "monitor" in classes_of(h)]
        if watched:
            return [Trigger(verb, verb, ("monitor.obstructed",), actors=list(subjects), recipients=watched)]
    if word == "open" and any(h.lower_ == "fire" for h in objects):
        return [
            Trigger(
                verb, verb, ("attack.direct_fire",), actors=list(subjects), recipients=_after_preposition(verb, "on")
            )
        ]
    if word == "set" and any(g.lower_ in {"fire", "ablaze"} for c in verb.children for g in (c, *c.children)):
        return [Trigger(verb, verb, ("property.destroyed",), actors=list(subjects), objects=list(objects))]
    if word == "have" and not passive and (held := [h for h in objects if classes_of(h) & {"equipment", "shell"}]):
        return [Trigger(verb, verb, ("weapons.deployed",), actors=list(subjects), objects=held)]
    if word == "facilitate" and any(lemma(h.text) == "return" for h in objects):
        noun = next(h for h in objects if lemma(h.text) == "return")
        people = [g for c in noun.children if c.dep_ == "prep" for g in _objects_of(c)]
        return [Trigger(verb, verb, ("return",), actors=list(subjects), recipients=people)]
    if word == "cover" and any(lemma(s.text) == "patrol" for s in subjects):
        return [Trigger(verb, verb, ("monitor.patrol",), actors=[])]
    if any(s.lower_.startswith(("protester", "demonstrator", "marcher")) for s in subjects) and word in _DEMONSTRATING:
        return [Trigger(verb, verb, ("protest",), actors=list(subjects))]
    if word in _WITNESS:
        breaches = [h for h in objects if lemma(h.text) in {"violation", "breach", "incident"}]
        if breaches:
            return [Trigger(verb, verb, ("coverage",), negated=False)]
    if word == "be" and any(c.lower_ == "over" for c in verb.children if c.dep_ in {"advmod", "prep", "acomp"}):
        if any(s.lower_ == "it" or _is_truce(s) for s in subjects):
            return [Trigger(verb, verb, ("ceasefire.suspended",))]
    return None


_DEMONSTRATING = frozenset({"burn", "sit", "block", "march", "gather", "chant", "throw", "rally", "attempt", "try"})


def _is_truce(head: Token) -> bool:
    return lemma(head.text) in _CLASSES["ceasefire"]


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


def _after_preposition(head: Token, *words: str) -> list[Token]:
    found = [g for c in head.children if c.dep_ == "prep" and c.lower_ in words for g in _objects_of(c)]
    if not found:
        for child in head.children:
            if child.dep_ == "prep" and child.lower_ == "of":
                for inner in _objects_of(child):
                    found += [
                        g for c in inner.children if c.dep_ == "prep" and c.lower_ in words for g in _objects_of(c)
                    ]
    return found


# ---------------------------------------------------------------- nouns


def _noun_type(noun: Token, entry: Mapping[str, Any]) -> str:
    type_: str = entry["type"]
    modifiers = {lemma(c.text) for c in noun.children if c.dep_ in {"compound", "amod", "nmod"}}
    for word, other in entry.get("modifier", {}).items():
        if word in modifiers:
            return str(other)
    for kind, other in entry.get("of", {}).items():
        if any(
            kind in classes_of(g) or (kind == "equipment" and "shell" in classes_of(g))
            for g in _after_preposition(noun, "of")
        ):
            return str(other)
    return type_


def _participants(noun: Token) -> tuple[list[Token], list[Token]]:
    """(who acts, who is acted on) as the noun phrase itself says it."""
    actors: list[Token] = []
    recipients: list[Token] = []
    for child in noun.children:
        if child.dep_ in {"poss", "compound", "amod", "nmod"} and child.i < noun.i:
            if child.dep_ == "poss" or _is_actor_word(child):
                actors.append(child)
        elif child.dep_ in {"prep", "agent"}:
            heads = _objects_of(child)
            if any(h.tag_ == "CD" or h.text in _MONTHS for h in heads):
                continue
            if child.lower_ == "between" and len(heads) > 1:
                actors.append(heads[0])
                recipients += heads[1:]
            elif child.lower_ == "by":
                actors += heads
            elif child.lower_ in {"with", "on", "against", "upon"}:
                recipients += heads
            elif child.lower_ == "of":
                recipients += heads
    return actors, recipients


def _of_noun(noun: Token) -> Trigger | None:
    word = lemma(noun.text)
    entry = _NOUNS.get(word)
    if entry is None or entry["type"] == "none" or noun.dep_ in {"compound", "amod", "nmod"}:
        return None
    if noun.tag_ == "VBG" and noun.dep_ not in {"nsubj", "nsubjpass", "dobj", "pobj"}:
        return None
    modifiers = {lemma(c.text) for c in noun.children if c.dep_ in {"compound", "amod", "nmod"}}
    for key in ("needs_modifier", "modifier_needed"):
        if key in entry and not modifiers & set(entry[key]):
            return None
    if "needs_of" in entry and not any(lemma(g.text) in entry["needs_of"] for g in _after_preposition(noun, "of")):
        return None
    if "of_needed" in entry and not any(
        classes_of(g) & set(entry["of_needed"]) for g in _after_preposition(noun, "of")
    ):
        return None
    clause, governing = _governor(noun)
    if clause is None:
        return None
    verb = lemma(clause.text)
    if governing == "object" and verb in _UNREAL:
        return None
    type_ = _noun_type(noun, entry)
    actors, recipients = _participants(noun)
    with_participants = bool(
        [a for a in actors if a.dep_ == "poss" or a.tag_ in {"NNP", "NNPS"} or _is_actor_word(a)] or recipients
    )
    subject, _, passive = arguments(clause)
    trigger = Trigger(noun, clause, (type_,), nominal=True)
    trigger.hypothetical = any(c.dep_ == "det" and c.lower_ == "any" for c in noun.children)
    trigger.recipients = recipients
    witnessed = verb in _WITNESS or (verb in {"report"} and passive)
    if entry["event"] == "seen" and not (witnessed and governing == "object"):
        return None
    if governing == "object" and witnessed:
        trigger.actors = [a for a in actors if a.dep_ == "poss" or a.tag_ in {"NNP", "NNPS", "JJ"} or _is_actor_word(a)]
    elif governing == "object" and verb in _LIGHT | _RESUME:
        trigger.actors = list(subject) if not passive else _agents(clause)
        if verb in {"receive", "suffer", "face", "sustain"}:
            trigger.actors, trigger.recipients = [], list(subject)
    elif governing == "subject" and (verb in _OCCURRENCE or verb in _LIGHT):
        trigger.actors = actors
    elif with_participants:
        trigger.actors = actors
    else:
        return None
    if verb in _HALT and governing == "object":
        return None
    if verb in _RESUME and lemma(noun.text) in _CLASSES["operation"] | {"hostility", "fighting"}:
        return None  # the verb has told it already
    if noun.head.dep_ == "prep" and lemma(noun.head.head.text) == "resumption":
        trigger.types = ("ceasefire.suspended", type_)
        trigger.clause = _governor(noun.head.head)[0] or clause
        outer, _, _ = arguments(trigger.clause)
        trigger.actors = trigger.actors or list(outer)
        trigger.recipients += _after_preposition(noun, "against")
    if type_ == "clash" and governing in {"pobj", "object"} and not any(a.dep_ == "pobj" for a in actors):
        # "freed two villages after clashes with B": the subject of the clause fought B.
        trigger.actors = [a for a in actors if a.dep_ in {"poss"}] or list(subject)
    if not with_participants and entry["event"] == "with" and governing == "pobj":
        return None
    trigger.negated = any(c.dep_ == "det" and c.lower_ == "no" for c in noun.children) and clause.i != noun.head.i
    return trigger


def _is_actor_word(token: Token) -> bool:
    if token.lower_ in _ADJECTIVES:
        return False
    return bool(classes_of(token) & {"forces", "aircraft"}) or token.tag_ in {"NNP", "NNPS"} or token.text[:1].isupper()


#: Before an event noun these say what kind of event it is, not whose.
_ADJECTIVES = frozenset(
    "military police ground air naval joint group command aerial mortar artillery rocket missile drone".split()
)
_MONTHS = frozenset(
    "January February March April May June July August September October November December Monday Tuesday Wednesday Thursday"
    " Friday Saturday Sunday".split()
)


def _agents(verb: Token) -> list[Token]:
    return [g for c in verb.children if c.dep_ == "agent" for g in _objects_of(c)]


def _governor(noun: Token) -> tuple[Token | None, str]:
    """The verb that the noun phrase belongs to, and as what: subject, object, pobj."""
    node, role = noun, ""
    for _ in range(6):
        above = node.head
        if above == node:
            return None, ""
        if is_verb(above) or above.dep_ == "ROOT":
            if not is_verb(above):
                return None, ""
            if not role:
                role = {"nsubj": "subject", "nsubjpass": "object", "dobj": "object", "attr": "object"}.get(
                    node.dep_, "pobj"
                )
            return above, role
        if node.dep_ in {"pobj", "pcomp"} and not role:
            # "the removal of X" as an object is an object; "reports of attacks" only mentions.
            if above.lower_ == "of" and lemma(above.head.text) in {
                "resumption",
                "number",
                "series",
                "wave",
                "exchange",
                "start",
                "end",
            }:
                node = above.head
                continue
            role = "pobj"
        node = above
    return None, ""


# ---------------------------------------------------------------- folding


def _fold(found: list[Trigger]) -> list[Trigger]:
    """Give casualties to the event that caused them, and drop nouns that a verb has told already."""
    kept: list[Trigger] = []
    for trigger in found:
        if trigger.casualty and (cause := _cause(trigger, found)) is not None:
            cause.deaths = cause.deaths or trigger.deaths
            cause.injured = cause.injured or trigger.injured
            if trigger.token.dep_ in {"advcl", "conj"} and trigger.token.i > cause.token.i:
                if cause.types[0] != "clash" and not cause.recipients:
                    cause.recipients = list(trigger.recipients)
                if trigger.token.tag_ == "VBG" or trigger.token.dep_ == "conj":
                    continue
            trigger.types = (cause.types[-1],) if not cause.casualty else trigger.types
            if cause.clause == trigger.token:
                trigger.actors = cause.actors
                trigger.nominal = False
                kept = [k for k in kept if k is not cause]
            elif cause.token.dep_ in {"advcl"} and cause.token.head == trigger.token:
                trigger.actors = cause.actors
                kept = [k for k in kept if k is not cause]
                found_later = cause
                found_later.hypothetical = True
                found_later.casualty = True
                found_later.types = ("",)
            elif trigger.token.dep_ == "relcl" and cause.type_is("clash"):
                trigger.actors, trigger.recipients = list(cause.actors), list(cause.recipients)
        kept.append(trigger)
    told = {id(m) for t in kept if not t.nominal for m in t.means}
    return [t for t in kept if t.types != ("",) and not (t.nominal and id(t.token) in told)]


def _cause(casualty: Trigger, found: list[Trigger]) -> Trigger | None:
    """The event that a casualty verb belongs to: its subject noun, the clause it hangs on, or the clause it is joined to."""
    verb = casualty.token
    for other in found:
        if other is casualty or other.casualty or other.types[0] in {"term.described", "coverage"}:
            continue
        violent = other.types[-1].startswith(("attack", "clash", "civilians"))
        if not violent:
            continue
        if other.nominal and other.clause == verb and other.token.dep_ in {"nsubj"}:
            return other
        if verb.dep_ in {"advcl", "conj", "relcl"} and (
            verb.head == other.token or (verb.head == other.clause and not other.nominal)
        ):
            return other
        if verb.dep_ == "relcl" and verb.head == other.token:
            return other
        if other.token.dep_ == "advcl" and other.token.head == verb:
            return other
    return None
