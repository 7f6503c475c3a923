"""From what the words say to a value on the calendar: years, weekdays and steps counted from where they are counted.

Two anchors. The *present* is the day of publication (or a complete date that the report prints about itself). The
*story* is the day that the narrative has reached: "three days later" counts from the last day on which something
happened, not from the day on which somebody spoke or a document was signed. A year is never invented: it is in the
words, or follows from an anchor, or stays ``XXXX``.
"""

from __future__ import annotations

import bisect
import datetime as dt
import functools
import itertools
import re
from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from truceline.extract.time_calendar import (
    Window,
    day_of,
    month_shift,
    shifted,
    sliced,
    week_value,
    window_of_value,
    written,
)
from truceline.extract.time_grammar import Expression
from truceline.extract.time_words import either, time_words
from truceline.model.world import TimeMention

_SENTENCE = re.compile(r"[.!?][\"”’')\]]{0,2}\s+(?=[\"“‘'(]?[A-Z])|\n\s*\n|\n(?=\s*[-•*]\s)")
#: A year that is given only in the far past or future is read as nearest when this many days off.
_NEAR = 2


class Present(NamedTuple):
    """The day that "today" is, and how a mention says so (``publication`` or ``event:START``)."""

    day: dt.date
    anchor: str


class _Told(NamedTuple):
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


class _Answer(NamedTuple):
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
        r"(?<!\bbe )(?<!\bto )(?<!\bare )(?<!\bis )(?:\b(?!(?:expected|planned|scheduled|slated|united|armed|detailed|preferred)\b)[a-z]{2,20}ed\b|"
        r"\b(?:was|were|had|did|began|took|went|came|met|fell|rose|held|hit|fled|struck|said|told|fought|won|lost|left|led|made|saw|shot|sent)\b)"
    )
    say, deeds = either(words.say_verbs), either(words.deeds)
    return _Cues(
        future=re.compile(rf"\b(?:{either(words.future_cues)})\b|['’]ll\b", re.IGNORECASE),
        said=re.compile(rf"\b(?:{say})(?:\s[\w’']{{1,20}}){{0,3}}?(?:\s(?:on|late|early|earlier|in|at))?\s?\Z", re.IGNORECASE),
        deed=re.compile(rf"\b(?:{deeds})s?(?:\s[\w’']{{1,20}}){{0,4}}?(?:,|\sof|\son|\sin|\sdated)?\s?\Z", re.IGNORECASE),
        says=re.compile(rf"\b(?:{say})\b", re.IGNORECASE),
        turned=re.compile(rf"(?:,|\b(?:and|but|that|who|which)\b)[^,]{{0,40}}?(?:{past})"),
        past=re.compile(past),
    )


