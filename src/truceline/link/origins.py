"""Who told it first: copies and relays share one origin.

Three rules, from sure to likely. Words of one named speaker have that speaker as their origin, whoever carries them:
nobody corroborates himself. Claims of the same kind in nearly the same words, in two reports, have the origin of the
earlier report. Everything else is its own report's telling.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

import msgspec
from rapidfuzz.distance import Indel

from truceline.model.claim import Claim, Reading

#: Two passages of at least so many words, this alike (0-1), are one text carried twice. High on purpose: two different
#: attacks in one town on one day must stay two.
FEWEST_WORDS = 5
ALIKE = 0.88

_WORD = re.compile(r"\w+")


def trace_origins(claims: Sequence[Claim], readings: Sequence[Reading]) -> tuple[Claim, ...]:
    """Give every claim without one its ``origin``; the order of reports does not matter, only when they appeared."""
    reports = {r.report.id: r.report for r in readings}
    sentences = {r.report.id: r.report.text for r in readings}
    appeared = {id_: (report.published or "9999", id_) for id_, report in reports.items()}
    earlier: defaultdict[str, list[tuple[list[str], Claim, str]]] = defaultdict(list)
    origin: dict[int, str] = {}
    for index in sorted(
        range(len(claims)), key=lambda i: (appeared.get(claims[i].report or "", ("9999", "")), claims[i].start, i)
    ):
        claim = claims[index]
        if claim.origin is not None:
            origin[index] = claim.origin
            continue
        words = _words(claim, sentences)
        kind = claim.event.type if claim.event is not None else ""
        told = next(
            (name for before, other, name in earlier[kind] if other.report != claim.report and _alike(words, before)),
            None,
        )
        if told is None:
            told = _own(claim)
        origin[index] = told
        earlier[kind].append((words, claim, told))
    return tuple(msgspec.structs.replace(claim, origin=origin[i]) for i, claim in enumerate(claims))


def _own(claim: Claim) -> str:
    """The origin of a claim that copies no other: its named speaker, else its report (and who speaks in it)."""
    source = claim.source or ""
    if claim.attribution is not None and source and not source.startswith(("unknown:", "report:")):
        return f"speaker:{source}"
    if claim.attribution is not None:
        return f"{claim.report or claim.id}#{source}"
    return claim.report or claim.id


def _words(claim: Claim, texts: dict[str, str]) -> list[str]:
    """The words of the sentence that a claim stands in: short quotes alone look alike too easily."""
    text = texts.get(claim.report or "", claim.quote)
    start, end = claim.start, claim.end
    if claim.report not in texts:
        start, end = 0, len(text)
    while start > 0 and text[start - 1] not in ".!?\n":
        start -= 1
    while end < len(text) and text[end] not in ".!?\n":
        end += 1
    return [w.lower() for w in _WORD.findall(text[start:end])]


def _alike(a: list[str], b: list[str]) -> bool:
    if min(len(a), len(b)) < FEWEST_WORDS or min(len(a), len(b)) < 0.6 * max(len(a), len(b)):
        return False
    return Indel.normalized_similarity(a, b) >= ALIKE
