"""A report's words, and the longest known phrases among them. No grammar yet: that is ``actors``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from truceline.extract.actor_roster import Lexicon, Word, fold, lexicon

_WORD = re.compile(r"[^\W_]+")
_LINE = re.compile(r"[^\n]+")
_PLAIN_GAPS = {
    " ": " ",
    "-": "-",
    "\u2011": "-",
    "'": "'",
    "\u2019": "'",
    "\u02bc": "'",
    "/": "/",
    "\xa0": " ",
    "\n": "\n",
}
_SENTENCE_END = re.compile(r"[.!?\u2026:;]|\n\s*\n")
SOFT = frozenset(" -'/")


class Token(NamedTuple):
    """One word: where it stands, its folded form, and what is before it.

    ``gap`` is a space, ``-``, ``'`` or ``/`` where a phrase may go on, ``|`` after a comma, bracket or quotation mark
    and ``.`` at the start of a sentence. ``capitals`` is True inside a line written in capitals only, and ``capital``
    for a capital anywhere else, where it says something.
    """

    start: int
    end: int
    word: str
    fold: str
    gap: str
    capitals: bool
    capital: bool


class Chunk(NamedTuple):
    """The tokens ``[first, last)`` and what they may be; ``kinds`` joins the letters of :class:`Word`."""

    first: int
    last: int
    kinds: str
    words: tuple[Word, ...]

    def word(self, kinds: str) -> Word | None:
        """The first reading that is of one of ``kinds``, in their order."""
        for kind in kinds:
            for word in self.words:
                if word.kind == kind:
                    return word
        return None


def tokens(text: str) -> list[Token]:
    """The words of the text in order. Linear in its length."""
    all_capitals = _mostly_capitals(text)
    shouted = [] if all_capitals else [m.span() for m in _LINE.finditer(text) if _mostly_capitals(m.group())]
    shouted.reverse()
    wrapped = all_capitals or _wrapped(text)
    found: list[Token] = []
    before, last = 0, ""
    for match in _WORD.finditer(text):
        start, end = match.span()
        word = match.group()
        while shouted and shouted[-1][1] <= start:
            shouted.pop()
        folded = fold(word) or word
        gap = "." if not found else _gap(text[before:start], last, word, wrapped)
        capitals = all_capitals or bool(shouted and shouted[-1][0] <= start)
        found.append(Token(start, end, word, folded, gap, capitals, not capitals and word[0].isupper()))
        before, last = end, folded
    return found


def _mostly_capitals(text: str) -> bool:
    upper = sum(map(str.isupper, text))
    return upper >= 12 and upper > 4 * sum(map(str.islower, text))


def _wrapped(text: str) -> bool:
    """Are lines broken at a width, in the middle of sentences?"""
    lengths = [len(m.group()) for m in _LINE.finditer(text)]
    return len(lengths) > 4 and sum(50 <= n <= 90 for n in lengths) > 0.6 * len(lengths)


def _gap(between: str, last: str, word: str, wrapped: bool) -> str:
    plain = _PLAIN_GAPS.get(between)
    if between == "," and last.isdigit() and word.isdigit():
        return "-"
    if plain is None:
        if between.isspace():
            plain = " " if between.count("\n") == 0 else "\n" if between.count("\n") == 1 else "."
        elif (
            between[0] == "."
            and between[1:].strip() == ""
            and "\n\n" not in between
            and (len(last) == 1 or last in lexicon().lists["classes.shortened"])
        ):
            return " "
        else:
            return "." if _SENTENCE_END.search(between) else "|"
    if plain == "\n":
        return " " if wrapped or word[0].islower() else "."
    return plain


def home_of(words: Sequence[Token]) -> str | None:
    """The state on whose territory the report's conflict is: the one most named, its towns counting double.

    None when no state has a town or half of all mentions: a conflict over a land that two states claim stays open.
    """
    lex = lexicon()
    named: dict[str, int] = {}
    land: dict[str, int] = {}
    for at, word in enumerate(words):
        if word.fold not in lex.longest or not word.word[0].isupper():
            continue
        for length in range(min(lex.longest[word.fold], len(words) - at), 0, -1):
            if any(w.gap not in SOFT for w in words[at + 1 : at + length]):
                continue
            key = " ".join(w.fold for w in words[at : at + length])
            if key in lex.territory:
                state = lex.territory[key]
                land[state] = land.get(state, 0) + 2
                break
            known = next((w for w in lex.phrases.get(key, ()) if w.kind in "SAD"), None)
            if known is not None:
                named[known.id] = named.get(known.id, 0) + 1
                break
    if land:
        return max(sorted(land), key=lambda s: (land[s] + named.get(s, 0), s))
    disputed = frozenset(lex.territory.values())
    fought = {s: n for s, n in named.items() if s in disputed}
    if fought:
        best = max(sorted(fought), key=lambda s: fought[s])
        return best if 2 * fought[best] > sum(named.values()) else None
    return None


def chunks(words: Sequence[Token], home: str | None) -> list[Chunk]:
    """The words in longest known phrases, left to right; an unknown word is a chunk without kinds."""
    return list(_chunks(words, home, lexicon()))


def _chunks(words: Sequence[Token], home: str | None, lex: Lexicon) -> Iterator[Chunk]:
    at, count = 0, len(words)
    longest, phrases = lex.longest, lex.phrases
    while at < count:
        length = min(longest.get(words[at].fold, 0), count - at)
        while length:
            if length == 1:
                key = words[at].fold
            elif any(words[i].gap not in SOFT for i in range(at + 1, at + length)):
                length -= 1
                continue
            else:
                key = " ".join([words[i].fold for i in range(at, at + length)])
            readings = phrases.get(key)
            if readings:
                fitting = tuple(r for r in readings if _fits(r, words, at, home))
                if fitting:
                    yield Chunk(at, at + length, "".join(r.kind for r in fitting), fitting)
                    break
            length -= 1
        else:
            yield Chunk(at, at + 1, "", ())
            length = 1
        at += length


def _fits(word: Word, words: Sequence[Token], at: int, home: str | None) -> bool:
    if word.only_in and home not in word.only_in:
        return False
    if not word.case:
        return True
    if words[at].capitals:
        return word.case != "U" or words[at].fold not in lexicon().lists["classes.lost_in_capitals"]
    for case, token in zip(word.case, words[at : at + len(word.case)], strict=False):
        if (case == "C" and not token.word[0].isupper()) or (case == "U" and not token.word.isupper()):
            return False
    return True
