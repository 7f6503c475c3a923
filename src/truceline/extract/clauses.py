"""The text of an agreement -> its numbered clauses, and in each the words that oblige, forbid or allow.

Nothing is made up: every clause, date, distance and name is a slice of the text, and what is not found stays empty.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal, NamedTuple

from truceline.extract.words import vocabulary

Verb = Literal["must", "must_not", "may"]


class Words(NamedTuple):
    """A stretch of the text: ``text[start:end] == words``."""

    start: int
    end: int
    words: str


class Deadline(NamedTuple):
    """A day that is named (ISO 8601), or so many days or hours after something; ``key`` is by, before or from."""

    at: Words
    key: Literal["by", "before", "from"]
    day: str | None
    number: int | None = None
    unit: Literal["days", "hours"] | None = None


class Clause(NamedTuple):
    """One clause, or one sentence of it: its number as it is written, and what its words say.

    ``verb`` and ``type`` are None where no word for them is known. ``parties`` are the names before the verb;
    ``everybody`` is true where the clause speaks of all of them.
    """

    number: str
    at: Words
    verb: Verb | None
    type: str | None
    parties: tuple[Words, ...]
    everybody: bool
    deadlines: tuple[Deadline, ...]
    distances: tuple[Words, ...]
    weapons: tuple[str, ...]


#: What a clause may begin with: "1.", "2)", "(a)", "Article 3", "§ 4", "1.2", "B.", a bullet.
_MARK = re.compile(
    r"^[ \t]*(?P<mark>(?:(?:article|art\.|point|paragraph|section|clause)[ \t]+)?(?:(?:§|¶)[ \t]*)?"
    r"(?:\(?\d{1,2}(?:\.\d{1,2}){0,3}[.):]?|\([a-z]\)|[A-Z]\.|[a-z]\)|•|·|[-–—*]))"
    r"(?=[ \t]+[^\s\d]|[ \t]*$|[-–—][ \t])[ \t]*(?:[-–—.:][ \t]+)?",
    re.IGNORECASE | re.MULTILINE,
)
_MOST = 500
_LONGEST = 600
_MONTHS = (
    *("january", "february", "march", "april", "may", "june", "july"),
    *("august", "september", "october", "november", "december"),
)
_MONTH = "|".join([*_MONTHS, *(rf"{name[:3]}\.?" for name in _MONTHS), r"sept\.?"])
_DATE = re.compile(
    rf"\b(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?: of)?[ \n]+(?P<month>{_MONTH}),?[ \n]+(?P<year>\d{{4}})"
    rf"|(?P<month2>{_MONTH})[ \n]+(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?,?[ \n]+(?P<year2>\d{{4}})"
    r"|(?P<iso>\d{4}-\d\d-\d\d))\b",
    re.IGNORECASE,
)
_COUNT = re.compile(
    r"\b(?P<number>\d{1,4})(?:[ \n]?\((?:[a-z -]+|\d+)\))?[ \n-]+(?P<unit>hours?|days?|weeks?)\b", re.IGNORECASE
)
_WITHIN = re.compile(
    r"(?:within|(?:in )?not more than|no later than|not later than|not exceeding|no more than|over|in)"
    r"[ \n]+(?:the[ \n]+)?$",
    re.IGNORECASE,
)
_BY = re.compile(
    r"\b(?:(?P<by>by|until|no later than|not later than|till|before the end of)|(?P<before>before|prior to)"
    r"|(?P<from>from|as of|since|starting(?: from)?|beginning|on))\b",
    re.IGNORECASE,
)
_DISTANCE = re.compile(
    r"\b\d{1,3}(?:\s?(?:-|–|to)\s?\d{1,3})?(?:\s?\(\d{1,3}\))?[ \n-]?(?:km|kilomet(?:er|re)s?)\b", re.IGNORECASE
)


def read_clauses(text: str, names: Mapping[str, str]) -> tuple[Clause, ...]:
    """The clauses of an agreement's text; ``names`` are wordings of actors with the id of each.

    A clause with several sentences that oblige, forbid or allow gives one for each of them ("2", "2b"); words before
    the first number count only where they say one of these.
    """
    found: list[Clause] = []
    for number, part in _parts(text):
        sentences = list(_sentences(text, part))
        read = [_read(text, number, sentence, names) for sentence in sentences]
        operative = [clause for clause in read if clause.verb is not None]
        if operative:
            found += [c._replace(number=_numbered(number, i)) for i, c in enumerate(operative)]
        elif number and read:
            found.append(read[0])
    return tuple(found[:_MOST])


def _numbered(number: str, index: int) -> str:
    return number if index == 0 else f"{number}{chr(ord('a') + min(index, 25))}"


def _parts(text: str) -> Iterator[tuple[str, tuple[int, int]]]:
    """Each numbered part with what it is called, without its number; first what stands before all numbers."""
    marks = list(_MARK.finditer(text))
    yield "", (0, marks[0].start() if marks else len(text))
    outer, counted = "", 0
    for i, mark in enumerate(marks):
        end = marks[i + 1].start() if i + 1 < len(marks) else len(text)
        label = mark.group("mark").strip(" \t().:").rstrip(".")
        counted += 1
        if label in ("", "•", "·", "-", "–", "—", "*"):
            label = f"{outer}-{counted}" if outer else str(counted)
        else:
            label = re.sub(r"\s+", "-", label.lower().replace("§", "").replace("¶", "").strip())
            outer, counted = label, 0
        # A clause ends at an empty line that is followed by no indented text of its own: headings and signatures.
        yield label, (mark.end(), end)


def _sentences(text: str, part: tuple[int, int]) -> Iterator[tuple[int, int]]:
    start, end = part
    cuts = [m.end() for m in re.finditer(r"(?<=[a-z\d)\]”\"])[.;](?=\s+[A-Z(“\"]|\s*$)", text[start:end])]
    at = start
    for cut in [*(start + c for c in cuts), end]:
        first, last = at, cut
        while first < last and text[first].isspace():
            first += 1
        while last > first and text[last - 1].isspace():
            last -= 1
        if last - first > 3:
            yield first, last
        at = cut


def _read(text: str, number: str, span: tuple[int, int], names: Mapping[str, str]) -> Clause:
    start, end = span
    quote = text[start:end]
    lexicon = _lexicon()
    said = _verb(quote)
    names_at = [(m.start(), m.end()) for m in _named(tuple(sorted(names))).finditer(quote)]
    act = _act(quote, said, names_at)
    verb = said[0] if said is not None else None
    if act is not None and (verb is None or (verb == "must" and act[1] == "must_not")):
        verb = act[1]  # "an immediate ceasefire shall enter into force" forbids
    until = said[1] if said is not None else len(quote)
    return Clause(
        number=number,
        at=Words(start, end, quote),
        verb=verb,
        type=act[0] if act is not None and verb is not None else None,
        parties=tuple(_names(quote, start, names, until)),
        everybody=lexicon.everybody.search(quote) is not None,
        deadlines=tuple(_deadlines(quote, start)),
        distances=tuple(Words(start + m.start(), start + m.end(), m.group()) for m in _DISTANCE.finditer(quote)),
        weapons=tuple(class_ for class_, pattern in lexicon.weapons if pattern.search(quote)),
    )


def _act(quote: str, said: tuple[Verb, int] | None, names_at: Sequence[tuple[int, int]]) -> tuple[str, Verb] | None:
    """The act that is obliged, forbidden or allowed: the first after the verb, else the first before it."""
    lexicon, at = _lexicon(), said[1] if said is not None else 0
    found: list[tuple[bool, int, int, str, Verb]] = []
    for rank, (type_, verb, pattern) in enumerate(lexicon.acts):
        for match in pattern.finditer(quote):
            if any(a <= match.start() < b for a, b in names_at):
                continue  # a committee's name is no act
            before = quote[max(match.start() - 40, 0) : match.start()]
            dated = lexicon.context.search(before.rstrip()[-14:]) is not None
            after = match.start() >= at
            spoken = said is not None and said[0] == "must" and after and verb == "must_not"
            if dated or (spoken and type_ == "attack" and lexicon.kept.search(quote[at : match.start()]) is None):
                continue
            found.append((not after, match.start(), rank, type_, verb))
    return min(found)[3:] if found else None


def _verb(quote: str) -> tuple[Verb, int] | None:
    """The first word that forbids, allows or obliges, and where it stands; of two at one place what forbids counts."""
    found: list[tuple[int, int, Verb]] = []
    order: tuple[Verb, ...] = ("must_not", "may", "must")
    for rank, verb in enumerate(order):
        match = _lexicon().verbs[verb].search(quote)
        if match is not None:
            found.append((match.start(), rank, verb))
    if not found:
        return None
    at, _, verb = min(found)
    return verb, at


def _names(quote: str, start: int, names: Mapping[str, str], until: int) -> Iterator[Words]:
    """Names of actors before the verb; where there is none, those before nothing is said of others."""
    pattern = _named(tuple(sorted(names)))
    seen = set()
    for match in pattern.finditer(quote[: until or len(quote)]):
        if match.group() not in seen:
            seen.add(match.group())
            yield Words(start + match.start(), start + match.end(), match.group())


@functools.lru_cache(maxsize=4)
def _named(names: tuple[str, ...]) -> re.Pattern[str]:
    longest = sorted(names, key=len, reverse=True)
    return re.compile(r"\b(?:" + "|".join(map(re.escape, longest)) + r")\b" if longest else r"(?!)")


def _deadlines(quote: str, start: int) -> Iterator[Deadline]:
    for match in _DATE.finditer(quote):
        day = _day(match)
        before = list(_BY.finditer(quote[max(match.start() - 24, 0) : match.start()]))
        if day is None or not before:
            continue
        last = before[-1].lastgroup
        key: Literal["by", "before", "from"] = "by" if last == "by" else "before" if last == "before" else "from"
        yield Deadline(Words(start + match.start(), start + match.end(), match.group()), key, day)
    for match in _COUNT.finditer(quote):
        if _WITHIN.search(quote[max(match.start() - 30, 0) : match.start()]) is None:
            continue
        unit, count = match.group("unit").lower(), int(match.group("number"))
        if unit.startswith("week"):
            unit, count = "days", count * 7
        at = Words(start + match.start(), start + match.end(), match.group())
        if count:
            yield Deadline(at, "by", None, count, "hours" if unit.startswith("hour") else "days")


def _day(match: re.Match[str]) -> str | None:
    if match.group("iso"):
        return match.group("iso")
    day = int(match.group("day") or match.group("day2"))
    month = (match.group("month") or match.group("month2")).lower()[:3]
    year = int(match.group("year") or match.group("year2"))
    number = next(i for i, name in enumerate(_MONTHS, start=1) if name.startswith(month))
    return f"{year:04}-{number:02}-{day:02}" if 1 <= day <= 31 and year >= 1900 else None


class _Lexicon(NamedTuple):
    verbs: Mapping[str, re.Pattern[str]]
    acts: tuple[tuple[str, Verb, re.Pattern[str]], ...]
    kept: re.Pattern[str]
    context: re.Pattern[str]
    everybody: re.Pattern[str]
    weapons: tuple[tuple[str, re.Pattern[str]], ...]


@functools.cache
def _lexicon() -> _Lexicon:
    words = vocabulary("clauses")
    return _Lexicon(
        verbs={verb: _any(words[verb]) for verb in ("must", "must_not", "may")},
        acts=tuple((act["type"], act["verb"], _any(act["words"])) for act in words["acts"]),
        kept=_any(words["kept"]),
        context=re.compile(r"\b(?:" + "|".join(words["context"]) + r")$", re.IGNORECASE),
        everybody=_any(words["everybody"]),
        weapons=tuple((weapon["class"], _any(weapon["words"])) for weapon in words["weapons"]),
    )


def _any(patterns: list[Any]) -> re.Pattern[str]:
    return re.compile(r"\b(?:" + "|".join(map(str, patterns)) + r")\b", re.IGNORECASE | re.DOTALL)
