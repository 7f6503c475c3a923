"""English time expressions in a text, by a grammar of short patterns: what the words say, before any calendar.

Two steps. *Atoms* are tried only where a word or number of time stands, so the cost is linear in the text, and every
pattern has bounded repetition. *Joins* then merge neighbours ("the evening of" + "18 June", "noon on" + "Saturday").
What comes out is an :class:`Expression`; :mod:`truceline.extract.time_resolve` finds its value on the calendar.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable
from typing import NamedTuple

from truceline.extract.time_words import GAP, Words, either, time_words


class Expression(NamedTuple):
    """What one time expression says. Fields that the words do not fill are None.

    ``kind``: day, range (two days), month, year, years (two), decade, century, quarter, half, season, weekday,
    today (``number`` days from the present), storyday (``number`` days from where the story is), unit ("this week"),
    weekend, window ("the past 24 hours"), ago, later (``number`` may be negative), duration, set, reference, part, clock.
    ``shift`` is the step of "last", "this", "next"; ``story`` is True when it is counted from the story, not the present.
    ``slice`` is START, MID or END ("early", "mid", "late"). ``value`` is a ready TIMEX3 value. ``year`` below 100 is
    a year of two digits. ``event`` is the noun in "two days before the patrol". ``weak`` is dropped unless joined.
    """

    kind: str
    start: int
    end: int
    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    number: int | None = None
    unit: str | None = None
    shift: int | None = None
    story: bool = False
    part: str | None = None
    hour: int | None = None
    minute: int = 0
    slice: str | None = None
    value: str | None = None
    relation: str | None = None
    event: str | None = None
    until: tuple[int, int] | None = None
    weak: bool = False
    zone: str | None = None
    base: Expression | None = None


Match = re.Match[str]
Builder = Callable[[Match, Words], Expression | None]


class Rule(NamedTuple):
    """A pattern, the words that it may begin with, and what it makes of a match."""

    pattern: re.Pattern[str]
    build: Builder


#: Words inside an expression that open none themselves.
_FOLLOWERS = frozenset("final latest full few couple number handful dozen hundred single fiscal calendar financial very moment time far soon short term date long possible present".split())
_TOKEN = re.compile(r"\w+")
_DASH = r"[^\S\n]?[-–—‒/][^\S\n]?"
_YEAR = r"(?:1[0-9]|20)\d\d(?!\d|,\d|\.\d)"


def _day(match: Match, words: Words) -> Expression | None:
    """A day of a month, with or without year and weekday, or a run of two days ("17-18 June")."""
    name = match["month"].lower().rstrip(".")
    month = words.months[name]
    # "may 5" and "march 3" in lower case are verbs.
    if name in ("may", "march", "mar") and match["month"].islower():
        return None
    days = [_ordinal(match[group], words) for group in ("day", "day2") if match[group]]
    if any(day is None or not 1 <= day <= 31 for day in days):
        return None
    groups = match.groupdict()
    year = int(groups["year"]) if groups.get("year") else None
    short = groups.get("short")
    if year is None and short:
        year = int(short.lstrip("'’"))
    weekday = words.weekdays[groups["weekday"].lower()] if groups.get("weekday") else None
    found = Expression("day", match.start(), match.end(), year=year, month=month, day=days[0], weekday=weekday)
    if len(days) == 2:
        found = found._replace(kind="range", until=(month, days[1] or 0))
    return found


def _ordinal(written: str, words: Words) -> int | None:
    plain = re.sub(r"\s+", "-", written.lower())
    if plain in words.ordinals:
        return words.ordinals[plain]
    digits = re.match(r"\d+", plain)
    return int(digits[0]) if digits else None


def _iso(match: Match, _words: Words) -> Expression | None:
    year, month, day = int(match["year"]), int(match["month"]), int(match["day"])
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    found = Expression("day", match.start(), match.end(), year=year, month=month, day=day)
    if match["hour"] and int(match["hour"]) < 24 and int(match["minute"]) < 60:
        found = found._replace(hour=int(match["hour"]), minute=int(match["minute"]))
    return found


def _numeric(match: Match, _words: Words) -> Expression | None:
    """5/8/2019: which is the day is said only when one of them is above 12; else only the year is taken."""
    first, second, year = int(match["first"]), int(match["second"]), int(match["year"])
    if first > 31 or second > 31 or not first or not second or (first > 12 and second > 12):
        return None
    if first != second and first <= 12 and second <= 12:
        if year < 100:
            return None
        return Expression("year", match.start(), match.end(), year=year, value=f"{year:04d}-XX-XX")
    day, month = (first, second) if first > 12 or first == second else (second, first)
    return Expression("day", match.start(), match.end(), year=year, month=month, day=day)


def _month(match: Match, words: Words) -> Expression | None:
    name = match["month"].lower().rstrip(".")
    if match["month"].islower() and name in words.shy_months:
        return None
    groups = match.groupdict()
    year = int(groups["year"]) if groups.get("year") else None
    if year is None and groups.get("spelled"):
        year = _spelled_year(groups["spelled"], words)
    shift = _shift(groups.get("rel"), words)
    return Expression(
        "month",
        match.start(),
        match.end(),
        year=year,
        month=words.months[name],
        shift=shift,
        weak=year is None and shift is None and name in words.shy_months,
    )


def _shift(word: str | None, words: Words) -> int | None:
    if not word:
        return None
    plain = word.lower().split()[-1]
    return {**words.story_shifts, **words.shifts}.get(plain)


_BEFORE_YEAR = re.compile(r"([#$£€№]|[\w'’]+|[/.,\d]-?)[\s(]{0,2}$")
_AFTER_YEAR = re.compile(r"[-\s]{1,2}([\w'’]+)")
_YEAR_CUES = frozenset(
    "in since of by during from to until till before after through between and or around circa year fiscal early late mid "
    "the for spring summer autumn fall winter throughout into about as calendar".split()
)


def _year(match: Match, words: Words) -> Expression | None:
    year = int(match["year"])
    text = match.string
    before = _BEFORE_YEAR.search(text, max(0, match.start() - 20), match.start())
    cue = before[1].lower() if before else ""
    glued = text[match.start() - 1 : match.start()]
    if glued == "-" and re.search(r"(?i)\b(?:mid|pre|post|early|late)-$", text[max(0, match.start() - 6) : match.start()]):
        glued = ""
    if cue in words.not_year_after or (
        glued
        and glued in "#$£€/-.,:№"
        and not re.search(r"\d{4}[-–/]$", text[max(0, match.start() - 5) : match.start()])
    ):
        return None
    after = _AFTER_YEAR.match(text, match.end(), match.end() + 30)
    follower = after[1].lower() if after else ""
    if follower in words.not_year_before or follower in words.units:
        return None
    if not 1900 <= year <= 2099 and cue not in ("in", "since", "of", "by", "until", "from", "year", "around"):
        return None
    if text[match.end() : match.end() + 1] in ("/", "%", "€"):
        return None
    return Expression("year", match.start(), match.end(), year=year)


def _years(match: Match, _words: Words) -> Expression | None:
    first, last = int(match["year"]), match["last"]
    end = int(match["year"][: 4 - len(last)] + last)
    if (
        end <= first
        or not 1800 <= first < 2100
        or match.string[match.start() - 1 : match.start()] in ("$", "£", "€", "/")
    ):
        return None
    return Expression("years", match.start(), match.end(), year=first, until=(end, 0))


def _spelled_year(written: str, words: Words) -> int | None:
    tokens = [token for token in re.split(r"[\s-]+", written.lower()) if token != "and"]
    if tokens[:2] == ["two", "thousand"]:
        rest = " ".join(tokens[2:])
        return 2000 + (words.number(rest) or 0)
    rest = words.number(" ".join(tokens[1:]))
    century = words.number(tokens[0])
    return century * 100 + rest if century and rest else None


def _spelled(match: Match, words: Words) -> Expression | None:
    if re.fullmatch(r"(?i)two\s+thousand", match[0]):
        return None
    year = _spelled_year(match["spelled"], words)
    return Expression("year", match.start(), match.end(), year=year) if year else None


def _decade(match: Match, words: Words) -> Expression | None:
    groups = match.groupdict()
    if groups.get("word"):
        return Expression("decade", match.start(), match.end(), number=190 + words.decade_words[match["word"].lower()])
    digits = match["digits"]
    start = match.start()
    if len(digits) == 2:
        before = match.string[start - 1 : start]
        if before not in ("'", "’"):
            return None
        return Expression("decade", start - 1, match.end(), number=190 + int(digits[0]))
    return Expression("decade", start, match.end(), number=int(digits[:3]))


def _century(match: Match, words: Words) -> Expression | None:
    number = _ordinal(match["nth"], words)
    return Expression("century", match.start(), match.end(), number=number - 1) if number and 1 < number < 30 else None


def _quarter(match: Match, words: Words) -> Expression | None:
    """A quarter or half of a year: "the third quarter of 2019", "this year's third quarter", "Q3"."""
    groups = match.groupdict()
    nth = groups.get("nth") or groups.get("digit")
    number = _ordinal(nth, words) if nth else None
    if groups.get("nth") and match["nth"].lower() in ("last", "latter"):
        number = 2
    half = (groups.get("what") or "").lower().startswith("half")
    if number is None or number > (2 if half else 4):
        return None
    year = int(groups["year"]) if groups.get("year") else int(groups["lead"]) if groups.get("lead") else None
    shift = _shift(groups.get("rel") or groups.get("rel2"), words)
    if shift is None and groups.get("ago"):
        shift = -1
    kind = "half" if half else "quarter"
    if half and year is None and shift is None and not groups.get("whole"):
        return None
    return Expression(
        kind, match.start(), match.end(), number=number, year=year, shift=shift, unit="Y" if shift is not None else None
    )


def _season(match: Match, words: Words) -> Expression | None:
    groups = match.groupdict()
    rel = groups.get("rel")
    year = (
        int(groups["year"])
        if groups.get("year")
        else _spelled_year(groups["spelled"], words)
        if groups.get("spelled")
        else None
    )
    if match["season"].lower() == "fall" and not rel and year is None:
        return None
    weak = not rel and year is None
    story = bool(rel) and rel.lower().split()[-1] in words.story_shifts if rel else False
    return Expression(
        "season",
        match.start(),
        match.end(),
        value=words.seasons[match["season"].lower()],
        year=year,
        shift=_shift(rel, words),
        story=story,
        weak=weak,
    )


def _weekday(match: Match, words: Words) -> Expression | None:
    name = match["weekday"].lower()
    rel = match.groupdict().get("rel")
    if match["weekday"].islower():
        return None
    if match["plural"]:
        if name in words.shy_weekdays:
            return None
        return Expression("set", match.start(), match.end(), value=f"XXXX-WXX-{words.weekdays[name]}")
    return Expression(
        "weekday",
        match.start(),
        match.end(),
        weekday=words.weekdays[name],
        shift=_shift(rel, words),
        story=bool(rel) and rel.lower().split()[-1] in words.story_shifts,
        weak=name in words.shy_weekdays and not rel,
    )


def _today(match: Match, _words: Words) -> Expression | None:
    word = re.sub(r"\s+", " ", match[0].lower())
    step = {"yesterday": -1, "tomorrow": 1, "today": 0, "tonight": 0, "overnight": -1, "last night": -1}
    step["the day before yesterday"], step["the day after tomorrow"] = -2, 2
    part = "NI" if word.endswith("night") else None
    return Expression("today", match.start(), match.end(), number=step[word], part=part)


def _story_day(match: Match, words: Words) -> Expression | None:
    """A day counted from the story: "the next day", "the previous night", "the day before"."""
    groups = match.groupdict()
    word = (groups.get("step") or "").lower()
    step = {"next": 1, "following": 1, "previous": -1, "preceding": -1, "same": 0, "that": 0, "very same": 0}.get(word)
    if step is None:
        step = {"before": -1, "after": 1}.get((groups.get("side") or "").lower())
    if step is None:
        return None
    part = words.parts.get((groups.get("part") or "").lower())
    return Expression("storyday", match.start(), match.end(), number=step, part=part)


def _nth_day(match: Match, words: Words) -> Expression | None:
    number = _ordinal(match["nth"], words)
    return Expression("storyday", match.start(), match.end(), number=number - 1, relation="nth") if number else None


def _unit(match: Match, words: Words) -> Expression | None:
    """A unit of the calendar beside the present or the story: "last week", "the following month", "this weekend"."""
    rel = match["rel"].lower().split()[-1]
    unit = match["unit"].lower()
    start, end = match.span()
    story = rel in words.story_shifts
    shift = _shift(rel, words)
    if unit == "weekend":
        return Expression("weekend", start, end, shift=shift, story=story)
    if unit in words.parts:
        if rel in ("last", "past"):
            shift = -1
        return Expression(
            "storyday" if story or rel == "next" else "today", start, end, number=shift, part=words.parts[unit]
        )
    code = words.units[unit]
    if code == "D":
        return Expression("storyday", start, end, number=shift) if story or rel in ("next",) else None
    if code.startswith("T"):
        return None
    return Expression("unit", start, end, unit=code, shift=shift, story=story)


def _the_unit(match: Match, words: Words) -> Expression | None:
    """ "The quarter", "the end of the month": which one it is, the resolver says."""
    unit = match["unit"].lower()
    if unit == "weekend":
        return Expression("weekend", match.start(), match.end())
    code = words.units[unit]
    if match.groupdict().get("full"):
        return Expression("unit", match.start(), match.end(), unit=code, shift=0)
    return Expression("unit", match.start(), match.end(), unit=code, shift=0, story=True, relation="the", weak=code in "MW")


def _unit_end(match: Match, words: Words) -> Expression | None:
    return Expression("unit", match.start(), match.end(), unit=words.units[match["unit"].lower()], shift=0, slice="END")


def _window(match: Match, words: Words) -> Expression | None:
    """A run of units up to or from the present: "the past 24 hours", "the next few days", "recent weeks"."""
    groups = match.groupdict()
    rel = match["rel"].lower().split()[-1]
    shift = {
        "past": -1,
        "last": -1,
        "recent": -1,
        "previous": -1,
        "preceding": -1,
        "latest": -1,
        "next": 1,
        "coming": 1,
    }.get(rel, 0)
    if rel in ("following", "ahead", "future"):
        shift = 1
    number = words.number(groups["number"]) if groups.get("number") else None
    value = _duration_value(number, words.units[match["unit"].lower()])
    return Expression(
        "window",
        match.start(),
        match.end(),
        number=number,
        unit=words.units[match["unit"].lower()],
        shift=shift,
        value=value,
    )


def _duration_value(number: int | None, unit: str, *, half: bool = False) -> str:
    """The TIMEX3 duration: P3D, PT24H, PXW. Decades and centuries are given in years when they are counted."""
    if unit == "E" and number is not None:
        number, unit = number * 10, "Y"
    if unit == "C" and number is not None:
        number, unit = number * 100, "Y"
    amount = "X" if number is None else str(number)
    extra = {"Y": "6M", "TH": "30M", "TM": "30S", "M": "15D"}.get(unit, "") if half else ""
    return f"PT{amount}{unit[1]}{extra}" if unit.startswith("T") else f"P{amount}{unit}{extra}"


def _ago(match: Match, words: Words) -> Expression | None:
    number = words.number(match["number"]) if match.groupdict().get("number") else None
    unit = words.units[match["unit"].lower()]
    if number is None:
        return Expression(
            "reference",
            match.start(),
            match.end(),
            value="PAST_REF" if unit in "YEC" else _duration_value(None, unit),
            unit=unit,
        )
    return Expression("ago", match.start(), match.end(), number=number, unit=unit, value=_duration_value(number, unit))


def _later(match: Match, words: Words) -> Expression | None:
    """So long after or before the story's time: "three days later", "hours earlier", "two days before the patrol"."""
    groups = match.groupdict()
    text, start, end = match.string, match.start(), match.end("side")
    number = words.number(groups["number"]) if groups.get("number") else None
    unit = words.units[match["unit"].lower()]
    side = match["side"].lower().split()[0]
    back = side in ("earlier", "before", "previously", "prior", "beforehand", "ahead")
    event = groups.get("event") if unit in ("D", "W", "TH", "TM", "TS") else None
    if not groups.get("number"):
        if match["unit"].lower().endswith("s"):
            if not event and side not in ("later", "earlier"):
                return None
        elif text[max(0, start - 4) : start].lower() == "the " and side in ("before", "after"):
            number, start = 1, start - 4
        else:
            return None
    elif number is None and unit in "YMQEC":
        return Expression("duration", start, match.end("unit"), value=_duration_value(None, unit))
    if side in ("before", "after", "prior", "ahead") and not event and re.match(r"\s+[\w“\"]", text[end : end + 4]):
        # What follows may be a date, which then joins; else the words do not say from when.
        return Expression("later", start, end, number=-(number or 0) if back else number, shift=-1 if back else 1, unit=unit,
                          value=_duration_value(number, unit), relation="open")
    return Expression(
        "later",
        start,
        end,
        number=None if number is None else -number if back else number,
        shift=-1 if back else 1,
        unit=unit,
        event=event.lower() if event else None,
        value=_duration_value(number, unit),
    )


