"""The rules once more, as SQL: every cell of many cases at once, from agreements and claims as they are written.

It shares no code with the engine. Python only lays the raw values out as tables: it reads instants and days, asks
pyproj and shapely how each place lies to each zone, and drops the claims that are not known, or dead, by the format's
section 2. The rules themselves are in ``sql_oracle.sql``, run by DuckDB.

Not covered: unusable lines, GeoJSON places, line zones, readings, periods and unions. Where a window has an open end, a
group is surely a party's iff one of its designations contains the window as it is read; the format's words, "the whole
known window", could also be taken to leave out such windows.
"""

from __future__ import annotations

import datetime as dt
import functools
import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import duckdb
import pyproj
import shapely
import shapely.ops

Found = dict[tuple[str, str, str], tuple[str, str, str]]
Rows = dict[str, list[dict[str, Any]]]

GRADES = ("none", "possible", "single", "corroborated", "confirmed")
RULES, ONE_DAY = Path(__file__).with_name("sql_oracle.sql").read_text().split("-- one day\n")
TABLES = {
    "day": "timezone VARCHAR, n INTEGER, begins BIGINT, stops BIGINT",
    "setting": "k INTEGER, timezone VARCHAR, first_day INTEGER, last_day INTEGER, breach_at VARCHAR, "
    "origins INTEGER, sides INTEGER",
    "party": "k INTEGER, party VARCHAR, side VARCHAR",
    "member": "k INTEGER, party VARCHAR, grp VARCHAR, since BIGINT, until BIGINT",
    "source": "k INTEGER, source VARCHAR, side VARCHAR, role VARCHAR",
    "instrument": "k INTEGER, instrument VARCHAR, in_force BIGINT, ends BIGINT",
    "suspender": "k INTEGER, instrument VARCHAR, party VARCHAR",
    "filed": "k INTEGER, instrument VARCHAR, party VARCHAR, effect VARCHAR, n INTEGER",
    "term": "k INTEGER, term VARCHAR, instrument VARCHAR, verb VARCHAR, zone VARCHAR, target VARCHAR, due INTEGER, "
    "silence BOOLEAN, conditional BOOLEAN, presume VARCHAR, within INTEGER, announcement BOOLEAN, "
    "after_within INTEGER, not_assessed BOOLEAN",
    "term_type": "k INTEGER, term VARCHAR, type VARCHAR",
    "bearer": "k INTEGER, term VARCHAR, party VARCHAR",
    "condition_term": "k INTEGER, term VARCHAR, other VARCHAR",
    "after_term": "k INTEGER, term VARCHAR, other VARCHAR",
    "claim": "k INTEGER, claim VARCHAR, source VARCHAR, origin VARCHAR, type VARCHAR, speech VARCHAR, "
    "polarity VARCHAR, certainty VARCHAR, modality VARCHAR, mode VARCHAR, recorded BIGINT, start_at BIGINT, "
    "end_at BIGINT, placeless BOOLEAN",
    "named": "k INTEGER, claim VARCHAR, role VARCHAR, who VARCHAR",
    "place": "k INTEGER, claim VARCHAR, zone VARCHAR, inside BOOLEAN, outside BOOLEAN, contains BOOLEAN",
}
EVER = 4 * 10**18


class Case(NamedTuple):
    """An agreement and claims as they would be written in their files, and until when claims are known."""

    agreement: dict[str, Any]
    lines: list[dict[str, Any]]
    as_of: str | None = None


class Answer(NamedTuple):
    """The printed cells of one case, by which rule each has its status, and the statuses of those not printed."""

    cells: Found
    rules: dict[tuple[str, str, str], str]
    quiet: dict[tuple[str, str, str], str]


# --- instants and days ---------------------------------------------------------------------------------------------


def microseconds(moment: dt.datetime) -> int:
    return (moment - dt.datetime(1970, 1, 1, tzinfo=dt.UTC)) // dt.timedelta(microseconds=1)


@functools.cache
def first_instant(timezone: str, day: dt.date) -> int:
    """The first instant of a local day, found by halving: also where a clock change swallows midnight."""
    zone = ZoneInfo(timezone)
    noon = dt.datetime.combine(day, dt.time(12), dt.UTC)
    early, late = -40 * 3600, 40 * 3600
    while late - early > 1:
        middle = (early + late) // 2
        if (noon + dt.timedelta(seconds=middle)).astimezone(zone).date() >= day:
            late = middle
        else:
            early = middle
    return microseconds(noon + dt.timedelta(seconds=late))


