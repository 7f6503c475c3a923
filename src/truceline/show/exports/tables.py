"""The tables of an export, once for every format: columns with their kind and HXL tag, and rows in the same order.

Dates are dates: ``first_day`` and ``last_day`` are local days, both included, empty where that end is not known.
A claim's window and words stay beside them as they were told. Codes of PLOVER, CAMEO and ACLED are the crosswalk of
:mod:`truceline.model.event`; the precision codes are UCDP's, with ACLED's beside them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Literal, NamedTuple

from truceline.model.claim import Claim
from truceline.model.event import EVENT_TYPES, Count
from truceline.model.moment import anchored, zone
from truceline.model.selection import Listed, Selection, cell_id
from truceline.model.status import Cell
from truceline.model.world import ACLED_GEO_PRECISION, ACLED_TIME_PRECISION, Place
from truceline.show.marks import mark_of

Kind = Literal["text", "day", "whole", "number"]
Value = str | int | float | dt.date | None
Row = tuple[Value, ...]
#: Between several values in one column; no id has it.
BETWEEN = " "


class Column(NamedTuple):
    """One column: its name, what it holds, its HXL tag (empty: none fits) and what it means."""

    name: str
    kind: Kind
    hxl: str
    means: str


class Table(NamedTuple):
    """A table of an export; the first column is the id."""

    name: str
    means: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


def tables_of(selection: Selection) -> tuple[Table, ...]:
    """Cells, claims, incidents and sources of a selection."""
    return (
        cell_table(selection.cells, selection.agreement.party_names),
        claim_table(selection.claims, selection.agreement.timezone),
        Table("incidents", "claims that tell of one occurrence", _INCIDENTS, _rows(_incidents(selection))),
        Table("sources", "the reports that the claims stand in", _SOURCES, _rows(_sources(selection))),
    )


def cell_table(cells: Iterable[Cell], names: Mapping[str, str]) -> Table:
    """Cells as a table; ``names`` are what to call the parties."""
    return Table("cells", "status of a term for a party on a day or in a period", _CELLS, _rows(_cells(cells, names)))


def claim_table(claims: Iterable[Listed], timezone: str) -> Table:
    """Claims as a table, their windows as local days of ``timezone``."""
    rows = _rows(_claim(listed, timezone) for listed in claims)
    return Table("claims", "who says that what happened, in which words", _CLAIMS, rows)


_CELLS = (
    Column("id", "text", "#meta+id", "term/party/day; a period has both its days"),
    Column("term", "text", "#indicator+code", "the term's id in the agreement file"),
    Column("party", "text", "#org+code", "the party's id"),
    Column("party_name", "text", "#org+name", "the agreement's name for the party"),
    Column("kind", "text", "#meta+type", "day, or period: asked of the claims, never rolled up from days"),
    Column("first_day", "day", "#date+start", "local day, included"),
    Column("last_day", "day", "#date+end", "local day, included"),
    Column("status", "text", "#status", "one of the nine words; breached means corroborated reports"),
    Column("mark", "text", "#status+name", "the word for people; no report is told apart from not settled"),
    Column("pro", "text", "#indicator+pro", "grade of the evidence for a breach"),
    Column("con", "text", "#indicator+con", "grade of the evidence against it"),
    Column("claims", "text", "#meta+claims", "ids of the claims that give the grades"),
    Column("claims_count", "whole", "#meta+count", "how many"),
)
_CLAIMS = (
    Column("id", "text", "#meta+id", "the claim's id"),
    Column("report", "text", "#meta+report", "SHA-256 of the report's bytes"),
    Column("start", "whole", "#meta+start", "where the words begin in the report's text, in code points"),
    Column("end", "whole", "#meta+end", "where they end"),
    Column("quote", "text", "#description+quote", "the words"),
    Column("source", "text", "#meta+source", "by whose word"),
    Column("origin", "text", "#meta+origin", "the first telling; copies share one"),
    Column("speech", "text", "#event+speech", "what the speaker does: asserts, denies, accuses …"),
    Column("type", "text", "#event+type", "the kind of event"),
    Column("plover", "text", "#event+code+plover", "PLOVER type/mode"),
    Column("cameo", "text", "#event+code+cameo", "CAMEO code (root)"),
    Column("acled", "text", "#event+code+acled", "ACLED sub-event"),
    Column("actors", "text", "#org+actor", "possible actors; several are alternatives"),
    Column("recipients", "text", "#org+recipient", "against whom, or for whom"),
    Column("polarity", "text", "#event+polarity", "positive, or negative: it did not happen"),
    Column("certainty", "text", "#event+certainty", "certain, probable, possible, uncommitted"),
    Column("modality", "text", "#event+modality", "occurred, ongoing, future, conditional, required, hypothetical"),
    Column("mode", "text", "#event+mode", "sometime in its window, or throughout it"),
    Column("first_day", "day", "#date+start", "first local day on which it may have happened"),
    Column("last_day", "day", "#date+end", "last local day on which it may have happened"),
    Column("window", "text", "#date+window", "the window as told, end not included"),
    Column("date_precision", "whole", "#date+precision", "UCDP date_prec 1-5"),
    Column("acled_time_precision", "whole", "#date+precision+acled", "ACLED time_precision 1-3 (our crosswalk)"),
    Column("place", "text", "#loc+name", "the place's name; coordinates are its centre"),
    Column("place_id", "text", "#loc+code", "the gazetteer's id"),
    Column("zone", "text", "#loc+zone", "zone of the agreement, where the place is one"),
    Column("latitude", "number", "#geo+lat", "of the centre of the area, no finer than source and floor"),
    Column("longitude", "number", "#geo+lon", "of the centre of the area"),
    Column("radius_km", "number", "#geo+radius", "the area reaches so far from its centre"),
    Column("where_precision", "whole", "#geo+precision", "UCDP where_prec 1-7"),
    Column("acled_geo_precision", "whole", "#geo+precision+acled", "ACLED geo_precision 1-3 (our crosswalk)"),
    Column("deaths_low", "whole", "#affected+killed+min", "at least so many, as this source says"),
    Column("deaths_high", "whole", "#affected+killed+max", "at most so many; empty: not said"),
    Column("deaths_text", "text", "#affected+killed+text", "its words; never summed over sources"),
    Column("injured_low", "whole", "#affected+injured+min", "at least so many"),
    Column("injured_high", "whole", "#affected+injured+max", "at most so many"),
    Column("injured_text", "text", "#affected+injured+text", "its words"),
    Column("recorded", "text", "#date+recorded", "when it was learned of"),
    Column("review", "text", "#status+review", "machine, unsure, accepted, corrected, added, verified"),
    Column("incident", "text", "#meta+incident", "the occurrence that it tells of"),
    Column("terms", "text", "#indicator+code", "terms of the listed cells that name it"),
    Column("tray", "text", "#meta+tray", "not on map, no date: what the claim lacks"),
)
_INCIDENTS = (
    Column("id", "text", "#meta+id", "the occurrence's id"),
    Column("claims", "text", "#meta+claims", "those of its claims that are listed"),
    Column("claims_count", "whole", "#meta+count", "how many"),
    Column("origins", "text", "#meta+origins", "the first tellings"),
    Column("origins_count", "whole", "#meta+count+origins", "how many; copies count once"),
)
_SOURCES = (
    Column("id", "text", "#meta+id", "SHA-256 of the report's bytes"),
    Column("publisher", "text", "#meta+publisher", "who published it"),
    Column("title", "text", "#meta+title", "its title; empty while one of its claims is held back"),
    Column("published", "text", "#date+published", "day or instant of publication"),
    Column("url", "text", "#meta+url", "where it was found"),
    Column("language", "text", "#meta+language", "its language"),
)


def days_of_claim(claim: Claim, timezone: str) -> tuple[dt.date | None, dt.date | None]:
    """The first and last local day of a claim's window, both included; None where an end is not known."""
    time = claim.event.time if claim.event is not None else None
    if time is None:
        return None, None
    start = None if time.start is None else _local(anchored(time.start, timezone), timezone)
    if time.end is None:
        return start, None
    last = anchored(time.end, timezone)
    if time.start is None or last > anchored(time.start, timezone):
        last -= dt.timedelta(microseconds=1)
    return start, _local(last, timezone)


