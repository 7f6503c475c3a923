"""A selection as files: the same rows in every format, and in every file what it is from and what is held back."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator
from typing import Literal, get_args

import msgspec

from truceline.model.selection import Selection
from truceline.show.exports.about import about_line, about_record
from truceline.show.exports.bundle import bundle
from truceline.show.exports.columnar import geopackage, needed, parquet_table
from truceline.show.exports.escaping import spreadsheet_text, starts_formula
from truceline.show.exports.frames import to_pandas, to_polars
from truceline.show.exports.ftm import ftm_entities
from truceline.show.exports.tables import Table, days_of_claim, lacks, tables_of
from truceline.show.exports.textual import claim_feature, csv_table, geojson_map, json_lines, place_label

ExportFormat = Literal["csv", "geojson", "gpkg", "parquet", "hxl", "ftm", "jsonl", "bundle"]
FORMATS: tuple[ExportFormat, ...] = get_args(ExportFormat)
_NEEDS: dict[ExportFormat, tuple[str, ...]] = {"parquet": ("pyarrow",), "gpkg": ("pyarrow", "pyogrio")}


def export_files(
    selection: Selection, formats: Collection[ExportFormat], *, version: str, raw: bool = False
) -> Iterator[tuple[str, bytes]]:
    """Names and bytes of the files, one after another; ``about.json`` last, with the hash of each."""
    for format_ in formats:
        for library in _NEEDS.get(format_, ()):
            needed(library)  # before anything is written
    tables = tables_of(selection)
    made: dict[str, str] = {}
    for name, content in _files(tables, selection, formats, version, raw):
        made[name] = hashlib.sha256(content).hexdigest()
        yield name, content
    record = about_record(selection.stamp) | {"version": version, "files": made}
    yield "about.json", msgspec.json.format(msgspec.json.encode(record), indent=2) + b"\n"


def _files(
    tables: tuple[Table, ...], selection: Selection, formats: Collection[ExportFormat], version: str, raw: bool
) -> Iterator[tuple[str, bytes]]:
    for format_ in FORMATS:
        if format_ not in formats:
            continue
        if format_ == "csv":
            yield from ((f"{table.name}.csv", csv_table(table, selection, raw=raw)) for table in tables)
        elif format_ == "hxl":
            yield from ((f"{table.name}.hxl.csv", csv_table(table, selection, raw=raw, hxl=True)) for table in tables)
        elif format_ == "parquet":
            yield from ((f"{table.name}.parquet", parquet_table(table, selection)) for table in tables)
        elif format_ == "geojson":
            yield "map.geojson", geojson_map(selection)
        elif format_ == "gpkg":
            yield "truceline.gpkg", geopackage(tables, selection)
        elif format_ == "ftm":
            yield "entities.ftm.json", ftm_entities(selection)
        elif format_ == "jsonl":
            yield "records.jsonl", json_lines(selection)
        else:
            yield "bundle.zip", bundle(tables, selection, version=version, raw=raw)


__all__ = [
    "FORMATS",
    "ExportFormat",
    "about_line",
    "about_record",
    "claim_feature",
    "days_of_claim",
    "export_files",
    "lacks",
    "place_label",
    "spreadsheet_text",
    "starts_formula",
    "tables_of",
    "to_pandas",
    "to_polars",
]
