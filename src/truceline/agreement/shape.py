"""A tree of nodes laid against the form of the file: known keys, right types, real dates; with lines for what follows.

The walk follows ``msgspec.inspect`` over :mod:`truceline.agreement.form`, so a key is declared once. What is wrong is
left out of the result and noted, so that everything else can still be checked.
"""

from __future__ import annotations

import datetime as dt
import functools
import zoneinfo
from collections.abc import Callable
from typing import Any, NamedTuple

from msgspec import inspect

from truceline.agreement.findings import Findings, did_you_mean, is_slip, named_list, nearest, shown
from truceline.agreement.form import Agreement
from truceline.agreement.tree import Listing, Node, Scalar, Table, core_value, plain_value
from truceline.model.moment import is_instant, parsed, zone

Path = tuple[str | int, ...]

#: Years that a date may have; the clock arithmetic behind them stays far from its ends.
_YEARS = range(1900, 2200)
_REJECTED = object()
_ROLES = ("observer", "reviewer", "party_media")


class Reference(NamedTuple):
    """A word that must name something declared in the file."""

    path: Path
    line: int
    names: str
    word: str


class Shaped:
    """A file in plain dicts and lists, as far as it is right, with the line of every path and every reference."""

    def __init__(self, findings: Findings) -> None:
        self.findings = findings
        self.value: dict[str, Any] = {}
        self.lines: dict[Path, int] = {}
        self.references: list[Reference] = []

    def line(self, *path: str | int) -> int:
        """The line of what stands at ``path``, or of the nearest thing around it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def wrote(self, *path: str | int) -> bool:
        """True when the file has a value at ``path``, right or wrong."""
        return path in self.lines


def shaped(root: Node, findings: Findings) -> Shaped:
    """Lay ``root`` against the form; what is wrong goes to ``findings``."""
    result = Shaped(findings)
    value = _taken(root, _root_type(), (), result)
    result.value = value if isinstance(value, dict) else {}
    return result


@functools.cache
def _root_type() -> inspect.Type:
    return inspect.type_info(Agreement)


def _taken(node: Node, kind: inspect.Type, path: Path, into: Shaped, meta: dict[str, Any] | None = None) -> Any:
    """The value of ``node`` as ``kind``, or ``_REJECTED`` after noting why."""
    into.lines[path] = node.line
    while isinstance(kind, inspect.Metadata):
        meta = {**(meta or {}), **(kind.extra or {})}
        kind = kind.type
    if isinstance(kind, inspect.UnionType):
        chosen = _choice(node, kind)
        if chosen is None:
            into.findings.add(node.line, f"{_label(path)} must be {_or(kind.types)}, not {_NAMES[type(node)]}.")
            return _REJECTED
        return _taken(node, chosen, path, into, meta)
    take = _TAKERS[type(kind)]
    return take(node, kind, path, into, meta or {})


def _choice(node: Node, union: inspect.UnionType) -> inspect.Type | None:
    wanted: dict[type, tuple[type, ...]] = {
        Scalar: (inspect.StrType, inspect.LiteralType, inspect.FloatType, inspect.IntType, inspect.BoolType),
        Listing: (inspect.ListType,),
        Table: (inspect.StructType, inspect.DictType),
    }
    for kind in union.types:
        if isinstance(_bare(kind), wanted[type(node)]):
            return kind
    return None


def _bare(kind: inspect.Type) -> inspect.Type:
    while isinstance(kind, inspect.Metadata):
        kind = kind.type
    return kind


def _or(kinds: tuple[inspect.Type, ...]) -> str:
    words = []
    for kind in kinds:
        if isinstance(kind, inspect.Metadata) and (kind.extra or {}).get("kind") == "event type":
            words.append("one event type")
        elif type(_bare(kind)) in _NAMES:
            words.append(_NAMES[type(_bare(kind))])
    return " or ".join(dict.fromkeys(words))


def _label(path: Path) -> str:
    """The key a path ends in, in quotes; for an entry of a list, the list's key."""
    key = next((step for step in reversed(path) if isinstance(step, str)), None)
    return "the file" if key is None else f'"{shown(key)}"'


def _written(path: Path, scalar: Scalar) -> str:
    key = next((step for step in reversed(path) if isinstance(step, str)), "")
    return f'"{shown(key)}: {shown(scalar.text)}"'


