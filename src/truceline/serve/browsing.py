"""Pages that show what the store holds: occurrences, claims, the agreement, reports, who watched, and what changed."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Sequence
from typing import Any, NamedTuple

import msgspec

from truceline.agreement import TermText, term_sentences
from truceline.errors import UsageError
from truceline.memory import Published, select
from truceline.model.agreement import Agreement, Source, Within
from truceline.model.claim import Claim, Incident
from truceline.model.selection import Filter, Listed
from truceline.model.text import Report
from truceline.serve.changing import Change, horizon, recent
from truceline.serve.evidence import told_of
from truceline.serve.here import Here
from truceline.serve.house import House
from truceline.serve.mapping import areas_of, map_svg
from truceline.serve.problems import Refused
from truceline.serve.table import days_of, sheet_of
from truceline.store import Hit, Snapshot

#: So many rows on a page; the next page has the next.
A_PAGE = 50


def within(view: Published, wanted: Filter) -> tuple[Filter, str, str]:
    """The filter with the days of a page: those asked for, else the last week."""
    days = days_of(view, wanted)
    if days is None:
        return wanted, "", ""
    return msgspec.structs.replace(wanted, since=days[0], until=max(days[0], days[1])), days[0], days[1]


class Occurrence(NamedTuple):
    """An incident for a list: its claims, what and where it was said to be, and by how many origins."""

    incident: Incident
    claims: tuple[Claim, ...]
    kinds: tuple[str, ...]
    places: tuple[str, ...]
    against: int


def incidents_values(view: Published, here: Here) -> dict[str, Any]:
    """Occurrences under a filter, those with the most origins first."""
    wanted, first, last = within(view, here.wanted)
    found = select(view, wanted)
    listed = {item.claim.id: item.claim for item in found.claims}
    rows = [_occurrence(incident, [listed[id_] for id_ in incident.claims]) for incident in found.incidents]
    rows.sort(key=lambda row: (-len(row.incident.origins), row.incident.id))
    skip = _number(here.page.get("skip"))
    return {
        "rows": rows[skip : skip + A_PAGE],
        "total": len(rows),
        "skip": skip,
        "next": skip + A_PAGE if len(rows) > skip + A_PAGE else None,
        **_days(view, here, first, last),
    }


def _occurrence(incident: Incident, claims: Sequence[Claim]) -> Occurrence:
    events = [c.event for c in claims if c.event is not None]
    return Occurrence(
        incident,
        tuple(claims),
        tuple(dict.fromkeys(event.type for event in events)),
        tuple(dict.fromkeys(e.place.name or e.place.zone or "" for e in events if e.place is not None)),
        sum(claim.polarity == "negative" for claim in claims),
    )


def incident_values(view: Published, here: Here, id_: str) -> dict[str, Any]:
    """One occurrence: what is said for it and what against it, side by side."""
    wanted = here.wanted
    found = next((i for i in view.incidents(wanted.since, wanted.until) if i.id == id_), None)
    if found is None:
        raise Refused(404, "There is no such occurrence, or it is not shown yet.")
    told = told_of(view, view.claims(ids=found.claims))
    rows = _occurrence(found, [t.claim for t in told])
    counts = [
        (t, name, count)
        for t in told
        for name, count in (
            ("deaths", t.claim.event.deaths if t.claim.event else None),
            ("injured", t.claim.event.injured if t.claim.event else None),
        )
        if count is not None
    ]
    return {
        "agreement": view.agreement,
        "row": rows,
        "pro": [t for t in told if not t.against],
        "con": [t for t in told if t.against],
        "counts": counts,
        "map": map_svg(view, here, [t.claim for t in told]),
    }


def claim_values(view: Published, id_: str) -> dict[str, Any]:
    """One claim with its words."""
    claims = view.claims(ids=[id_])
    if not claims:
        raise Refused(404, "There is no such claim, or it is not shown yet.")
    return {"agreement": view.agreement, "told": told_of(view, claims)[0]}


class Date(NamedTuple):
    """A line of the calendar: a day, what is due or done on it, and the term or instrument that says so."""

    day: str
    what: str
    of: str


def agreement_values(view: Published) -> dict[str, Any]:
    """Clause beside term, and the calendar."""
    agreement = view.agreement
    texts = {text.id: text for text in term_sentences(agreement)}
    by_instrument: list[tuple[Any, list[tuple[Any, TermText]]]] = [
        (instrument, [(term, texts[term.id]) for term in agreement.terms if term.of == instrument.id])
        for instrument in agreement.instruments
    ]
    return {"agreement": agreement, "instruments": by_instrument, "calendar": calendar_of(agreement)}


def calendar_of(agreement: Agreement) -> list[Date]:
    """The days that the agreement itself names, in order."""
    found = []
    for instrument in agreement.instruments:
        for day, what in (
            (instrument.signed, "signed"),
            (instrument.declared, "declared"),
            (instrument.in_force, "in force"),
            (instrument.ends, "ends"),
        ):
            if day is not None:
                found.append(Date(day[:10], what, instrument.id))
        found += [Date(n.day, f"notice: {n.effect}", f"{instrument.id}, {n.by}") for n in instrument.notices]
    for term in agreement.terms:
        if isinstance(term.by, str):
            found.append(Date(term.by[:10], "last day", term.id))
        if isinstance(term.before, str):
            found.append(Date(term.before[:10], "first day too late", term.id))
        for moment in (term.by, term.before):
            if isinstance(moment, Within) and moment.after.day is not None:
                day = (dt.date.fromisoformat(moment.after.day) + dt.timedelta(days=moment.days)).isoformat()
                found.append(Date(day, "counted from a day", term.id))
    return sorted(found)


class Listing(NamedTuple):
    """A report in a list. ``whole`` is False while a claim of it is held back: its title and text are not shown."""

    report: Report
    recorded: str
    claims: int
    whole: bool


def reports_values(view: Published, snapshot: Snapshot, here: Here) -> dict[str, Any]:
    """The reports, the latest first."""
    before = None
    if "before" in here.page:
        at, _, report = here.page["before"].rpartition(" ")
        before = (at, report)
    kept = snapshot.listed(most=A_PAGE + 1, before=before)
    rows = [
        Listing(k.reading.report, k.recorded, len(k.reading.claims), k.reading.report.id not in view.partly_held)
        for k in kept[:A_PAGE]
    ]
    following = f"{rows[-1].recorded} {rows[-1].report.id}" if len(kept) > A_PAGE else None
    return {"agreement": view.agreement, "rows": rows, "next": following, "total": snapshot.counts()["reports"]}


class Piece(NamedTuple):
    """A stretch of a report's text: plain, left out as not its own, or the words of a claim."""

    text: str
    claims: tuple[str, ...]
    left_out: str


