"""The log: a hash chain over every accepted write, so that whoever alters, drops or reorders anything can be told.

Each entry names the rows that it accepted with the SHA-256 of each, and the hash of the entry before it; its own hash
is over all of that. After Haber and Stornetta (1991); the form is JSON, so that others can check an export.
The head of the log stands among the facts, too, so that a tail that was cut off is missed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection, Table, delete, insert, select, update

from truceline.errors import VerificationError
from truceline.store.schema import facts, log, stamps

#: What stands before the first entry.
NOTHING = "0" * 64
HEAD = "head"
#: How a long answer is asked for, so that it never stands in memory whole.
PIECEMEAL = {"yield_per": 500}


class Item(NamedTuple):
    """One row that was accepted: its table, its key, and the SHA-256 of all its columns."""

    table: str
    key: str
    digest: str


class Stamp(NamedTuple):
    """A head of the log that an authority put its time to: its answer (RFC 3161, DER), and where it was asked."""

    number: int
    hash: str
    authority: str
    answer: bytes


class Entry(NamedTuple):
    """One accepted write. ``at`` is when (RFC 3339), ``previous`` the hash of the entry before it."""

    number: int
    at: str
    what: str
    items: tuple[Item, ...]
    previous: str
    hash: str


class LogExport(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="log"):
    """One entry of the log as ``verify --export`` writes it: ``hash`` is the SHA-256 of the JSON array
    ``[number, at, what, items, previous]`` without spaces."""

    number: int
    at: str
    what: str
    items: tuple[tuple[str, str, str], ...]
    previous: str
    hash: str


def row_digest(table: Table, row: Mapping[str, Any]) -> str:
    """The SHA-256 of a row: of the JSON array of its table's name and its columns in order; bytes by their digest."""
    values = [row[column.name] for column in table.columns]
    plain = [hashlib.sha256(v).hexdigest() if isinstance(v, bytes | memoryview) else v for v in values]
    return hashlib.sha256(msgspec.json.encode([str(table.name), *plain])).hexdigest()


def row_key(table: Table, row: Mapping[str, Any]) -> str:
    """How a row is called in the log: its key columns with a slash between."""
    return "/".join(str(row[column.name]) for column in table.primary_key.columns)


def item_of(table: Table, row: Mapping[str, Any]) -> Item:
    """A row as an item of the log."""
    return Item(str(table.name), row_key(table, row), row_digest(table, row))


def entry_hash(number: int, at: str, what: str, items: Sequence[Item], previous: str) -> str:
    """The hash of an entry."""
    return hashlib.sha256(msgspec.json.encode([number, at, what, items, previous])).hexdigest()


def read_head(connection: Connection) -> tuple[int, str]:
    """Number and hash of the last entry."""
    value = connection.execute(select(facts.c.value).where(facts.c.name == HEAD)).scalar()
    if value is None:
        return 0, NOTHING
    number, _, digest = value.partition(":")
    if not number.isdigit():
        raise VerificationError("The head of the log was altered; restore the store from a backup.")
    return int(number), digest


def append(connection: Connection, *, at: str, what: str, items: Sequence[Item]) -> int:
    """Add an entry within a transaction that writes; gives back its number."""
    last, previous = read_head(connection)
    number = last + 1
    digest = entry_hash(number, at, what, items, previous)
    connection.execute(
        insert(log).values(
            number=number,
            at=at,
            what=what,
            items=msgspec.json.encode(items).decode(),
            previous=previous,
            hash=digest,
        )
    )
    head = {"value": f"{number}:{digest}"}
    if last == 0:
        connection.execute(insert(facts).values(name=HEAD, **head))
    else:
        connection.execute(update(facts).where(facts.c.name == HEAD).values(**head))
    return number


def keep_stamp(connection: Connection, stamp: Stamp) -> None:
    """Keep what an authority answered about a head; a later answer about the same head takes its place."""
    connection.execute(delete(stamps).where(stamps.c.number == stamp.number))
    connection.execute(insert(stamps), stamp._asdict())


def read_stamps(connection: Connection) -> list[Stamp]:
    """What authorities answered, by the number of the entry. VerificationError when an entry is another by now."""
    found = [Stamp(r.number, r.hash, r.authority, bytes(r.answer)) for r in connection.execute(select(stamps))]
    for stamp in found:
        there = connection.execute(select(log.c.hash).where(log.c.number == stamp.number)).scalar()
        if there != stamp.hash:
            raise VerificationError(
                f"Log entry {stamp.number} is not the one that was timestamped: the log was rewritten."
            )
    return sorted(found)


def entries(connection: Connection, *, after: int = 0) -> Generator[Entry, None, None]:
    """The entries after a number, in order. VerificationError when one cannot be read at all."""
    query = select(log).where(log.c.number > after).order_by(log.c.number)
    with connection.execute(query, execution_options=PIECEMEAL) as rows:
        for row in rows:
            try:
                items = tuple(msgspec.json.decode(row.items, type=list[Item]))
            except (msgspec.MsgspecError, TypeError) as error:
                raise VerificationError(f"Log entry {row.number} was altered: its items cannot be read.") from error
            yield Entry(row.number, row.at, row.what, items, row.previous, row.hash)


def exported(found: Iterable[Entry]) -> Iterator[bytes]:
    """The log as JSON Lines."""
    for entry in found:
        yield msgspec.json.encode(
            LogExport(
                number=entry.number,
                at=entry.at,
                what=entry.what,
                items=tuple(map(tuple, entry.items)),  # type: ignore[arg-type]
                previous=entry.previous,
                hash=entry.hash,
            )
        )