def instant(value: str | None, timezone: str) -> int | None:
    """Microseconds of what the files write: a date, a civil time, or a time with ``Z`` or an offset."""
    if value is None:
        return None
    if len(value) == 10:
        return first_instant(timezone, dt.date.fromisoformat(value))
    moment = dt.datetime.fromisoformat(value)
    return microseconds(moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(timezone)))


def ordinal(day: str) -> int:
    return dt.date.fromisoformat(day).toordinal()


def local_day(moment: int, timezone: str) -> int:
    utc = dt.datetime(1970, 1, 1, tzinfo=dt.UTC) + dt.timedelta(microseconds=moment)
    return utc.astimezone(ZoneInfo(timezone)).date().toordinal()


# --- what is known and live ----------------------------------------------------------------------------------------


def living(lines: list[dict[str, Any]], as_of: str | None) -> list[dict[str, Any]]:
    """The known claims with an event that no live claim withdraws or replaces."""

    def when(line: dict[str, Any]) -> int:
        return instant(line["recorded"], "UTC") or 0

    limit = instant(as_of, "UTC")
    known = {line["id"]: line for line in lines if limit is None or when(line) <= limit}
    live: dict[str, bool] = {}

    def is_live(line: dict[str, Any]) -> bool:
        if line["id"] not in live:
            rivals = [
                other
                for other in known.values()
                if line["id"] in (other.get("withdraws"), other.get("supersedes"))
                or (
                    line.get("supersedes") is not None
                    and other.get("supersedes") == line["supersedes"]
                    and (when(other), other["id"]) > (when(line), line["id"])
                )
            ]
            live[line["id"]] = not any(is_live(other) for other in rivals)
        return live[line["id"]]

    return [line for line in known.values() if is_live(line) and (line.get("event") or {}).get("type")]


# --- places and zones ----------------------------------------------------------------------------------------------

GEOD = pyproj.Geod(ellps="WGS84")


class Round(NamedTuple):
    """A round area: metres."""

    lat: float
    lon: float
    radius: float


class Shape(NamedTuple):
    """A polygon (lon, lat) widened by so many metres, or narrowed if negative."""

    corners: tuple[tuple[float, float], ...]
    by: float


def edges(zone: dict[str, Any]) -> tuple[Round | Shape, Round | Shape]:
    """The inner and the outer edge."""
    margin = 1000.0 * zone.get("margin_km", 0)
    if "circle" in zone:
        circle, radius = zone["circle"], zone["circle"]["radius_km"]
        low, high = radius if isinstance(radius, list) else (radius, radius)
        return (
            Round(circle["lat"], circle["lon"], 1000 * low - margin),
            Round(circle["lat"], circle["lon"], 1000 * high + margin),
        )
    corners = tuple((lon, lat) for lon, lat in zone["geometry"]["coordinates"][0])
    return Shape(corners, -margin), Shape(corners, margin)


def drawn(area: Round | Shape, lat: float, lon: float) -> Any:
    """The area on a plane that touches the earth at a point, in metres."""
    plane = pyproj.Transformer.from_crs(
        "EPSG:4326", f"+proj=aeqd +lat_0={lat} +lon_0={lon} +datum=WGS84", always_xy=True
    )
    if isinstance(area, Round):
        point = shapely.Point(plane.transform(area.lon, area.lat))
        return point if area.radius == 0 else point.buffer(area.radius, quad_segs=256)
    return shapely.Polygon([plane.transform(*corner) for corner in area.corners]).buffer(area.by, quad_segs=256)


def within(small: Round | Shape, large: Round | Shape) -> bool:
    if isinstance(small, Round) and isinstance(large, Round):
        apart = GEOD.inv(small.lon, small.lat, large.lon, large.lat)[2]
        return bool(apart + small.radius <= large.radius)
    if isinstance(small, Shape) and isinstance(large, Round) and small.by >= 0:
        far = max(GEOD.inv(large.lon, large.lat, *corner)[2] for corner in small.corners)
        return bool(far + small.by <= large.radius)
    at = (small.lat, small.lon) if isinstance(small, Round) else small.corners[0][::-1]
    one, other = drawn(small, *at), drawn(large, *at)
    return bool(not other.is_empty and one.within(other))


