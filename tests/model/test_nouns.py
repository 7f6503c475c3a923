"""Laws of every noun: it survives its wire form, its schema says what it is, and nobody can change it."""

from __future__ import annotations

import importlib
import json
import pkgutil

import hypothesis
import jsonschema
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

import truceline.model
from tests.model.strategies import structs
from truceline.model.schema import PARTS, RECORDS, noun_schema

NOUNS = (*RECORDS, *PARTS)
SCHEMA = noun_schema()
CELL = {
    "kind": "cell",
    "term": "t",
    "party": "p",
    "day": "2019-08-02",
    "status": "kept",
    "pro": "none",
    "con": "single",
}
anynoun = pytest.mark.parametrize("noun", NOUNS, ids=lambda noun: noun.__name__)


def test_every_noun_is_in_the_schema() -> None:
    """Every public struct of every module of ``model`` is listed once, and so is its definition."""
    found = set()
    for module in pkgutil.iter_modules(truceline.model.__path__):
        for name, value in vars(importlib.import_module(f"truceline.model.{module.name}")).items():
            if isinstance(value, type) and issubclass(value, msgspec.Struct) and not name.startswith("_"):
                found.add(value)
    found.discard(msgspec.Struct)
    assert found == set(NOUNS)
    assert len(NOUNS) == len(set(NOUNS))
    assert {noun.__name__ for noun in NOUNS} <= set(SCHEMA["$defs"])


@anynoun
@hypothesis.settings(max_examples=10)
@given(data=st.data())
def test_the_wire_form_loses_nothing(noun: type[msgspec.Struct], data: st.DataObject) -> None:
    """Decoding gives the same value, encoding that the same bytes; a record begins with its kind."""
    value = data.draw(structs(noun))
    wire = msgspec.json.encode(value)
    again = msgspec.json.decode(wire, type=noun)
    assert again == value
    assert msgspec.json.encode(again) == wire
    if noun in RECORDS:
        assert wire.startswith(f'{{"kind":"{noun.__struct_config__.tag}"'.encode())


@anynoun
@hypothesis.settings(max_examples=10)
@given(data=st.data())
def test_the_schema_admits_every_value(noun: type[msgspec.Struct], data: st.DataObject) -> None:
    """What we write is what the published schema allows."""
    schema = {"$ref": f"#/$defs/{noun.__name__}", "$defs": SCHEMA["$defs"]}
    value = json.loads(msgspec.json.encode(data.draw(structs(noun))))
    jsonschema.Draft202012Validator(schema).validate(value)
    if noun in RECORDS:
        jsonschema.Draft202012Validator(SCHEMA).validate(value)


def test_the_schema_refuses_what_is_no_record() -> None:
    """A wrong kind, a missing word and a word outside a closed list are refused."""
    validator = jsonschema.Draft202012Validator(SCHEMA)
    assert validator.is_valid(CELL)
    for wrong in (
        {"kind": "rumour"},
        {"kind": "claim"},
        {"kind": "claim", "id": "c", "polarity": "maybe"},
        {
            "kind": "cell",
            "term": "t",
            "party": "p",
            "day": "2019-08-02",
            "status": "guilty",
            "pro": "none",
            "con": "none",
        },
    ):
        assert not validator.is_valid(wrong), wrong


def test_the_schema_is_sound_and_steady() -> None:
    """A valid schema of its draft, the same bytes each time, definitions in order, records first by their kind."""
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    assert json.dumps(noun_schema()) == json.dumps(SCHEMA)
    assert list(SCHEMA["$defs"]) == sorted(SCHEMA["$defs"])
    assert len(SCHEMA["anyOf"]) == len(RECORDS)


@anynoun
def test_nouns_are_frozen_and_named(noun: type[msgspec.Struct]) -> None:
    """A noun cannot be changed, takes its parts by name only, and says what it is."""
    config = noun.__struct_config__
    assert config.frozen
    assert noun.__doc__
    with pytest.raises(TypeError):
        noun("one", "two")