def _duration(match: Match, words: Words) -> Expression | None:
    groups = match.groupdict()
    unit = words.units[match["unit"].lower()]
    written = groups.get("number")
    number = words.number(written) if written else None
    if written and number is None and words.number(re.sub(r"^\S+\s", "", written)) is not None:
        return None
    if (groups.get("old") or "").strip():
        return (
            None
            if number and number > 12 and unit == "Y"
            else Expression("duration", match.start(), match.end(), value=_duration_value(number, unit))
        )
    half = bool(groups.get("half"))
    indefinite = (written or "").lower() in ("a", "an")
    before = match.string[max(0, match.start() - 14) : match.start()].lower()
    if indefinite and unit in "D" and not re.search(r"(?:for|in|within|of|least|than|after|over|times)\s$", before):
        return None
    if (
        (written or "").lower() in ("one",)
        and unit == "D"
        and match.string[match.end() : match.end() + 1] != "-"
        and re.search(r"(?:could|would|will|hope)\b", before)
    ):
        return Expression("reference", match.start(), match.end(), value="FUTURE_REF")
    if unit == "TS" and (number is None or (number == 1 and match.end() == len(match.string)) or match["unit"].lower() == "second"):
        return None
    if not written and not re.search(r"\b(?:for|after|within|in|over|taken|took|of)\s$", before):
        return None
    return Expression(
        "duration", match.start(), match.end(), number=number, unit=unit, value=_duration_value(number, unit, half=half)
    )


