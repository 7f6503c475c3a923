"""Usable claims as columns: what the engine counts, a million of them in some hundred megabytes."""

from __future__ import annotations

import itertools
import json
import marshal
from array import array
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from truceline.assess.record import Kind, Record
from truceline.assess.references import Reference, dead_ids
from truceline.model.world import Place

Longs = NDArray[np.int64]


#: Ids that are looked at together.
_AT_ONCE = 65536
#: The columns of claims, by name.
_COLUMNS = ("lines", "kind", "site", "source", "origin", "start", "end", "recorded")


class Packed(NamedTuple):
    """Claims that can be written down."""

    columns: dict[str, bytes]
    ids: list[str]
    kinds: list[Kind]
    places: list[Place | None]
    sources: list[str]
    origins: dict[str, int]
    references: list[Reference]
    dropped: list[int]


class Claims:
    """Claims in the order of their arrival; row ``i`` of every column is one of them.

    Times are microseconds since 1970 UTC. Kinds, sites (places) and sources are numbers: the place of each in its
    table; the number of an origin is the first row that tells of it. A row that turned out to be unusable, or to be
    told before, is ``dropped`` and never counts.
    """

    def __init__(self) -> None:
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
        self._named = 0
        self._row_of: dict[str, int] | None = None
        self._ranks = np.zeros(0, dtype=np.int64)

    def __len__(self) -> int:
        return len(self.ids) - len(self.dropped)

    def __iter__(self) -> Iterator[Record]:
        return (self.record(row) for row in range(len(self.ids)) if row not in self.dropped)

    def record(self, row: int) -> Record:
        """One claim, whole."""
        return self._record(row, *(values[row] for values in self._numbers))

    def records(self, rows: Longs) -> list[Record]:
        """Many claims, whole: quicker together than one by one, since memory is then read in step."""
        return list(map(self._record, rows.tolist(), *(column(values)[rows].tolist() for values in self._numbers)))

    @property
    def _numbers(self) -> tuple[array[int], ...]:
        return self.lines, self.kind, self.site, self.source, self.origin, self.start, self.end, self.recorded

    def _record(
        self, row: int, line: int, kind: int, site: int, source: int, origin: int, start: int, end: int, recorded: int
    ) -> Record:
        id_ = self.ids[row]
        reference = self.references.get(id_)
        target = None if reference is None else reference.target
        supersedes = reference is not None and reference.supersedes
        return Record(
            id_,
            line,
            self.sources[source],
            self.origin_names[origin],
            recorded,
            target if supersedes else None,
            None if supersedes else target,
            self.kinds[kind],
            self.places[site],
            start,
            end,
        )

    @property
    def origin_names(self) -> list[str]:
        """The origins by their numbers."""
        names = self._origin_names
        if self._named != len(self.origins):
            names += [""] * (len(self.ids) - len(names))
            for name, number in itertools.islice(self.origins.items(), self._named, None):
                names[number] = name
            self._named = len(self.origins)
        return names

    @property
    def row_of(self) -> dict[str, int]:
        """The row of each id that can be used; made when somebody first asks."""
        if self._row_of is None:
            self._row_of = {id_: row for row, id_ in enumerate(self.ids) if row not in self.dropped}
        return self._row_of

    @property
    def ranks(self) -> Longs:
        """For each row the place of its id among all ids, sorted by code point."""
        if len(self._ranks) != len(self.ids):
            self._ranks = _ranks(self.ids)
        return self._ranks

    def drop_repeats(self) -> dict[str, list[int]]:
        """Drop every row whose id has come before; gives back the lines of these rows by their id."""
        found: defaultdict[str, list[int]] = defaultdict(list)
        if len(set(self.ids)) < len(self.ids):
            first: dict[str, int] = {}
            for row, id_ in enumerate(self.ids):
                if first.setdefault(id_, row) != row:
                    found[id_].append(self.lines[row])
                    self.dropped.add(row)
            self._row_of = first
        return found

    def append(self, record: Record) -> int:
        """Put one claim at the end; gives back its row. Its id must be new."""
        id_, line, source, origin, recorded, _, _, kind, place, start, end = record
        row = len(self.ids)
        if self._row_of is not None:
            self._row_of[id_] = row
        self.ids.append(id_)
        self.lines.append(line)
        self.kind.append(self.kind_number(kind))
        self.site.append(self.site_number(place))
        self.source.append(self.source_number(source))
        self.origin.append(self.origins.setdefault(origin, row))
        self.start.append(start)
        self.end.append(end)
        self.recorded.append(recorded)
        if record.supersedes is not None:
            self.references[record.id] = Reference(record.id, record.recorded, record.supersedes, True)
        elif record.withdraws is not None:
            self.references[record.id] = Reference(record.id, record.recorded, record.withdraws, False)
        return row

    def extend(self, other: Claims, lines: int) -> None:
        """Put the claims of a later part of the same file at the end, their line numbers moved by ``lines``.

        Ids that come twice are for :meth:`drop_repeats`.
        """
        known = len(self.ids)
        kinds = np.array([self.kind_number(kind) for kind in other.kinds], dtype=np.int32)
        sites = np.array([self.site_number(place) for place in other.places], dtype=np.int32)
        sources = np.array([self.source_number(source) for source in other.sources], dtype=np.int32)
        origins = np.zeros(len(other.ids), dtype=np.int32)
        numbers = np.fromiter(other.origins.values(), dtype=np.int64, count=len(other.origins))
        mine = map(self.origins.setdefault, other.origins, (numbers + known).tolist())
        origins[numbers] = np.fromiter(mine, dtype=np.int32, count=len(other.origins))
        for table, at, theirs in (
            (kinds, self.kind, other.kind),
            (sites, self.site, other.site),
            (sources, self.source, other.source),
            (origins, self.origin, other.origin),
        ):
            at.frombytes(table[column(theirs)].tobytes())
        self.lines.frombytes((column(other.lines) + np.int32(lines)).tobytes())
        for at, theirs in ((self.start, other.start), (self.end, other.end), (self.recorded, other.recorded)):
            at.frombytes(theirs.tobytes())
        self.ids += other.ids
        self.references |= other.references
        self._row_of = None

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
            self.origins,
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
        for kind in packed.kinds:
            claims.kind_number(kind)
        for place in packed.places:
            claims.site_number(place)
        for source in packed.sources:
            claims.source_number(source)
        claims.origins = packed.origins
        claims.references = {reference.id: reference for reference in packed.references}
        return claims

    def __reduce__(self) -> tuple[Any, ...]:
        """How another process sends them; texts by the million go quicker as lists of them."""
        packed = self.packed()
        texts = marshal.dumps((packed.ids, list(packed.origins), list(packed.origins.values())))
        return _received, (packed._replace(ids=[], origins={}), texts)

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


