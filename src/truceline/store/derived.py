"""What is derived from the record: claims as an agreement tells them, cells, and how far both have counted.

All of it can be thrown away and made again; that this gives the same rows is a law of the tests.
"""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection, and_, bindparam, delete, func, or_, select
from sqlalchemy.dialects.postgresql import insert as insert_pg
from sqlalchemy.dialects.sqlite import insert as insert_lite

from truceline.model.status import Cell, Grade, Status
from truceline.store.log import entries, read_head
from truceline.store.record import chunks
from truceline.store.schema import DERIVED, cells, history, settled, told

#: A window of more days than this is a wide one.
WIDE = 31


class Told(NamedTuple):
    """A claim as an agreement tells it: ``wire`` is the line for the engine; days are ordinals, both included."""

    claim: str
    report: str
    type: str
    first: int
    last: int
    origin: str
    target: str | None
    wire: str


class Unsettled(NamedTuple):
    """What the derived tables have not counted yet.

    Claims were laid beside the agreement up to entry ``laid`` of the log, and cells counted up to ``counted``; the log
    ends at ``head``. From ``laid`` to ``upto``, ``reports`` have a new reading or lost theirs; ``decisions`` are new.
    """

    laid: int
    counted: int
    head: int
    upto: int
    reports: tuple[str, ...]
    decisions: tuple[str, ...]

    @property
    def is_settled(self) -> bool:
        """True when nothing is left to be counted."""
        return self.laid == self.counted == self.head


def read_unsettled(connection: Connection, agreement: str, *, most: int | None = None) -> Unsettled:
    """What was accepted since an agreement's tables were last brought up to date; of ``most`` entries at a time."""
    row = connection.execute(select(settled).where(settled.c.agreement == agreement)).first()
    laid, counted = (0, -1) if row is None else (row.laid, row.counted)
    head = read_head(connection)[0]
    upto = head if most is None else min(head, laid + most)
    found: set[str] = set()
    decided: set[str] = set()
    if upto > laid:
        with contextlib.closing(entries(connection, after=laid)) as following:
            for entry in itertools.islice(following, upto - laid):
                for item in entry.items:
                    if item.table == "readings":
                        found.add(item.key.partition("/")[0])
                    elif item.table == "decisions":
                        decided.add(item.key)
    return Unsettled(laid, counted, head, upto, tuple(sorted(found)), tuple(sorted(decided)))


def read_told(
    connection: Connection,
    agreement: str,
    *,
    since: int | None = None,
    until: int | None = None,
    types: Sequence[str] | None = None,
    reports: Sequence[str] | None = None,
    claims: Sequence[str] | None = None,
    targets: Sequence[str] | None = None,
) -> list[Told]:
    """Claims as an agreement tells them, by claim id; those whose days meet ``since`` to ``until``.

    Of ``reports``, ``claims`` and ``targets`` (what they supersede or withdraw) one is enough.
    """
    whole = select(*(told.c[name] for name in Told._fields)).where(told.c.agreement == agreement)
    if types is not None:
        whole = whole.where(told.c.type.in_(types))
    queries = [whole]
    if since is not None or until is not None:
        narrow, wide = whole.where(told.c.wide == 0), whole.where(told.c.wide == 1)
        if since is not None:
            narrow = narrow.where(told.c.first >= since - WIDE, told.c.last >= since)
            wide = wide.where(told.c.last >= since)
        queries = [q if until is None else q.where(told.c.first <= until) for q in (narrow, wide)]
    if reports is None and claims is None and targets is None:
        return sorted((Told(*row) for query in queries for row in connection.execute(query)), key=_by_claim)
    found: set[Told] = set()
    for column, wanted in ((told.c.report, reports), (told.c.claim, claims), (told.c.target, targets)):
        for together in chunks(list(dict.fromkeys(wanted or ()))):
            for query in queries:
                found.update(Told(*row) for row in connection.execute(query.where(column.in_(together))))
    return sorted(found, key=_by_claim)


