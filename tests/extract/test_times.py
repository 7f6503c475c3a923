"""Time expressions: what each sentence says, and laws that hold for any text."""

from __future__ import annotations

import datetime as dt
import gc
import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from truceline.extract.times import find_times, window_of
from truceline.model.text import Removed
from truceline.model.world import TimeMention

THURSDAY = "2019-08-22"

# Published on Thursday 22 August 2019: sentence -> the values in it, in order.
DATED: dict[str, list[str]] = {
    # whole dates, in all orders
    "The note of 17 September 2018 was read out.": ["2018-09-17"],
    "It was signed on September 17, 2018 in Sochi.": ["2018-09-17"],
    "It was signed on Monday, 17th of September, 2018.": ["2018-09-17"],
    "The log has 2019-08-05 and 2019-08-06T05:30.": ["2019-08-05", "2019-08-06T05:30"],
    "Dated 25/8/2018, then 8/25/2018.": ["2018-08-25", "2018-08-25"],
    "Dated 5/8/2019.": ["2019-XX-XX"],
    "Filed 3 JAN 90 by the agency.": ["1990-01-03"],
    # no year: the nearest past, unless the clause looks ahead
    "On August 2 a lull began.": ["2019-08-02"],
    "Shells fell on 2 December.": ["2018-12-02"],
    "Shells fell on Aug. 3, they say.": ["2019-08-03"],
    "Talks will resume on 2 December.": ["2019-12-02"],
    "The lull, due to begin on 1 September, was welcomed.": ["2019-09-01"],
    "The handover was put off until November 25.": ["2019-11-25"],
    "The town is to be left by October 1.": ["2019-10-01"],
    "The convoy left on Friday 2 August.": ["2019-08-02"],
    "The accord, signed on 17 September 2018, set 10 October for the guns.": ["2018-09-17", "2018-10-10"],
    # runs of days
    "Between 2 and 4 August twelve towns were shelled.": ["2019-08-02/2019-08-04"],
    "From 5 to 7 August nothing moved.": ["2019-08-05/2019-08-07"],
    "Shelling on 2-8 August hit the road.": ["2019-08-02/2019-08-08"],
    "Between the evenings of 18 and 19 June all was calm.": ["2019-06-18TEV/2019-06-19TEV"],
    "They heard fire on the night of 17-18 June.": ["2019-06-17TNI"],
    "From 30 July to 2 August 2018 it held.": ["2018-07-30", "2018-08-02"],
    # months, years, longer
    "The war began in March 2011.": ["2011-03"],
    "In 2015 the town fell.": ["2015"],
    "Fighting since late April drove them out.": ["2019-04"],
    "They fought a war in the early 1990s.": ["199"],
    "In the spring of 2019 it began; last winter was calm.": ["2019-SP", "2018-WI"],
    "The third quarter of 2018 was worse.": ["2018-Q3"],
    "The sides traded fire in July.": ["2019-07"],
    "They may march in may and fall.": [],
    "In May the camp closed.": ["2019-05"],
    # weekdays
    "He said on Thursday that all was well.": ["2019-08-22"],
    "A convoy was struck on Monday.": ["2019-08-19"],
    "A convoy was struck on Friday.": ["2019-08-16"],
    "The committee will meet on Monday.": ["2019-08-26"],
    "He spoke last Thursday and speaks next Monday.": ["2019-08-15", "2019-08-26"],
    "It held from Friday of last week.": ["2019-08-16"],
    # parts of the day and clocks
    "Rounds fell on Tuesday night.": ["2019-08-20TNI"],
    "Sunday morning was calm.": ["2019-08-18TMO"],
    "On the evening of 18 June a flare rose.": ["2019-06-18TEV"],
    "A district was shelled overnight.": ["2019-08-21TNI"],
    "It came into force at noon on Saturday. They attacked at 12:05.": ["2019-08-17T12:00", "2019-08-17T12:05"],
    "It starts at 6 a.m. on 31 August.": ["2019-08-31T06:00"],
    "Guns fell silent on August 5 at 18:30.": ["2019-08-05T18:30"],
    "Fire was opened on 12 August at 0600 hours.": ["2019-08-12T06:00"],
    "The shelling began on 12 August at 2300 and went on.": ["2019-08-12T23:00"],
    "They met on 5 March and called a halt from 00:01 the next day.": [
        "2019-03-05", "2019-03-06T00:01", "2019-03-06",
    ],
    # beside the present
    "This week two villages changed hands.": ["2019-W34"],
    "Last week it was calm; next week they meet.": ["2019-W33", "2019-W35"],
    "Houses burned over the weekend.": ["2019-W33-WE"],
    "Yesterday and today were quiet.": ["2019-08-21", "2019-08-22"],
    "Fourteen breaches in the past 24 hours.": ["PT24H"],
    "Ten days ago, two years ago, a month ago.": ["2019-08-12", "2017", "2019-07"],
    "They are now leaving and will soon be gone.": ["PRESENT_REF", "FUTURE_REF"],
    "By the end of the year all should be out.": ["2019-12-31"],
    # beside the story
    "On August 2 a lull began. It was agreed in a text signed on 17 September 2018. Three days later it ended.": [
        "2019-08-02", "2018-09-17", "2019-08-05",
    ],
    "The command said on Monday that it was over. The lull began on Friday. Three days later it ended.": [
        "2019-08-19", "2019-08-16", "2019-08-19",
    ],
    "On August 2 a lull began. It held, a spokesman said on Monday. Three days later it ended.": [
        "2019-08-02", "2019-08-19", "2019-08-05",
    ],
    "A joint patrol drove out on Sunday. Two days before the patrol a minister had spoken.": [
        "2019-08-18", "2019-08-16",
    ],
    "A man was killed on 15 August, two days before the truce.": ["2019-08-15", "2019-08-15"],
    "The district is due back by November 15 under a text signed five days earlier.": ["2019-11-15", "2019-11-10"],
    "The bridge fell on 12 August. The previous night lorries had crossed it.": ["2019-08-12", "2019-08-11TNI"],
    "In 2015 they came; the following year they left.": ["2015", "2016"],
    # durations and repetition
    "A pause of three days, 72 hours or several weeks.": ["P3D", "PT72H", "PXW"],
    "A two-week pause, half an hour, a year and a half.": ["P2W", "PT30M", "P1Y6M"],
    "Every day and each Thursday they patrol.": ["P1D", "XXXX-WXX-4"],
    # no times
    "Resolution 1970 and flight 2019 of 2,019 people in the July 7 neighbourhood.": [],
    "The D-30 of 122 mm stood 1990 metres away; 2000 refugees fled.": [],
    "A second man stood by.": [],
    "The 19 April Movement stood by.": [],
    "They fired from 1800 in all, at 1900 metres.": [],
}  # fmt: skip