def _received(packed: Packed, texts: bytes) -> Claims:
    ids, names, numbers = marshal.loads(texts)
    return Claims.unpacked(packed._replace(ids=ids, origins=dict(zip(names, numbers, strict=True))))


def _ranks(ids: Sequence[str]) -> Longs:
    least, most = min(ids), max(ids)
    shared = next((i for i, (a, b) in enumerate(zip(least, most, strict=False)) if a != b), min(len(least), len(most)))
    first = _keys(ids, shared, 1)[:, 0]
    order = np.argsort(first, kind="stable")
    alike = first[order][1:] == first[order][:-1]
    tied = np.flatnonzero(np.append(alike, False) | np.append(False, alike))
    if len(tied):
        keys = _keys([ids[row] for row in order[tied].tolist()], shared, 2)
        again = np.lexsort((keys[:, 1], keys[:, 0]))
        order[tied] = order[tied][again]
        # Of these, ids with one long beginning are put in order by the whole of them.
        new = (keys[again][1:] != keys[again][:-1]).any(axis=1)
        for a, b in itertools.pairwise([0, *(np.flatnonzero(new) + 1).tolist(), len(tied)]):
            if b - a > 1:
                order[tied[a:b]] = sorted(order[tied[a:b]].tolist(), key=ids.__getitem__)
    ranks = np.empty(len(ids), dtype=np.int64)
    ranks[order] = np.arange(len(ids))
    return ranks


def _keys(ids: Sequence[str], begin: int, count: int) -> NDArray[np.uint64]:
    """Of each id ``count`` numbers of eight characters each, in the order of their code points.

    What begins with a character past Latin-1 is all alike.
    """
    keys = np.empty((len(ids), count), dtype=np.uint64)
    for at in range(0, len(ids), _AT_ONCE):
        words = [id_[begin : begin + 8 * count] for id_ in ids[at : at + _AT_ONCE]]
        points = np.array(words, dtype=f"U{8 * count}").view(np.uint32).reshape(len(words), 8 * count)
        far = points > 254
        if far.any():
            points = np.where(np.maximum.accumulate(far, axis=1), 255, points)
        keys[at : at + _AT_ONCE] = points.astype(np.uint8).view(">u8")
    return keys


def column(values: array[int]) -> NDArray[np.signedinteger]:
    """A column as numbers to count with; it must not grow while they are in use."""
    return np.frombuffer(values, dtype=np.int64 if values.typecode == "q" else np.int32)