def _expect_scalar(node: Node, path: Path, into: Shaped, wanted: str) -> Scalar | None:
    if isinstance(node, Scalar):
        return node
    into.findings.add(node.line, f"{_label(path)} must be {wanted}, not {_NAMES[type(node)]}.")
    return None


def _taken_text(node: Node, kind: inspect.Type, path: Path, into: Shaped, meta: dict[str, Any]) -> Any:
    assert isinstance(kind, inspect.StrType)
    scalar = _expect_scalar(node, path, into, "a text")
    if scalar is None:
        return _REJECTED
    value = core_value(scalar)
    if value is None or value == "":
        into.findings.add(node.line, f"{_label(path)} is empty.")
        return _REJECTED
    if isinstance(value, bool):
        into.findings.add(node.line, f"{_written(path, scalar)} must be a text; put it in quotes.")
        return _REJECTED
    text = scalar.text  # numbers stay as written: an id may be 1
    if kind.max_length is not None and len(text) > kind.max_length:
        into.findings.add(node.line, f"{_label(path)} is longer than {kind.max_length:,} characters.")
        return _REJECTED
    check = _CHECKS.get(meta.get("kind", ""))
    words = check(path, scalar) if check else None
    if words is not None:
        into.findings.add(node.line, words)
        return _REJECTED
    if "names" in meta:
        into.references.append(Reference(path, node.line, meta["names"], text))
    return text


def _is_day(path: Path, scalar: Scalar) -> str | None:
    try:
        value = parsed(scalar.text)
    except ValueError:
        return f"{_written(path, scalar)} is not a date."
    if isinstance(value, dt.datetime):
        return f"{_written(path, scalar)} is not a date; a day is wanted here, without a time."
    return _in_reach(path, scalar, value)


def _is_moment(path: Path, scalar: Scalar) -> str | None:
    try:
        value = parsed(scalar.text)
    except ValueError:
        return f"{_written(path, scalar)} is not a date."
    if isinstance(value, dt.datetime) and not is_instant(scalar.text):
        return f"{_written(path, scalar)} has a time but no offset; write it with one, like 2019-08-31T06:00+03:00."
    return _in_reach(path, scalar, value)


def _in_reach(path: Path, scalar: Scalar, value: dt.date) -> str | None:
    if value.year in _YEARS:
        return None
    return f"{_written(path, scalar)} is not a date between {_YEARS[0]} and {_YEARS[-1]}."


def _is_zone_name(path: Path, scalar: Scalar) -> str | None:
    try:
        zone(scalar.text)
    except ValueError:
        known = () if len(scalar.text) > 60 else _time_zones()
        return f"{_written(path, scalar)} is not an IANA time zone{did_you_mean(scalar.text, known)}"
    return None


@functools.cache
def _time_zones() -> tuple[str, ...]:
    return tuple(sorted(zoneinfo.available_timezones()))


def _is_id(path: Path, scalar: Scalar) -> str | None:
    if scalar.text.isprintable() and scalar.text == scalar.text.strip():
        return None
    return f"{_written(path, scalar)} holds a character that cannot be seen; an id may not."


def _is_role(path: Path, scalar: Scalar) -> str | None:
    # Roles are free words, but three of them change grades: a slip in those must not pass in silence.
    near = nearest(scalar.text, _ROLES)
    if scalar.text in _ROLES or near is None or abs(len(near) - len(scalar.text)) > 2:
        return None
    return f'{_written(path, scalar)} is no role that is known; did you mean "{near}"?'


def _is_side(path: Path, scalar: Scalar) -> str | None:
    if scalar.text == "neutral" and path[0] == "parties":
        return f"{_written(path, scalar)}: a party has a side of its own, or none; only a source can be neutral."
    return _is_id(path, scalar)


_CHECKS: dict[str, Callable[[Path, Scalar], str | None]] = {
    "day": _is_day,
    "id": _is_id,
    "moment": _is_moment,
    "role": _is_role,
    "side": _is_side,
    "time zone": _is_zone_name,
}


