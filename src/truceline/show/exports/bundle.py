"""A bundle that can be checked: a Frictionless data package with the hash of every file, and where all of it is from.

``datapackage.json`` follows Data Package 2.0, ``provenance.jsonld`` PROV-O. The archive has fixed dates, so that the
same selection gives the same bytes.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from truceline.model.selection import Selection
from truceline.show.exports.about import about_line, about_record
from truceline.show.exports.tables import Table
from truceline.show.exports.textual import ABOUT, csv_table, geojson_map, json_lines
from truceline.show.sentences import LIMITS

#: The earliest date that an archive can carry.
_EPOCH = (1980, 1, 1, 0, 0, 0)
_TYPES = {"text": "string", "day": "date", "whole": "integer", "number": "number"}
_MEDIA = {
    "csv": "text/csv",
    "geojson": "application/geo+json",
    "jsonl": "application/jsonl",
    "json": "application/json",
}


def bundle(tables: Sequence[Table], selection: Selection, *, version: str, raw: bool = False) -> bytes:
    """The package as a zip archive; ``version`` is that of the software."""
    files = {f"data/{table.name}.csv": csv_table(table, selection, raw=raw) for table in tables}
    files["data/map.geojson"] = geojson_map(selection)
    files["data/records.jsonl"] = json_lines(selection)
    files["data/agreement.json"] = msgspec.json.encode(selection.agreement) + b"\n"
    files["provenance.jsonld"] = _json(provenance(files, selection, version=version))
    files["README.txt"] = _readme(selection).encode()
    files["datapackage.json"] = _json(_package(files, tables, selection))
    return zipped(files)


def zipped(files: Mapping[str, bytes]) -> bytes:
    """Files as a zip archive with fixed dates and rights, in the order of their names."""
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as packed:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            entry.create_system = 3
            packed.writestr(entry, files[name])
    return sink.getvalue()


def provenance(files: Mapping[str, bytes], selection: Selection, *, version: str) -> dict[str, Any]:
    """PROV-O as JSON-LD: each file was derived from the state of the store, and that from the reports."""
    stamp = selection.stamp
    store = f"urn:truceline:log:{stamp.head}"
    activity = f"urn:truceline:export:{_digest('|'.join((stamp.head, stamp.filter, stamp.last_day)).encode())[:32]}"
    graph: list[dict[str, Any]] = [
        {"@id": "urn:truceline:software", "@type": ["prov:Agent", "prov:SoftwareAgent"], "rdfs:label": "Truceline",
         "schema:softwareVersion": version},
        {"@id": activity, "@type": "prov:Activity", "rdfs:label": about_line(stamp),
         "prov:used": [{"@id": store}, {"@id": f"urn:truceline:agreement:{stamp.agreement}"}],
         "prov:wasAssociatedWith": {"@id": "urn:truceline:software"}},
        {"@id": store, "@type": "prov:Entity", "rdfs:label": f"store, entry {stamp.data_version} of its log",
         "prov:wasDerivedFrom": [{"@id": f"urn:{source.id}"} for source in selection.sources]},
        {"@id": f"urn:truceline:agreement:{stamp.agreement}", "@type": "prov:Entity",
         "rdfs:label": selection.agreement.title or stamp.agreement},
    ]  # fmt: skip
    graph += [
        {"@id": f"urn:{source.id}", "@type": "prov:Entity", "rdfs:label": source.title or source.id}
        | ({"schema:url": source.url} if source.url else {})
        | ({"schema:datePublished": source.published} if source.published else {})
        for source in selection.sources
    ]
    graph += [
        {"@id": f"urn:sha256:{_digest(files[name])}", "@type": "prov:Entity", "rdfs:label": name,
         "prov:wasGeneratedBy": {"@id": activity}, "prov:wasDerivedFrom": {"@id": store}}
        for name in sorted(files)
    ]  # fmt: skip
    return {
        "@context": {
            "prov": "http://www.w3.org/ns/prov#",
            "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
            "schema": "https://schema.org/",
        },
        "@graph": graph,
    }


def _package(files: Mapping[str, bytes], tables: Sequence[Table], selection: Selection) -> dict[str, Any]:
    columns = {f"data/{table.name}.csv": table for table in tables}
    resources = []
    for name in sorted(files):
        if not name.startswith("data/"):
            continue
        ending = name.rpartition(".")[2]
        resource: dict[str, Any] = {
            "name": name.removeprefix("data/").rpartition(".")[0],
            "path": name,
            # A line of the JSON Lines is one of several kinds of records, and no row of a table.
            "format": "txt" if ending == "jsonl" else ending,
            "mediatype": _MEDIA[ending],
            "encoding": "utf-8",
            "bytes": len(files[name]),
            "hash": f"sha256:{_digest(files[name])}",
        }
        table = columns.get(name)
        if table is not None:
            resource |= {
                "type": "table",
                "description": table.means,
                "schema": {
                    "primaryKey": ["id"],
                    "fields": [
                        {"name": c.name, "type": _TYPES[c.kind], "description": c.means}
                        for c in (*table.columns, ABOUT)
                    ],
                },
            }
        resources.append(resource)
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": f"truceline-{selection.stamp.agreement}",
        "title": selection.agreement.title or selection.agreement.id,
        "description": about_line(selection.stamp),
        "version": f"data-{selection.stamp.data_version}",
        "truceline": about_record(selection.stamp),
        "resources": resources,
    }


def _readme(selection: Selection) -> str:
    return (
        f"{selection.agreement.title or selection.agreement.id}\n\n{about_line(selection.stamp)}\n\n"
        "datapackage.json lists every file with its size and SHA-256; provenance.jsonld says what they come from.\n"
        "In the CSV files a cell that a spreadsheet might run begins with an apostrophe; the JSON Lines have the\n"
        f"words as they are.\n\n{LIMITS}\n"
    )


def _json(record: Mapping[str, Any]) -> bytes:
    return msgspec.json.format(msgspec.json.encode(record), indent=2) + b"\n"


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
