"""The grid: which days it has, that no status is lost on any screen, and that silence is drawn as silence."""

from __future__ import annotations

import io
import re

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console

from tests.show.show_cells import AGREEMENT, Known, answering, cell, claim
from truceline.model.agreement import Term
from truceline.model.status import Grade, Status
from truceline.show import Grid, Row, days_shown, grid_rows, headline, mark_of
from truceline.show.grid import MOST_DAYS, days_between

ALLEGED = (Status.ALLEGED, Grade.SINGLE, Grade.NONE, ("c1",))


def rows_of(known: Known, first: str, last: str) -> tuple[list[Row], tuple[str, ...]]:
    """The rows and the days from ``first`` to ``last``."""
    days = days_between(first, last)
    return grid_rows(AGREEMENT, [claim("c1"), claim("c2")], days, answering(known)), days


def drawn(rows: list[Row], days: tuple[str, ...], width: int, *, ascii_only: bool = True) -> list[str]:
    """The lines of the grid on a screen of this width."""
    out = io.StringIO()
    Console(file=out, width=width, force_terminal=False).print(Grid(AGREEMENT, rows, days, ascii_only=ascii_only))
    return out.getvalue().splitlines()


# ---------------------------------------------------------------- which days


def test_a_day_long_ago_is_not_cut_off() -> None:
    """Three weeks lie between the alleged day and the last one: both are in the grid and in the headline."""
    late = cell("halt", "north", "2021-03-25", Status.UNKNOWN, Grade.POSSIBLE)
    days = days_shown([cell("halt", "north", "2021-03-02", *ALLEGED), late], None, None)
    assert (days[0], days[-1], len(days)) == ("2021-03-02", "2021-03-25", 24)
    rows = grid_rows(AGREEMENT, [], days, answering({("halt", "north", "2021-03-02"): ALLEGED}))
    assert "1 day alleged (halt, Northern forces, 2 Mar 2021)" in headline(AGREEMENT, rows)


def test_an_undated_claim_does_not_stretch_the_grid() -> None:
    """It touches every day since the truce began, and says of none that it is the one."""
    undated = [
        cell("halt", "north", day, Status.UNKNOWN, Grade.POSSIBLE, Grade.NONE, ("c1",))
        for day in days_between("2021-03-01", "2021-12-31")
    ]
    dated = cell("halt", "north", "2021-03-09", Status.ALLEGED, Grade.SINGLE, Grade.NONE, ("c1", "c2"))
    for window in ((None, None), ("2021-03-01", None), (None, "2021-12-31"), ("2021-03-01", "2021-12-31")):
        assert days_shown(undated, None, None, claims=[claim("c1", *window)]) == ()
    claims = [claim("c1"), claim("c2", "2021-03-09", "2021-03-10")]
    assert days_shown([*undated, dated], None, None, claims=claims) == ("2021-03-09",)
    assert days_shown(undated, "2021-03-01", "2021-03-03", claims=claims) == days_between("2021-03-01", "2021-03-03")


def test_silence_that_the_term_reads_as_a_breach_has_its_days() -> None:
    """Such a cell rests on no claim at all."""
    assert days_shown([cell("pull", "south", "2021-03-04", Status.BREACHED)], None, None, claims=[]) == ("2021-03-04",)


def test_days_asked_for_are_the_days_shown() -> None:
    """Any stretch that was asked for; of others the last days."""
    assert days_shown([], "2021-02-27", "2021-03-01") == ("2021-02-27", "2021-02-28", "2021-03-01")
    assert days_shown([], None, None) == ()
    assert days_shown([], "2021-03-02", None) == ("2021-03-02",)
    assert days_shown([], "2021-03-02", "2021-03-01") == ()
    many = [cell("halt", "north", d, *ALLEGED) for d in ("2020-01-01", "2021-03-02")]
    assert len(days_shown(many, None, None)) == MOST_DAYS
    assert len(days_shown(many, "2020-01-01", "2021-03-02")) == 427


