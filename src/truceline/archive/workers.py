"""Processes that work on shards and may fail: one for each shard, forked, with caps on memory and time.

Before each document a worker says which one it turns to. When it takes too long, or dies there twice, that document is
set aside and named with why, and the shard is begun again without it. Twice, because a worker may be killed from
outside: what a run comes to must not depend on that.
"""

from __future__ import annotations

import contextlib
import io
import multiprocessing
import os
import resource
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import IO, Any, Generic, NamedTuple, TypeVar

#: Forked, so that the language model, the gazetteer and the gate are loaded once and shared.
_FORK = multiprocessing.get_context("fork")
_T = TypeVar("_T")


class Caps(NamedTuple):
    """What a worker may use: memory beyond what it was born with, and time for one document."""

    megabytes: int = 1500
    seconds: float = 120.0


class Step(NamedTuple):
    """Where a worker is: the number of the document, and whether it is being fetched out of the archive or read."""

    number: int
    fetching: bool
    where: str = ""


class Failure(NamedTuple):
    """A step that a worker did not survive, and why (words without a full stop)."""

    step: Step
    why: str


#: Before a worker has said anything.
_BEFORE = Step(-1, True)

Tell = Callable[[Step], None]
#: Work on a task: it is given the failures so far, and a way to say where it is.
Work = Callable[[_T, tuple[Failure, ...], Tell], Any]


class _Run(Generic[_T]):
    """One process at work on one task."""

    def __init__(
        self,
        task: _T,
        work: Work[_T],
        failures: tuple[Failure, ...],
        caps: Caps,
        others: Iterable[Connection],
        suspect: Step | None,
    ) -> None:
        self.task, self.failures = task, failures
        #: The step at which an earlier process for this task was killed, and the one where this process is.
        self.suspect = suspect
        self.step = _BEFORE
        self.since = time.monotonic()
        self.messages: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the process
        self.ear, mouth = _FORK.Pipe(duplex=False)
        self.process = _FORK.Process(
            target=_work, args=(task, work, failures, caps, mouth, (*others, self.ear), self.messages.fileno())
        )
        self.process.start()
        mouth.close()

    def close(self) -> None:
        """End the process, whatever it does."""
        if self.process.is_alive():
            self.process.kill()
        self.process.join()
        self.process.close()
        self.ear.close()
        self.messages.close()

    @property
    def was_killed(self) -> bool:
        """Did a signal end the process?"""
        self.process.join()
        return (self.process.exitcode or 0) < 0

    def why(self, late: bool, caps: Caps) -> str:
        """Why the process did not finish."""
        if late:
            return f"it took longer than {caps.seconds:g} s"
        self.process.join()
        code = self.process.exitcode or 0
        if code < 0:
            with contextlib.suppress(ValueError):
                return f"it ended the worker ({signal.Signals(-code).name})"
            return f"it ended the worker (signal {-code})"
        self.messages.seek(0)
        told = self.messages.read().decode("utf-8", "replace").strip().splitlines()
        return f"Truceline failed on it ({told[-1].strip()[:200]})" if told else f"it ended the worker (code {code})"


def run(
    tasks: Iterable[_T], work: Work[_T], *, workers: int, caps: Caps
) -> Iterator[tuple[_T, Any, tuple[Failure, ...]]]:
    """Each task with what ``work`` made of it and the failures on the way, as they are done, not in order.

    A task whose worker fails outside of any step comes back with None.
    """
    waiting = iter(tasks)
    running: list[_Run[_T]] = []

    def begin(task: _T, failures: tuple[Failure, ...] = (), suspect: Step | None = None) -> None:
        running.append(_Run(task, work, failures, caps, [other.ear for other in running], suspect))

    try:
        while True:
            while len(running) < workers and (task := next(waiting, None)) is not None:
                begin(task)
            if not running:
                return
            first = min(one.since for one in running) + caps.seconds
            heard = wait([one.ear for one in running], timeout=max(0.0, first - time.monotonic()))
            for one in list(running):
                late = time.monotonic() > one.since + caps.seconds
                ended = False
                if one.ear in heard:
                    try:
                        word = one.ear.recv()
                    except (EOFError, OSError):
                        ended = True
                    else:
                        one.since = time.monotonic()
                        if not isinstance(word, Step):
                            running.remove(one)
                            one.close()
                            yield one.task, word[0], one.failures
                        else:
                            one.step = word
                        continue
                if ended or late:
                    running.remove(one)
                    again = ended and one.was_killed and one.step != one.suspect
                    failures = (*one.failures, Failure(one.step, one.why(late and not ended, caps)))
                    one.close()
                    if again:
                        begin(one.task, one.failures, one.step)
                    elif one.step == _BEFORE:
                        yield one.task, None, failures
                    else:
                        begin(one.task, failures)
    finally:
        for one in running:
            one.close()


def _work(
    task: _T,
    work: Work[_T],
    failures: tuple[Failure, ...],
    caps: Caps,
    mouth: Connection,
    ears: Iterable[Connection],
    messages: int,
) -> None:
    # What was forked along would keep the pipes of others open, and nobody would see that this process's parent died.
    for ear in ears:
        ear.close()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.dup2(messages, 2)
    sys.stderr = io.TextIOWrapper(io.FileIO(messages, "wb", closefd=False), "utf-8", "replace", write_through=True)
    limit = _mapped() + caps.megabytes * 1_000_000
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with contextlib.suppress(BrokenPipeError):  # the parent is gone: so is the reason to go on
        mouth.send((work(task, failures, mouth.send),))


def _mapped() -> int:
    """The size of this process's memory map (bytes)."""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * resource.getpagesize()
