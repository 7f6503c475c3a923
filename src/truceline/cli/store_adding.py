"""Commands that make a store and add to it."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from truceline.cli.commands import (
    Format,
    FormatOption,
    Manifest,
    Published,
    Publisher,
    Title,
    _check_published,
    _now,
    _out,
    _stderr,
    _workers,
    app,
)
from truceline.cli.options import StoreName
from truceline.errors import UsageError

if TYPE_CHECKING:
    from truceline.memory import Added, Fate
    from truceline.pipeline import Entry
    from truceline.store import Given, Store


class Watched(StrEnum):
    """What those saw who watched."""

    IT = "it"
    NOTHING = "nothing"


@app.command()
def init(
    store: StoreName,
    agreement: Annotated[
        list[str],
        typer.Option("--agreement", "-a", help="A name in the library, or the path of a file; may be given again."),
    ],
) -> None:
    """Make a store, or bring another agreement into one. It keeps its own copy of the agreement.

    \b
    truceline init idlib.db --agreement idlib
    truceline init postgresql://monitor@db.example/idlib -a idlib -a my-agreement.yaml
    """
    from truceline.agreement import load_agreement
    from truceline.store import create_store

    found = [load_agreement(name) for name in agreement]
    with create_store(store) as made:
        for one in found:
            is_new = made.add_agreement(one, at=_now())
            _out(f"{made.name}: {one.id} {'kept' if is_new else 'was there already'}\n".encode())


@app.command()
def add(
    store: StoreName,
    paths: Annotated[
        list[str] | None,
        typer.Argument(help="Files, folders with everything in them, patterns, or - for a list of paths."),
    ] = None,
    manifest: Manifest = None,
    published: Published = None,
    publisher: Publisher = None,
    title: Title = None,
    jobs: Annotated[int | None, typer.Option(min=1, help="So many processes read; by default one a core.")] = None,
    note: Annotated[
        str | None, typer.Option(help="Instead of files: a field note, in these words; --publisher says whose.")
    ] = None,
    place: Annotated[
        str | None, typer.Option(help="Where the note is about: a name, LAT,LON,RADIUS_KM, or zone:ID.")
    ] = None,
    time: Annotated[str | None, typer.Option(help="When that was: a day or a span (EDTF).")] = None,
    watched: Annotated[
        Watched | None, typer.Option(help="They watched all of that place and time, and saw it, or saw nothing.")
    ] = None,
    watch: Annotated[
        Path | None, typer.Option(help="Instead: a folder that is looked at until you stop it (Ctrl-C).")
    ] = None,
    every: Annotated[float, typer.Option(min=0.1, help="With --watch: so many seconds between looks.")] = 10.0,
    format_: FormatOption = None,
) -> None:
    """Keep reports. The same file again changes nothing; a run that was killed is simply run again.

    A file is named as done when it is on the disk. The last line adds up to the files given.

    \b
    truceline add idlib.db reports/ --publisher SANA
    truceline add idlib.db "reports/**/*.html"
    find reports -name '*.txt' | truceline add idlib.db -
    truceline add idlib.db reports/ --manifest reports/manifest.jsonl
    truceline add idlib.db --watch inbox/ --publisher SANA
    truceline add idlib.db --note "All quiet." --publisher patrol --place Saraqib --time 2019-08-05 --watched nothing
    """
    from truceline.memory import add_files, settle
    from truceline.store import Given, open_store

    if published is not None:
        _check_published(published)
    if note is not None:
        if paths or manifest is not None:
            raise UsageError("Give a note or files, not both.")
        _add_note(store, note, published, publisher, place, time, watched)
        return
    if place is not None or time is not None or watched is not None:
        raise UsageError("--place, --time and --watched are said of a --note.")
    given = Given(published=published, publisher=publisher, title=title)
    if watch is not None:
        if paths or manifest is not None:
            raise UsageError("--watch looks at one folder; name no files beside it.")
        _watch(store, watch, given, every, jobs or _workers(), format_)
        return
    entries, folder = _entries(paths or [], manifest, given)
    with open_store(store) as opened:
        run = _note_run(opened, "add")
        added = add_files(opened, entries, folder, jobs=jobs or _workers(), now=_now, run=run)
        fates = [item.outcome for item in _named(added, format_)]
        settle(opened, at=_now())
        opened.checkpoint()
    _ended(fates, format_)


def _watch(store: str, folder: Path, given: Given, every: float, jobs: int, format_: Format | None) -> None:
    """Add what comes into a folder until somebody interrupts; a file once it has stopped growing between two looks."""
    import signal
    import threading

    from truceline.memory import Watch, add_files, entries_of, settle, total_line
    from truceline.store import open_store

    seen, stop = Watch(folder), threading.Event()

    def end(_number: int, _frame: object) -> None:
        stop.set()
        signal.signal(signal.SIGINT, signal.default_int_handler)  # who asks twice does not want to wait

    # Also where the shell had it ignored, as it does for what it starts in the background; and never amid a write.
    before = signal.signal(signal.SIGINT, end)
    try:
        with open_store(store) as opened:
            run = _note_run(opened, "add")
            while not stop.is_set():
                files = seen.look()
                if files:
                    entries = entries_of(files, given)
                    added = add_files(opened, entries, Path(), jobs=min(jobs, len(files)), now=_now, run=run)
                    fates = [item.outcome for item in _named(added, format_)]
                    settle(opened, at=_now())
                    opened.checkpoint()
                    _stderr(total_line(fates))
                stop.wait(every)
    finally:
        signal.signal(signal.SIGINT, before)


def _add_note(
    store: str,
    text: str,
    published: str | None,
    publisher: str | None,
    place: str | None,
    time: str | None,
    watched: Watched | None,
) -> None:
    from truceline.memory import Note, check_zone, read_note, settle, total_line
    from truceline.store import open_store

    saw = None if watched is None else "saw nothing" if watched is Watched.NOTHING else "saw it"
    note = Note(text=text, source=publisher or "", time=time, place=place, watched=saw, published=published)
    with open_store(store) as opened:
        with opened.snapshot() as snapshot:
            check_zone(note, snapshot.agreements())
        outcome = opened.keep(read_note(note), at=_now(), run=_note_run(opened, "note"))
        settle(opened, at=_now())
        opened.checkpoint()
    _out(total_line(["new" if outcome == "new" else "unchanged"]).encode() + b"\n")


def _entries(paths: Sequence[str], manifest: Path | None, given: Given) -> tuple[Iterable[Entry], Path]:
    from truceline.memory import entries_of
    from truceline.pipeline import manifest_entries

    if manifest is not None:
        if len(paths) > 1 or (paths and not Path(paths[0]).is_dir()):
            raise UsageError("With --manifest give one folder at most; its lines name the files.")
        return manifest_entries(manifest), Path(paths[0]) if paths else Path()
    if not paths:
        raise UsageError("Name a file, a folder, a pattern, - or a --manifest; truceline add --help tells how.")
    if "-" in paths:
        if len(paths) > 1:
            raise UsageError("Give - alone: standard input is the list of all paths.")
        listed = sys.stdin.buffer.read()
        names = listed.split(b"\0" if b"\0" in listed else b"\n")
        paths = [name.decode("utf-8", "surrogateescape").rstrip("\r") for name in names if name.strip()]
    return entries_of(paths, given), Path()


def _ended(fates: Sequence[Fate], format_: Format | None) -> None:
    """The last line, beside the lines for programs and below those for people; code 3 where something was refused."""
    from truceline.memory import total_line

    line = total_line(fates)
    if format_ in (Format.JSONL, Format.JSON):
        _stderr(line)
    else:
        _out(line.encode() + b"\n")
    if "refused" in fates:
        raise typer.Exit(3)


def _named(added: Iterable[Added], format_: Format | None) -> Iterator[Added]:
    """Say of each file what became of it: programs hear of all, people of those that are refused."""
    import msgspec

    lines: list[Added] = []
    shown = _counted(added) if format_ in (None, Format.TABLE) else added
    for item in shown:
        if item.error is not None:
            _stderr(item.error)
        if format_ is Format.JSONL:
            _out(msgspec.json.encode(item) + b"\n")
        elif format_ is Format.JSON:
            lines.append(item)
        yield item
    if format_ is Format.JSON:
        _out(msgspec.json.encode(lines) + b"\n")


def _counted(added: Iterable[Added]) -> Iterator[Added]:
    """The items, with a count on stderr where somebody watches."""
    if not sys.stderr.isatty():
        yield from added
        return
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.completed} files"), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("adding", total=None)
        for item in added:
            progress.advance(task)
            yield item


def _note_run(opened: Store, activity: str) -> str:
    """Note who does what with which software (PROV), and give back the run's name."""
    import os
    from importlib.metadata import version

    started = dt.datetime.now(dt.UTC).isoformat(timespec="microseconds")
    id_ = f"{activity} {started} {os.getpid()}"
    opened.note_run(
        id_,
        {
            "prov:type": f"truceline:{activity}",
            "prov:startedAtTime": started,
            "prov:wasAssociatedWith": {name: version(name) for name in ("truceline", *_libraries())},
        },
    )
    return id_


def _libraries() -> list[str]:
    """The libraries that are declared, the language model among them."""
    import re
    from importlib.metadata import requires

    declared = [line for line in requires("truceline") or () if "extra ==" not in line]
    return [re.split(r"[^\w.-]", line)[0] for line in declared]
