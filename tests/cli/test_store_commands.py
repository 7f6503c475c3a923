"""The commands on a store, as somebody types them."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from tools.docs import run_truceline

TOWNS = ("Khan Sheikhoun", "Kafr Zita", "Saraqib")
WHO = ["--reviewer", "A. Monitor", "--reason", "we were there"]
TOTAL = r"new (\d+)  unchanged (\d+)  updated (\d+)  refused (\d+)"


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("reports")
    for number, town in enumerate(TOWNS):
        text = f"Government artillery shelled {town} on {number + 3} August 2019, a local council said.\n"
        (folder / f"{number}.txt").write_text(text)
    (folder / "empty.txt").write_text("")
    return folder


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, reports: Path) -> Path:
    place = tmp_path_factory.mktemp("made") / "idlib.db"
    assert run_truceline(["init", str(place), "-a", "idlib"]).code == 0
    assert run_truceline(["add", str(place), str(reports), "--jobs", "1"]).code == 3
    return place


@pytest.fixture
def store(tmp_path: Path, made: Path) -> str:
    return shutil.copy(made, tmp_path / "idlib.db").__fspath__()


def totals(out: str) -> tuple[int, ...]:
    found = re.fullmatch(TOTAL, out.splitlines()[-1])
    assert found is not None, out
    return tuple(map(int, found.groups()))


def rows(out: bytes) -> list[dict[str, object]]:
    return [json.loads(line) for line in out.splitlines()]


def test_the_last_line_adds_up_to_the_files_given(tmp_path: Path, reports: Path) -> None:
    place = str(tmp_path / "idlib.db")
    run_truceline(["init", place, "-a", "idlib"])
    first = run_truceline(["add", place, str(reports / "0.txt"), str(tmp_path / "nowhere"), "--jobs", "1"])
    assert (first.code, totals(first.text)) == (3, (1, 0, 0, 1))
    assert "there is no such file" in first.err
    pattern = run_truceline(["add", place, str(reports / "*.txt"), "--jobs", "2"])
    assert (pattern.code, totals(pattern.text)) == (3, (2, 1, 0, 1))
    listed = "\n".join(str(reports / f"{n}.txt") for n in range(3)).encode()
    assert totals(run_truceline(["add", place, "-"], stdin=listed).text) == (0, 3, 0, 0)
    assert totals(run_truceline(["add", place, "-"], stdin=listed.replace(b"\n", b"\0")).text) == (0, 3, 0, 0)
    dated = run_truceline(["add", place, str(reports / "1.txt"), "--published", "2019-08-09"])
    assert totals(dated.text) == (0, 0, 1, 0)
    manifest = tmp_path / "manifest.jsonl"
    manifest.write_text('{"path": "1.txt", "published": "2019-08-09"}\n{"path": "2.txt", "publisher": "SANA"}\n')
    assert totals(run_truceline(["add", place, str(reports), "--manifest", str(manifest)]).text) == (0, 1, 1, 0)
    told = run_truceline(["add", place, str(reports), "--format", "jsonl"])
    assert [row["outcome"] for row in rows(told.out)].count("unchanged") == 3


def test_what_was_added_is_shown_and_explained(store: str) -> None:
    days = ["--since", "2019-08-02", "--until", "2019-08-06"]
    cells = rows(run_truceline(["status", store, *days]).out)
    named = {(c["term"], c["party"], c["day"]): c["status"] for c in cells}
    assert named["aug-halt", "syria", "2019-08-03"] == "alleged"
    page = run_truceline(["status", store, *days, "--format", "table", "--term", "aug-halt", "--together"]).text
    assert "aug-halt" in page
    assert "sochi-2" not in page.replace("nobody reported", "")
    assert "The store holds 3 reports" in page
    weeks = rows(run_truceline(["status", store, *days, "--by", "week"]).out)
    assert {c["day"] for c in weeks} == {"2019-08-02/2019-08-04", "2019-08-05/2019-08-06"}
    why = run_truceline(["explain", store, "aug-halt", "syria", "2019-08-03", "--format", "table"]).text
    assert "“Government artillery shelled Khan Sheikhoun on 3 August 2019”" in why
    assert "shown as alleged since" in why
    (cell,) = rows(run_truceline(["explain", store, "aug-halt", "syria", "2019-08-03"]).out)
    assert cell["suffices"] == cell["claims"]
    assert rows(run_truceline(["explain", store, "aug-halt", "syria", "2019-08-03/2019-08-05"]).out)
    assert rows(run_truceline(["gaps", store, *days, "--term", "aug-halt"]).out)
    assert len(rows(run_truceline(["incidents", store]).out)) == 3
    assert "1 origin" in run_truceline(["incidents", store, "--format", "table"]).text


def test_the_kept_claims_give_the_kept_cells(store: str, tmp_path: Path) -> None:
    """Piped into the engine alone, they make the table that the store shows; so does gaps on both."""
    claims = run_truceline(["claims", store]).out
    (tmp_path / "claims.jsonl").write_bytes(claims)
    assessed = rows(run_truceline(["assess", "idlib", str(tmp_path / "claims.jsonl")]).out)
    kept = rows(run_truceline(["status", store]).out)
    keys = ("term", "party", "day", "status", "pro", "con", "claims")
    assert [[c[k] for k in keys] for c in assessed] == [[c[k] for k in keys] for c in kept]
    assert kept
    days = ["--since", "2019-08-03", "--until", "2019-08-05"]
    assert (
        run_truceline(["gaps", "idlib", str(tmp_path / "claims.jsonl"), *days]).out
        == run_truceline(["gaps", store, *days]).out
    )


def test_as_of_leaves_out_what_was_recorded_later(store: str) -> None:
    assert rows(run_truceline(["status", store, "--as-of", "2019-08-01T00:00:00Z"]).out) == []
    assert rows(run_truceline(["status", store, "--as-of", "2199-01-01T00:00:00Z"]).out)


def test_a_decision_and_its_undoing(store: str) -> None:
    waiting = rows(run_truceline(["review", store]).out)
    claim = str(next(c["id"] for c in waiting if "Khan" in str(c["quote"])))
    made = run_truceline(["review", store, claim, "--decide", "reject", *WHO])
    assert made.code == 0
    assert claim not in {c["id"] for c in rows(run_truceline(["review", store]).out)}
    named = {(c["term"], c["day"]) for c in rows(run_truceline(["status", store]).out)}
    assert ("aug-halt", "2019-08-03") not in named
    run_truceline(["review", store, made.text.strip(), "--decide", "undo", *WHO])
    named = {(c["term"], c["day"]) for c in rows(run_truceline(["status", store]).out)}
    assert ("aug-halt", "2019-08-03") in named
    report = str(waiting[0]["report"])
    assert run_truceline(["review", store, report[:20], "--decide", "withdraw", *WHO]).code == 0
    erased = run_truceline(["erase", store, report[:20], *WHO])
    assert erased.code == 0
    assert report not in {c["report"] for c in rows(run_truceline(["claims", store]).out)}
    assert run_truceline(["verify", store]).code == 0
    assert run_truceline(["recompute", store]).text == "0 cells changed\n"


def test_a_note_that_nothing_was_seen_is_coverage(store: str) -> None:
    note = ["--note", "We watched all day and saw nothing.", "--publisher", "observer", "--time", "2019-08-05"]
    added = run_truceline(["add", store, *note, "--place", "zone:deescalation", "--watched", "nothing"])
    assert totals(added.text) == (1, 0, 0, 0)
    again = run_truceline(["add", store, *note, "--place", "zone:deescalation", "--watched", "nothing"])
    assert totals(again.text) == (0, 1, 0, 0)
    claims = rows(run_truceline(["claims", store, "--type", "coverage"]).out)
    assert [c["polarity"] for c in claims] == ["negative"]
    named = {(c["term"], c["party"], c["day"]): c for c in rows(run_truceline(["status", store]).out)}
    assert named["aug-halt", "syria", "2019-08-05"]["con"] == "confirmed"
    assert run_truceline(["verify", store]).code == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["status", "nowhere.db"], "truceline init"),
        (["explain", "STORE", "aug-halt", "syria", "yesterday"], "is not a day"),
        (["explain", "STORE", "no-term", "syria", "2019-08-03"], "no term 'no-term'"),
        (["status", "STORE", "--term", "no-term"], "has no term no-term"),
        (["status", "STORE", "-a", "other"], "no agreement other; it has idlib"),
        (["claims", "STORE", "--report", "sha256:ff"], "no report that begins with"),
        (["add", "STORE"], "truceline add --help"),
        (["add", "STORE", "--note", "x", "--publisher", "y", "--place", "zone:moon"], "There is no zone 'moon'"),
        (["add", "STORE", "--note", "x", "--publisher", "y", "--time", "soon"], "is no date"),
        (["add", "STORE", "--note", "x"], "a source"),
        (["review", "STORE", "c1", "--decide", "accept", *WHO], "has no claim c1"),
        (["review", "STORE", "c1"], "has no claim c1"),
        (["erase", "STORE", "ff", *WHO], "no single report"),
        (["verify", "STORE", "--anchor", "7"], "NUMBER:HASH"),
        (["backup", "STORE", "STORE"], "already"),
        (["status", "postgresql://nobody@127.0.0.1:1/none"], "cannot be reached"),
        (["status", "mysql://nobody@localhost/none"], "other databases are not known"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_sentence(store: str, arguments: list[str], said: str) -> None:
    result = run_truceline([store if word == "STORE" else word for word in arguments])
    assert result.code == (3 if "reached" in said else 2)
    assert said in result.err
    assert result.err.count("\n") == 1
    assert "Traceback" not in result.err


def test_a_store_that_was_meddled_with_ends_verify_with_4(store: str) -> None:
    import sqlite3

    with sqlite3.connect(store) as file:
        file.execute("UPDATE claims SET wire = replace(wire, 'shelled', 'spelled')")
    file.close()
    result = run_truceline(["verify", store])
    assert result.code == 4
    assert re.search(r"The claim c\w+ of report sha256:\w+ was altered\.", result.err)


def test_a_password_is_not_shown() -> None:
    result = run_truceline(["status", "postgresql://me:secret@127.0.0.1:1/none"])
    assert "secret" not in result.err
