"""Decisions, kept like everything else: added to, logged, never changed. Only an erasure, which the law may ask for,
takes words away, and leaves a tombstone that says so."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection, Table, delete, func, insert, select, update

from truceline.errors import UsageError
from truceline.model.decision import Decision
from truceline.store.log import Item, append, item_of
from truceline.store.record import ERASED, chunks
from truceline.store.schema import claims, decisions, names, readings, reports


def keep_decision(connection: Connection, decision: Decision) -> Decision:
    """Keep a decision within a transaction that writes; gives it back with its id, which depends on no clock."""
    kept = _identified(connection, decision)
    row = _row(connection, kept)
    connection.execute(insert(decisions), row)
    append(connection, at=kept.at, what="decision", items=[item_of(decisions, row)])
    return kept


def erase_report(connection: Connection, decision: Decision) -> Decision:
    """Take a report's bytes and words out of the record, for good; ids, digests and the log stay.

    What is derived from them goes when the store is settled, which finds their copies first.

    UsageError when there is no such report, or it is erased already.
    """
    kind = connection.execute(select(reports.c.kind).where(reports.c.id == decision.report)).scalar()
    if kind is None:
        raise UsageError(f"The store has no report {decision.report}.")
    if kind == ERASED:
        raise UsageError(f"The report {decision.report} is erased already.")
    items: list[Item] = []
    blank: list[tuple[Table, Any, dict[str, object]]] = [
        (reports, reports.c.id, {"kind": ERASED, "content": b""}),
        (readings, readings.c.report, {"wire": "", "given": "{}"}),
        (claims, claims.c.report, {"wire": ""}),
        (decisions, decisions.c.report, {"wire": ""}),
    ]
    for table, column, values in blank:
        connection.execute(update(table).where(column == decision.report).values(**values))
        rows = connection.execute(select(table).where(column == decision.report))
        items += [item_of(table, dict(row._mapping)) for row in rows]
    connection.execute(delete(names).where(names.c.report == decision.report))
    kept = _identified(connection, decision)
    row = _row(connection, kept)
    connection.execute(insert(decisions), row)
    append(connection, at=kept.at, what="erasure", items=[*items, item_of(decisions, row)])
    return kept


def read_decisions(
    connection: Connection,
    *,
    report_ids: Sequence[str] | None = None,
    ids: Iterable[str] | None = None,
    kind: str | None = None,
) -> list[Decision]:
    """Decisions in the order in which they were made, of some reports, of some ids, of a kind, or all."""
    query = select(decisions.c.number, decisions.c.wire)
    if kind is not None:
        query = query.where(decisions.c.kind == kind)
    if report_ids is None and ids is None:
        rows = list(connection.execute(query))
    else:
        rows = []
        for column, wanted in ((decisions.c.report, report_ids), (decisions.c.id, ids)):
            for together in chunks(list(wanted or ())):
                rows += connection.execute(query.where(column.in_(together))).all()
    return [msgspec.json.decode(row.wire, type=Decision) for row in sorted(set(rows)) if row.wire]


def _identified(connection: Connection, decision: Decision) -> Decision:
    """The decision with an id: the digest of what it says, and how often that was said before."""
    said = msgspec.json.encode(msgspec.structs.replace(decision, id="", at=""))
    digest = hashlib.sha256(said).hexdigest()[:24]
    query = select(func.count()).where(decisions.c.id.startswith(f"{digest}-"))
    return msgspec.structs.replace(decision, id=f"{digest}-{connection.execute(query).scalar() or 0}")


def _row(connection: Connection, decision: Decision) -> dict[str, Any]:
    return {
        "id": decision.id,
        "number": (connection.execute(select(func.max(decisions.c.number))).scalar() or 0) + 1,
        "kind": decision.does,
        "report": decision.report,
        "claim": decision.about.id if decision.about is not None else "",
        "reviewer": decision.reviewer,
        "at": decision.at,
        "wire": msgspec.json.encode(decision).decode(),
    }
