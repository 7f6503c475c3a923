"""Cells and claims as data frames, with dates that are dates, where polars or pandas is installed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from truceline.errors import UsageError
from truceline.model.claim import Claim
from truceline.model.selection import Listed, Selection
from truceline.model.status import Cell
from truceline.show.exports.columnar import needed
from truceline.show.exports.tables import Table, cell_table, claim_table

Rows = Selection | Iterable[Cell | Claim | Listed]


def to_polars(rows: Rows, *, timezone: str = "UTC", table: str = "cells") -> Any:
    """A ``polars.DataFrame`` of cells or claims; of a selection, its ``table`` (cells or claims).

    ``timezone`` is where days begin (the agreement's). UsageError says how to get polars.
    """
    polars = needed("polars", get="polars")
    kinds = {"text": polars.String, "day": polars.Date, "whole": polars.Int64, "number": polars.Float64}
    found = _table(rows, timezone, table)
    schema = {column.name: kinds[column.kind] for column in found.columns}
    return polars.DataFrame([list(row) for row in found.rows], schema=schema, orient="row")


def to_pandas(rows: Rows, *, timezone: str = "UTC", table: str = "cells") -> Any:
    """A ``pandas.DataFrame`` of cells or claims; of a selection, its ``table`` (cells or claims).

    ``timezone`` is where days begin (the agreement's). UsageError says how to get pandas.
    """
    pandas = needed("pandas", get="pandas")
    kinds = {"text": "object", "day": "datetime64[s]", "whole": "Int64", "number": "float64"}
    found = _table(rows, timezone, table)
    columns = {
        column.name: pandas.Series([row[at] for row in found.rows], dtype=kinds[column.kind])
        for at, column in enumerate(found.columns)
    }
    return pandas.DataFrame(columns)


def _table(rows: Rows, timezone: str, table: str) -> Table:
    if isinstance(rows, Selection):
        if table == "claims":
            return claim_table(rows.claims, rows.agreement.timezone)
        return cell_table(rows.cells, rows.agreement.party_names)
    items = list(rows)
    cells = [item for item in items if isinstance(item, Cell)]
    if len(cells) == len(items):
        return cell_table(cells, {})
    claims = [
        item if isinstance(item, Listed) else Listed(claim=item, review="machine")
        for item in items
        if not isinstance(item, Cell)
    ]
    if len(claims) != len(items):
        raise UsageError("A frame holds cells or claims, not both.")
    return claim_table([listed for listed in claims if listed.claim.event is not None], timezone)
