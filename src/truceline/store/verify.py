"""Whether what is stored is what was stored: every row against the log, the log against itself, and a signature.

What this cannot see is a whole store put back to an earlier state, log, head and all: for that, note the head that
``verify`` prints, somewhere else, and give it as the anchor next time.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Generator
from typing import Any

import msgspec
from sqlalchemy import Connection, Table, select

from truceline.errors import UsageError, VerificationError
from truceline.store.log import NOTHING, PIECEMEAL, Entry, entries, entry_hash, read_head, row_digest, row_key
from truceline.store.schema import RECORD, checkpoints, claims, decisions, readings, reports

_NAMES = {"agreements": "agreement", "reports": "report", "readings": "reading", "claims": "claim"}


class Verification(msgspec.Struct, frozen=True, kw_only=True):
    """What was found: how much was looked at, the signature of the record, and the head of the log.

    ``signature`` is the SHA-256 over the sorted reports, readings, claims and decisions; it depends on no clock, run or
    order of arrival, so that two stores with the same record have one signature.
    """

    reports: int
    claims: int
    decisions: int
    entries: int
    signature: str
    head: str


def verify(connection: Connection, *, anchor: str | None = None) -> Verification:
    """Look at every row; VerificationError names the first item that is altered, missing, reordered or cut off."""
    accepted: dict[tuple[str, str], str] = {}
    count, last = _check_log(connection, accepted, anchor)
    sums: list[str] = []
    counts = dict.fromkeys((str(table.name) for table in RECORD), 0)
    for table in RECORD:
        with contextlib.closing(_rows(connection, table)) as rows:
            for row in rows:
                _check_row(table, row, accepted)
                counts[table.name] += 1
                line = _signed(table, row)
                if line is not None:
                    sums.append(line)
    if accepted:
        name, key = min(accepted)
        raise VerificationError(f"The {called(name, key)} is missing.")
    return Verification(
        reports=counts["reports"],
        claims=counts["claims"],
        decisions=counts["decisions"],
        entries=count,
        signature=hashlib.sha256("\n".join(sorted(sums)).encode()).hexdigest(),
        head=f"{count}:{last}",
    )


def _check_row(table: Table, row: dict[str, Any], accepted: dict[tuple[str, str], str]) -> None:
    key = row_key(table, row)
    expected = accepted.pop((str(table.name), key), None)
    if expected is None:
        raise VerificationError(f"The {called(table.name, key)} is in no entry of the log: it was put in.")
    if row_digest(table, row) != expected or (table is reports and not _own_bytes(row)):
        raise VerificationError(f"The {called(table.name, key)} was altered.")


def called(table: str, key: str) -> str:
    """What people call a row: "claim c0ffee of report sha256:…"."""
    if table == "claims":
        reading, _, claim = key.rpartition("/")
        return f"claim {claim} of report {reading.partition('/')[0]}"
    if table == "readings":
        report, number, _ = key.split("/")
        return f"reading {number} of report {report}"
    return f"{_NAMES.get(table, table.removesuffix('s'))} {key}"


def _check_log(connection: Connection, accepted: dict[tuple[str, str], str], anchor: str | None) -> tuple[int, str]:
    """Follow the chain from its beginning; fills in what was accepted, and gives back the last number and hash."""
    head_number, head_hash = read_head(connection)
    marks = {row.number: row.hash for row in connection.execute(select(checkpoints))}
    wanted = _anchor(anchor)
    number, previous = 0, NOTHING
    with contextlib.closing(entries(connection)) as found:
        for entry in found:
            number += 1
            _check_entry(entry, number, previous, head_number)
            if number in marks and marks.pop(number) != entry.hash:
                raise VerificationError(f"The checkpoint at log entry {number} was altered.")
            if wanted is not None and wanted[0] == number and wanted[1] != entry.hash:
                raise VerificationError(
                    f"Log entry {number} is not the one that the anchor names: the log was rewritten."
                )
            for item in entry.items:
                place = (item.table, item.key)
                if place in accepted and entry.what != "erasure":
                    raise VerificationError(
                        f"Log entry {number} accepts the {called(*place)} again, which only an erasure may."
                    )
                accepted[place] = item.digest
            previous = entry.hash
    longest = max([head_number, *marks, wanted[0] if wanted else 0])
    if number < longest:
        raise VerificationError(f"The log ends at entry {number}, but {longest} were accepted: its tail was cut off.")
    if (number, previous) != (head_number, head_hash):
        raise VerificationError(f"The head of the log was altered: it says {head_number}, the log ends at {number}.")
    return number, previous


def _check_entry(entry: Entry, number: int, previous: str, longest: int) -> None:
    if entry.number != number:
        raise VerificationError(f"Log entry {number} is missing.")
    if entry.previous == previous and _is_sound(entry, number):
        return
    if _is_sound(entry, number):
        raise VerificationError(f"Log entry {number - 1} was altered, or one before entry {number} is missing.")
    for place in range(1, longest + 1):
        if _is_sound(entry, place):
            raise VerificationError(f"Log entry {place} stands in the place of entry {number}: the log was reordered.")
    raise VerificationError(f"Log entry {number} was altered.")


def _is_sound(entry: Entry, number: int) -> bool:
    return entry_hash(number, entry.at, entry.what, entry.items, entry.previous) == entry.hash


def _anchor(written: str | None) -> tuple[int, str] | None:
    if written is None:
        return None
    number, _, digest = written.partition(":")
    if not number.isdigit() or len(digest) != 64:
        raise UsageError("The anchor must be NUMBER:HASH, as verify prints the head of the log.")
    return int(number), digest


def _rows(connection: Connection, table: Table) -> Generator[dict[str, Any], None, None]:
    query = select(table).order_by(*table.primary_key.columns)
    with connection.execute(query, execution_options=PIECEMEAL) as found:
        for row in found:
            yield dict(row._mapping)


def _own_bytes(row: dict[str, Any]) -> bool:
    """True when a report's bytes have the digest that is its id, or were erased."""
    content = bytes(row["content"])
    return f"sha256:{hashlib.sha256(content).hexdigest()}" == row["id"] or (row["kind"] == "erased" and not content)


def _signed(table: Table, row: dict[str, Any]) -> str | None:
    """The line of the signature for a row: what it says, without clock, run or order."""
    if table is reports:
        return f"report {row['id']} {row['kind']}"
    if table is readings:
        return f"reading {row['id']} {hashlib.sha256((row['given'] + row['wire']).encode()).hexdigest()}"
    if table is claims:
        return f"claim {row['reading']} {row['id']} {hashlib.sha256(row['wire'].encode()).hexdigest()}"
    if table is decisions:
        return f"decision {row['id']}"
    return None
