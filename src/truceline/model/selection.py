"""What is shown of a store: which rows were asked for, what they are, and what a file says about itself.

One :class:`Filter` feeds the table, the map, the API and every file, so that all of them show the same rows.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

import msgspec

from truceline.model.agreement import Agreement
from truceline.model.claim import Claim, Incident
from truceline.model.status import Cell, Status

ReviewState = Literal["machine", "unsure", "accepted", "corrected", "added", "verified"]
#: The states that a person has vouched for.
REVIEWED: tuple[ReviewState, ...] = ("accepted", "corrected", "added", "verified")


class Filter(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Which rows are asked for; the names are those of the command line, of Python and of HTTP.

    ``since`` and ``until`` are local days, both included. ``term``, ``party`` and ``status`` are about cells; ``type``,
    ``source``, ``report``, ``place``, ``zone``, ``area`` and ``reviewed`` about claims. Several values of one name are
    alternatives, several names must all hold. ``place`` is a gazetteer id or a name; ``area`` is west, south, east,
    north in degrees; a claim is in a zone or an area when it may lie there. ``as_of`` (RFC 3339) leaves out what was
    recorded later.
    """

    agreement: str | None = None
    since: str | None = None
    until: str | None = None
    term: tuple[str, ...] = ()
    party: tuple[str, ...] = ()
    status: tuple[Status, ...] = ()
    type: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    report: tuple[str, ...] = ()
    place: tuple[str, ...] = ()
    zone: tuple[str, ...] = ()
    area: tuple[float, float, float, float] | None = None
    reviewed: Literal["reviewed", "machine"] | None = None
    as_of: str | None = None

    def pairs(self) -> tuple[tuple[str, str], ...]:
        """Names and values as they stand in an address or a file, in one order; ``filter_of`` reads them back."""
        found: list[tuple[str, str]] = []
        for name in self.__struct_fields__:
            value = getattr(self, name)
            if name == "area":
                found += [] if value is None else [(name, ",".join(f"{number:g}" for number in value))]
            elif isinstance(value, tuple):
                found += [(name, str(item)) for item in sorted(set(value))]
            elif value is not None:
                found.append((name, str(value)))
        return tuple(found)

    @property
    def text(self) -> str:
        """In one line: ``term=aug-halt since=2019-08-02``; ``none`` when everything is asked for."""
        return " ".join(f"{name}={value}" for name, value in self.pairs()) or "none"

    @property
    def asks_cells(self) -> bool:
        """True when it is about some cells only."""
        return bool(self.term or self.party or self.status)

    @property
    def asks_claims(self) -> bool:
        """True when it is about some claims only, besides their days."""
        about = self.type or self.source or self.report or self.place or self.zone
        return bool(about or self.area is not None or self.reviewed is not None)


class Stamp(msgspec.Struct, frozen=True, kw_only=True):
    """What every file says of itself: the filter, the state of the store, and what is held back.

    ``days`` is the stretch of the table (``A/B``), None when there is none. ``last_day`` is the last local day that the
    publication delay of ``delay_hours`` lets be shown; ``withheld`` counts all claims that it holds back for now, never
    those of a filter, which would tell where they are. ``floor_km`` is the finest that a place is shown.
    ``data_version`` counts the entries of the store's log and ``head`` is the hash of the last one. ``replaced`` counts
    claims that were corrected, withdrawn or rejected, and are not listed.
    """

    agreement: str
    filter: str
    as_of: str | None
    days: str | None
    last_day: str
    delay_hours: int
    floor_km: float
    withheld: int
    replaced: int
    data_version: int
    head: str
    cells: int
    claims: int
    incidents: int
    reports: int


class Listed(msgspec.Struct, frozen=True, kw_only=True):
    """A claim as it is shown: its place no finer than allowed, what people decided, and what it belongs to.

    ``terms`` are the terms of the listed cells that name it; ``incident`` is None for a claim of no occurrence.
    """

    claim: Claim
    review: ReviewState
    incident: str | None = None
    terms: tuple[str, ...] = ()


class SourceReport(msgspec.Struct, frozen=True, kw_only=True):
    """A report that listed claims stand in; ``id`` is the SHA-256 of its bytes.

    ``title`` and ``whole`` (may the text be shown whole?) are None and False while some claim of it is held back.
    """

    id: str
    publisher: str | None
    title: str | None
    published: str | None
    url: str | None
    language: str | None
    whole: bool


class Selection(NamedTuple):
    """The rows of one filter in one state of a store. ``cells`` are days first, then the periods ``A/B``."""

    agreement: Agreement
    filter: Filter
    stamp: Stamp
    days: tuple[str, ...]
    cells: tuple[Cell, ...]
    claims: tuple[Listed, ...]
    incidents: tuple[Incident, ...]
    sources: tuple[SourceReport, ...]


def cell_id(cell: Cell) -> str:
    """How a cell is called everywhere: ``term/party/day``; a period has both its days (``term/party/A/B``)."""
    return f"{cell.term}/{cell.party}/{cell.day}"