# ---------------------------------------------------------------- what is drawn


def test_a_permission_has_no_row() -> None:
    """Rows stand in the order of the agreement; the parties of one prohibition also stand together."""
    rows, _ = rows_of({}, "2021-03-01", "2021-03-03")
    assert [(r.term.id, r.party) for r in rows] == [
        ("halt", "north"), ("calm", "south"), ("calm", "hills"), ("calm", "hills+south"), ("pull", "south"),
        ("spirit", "north"),
    ]  # fmt: skip


def test_origins_are_counted_once() -> None:
    """Two claims of one origin are one, on however many days they bear."""
    told = (Status.ALLEGED, Grade.SINGLE, Grade.NONE, ("c1", "c2"))
    rows, _ = rows_of(
        {("halt", "north", day): told for day in ("2021-03-01", "2021-03-02")}, "2021-03-01", "2021-03-02"
    )
    assert [r.origins for r in rows][:2] == [1, 0]


@given(
    st.dictionaries(st.integers(0, 59), st.sampled_from(Status), max_size=20), st.integers(1, 60), st.integers(48, 200)
)
def test_no_status_is_lost_on_any_screen(statuses: dict[int, Status], length: int, width: int) -> None:
    """Read back from the drawing, a row has the marks of its days in order, neighbours alike taken together."""
    days = days_between("2021-03-01", "2021-12-31")[:length]
    known = {("halt", "north", days[i]): (s, Grade.SINGLE, Grade.NONE, ()) for i, s in statuses.items() if i < length}
    rows = grid_rows(AGREEMENT, [], days, answering(known))
    lines = drawn(rows, days, width)
    assert all(cell_len(line) <= width for line in lines)
    assert not any("…" in line for line in lines)
    halts = [re.sub(r"^halt +(Northern forces|north)", "", line) for line in lines if line.startswith("halt ")]
    read = [mark for line in halts for mark in line.split()]
    assert read.pop() == "-"
    assert read.pop() == mark_of(rows[0].period).ascii
    wanted = [mark_of(c).ascii for c in rows[0].days]
    assert without_repeats(read) == without_repeats(wanted)
    if length <= 14:
        assert read == wanted


def without_repeats(marks: list[str]) -> list[str]:
    """The marks without those that equal the one before."""
    return [m for i, m in enumerate(marks) if i == 0 or m != marks[i - 1]]


def test_a_grid_of_four_days() -> None:
    """One whole drawing, as a person sees it."""
    known: Known = {
        ("halt", "north", "2021-03-02"): ALLEGED,
        ("halt", "north", "2021-03-01/2021-03-04"): ALLEGED,
        ("calm", "hills+south", "2021-03-03"): (Status.DISPUTED, Grade.SINGLE, Grade.POSSIBLE, ("c2",)),
        ("pull", "south", "2021-03-01"): (Status.NOT_DUE, Grade.NONE, Grade.NONE, ()),
    }
    rows, days = rows_of(known, "2021-03-01", "2021-03-04")
    assert [line.rstrip() for line in drawn(rows, days, 100, ascii_only=False)] == [
        "term    party            Mon1  Tue2  Wed3  Thu4  period  origins",
        "halt    Northern forces   .     /     .     .      /           1",
        "calm    Southern forces   .     .     .     .      .           -",
        "        Hill groups       .     .     .     .      .           -",
        "          together        .     .     ≠     .      .           1",
        "pull    Southern forces   ○     .     .     .      .           -",
        "spirit  Northern forces   n     n     n     n      n           -",
    ]


