"""The patterns of English time expressions, filed by the word that they may begin with.

Every pattern is tried at one place only and has bounded repetition, so its cost is bounded whatever the text is.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable
from typing import NamedTuple

from truceline.extract import time_dates, time_steps
from truceline.extract.time_expression import Expression
from truceline.extract.time_words import GAP, Words, either, time_words

Match = re.Match[str]
Builder = Callable[[Match, Words], Expression | None]


class Rule(NamedTuple):
    """A pattern, the words that it may begin with, and what it makes of a match."""

    pattern: re.Pattern[str]
    build: Builder


_DASH = r"[^\S\n]?[-–—‒/][^\S\n]?"
_YEAR = r"(?:1[0-9]|20)\d\d(?!\d|,\d|\.\d)"


@functools.cache
def rules() -> dict[str, tuple[Rule, ...]]:
    """The rules by the first word that they may begin with; "#1", "#2", "#4" and "#n" stand for digits."""
    w = time_words()
    month = rf"(?P<month>(?:{either(w.months)})\b\.?)"
    weekday = rf"(?P<weekday>(?:{either(w.weekdays)}))\b"
    ordinal_words = either(w.ordinals)
    day = rf"(?:(?:[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th)?(?![\d:%])(?!\.\d)|(?:{ordinal_words})\b)"
    unit = rf"(?P<unit>{either(w.units)})\b"
    tens = either(word for word, value in w.numbers.items() if 20 <= value < 100)
    small = either(word for word, value in w.numbers.items() if value < 20)
    number = (
        rf"(?P<number>\d{{1,4}}(?:,\d{{3}})?|(?:{tens})(?:[ -]"
        rf"(?:{small}))?|{either(w.numbers)}|{either(w.vague_numbers)})"
    )
    spelled = (
        rf"(?P<spelled>(?:eighteen|nineteen)[ -](?:hundred|(?:{tens})(?:[ -](?:{small}))?|oh? (?:{small}))|two"
        rf"{GAP}thousand(?:{GAP}(?:and{GAP})?(?:{small}))?)"
    )
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
            time_dates.iso,
        ),
        (
            {"#1", "#2"},
            r"(?P<first>\d{1,2})(?P<sep>[/.])(?P<second>\d{1,2})(?P=sep)(?P<year>\d{4})(?!\d)",
            time_dates.numeric,
        ),
        ({"#1", "#2"}, r"(?P<first>\d{1,2})/(?P<second>\d{1,2})/(?P<year>\d\d)(?!\d|/)", time_dates.numeric),
        (
            {"#1", "#2", "#n", "the"} | ordinal_firsts,
            rf"{the}(?P<day>{day})(?:(?:{_DASH}|{GAP}(?:and|to|or|through){GAP})(?:the{GAP})?(?P<day2>{day}))?{GAP}"
            rf"(?:of{GAP})?{month}(?:{year_tail}(?<=\d)|{short_year})",
            time_dates.day,
        ),
        (
            months,
            rf"{month}{GAP}?(?P<day>{day})(?:(?:{_DASH}|{GAP}(?:and|to|through){GAP}(?=\d{{1,2}}\b(?:[.,;)]|{GAP}"
            rf"(?:in|at|by|for|as|when|the|after|and)\b)))(?P<day2>{day})(?!{GAP}?"
            rf"(?:{either(w.units)}|{either(w.months)})))?(?![/\d]){year_tail}",
            time_dates.day,
        ),
        (months, rf"{month}(?:,?{GAP}(?:of{GAP})?)(?P<year>{_YEAR})", time_dates.month),
        (
            months,
            rf"{month}{GAP}(?:of{GAP})?(?P<rel>this|last|next|the previous|the same|that){GAP}year\b",
            time_dates.month,
        ),
        (months, rf"{month}(?:,?{GAP}(?:of{GAP})?){spelled}\b", time_dates.month),
        (months, rf"{month}(?!{GAP}?\d|\w)", time_dates.month),
        (rels, rf"{the}(?P<rel>this coming|{rel_words}){GAP}{month}(?!{GAP}?\d|\w)", time_dates.month),
        ({"#4"}, rf"(?P<year>{_YEAR})(?:-|–|/)(?P<last>\d\d(?:\d\d)?)(?![\d-])", time_dates.years),
        ({"#4"}, rf"(?P<year>{_YEAR})(?!\w)", time_dates.year),
        ({"nineteen", "eighteen", "two", "the"}, rf"(?:the{GAP}year{GAP})?{spelled}\b", time_dates.spelled),
        ({"the"}, rf"the{GAP}year{GAP}(?P<year>{_YEAR})(?!\w)", time_dates.year),
        ({"#n", "the"}, rf"{the}(?:['’]|)(?P<digits>(?:1[5-9]|20)\d0|\d0)['’]?s\b", time_dates.decade),
        ({"the", *w.decade_words}, rf"(?:the{GAP})(?P<word>{either(w.decade_words)})\b", time_dates.decade),
        (
            ordinal_firsts | {"the"},
            rf"{the}(?P<nth>\d\d?(?:st|nd|rd|th)|{ordinal_words})[ -]century\b",
            time_dates.century,
        ),
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
            rf"{the}(?:its{GAP})?(?:(?P<rel>this|last|next|the current|the previous)(?:{GAP}year['’]?s{GAP}|{GAP})|"
            rf"(?P<lead>{_YEAR}){GAP}|(?P<ago>year-(?:ago|earlier){GAP}))?(?:fiscal[ -]|seasonally \w{{1,10}} )?"
            rf"(?P<nth>first|second|third|fourth|last|latter|[1-4](?:st|nd|rd|th))[ -](?:fiscal[ -])?"
            rf"(?P<what>quarter|half)\b(?:{GAP}(?:of{GAP})?(?:(?P<year>{_YEAR})(?!\w)|(?P<rel2>this|last|next)"
            rf"{GAP}year\b|(?P<whole>of the year\b)))?",
            time_dates.quarter,
        ),
        ({"q1", "q2", "q3", "q4"}, rf"Q(?P<digit>[1-4])(?:{GAP}(?:of{GAP})?(?P<year>{_YEAR}))?", time_dates.quarter),
        (
            {*w.seasons, "the", *rels},
            rf"{the}(?:(?P<rel>{rel_words}){GAP})?{season}(?:{GAP}(?:of{GAP})?(?:(?P<year>{_YEAR})|{spelled})\b)?",
            time_dates.season,
        ),
        (weekdays, rf"{weekday}(?P<plural>s\b)?\.?", time_dates.weekday),
        (
            {word + "s" for word in weekdays - w.shy_weekdays},
            rf"(?P<weekday>{either(w.weekdays)})(?P<plural>s\b)",
            time_dates.weekday,
        ),
        (
            rels,
            rf"(?P<rel>{the}(?:this coming|this past|{rel_words})){GAP}{weekday}(?P<plural>s\b)?",
            time_dates.weekday,
        ),
        (
            {"today", "yesterday", "tomorrow", "tonight", "overnight", "last", "the"},
            rf"today|yesterday|tomorrow|tonight|overnight|last{GAP}night|the{GAP}day{GAP}before{GAP}yesterday|the"
            rf"{GAP}day{GAP}after{GAP}tomorrow",
            time_steps.today,
        ),
        (
            {"the", "that", "next"},
            rf"(?:the{GAP}(?P<step>next|following|previous|preceding|same|very same)|(?P<that>that)){GAP}(?:day|"
            rf"(?P<part>{either(w.parts)}))\b",
            time_steps.story_day,
        ),
        (
            {"the"},
            rf"the{GAP}(?:day|(?P<part>{either(w.parts)})){GAP}(?P<side>before|after)(?=[.,;:)]|{GAP}"
            rf"(?:in|at|by|and|but)\b)",
            time_steps.story_day,
        ),
        ({"the"}, rf"(?<=on )the{GAP}(?P<nth>{ordinal_words}){GAP}day(?!{GAP}of)\b", time_steps.nth_day),
        (
            {*rels, "that"},
            rf"(?P<rel>{the}(?:this past|this coming|{rel_words}|that)){GAP}(?:fiscal{GAP}|calendar{GAP}|financial"
            rf"{GAP}|full{GAP})?(?P<unit>{either([*singular, 'weekend', *w.parts])})\b(?!-)",
            time_steps.unit,
        ),
        (
            {"the"},
            rf"the{GAP}(?:(?P<full>full){GAP}|latest{GAP}|fiscal{GAP})?(?P<unit>weekend|quarter|year|month|week)\b"
            rf"(?!-|{GAP}(?:before|after|earlier|later)\b)",
            time_steps.the_unit,
        ),
        ({"weekend"}, r"(?P<unit>weekend)\b", time_steps.the_unit),
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
            rf"{the}(?P<rel>past|last|next|coming|following|first|final|latest|previous|preceding|recent){GAP}"
            rf"(?:couple{GAP}of{GAP}|full{GAP})?{number}(?:{GAP}|-){unit}",
            time_steps.window,
        ),
        (
            {"the", "recent", "coming", "past", "future", "next", "previous"},
            rf"{the}(?P<rel>recent|coming|past|future){GAP}"
            rf"(?P<unit>hours|days|weeks|months|quarters|years|decades|centuries)\b",
            time_steps.window,
        ),
        (numerals | firsts, rf"{number}(?:{GAP}|-)(?:more{GAP})?{unit}{GAP}ago\b", time_steps.ago),
        ({"year", "month"}, rf"(?P<unit>year|month)(?:-|{GAP}|['’]s{GAP})(?P<end>end)\b", time_steps.unit_end),
        (units, rf"(?P<unit>{either(w.units)}){GAP}ago\b", time_steps.ago),
        (
            numerals | firsts | units,
            rf"(?:{number}(?:{GAP}|-)(?:more{GAP}|full{GAP})?)?{unit}{GAP}"
            rf"(?P<side>later|earlier|afterwards?|beforehand|previously|before|after|prior{GAP}to|ahead{GAP}of)\b"
            rf"(?:{GAP}(?:the|his|her|their|its|this|that){GAP}(?P<event>[a-z][\w-]{{2,20}}(?:"
            rf"{GAP}[a-z][\w-]{{2,20}})?))?",
            time_steps.later,
        ),
        (
            numerals | firsts,
            rf"{number}(?P<half>(?:{GAP}1/2|\.5|{GAP}and{GAP}a{GAP}half)?)(?:{GAP}|-)(?:more{GAP}|consecutive"
            rf"{GAP}|straight{GAP}|full{GAP}|trading{GAP}|working{GAP}|additional{GAP})?{unit}(?P<old>[ -]old\b)?"
            rf"(?!-(?:ago|earlier)\b)",
            time_steps.duration,
        ),
        (
            {"a", "an", "one"},
            rf"(?P<number>an?|one)(?:{GAP}){unit}(?P<half>{GAP}and{GAP}a{GAP}half)",
            time_steps.duration,
        ),
        ({"half"}, rf"half{GAP}an{GAP}hour|half-hour", time_steps.half_hour),
        (
            {"a", "the", "one", "year"},
            rf"{the}year-(?:ago|earlier)(?:{GAP}(?:fiscal{GAP})?(?:quarter|period|month|half|level|results?))?\b",
            time_steps.comparable,
        ),
        (
            {"hours", "days", "weeks", "months", "years", "decades", "centuries"},
            r"(?P<unit>hours|days|weeks|months|years|decades|centuries)\b",
            time_steps.duration,
        ),
        (
            {"every", "each"},
            rf"(?:every|each){GAP}(?:{number}{GAP})?"
            rf"(?P<what>{either([*w.units, *w.weekdays, *set(w.months) - w.shy_months, *w.parts, *w.seasons])})\b",
            time_steps.every,
        ),
        ({word.split()[0] for word in w.sets}, rf"(?:{either(w.sets)})\b", time_steps.repeated),
        ({word.split()[0] for word in w.references}, rf"(?:{either(w.references)})\b", time_steps.reference),
        (
            {*w.parts, *(p.split("-")[0] for p in w.parts), "the", "early", "mid", "late"},
            rf"(?:(?:the{GAP})?(?:early|mid|late){GAP}|the{GAP})?(?:early{GAP}hours|{part})",
            time_dates.hours,
        ),
        ({"noon", "midnight", "midday"}, r"(?P<word>noon|midnight|midday)\b", time_dates.clock),
        (
            firsts,
            rf"(?P<hour>[01]?\d|2[0-4])[:.h](?P<minute>[0-5]\d)(?::\d\d)?(?!\d|\.\d|:\d)(?:{GAP}?(?P<half>[ap]\.?"
            rf"{GAP}?m\b\.?)|(?<=:\d\d){zone}|{GAP}(?P<must>hours|hrs))",
            time_dates.clock,
        ),
        (firsts, rf"(?P<hour>1[0-2]|0?[1-9]){GAP}?(?P<half>[ap]\.?m\b\.?)(?:{zone})", time_dates.clock),
        (
            {"#4"},
            rf"(?P<hour>[01]\d|2[0-4])(?P<minute>[0-5]\d)(?P<zone>{GAP}?(?:hours|hrs|GMT|UTC|local{GAP}time)\b)",
            time_dates.clock,
        ),
        (
            {"#4"},
            rf"(?<=\bat )(?P<hour>[01]\d|2[0-3])(?P<minute>[0-5]\d)\b"
            rf"(?!{GAP}?(?:m|km|metres|meters|feet|ft|points|degrees)\b|[.,/-]\d)",
            time_dates.clock,
        ),
        ({w.split()[0] for w in w.feasts} | {"new"}, rf"(?:{either(w.feasts)})\b", time_dates.feast),
    ]
    index: dict[str, list[Rule]] = {}
    for first_words, pattern, builder in table:
        rule = Rule(re.compile(pattern, re.IGNORECASE), builder)
        for word in first_words:
            index.setdefault(word, []).append(rule)
    return {word: tuple(rules) for word, rules in index.items()}
