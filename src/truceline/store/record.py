"""The record: what was read and when, added to and never changed. One report is one transaction."""

from __future__ import annotations

import functools
import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Literal, NamedTuple, TypeVar

import msgspec
from sqlalchemy import Connection, Row, func, insert, select
from sqlalchemy.dialects.postgresql import insert as insert_pg
from sqlalchemy.dialects.sqlite import insert as insert_lite

from truceline.errors import UsageError
from truceline.model.agreement import Agreement
from truceline.model.claim import Claim, Reading
from truceline.store.log import Item, append, item_of
from truceline.store.schema import agreements, claims, made, names, readings, reports, runs

Outcome = Literal["new", "unchanged", "updated", "stale"]
#: So many ids stand in one question: SQLite takes 32,766 parameters.
_TOGETHER = 500
ERASED = "erased"
_Id = TypeVar("_Id", str, int)


class Given(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What people said of a report when they gave it; it goes before what the report says of itself."""

    published: str | None = None
    publisher: str | None = None
    title: str | None = None
    url: str | None = None

    def with_(self, later: Given) -> Given:
        """This with what was said later in its place; nothing that was said is forgotten."""
        told = {name: value for name in later.__struct_fields__ if (value := getattr(later, name)) is not None}
        return msgspec.structs.replace(self, **told)


class Held(NamedTuple):
    """A report that the store has: the id of the reading that holds, and what was given with it."""

    reading: str
    given: Given
    erased: bool


class NewReport(NamedTuple):
    """A report to be kept. ``basis`` is the reading that held when this one was made, None for a report not known."""

    content: bytes
    reading: Reading
    given: Given
    path: str | None
    kind: Literal["report", "note"] = "report"
    basis: str | None = None


def keep_agreement(connection: Connection, agreement: Agreement, *, at: str) -> bool:
    """Keep an agreement; False when it is there. UsageError when another one has its id."""
    wire = msgspec.json.encode(agreement).decode()
    there = connection.execute(select(agreements.c.wire).where(agreements.c.id == agreement.id)).scalar()
    if there is not None:
        if there != wire:
            raise UsageError(
                f"The store has another agreement with the id {agreement.id}; give this one an id of its own."
            )
        return False
    row = {"id": agreement.id, "wire": wire}
    connection.execute(insert(agreements), row)
    append(connection, at=at, what="agreement", items=[item_of(agreements, row)])
    return True


def read_agreements(connection: Connection) -> dict[str, Agreement]:
    """The agreements of a store by id, in the order of their ids."""
    rows = connection.execute(select(agreements)).all()
    return {row.id: _agreement(row.wire) for row in sorted(rows)}


@functools.lru_cache(maxsize=16)
def _agreement(wire: str) -> Agreement:
    return msgspec.json.decode(wire, type=Agreement)


def keep_run(connection: Connection, id_: str, wire: Mapping[str, Any]) -> None:
    """Note an activity (PROV), once."""
    _insert_new(connection, runs, {"id": id_, "wire": msgspec.json.encode(wire, order="sorted").decode()})


def read_held(connection: Connection, ids: Iterable[str]) -> dict[str, Held]:
    """Those of these reports that the store has."""
    found = {}
    for together in chunks(list(ids)):
        for row in connection.execute(
            select(readings.c.id, readings.c.report, readings.c.given, reports.c.kind)
            .join(reports, reports.c.id == readings.c.report)
            .where(readings.c.report.in_(together))
            .order_by(readings.c.number)
        ):
            given = msgspec.json.decode(row.given, type=Given)
            found[row.report] = Held(row.id, given, row.kind == ERASED)
    return found


def keep_report(connection: Connection, new: NewReport, *, at: str, run: str | None) -> Outcome:
    """Keep a report with what was read in it, within a transaction that writes.

    ``unchanged`` when the store has it and nothing more was said of it; ``stale`` when somebody else has meanwhile
    said something that this reading does not know, and it must be read again.
    """
    report = new.reading.report
    held = read_held(connection, [report.id]).get(report.id)
    number = 1
    items: list[Item] = []
    if held is not None:
        if held.erased:
            raise UsageError(f"{new.path or report.id}: this report was erased from the store and is not taken again.")
        if held.given.with_(new.given) == held.given:
            _keep_name(connection, report.id, new.path)
            return "unchanged"
        if held.reading != new.basis:
            return "stale"
        latest = select(func.max(readings.c.number)).where(readings.c.report == report.id)
        number = (connection.execute(latest).scalar() or 0) + 1
        _check_ids(connection, new)
    else:
        _check_ids(connection, new)
        row = {"id": report.id, "kind": new.kind, "content": new.content}
        connection.execute(insert(reports), row)
        items.append(item_of(reports, row))
    reading, rows = reading_rows(new, number=number, recorded=at)
    connection.execute(insert(readings), reading)
    if rows:
        connection.execute(insert(claims), rows)
    items += [item_of(readings, reading), *(item_of(claims, row) for row in rows)]
    if run is not None:
        _insert_new(connection, made, {"reading": reading["id"], "run": run})
    _keep_name(connection, report.id, new.path)
    append(connection, at=at, what="report" if number == 1 else "reading", items=items)
    return "new" if number == 1 else "updated"


def _check_ids(connection: Connection, new: NewReport) -> None:
    """UsageError when a claim has the id of another: one of the two would be lost where claims are looked up by it."""
    report, ids = new.reading.report.id, [claim.id for claim in new.reading.claims]
    twice = sorted(id_ for id_, times in Counter(ids).items() if times > 1)
    for together in chunks(ids):
        others = select(claims.c.id).where(claims.c.id.in_(together), claims.c.report != report)
        twice += sorted(connection.execute(others).scalars())
    if twice:
        raise UsageError(
            f"{new.path or report}: its claim {twice[0]} has the id of another claim; it was not kept, and nothing of"
            " this report was."
        )


def reading_rows(new: NewReport, *, number: int, recorded: str) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """A reading and its claims as rows. A reading's id is its report's, its number, and the digest of all it says."""
    report = msgspec.structs.replace(new.reading.report, path=None)
    bare = msgspec.structs.replace(new.reading, report=report, claims=())
    wire, given = msgspec.json.encode(bare), msgspec.json.encode(new.given)
    told = [msgspec.json.encode(claim) for claim in new.reading.claims]
    digest = hashlib.sha256(b"\n".join([given, wire, *told])).hexdigest()
    id_ = f"{report.id}/{number}/{digest}"
    rows = [
        {
            "reading": id_,
            "id": claim.id,
            "report": report.id,
            "start": claim.start,
            "end": claim.end,
            "type": claim.event.type if claim.event is not None else "",
            "wire": line.decode(),
        }
        for claim, line in zip(new.reading.claims, told, strict=True)
    ]
    reading = {
        "id": id_,
        "report": report.id,
        "number": number,
        "recorded": recorded,
        "given": given.decode(),
        "wire": wire.decode(),
    }
    return reading, rows


class Kept(NamedTuple):
    """A reading as it is kept, with when the store learned of it."""

    id: str
    recorded: str
    reading: Reading


def read_kept(connection: Connection, ids: Sequence[str]) -> Iterator[Kept]:
    """Readings by their ids, whole, in the order asked for; those that were erased are passed over."""
    for together in chunks(ids):
        told: dict[str, list[Claim]] = {}
        for row in connection.execute(
            select(claims.c.reading, claims.c.wire)
            .where(claims.c.reading.in_(together))
            .order_by(claims.c.reading, claims.c.start, claims.c.end, claims.c.id)
        ):
            if row.wire:
                told.setdefault(row.reading, []).append(msgspec.json.decode(row.wire, type=Claim))
        rows = {row.id: row for row in connection.execute(select(readings).where(readings.c.id.in_(together)))}
        for id_ in together:
            found = rows.get(id_)
            if found is not None and found.wire:
                bare = msgspec.json.decode(found.wire, type=Reading)
                whole = msgspec.structs.replace(bare, claims=tuple(told.get(id_, ())))
                yield Kept(id_, found.recorded, whole)


def holding(connection: Connection, report_ids: Sequence[str] | None = None) -> list[str]:
    """The ids of the readings that hold, of some reports or of all, by report."""
    latest = select(readings.c.report, func.max(readings.c.number).label("number")).group_by(readings.c.report)
    ids: list[Row[Any]] = []
    for together in [None] if report_ids is None else list(chunks(report_ids)):
        which = latest if together is None else latest.where(readings.c.report.in_(together))
        last = which.subquery()
        ids += connection.execute(
            select(readings.c.report, readings.c.id).join(
                last, (last.c.report == readings.c.report) & (last.c.number == readings.c.number)
            )
        ).all()
    return [row.id for row in sorted(ids)]


def read_latest(connection: Connection, *, most: int, before: tuple[str, str] | None = None) -> list[Kept]:
    """Readings that hold, whole, the latest recorded first; erased ones are passed over."""
    last = select(readings.c.report, func.max(readings.c.number).label("number")).group_by(readings.c.report).subquery()
    query = select(readings.c.id).join(
        last, (last.c.report == readings.c.report) & (last.c.number == readings.c.number)
    )
    if before is not None:
        at, report = before
        query = query.where((readings.c.recorded < at) | ((readings.c.recorded == at) & (readings.c.report > report)))
    query = query.where(readings.c.wire != "").order_by(readings.c.recorded.desc(), readings.c.report).limit(most)
    ids = list(connection.execute(query).scalars())
    found = {kept.id: kept for kept in read_kept(connection, ids)}
    return [found[id_] for id_ in ids if id_ in found]


def chunks(ids: Sequence[_Id]) -> Iterator[Sequence[_Id]]:
    """Ids in stretches that fit into one question."""
    return (ids[at : at + _TOGETHER] for at in range(0, len(ids), _TOGETHER))


def _keep_name(connection: Connection, report: str, path: str | None) -> None:
    if path is not None:
        _insert_new(connection, names, {"report": report, "path": path.replace("\x00", "\ufffd")})


def _insert_new(connection: Connection, table: Any, row: Mapping[str, Any]) -> None:
    maker = insert_lite if connection.dialect.name == "sqlite" else insert_pg
    connection.execute(maker(table).on_conflict_do_nothing(), row)