def _half_hour(match: Match, _words: Words) -> Expression | None:
    return Expression("duration", match.start(), match.end(), value="PT30M")


def _every(match: Match, words: Words) -> Expression | None:
    word = match["what"].lower()
    if word in words.weekdays:
        value = f"XXXX-WXX-{words.weekdays[word]}"
    elif word in words.months:
        value = f"XXXX-{words.months[word]:02d}"
    elif word in words.parts:
        value = f"XXXX-XX-XXT{words.parts[word]}"
    elif word in words.seasons:
        value = f"XXXX-{words.seasons[word]}"
    else:
        number = words.number(match["number"]) if match.groupdict().get("number") else 1
        value = _duration_value(number, words.units[word])
    return Expression("set", match.start(), match.end(), value=value)


def _set(match: Match, words: Words) -> Expression | None:
    word = match[0]
    if not word.islower():
        return None
    return Expression("set", match.start(), match.end(), value=words.sets[word.lower()])


def _reference(match: Match, words: Words) -> Expression | None:
    word = re.sub(r"\s+", " ", match[0].lower())
    text = match.string
    after = text[match.end() : match.end() + 12].lower()
    if word == "now" and re.match(r"(?:,? that\b|here near)", after):
        return None
    if word.endswith("the past") and not re.match(r"[.,;:!?\"”’)]|\s(?:and|or|but|to|that|is|was|have|has|had|with|by|it|he|she|they|we|when|where)\b", after):
        return None
    if word == "previously" and re.match(r"\s\w+ed\b", text[match.end() : match.end() + 24]):
        return None
    if word == "the future" and re.match(r" (?:of|relations|status)", after):
        return Expression("reference", match.start(), match.end(), value="FUTURE_REF")
    if word == "earlier" and re.match(r"\s(?:this|that|in|on|yesterday|today|[MTWFS]\w+day)\b", text[match.end() : match.end() + 14]):
        return None
    if word == "earlier" and (
        re.search(
            r"\b(?:an|no|the|any|even|much|their|its|his)\s$", text[max(0, match.start() - 7) : match.start()].lower()
        )
        or not re.search(
            r"(?:^|[.!?\n\"“]\s{0,2}|(?:said|announced|reported|told|issued|had|was|were|as)(?: \w+)?\s)$",
            text[max(0, match.start() - 24) : match.start()],
        )
    ):
        return None
    return Expression("reference", match.start(), match.end(), value=words.references[word])


