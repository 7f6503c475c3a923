"""Neighbouring time expressions made one, and the words before them that shift or bound them.

"The evening of" + "18 June"; "noon on" + "Saturday"; "Friday" + "Oct. 13"; "late" + "April"; "since" + "2015".
"""

from __future__ import annotations

import itertools
import re
from typing import Any

from truceline.extract.time_expression import Expression
from truceline.extract.time_grammar import atoms

_DAYS = frozenset({"day", "weekday", "today", "storyday"})
_SPACE = re.compile(r"(?:[^\S\n]{0,3}\n?[^\S\n]{0,3})\Z")
_LINKS = {
    "weekday+day": re.compile(r",?\s{1,2}(?:the\s)?\Z"),
    "day+part": re.compile(r",?\s{1,2}(?:in\s)?\Z"),
    "part+day": re.compile(r"(?:,?\s{1,2}(?:of|on|the)?\s?(?:the\s)?)\Z"),
    "clock+day": re.compile(r"(?:,?\s{1,2}(?:(?:local\stime|time)\s)?(?:on\s|of\s)?(?:the\s)?)\Z"),
    "day+clock": re.compile(r"(?:,?\s{1,2}(?:at|around|about|from|by)?\s?(?:around\s|about\s)?)\Z"),
    "of": re.compile(r"\s{1,2}(?:of\s)?\Z"),
    "dash": re.compile(r"\s?[-–—]\s?\Z|\s(?:to|through|until|till|and)\s(?:on\s|the\s)?\Z"),
}
_SLICE = re.compile(
    r"(?:\b(?:the\s)?(?:(?P<early>early|earlier|beginning|start|first\spart|first\sdays?|onset|opening)|(?P<mid>mid|middle|midst)|"
    r"(?P<late>late|later|end|close|latter\spart|last\sdays|final\sdays|rest|remainder|eve))"
    r"(?:\sof|\sin|\son)?(?:\sthe)?[\s-])\Z",
    re.IGNORECASE,
)
_RELATION = re.compile(
    r"\b(?P<word>since|until|till|up\sto|by|before|after|prior\sto|ahead\sof|no\slater\sthan|not\slater\sthan|as\sof|from|"
    r"starting|starting\son|starting\sfrom|beginning|beginning\son|as\searly\sas|following|to|through|between|on|in|at|during|over|within|and)"
    r"(?:\s(?:at\sleast|about|around|the|early|late|as\searly\sas|on|at|in))?\s\Z",
    re.IGNORECASE,
)
_RELATIONS = {
    "since": "since", "as early as": "since", "starting": "since", "starting on": "since", "starting from": "since",
    "beginning": "since", "beginning on": "since", "until": "until", "till": "until", "up to": "until", "by": "by",
    "no later than": "by", "not later than": "by", "before": "before", "prior to": "before", "ahead of": "before",
    "after": "after", "following": "after", "from": "from", "through": "to", "to": "to", "between": "between",
    "within": "within", "over": "during", "during": "during",
}  # fmt: skip


def expressions(text: str) -> list[Expression]:
    """Every time expression of ``text`` as it stands in the words, sorted and without overlaps."""
    merged: list[Expression] = []
    for atom in atoms(text):
        current = atom
        while merged:
            joined = _joined(text, merged[-1], current)
            if joined is None:
                break
            merged.pop()
            current = joined
        merged.append(current)
    for i, (first, second) in enumerate(itertools.pairwise(merged)):
        # "00:01 the next day": the clock stands on that day, and the day is told for itself.
        if (
            first.kind == "clock"
            and second.kind == "storyday"
            and _LINKS["clock+day"].match(text[first.end : second.start])
        ):
            merged[i] = first._replace(base=second)
    bounded = [_bounded(text, found, merged[i - 1].end if i else 0) for i, found in enumerate(merged)]
    return _paired(text, [found for found in bounded if not found.weak or _wanted(text, found)])


def _joined(text: str, first: Expression, second: Expression) -> Expression | None:
    if second.start - first.end > 24:
        return None
    gap = text[first.end : second.start]
    if gap.count("\n") > 1:
        return None
    span: dict[str, Any] = {"start": first.start, "end": second.end}
    a, b = first.kind, second.kind

    def linked(name: str) -> bool:
        return bool(_LINKS[name].match(gap))

    if (
        a == "weekday"
        and b in ("day", "range")
        and first.unit is None
        and second.weekday is None
        and linked("weekday+day")
    ):
        return second._replace(**span, weekday=first.weekday)
    if (
        b == "part"
        and a in _DAYS
        and first.part is None
        and first.hour is None
        and linked("day+part")
        and not (second.relation or gap.startswith(","))
    ):
        return first._replace(**span, part=second.part, value=first.value or second.value, weak=False)
    if a == "set" and b == "part" and gap == " " and (first.value or "").startswith("XXXX-WXX"):
        return first._replace(**span, value=f"{first.value}T{second.part}")
    if a == "part" and b in _DAYS and second.hour is None and second.part is None and linked("part+day"):
        return second._replace(**span, part=first.part, value=second.value or first.value, weak=False)
    if a == "part" and b == "range" and linked("part+day"):
        return second._replace(**span, part=first.part)
    if a == "clock" and b == "part" and gap.strip() == "in":
        later = second.part in ("AF", "EV", "NI") and (first.hour or 0) < 12
        return first._replace(**span, hour=(first.hour or 0) + 12 if later else first.hour)
    if a == "clock" and b in _DAYS and b != "storyday" and second.hour is None and linked("clock+day"):
        return second._replace(**span, hour=first.hour, minute=first.minute, zone=first.zone, weak=False)
    if a in _DAYS and b == "clock" and first.hour is None and linked("day+clock"):
        return first._replace(**span, hour=second.hour, minute=second.minute, zone=second.zone, weak=False)
    if a == "later" and first.relation == "open" and b in _DAYS and _SPACE.match(gap):
        return first._replace(**span, base=second, relation=None)
    if (
        a == "weekday"
        and b == "unit"
        and second.unit == "W"
        and not second.story
        and first.shift is None
        and linked("of")
    ):
        return first._replace(**span, shift=second.shift, unit="W")
    if (
        a in ("day", "month", "quarter", "season")
        and b == "unit"
        and second.unit == "Y"
        and first.year is None
        and first.shift is None
        and second.relation is None
        and linked("of")
    ):
        return first._replace(**span, shift=second.shift, unit="Y", story=second.story, weak=False)
    return None


