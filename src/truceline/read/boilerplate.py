"""Which lines of a text are not the report's own: newsletter boxes, comment forms, share boxes, notices.

The words are data (``boilerplate.toml``); a pattern counts only when it is a whole line or a whole sentence, so that
prose in which somebody shares, prints or subscribes to something stays. Nothing is cut out of the text: the stretches
are listed, with why, and whoever reads the text leaves them out.
"""

from __future__ import annotations

import functools
import itertools
import re
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from truceline.model.text import Removed

_LINE = re.compile(r"[^\r\n\x0b\x0c\x85\u2028\u2029]+")
_SENTENCE = re.compile(r"[^.!?…]+(?:[.!?…]+[\"'”’)\]]*|$)")
_BEFORE = " \t\u00a0\ufeff\u200b\u200e\u200f•·▪◦*|>»›–—-#→✉"
_AFTER = " \t\u00a0\u200b\u200e\u200f.:!…»›>|→*"
_SPACE = re.compile(r"\s+")
_PROSE_END = re.compile(r"[.!?…][\"'”’)\]]*$")
# A line longer than this is prose; only whole sentences of it are looked at, and of a giant line nothing.
_LONG_LINE = 400
_GIANT_LINE = 20_000
_HEADLINE_WORDS = 25
_WINDOW = 200_000


class _Rule(NamedTuple):
    why: str
    sure: re.Pattern[str]
    doubt: re.Pattern[str] | None
    opens: re.Pattern[str] | None
    inline: bool


class _Line(NamedTuple):
    start: int
    end: int
    folded: str


class _Words(NamedTuple):
    rules: tuple[_Rule, ...]
    sure: re.Pattern[str]
    doubt: re.Pattern[str]


def _one_of(patterns: Sequence[str]) -> re.Pattern[str] | None:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns)) if patterns else None


@functools.cache
def _words() -> _Words:
    source = Path(__file__).with_name("boilerplate.toml").read_text(encoding="utf-8")
    rules = []
    raw = tomllib.loads(source)["rule"]
    for rule in raw:
        sure = _one_of(rule["sure"])
        assert sure is not None
        rules.append(
            _Rule(
                why=rule["why"],
                sure=sure,
                doubt=_one_of(rule.get("doubt", ())),
                opens=_one_of(rule.get("opens", ())),
                inline=rule.get("inline", False),
            )
        )
    every_sure = _one_of([pattern for rule in raw for pattern in rule["sure"]])
    every_doubt = _one_of([pattern for rule in raw for key in ("doubt", "opens") for pattern in rule.get(key, ())])
    assert every_sure is not None
    assert every_doubt is not None
    return _Words(tuple(rules), every_sure, every_doubt)


def _fold(words: str) -> str:
    words = words.replace("’", "'").replace("‘", "'").replace("“", '"').replace("”", '"')
    return _SPACE.sub(" ", words.lower()).lstrip(_BEFORE).rstrip(_AFTER)


def find_boilerplate(text: str) -> tuple[Removed, ...]:
    """The stretches of ``text`` that are not the report's own, in order, apart from one another, each with why.

    Of a text longer than 400,000 characters only the first and the last 200,000 are looked at.
    """
    lines = [_Line(*trimmed, _fold(text[trimmed[0] : trimmed[1]])) for trimmed in _lines(text)]
    whole: dict[int, str] = {}
    parts: list[Removed] = []
    for number, line in enumerate(lines):
        length = line.end - line.start
        if length <= _LONG_LINE:
            why = _sure_line(line.folded)
            if why:
                whole[number] = why
                continue
        if length <= _GIANT_LINE:
            parts.extend(_sure_sentences(text, line))
    _take_headlines(text, lines, whole)
    _take_doubtful(lines, whole)
    spans = [Removed(start=lines[number].start, end=lines[number].end, why=why) for number, why in whole.items()]
    return tuple(sorted([*spans, *parts], key=lambda span: span.start))


