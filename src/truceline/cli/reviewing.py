"""Review in a terminal: one claim a screen, one key a decision, kept at once."""

from __future__ import annotations

import contextlib
import os
import sys
import termios
import tty
from collections.abc import Iterator
from typing import TYPE_CHECKING

from rich.console import Console
from rich.text import Text

from truceline.cli.commands import _now
from truceline.errors import UsageError

if TYPE_CHECKING:
    from truceline.memory import ReviewSession
    from truceline.model.claim import Claim

KEYS = "a accept  r reject  e edit  n new  u unsure  s skip  b back  z undo  / filter  q quit"
#: So much of a report is shown around a claim's words (code points).
_AROUND = 400


def can_be_shown() -> bool:
    """True when somebody sits at a terminal."""
    return sys.stdin.isatty() and sys.stdout.isatty()


class Screens:
    """The screens of one session; ``reviewer`` is asked for where nobody said."""

    def __init__(self, session: ReviewSession, reviewer: str | None) -> None:
        self._session = session
        self._console = Console(highlight=False)
        self._reviewer = (reviewer or "").strip()
        self._reason = ""

    def run(self) -> None:
        """Show one claim after another until nobody is left or somebody quits."""
        while not self._reviewer:
            self._reviewer = self._ask("Who reviews?")
        while True:
            self._show()
            key = self._key()
            if key in ("q", "\x03", "\x04", ""):
                break
            try:
                self._do(key)
            except UsageError as error:
                self._say(str(error))
        done = self._session.made
        self._console.print(f"{len(done)} decision{'' if len(done) == 1 else 's'} kept.")

    def _do(self, key: str) -> None:
        session, claim = self._session, self._session.current
        if key == "/":
            session.filter(self._ask("Filter (words, type=attack, day=2019-08-05, source=…; empty for all)"))
        elif key == "z":
            undone = session.undo(self._reviewer, self._why("undone in review"), at=_now())
            self._say("There is nothing to undo." if undone is None else f"Undone: {undone.does}.")
        elif key == "b":
            session.back()
        elif claim is None:
            return
        elif key == "s":
            session.skip()
        elif key in ("a", "r", "u"):
            does = {"a": "accept", "r": "reject", "u": "unsure"}[key]
            session.decide(does, self._reviewer, self._why(), at=_now())  # type: ignore[arg-type]
        elif key == "e":
            changed = {name: self._ask(f"{name} [{now}]") for name, now in session.fields(claim).items()}
            session.edit(changed, self._reviewer, self._why(), at=_now())
        elif key == "n":
            words = self._ask("Which words of the report?")
            asked = {name: self._ask(name) for name in session.fields(None)}
            session.add(words, asked, self._reviewer, self._why(), at=_now())

    # ------------------------------------------------------------ the terminal

    def _show(self) -> None:
        console, session, claim = self._console, self._session, self._session.current
        console.clear()
        if claim is None:
            console.print("Nothing is left to be decided here." if not session.wanted else "Nothing fits this filter.")
            console.print(Text("z undo  b back  / filter  q quit", style="dim"))
            return
        console.print(Text(f"{session.at + 1} of {len(session.left)}   {self._title(claim)}", style="dim"))
        console.print(self._words(claim))
        for name, value in session.fields(claim).items():
            console.print(Text(f"  {name:10} {value}"))
        console.print(Text(f"  {'source':10} {claim.source or ''}   {claim.id}"))
        console.print(Text(KEYS, style="dim"))

    def _title(self, claim: Claim) -> str:
        from truceline.show import visible

        report = self._session.report_of(claim)
        parts = [report.publisher or "no publisher", report.published or "no date", report.id[7:15]]
        return visible("  ".join(parts))

    def _words(self, claim: Claim) -> Text:
        from truceline.show import visible

        text = self._session.report_of(claim).text
        before = text[max(0, claim.start - _AROUND) : claim.start]
        after = text[claim.end : claim.end + _AROUND]
        found = Text(visible(before))
        found.append(visible(text[claim.start : claim.end]), style="bold reverse")
        return found.append(visible(after))

    def _why(self, usual: str = "") -> str:
        last = self._reason or usual
        self._reason = self._ask(f"Why? [{last}]" if last else "Why?") or last
        return self._reason

    def _ask(self, what: str) -> str:
        self._console.print(Text(f"{what} "), end="")
        self._console.file.flush()
        line = sys.stdin.buffer.readline()
        return line.decode("utf-8", "replace").strip()

    def _say(self, words: str) -> None:
        self._console.print(Text(words))
        self._console.print(Text("any key goes on", style="dim"))
        self._key()

    def _key(self) -> str:
        descriptor = sys.stdin.fileno()
        with _unbuffered(descriptor):
            return os.read(descriptor, 1).decode("utf-8", "replace")


@contextlib.contextmanager
def _unbuffered(descriptor: int) -> Iterator[None]:
    """A key is read when it is pressed."""
    before = termios.tcgetattr(descriptor)
    try:
        tty.setcbreak(descriptor, termios.TCSADRAIN)  # what was typed ahead is not thrown away
        yield
    finally:
        termios.tcsetattr(descriptor, termios.TCSADRAIN, before)
