"""Odd surroundings: names that are not UTF-8, files that may not be read, terminals that know few characters."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tools.docs import run_truceline

WORDS = "Government artillery shelled the town of Khan Sheikhoun on 3 August 2019, a local council said.\n"
RUN = [sys.executable, "-c", "from truceline.cli import run; run()"]


@pytest.mark.parametrize("command", [["read"], ["check", "-a", "idlib"]])
@pytest.mark.parametrize("content", [WORDS, ""])
def test_a_name_that_is_not_utf_8(tmp_path: Path, command: list[str], content: str) -> None:
    """The file is read, or named as unreadable; every line is JSON in UTF-8."""
    name = os.fsdecode(os.fsencode(tmp_path) + b"/bad\xff.txt")
    Path(name).write_text(content)
    result = run_truceline([*command, name, "--format", "jsonl"])
    assert result.code == (0 if content else 3)
    report = next(r for r in map(json.loads, result.out.decode("utf-8").splitlines()) if r["kind"] == "report")
    assert report["path"] == name.replace("\udcff", "\\udcff")
    assert ("error" in report) is not content
    assert ("the file is empty" in result.err) is (content == "")


def test_whether_a_file_may_be_read_is_found_out_by_reading(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The command line does not refuse beforehand, with all lost, what reading would name, with the rest kept."""
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(WORDS)
    is_root = os.geteuid() == 0
    if is_root:
        # root may read everything: only the asking beforehand can be made to say no.
        monkeypatch.setattr(os, "access", lambda *_, **__: False)
    else:
        (tmp_path / "a.txt").chmod(0)
    result = run_truceline(["read", str(tmp_path / "a.txt"), str(tmp_path / "b.txt"), "--format", "jsonl"])
    reports = [r for r in map(json.loads, result.out.splitlines()) if r["kind"] == "report"]
    assert [Path(r["path"]).name for r in reports] == ["a.txt", "b.txt"]
    assert ["error" in r for r in reports] == [not is_root, False]
    assert result.code == (0 if is_root else 3)


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_a_terminal_that_knows_few_characters(tmp_path: Path, encoding: str) -> None:
    """Tables come out, with the ASCII marks in the grid and question marks for what cannot be shown."""
    (tmp_path / "a.txt").write_text(WORDS)
    done = subprocess.run(
        [*RUN, "check", "a.txt", "-a", "idlib", "--published", "2019-08-04", "--format", "table"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONIOENCODING": encoding},
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, b"")
    shown = done.stdout.decode(encoding)
    row = next(line for line in shown.splitlines() if line.startswith("aug-halt"))
    assert " a " in row
    assert "?" not in row


def test_json_is_utf_8_on_every_terminal(tmp_path: Path) -> None:
    """Programs get the same bytes whatever the terminal knows."""
    (tmp_path / "a.txt").write_text("Truce in إدلب.\n", encoding="utf-8")
    outs = [
        subprocess.run(
            [*RUN, "read", "a.txt", "--format", "jsonl"],
            cwd=tmp_path, env={**os.environ, "PYTHONIOENCODING": e}, capture_output=True, check=True,
        ).stdout
        for e in ("ascii", "utf-8")
    ]  # fmt: skip
    assert outs[0] == outs[1]
    assert "إدلب" in outs[0].decode("utf-8")


def test_nobody_waits_for_a_grid_of_ten_thousand_years(tmp_path: Path) -> None:
    """A stretch that nobody can read is refused before anything is read."""
    (tmp_path / "a.txt").write_text(WORDS)
    result = run_truceline(["check", str(tmp_path / "a.txt"), "--since", "0001-01-01", "--until", "9999-12-31"])
    assert (result.code, result.out) == (2, b"")
    assert result.err == "From --since 0001-01-01 to --until 9999-12-31 is more than 3660 days; ask for fewer.\n"


def test_a_report_without_a_date_gets_no_grid_of_today(tmp_path: Path) -> None:
    """Its claims may be of any day since the truce began; it is said what would settle them."""
    (tmp_path / "a.txt").write_text("The army shelled Khan Sheikhoun on August 3, a council said.\n")
    result = run_truceline(["check", str(tmp_path / "a.txt"), "-a", "idlib", "--format", "table"])
    shown = " ".join(result.text.split())
    assert "there is no grid" in shown
    assert 'no publication date. 1 date stays open ("August 3")' in shown
    assert "It would fit August 2019." in shown
    assert "origins" not in shown.partition("How incidents")[0]


def test_a_quotation_in_square_brackets_is_shown(tmp_path: Path) -> None:
    """What looks like rich's markup is the report's own words."""
    (tmp_path / "a.txt").write_text("The army shelled [bold]Khan Sheikhoun on 3 August 2019, a council said.\n")
    result = run_truceline(["read", str(tmp_path / "a.txt"), "--format", "table"])
    assert "[bold]" in result.text.replace("\n", "")
