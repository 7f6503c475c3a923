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
from truceline.errors import UsageError

if TYPE_CHECKING:
    from truceline.store import Store


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
    timestamp: Annotated[
        str | None, typer.Option(metavar="URL", help="Then have an authority put its time to the head (RFC 3161).")
    ] = None,
    authority: Annotated[
        Path | None, typer.Option(help="Check the kept timestamps against these certificates (PEM), without a network.")
    ] = None,
) -> None:
    """Whether everything is as it was stored. Exit 4 names the first item that is altered, missing or out of place.

    The signature depends on no clock and no order: the same reports and decisions give the same one.
    Note the head somewhere else and give it as the anchor next time.

    \b
    truceline verify idlib.db
    truceline verify idlib.db --export > log.jsonl
    truceline verify idlib.db --timestamp https://tsa.example/ --authority tsa.pem
    """
    from truceline.store import exported, open_store

    with open_store(store) as opened:
        if export:
            with opened.snapshot() as snapshot:
                for line in exported(snapshot.log()):
                    _out(line + b"\n")
            return
        found = opened.verify(anchor=anchor)
        lines = _stamps(opened, found.head, timestamp, authority)
    _out(
        f"reports {found.reports}  claims {found.claims}  decisions {found.decisions}  log {found.entries}\n"
        f"signature {found.signature}\nhead {found.head}\n{lines}".encode()
    )


def _stamps(opened: Store, head: str, url: str | None, authority: Path | None) -> str:
    """Have a head timestamped where that is asked for; gives back a line for each timestamp that is kept."""
    from truceline.cli.authority import answer_of
    from truceline.memory import check_stamp, stamp_request, stamped

    trusted = None
    if authority is not None:
        try:
            trusted = authority.read_bytes()
        except OSError as error:
            raise UsageError(f"{authority} cannot be opened: {error.strerror}.") from error
    if url is not None:
        request = stamp_request(head)
        opened.keep_stamp(stamped(head, request, answer_of(url, request), url, trusted))
    lines = []
    for stamp in opened.stamps():
        when = check_stamp(stamp, trusted)
        how = "checked" if trusted is not None else "not checked: give --authority"
        lines.append(f"timestamp on entry {stamp.number}: {when} by {stamp.authority} ({how})\n")
    return "".join(lines)


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
