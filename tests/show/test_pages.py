"""What people see: quotations as they stand, reasons beside them, the trays, what is still open, and the limits."""

from __future__ import annotations

import io

import msgspec
import pytest
from rich.console import Console

from tests.show.show_cells import AGREEMENT, answering, claim
from truceline.model.claim import Attribution, Claim, Reading
from truceline.model.event import Event
from truceline.model.status import Bearing, Cell, Condition, Grade, ReadingStatus, Reason, Status, Truth
from truceline.model.text import Mention, Report
from truceline.model.world import TimeInterval, TimeMention
from truceline.show import (
    LIMITS,
    analysis_page,
    cell_text,
    days_shown,
    fitting_month,
    grid_rows,
    reading_page,
    undated_warning,
    visible,
)  # fmt: skip

TRICKS = "[bold]They[/bold] left [/red] :boom: \x1b[31m\u202eTown"
SHOWN = "[bold]They[/bold] left [/red] :boom: <U+001B>[31m<U+202E>Town"
OPEN = TimeMention(start=0, end=3, text="May", value="XXXX-03", anchor="none")


def printed(parts: object, width: int = 160) -> str:
    out = io.StringIO()
    console = Console(file=out, width=width, force_terminal=False, highlight=False)
    for part in parts:  # type: ignore[attr-defined]
        console.print(part)
    return out.getvalue()


def reading(quote: str = "They left", *, published: str | None = None, **more: object) -> Reading:
    found = Claim(
        id="c1", start=0, end=len(quote), quote=quote, attribution="a1", report="sha256:abcdef0123",
        event=Event(type="attack", actors=("north",), time=TimeInterval(start="2021-03-02", end="2021-03-03")),
    )  # fmt: skip
    speaker = Attribution(id="a1", source=Mention(start=0, end=1, text=quote))
    report = Report(id="sha256:abcdef0123", text=quote, published=published, title=quote, **more)  # type: ignore[arg-type]
    return Reading(report=report, times=(OPEN,), attributions=(speaker,), claims=(found,))


def page(read: Reading, width: int = 160) -> str:
    cells = {("halt", "north", "2021-03-02"): (Status.ALLEGED, Grade.SINGLE, Grade.NONE, ("c1",))}
    days = ("2021-03-02",)
    rows = grid_rows(AGREEMENT, read.claims, days, answering(cells))
    open_place = Condition(name="zone", truth=Truth.POSSIBLE, why="the place may lie outside")
    bearing = Bearing(
        incident="i1", claims=("c1",), term="halt", party="north", bears="indeterminate", conditions=(open_place,)
    )
    return printed(analysis_page(AGREEMENT, [read], read.claims, rows, days, [bearing], []), width)


def test_a_quotation_is_shown_and_never_obeyed() -> None:
    """Square brackets and colons are words here, not rich's markup; control characters are drawn, not sent."""
    for shown in (printed(reading_page(reading(TRICKS)), 300), page(reading(TRICKS), 300)):
        assert SHOWN in shown
        assert "\x1b" not in shown
        assert "\u202e" not in shown
    # Once as the speaker and once as the words, in both.
    assert printed(reading_page(reading(TRICKS)), 300).count(SHOWN) >= 3


def test_wide_letters_keep_the_columns() -> None:
    """Two cells a letter: what stands after it is still in its column."""
    from rich.cells import cell_len

    lines = printed(reading_page(reading("休戦は守られた")), 120).splitlines()
    head = next(line for line in lines if line.startswith("what"))
    row = next(line for line in lines if line.startswith("attack"))
    assert cell_len(row[: row.index("“")]) == head.index("words")


def test_the_page_has_its_parts_in_order() -> None:
    """The headline before the grid, the reasons after it, the trays always, the limits last."""
    shown = page(reading())
    parts = [
        "A truce along a river", "1 day alleged", "term ", "no report", "Why", "How incidents bear on terms",
        "No date: 0", "Not on the map: 1", "none of them reviewed by a person", LIMITS[:40],
    ]  # fmt: skip
    at = [shown.index(part) for part in parts]
    assert at == sorted(at)
    assert "the place may lie outside" in shown