def _taken_word(node: Node, kind: inspect.Type, path: Path, into: Shaped, meta: dict[str, Any]) -> Any:
    assert isinstance(kind, inspect.LiteralType)
    known = [str(value) for value in kind.values]
    wanted = "an event type" if meta.get("kind") == "event type" else named_list(known)
    scalar = _expect_scalar(node, path, into, wanted)
    if scalar is None:
        return _REJECTED
    if scalar.text in known:
        return scalar.text
    if meta.get("kind") == "event type":
        words = f'"{shown(scalar.text)}" is not an event type{did_you_mean(scalar.text, known)}'
    else:
        words = f"{_written(path, scalar)} is not possible; write {wanted}."
    into.findings.add(node.line, words)
    return _REJECTED


def _taken_number(node: Node, kind: inspect.Type, path: Path, into: Shaped, _: dict[str, Any]) -> Any:
    assert isinstance(kind, inspect.FloatType | inspect.IntType)
    wanted = "a whole number" if isinstance(kind, inspect.IntType) else "a number"
    scalar = _expect_scalar(node, path, into, wanted)
    if scalar is None:
        return _REJECTED
    value = core_value(scalar)
    whole = isinstance(value, int) and not isinstance(value, bool)
    if not whole and (isinstance(kind, inspect.IntType) or not isinstance(value, float) or value != value):
        into.findings.add(node.line, f"{_written(path, scalar)} is not {wanted}.")
        return _REJECTED
    assert isinstance(value, int | float)
    least, most = kind.ge, kind.le
    if (least is not None and value < least) or (most is not None and value > most):
        into.findings.add(node.line, f"{_written(path, scalar)} is not between {least:,} and {most:,}.")
        return _REJECTED
    return value if isinstance(kind, inspect.IntType) else float(value)


def _taken_switch(node: Node, kind: inspect.Type, path: Path, into: Shaped, _: dict[str, Any]) -> Any:  # noqa: ARG001
    scalar = _expect_scalar(node, path, into, '"true" or "false"')
    if scalar is None:
        return _REJECTED
    value = core_value(scalar)
    if not isinstance(value, bool):
        into.findings.add(node.line, f'{_written(path, scalar)} is not possible; write "true" or "false".')
        return _REJECTED
    return value


def _taken_plain(node: Node, kind: inspect.Type, path: Path, into: Shaped, meta: dict[str, Any]) -> Any:  # noqa: ARG001
    """Whatever stands there, to be looked at by those who know what it means."""
    return plain_value(node)


def _taken_list(node: Node, kind: inspect.Type, path: Path, into: Shaped, meta: dict[str, Any]) -> Any:
    assert isinstance(kind, inspect.ListType)
    if not isinstance(node, Listing):
        into.findings.add(node.line, f"{_label(path)} must be a list, not {_NAMES[type(node)]}.")
        return _REJECTED
    if kind.min_length is not None and len(node.items) < kind.min_length and meta.get("kind") != "range":
        into.findings.add(node.line, f"{_label(path)} is empty.")
    if meta.get("kind") == "range" and len(node.items) != 2:
        into.findings.add(node.line, f"{_label(path)} must be one number, or two: [least, most].")
        return _REJECTED
    values = [_taken(item, kind.item_type, (*path, index), into) for index, item in enumerate(node.items)]
    if meta.get("kind") == "range" and _REJECTED in values:
        return _REJECTED  # half a range is none
    if meta.get("kind") == "range" and values[0] > values[1]:
        numbers = ", ".join(item.text for item in node.items if isinstance(item, Scalar))
        into.findings.add(node.line, f'"{path[-1]}: [{numbers}]" runs backwards; write the smaller number first.')
        return _REJECTED
    # Indices of the result must stay those of the file, so that lines are found: a gap is kept as None.
    return [None if value is _REJECTED else value for value in values]


def _taken_table(node: Node, kind: inspect.Type, path: Path, into: Shaped, _: dict[str, Any]) -> Any:
    assert isinstance(kind, inspect.DictType)
    if not isinstance(node, Table):
        into.findings.add(node.line, f'{_label(path)} must be a table ("name: {{...}}"), not {_NAMES[type(node)]}.')
        return _REJECTED
    result: dict[str, Any] = {}
    for key, value in _pairs_once(node, into):
        into.lines[(*path, key.text)] = key.line
        words = _key_problem(key)
        if words is not None:
            into.findings.add(key.line, words)
            continue
        taken = _taken(_table_for(value), kind.value_type, (*path, key.text), into)
        into.lines[(*path, key.text)] = key.line
        result[key.text] = {} if taken is _REJECTED else taken
    return result


