"""Wire copy in capitals -> the same letters in mixed case: what the rest of this room can read.

Truecasing by word, after Lita and others (2003): a word that English commonly writes small becomes small, any other is
taken for a name. What is known to be a name keeps its capitals whatever its words are elsewhere ("National Guard").
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping
from importlib import resources

from truceline.extract.actor_roster import actor_wordings
from truceline.extract.lines import paragraph_spans

#: Fewer letters than these do not show that a paragraph is written in capitals.
_FEWEST = 20
_WORD = re.compile(r"[^\W\d_]+")
_INITIALS = re.compile(r"[\(\[]([A-Z]{2,8})(?:-\d+)?[\)\]]")
_SENTENCE_START = re.compile(r"[.!?:]\s{1,3}[\"'“‘(\[]*\Z")
_VOWELS = frozenset("AEIOUY")
#: What stands before a name and belongs to it, in the languages that such names come from.
_ARTICLES = frozenset(
    {"el", "la", "los", "las", "san", "santa", "santo", "le", "les", "saint", "al", "abu", "ibn", "bin"}
)
#: What is left of a word after its apostrophe.
_ENDINGS = frozenset({"s", "t", "d", "m", "re", "ve", "ll"})


def cased(text: str) -> str:
    """``text`` with every paragraph in capitals put into mixed case, letter by letter, so that all offsets stay."""
    out = list(text)
    initials: frozenset[str] | None = None
    for start, end in paragraph_spans(text):
        if not _in_capitals(text[start:end]):
            continue
        if initials is None:
            initials = frozenset(_INITIALS.findall(text))
        for at, word in _recased(text, start, end, initials):
            out[at : at + len(word)] = word
    return "".join(out)


def _in_capitals(piece: str) -> bool:
    letters = [c for c in piece if c.isalpha()]
    return len(letters) >= _FEWEST and sum(c.isupper() for c in letters) >= 0.9 * len(letters)


def _recased(text: str, start: int, end: int, initials: frozenset[str]) -> Iterator[tuple[int, str]]:
    """Every word of a paragraph as it is to be written."""
    words = list(_WORD.finditer(text, start, end))
    folded = [word.group().lower() for word in words]
    names = _named(folded)
    small = _common_words()
    after_is_name = False
    for i in reversed(range(len(words))):
        word, low = words[i].group(), folded[i]
        before = text[words[i].start() - 1 : words[i].start()]
        if len(low) != len(word):
            continue  # a letter that has no small form of its own length
        if before in {"'", "’"} and low in _ENDINGS:
            written, is_name = low, False
        elif i in names:
            written, is_name = names[i], True
        elif word in initials or (2 <= len(word) <= 6 and not _VOWELS & set(word) and low not in small):
            written, is_name = word, True
        elif low == "i":
            written, is_name = word, False
        elif low in small or len(low) == 1:
            is_name = (low in _ARTICLES and after_is_name and _touches(text, words, i)) or (
                low == "city" and i > 0 and folded[i - 1] not in small and _touches(text, words, i - 1)
            )
            written = word.capitalize() if is_name else low
        else:
            written, is_name = word.capitalize(), True
        after_is_name = is_name
        if written == low and (
            not i or _SENTENCE_START.search(text, max(start, words[i].start() - 8), words[i].start())
        ):
            written = low.capitalize()
        yield words[i].start(), written


def _touches(text: str, words: list[re.Match[str]], i: int) -> bool:
    """True when only a space stands between a word and the next."""
    return i + 1 < len(words) and text[words[i].end() : words[i + 1].start()].isspace()


def _named(words: list[str]) -> dict[int, str]:
    """The words that belong to names of the vocabulary, by their place, as the vocabulary writes them."""
    found: dict[int, str] = {}
    names, i = _names(), 0
    while i < len(words):
        name = max(
            (n for n in names.get(words[i], ()) if [p.lower() for p in n] == words[i : i + len(n)]),
            key=lambda n: (len(n), sum(part[0].isupper() for part in n)),
            default=(),
        )
        found |= {i + k: part for k, part in enumerate(name)}
        i += max(1, len(name))
    return found


@functools.cache
def _names() -> Mapping[str, list[tuple[str, ...]]]:
    """Names of the vocabulary that are written with capitals, by their first word in lower case."""
    names: dict[str, list[tuple[str, ...]]] = {}
    for wordings in actor_wordings().values():
        for name in wordings:
            parts = tuple(_WORD.findall(name))
            shouted = len(parts) == 1 and parts[0].isupper() and parts[0].lower() in _common_words()
            if parts and parts[0][0].isupper() and not shouted:
                names.setdefault(parts[0].lower(), []).append(parts)
    return names


@functools.cache
def _common_words() -> frozenset[str]:
    file = resources.files("truceline") / "extract" / "vocabulary" / "common_words.txt"
    return frozenset(file.read_text(encoding="ascii").split())
