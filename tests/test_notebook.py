"""docs/notebook.ipynb runs and shows what is written in it; values show themselves; frames say what they need."""

from __future__ import annotations

import datetime as dt
import json
import sys

import msgspec
import pytest
from selectolax.lexbor import LexborHTMLParser

import truceline
from tools import notebook
from truceline.model.claim import Claim
from truceline.model.event import Event
from truceline.model.status import Cell, Grade, Reason, Status
from truceline.model.world import TimeInterval

HOSTILE = "<script>alert(1)</script>"
CELL = Cell(
    term="t",
    party="p",
    day="2019-08-05",
    status=Status.ALLEGED,
    pro=Grade.SINGLE,
    con=Grade.NONE,
    reasons=(Reason(code="x", text=HOSTILE),),
    claims=("c1",),
)
CLAIM = Claim(
    id="c1",
    quote="shells",
    event=Event(type="attack", time=TimeInterval(start="2019-08-05", end="2019-08-07")),
)


def test_the_notebook_shows_what_is_written_in_it() -> None:
    """Run anew it has the same outputs; ``python tools/notebook.py`` writes them."""
    kept = json.loads(notebook.PATH.read_text(encoding="utf-8"))
    ran = notebook.executed()
    assert len(ran["cells"]) > 8
    for before, after in zip(kept["cells"], ran["cells"], strict=True):
        assert before == after, before["source"]


def test_values_show_themselves_and_run_nothing() -> None:
    """A cell, an agreement and an analysis as HTML, what was said in it as text."""
    assert HOSTILE not in CELL._repr_html_()
    assert "&lt;script&gt;" in CELL._repr_html_()
    agreement = msgspec.structs.replace(truceline.load_agreement("idlib"), title=HOSTILE)
    report = truceline.Report(id="sha256:0", text="Shells hit Saraqib on 5 August 2019.", published="2019-08-06")
    analysis = truceline.analyse(report, agreement)
    for html in (agreement._repr_html_(), analysis._repr_html_(), analysis.assessment._repr_html_()):
        page = LexborHTMLParser(html)
        assert page.css_first("table") is not None
        assert page.css_first("script") is None
        assert page.css_first("caption").text() == HOSTILE  # type: ignore[union-attr]


def test_frames_have_real_dates() -> None:
    """The same rows in both, days as days, both included."""
    polars = truceline.to_polars([CELL])
    pandas = truceline.to_pandas([CELL])
    assert polars["first_day"].to_list() == [dt.date(2019, 8, 5)]
    assert pandas["first_day"][0].date() == dt.date(2019, 8, 5)
    assert polars["status"][0] == pandas["status"][0] == "alleged"
    claims = truceline.to_polars([CLAIM], timezone="Asia/Damascus")
    assert claims["last_day"].to_list() == [dt.date(2019, 8, 6)]
    assert truceline.to_pandas([CLAIM])["last_day"][0].date() == dt.date(2019, 8, 6)
    assert polars.columns == list(pandas.columns)
    with pytest.raises(truceline.UsageError, match="cells or claims, not both"):
        truceline.to_polars([CELL, CLAIM])


@pytest.mark.parametrize(("make", "name"), [(truceline.to_polars, "polars"), (truceline.to_pandas, "pandas")])
def test_what_is_missing_is_named(monkeypatch: pytest.MonkeyPatch, make: object, name: str) -> None:
    """One sentence that says what to install."""
    monkeypatch.setitem(sys.modules, name, None)
    assert callable(make)
    with pytest.raises(truceline.UsageError, match=f"needs {name}, which is not installed: pip install '{name}'"):
        make([CELL])
