"""A file of a data set, row by row: each an event with what it was told in, or why it cannot be used."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import msgspec

from truceline.errors import ReadError, UsageError
from truceline.imports.fields import FieldError
from truceline.imports.layouts import LAYOUTS, Layout, Told
from truceline.imports.mapping import Mapping
from truceline.model.claim import Claim

#: A cell is no longer; a file of another kind may have no end of a line.
_LONGEST_CELL = 1_000_000


class Row(NamedTuple):
    """One usable row: its line, its cells, and what it tells."""

    line: int
    cells: dict[str, str]
    told: Told


class Spoiled(NamedTuple):
    """A row that cannot be used, with the number of its line and why."""

    line: int
    why: str


def read_rows(
    data: bytes, kind: str, *, actor: Callable[[str], str | None], mapping: Mapping | None = None
) -> Iterator[Row | Spoiled]:
    """The rows of a file of one kind of data set. ``actor`` finds the id of a name, if it has one.

    ReadError when the file is no such table, since then no row of it can be trusted; UsageError for a kind that is not
    known, and for ``csv`` without a mapping.
    """
    if kind == "claims":
        yield from _claims(data)
        return
    if kind == "csv":
        if mapping is None:
            raise UsageError("A table of any kind needs --map, a file that says what its columns are.")
        layout = mapping.layout()
    elif kind in LAYOUTS:
        layout = LAYOUTS[kind]
    else:
        raise UsageError(f"There is no data set {kind}; there are {', '.join([*LAYOUTS, 'csv', 'claims'])}.")
    csv.field_size_limit(_LONGEST_CELL)
    for line, cells in _cells(_text(data), layout):
        if isinstance(cells, str):
            yield Spoiled(line, cells)
            continue
        try:
            yield Row(line, cells, layout.read(cells, actor))
        except FieldError as error:
            yield Spoiled(line, f"{error}.")


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            return data.decode("cp1252")  # what spreadsheets write
        except UnicodeDecodeError as error:
            raise ReadError("it is neither UTF-8 nor Windows-1252; save it as UTF-8.") from error


def _cells(text: str, layout: Layout) -> Iterator[tuple[int, dict[str, str] | str]]:
    """(line on which a row ends, its cells by the name of their column, or why there are none)."""
    first = text.split("\n", 1)[0]
    comma = layout.comma or max(",;\t", key=first.count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=comma, strict=True)
    names: Sequence[str] = layout.columns
    try:
        if not names:
            names = [name.strip() for name in next(rows, [])]
            known = {name.casefold() for name in names}
            missing = [name for name in layout.needed if name.casefold() not in known]
            if missing:
                raise ReadError(f"it has no column {', '.join(missing)}; is it a file of {layout.name}?")
            names = [name.casefold() for name in names]
        for row in rows:
            if not any(cell.strip() for cell in row):
                continue
            if len(row) != len(names):
                yield rows.line_num, f"it has {len(row)} cells where there are {len(names)} columns."
                continue
            yield rows.line_num, dict(zip(names, row, strict=True))
    except csv.Error as error:
        raise ReadError(f"line {rows.line_num} cannot be read as a table ({error}).") from error


def _claims(data: bytes) -> Iterator[Row | Spoiled]:
    """Lines of claims, as ``truceline claims --format jsonl`` and ``truceline read`` print them."""
    for number, line in enumerate(data.splitlines(), 1):
        if not line.strip():
            continue
        try:
            value = json.loads(line)
            if isinstance(value, dict) and value.get("kind", "claim") != "claim":
                continue
            claim = msgspec.convert(value, type=Claim)
        except (ValueError, msgspec.ValidationError) as error:
            yield Spoiled(number, f"it is no claim ({error}).")
            continue
        if not claim.id or (claim.event is None and claim.withdraws is None):
            yield Spoiled(number, "a claim has an id and an event, or withdraws another.")
            continue
        told = Told(id=claim.id, event=claim.event, text=claim.quote or claim.id, claim=claim)
        yield Row(number, {"claim": line.decode("utf-8", "replace")}, told)
