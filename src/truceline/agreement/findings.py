"""Problems as they are found, and the words they share: quoting what was written, and "did you mean"."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from rapidfuzz import fuzz, process
from rapidfuzz.distance import JaroWinkler

from truceline.errors import Problem

#: How alike (0-100, normalised insertions and deletions) a known word must be to be offered.
_ALIKE = 65
#: So alike, a key of somebody's own is not to be thought of.
_SLIP = 85
_LONGEST_SHOWN = 60
#: Beyond so many known words nothing is offered: a hostile file must not buy time with names.
MOST_KNOWN = 700


class Findings:
    """The problems of one file, gathered while it is checked."""

    def __init__(self, file: str) -> None:
        self.file = file
        self._found: set[tuple[int, str]] = set()
        self._passed_over: set[tuple[int, str]] = set()

    def add(self, line: int, words: str) -> None:
        """Note a problem; saying it twice is saying it once."""
        self._found.add((line, words))

    def pass_over(self, line: int, words: str) -> None:
        """Note something that a check names and that keeps no file from being used."""
        self._passed_over.add((line, words))

    def __bool__(self) -> bool:
        return bool(self._found)

    def problems(self, *, passed_over: bool = False) -> tuple[Problem, ...]:
        """All of them, sorted by line, then by words; on request with what was passed over."""
        found = self._found | self._passed_over if passed_over else self._found
        return tuple(Problem(self.file, line, words) for line, words in sorted(found))


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


def is_slip(word: str, known: Collection[str]) -> bool:
    """True when ``word`` is so near a known word that it can hardly be meant as another."""
    return any(fuzz.ratio(word[:100].casefold(), choice) >= _SLIP for choice in known)


def did_you_mean(word: str, known: Collection[str]) -> str:
    """``; did you mean "turkey"?`` or ``.``, to close a sentence about an unknown word."""
    near = nearest(word, known)
    return "." if near is None else f'; did you mean "{shown(near)}"?'


def named_list(words: Iterable[str]) -> str:
    """``"a", "b" or "c"``."""
    quoted = [f'"{word}"' for word in words]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} or {quoted[-1]}"
