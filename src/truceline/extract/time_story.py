"""What a report has told so far, where its sentences are, and which way its clauses look.

The *story* is the day that the narrative has reached: "three days later" counts from the last day on which something
happened, not from the day on which somebody spoke or a document was signed.
"""

from __future__ import annotations

import bisect
import datetime as dt
import functools
import itertools
import re
from collections import deque
from typing import NamedTuple

from truceline.extract.time_calendar import Window, day_of, shifted, window_of_value, written
from truceline.extract.time_expression import Expression
from truceline.extract.time_words import either, time_words

_SENTENCE = re.compile(r"[.!?][\"”’')\]]{0,2}\s+(?=[\"“‘'(]?[A-Z])|\n\s*\n|\n(?=\s*[-•*]\s)")
#: So many dates back a story is remembered; more would make long texts slow.
_MEMORY = 60
#: The noun of "two days before the patrol" is sought so many code points around a date.
_NEARBY = 300
#: A year that is given only in the far past or future is read as nearest when this many days off.
NEAR = 2


class Present(NamedTuple):
    """The day that "today" is, and how a mention says so (``publication`` or ``event:START``)."""

    day: dt.date
    anchor: str


class Told(NamedTuple):
    """A date that the story has named: a day, or only its month and day, or only its weekday; or a larger unit."""

    start: int
    end: int
    sentence: int
    day: dt.date | None
    month_day: tuple[int, int] | None
    weekday: int | None
    value: str
    role: str
    explicit: bool
    relation: str | None


class Answer(NamedTuple):
    value: str | None
    interval: Window | None = None
    anchor: str = "text"
    day: dt.date | None = None
    month_day: tuple[int, int] | None = None
    weekday: int | None = None


_BREAKS_OFF = re.compile(r"[;:]|,\s(?:which|who|after|when|but)\b|\b(?:after|since|because|when|although)\b")


class _Cues(NamedTuple):
    future: re.Pattern[str]
    said: re.Pattern[str]
    deed: re.Pattern[str]
    past: re.Pattern[str]
    turned: re.Pattern[str]
    says: re.Pattern[str]


@functools.cache
def _cues() -> _Cues:
    words = time_words()
    past = (
        r"(?<!\bbe )(?<!\bto )(?<!\bare )(?<!\bis )(?:"
        r"\b(?!(?:expected|planned|scheduled|slated|united|armed|detailed|preferred)\b)[a-z]{2,20}ed\b|"
        r"\b(?:was|were|had|did|began|took|went|came|met|fell|rose|held|hit|fled|struck|said|told|fought|won|lost|left|"
        r"led|made|saw|shot|sent)\b)"
    )
    say, deeds = either(words.say_verbs), either(words.deeds)
    return _Cues(
        future=re.compile(rf"\b(?:{either(words.future_cues)})\b|['’]ll\b", re.IGNORECASE),
        said=re.compile(
            rf"\b(?:{say})(?:\s[\w’']{{1,20}}){{0,3}}?(?:\s(?:on|late|early|earlier|in|at))?\s?\Z", re.IGNORECASE
        ),
        deed=re.compile(
            rf"\b(?:{deeds})s?(?:\s[\w’']{{1,20}}){{0,4}}?(?:,|\sof|\son|\sin|\sdated)?\s?\Z", re.IGNORECASE
        ),
        says=re.compile(rf"\b(?:{say})\b", re.IGNORECASE),
        turned=re.compile(rf"(?:,|\b(?:and|but|that|who|which)\b)[^,]{{0,40}}?(?:{past})"),
        past=re.compile(past),
    )


