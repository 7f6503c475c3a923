"""Usable claims as columns: what the engine counts, a million of them in some hundred megabytes."""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterator
from typing import NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from truceline.assess.record import Kind, Record
from truceline.assess.references import Reference, dead_ids
from truceline.model.world import Place

Longs = NDArray[np.int64]


#: The columns of claims, by name.
_COLUMNS = ("lines", "kind", "site", "source", "origin", "start", "end", "recorded")


class Packed(NamedTuple):
    """Claims that can be written down."""

    columns: dict[str, bytes]
    ids: list[str]
    kinds: list[Kind]
    places: list[Place | None]
    sources: list[str]
    origins: list[str]
    references: list[Reference]
    dropped: list[int]


class Claims:
    """Claims in the order of their arrival; row ``i`` of every column is one of them.

    Times are microseconds since 1970 UTC. Kinds, sites (places), sources and origins are numbers: the place of each in
    its table. A row that turned out to be unusable is ``dropped`` and never counts.
    """

    def __init__(self) -> None:
        self.row_of: dict[str, int] = {}
        self.ids: list[str] = []
        self.lines = array("i")
        self.kind = array("i")
        self.site = array("i")
        self.source = array("i")
        self.origin = array("i")
        self.start = array("q")
        self.end = array("q")
        self.recorded = array("q")
        self.kinds: list[Kind] = []
        self.places: list[Place | None] = [None]
        self.sources: list[str] = []
        self.origins: dict[str, int] = {}
        self.references: dict[str, Reference] = {}
        self.dropped: set[int] = set()
        self._kinds: dict[Kind, int] = {}
        self._sources: dict[str, int] = {}
        self._sites: dict[str, int] = {}
        # By identity, which is quicker: what is in a table lives as long as the table does.
        self._kind_objects: dict[int, int] = {}
        self._places: dict[int, int] = {}
        self._origin_names: list[str] = []

    def __len__(self) -> int:
        return len(self.ids) - len(self.dropped)

    def __iter__(self) -> Iterator[Record]:
        return (self.record(row) for row in range(len(self.ids)) if row not in self.dropped)

    def record(self, row: int) -> Record:
        """One claim, whole."""
        id_ = self.ids[row]
        reference = self.references.get(id_)
        target = None if reference is None else reference.target
        supersedes = reference is not None and reference.supersedes
        return Record(
            id_,
            self.lines[row],
            self.sources[self.source[row]],
            self.origin_names[self.origin[row]],
            self.recorded[row],
            target if supersedes else None,
            None if supersedes else target,
            self.kinds[self.kind[row]],
            self.places[self.site[row]],
            self.start[row],
            self.end[row],
        )

    @property
    def origin_names(self) -> list[str]:
        """The origins in the order of their numbers."""
        if len(self._origin_names) != len(self.origins):
            self._origin_names = list(self.origins)
        return self._origin_names

    def append(self, record: Record) -> int:
        """Put one claim at the end; gives back its row. Its id must be new."""
        id_, line, source, origin, recorded, _, _, kind, place, start, end = record
        row = len(self.ids)
        self.row_of[id_] = row
        self.ids.append(id_)
        self.lines.append(line)
        self.kind.append(self.kind_number(kind))
        self.site.append(self.site_number(place))
        self.source.append(self.source_number(source))
        self.origin.append(self.origins.setdefault(origin, len(self.origins)))
        self.start.append(start)
        self.end.append(end)
        self.recorded.append(recorded)
        if record.supersedes is not None:
            self.references[record.id] = Reference(record.id, record.recorded, record.supersedes, True)
        elif record.withdraws is not None:
            self.references[record.id] = Reference(record.id, record.recorded, record.withdraws, False)
        return row

    def extend(self, other: Claims, lines: int) -> list[tuple[str, int]]:
        """Put the claims of a later part of the same file at the end, their line numbers moved by ``lines``.

        Gives back (id, line) of each claim of it whose id is here already; those are left out.
        """
        twice = [id_ for id_ in other.ids if id_ in self.row_of]
        left_out = [(id_, other.lines[other.row_of[id_]] + lines) for id_ in twice]
        gone = {other.row_of[id_] for id_ in twice}
        kept = np.array([row for row in range(len(other.ids)) if row not in gone], dtype=np.int64)
        kinds = np.array([self.kind_number(kind) for kind in other.kinds], dtype=np.int32)
        sites = np.array([self.site_number(place) for place in other.places], dtype=np.int32)
        sources = np.array([self.source_number(source) for source in other.sources], dtype=np.int32)
        origins, known = self.origins, len(self.ids)
        numbers = np.array([origins.setdefault(origin, len(origins)) for origin in other.origins], dtype=np.int32)
        self.kind.frombytes(kinds[column(other.kind)[kept]].tobytes())
        self.site.frombytes(sites[column(other.site)[kept]].tobytes())
        self.source.frombytes(sources[column(other.source)[kept]].tobytes())
        self.origin.frombytes(numbers[column(other.origin)[kept]].tobytes())
        self.lines.frombytes((column(other.lines)[kept] + np.int32(lines)).tobytes())
        for mine, theirs in ((self.start, other.start), (self.end, other.end), (self.recorded, other.recorded)):
            mine.frombytes(column(theirs)[kept].tobytes())
        ids = [other.ids[row] for row in kept.tolist()] if gone else other.ids
        self.ids += ids
        self.row_of.update(zip(ids, range(known, known + len(ids)), strict=True))
        self.references |= {id_: ref for id_, ref in other.references.items() if other.row_of[id_] not in gone}
        return left_out

    def kind_number(self, kind: Kind) -> int:
        """The number of a kind; a new one gets the next."""
        number = self._kind_objects.get(id(kind))
        if number is None:
            number = self._kinds.get(kind)
            if number is None:
                number = self._kinds[kind] = len(self.kinds)
                self.kinds.append(kind)
                self._kind_objects[id(kind)] = number
        return number

    def source_number(self, source: str) -> int:
        """The number of a source; a new one gets the next."""
        number = self._sources.get(source)
        if number is None:
            number = self._sources[source] = len(self.sources)
            self.sources.append(source)
        return number

    def site_number(self, place: Place | None) -> int:
        """The number of a place; 0 is no place at all."""
        if place is None:
            return 0
        number = self._places.get(id(place))
        if number is None:
            # Written with escapes, since JSON may hold half a surrogate pair, which UTF-8 may not.
            key = json.dumps(msgspec.to_builtins(place), sort_keys=True)
            number = self._sites.get(key)
            if number is None:
                number = self._sites[key] = len(self.places)
                self.places.append(place)
                self._places[id(place)] = number
        return number

    def packed(self) -> Packed:
        """Everything, in a form that can be written down; arrays are of this machine's byte order."""
        columns = {name: getattr(self, name).tobytes() for name in _COLUMNS}
        references = list(self.references.values())
        return Packed(
            columns,
            self.ids,
            self.kinds,
            self.places,
            self.sources,
            list(self.origins),
            references,
            sorted(self.dropped),
        )

    @classmethod
    def unpacked(cls, packed: Packed) -> Claims:
        """The claims that were packed."""
        claims = cls()
        for name in _COLUMNS:
            getattr(claims, name).frombytes(packed.columns[name])
        claims.ids = packed.ids
        claims.dropped = set(packed.dropped)
        claims.row_of = {id_: row for row, id_ in enumerate(packed.ids) if row not in claims.dropped}
        for kind in packed.kinds:
            claims.kind_number(kind)
        for place in packed.places:
            claims.site_number(place)
        for source in packed.sources:
            claims.source_number(source)
        claims.origins = {origin: number for number, origin in enumerate(packed.origins)}
        claims.references = {reference.id: reference for reference in packed.references}
        return claims

    def drop(self, id_: str) -> None:
        """Let a claim no longer count, nor what it refers to be referred to."""
        self.dropped.add(self.row_of.pop(id_))
        self.references.pop(id_, None)

    def live_rows(self, *, until: int | None = None) -> Longs:
        """The rows that are live and tell of something, as known at ``until`` (microseconds; None is now), sorted."""
        counting = np.array([kind.counts for kind in self.kinds], dtype=bool)
        if not len(counting):
            return np.zeros(0, dtype=np.int64)
        live = counting[column(self.kind)]
        recorded = column(self.recorded)
        references = list(self.references.values())
        if until is not None:
            live &= recorded <= until
            references = [r for r in references if r.recorded <= until]
        dead = [row for id_ in dead_ids(references) if (row := self.row_of.get(id_)) is not None]
        live[dead] = False
        live[list(self.dropped)] = False
        return np.flatnonzero(live)


def column(values: array[int]) -> NDArray[np.signedinteger]:
    """A column as numbers to count with; it must not grow while they are in use."""
    return np.frombuffer(values, dtype=np.int64 if values.typecode == "q" else np.int32)
