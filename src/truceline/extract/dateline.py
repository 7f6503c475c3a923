"""The dateline of a report: "MOSCOW –", "ISTANBUL, Aug 19 (wire) –", "Damascus, SANA –".

A dateline says where and when the report was filed and by which agency. It is no statement of the report: a parser
reads it as part of the first sentence and gets that sentence wrong, and its place is not where things happened.
The forms follow the stylebooks of the wire agencies (place in capitals, country, day, agency, dash).
"""

from __future__ import annotations

import re
from typing import NamedTuple

from truceline.model.text import Span


class Dateline(NamedTuple):
    """``[start, end)`` is the whole dateline with its dash, so the first sentence begins at ``end``.

    ``place``, ``date`` and ``agency`` are spans of the text; a place may be two ("YEREVAN/BAKU") or have its country.
    """

    start: int
    end: int
    place: Span
    date: Span | None = None
    agency: Span | None = None


_LINES = 8
_LINE = re.compile(r"[^\r\n]+")
# Nobody's dateline is longer; the story after it is a sentence at least.
_LONGEST = 90
_STORY = 25
_DASH = re.compile(
    r"[ \u00a0](?:[–—―_]|--?)(?=[ \u00a0\S]|$)[ \u00a0]*|(?<=[\w).])[—–][ \u00a0]*(?=[^\W\d_])|"
    r"(?<=[\w)])--[ ]?|(?<=\))_ ?"
)
#: What a monitoring service puts before the words of a broadcast: "[Text]", "[Report by X]".
_KIND_OF_STORY = re.compile(r"(?:\[[^\]\n]{1,60}\][ \u00a0]*)+")
_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|"
    r"Nov(?:ember)?|Dec(?:ember)?)\.?"
)
_WEEKDAY = r"(?:(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun)(?:day)?\.?,? )?"
_DATE = re.compile(
    rf"(?<!\w){_WEEKDAY}(?:{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?(?:,? \d{{4}})?|"
    rf"\d{{1,2}}(?:st|nd|rd|th)? {_MONTH},?(?: \d{{4}}| \d\d)?|"
    r"\d{4}-\d\d-\d\d|\d{1,2}\.\d{1,2}\.\d{4})(?!\w)",
    re.IGNORECASE,
)
_BRACKETED = re.compile(r"\(([^()]{2,40})\)|/([^/]{2,25})/|\[([^\[\]]{2,25})\]")
_PLACE = re.compile(r"[^\W\d_][\w'’ʼ.-]*(?:(?: |/|, | and )[^\W\d_][\w'’ʼ.-]*){0,5}")
_AGENCIES = frozenset(
    {
        "sana", "tass", "irna", "afp", "ap", "dpa", "anha", "wafa", "kuna", "nna", "spa", "qna", "wam", "mena", "apa",
        "ansa", "efe", "unian", "upi", "aa", "ria", "ria novosti", "reuters", "xinhua", "anadolu", "anadolu agency",
        "interfax", "armenpress", "azertac", "ukrinform", "tasnim", "fars", "mehr", "isna", "saba", "petra", "bna",
        "ani", "pti", "kyodo", "yonhap", "belta", "trend", "report", "ans", "npa", "sputnik", "rudaw", "enab baladi",
    }
)  # fmt: skip
# Capitals before a dash that head a text or a list and name no place.
_NO_PLACE = frozenset(
    {
        "flash", "update", "updates", "breaking", "news", "correction", "urgent", "exclusive", "analysis", "summary",
        "note", "notes", "opinion", "watch", "video", "photos", "live", "factbox", "timeline", "statement", "press",
        "release", "report", "reports", "daily", "weekly", "bulletin", "alert", "background", "highlights", "situation",
        "the", "a", "an", "he", "she", "it", "we", "they", "this", "that", "there", "but", "if", "when", "as", "no",
        "yes", "not", "is", "was", "who", "what", "why", "how", "un", "us", "eu", "nato", "osce", "icrc", "ngo",
        "ceasefire", "truce", "war", "advertisement", "update:", "story", "part", "chapter", "annex", "article",
    }
)  # fmt: skip


