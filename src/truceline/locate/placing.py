"""A resolved name and the words around it -> a place with a radius and a precision.

A place never gets finer than its words: "near X" is wider than X, "southern X province" is the province, and a name
that nobody can find stays a name without a point. Precision follows UCDP GED's ``where_prec`` (codebook 21.1, 1-7).
"""

from __future__ import annotations

import math
import re

import msgspec

from truceline.locate.gazetteer import Gazetteer, Region, distance_km
from truceline.locate.resolve import Choice, Named, choose, name_mention
from truceline.model.claim import Claim, Reading
from truceline.model.world import Place, PlaceMention

_NUMBER = re.compile(r"(\d+(?:[.,]\d+)?) ?(?:-|–)?(?:\d+ ?)?(km|kms|kilomet\w+|miles?|mi|met\w+|m)\b", re.IGNORECASE)
_POINTS = {"n": 0, "ne": 45, "e": 90, "se": 135, "s": 180, "sw": 225, "w": 270, "nw": 315}
_BEARING = re.compile(r"\b(?:(north|south)(?:-| )?(east|west)?|(east|west)|(NE|NW|SE|SW))", re.IGNORECASE)
_DIRECTION = re.compile(r"\b(?:north|south|east|west)\w*|\bcentral\b|\brural\b", re.IGNORECASE)
_AROUND = re.compile(
    r"\b(?:near|outside|around|off|outskirts|suburbs?|vicinity|surroundings|environs|edge|periphery|entrances?|approaches|towards?)\b"
)
_VAGUE = re.compile(r"\b(?:along|between|beyond|front|axis|corridor|border|borders)\b")
_RURAL = re.compile(r"\b(?:countryside|rural|hinterland)\b")
_WIDEST_NEAR_KM = 25.0


def locate_reading(reading: Reading, gazetteer: Gazetteer, *, region: Region | None = None) -> Reading:
    """The reading with every place looked up, and its claims' places filled in from their mentions.

    Names are settled together; ``region`` says where the report is about, if anybody knows. What only looked like a
    place is left out. A mention that cannot be found keeps its words, without a point.
    """
    text = reading.report.text
    named: list[Named] = []
    origins: list[int] = []
    for mention in reading.places:
        found = name_mention(mention, gazetteer, region)
        if found is not None:
            named.append(found)
            origins.append(mention.start)
    by_start = {n.mention.start: origin for n, origin in zip(named, origins, strict=True)}
    choices = choose(named, text, gazetteer, region)
    placed = _spanned([(c, place_choice(c, gazetteer)) for c in choices])
    places: dict[int, Place] = {}
    for choice, mention in zip(choices, placed, strict=True):
        places[by_start[mention.start]] = _as_place(mention, _units(choice, mention, gazetteer))
    words = {m.start: m.text for m in reading.places}
    claims = tuple(_with_place(claim, places, words) for claim in reading.claims)
    return msgspec.structs.replace(reading, places=tuple(placed), claims=claims)


def place_choice(choice: Choice, gazetteer: Gazetteer) -> PlaceMention:
    """The mention as the wire form has it: where, how wide, how precise, out of how many candidates."""
    mention, match = choice.named.mention, choice.match
    if match is None:
        return msgspec.structs.replace(mention, candidates=0)
    candidate = gazetteer.candidate(match, match.quality)
    lat, lon, radius, precision = candidate.lat, candidate.lon, candidate.radius_km, candidate.precision
    relation = mention.relation or ""
    # a country's outline would be most of the output and settles nothing
    outline = gazetteer.outline(candidate.id) if candidate.kind != "country" else None
    settled = precision <= 2
    shift = _shift(relation)
    if shift is not None:
        away, bearing = shift
        if bearing is None:
            radius, precision = radius + away, 2 if away <= _WIDEST_NEAR_KM else 5
        else:
            # a compass word covers an eighth of the circle, and distances are rounded to a tenth or so
            lat, lon = _moved(lat, lon, away, bearing)
            radius, precision = radius + 0.45 * away, 2 if away <= 2 * _WIDEST_NEAR_KM else 5
        outline = None
    elif settled and (_AROUND.search(relation) or _side(relation)):
        radius, precision = max(radius, min(_WIDEST_NEAR_KM, radius + 10.0)), 2
    elif settled and (_RURAL.search(relation) or _DIRECTION.search(relation)):
        radius, precision = max(radius + 15.0, 25.0), 4 if _RURAL.search(relation) else 2
    if _VAGUE.search(relation) and shift is None:
        precision = max(precision, 5)
        radius = radius + 15.0 if settled else radius
    if (
        mention.feature in {"district", "county", "sub-district", "subdistrict", "raion", "rayon", "area"}
        and precision < 3
    ):
        radius, precision = max(radius, 20.0), 3
    if mention.feature in {"province", "governorate", "oblast", "region", "department", "state"} and precision < 4:
        radius, precision = max(radius, 60.0), 4
    if mention.feature in {"districts", "provinces", "governorates", "regions", "counties", "states"}:
        precision = max(precision, 4)
    return msgspec.structs.replace(
        mention,
        id=candidate.id,
        name=candidate.name,
        lat=round(lat, 4),
        lon=round(lon, 4),
        radius_km=round(radius, 1),
        precision=precision,
        candidates=choice.candidates,
        geometry=outline if precision >= 3 else None,
    )


