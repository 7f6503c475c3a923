"""``truceline export``: what a filter shows, as files."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Annotated, cast

import typer

from truceline.cli.commands import AsOf, _now, _out, app
from truceline.cli.options import (
    Area,
    Delay,
    Floor,
    Parties,
    Places,
    Reports,
    Reviewed,
    Since,
    Sources,
    Statuses,
    StoreName,
    Terms,
    Types,
    Until,
    Which,
    ZonesOption,
)
from truceline.errors import StoreError, UsageError


@app.command()
def export(
    store: StoreName,
    out: Annotated[Path, typer.Option("--out", "-o", help="The folder for the files; made if it is not there.")],
    format_: Annotated[
        str,
        typer.Option(
            "--format", help="One or more of csv, geojson, gpkg, parquet, hxl, ftm, jsonl, bundle, with commas between."
        ),
    ] = "csv,geojson,jsonl",
    since: Since = None,
    until: Until = None,
    term: Terms = None,
    party: Parties = None,
    status: Statuses = None,
    type_: Types = None,
    source: Sources = None,
    report: Reports = None,
    place: Places = None,
    zone: ZonesOption = None,
    area: Area = None,
    reviewed: Reviewed = None,
    as_of: AsOf = None,
    agreement: Which = None,
    delay: Delay = 72,
    floor: Floor = 1.0,
    raw: Annotated[
        bool, typer.Option("--raw", help="Leave words in CSV as they are, also those that a spreadsheet would run.")
    ] = False,
) -> None:
    """Files with the rows of a filter: cells, claims, occurrences, sources. Each says what it is and what is held back.

    \b
    truceline export idlib.db -o out --term aug-halt --format csv,geojson,parquet
    truceline export idlib.db -o out --since 2019-08-02 --until 2019-08-08 --format bundle
    """
    from importlib.metadata import version

    from truceline.memory import Published, Release, chosen, filter_of, select, up_to_date
    from truceline.show import FORMATS, ExportFormat, export_files
    from truceline.store import open_store

    formats = named(format_, "format", FORMATS)
    wanted = filter_of(
        pairs_of(
            agreement=[agreement] if agreement else (),
            since=[since] if since else (),
            until=[until] if until else (),
            term=term,
            party=party,
            status=status,
            type=type_,
            source=source,
            report=report,
            place=place,
            zone=zone,
            area=[area] if area else (),
            reviewed=[reviewed] if reviewed else (),
            as_of=[as_of] if as_of else (),
        )
    )
    now = _now()
    release = Release.published(now, delay_hours=delay, floor_km=floor)
    with open_store(store) as opened:
        up_to_date(opened, at=now)
        with opened.snapshot() as snapshot:
            view = Published(snapshot, chosen(snapshot.agreements(), wanted.agreement), release, as_of=wanted.as_of)
            selection = select(view, wanted)
        chosen_formats = cast("tuple[ExportFormat, ...]", formats)
        names = write_files(out, export_files(selection, chosen_formats, version=version("truceline"), raw=raw))
    stamp = selection.stamp
    _out(
        f"{len(names)} files in {out}, {stamp.cells} cells, {stamp.claims} claims"
        f"   (filter: {stamp.filter}; delay {stamp.delay_hours} h, to {stamp.last_day}: {stamp.withheld} withheld;"
        f" data v{stamp.data_version})\n".encode()
    )


def write_files(folder: Path, files: Iterable[tuple[str, bytes]]) -> list[str]:
    """Write each file whole or not at all; StoreError says why when one cannot be written."""
    names = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in files:
            handle, temporary = tempfile.mkstemp(dir=folder, prefix=f".{name}.")
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(content)
                os.chmod(temporary, 0o644)
                os.replace(temporary, folder / name)
            except BaseException:
                os.unlink(temporary)
                raise
            names.append(name)
    except OSError as error:
        raise StoreError(f"{folder} cannot be written to: {error.strerror}.") from error
    return names


def named(written: str, what: str, known: Sequence[str]) -> tuple[str, ...]:
    """Names with commas between; UsageError when one of them is not known."""
    found = tuple(dict.fromkeys(part.strip() for part in written.split(",") if part.strip()))
    unknown = [name for name in found if name not in known]
    if unknown or not found:
        raise UsageError(f"There is no {what} {', '.join(unknown) or 'without a name'}; there are {', '.join(known)}.")
    return found


def pairs_of(**values: Sequence[str] | None) -> list[tuple[str, str]]:
    """Options as the names and values of a filter."""
    return [(name, value) for name, several in values.items() for value in several or ()]