def has_more_told(connection: Connection, agreement: str, than: int) -> bool:
    """True when an agreement is told more than so many claims; quicker than counting them."""
    some = select(told.c.claim).where(told.c.agreement == agreement).limit(than + 1).subquery()
    return (connection.execute(select(func.count()).select_from(some)).scalar() or 0) > than


def read_span(connection: Connection, agreement: str) -> tuple[int, int] | None:
    """The first and the last day that a claim tells of whose window is no longer than a month."""
    dated = and_(told.c.agreement == agreement, told.c.wide == 0)
    first, last = connection.execute(select(func.min(told.c.first), func.max(told.c.last)).where(dated)).one()
    return None if first is None else (first, last)


def read_spans(connection: Connection, agreement: str, reports: Sequence[str]) -> dict[str, tuple[int, int] | None]:
    """The first and the last day that each of these reports tells of; None where a claim tells of more than a month."""
    found: dict[str, tuple[int, int] | None] = {}
    for together in chunks(reports):
        query = (
            select(told.c.report, func.min(told.c.first), func.max(told.c.last), func.max(told.c.wide))
            .where(told.c.agreement == agreement, told.c.report.in_(together))
            .group_by(told.c.report)
        )
        found |= {report: None if wide else (first, last) for report, first, last, wide in connection.execute(query)}
    return found


def _by_claim(row: Told) -> str:
    return row.claim


def write_told(connection: Connection, agreement: str, rows: Iterable[Told], *, gone: Sequence[str] = ()) -> None:
    """Put rows in place, and take away those of ``gone`` claims."""
    for together in chunks(list(gone)):
        connection.execute(delete(told).where(told.c.agreement == agreement, told.c.claim.in_(together)))
    new = [{"agreement": agreement, "wide": int(row.last - row.first >= WIDE), **row._asdict()} for row in rows]
    if new:
        statement = (insert_lite if connection.dialect.name == "sqlite" else insert_pg)(told)
        columns = {name: statement.excluded[name] for name in (*Told._fields, "wide") if name != "claim"}
        connection.execute(statement.on_conflict_do_update(index_elements=["agreement", "claim"], set_=columns), new)


def read_cells(
    connection: Connection,
    agreement: str,
    *,
    since: str | None = None,
    until: str | None = None,
    duties: Sequence[tuple[str, str]] | None = None,
) -> Iterator[Cell]:
    """Cells as they are kept: status, grades and the claims that give them, by term, party and day."""
    query = select(cells).where(cells.c.agreement == agreement)
    if since is not None:
        query = query.where(cells.c.day >= since)
    if until is not None:
        query = query.where(cells.c.day <= until)
    if duties is not None:
        query = query.where(or_(*(and_(cells.c.term == t, cells.c.party == p) for t, p in duties)))
    for row in sorted(connection.execute(query).all()):
        yield Cell(
            term=row.term,
            party=row.party,
            day=row.day,
            status=Status(row.status),
            pro=Grade(row.pro),
            con=Grade(row.con),
            claims=tuple(msgspec.json.decode(row.claims, type=list[str])),
        )


def write_cells(
    connection: Connection, agreement: str, before: Iterable[Cell], after: Iterable[Cell], *, at: str, number: int
) -> int:
    """Put cells in the place of others; what changed gets a line of history. Gives back how many changed."""
    old = {(c.term, c.party, c.day): c for c in before}
    new = {(c.term, c.party, c.day): c for c in after}
    gone = sorted(old.keys() - new.keys())
    changed = [new[key] for key in sorted(new) if key not in old or old[key] != new[key]]
    if gone:
        names = ("term", "party", "day")
        same = [cells.c[name] == bindparam(f"old_{name}") for name in names]
        rows = [{f"old_{name}": value for name, value in zip(names, place, strict=True)} for place in gone]
        connection.execute(delete(cells).where(cells.c.agreement == agreement, *same), rows)
    if changed:
        put = (insert_lite if connection.dialect.name == "sqlite" else insert_pg)(cells)
        values = {name: put.excluded[name] for name in ("status", "pro", "con", "claims")}
        connection.execute(
            put.on_conflict_do_update(index_elements=["agreement", "term", "party", "day"], set_=values),
            [_row(agreement, cell) for cell in changed],
        )
    turned: list[dict[str, Any]] = [
        {"term": c.term, "party": c.party, "day": c.day, "status": c.status.value}
        for c in changed
        if (known := old.get((c.term, c.party, c.day))) is None or known.status is not c.status
    ]
    turned += [{"term": term, "party": party, "day": day, "status": "none"} for term, party, day in gone]
    if turned:
        stamp = {"agreement": agreement, "number": number, "at": at}
        statement = (insert_lite if connection.dialect.name == "sqlite" else insert_pg)(history)
        connection.execute(
            statement.on_conflict_do_update(
                index_elements=["agreement", "term", "party", "day", "number"],
                set_={"status": statement.excluded.status},
            ),
            [stamp | row for row in turned],
        )
    return len(gone) + len(changed)


