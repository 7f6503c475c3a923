"""The published layouts of data sets: which columns they have, and what a row of them tells.

Columns after the codebooks of ACLED (2023), UCDP GED (19.1), GDELT 2.0 Events, POLECAT (PLOVER) and the table of
ceasefire violations in daily reports of the OSCE SMM. Event types by the crosswalk of ``model/event.py``. The first
actor of a row is not said to be the one who did it, so both are alternatives; machine-coded rows are possible and no
more.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable
from typing import NamedTuple

from truceline.imports import fields
from truceline.imports.fields import FieldError
from truceline.model.claim import Certainty, Claim
from truceline.model.event import EVENT_TYPES, Event, EventType
from truceline.model.world import Place

Cells = dict[str, str]
Finder = Callable[[str], str | None]


class Told(NamedTuple):
    """What a row tells: its id in the data set, its event (None when it was deleted there), and its words.

    ``version`` is when the row was last changed there, ``claim`` the whole claim where the row is one.
    """

    id: str
    event: Event | None
    text: str
    certainty: Certainty = "certain"
    published: str | None = None
    version: str = ""
    claim: Claim | None = None


class Layout(NamedTuple):
    """A data set: its name, the columns that must be there, and how a row is read.

    ``columns`` are given for files without a line of names, ``comma`` where it is not to be guessed.
    """

    name: str
    needed: tuple[str, ...]
    read: Callable[[Cells, Finder], Told]
    columns: tuple[str, ...] = ()
    comma: str | None = None


def _place(cells: Cells, names: tuple[str, str, str], precision: int) -> Place | None:
    name, lat, lon = (cells.get(column, "") for column in names)
    return fields.place_of(name, lat, lon, precision)


def actors_of(names: Iterable[str], find: Finder) -> tuple[str, ...]:
    """The ids of those who are named, civilians left out; who has none is kept by name."""
    found: dict[str, None] = {}
    for name in names:
        plain = re.sub(r"\s*\(.*?\)", "", name).strip()
        if plain and not plain.casefold().startswith(("civilian", "unidentified civilian", "none")):
            found[find(name) or find(plain) or f"unnamed:{plain.casefold()}"] = None
    return tuple(found)


def _cell(cells: Cells, name: str) -> str:
    if name not in cells:
        raise FieldError(f"it has no {name}")
    return cells[name]


def _needed(cells: Cells, name: str) -> str:
    found = _cell(cells, name).strip()
    if not found:
        raise FieldError(f"{name} is empty")
    return found


# ------------------------------------------------------------ ACLED

_ACLED: dict[str, EventType] = {
    "armed clash": "clash",
    "government regains territory": "territory.captured",
    "non-state actor overtakes territory": "territory.captured",
    "chemical weapon": "attack.chemical",
    "air/drone strike": "attack.air",
    "suicide bomb": "attack.explosive",
    "shelling/artillery/missile attack": "attack.shelling",
    "remote explosive/landmine/ied": "attack.explosive",
    "grenade": "attack.explosive",
    "sexual violence": "civilians.harmed",
    "attack": "civilians.harmed",
    "abduction/forced disappearance": "abduction",
    "peaceful protest": "protest",
    "protest with intervention": "protest",
    "excessive force against protesters": "civilians.harmed",
    "violent demonstration": "protest",
    "mob violence": "protest",
    "agreement": "agreement.signed",
    "arrests": "detention",
    "headquarters or base established": "forces.deployed",
    "looting/property destruction": "looting",
    "non-violent transfer of territory": "territory.handed_over",
}


def _acled(cells: Cells, find: Finder) -> Told:
    id_ = _needed(cells, "event_id_cnty")
    stamp = cells.get("timestamp", "").strip()
    version = _instant(stamp) if stamp else ""
    if cells.get("deleted_timestamp", "").strip():
        return Told(id_, None, f"{id_} was deleted.", version=_instant(_cell(cells, "deleted_timestamp")))
    day = fields.day_of(_needed(cells, "event_date"), "event_date")
    geo = fields.whole(_needed(cells, "geo_precision"), "geo_precision", 1, 3)
    dead = cells.get("fatalities", "").strip()
    event = Event(
        type=_ACLED.get(_needed(cells, "sub_event_type").casefold(), "other"),
        actors=actors_of((_cell(cells, "actor1"), cells.get("actor2", "")), find),
        place=_place(cells, ("location", "latitude", "longitude"), fields.GEO_OF_ACLED[geo]),
        time=fields.around(day, fields.whole(_needed(cells, "time_precision"), "time_precision", 1, 3)),
        # The codebook writes 0 where the number is not known.
        deaths=fields.count_of(dead, dead, "fatalities") if dead not in ("", "0") else None,
    )
    return Told(id_, event, _words(cells, "notes", "source"), published=version or None, version=version)


def _instant(stamp: str) -> str:
    if not stamp.strip().isdecimal():
        raise FieldError(f"timestamp {stamp!r} is no number of seconds")
    return dt.datetime.fromtimestamp(min(int(stamp), 10**10), dt.UTC).isoformat()


def _words(cells: Cells, *names: str) -> str:
    """The words of a row, as they stand in its columns."""
    return "\n".join(cells[name].strip() for name in names if cells.get(name, "").strip()) or "(no words)"


# ------------------------------------------------------------ UCDP GED


def _ucdp(cells: Cells, find: Finder) -> Told:
    id_ = _needed(cells, "id")
    first = fields.day_of(_needed(cells, "date_start"), "date_start")
    last = fields.day_of(_needed(cells, "date_end"), "date_end")
    where = fields.whole(_needed(cells, "where_prec"), "where_prec", 1, 7)
    kind = fields.whole(_needed(cells, "type_of_violence"), "type_of_violence", 1, 3)
    event = Event(
        # One-sided violence is of side A against civilians; in the others nobody is said to have begun.
        type="civilians.harmed" if kind == 3 else "clash",
        actors=actors_of(
            (_cell(cells, "side_a"),) if kind == 3 else (_cell(cells, "side_a"), _cell(cells, "side_b")), find
        ),
        place=_place(cells, ("where_coordinates", "latitude", "longitude"), where),
        time=fields.window(first, last, fields.whole(_needed(cells, "date_prec"), "date_prec", 1, 5)),
        deaths=fields.count_of(_cell(cells, "low"), _cell(cells, "high"), "deaths"),
    )
    return Told(id_, event, _words(cells, "source_headline", "where_description", "source_article"))


# ------------------------------------------------------------ GDELT, POLECAT

_GDELT_COLUMNS = (
    "globaleventid",
    "sqldate",
    "monthyear",
    "year",
    "fractiondate",
    "actor1code",
    "actor1name",
    "actor1countrycode",
    "actor1knowngroupcode",
    "actor1ethniccode",
    "actor1religion1code",
    "actor1religion2code",
    "actor1type1code",
    "actor1type2code",
    "actor1type3code",
    "actor2code",
    "actor2name",
    "actor2countrycode",
    "actor2knowngroupcode",
    "actor2ethniccode",
    "actor2religion1code",
    "actor2religion2code",
    "actor2type1code",
    "actor2type2code",
    "actor2type3code",
    "isrootevent",
    "eventcode",
    "eventbasecode",
    "eventrootcode",
    "quadclass",
    "goldsteinscale",
    "nummentions",
    "numsources",
    "numarticles",
    "avgtone",
    "actor1geo_type",
    "actor1geo_fullname",
    "actor1geo_countrycode",
    "actor1geo_adm1code",
    "actor1geo_adm2code",
    "actor1geo_lat",
    "actor1geo_long",
    "actor1geo_featureid",
    "actor2geo_type",
    "actor2geo_fullname",
    "actor2geo_countrycode",
    "actor2geo_adm1code",
    "actor2geo_adm2code",
    "actor2geo_lat",
    "actor2geo_long",
    "actor2geo_featureid",
    "actiongeo_type",
    "actiongeo_fullname",
    "actiongeo_countrycode",
    "actiongeo_adm1code",
    "actiongeo_adm2code",
    "actiongeo_lat",
    "actiongeo_long",
    "actiongeo_featureid",
    "dateadded",
    "sourceurl",
)
#: CAMEO codes that one type of ours has for its own; a longer code goes before its beginning.
_CAMEO: dict[str, EventType] = {
    "19": "attack", "190": "attack", "193": "attack.direct_fire", "194": "attack.shelling", "195": "attack.air",
    "18": "civilians.harmed", "183": "attack.explosive", "181": "abduction", "192": "territory.captured",
    "191": "movement.restricted", "2041": "attack.chemical", "20": "civilians.harmed", "201": "displacement",
    "154": "forces.deployed", "152": "forces.deployed", "087": "forces.withdrawn", "0871": "ceasefire.declared",
    "0873": "weapons.withdrawn", "0872": "route.opened", "0841": "release", "084": "return", "073": "aid.delivered",
    "072": "weapons.transferred", "074": "monitor.deployed", "1711": "looting", "1712": "property.destroyed",
    "173": "detention", "174": "displacement", "057": "agreement.signed", "04": "talks", "06": "cooperation",
    "14": "protest", "1246": "ceasefire.suspended",
}  # fmt: skip
#: GDELT's ActionGeo_Type (country, state, city, city, state) -> UCDP where_prec.
_GDELT_GEO = {1: 6, 2: 4, 3: 1, 4: 1, 5: 4}


def _gdelt(cells: Cells, find: Finder) -> Told:
    id_ = _needed(cells, "globaleventid")
    day = fields.day_of(_needed(cells, "sqldate"), "SQLDATE")
    code = _needed(cells, "eventcode")
    kind: EventType = next((_CAMEO[code[:n]] for n in range(len(code), 1, -1) if code[:n] in _CAMEO), "other")
    geo = _cell(cells, "actiongeo_type").strip()
    where = _GDELT_GEO.get(fields.whole(geo, "ActionGeo_Type", 0, 5)) if geo else None
    place = None
    if where is not None:
        place = _place(cells, ("actiongeo_fullname", "actiongeo_lat", "actiongeo_long"), where)
    event = Event(
        type=kind,
        actors=actors_of((_cell(cells, "actor1name"), _cell(cells, "actor2name")), find),
        place=place,
        time=fields.window(day, day, 1),
    )
    added = _cell(cells, "dateadded").strip()[:8]
    published = fields.day_of(added, "DATEADDED").isoformat() if added else None
    return Told(id_, event, _words(cells, "sourceurl"), "possible", published)


#: PLOVER type and mode -> our types.
_PLOVER: dict[tuple[str, str], EventType] = {
    ("ASSAULT", ""): "attack", ("ASSAULT", "firearms"): "attack.direct_fire",
    ("ASSAULT", "heavy-weapons"): "attack.shelling", ("ASSAULT", "aerial"): "attack.air",
    ("ASSAULT", "drone"): "attack.drone", ("ASSAULT", "explosives"): "attack.explosive",
    ("ASSAULT", "suicide-attack"): "attack.explosive", ("ASSAULT", "unconventional"): "attack.chemical",
    ("ASSAULT", "destroy"): "property.destroyed", ("ASSAULT", "abduct"): "abduction",
    ("ASSAULT", "sexual"): "civilians.harmed", ("ASSAULT", "torture"): "civilians.harmed",
    ("ASSAULT", "targeted"): "civilians.harmed", ("COERCE", "seize"): "looting", ("COERCE", "arrest"): "detention",
    ("COERCE", "withhold"): "aid.obstructed", ("COERCE", "restrict"): "movement.restricted",
    ("RETREAT", "withdraw"): "forces.withdrawn", ("RETREAT", "release"): "release",
    ("RETREAT", "ceasefire"): "ceasefire.declared", ("RETREAT", "disarm"): "weapons.withdrawn",
    ("MOBILIZE", "troops"): "forces.deployed", ("MOBILIZE", "weapons"): "weapons.deployed",
    ("MOBILIZE", "militia"): "forces.deployed", ("AID", ""): "aid.delivered", ("CONSULT", ""): "talks",
    ("COOPERATE", ""): "cooperation", ("PROTEST", ""): "protest", ("SANCTION", "expel"): "displacement",
}  # fmt: skip


def _polecat(cells: Cells, find: Finder) -> Told:
    id_ = _needed(cells, "event id")
    day = fields.day_of(_needed(cells, "event date"), "Event Date")
    type_, mode = _needed(cells, "event type").upper(), _cell(cells, "event mode").strip().casefold()
    placed = [cells.get(name, "").strip() for name in ("city", "district", "province", "country")]
    named = next((at for at, name in enumerate(placed) if name), None)
    where = (1, 3, 4, 6)[named] if named is not None else 6
    name = placed[named] if named is not None else ""
    event = Event(
        type=_PLOVER.get((type_, mode), _PLOVER.get((type_, ""), "other")),
        actors=actors_of((_cell(cells, "actor name"), _cell(cells, "recipient name")), find),
        place=fields.place_of(name, _cell(cells, "latitude"), _cell(cells, "longitude"), where),
        time=fields.window(day, day, 1),
    )
    said = cells.get("publication date", "").strip()
    published = fields.day_of(said, "Publication Date").isoformat() if said else None
    return Told(id_, event, _words(cells, "headline", "source"), "possible", published)


# ------------------------------------------------------------ OSCE SMM

_WEAPONS: tuple[tuple[str, EventType], ...] = (
    ("mortar", "attack.shelling"), ("artillery", "attack.shelling"), ("mlrs", "attack.shelling"),
    ("tank", "attack.shelling"), ("anti-tank", "attack.direct_fire"), ("small arms", "attack.direct_fire"),
    ("hmg", "attack.direct_fire"), ("cannon", "attack.direct_fire"), ("agl", "attack.direct_fire"),
)  # fmt: skip


def _osce(cells: Cells, find: Finder) -> Told:
    del find  # the mission never says who fired
    day = fields.day_of(_needed(cells, "date"), "Date")
    weapon = _cell(cells, "weapon").casefold()
    words = _words(cells, "event location", "observation", "description", "weapon")
    kind: EventType = next((type_ for word, type_ in _WEAPONS if word in weapon), "attack")
    if "live-fire" in _cell(cells, "description").casefold():
        kind = "live_fire_exercise"
    event = Event(
        type=kind,
        place=fields.place_of(_cell(cells, "event location"), cells.get("latitude", ""), cells.get("longitude", ""), 2),
        time=fields.window(day, day, 1),
    )
    said = "|".join(cells[name] for name in sorted(cells))
    return Told(f"{day.isoformat()} {said}", event, f"{words}\nNo. {cells['no.']}", published=day.isoformat())


DATA_SETS = {
    "acled": "ACLED",
    "ucdp": "UCDP GED",
    "gdelt": "GDELT",
    "polecat": "POLECAT",
    "osce": "OSCE SMM",
}
LAYOUTS = {
    "acled": Layout("ACLED", ("event_id_cnty",), _acled),
    "ucdp": Layout(
        "UCDP GED",
        (
            "id",
            "type_of_violence",
            "side_a",
            "side_b",
            "where_prec",
            "latitude",
            "longitude",
            "date_prec",
            "date_start",
            "date_end",
            "low",
            "high",
        ),
        _ucdp,
    ),
    "gdelt": Layout("GDELT", (), _gdelt, _GDELT_COLUMNS, "\t"),
    "polecat": Layout(
        "POLECAT",
        ("Event ID", "Event Date", "Event Type", "Event Mode", "Actor Name", "Recipient Name", "Latitude", "Longitude"),
        _polecat,
    ),
    "osce": Layout(
        "the SMM's daily reports",
        ("Event location", "No.", "Observation", "Description", "Weapon", "Date"),
        _osce,
    ),
}
assert {*_ACLED.values(), *_CAMEO.values(), *_PLOVER.values()} <= {*EVENT_TYPES}
