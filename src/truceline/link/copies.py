"""Reports that carry each other's text: reworded, cut, with a header or a box added.

Candidates come from MinHash signatures of every sentence and of every report (Broder 1997), banded so that nearly all
pairs with half their words in common are looked at; whether one copies the other is then measured on the words.
"""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
from rensa import RMinHash

from truceline.link.sentences import Sentence, heavy, likeness, sentences_of, words_of
from truceline.model.text import Report

#: Signatures of 125 minima in 25 bands of 5: a pair with half its words in common is found 55 times in 100, one with
#: three fifths 87 times, one with seven tenths 99 times; and a report has several sentences, each of which may find it.
#: The seed is part of the rule.
_MINIMA, _BANDS, _SEED = 125, 25, 7
#: Shorter sentences find nothing: "Nobody was hurt." stands in everybody's reports. Light words are not counted.
_FEWEST_WORDS = 5

#: Two sentences that are less alike are not each other's.
MATCHED = 0.5
#: Sentences that share fewer of their words of weight are not compared at all.
_SHARED = 0.25
#: A report is a copy when so much of the shorter stands in the other, by weight of words, and so many words in so many
#: sentences; or, of a short one, when nearly all of it does. Chosen on the made set of docs/accuracy.md.
COPIED, COPIED_WORDS, COPIED_SENTENCES = 0.45, 18.0, 2
SHORT_COPIED, SHORT_WORDS = 0.65, 12.0
#: The share that is enough where one of the two names the other's publisher.
CREDITED = 0.35


class Copy(NamedTuple):
    """Two reports of which the shorter stands in the other: how much of it (0-1), and which sentences are which."""

    a: str
    b: str
    likeness: float
    #: The weight of the words that both have.
    shared: float
    #: Whether a sentence that both have names somebody, something or a day.
    named: bool
    #: (sentence of a, sentence of b) -> how alike they are, where each is most like the other.
    matches: dict[tuple[int, int], float]
    #: The same for all pairs that are somewhat alike.
    near: dict[tuple[int, int], float]

    def is_whole(self, least: float = COPIED) -> bool:
        """True when the shorter report is a copy, and not merely alike in places."""
        if not self.named:
            return False
        if self.likeness >= SHORT_COPIED and self.shared >= SHORT_WORDS:
            return True
        return self.likeness >= least and self.shared >= COPIED_WORDS and len(self.matches) >= COPIED_SENTENCES


class Texts:
    """Reports, cut into sentences once."""

    def __init__(self, reports: Iterable[Report]) -> None:
        self.reports = {report.id: report for report in sorted(reports, key=lambda r: r.id)}
        self._whole: dict[str, str] = {}
        self._standing: dict[str, dict[str, list[int]]] = {}
        self.sentences = {id_: sentences_of(report) for id_, report in self.reports.items()}

    def marks(self) -> dict[str, list[int]]:
        """By report the sorted marks of its text: two reports that share one may carry each other's text.

        A mark is a band of a signature as a number of 64 bits; nearly all pairs of sentences, or of whole texts, that
        have half their words in common share one.
        """
        signed = {id_: list(_signed(sentences)) for id_, sentences in self.sentences.items()}
        sets = sorted({words for found in signed.values() for words in found})
        if not sets:
            return {id_: [] for id_ in signed}
        minima = np.array(RMinHash.digests_from_token_sets(sets, _MINIMA, _SEED), dtype=np.uint64)
        bands = minima.reshape(len(sets), _BANDS, _MINIMA // _BANDS)
        mixed = np.broadcast_to(np.arange(1, _BANDS + 1, dtype=np.uint64), bands.shape[:2]).copy()
        for at in range(bands.shape[2]):
            # A step of splitmix64 (Steele et al. 2014) over each number in turn.
            mixed = (mixed ^ bands[:, :, at]) * np.uint64(0x9E3779B97F4A7C15)
            mixed ^= mixed >> np.uint64(29)
        found = dict(zip(sets, mixed.view(np.int64).tolist(), strict=True))
        return {id_: sorted({m for words in mine for m in found[words]}) for id_, mine in signed.items()}

    def candidates(self) -> list[tuple[str, str]]:
        """Pairs of reports that may carry each other's text, sorted."""
        owners: defaultdict[int, set[str]] = defaultdict(set)
        for id_, marks in self.marks().items():
            for mark in marks:
                owners[mark].add(id_)
        pairs: set[tuple[str, str]] = set()
        for mine in {frozenset(found) for found in owners.values() if len(found) > 1}:
            pairs.update(itertools.combinations(sorted(mine), 2))
        return sorted(pairs)

    def credits(self, a: str, b: str) -> bool:
        """True when the text of ``a`` names the publisher of ``b``."""
        publisher = self.reports[b].publisher
        return bool(publisher) and f" {' '.join(words_of(publisher or ''))} " in self._words(a)

    def _words(self, id_: str) -> str:
        if id_ not in self._whole:
            self._whole[id_] = f" {' '.join(words_of(self.reports[id_].text))} "
        return self._whole[id_]

    def compare(self, a: str, b: str) -> Copy:
        """How much of the shorter report stands in the other, sentence by sentence; each is matched to its best."""
        ours, others = self.sentences[a], self.sentences[b]
        alike = self._alike(a, b)
        # Each one's best, by likeness and then by order; a pair stands when each is the other's best.
        best_for: dict[int, tuple[float, int]] = {}
        best_of: dict[int, tuple[float, int]] = {}
        for (i, j), found in alike.items():
            best_for[i] = max(best_for.get(i, (0.0, 0)), (found, -j))
            best_of[j] = max(best_of.get(j, (0.0, 0)), (found, -i))
        both = {(i, j): s for (i, j), s in sorted(alike.items()) if best_for[i] == (s, -j) and best_of[j] == (s, -i)}
        shorter = min(sum(map(_worth, ours)), sum(map(_worth, others)))
        shared = sum(found * min(_worth(ours[i]), _worth(others[j])) for (i, j), found in both.items())
        named = any(ours[i].names and others[j].names for i, j in both)
        return Copy(a, b, min(1.0, shared / shorter) if shorter else 0.0, shared, named, both, alike)

    def _alike(self, a: str, b: str) -> dict[tuple[int, int], float]:
        """The pairs of sentences that are somewhat alike; only those that share words of weight are looked at."""
        if b not in self._standing:
            standing: defaultdict[str, list[int]] = defaultdict(list)
            for j, sentence in enumerate(self.sentences[b]):
                for word in heavy(sentence):
                    standing[word].append(j)
            self._standing[b] = standing
        found = {}
        for i, sentence in enumerate(self.sentences[a]):
            words = heavy(sentence)
            shared = Counter(j for word in words for j in self._standing[b].get(word, ()))
            for j, count in shared.items():
                other = self.sentences[b][j]
                if count >= _SHARED * min(len(words), len(other.bag)):
                    alike = likeness(sentence, other)
                    if alike >= MATCHED:
                        found[i, j] = alike
        return found


def _worth(sentence: Sentence) -> float:
    """Half its weight for a sentence that names nothing: boxes and set phrases stand in reports of all kinds."""
    return sentence.weight * (1.0 if sentence.names else 0.5)


def _signed(sentences: Sequence[Sentence]) -> Iterator[tuple[str, ...]]:
    """The sets of words that get a signature: every sentence that is long enough, and the whole."""
    whole: set[str] = set()
    for sentence in sentences:
        words = heavy(sentence)
        whole.update(words)
        if len(words) >= _FEWEST_WORDS:
            yield tuple(sorted(words))
    if len(whole) >= _FEWEST_WORDS:
        yield tuple(sorted(whole))