class Resolver:
    """Resolves the expressions of one text, from left to right."""

    def __init__(self, text: str, present: Present | None) -> None:
        self._text = text
        self._present = present
        self._breaks = [match.end() for match in _SENTENCE.finditer(text)]
        self._told: list[_Told] = []
        self._units: list[tuple[str, int]] = []
        self._compared: set[int] = set()

    def resolve(self, found: Sequence[Expression]) -> list[TimeMention]:
        """The mentions of all expressions that say something, in order."""
        mentions = []
        for expression in found:
            answer = self._answer(expression)
            if answer is None:
                continue
            if expression.slice and answer.interval and answer.value and "T" not in answer.value:
                answer = answer._replace(interval=sliced(answer.interval, expression.slice))
            self._remember(expression, answer)
            mentions.append(
                TimeMention(
                    start=expression.start,
                    end=expression.end,
                    text=self._text[expression.start : expression.end],
                    value=answer.value,
                    interval=answer.interval,
                    anchor=answer.anchor,
                    relation=expression.relation if expression.relation in _PUBLIC_RELATIONS else None,
                )
            )
        for i, (first, second) in enumerate(itertools.pairwise(mentions)):
            if first.relation == "from" and second.relation == "to" and first.interval and second.interval:
                window = (first.interval[0], second.interval[1])
                mentions[i : i + 2] = (msgspec.structs.replace(m, window=window) for m in (first, second))
        return mentions

    # ---- what each kind says

    def _answer(self, found: Expression) -> _Answer | None:
        answer: _Answer | None = getattr(self, f"_{found.kind}")(found)
        return answer

    def _duration(self, found: Expression) -> _Answer:
        return _Answer(found.value)

    _set = _duration

    def _reference(self, found: Expression) -> _Answer:
        if found.value == "PRESENT_REF" and self._present:
            day = self._present.day
            return _Answer(found.value, window_of_value(written(day)), self._present.anchor)
        return _Answer(found.value, None, self._present.anchor if self._present else "none")

    def _day(self, found: Expression) -> _Answer | None:
        month, day = found.month or 1, found.day or 1
        year, anchor = self._year_of(found, month, day)
        if year is None:
            if day_of(2000, month, day) is None:
                return None
            prefix = f"XX{found.year:02d}" if found.year is not None and found.year < 100 else "XXXX"
            return self._timed(found, _Answer(f"{prefix}-{month:02d}-{day:02d}", None, "none", month_day=(month, day)))
        date = day_of(year, month, day)
        if date is None:
            return None
        return self._timed(found, _Answer(written(date), window_of_value(written(date)), anchor, day=date))

    def _range(self, found: Expression) -> _Answer | None:
        month, day = found.month or 1, found.day or 1
        last_month, last_day = found.until or (month, day)
        year, anchor = self._year_of(found, last_month, last_day)
        part = f"T{found.part}" if found.part else ""
        last_year = year
        if last_day < day and last_month == month:  # "30-2 August": from July
            month = 12 if month == 1 else month - 1
            year = year - 1 if year is not None and month == 12 else year
        if year is None or last_year is None:
            value = f"XXXX-{month:02d}-{day:02d}{part}/XXXX-{last_month:02d}-{last_day:02d}{part}"
            return _Answer(value, None, "none", month_day=(last_month, last_day)) if day_of(2000, month, day) else None
        first, last = day_of(year, month, day), day_of(last_year, last_month, last_day)
        if first is None or last is None or last < first:
            return None
        if found.part == "NI" and (last - first).days == 1:
            value = f"{written(first)}TNI"
        else:
            value = f"{written(first)}{part}/{written(last)}{part}"
        return _Answer(value, window_of_value(value), anchor, day=last)

    def _month(self, found: Expression) -> _Answer:
        month = found.month or 1
        if found.year is not None:
            value = f"{found.year:04d}-{month:02d}"
            return _Answer(value, window_of_value(value), "text")
        now = self._present
        if now is None:
            inherited = self._inherited(found)
            if inherited:
                value = f"{inherited[0]:04d}-{month:02d}"
                return _Answer(value, window_of_value(value), inherited[1])
            return _Answer(f"XXXX-{month:02d}", None, "none")
        past = now.day.year if month <= now.day.month else now.day.year - 1
        if found.unit == "Y":
            year = now.day.year + (found.shift or 0)
        elif found.shift is not None:
            # "Last February" in March is not last month.
            strictly = now.day.year if month < now.day.month - 1 else now.day.year - 1
            ahead = now.day.year if month > now.day.month else now.day.year + 1
            year = {-1: strictly, 0: now.day.year, 1: ahead}[found.shift]
        elif self._weak_future(found):
            year = min((now.day.year - 1, now.day.year, now.day.year + 1), key=lambda y: abs(y * 12 + month - now.day.year * 12 - now.day.month))
        elif self._future(found):
            year = now.day.year if month >= now.day.month else now.day.year + 1
        elif 0 < month - now.day.month <= 2 and not self._past(found):
            year = now.day.year
        else:
            inherited = self._inherited(found)
            if inherited and inherited[0] != past:
                value = f"{inherited[0]:04d}-{month:02d}"
                return _Answer(value, window_of_value(value), inherited[1])
            year = past
        value = f"{year:04d}-{month:02d}"
        return _Answer(value, self._clipped(found, window_of_value(value)), now.anchor)

    def _year(self, found: Expression) -> _Answer:
        value = found.value or f"{found.year:04d}"
        return _Answer(value, window_of_value(value))

    def _years(self, found: Expression) -> _Answer:
        value = f"{found.year:04d}/{found.until[0]:04d}" if found.until else f"{found.year:04d}"
        return _Answer(value, window_of_value(value))

    def _decade(self, found: Expression) -> _Answer:
        value = f"{found.number}"
        return _Answer(value, window_of_value(value))

    _century = _decade

    def _quarter(self, found: Expression) -> _Answer:
        letter, size = ("Q", 3) if found.kind == "quarter" else ("H", 6)
        number = found.number or 1
        year = found.year
        anchor = "text"
        if year is None:
            now = self._present
            if now is None:
                return _Answer(f"XXXX-{letter}{number}", None, "none")
            anchor = now.anchor
            started = (number - 1) * size + 1 <= now.day.month
            year = now.day.year + (found.shift or 0) if found.shift is not None else now.day.year
            if found.shift is None and not started:
                ahead = self._future(found) or (number - 1) * size + 1 - now.day.month <= 3
                year = now.day.year if ahead else now.day.year - 1
            elif found.shift is None and self._future(found) and number * size < now.day.month - 3:
                year = now.day.year + 1
        value = f"{year:04d}-{letter}{number}"
        return _Answer(value, window_of_value(value), anchor)

    _half = _quarter

    def _season(self, found: Expression) -> _Answer:
        letters = found.value or "SP"
        year, anchor, now = found.year, "text", self._present
        if year is None:
            if now is None:
                return _Answer(f"XXXX-{letters}", None, "none")
            anchor = now.anchor
            first = {"SP": 3, "SU": 6, "FA": 9, "WI": 12}[letters]
            year = now.day.year
            if found.unit == "Y":
                year += found.shift or 0
            elif found.shift == -1 or (found.shift is None and not self._future(found)):
                # The latest one that has begun ("in spring") or, for "last spring", that is over.
                begun = first if found.shift is None else first + 3
                year = year if begun <= now.day.month else year - 1
                year = year - 1 if letters == "WI" and found.shift == -1 and now.day.month > 2 and first + 3 <= now.day.month else year
            elif found.shift == 1 and first <= now.day.month:
                year += 1
            elif letters == "WI" and found.shift == 0 and now.day.month <= 2:
                year -= 1
        value = f"{year:04d}-{letters}"
        return _Answer(value, window_of_value(value), anchor)

    def _weekday(self, found: Expression) -> _Answer:
        weekday = found.weekday or 1
        now = self._present
        if found.story and (base := self._story(found)) is not None and base.day is not None:
            # "The following Monday": from where the story is.
            ahead = (weekday - base.day.isoweekday()) % 7
            step = {-1: (ahead or 7) - 7 if ahead else -7, 0: ahead if ahead < 4 else ahead - 7, 1: ahead or 7}[found.shift or 0]
            return self._timed(found, self._stepped(base, step, None))
        if now is None:
            return self._timed(found, _Answer(f"XXXX-WXX-{weekday}", None, "none", weekday=weekday))
        back = (now.day.isoweekday() - weekday) % 7
        if found.unit == "W":
            step = weekday - now.day.isoweekday() + 7 * (found.shift or 0)
        elif found.shift == -1:
            step = -(back or 7)
        elif found.shift == 1:
            step = (7 - back) or 7
        elif found.shift == 0:
            step = -back if back and not self._future(found) and self._past(found) else (7 - back) % 7
        elif self._future(found) or (found.relation in ("until", "by") and not self._past(found)):
            step = (7 - back) % 7
        else:
            step = -back
        date = shifted(now.day, step)
        if date is None:
            return _Answer(f"XXXX-WXX-{weekday}", None, "none", weekday=weekday)
        return self._timed(found, _Answer(written(date), window_of_value(written(date)), now.anchor, day=date))

    def _today(self, found: Expression) -> _Answer:
        now = self._present
        date = shifted(now.day, found.number or 0) if now else None
        if now is None or date is None:
            return self._timed(found, _Answer("XXXX-XX-XX", None, "none"))
        return self._timed(found, _Answer(written(date), window_of_value(written(date)), now.anchor, day=date))

    def _storyday(self, found: Expression) -> _Answer | None:
        if found.relation == "nth":
            base = self._begun(found)
            if base is None:
                return None
        else:
            base = self._story(found)
        return self._timed(found, self._stepped(base, found.number or 0, "XXXX-XX-XX"))

    def _later(self, found: Expression) -> _Answer | None:
        if found.relation == "comparable":
            return self._year_back(found)
        if found.relation == "open":
            return _Answer(found.value)
        apposed = self._apposed(found)
        if apposed is not None:
            return _Answer(apposed.value, window_of_value(apposed.value), f"event:{apposed.start}", apposed.day, apposed.month_day, apposed.weekday)
        base = self._base(found)
        unit, number = found.unit or "D", found.number
        if number == -1 and unit == "Y" and found.event is None and found.base is None:
            back = self._year_back(found)
            if back is not None:
                return back
        if base is None:
            return _Answer(found.value, None, "none")
        if unit in ("D", "W") and number is not None:
            return self._stepped(base, number * (7 if unit == "W" else 1), found.value)
        anchor = f"event:{base.start}" if base.start >= 0 else base.role
        if base.day is None:
            return _Answer(found.value, None, "none")
        if unit in ("M", "Y") and number is not None:
            year, month = month_shift(base.day.year, base.day.month, number * (12 if unit == "Y" else 1))
            value = f"{year:04d}-{month:02d}" if unit == "M" else f"{year:04d}"
            return _Answer(value, window_of_value(value), anchor)
        back_to = shifted(base.day, -1 if (found.shift or 1) < 0 else 0)
        end = shifted(base.day, 1 if (found.shift or 1) < 0 else 2)
        if not unit.startswith("T") or back_to is None or end is None:
            return _Answer(found.value, None, "none")
        return _Answer(found.value, (written(back_to), written(end)), anchor)

    def _ago(self, found: Expression) -> _Answer:
        now, number, unit = self._present, found.number or 1, found.unit or "D"
        if unit == "Y" and number == 1:
            back = self._year_back(found)
            if back is not None:
                return back
        if now is None:
            return _Answer(found.value, None, "none")
        if unit == "D":
            date = shifted(now.day, -number)
            return _Answer(written(date), window_of_value(written(date)), now.anchor, day=date) if date else _Answer(found.value)
        if unit == "W":
            date = shifted(now.day, -7 * number)
            first, last = (shifted(date, -3), shifted(date, 4)) if date else (None, None)
            if date is None or first is None or last is None:
                return _Answer(found.value, None, "none")
            return _Answer(written(date), (written(first), written(last)), now.anchor, day=date)
        if unit in ("M", "Q"):
            year, month = month_shift(now.day.year, now.day.month, -number * (3 if unit == "Q" else 1))
            value = f"{year:04d}-{month:02d}" if unit == "M" else f"{year:04d}-Q{(month + 2) // 3}"
        elif unit in ("Y", "E", "C"):
            year = now.day.year - number * {"Y": 1, "E": 10, "C": 100}[unit]
            value = f"{year:04d}" if unit == "Y" else f"{year // 10}" if unit == "E" else f"{year // 100}"
        else:
            days = -(-number // 24) if unit == "TH" else 1
            date = shifted(now.day, -days)
            return _Answer(found.value, (written(date), self._end_of_present()), now.anchor) if date else _Answer(found.value)
        if year < 1:
            return _Answer(found.value, None, "none")
        return _Answer(value, window_of_value(value), now.anchor)

    def _unit(self, found: Expression) -> _Answer | None:
        unit, shift = found.unit or "Y", found.shift or 0
        if found.relation == "the":
            return self._the_unit(found)
        if found.story:
            return self._story_unit(found)
        now = self._present
        if now is None:
            shape = {"W": "XXXX-WXX", "M": "XXXX-XX", "Y": "XXXX", "Q": "XXXX-QX"}.get(unit)
            return _Answer(shape or f"P1{unit}", None, "none")
        day = now.day
        if unit == "W":
            date = shifted(day, 7 * shift)
            if date is None:
                return None
            value = week_value(date)
            window = window_of_value(value)
            # The week may begin on Saturday, Sunday or Monday: take the widest.
            start = shifted(dt.date.fromisoformat(window[0]), -2) if window and window[0] else None
            interval = (written(start), window[1]) if window and start else window
            return _Answer(value, self._clipped(found, interval), now.anchor)
        if unit == "M":
            year, month = month_shift(day.year, day.month, shift)
            value = f"{year:04d}-{month:02d}"
        elif unit == "Q":
            year, month = month_shift(day.year, day.month, 3 * shift)
            value = f"{year:04d}-Q{(month + 2) // 3}"
        elif unit == "Y":
            value = f"{day.year + shift:04d}"
            if found.slice == "END" and shift == 0:
                value = f"{day.year:04d}-12-31" if re.search(r"end\W", self._text[found.start : found.end].lower() + " ") else value
                return _Answer(value, window_of_value(value[:4]), now.anchor)
        else:
            years = {"E": 10, "C": 100}.get(unit)
            if years is None:
                return None
            value = str(day.year // years + shift)
        return _Answer(value, self._clipped(found, window_of_value(value)), now.anchor)

    def _the_unit(self, found: Expression) -> _Answer | None:
        """ "The quarter" is the one last told, "the year" is taken only where something counts in it."""
        if found.unit == "Q":
            for value, start in reversed([unit for unit in self._units if unit[1] not in self._compared][-6:]):
                if "-Q" in value and self._sentence(found.start) - self._sentence(start) < 12:
                    return _Answer(value, window_of_value(value), "none" if "X" in value else "text")
            now = self._present
            if now is None:
                return _Answer("XXXX-QX", None, "none")
            year, month = month_shift(now.day.year, now.day.month, -3)
            value = f"{year:04d}-Q{(month + 2) // 3}"
            return _Answer(value, window_of_value(value), now.anchor)
        if found.unit in ("M", "W"):
            return self._unit(found._replace(relation=None, story=False))
        if re.match(r"\s(?:ended|ending|to|earlier|before|of|that|in\swhich)\b|\W*\d", self._text[found.end : found.end + 12]) or self._present is None:
            return _Answer("P1Y")
        return self._unit(found._replace(relation=None, story=False))

    def _story_unit(self, found: Expression) -> _Answer | None:
        """ "That year", "the following month": counted from the last date told that is fine enough."""
        unit, shift = found.unit or "Y", found.shift or 0
        for value, start in reversed(self._units):
            if found.slice is not None and (not found.slice or self._sentence(start) != self._sentence(found.start)):
                return self._unit(found._replace(story=False))
            match = re.match(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?", value)
            if not match or (unit == "M" and not match[2]) or (unit == "W" and not match[3]):
                if unit == "Q" and (quarter := re.match(r"(\d{4})-Q(\d)", value)):
                    year, month = month_shift(int(quarter[1]), int(quarter[2]) * 3, 3 * shift)
                    result = f"{year:04d}-Q{(month + 2) // 3}"
                    return _Answer(result, window_of_value(result), f"event:{start}")
                continue
            if unit == "Y":
                result = f"{int(match[1]) + shift:04d}"
            elif unit == "M":
                year, month = month_shift(int(match[1]), int(match[2]), shift)
                result = f"{year:04d}-{month:02d}"
            elif unit == "W":
                date = day_of(int(match[1]), int(match[2]), int(match[3]))
                moved = shifted(date, 7 * shift) if date else None
                if moved is None:
                    continue
                result = week_value(moved)
            else:
                continue
            return _Answer(result, window_of_value(result), f"event:{start}")
        now = self._present
        if found.slice is not None and now is not None:
            return self._unit(found._replace(story=False))
        if now is None:
            shape = {"W": "XXXX-WXX", "M": "XXXX-XX", "Y": "XXXX", "Q": "XXXX-QX"}.get(unit)
            return _Answer(shape, None, "none") if shape else None
        if unit == "Y":
            result = f"{now.day.year + shift:04d}"
        elif unit in "MQ":
            year, month = month_shift(now.day.year, now.day.month, shift * (3 if unit == "Q" else 1))
            result = f"{year:04d}-{month:02d}" if unit == "M" else f"{year:04d}-Q{(month + 2) // 3}"
        else:
            moved = shifted(now.day, 7 * shift)
            result = week_value(moved) if moved else ""
        return _Answer(result, window_of_value(result), now.anchor) if result else None

    def _weekend(self, found: Expression) -> _Answer:
        now = self._present
        if now is None:
            return _Answer("XXXX-WXX-WE", None, "none")
        weekday = now.day.isoweekday()
        if found.shift == -1:
            step = -weekday
        elif found.shift == 1:
            step = 7 if weekday > 5 else 0
        elif self._future(found) or (found.shift == 0 and weekday < 6 and not (self._past(found) and weekday < 4)):
            step = 0
        else:
            step = 0 if weekday > 5 else -weekday
        date = shifted(now.day, step)
        value = f"{week_value(date)}-WE" if date else "XXXX-WXX-WE"
        return _Answer(value, window_of_value(value), now.anchor)

    def _window(self, found: Expression) -> _Answer:
        now, unit = self._present, found.unit or "D"
        days = {"TH": 1 / 24, "TM": 1 / 1440, "TS": 0, "D": 1, "W": 7, "M": 31, "Q": 92, "Y": 366, "E": 3660, "C": 36600}[unit]
        value = found.value
        if found.number == 1 and found.shift == -1 and unit in "YMWQ" and len(unit) == 1 and now:
            return self._unit(found._replace(kind="unit")) or _Answer(value)
        if now is None or not found.shift:
            return _Answer(value, None, "text" if not found.shift else "none")
        if found.number is None:
            interval: Window = (None, self._end_of_present()) if found.shift < 0 else (written(now.day), None)
            return _Answer(value, interval, now.anchor)
        reach = shifted(now.day, found.shift * max(1, round(found.number * days + 0.49)))
        if reach is None:
            return _Answer(value, None, now.anchor)
        if found.shift < 0:
            return _Answer(value, (written(reach), self._end_of_present()), now.anchor)
        past_it = shifted(reach, 1)
        return _Answer(value, (written(now.day), written(past_it) if past_it else None), now.anchor)

    def _part(self, found: Expression) -> _Answer | None:
        base = self._story(found, nearest=True)
        step = 1 if found.part is None else 0
        return self._timed(found, self._stepped(base, step, "XXXX-XX-XX"))

    def _clock(self, found: Expression) -> _Answer:
        base = None
        if found.base is not None and (day := self._storyday(found.base)) is not None:
            return self._timed(found, day)
        base = self._story(found, nearest=True)
        if base is None:
            return _Answer(f"T{found.hour or 0:02d}:{found.minute:02d}", None, "none")
        return self._timed(found, self._stepped(base, 0, "XXXX-XX-XX"))

    # ---- parts of days, years, anchors

    def _timed(self, found: Expression, day: _Answer) -> _Answer:
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
            interval = (f"{written(day.day)}T00:00", f"{written(day.day)}T{'06' if found.value.startswith('pre') else '08'}:00")
        return day._replace(value=stamped, interval=interval)

    def _year_of(self, found: Expression, month: int, day: int) -> tuple[int | None, str]:
        now = self._present
        year = found.year
        if year is not None and year >= 100:
            return year, "text"
        if year is not None:
            if now is None:
                return None, "none"
            nearest = min((now.day.year // 100 * 100 + year + c for c in (-100, 0, 100)), key=lambda y: abs(y - now.day.year))
            return nearest, "text"
        if now is None:
            inherited = self._inherited(found)
            return inherited if inherited else (None, "none")
        if found.unit == "Y" and found.shift is not None:
            return now.day.year + found.shift, now.anchor
        dates = [d for y in range(now.day.year - 4, now.day.year + 5) if 1 <= y <= 9999 and (d := day_of(y, month, day))]
        if found.weekday is not None:
            same = [d for d in dates if d.isoweekday() == found.weekday]
            if same:
                return min(same, key=lambda d: abs((d - now.day).days)).year, now.anchor
        if not dates:
            return None, "none"
        nearest_date = min(dates, key=lambda d: abs((d - now.day).days))
        past = [d for d in dates if (d - now.day).days <= _NEAR]
        ahead = [d for d in dates if d >= now.day]
        if self._future(found) and ahead and (ahead[0] - now.day).days <= 300:
            return ahead[0].year, now.anchor
        if ahead and (ahead[0] - now.day).days <= 90 and not self._past(found):
            # Nobody writes a day of eleven months ago without its year.
            return ahead[0].year, now.anchor
        if self._weak_future(found) or not past:
            return nearest_date.year, now.anchor
        inherited = self._inherited(found)
        if inherited and inherited[0] != past[-1].year:
            return inherited
        return past[-1].year, now.anchor

    def _inherited(self, found: Expression) -> tuple[int, str] | None:
        """The year of a full date told just before, in the same sentence ("signed on 17 September 2018 … by 10 October")."""
        here = self._sentence(found.start)
        for told in reversed(self._told[-4:]):
            if told.sentence != here:
                return None
            if told.explicit and told.day is not None and found.month is not None:
                day = found.day or 15
                dates = [d for y in (told.day.year - 1, told.day.year, told.day.year + 1) if (d := day_of(y, found.month, day))]
                if dates:
                    return min(dates, key=lambda d: abs((d - told.day).days)).year, f"event:{told.start}"  # type: ignore[operator]
        return None

    def _stepped(self, base: _Told | None, days: int, otherwise: str | None) -> _Answer:
        if base is None:
            return _Answer(otherwise, None, "none")
        anchor = f"event:{base.start}" if base.start >= 0 else base.role
        if base.day is not None:
            date = shifted(base.day, days)
            if date is None:
                return _Answer(otherwise, None, "none")
            return _Answer(written(date), window_of_value(written(date)), anchor, day=date)
        if base.month_day is not None:
            month, day = base.month_day
            start, leap = day_of(2001, month, day), day_of(2000, month, day)
            moved = shifted(start, days) if start else None
            moved_leap = shifted(leap, days) if leap else None
            if moved and moved_leap and (moved.month, moved.day) == (moved_leap.month, moved_leap.day):
                return _Answer(f"XXXX-{moved.month:02d}-{moved.day:02d}", None, anchor, month_day=(moved.month, moved.day))
        if base.weekday is not None:
            weekday = (base.weekday - 1 + days) % 7 + 1
            return _Answer(f"XXXX-WXX-{weekday}", None, anchor, weekday=weekday)
        return _Answer(otherwise, None, "none")

    def _story(self, found: Expression, *, nearest: bool = False) -> _Told | None:
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

    def _base(self, found: Expression) -> _Told | None:
        if found.base is not None:
            answer = self._answer(found.base)
            if answer is None:
                return None
            return _Told(found.base.start, found.base.end, 0, answer.day, answer.month_day, answer.weekday, answer.value or "", "plain", True, None)
        if found.event:
            return self._day_of_event(found.event)
        return self._story(found)

    def _day_of_event(self, event: str) -> _Told | None:
        """The day told in a sentence with that noun, the nearest to it ("two days before the patrol")."""
        for noun in reversed(event.split()):
            best: tuple[int, _Told] | None = None
            for told in self._told:
                start, end = self._sentence_span(told.sentence)
                for match in re.finditer(rf"\b{re.escape(noun)}\b", self._text[start:end].lower()):
                    distance = min(abs(start + match.start() - told.end), abs(told.start - start - match.end()))
                    if best is None or distance < best[0]:
                        best = (distance, told)
            if best is not None:
                return best[1]
        return None

    def _apposed(self, found: Expression) -> _Told | None:
        """ "On 25 November, two days before the truce": the same day, said twice."""
        if not self._told or not found.event or found.number is None:
            return None
        last = self._told[-1]
        return last if self._text[last.end : found.start] in (", ", " – ", " (") else None

    def _begun(self, found: Expression) -> _Told | None:
        """The day since when the story's state holds ("since 11 May … on the first day")."""
        for told in reversed(self._told):
            if told.relation == "since" and self._sentence(found.start) - told.sentence <= 4:
                return told
        return None

    def _year_back(self, found: Expression) -> _Answer | None:
        """ "A year earlier" after a quarter, month or year is that quarter, month or year, twelve months back."""
        for value, start in reversed([unit for unit in self._units if unit[1] not in self._compared][-3:]):
            if self._sentence(found.start) - self._sentence(start) > 1 and "Q" not in value:
                continue
            match = re.fullmatch(r"(\d{4})(-Q\d|-\d\d|-H\d)?", value)
            if match:
                self._compared.add(found.start)
                result = f"{int(match[1]) - 1:04d}{match[2] or ''}"
                return _Answer(result, window_of_value(result), f"event:{start}")
        return None

    def _now_told(self) -> _Told | None:
        if self._present is None:
            return None
        return _Told(-1, -1, -1, self._present.day, None, None, written(self._present.day), self._present.anchor, False, None)

    # ---- tense

    def _clause(self, found: Expression) -> tuple[str, str]:
        """The words of the same sentence before and (for a date that opens it) after the expression."""
        start, end = self._sentence_span(self._sentence(found.start))
        before = self._text[max(start, found.start - 90) : found.start]
        opens = not before.strip() or bool(re.fullmatch(r"\W*(?:On|By|In|At|From|But on|And on)?\s*", before))
        after = self._text[found.end : min(end, found.end + 70)] if opens else ""
        return before, after

    def _future(self, found: Expression) -> bool:
        """A word that looks ahead governs the date: the nearest before it, or right after a date that opens the clause."""
        cues = _cues()
        before, after = self._clause(found)
        if cues.said.search(before):
            return False
        last = None
        for last in cues.future.finditer(before):
            pass
        if last is not None:
            between = before[last.end() :]
            earlier = before[max(0, last.start() - 12) : last.start()]
            if not _BREAKS_OFF.search(between) and not cues.turned.search(between) and not re.search(r"\b(?:had|been|was|were) \Z", earlier):
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

    # ---- memory

    def _sentence(self, position: int) -> int:
        return bisect.bisect_right(self._breaks, position)

    def _sentence_span(self, index: int) -> tuple[int, int]:
        return self._breaks[index - 1] if index else 0, self._breaks[index] if index < len(self._breaks) else len(self._text)

    def _remember(self, found: Expression, answer: _Answer) -> None:
        if answer.value and answer.value[:1].isdigit():
            self._units.append((answer.value, found.start))
        if found.kind == "clock" and found.base is not None:
            return  # the day beside it is told for itself
        if answer.day is None and answer.month_day is None and answer.weekday is None:
            return
        before = self._text[max(0, found.start - 70) : found.start]
        role = "said" if _cues().said.search(before) else "deed" if _cues().deed.search(before) else "plain"
        self._told.append(
            _Told(
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


_PUBLIC_RELATIONS = frozenset({"since", "until", "before", "after", "by", "from", "to", "within", "during"})
