"""How many: number words of English as a range that keeps its words.

"several" is 2 or more, "more than 50" is 51 or more, "about 400" says no bound that could be relied on.
"""

from __future__ import annotations

import re
from decimal import Decimal

from truceline.model.event import Count

_UNITS = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
    "seventeen": 17, "eighteen": 18, "nineteen": 19,
}  # fmt: skip
_TENS = {
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
}  # fmt: skip
_SCALES = {"hundred": 100, "thousand": 1_000, "million": 1_000_000}
#: Words that give only a lower bound.
_VAGUE = {
    "several": 2, "some": 2, "few": 2, "many": 2, "numerous": 2, "various": 2, "multiple": 2, "number": 2, "couple": 2,
    "dozens": 24, "scores": 40, "tens": 20, "hundreds": 200, "thousands": 2_000,
}  # fmt: skip
_WORD = "|".join([*_UNITS, *_TENS, *_SCALES, "dozen"])
_DIGITS = r"\d{1,3}(?:,\d{3})+|\d{1,9}(?:\.\d+)?"
_JOINT = r"(?:\s+|(?<=ty)-|(?:(?<=hundred)|(?<=thousand))\s+and\s+)"
_NUMBER = rf"(?:(?:{_DIGITS}|\b(?:{_WORD})\b)(?:{_JOINT}(?:{_WORD})\b)*)"
#: A number that stands alone: neither "46th" nor "15-member", "two-thirds" nor "20%".
_ALONE = re.compile(rf"(?<![\w./,-]){_NUMBER}(?![\w%]|[./,]\d|-\w|\s*per\s?cent)", re.IGNORECASE)
_RANGE = re.compile(
    rf"(?<![\w.-])(?:between\s+(?P<from>{_NUMBER})\s+and\s+(?P<until>{_NUMBER})"
    rf"|at\s+least\s+(?P<least>{_NUMBER})\s+(?:and|but|or)\s+(?:up\s+to|at\s+most|as\s+many\s+as)\s+(?P<most>{_NUMBER})"
    rf"|(?P<low>{_NUMBER})\s+(?:to|or)\s+(?P<high>{_NUMBER})"
    rf"|(?P<first>{_DIGITS})\s*[-–]\s*(?P<last>{_DIGITS}))(?![\w%-])",
    re.IGNORECASE,
)
_NONE = re.compile(r"(?:no|none|nobody|zero|not (?:any|one|a))\b(?!\s+(?:fewer|less|more)\s+than)", re.IGNORECASE)
_AT_LEAST = re.compile(
    r"\b(?:at least|no (?:fewer|less) than|a minimum of|not (?:fewer|less) than|or more)\b", re.IGNORECASE
)
_MORE = re.compile(r"\b(?:more than|over|above|upwards of|in excess of)\b", re.IGNORECASE)
_AT_MOST = re.compile(r"\b(?:up to|at most|as many as|no more than|a maximum of|not more than)\b", re.IGNORECASE)
_LESS = re.compile(r"\b(?:fewer than|less than|under|below)\b", re.IGNORECASE)
_ABOUT = re.compile(r"\b(?:about|around|some|roughly|approximately|nearly|almost|estimated|or so)\b", re.IGNORECASE)
_YEAR = re.compile(r"(?:19|20)\d\d")
_TOKEN = re.compile(rf"{_DIGITS}|[a-z]+", re.IGNORECASE)


def number(words: str) -> int | None:
    """The whole number that ``words`` say ("twenty-five", "1,960", "1.5 million"), or None."""
    total = current = Decimal()
    seen = False
    for word in _TOKEN.findall(words.lower()):
        if word[0].isdigit():
            current += Decimal(word.replace(",", ""))
        elif word in _UNITS:
            current += _UNITS[word]
        elif word in _TENS:
            current += _TENS[word]
        elif word == "dozen":
            current = (current or Decimal(1)) * 12
        elif word in _SCALES:
            current = (current or Decimal(1)) * _SCALES[word]
            if word != "hundred":
                total, current = total + current, Decimal()
        elif word in {"a", "an", "and"}:
            continue
        else:
            return None
        seen = True
    whole = total + current
    return int(whole) if seen and whole == int(whole) else None


def count(words: str) -> Count | None:
    """The range that a quantity says, or None when it says no number or more than one.

    ``words`` is the quantity alone: determiner, modifiers and number words before the noun.
    """
    text = " ".join(words.split())
    said = re.sub(r"\bhalf[ -]a?[ -]?dozen\b", "six", text, flags=re.IGNORECASE)
    if _NONE.match(said):
        return Count(low=0, high=0, text=text)
    if (pair := _RANGE.search(said)) is not None:
        ends = [n for n in map(number, filter(None, pair.groups())) if n is not None]
        if len(ends) == 2:
            return Count(low=min(ends), high=max(ends), text=text)
    if (vague := _vague(said)) is not None:
        return Count(low=vague, high=None, text=text)
    found = _ALONE.findall(said)
    exact = number(found[0]) if len(found) == 1 else None
    if exact is None:
        return None
    if _AT_MOST.search(said):
        return Count(low=None, high=exact, text=text)
    if _AT_LEAST.search(said):
        return Count(low=exact, high=None, text=text)
    if _MORE.search(said):
        return Count(low=exact + 1, high=None, text=text)
    if _LESS.search(said):
        return Count(low=None, high=exact - 1, text=text)
    if _ABOUT.search(said):
        return Count(low=None, high=None, text=text)
    if _YEAR.fullmatch(found[0]) and not said.startswith(found[0]):
        return None  # "the 2018" strikes; a bound before it makes it a number
    return Count(low=exact, high=exact, text=text)


def _vague(said: str) -> int | None:
    """The lower bound of "several", "a few hundred", "tens of thousands"; None beside a number ("some 300")."""
    words: list[str] = re.findall(r"[a-z]+(?:-[a-z]+)*", said.lower())
    vague = [w for w in words if w in _VAGUE]
    if not vague:
        return None
    after = words[words.index(vague[0]) + 1 :]
    scale = next((s for s in _SCALES if after[:1] == [s] or after[:2] == ["of", s + "s"]), None)
    if scale is not None and vague[0] != "some":
        return _VAGUE[vague[0]] * _SCALES[scale]
    return None if _ALONE.search(said) else max(_VAGUE[w] for w in vague)
