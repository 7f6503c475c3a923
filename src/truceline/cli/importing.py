"""The command that imports data sets."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from truceline.cli.commands import FormatOption, Published, _check_published, _now, app
from truceline.cli.options import StoreName
from truceline.cli.store_adding import _ended, _named, _note_run
from truceline.errors import ReadError, UsageError


class Kind(StrEnum):
    """The data sets whose layout is known; csv is any table with a mapping, claims are lines of ours."""

    ACLED = "acled"
    UCDP = "ucdp"
    GDELT = "gdelt"
    POLECAT = "polecat"
    OSCE = "osce"
    CSV = "csv"
    CLAIMS = "claims"


@app.command(name="import")
def import_(
    store: StoreName,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Your own download.")],
    kind: Annotated[Kind, typer.Option("--from", help="Which data set it is of.")],
    map_: Annotated[
        Path | None, typer.Option("--map", help="For csv: a TOML file that says what the columns are.")
    ] = None,
    published: Published = None,
    format_: FormatOption = None,
) -> None:
    """Keep the rows of a data set as claims, with the data set as their source and its precision kept.

    The same file again changes nothing; a row that was corrected stands in the place of the one before, and one that
    was deleted there is withdrawn. A row that cannot be used is named with its line, and the exit code is 3.

    \b
    truceline import idlib.db --from acled 2019-08-01-2019-08-31-Syria.csv
    truceline import idlib.db --from csv --map hotline.toml hotline.csv
    """
    from truceline.imports import read_mapping
    from truceline.memory import import_rows, settle
    from truceline.store import open_store

    if published is not None:
        _check_published(published)
    if (map_ is None) is (kind is Kind.CSV):
        raise UsageError("--from csv takes a --map, and no other does; docs/store.md shows one.")
    mapping = read_mapping(_bytes(map_), str(map_)) if map_ is not None else None
    data = _bytes(file)
    with open_store(store) as opened:
        run = _note_run(opened, "import")
        added = import_rows(
            opened, data, str(file), kind.value, mapping=mapping, published=published, now=_now, run=run
        )
        try:
            fates = [item.outcome for item in _named(added, format_)]
        except ReadError as error:
            raise ReadError(f"{file}: {error}") from error
        settle(opened, at=_now())
        opened.checkpoint()
    _ended(fates, format_)


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path} cannot be opened: {error.strerror}.") from error
