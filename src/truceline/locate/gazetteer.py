"""The gazetteer: where a name may be, best candidate first.

Two sorted text files are searched where they lie (``mmap`` and bisection), so that opening costs nothing and processes
share the memory; they are built by ``tools/build_gazetteer.py``. Rows of our own (``overlay.csv``) come on top.
Data: GeoNames (CC BY 4.0), Natural Earth (public domain); see ``data/ATTRIBUTION.txt``.
"""

from __future__ import annotations

import csv
import functools
import json
import math
import mmap
import os
from collections.abc import Callable, Iterator, Sequence
from importlib import resources
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import numpy as np
from rapidfuzz import fuzz, process

from truceline.errors import VocabularyError
from truceline.locate.folds import plain_key, romanised_key
from truceline.locate.index import Row
from truceline.locate.polyline import unpack_ring

#: What kind of thing a row is -> UCDP ``where_prec`` of a report that names just this.
PRECISION = {
    "city": 1,
    "town": 1,
    "village": 1,
    "hill": 1,
    "post": 1,
    "area": 3,
    "admin2": 3,
    "admin1": 4,
    "region": 5,
    "road": 5,
    "river": 5,
    "line": 5,
    "country": 6,
    "sea": 7,
}
#: The overlay does not count people; a place that is in it is one that reports name.
UNKNOWN_POPULATION = -1
_SETTLEMENTS = frozenset({"city", "town", "village"})
#: Least similarity of romanised keys (rapidfuzz ratio, 0-100) that is still the same name within one region.
FUZZY_AT = 85
_SAME_WITHIN_KM = 5.0


class Region(msgspec.Struct, frozen=True, kw_only=True):
    """Where a report is about: ISO 3166 country codes, and a disc in degrees and kilometres (both optional)."""

    countries: tuple[str, ...] = ()
    lat: float | None = None
    lon: float | None = None
    radius_km: float | None = None


class Candidate(msgspec.Struct, frozen=True, kw_only=True):
    """One place that a name may mean. ``score`` is 0-1 and compares candidates of one question only.

    ``lat``/``lon`` in degrees with ``radius_km`` is a disc that covers the place as far as known; ``precision`` is UCDP
    ``where_prec``; ``admin1`` is the division's name and ``division`` its code (``SY.12``).
    """

    name: str
    id: str
    lat: float
    lon: float
    radius_km: float
    precision: int
    country: str
    admin1: str
    population: int
    kind: str
    score: float
    division: str = ""
    district: str = ""


class Match(NamedTuple):
    """A row that a name led to and how well the spelling agrees (1 for the row's own name)."""

    row: Row
    quality: float