@pytest.mark.parametrize(("day", "told"), [(Status.UNKNOWN, True), (Status.ALLEGED, False)])
def test_a_period_is_explained_where_it_says_what_no_day_does(day: Status, told: bool) -> None:
    """One party's period is not told again where one of its days has the same status."""
    days = ("2021-03-02", "2021-03-03")
    cells = {
        ("halt", "north", days[0]): (day, Grade.SINGLE, Grade.NONE, ("c1",)),
        ("halt", "north", "/".join(days)): (Status.ALLEGED, Grade.SINGLE, Grade.NONE, ("c1", "c2")),
    }
    read = reading()
    rows = grid_rows(AGREEMENT, read.claims, days, answering(cells))
    shown = printed(analysis_page(AGREEMENT, [read], read.claims, rows, days, [], []))
    assert ("halt · Northern forces · 2-3 Mar 2021: alleged" in shown) is told


def test_without_a_dated_claim_there_is_no_grid_and_it_says_so() -> None:
    days = days_shown([], None, None, claims=[])
    shown = printed(analysis_page(AGREEMENT, [reading()], [claim("c1")], [], days, [], []))
    assert "No claim with a date bears on a day of this agreement, so there is no grid." in shown
    assert "Give --published YYYY-MM-DD" in shown
    assert "No date: 1" in shown


def test_a_cell_explains_itself() -> None:
    cell = Cell(
        term="halt", party="north", day="2021-03-02", status=Status.ALLEGED, pro=Grade.SINGLE, con=Grade.NONE,
        claims=("c1",), reasons=(Reason(code="x", text="One origin."),),
        readings=(ReadingStatus(by="south", status=Status.UNKNOWN),), flips=("a denial would make it disputed",),
    )  # fmt: skip
    read = reading("They left")
    assert cell_text(cell, read.claims, [read]).splitlines() == [
        "halt · north · 2 Mar 2021: alleged (for: single, against: none)",
        "  + “They left”  They left; report abcdef01 0-9",
        "  One origin.",
        "  as south reads the term: unknown",
        "  a denial would make it disputed",
    ]
    many = msgspec.structs.replace(cell, claims=tuple(f"c{i}" for i in range(7)))
    assert "and 1 more claim\n" in cell_text(many, read.claims, [read])


@pytest.mark.parametrize(
    ("times", "published", "words"),
    [
        ((), None, None),
        ((OPEN,), "2021-03-03", None),
        ((OPEN,), None, '1 date stays open ("May"). Give --published YYYY-MM-DD to settle it.'),
        ((OPEN, OPEN), None, '2 dates stay open ("May", "May"). Give --published YYYY-MM-DD to settle them.'),
        ((OPEN,) * 9, None, '9 dates stay open ("May", "May", "May", "May", "May", "May", …). Give'),
    ],
)
def test_open_dates_are_warned_of(times: tuple[TimeMention, ...], published: str | None, words: str | None) -> None:
    warning = undated_warning(Reading(report=Report(id="r", text="", published=published), times=times))
    assert (warning is None) if words is None else (warning is not None and words in warning)


def test_the_agreement_may_offer_a_month_and_no_more() -> None:
    """The agreement's date is offered in words; the open date stays open."""
    read = reading()
    assert fitting_month(read, AGREEMENT) == "March 2021"
    assert "They would fit" not in printed(reading_page(read))
    shown = printed(reading_page(read, fits="March 2021"))
    assert "It would fit March 2021." in shown
    assert "open: no date of publication to count from" in shown
    other = msgspec.structs.replace(read, times=(msgspec.structs.replace(OPEN, value="XXXX-WXX-4"),))
    assert fitting_month(other, AGREEMENT) is None


def test_warnings_about_a_text_reach_the_reader() -> None:
    assert "warning: Half of the page is missing." in printed(
        reading_page(reading(warnings=("Half of the page is missing.",)))
    )
    assert "Half of the page is missing." in page(
        reading(published="2021-03-03", warnings=("Half of the page is missing.",))
    )


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\u202eb", "a<U+202E>b"),
        ("a\u200bb", "a<U+200B>b"),
        ("\x1b[31mred", "<U+001B>[31mred"),
        ("one\r\ntwo\tthree", "one  two three"),
        ("a\u3164b", "a<U+3164>b"),
        ("bad\udcff.txt", "bad<U+DCFF>.txt"),
        ("إدلب", "إدلب"),
    ],
)
def test_marks_for_what_cannot_be_seen(text: str, shown: str) -> None:
    """Also letters that are drawn as nothing; letters that are drawn stay, from whichever side they are read."""
    assert visible(text) == shown