def report_values(view: Published, snapshot: Snapshot, id_: str) -> dict[str, Any]:
    """One report: its text with the words of each claim marked, and what the claims are."""
    report_id = f"sha256:{id_}"
    found = list(snapshot.readings([report_id])) if len(id_) == 64 else []
    if not found:
        named = snapshot.named(id_) if id_ and all(c in "0123456789abcdef" for c in id_) else []
        held = snapshot.held(named[:1])
        if held and held[named[0]].erased:
            raise Refused(410, "This report was erased; its words are gone.")
        if len(named) != 1:
            raise Refused(404, "There is no such report.")
        found = list(snapshot.readings(named))
    reading = found[0].reading
    whole = reading.report.id not in view.partly_held
    claims = view.claims(reports=[reading.report.id])
    told = told_of(view, claims)
    return {
        "agreement": view.agreement,
        "report": reading.report,
        "recorded": found[0].recorded,
        "whole": whole,
        "told": [t for t in told if t.claim.event is not None],
        "pieces": pieces_of(reading.report, claims) if whole else [],
        "decisions": snapshot.decisions(report_ids=[reading.report.id]) if view.release.is_inside else [],
    }


def pieces_of(report: Report, claims: Sequence[Claim]) -> list[Piece]:
    """The text cut at every edge of a claim's words or of a stretch that was left out; joined they are the text."""
    text = report.text
    spans = [c for c in claims if 0 <= c.start < c.end <= len(text) and not c.id.startswith("d:")]
    edges = {0, len(text)}
    edges |= {edge for claim in spans for edge in (claim.start, claim.end)}
    edges |= {edge for removed in report.removed for edge in (removed.start, removed.end)}
    ordered = sorted(edge for edge in edges if 0 <= edge <= len(text))
    found: list[Piece] = []
    for begin, end in itertools.pairwise(ordered):
        over = tuple(c.id for c in spans if c.start <= begin and end <= c.end)
        left_out = next((r.why for r in report.removed if r.start <= begin and end <= r.end), "")
        found.append(Piece(text[begin:end], over, left_out))
    return found


