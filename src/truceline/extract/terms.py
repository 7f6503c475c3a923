"""Sentences that say what an agreement says: "the memorandum obliges both sides to …", "under the deal X must …"."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from truceline.extract.parse import is_verb, sentence_of
from truceline.extract.words import lemma, vocabulary
from truceline.model.claim import Modality

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_VERBS = frozenset(vocabulary("events")["terms"]["verbs"])
_DOCUMENTS = frozenset(vocabulary("events")["classes"]["document"])
_UNDER = frozenset({"under", "by", "per"})


class Description(NamedTuple):
    """A stretch of tokens, first to last, that describes a term; ``modality`` is required unless it is a bare fact."""

    span: tuple[int, int]
    modality: Modality


def describes_term(doc: Doc) -> list[Description]:
    """The descriptions of terms in a parsed paragraph, none inside another."""
    found: list[Description] = []
    for token in doc:
        if not is_verb(token):
            continue
        span = _by_document(token) or _under_document(token) or _set_by_document(token)
        if span is not None and not any(a <= span[0] and span[1] <= b for (a, b), _ in found):
            found.append(Description(span, "required"))
    return found


def _by_document(verb: Token) -> tuple[int, int] | None:
    """The document itself speaks: "the text of the memorandum speaks of …", "the accord, …, provides for …"."""
    if lemma(verb.text) not in _VERBS:
        return None
    subject = next((c for c in verb.children if c.dep_ in {"nsubj"}), None)
    if subject is None:
        return None
    if subject.lower_ in {"which", "that"} and verb.dep_ == "relcl":
        # "…, signed in Sochi, Russia, which deals with …": the parser hangs the clause on the nearest name.
        before = verb.doc[sentence_of(verb).start : subject.i]
        if not any(_is_document(t) for t in before) or not (
            verb.head.tag_ in {"NNP", "NNPS"} or _is_document(verb.head)
        ):
            return None
        inside = [t.i for t in verb.subtree if t.i > verb.i]
        first = min((t.i for t in verb.subtree if t.dep_ in {"pobj", "dobj"} and t.head.head == verb), default=verb.i)
        head = verb.doc[first]
        return (head.left_edge.i, max(inside)) if inside else None
    document = _is_document(subject) or (subject.lower_ == "it" and _document_before(verb))
    if not document or (
        lemma(subject.text) == "statement" and lemma(verb.text) in {"say", "mention", "state", "include", "call"}
    ):
        return None
    if lemma(verb.text) in {"say", "state"} and not _is_treaty(subject):
        return None
    if any(c.dep_ in {"neg"} for c in verb.children):
        return None
    return _edges(verb)


def _under_document(verb: Token) -> tuple[int, int] | None:
    """As in "Under the deal X must …", "… are required by the agreement to …", "… under the package … were to …"."""
    modal = any(c.dep_ == "aux" and c.lower_ in {"must", "shall", "should", "may"} for c in verb.children)
    to_be = verb.dep_ == "xcomp" and lemma(verb.head.text) == "be"
    required = lemma(verb.text) in {"require", "oblige", "bind", "commit", "allow", "permit"} and any(
        c.dep_ == "auxpass" for c in verb.children
    )
    if not (modal or to_be or required):
        return None
    top = verb.head if to_be else verb
    for child in [*top.children, *verb.children]:
        under = child.dep_ in {"prep", "agent"} and child.lower_ in _UNDER
        if under and any(_is_document(g) for g in child.children if g.dep_ == "pobj"):
            return _edges(top)
    return None


def _set_by_document(verb: Token) -> tuple[int, int] | None:
    """As in "due to be finished by … under the statement", "has been banned since …": a rule in the passive."""
    if verb.tag_ != "VBN" or not any(c.dep_ == "auxpass" for c in verb.children):
        return None
    if lemma(verb.text) in {"ban", "prohibit", "forbid"}:
        return _edges(verb)
    if verb.dep_ == "xcomp" and any(
        c.dep_ == "prep" and c.lower_ == "under" and any(_is_document(g) for g in c.children) for c in verb.children
    ):
        return _edges(verb.head)
    return None


def _edges(verb: Token) -> tuple[int, int]:
    """The clause with all that hangs below it but the clauses joined to it."""
    doc = verb.doc
    tokens = [t.i for t in verb.subtree]
    first, last = min(tokens), max(tokens)
    for child in verb.children:
        if child.dep_ in {"parataxis"} or (child.dep_ == "ccomp" and child.i < verb.i):
            last_child = max(t.i for t in child.subtree)
            if last_child < verb.i:
                first = max(first, last_child + 1)
    # A clause after a semicolon is another statement.
    for i in range(verb.i, last):
        if doc[i].text == ";":
            last = i - 1
            break
    for i in range(verb.i, first, -1):
        if doc[i].text == ";":
            first = i + 1
            break
    while first < last and doc[first].is_punct:
        first += 1
    while last > first and doc[last].is_punct:
        last -= 1
    return first, last


def _is_document(token: Token) -> bool:
    return lemma(token.text) in _DOCUMENTS or any(
        c.dep_ == "prep"
        and c.lower_ == "of"
        and any(lemma(g.text) in _DOCUMENTS for g in c.children)
        and lemma(token.text) == "text"
        for c in token.children
    )


def _is_treaty(token: Token) -> bool:
    return lemma(token.text) in _DOCUMENTS - {"statement", "text", "package"}


def _document_before(verb: Token) -> bool:
    return any(
        _is_treaty(t) or lemma(t.text) == "package"
        for t in verb.doc[sentence_of(verb).start : verb.i]
        if t.dep_ in {"nsubj", "nsubjpass"}
    )
