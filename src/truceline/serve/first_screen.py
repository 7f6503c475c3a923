"""The first screen: what is kept, alleged, disputed, breached or unknown, why, and what changed since yesterday."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, NamedTuple

from truceline.errors import UsageError
from truceline.memory import Published, StoreGrid, review_states
from truceline.model.claim import Claim
from truceline.model.selection import REVIEWED
from truceline.model.status import Cell
from truceline.serve.changing import changes_since_yesterday
from truceline.serve.evidence import FEW, Evidence, evidence_of
from truceline.serve.here import Here
from truceline.serve.house import House
from truceline.serve.mapping import map_svg
from truceline.serve.rendering import FACES
from truceline.serve.saying import says_of
from truceline.serve.table import Sheet, clause, counts_of, days_of, heaviest, names_of, neighbours, sheet_of

#: Marks that have a tile, whatever their number.
_TILES = ("breached", "disputed", "alleged", "kept")
_STATUSES = (
    ("breached", "breached"),
    ("disputed", "disputed"),
    ("alleged", "alleged"),
    ("excused", "excused"),
    ("kept", "kept"),
    ("suspended", "suspended"),
    ("unknown", "not settled, or no report"),
    ("not_due", "not yet due"),
    ("not_assessed", "not assessed"),
)
_DOWNLOADS = (
    ("csv", "CSV"),
    ("geojson", "GeoJSON"),
    ("gpkg", "GeoPackage"),
    ("parquet", "Parquet"),
    ("hxl", "HXL"),
    ("jsonl", "JSON Lines"),
    ("ftm", "FollowTheMoney"),
    ("bundle", "bundle"),
)
_IN_A_TRAY = 8
_NO_EVENT = frozenset({"future", "conditional", "required", "hypothetical"})


class Tile(NamedTuple):
    """A number that a reader sees first, and where what is behind it stands."""

    face: str
    number: int
    words: str
    href: str


class Tray(NamedTuple):
    """Claims that a table or a map cannot hold."""

    name: str
    number: int
    told: tuple[Claim, ...]


class Review(NamedTuple):
    """How many of the claims that are shown somebody has looked at."""

    done: int
    all: int


def first_screen(house: House, view: Published, here: Here) -> dict[str, Any]:
    """Everything that the page draws."""
    wanted, words = here.wanted, here.words
    days = days_of(view, wanted)
    first, last = days if days is not None else ("", "")
    sheet = sheet_of(view, wanted, first, last, everything=here.page.get("rows") == "all") if days else _EMPTY
    claims = sheet.grid.claims
    counts = counts_of(sheet)
    told = view.claims(first, last) if days else []
    states = review_states(view.snapshot.decisions(report_ids=sorted({c.report or "" for c in claims})), claims)
    before, after = neighbours(first, last) if days else (("", ""), ("", ""))
    return {
        "agreement": view.agreement,
        "wanted": wanted,
        "first": first,
        "last": last,
        "when": words.day(f"{first}/{last}") if days and first <= last else "",
        "statuses": _STATUSES,
        "sheet": sheet,
        "quiet_rows": sum(len(block.lines) for block in sheet.quiet),
        "tiles": _tiles(here, counts, first, last) if days else [],
        "says": says_of(sheet, view.agreement, words),
        "unknown": _unknown(sheet, view, here, claims),
        "changes": changes_since_yesterday(view, first, last, now=house.now()) if days else [],
        "review": Review(sum(state in REVIEWED for state in states.values()), len(states)),
        "withheld": view.withheld,
        "release": view.release,
        "inside": view.release.is_inside,
        "last_day": view.last_day,
        "trays": trays_of(told),
        "map": map_svg(view, here, told, sheet.cells),
        "earlier": here.filtered("/", since=before[0], until=before[1]),
        "later": here.filtered("/", since=after[0], until=after[1]) if days and after[0] <= view.last_day else "",
        "downloads": _DOWNLOADS,
        "version": view.snapshot.head()[0],
        **pane(view, here, sheet),
    }


_EMPTY = Sheet((), (), (), {}, StoreGrid([], (), []))


def pane(view: Published, here: Here, sheet: Sheet | None) -> dict[str, Any]:
    """What the evidence pane draws: the cell that the address names, else the heaviest of the table."""
    asked = here.page.get("cell")
    cell: Cell | None = None
    if asked:
        term, party, day = place_of(asked)
        cell = view.explain(term, party, day)
    elif sheet is not None:
        found = heaviest(sheet)
        cell = view.explain(found.term, found.party, found.day) if found is not None else None
    return cell_values(view, cell, most=FEW)


def cell_values(view: Published, cell: Cell | None, *, most: int | None = None) -> dict[str, Any]:
    """A cell with its evidence, as the templates take it."""
    evidence: Evidence | None = None
    term = None
    if cell is not None:
        evidence = evidence_of(view, cell, most=most)
        term = next((t for t in view.agreement.terms if t.id == cell.term), None)
    return {
        "evidence": evidence,
        "chosen": cell,
        "term": term,
        "clause": clause(term) if term is not None else "",
        "party": names_of(view.agreement, cell.party) if cell is not None else "",
        "evidence_threshold": view.agreement.evidence,
    }


def place_of(written: str) -> tuple[str, str, str]:
    """``term/party/day`` or ``term/party/A/B``; UsageError when it is neither."""
    parts = written.split("/", 2)
    if len(parts) != 3:
        raise UsageError(f"{written!r} names no cell; write it as term/party/2019-08-05.")
    for day in parts[2].split("/", 1):
        try:
            dt.date.fromisoformat(day)
        except ValueError as error:
            raise UsageError(f"{day!r} is not a day; write it as 2019-08-05.") from error
    return parts[0], parts[1], parts[2]


def trays_of(claims: Sequence[Claim]) -> tuple[Tray, ...]:
    """Claims of something that happened, without a place or without a date."""
    events = [c for c in claims if c.event is not None and c.modality not in _NO_EVENT]
    unplaced = [c for c in events if not is_placed(c)]
    undated = [c for c in events if c.event is not None and (c.event.time is None or c.event.time.start is None)]
    ahead = [c for c in claims if c.event is not None and c.modality in _NO_EVENT]
    return tuple(
        Tray(name, len(found), tuple(found[:_IN_A_TRAY]))
        for name, found in (
            ("Not on the map", unplaced),
            ("No date", undated),
            ("Announced, conditional or asked for: counts for nothing", ahead),
        )
    )


def is_placed(claim: Claim) -> bool:
    """True when a claim's place can be drawn, or is a zone."""
    place = claim.event.place if claim.event is not None else None
    return place is not None and (place.lat is not None or place.geometry is not None or place.zone is not None)


