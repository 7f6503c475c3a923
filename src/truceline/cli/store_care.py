"""Commands that look after a store: made again, verified, copied."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from truceline.cli.commands import (
    _now,
    _out,
    app,
)
from truceline.cli.options import StoreName

if TYPE_CHECKING:
    pass


@app.command()
def recompute(store: StoreName) -> None:
    """Throw away everything that is derived (origins, cells) and make it again from the record.

    \b
    truceline recompute idlib.db
    """
    from truceline.memory import recompute as make_again
    from truceline.store import open_store

    with open_store(store) as opened:
        changed = make_again(opened, at=_now())
    _out(f"{changed} cell{'' if changed == 1 else 's'} changed\n".encode())


@app.command()
def verify(
    store: StoreName,
    anchor: Annotated[
        str | None, typer.Option(help="NUMBER:HASH, a head that was noted earlier: it must still be in the log.")
    ] = None,
    export: Annotated[
        bool, typer.Option("--export", help="Print the log as JSON Lines instead, for a check by other means.")
    ] = False,
) -> None:
    """Whether everything is as it was stored. Exit 4 names the first item that is altered, missing or out of place.

    The signature depends on no clock and no order: the same reports and decisions give the same one.
    Note the head somewhere else and give it as the anchor next time.

    \b
    truceline verify idlib.db
    truceline verify idlib.db --export > log.jsonl
    """
    from truceline.store import exported, open_store

    with open_store(store) as opened:
        if export:
            with opened.snapshot() as snapshot:
                for line in exported(snapshot.log()):
                    _out(line + b"\n")
            return
        found = opened.verify(anchor=anchor)
    _out(
        f"reports {found.reports}  claims {found.claims}  decisions {found.decisions}  log {found.entries}\n"
        f"signature {found.signature}\nhead {found.head}\n".encode()
    )


@app.command()
def backup(
    store: StoreName, target: Annotated[Path, typer.Argument(metavar="FILE", help="A file that does not exist yet.")]
) -> None:
    """Copy a store, while others use it, into a file that is a store itself; verified before and after.

    \b
    truceline backup idlib.db backups/idlib-2019-08-06.db
    """
    _copy(store, str(target))


@app.command()
def restore(
    source: Annotated[Path, typer.Argument(metavar="FILE", help="What backup wrote.")],
    store: StoreName,
) -> None:
    """Make a store, of either kind, from a backup.

    \b
    truceline restore backups/idlib-2019-08-06.db postgresql://monitor@db.example/idlib
    """
    _copy(str(source), store)


def _copy(source: str, target: str) -> None:
    from truceline.store import copy_store

    found = copy_store(source, target)
    _out(f"reports {found.reports}  claims {found.claims}\nsignature {found.signature}\nhead {found.head}\n".encode())
