"""Problems as they are found, and the words they share: quoting what was written, and "did you mean"."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from rapidfuzz import fuzz, process
from rapidfuzz.distance import JaroWinkler

from truceline.errors import Problem

#: How alike (0-100, normalised insertions and deletions) a known word must be to be offered.
_ALIKE = 65
_LONGEST_SHOWN = 60
#: Beyond so many known words nothing is offered: a hostile file must not buy time with names.
MOST_KNOWN = 700


class Findings:
    """The problems of one file, gathered while it is checked."""

    def __init__(self, file: str) -> None:
        self.file = file
        self._found: set[tuple[int, str]] = set()

    def add(self, line: int, words: str) -> None:
        """Note a problem; saying it twice is saying it once."""
        self._found.add((line, words))

    def __bool__(self) -> bool:
        return bool(self._found)

    def problems(self) -> tuple[Problem, ...]:
        """All of them, sorted by line, then by words."""
        return tuple(Problem(self.file, line, words) for line, words in sorted(self._found))


def shown(text: str) -> str:
    """What was written, fit for one line: shortened, and with marks in place of what cannot be seen."""
    cut = text if len(text) <= _LONGEST_SHOWN else text[: _LONGEST_SHOWN - 1] + "…"
    return "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in cut)


def nearest(word: str, known: Collection[str]) -> str | None:
    """The known word most like ``word``, or None when none is like it."""
    if len(known) > MOST_KNOWN:
        return None
    choices = sorted(known)
    head, dot, tail = word[:100].rpartition(".")
    kin = [choice for choice in choices if dot and choice.startswith(f"{head}.")]
    if kin:  # of the kinds of one thing, the one that begins alike: "attack.aerial" is meant for "attack.air"
        return max(kin, key=lambda choice: (JaroWinkler.similarity(tail, choice.removeprefix(f"{head}.")), choice))
    found = process.extractOne(word[:100].casefold(), choices, scorer=fuzz.ratio, processor=None, score_cutoff=_ALIKE)
    if found is None:
        # A part of a dotted or compound word is a good hint too: "shelling" for "attack.shelling".
        return next((choice for choice in choices if word and word in choice.replace("_", ".").split(".")), None)
    return str(found[0])


def did_you_mean(word: str, known: Collection[str]) -> str:
    """``; did you mean "turkey"?`` or ``.``, to close a sentence about an unknown word."""
    near = nearest(word, known)
    return "." if near is None else f'; did you mean "{shown(near)}"?'


def named_list(words: Iterable[str]) -> str:
    """``"a", "b" or "c"``."""
    quoted = [f'"{word}"' for word in words]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} or {quoted[-1]}"