def _tiles(here: Here, counts: dict[str, list[Cell]], first: str, last: str) -> list[Tile]:
    found = []
    for name in FACES:
        cells = counts[name]
        if not cells and name not in _TILES:
            continue
        if name in ("silent", "not_due", "not_assessed"):
            continue
        word = here.words(FACES[name])
        status = "unknown" if name == "possible" else name
        days = here.words.many(len(cells), "day {word}", "days {word}", word=word)
        found.append(Tile(name, len(cells), days, here.filtered("/", status=status, since=first, until=last)))
    return found


def _unknown(sheet: Sheet, view: Published, here: Here, claims: Sequence[Claim]) -> list[str]:
    """What nobody reported on, and whether anybody watched."""
    silent = list(dict.fromkeys(block.term.id for block in sheet.quiet if block.term.not_assessed is None))
    loud = {block.term.id for block in sheet.blocks}
    silent = [term for term in silent if term not in loud]
    parts = []
    if silent:
        parts.append(
            here.words("nobody reported on {terms}", terms=", ".join(silent[:8])) + ("…" if silent[8:] else "")
        )
    watchers = {s.id for s in view.agreement.sources if s.role in ("observer", "reviewer")}
    if sheet.columns and not any(c.source in watchers for c in claims):
        parts.append(here.words("no observer was read"))
    if sheet.columns and not sheet.grid.claims:
        parts.append(here.words("nobody reported anything on these days"))
    return parts
