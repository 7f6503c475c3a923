"""The JSON Schema of agreement files takes what the loader takes, and is the one that ships."""

from __future__ import annotations

import json
import pathlib

import jsonschema
import pytest

import truceline.agreement
from truceline.agreement import agreement_schema
from truceline.agreement.tree import parse_tree, plain_value

HOME = pathlib.Path(truceline.agreement.__file__).parent
BAD = pathlib.Path(__file__).parent.parent / "cases" / "bad"
VALIDATOR = jsonschema.Draft202012Validator(agreement_schema())


def _errors(path: pathlib.Path) -> list[str]:
    tree = plain_value(parse_tree(path.read_bytes(), name=path.name))
    return [error.message for error in VALIDATOR.iter_errors(tree)]


def test_it_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(agreement_schema())


def test_the_shipped_copy_is_the_generated_one() -> None:
    # Written by: python -m truceline agreement schema > src/truceline/agreement/schema.json
    shipped = (HOME / "schema.json").read_text(encoding="utf-8")
    assert shipped == json.dumps(agreement_schema(), indent=2, ensure_ascii=False) + "\n"


@pytest.mark.parametrize("path", sorted((HOME / "library").glob("*.yaml")), ids=lambda path: path.stem)
def test_library_files_are_valid(path: pathlib.Path) -> None:
    assert _errors(path) == []


@pytest.mark.parametrize(
    "name",
    ["unknown-event-type", "unknown-keys", "wrong-types", "missing-keys", "not-a-date", "zones", "roles-and-words"],
)
def test_files_of_the_wrong_shape_are_not(name: str) -> None:
    assert _errors(BAD / f"{name}.yaml")


@pytest.mark.parametrize("name", ["unknown-zone", "cyclic-condition", "date-order"])
def test_what_only_the_loader_sees_passes_the_schema(name: str) -> None:
    # The schema knows shapes and no meanings; this pins down where the line runs.
    assert _errors(BAD / f"{name}.yaml") == []
