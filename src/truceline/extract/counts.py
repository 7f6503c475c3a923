"""How many: number words of English as a range that keeps its words.

"several" is 2 or more, "more than 50" is 51 or more, "about 400" says no bound that could be relied on.
"""

from __future__ import annotations

import re

from truceline.model.event import Count

_UNITS = dict(
    zip(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
        ],
        range(20),
        strict=True,
    )
)
_TENS = dict(
    zip(["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], range(20, 100, 10), strict=True)
)
_SCALES = {"hundred": 100, "thousand": 1_000, "million": 1_000_000}
#: Words that give only a lower bound.
_VAGUE = {
    "several": 2, "some": 2, "few": 2, "many": 2, "numerous": 2, "various": 2, "multiple": 2, "number": 2, "couple": 2,
    "dozens": 24, "scores": 40, "tens": 20, "hundreds": 200, "thousands": 2_000,
}  # fmt: skip
_AT_LEAST = re.compile(r"\b(?:at least|no (?:fewer|less) than|a minimum of|not less than)\b", re.IGNORECASE)
_MORE = re.compile(r"\b(?:more than|over|above|upwards of|in excess of)\b", re.IGNORECASE)
_AT_MOST = re.compile(r"\b(?:up to|at most|as many as|no more than|a maximum of|not more than)\b", re.IGNORECASE)
_LESS = re.compile(r"\b(?:fewer than|less than|under|below)\b", re.IGNORECASE)
_ABOUT = re.compile(
    r"\b(?:about|around|some|roughly|approximately|nearly|almost|an estimated|estimated)\b", re.IGNORECASE
)
_RANGE = re.compile(r"\bbetween\s+(\S+)\s+and\s+(\S+)|(\S+?)\s*(?:\bto\b|\bor\b|-|–)\s*(\S+)", re.IGNORECASE)
_TOKEN = re.compile(r"\d{1,3}(?:,\d{3})+|\d{1,9}(?:\.\d+)?|[a-z]+", re.IGNORECASE)


def number(words: str) -> int | None:
    """The whole number that ``words`` say ("twenty-five", "1,960", "two hundred"), or None."""
    total = current = 0
    seen = False
    for word in _TOKEN.findall(words.lower().replace("-", " ")):
        if word[0].isdigit():
            if "." in word:
                return None
            current += int(word.replace(",", ""))
        elif word in _UNITS:
            current += _UNITS[word]
        elif word in _TENS:
            current += _TENS[word]
        elif word == "dozen":
            current = (current or 1) * 12
        elif word in _SCALES:
            current = (current or 1) * _SCALES[word]
            if word != "hundred":
                total, current = total + current, 0
        elif word in {"a", "an", "and"}:
            continue
        else:
            return None
        seen = True
    return total + current if seen else None


def count(words: str) -> Count | None:
    """The range that a quantity says, or None when it says no number.

    ``words`` is the quantity alone: determiner, modifiers and number words before the noun.
    """
    text = " ".join(words.split())
    low: int | None
    high: int | None
    bare = text
    for marker in (_AT_LEAST, _MORE, _AT_MOST, _LESS, _ABOUT):
        bare = marker.sub(" ", bare)
    if pair := _RANGE.search(text):
        ends = [number(end) for end in pair.groups() if end]
        if None not in ends and "up to" not in text.lower():
            return Count(
                low=min(e for e in ends if e is not None), high=max(e for e in ends if e is not None), text=text
            )
    exact = number(bare)
    if exact is None or exact == 0:
        vague = [_VAGUE[w] for w in re.findall(r"[a-z]+", text.lower()) if w in _VAGUE]
        if vague:
            return Count(low=max(vague), high=None, text=text)
        if re.fullmatch(r"(?:no|not any|zero|none)", text, re.IGNORECASE):
            return Count(low=0, high=0, text=text)
        return None
    if _AT_LEAST.search(text):
        low, high = exact, None
    elif _MORE.search(text):
        low, high = exact + 1, None
    elif _AT_MOST.search(text):
        low, high = None, exact
    elif _LESS.search(text):
        low, high = None, exact - 1
    elif _ABOUT.search(text):
        low, high = None, None
    else:
        low = high = exact
    return Count(low=low, high=high, text=text)
