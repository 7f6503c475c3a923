"""Claims that come one by one, in any order and with corrections, leave the books that the whole file leaves."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.assess.drawn import as_line, claims, small, told, worlds
from tests.assess.worlds import Table, agreement, claim, table
from truceline.assess import Engine, decode_claims
from truceline.assess.record import Record, read_record
from truceline.errors import UsageError
from truceline.model.agreement import Agreement

laws = settings.get_profile("laws")


def records(found: Agreement, lines: list[dict[str, Any]]) -> list[Record]:
    """Each line by itself as a record."""
    read = [read_record(line, 1, found) for line in lines]
    return [record for record in read if isinstance(record, Record)]


def came(found: Agreement, lines: list[dict[str, Any]]) -> Engine:
    engine = Engine(found)
    for record in records(found, lines):
        engine.add(record)
    return engine


def cells(engine: Engine, **options: Any) -> Table:
    return {(c.term, c.party, c.day): (c.status.value, c.pro.value, c.con.value) for c in engine.cells(**options)}


@laws
@given(world=worlds, drawn=st.lists(claims, min_size=1, max_size=8), data=st.data())
def test_one_by_one_is_all_at_once(world: dict[str, Any], drawn: list[dict[str, Any]], data: st.DataObject) -> None:
    lines = [as_line(c) for c in told(drawn)]
    shuffled = data.draw(st.permutations(lines))
    found = small(world)
    engine = came(found, shuffled)
    assert cells(engine) == table(found, lines)
    as_of = "2020-05-05T12:00:00Z"
    assert cells(engine, as_of=as_of) == table(found, lines, as_of=as_of)


@laws
@given(world=worlds, drawn=st.lists(claims, min_size=2, max_size=8), cut=st.integers(1, 7))
def test_a_file_first_and_the_rest_one_by_one(world: dict[str, Any], drawn: list[dict[str, Any]], cut: int) -> None:
    lines = [as_line(c) for c in told(drawn)]
    found = small(world)
    engine = Engine.of(found, decode_claims([json.dumps(line) for line in lines[:cut]], found)[0])
    for record in records(found, lines[cut:]):
        engine.add(record)
    assert cells(engine) == table(found, lines)


@laws
@given(world=worlds, drawn=st.lists(claims, min_size=1, max_size=6), extra=claims)
def test_what_is_withdrawn_never_was(world: dict[str, Any], drawn: list[dict[str, Any]], extra: dict[str, Any]) -> None:
    found, lines = small(world), [as_line(c) for c in told(drawn)]
    engine = came(found, lines)
    before = engine.cells()
    extra_line = as_line(told([extra])[0]) | {"id": "extra"}
    engine.add(records(found, [extra_line])[0])
    engine.withdraw("extra", by="desk", recorded="2020-06-01T00:00:00Z")
    assert engine.cells() == before


def test_twins_and_rings_spoil_what_the_file_would_spoil() -> None:
    found = agreement()
    one, other = claim("1", "wtv", 3), claim("1", "wtv", 4)
    engine = came(found, [one])
    assert engine.add(records(found, [one])[0]) == ()
    assert [r.line for r in engine.add(records(found, [other])[0])] == [1, 1]
    assert engine.cells() == ()
    ring = [
        claim("a", "wtv", 3, supersedes="b"),
        claim("b", "wtv", 4, withdraws="c"),
        claim("c", "wtv", 5, supersedes="a"),
    ]
    engine = came(found, ring)
    assert (engine.cells(), len(engine)) == ((), 0)
    engine.add(records(found, [claim("b", "wtv", 6)])[0])
    assert cells(engine) == table(found, [ring[0], ring[2]])


@laws
@given(
    st.lists(
        st.tuples(st.sampled_from(["", "supersedes", "withdraws"]), st.integers(0, 9), st.integers(0, 3)), max_size=9
    ),
    st.data(),
)
def test_references_in_any_order(drawn: list[tuple[str, int, int]], data: st.DataObject) -> None:
    lines = []
    for i, (verb, target, hour) in enumerate(drawn):
        one = claim(f"c{i}", "wtv", i + 1, recorded=f"2020-06-01T0{hour}:00:00Z")
        lines.append(one | ({verb: f"c{target}"} if verb else {}))
    found = agreement()
    usable, _ = decode_claims([json.dumps(line) for line in lines], found)
    wanted = cells(Engine.of(found, usable))
    assert cells(came(found, data.draw(st.permutations(lines)))) == wanted


@given(world=worlds, drawn=st.lists(claims, min_size=1, max_size=8), cut=st.integers(0, 7))
def test_what_is_saved_goes_on_where_it_stood(world: dict[str, Any], drawn: list[dict[str, Any]], cut: int) -> None:
    found, lines = small(world), [as_line(c) for c in told(drawn)]
    engine = Engine.load(found, came(found, lines[:cut]).save())
    for record in records(found, lines[cut:]):
        engine.add(record)
    assert cells(engine) == table(found, lines)


def test_what_was_refused_stays_refused_when_it_is_loaded() -> None:
    found = agreement()
    ring = [claim("a", "wtv", 3, supersedes="b"), claim("b", "wtv", 4, supersedes="a")]
    engine = Engine.load(found, came(found, [*ring, claim("1", "wtv", 3), claim("1", "wtv", 4)]).save())
    assert len(engine.add(records(found, [claim("1", "wtv", 3)])[0])) == 1
    engine.add(records(found, [claim("b", "wtv", 6)])[0])
    assert cells(engine) == table(found, ring[:1])


def test_other_bytes_are_refused() -> None:
    saved = came(agreement(), []).save()
    with pytest.raises(UsageError, match="no saved engine"):
        Engine.load(agreement(), saved[:-1])
    with pytest.raises(UsageError, match="saved under the agreement t, not other"):
        Engine.load(agreement(id="other"), saved)
