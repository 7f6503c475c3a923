"""The report that the project started from, read from the yardsticks and never copied: what must hold of it.

Words quoted here are the few that a claim needs to be found again.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from truceline.agreement import load_agreement
from truceline.assess import Assessment, decode_claims
from truceline.model.claim import Claim, Reading
from truceline.model.status import Status
from truceline.pipeline import Analysis, Entry, analyse, read_one
from truceline.show import cell_line, claim_line, reading_lines

PUBLISHED = "2019-08-22"
NOW = "2019-09-01T00:00:00Z"


@pytest.fixture(scope="module")
def report_path(shared: Path) -> Path:
    return shared / "cases" / "founding" / "report.txt"


@pytest.fixture(scope="module")
def dated(report_path: Path) -> Reading:
    return read_one(report_path, entry=Entry(path="report.txt", published=PUBLISHED))


@pytest.fixture(scope="module")
def undated(report_path: Path) -> Reading:
    return read_one(report_path, entry=Entry(path="report.txt"))


@pytest.fixture(scope="module")
def analysis(dated: Reading) -> Analysis:
    return analyse(
        [dated],
        load_agreement("idlib"),
        periods=[("2019-08-02", "2019-08-05"), ("2019-08-17", "2019-08-22")],
        unions=True,
    )


def claims_with(reading: Reading, words: str) -> list[Claim]:
    found = [c for c in reading.claims if words in c.quote or c.quote in words]
    assert found, f"no claim says {words!r}"
    return found


def test_dates_stay_open_without_a_publication_date(undated: Reading) -> None:
    values = {t.text: (t.value, t.interval) for t in undated.times}
    assert values["Thursday"] == ("XXXX-WXX-4", None)
    assert values["August 2"] == ("XXXX-08-02", None)
    assert values["Three days later"] == ("XXXX-08-05", None)
    assert values["17 September 2018"][0] == "2018-09-17"


def test_dates_are_settled_by_the_publication_date(dated: Reading) -> None:
    values = {t.text: t.value for t in dated.times}
    assert values["Thursday"] == "2019-08-22"
    assert values["August 2"] == "2019-08-02"
    assert values["Three days later"] == "2019-08-05"
    assert values["17 September 2018"] == "2018-09-17"
    week = next(t for t in dated.times if t.text == "This week")
    assert week.value == "2019-W34"
    assert week.interval is not None
    assert week.interval[1] == "2019-08-23"


def test_the_pledge_is_conditional_and_counts_for_nothing(dated: Reading, analysis: Analysis) -> None:
    pledge = claims_with(dated, "would halt the offensive")
    assert {c.modality for c in pledge} == {"conditional"}
    assert all(c.condition is not None for c in pledge)
    counted = {id_ for cell in analysis.cells for id_ in cell.claims}
    assert not counted & {c.id for c in pledge}


def test_the_two_villages_are_one_claim_without_a_point(dated: Reading) -> None:
    taken = [c for c in dated.claims if c.event is not None and c.event.type == "territory.captured"]
    assert len(taken) == 1
    event = taken[0].event
    assert event is not None
    assert event.actors == ("syria",)
    assert event.place is not None
    assert event.place.lat is None
    assert event.place.lon is None
    assert event.place.precision == 4
    assert event.time is not None
    assert (event.time.start, event.time.end) == ("2019-08-17", "2019-08-23")


def test_the_misquoted_depth_is_shown_beside_the_text(analysis: Analysis) -> None:
    said = {(d.aspect, d.said, d.agreement_says) for d in analysis.differences if d.term.startswith("sochi")}
    assert ("number", "20 km", "15-20 km") in said
    assert ("zone", "20 km from the zone", "out of a zone 15-20 km deep") in said


def test_nothing_is_claimed_from_newsletter_and_comment_lines(dated: Reading) -> None:
    text = dated.report.text
    tail = text.index("Subscribe to our")
    assert all(c.end <= tail for c in dated.claims)
    removed = [text[r.start : r.end] for r in dated.report.removed]
    for words in ("Sign up here", "Notify of", "Would love your thoughts"):
        assert any(words in r for r in removed)


def test_aid_refugees_and_guarantors_are_read_too(dated: Reading) -> None:
    kinds = {c.event.type: c for c in dated.claims if c.event is not None}
    assert kinds["aid.delivered"].modality == "ongoing"
    assert kinds["return"].event is not None
    assert kinds["return"].event.actors == ("russia",)
    assert any(c.event.actors == ("russia", "turkey", "iran") for c in dated.claims if c.event is not None)


def test_every_quote_is_its_slice(dated: Reading) -> None:
    for claim in dated.claims:
        assert dated.report.text[claim.start : claim.end] == claim.quote


def test_the_cells_read_as_they_must(analysis: Analysis) -> None:
    status = {(c.term, c.party, c.day): c.status for c in analysis.cells}
    assert status["aug-halt", "syria", "2019-08-05"] is Status.ALLEGED
    assert status["sochi-2", "syria", "2019-08-05"] is Status.UNKNOWN
    assert status["aug-calm", "opposition+radical", "2019-08-02/2019-08-05"] is Status.ALLEGED
    assert analysis.cell("aug-halt", "syria", "2019-08-05").readings[0].status is Status.UNKNOWN
    for day in ("2019-08-02", "2019-08-03", "2019-08-04"):
        assert analysis.cell("aug-halt", "syria", day).status is Status.UNKNOWN
        assert analysis.cell("aug-calm", "opposition", day).status is Status.UNKNOWN
    for day in ("2019-08-06", "2019-08-22"):
        assert analysis.cell("aug-halt", "syria", day).status is Status.SUSPENDED
    assert analysis.cell("aug-withdraw", "radical", "2019-08-05").status is Status.UNKNOWN
    assert analysis.cell("sochi-10", "russia", "2019-08-05").status is Status.NOT_ASSESSED
    forbidden = {Status.BREACHED, Status.DISPUTED, Status.KEPT}
    assert not forbidden & set(status.values())


def test_nothing_is_settled_without_dates(undated: Reading) -> None:
    found = analyse([undated], load_agreement("idlib"), recorded=NOW)
    assert {c.status for c in found.cells} <= {Status.UNKNOWN, Status.SUSPENDED}


@pytest.mark.parametrize("which", ["dated", "undated"])
def test_the_printed_claims_give_the_same_cells(which: str, request: pytest.FixtureRequest) -> None:
    reading: Reading = request.getfixturevalue(which)
    agreement = load_agreement("idlib")
    found = analyse([reading], agreement, recorded=NOW)
    lines = [*reading_lines(reading, claims=found.claims)]
    records, refused = decode_claims(lines, agreement)
    assert not refused
    assert [cell_line(c) for c in Assessment(agreement, records).cells] == [cell_line(c) for c in found.cells]
    assert all(msgspec.json.decode(claim_line(c), type=Claim) == c for c in found.claims)


def test_the_reading_cases_stand_above_their_floor(shared: Path) -> None:
    """A floor and no measure: docs/accuracy.md has the figures."""
    script = shared / "cases" / "check_cases.py"
    truceline = Path(sys.executable).with_name("truceline")
    command = f"{truceline} read {{manifest-batch}} --format jsonl"
    done = subprocess.run([sys.executable, script, "--command", command], capture_output=True, text=True, check=True)
    figures = {
        line.split()[0]: line.split() for line in done.stdout.splitlines() if line.startswith(("score", "aspects"))
    }
    assert float(figures["score"][1]) >= 0.30
    assert float(figures["aspects"][2]) >= 0.65
