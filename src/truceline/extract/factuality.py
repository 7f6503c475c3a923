"""Is it said to have happened? Modality, polarity and certainty of a verb in its clause.

The axes are FactBank's (Saurí & Pustejovsky 2009); the signs are English auxiliaries, negation, and the verbs and marks above
the event ("planned to", "failed to", "if", "in order to").
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from truceline.extract.parse import is_verb
from truceline.extract.words import lemma, vocabulary
from truceline.model.claim import Certainty, Modality, Polarity

if TYPE_CHECKING:
    from spacy.tokens import Token

_WORDS = vocabulary("events")["factuality"]
_SETS = {key: frozenset(value) for key, value in _WORDS.items()}
_CONDITIONS = frozenset({"if", "unless", "provided", "providing", "lest"})
_SUBJECTS = frozenset({"nsubj", "nsubjpass", "expl"})


class Factuality(NamedTuple):
    """The three axes, and the clause that the event depends on, if any."""

    modality: Modality
    polarity: Polarity
    certainty: Certainty
    condition: Token | None = None


def factuality(verb: Token, *, stop: Token | None = None) -> Factuality:
    """Judge ``verb`` by its clause and by the clauses it hangs on, up to ``stop`` (the cue that carries it)."""
    modality: Modality = "occurred"
    negative = False
    certainty: Certainty = "certain"
    condition: Token | None = None
    node, below = verb, verb
    for depth in range(8):
        here = _own(node)
        if here.negative:
            negative = not negative
        if here.certainty != "certain":
            certainty = here.certainty
        if here.condition is not None and condition is None:
            condition = here.condition
        if modality == "occurred":
            modality = here.modality
        elif modality == "ongoing" and here.modality not in {"occurred", "ongoing"}:
            modality = here.modality
        above = node.head
        if above == node or above == stop:
            break
        if depth and node.dep_ in {"ROOT"}:
            break
        lifted = _from_above(node, above, below)
        if lifted is None:
            break
        changed, flips = lifted
        negative ^= flips
        if changed == "break":
            break
        if changed is not None and modality in {"occurred", "ongoing"}:
            modality = changed
        below, node = node, above
    return Factuality(modality, "negative" if negative else "positive", certainty, condition)


class _Own(NamedTuple):
    modality: Modality
    negative: bool
    certainty: Certainty
    condition: Token | None


def _own(verb: Token) -> _Own:
    """What the verb's own auxiliaries and adverbs say."""
    children = list(verb.children)
    words = [c.lower_ for c in children if c.dep_ in {"aux", "auxpass"}]
    modality: Modality = "occurred"
    certainty: Certainty = "certain"
    condition = next((c for c in children if c.dep_ == "advcl" and _is_condition(c)), None)
    perfect = "have" in words or "had" in words or "has" in words
    if any(w in _SETS["future_aux"] for w in words):
        modality = "future"
    elif any(w in _SETS["would"] for w in words):
        modality = "hypothetical" if perfect else "future"
    elif any(w in _SETS["required_aux"] for w in words):
        modality = "required"
    elif any(w in _SETS["possible_aux"] for w in words):
        modality, certainty = ("occurred", "possible") if perfect else ("hypothetical", "possible")
    elif any(w in _SETS["could"] for w in words):
        modality, certainty = ("occurred", "possible") if "have" in words else ("hypothetical", "possible")
    elif verb.tag_ == "VBG" and any(w in {"is", "are", "'s", "'re", "been", "am"} for w in words):
        modality = "ongoing"
    elif is_verb(verb) and any(c.dep_ == "aux" and c.tag_ == "MD" for c in children):
        modality = "hypothetical"
    if condition is not None and modality in {"future", "hypothetical", "required"}:
        modality = "conditional"
    elif condition is not None and modality == "occurred" and verb.tag_ in {"VB", "VBZ", "VBP"}:
        modality = "conditional"
    if verb.tag_ in {"VBZ", "VBP"} and modality == "occurred":
        modality = "ongoing"
    for child in children:
        if child.dep_ == "advmod" and child.lower_ in _SETS["hedges"]:
            certainty = "probable" if child.lower_ in _SETS["probable"] else "possible"
    negative = any(
        c.dep_ == "neg"
        or (c.dep_ == "advmod" and c.lower_ in {"never", "hardly"})
        or (c.lower_ == "longer" and _no_longer(c))
        for c in children
    )
    for child in children:
        if child.dep_ in {"nsubj", "nsubjpass", "dobj", "attr", "pobj"} and is_negated_phrase(child):
            negative = not negative
    return _Own(modality, negative, certainty, condition)


