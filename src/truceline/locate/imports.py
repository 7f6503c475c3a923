"""Users' own lists of places -> a folder that the gazetteer searches beside what it ships with.

Three forms are recognised: a table with a header (CSV or TSV, such as OCHA's lists of places with P-codes on HDX), a
dump of GeoNames (19 columns, no header: https://download.geonames.org/export/dump/readme.txt) and GeoJSON (RFC 7946).
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import shapely
from shapely.geometry import shape

from truceline.errors import ReadError
from truceline.locate.gazetteer import Gazetteer, distance_km
from truceline.locate.index import Row, write_index

#: What a column may mean, and how it is named, the likeliest first; ``*`` stands for any letters or digits.
COLUMNS: dict[str, tuple[str, ...]] = {
    "id": ("geonameid", "geonames_id", "pcode", "p_code", "adm4_pcode", "adm3_pcode", "adm*_pcode", "id", "code"),
    "name": ("name_en", "adm4_en", "adm3_en", "adm*_en", "name", "asciiname", "featurename", "place", "toponym"),
    "other names": ("name", "name_*", "ref_name", "alt*", "alt*_*", "asciiname", "adm4_*", "featurear*", "aliases"),
    "lat": ("lat", "latitude", "lat_dd", "y", "point_y", "centroid_lat"),
    "lon": ("lon", "lng", "long", "longitude", "lon_dd", "x", "point_x", "centroid_lon"),
    "country": (
        "country_code",
        "countrycode",
        "iso2",
        "iso_a2",
        "cc",
        "adm0_pcode",
        "adm1_pcode",
        "adm*_pcode",
        "country",
    ),
    "division": ("adm1_en", "admin1name_en", "adm1_name", "admin1_name", "governorate", "province", "oblast", "adm1"),
    "population": ("population", "pop", "total_pop"),
}
_GEONAMES = re.findall(
    r"\w+",
    "geonameid name asciiname alternatenames latitude longitude feature_class feature_code country_code cc2 admin1_code"
    " admin2_code admin3_code admin4_code population elevation dem timezone modification_date",
)
#: Kinds of place in a dump of GeoNames that reports name and the gazetteer knows what to do with.
_FEATURES = {"P": "city", "HLL": "hill", "HLLS": "hill", "MT": "hill", "PK": "hill", "RGN": "area", "AREA": "area"}
_SEPARATORS = re.compile(r"[,;|]")
#: A country's two letters, by themselves or as a P-code begins.
_COUNTRY = re.compile(r"([A-Z]{2})(?:[0-9].*)?")
_LONGEST_NAME = 100


class Refused(NamedTuple):
    """A line (or, in GeoJSON, a feature) that cannot be used: its number from 1, and one sentence about why."""

    number: int
    why: str


class Import(NamedTuple):
    """What a file was found to hold: its form, which column gives what, the places with their other names, the rest."""

    form: str
    columns: dict[str, tuple[str, ...]]
    places: list[tuple[Row, tuple[str, ...]]]
    refused: list[Refused]
    #: Lines that are sound and of a kind that is not a place to look up (a street, a stream, a school).
    passed_over: int


def read_places(path: Path, gazetteer: Gazetteer, *, country: str = "") -> Import:
    """Read a list of places; ``country`` (ISO 3166, two letters) is for lists that do not name one.

    First-level divisions are known again by their names, as the gazetteer has them. ReadError when the file cannot be
    read, or has no column for a name, a latitude or a longitude.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ReadError(f"{path} cannot be read: {error.strerror}.") from error
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ReadError(f"{path} is not UTF-8 (byte {error.start}); save it as CSV UTF-8.") from error
    if text.lstrip().startswith("{"):
        return _collected("GeoJSON", *_features(text, path), gazetteer, country)
    first = text.partition("\n")[0]
    if first.count("\t") == len(_GEONAMES) - 1 and first.partition("\t")[0].isdigit():
        reader = csv.DictReader(io.StringIO(text), _GEONAMES, delimiter="\t", quoting=csv.QUOTE_NONE)
        return _collected("GeoNames dump", _GEONAMES, _numbered(reader, 0), gazetteer, country)
    delimiter = max(",\t;", key=first.count)
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter)
    return _collected("table", reader.fieldnames or (), _numbered(reader, 1), gazetteer, country, path)


