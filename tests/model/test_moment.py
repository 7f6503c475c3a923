"""Points in time: what is accepted, and where a local day begins when clocks jump at midnight."""

from __future__ import annotations

import datetime as dt
import zoneinfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.model.strategies import moments
from truceline.model.moment import anchored, check_moment, day_start, is_instant, parsed
from truceline.model.world import TimeInterval

#: Zones of the agreements we know, and those whose clocks jump, or jumped, at midnight or skipped a whole day.
ZONES = [
    "UTC", "Asia/Damascus", "Asia/Beirut", "Europe/Kyiv", "Asia/Aden", "Asia/Baku", "Africa/Cairo", "Asia/Amman",
    "America/Sao_Paulo", "America/Havana", "Asia/Gaza", "Australia/Lord_Howe", "Africa/Casablanca",
]  # fmt: skip
#: Days that do not begin at 00:00, and when they do begin (UTC), by the tz database's own rules.
NO_MIDNIGHT = [
    ("Asia/Beirut", "2019-03-31", "2019-03-30T22:00"),
    ("America/Sao_Paulo", "2018-11-04", "2018-11-04T03:00"),
    ("Asia/Damascus", "2019-03-29", "2019-03-28T22:00"),
    ("Asia/Amman", "2019-03-29", "2019-03-28T22:00"),
    ("America/Havana", "2019-03-10", "2019-03-10T05:00"),
]
DAYS = st.dates(dt.date(1990, 1, 1), dt.date(2035, 1, 1))


@pytest.mark.parametrize(("zone", "day", "utc"), NO_MIDNIGHT, ids=lambda value: value)
def test_a_day_without_midnight_begins_after_the_gap(zone: str, day: str, utc: str) -> None:
    """The local clock goes from 23:59:59 to 01:00, and that is where the day begins."""
    start = day_start(dt.date.fromisoformat(day), zone)
    assert start == dt.datetime.fromisoformat(utc).replace(tzinfo=dt.UTC)
    assert start.astimezone(zoneinfo.ZoneInfo(zone)).time() == dt.time(1)


@given(day=DAYS, zone=st.sampled_from(ZONES))
@example(dt.date(2018, 11, 4), "America/Sao_Paulo")
@example(dt.date(2019, 3, 31), "Asia/Beirut")
@example(dt.date(2022, 10, 28), "Asia/Damascus")
@example(dt.date(2019, 10, 26), "Asia/Gaza")
def test_a_day_starts_where_the_one_before_ends(day: dt.date, zone: str) -> None:
    """The first instant is in the day, a microsecond earlier is not, and days follow each other in 22 to 26 hours."""
    local = zoneinfo.ZoneInfo(zone)
    start = day_start(day, zone)
    assert start.tzinfo is dt.UTC
    assert start.astimezone(local).date() == day
    assert (start - dt.timedelta(microseconds=1)).astimezone(local).date() < day
    length = day_start(day + dt.timedelta(days=1), zone) - start
    assert dt.timedelta(hours=22) <= length <= dt.timedelta(hours=26)


def test_a_lasting_midnight_twice_begins_once() -> None:
    """Where clocks go back at midnight, 23:00-24:00 comes twice and the next day begins after the second."""
    start = day_start(dt.date(2018, 2, 18), "America/Sao_Paulo")
    assert start == dt.datetime(2018, 2, 18, 3, tzinfo=dt.UTC)
    assert start - day_start(dt.date(2018, 2, 17), "America/Sao_Paulo") == dt.timedelta(hours=25)


@given(written=moments(), zone=st.sampled_from(ZONES))
def test_anchoring_gives_an_instant(written: str, zone: str) -> None:
    """Every moment has one instant in a zone; those that carry an offset have the same one in every zone."""
    instant = anchored(written, zone)
    assert instant.tzinfo is dt.UTC
    if is_instant(written):
        assert instant == parsed(written) == anchored(written, "UTC")


@given(day=DAYS, zone=st.sampled_from(ZONES))
def test_a_civil_day_is_its_first_instant(day: dt.date, zone: str) -> None:
    assert anchored(day.isoformat(), zone) == day_start(day, zone)
    assert not is_instant(day.isoformat())


@given(written=moments())
def test_what_is_accepted_is_read(written: str) -> None:
    check_moment(written)
    check_moment(None)
    assert TimeInterval(start=written, end=written).start == written


@pytest.mark.parametrize(
    "written",
    [
        "", "2019", "2019-08", "2019-8-2", "2019-02-30", "2019-08-02T", "2019-08-02T25:00", "2019-08-02 05:00",
        "2019-08-02T05:00+3", "20190802", "2019-W31", "٢٠١٩-٠٨-٠٢", "2019-08-02T05:00:00.1234567", "2019-08-02\n",
    ],
)  # fmt: skip
def test_what_is_no_moment_is_refused_in_words(written: str) -> None:
    """A month, a week and a slip of the pen are no points in time; the message shows the words."""
    with pytest.raises(ValueError, match=r".") as refusal:
        TimeInterval(start=written)
    assert str(refusal.value)


@pytest.mark.parametrize("name", ["Mars/Olympus", "", "../../etc/passwd", "Asia/Damascus "])
def test_an_unknown_zone_is_refused_by_name(name: str) -> None:
    with pytest.raises(ValueError, match="is not an IANA time zone"):
        day_start(dt.date(2019, 8, 2), name)
