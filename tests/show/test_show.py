"""How things look: marks, the grid, the headline, the wire form. Cells are made by hand, in every status."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from truceline.agreement import load_agreement
from truceline.model.agreement import Agreement
from truceline.model.claim import Attribution, Claim, Difference, Incident, Reading
from truceline.model.event import Event
from truceline.model.status import Bearing, Cell, Grade, Reason, Status
from truceline.model.text import Mention, Removed, Report, Span, Unreadable
from truceline.model.world import ActorMention, Place, PlaceMention, TimeInterval, TimeMention
from truceline.pipeline import Analysis, analyse
from truceline.show import (
    Row,
    analysis_page,
    cell_line,
    cell_text,
    days_shown,
    grid_rows,
    headline,
    legend,
    mark_of,
    reading_lines,
    record_line,
    unreadable_line,
    visible,
)

DAYS = ("2019-08-02", "2019-08-03", "2019-08-04")
LOADED = re.compile(r"violat|terroris|regime|liberat|aggress|massacre|enemy|guilty|perpetrat", re.IGNORECASE)


@pytest.fixture(scope="module")
def idlib() -> Agreement:
    return load_agreement("idlib")


def cell(status: Status, *, term: str = "aug-halt", party: str = "syria", day: str = DAYS[0], **more: Any) -> Cell:
    grades = {"pro": Grade.SINGLE, "con": Grade.NONE, **more}
    return Cell(term=term, party=party, day=day, status=status, **grades)


def silence(term: str, party: str, day: str) -> Cell:
    return cell(Status.UNKNOWN, term=term, party=party, day=day, pro=Grade.NONE)


def rows_with(agreement: Agreement, *cells: Cell) -> list[Row]:
    """The grid where these cells are, and nobody reported anything else."""
    told = {(c.term, c.party, c.day): c for c in cells}
    return grid_rows(agreement, (), DAYS, lambda *key: told.get(key) or silence(*key))


# ---------------------------------------------------------------- marks

FACES = [cell(s) for s in Status] + [silence("t", "p", DAYS[0])]


def test_no_two_faces_look_alike() -> None:
    """Nine statuses and the second face of unknown: ten shapes, ten ASCII twins of one sign, ten words."""
    marks = [mark_of(c) for c in FACES]
    for looks in ([m.shape for m in marks], [m.ascii for m in marks], [m.word for m in marks]):
        assert len(set(looks)) == len(FACES) == 10
    assert all(m.ascii.isascii() and len(m.ascii) == 1 for m in marks)
    assert {s: mark_of(cell(s)).shape for s in Status} == {
        Status.NOT_DUE: "○", Status.SUSPENDED: "~", Status.UNKNOWN: ":", Status.KEPT: "✓", Status.ALLEGED: "/",
        Status.DISPUTED: "≠", Status.BREACHED: "✗", Status.EXCUSED: "✗e", Status.NOT_ASSESSED: "n",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("pro", "con", "shape"),
    [(Grade.NONE, Grade.NONE, "."), (Grade.POSSIBLE, Grade.NONE, ":"), (Grade.NONE, Grade.POSSIBLE, ":")],
)
def test_silence_is_not_doubt(pro: Grade, con: Grade, shape: str) -> None:
    """ "Nobody said anything" and "somebody said something that does not settle it" look different."""
    assert mark_of(cell(Status.UNKNOWN, pro=pro, con=con)).shape == shape


@pytest.mark.parametrize("ascii_only", [False, True])
def test_the_legend_has_every_mark(ascii_only: bool) -> None:
    """Each mark stands beside its word; the ASCII legend is ASCII."""
    words = legend(ascii_only=ascii_only)
    for mark in map(mark_of, FACES):
        assert f"{mark.ascii if ascii_only else mark.shape} {mark.word}" in words
    assert words.isascii() is ascii_only


@given(st.text())
def test_visible_text_cannot_steer(text: str) -> None:
    """No control, direction or zero-width character and no line break is left; the letters are the same."""
    shown = visible(text)
    assert shown.isprintable() or all(c.isspace() or c.isprintable() or ord(c) > 0x2FF for c in shown)
    assert not set(shown) & set("\n\r\t\x1b\x00\x9b\u200b\u200e\u200f\u202a\u202e\u2066\u2069\ufeff\u2028\u2029")
    assert visible(shown) == shown


# ---------------------------------------------------------------- the grid


def test_the_days_of_the_grid() -> None:
    """The days asked for, else from the first to the last on which something bears."""
    cells = [cell(Status.ALLEGED, day=d) for d in (DAYS[2], DAYS[0], "2019-08-02/2019-08-04")]
    assert days_shown(cells, None, None) == DAYS
    assert days_shown(cells, DAYS[1], None) == DAYS[1:]
    assert days_shown(cells, None, DAYS[1]) == DAYS[:2]
    assert days_shown([], DAYS[0], DAYS[2]) == DAYS
    assert days_shown([], None, None) == ()
    assert len(days_shown([], "2019-02-01", "2019-03-31")) == 28 + 31


def test_the_rows_of_the_grid(idlib: Agreement) -> None:
    """Each term that binds somebody has a row for each party, in the agreement's order, and one for them together."""
    asked: list[tuple[str, str, str]] = []

    def answer(term: str, party: str, day: str) -> Cell:
        asked.append((term, party, day))
        return silence(term, party, day)

    rows = grid_rows(idlib, (), DAYS, answer)
    binding = [t for t in idlib.terms if t.verb != "may" and t.party]
    assert list(dict.fromkeys(r.term.id for r in rows)) == [t.id for t in binding]
    for term in binding:
        parties = [r.party for r in rows if r.term.id == term.id]
        together = ["+".join(sorted(term.party))] if term.verb == "must_not" and len(term.party) > 1 else []
        assert parties == [*term.party, *together]
    # The period is asked of the claims: never rolled up from the days.
    for row in rows:
        assert tuple(c.day for c in row.days) == DAYS
        assert row.period.day == f"{DAYS[0]}/{DAYS[-1]}"
        assert (row.term.id, row.party, row.period.day) in asked
        assert row.origins == 0