UNDATED: dict[str, list[str]] = {
    "On August 2 a lull began.": ["XXXX-08-02"],
    "He said on Thursday that it held.": ["XXXX-WXX-4"],
    "This week two villages changed hands.": ["XXXX-WXX"],
    "On August 2 a lull began. Three days later it ended.": ["XXXX-08-02", "XXXX-08-05"],
    "It began on Friday. Three days later it ended.": ["XXXX-WXX-5", "XXXX-WXX-1"],
    "It began on February 27. Three days later it ended.": ["XXXX-02-27", "P3D"],
    "Last year the road closed; in July it opened.": ["XXXX", "XXXX-07"],
    "Two weeks ago they came, and yesterday again.": ["P2W", "XXXX-XX-XX"],
    "Signed on 17 September 2018.": ["2018-09-17"],
}


def values(sentence: str, published: str | None) -> list[str | None]:
    return [m.value for m in find_times(sentence, published=published)]


@pytest.mark.parametrize(("sentence", "wanted"), DATED.items())
def test_values_beside_a_day_of_publication(sentence: str, wanted: list[str]) -> None:
    assert values(sentence, THURSDAY) == wanted


@pytest.mark.parametrize(("sentence", "wanted"), UNDATED.items())
def test_values_without_one(sentence: str, wanted: list[str]) -> None:
    assert values(sentence, None) == wanted


