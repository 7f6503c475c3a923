"""What lets the copies of a new report be found without reading the others: marks of texts, pairs of reports, names.

All of it is derived, and made anew by ``recompute``.
"""

from __future__ import annotations

from array import array
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import Connection, Table, delete, func, insert, select

from truceline.store.reaching import beside
from truceline.store.record import chunks
from truceline.store.schema import marks, pairs, spoken, texts


class Spoken(NamedTuple):
    """One thing that a report says of a name: in which role, and what."""

    role: str
    name: str
    report: str
    wire: str


class Links(NamedTuple):
    """What is to be kept of some reports: the marks of their texts, what they say of names, what pairs have.

    ``spoken`` stands in the place of all that these ``reports`` said, ``pairs`` of all that those that ``moved`` had.
    """

    reports: Sequence[str] = ()
    moved: Sequence[str] = ()
    marks: Mapping[str, Sequence[int]] = {}
    spoken: Sequence[Spoken] = ()
    pairs: Sequence[tuple[str, str, str]] = ()


def read_sharing(connection: Connection, wanted: Mapping[str, Sequence[int]]) -> set[tuple[str, str]]:
    """Pairs of one of these reports with another that shares a mark with it, the lesser id first."""
    owners: dict[int, list[str]] = {}
    for report, mine in wanted.items():
        for mark in mine:
            owners.setdefault(mark, []).append(report)
    found: set[tuple[int, int]] = set()
    for together in chunks(sorted(owners)):
        found.update((r.mark, r.number) for r in connection.execute(select(marks).where(marks.c.mark.in_(together))))
    named: dict[int, str] = {}
    for numbers in chunks(sorted({number for _, number in found})):
        rows = connection.execute(select(texts.c.number, texts.c.report).where(texts.c.number.in_(numbers)))
        named |= {row.number: row.report for row in rows}
    sharing = {(a, named[number]) for mark, number in found for a in owners[mark]}
    return {(min(a, b), max(a, b)) for a, b in sharing if a != b}


def read_pairs(connection: Connection, agreement: str, reports: Sequence[str]) -> dict[tuple[str, str], str]:
    """What each of these reports has of others."""
    found: dict[tuple[str, str], str] = {}
    for together in chunks(reports):
        query = select(pairs.c.a, pairs.c.b, pairs.c.wire).where(pairs.c.agreement == agreement)
        for column in (pairs.c.a, pairs.c.b):
            found |= {(row.a, row.b): row.wire for row in connection.execute(query.where(column.in_(together)))}
    return found


def read_spoken(
    connection: Connection,
    agreement: str,
    *,
    reports: Sequence[str] = (),
    role: str | None = None,
    names: Sequence[str] = (),
) -> list[Spoken]:
    """What reports say of names: all that some reports say, or what is said of some names in one role."""
    columns = [spoken.c[name] for name in Spoken._fields]
    query = select(*columns).where(spoken.c.agreement == agreement)
    found = []
    for together in chunks(reports):
        mine = select(*columns).where(beside(connection, spoken, agreement), spoken.c.report.in_(together))
        found += [Spoken(*row) for row in connection.execute(mine)]
    for together in chunks(names):
        rows = connection.execute(query.where(spoken.c.role == role, spoken.c.name.in_(together)))
        found += [Spoken(*row) for row in rows]
    return found


def read_said(
    connection: Connection, agreement: str, role: str, names: Sequence[str], *, besides: Collection[str]
) -> set[str]:
    """Those of these names of which some report says something in a role, ``besides`` some."""
    found: set[str] = set()
    for name in names:
        query = select(spoken.c.report).where(
            spoken.c.agreement == agreement, spoken.c.role == role, spoken.c.name == name
        )
        rows = connection.execute(query.limit(len(besides) + 1)).scalars()
        if any(report not in besides for report in rows):
            found.add(name)
    return found


def write_links(connection: Connection, agreement: str, links: Links) -> None:
    """Keep what is to be kept of some reports."""
    for together in chunks(links.reports):
        mine = delete(spoken).where(beside(connection, spoken, agreement), spoken.c.report.in_(together))
        connection.execute(mine)
    for together in chunks(links.moved):
        for column in (pairs.c.a, pairs.c.b):
            connection.execute(delete(pairs).where(pairs.c.agreement == agreement, column.in_(together)))
    _write_marks(connection, links.marks)
    _add(connection, spoken, [{"agreement": agreement, **said._asdict()} for said in sorted(links.spoken)])
    _add(connection, pairs, [{"agreement": agreement, "a": a, "b": b, "wire": w} for a, b, w in sorted(links.pairs)])


def _write_marks(connection: Connection, wanted: Mapping[str, Sequence[int]]) -> None:
    known: dict[str, tuple[int, bytes]] = {}
    for together in chunks(sorted(wanted)):
        rows = connection.execute(select(texts).where(texts.c.report.in_(together)))
        known |= {row.report: (row.number, bytes(row.marks)) for row in rows}
    following = (connection.execute(select(func.max(texts.c.number))).scalar() or 0) + 1
    new: list[dict[str, object]] = []
    rows_of: list[dict[str, int]] = []
    for report in sorted(wanted):
        packed = array("q", wanted[report]).tobytes()
        number, before = known.get(report, (following, None))
        if before == packed:
            continue
        if before is None:
            following += 1
        else:
            connection.execute(delete(texts).where(texts.c.number == number))
            for old in chunks(array("q", before).tolist()):
                connection.execute(delete(marks).where(marks.c.number == number, marks.c.mark.in_(old)))
        new.append({"number": number, "report": report, "marks": packed})
        rows_of += [{"mark": mark, "number": number} for mark in wanted[report]]
    _add(connection, texts, new)
    _add(connection, marks, sorted(rows_of, key=lambda row: (row["mark"], row["number"])))


def _add(connection: Connection, table: Table, rows: Iterable[Mapping[str, object]]) -> None:
    found = list(rows)
    if found:
        connection.execute(insert(table), found)
