"""English time expressions in a text, by a grammar of short patterns: what the words say, before any calendar.

Two steps. *Atoms* are tried only where a word or number of time stands, so the cost is linear in the text. *Joins*
(:mod:`truceline.extract.time_joins`) then merge neighbours ("the evening of" + "18 June", "noon on" + "Saturday").
What comes out is an :class:`Expression`; :mod:`truceline.extract.time_resolve` finds its value on the calendar.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from truceline.extract.time_expression import Expression
from truceline.extract.time_patterns import Match, Rule, rules
from truceline.extract.time_words import Words, time_words

#: Words inside an expression that open none themselves.
_FOLLOWERS = frozenset(
    {
        "final", "latest", "full", "few", "couple", "number", "handful", "dozen", "hundred", "single", "fiscal",
        "calendar", "financial", "very", "moment", "time", "far", "soon", "short", "term", "date", "long", "possible",
        "present",
    }
)  # fmt: skip
#: Common words that open an expression only before another word of time.
_OPENERS = frozenset(
    {"the", "a", "an", "one", "this", "that", "some", "many", "first", "second", "in", "at", "to", "so", "as"}
)
#: What may follow a short number in an expression, besides words of time.
_AFTER_NUMBER = frozenset(
    {
        "and", "to", "or", "of", "a", "p", "am", "pm", "hours", "hrs", "gmt", "utc", "more", "through", "full",
        "consecutive", "straight", "trading", "working", "additional", "local",
    }
)  # fmt: skip
_TOKEN = re.compile(r"\w+")


def _digit_class(token: str) -> str:
    if token.isdecimal():
        return f"#{len(token)}" if len(token) <= 4 else ""
    return "#n" if len(token) <= 12 else ""


def atoms(text: str) -> list[Expression]:
    """Every smallest expression, from left to right, the longest at each place; they never overlap."""
    table, words = rules(), time_words()
    found: list[Expression] = []
    reached = 0
    tokens = list(_TOKEN.finditer(text))
    for place, token in enumerate(tokens):
        start = token.start()
        if start < reached or token.end() - start > 20:
            continue
        key = token[0].lower()
        applicable = table.get(_digit_class(key) if key[0].isdigit() else key)
        if not applicable or not _goes_on(text, tokens, place, table):
            continue
        best: Expression | None = None
        for rule in applicable:
            match = rule.pattern.match(text, start)
            if match and (best is None or match.end() > best.end):
                built = rule.build(match, words)
                if built is not None and text[built.end - 1] == "." and text[built.end - 3 : built.end - 2] != ".":
                    built = built._replace(end=built.end - 1)
                if built is not None and (best is None or built.end > best.end):
                    best = built
        if best is not None:
            reached = best.end
            if not _namesake(text, best, words):
                found.append(best)
    return found


def _goes_on(text: str, tokens: Sequence[Match], place: int, table: Mapping[str, tuple[Rule, ...]]) -> bool:
    """False when the word after shows, without trying a pattern, that no expression opens here."""
    key = tokens[place][0].lower()
    short_number = len(key) < 4 and key.isdecimal()
    if not short_number and key not in _OPENERS:
        return True
    if short_number and text[tokens[place].end() : tokens[place].end() + 1] not in (" ", "\n", "", "\u00a0"):
        return True
    if place + 1 >= len(tokens):
        return False
    following = tokens[place + 1][0].lower()
    if short_number:
        return following in _AFTER_NUMBER or following in table
    if following in ("the", "a", "an"):
        return False
    return following in table or following in _FOLLOWERS or following[0].isdigit()


def _namesake(text: str, found: Expression, words: Words) -> bool:
    if found.kind != "day" or found.year is not None:
        return False
    after = re.match(r"\s([\w’'-]{2,20})", text[found.end : found.end + 24])
    return after is not None and after[1].lower() in words.namesakes
