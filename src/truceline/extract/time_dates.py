"""What the patterns of dates, weekdays and clock times make of their matches.

A function answers None when the words are no time after all ("resolution 1970", "may 5 people").
"""

from __future__ import annotations

import re

from truceline.extract.time_expression import Expression
from truceline.extract.time_words import Words

Match = re.Match[str]

_BEFORE_YEAR = re.compile(r"([#$£€№]|[\w'’]+|[/.,\d]-?)[\s(]{0,2}$")
_AFTER_YEAR = re.compile(r"[-\s]{1,2}([\w'’]+)")


def day(match: Match, words: Words) -> Expression | None:
    """A day of a month, with or without year and weekday, or a run of two days ("17-18 June")."""
    name = match["month"].lower().rstrip(".")
    month = words.months[name]
    # "may 5" and "march 3" in lower case are verbs.
    if name in ("may", "march", "mar") and match["month"].islower():
        return None
    days = [words.ordinal(match[group]) for group in ("day", "day2") if match[group]]
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


def iso(match: Match, _words: Words) -> Expression | None:
    year, month, day = int(match["year"]), int(match["month"]), int(match["day"])
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    found = Expression("day", match.start(), match.end(), year=year, month=month, day=day)
    if match["hour"] and int(match["hour"]) < 24 and int(match["minute"]) < 60:
        found = found._replace(hour=int(match["hour"]), minute=int(match["minute"]))
    return found


def numeric(match: Match, _words: Words) -> Expression | None:
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


def month(match: Match, words: Words) -> Expression | None:
    """A month, with its year where the words give it: "March 2011"."""
    name = match["month"].lower().rstrip(".")
    if match["month"].islower() and name in words.shy_months:
        return None
    groups = match.groupdict()
    year = int(groups["year"]) if groups.get("year") else None
    if year is None and groups.get("spelled"):
        year = _spelled_year(groups["spelled"], words)
    shift = words.shift(groups.get("rel"))
    return Expression(
        "month",
        match.start(),
        match.end(),
        year=year,
        month=words.months[name],
        shift=shift,
        weak=year is None and shift is None and name in words.shy_months,
    )


def year(match: Match, words: Words) -> Expression | None:
    """A year, a decade or a century: "2015", "the early 1990s"."""
    year = int(match["year"])
    text = match.string
    before = _BEFORE_YEAR.search(text, max(0, match.start() - 20), match.start())
    cue = before[1].lower() if before else ""
    glued = text[match.start() - 1 : match.start()]
    if glued == "-" and re.search(
        r"(?i)\b(?:mid|pre|post|early|late)-$", text[max(0, match.start() - 6) : match.start()]
    ):
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
    if not 1900 <= year <= 2099 and cue not in ("in", "since", "of", "year", "around"):
        return None
    if text[match.end() : match.end() + 1] in ("/", "%", "€"):
        return None
    return Expression("year", match.start(), match.end(), year=year)


def years(match: Match, _words: Words) -> Expression | None:
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
        return 2000 + (words.number(" ".join(tokens[2:])) or 0)
    rest = words.number(" ".join(tokens[1:]))
    century = words.number(tokens[0])
    return century * 100 + rest if century and rest else None


def spelled(match: Match, words: Words) -> Expression | None:
    if re.fullmatch(r"(?i)two\s+thousand", match[0]):
        return None
    year = _spelled_year(match["spelled"], words)
    return Expression("year", match.start(), match.end(), year=year) if year else None


def decade(match: Match, words: Words) -> Expression | None:
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


def century(match: Match, words: Words) -> Expression | None:
    number = words.ordinal(match["nth"])
    return Expression("century", match.start(), match.end(), number=number - 1) if number and 1 < number < 30 else None


def quarter(match: Match, words: Words) -> Expression | None:
    """A quarter or half of a year: "the third quarter of 2019", "this year's third quarter", "Q3"."""
    groups = match.groupdict()
    nth = groups.get("nth") or groups.get("digit")
    number = words.ordinal(nth) if nth else None
    if groups.get("nth") and match["nth"].lower() in ("last", "latter"):
        number = 2
    half = (groups.get("what") or "").lower().startswith("half")
    if number is None or number > (2 if half else 4):
        return None
    year = int(groups["year"]) if groups.get("year") else int(groups["lead"]) if groups.get("lead") else None
    shift = words.shift(groups.get("rel") or groups.get("rel2"))
    if shift is None and groups.get("ago"):
        shift = -1
    kind = "half" if half else "quarter"
    if half and year is None and shift is None and not groups.get("whole"):
        return None
    return Expression(
        kind, match.start(), match.end(), number=number, year=year, shift=shift, unit="Y" if shift is not None else None
    )


def season(match: Match, words: Words) -> Expression | None:
    """A season: "last winter"."""
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
        shift=words.shift(rel),
        story=story,
        weak=weak,
    )


def weekday(match: Match, words: Words) -> Expression | None:
    """A day of the week: "on Thursday"."""
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
        shift=words.shift(rel),
        story=bool(rel) and (rel or "").lower().split()[-1] in words.story_shifts,
        weak=name in words.shy_weekdays and not rel,
    )


def feast(match: Match, words: Words) -> Expression | None:
    month, day = words.feasts[re.sub(r"\s+", " ", match[0].lower().replace("’", "'"))].split("-")
    return Expression("day", match.start(), match.end(), month=int(month), day=int(day))


def part(match: Match, words: Words) -> Expression | None:
    return Expression(
        "part",
        match.start(),
        match.end(),
        part=words.parts[match["part"].lower()],
        weak=True,
        value=match["part"].lower(),
        relation=(match.groupdict().get("lead") or "").lower() or None,
    )


def hours(match: Match, words: Words) -> Expression | None:
    if not match["part"]:
        return Expression("part", match.start(), match.end(), part="MO", weak=True, value="dawn")
    return part(match, words)


def clock(match: Match, _words: Words) -> Expression | None:
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