def test_copies_are_one_origin(idlib: Agreement) -> None:
    """The last column counts origins and not claims."""
    claims = [Claim(id=f"c{n}", origin="o1" if n < 40 else "o2") for n in range(41)]
    told = cell(Status.DISPUTED, claims=tuple(c.id for c in claims))
    rows = grid_rows(idlib, claims, DAYS, lambda *key: told if key == ("aug-halt", "syria", DAYS[0]) else silence(*key))
    assert {r.origins for r in rows if (r.term.id, r.party) == ("aug-halt", "syria")} == {2}


# ---------------------------------------------------------------- sentences


@pytest.mark.parametrize("status", list(Status))
def test_the_headline_in_every_status(idlib: Agreement, status: Status) -> None:
    """A status that is evident is counted with its term, party and day; silence is told as such; words are neutral."""
    words = headline(idlib, rows_with(idlib, cell(status, day=DAYS[1])))
    assert not LOADED.search(words)
    assert "<" not in words
    evident = status in (Status.KEPT, Status.ALLEGED, Status.DISPUTED, Status.BREACHED, Status.EXCUSED)
    counted = f"1 day {status.value} (aug-halt, Syrian government forces, 3 Aug 2019)."
    assert (counted in words) is evident
    for other in (Status.KEPT, Status.ALLEGED, Status.DISPUTED, Status.BREACHED):
        assert (f"0 days {other.value}." in words) is (other is not status)
    assert ("suspended" in words) is (status is Status.SUSPENDED)
    assert "nobody reported on" in words
    assert "aug-calm" in words


def test_silence_is_never_kept(idlib: Agreement) -> None:
    """Where nobody reported anything, nothing is kept and everything is unknown."""
    words = headline(idlib, rows_with(idlib))
    assert "0 days kept." in words
    assert all(term in words.partition("nobody reported on")[2] for term in ("astana-2", "sochi-1", "sochi-2"))


def test_a_period_of_parties_together(idlib: Agreement) -> None:
    """An act of one of two parties is told of both together and of neither alone."""
    period = f"{DAYS[0]}/{DAYS[-1]}"
    words = headline(
        idlib, rows_with(idlib, cell(Status.ALLEGED, term="aug-calm", party="opposition+radical", day=period))
    )
    assert "0 days alleged." in words
    assert re.search(r"1 period alleged \(aug-calm, armed opposition groups and radical groups", words)