def apart(one: Round | Shape, other: Round | Shape) -> bool:
    if isinstance(one, Round) and isinstance(other, Round):
        return bool(GEOD.inv(one.lon, one.lat, other.lon, other.lat)[2] >= one.radius + other.radius)
    at = (one.lat, one.lon) if isinstance(one, Round) else one.corners[0][::-1]
    return bool(drawn(one, *at).disjoint(drawn(other, *at)))


@functools.lru_cache(maxsize=100_000)
def _lies(place: str, zones: str, zone_id: str) -> tuple[bool, bool, bool]:
    where, all_zones = json.loads(place), json.loads(zones)
    inner, outer = edges(all_zones[zone_id])
    if "zone" in where:
        if where["zone"] == zone_id:
            return True, False, True
        its_inner, its_outer = edges(all_zones[where["zone"]])
        return within(its_outer, inner), apart(its_outer, outer), within(outer, its_inner)
    disc = Round(where["lat"], where["lon"], 1000 * where.get("radius_km", 0))
    listed = where.get("id") is not None and where["id"] in all_zones[zone_id].get("contains", [])
    return listed or within(disc, inner), not listed and apart(disc, outer), within(outer, disc)


def lies(place: dict[str, Any], zones: dict[str, Any], zone_id: str) -> tuple[bool, bool, bool]:
    """How a place lies to a zone: (inside, outside, contains it)."""
    mine = {k: v for k, v in zones.items() if k in (zone_id, place.get("zone"))}
    return _lies(json.dumps(place, sort_keys=True), json.dumps(mine, sort_keys=True), zone_id)


# --- tables --------------------------------------------------------------------------------------------------------


def several(value: str | list[str] | None) -> list[str]:
    return [] if value is None else [value] if isinstance(value, str) else value


def agreement_rows(k: int, agreement: dict[str, Any], rows: Rows) -> None:
    zone = agreement["timezone"]

    def add(table: str, **values: Any) -> None:
        rows[table].append({"k": k} | values)

    for party, about in agreement["parties"].items():
        add("party", party=party, side=about.get("side", "none"))
        for member in about.get("members", []):
            since, until = instant(member.get("from"), zone), instant(member.get("until"), zone)
            since, until = -EVER if since is None else since, EVER if until is None else until
            add("member", party=party, grp=member["group"], since=since, until=until)
    for source, about in agreement["sources"].items():
        add("source", source=source, side=about.get("side", "none"), role=about.get("role"))
    for item in agreement["instruments"]:
        name = item["id"]
        add(
            "instrument",
            instrument=name,
            in_force=instant(item["in_force"], zone),
            ends=instant(item.get("ends"), zone),
        )
        for party in several(item.get("suspends", {}).get("by")):
            add("suspender", instrument=name, party=party)
        for notice in item.get("notices", []):
            add("filed", instrument=name, party=notice["by"], effect=notice["effect"], n=ordinal(notice["day"]))
    for term in agreement["terms"]:
        name = term["id"]
        verb = next(v for v in ("must", "must_not", "may") if v in term)
        held = term.get("while", {})
        due = ordinal(term["by"]) + 1 if "by" in term else ordinal(term["before"]) if "before" in term else None
        add(
            "term",
            term=name,
            instrument=term["of"],
            verb=verb,
            zone=term.get("zone", term.get("from_zone")),
            target=term.get("unless", {}).get("target"),
            due=due,
            silence=term.get("silence") == "breached",
            conditional="while" in term,
            presume=held.get("presume", "kept"),
            within=held.get("within_days"),
            announcement=term.get("on_release", {}).get("needs") == "announcement",
            after_within=term.get("after", {}).get("within_days"),
            not_assessed="not_assessed" in term,
        )
        for table, column, values in (
            ("term_type", "type", term[verb]),
            ("bearer", "party", term["party"]),
            ("condition_term", "other", held.get("not_breached")),
            ("after_term", "other", term.get("after", {}).get("breach_of")),
        ):
            for value in several(values):
                add(table, term=name, **{column: value})


