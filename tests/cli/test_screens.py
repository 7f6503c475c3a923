"""Review in a terminal, over a real pseudo-terminal: keys are pressed, and the store is asked what was decided."""

from __future__ import annotations

import os
import pty
import select
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.store.stories import NOW, stories
from truceline.agreement import load_agreement
from truceline.errors import UsageError
from truceline.memory import ReviewSession, settle
from truceline.store import Store, create_store, open_store

IDLIB = load_agreement("idlib")
PATIENCE = 60


@pytest.fixture
def place(tmp_path: Path) -> str:
    place = str(tmp_path / "s.db")
    with create_store(place) as store:
        store.add_agreement(IDLIB, at=NOW)
        for one in stories(3, 3):
            store.keep(one.as_new(), at=NOW)
        settle(store, at=NOW)
    return place


class Terminal:
    """A program at a terminal of 24 lines."""

    def __init__(self, *arguments: str) -> None:
        ours, theirs = pty.openpty()
        self._ours = ours
        environment = {**os.environ, "TERM": "xterm", "COLUMNS": "100", "LINES": "24", "PYTHONUTF8": "1"}
        self._process = subprocess.Popen(
            [sys.executable, "-c", "from truceline.cli import run; run()", *arguments],
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            close_fds=True,
            env=environment,
        )
        os.close(theirs)
        self._seen = ""

    def see(self, words: str) -> None:
        """Wait until some words have come since the last ones that were waited for."""
        end = time.monotonic() + PATIENCE
        while words not in self._seen:
            if not select.select([self._ours], [], [], max(0.0, end - time.monotonic()))[0]:
                raise AssertionError(f"{words!r} did not come after {PATIENCE} s; there was {self._seen!r}")
            try:
                got = os.read(self._ours, 4096)
            except OSError:  # the other end is closed
                got = b""
            if not got:
                raise AssertionError(f"{words!r} did not come; there was {self._seen!r}")
            self._seen += got.decode("utf-8", "replace")
        self._seen = self._seen.partition(words)[2]

    def press(self, keys: str) -> None:
        os.write(self._ours, keys.encode())

    def end(self) -> int:
        code = self._process.wait(PATIENCE)
        os.close(self._ours)
        return code


def test_a_session_at_a_terminal(place: str) -> None:
    """Accept, reject, undo, edit, add what was missed, filter, quit; each is kept when it is made."""
    with open_store(place) as store, store.snapshot() as snapshot:
        count = snapshot.counts()["claims"]
        first = next(iter(snapshot.readings())).reading
    terminal = Terminal("review", place)
    terminal.see("Who reviews?")
    terminal.press("A. Monitor\n")
    terminal.see(f"1 of {count}")
    terminal.see("q quit")
    terminal.press("a")
    terminal.see("Why?")
    terminal.press("it says so\n")
    terminal.see(f"1 of {count - 1}")
    terminal.see("q quit")
    terminal.press("r")
    terminal.see("Why? [it says so]")
    terminal.press("another town\n")
    terminal.see(f"of {count - 2}")
    terminal.see("q quit")
    terminal.press("z")
    terminal.see("Why?")
    terminal.press("a slip\n")
    terminal.see("Undone: reject.")
    terminal.see("any key")
    terminal.press(" ")
    terminal.see(f"of {count - 1}")
    terminal.see("q quit")
    terminal.press("s")
    terminal.see("2 of")
    terminal.see("q quit")
    terminal.press("e")
    for name, said in (("type", "attack.drone"), ("when", "2019-08-03"), ("who", "")):
        terminal.see(f"{name} [")
        terminal.press(f"{said}\n")
    for name in ("against", "polarity", "certainty"):
        terminal.see(f"{name} [")
        terminal.press("\n")
    terminal.see("Why?")
    terminal.press("\n")
    terminal.see(f"of {count - 2}")
    terminal.see("q quit")
    terminal.press("/")
    terminal.see("Filter")
    terminal.press("type=talks\n")
    terminal.see("Nothing fits this filter.")
    terminal.see("q quit")
    terminal.press("q")
    terminal.see("2 decisions kept.")
    assert terminal.end() == 0
    with open_store(place) as store:
        with store.snapshot() as snapshot:
            made = snapshot.decisions()
        store.verify()
    assert [(d.does, d.reviewer) for d in made] == [
        (does, "A. Monitor") for does in ("accept", "reject", "undo", "edit")
    ]
    assert [d.reason for d in made] == ["it says so", "another town", "a slip", "a slip"]
    edited = made[-1].made
    assert edited is not None
    assert edited.event is not None
    assert (edited.event.type, edited.event.time and edited.event.time.start) == ("attack.drone", "2019-08-03")
    assert first.report.text


@pytest.fixture
def session(place: str) -> Iterator[tuple[Store, ReviewSession]]:
    with open_store(place) as store:
        yield store, ReviewSession(store, IDLIB)


def test_what_was_missed_is_added_from_words_that_stand_there(session: tuple[Store, ReviewSession]) -> None:
    store, screens = session
    claim = screens.current
    assert claim is not None
    said = {"type": "attack.air", "when": "2019-08-04", "who": "syria"}
    with pytest.raises(UsageError, match="must stand in the report"):
        screens.add("words that nobody wrote", said, "R", "because", at=NOW)
    with pytest.raises(UsageError, match="no type of event"):
        screens.add(claim.quote, {"type": "attack.sling"}, "R", "because", at=NOW)
    screens.add(claim.quote, said, "R", "because", at=NOW)
    with store.snapshot() as snapshot:
        (made,) = snapshot.decisions()
    assert made.does == "new"
    assert made.made is not None
    assert (made.made.quote, made.made.start) == (claim.quote, claim.start)


def test_a_filter_shows_what_it_says(session: tuple[Store, ReviewSession]) -> None:
    _, screens = session
    everything = list(screens.left)
    assert everything
    screens.filter("type=attack")
    assert {c.id for c in screens.left} == {c.id for c in everything if c.event and c.event.type.startswith("attack")}
    word = everything[0].quote.split()[1]
    screens.filter(f"{word} source=nobody")
    assert screens.left == []
    screens.filter(word.upper())
    assert everything[0] in screens.left


def test_undo_brings_the_claim_back(session: tuple[Store, ReviewSession]) -> None:
    _, screens = session
    before = [c.id for c in screens.left]
    screens.decide("reject", "R", "because", at=NOW)
    assert [c.id for c in screens.left] == before[1:]
    undone = screens.undo("R", "a slip", at=NOW)
    assert undone is not None
    assert [c.id for c in screens.left] == before
    assert screens.undo("R", "a slip", at=NOW) is None
