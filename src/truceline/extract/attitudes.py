"""Attitudes: who wants, fears, backs or refuses what, and who speaks of it without a clause that says it.

PolNeAR counts these as attributions as well. They carry no claim: to want an attack is not to report one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from truceline.extract.grammar import arguments
from truceline.extract.parse import Paragraph, is_verb
from truceline.extract.speech_spans import Draft, hull, noun_phrase, unsaid
from truceline.extract.words import lemma, vocabulary

if TYPE_CHECKING:
    from spacy.tokens import Token

_WORDS = vocabulary("speech")["attitudes"]
_CLAUSE, _INFINITIVE, _OBJECT, _ADJECTIVES, _NOUNS = (
    frozenset(_WORDS[key]) for key in ("clause", "infinitive", "object", "adjectives", "nouns")
)
_PREPOSITIONS = {word: frozenset(after) for word, after in _WORDS["prepositions"].items()}
_SAYING = frozenset(
    word
    for kind in ("asserts", "denies", "accuses", "announces", "threatens", "demands")
    for word in vocabulary("speech")[kind]
)
_RELAYING = frozenset(vocabulary("speech")["relaying"])
_PRONOUN = frozenset({"he", "she", "it", "they", "we", "i", "who", "which"})
_AFTER_NOUN = frozenset({"of", "for", "to", "on", "about", "against", "that", "over"})
_BE = frozenset({"be", "seem", "appear", "feel", "sound", "remain", "become"})


def attitudes(paragraph: Paragraph, told: set[int], spoken: Sequence[tuple[int, int]]) -> Iterator[Draft]:
    """Every attitude of a paragraph whose cue does not begin at an offset of ``told``, nor lies in ``spoken`` words."""
    for token in paragraph.doc:
        at = paragraph.start(token)
        if at in told or any(start <= at < end for start, end in spoken):
            continue
        found = _of_verb(token) if is_verb(token) else _of_noun(token) if token.tag_ in {"NN", "NNS"} else None
        if found is None:
            continue
        subject, content = found
        yield Draft(
            source=noun_phrase(paragraph, subject),
            head=subject.lower_,
            pronoun=subject.lower_ if subject.lower_ in _PRONOUN else None,
            cue=(paragraph.start(token), paragraph.end(token)),
            content=[hull(paragraph, content, token, subject)],
            via=None,
            speech="asserts",
            carries=False,
        )


def _of_verb(verb: Token) -> tuple[Token, Token] | None:
    """(who, what) of "wants to leave", "called for a recount", "was sure that it rains"."""
    if verb.dep_ in {"amod", "compound", "aux", "auxpass"}:
        return None
    word = lemma(verb.text)
    if word in _SAYING and unsaid(verb):
        return None  # "did not say" puts no words into a mouth
    if word in _RELAYING and verb.tag_ == "VBG":
        return None  # "the agency, citing a source, said": whom it cites is who says it
    content = _about(verb, word)
    if content is None:
        return None
    subject = _who(verb)
    if subject is None or subject.i == content.i or subject.lower_ in {"there", "that", "this", "what"}:
        return None
    return subject, content


def _about(verb: Token, word: str) -> Token | None:
    after = [c for c in verb.children if c.i > verb.i]
    if word in _BE:
        quality = next((c for c in after if c.dep_ in {"acomp", "oprd"} and c.lower_ in _ADJECTIVES), None)
        if quality is None:
            return None
        return next((c for c in quality.children if c.dep_ in {"ccomp", "xcomp", "prep"} and c.i > quality.i), None)
    if word in _CLAUSE | _SAYING:
        clause = next((c for c in after if c.dep_ == "ccomp"), None)
        if clause is not None:
            return clause
    if word in _INFINITIVE:
        infinitive = next((c for c in after if c.dep_ in {"xcomp", "ccomp"} and _has_to(c)), None)
        if infinitive is not None:
            return infinitive
    if word in _PREPOSITIONS:
        tail = next((c for c in after if c.dep_ in {"prep", "prt"} and c.lower_ in _PREPOSITIONS[word]), None)
        if tail is not None:
            return tail
    if word in _OBJECT:
        return next(
            (c for c in after if c.dep_ in {"dobj", "ccomp"} and c.lower_ not in {"it", "that", "them", "him"}), None
        )
    return None


def _has_to(verb: Token) -> bool:
    return any(c.lower_ == "to" and c.dep_ == "aux" for c in verb.children)


def _who(verb: Token) -> Token | None:
    own = next((c for c in verb.children if c.dep_ == "nsubj"), None)
    return own if own is not None else next(iter(arguments(verb)[0]), None)


def _of_noun(noun: Token) -> tuple[Token, Token] | None:
    """(who, what) of "the mayor's promise to resign", "their support for the truce"."""
    if lemma(noun.text) not in _NOUNS:
        return None
    owner = next((c for c in noun.lefts if c.dep_ == "poss"), None)
    if owner is None:
        return None
    content = next(
        (c for c in noun.rights if c.dep_ in {"acl", "ccomp"} or (c.dep_ == "prep" and c.lower_ in _AFTER_NOUN)), None
    )
    return None if content is None else (owner, content)