def _part(match: Match, words: Words) -> Expression | None:
    return Expression(
        "part",
        match.start(),
        match.end(),
        part=words.parts[match["part"].lower()],
        weak=True,
        value=match["part"].lower(),
        relation=(match.groupdict().get("lead") or "").lower() or None,
    )


def _clock(match: Match, _words: Words) -> Expression | None:
    """A time of day: 12:05, 6 a.m., 0600 hours, noon, midnight (the end of its day, 24:00)."""
    groups = match.groupdict()
    word = (groups.get("word") or "").lower()
    start, end = match.span()
    if word:
        hour = {"midnight": 24}.get(word, 12)
        return Expression("clock", start, end, hour=hour)
    hour, minute = int(match["hour"]), int(groups.get("minute") or 0)
    half = (groups.get("half") or "").lower().replace(".", "").replace(" ", "")
    if half == "pm" and hour < 12:
        hour += 12
    elif half == "am" and hour == 12:
        hour = 0
    if hour > 24 or minute > 59 or (hour == 24 and minute):
        return None
    zone = (groups.get("zone") or "").strip().upper()
    return Expression("clock", start, end, hour=hour, minute=minute, zone="Z" if zone in ("GMT", "UTC") else None)


def _feast(match: Match, words: Words) -> Expression | None:
    month, day = words.feasts[re.sub(r"\s+", " ", match[0].lower().replace("’", "'"))].split("-")
    return Expression("day", match.start(), match.end(), month=int(month), day=int(day))