def _lines(text: str) -> Iterator[tuple[int, int]]:
    found_lines: Iterator[re.Match[str]] = _LINE.finditer(text)
    if len(text) > 2 * _WINDOW:
        head, tail = _break_before(text, _WINDOW), _break_before(text, len(text) - _WINDOW)
        found_lines = itertools.chain(_LINE.finditer(text, 0, head), _LINE.finditer(text, tail))
    for found in found_lines:
        words = found.group()
        stripped = words.strip()
        if stripped:
            start = found.start() + words.index(stripped[0])
            yield start, start + len(stripped)


def _break_before(text: str, position: int) -> int:
    """The last line break before ``position``, or ``position`` inside of a giant line."""
    found = max(text.rfind(mark, position - _GIANT_LINE, position) for mark in "\n\r")
    return found if found >= 0 else position


def _why(folded: str) -> str | None:
    for rule in _words().rules:
        if rule.sure.fullmatch(folded):
            return rule.why
    return None


@functools.lru_cache(maxsize=1024)
def _sure_line(folded: str) -> str | None:
    """Why the whole line goes: it is one pattern, or each of its sentences is one, or a doubtful word beside one."""
    words = _words()
    if words.sure.fullmatch(folded):
        return _why(folded)
    sentences = [_fold(found.group()) for found in _SENTENCE.finditer(folded)]
    if len(sentences) < 2:
        return None
    reasons = [_why(sentence) for sentence in sentences if sentence]
    doubtful = all(
        why or words.doubt.fullmatch(sentence) for why, sentence in zip(reasons, filter(None, sentences), strict=True)
    )
    return next(filter(None, reasons), None) if doubtful else None


def _sure_sentences(text: str, line: _Line) -> Iterator[Removed]:
    """Single sentences of a line of prose that are a notice by themselves."""
    for found in _SENTENCE.finditer(text, line.start, line.end):
        words = found.group()
        if len(words) > _LONG_LINE:
            continue
        folded = _fold(words)
        if len(folded) < 12 or folded.count(" ") < 2 or not _words().sure.fullmatch(folded):
            continue
        for rule in _words().rules:
            if rule.inline and rule.sure.fullmatch(folded):
                lead = len(words) - len(words.lstrip())
                yield Removed(start=found.start() + lead, end=found.end(), why=rule.why)
                break


def _take_headlines(text: str, lines: Sequence[_Line], whole: dict[int, str]) -> None:
    """A heading such as "Related" at the tail takes the headlines after it, when nothing but headlines follows."""
    first_of_tail = len(lines)
    for number in range(len(lines) - 1, -1, -1):
        line = lines[number]
        prose = _PROSE_END.search(text[max(line.start, line.end - 8) : line.end]) is not None
        long = line.folded.count(" ") >= _HEADLINE_WORDS
        if number not in whole and (prose or long or line.folded.startswith('"')):
            break
        first_of_tail = number
    for number in range(max(first_of_tail, 1), len(lines)):
        if number in whole:
            continue
        folded = lines[number].folded
        why = next((rule.why for rule in _words().rules if rule.opens and rule.opens.fullmatch(folded)), None)
        if why:
            for after in range(number, len(lines)):
                whole.setdefault(after, why)
            return


def _take_doubtful(lines: Sequence[_Line], whole: dict[int, str]) -> None:
    """Doubtful lines go beside sure ones, and where two or more of them end or begin the text."""
    doubt = {
        number
        for number, line in enumerate(lines)
        if number not in whole and len(line.folded) <= 40 and _words().doubt.fullmatch(line.folded)
    }
    doubt.update(number for number, line in enumerate(lines) if number not in whole and not line.folded)
    for order in (range(len(lines)), range(len(lines) - 1, -1, -1)):
        step = order.step
        for number in order:
            if number in doubt and number not in whole and number - step in whole:
                whole[number] = whole[number - step]
    for order in (range(len(lines)), range(len(lines) - 1, -1, -1)):
        run = []
        for number in order:
            if number not in doubt and number not in whole:
                break
            run.append(number)
        worded = [number for number in run if number in doubt and lines[number].folded]
        if len({lines[number].folded for number in worded}) >= 2 and len(run) < len(lines):
            for number in run:
                whole.setdefault(number, _doubtful_why(lines[number].folded))


def _doubtful_why(folded: str) -> str:
    return next((rule.why for rule in _words().rules if rule.doubt and rule.doubt.fullmatch(folded)), "page furniture")