# Sentence (one expression) -> interval of the mention, published on Thursday 22 August 2019.
INTERVALS = {
    "On 5 August it rained.": ("2019-08-05", "2019-08-06"),
    "This week they came.": ("2019-08-17", "2019-08-23"),
    "This week they will come.": ("2019-08-17", "2019-08-26"),
    "Since late April it burns.": ("2019-04-21", "2019-05-01"),
    "In the early 1990s they fought.": ("1990-01-01", "1994-01-01"),
    "Fourteen breaches in the past 24 hours.": ("2019-08-21", "2019-08-23"),
    "On Tuesday night it burned.": ("2019-08-20T18:00", "2019-08-21T06:00"),
    "It held from midnight on 1 August.": ("2019-08-01", "2019-08-02T00:01"),
    "Before dawn on Saturday sirens rose.": ("2019-08-17T00:00", "2019-08-17T06:00"),
    "It stopped at 12:00 GMT on 2 August.": ("2019-08-02T12:00Z", "2019-08-02T12:01Z"),
    "A pause of three days.": None,
    "They came in this century.": ("2000-01-01", "2019-08-23"),
}


@pytest.mark.parametrize(("sentence", "wanted"), INTERVALS.items())
def test_intervals_are_half_open(sentence: str, wanted: tuple[str, str] | None) -> None:
    (mention,) = find_times(sentence, published=THURSDAY)
    assert mention.interval == wanted


# Sentence (one expression) -> (window of what happened, UCDP precision).
WINDOWS = {
    "It has been calm since Friday.": (("2019-08-16", None), 5),
    "There are armed groups since 2015.": (("2015-01-01", None), 5),
    "The guns left by 10 October 2018.": ((None, "2018-10-11"), 5),
    "It stood before 5 August.": ((None, "2019-08-05"), 5),
    "The handover waits until November 25.": ((None, "2019-11-26"), 5),
    "Between 2 and 4 August they fired.": (("2019-08-02", "2019-08-05"), 2),
    "This week they came.": (("2019-08-17", "2019-08-23"), 2),
    "In July they came.": (("2019-07-01", "2019-08-01"), 4),
    "On 5 August they came.": (("2019-08-05", "2019-08-06"), 1),
}


@pytest.mark.parametrize(("sentence", "wanted"), WINDOWS.items())
def test_the_word_before_bounds_the_window(sentence: str, wanted: tuple[tuple[str | None, str | None], int]) -> None:
    (mention,) = find_times(sentence, published=THURSDAY)
    window = window_of(mention)
    assert window is not None
    assert ((window.start, window.end), window.precision) == wanted
    assert window.value == mention.value


def test_two_mentions_bound_one_window() -> None:
    first, second = find_times("No fire between Saturday evening and Sunday morning.", published=THURSDAY)
    assert window_of(first) is not None
    for window in (window_of(first), window_of(second)):
        assert window is not None
        assert (window.start, window.end) == ("2019-08-17T17:00", "2019-08-18T12:00")


def test_what_has_no_day_has_no_window() -> None:
    for mention in find_times("On Thursday, August 2, for three days, they came.", published=None):
        assert mention.interval is None
        assert window_of(mention) is None


# Text without published -> anchor of its last mention and its value.
STAND_INS = {
    "RIYADH, 27 December 2018 (wire) – Guards fired on Thursday.": ("event:8", "2018-12-27"),
    "Daily report issued on 20 June 2019\n\nOn 19 June a crater was seen.": ("event:23", "2019-06-19"),
    "RIYADH, 27 December – Guards fired on Thursday.": ("none", "XXXX-WXX-4"),
    "The text of 17 September 2018 stands. Guards fired on Thursday.": ("none", "XXXX-WXX-4"),
}


@pytest.mark.parametrize(("text", "wanted"), STAND_INS.items())
def test_only_a_whole_date_of_the_report_itself_stands_in(text: str, wanted: tuple[str, str]) -> None:
    last = find_times(text, published=None)[-1]
    assert (last.anchor, last.value) == wanted
    assert find_times(text, published=THURSDAY)[-1].anchor == "publication"


