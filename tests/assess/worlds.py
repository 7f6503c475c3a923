"""Small agreements and claims for the tests of the engine, written as plain dicts and read by the real loader."""

from __future__ import annotations

import functools
import json
from typing import Any

from truceline.agreement import parse_agreement
from truceline.assess import Assessment, Engine, decode_claims
from truceline.assess.record import Record, read_record
from truceline.model.agreement import Agreement

#: Term, party, day -> status, for and against.
Table = dict[tuple[str, str, str], tuple[str, str, str]]

HALT: dict[str, Any] = {
    "id": "t",
    "timezone": "UTC",
    "parties": {"east": {"side": "e"}, "west": {"side": "w"}, "list": {"side": "none", "members": [{"group": "g"}]}},
    "sources": {
        "etv": {"side": "e"},
        "wtv": {"side": "w"},
        "obs": {"side": "neutral", "role": "observer"},
        "wire": {"side": "neutral"},
        "rev": {"side": "none", "role": "reviewer"},
    },
    "zones": {"z": {"circle": {"lat": 10.0, "lon": 10.0, "radius_km": [15, 20]}}},
    "instruments": [{"id": "i", "in_force": "2020-05-01"}],
    "terms": [{"id": "halt", "of": "i", "must_not": "attack", "party": "east", "zone": "z"}],
}


def agreement(**changes: Any) -> Agreement:
    """The small agreement with some top-level keys replaced."""
    return read(HALT | changes)


def read(written: dict[str, Any]) -> Agreement:
    """An agreement written as plain dicts and lists: JSON is YAML 1.2. Kept, since reading is slow beside judging."""
    return _read(json.dumps(written))


@functools.lru_cache(maxsize=4096)
def _read(written: str) -> Agreement:
    return parse_agreement(written.encode(), name="t.yaml")


def claim(id_: str, source: str, day: int, *, type_: str = "attack", **changes: Any) -> dict[str, Any]:
    """A claim about 06:00-07:00 of a day of May 2020 in the zone, recorded at noon of the day after."""
    event: dict[str, Any] = {
        "type": type_,
        "actors": changes.pop("actors", ["east"]),
        "recipients": changes.pop("recipients", []),
        "place": changes.pop("place", {"zone": "z"}),
        "time": changes.pop("time", {"start": f"2020-05-{day:02}T06:00", "end": f"2020-05-{day:02}T07:00"}),
    }
    recorded = changes.pop("recorded", f"2020-05-{day + 1:02}T12:00:00Z")
    return {"id": id_, "source": source, "recorded": recorded, "event": event} | changes


def denial(id_: str, source: str, first: int, last: int, **changes: Any) -> dict[str, Any]:
    """A denial that covers the days from ``first`` to ``last`` and all of the zone."""
    time = {"start": f"2020-05-{first:02}", "end": f"2020-05-{last + 1:02}"}
    return claim(id_, source, last, time=time, polarity="negative", mode="throughout", **changes)


def assessed(found: Agreement, claims: list[dict[str, Any]], **options: Any) -> Assessment:
    """The assessment of claims given as dicts; every one of them must be usable."""
    as_of = options.pop("as_of", None)
    records, refused = decode_claims([json.dumps(c) for c in claims], found, as_of=as_of)
    assert not refused
    return Assessment(found, records, refused, **options)


def table(found: Agreement, claims: list[dict[str, Any]], **options: Any) -> Table:
    """The printed cells as a plain table."""
    return printed(assessed(found, claims, **options))


def printed(found: Assessment) -> Table:
    """The cells of an assessment as a plain table."""
    return {(c.term, c.party, c.day): (c.status.value, c.pro.value, c.con.value) for c in found.cells}


def check_one_by_one(found: Agreement, lines: list[dict[str, Any]]) -> None:
    """Whatever the order in which some claims come, and go again: after each, the table of the whole file."""
    for shift in range(0, len(lines), 4):
        ordered = [*lines[shift:], *lines[:shift]]
        engine, known = Engine(found), []
        for line in ordered:
            record = read_record(line, 1, found)
            assert isinstance(record, Record)
            engine.add(record)
            known.append(line)
            assert _brief(engine) == table(found, known), ordered
        for line in ordered:
            engine.withdraw(line["id"], by="desk", recorded="2030-01-01T00:00:00Z")
            known.remove(line)
            assert _brief(engine) == table(found, known), ordered


def _brief(engine: Engine) -> Table:
    return {(c.term, c.party, c.day): (c.status.value, c.pro.value, c.con.value) for c in engine.cells()}