def claim_rows(k: int, case: Case, rows: Rows) -> list[int]:
    """Lays out the claims that count, and gives every instant that they name."""
    zone, zones = case.agreement["timezone"], case.agreement.get("zones", {})
    wanted = {z for term in case.agreement["terms"] if (z := term.get("zone", term.get("from_zone")))}
    instants = []
    for line in living(case.lines, case.as_of):
        event = line["event"]
        time, place, name = event.get("time") or {}, event.get("place"), line["id"]
        start, end = instant(time.get("start"), zone), instant(time.get("end"), zone)
        recorded = instant(line["recorded"], zone)
        instants += [moment for moment in (start, end, recorded) if moment is not None]
        rows["claim"].append(
            {
                "k": k,
                "claim": name,
                "source": line["source"],
                "origin": line.get("origin") or name,
                "type": event["type"],
                "speech": line.get("speech") or "asserts",
                "polarity": line.get("polarity") or "positive",
                "certainty": line.get("certainty") or "certain",
                "modality": line.get("modality") or "occurred",
                "mode": line.get("mode") or "sometime",
                "recorded": recorded,
                "start_at": start,
                "end_at": end,
                "placeless": place is None,
            }
        )
        for role in ("actor", "recipient"):
            for who in set(event.get(f"{role}s") or []):
                rows["named"].append({"k": k, "claim": name, "role": role, "who": who})
        if place is not None:
            for zone_id in wanted:
                inside, outside, contains = lies(place, zones, zone_id)
                rows["place"].append(
                    {"k": k, "claim": name, "zone": zone_id, "inside": inside, "outside": outside, "contains": contains}
                )
    return instants


def laid_out(cases: list[Case]) -> Rows:
    rows: Rows = {table: [] for table in TABLES}
    calendars: dict[str, set[int]] = {}
    for k, case in enumerate(cases):
        agreement_rows(k, case.agreement, rows)
        instants = claim_rows(k, case, rows)
        zone = case.agreement["timezone"]
        forces = [instant(i["in_force"], zone) or 0 for i in case.agreement["instruments"]]
        ends = [instant(i["ends"], zone) or 0 for i in case.agreement["instruments"] if "ends" in i]
        first = local_day(min(forces), zone)
        last = max(local_day(max([*instants, *forces, *ends]), zone), first)
        evidence = case.agreement.get("evidence", {})
        enough = evidence.get("corroborate", {})
        rows["setting"].append(
            {
                "k": k,
                "timezone": zone,
                "first_day": first,
                "last_day": last,
                "breach_at": evidence.get("breach_at", "corroborated"),
                "origins": enough.get("origins", 2),
                "sides": enough.get("sides", 2),
            }
        )
        calendars.setdefault(zone, set()).update(range(first, last + 1))
    for zone, days in calendars.items():
        for n in sorted(days):
            begins, stops = (first_instant(zone, dt.date.fromordinal(m)) for m in (n, n + 1))
            rows["day"].append({"timezone": zone, "n": n, "begins": begins, "stops": stops})
    return rows


def answers(cases: list[Case]) -> list[Answer]:
    """The printed cells of every case, in the order of the cases."""
    rows = laid_out(cases)
    found = [Answer({}, {}, {}) for _ in cases]
    with tempfile.TemporaryDirectory() as folder, duckdb.connect() as base:
        base.execute("SET threads = 2")
        for table, columns in TABLES.items():
            path = Path(folder, f"{table}.jsonl")
            path.write_text("".join(json.dumps(row) + "\n" for row in rows[table]))
            shape = ", ".join("'{}': '{}'".format(*column.strip().split()) for column in columns.split(","))
            base.execute(f"CREATE TABLE {table} ({columns})")
            if rows[table]:
                base.execute(
                    f"INSERT INTO {table} FROM read_json('{path}', format='newline_delimited', columns={{{shape}}})"
                )
        base.execute(RULES)
        for day in range(max(row["last_day"] - row["first_day"] for row in rows["setting"]) + 1):
            base.execute(ONE_DAY, {"day": day})
        base.execute("SELECT * FROM judged")
        for k, term, party, n, pro, con, status, rule, _ in base.fetchall():
            key = (term, party, dt.date.fromordinal(n).isoformat())
            if pro == con == 0 and status != "breached":
                found[k].quiet[key] = status
                continue
            found[k].cells[key] = (status, GRADES[pro], GRADES[con])
            found[k].rules[key] = rule
    return found


def differences(found: Found, wanted: Found) -> Iterator[str]:
    """One line for each cell on which two tables differ."""
    for key in sorted(found.keys() | wanted.keys()):
        if found.get(key) != wanted.get(key):
            yield f"{' '.join(key)}: engine {found.get(key)}, rules {wanted.get(key)}"