def test_a_day_counted_from_the_story_says_from_where() -> None:
    text = "On August 2 a lull began. Three days later it ended."
    first, second = find_times(text, published=THURSDAY)
    assert second.anchor == f"event:{first.start}"
    assert second.text == "Three days later"


def test_published_may_be_an_instant() -> None:
    assert values("He spoke today.", "2019-08-22T23:30:00+03:00") == ["2019-08-22"]
    with pytest.raises(ValueError, match="not a day"):
        find_times("He spoke today.", published="last week")


PIECES = st.sampled_from(
    [*DATED, *UNDATED, "17", "August", " ", "\n\n", "two days before the patrol", "2019", "-", "the", "of", "evening",
     "12:05", "(", "’90s", "Monday", "until", "\N{NO-BREAK SPACE}", "١٢", "9999-12-31", "31 February", "years ago"]
)  # fmt: skip
TEXTS = st.one_of(st.text(max_size=80), st.lists(PIECES, max_size=14).map(" ".join))
PUBLISHED = st.one_of(st.none(), st.dates().map(str))


@given(TEXTS, PUBLISHED)
def test_any_text_gives_spans_of_itself_in_order(text: str, published: str | None) -> None:
    reached = 0
    for mention in find_times(text, published=published):
        assert text[mention.start : mention.end] == mention.text
        assert mention.text.strip() == mention.text != ""
        assert mention.start >= reached
        reached = mention.end
        window_of(mention)


@given(TEXTS, PUBLISHED, st.integers(0, 200), st.integers(0, 200))
def test_removed_stretches_are_skipped(text: str, published: str | None, start: int, length: int) -> None:
    hole = Removed(start=start, end=start + length, why="a box")
    for mention in find_times(text, published=published, removed=[hole]):
        assert mention.end <= hole.start or hole.end <= mention.start


@given(st.dates(dt.date(1900, 1, 1), dt.date(2100, 1, 1)), st.integers(-500, 500))
def test_whole_weeks_shift_weekdays_by_whole_weeks(published: dt.date, weeks: int) -> None:
    text = "He said on Thursday that guards fired on Sunday night and will leave by Monday."

    def days(on: dt.date) -> list[dt.date]:
        return [dt.date.fromisoformat((m.value or "")[:10]) for m in find_times(text, published=str(on))]

    step = dt.timedelta(weeks=weeks)
    assert days(published + step) == [day + step for day in days(published)]
    assert all(day <= published for day in days(published)[:2])


@given(TEXTS)
def test_without_a_day_of_publication_no_year_is_invented(text: str) -> None:
    # Decades and years in words are given by the text as well; what is counted from a date in it stands on that date.
    given_years = {int(year) for year in re.findall(r"\d{4}", text)}
    for mention in find_times(text, published=None):
        if mention.anchor.startswith("event:") or re.search(r"0['’]?s\b|ies\b|thousand|century|teen", mention.text):
            continue
        for end in mention.interval or ():
            assert end is None or any(0 <= int(end[:4]) - year <= 1 for year in given_years), mention


@pytest.mark.parametrize("piece", ["1", "(", "'", "\n", "a", "1-", "the ", "2019", "1 ", "Mo"])
def test_cost_is_linear(piece: str) -> None:
    def seconds(size: int) -> float:
        text = piece * (size // len(piece))
        gc.collect()
        gc.disable()  # a pass over all that other tests of this process left would be counted with it
        try:
            begun = time.process_time()
            find_times(text, published=THURSDAY)
            return time.process_time() - begun
        finally:
            gc.enable()

    find_times(piece, published=THURSDAY)
    assert seconds(200_000) < 30 * seconds(20_000) + 0.2


def test_a_mention_is_a_wire_record() -> None:
    (mention,) = find_times("It has been calm since Friday.", published=THURSDAY)
    assert mention == TimeMention(
        start=23, end=29, text="Friday", value="2019-08-16", interval=("2019-08-16", "2019-08-17"),
        anchor="publication", relation="since",
    )  # fmt: skip