def _comparable(match: Match, words: Words) -> Expression | None:
    """ "The year-ago quarter", "the year-earlier period": the story's period, a year back."""
    return Expression(
        "later", match.start(), match.end(), number=-1, shift=-1, unit="Y", value="P1Y", relation="comparable"
    )


@functools.cache
def _rules() -> dict[str, tuple[Rule, ...]]:
    """The rules by the first word that they may begin with; "#1", "#2", "#4" and "#n" stand for digits."""
    w = time_words()
    month = rf"(?P<month>(?:{either(w.months)})\b\.?)"
    weekday = rf"(?P<weekday>(?:{either(w.weekdays)}))\b"
    ordinal_words = either(w.ordinals)
    day = rf"(?:(?:[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th)?(?![\d:%])(?!\.\d)|(?:{ordinal_words})\b)"
    unit = rf"(?P<unit>{either(w.units)})\b"
    tens = either(word for word, value in w.numbers.items() if 20 <= value < 100)
    small = either(word for word, value in w.numbers.items() if value < 20)
    number = rf"(?P<number>\d{{1,4}}(?:,\d{{3}})?|(?:{tens})(?:[ -](?:{small}))?|{either(w.numbers)}|{either(w.vague_numbers)})"
    spelled = rf"(?P<spelled>(?:eighteen|nineteen)[ -](?:hundred|(?:{tens})(?:[ -](?:{small}))?|oh? (?:{small}))|two{GAP}thousand(?:{GAP}(?:and{GAP})?(?:{small}))?)"
    season = rf"(?P<season>{either(w.seasons)})\b"
    part = rf"(?P<part>{either(w.parts)})\b"
    rel_words = either([*w.shifts, *w.story_shifts])
    the = rf"(?:the{GAP})?"
    zone = rf"(?P<zone>{GAP}?\(?(?:GMT|UTC|EST|EDT|CET|local{GAP}time|hours|hrs)\b\)?)?"
    year_tail = rf"(?:(?:,?{GAP}|{GAP}of{GAP}(?:the{GAP}year{GAP})?|,)(?P<year>{_YEAR}))?"
    short_year = rf"(?:{GAP}(?P<short>['’]?\d\d)(?![\d:.,%-]|{GAP}?(?:people|p\.m|a\.m|km|mm)))?"
    months, weekdays, units = set(w.months), set(w.weekdays), set(w.units)
    singular = [word for word in w.units if not word.endswith("s") and word != "centuries"]
    numerals = {word.split()[0] for word in [*w.numbers, *w.vague_numbers]}
    firsts = {"#1", "#2", "#3", "#4", "#n"}
    ordinal_firsts = {word.split("-")[0] for word in w.ordinals} | {"#n"}
    rels = {*w.shifts, *w.story_shifts, "the"}
    table: list[tuple[Iterable[str], str, Builder]] = [
        (
            {"#4"},
            r"(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)(?:[T ](?P<hour>\d\d):(?P<minute>\d\d)(?::\d\d)?)?(?!\d)",
            _iso,
        ),
        ({"#1", "#2"}, r"(?P<first>\d{1,2})(?P<sep>[/.])(?P<second>\d{1,2})(?P=sep)(?P<year>\d{4})(?!\d)", _numeric),
        ({"#1", "#2"}, r"(?P<first>\d{1,2})/(?P<second>\d{1,2})/(?P<year>\d\d)(?!\d|/)", _numeric),
        (
            {"#1", "#2", "#n", "the"} | ordinal_firsts,
            rf"{the}(?P<day>{day})(?:(?:{_DASH}|{GAP}(?:and|to|or|through){GAP})(?:the{GAP})?(?P<day2>{day}))?{GAP}(?:of{GAP})?{month}(?:{year_tail}(?<=\d)|{short_year})",
            _day,
        ),
        (
            months,
            rf"{month}{GAP}?(?P<day>{day})(?:(?:{_DASH}|{GAP}(?:and|to|through){GAP}(?=\d{{1,2}}\b(?:[.,;)]|{GAP}(?:in|at|by|for|as|when|the|after|and)\b)))(?P<day2>{day})(?!{GAP}?(?:{either(w.units)}|{either(w.months)})))?(?![/\d]){year_tail}",
            _day,
        ),
        (months, rf"{month}(?:,?{GAP}(?:of{GAP})?)(?P<year>{_YEAR})", _month),
        (months, rf"{month}{GAP}(?:of{GAP})?(?P<rel>this|last|next|the previous|the same|that){GAP}year\b", _month),
        (months, rf"{month}(?:,?{GAP}(?:of{GAP})?){spelled}\b", _month),
        (months, rf"{month}(?!{GAP}?\d|\w)", _month),
        (rels, rf"{the}(?P<rel>this coming|{rel_words}){GAP}{month}(?!{GAP}?\d|\w)", _month),
        ({"#4"}, rf"(?P<year>{_YEAR})(?:-|–|/)(?P<last>\d\d(?:\d\d)?)(?![\d-])", _years),
        ({"#4"}, rf"(?P<year>{_YEAR})(?!\w)", _year),
        ({"nineteen", "eighteen", "two", "the"}, rf"(?:the{GAP}year{GAP})?{spelled}\b", _spelled),
        ({"the"}, rf"the{GAP}year{GAP}(?P<year>{_YEAR})(?!\w)", _year),
        ({"#n", "the"}, rf"{the}(?:['’]|)(?P<digits>(?:1[5-9]|20)\d0|\d0)['’]?s\b", _decade),
        ({"the", *w.decade_words}, rf"(?:the{GAP})(?P<word>{either(w.decade_words)})\b", _decade),
        (ordinal_firsts | {"the"}, rf"{the}(?P<nth>\d\d?(?:st|nd|rd|th)|{ordinal_words})[ -]century\b", _century),
        (
            {
                "the",
                "this",
                "last",
                "next",
                "first",
                "second",
                "third",
                "fourth",
                "fiscal",
                "latter",
                "its",
                "#4",
                "#n",
                "same",
                "a",
                "year",
            },
            rf"{the}(?:its{GAP})?(?:(?P<rel>this|last|next|the current|the previous)(?:{GAP}year['’]?s{GAP}|{GAP})|(?P<lead>{_YEAR}){GAP}|(?P<ago>year-(?:ago|earlier){GAP}))?(?:fiscal[ -]|seasonally \w{{1,10}} )?"
            rf"(?P<nth>first|second|third|fourth|last|latter|[1-4](?:st|nd|rd|th))[ -](?:fiscal[ -])?(?P<what>quarter|half)\b(?:{GAP}(?:of{GAP})?(?:(?P<year>{_YEAR})(?!\w)|(?P<rel2>this|last|next){GAP}year\b|(?P<whole>of the year\b)))?",
            _quarter,
        ),
        ({"q1", "q2", "q3", "q4"}, rf"Q(?P<digit>[1-4])(?:{GAP}(?:of{GAP})?(?P<year>{_YEAR}))?", _quarter),
        (
            {*w.seasons, "the", *rels},
            rf"{the}(?:(?P<rel>{rel_words}){GAP})?{season}(?:{GAP}(?:of{GAP})?(?:(?P<year>{_YEAR})|{spelled})\b)?",
            _season,
        ),
        (weekdays, rf"{weekday}(?P<plural>s\b)?\.?", _weekday),
        ({word + "s" for word in weekdays - w.shy_weekdays}, rf"(?P<weekday>{either(w.weekdays)})(?P<plural>s\b)", _weekday),
        (rels, rf"(?P<rel>{the}(?:this coming|this past|{rel_words})){GAP}{weekday}(?P<plural>s\b)?", _weekday),
        (
            {"today", "yesterday", "tomorrow", "tonight", "overnight", "last", "the"},
            rf"today|yesterday|tomorrow|tonight|overnight|last{GAP}night|the{GAP}day{GAP}before{GAP}yesterday|the{GAP}day{GAP}after{GAP}tomorrow",
            _today,
        ),
        (
            {"the", "that", "next"},
            rf"(?:the{GAP}(?P<step>next|following|previous|preceding|same|very same)|(?P<that>that)){GAP}(?:day|(?P<part>{either(w.parts)}))\b",
            _story_day,
        ),
        (
            {"the"},
            rf"the{GAP}(?:day|(?P<part>{either(w.parts)})){GAP}(?P<side>before|after)(?=[.,;:)]|{GAP}(?:in|at|by|and|but)\b)",
            _story_day,
        ),
        ({"the"}, rf"(?<=on ){'the'}{GAP}(?P<nth>{ordinal_words}){GAP}day(?!{GAP}of)\b", _nth_day),
        (
            {*rels, "that"},
            rf"(?P<rel>{the}(?:this past|this coming|{rel_words}|that)){GAP}(?:fiscal{GAP}|calendar{GAP}|financial{GAP}|full{GAP})?(?P<unit>{either([*singular, 'weekend', *w.parts])})\b(?!-)",
            _unit,
        ),
        ({"the"}, rf"the{GAP}(?:(?P<full>full){GAP}|latest{GAP}|fiscal{GAP})?(?P<unit>weekend|quarter|year|month|week)\b(?!-|{GAP}(?:before|after|earlier|later)\b)", _the_unit),
        ({"weekend"}, r"(?P<unit>weekend)\b", _the_unit),
        (
            {
                "the",
                "past",
                "last",
                "next",
                "coming",
                "following",
                "first",
                "latest",
                "previous",
                "preceding",
                "recent",
                "these",
            },
            rf"{the}(?P<rel>past|last|next|coming|following|first|final|latest|previous|preceding|recent){GAP}(?:couple{GAP}of{GAP}|full{GAP})?{number}(?:{GAP}|-){unit}",
            _window,
        ),
        (
            {"the", "recent", "coming", "past", "future", "next", "previous"},
            rf"{the}(?P<rel>recent|coming|past|future){GAP}(?P<unit>hours|days|weeks|months|quarters|years|decades|centuries)\b",
            _window,
        ),
        (numerals | firsts, rf"{number}(?:{GAP}|-)(?:more{GAP})?{unit}{GAP}ago\b", _ago),
        ({"year", "month"}, rf"(?P<unit>year|month)(?:-|{GAP}|['’]s{GAP})(?P<end>end)\b", _unit_end),
        (units, rf"(?P<unit>{either(w.units)}){GAP}ago\b", _ago),
        (
            numerals | firsts | units,
            rf"(?:{number}(?:{GAP}|-)(?:more{GAP}|full{GAP})?)?{unit}{GAP}(?P<side>later|earlier|afterwards?|beforehand|previously|before|after|prior{GAP}to|ahead{GAP}of)\b(?:{GAP}(?:the|his|her|their|its|this|that){GAP}(?P<event>[a-z][\w-]{{2,20}}(?:{GAP}[a-z][\w-]{{2,20}})?))?",
            _later,
        ),
        (
            numerals | firsts,
            rf"{number}(?P<half>(?:{GAP}1/2|\.5|{GAP}and{GAP}a{GAP}half)?)(?:{GAP}|-)(?:more{GAP}|consecutive{GAP}|straight{GAP}|full{GAP}|trading{GAP}|working{GAP}|additional{GAP})?{unit}(?P<old>[ -]old\b)?(?!-(?:ago|earlier)\b)",
            _duration,
        ),
        ({"a", "an", "one"}, rf"(?P<number>an?|one)(?:{GAP}){unit}(?P<half>{GAP}and{GAP}a{GAP}half)", _duration),
        ({"half"}, rf"half{GAP}an{GAP}hour|half-hour", _half_hour),
        (
            {"a", "the", "one", "year"},
            rf"{the}year-(?:ago|earlier)(?:{GAP}(?:fiscal{GAP})?(?:quarter|period|month|half|level|results?))?\b",
            _comparable,
        ),
        (
            {"hours", "days", "weeks", "months", "years", "decades", "centuries"},
            r"(?P<unit>hours|days|weeks|months|years|decades|centuries)\b",
            _duration,
        ),
        (
            {"every", "each"},
            rf"(?:every|each){GAP}(?:{number}{GAP})?(?P<what>{either([*w.units, *w.weekdays, *(m for m in w.months if len(m) > 3), *w.parts, *w.seasons])})\b",
            _every,
        ),
        ({word.split()[0] for word in w.sets}, rf"(?:{either(w.sets)})\b", _set),
        ({word.split()[0] for word in w.references}, rf"(?:{either(w.references)})\b", _reference),
        (
            {*w.parts, *(p.split("-")[0] for p in w.parts), "the", "early", "mid", "late"},
            rf"(?:(?:the{GAP})?(?:early|mid|late){GAP}|the{GAP})?(?:early{GAP}hours|{part})",
            _hours,
        ),
        ({"noon", "midnight", "midday"}, r"(?P<word>noon|midnight|midday)\b", _clock),
        (
            firsts,
            rf"(?P<hour>[01]?\d|2[0-4])[:.h](?P<minute>[0-5]\d)(?::\d\d)?(?!\d|\.\d|:\d)(?:{GAP}?(?P<half>[ap]\.?{GAP}?m\b\.?)|(?<=:\d\d){zone}|{GAP}(?P<must>hours|hrs))",
            _clock,
        ),
        (firsts, rf"(?P<hour>1[0-2]|0?[1-9]){GAP}?(?P<half>[ap]\.?m\b\.?)(?:{zone})", _clock),
        (
            {"#4"},
            rf"(?P<hour>[01]\d|2[0-4])(?P<minute>[0-5]\d)(?P<zone>{GAP}?(?:hours|hrs|GMT|UTC|local{GAP}time)\b)",
            _clock,
        ),
        ({w.split()[0] for w in w.feasts} | {"new"}, rf"(?:{either(w.feasts)})\b", _feast),
    ]
    index: dict[str, list[Rule]] = {}
    for first_words, pattern, build in table:
        rule = Rule(re.compile(pattern, re.IGNORECASE), build)
        for word in first_words:
            index.setdefault(word, []).append(rule)
    return {word: tuple(rules) for word, rules in index.items()}


