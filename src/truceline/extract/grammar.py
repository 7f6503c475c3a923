"""Who does what to whom in a clause, read off the dependency parse (ClearNLP labels)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from truceline.extract.parse import is_verb
from truceline.extract.words import lemma, vocabulary

if TYPE_CHECKING:
    from spacy.tokens import Token

CLASSES = {name: frozenset(words) for name, words in vocabulary("events")["classes"].items()}
_SUBJECTS = frozenset({"nsubj", "nsubjpass"})


def _may_be_told(word: Token) -> bool:
    """True for an object that can be asked to act: "urged A to stop", and not "used the lull to attack"."""
    able = word.tag_ in {"NNP", "NNPS", "PRP"} or bool(classes_of(word) & {"forces", "people", "monitor"})
    return word.dep_ == "dobj" and able


_CONTROLLED = frozenset({"conj", "xcomp", "pcomp", "advcl", "acl", "dep", "prep", "dobj", "ccomp"})
_QUANTITIES = frozenset(vocabulary("events")["quantities"])
CALENDAR = frozenset(vocabulary("events")["calendar"])


_POISON = {name: frozenset(words) for name, words in vocabulary("events")["poison"].items()}


def _is_poisonous(head: Token) -> bool:
    """As in "poisonous gas", "a chemical weapon", "a gas attack"; not in "tear gas" or "a gas pipeline"."""
    before = {lemma(c.text) for c in head.lefts if c.dep_ in {"compound", "nmod", "amod", "npadvmod"}}
    return bool(before & _POISON["before"]) or (lemma(head.text) == "attack" and "gas" in before)


def classes_of(head: Token) -> set[str]:
    """The classes that a noun falls in by its lemma."""
    words = {lemma(head.text), head.lower_}
    found = {name for name, members in CLASSES.items() if words & members}
    if "grenade" in words and any(t.lower_ in {"rocket", "propelled", "rpg"} for c in head.lefts for t in c.subtree):
        found = found - {"explosive"} | {"shell"}
    if words & _POISON["alone"] or (words & _POISON["heads"] and _is_poisonous(head)):
        found.add("poison")
    if "bomber" in words and any(c.lower_ in {"suicide", "car", "truck"} for c in head.lefts):
        found = found - {"aircraft"} | {"forces"}
    if words & _QUANTITIES:
        # "a quantity of equipment", "units of the army": what is counted tells the kind.
        for of in [g for c in head.children if c.dep_ == "prep" and c.lower_ == "of" for g in objects_of(c)]:
            found |= {name for name, members in CLASSES.items() if {lemma(of.text), of.lower_} & members}
    return found


def arguments(verb: Token) -> tuple[list[Token], list[Token], bool]:
    """(subjects, objects, passive) of a verb in the sense of who acts and who is acted on, conjuncts spelled out."""
    passive = (
        any(c.dep_ in {"nsubjpass", "auxpass"} for c in verb.children)
        or _joined_passive(verb)
        or _reported_passive(verb)
    )
    subjects = [c for c in verb.children if c.dep_ in _SUBJECTS and c.lower_ not in {"that", "which", "who", "whom"}]
    relative = [c for c in verb.children if c.dep_ in _SUBJECTS and c.lower_ in {"that", "which", "who"}]
    objects = [c for c in verb.children if c.dep_ in {"dobj", "dative"} and c.tag_ not in {"IN", "TO"}]
    agents = [g for c in verb.children if c.dep_ == "agent" for g in objects_of(c)]
    if relative and verb.dep_ == "relcl":
        subjects = [verb.head]
    if verb.dep_ == "acl" and verb.tag_ == "VBN" and not subjects:
        return spread(agents), spread([verb.head]), True
    if verb.dep_ == "acl" and verb.tag_ == "VBG" and not subjects:
        subjects = [verb.head]
    if not subjects and not passive:
        subjects = _inherited(verb)
    if not subjects and passive and verb.dep_ == "conj":
        subjects = [c for c in verb.head.children if c.dep_ in _SUBJECTS]
    if not subjects and passive and verb.dep_ == "xcomp":
        subjects = _inherited(verb)  # "weapons were to be withdrawn"
    if passive:
        patients = subjects if subjects else []
        return spread(agents), spread(patients), True
    return spread(subjects), spread(objects), False


def _joined_passive(verb: Token) -> bool:
    """As in "several were killed and equipment seized": the participle shares the passive auxiliary."""
    if (
        verb.dep_ != "conj"
        or verb.tag_ not in {"VBN", "VBD"}
        or not any(c.dep_ == "auxpass" for c in verb.head.children)
    ):
        return False
    has_object = any(c.dep_ == "dobj" for c in verb.children)
    return not has_object and not any(c.dep_ == "aux" for c in verb.children)


def _reported_passive(verb: Token) -> bool:
    """As in "ten soldiers were reported killed": a bare participle under a passive verb."""
    bare = verb.dep_ == "xcomp" and verb.tag_ in {"VBN", "VBD"} and not any(c.dep_ == "aux" for c in verb.children)
    return bare and any(c.dep_ == "auxpass" for c in verb.head.children)


def _inherited(verb: Token) -> list[Token]:
    """The subject that a verb without one shares with the verb it is joined to, controlled by, or hangs on."""
    node = verb
    for _ in range(6):
        above = node.head
        if above == node or node.dep_ not in _CONTROLLED:
            return []
        if node.dep_ == "acl" and "refusal" in classes_of(above):
            # "the army's refusal to leave", "the refusal of the army to leave": not who speaks of it.
            owners = [c for c in above.children if c.dep_ == "poss" and c.tag_ != "PRP$"]
            if owners := owners or after_preposition(above, "of"):
                return owners
        if node.dep_ == "pcomp" and above.lower_ in {"of", "from"}:
            # "accused A of shelling": the object of the accusation shells.
            accused = [c for c in above.head.children if c.dep_ == "dobj"]
            if accused:
                return accused
            if above.head.dep_ == "dobj":
                return [above.head]
        if is_verb(above) or above.dep_ in {"ROOT", "ccomp"}:
            if node.dep_ == "xcomp" and (who := [c for c in above.children if _may_be_told(c) and c.i < node.i]):
                return who
            found = [c for c in above.children if c.dep_ in _SUBJECTS and c.lower_ not in {"which", "that", "who"}]
            if found:
                passive_above = any(c.dep_ == "auxpass" for c in above.children)
                return [] if passive_above and node.dep_ == "advcl" else found
            if above.dep_ == "relcl" and any(c.dep_ in _SUBJECTS for c in above.children):
                return [above.head]
        node = above
    return []


def objects_of(preposition: Token) -> list[Token]:
    """What a preposition governs, conjuncts spelled out; days and months are nobody and are left out."""
    heads = [c for c in preposition.children if c.dep_ == "pobj" or (c.dep_ == "pcomp" and c.i == preposition.i + 1)]
    return spread([h for h in heads if h.text not in CALENDAR])


def after_preposition(head: Token, *words: str) -> list[Token]:
    """What the prepositions ``words`` of ``head`` govern, else those of what it is "of" ("a wave of attacks on …")."""
    found = [g for c in head.children if c.dep_ == "prep" and c.lower_ in words for g in objects_of(c)]
    if not found:
        for child in head.children:
            if child.dep_ == "prep" and child.lower_ == "of":
                for inner in objects_of(child):
                    found += [
                        g for c in inner.children if c.dep_ == "prep" and c.lower_ in words for g in objects_of(c)
                    ]
    return found


def spread(heads: list[Token]) -> list[Token]:
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


def named_beside(head: Token) -> list[Token]:
    """Those whom an apposition or "including" names: "two reporters, A and B", "twelve miners, including C"."""
    if not classes_of(head) & {"people", "forces"}:
        return []
    found = [c for c in head.children if c.dep_ == "appos" and c.i > head.i]
    for child in head.children:
        if child.dep_ == "prep" and child.lower_ in {"including", "among"}:
            found += [c for c in child.children if c.dep_ == "pobj"]
    return [h for h in spread(found) if h.tag_ in {"NNP", "NNPS"}]


def has_name(heads: list[Token]) -> bool:
    """True when one of the heads is a proper noun by its Penn tag."""
    return any(h.tag_ in {"NNP", "NNPS"} for h in heads)


def governor(noun: Token) -> tuple[Token | None, str]:
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
