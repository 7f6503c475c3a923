"""A file that says what the columns of a table are: TOML, written by whoever has the table.

name = "Our hotline"            # whose words these are

[columns]                       # what stands in which column
id = "Ref"
date = "Day"
type = "What"
place = "Town"
lat = "Lat"
lon = "Lon"
words = "Notes"

[types]                         # what the table calls it -> what Truceline calls it
shelling = "attack.shelling"

[fixed]                         # what holds of every row
where_prec = 1
date_prec = 1
"""

from __future__ import annotations

import tomllib
from typing import NamedTuple

from truceline.errors import UsageError
from truceline.imports import fields
from truceline.imports.fields import FieldError
from truceline.imports.layouts import Cells, Finder, Layout, Told, actors_of
from truceline.model.claim import CERTAINTIES, Certainty
from truceline.model.event import EVENT_TYPES, Event, EventType

#: What a column can be; the first three must be.
_KNOWN: tuple[str, ...] = (
    *("id", "date", "type", "until", "date_prec", "place", "lat", "lon", "where_prec", "actor", "recipient"),
    *("deaths_low", "deaths_high", "words", "published", "certainty"),
)
_TABLES = {"name", "columns", "types", "actors", "fixed"}


class Mapping(NamedTuple):
    """What the columns of a table are, how its words for types and actors are to be read, and what is fixed."""

    name: str
    columns: dict[str, str]
    types: dict[str, EventType]
    actors: dict[str, str]
    fixed: dict[str, str]

    def layout(self) -> Layout:
        """The layout of such a table."""
        return Layout(self.name, tuple(dict.fromkeys(self.columns.values())), self._read)

    def _read(self, cells: Cells, find: Finder) -> Told:
        got = {**self.fixed, **{what: cells[column.casefold()].strip() for what, column in self.columns.items()}}
        get = got.get
        for what in ("id", "date", "type"):
            if not get(what):
                raise FieldError(f"{self.columns.get(what, what)} is empty")
        said = self.types.get(got["type"].casefold()) or got["type"]
        type_ = next((known for known in EVENT_TYPES if known == said), None)
        if type_ is None:
            raise FieldError(f"{got['type']!r} is no type of event; say in [types] what it is")
        first = fields.day_of(got["date"], "date")
        last = fields.day_of(got["until"], "until") if get("until") else first
        precision = fields.whole(got.get("date_prec") or ("1" if first == last else "2"), "date_prec", 1, 5)
        certainty = get("certainty") or "certain"
        if certainty not in CERTAINTIES:
            raise FieldError(f"certainty {certainty!r} is none of {', '.join(CERTAINTIES)}")

        def named(name: str) -> str | None:
            return self.actors.get(name.casefold()) or find(name)

        where = fields.whole(got.get("where_prec") or "1", "where_prec", 1, 7)
        published = get("published")
        event = Event(
            type=type_,
            actors=actors_of(got.get("actor", "").split(";"), named),
            recipients=actors_of(got.get("recipient", "").split(";"), named),
            place=fields.place_of(got.get("place", ""), got.get("lat", ""), got.get("lon", ""), where),
            time=fields.window(first, last, precision),
            deaths=fields.count_of(got.get("deaths_low", ""), got.get("deaths_high", ""), "deaths"),
        )
        return Told(
            got["id"],
            event,
            got.get("words") or "(no words)",
            certainty=_certainty(certainty),
            published=fields.day_of(published, "published").isoformat() if published else None,
        )


def _certainty(word: str) -> Certainty:
    return next(known for known in CERTAINTIES if known == word)


def read_mapping(data: bytes, name: str) -> Mapping:
    """The mapping in a file; UsageError says what of it cannot be used."""
    try:
        found = tomllib.loads(data.decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{name}: this is no TOML ({error}).") from error
    unknown = sorted(found.keys() - _TABLES)
    tables = {}
    for table in ("columns", "types", "actors", "fixed"):
        tables[table] = found.get(table, {})
        if not isinstance(tables[table], dict):
            unknown.append(table)
    if unknown or not isinstance(found.get("name"), str) or not found["name"].strip():
        raise UsageError(
            f"{name}: it has a name and the tables columns, types, actors and fixed; {unknown or 'no name'}."
        )
    strange = sorted((tables["columns"].keys() | tables["fixed"].keys()) - {*_KNOWN})
    if strange:
        raise UsageError(f"{name}: a column cannot be {', '.join(strange)}; it can be {', '.join(_KNOWN)}.")
    missing = [what for what in ("id", "date", "type") if what not in tables["columns"] | tables["fixed"]]
    if missing or "id" not in tables["columns"]:
        raise UsageError(f"{name}: [columns] must say which column is {', '.join(missing or ['id'])}.")
    wrong = sorted({str(type_) for type_ in tables["types"].values()} - {*EVENT_TYPES})
    if wrong:
        raise UsageError(f"{name}: there is no type of event {', '.join(wrong)}.")
    return Mapping(
        name=found["name"].strip(),
        columns={what: str(column) for what, column in tables["columns"].items()},
        types={str(word).casefold(): type_ for word, type_ in tables["types"].items()},
        actors={str(word).casefold(): str(actor) for word, actor in tables["actors"].items()},
        fixed={what: str(value) for what, value in tables["fixed"].items()},
    )