def distance_km(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Great-circle distance on a sphere; within 0.6 % of the ellipsoid, used to compare candidates only."""
    a, b = math.radians(lat1), math.radians(lat2)
    h = math.sin((b - a) / 2) ** 2 + math.cos(a) * math.cos(b) * math.sin(math.radians(lon2 - lon1) / 2) ** 2
    return 12742.0 * math.asin(min(1.0, math.sqrt(h)))


class _Lines:
    """A file of sorted lines ``key TAB rest``."""

    def __init__(self, path: Path) -> None:
        with path.open("rb") as file:
            empty = os.fstat(file.fileno()).st_size == 0
            self.bytes = b"" if empty else mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)

    def rest(self, key: bytes) -> bytes | None:
        """What follows the key, or None."""
        found, tab, rest = self.line(self._bound(key, self._key)).partition(b"\t")
        return rest if tab and found == key else None

    def line(self, start: int) -> bytes:
        """The line that begins there."""
        return self.bytes[start : self.bytes.find(b"\n", start)]

    def starting(self, prefix: bytes) -> bytes:
        """All lines whose key begins with the prefix, as one block."""
        return self.bytes[self._bound(prefix, self._key) : self._bound(prefix + b"\xff", self._key)]

    def column_bound(self, column: int, key: bytes) -> int:
        """Where the first line begins whose column is not below the key, in a file sorted by that column."""
        return self._bound(key, lambda start, end: self.bytes[start:end].split(b"\t", column + 1)[column])

    def _key(self, start: int, end: int) -> bytes:
        return self.bytes[start : self.bytes.find(b"\t", start, end)]

    def _bound(self, wanted: bytes, part: Callable[[int, int], bytes]) -> int:
        """Where the first line begins whose ``part`` is not below ``wanted``, in a file sorted by that part."""
        data, low, high = self.bytes, 0, len(self.bytes)
        while low < high:
            middle = (low + high) // 2
            start = data.rfind(b"\n", low, middle) + 1 or low
            end = data.find(b"\n", middle)
            if part(start, end) < wanted:
                low = end + 1
            else:
                high = start
        return low


class _Volume:
    """The places of one folder: ``rows.tsv`` and ``keys.tsv``."""

    def __init__(self, folder: Path) -> None:
        self._rows = _Lines(folder / "rows.tsv")
        self.keys = _Lines(folder / "keys.tsv")
        self._row = functools.lru_cache(maxsize=65536)(self._row_at)
        self.rows_of = functools.lru_cache(maxsize=512)(self._rows_of)

    def under(self, key: str) -> Iterator[tuple[Row, bool]]:
        """Rows under an index key, and whether the name is an alternate one."""
        for offset in (self.keys.rest(key.encode()) or b"").split():
            yield self._row(int(offset.rstrip(b"."), 36)), offset.endswith(b".")

    def near(self, lat: float, lon: float, radius_km: float) -> Iterator[tuple[str, Row]]:
        """Index keys of the places whose centre lies in a disc, each with its place."""
        inside: set[int] = set()
        offset = 0
        for line in self._rows.bytes[:].split(b"\n"):
            columns = line.split(b"\t")
            # A degree of latitude first, since it costs least.
            if (
                len(columns) > 7
                and abs(float(columns[6]) - lat) < radius_km / 110
                and distance_km(lat, lon, float(columns[6]), float(columns[7])) <= radius_km
            ):
                inside.add(offset)
            offset += len(line) + 1
        for line in self.keys.bytes[:].split(b"\n"):
            key, _, places = line.partition(b"\t")
            for place in places.split():
                at = int(place.rstrip(b"."), 36)
                if at in inside:
                    yield key.decode(), self._row(at)

    def _rows_of(self, country: str) -> tuple[int, int]:
        """Where the rows of a country lie in the file: they are sorted by country."""
        return self._rows.column_bound(3, country.encode()), self._rows.column_bound(3, country.encode() + b"\xff")

    def _row_at(self, offset: int) -> Row:
        try:
            identity, name, kind, country, admin1, admin2, lat, lon, population, radius = (
                self._rows.line(offset).decode().split("\t")
            )
            people = int(population)
            size = float(radius) if radius else _settlement_radius(people)
            identity = f"geonames:{identity}" if identity.isdigit() else identity
            return Row(identity, name, kind, country, admin1, admin2, float(lat), float(lon), people, size)
        except ValueError as error:
            raise VocabularyError(
                "the gazetteer's rows and keys do not belong together; install Truceline, or import the list, again"
            ) from error


class Gazetteer:
    """Names to places. Reads the folder that ships, with its overlay and outlines, and folders of imported lists.

    Raises :class:`~truceline.errors.VocabularyError` when the files are missing or damaged.
    """

    def __init__(self, folder: Path, *imported: Path) -> None:
        try:
            self._shipped = _Volume(folder)
            self._shapes = _Lines(folder / "shapes.tsv")
            self._added, self._lines = _overlay(folder)
            #: Ids of the places that the overlay gives: somebody put them there because reports name them.
            self.own: frozenset[str] = frozenset(self._lines["replaced"])
        except (OSError, ValueError, KeyError) as error:
            raise VocabularyError(
                f"the gazetteer in {folder} cannot be read ({error}); install Truceline again"
            ) from error
        try:
            self._imported = [_Volume(other) for other in imported]
        except OSError as error:
            raise VocabularyError(
                f"{error.filename} cannot be read; import the list with 'truceline gazetteer import'"
            ) from error
        self._unpacked = functools.lru_cache(maxsize=4096)(self._outline)
        self.matches = functools.lru_cache(maxsize=65536)(self._matches)

    def find(self, name: str, *, region: Region | None = None, limit: int = 10) -> list[Candidate]:
        """Candidates for a name, best first: same spelling, same romanisation, and only within a region a similar one.

        Without a region the population decides between places of one name; a region's countries and disc go first.
        """
        found = list(self.matches(name))
        if region is not None and region.countries and not any(m.row.country in region.countries for m in found):
            found += self.similar(name, region.countries)
        ranked = sorted((self.candidate(m, _score(m, region)) for m in found), key=lambda c: (-c.score, c.id))
        return ranked[:limit]

    def _matches(self, name: str) -> tuple[Match, ...]:
        """Every row with this name, by id once, with the quality of the spelling."""
        best: dict[str, Match] = {}
        plain, roman = plain_key(name), romanised_key(name)
        if not plain or len(name) > 100:
            return ()
        for key, own, other in ((plain, 1.0, 0.93), ("~" + roman, 0.8, 0.72)):
            if key.startswith("~") and len(roman) < 3:
                continue
            for row, alternate in self._under(key):
                quality = other if alternate else own
                if row.id not in best or best[row.id].quality < quality:
                    best[row.id] = Match(row, quality)
            for row, alternate in self._listed_under(key):
                # What is known already needs no second row: two would look like two places of one name.
                if row.id not in best and not any(_is_same(row, match.row) for match in best.values()):
                    best[row.id] = Match(row, other if alternate else own)
        return tuple(best.values())

    def _listed_under(self, key: str) -> Iterator[tuple[Row, bool]]:
        for volume in self._imported:
            yield from volume.under(key)

    def similar(self, name: str, countries: Sequence[str]) -> list[Match]:
        """Rows of these countries with nearly this name (same first letters); quality falls with the difference."""
        found: dict[str, Match] = {}
        for mark, key in (("~", romanised_key(name)), ("", plain_key(name))):
            if len(key) < 4:
                continue
            names = self._beginning(mark + key[: 1 if mark else 2], tuple(sorted(countries)))
            for match, ratio, _ in process.extract(key, names, scorer=fuzz.ratio, score_cutoff=FUZZY_AT, limit=5):
                for row, _alternate in (*self._under(mark + match), *self._listed_under(mark + match)):
                    if row.country in countries and (row.id not in found or found[row.id].quality < 0.6 * ratio / 100):
                        found[row.id] = Match(row, 0.6 * ratio / 100)
        return list(found.values())

    @functools.lru_cache(maxsize=512)  # noqa: B019 - one gazetteer lives as long as the process
    def _beginning(self, prefix: str, countries: tuple[str, ...]) -> tuple[str, ...]:
        """The index keys that begin so, without their mark, of places in these countries."""
        cut = 1 if prefix.startswith("~") else 0
        keys = {
            key[cut:]
            for key, rows in self._added.items()
            if key.startswith(prefix) and any(r.country in countries for r, _ in rows)
        }
        for volume in (self._shipped, *self._imported):
            ranges = [volume.rows_of(country) for country in countries]
            for line in volume.keys.starting(prefix.encode()).splitlines():
                key, _, offsets = line.partition(b"\t")
                for offset in offsets.split():
                    at = int(offset.rstrip(b"."), 36)
                    if any(low <= at < high for low, high in ranges):
                        keys.add(key[cut:].decode())
                        break
        return tuple(sorted(keys))

    def _under(self, key: str) -> list[tuple[Row, bool]]:
        """Rows under an index key, and whether the name is an alternate one; overlay rows replace their namesakes."""
        replaced = self._lines["replaced"]
        listed = (found for found in self._shipped.under(key) if found[0].id not in replaced)
        return [*self._added.get(key, ()), *listed]

    def near(self, lat: float, lon: float, radius_km: float) -> list[tuple[Row, tuple[str, ...]]]:
        """Every place whose centre lies in a disc, with its names in the folded form of the index, sorted by id.

        It looks through the whole gazetteer, which takes a second or two.
        """
        found: dict[str, tuple[Row, set[str]]] = {}
        for key, rows in self._added.items():
            for row, _ in rows:
                if distance_km(lat, lon, row.lat, row.lon) <= radius_km:
                    found.setdefault(row.id, (row, set()))[1].add(key)
        for volume in (self._shipped, *self._imported):
            for key, row in volume.near(lat, lon, radius_km):
                found.setdefault(row.id, (row, set()))[1].add(key)
        return [
            (row, tuple(sorted(key for key in keys if key[:1] not in "~#"))) for _, (row, keys) in sorted(found.items())
        ]

    def candidate(self, match: Match, score: float) -> Candidate:
        """A row as people and machines see it."""
        row = match.row
        return Candidate(
            name=row.name,
            id=row.id,
            lat=row.lat,
            lon=row.lon,
            radius_km=round(row.radius_km, 1),
            precision=PRECISION[row.kind],
            country=row.country,
            admin1=self.division_name(f"{row.country}.{row.admin1}") if row.admin1 else "",
            population=max(0, row.population),
            kind=row.kind,
            score=round(score, 4),
            division=f"{row.country}.{row.admin1}" if row.admin1 else "",
            district=row.admin2,
        )

    def division_name(self, code: str) -> str:
        """The name of a first- or second-level division by its GeoNames code (``SY.12``), empty if there is none."""
        rows = self._under("#" + code)
        return rows[0][0].name if rows else ""

    def division_id(self, code: str) -> str | None:
        """The id of a first- or second-level division by its GeoNames code, None if there is none."""
        rows = self._under("#" + code)
        return rows[0][0].id if rows else None

    def outline(self, identity: str) -> dict[str, Any] | None:
        """The area of a division, country, road or river as a GeoJSON geometry, None where only a disc is known."""
        return self._unpacked(identity)

    def _outline(self, identity: str) -> dict[str, Any] | None:
        if identity in self._lines:
            return _corridor(self._lines[identity]["line"], float(self._lines[identity]["half_width_km"]))
        packed = self._shapes.rest(identity.removeprefix("geonames:").encode())
        if packed is None:
            return None
        polygons = [[unpack_ring(ring) for ring in polygon.split(" ")] for polygon in packed.decode().split("\t")]
        if len(polygons) == 1:
            return {"type": "Polygon", "coordinates": polygons[0]}
        return {"type": "MultiPolygon", "coordinates": polygons}


def _settlement_radius(population: int) -> float:
    """A disc for a built-up place: 3,000 people a square kilometre and 1.5 km of doubt about its centre."""
    return 2.0 if population <= 0 else min(30.0, 1.5 + math.sqrt(population / 3000 / math.pi))


def _is_same(row: Row, other: Row) -> bool:
    """True when two rows with one name are one settlement: of the same country, and nearer than its outskirts."""
    if row.country != other.country or not {row.kind, other.kind} <= _SETTLEMENTS:
        return False
    return distance_km(row.lat, row.lon, other.lat, other.lon) < _SAME_WITHIN_KM


def prior(row: Row) -> float:
    """How likely a bare name means this row, 0-1: people count by orders of magnitude, divisions and countries more."""
    people = 0.6 if row.population < 0 else min(1.0, math.log10(row.population + 10) / 7.5)
    return {"country": 1.0, "admin1": 0.45 + 0.5 * people, "admin2": 0.8 * people, "region": 0.85, "sea": 0.8}.get(
        row.kind, people
    )


def _score(match: Match, region: Region | None) -> float:
    score = match.quality * (0.4 + 0.6 * prior(match.row))
    if region is None:
        return score
    if region.countries and match.row.country not in region.countries:
        score *= 0.2
    if region.lat is not None and region.lon is not None:
        away = distance_km(region.lat, region.lon, match.row.lat, match.row.lon)
        beyond = max(0.0, away - (region.radius_km or 0.0))
        # a place inside the disc is not judged by its size: villages are what reports are about
        score = score * 0.6 / (1 + beyond / 100) + 0.4 * match.quality / (1 + beyond / 20)
    return score


def _overlay(folder: Path) -> tuple[dict[str, list[tuple[Row, bool]]], dict[str, Any]]:
    added: dict[str, list[tuple[Row, bool]]] = {}
    replaced = set()
    with (folder / "overlay.csv").open(encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file):
            kind = line["kind"]
            if kind not in PRECISION:
                raise ValueError(f"overlay.csv: {line['id']} has the unknown kind {kind!r}")
            row = Row(
                line["id"],
                line["name"],
                "city" if kind in _SETTLEMENTS else kind,
                line["country"],
                line["admin1"],
                "",
                float(line["lat"]),
                float(line["lon"]),
                UNKNOWN_POPULATION,
                float(line["radius_km"]),
            )
            replaced.add(row.id)
            for name in (row.name, *filter(None, line["aliases"].split("|"))):
                for key in (plain_key(name), "~" + romanised_key(name)):
                    under = added.setdefault(key, [])
                    if all(other.id != row.id for other, _ in under):
                        under.append((row, False))
    lines = json.loads((folder / "overlay_lines.json").read_text(encoding="utf-8"))
    return added, {**lines, "replaced": replaced}


def _corridor(line: list[list[float]], half_width_km: float) -> dict[str, Any]:
    """The land within so many kilometres of a line, as a GeoJSON polygon (buffered in a local equidistant plane)."""
    import pyproj
    import shapely
    from shapely.geometry import mapping

    lat, lon = sum(p[1] for p in line) / len(line), sum(p[0] for p in line) / len(line)
    local = pyproj.Proj(proj="aeqd", lat_0=lat, lon_0=lon, ellps="WGS84")
    flat = shapely.transform(shapely.LineString(line), lambda xy: np.column_stack(local(xy[:, 0], xy[:, 1])))
    wide = flat.buffer(half_width_km * 1000, quad_segs=4)
    area = shapely.transform(wide, lambda xy: np.column_stack(local(xy[:, 0], xy[:, 1], inverse=True)))
    return json.loads(json.dumps(mapping(shapely.set_precision(area, 0.0001))))  # type: ignore[no-any-return]


@functools.cache
def open_gazetteer(*imported: Path) -> Gazetteer:
    """The gazetteer that ships with Truceline, and lists imported into these folders; opened once a process."""
    return Gazetteer(Path(str(resources.files("truceline.locate") / "data")), *imported)
