"""Adding reports to a store: read by several processes, written by one, each file acknowledged when it is on the disk.

The same file again changes nothing. A run that was killed is simply run again: what was kept is not read twice.
"""

from __future__ import annotations

import concurrent.futures.process
import glob
import hashlib
import itertools
import multiprocessing
import os
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Literal, NamedTuple

import msgspec

from truceline.errors import ReadError, UsageError
from truceline.model.claim import Reading
from truceline.model.text import Unreadable
from truceline.pipeline import Entry, read_given
from truceline.read import file_bytes
from truceline.store import Given, NewReport, Store

#: So many files are looked up together.
_TOGETHER = 64
#: So many files per process are on their way at once.
_AHEAD = 4

Fate = Literal["new", "unchanged", "updated", "refused"]
FATES: tuple[Fate, ...] = ("new", "unchanged", "updated", "refused")


class Added(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="added"):
    """What became of one file: the report that it is, or why it was refused."""

    path: str
    outcome: Fate
    report: str | None = None
    claims: int | None = None
    error: str | None = None


class _File(NamedTuple):
    """A file on its way: its bytes, what is said of it, and the reading that it would replace."""

    entry: Entry
    data: bytes
    given: Given
    basis: str | None


def files_in(paths: Iterable[str]) -> Iterator[str]:
    """The files that are meant: files as they are, everything in folders, and patterns where no shell has read them.

    A path that does not exist comes back as it is, to be refused by name.
    """
    for path in paths:
        if os.path.isdir(path):
            inside = sorted(p for p in Path(path).rglob("*") if p.is_file() or p.is_symlink())
            yield from (str(p) for p in inside if not p.is_dir())
        elif glob.has_magic(path) and not os.path.lexists(path):
            found = sorted(p for p in glob.glob(path, recursive=True) if not os.path.isdir(p))
            yield from found or [path]
        else:
            yield path


def add_files(
    store: Store,
    entries: Iterable[Entry],
    folder: Path,
    *,
    jobs: int = 1,
    now: Callable[[], str],
    run: str | None = None,
) -> Iterator[Added]:
    """Add files, each yielded when it is kept; paths are relative to ``folder``. ``now`` reads the clock (RFC 3339).

    With ``jobs`` above 1 so many processes read; the order in which files come back is then theirs, and the store's
    signature does not depend on it.
    """
    waiting = _looked_up(store, entries, folder)
    if jobs <= 1:
        for item in waiting:
            yield item if isinstance(item, Added) else _keep(store, item, _read(*item[:3]), now, run)
        return
    first = list(itertools.islice(waiting, 2))
    todo = itertools.chain(first, waiting)
    if len(first) < 2:
        yield from (i if isinstance(i, Added) else _keep(store, i, _read(*i[:3]), now, run) for i in todo)
        return
    # Spawned, not forked: a child must not inherit an open database.
    context = multiprocessing.get_context("spawn")
    with concurrent.futures.ProcessPoolExecutor(jobs, mp_context=context, initializer=_end_with_parent) as crew:
        running: dict[concurrent.futures.Future[bytes | str], _File] = {}
        exhausted = False
        while running or not exhausted:
            while not exhausted and len(running) < _AHEAD * jobs:
                following = next(todo, None)
                if following is None:
                    exhausted = True
                elif isinstance(following, Added):
                    yield following
                else:
                    running[crew.submit(_read, *following[:3])] = following
            done, _ = concurrent.futures.wait(running, return_when=concurrent.futures.FIRST_COMPLETED)
            for future in done:
                try:
                    read = future.result()
                except concurrent.futures.process.BrokenProcessPool as error:
                    raise ReadError(
                        "A process that reads was killed, perhaps for want of memory. What was acknowledged is kept;"
                        " run the same command again, with --jobs 1 if it is killed again."
                    ) from error
                yield _keep(store, running.pop(future), read, now, run)


def total_line(fates: Iterable[Fate]) -> str:
    """``new N  unchanged N  updated N  refused N``, which add up to the files given."""
    counts = Counter(fates)
    return "  ".join(f"{fate} {counts[fate]}" for fate in FATES)


def _looked_up(store: Store, entries: Iterable[Entry], folder: Path) -> Iterator[_File | Added]:
    """Each file with its bytes, but for those that cannot be had and those that the store has already."""
    following = iter(entries)
    while together := list(itertools.islice(following, _TOGETHER)):
        found: list[tuple[Entry, bytes, str] | Added] = []
        for entry in together:
            try:
                data = file_bytes(folder / entry.path, entry.path)
            except ReadError as error:
                found.append(Added(path=entry.path, outcome="refused", error=str(error)))
            except ValueError:  # a NUL in a name
                found.append(Added(path=entry.path, outcome="refused", error=f"{entry.path!r}: there is no such file."))
            else:
                found.append((entry, data, "sha256:" + hashlib.sha256(data).hexdigest()))
        with store.snapshot() as snapshot:
            held = snapshot.held(item[2] for item in found if not isinstance(item, Added))
        for item in found:
            if isinstance(item, Added):
                yield item
                continue
            entry, data, report = item
            given = Given(published=entry.published, publisher=entry.publisher, title=entry.title, url=entry.url)
            there = held.get(report)
            if there is None:
                yield _File(entry, data, given, None)
            elif there.given.with_(given) == there.given and not there.erased:
                yield Added(path=entry.path, outcome="unchanged", report=report)
            else:
                yield _File(entry, data, there.given.with_(given), there.reading)


def _read(entry: Entry, data: bytes, given: Given) -> bytes | str:
    """What a file says, as JSON, or one sentence about why it cannot be used."""
    try:
        told = msgspec.structs.replace(
            entry, published=given.published, publisher=given.publisher, title=given.title, url=given.url
        )
        found = read_given(data, entry=told)
        return found.error if isinstance(found, Unreadable) else msgspec.json.encode(found)
    except UsageError as error:
        return f"{entry.path}: {error}"
    except UnicodeEncodeError:
        return f"{entry.path}: its text has half a character in it; save it as UTF-8 again."


def _keep(store: Store, file: _File, read: bytes | str, now: Callable[[], str], run: str | None) -> Added:
    path = file.entry.path
    while not isinstance(read, str):
        reading = msgspec.json.decode(read, type=Reading)
        new = NewReport(file.data, reading, file.given, path, basis=file.basis)
        try:
            outcome = store.keep(new, at=now(), run=run)
        except UsageError as error:
            return Added(path=path, outcome="refused", error=str(error))
        if outcome != "stale":
            return Added(path=path, outcome=outcome, report=reading.report.id, claims=len(reading.claims))
        with store.snapshot() as snapshot:
            there = snapshot.held([reading.report.id])[reading.report.id]
        file = file._replace(given=there.given.with_(file.given), basis=there.reading)
        read = _read(file.entry, file.data, file.given)
    return Added(path=path, outcome="refused", error=read)


def _end_with_parent() -> None:
    """Let a reading process end when the one that writes was killed."""
    parent = multiprocessing.parent_process()
    if parent is not None:

        def wait() -> None:
            parent.join()
            os._exit(1)

        threading.Thread(target=wait, daemon=True).start()


def entries_of(paths: Sequence[str], given: Given) -> Iterator[Entry]:
    """An entry for every file that is meant."""
    for path in files_in(paths):
        yield Entry(path=path, published=given.published, publisher=given.publisher, title=given.title, url=given.url)