def _table_for(value: Node) -> Node:
    # "syria:" with nothing behind it is a party about which nothing is said; the missing keys are named then.
    return Table(value.line, []) if isinstance(value, Scalar) and core_value(value) is None else value


def _key_problem(key: Scalar) -> str | None:
    if not key.text or len(key.text) > 100:
        return f'"{shown(key.text)}" cannot be an id: it has none, or more than 100, characters.'
    return _is_id(("id",), key)


def _taken_struct(node: Node, kind: inspect.Type, path: Path, into: Shaped, _: dict[str, Any]) -> Any:
    assert isinstance(kind, inspect.StructType)
    noun = _noun(kind)
    if not isinstance(node, Table):
        what = _a(noun) if path and isinstance(path[-1], int) else _label(path)
        into.findings.add(node.line, f"{what} must be a table of keys and values, not {_NAMES[type(node)]}.")
        return _REJECTED
    fields = {field.encode_name: field for field in kind.fields}
    result: dict[str, Any] = {}
    written = set()
    for key, value in _pairs_once(node, into):
        field = fields.get(key.text)
        if field is None:
            words = f'"{shown(key.text)}" is not a key of {_a(noun)}'
            if not is_slip(key.text, fields):
                # A key that resembles none of ours may be somebody's own; one that does is a slip that would be lost.
                into.findings.pass_over(key.line, f"{words} and is passed over.")
            else:
                into.findings.add(key.line, f"{words}{did_you_mean(key.text, fields)}")
            continue
        written.add(key.text)
        if not field.required and isinstance(value, Scalar) and core_value(value) is None:
            continue  # written but left empty: the same as not written
        taken = _taken(value, field.type, (*path, key.text), into)
        into.lines.setdefault((*path, key.text), key.line)
        if taken is not _REJECTED:
            result[key.text] = taken
    missing = [name for name, field in fields.items() if field.required and name not in written]
    for name in missing:
        into.findings.add(node.line if path else 1, f'{_which(noun, node, path)} has no "{name}".')
    return result


def _pairs_once(table: Table, into: Shaped) -> list[tuple[Scalar, Node]]:
    first: dict[str, Scalar] = {}
    pairs = []
    for key, value in table.pairs:
        earlier = first.setdefault(key.text, key)
        if earlier is key:
            pairs.append((key, value))
        else:
            into.findings.add(
                key.line, f'"{shown(key.text)}" is written twice; it already stands in line {earlier.line}.'
            )
    return pairs


def _noun(kind: inspect.StructType) -> str:
    """``OnRelease`` -> ``on release``."""
    return "".join(" " + c.lower() if c.isupper() else c for c in kind.cls.__name__).strip()


def _a(noun: str) -> str:
    return f"an {noun}" if noun[0] in "aeiou" else f"a {noun}"


def _which(noun: str, node: Table, path: Path) -> str:
    """``term "sochi-6"``, ``party "syria"`` or ``an instrument``: what a sentence is about."""
    names = [value.text for key, value in node.pairs if key.text == "id" and isinstance(value, Scalar) and value.text]
    if not path:
        return "the file"
    if not names and isinstance(path[-1], str) and len(path) == 2:
        names = [path[-1]]
    return f'{noun} "{shown(names[0])}"' if names else _a(noun)


_NAMES: dict[type, str] = {
    Scalar: "a single word or text",
    Listing: "a list",
    Table: "a table",
    inspect.StrType: "a text",
    inspect.LiteralType: "one word",
    inspect.FloatType: "a number",
    inspect.IntType: "a whole number",
    inspect.BoolType: "true or false",
    inspect.ListType: "a list",
    inspect.StructType: "a table",
    inspect.DictType: "a table",
}

_Taker = Callable[[Node, inspect.Type, Path, Shaped, dict[str, Any]], Any]
_TAKERS: dict[type, _Taker] = {
    inspect.AnyType: _taken_plain,
    inspect.BoolType: _taken_switch,
    inspect.StrType: _taken_text,
    inspect.LiteralType: _taken_word,
    inspect.FloatType: _taken_number,
    inspect.IntType: _taken_number,
    inspect.ListType: _taken_list,
    inspect.DictType: _taken_table,
    inspect.StructType: _taken_struct,
}