def write_places(found: Import, source: Path, folder: Path) -> None:
    """Write the index of a list into a folder, and what it was made from into ``source.json`` there."""
    write_index(folder, found.places)
    told = {
        "file": source.name,
        "sha256": hashlib.sha256(source.read_bytes()).hexdigest(),
        "form": found.form,
        "columns": found.columns,
        "places": len(found.places),
        "refused": len(found.refused),
    }
    (folder / "source.json").write_text(json.dumps(told, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def _numbered(reader: csv.DictReader[str], header: int) -> Iterator[tuple[int, Mapping[str, Any] | str]]:
    """The lines of a table by their numbers; one sentence where a line is no row of it."""
    while True:
        try:
            line = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield reader.line_num, f"it is no row of a table ({error})."
            continue
        yield max(reader.line_num, header + 1), line


def _features(text: str, path: Path) -> tuple[tuple[str, ...], Iterator[tuple[int, Mapping[str, Any] | str]]]:
    """The names of all properties, and each feature as a row with its middle and the radius that covers it."""
    try:
        features = json.loads(text)["features"]
        names = dict.fromkeys(key for feature in features for key in feature.get("properties") or {})
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ReadError(f"{path} is no GeoJSON FeatureCollection.") from error
    return (*names, "lat", "lon", "radius_km"), (
        (number, _feature(feature)) for number, feature in enumerate(features, 1)
    )


def _feature(feature: Mapping[str, Any]) -> Mapping[str, Any] | str:
    try:
        drawn = shape(feature["geometry"])
        corners = shapely.get_coordinates(drawn)
        lon, lat = drawn.centroid.x, drawn.centroid.y
        reach = max(distance_km(lat, lon, y, x) for x, y in corners.tolist())
    except (KeyError, TypeError, ValueError, AttributeError, IndexError, shapely.errors.ShapelyError):
        return "its geometry cannot be read."
    place = {key: value for key, value in feature["properties"].items() if isinstance(value, str | int | float)}
    return place | {"lat": lat, "lon": lon, "radius_km": reach}


def _collected(
    form: str,
    names: Sequence[str],
    lines: Iterable[tuple[int, Mapping[str, Any] | str]],
    gazetteer: Gazetteer,
    country: str,
    path: Path | None = None,
) -> Import:
    columns = _meanings(names)
    missing = [what for what in ("name", "lat", "lon") if what not in columns]
    if missing:
        known = ", ".join(shown for shown in names if shown) or "none"
        raise ReadError(
            f"{path or 'The file'} has no column for {' and '.join(missing)}; its columns are {known}."
            f" Name them, for example, {', '.join(COLUMNS[what][0] for what in missing)}."
        )
    places: list[tuple[Row, tuple[str, ...]]] = []
    refused: list[Refused] = []
    seen: dict[str, int] = {}
    passed_over = 0
    divisions: dict[tuple[str, str], str] = {}
    for number, line in lines:
        found = line if isinstance(line, str) else _place(line, columns, country)
        if found is None:
            passed_over += 1
        elif isinstance(found, str):
            refused.append(Refused(number, found))
        elif (row := found[0]).id in seen:
            refused.append(Refused(number, f"line {seen[row.id]} has its id, {row.id}, too."))
        else:
            seen[row.id] = number
            if row.admin1 and "division" in columns:
                key = (row.admin1, row.country)
                if key not in divisions:
                    divisions[key] = _division(gazetteer, *key)
                row = row._replace(admin1=divisions[key])
            places.append((row, found[1]))
    return Import(form, columns, places, refused, passed_over)


def _meanings(names: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """For each meaning the columns that have it: of other names all, of everything else the likeliest."""
    plain = {name: re.sub(r"[\s-]+", "_", name.strip().casefold()) for name in names if name}
    found: dict[str, tuple[str, ...]] = {}
    for what, patterns in COLUMNS.items():
        hits = [
            name
            for pattern in patterns
            for name in plain
            if re.fullmatch(pattern.replace("*", "[a-z0-9]+"), plain[name])
        ]
        if what == "other names":
            hits = [name for name in hits if (name,) != found.get("name") and not plain[name].endswith("code")]
        if hits:
            found[what] = tuple(dict.fromkeys(hits)) if what == "other names" else (hits[0],)
    return found


def _place(
    line: Mapping[str, Any], columns: Mapping[str, tuple[str, ...]], country: str
) -> tuple[Row, tuple[str, ...]] | str | None:
    """A row with its other names; one sentence about what is wrong with it; None for what is no place to look up."""

    def told(what: str) -> str:
        return " ".join(str(line.get(columns[what][0]) or "").split()) if what in columns else ""

    kind = "city"
    if "feature_class" in line:
        code = str(line["feature_code"])
        known = _FEATURES.get("P" if line["feature_class"] == "P" else code)
        if known is None:
            return None
        kind = known
    name = told("name")
    if not name or len(name) > _LONGEST_NAME:
        return "it has no name." if not name else f"its name is longer than {_LONGEST_NAME} letters."
    try:
        lat, lon = float(told("lat")), float(told("lon"))
    except ValueError:
        return f"{name}: {told('lat')!r}, {told('lon')!r} are no degrees."
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        return f"{name}: {lat:g}, {lon:g} is no place on Earth."
    countries = (_COUNTRY.fullmatch(word) for word in (told("country"), told("id"), country))
    where = next((found[1] for found in countries if found), "")
    if not where:
        return f"{name}: nothing says in which country it is; give --country."
    number = told("id")
    if not number:
        number = "own:" + hashlib.sha256(f"{name}|{lat}|{lon}".encode()).hexdigest()[:10]
    elif not number.isdigit():
        number = f"pcode:{number}"
    people = told("population").replace(",", "").partition(".")[0]
    others = [
        part for column in columns.get("other names", ()) for part in _SEPARATORS.split(str(line.get(column) or ""))
    ]
    names = dict.fromkeys(" ".join(other.split()) for other in others)
    row = Row(
        id=number,
        name=name,
        kind=kind,
        country=where,
        admin1=told("division") or str(line.get("admin1_code") or ""),
        admin2="",
        lat=lat,
        lon=lon,
        population=int(people) if people.isdigit() else 0,
        radius_km=_number(line.get("radius_km")),
    )
    return row, tuple(other for other in names if other and other != name and len(other) <= _LONGEST_NAME)


def _number(written: object) -> float:
    """A radius in kilometres; 0 where none is told, and the number of people decides."""
    try:
        radius = float(str(written))
    except ValueError:
        return 0.0
    return max(2.0, radius) if 0 < radius < 20_000 else 0.0


def _division(gazetteer: Gazetteer, name: str, country: str) -> str:
    """The code of a first-level division by its name; empty when the gazetteer has none of that name there."""
    found = [m.row for m in gazetteer.matches(name) if m.row.kind == "admin1" and m.row.country == country]
    return found[0].admin1 if found else ""