def _shift(relation: str) -> tuple[float, float | None] | None:
    """(kilometres, bearing in degrees or None) of "20 km east of"."""
    number = _NUMBER.search(relation)
    if number is None:
        return None
    unit = number.group(2).lower()
    factor = 1.609 if unit.startswith("mi") else 0.001 if unit.startswith("met") or unit == "m" else 1.0
    return float(number.group(1).replace(",", ".")) * factor, _bearing(relation)


def _bearing(relation: str) -> float | None:
    match = _BEARING.search(relation)
    if match is None:
        return None
    upright, across, alone, short = (group.lower() if group else "" for group in match.groups())
    key = short or (upright[:1] + across[:1]) or alone[:1]
    return float(_POINTS[key])


def _side(relation: str) -> bool:
    return relation.endswith(" of") and bool(_DIRECTION.search(relation))


def _moved(lat: float, lon: float, away_km: float, bearing: float) -> tuple[float, float]:
    """The point so far away in this direction, on a sphere: its error is far below the radius that goes with it."""
    angle, turn, phi = away_km / 6371.0, math.radians(bearing), math.radians(lat)
    north = math.asin(math.sin(phi) * math.cos(angle) + math.cos(phi) * math.sin(angle) * math.cos(turn))
    east = math.atan2(
        math.sin(turn) * math.sin(angle) * math.cos(phi), math.cos(angle) - math.sin(phi) * math.sin(north)
    )
    return math.degrees(north), (lon + math.degrees(east) + 540.0) % 360.0 - 180.0


def _spanned(pairs: list[tuple[Choice, PlaceMention]]) -> list[PlaceMention]:
    """ "Between A and B": each end reaches to the other."""
    out = [mention for _, mention in pairs]
    for i in range(len(out) - 1):
        first, second = out[i], out[i + 1]
        both = all(m.relation is not None and m.relation.startswith("between") for m in (first, second))
        if not both or first.lat is None or first.lon is None or second.lat is None or second.lon is None:
            continue
        reach = distance_km(first.lat, first.lon, second.lat, second.lon)
        if reach > 200:
            continue
        for k, mention in ((i, first), (i + 1, second)):
            out[k] = msgspec.structs.replace(mention, radius_km=round((mention.radius_km or 0.0) + reach, 1))
    return out


def _units(choice: Choice, mention: PlaceMention, gazetteer: Gazetteer) -> tuple[str, ...]:
    """The divisions that the place surely lies in: a settlement's own, and none once words widen or shift the place."""
    if choice.match is None or mention.precision != 1:
        return ()
    row = choice.match.row
    unit = gazetteer.division_id(f"{row.country}.{row.admin1}") if row.admin1 else None
    return () if unit is None else (unit,)


def _as_place(mention: PlaceMention, within: tuple[str, ...]) -> Place:
    part = mention.geometry is not None and _DIRECTION.search(mention.relation or "") is not None
    # A part of a province has an area that holds it and no centre that anybody gave.
    return Place(
        id=mention.id,
        name=mention.name or mention.text,
        text=mention.text,
        lat=None if part else mention.lat,
        lon=None if part else mention.lon,
        radius_km=None if part else mention.radius_km,
        precision=mention.precision,
        geometry=mention.geometry,
        within=within,
    )


def _with_place(claim: Claim, places: dict[int, Place], words: dict[int, str]) -> Claim:
    """The claim with its place looked up; a claim whose place was none after all has none."""
    event = claim.event
    if event is None or event.place is None or event.place.id is None or not event.place.id.startswith("text:"):
        return claim
    start = int(event.place.id.removeprefix("text:"))
    place = places.get(start)
    if place is None and start not in words:
        place = Place(name=event.place.name, text=event.place.name)
    return msgspec.structs.replace(claim, event=msgspec.structs.replace(event, place=place))
