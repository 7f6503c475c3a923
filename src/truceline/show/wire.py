"""The wire form: what is printed to pipes, one JSON object a line, ``kind`` first.

The structs of the model are the form; only keys that say nothing in a given output are left out.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

import msgspec

from truceline.model.agreement import Agreement
from truceline.model.claim import Claim, Difference, Incident, Merge, Reading
from truceline.model.status import Bearing, Cell, Gap
from truceline.model.text import Report, Unreadable

#: Keys of a report that are left out when they are empty.
_REPORT_OPTIONAL = ("path", "url", "warnings")
#: Keys of a claim that only stand where claims are laid beside an agreement.
_CLAIM_ASSESSED = ("source", "recorded", "supersedes", "withdraws", "report")
_MENTION_OPTIONAL = ("relation", "window", "geometry", "feature", "cue")


def reading_lines(reading: Reading, *, claims: Iterable[Claim] | None = None) -> Iterator[bytes]:
    """The records of one report, the ``report`` record first.

    ``claims`` stand in for the reading's own: the ones that were laid beside an agreement, with source and recorded.
    """
    yield _line(_report(reading.report))
    for mention in (*reading.times, *reading.places, *reading.actors):
        yield _line(_without(msgspec.to_builtins(mention), _MENTION_OPTIONAL))
    for attribution in reading.attributions:
        yield _line(msgspec.to_builtins(attribution))
    if claims is not None:
        yield from map(claim_line, claims)
        return
    for claim in reading.claims:
        record = _without(msgspec.to_builtins(claim), _CLAIM_ASSESSED)
        record["origin"] = claim.origin or reading.report.id
        yield _line(record)


def claim_line(claim: Claim) -> bytes:
    """A claim as ``assess`` takes it."""
    return _line(_without(msgspec.to_builtins(claim), _CLAIM_ASSESSED))


def unreadable_line(unreadable: Unreadable) -> bytes:
    """The record that stands for a report that could not be read."""
    return _line(msgspec.to_builtins(unreadable))


def record_line(record: Incident | Difference | Bearing | Gap | Merge) -> bytes:
    """An incident, a difference, a bearing, a gap or a merge."""
    return _line(msgspec.to_builtins(record))


def cell_line(cell: Cell, *, kind: bool = True) -> bytes:
    """A cell; ``kind=False`` is the form of ``truceline assess``. Empty keys that need not be there are left out."""
    record = msgspec.to_builtins(cell)
    for key in ("readings", "flips", "suffices", "hinges", "evidence", "policy"):
        if not record[key]:
            del record[key]
    if not kind:
        del record["kind"]
    return _line(record)


def kept_cell_line(cell: Cell) -> bytes:
    """A cell as a store keeps it: status, grades and the claims that give them; its reasons are found when asked."""
    return _line(
        {
            "kind": "cell",
            "term": cell.term,
            "party": cell.party,
            "day": cell.day,
            "status": cell.status.value,
            "pro": cell.pro.value,
            "con": cell.con.value,
            "claims": cell.claims,
        }
    )


def agreement_line(
    agreement: Agreement, sentences: Mapping[str, str], *, terms: Collection[str] | None = None
) -> bytes:
    """An agreement as it was read, each term with its sentence in plain English; ``terms`` keeps only those."""
    record: dict[str, Any] = {"kind": "agreement", **msgspec.to_builtins(agreement)}
    record["terms"] = [
        {**term, "sentence": sentences.get(term["id"])}
        for term in record["terms"]
        if terms is None or term["id"] in terms
    ]
    return _line(record)


def _report(report: Report) -> dict[str, Any]:
    record: dict[str, Any] = msgspec.to_builtins(report)
    for key in _REPORT_OPTIONAL:
        if not record[key]:
            del record[key]
    return record


def _without(record: dict[str, Any], optional: Iterable[str]) -> dict[str, Any]:
    for key in optional:
        if record.get(key, "") is None:
            del record[key]
    return record


def _line(record: dict[str, Any]) -> bytes:
    try:
        return msgspec.json.encode(record)
    except UnicodeEncodeError:
        # A file name that is not UTF-8 comes with lone surrogates, which JSON cannot carry: write them out.
        return msgspec.json.encode(_written_out(record))


def _written_out(value: Any) -> Any:
    """The same value with every lone surrogate as ``\\udcff``."""
    if isinstance(value, str):
        return value.encode("utf-8", "backslashreplace").decode("utf-8")
    if isinstance(value, dict):
        return {key: _written_out(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_written_out(item) for item in value]
    return value
