"""Exports for analysis and for QGIS: Parquet and GeoPackage, with dates that are dates.

They need ``pip install truceline[export]`` (pyarrow, pyogrio); without it one sentence says so.
"""

from __future__ import annotations

import importlib
import io
import json
import tempfile
from pathlib import Path
from types import ModuleType
from typing import Any

import msgspec
import shapely

from truceline.errors import UsageError
from truceline.geometry import Zones, outline_of
from truceline.model.selection import Selection
from truceline.show.exports.about import about_line, about_record
from truceline.show.exports.tables import Column, Table, Value

_KINDS = {"text": "string", "day": "date32", "whole": "int64", "number": "float64"}


def parquet_table(table: Table, selection: Selection) -> bytes:
    """A table as Parquet; ``truceline`` in the file's metadata says what it is from."""
    arrow = _arrow(table)
    arrow = arrow.replace_schema_metadata({"truceline": msgspec.json.encode(about_record(selection.stamp))})
    sink = io.BytesIO()
    needed("pyarrow.parquet").write_table(arrow, sink, compression="zstd", write_statistics=True)
    return sink.getvalue()


def geopackage(tables: tuple[Table, ...], selection: Selection) -> bytes:
    """All tables in one GeoPackage (OGC 12-128), the claims as areas; first_day and last_day drive an animation."""
    pyogrio = needed("pyogrio")
    # GDAL stamps a file with the clock; the same rows give the same bytes only if it is told the time.
    # The file is made in a place of its own and copied whole: it need not be safe while it is made.
    stamp = f"{selection.stamp.last_day}T00:00:00.000Z"
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": stamp, "OGR_SQLITE_SYNCHRONOUS": "OFF"})
    zones = Zones({zone.id: zone for zone in selection.agreement.zones})
    shapes = {listed.claim.id: _shape(listed.claim.event, zones) for listed in selection.claims}
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "truceline.gpkg"
        for table in (*tables, _about(selection)):
            arrow = _arrow(table)
            options: dict[str, Any] = {}
            if table.name == "claims":
                wkb = [shapes[str(row[0])] for row in table.rows]
                arrow = arrow.append_column("geometry", needed("pyarrow").array(wkb, "binary"))
                options = {"geometry_name": "geometry", "geometry_type": "MultiPolygon", "crs": "EPSG:4326"}
            pyogrio.write_arrow(
                arrow,
                file,
                layer=table.name,
                driver="GPKG",
                append=file.exists(),
                layer_metadata={"DESCRIPTION": about_line(selection.stamp)},
                **options,
            )
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": None, "OGR_SQLITE_SYNCHRONOUS": None})
        return file.read_bytes()


def needed(name: str, *, get: str = "truceline[export]") -> ModuleType:
    """A library that only some outputs need; UsageError says how to get it."""
    try:
        return importlib.import_module(name)
    except ImportError as error:
        whole = name.partition(".")[0]
        raise UsageError(f"This needs {whole}, which is not installed: pip install '{get}'.") from error


def _arrow(table: Table) -> Any:
    pyarrow = needed("pyarrow")
    columns = [
        pyarrow.array([row[at] for row in table.rows], type=getattr(pyarrow, _KINDS[column.kind])())
        for at, column in enumerate(table.columns)
    ]
    return pyarrow.table(columns, names=[column.name for column in table.columns])


def _about(selection: Selection) -> Table:
    record = about_record(selection.stamp)
    columns = (Column("name", "text", "", "what"), Column("value", "text", "", "how much"))
    rows: tuple[tuple[Value, ...], ...] = tuple((name, str(value)) for name, value in record.items())
    return Table("about", "what this file is from", columns, rows)


def _shape(event: Any, zones: Zones) -> bytes | None:
    place = event.place if event is not None else None
    outline = None if place is None else outline_of(place, zones)
    if outline is None:
        return None
    shape = shapely.from_geojson(json.dumps(outline))
    shape = shape if shape.is_valid else shapely.make_valid(shape)
    parts = [part for part in shapely.get_parts(shape) if part.geom_type == "Polygon"]
    return bytes(shapely.to_wkb(shapely.multipolygons(parts))) if parts else None