def find_dateline(text: str) -> Dateline | None:
    """The dateline of a report, sought at the start of its first eight lines that are not empty; None without one."""
    for number, line in enumerate(_LINE.finditer(text)):
        if number >= 2 * _LINES:
            break
        words = line.group()
        lead = len(words) - len(words.lstrip())
        story = text[line.end() : line.end() + 4 * _STORY]
        found = _in_line(words[lead:], line.start() + lead, story)
        if found:
            return found
    return None


def _in_line(line: str, offset: int, next_line: str) -> Dateline | None:
    for dash in _DASH.finditer(line, 0, _LONGEST):
        story = (line[dash.end() :] + next_line).strip()
        if len(story) < _STORY:
            return None
        found = _read_head(line[: dash.start()], story, offset)
        if found:
            place, date, agency = found
            kinds = _KIND_OF_STORY.match(line, dash.end())
            return Dateline(offset, offset + (kinds.end() if kinds else dash.end()), place, date, agency)
    return None


def _read_head(head: str, story: str, offset: int) -> tuple[Span, Span | None, Span | None] | None:
    """Place, date and agency of the words before the dash; None when they are no dateline."""
    rest = head
    date = agency = None
    brackets = [found for found in _BRACKETED.finditer(rest) if found.start()]
    if len(brackets) > 1:
        # "ASUNCION (PARAGUAY), 5 JAN 90 (ULTIMA HORA)": the first is the country.
        rest = rest.replace("(", ",", 1).replace(")", " ", 1)
    if brackets:
        bracketed = brackets[-1]
        number = next(number for number in (1, 2, 3) if bracketed[number])
        # "(AP)" is an agency; "YEREVAN/BAKU" has no second slash, "(capital of …)" is no dateline at its end.
        agency = _span(bracketed.span(number), offset)
        rest = _blank(rest, bracketed.span())
    dated = _DATE.search(rest)
    if dated and dated.start():
        date = _span(dated.span(), offset)
        rest = _blank(rest, dated.span())
    rest = re.sub(r"[ \u00a0,;:]+\.?[ \u00a0,]*$", "", rest)
    if agency is None:
        comma = rest.rfind(",")
        last = rest[comma + 1 :].strip()
        if comma > 0 and (last.casefold() in _AGENCIES or (last.isupper() and not rest[:comma].isupper())):
            start = rest.index(last, comma)
            agency = _span((start, start + len(last)), offset)
            rest = rest[:comma].rstrip(" ,")
    place = _PLACE.fullmatch(re.sub(r" ?, ?", ", ", rest))
    if place is None or not _names_place(place.group(), story, sure=date is not None or agency is not None):
        return None
    end = len(rest) + head.startswith(")", len(rest))
    return Span(start=offset, end=offset + end), date, agency


def _names_place(place: str, story: str, *, sure: bool) -> bool:
    words = re.split(r"[ /,]+", place)
    if len(words) > 6 or any(word.casefold().rstrip(".") in _NO_PLACE for word in words):
        return False
    first = re.split(r",", place)[0]
    begins = story.lstrip("\"'“‘«([")[:1]
    if not first[:1].isupper() or not (begins.isupper() or begins.isdigit() or not begins.isascii()):
        return False
    if sure:
        return all(
            word[:1].isupper() or word in {"and", "al", "de", "el", "la", "sur"} or "-" in word for word in words
        )
    # Without date or agency only capitals tell, and only where the story itself is not in capitals.
    return first.isupper() and len(first) > 2 and not story[:60].isupper()


def _span(part: tuple[int, int], offset: int) -> Span:
    return Span(start=offset + part[0], end=offset + part[1])


def _blank(words: str, part: tuple[int, int]) -> str:
    return words[: part[0]] + " " * (part[1] - part[0]) + words[part[1] :]