def write_settled(connection: Connection, agreement: str, *, laid: int, counted: int) -> None:
    """Note up to which entries of the log an agreement's tables have counted."""
    statement = (insert_lite if connection.dialect.name == "sqlite" else insert_pg)(settled)
    values = {name: statement.excluded[name] for name in ("laid", "counted")}
    connection.execute(
        statement.on_conflict_do_update(index_elements=["agreement"], set_=values),
        {"agreement": agreement, "laid": laid, "counted": counted},
    )


def read_history(connection: Connection, agreement: str, term: str, party: str, day: str) -> list[tuple[int, str, str]]:
    """What a cell was shown as, and since when: (entry of the log, instant, status), the earliest first."""
    query = select(history.c.number, history.c.at, history.c.status).where(
        history.c.agreement == agreement, history.c.term == term, history.c.party == party, history.c.day == day
    )
    return sorted((row.number, row.at, row.status) for row in connection.execute(query))


def forget_derived(connection: Connection) -> None:
    """Throw away what can be made again."""
    for table in DERIVED:
        connection.execute(delete(table))


def _row(agreement: str, cell: Cell) -> dict[str, str]:
    return {
        "agreement": agreement,
        "term": cell.term,
        "party": cell.party,
        "day": cell.day,
        "status": cell.status.value,
        "pro": cell.pro.value,
        "con": cell.con.value,
        "claims": msgspec.json.encode(cell.claims).decode(),
    }


class Changed(NamedTuple):
    """A cell that came to be shown otherwise: ``number`` is the entry of the log up to which was counted.

    ``before`` and ``after`` are statuses, or ``none`` where nothing bears on the cell.
    """

    term: str
    party: str
    day: str
    number: int
    at: str
    before: str
    after: str


def read_changes(
    connection: Connection,
    agreement: str,
    *,
    after: str | None = None,
    until: str | None = None,
    last_day: str | None = None,
    most: int = 1000,
) -> list[Changed]:
    """Changes of cells that were counted after one instant and by another (RFC 3339, UTC), the latest first.

    ``last_day`` leaves out cells of later days. A cell that was counted again with the same status did not change.
    """
    earlier = history.alias()
    before = (
        select(earlier.c.status)
        .where(
            earlier.c.agreement == history.c.agreement,
            earlier.c.term == history.c.term,
            earlier.c.party == history.c.party,
            earlier.c.day == history.c.day,
            earlier.c.number < history.c.number,
        )
        .order_by(earlier.c.number.desc())
        .limit(1)
        .scalar_subquery()
    )
    query = select(history, before.label("before")).where(history.c.agreement == agreement)
    if after is not None:
        query = query.where(history.c.at > after)
    if until is not None:
        query = query.where(history.c.at <= until)
    if last_day is not None:
        query = query.where(history.c.day <= last_day)
    query = query.order_by(history.c.number.desc(), history.c.day.desc(), history.c.term, history.c.party).limit(most)
    return [
        Changed(row.term, row.party, row.day, row.number, row.at, row.before or "none", row.status)
        for row in connection.execute(query)
        if (row.before or "none") != row.status
    ]