def lacks(claim: Claim) -> str:
    """What keeps a claim from the map or the table: the trays that it lies in."""
    event = claim.event
    place, time = (event.place, event.time) if event is not None else (None, None)
    trays = []
    if place is None or (place.lat is None and place.geometry is None and place.zone is None):
        trays.append("not on map")
    if time is None or (time.start is None and time.end is None):
        trays.append("no date")
    return ", ".join(trays)


def _local(moment: dt.datetime, timezone: str) -> dt.date:
    return moment.astimezone(zone(timezone)).date()


def _rows(rows: Iterator[Row]) -> tuple[Row, ...]:
    return tuple(rows)


def _cells(cells: Iterable[Cell], names: Mapping[str, str]) -> Iterator[Row]:
    for cell in cells:
        first, _, last = cell.day.partition("/")
        yield (
            cell_id(cell), cell.term, cell.party, _party(cell, names), "period" if last else "day",
            dt.date.fromisoformat(first), dt.date.fromisoformat(last or first), cell.status.value, mark_of(cell).word,
            cell.pro.value, cell.con.value, BETWEEN.join(cell.claims), len(cell.claims),
        )  # fmt: skip


def _party(cell: Cell, names: Mapping[str, str]) -> str:
    return " and ".join(names.get(party, party) for party in cell.party.split("+"))