def test_one_cell_as_text() -> None:
    """The quoted words with their speaker and place, the reasons, and what would change the status."""
    claim = Claim(id="c1", start=0, end=9, quote="They\u202e fired", attribution="a1", report="sha256:0123456789ab")
    report = Report(id="sha256:0123456789ab", text="They\u202e fired")
    speaker = Attribution(id="a1", source=Mention(start=0, end=4, text="a witness"))
    words = cell_text(
        cell(
            Status.ALLEGED,
            claims=("c1", "not here"),
            reasons=(Reason(code="x", text="One origin."),),
            flips=("a denial",),
        ),
        [claim],
        [Reading(report=report, attributions=(speaker,), claims=(claim,))],
    )
    lines = words.splitlines()
    assert lines[0].startswith("aug-halt · ")
    assert "alleged" in lines[0]
    assert any("a witness" in line and "0-9" in line and "01234567" in line for line in lines)
    assert "\u202e" not in words
    assert any("One origin." in line for line in lines)
    assert any("a denial" in line for line in lines)


# ---------------------------------------------------------------- the page


def page(analysis: Analysis, **more: Any) -> str:
    days = days_shown(analysis.cells, DAYS[0], DAYS[2])
    rows = grid_rows(analysis.agreement, analysis.claims, days, analysis.cell)
    out = Console(file=io.StringIO(), width=120, highlight=False)
    for part in analysis_page(
        analysis.agreement,
        analysis.readings,
        analysis.claims,
        rows,
        days,
        analysis.bearings,
        analysis.differences,
        **more,
    ):
        out.print(part)
    assert isinstance(out.file, io.StringIO)
    return out.file.getvalue()


def reading_of(*events: Event) -> Reading:
    """A report with these events, each told in the report's own voice."""
    text = "Something happened somewhere."
    report = Report(id="sha256:aa", text=text, published="2019-08-07")
    claims = [
        Claim(id=f"c{n}", start=0, end=9, quote=text[:9], event=event, report=report.id)
        for n, event in enumerate(events)
    ]
    return Reading(report=report, claims=tuple(claims))


MONDAY = TimeInterval(start="2019-08-03", end="2019-08-04", value="2019-08-03")
MOREK = Place(id="geonames:166640", name="Morek", lat=35.37, lon=36.69, radius_km=3, precision=1)


@pytest.mark.parametrize(
    ("time", "place", "undated", "unplaced"),
    [
        (MONDAY, MOREK, 0, 0),
        (None, MOREK, 1, 0),
        (TimeInterval(value="XXXX-WXX-1"), MOREK, 1, 0),
        (MONDAY, None, 0, 1),
        (MONDAY, Place(name="the villages"), 0, 1),
        (None, None, 1, 1),
    ],
)
def test_the_trays(
    idlib: Agreement, time: TimeInterval | None, place: Place | None, undated: int, unplaced: int
) -> None:
    """What has no date or no place lies in a tray that is always shown, also when it is empty."""
    event = Event(type="attack.shelling", actors=("syria",), time=time, place=place)
    words = page(analyse(reading_of(event), idlib))
    assert f"No date: {undated}" in words
    assert f"Not on the map: {unplaced}" in words


def test_the_page_in_ascii(idlib: Agreement) -> None:
    """Where the screen has no Unicode, the grid and the legend have none."""
    event = Event(type="attack.shelling", actors=("syria",), time=MONDAY, place=MOREK)
    analysis = analyse(reading_of(event), idlib)
    plain, drawn = page(analysis, ascii_only=True), page(analysis)
    assert all(line in plain for line in legend(ascii_only=True).splitlines())
    assert all(line in drawn for line in legend().splitlines())
    row = next(line for line in plain.splitlines() if line.startswith("aug-halt "))
    assert row.isascii()
    assert " a " in row
    assert not LOADED.search(plain.replace("combat terrorism", ""))


# ---------------------------------------------------------------- the wire form


def keys(line: bytes) -> list[str]:
    return list(json.loads(line))