class Watcher(NamedTuple):
    """A source on the days of a page: how many of its reports tell of each day, and whether it says it watched."""

    source: Source
    reports: dict[str, int]
    total: int


def coverage_values(view: Published, here: Here) -> dict[str, Any]:
    """Who told of which day, and who says that they watched: so that silence can be judged."""
    wanted, first, last = within(view, here.wanted)
    found = select(view, wanted)
    days = found.days
    sources = {source.id: source for source in view.agreement.sources}
    by_source: dict[str, dict[str, set[str]]] = {}
    for item in found.claims:
        time = item.claim.event.time if item.claim.event is not None else None
        for day in days:
            if time is not None and time.start and time.end and time.start[:10] <= day < time.end[:10].ljust(11, "x"):
                by_source.setdefault(item.claim.source or "", {}).setdefault(day, set()).add(item.claim.report or "")
    rows = [
        Watcher(
            sources.get(id_) or Source(id=id_ or "?", name=id_ or None),
            {day: len(reports) for day, reports in told.items()},
            len(set().union(*told.values())),
        )
        for id_, told in by_source.items()
    ]
    rows.sort(key=lambda w: (w.source.role != "observer", -w.total, w.source.id))
    watched = [item for item in found.claims if item.claim.event is not None and _is_watch(item)]
    return {
        "rows": rows,
        "days": days,
        "silent": [s for s in view.agreement.sources if s.id not in by_source],
        "watched": told_of(view, [item.claim for item in watched]),
        **_days(view, here, first, last),
    }


def _is_watch(item: Listed) -> bool:
    kind = item.claim.event.type if item.claim.event is not None else ""
    return kind == "coverage" or kind.startswith("monitor.")


def search_values(view: Published, snapshot: Snapshot, here: Here) -> dict[str, Any]:
    """Reports by their words; those that are not shown whole are not found by them."""
    wanted = here.page.get("q", "").strip()[:200]
    skip = _number(here.page.get("skip"))
    hits: list[Hit] = []
    if wanted:
        hits = [h for h in snapshot.find(wanted, most=A_PAGE + 1, skip=skip) if h.report not in view.partly_held]
    return {
        "agreement": view.agreement,
        "q": wanted,
        "hits": [(hit, hit.parts(hit.excerpt)) for hit in hits[:A_PAGE]],
        "next": skip + A_PAGE if len(hits) > A_PAGE else None,
    }


def changes_values(view: Published, house: House) -> dict[str, Any]:
    """The latest changes of cells."""
    found: list[Change] = recent(view, until=horizon(view, house.now()), most=300)
    return {"agreement": view.agreement, "changes": found}


def map_values(view: Published, here: Here) -> dict[str, Any]:
    """The map, larger, with its areas as a list."""
    wanted, first, last = within(view, here.wanted)
    sheet = sheet_of(view, wanted, first, last) if first else None
    found = select(view, wanted)
    claims = [item.claim for item in found.claims]
    cells = sheet.cells if sheet is not None else []
    return {
        "map": map_svg(view, here, claims, cells),
        "areas": areas_of(view, claims, cells),
        "unplaced": sum(c.event is not None and c.event.place is None for c in claims),
        **_days(view, here, first, last),
    }


def _days(view: Published, here: Here, first: str, last: str) -> dict[str, Any]:
    return {
        "agreement": view.agreement,
        "wanted": here.wanted,
        "first": first,
        "last": last,
        "when": here.words.day(f"{first}/{last}") if first and first <= last else "",
        "last_day": view.last_day,
    }


def _number(written: str | None) -> int:
    if written is None:
        return 0
    if not written.isascii() or not written.isdecimal() or len(written) > 9:
        raise UsageError(f"{written[:20]!r} is no number.")
    return int(written)
