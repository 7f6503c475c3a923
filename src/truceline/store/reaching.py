"""What lets a change cost what it touches: which duties a claim reaches, what others look at, and what waits.

All of it is derived, and made anew by ``recompute``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, Table, delete, insert, literal_column, select
from sqlalchemy.dialects.postgresql import insert as insert_pg
from sqlalchemy.dialects.sqlite import insert as insert_lite

from truceline.store.record import chunks
from truceline.store.schema import reaches, standing, stretches, waiting

#: A reach of more days than this is a wide one.
WIDE = 31
#: How a claim reaches a duty: by its window, by a long window that holds on every day of it, or as the deed itself.
_NARROW, _BROAD, _DEED = "d", "w", "e"


class Reaching(NamedTuple):
    """A claim that can bear on a duty (as ``truceline.assess`` has it), on the days from ``first`` to ``last``."""

    claim: str
    duty: str
    by: str
    pro: bool
    first: int
    last: int


def beside(connection: Connection, table: Table, agreement: str) -> ColumnElement[bool]:
    """That a row is of an agreement, said so that SQLite looks rows up by something else that is asked of them.

    It would go through all rows of the agreement, since in tables without row numbers it takes their own order to be
    the cheapest (the unary plus is its documented way to say no).
    """
    if connection.dialect.name != "sqlite":
        return table.c.agreement == agreement
    own: ColumnElement[str] = literal_column(f"+{table.name}.agreement")
    return own == agreement


def read_waiting(connection: Connection, agreement: str, *, most: int) -> list[str]:
    """The claims that changed since the cells were counted, so many at most."""
    query = select(waiting.c.claim).where(waiting.c.agreement == agreement).limit(most)
    return sorted(connection.execute(query).scalars())


def write_waiting(connection: Connection, agreement: str, ids: Iterable[str]) -> None:
    """Note that claims have changed."""
    rows = [{"agreement": agreement, "claim": id_} for id_ in sorted(set(ids))]
    if rows:
        maker = insert_lite if connection.dialect.name == "sqlite" else insert_pg
        connection.execute(maker(waiting).on_conflict_do_nothing(), rows)


def forget_waiting(connection: Connection, agreement: str) -> None:
    """Note that all changes are counted."""
    connection.execute(delete(waiting).where(waiting.c.agreement == agreement))


def read_reaches(connection: Connection, agreement: str, claims: Sequence[str]) -> list[Reaching]:
    """Which duties these claims reach."""
    found = []
    for together in chunks(claims):
        query = select(reaches).where(beside(connection, reaches, agreement), reaches.c.claim.in_(together))
        for row in connection.execute(query):
            by = "deed" if row.kind == _DEED else "day"
            found.append(Reaching(row.claim, row.duty, by, False, row.first, row.last))
        touching = select(stretches).where(beside(connection, stretches, agreement), stretches.c.claim.in_(together))
        found += [
            Reaching(row.claim, row.duty, "stretch", bool(row.pro), row.first, row.last)
            for row in connection.execute(touching)
        ]
    return found


def read_reaching(
    connection: Connection, agreement: str, duty: str, first: int | None = None, last: int | None = None
) -> set[str]:
    """The claims that reach a duty by their windows on some days, or in any way on any day; none that merely touch."""
    query = select(reaches.c.claim).where(reaches.c.agreement == agreement, reaches.c.duty == duty)
    if first is None or last is None:
        return set(connection.execute(query).scalars())
    narrow = query.where(
        reaches.c.kind == _NARROW, reaches.c.first >= first - WIDE, reaches.c.first <= last, reaches.c.last >= first
    )
    broad = query.where(reaches.c.kind == _BROAD, reaches.c.first <= last, reaches.c.last >= first)
    return {*connection.execute(narrow).scalars(), *connection.execute(broad).scalars()}


def read_deeds(connection: Connection, agreement: str, duty: str, *, most: int | None = None) -> list[str]:
    """Some claims that tell of the deed that a duty asks for."""
    query = select(reaches.c.claim).where(
        reaches.c.agreement == agreement, reaches.c.duty == duty, reaches.c.kind == _DEED
    )
    return list(connection.execute(query.limit(most)).scalars())


def read_touching(
    connection: Connection,
    agreement: str,
    duty: str,
    *,
    first: int | None = None,
    last: int | None = None,
    pro: bool | None = None,
    before: str | None = None,
    most: int | None = None,
) -> list[Reaching]:
    """The claims that merely touch a long stretch that meets some days of a duty, in the order of their ids."""
    query = select(stretches).where(stretches.c.agreement == agreement, stretches.c.duty == duty)
    if first is not None:
        query = query.where(stretches.c.last >= first)
    if last is not None:
        query = query.where(stretches.c.first <= last)
    if pro is not None:
        query = query.where(stretches.c.pro == int(pro))
    if before is not None:
        query = query.where(stretches.c.claim < before)
    if most is not None:
        query = query.order_by(stretches.c.pro, stretches.c.claim).limit(most)
    rows = connection.execute(query).all()
    return [Reaching(r.claim, r.duty, "stretch", bool(r.pro), r.first, r.last) for r in rows]


def write_reaches(
    connection: Connection, agreement: str, found: Iterable[Reaching], *, instead_of: Sequence[str] | None
) -> None:
    """Put reaches in the place of those of some claims, or (None) of all."""
    for table in (reaches, stretches):
        if instead_of is None:
            connection.execute(delete(table).where(table.c.agreement == agreement))
        for together in chunks(list(instead_of or ())):
            mine = delete(table).where(beside(connection, table, agreement), table.c.claim.in_(together))
            connection.execute(mine)
    rows, touching = [], []
    for claim, duty, by, pro, first, last in found:
        row = {"agreement": agreement, "duty": duty, "first": first, "last": last, "claim": claim}
        if by == "stretch":
            touching.append({**row, "pro": int(pro)})
        else:
            rows.append({**row, "kind": _DEED if by == "deed" else _NARROW if last - first < WIDE else _BROAD})
    if rows:
        connection.execute(insert(reaches), sorted(rows, key=lambda r: (r["duty"], r["kind"], r["first"], r["claim"])))
    if touching:
        connection.execute(insert(stretches), sorted(touching, key=lambda r: (r["duty"], r["pro"], r["claim"])))


def read_standing(connection: Connection, agreement: str, names: Sequence[str]) -> dict[str, str]:
    """What is kept of some duties for those that look at them, as it was written, by the name of the duty."""
    query = select(standing.c.duty, standing.c.wire).where(standing.c.agreement == agreement)
    return {
        row.duty: row.wire
        for together in chunks(names)
        for row in connection.execute(query.where(standing.c.duty.in_(together)))
    }


def write_standing(connection: Connection, agreement: str, found: dict[str, str], *, whole: bool) -> None:
    """Keep what others look at; ``whole`` when nothing else shall be kept."""
    if whole:
        connection.execute(delete(standing).where(standing.c.agreement == agreement, standing.c.duty != "names"))
    rows = [{"agreement": agreement, "duty": duty, "wire": wire} for duty, wire in sorted(found.items())]
    if rows:
        maker = (insert_lite if connection.dialect.name == "sqlite" else insert_pg)(standing)
        connection.execute(
            maker.on_conflict_do_update(index_elements=["agreement", "duty"], set_={"wire": maker.excluded.wire}), rows
        )
