"""The exact words of a claim: the clause around its trigger, without what belongs to other clauses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from truceline.extract.parse import Paragraph, clause_tokens, is_verb

if TYPE_CHECKING:
    from spacy.tokens import Token

_OPENING = frozenset({"that", "and", "but"})


def passage_of(paragraph: Paragraph, trigger: Token, clause: Token, *, nominal: bool) -> tuple[int, int]:
    """Where the words of the claim stand in the report.

    A noun inside a prepositional phrase quotes its own phrase; everything else its clause, from the subject on, so that
    a leading date stays outside.
    """
    doc = paragraph.doc
    if nominal and trigger.dep_ in {"pobj", "conj"}:
        tokens = [t.i for t in trigger.subtree if not _below_clause(t, trigger)]
        left, right = min(tokens), max(tokens)
    else:
        left, right = _edges(clause)
        top = clause
        while top.dep_ in {"xcomp", "acl"} and top.head.i < top.i and any(c.lower_ == "to" for c in top.children):
            # "would continue to cooperate", "seized the chance to attack": the verb above belongs to the words.
            top = top.head
        if top != clause:
            if not is_verb(top) and is_verb(top.head):
                top = top.head
            left = min(left, _edges(top)[0])
        if not left <= trigger.i <= right:
            left, right = min(left, trigger.left_edge.i), max(right, trigger.i)
    for i in range(trigger.i + 1, right):
        if doc[i].lower_ == "according" and doc[i + 1].lower_ == "to":
            right = i - 1  # who says it is no part of what is said
            break
    while left < right and ((doc[left].is_punct and doc[left].text not in "“\"'") or doc[left].lower_ in _OPENING):
        left += 1
    while right > left and _trails(doc[right]):
        right -= 1
    return paragraph.start(doc[left]), paragraph.end(doc[right])


def subtree_span(paragraph: Paragraph, head: Token) -> tuple[int, int]:
    """From the first to the last word below ``head``."""
    tokens = sorted(head.subtree, key=lambda t: t.i)
    return paragraph.start(tokens[0]), paragraph.end(tokens[-1])


def _trails(token: Token) -> bool:
    return (token.is_punct and token.text not in "”\"'") or token.tag_ in {"IN", "CC", "TO"}


def _edges(clause: Token) -> tuple[int, int]:
    """First and last token of a clause: from its subject to the last word that hangs together with its verb."""
    kept = {t.i for t in clause_tokens(clause)}
    doc = clause.doc
    subjects = [c for c in clause.children if c.dep_ in {"nsubj", "nsubjpass", "expl"} and c.i < clause.i]
    left = min(subjects[0].left_edge.i, clause.i) if subjects else clause.i
    if not subjects:
        while left - 1 in kept and not doc[left - 1].is_punct:
            left -= 1
    right = clause.i
    while right + 1 in kept or (right + 2 in kept and doc[right + 1].is_punct and doc[right + 1].text != ";"):
        right += 1
    return left, right


def _below_clause(token: Token, root: Token) -> bool:
    node = token
    while node != root and node.head != node:
        if node.dep_ in {"relcl", "advcl", "ccomp", "parataxis"}:
            return True
        node = node.head
    return False
