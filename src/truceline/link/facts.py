"""What a claim says happened, in the form in which two claims are compared: may both be true of one occurrence?"""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from typing import Literal, NamedTuple

from truceline.geometry import distance_km
from truceline.model.claim import Claim
from truceline.model.event import Count, is_kind_of
from truceline.model.moment import parsed
from truceline.model.world import Place

#: A civil time has no zone here; that of an instant is known. Local clocks are taken to be within so many hours of UTC.
ZONE_SLACK_H = 6.0

Nearness = Literal["same", "may", "apart", "unknown"]


class Window(NamedTuple):
    """A half-open stretch of time in hours: of local clocks, or since an instant when ``instant`` is true."""

    start: float
    end: float
    instant: bool

    @property
    def hours(self) -> float:
        """How long it is."""
        return self.end - self.start


class Facts(NamedTuple):
    """What one claim says: its kind of event, when, where, by whom, against whom, with how many deaths."""

    kind: str
    negative: bool
    window: Window | None
    place: Place | None
    actors: frozenset[str]
    recipients: frozenset[str]
    deaths: Count | None
    injured: Count | None


def facts_of(claim: Claim) -> Facts | None:
    """The facts of a claim; None when it tells of no event. Actors that are described and not named are left out."""
    event = claim.event
    if event is None:
        return None
    return Facts(
        kind=event.type,
        negative=claim.polarity == "negative" or claim.speech == "denies",
        window=window_of(event.time.start, event.time.end) if event.time is not None else None,
        place=event.place,
        actors=frozenset(a for a in event.actors if not a.startswith("unnamed:")),
        recipients=frozenset(a for a in event.recipients if not a.startswith("unnamed:")),
        deaths=event.deaths,
        injured=event.injured,
    )


@lru_cache(maxsize=65536)
def window_of(start: str | None, end: str | None) -> Window | None:
    """The window between two moments; None when an end is not known. An instant is a window of a minute."""
    if start is None or end is None:
        return None
    (first, instant), (last, other) = _hour(start), _hour(end)
    return Window(first, max(last, first + 1 / 60), instant or other)


def _hour(written: str) -> tuple[float, bool]:
    value = parsed(written)
    if not isinstance(value, dt.datetime):
        return value.toordinal() * 24.0, False
    aware = value.tzinfo is not None
    local = value.astimezone(dt.UTC) if aware else value
    return local.toordinal() * 24.0 + local.hour + local.minute / 60 + local.second / 3600, aware


def meet(a: Window, b: Window) -> bool:
    """True when two windows may share an instant."""
    slack = ZONE_SLACK_H if a.instant != b.instant else 0.0
    return a.start < b.end + slack and b.start < a.end + slack


def nearness(a: Place | None, b: Place | None) -> Nearness:
    """Whether two places are one, may be one or lie in one another, or lie apart; unknown where one is not known."""
    if a is None or b is None:
        return "unknown"
    if (a.id is not None and a.id == b.id) or (a.zone is not None and a.zone == b.zone):
        return "same"
    if a.lat is None or a.lon is None or b.lat is None or b.lon is None:
        if a.name is None or b.name is None:
            return "unknown"
        if a.name.casefold() == b.name.casefold():
            return "same"
        return "apart" if a.lat is None and b.lat is None else "unknown"
    if (a.id is not None and a.id in b.within) or (b.id is not None and b.id in a.within):
        return "may"
    apart = _distance(a.lat, a.lon, b.lat, b.lon)
    if a.id is None and b.id is None and apart == 0 and a.radius_km == b.radius_km:
        return "same"
    return "may" if apart <= (a.radius_km or 0.0) + (b.radius_km or 0.0) else "apart"


@lru_cache(maxsize=65536)
def _distance(lat_a: float, lon_a: float, lat_b: float, lon_b: float) -> float:
    # From one end, so that the distance is the same both ways to the last bit.
    first, second = sorted([(lat_a, lon_a), (lat_b, lon_b)])
    return distance_km(*first, *second)


def related(a: str, b: str) -> bool:
    """True when one kind of event is the other or a kind of it."""
    return is_kind_of(a, b) or is_kind_of(b, a)


def counts_differ(a: Count | None, b: Count | None) -> bool:
    """True when two counts cannot be one number; an open count differs from none."""
    if a is None or b is None:
        return False
    return (a.low or 0) > (b.high if b.high is not None else float("inf")) or (b.low or 0) > (
        a.high if a.high is not None else float("inf")
    )


def contradict(a: Facts, b: Facts, *, dates: bool = True) -> bool:
    """True when two tellings cannot be copies of one: another kind, day, place, actor or number, or a denial.

    ``dates`` False leaves the day out: "yesterday" moves when a text is carried a day later.
    """
    if a.negative != b.negative or not related(a.kind, b.kind):
        return True
    if dates and a.window is not None and b.window is not None and not meet(a.window, b.window):
        return True
    if nearness(a.place, b.place) == "apart":
        return True
    if (a.actors and b.actors and not a.actors & b.actors) or (
        a.recipients and b.recipients and not a.recipients & b.recipients
    ):
        return True
    return counts_differ(a.deaths, b.deaths) or counts_differ(a.injured, b.injured)


def days_between(a: str, b: str) -> float:
    """How many days lie between two moments, as they are written."""
    return abs(_hour(a)[0] - _hour(b)[0]) / 24
