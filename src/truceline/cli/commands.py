"""argv -> API -> stdout. stdout is data, stderr is messages and progress.

Exit codes: 0 done · 1 ``--fail-on`` met · 2 usage · 3 some input could not be used (the rest was kept; each is named) ·
4 verification failed. Rooms are imported inside the commands, so that ``--help`` is quick.

This module is long because every command stands in it with its options and its help, as one finds them in the terminal.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import functools
import io
import os
import shutil
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, BinaryIO, NoReturn

import typer
from rich.console import Console

from truceline.errors import TrucelineError, UsageError
from truceline.model.status import Status
from truceline.model.text import Unreadable

if TYPE_CHECKING:
    from truceline.assess import Refusal
    from truceline.model.agreement import Agreement
    from truceline.model.claim import Claim, Reading
    from truceline.pipeline import Analysis, Entry

#: A grid of ten years is as long as anybody reads; every day of it is asked of every term.
MOST_DAYS_ASKED = 3660

app = typer.Typer(
    name="truceline",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Truceline reads reports about a ceasefire and shows, term by term, party by party and day by day, what is"
    " kept, alleged, disputed or breached: by whose word, with the quoted words one step away."
    "\n\nStart with: truceline demo",
)
gazetteer_app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Places: look a name up.")
app.add_typer(gazetteer_app, name="gazetteer")


class Format(StrEnum):
    """How to print: tables to people, JSON to programs."""

    TABLE = "table"
    JSONL = "jsonl"
    JSON = "json"


AgreementName = Annotated[str, typer.Option("--agreement", "-a", help="A name in the library, or the path of a file.")]
FormatOption = Annotated[
    Format | None, typer.Option("--format", help="table for people, jsonl for pipes; by default what stdout is.")
]
Published = Annotated[str | None, typer.Option(help="Day or instant of publication, such as 2019-08-22.")]
Publisher = Annotated[str | None, typer.Option(help="Who published it, such as SANA.")]
Title = Annotated[str | None, typer.Option(help="The title, where the text does not begin with it.")]
Manifest = Annotated[
    Path | None,
    typer.Option(
        help='JSON Lines of {"path","published","publisher","title"}; paths are relative to the given folder.'
    ),
]
Files = Annotated[
    list[Path] | None,
    # readable=False: a file that may not be read is one unusable input among others (exit 3), not a usage error.
    typer.Argument(help="Reports: files, folders with everything in them, or - for standard input.", readable=False),
]
AsOf = Annotated[str | None, typer.Option(help="Only what was recorded by this instant (RFC 3339).")]


def run() -> NoReturn:
    """The entry point: every error of ours is one sentence and an exit code, never a traceback."""
    # The products of a parse are too small to share: a second thread only waits. Several processes are the way.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    if isinstance(sys.stdout, io.TextIOWrapper):
        # A terminal that knows fewer characters gets question marks, not a traceback. JSON is always UTF-8.
        sys.stdout.reconfigure(errors="replace")
    try:
        # Without click's own handling a command's Exit comes back as its code.
        code = app(standalone_mode=False)
    except TrucelineError as error:
        _stderr(str(error))
        sys.exit(error.exit_code)
    except typer.Abort:
        sys.exit(130)
    except BrokenPipeError:
        # Whoever read our output has had enough; give the interpreter nothing left to flush.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(141)
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception as error:
        # click's own usage errors carry their exit code; anything else is a bug and keeps its traceback.
        status = getattr(error, "exit_code", None)
        show = getattr(error, "show", None)
        if status is None or show is None:
            raise
        show()
        sys.exit(int(status))
    sys.exit(code or 0)


@app.callback(invoke_without_command=True)
def main(
    version: Annotated[bool, typer.Option("--version", help="Print the version and stop.")] = False,
) -> None:
    """Options that stand before a command."""
    if version:
        from importlib.metadata import version as installed

        _out(f"truceline {installed('truceline')}\n".encode())
        raise typer.Exit


# ---------------------------------------------------------------- reading


@app.command()
def read(
    files: Files = None,
    manifest: Manifest = None,
    published: Published = None,
    publisher: Publisher = None,
    title: Title = None,
    agreement: Annotated[
        str | None, typer.Option("--agreement", "-a", help="Show also where a described term differs from its text.")
    ] = None,
    format_: FormatOption = None,
) -> None:
    """Read reports: every claim with its speaker, its exact words, its date and place, and its doubts.

    \b
    truceline read report.txt --published 2019-08-22
    truceline read page.html --format jsonl > claims.jsonl
    cat report.txt | truceline read - --published 2019-08-22
    truceline read FOLDER --manifest batch.jsonl --format jsonl
    """
    from truceline.pipeline import differences_in, load_agreement
    from truceline.show import (
        difference_text,
        fitting_month,
        reading_lines,
        reading_page,
        record_line,
        unreadable_line,
    )

    wanted = _format(format_)
    console = _console()
    default = load_agreement(agreement) if agreement is not None else None
    # A manifest names its agreement on every line; it is loaded once.
    named = functools.cache(_library_agreement)
    failed = False
    between, after = (b"[", b"]\n") if wanted is Format.JSON else (b"", b"")
    for item, entry in _readings(files, manifest, published, publisher, title, show_progress=wanted is Format.TABLE):
        if isinstance(item, Unreadable):
            failed = True
            _stderr(item.error)
            if wanted is not Format.TABLE:
                between = _print_lines([unreadable_line(item)], wanted, between)
            continue
        beside = default
        if beside is None and entry.agreement is not None:
            beside = named(entry.agreement)
        differences = () if beside is None else differences_in(item, beside)
        if wanted is Format.TABLE:
            fits = fitting_month(item, beside) if beside is not None else None
            for part in reading_page(item, fits=fits):
                console.print(part)
            for difference in differences:
                console.print(difference_text(difference))
            continue
        between = _print_lines([*reading_lines(item), *map(record_line, differences)], wanted, between)
    _out(after)
    if failed:
        raise typer.Exit(3)


@app.command()
def check(
    files: Files = None,
    agreement: AgreementName = "idlib",
    manifest: Manifest = None,
    published: Published = None,
    publisher: Publisher = None,
    title: Title = None,
    since: Annotated[str | None, typer.Option(help="First day of the grid.")] = None,
    until: Annotated[str | None, typer.Option(help="Last day of the grid.")] = None,
    as_of: AsOf = None,
    recorded: Annotated[
        str | None,
        typer.Option(help="When reports without a date were learned of (RFC 3339); by default now."),
    ] = None,
    fail_on: Annotated[list[Status] | None, typer.Option(help="Exit 1 when a cell has this status.")] = None,
    format_: FormatOption = None,
) -> None:
    """Lay reports beside an agreement: the grid of term, party and day, with reasons and what would change each status.

    \b
    truceline check report.txt --agreement idlib --published 2019-08-22
    truceline check FOLDER --manifest batch.jsonl -a idlib --since 2019-08-02 --until 2019-08-08
    truceline check report.txt -a idlib --format jsonl | truceline assess idlib -
    """
    from truceline.pipeline import analyse, load_agreement

    wanted = _format(format_)
    _check_days(since, until)
    _check_instant("--as-of", as_of)
    _check_instant("--recorded", recorded)
    beside = load_agreement(agreement)
    readings: list[Reading] = []
    unreadable: list[Unreadable] = []
    for item, _ in _readings(files, manifest, published, publisher, title, show_progress=True):
        if isinstance(item, Unreadable):
            unreadable.append(item)
            _stderr(item.error)
        else:
            readings.append(item)
    analysis = analyse(readings, beside, recorded=recorded or _now(), as_of=as_of)
    _print_analysis(analysis, wanted, since, until, unreadable)
    if unreadable:
        raise typer.Exit(3)
    if fail_on and any(cell.status in fail_on for cell in analysis.cells):
        raise typer.Exit(1)


def _print_analysis(
    analysis: Analysis, wanted: Format, since: str | None, until: str | None, unreadable: Sequence[Unreadable] = ()
) -> None:
    from truceline.show import (
        analysis_page,
        cell_line,
        days_shown,
        grid_rows,
        reading_lines,
        record_line,
        unreadable_line,
    )

    if wanted is Format.TABLE:
        days = days_shown(analysis.cells, since, until, claims=analysis.claims)
        rows = grid_rows(analysis.agreement, analysis.claims, days, analysis.cell) if days else []
        console = _console()
        for part in analysis_page(
            analysis.agreement,
            analysis.readings,
            analysis.claims,
            rows,
            days,
            analysis.bearings,
            analysis.differences,
            ascii_only=not _is_unicode(),
        ):
            console.print(part)
        return
    lines: list[bytes] = []
    told: defaultdict[str | None, list[Claim]] = defaultdict(list)
    for claim in analysis.claims:
        told[claim.report].append(claim)
    for reading in analysis.readings:
        lines += reading_lines(reading, claims=told[reading.report.id])
    lines += map(unreadable_line, unreadable)
    lines += [record_line(incident) for incident in analysis.incidents]
    lines += [record_line(difference) for difference in analysis.differences]
    lines += [record_line(bearing) for bearing in analysis.bearings]
    lines += map(cell_line, analysis.cells)
    _print_all(lines, wanted)


def _print_all(lines: Iterable[bytes], wanted: Format) -> None:
    """Print records as lines, or as one array."""
    between = _print_lines(lines, wanted, b"[")
    if wanted is Format.JSON:
        _out(b"[]\n" if between == b"[" else b"]\n")


def _print_lines(lines: Iterable[bytes], wanted: Format, between: bytes) -> bytes:
    """Print records as lines, or as members of one array; gives back what has to stand before the next member."""
    for line in lines:
        _out(between + line if wanted is Format.JSON else line + b"\n")
        between = b",\n"
    return between


def _check_days(since: str | None, until: str | None) -> None:
    """Say what is wrong with a stretch of days that was asked for."""
    for day in (since, until):
        _check_day(day)
    if since is not None and until is not None:
        if until < since:
            raise UsageError(f"--until {until} is before --since {since}.")
        if (dt.date.fromisoformat(until) - dt.date.fromisoformat(since)).days > MOST_DAYS_ASKED:
            raise UsageError(
                f"From --since {since} to --until {until} is more than {MOST_DAYS_ASKED} days; ask for fewer."
            )


def _workers() -> int:
    """As many processes as this one may use at once."""
    return len(os.sched_getaffinity(0))


def _name_refused(path: Path, refused: Iterable[Refusal]) -> None:
    """Say of each line of claims that cannot be used why it was left out."""
    name = "standard input" if str(path) == "-" else path
    for refusal in refused:
        _stderr(f"{name}:{refusal.line}: left out, because {refusal.why}")


def _has_descriptor(file: BinaryIO) -> bool:
    """True for a file that other processes can open again."""
    try:
        return file.fileno() >= 0
    except OSError:  # in memory
        return False


@contextlib.contextmanager
def _claims_file(path: Path) -> Iterator[BinaryIO]:
    """A file of claims that can be read twice; what comes through a pipe is laid down for as long as it is needed."""
    try:
        if str(path) != "-":
            with path.open("rb") as file:
                yield file
        elif sys.stdin.buffer.seekable() and _has_descriptor(sys.stdin.buffer):
            yield sys.stdin.buffer
        else:
            with tempfile.TemporaryFile() as file:
                shutil.copyfileobj(sys.stdin.buffer, file)
                file.seek(0)
                yield file
    except OSError as error:
        raise UsageError(f"The claims file {path} cannot be opened: {error.strerror}.") from error


@app.command()
def assess(
    agreement: Annotated[str, typer.Argument(help="A name in the library, or the path of a file.")],
    claims: Annotated[Path, typer.Argument(help="Claims as JSON Lines; - reads standard input.")],
    as_of: AsOf = None,
    period: Annotated[
        list[str] | None, typer.Option(help="A/B, both days included: also the period as a whole.")
    ] = None,
    union: Annotated[bool, typer.Option("--union", help="Also all parties of a term together.")] = False,
    policy: Annotated[
        bool, typer.Option("--policy", help="Also what each cell would be under twelve other thresholds of evidence.")
    ] = False,
) -> None:
    """The engine alone: claims in, cells out, as JSON Lines.

    \b
    truceline assess idlib claims.jsonl --as-of 2019-08-06T00:00:00Z
    truceline check report.txt -a idlib --format jsonl | truceline assess idlib - --period 2019-08-02/2019-08-05 --union
    """
    from truceline.pipeline import assess_file, load_agreement

    _check_instant("--as-of", as_of)
    beside = load_agreement(agreement)
    periods = [_period(p) for p in period or ()]
    with _claims_file(claims) as file:
        found = assess_file(file, beside, as_of=as_of, periods=periods, unions=union, policy=policy, workers=_workers())
        _name_refused(claims, found.refused)
        for lines in found.lines:
            _out(lines)
    if found.refused:
        raise typer.Exit(3)


@app.command()
def gaps(
    agreement: Annotated[
        str, typer.Argument(metavar="STORE|AGREEMENT", help="A store; or an agreement, with a file of claims after it.")
    ],
    claims: Annotated[
        Path | None, typer.Argument(help="Claims as JSON Lines, with an agreement before; - reads standard input.")
    ] = None,
    since: Annotated[str | None, typer.Option(help="First day; by default the first that is told of.")] = None,
    until: Annotated[str | None, typer.Option(help="Last day; by default the last that is told of.")] = None,
    term: Annotated[str | None, typer.Option(help="Only this term.")] = None,
    party: Annotated[str | None, typer.Option(help="Only this party.")] = None,
    as_of: AsOf = None,
    which: Annotated[
        str | None, typer.Option("--agreement", "-a", help="Which agreement, where the store holds several.")
    ] = None,
    format_: FormatOption = None,
) -> None:
    """What would settle the open cells: a work list for those who watch.

    For each stretch of days that is unknown, alleged or disputed: which kind of report would change it, and to what.
    Every proposal was tried; none says what a report should find.

    \b
    truceline gaps idlib.db --since 2019-08-02 --until 2019-08-05
    truceline gaps idlib claims.jsonl --since 2019-08-02 --until 2019-08-05
    """
    from truceline.assess import Assessment, decode_claims, known_by
    from truceline.pipeline import load_agreement
    from truceline.show import gap_text, record_line

    wanted = _format(format_)
    _check_instant("--as-of", as_of)
    _check_days(since, until)
    if claims is None:
        from truceline.cli.store_asking import store_gaps

        store_gaps(agreement, since, until, term, party, as_of, which, wanted)
        return
    beside = known_by(load_agreement(agreement), as_of)
    with _claims_file(claims) as file:
        usable, refused = decode_claims(file, beside, as_of=as_of)
    _name_refused(claims, refused)
    found = Assessment(beside, usable, refused).gaps(since, until, term=term, party=party)
    if wanted is Format.TABLE:
        _out("\n\n".join(map(gap_text, found)).encode() + b"\n" if found else b"Nothing is open on these days.\n")
    else:
        _print_all(map(record_line, found), wanted)
    if refused:
        raise typer.Exit(3)


@app.command()
def demo() -> None:
    """Read the bundled reports (made up for the demonstration) and print the grid with its reasons.

    It needs no file of yours and no network, and ends with what to try next.

    \b
    truceline demo
    """
    from truceline.pipeline import analyse, demo_agreement, demo_folder, manifest_entries, read_many

    folder = demo_folder()
    entries = list(manifest_entries(folder / "manifest.jsonl"))
    readings = [r for r in _progress(read_many(entries, folder), len(entries)) if not isinstance(r, Unreadable)]
    analysis = analyse(readings, demo_agreement())
    console = _console()
    console.print(
        f"{len(readings)} reports, made up for this demonstration, laid beside a real agreement:\n"
        + "\n".join(f"  {e.published}  {e.publisher}: {e.path}" for e in entries)
        + "\n",
        markup=False,
    )
    _print_analysis(analysis, Format.TABLE, "2019-08-02", "2019-08-08")
    console.print(
        "\nTry next:\n"
        f"  truceline read {folder / 'resident-page.txt'} --published 2019-08-07\n"
        "  truceline agreement show idlib\n"
        "  truceline check YOUR-REPORT.txt --agreement idlib --published YYYY-MM-DD",
        markup=False,
        highlight=False,
        soft_wrap=True,
    )


@app.command()
def schema() -> None:
    """The JSON Schema of every noun that Truceline reads or prints.

    \b
    truceline schema > truceline.schema.json
    """
    import json

    from truceline.model.schema import noun_schema

    _out(json.dumps(noun_schema(), indent=2, ensure_ascii=False).encode() + b"\n")


# ---------------------------------------------------------------- places


@gazetteer_app.command("find")
def gazetteer_find(
    name: Annotated[str, typer.Argument(help="A name of a place, in any spelling.")],
    region: Annotated[str | None, typer.Option(help="An agreement: places of its region come first.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=100, help="So many candidates at most.")] = 10,
    format_: FormatOption = None,
) -> None:
    """Candidates for a place name, best first, with the reach of each.

    \b
    truceline gazetteer find "Khan Sheikhoun" --region idlib
    truceline gazetteer find Idlib --format json
    """
    import msgspec
    from rich.table import Table

    from truceline.pipeline import gazetteer, load_agreement, region_of

    where = region_of(load_agreement(region)) if region is not None else None
    found = gazetteer().find(name, region=where, limit=limit)
    if _format(format_) is not Format.TABLE:
        _out(msgspec.json.encode(found) + b"\n")
        return
    if not found:
        _stderr(f"No place is known by the name {name!r}.")
        return
    table = Table(box=None, pad_edge=False, padding=(0, 1))
    for column in ("name", "kind", "country", "lat", "lon", "radius_km", "score", "id"):
        table.add_column(column, no_wrap=True)
    for c in found:
        table.add_row(
            c.name, c.kind, c.country, f"{c.lat:.3f}", f"{c.lon:.3f}", f"{c.radius_km:g}", f"{c.score:.2f}", c.id
        )
    _console().print(table)


@gazetteer_app.command("import")
def gazetteer_import(
    file: Annotated[Path, typer.Argument(help="A table (CSV, TSV), a dump of GeoNames, or GeoJSON.")],
    folder: Annotated[Path | None, typer.Argument(help="Where to put it; without one it is only looked at.")] = None,
    country: Annotated[str, typer.Option(help="Two letters (ISO 3166), for a list that names no country.")] = "",
) -> None:
    """Look at a list of places of your own, and put it where names are looked up.

    Says which column was taken for what, shows the first places, and names each line that cannot be used.
    Name the folder in TRUCELINE_GAZETTEER (several with a colon between them) and every command looks there, too.

    \b
    truceline gazetteer import syr_populated_places.csv
    truceline gazetteer import syr_populated_places.csv ~/gazetteer/syria
    TRUCELINE_GAZETTEER=~/gazetteer/syria truceline gazetteer find "Maar Shurin"
    """
    from truceline.locate import open_gazetteer, read_places, write_places

    found = read_places(file, open_gazetteer(), country=country)
    for what, names in found.columns.items():
        _stderr(f"{what}: {', '.join(names)}")
    for row, others in found.places[:5]:
        _stderr(f"  {row.name} {row.lat:.3f}, {row.lon:.3f} ({row.country}) {' · '.join(others)}".rstrip())
    for refused in found.refused:
        _stderr(f"{file}:{refused.number}: {refused.why}")
    over = f", {found.passed_over} of kinds that are not looked up" if found.passed_over else ""
    _stderr(f"{found.form}: {len(found.places)} places, {len(found.refused)} refused{over}")
    if folder is not None:
        write_places(found, file, folder)
    if found.refused:
        raise typer.Exit(3)


# ---------------------------------------------------------------- what the commands share


def _readings(
    files: Sequence[Path] | None,
    manifest: Path | None,
    published: str | None,
    publisher: str | None,
    title: str | None,
    *,
    show_progress: bool,
) -> Iterator[tuple[Reading | Unreadable, Entry]]:
    """Every report that was asked for, as it is done."""
    from truceline.pipeline import Entry, manifest_entries, read_given, read_many

    given = list(files or ())
    if published is not None:
        _check_published(published)
    if manifest is not None:
        if len(given) > 1 or (given and not given[0].is_dir()):
            raise UsageError("With --manifest give one folder at most; its lines name the files.")
        folder = given[0] if given else Path()
        for entry in manifest_entries(manifest):
            yield from ((item, entry) for item in read_many([entry], folder))
        return
    if not given:
        raise UsageError("Name a report, a folder or a --manifest; truceline read --help tells how.")
    if given == [Path("-")]:
        entry = Entry(path="standard input", published=published, publisher=publisher, title=title)
        yield read_given(sys.stdin.buffer.read(), entry=entry), entry
        return
    entries = [
        Entry(path=str(path), published=published, publisher=publisher, title=title) for path in _expanded(given)
    ]
    readings = read_many(entries, Path())
    if show_progress:
        readings = _progress(readings, len(entries))
    yield from zip(readings, entries, strict=True)


def _expanded(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        if str(path) == "-":
            raise UsageError("Give - alone: standard input is one report.")
        if path.is_dir():
            inside = sorted(p for p in path.rglob("*") if p.is_file() or p.is_symlink())
            if not inside:
                raise UsageError(f"The folder {path} has no files in it.")
            yield from inside
        else:
            yield path


def _progress(items: Iterable[Reading | Unreadable], total: int) -> Iterator[Reading | Unreadable]:
    """The items with a progress bar on stderr, for people and for more than a handful only."""
    if total < 5 or not sys.stderr.isatty():
        yield from items
        return
    from rich.progress import track

    yield from track(items, total=total, description="reading", console=Console(stderr=True), transient=True)


def _library_agreement(name: str) -> Agreement | None:
    """The agreement that a manifest line names, where the library has it."""
    from truceline.agreement import library_names, load_agreement

    return load_agreement(name) if name in library_names() or Path(name).is_file() else None


def _period(written: str) -> tuple[str, str]:
    first, slash, last = written.partition("/")
    if not slash:
        raise UsageError(f"--period {written!r} must be A/B, such as 2019-08-02/2019-08-05.")
    for day in (first, last):
        _check_day(day)
    return first, last


def _check_day(day: str | None) -> None:
    if day is None:
        return
    try:
        dt.date.fromisoformat(day)
    except ValueError as error:
        raise UsageError(f"{day!r} is not a day; write it as 2019-08-05.") from error


def _check_instant(option: str, moment: str | None) -> None:
    from truceline.model.moment import is_instant

    if moment is None:
        return
    try:
        usable = is_instant(moment)
    except ValueError:
        usable = False
    if not usable:
        raise UsageError(f"{option} {moment!r} must be an instant with an offset or Z, such as 2019-08-06T00:00:00Z.")


def _check_published(moment: str) -> None:
    from truceline.model.moment import is_day_or_instant

    if not is_day_or_instant(moment):
        raise UsageError(f"--published {moment!r} must be a day such as 2019-08-22, or an instant with an offset or Z.")


def _format(given: Format | None) -> Format:
    if given is not None:
        return given
    return Format.TABLE if sys.stdout.isatty() else Format.JSONL


def _now() -> str:
    """The clock, read at this edge only: when we learned of reports that have no date."""
    return dt.datetime.now(dt.UTC).isoformat(timespec="seconds")


def _is_unicode() -> bool:
    return (sys.stdout.encoding or "").lower().replace("-", "").startswith("utf")


class _Console(Console):
    """Rich ends a broken pipe with code 1, which means something else here; ``run`` knows better."""

    def on_broken_pipe(self) -> None:
        raise BrokenPipeError


def _console() -> Console:
    """Where people read. A pipe gets a fixed width, so that the same input gives the same bytes."""
    return _Console(width=None if sys.stdout.isatty() else 120, soft_wrap=False, highlight=False)


def _out(data: bytes) -> None:
    try:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        # With its errno click would end with code 1, which means something else here; ``run`` knows better.
        raise BrokenPipeError from None


def _stderr(message: str) -> None:
    from truceline.show import visible

    # A file's name may hold anything; a terminal must not obey it.
    for line in message.rstrip().split("\n"):
        sys.stderr.write(visible(line) + "\n")


__all__ = ["app", "run"]
