"""EDTF in and out: what each written form covers, what is refused, and round trips."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from truceline.model.edtf import date_precision, format_edtf, parse_edtf
from truceline.model.world import TimeInterval

# Written form -> half-open window. Worked out by hand from the specification (levels 0, 1 and 2).
WINDOWS = {
    "2019-08-05": ("2019-08-05", "2019-08-06"),
    "2019-12-31": ("2019-12-31", "2020-01-01"),
    "2019-08": ("2019-08-01", "2019-09-01"),
    "2020-02": ("2020-02-01", "2020-03-01"),
    "2019": ("2019-01-01", "2020-01-01"),
    "2019-08-02/2019-08-05": ("2019-08-02", "2019-08-06"),
    "2019-08/2019-09-15": ("2019-08-01", "2019-09-16"),
    "2019-08-05?": ("2019-08-05", "2019-08-06"),
    "2019-08~": ("2019-08-01", "2019-09-01"),
    "2019%": ("2019-01-01", "2020-01-01"),
    "2019-08-XX": ("2019-08-01", "2019-09-01"),
    "2019-08-1X": ("2019-08-10", "2019-08-20"),
    "2019-02-2X": ("2019-02-20", "2019-03-01"),
    "2019-XX": ("2019-01-01", "2020-01-01"),
    "2019-XX-XX": ("2019-01-01", "2020-01-01"),
    "201X": ("2010-01-01", "2020-01-01"),
    "XXXX-08-02": (None, None),
    "XXXX": (None, None),
    "2019-08-05/..": ("2019-08-05", None),
    "../2019-08-05": (None, "2019-08-06"),
    "2019-08-05/": ("2019-08-05", None),
    "/2019-08-05": (None, "2019-08-06"),
    "../..": (None, None),
    "2019-21": ("2019-03-01", "2019-06-01"),
    "2019-24": ("2019-12-01", "2020-03-01"),
    "2019-35": ("2019-07-01", "2019-10-01"),
    "2019-41": ("2019-07-01", "2020-01-01"),
    "[2019-08-02, 2019-08-05]": ("2019-08-02", "2019-08-06"),
    "{2019-08-05,2019-08-02}": ("2019-08-02", "2019-08-06"),
    "[2019-08-02..2019-08-05]": ("2019-08-02", "2019-08-06"),
    "[..2019-08-05]": (None, "2019-08-06"),
    "2019-W34": ("2019-08-19", "2019-08-26"),
    "2020-W53-5": ("2021-01-01", "2021-01-02"),
    "2019-08-05T06:00": ("2019-08-05T06:00", "2019-08-05T06:01"),
    "2019-08-05T06:00:30Z": ("2019-08-05T06:00:30Z", "2019-08-05T06:00:31Z"),
    "2019-08-05T06:00/2019-08-05T07:59": ("2019-08-05T06:00", "2019-08-05T08:00"),
    "": (None, None),
}


@pytest.mark.parametrize(("written", "window"), WINDOWS.items(), ids=lambda value: str(value) or "empty")
def test_a_written_date_covers_its_window(written: str, window: tuple[str | None, str | None]) -> None:
    read = parse_edtf(written)
    assert (read.start, read.end) == window
    assert read.value == (written or None)


@pytest.mark.parametrize("written", WINDOWS)
def test_what_was_written_is_written_again(written: str) -> None:
    assert format_edtf(parse_edtf(written)) == written


def test_open_and_unknown_ends_stay_apart() -> None:
    open_, unknown = parse_edtf("2019-08-05/.."), parse_edtf("2019-08-05/")
    assert (open_.start, open_.end) == (unknown.start, unknown.end)
    assert open_ != unknown


@pytest.mark.parametrize(
    "written",
    [
        "yesterday", "2019-13", "2019-02-30", "2019-8-5", "19-08-05", "2019/2020/2021", "2019-08-05/2019-08-01",
        "[2019", "[2019,]", "2019-XX-32", "X019-08-02", "2019-08-05T25:00", "2019-W60", "9999-12-31", "2019-3X",
        "١٩٩٩", "2" * 999, "[" * 300, "2019-08-05T06:00+99:00",
    ],
)  # fmt: skip
def test_nonsense_is_refused_in_words(written: str) -> None:
    with pytest.raises(ValueError, match=r"\w+ \w+"):
        parse_edtf(written)


@given(st.text(alphabet="0123456789X-/.[]{}?~%TZ:+W ,", max_size=40))
def test_any_text_is_read_or_refused(written: str) -> None:
    try:
        read = parse_edtf(written)
    except ValueError:
        return
    assert format_edtf(read) == written.strip()


DAYS = st.dates(dt.date(1, 1, 2), dt.date(9999, 12, 30))
MINUTES = st.builds(dt.datetime.combine, DAYS, st.builds(dt.time, st.integers(0, 23), st.integers(0, 59)))


def iso(moment: dt.date | dt.datetime) -> str:
    return moment.isoformat(timespec="minutes") if isinstance(moment, dt.datetime) else moment.isoformat()


@given(st.one_of(st.tuples(DAYS, DAYS), st.tuples(MINUTES, MINUTES)), st.sampled_from(["both", "start", "end"]))
def test_round_trip(pair: tuple[dt.date, dt.date], which: str) -> None:
    first, last = sorted(pair)
    if first == last:
        last += dt.timedelta(days=1)
    window = TimeInterval(
        start=iso(first) if which != "end" else None,
        end=iso(last) if which != "start" else None,
    )
    read = parse_edtf(format_edtf(window))
    assert (read.start, read.end) == (window.start, window.end)


@given(st.dates(dt.date(1000, 1, 1), dt.date(2999, 1, 1)), st.integers(0, 500))
def test_both_ends_are_included(first: dt.date, more: int) -> None:
    last = first + dt.timedelta(days=more)
    read = parse_edtf(f"{first}/{last}")
    assert (dt.date.fromisoformat(read.end or "") - dt.date.fromisoformat(read.start or "")).days == more + 1


@pytest.mark.parametrize(
    ("window", "precision"),
    [
        (("2019-08-05", "2019-08-06"), 1),
        (("2019-08-05T06:00", "2019-08-05T06:01"), 1),
        (("2019-08-05T18:00", "2019-08-06T06:00"), 2),
        (("2019-08-05", "2019-08-07"), 2),
        (("2019-08-05", "2019-08-11"), 2),
        (("2019-08-05", "2019-08-12"), 3),
        (("2019-08-01", "2019-09-01"), 4),
        (("2019-08-05", "2019-08-20"), 4),
        (("2019-01-01", "2020-01-01"), 5),
        (("2019-08-05", None), 5),
        ((None, "2019-08-05"), 5),
        ((None, None), None),
    ],
)
def test_precision_is_that_of_ucdp(window: tuple[str | None, str | None], precision: int | None) -> None:
    assert date_precision(TimeInterval(start=window[0], end=window[1])) == precision
