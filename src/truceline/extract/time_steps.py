"""What the patterns of steps, spans and vague times make of their matches: "last week", "two days ago", "soon".

Values follow TIMEX3 (ISO 24617-1). A function answers None when the words are no time after all.
"""

from __future__ import annotations

import re

from truceline.extract.time_expression import Expression
from truceline.extract.time_words import Words

Match = re.Match[str]


def today(match: Match, _words: Words) -> Expression | None:
    word = re.sub(r"\s+", " ", match[0].lower())
    step = {"yesterday": -1, "tomorrow": 1, "today": 0, "tonight": 0, "overnight": -1, "last night": -1}
    step["the day before yesterday"], step["the day after tomorrow"] = -2, 2
    part = "NI" if word.endswith("night") else None
    return Expression("today", match.start(), match.end(), number=step[word], part=part)


def story_day(match: Match, words: Words) -> Expression | None:
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


def nth_day(match: Match, words: Words) -> Expression | None:
    number = words.ordinal(match["nth"])
    return Expression("storyday", match.start(), match.end(), number=number - 1, relation="nth") if number else None


def unit(match: Match, words: Words) -> Expression | None:
    """A unit of the calendar beside the present or the story: "last week", "the following month", "this weekend"."""
    rel = match["rel"].lower().split()[-1]
    unit = match["unit"].lower()
    start, end = match.span()
    story = rel in words.story_shifts
    shift = words.shift(rel)
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


def the_unit(match: Match, words: Words) -> Expression | None:
    """ "The quarter", "the end of the month": which one it is, the resolver says."""
    unit = match["unit"].lower()
    if unit == "weekend":
        return Expression("weekend", match.start(), match.end())
    code = words.units[unit]
    if match.groupdict().get("full"):
        return Expression("unit", match.start(), match.end(), unit=code, shift=0)
    return Expression(
        "unit", match.start(), match.end(), unit=code, shift=0, story=True, relation="the", weak=code in "MW"
    )


def unit_end(match: Match, words: Words) -> Expression | None:
    return Expression("unit", match.start(), match.end(), unit=words.units[match["unit"].lower()], shift=0, slice="END")


def window(match: Match, words: Words) -> Expression | None:
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
    value = duration_value(number, words.units[match["unit"].lower()])
    return Expression(
        "window",
        match.start(),
        match.end(),
        number=number,
        unit=words.units[match["unit"].lower()],
        shift=shift,
        value=value,
    )


def duration_value(number: int | None, unit: str, *, half: bool = False) -> str:
    """The TIMEX3 duration: P3D, PT24H, PXW. Decades and centuries are given in years when they are counted."""
    if unit == "E" and number is not None:
        number, unit = number * 10, "Y"
    if unit == "C" and number is not None:
        number, unit = number * 100, "Y"
    amount = "X" if number is None else str(number)
    extra = {"Y": "6M", "TH": "30M", "TM": "30S", "M": "15D"}.get(unit, "") if half else ""
    return f"PT{amount}{unit[1]}{extra}" if unit.startswith("T") else f"P{amount}{unit}{extra}"


def ago(match: Match, words: Words) -> Expression | None:
    number = words.number(match["number"]) if match.groupdict().get("number") else None
    unit = words.units[match["unit"].lower()]
    if number is None:
        return Expression(
            "reference",
            match.start(),
            match.end(),
            value="PAST_REF" if unit in "YEC" else duration_value(None, unit),
            unit=unit,
        )
    return Expression("ago", match.start(), match.end(), number=number, unit=unit, value=duration_value(number, unit))


def later(match: Match, words: Words) -> Expression | None:
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
        return Expression("duration", start, match.end("unit"), value=duration_value(None, unit))
    if side in ("before", "after", "prior", "ahead") and not event and re.match(r"\s+[\w“\"]", text[end : end + 4]):
        # What follows may be a date, which then joins; else the words do not say from when.
        return Expression(
            "later",
            start,
            end,
            number=-(number or 0) if back else number,
            shift=-1 if back else 1,
            unit=unit,
            value=duration_value(number, unit),
            relation="open",
        )
    return Expression(
        "later",
        start,
        end,
        number=None if number is None else -number if back else number,
        shift=-1 if back else 1,
        unit=unit,
        event=event.lower() if event else None,
        value=duration_value(number, unit),
    )


def duration(match: Match, words: Words) -> Expression | None:
    """A length of time: "three days"."""
    groups = match.groupdict()
    unit = words.units[match["unit"].lower()]
    written = groups.get("number")
    number = words.number(written) if written else None
    if written and number is None and words.number(re.sub(r"^\S+\s", "", written)) is not None:
        return None
    if unit == "TH" and re.fullmatch(r"(?:[01]\d|2[0-3])[0-5]\d", written or ""):
        return None  # "1800 hours" is a clock time
    if (groups.get("old") or "").strip():
        return (
            None
            if number and number > 12 and unit == "Y"
            else Expression("duration", match.start(), match.end(), value=duration_value(number, unit))
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
    if unit == "TS" and (
        number is None or (number == 1 and match.end() == len(match.string)) or match["unit"].lower() == "second"
    ):
        return None
    if not written and not re.search(r"\b(?:for|after|within|in|over|taken|took|of)\s$", before):
        return None
    return Expression(
        "duration", match.start(), match.end(), number=number, unit=unit, value=duration_value(number, unit, half=half)
    )


def half_hour(match: Match, _words: Words) -> Expression | None:
    return Expression("duration", match.start(), match.end(), value="PT30M")


def every(match: Match, words: Words) -> Expression | None:
    """Something that comes again: "every day"."""
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
        value = duration_value(number, words.units[word])
    return Expression("set", match.start(), match.end(), value=value)


def repeated(match: Match, words: Words) -> Expression | None:
    word = match[0]
    if not word.islower():
        return None
    return Expression("set", match.start(), match.end(), value=words.sets[word.lower()])


def reference(match: Match, words: Words) -> Expression | None:
    """Now, once or soon, without a date: "recently"."""
    word = re.sub(r"\s+", " ", match[0].lower())
    text = match.string
    after = text[match.end() : match.end() + 12].lower()
    if word == "now" and re.match(r"(?:,? that\b|here near)", after):
        return None
    if word.endswith("the past") and not re.match(
        r"[.,;:!?\"”’)]|\s(?:and|or|but|to|that|is|was|have|has|had|with|by|it|he|she|they|we|when|where)\b", after
    ):
        return None
    if word == "previously" and re.match(r"\s\w+ed\b", text[match.end() : match.end() + 24]):
        return None
    if word == "the future" and re.match(r" (?:of|relations|status)", after):
        return Expression("reference", match.start(), match.end(), value="FUTURE_REF")
    if word == "earlier" and re.match(
        r"\s(?:this|that|in|on|yesterday|today|[MTWFS]\w+day)\b", text[match.end() : match.end() + 14]
    ):
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


def comparable(match: Match, _words: Words) -> Expression | None:
    """ "The year-ago quarter", "the year-earlier period": the story's period, a year back."""
    return Expression(
        "later", match.start(), match.end(), number=-1, shift=-1, unit="Y", value="P1Y", relation="comparable"
    )