def test_months_are_named_where_there_are_several() -> None:
    """Over the days, and over both ends of a stretch that runs from one month into the next."""
    rows, days = rows_of({}, "2021-02-27", "2021-03-02")
    top = drawn(rows, days, 100)[:2]
    assert top[0].split() == ["Feb", "Feb", "Mar", "Mar"]
    assert top[1].split()[2:6] == ["Sat27", "Sun28", "Mon1", "Tue2"]
    rows, days = rows_of({("halt", "north", "2021-02-20"): ALLEGED}, "2021-02-20", "2021-03-20")
    top = drawn(rows, days, 100)[:2]
    assert top[0].split() == ["Feb", "21Feb-"]
    assert top[1].split()[2:4] == ["Sat20", "20Mar"]


# ---------------------------------------------------------------- the headline


def test_the_headline_counts_and_says_what_is_not_known() -> None:
    """Statuses with party and day, a suspension with its author, the terms nobody spoke of, and that none watched."""
    known: Known = {
        ("halt", "north", "2021-03-02"): ALLEGED,
        ("halt", "north", "2021-03-06"): (Status.SUSPENDED, Grade.NONE, Grade.NONE, ()),
        ("calm", "hills+south", "2021-03-01/2021-03-06"): (Status.ALLEGED, Grade.SINGLE, Grade.NONE, ("c2",)),
    }
    rows, _ = rows_of(known, "2021-03-01", "2021-03-06")
    assert headline(AGREEMENT, rows, [claim("c1")]) == (
        "1-6 Mar 2021: 0 days breached. 0 days disputed. 1 day alleged (halt, Northern forces, 2 Mar 2021)."
        " 0 days kept. 1 period alleged (calm, Hill groups and Southern forces together)."
        " From 6 Mar 2021: suspended (by Southern forces, claimed)."
        " Not known: nobody reported on pull; no observer was read."
    )
    assert "observer" not in headline(AGREEMENT, rows, [claim("c1", source="watch")])


def test_a_suspended_term_that_nobody_spoke_of_is_not_known() -> None:
    """A suspension is the agreement's knowledge, not a report."""
    suspended = (Status.SUSPENDED, Grade.NONE, Grade.NONE, ())
    rows, _ = rows_of({("pull", "south", "2021-03-01"): suspended}, "2021-03-01", "2021-03-01")
    assert "nobody reported on halt; calm; pull" in headline(AGREEMENT, rows)


def test_a_period_says_what_none_of_its_days_does() -> None:
    """ "Between the 1st and the 3rd" is alleged of the period alone; where a day has it, it is not told again."""
    period = ("halt", "north", "2021-03-01/2021-03-03")
    rows, _ = rows_of({period: ALLEGED}, "2021-03-01", "2021-03-03")
    assert "0 days alleged. 0 days kept. 1 period alleged (halt, Northern forces)." in headline(AGREEMENT, rows)
    rows, _ = rows_of({period: ALLEGED, ("halt", "north", "2021-03-02"): ALLEGED}, "2021-03-01", "2021-03-03")
    assert "1 period" not in headline(AGREEMENT, rows)


@pytest.mark.parametrize("status", list(Status))
def test_nothing_is_kept_that_no_cell_says(status: Status) -> None:
    """Silence, suspension and what is not assessed never come out as kept."""
    rows, _ = rows_of(
        {("halt", "north", "2021-03-01"): (status, Grade.NONE, Grade.NONE, ())}, "2021-03-01", "2021-03-02"
    )
    assert ("0 days kept" in headline(AGREEMENT, rows)) == (status is not Status.KEPT)


def test_names_cannot_turn_the_direction_of_a_row() -> None:
    """Names and ids come from a file that others wrote."""
    rows, days = rows_of({("halt", "north", "2021-03-02"): ALLEGED}, "2021-03-01", "2021-03-02")
    turned = [row._replace(term=_turned(row.term)) for row in rows]
    assert "halt<U+202E>" in headline(AGREEMENT, turned)
    for words in (headline(AGREEMENT, turned), "".join(drawn(turned, days, 100))):
        assert "\u202e" not in words


def _turned(term: Term) -> Term:
    return msgspec.structs.replace(term, id=f"{term.id}\u202e")
