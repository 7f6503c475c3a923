"""Datelines: what is one, its parts, and what only looks like one."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from truceline.extract.dateline import find_dateline

STORY = "The mission said on Tuesday that no shots were heard."

LINES = [
    ("MOSCOW – ", "MOSCOW", None, None),
    ("KHAN SHEIKHOUN — ", "KHAN SHEIKHOUN", None, None),
    ("AVDIIVKA, Ukraine – ", "AVDIIVKA, Ukraine", None, None),
    ("HMEIMIM, March 15 – ", "HMEIMIM", "March 15", None),
    ("ISTANBUL, Aug 19 (wire) – ", "ISTANBUL", "Aug 19", "wire"),
    ("ISTANBUL, Aug. 19 (Reuters) - ", "ISTANBUL", "Aug. 19", "Reuters"),
    ("Damascus, SANA – ", "Damascus", None, "SANA"),
    ("MOSCOW, TASS – ", "MOSCOW", None, "TASS"),
    ("YEREVAN/BAKU, October 10, 2020 – ", "YEREVAN/BAKU", "October 10, 2020", None),
    ("New York, 14 May 2019 – ", "New York", "14 May 2019", None),
    ("RIYADH, 27 December 2018 (party media) – ", "RIYADH", "27 December 2018", "party media"),
    ("BAKU (AP) -- ", "BAKU", None, "AP"),
    ("BEIRUT (AP)_ ", "BEIRUT", None, "AP"),
    ("MOSCOW, August 15. /TASS/ – ", "MOSCOW", "August 15", "TASS"),
    ("BOGOTA, 3 APR 90 (RADIO) -- ", "BOGOTA", "3 APR 90", "RADIO"),
    ("ASUNCION (PARAGUAY), 5 JAN 90 (ULTIMA HORA) -- ", "ASUNCION (PARAGUAY)", "5 JAN 90", "ULTIMA HORA"),
    ("МОСКВА – ", "МОСКВА", None, None),
]


@pytest.mark.parametrize(("line", "place", "date", "agency"), LINES, ids=[line[0] for line in LINES])
@pytest.mark.parametrize(
    "before", ["", "A quiet night at the bridge\n\n", "\r\n\r\n  "], ids=["first", "title", "blank"]
)
def test_dateline(before: str, line: str, place: str, date: str | None, agency: str | None) -> None:
    text = before + line + STORY
    found = find_dateline(text)
    assert found is not None
    assert text[found.start : found.end] == line
    assert found.place.of(text) == place
    assert (found.date and found.date.of(text)) == date
    assert (found.agency and found.agency.of(text)) == agency
    assert text[found.end :] == STORY


@pytest.mark.parametrize(
    "line",
    [
        "FLASH UPDATE 3 – North-west of the valley, as of the sixth of August, partners say.",
        "The town – once a market for the whole valley – was quiet on Tuesday, residents said.",
        "Morek – A town in the north of the valley that changed hands twice in a year.",
        "CORRECTION – An earlier version of this note gave the wrong number of the dead.",
        "He said – and others agreed – that the road was open to everybody all the time.",
        "THE ARMY – ONCE THE STRONGEST IN THE VALLEY – HAS LEFT ALL OF ITS POSTS THERE.",
        "UN – The mission said on Tuesday that no shots were heard between the bridges.",
        "Calm held in the valley. MOSCOW – said nothing about it on Tuesday, as on most days.",
        "MOSCOW – ",
        "MOSCOW said on Tuesday that no shots were heard between the bridges of the valley.",
    ],
)
def test_no_dateline(line: str) -> None:
    assert find_dateline(line) is None


def test_only_near_the_top() -> None:
    assert find_dateline("A line of the report stands here.\n" * 40 + "MOSCOW – " + STORY) is None


@settings(deadline=None)
@given(st.text(st.sampled_from("AB ab–-,.()/_1\n[]"), max_size=200))
def test_spans_lie_inside(text: str) -> None:
    found = find_dateline(text)
    if found:
        assert 0 <= found.start <= found.place.start < found.place.end <= found.end <= len(text)
        for part in (found.date, found.agency):
            assert part is None or found.start < part.start < part.end <= found.end
