"""Situations in the life of the library's agreements: what was told, and what the cells must be.

Each file of ``tests/cases/agreements`` is a list of situations. A claim has the keys of ``truceline assess``, its event
laid flat; ``id`` and ``recorded`` (the noon after its end) are given to it. ``zones`` draws edges more closely than the
library does. Actors are ids of parties or of their listed members.
"""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
from ruamel.yaml import YAML

from truceline.agreement import library_names, load_agreement
from truceline.assess import Assessment, Engine, decode_claims, known_by
from truceline.assess.record import Record, read_record
from truceline.model.agreement import Agreement

#: Loaded once: a file is read for longer than a situation is judged.
LIBRARY = {name: load_agreement(name) for name in library_names()}
HOME = Path(__file__).parent / "cases" / "agreements"
EVENT = ("type", "actors", "recipients", "place")
SITUATIONS = [
    pytest.param(path.stem, situation, id=f"{path.stem}-{number}")
    for path in sorted(HOME.glob("*.yaml"))
    for number, situation in enumerate(YAML(typ="safe").load(path.read_text(encoding="utf-8")), start=1)
]


def test_every_agreement_has_at_least_three_situations() -> None:
    count = [param.values[0] for param in SITUATIONS]
    assert {name: count.count(name) >= 3 for name in library_names()} == dict.fromkeys(library_names(), True)


def told(claims: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Claims as ``truceline assess`` takes them."""
    lines = []
    for number, claim in enumerate(claims, start=1):
        rest = {key: value for key, value in claim.items() if key not in (*EVENT, "start", "end", "objects")}
        event = {key: claim[key] for key in EVENT if key in claim}
        event["time"] = {"start": str(claim["start"]), "end": str(claim["end"])}
        event["objects"] = [
            {
                "text": "as told",
                "class": o["class"],
                "count": {"low": o["low"], "high": o.get("high"), "text": "as told"},
            }
            for o in claim.get("objects", ())
        ]
        noon = dt.date.fromisoformat(str(claim["end"])[:10]) + dt.timedelta(days=1)
        lines.append({"id": f"c{number}", "recorded": f"{noon}T12:00:00Z", "event": event} | rest)
    return lines


def drawn(agreement: Agreement, zones: dict[str, dict[str, Any]]) -> Agreement:
    """The agreement with some keys of its zones in place of its own."""
    assert {*zones} <= {zone.id for zone in agreement.zones}
    changed = (msgspec.structs.replace(zone, **zones.get(zone.id, {})) for zone in agreement.zones)
    return msgspec.structs.replace(agreement, zones=tuple(changed))


@pytest.mark.parametrize(("name", "situation"), SITUATIONS)
def test_situation(name: str, situation: dict[str, Any]) -> None:
    assert {*situation} <= {"situation", "claims", "cells", "zones", "as_of"}
    as_of = situation.get("as_of")
    agreement = known_by(drawn(LIBRARY[name], situation.get("zones", {})), as_of)
    lines = told(situation["claims"])
    claims, refused = decode_claims([json.dumps(line) for line in lines], agreement, as_of=as_of)
    assert not refused
    found = Assessment(agreement, claims, refused)
    problems = []
    for wanted in situation["cells"]:
        assert {*wanted} <= {"term", "party", "day", "status", "pro", "con", "reading"}
        cell = found.cell(wanted["term"], wanted["party"], str(wanted["day"]))
        got = {"status": cell.status.value, "pro": cell.pro.value, "con": cell.con.value}
        if "reading" in wanted:
            (reading,) = cell.readings
            got["reading"] = reading.status.value
        problems += [
            f"{wanted['term']} {wanted['party']} {wanted['day']}: {key} is {got[key]}, not {wanted[key]}"
            for key in got
            if key in wanted and got[key] != wanted[key]
        ]
    assert not problems, situation["situation"] + "\n" + "\n".join(problems)


@pytest.mark.parametrize(("name", "situation"), [param for param in SITUATIONS if "as_of" not in param.values[1]])
def test_one_by_one_is_the_same(name: str, situation: dict[str, Any]) -> None:
    agreement = drawn(LIBRARY[name], situation.get("zones", {}))
    engine, records = Engine(agreement), []
    for line in reversed(told(situation["claims"])):
        record = read_record(line, 1, agreement)
        assert isinstance(record, Record)
        engine.add(record)
        records.append(json.dumps(line))
    claims, _ = decode_claims(records, agreement)
    assert list(engine.cells()) == list(Assessment(agreement, claims).cells)
