"""From what the words say to a value on the calendar: steps counted from the present or from the story.

Two anchors. The *present* is the day of publication (or a complete date that the report prints about itself). The
*story* is the day that the narrative has reached (:mod:`truceline.extract.time_story`).
"""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections.abc import Sequence

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
from truceline.extract.time_expression import Expression
from truceline.extract.time_story import Answer, Told
from truceline.extract.time_values import Dated
from truceline.model.world import TimeMention

_PUBLIC_RELATIONS = frozenset({"since", "until", "before", "after", "by", "from", "to", "within", "during"})


class Resolver(Dated):
    """Resolves the expressions of one text, from left to right."""

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

    def _answer(self, found: Expression) -> Answer | None:
        answer: Answer | None = getattr(self, f"_{found.kind}")(found)
        return answer

    def _duration(self, found: Expression) -> Answer:
        return Answer(found.value)

    _set = _duration

    def _reference(self, found: Expression) -> Answer:
        if found.value == "PRESENT_REF" and self._present:
            day = self._present.day
            return Answer(found.value, window_of_value(written(day)), self._present.anchor)
        return Answer(found.value, None, self._present.anchor if self._present else "none")

    def _today(self, found: Expression) -> Answer:
        now = self._present
        date = shifted(now.day, found.number or 0) if now else None
        if now is None or date is None:
            return self._timed(found, Answer("XXXX-XX-XX", None, "none"))
        return self._timed(found, Answer(written(date), window_of_value(written(date)), now.anchor, day=date))

    def _storyday(self, found: Expression) -> Answer | None:
        if found.relation == "nth":
            base = self._begun(found)
            if base is None:
                return None
        else:
            base = self._story(found)
        return self._timed(found, self._stepped(base, found.number or 0, "XXXX-XX-XX"))

    def _later(self, found: Expression) -> Answer | None:
        if found.relation == "comparable":
            return self._year_back(found)
        if found.relation == "open":
            return Answer(found.value)
        apposed = self._apposed(found)
        if apposed is not None:
            return Answer(
                apposed.value,
                window_of_value(apposed.value),
                f"event:{apposed.start}",
                apposed.day,
                apposed.month_day,
                apposed.weekday,
            )
        base = self._base(found)
        unit, number = found.unit or "D", found.number
        if number == -1 and unit == "Y" and found.event is None and found.base is None:
            back = self._year_back(found)
            if back is not None:
                return back
        if base is None:
            return Answer(found.value, None, "none")
        if unit in ("D", "W") and number is not None:
            return self._stepped(base, number * (7 if unit == "W" else 1), found.value)
        anchor = f"event:{base.start}" if base.start >= 0 else base.role
        if base.day is None:
            return Answer(found.value, None, "none")
        if unit in ("M", "Y") and number is not None:
            year, month = month_shift(base.day.year, base.day.month, number * (12 if unit == "Y" else 1))
            value = f"{year:04d}-{month:02d}" if unit == "M" else f"{year:04d}"
            return Answer(value, window_of_value(value), anchor)
        back_to = shifted(base.day, -1 if (found.shift or 1) < 0 else 0)
        end = shifted(base.day, 1 if (found.shift or 1) < 0 else 2)
        if not unit.startswith("T") or back_to is None or end is None:
            return Answer(found.value, None, "none")
        return Answer(found.value, (written(back_to), written(end)), anchor)

    def _ago(self, found: Expression) -> Answer:
        now, number, unit = self._present, found.number or 1, found.unit or "D"
        if unit == "Y" and number == 1:
            back = self._year_back(found)
            if back is not None:
                return back
        if now is None:
            return Answer(found.value, None, "none")
        if unit == "D":
            date = shifted(now.day, -number)
            return (
                Answer(written(date), window_of_value(written(date)), now.anchor, day=date)
                if date
                else Answer(found.value)
            )
        if unit == "W":
            date = shifted(now.day, -7 * number)
            first, last = (shifted(date, -3), shifted(date, 4)) if date else (None, None)
            if date is None or first is None or last is None:
                return Answer(found.value, None, "none")
            return Answer(written(date), (written(first), written(last)), now.anchor, day=date)
        if unit in ("M", "Q"):
            year, month = month_shift(now.day.year, now.day.month, -number * (3 if unit == "Q" else 1))
            value = f"{year:04d}-{month:02d}" if unit == "M" else f"{year:04d}-Q{(month + 2) // 3}"
        elif unit in ("Y", "E", "C"):
            year = now.day.year - number * {"Y": 1, "E": 10, "C": 100}[unit]
            value = f"{year:04d}" if unit == "Y" else f"{year // 10}" if unit == "E" else f"{year // 100}"
        else:
            days = -(-number // 24) if unit == "TH" else 1
            date = shifted(now.day, -days)
            return (
                Answer(found.value, (written(date), self._end_of_present()), now.anchor)
                if date
                else Answer(found.value)
            )
        if year < 1:
            return Answer(found.value, None, "none")
        return Answer(value, window_of_value(value), now.anchor)

    def _unit(self, found: Expression) -> Answer | None:
        unit, shift = found.unit or "Y", found.shift or 0
        if found.relation == "the":
            return self._the_unit(found)
        if found.story:
            return self._story_unit(found)
        now = self._present
        if now is None:
            shape = {"W": "XXXX-WXX", "M": "XXXX-XX", "Y": "XXXX", "Q": "XXXX-QX"}.get(unit)
            return Answer(shape or f"P1{unit}", None, "none")
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
            return Answer(value, self._clipped(found, interval), now.anchor)
        if unit == "M":
            year, month = month_shift(day.year, day.month, shift)
            value = f"{year:04d}-{month:02d}"
        elif unit == "Q":
            year, month = month_shift(day.year, day.month, 3 * shift)
            value = f"{year:04d}-Q{(month + 2) // 3}"
        elif unit == "Y":
            value = f"{day.year + shift:04d}"
            if found.slice == "END" and shift == 0:
                value = (
                    f"{day.year:04d}-12-31"
                    if re.search(r"end\W", self._text[found.start : found.end].lower() + " ")
                    else value
                )
                return Answer(value, window_of_value(value[:4]), now.anchor)
        else:
            years = {"E": 10, "C": 100}.get(unit)
            if years is None:
                return None
            value = str(day.year // years + shift)
        return Answer(value, self._clipped(found, window_of_value(value)), now.anchor)

    def _the_unit(self, found: Expression) -> Answer | None:
        """ "The quarter" is the one last told, "the year" is taken only where something counts in it."""
        if found.unit == "Q":
            for value, start in reversed([unit for unit in self._units if unit[1] not in self._compared][-6:]):
                if "-Q" in value and self._sentence(found.start) - self._sentence(start) < 12:
                    return Answer(value, window_of_value(value), "none" if "X" in value else "text")
            now = self._present
            if now is None:
                return Answer("XXXX-QX", None, "none")
            year, month = month_shift(now.day.year, now.day.month, -3)
            value = f"{year:04d}-Q{(month + 2) // 3}"
            return Answer(value, window_of_value(value), now.anchor)
        if found.unit in ("M", "W"):
            return self._unit(found._replace(relation=None, story=False))
        if (
            re.match(
                r"\s(?:ended|ending|to|earlier|before|of|that|in\swhich)\b|\W*\d",
                self._text[found.end : found.end + 12],
            )
            or self._present is None
        ):
            return Answer("P1Y")
        return self._unit(found._replace(relation=None, story=False))

    def _story_unit(self, found: Expression) -> Answer | None:
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
                    return Answer(result, window_of_value(result), f"event:{start}")
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
            return Answer(result, window_of_value(result), f"event:{start}")
        now = self._present
        if found.slice is not None and now is not None:
            return self._unit(found._replace(story=False))
        if now is None:
            shape = {"W": "XXXX-WXX", "M": "XXXX-XX", "Y": "XXXX", "Q": "XXXX-QX"}.get(unit)
            return Answer(shape, None, "none") if shape else None
        if unit == "Y":
            result = f"{now.day.year + shift:04d}"
        elif unit in "MQ":
            year, month = month_shift(now.day.year, now.day.month, shift * (3 if unit == "Q" else 1))
            result = f"{year:04d}-{month:02d}" if unit == "M" else f"{year:04d}-Q{(month + 2) // 3}"
        else:
            moved = shifted(now.day, 7 * shift)
            result = week_value(moved) if moved else ""
        return Answer(result, window_of_value(result), now.anchor) if result else None

    def _weekend(self, found: Expression) -> Answer:
        now = self._present
        if now is None:
            return Answer("XXXX-WXX-WE", None, "none")
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
        return Answer(value, window_of_value(value), now.anchor)

    def _window(self, found: Expression) -> Answer:
        now, unit = self._present, found.unit or "D"
        days = {
            "TH": 1 / 24,
            "TM": 1 / 1440,
            "TS": 0,
            "D": 1,
            "W": 7,
            "M": 31,
            "Q": 92,
            "Y": 366,
            "E": 3660,
            "C": 36600,
        }[unit]
        value = found.value
        if found.number == 1 and found.shift == -1 and unit in "YMWQ" and len(unit) == 1 and now:
            return self._unit(found._replace(kind="unit")) or Answer(value)
        if now is None or not found.shift:
            return Answer(value, None, "text" if not found.shift else "none")
        if found.number is None:
            interval: Window = (None, self._end_of_present()) if found.shift < 0 else (written(now.day), None)
            return Answer(value, interval, now.anchor)
        reach = shifted(now.day, found.shift * max(1, round(found.number * days + 0.49)))
        if reach is None:
            return Answer(value, None, now.anchor)
        if found.shift < 0:
            return Answer(value, (written(reach), self._end_of_present()), now.anchor)
        past_it = shifted(reach, 1)
        return Answer(value, (written(now.day), written(past_it) if past_it else None), now.anchor)

    def _part(self, found: Expression) -> Answer | None:
        base = self._story(found, nearest=True)
        step = 1 if found.part is None else 0
        return self._timed(found, self._stepped(base, step, "XXXX-XX-XX"))

    def _clock(self, found: Expression) -> Answer:
        base = None
        if found.base is not None and (day := self._storyday(found.base)) is not None:
            return self._timed(found, day)
        base = self._story(found, nearest=True)
        if base is None:
            return Answer(f"T{found.hour or 0:02d}:{found.minute:02d}", None, "none")
        return self._timed(found, self._stepped(base, 0, "XXXX-XX-XX"))

    def _base(self, found: Expression) -> Told | None:
        if found.base is not None:
            answer = self._answer(found.base)
            if answer is None:
                return None
            return Told(
                found.base.start,
                found.base.end,
                0,
                answer.day,
                answer.month_day,
                answer.weekday,
                answer.value or "",
                "plain",
                True,
                None,
            )
        if found.event:
            return self._day_of_event(found.event)
        return self._story(found)

    def _apposed(self, found: Expression) -> Told | None:
        """ "On 25 November, two days before the truce": the same day, said twice."""
        if not self._told or not found.event or found.number is None:
            return None
        last = self._told[-1]
        return last if self._text[last.end : found.start] in (", ", " – ", " (") else None

    def _year_back(self, found: Expression) -> Answer | None:
        """ "A year earlier" after a quarter, month or year is that quarter, month or year, twelve months back."""
        for value, start in reversed([unit for unit in self._units if unit[1] not in self._compared][-3:]):
            if self._sentence(found.start) - self._sentence(start) > 1 and "Q" not in value:
                continue
            match = re.fullmatch(r"(\d{4})(-Q\d|-\d\d|-H\d)?", value)
            if match:
                self._compared.add(found.start)
                result = f"{int(match[1]) - 1:04d}{match[2] or ''}"
                return Answer(result, window_of_value(result), f"event:{start}")
        return None