def _no_longer(word: Token) -> bool:
    return word.i > 0 and word.doc[word.i - 1].lower_ == "no"


def is_negated_phrase(head: Token) -> bool:
    """True for "no shots", "nobody", "neither side", "none of them"."""
    if head.lower_ in {"nobody", "none", "nothing", "no-one", "noone"}:
        return True
    return any(
        c.dep_ in {"det", "preconj", "cc"} and c.lower_ in {"no", "neither", "nor"} and c.i < head.i
        for c in head.children
    )


def _is_condition(clause: Token) -> bool:
    return any(c.dep_ == "mark" and c.lower_ in _CONDITIONS for c in clause.children) or (
        any(c.dep_ == "advmod" and c.lower_ == "when" for c in clause.children)
        and any(c.lower_ in {"would", "will", "shall"} for c in clause.head.children)
    )


def _from_above(node: Token, above: Token, below: Token) -> tuple[Modality | str | None, bool] | None:
    """What the word above does to the event: (modality or "break", flips the polarity), None to stop climbing."""
    del below
    word = lemma(above.text)
    marks = {c.lower_ for c in node.children if c.dep_ in {"mark", "advmod", "aux"}}
    has_to = any(c.lower_ == "to" and c.dep_ == "aux" for c in node.children)
    if node.dep_ == "advcl":
        if marks & _CONDITIONS:
            return "conditional", False
        if "whether" in marks:
            return "hypothetical", False
        if has_to:
            return (None, False) if _seizes(above) else ("hypothetical", False)
        if "that" in marks and "so" in {t.lower_ for t in node.subtree if t.i < node.i}:
            return "hypothetical", False
        if node.tag_ == "VBG" and not marks:
            return None, False
        return "break", False
    if node.dep_ in {"ccomp"} and "whether" in marks:
        return "hypothetical", False
    if node.dep_ == "relcl":
        return None if not is_verb(above) and above.dep_ == "ROOT" else ("break", False)
    if node.dep_ in {"xcomp", "pcomp", "ccomp"} or (node.dep_ == "acl" and has_to):
        if node.dep_ == "acl" or (node.dep_ == "xcomp" and not is_verb(above)):
            governor = above.head if node.dep_ == "acl" and is_verb(above.head) else None
            if governor is not None and _seizes(governor):
                return None, False
            if word in _SETS["plan"] or word in {
                "plan",
                "intention",
                "readiness",
                "ready",
                "due",
                "set",
                "about",
                "able",
                "order",
            }:
                return "future", False
            return ("future", False) if has_to else (None, False)
        if word in {"be", "is"} and has_to:
            return ("required" if above.tag_ == "VBD" else "future"), False
        if node.dep_ == "pcomp":
            before = above.lower_
            governor = above.head
            if before == "from" and lemma(governor.text) in _SETS["prevent"]:
                return "hypothetical", True
            if before == "without":
                return None, True
            if before in {"for", "before", "until"}:
                return "break", False
            return None, False
        if word in _SETS["fail"] and node.dep_ == "xcomp":
            return None, True
        if word in _SETS["plan"] and node.dep_ in {"xcomp"}:
            past_perfect = above.tag_ in {"VBN"} and any(c.lower_ == "had" for c in above.children)
            return ("hypothetical" if past_perfect else "future"), False
        if word in _SETS["required"] and node.dep_ in {"xcomp", "ccomp"} and has_to:
            return "required", False
        if word in _SETS["prevent"] and node.dep_ == "xcomp":
            return "hypothetical", False
        if word == "continue" or (word == "keep" and node.dep_ == "xcomp"):
            return ("ongoing" if above.tag_ in {"VBZ", "VBP", "VBG", "VBN"} else None), False
        if word in _SETS["uncertain_verbs"]:
            return None, False
        if node.dep_ == "ccomp":
            return "break", False
        return None, False
    if node.dep_ == "conj" and is_verb(above):
        # "will stop and leave": auxiliaries are shared by what is joined without a subject of its own.
        shares = not any(c.dep_ in _SUBJECTS for c in node.children) and node.tag_ in {"VB", "VBN", "VBG"}
        return (None, False) if shares else ("break", False)
    return None


def _seizes(verb: Token) -> bool:
    """ "seized the opportunity to", "used the lull to": what follows was done."""
    return lemma(verb.text) in {"seize", "use", "exploit", "take"} and any(
        c.dep_ == "dobj" and lemma(c.text) in _OPENINGS for c in verb.children
    )


_OPENINGS = frozenset(vocabulary("events")["classes"]["opportunity"]) | frozenset(
    vocabulary("events")["classes"]["ceasefire"]
)