def _hours(match: Match, words: Words) -> Expression | None:
    if not match["part"]:
        return Expression("part", match.start(), match.end(), part="MO", weak=True, value="dawn")
    return _part(match, words)


def _digit_class(token: str) -> str:
    if token.isdecimal():
        return f"#{len(token)}" if len(token) <= 4 else ""
    return "#n" if len(token) <= 12 else ""


def atoms(text: str) -> list[Expression]:
    """Every smallest expression, from left to right, the longest at each place; they never overlap."""
    rules, words = _rules(), time_words()
    found: list[Expression] = []
    reached = 0
    tokens = list(_TOKEN.finditer(text))
    for place, token in enumerate(tokens):
        start = token.start()
        if start < reached or token.end() - start > 20:
            continue
        key = token[0].lower()
        applicable = rules.get(_digit_class(key) if key[0].isdigit() else key)
        if not applicable or (key in _OPENERS and not _goes_on(tokens, place, rules)):
            continue
        best: Expression | None = None
        for rule in applicable:
            match = rule.pattern.match(text, start)
            if match and (best is None or match.end() > best.end):
                built = rule.build(match, words)
                if built is not None and text[built.end - 1] == "." and not text[built.end - 3 : built.end - 2] == ".":
                    built = built._replace(end=built.end - 1)
                if built is not None and (best is None or built.end > best.end):
                    best = built
        if best is not None and not _namesake(text, best, words):
            found.append(best)
            reached = best.end
    return found


#: Common words that open an expression only before another word of time.
_OPENERS = frozenset({"the", "a", "an", "one", "this", "that", "some", "many", "first", "second", "in", "at", "to", "so", "as"})


def _goes_on(tokens: list[Match], place: int, rules: dict[str, tuple[Rule, ...]]) -> bool:
    if place + 1 >= len(tokens):
        return False
    following = tokens[place + 1][0].lower()
    return following in rules or following in _FOLLOWERS or following[0].isdigit()


def _namesake(text: str, found: Expression, words: Words) -> bool:
    if found.kind != "day" or found.year is not None:
        return False
    after = re.match(r"\s([\w’'-]{2,20})", text[found.end : found.end + 24])
    return bool(after) and after[1].lower() in words.namesakes  # type: ignore[index]
