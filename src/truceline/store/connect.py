"""A database, opened: SQLite in a file, or PostgreSQL by its address; one writer at a time, and errors in plain words.

SQLite runs in WAL mode with ``synchronous=FULL``: what was acknowledged is on the disk. PostgreSQL does so by default.
A transaction that writes holds the only pen from its first statement on, so that the log has one order.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal, NoReturn

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError
from sqlalchemy.pool import QueuePool

from truceline.errors import StoreError, UsageError, VerificationError

#: So long a writer waits for another to put the pen down (seconds).
PATIENCE = 120
#: The pen of PostgreSQL: an advisory lock that every writer takes. The number is the word "truce" in ASCII.
_PEN = 0x7472756365
#: What a file of SQLite begins with.
_MARK = b"SQLite format 3\0"
_MODES = {"write": "BEGIN IMMEDIATE", "read": "BEGIN"}


class Database:
    """An open database. ``name`` is how people called it, without a password."""

    def __init__(self, engine: Engine, name: str, *, writable: bool) -> None:
        self.engine = engine
        self.name = name
        self.writable = writable

    @property
    def is_file(self) -> bool:
        """True for SQLite."""
        return self.engine.dialect.name == "sqlite"

    def close(self) -> None:
        """Let go of every connection."""
        self.engine.dispose()

    def tidy(self) -> None:
        """Let no earlier state lie about in the journal of a file."""
        if self.is_file:
            with contextlib.closing(self.engine.raw_connection()) as raw:
                raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    @contextlib.contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that sees one state of the store, whatever others write meanwhile."""
        with self._transaction("read") as connection:
            yield connection

    @contextlib.contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that holds the pen: all of it is kept, or nothing."""
        if not self.writable:
            raise StoreError(f"{self.name}: nothing can be written here; the folder or the file is read-only.")
        with self._transaction("write") as connection:
            if not self.is_file:
                connection.execute(text("SELECT pg_advisory_xact_lock(:pen)"), {"pen": _PEN})
            yield connection

    @contextlib.contextmanager
    def _transaction(self, mode: Literal["read", "write"]) -> Iterator[Connection]:
        options: dict[str, Any] = {"truceline_mode": mode}
        if not self.is_file:
            # A reader sees one state; a writer, who waits for the pen first, the latest.
            options["isolation_level"] = "REPEATABLE READ" if mode == "read" else "READ COMMITTED"
        try:
            with self.engine.connect().execution_options(**options) as connection, connection.begin():
                yield connection
        except DBAPIError as error:
            explain(error, self.name)


def explain(error: DBAPIError, name: str) -> NoReturn:
    """Say in a sentence what the database could not do; what it says of a damaged file is a failed verification."""
    words = str(error.orig).strip().split("\n")[0]
    low = words.lower()
    if "disk is full" in low or "no space left" in low or "could not extend file" in low:
        raise StoreError(
            f"{name}: the disk is full. What was acknowledged is kept; make room and run the same command again."
        ) from error
    if "readonly" in low or "read-only" in low:
        raise StoreError(f"{name}: nothing can be written here; the folder or the file is read-only.") from error
    if "malformed" in low or "not a database" in low or "disk i/o error" in low or "utf-8" in low:
        raise VerificationError(
            f"{name}: the file is damaged ({words}); restore it from a backup with: truceline restore."
        ) from error
    if "locked" in low:
        raise StoreError(f"{name}: another program has held the store for {PATIENCE} seconds; try again.") from error
    if "unable to open" in low:
        raise UsageError(f"{name}: the file cannot be opened; check its path and its permissions.") from error
    if error.connection_invalidated or "connect" in low or "authentication" in low:
        raise StoreError(f"{name}: the database cannot be reached ({words}).") from error
    raise error


def open_database(where: str, *, create: bool = False) -> Database:
    """The database at a path or an address. UsageError when there is none and none shall be made."""
    if "://" in where:
        return _server(where)
    path = Path(where)
    if not path.exists() and not create:
        raise UsageError(f"There is no store at {where}; make one with: truceline init {where} --agreement idlib")
    if path.is_dir():
        raise UsageError(f"{where} is a folder; name the file of a store, such as {where}/store.db.")
    if not path.exists() and not path.parent.is_dir():
        raise UsageError(f"The folder {path.parent} does not exist; make it first.")
    _look_at(path)
    return _file(path, where)


def _look_at(path: Path) -> None:
    """Tell a file of another kind from a store whose beginning is damaged: the latter still has most of its mark."""
    try:
        with path.open("rb") as file:
            begins = file.read(len(_MARK))
    except OSError:
        return  # there is none yet, or the database says why it cannot be opened
    if begins and sum(a == b for a, b in zip(begins, _MARK, strict=False)) < len(_MARK) // 2:
        raise UsageError(f"{path} is no store of Truceline; name another file.")


def _file(path: Path, name: str) -> Database:
    folder_open = os.access(path.parent, os.W_OK | os.X_OK)
    writable = folder_open and (not path.exists() or os.access(path, os.W_OK))
    journal = path.with_name(path.name + "-wal")
    quiet = not journal.exists() or journal.stat().st_size == 0
    uri = path.resolve().as_uri() + ("" if writable else "?mode=ro&immutable=1" if quiet else "?mode=ro")

    def connect() -> sqlite3.Connection:
        return sqlite3.connect(uri, uri=True, timeout=PATIENCE, isolation_level=None, check_same_thread=False)

    engine = create_engine("sqlite://", creator=connect, poolclass=QueuePool)

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, _: object) -> None:
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout = {PATIENCE * 1000}")
        if writable:
            cursor.execute("PRAGMA journal_mode = WAL")
            cursor.execute("PRAGMA synchronous = FULL")
            cursor.execute("PRAGMA secure_delete = ON")  # what is erased is written over
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.execute("PRAGMA cache_size = -65536")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql(_MODES[connection.get_execution_options().get("truceline_mode", "read")])

    return Database(engine, name, writable=writable)


def _server(where: str) -> Database:
    try:
        url = make_url(where)
        name = url.render_as_string(hide_password=True)
        if url.get_backend_name() != "postgresql":
            raise UsageError(f"{name}: a store is a file, or postgresql://…; other databases are not known.")
        engine = create_engine(_driven(url), poolclass=QueuePool)
    except (ArgumentError, NoSuchModuleError) as error:
        raise UsageError("The store's address cannot be read; write it as postgresql://user@host/database.") from error
    return Database(engine, name, writable=True)


def _driven(url: URL) -> URL:
    return url.set(drivername="postgresql+psycopg")
