"""One time expression as its words say it, before any calendar."""

from __future__ import annotations

from typing import NamedTuple


class Expression(NamedTuple):
    """What one time expression says. Fields that the words do not fill are None.

    ``kind``: day, range (two days), month, year, years (two), decade, century, quarter, half, season, weekday,
    today (``number`` days from the present), storyday (``number`` days from where the story is), unit ("this week"),
    weekend, window ("the past 24 hours"), ago, later (``number`` may be negative), duration, set, reference, part,
    clock. ``shift`` is the step of "last", "this", "next", counted from the present or, with ``story``, the story.
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
