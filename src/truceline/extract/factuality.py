"""Is it said to have happened? Modality, polarity and certainty of a verb in its clause.

The axes are FactBank's (Saurí & Pustejovsky 2009); the signs are English auxiliaries, negation, and the verbs and marks
above the event ("planned to", "failed to", "if", "in order to").
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from truceline.extract.parse import is_verb, sentence_of
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


def factuality(verb: Token, *, stop: Token | None = None, noun: Token | None = None) -> Factuality:
    """Judge ``verb`` by its clause and by the clauses it hangs on, up to ``stop`` (the cue that carries it).

    ``noun`` is the word of the event when it is a noun and ``verb`` the verb that tells of it: "the strike hurt nobody"
    negates the harm, not the strike, and "an alleged strike" is in doubt by its adjective.
    """
    modality: Modality = "occurred"
    negative = False
    certainty: Certainty = "certain"
    condition: Token | None = None
    if noun is not None and any(c.dep_ == "amod" and c.lower_ in _SETS["hedges"] for c in noun.children):
        certainty = "possible"
    node = verb
    for _ in range(8):
        here = _own(node)
        given = noun is not None and node == verb and lemma(verb.text) in _SETS["presuppose"]
        negative ^= here.negative and not given
        if here.certainty != "certain":
            certainty = here.certainty
        condition = condition or here.condition
        if modality in {"occurred", "ongoing"} and here.modality != "occurred":
            modality = here.modality
        above = node.head
        if above == node or (stop is not None and above.i == stop.i):
            break
        lift = _lift(node, above)
        negative ^= lift.flips
        if lift.modality is not None and modality in {"occurred", "ongoing"}:
            modality = lift.modality
        if not lift.climbs:
            break
        node = above
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
    first = sentence_of(verb)[0]
    inverted = first.lower_ in {"should", "were", "had"} and first.dep_ == "aux" and first.head == verb
    condition = next((c for c in children if c.dep_ == "advcl" and _is_condition(c)), None)
    perfect = "have" in words or "had" in words or "has" in words
    if inverted:
        modality = "conditional"
    elif any(w in _SETS["future_aux"] for w in words):
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
    if (condition is not None and modality in {"future", "hypothetical", "required"}) or (
        condition is not None and modality == "occurred" and verb.tag_ in {"VB", "VBZ", "VBP"}
    ):
        modality = "conditional"
    if verb.tag_ in {"VBZ", "VBP"} and modality == "occurred":
        modality = "ongoing"
    for child in children:
        if child.dep_ == "advmod" and child.lower_ in _SETS["hedges"]:
            certainty = "probable" if child.lower_ in _SETS["probable"] else "possible"
    return _Own(modality, is_negated(verb), certainty, condition)


def is_negated(verb: Token) -> bool:
    """True for a verb with a negation of its own: "did not hit", "neither hit", "hit nobody" (two cancel out)."""
    children = list(verb.children)
    negative = any(
        c.dep_ == "neg"
        or (c.dep_ == "preconj" and c.lower_ == "neither")
        or (c.dep_ == "advmod" and c.lower_ in {"never", "hardly"})
        or (c.lower_ == "longer" and _no_longer(c))
        for c in children
    )
    for child in children:
        if child.dep_ in {"nsubj", "nsubjpass", "dobj", "attr", "pobj"} and is_negated_phrase(child):
            negative = not negative
    return negative


def _no_longer(word: Token) -> bool:
    return word.i > 0 and word.doc[word.i - 1].lower_ == "no"


def joined_by_nor(verb: Token) -> bool:
    """True for the second verb of "neither hit nor hurt" and "did not hit, nor did it hurt"."""
    marks = [c.lower_ for c in verb.head.children if c.dep_ == "cc" and c.i < verb.i]
    return verb.dep_ == "conj" and marks[-1:] == ["nor"]


def is_negated_phrase(head: Token) -> bool:
    """True for "no shots", "nobody", "neither side", "none of them"."""
    if head.lower_ in {"nobody", "none", "neither", "nothing", "no-one", "noone"}:
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


class _Lift(NamedTuple):
    """What the word above does to the event, and whether the words above it have a say too."""

    modality: Modality | None = None
    flips: bool = False
    climbs: bool = False


_STOP = _Lift()
_CLIMB = _Lift(climbs=True)


def _lift(node: Token, above: Token) -> _Lift:
    has_to = any(c.lower_ == "to" and c.dep_ == "aux" for c in node.children)
    marks = {c.lower_ for c in node.children if c.dep_ in {"mark", "advmod"}}
    if node.dep_ == "advcl":
        return _adverbial(node, above, marks, has_to)
    if "whether" in marks:
        return _Lift("hypothetical")
    if node.dep_ in {"ccomp", "csubj", "acl"} and (verdict := _verdict(above)) is not None:
        return _Lift(flips=not verdict)
    if node.dep_ == "acl" and has_to:
        # "the chance to attack", "a plan to withdraw": the noun decides, and for a chance the verb that takes it.
        if is_verb(above.head) and _seizes(above.head):
            return _STOP
        if lemma(above.text) in _REFUSALS:
            return _Lift(flips=True)  # "the refusal to withdraw"
        return _Lift("future")
    if node.dep_ == "pcomp":
        return _after_preposition(above)
    if node.dep_ == "prep":
        return _CLIMB
    if node.dep_ == "xcomp":
        return _complement(above, has_to)
    if node.dep_ == "ccomp" and lemma(above.text) in _SETS["unsaid"] and factuality(above).polarity == "negative":
        return _Lift("hypothetical")  # "did not say", "refused to say that A had fired" tells of no fire
    if node.dep_ == "ccomp" and has_to and lemma(above.text) in _SETS["required"]:
        return _Lift("hypothetical" if is_negated(above) else "required")
    if node.dep_ == "conj" and is_verb(above):
        # "will stop and leave": auxiliaries are shared by what is joined without a subject of its own.
        shares = node.tag_ in {"VB", "VBN", "VBG"} and not any(c.dep_ in _SUBJECTS for c in node.children)
        return _CLIMB if shares or joined_by_nor(node) else _STOP
    return _STOP


def _verdict(above: Token) -> bool | None:
    """Whether "it is not true that …", "reports that … are false" call the clause true; None when they do not judge."""
    be = above.head if above.dep_ == "nsubj" else above
    if lemma(be.text) != "be":
        return None
    for child in be.children:
        if child.dep_ in {"acomp", "attr"} and child.lower_ in _SETS["true"] | _SETS["false"]:
            return (child.lower_ in _SETS["true"]) != any(c.dep_ == "neg" for c in be.children)
    return None


def _adverbial(node: Token, above: Token, marks: set[str], has_to: bool) -> _Lift:
    if marks & _CONDITIONS:
        return _Lift("conditional")
    if "whether" in marks or ("that" in marks and any(t.lower_ == "so" for t in node.lefts)):
        return _Lift("hypothetical")
    if has_to:
        return _STOP if _seizes(above) else _Lift("hypothetical")
    return _CLIMB if node.tag_ == "VBG" and not marks else _STOP


def _after_preposition(preposition: Token) -> _Lift:
    word, governor = preposition.lower_, lemma(preposition.head.text)
    if word == "from" and governor in _SETS["prevent"]:
        return _Lift("hypothetical", flips=True)
    if governor in _SETS["plan"]:
        return _Lift("future")
    # "has been helping by providing aid": the manner of an act is as real as the act.
    return _Lift(flips=word == "without", climbs=word == "by")


def _complement(above: Token, has_to: bool) -> _Lift:
    word = lemma(above.text)
    if word == "be" and has_to:
        return _Lift("required" if above.tag_ == "VBD" else "future")
    if not is_verb(above):
        return _Lift("future") if has_to or word in _AHEAD else _CLIMB
    if word in _AHEAD and has_to and above.tag_ == "VBN":
        return _Lift("future")
    if word in _SETS["fail"]:
        return _Lift(flips=True, climbs=True)
    if word in _SETS["plan"]:
        had = above.tag_ == "VBN" and any(c.lower_ == "had" for c in above.children)
        return _Lift("hypothetical" if had else "future")
    if word in _SETS["required"] and has_to:
        return _Lift("hypothetical" if is_negated(above) else "required")
    if word in _SETS["prevent"]:
        return _Lift("hypothetical")
    if word in {"continue", "keep"} and above.tag_ in {"VBZ", "VBP", "VBG", "VBN"}:
        return _Lift("ongoing", climbs=True)
    return _CLIMB


_AHEAD = frozenset({"due", "ready", "set", "about", "able", "bound", "poised", "slated"})


def _seizes(verb: Token) -> bool:
    """As in "seized the opportunity to", "used the lull to": what follows was done."""
    return lemma(verb.text) in {"seize", "use", "exploit", "take"} and any(
        c.dep_ == "dobj" and lemma(c.text) in _OPENINGS for c in verb.children
    )


_REFUSALS = frozenset(vocabulary("events")["classes"]["refusal"])
_OPENINGS = frozenset(vocabulary("events")["classes"]["opportunity"]) | frozenset(
    vocabulary("events")["classes"]["ceasefire"]
)
