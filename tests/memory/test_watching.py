"""A watched folder: files are given out once each, when they have stopped growing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from truceline.agreement import load_agreement
from truceline.errors import UsageError
from truceline.memory import Watch
from truceline.store import create_store, open_store

NOW = "2024-03-01T10:00:00Z"


def test_a_file_is_given_out_once_and_when_it_is_whole(tmp_path: Path) -> None:
    watch = Watch(tmp_path)
    one, hidden, deep = tmp_path / "one.txt", tmp_path / ".part", tmp_path / "in" / "deep.txt"
    one.write_text("A begin")
    hidden.write_text("not yet")
    assert watch.look() == []
    one.write_text("A beginning, and more")
    assert watch.look() == []  # it grew
    deep.parent.mkdir()
    deep.write_text("Another")
    assert watch.look() == [str(one)]
    assert watch.look() == [str(deep)]
    assert watch.look() == []
    os.utime(one, ns=(1, 1))  # changed again
    assert watch.look() == []
    assert watch.look() == [str(one)]
    with pytest.raises(UsageError, match="no folder"):
        Watch(tmp_path / "nowhere")


@pytest.mark.parametrize("how", [signal.SIG_DFL, signal.SIG_IGN], ids=["in the foreground", "in the background"])
def test_what_comes_into_the_folder_is_kept_until_somebody_interrupts(tmp_path: Path, how: signal.Handlers) -> None:
    """Shells start what runs in the background with interrupts ignored."""
    place, inbox = str(tmp_path / "s.db"), tmp_path / "inbox"
    inbox.mkdir()
    with create_store(place) as store:
        store.add_agreement(load_agreement("idlib"), at=NOW)
    program = [sys.executable, "-c", "from truceline.cli import run; run()", "add", place]
    process = subprocess.Popen(
        [*program, "--watch", str(inbox), "--every", "0.1", "--published", "2019-08-07"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        preexec_fn=lambda: signal.signal(signal.SIGINT, how),
    )
    try:
        (inbox / "a.txt").write_text("Government forces shelled the town of Khan Sheikhoun on Monday, a medic said.\n")
        end = time.monotonic() + 90
        count = 0
        while not count and time.monotonic() < end:
            time.sleep(0.2)
            with open_store(place) as store, store.snapshot() as snapshot:
                count = len(snapshot.cells("idlib"))
        assert count
    finally:
        process.send_signal(signal.SIGINT)
        code = process.wait(60)
    assert code == 0
    with open_store(place) as store:
        assert store.verify().reports == 1