SPAN = Span(start=0, end=4)
NAME = Mention(start=0, end=4, text="They", actor="syria")
FULL = Reading(
    report=Report(id="sha256:aa", text="They fired.", removed=(Removed(start=0, end=4, why="form"),)),
    times=(TimeMention(start=0, end=4, text="They", value="2019-08-02", interval=("2019-08-02", "2019-08-03")),),
    places=(PlaceMention(start=0, end=4, text="They"),),
    actors=(ActorMention(start=0, end=4, text="They", id="syria", type="unit"),),
    attributions=(Attribution(id="a1", source=NAME, cue=NAME, content=SPAN),),
    claims=(Claim(id="c1", event=Event(type="attack"), attribution="a1"),),
)  # fmt: skip
#: DESIGN, section 4: the keys of each record that a program may count on.
PROMISED = {
    "report": "kind id text language published title publisher removed",
    "time": "kind start end text value interval anchor",
    "place": "kind start end text id name lat lon radius_km precision candidates",
    "actor": "kind start end text id type",
    "attribution": "kind id source cue content",
    "claim": "kind id start end quote attribution speech event polarity certainty modality mode origin",
}


def test_the_wire_form_of_a_report() -> None:
    """The report first, then a line for each thing; the promised keys are there, also when they are null."""
    lines = list(reading_lines(FULL))
    assert [json.loads(line)["kind"] for line in lines] == list(PROMISED)
    for line, promised in zip(lines, PROMISED.values(), strict=True):
        found = keys(line)
        assert [k for k in found if k in promised.split()] == promised.split()
        assert b"\n" not in line
    event = json.loads(lines[-1])["event"]
    assert {"type", "actors", "recipients", "place", "time", "means", "deaths", "injured", "objects"} <= set(event)
    assert json.loads(lines[0])["removed"] == [{"start": 0, "end": 4, "why": "form"}]
    attribution = json.loads(lines[4])
    assert attribution["source"] == {"start": 0, "end": 4, "text": "They", "actor": "syria"}
    assert attribution["content"] == {"start": 0, "end": 4}


def test_claims_beside_an_agreement_say_whose_and_when(idlib: Agreement) -> None:
    """``source`` and ``recorded`` stand in a claim once it was laid beside an agreement, and not before."""
    assert not {"source", "recorded"} & set(json.loads(list(reading_lines(FULL))[-1]))
    event = Event(type="attack.shelling", actors=("syria",), time=MONDAY, place=MOREK)
    analysis = analyse(reading_of(event), idlib)
    line = list(reading_lines(analysis.readings[0], claims=analysis.claims))[-1]
    assert {"source", "recorded"} <= set(json.loads(line))


def test_the_wire_form_of_the_rest() -> None:
    """Differences, bearings, incidents, cells and what could not be read."""
    difference = Difference(claim="c", start=0, end=1, term="t", aspect="number", said="20", agreement_says="15")
    assert keys(record_line(difference)) == [
        "kind",
        "claim",
        "start",
        "end",
        "term",
        "aspect",
        "said",
        "agreement_says",
    ]
    bearing = Bearing(incident="i", claims=("c",), term="t", party="p", bears="breaches")
    assert keys(record_line(bearing))[0] == "kind"
    assert keys(record_line(Incident(id="i", claims=("c",), origins=("o",))))[0] == "kind"
    assert json.loads(unreadable_line(Unreadable(path="x", error="no"))) == {
        "kind": "report",
        "path": "x",
        "error": "no",
    }
    bare = cell(Status.ALLEGED)
    assert keys(cell_line(bare)) == ["kind", "term", "party", "day", "status", "pro", "con", "reasons", "claims"]
    assert keys(cell_line(bare, kind=False)) == ["term", "party", "day", "status", "pro", "con", "reasons", "claims"]
    flipped = cell(Status.ALLEGED, flips=("a denial",))
    assert keys(cell_line(flipped))[-1] == "flips"


def test_the_same_bytes_twice() -> None:
    """The wire form depends on nothing but its input."""

    def joined(lines: Iterable[bytes]) -> bytes:
        return b"\n".join(lines)

    assert joined(reading_lines(FULL)) == joined(reading_lines(FULL))