def _bounded(text: str, found: Expression, after: int) -> Expression:
    """Add the slice ("late") to the span and note the relation ("since"), whose word stays outside it (TIMEX3)."""
    left = text[max(after, found.start - 40) : found.start]
    cut = (
        _SLICE.search(left)
        if found.kind not in ("duration", "reference", "set", "window", "ago", "later", "clock", "storyday")
        else None
    )
    if cut and not (
        found.kind == "year"
        and cut["late"]
        and cut["late"].lower() != "late"
        and cut["late"].lower() not in ("end", "later", "close", "rest")
    ):
        kind = "START" if cut["early"] else "MID" if cut["mid"] else "END"
        if cut[0].lower().startswith(("earlier", "later")) or (cut["late"] or "").lower() in ("rest", "remainder"):
            kind = ""
        start = found.start - (len(left) - cut.start())
        found = found._replace(
            start=start,
            slice=kind or found.slice,
            weak=False,
            relation=None if found.relation == "the" and found.kind == "unit" else found.relation,
        )
        left = left[: cut.start()]
    bound = _RELATION.search(left)
    if bound:
        word = re.sub(r"\s+", " ", bound["word"].lower())
        if found.weak and _asked_for(text[found.start : found.end].lower(), found.kind, word):
            found = found._replace(weak=False)
        relation = _RELATIONS.get(word)
        if relation == "before" and found.value in ("dawn", "daybreak", "sunrise"):
            return found._replace(value="predawn", weak=False)
        if (relation and found.relation is None and found.kind not in ("duration", "set", "reference")) or (
            relation == "within" and found.kind == "duration"
        ):
            found = found._replace(relation=relation)
    return found


def _asked_for(words: str, kind: str, before: str) -> bool:
    """The word before makes a weak expression a time: "in May", "by nightfall", "in the morning"."""
    if kind == "part":
        return (words.startswith("the ") and before in ("in", "during", "by", "until", "since", "before", "after")) or (
            before in ("by", "until", "since", "at") and not words.startswith("night") and not words.endswith("s")
        )
    return kind in ("month", "season", "weekday") and before in _OPENING_WORDS


_OPENING_WORDS = frozenset(
    [
        "in",
        "on",
        "since",
        "until",
        "by",
        "during",
        "before",
        "after",
        "from",
        "between",
        "to",
        "through",
        "till",
        "over",
        "at",
    ]
)


def _wanted(text: str, found: Expression) -> bool:
    """A shy month or weekday name is taken when a number or a comma list makes it one; else it is an ordinary word."""
    if found.kind == "month":
        written = text[found.start : found.end]
        before = text[max(0, found.start - 12) : found.start]
        return (
            written == "March"
            and bool(re.search(r"(?:[a-z,] |\()\Z", before))
            and not re.search(r"(?:the|a|The|A|of the) \Z", before)
        )
    return False


def _paired(text: str, found: list[Expression]) -> list[Expression]:
    """Two whole expressions that bound one window: the first gets relation "from", the second "to"."""
    for i in range(len(found) - 1):
        first, second = found[i], found[i + 1]
        gap = text[first.end : second.start]
        if len(gap) > 12 or not _LINKS["dash"].match(gap) or first.kind in ("duration", "set", "reference"):
            continue
        opened = first.relation in ("from", "between", "since")
        if not opened and (gap.strip() == "and" or first.kind != second.kind):
            continue
        if first.relation is not None and not opened:
            continue
        year = first.year
        if (
            first.kind in ("day", "month", "range")
            and second.kind in ("day", "month", "range")
            and year is None
            and second.year is not None
        ):
            before = (first.month or 0, first.day or 0) <= (second.month or 0, second.day or 32)
            year = second.year if before else second.year - 1
        found[i] = first._replace(relation="from", year=year)
        found[i + 1] = second._replace(relation="to")
    return [f._replace(relation="during") if f.relation == "between" and f.kind != "range" else f for f in found]
