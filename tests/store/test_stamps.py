"""Timestamps by an authority: asked for, kept, checked without a network, and refused where they do not hold."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.store.authority import Authority, answering
from tests.store.stories import NOW, stories
from truceline.agreement import load_agreement
from truceline.errors import VerificationError
from truceline.memory import check_stamp
from truceline.store import create_store, open_store


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority()


@pytest.fixture
def place(tmp_path: Path) -> str:
    place = str(tmp_path / "s.db")
    with create_store(place) as store:
        store.add_agreement(load_agreement("idlib"), at=NOW)
        for one in stories(3, 2):
            store.keep(one.as_new(), at=NOW)
    return place


def verify(*arguments: str) -> subprocess.CompletedProcess[str]:
    program = [sys.executable, "-c", "from truceline.cli import run; run()", "verify", *arguments]
    return subprocess.run(program, capture_output=True, text=True, check=False)


def test_a_head_is_timestamped_and_checked_later(place: str, authority: Authority, tmp_path: Path) -> None:
    roots, strangers = tmp_path / "roots.pem", tmp_path / "others.pem"
    roots.write_bytes(authority.pem)
    strangers.write_bytes(Authority().pem)
    with answering(authority.answer) as url:
        asked = verify(place, "--timestamp", url, "--authority", str(roots))
    assert asked.returncode == 0, asked.stderr
    assert "timestamp on entry 3: 2024-03-01T10:00:00+00:00" in asked.stdout
    later = verify(place, "--authority", str(roots))  # nobody answers any more
    assert (later.returncode, "(checked)" in later.stdout) == (0, True)
    other = verify(place, "--authority", str(strangers))
    assert other.returncode == 4
    assert "The timestamp on log entry 3 does not hold" in other.stderr
    with open_store(place) as store:
        (stamp,) = store.stamps()
        with pytest.raises(VerificationError, match="about something else"):
            check_stamp(stamp._replace(hash="0" * 64), authority.pem)
        store.keep_stamp(stamp._replace(hash="0" * 64))
        with pytest.raises(VerificationError, match="the log was rewritten"):
            store.stamps()


@pytest.mark.parametrize("what", ["nonsense", "older"])
def test_an_answer_that_does_not_hold_is_not_kept(place: str, authority: Authority, what: str) -> None:
    earlier: list[bytes] = []

    def answer(request: bytes) -> bytes:
        if what == "nonsense":
            return b"Dear Sir"
        if not earlier:
            earlier.append(authority.answer(request))
        return earlier[0]  # the second time somebody sends the first answer again

    with answering(answer) as url:
        first, second = verify(place, "--timestamp", url), verify(place, "--timestamp", url)
    assert second.returncode != 0
    assert "Nothing was added" in second.stderr
    with open_store(place) as store:
        assert len(store.stamps()) == (first.returncode == 0) == (what == "older")


def test_nobody_answers(place: str) -> None:
    with answering(lambda _: b"") as url:
        pass
    found = verify(place, "--timestamp", url)
    assert found.returncode != 0
    assert "gave no timestamp" in found.stderr
    assert "Traceback" not in found.stderr
