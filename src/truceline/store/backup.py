"""Backup and restore: every row of a store into a new one, of either kind, in one transaction, verified at the end."""

from __future__ import annotations

import contextlib
from pathlib import Path

from sqlalchemy import insert, select

from truceline.errors import UsageError
from truceline.store.connect import open_database
from truceline.store.log import PIECEMEAL
from truceline.store.migrate import bring_up_to_date, migrate, revision_of
from truceline.store.schema import metadata, sessions
from truceline.store.verify import Verification, verify

_TOGETHER = 1000


def copy_store(source: str, target: str) -> Verification:
    """Copy a store, as it is at this moment, to a path or address where none is; gives back what was verified there.

    UsageError when there is a store at the target; VerificationError when the source is not intact.
    """
    is_file = "://" not in target
    if is_file and Path(target).exists():
        raise UsageError(f"There is something at {target} already; name a file that does not exist.")
    with contextlib.closing(open_database(source)) as origin:
        bring_up_to_date(origin)
        with origin.reading() as reading, contextlib.ExitStack() as otherwise:
            verify(reading)
            if is_file:
                otherwise.callback(_remove, target)
            with contextlib.closing(open_database(target, create=True)) as copy, copy.writing() as writing:
                if revision_of(writing) is not None:
                    raise UsageError(f"{copy.name} holds a store already; name an empty database.")
                migrate(writing)
                for table in metadata.sorted_tables:
                    if table is sessions:
                        continue  # whoever is signed in here is not signed in there
                    rows = reading.execute(select(table), execution_options=PIECEMEAL)
                    for together in rows.partitions(_TOGETHER):
                        writing.execute(insert(table), [dict(row._mapping) for row in together])
                found = verify(writing)
            otherwise.pop_all()
    return found


def _remove(file: str) -> None:
    """Take half a copy away."""
    for suffix in ("", "-wal", "-shm"):
        Path(file + suffix).unlink(missing_ok=True)
