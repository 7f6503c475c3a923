"""Dates that stand in the words: days, months, years, quarters, seasons and weekdays, with the year that is theirs.

A year is never invented: it is in the words, or follows from the present or a date told just before, or stays ``XXXX``.
"""

from __future__ import annotations

from truceline.extract.time_calendar import day_of, shifted, window_of_value, written
from truceline.extract.time_expression import Expression
from truceline.extract.time_story import NEAR, Answer, Story


class Dated(Story):
    """Finds the value of every kind of expression that names a date."""

    def _year_of(self, found: Expression, month: int, day: int) -> tuple[int | None, str]:
        now = self._present
        year = found.year
        if year is not None and year >= 100:
            return year, "text"
        if year is not None:
            if now is None:
                return None, "none"
            nearest = min(
                (now.day.year // 100 * 100 + year + c for c in (-100, 0, 100)), key=lambda y: abs(y - now.day.year)
            )
            return nearest, "text"
        if now is None:
            inherited = self._inherited(found)
            return inherited if inherited else (None, "none")
        if found.unit == "Y" and found.shift is not None:
            return now.day.year + found.shift, now.anchor
        dates = [
            d for y in range(now.day.year - 4, now.day.year + 5) if 1 <= y <= 9999 and (d := day_of(y, month, day))
        ]
        if found.weekday is not None:
            same = [d for d in dates if d.isoweekday() == found.weekday]
            if same:
                return min(same, key=lambda d: abs((d - now.day).days)).year, now.anchor
        if not dates:
            return None, "none"
        nearest_date = min(dates, key=lambda d: abs((d - now.day).days))
        past = [d for d in dates if (d - now.day).days <= NEAR]
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

    def _day(self, found: Expression) -> Answer | None:
        month, day = found.month or 1, found.day or 1
        year, anchor = self._year_of(found, month, day)
        if year is None:
            if day_of(2000, month, day) is None:
                return None
            prefix = f"XX{found.year:02d}" if found.year is not None and found.year < 100 else "XXXX"
            return self._timed(found, Answer(f"{prefix}-{month:02d}-{day:02d}", None, "none", month_day=(month, day)))
        date = day_of(year, month, day)
        if date is None:
            return None
        return self._timed(found, Answer(written(date), window_of_value(written(date)), anchor, day=date))

    def _range(self, found: Expression) -> Answer | None:
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
            return Answer(value, None, "none", month_day=(last_month, last_day)) if day_of(2000, month, day) else None
        first, last = day_of(year, month, day), day_of(last_year, last_month, last_day)
        if first is None or last is None or last < first:
            return None
        if found.part == "NI" and (last - first).days == 1:
            value = f"{written(first)}TNI"
        else:
            value = f"{written(first)}{part}/{written(last)}{part}"
        return Answer(value, window_of_value(value), anchor, day=last)

    def _month(self, found: Expression) -> Answer:
        month = found.month or 1
        if found.year is not None:
            value = f"{found.year:04d}-{month:02d}"
            return Answer(value, window_of_value(value), "text")
        now = self._present
        if now is None:
            inherited = self._inherited(found)
            if inherited:
                value = f"{inherited[0]:04d}-{month:02d}"
                return Answer(value, window_of_value(value), inherited[1])
            return Answer(f"XXXX-{month:02d}", None, "none")
        past = now.day.year if month <= now.day.month else now.day.year - 1
        if found.unit == "Y":
            year = now.day.year + (found.shift or 0)
        elif found.shift is not None:
            # "Last February" in March is not last month.
            strictly = now.day.year if month < now.day.month - 1 else now.day.year - 1
            ahead = now.day.year if month > now.day.month else now.day.year + 1
            year = {-1: strictly, 0: now.day.year, 1: ahead}[found.shift]
        elif self._weak_future(found):
            year = min(
                (now.day.year - 1, now.day.year, now.day.year + 1),
                key=lambda y: abs(y * 12 + month - now.day.year * 12 - now.day.month),
            )
        elif self._future(found):
            year = now.day.year if month >= now.day.month else now.day.year + 1
        elif 0 < month - now.day.month <= 2 and not self._past(found):
            year = now.day.year
        else:
            inherited = self._inherited(found)
            if inherited and inherited[0] != past:
                value = f"{inherited[0]:04d}-{month:02d}"
                return Answer(value, window_of_value(value), inherited[1])
            year = past
        value = f"{year:04d}-{month:02d}"
        return Answer(value, self._clipped(found, window_of_value(value)), now.anchor)

    def _year(self, found: Expression) -> Answer:
        value = found.value or f"{found.year:04d}"
        return Answer(value, window_of_value(value))

    def _years(self, found: Expression) -> Answer:
        value = f"{found.year:04d}/{found.until[0]:04d}" if found.until else f"{found.year:04d}"
        return Answer(value, window_of_value(value))

    def _decade(self, found: Expression) -> Answer:
        value = f"{found.number}"
        return Answer(value, window_of_value(value))

    def _quarter(self, found: Expression) -> Answer:
        letter, size = ("Q", 3) if found.kind == "quarter" else ("H", 6)
        number = found.number or 1
        year = found.year
        anchor = "text"
        if year is None:
            now = self._present
            if now is None:
                return Answer(f"XXXX-{letter}{number}", None, "none")
            anchor = now.anchor
            started = (number - 1) * size + 1 <= now.day.month
            year = now.day.year + (found.shift or 0) if found.shift is not None else now.day.year
            if found.shift is None and not started:
                ahead = self._future(found) or (number - 1) * size + 1 - now.day.month <= 3
                year = now.day.year if ahead else now.day.year - 1
            elif found.shift is None and self._future(found) and number * size < now.day.month - 3:
                year = now.day.year + 1
        value = f"{year:04d}-{letter}{number}"
        return Answer(value, window_of_value(value), anchor)

    def _season(self, found: Expression) -> Answer:
        letters = found.value or "SP"
        year, anchor, now = found.year, "text", self._present
        if year is None:
            if now is None:
                return Answer(f"XXXX-{letters}", None, "none")
            anchor = now.anchor
            first = {"SP": 3, "SU": 6, "FA": 9, "WI": 12}[letters]
            year = now.day.year
            if found.unit == "Y":
                year += found.shift or 0
            elif found.shift == -1 or (found.shift is None and not self._future(found)):
                # The latest one that has begun ("in spring") or, for "last spring", that is over.
                begun = first if found.shift is None else first + 3
                year = year if begun <= now.day.month else year - 1
                year = (
                    year - 1
                    if letters == "WI" and found.shift == -1 and now.day.month > 2 and first + 3 <= now.day.month
                    else year
                )
            elif found.shift == 1 and first <= now.day.month:
                year += 1
            elif letters == "WI" and found.shift == 0 and now.day.month <= 2:
                year -= 1
        value = f"{year:04d}-{letters}"
        return Answer(value, window_of_value(value), anchor)

    def _weekday(self, found: Expression) -> Answer:
        weekday = found.weekday or 1
        now = self._present
        if found.story and (base := self._story(found)) is not None and base.day is not None:
            # "The following Monday": from where the story is.
            ahead = (weekday - base.day.isoweekday()) % 7
            step = {-1: (ahead or 7) - 7 if ahead else -7, 0: ahead if ahead < 4 else ahead - 7, 1: ahead or 7}[
                found.shift or 0
            ]
            return self._timed(found, self._stepped(base, step, None))
        if now is None:
            return self._timed(found, Answer(f"XXXX-WXX-{weekday}", None, "none", weekday=weekday))
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
            return Answer(f"XXXX-WXX-{weekday}", None, "none", weekday=weekday)
        return self._timed(found, Answer(written(date), window_of_value(written(date)), now.anchor, day=date))

    _century = _decade
    _half = _quarter