def _claim(listed: Listed, timezone: str) -> Row:
    claim = listed.claim
    event = claim.event
    assert event is not None, "a listed claim tells of an event"
    codes, time = EVENT_TYPES[event.type], event.time
    place = event.place or Place()
    first, last = days_of_claim(claim, timezone)
    date_precision = None if time is None else time.precision
    window = None if time is None else f"{time.start or '..'}/{time.end or '..'}"
    return (
        claim.id, claim.report, claim.start, claim.end, claim.quote, claim.source, claim.origin, claim.speech,
        event.type, codes.plover, codes.cameo, codes.acled, BETWEEN.join(event.actors), BETWEEN.join(event.recipients),
        claim.polarity, claim.certainty, claim.modality, claim.mode, first, last, window, date_precision,
        ACLED_TIME_PRECISION.get(date_precision or 0), place.name, place.id, place.zone, place.lat, place.lon,
        place.radius_km if place.lat is not None else None, place.precision,
        ACLED_GEO_PRECISION.get(place.precision or 0), *_count(event.deaths), *_count(event.injured), claim.recorded,
        listed.review, listed.incident, BETWEEN.join(listed.terms), lacks(claim),
    )  # fmt: skip


def _count(count: Count | None) -> tuple[int | None, int | None, str | None]:
    return (None, None, None) if count is None else (count.low, count.high, count.text)


def _incidents(selection: Selection) -> Iterator[Row]:
    for found in selection.incidents:
        yield (
            found.id, BETWEEN.join(found.claims), len(found.claims), BETWEEN.join(found.origins), len(found.origins),
        )  # fmt: skip


def _sources(selection: Selection) -> Iterator[Row]:
    for source in selection.sources:
        yield source.id, source.publisher, source.title, source.published, source.url, source.language


#: How a value is written in a text file.
WRITTEN: dict[Kind, Callable[[Value], str]] = {
    "text": lambda value: "" if value is None else str(value),
    "day": lambda value: value.isoformat() if isinstance(value, dt.date) else "",
    "whole": lambda value: "" if value is None else str(value),
    "number": lambda value: "" if value is None else repr(value),
}
