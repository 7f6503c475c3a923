"""Where the parts of an attribution stand: its draft, the noun phrase of a source, the words of a content."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from truceline.extract.factuality import is_negated_phrase, joined_by_nor
from truceline.extract.parse import Paragraph, sentence_of
from truceline.model.claim import Speech

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_TOGETHER = frozenset({"dobj", "xcomp", "prep", "dative", "ccomp", "pcomp"})
_PAPERS = frozenset({"statement", "report", "communique", "note", "message", "letter"})
_LOOSE = frozenset({"on", "after", "before", "during", "since", "by", "while", "despite"})


class Draft(NamedTuple):
    """An attribution as spans of the report, before anybody knows who the source is."""

    source: tuple[int, int] | None
    head: str
    pronoun: str | None
    cue: tuple[int, int]
    content: list[tuple[int, int]]
    via: tuple[int, int] | None
    speech: Speech
    carries: bool = True


def hull(paragraph: Paragraph, clause: Token, cue: Token, subject: Token | None) -> tuple[int, int]:
    """From the first to the last word of the clause, without the cue and its subject."""
    doc = clause.doc
    if clause.i < cue.i and clause.dep_ in {"ccomp", "parataxis"}:
        # "A and B, when C, X said": all that stands before the speaker is X's.
        first, last = sentence_of(clause).start, cue.i - 1
        if subject is not None and clause.i < subject.i < cue.i:
            last = subject.left_edge.i - 1
        first = max([first, *(t.i + 1 for t in doc[first : clause.i] if t.text == ";")])
        first, last = trim(doc, first, last)
        if first <= clause.i <= last:
            return paragraph.start(doc[first]), paragraph.end(doc[last])
    blocked: set[int] = {cue.i}
    if subject is not None:
        blocked |= {t.i for t in subject.subtree} - {t.i for t in clause.subtree}
    if clause.i == cue.head.i and cue.dep_ != "ROOT":
        tokens = {t.i for t in clause.subtree} - {t.i for t in cue.subtree}
    else:
        tokens = {t.i for t in clause.subtree}
    if clause.dep_ in {"dobj", "xcomp", "prep", "dative"} and clause.head.i == cue.i:
        # Objects of a cue go together: "blamed A for B", "urged A to B".
        tokens |= {t.i for c in cue.children if c.i > clause.i and c.dep_ in _TOGETHER for t in c.subtree}
    # A clause joined to the one that is said ("said that A and that B", "A, B and C, he said") is said too.
    first, last = min(tokens), max(tokens)
    if first < cue.i < last:
        tokens = {i for i in tokens if (i < cue.i) == (clause.i < cue.i)}
        first, last = min(tokens), max(tokens)
    while first <= last and ((doc[first].is_punct and doc[first].text not in '“"«') or first in blocked):
        first += 1
    if first > last:
        first = last = clause.i  # nothing but the speaker and punctuation
    while last > first and (doc[last].text in {",", ";", "."} or last in blocked):
        last -= 1
    return paragraph.start(doc[first]), paragraph.end(doc[last])


def noun_phrase(paragraph: Paragraph, head: Token) -> tuple[int, int]:
    """The noun phrase of a source: its modifiers and appositions, without relative clauses."""
    doc = head.doc
    first = head.left_edge.i
    last = last_of(head)
    while first < head.i and (doc[first].is_punct or doc[first].dep_ == "cc" or doc[first].tag_ in {"RB", "RBR"}):
        first += 1
    return paragraph.start(doc[first]), paragraph.end(doc[last])


def last_of(head: Token) -> int:
    """The number of the last token of the noun phrase of ``head``."""
    last = head.i
    for child in head.rights:
        loose = (
            child.dep_ == "prep" and child.lower_ in _LOOSE and not (child.lower_ == "by" and head.lower_ in _PAPERS)
        )
        if child.dep_ in {"relcl", "acl", "punct", "advcl", "parataxis"} or loose:
            if child.dep_ == "punct":
                continue
            break
        last = max(last, last_of(child))
    while last > head.i and head.doc[last].is_punct:
        last -= 1
    return last


def trim(doc: Doc, first: int, last: int) -> tuple[int, int]:
    """The range without the punctuation at its ends."""
    while first <= last and doc[first].is_punct:
        first += 1
    while last >= first and doc[last].is_punct:
        last -= 1
    return first, last


def unsaid(verb: Token) -> bool:
    """True for "did not say", "nobody said" and "neither said nor"; "said nothing of it" is left to its words."""
    return joined_by_nor(verb) or any(
        c.dep_ == "neg" or c.lower_ == "neither" or (c.dep_ in {"nsubj", "nsubjpass"} and is_negated_phrase(c))
        for c in verb.children
    )
