"""Reports as sentences of words that can be compared: no language is known here, only letters and figures.

A word is cut to its first letters, so that "shelled", "shells" and "shelling" are one; short words, which are mostly
grammar, weigh little. Cutting words short is the plainest stemming and serves many languages (Hull 1996).
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections import Counter
from typing import NamedTuple

from rapidfuzz.distance import Indel

from truceline.model.text import Removed, Report

#: Words are cut to so many letters; those of fewer than :data:`_LONG` letters weigh :data:`_LIGHT`.
_STEM, _LONG, _LIGHT = 5, 4, 0.25

_WORD = re.compile(r"\w+")
_NAME = re.compile(r"\b[^\W\d_a-z][\w'’-]*|\b\d+\b")
#: A sentence ends with a mark before a blank, or with its line. A line is no longer than it is.
_END = re.compile(r"[.!?…؟。][\"'”’»)\]]*(?=\s)|\n")


class Sentence(NamedTuple):
    """A stretch of a report's text (code points, half-open) with its words, cut short and in order."""

    start: int
    end: int
    words: tuple[str, ...]
    #: The words that begin with a capital inside the sentence, and the figures: who, where, when, how many.
    names: frozenset[str]
    #: Each word with how much it weighs here, all of its occurrences together.
    bag: dict[str, float]
    weight: float


def words_of(text: str) -> tuple[str, ...]:
    """The words of a text as they are compared: compatibility forms folded, cased away, cut short."""
    folded = (text if text.isascii() else unicodedata.normalize("NFKC", text)).casefold()
    return tuple(word[:_STEM] for word in _WORD.findall(folded.replace("'", "").replace("’", "")))


def sentences_of(report: Report) -> tuple[Sentence, ...]:
    """The sentences of a report in order, without what is not the report's own."""
    return _cut(report.text, report.removed)


@functools.lru_cache(maxsize=1024)
def _cut(whole: str, removed: tuple[Removed, ...]) -> tuple[Sentence, ...]:
    foreign = [(r.start, r.end) for r in removed]
    found, begin = [], 0
    ends = [match.end() for match in _END.finditer(whole)]
    for end in (*ends, len(whole)):
        if end > begin and not any(a < end and begin < b for a, b in foreign):
            text = whole[begin:end]
            words = words_of(text)
            if words:
                bag = bag_of(words)
                found.append(Sentence(begin, end, words, names_of(text), bag, sum(bag.values())))
        begin = end
    return tuple(found)


def bag_of(words: tuple[str, ...]) -> dict[str, float]:
    """How much each word weighs: its occurrences, a short one less."""
    return {word: count * (1.0 if _is_heavy(word) else _LIGHT) for word, count in Counter(words).items()}


def heavy(sentence: Sentence) -> list[str]:
    """The words of a sentence that are not short, each once, and the figures."""
    return [word for word in sentence.bag if _is_heavy(word)]


def _is_heavy(word: str) -> bool:
    return len(word) >= _LONG or word.isdigit()


def names_of(text: str) -> frozenset[str]:
    """The words that begin with a capital and do not begin the text, and the figures, as they are compared."""
    _, _, rest = text.strip().partition(" ")
    return frozenset(word for found in _NAME.findall(rest) for word in words_of(found) if _is_heavy(word))


def likeness(a: Sentence, b: Sentence) -> float:
    """How alike two sentences are, from 0 to 1: the words that they share, and the words that stand in one order.

    The first is Dice's coefficient by weight, the second the longest common subsequence. Sentences that each name
    somebody or something, or give a figure, that the other has not tell of different things, and are 0 alike.
    """
    if not a.weight or not b.weight or (a.names - b.names - b.bag.keys() and b.names - a.names - a.bag.keys()):
        return 0.0
    few, many = (a.bag, b.bag) if len(a.bag) <= len(b.bag) else (b.bag, a.bag)
    shared = sum(min(weight, many[word]) for word, weight in few.items() if word in many)
    return (2 * shared / (a.weight + b.weight) + Indel.normalized_similarity(a.words, b.words)) / 2


def standing_at(sentences: tuple[Sentence, ...], start: int) -> int | None:
    """The index of the sentence that a place in the text lies in; None when it lies in none."""
    for index, sentence in enumerate(sentences):
        if sentence.start <= start < sentence.end:
            return index
    return None
