"""``export`` and ``report`` as somebody types them: files, the closing line, and what is refused."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tools.docs import run_truceline
from truceline.pipeline import demo_folder


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> str:
    place = str(tmp_path_factory.mktemp("outputs") / "idlib.db")
    assert run_truceline(["init", place, "-a", "idlib"]).code == 0
    folder = demo_folder()
    assert (
        run_truceline(["add", place, str(folder), "--manifest", str(folder / "manifest.jsonl"), "--jobs", "1"]).code
        == 0
    )
    return place


def test_export_says_what_it_wrote(store: str, tmp_path: Path) -> None:
    """The line names cells, claims, filter, delay and data; ``about.json`` says the same."""
    out = tmp_path / "new" / "out"
    ran = run_truceline(["export", store, "-o", str(out), "--term", "aug-halt", "--format", "csv,geojson"])
    assert ran.code == 0
    line = re.search(
        r"6 files in .*, (\d+) cells, (\d+) claims   \(filter: term=aug-halt; delay 72 h, to [-\d]+: (\d+) withheld;"
        r" data v11\)",
        ran.text,
    )
    assert line is not None, ran.text
    names = {path.name for path in out.iterdir()}
    assert names == {"cells.csv", "claims.csv", "incidents.csv", "sources.csv", "map.geojson", "about.json"}
    about = json.loads((out / "about.json").read_text(encoding="utf-8"))
    assert [about["cells"], about["claims"], about["withheld"]] == [int(n) for n in line.groups()]
    assert set(about["files"]) == names - {"about.json"}
    before = (out / "claims.csv").read_bytes()
    again = run_truceline(["export", store, "-o", str(out), "--term", "aug-halt", "--format", "csv"])
    assert again.code == 0
    assert (out / "claims.csv").read_bytes() == before


def test_report_writes_a_file_for_each_language_and_format(store: str, tmp_path: Path) -> None:
    """Named after agreement, day and language."""
    ran = run_truceline(["report", store, "2019-08-05", "--lang", "en,ar", "-o", str(tmp_path)])
    assert ran.code == 0
    assert {path.name for path in tmp_path.iterdir()} == {"idlib-2019-08-05.en.html", "idlib-2019-08-05.ar.html"}
    assert re.search(r"report 217/2019: \d+ claims, \d+ corrections   \(delay 72 h: \d+ withheld; data v11\)", ran.text)
    assert 'dir="rtl"' in (tmp_path / "idlib-2019-08-05.ar.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (["export", "--format", "pdf"], "There is no format pdf; there are csv, geojson"),
        (["export", "--delay", "3"], "at least 24 hours"),
        (["export", "--floor", "0.1"], "from 1 to 500 km"),
        (["export", "--term", "nowhere"], "has no term nowhere; it has"),
        (["export", "--status", "guilty"], "The filter cannot be used"),
        (["export", "--since", "yesterday"], "'yesterday' is not a day"),
        (["export", "--area", "1,2"], "must be WEST,SOUTH,EAST,NORTH"),
        (["report", "--lang", "fr"], "There is no language fr; there are en, ar."),
        (["report", "--format", "doc"], "There is no format doc; there are html, pdf, docx."),
    ],
)
def test_what_cannot_be_asked_is_refused(store: str, tmp_path: Path, command: list[str], words: str) -> None:
    """One sentence, exit code 2, and nothing written."""
    name, *options = command
    day = ["2019-08-05"] if name == "report" else []
    ran = run_truceline([name, store, *day, "-o", str(tmp_path / "out"), *options])
    assert ran.code == 2
    assert words in ran.err
    assert not (tmp_path / "out").exists()


def test_a_day_that_is_not_old_enough(store: str, tmp_path: Path) -> None:
    """The sentence says from when on its report can be made."""
    ran = run_truceline(["report", store, "2999-01-01", "-o", str(tmp_path)])
    assert ran.code == 2
    assert "The report of 2999-01-01 can be made from 2999-01-04" in ran.err


def test_a_folder_that_is_a_file(store: str, tmp_path: Path) -> None:
    """It cannot be written to, and says so; no half file is left."""
    (tmp_path / "out").write_text("words")
    ran = run_truceline(["export", store, "-o", str(tmp_path / "out")])
    assert ran.code == 3
    assert "cannot be written to" in ran.err
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
