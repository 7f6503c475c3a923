"""Time expressions of a report, with their TIMEX3 values and windows.

Values follow TIMEX3 (ISO-TimeML, ISO 24617-1), spans its guidelines: the preposition stays outside ("on [Thursday]")
and is kept as ``relation`` where it bounds the window. A report without a day of publication has no years but those in
its words.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from truceline.extract.time_calendar import day_of
from truceline.extract.time_expression import Expression
from truceline.extract.time_joins import expressions
from truceline.extract.time_resolve import Resolver
from truceline.extract.time_story import Present
from truceline.model.edtf import date_precision
from truceline.model.moment import parsed
from truceline.model.text import Removed
from truceline.model.world import TimeInterval, TimeMention

_ISSUED = re.compile(
    r"\b(?:issued|published|released|as\sof|updated|dated|date:|posted)\s{0,2}(?:on\s)?\Z", re.IGNORECASE
)
_DATELINE = re.compile(r"\A[^\n.!?]{1,70},\s\Z")
#: A date that a report prints about itself stands within so many code points of its beginning.
_HEAD = 400


def find_times(text: str, *, published: str | None, removed: Sequence[Removed] = ()) -> tuple[TimeMention, ...]:
    """Every time expression of ``text``, sorted, without overlaps, none in a ``removed`` span.

    ``published`` is a civil day or an instant (RFC 3339); ValueError when it is neither. Without it, a complete date in
    the dateline ("RIYADH, 27 December 2018 –") or after "issued on" stands in, and anchors name it (``event:START``).
    """
    holes = sorted((hole.start, hole.end) for hole in removed)
    found = [e for e in expressions(text) if not any(e.start < end and start < e.end for start, end in holes)]
    return tuple(Resolver(text, _present(text, published, found)).resolve(found))


def _present(text: str, published: str | None, found: Sequence[Expression]) -> Present | None:
    if published is not None:
        moment = parsed(published)
        return Present(moment.date() if isinstance(moment, dt.datetime) else moment, "publication")
    for expression in found:
        if expression.start > _HEAD:
            break
        if expression.kind != "day" or expression.year is None or expression.year < 100:
            continue
        day = day_of(expression.year, expression.month or 1, expression.day or 1)
        line = text[text.rfind("\n", 0, expression.start) + 1 : expression.start]
        after = text[expression.end : expression.end + 60]
        dateline = _DATELINE.match(line) and re.match(r"\s?(?:\([^()\n]{1,40}\)\s?)?(?:[–—:]|-\s|--)", after)
        alone = not line.strip() and re.match(r"[^\S\n]*(?:\n|\Z)", after)
        if day and (dateline or alone or _ISSUED.search(line)):
            return Present(day, f"event:{expression.start}")
    return None


def window_of(mention: TimeMention, *, tense: str | None = None) -> TimeInterval | None:
    """The window in which something told with ``mention`` happened; None when its calendar days are not known.

    "Since Friday" opens at that day and has no end, "by 10 October" ends with that day, "before" ends where the day
    begins; "between Saturday evening and Sunday morning" is one window for both mentions. ``tense`` "future" opens the
    window of a bare "within". ``precision`` is UCDP ``date_prec``.
    """
    if mention.window is not None:
        start, end = mention.window
    elif mention.interval is None:
        return None
    else:
        start, end = mention.interval
        if mention.relation in ("since", "after", "from"):
            end = None
        elif mention.relation in ("until", "by", "to") or (tense == "future" and mention.relation == "within"):
            start = None
        elif mention.relation == "before":
            start, end = None, start
    window = TimeInterval(start=start, end=end)
    return TimeInterval(start=start, end=end, value=mention.value, precision=date_precision(window))