class Story:
    """The memory and the tense of one text, read from left to right."""

    def __init__(self, text: str, present: Present | None) -> None:
        self._text = text
        self._present = present
        self._breaks = [match.end() for match in _SENTENCE.finditer(text)]
        self._told: deque[Told] = deque(maxlen=_MEMORY)
        self._units: deque[tuple[str, int]] = deque(maxlen=_MEMORY)
        self._compared: set[int] = set()

    def _sentence(self, position: int) -> int:
        return bisect.bisect_right(self._breaks, position)

    def _sentence_span(self, index: int) -> tuple[int, int]:
        return self._breaks[index - 1] if index else 0, self._breaks[index] if index < len(self._breaks) else len(
            self._text
        )

    def _clause(self, found: Expression) -> tuple[str, str]:
        """The words of the same sentence before and (for a date that opens it) after the expression."""
        start, end = self._sentence_span(self._sentence(found.start))
        before = self._text[max(start, found.start - 90) : found.start]
        opens = not before.strip() or bool(re.fullmatch(r"\W*(?:On|By|In|At|From|But on|And on)?\s*", before))
        after = self._text[found.end : min(end, found.end + 70)] if opens else ""
        return before, after

    def _future(self, found: Expression) -> bool:
        """A word that looks ahead governs the date: the nearest before it, or one right after an opening date."""
        cues = _cues()
        before, after = self._clause(found)
        if cues.said.search(before):
            return False
        looks_ahead = list(cues.future.finditer(before))
        if looks_ahead:
            last = looks_ahead[-1]
            between = before[last.end() :]
            earlier = before[max(0, last.start() - 12) : last.start()]
            if (
                not _BREAKS_OFF.search(between)
                and not cues.turned.search(between)
                and not re.search(r"\b(?:had|been|was|were) \Z", earlier)
            ):
                return True
        ahead = cues.future.search(after)
        if ahead is None:
            return False
        between = after[: ahead.start()]
        return not re.search(r"[;:.]|\b(?:said|told|that)\b", between) and not cues.past.search(between)

    def _past(self, found: Expression) -> bool:
        before, after = self._clause(found)
        if not _cues().said.search(before):
            # What is said may lie ahead, though the saying is past.
            for says in _cues().says.finditer(before):
                before = " " * says.end() + before[says.end() :]
        return bool(_cues().past.search(before) or _cues().past.search(after) or _cues().said.search(before))

    def _weak_future(self, found: Expression) -> bool:
        """ "By 10 October", "until November 25" lie ahead of the deed but not always of the report."""
        return found.relation in ("by", "until", "before", "to") and not self._future(found)

    def _clipped(self, found: Expression, window: Window | None) -> Window | None:
        """A window that runs past the publication ends with it, unless the clause looks ahead."""
        end = self._end_of_present()
        if window is None or window[1] is None or end is None or self._future(found) or found.shift == 1:
            return window
        if window[0] is not None and window[0] < end < window[1]:
            return window[0], end
        return window

    def _end_of_present(self) -> str | None:
        after = shifted(self._present.day, 1) if self._present else None
        return written(after) if after else None

    def _remember(self, found: Expression, answer: Answer) -> None:
        if answer.value and answer.value[:1].isdigit():
            self._units.append((answer.value, found.start))
        if found.kind == "clock" and found.base is not None:
            return  # the day beside it is told for itself
        if answer.day is None and answer.month_day is None and answer.weekday is None:
            return
        before = self._text[max(0, found.start - 70) : found.start]
        role = "said" if _cues().said.search(before) else "deed" if _cues().deed.search(before) else "plain"
        self._told.append(
            Told(
                found.start,
                found.end,
                self._sentence(found.start),
                answer.day,
                answer.month_day,
                answer.weekday,
                answer.value or "",
                role,
                found.year is not None,
                found.relation,
            )
        )

    def _now_told(self) -> Told | None:
        if self._present is None:
            return None
        return Told(
            -1, -1, -1, self._present.day, None, None, written(self._present.day), self._present.anchor, False, None
        )

    def _story(self, found: Expression, *, nearest: bool = False) -> Told | None:
        """The day that the story has reached where ``found`` stands; the present when it has reached none."""
        here = self._sentence(found.start)
        for told in reversed(self._told):
            if told.sentence == here or (nearest and here - told.sentence <= 2 and told.role != "deed"):
                return told
        for told in reversed(self._told):
            if told.role == "plain" and told.relation is None:
                return told
        for role in ("plain", "said"):
            for told in reversed(self._told):
                if told.role == role:
                    return told
        return self._now_told() if self._present else None

    def _day_of_event(self, event: str) -> Told | None:
        """The day told in a sentence with that noun, the nearest to it ("two days before the patrol")."""
        for noun in reversed(event.split()):
            best: tuple[int, Told] | None = None
            for told in self._told:
                start, end = self._sentence_span(told.sentence)
                start, end = max(start, told.start - _NEARBY), min(end, told.end + _NEARBY)
                for match in re.finditer(rf"\b{re.escape(noun)}\b", self._text[start:end].lower()):
                    distance = min(abs(start + match.start() - told.end), abs(told.start - start - match.end()))
                    if best is None or distance < best[0]:
                        best = (distance, told)
            if best is not None:
                return best[1]
        return None

    def _begun(self, found: Expression) -> Told | None:
        """The day since when the story's state holds ("since 11 May … on the first day")."""
        for told in reversed(self._told):
            if told.relation == "since" and self._sentence(found.start) - told.sentence <= 4:
                return told
        return None

    def _inherited(self, found: Expression) -> tuple[int, str] | None:
        """The year of a full date just before in the sentence ("signed on 17 September 2018 … by 10 October")."""
        here = self._sentence(found.start)
        for told in itertools.islice(reversed(self._told), 4):
            if told.sentence != here:
                return None
            if told.explicit and told.day is not None and found.month is not None:
                day = found.day or 15
                dates = [
                    d
                    for y in (told.day.year - 1, told.day.year, told.day.year + 1)
                    if (d := day_of(y, found.month, day))
                ]
                if dates:
                    return min(dates, key=lambda d: abs((d - told.day).days)).year, f"event:{told.start}"  # type: ignore[operator]
        return None

    def _stepped(self, base: Told | None, days: int, otherwise: str | None) -> Answer:
        if base is None:
            return Answer(otherwise, None, "none")
        anchor = f"event:{base.start}" if base.start >= 0 else base.role
        if base.day is not None:
            date = shifted(base.day, days)
            if date is None:
                return Answer(otherwise, None, "none")
            return Answer(written(date), window_of_value(written(date)), anchor, day=date)
        if base.month_day is not None:
            month, day = base.month_day
            start, leap = day_of(2001, month, day), day_of(2000, month, day)
            moved = shifted(start, days) if start else None
            moved_leap = shifted(leap, days) if leap else None
            if moved and moved_leap and (moved.month, moved.day) == (moved_leap.month, moved_leap.day):
                return Answer(
                    f"XXXX-{moved.month:02d}-{moved.day:02d}", None, anchor, month_day=(moved.month, moved.day)
                )
        if base.weekday is not None:
            weekday = (base.weekday - 1 + days) % 7 + 1
            return Answer(f"XXXX-WXX-{weekday}", None, anchor, weekday=weekday)
        return Answer(otherwise, None, "none")

    def _timed(self, found: Expression, day: Answer) -> Answer:
        """Put the clock time or the part of day on a day; "midnight on 1 August" keeps both of its midnights."""
        value = day.value or "XXXX-XX-XX"
        if found.hour is not None:
            stamped = f"{value}T{found.hour:02d}:{found.minute:02d}{found.zone or ''}"
        elif found.part:
            stamped = f"{value}T{found.part}"
        else:
            return day
        if day.day is None:
            return day._replace(value=stamped, interval=None)
        interval = window_of_value(stamped)
        if found.hour == 24:
            after = shifted(day.day, 1)
            interval = (written(day.day), f"{written(after)}T00:01") if after else None
        elif found.zone == "Z" and interval:
            interval = (f"{interval[0]}Z", f"{interval[1]}Z")
        elif found.value and found.value in ("pre-dawn", "predawn", "dawn", "daybreak", "sunrise"):
            interval = (
                f"{written(day.day)}T00:00",
                f"{written(day.day)}T{'06' if found.value.startswith('pre') else '08'}:00",
            )
        return day._replace(value=stamped, interval=interval)
