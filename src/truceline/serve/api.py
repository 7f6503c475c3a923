"""The nouns as JSON over HTTP. One table of endpoints is the routes, the checks of what is asked, and the OpenAPI file.

The answers are the model's own structs, as in files and on the command line; errors are problem details (RFC 9457);
long lists come in pages, each with an opaque cursor to the next, which goes on after the last row that was given.
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Literal, NamedTuple, TypeVar

import msgspec

from truceline import memory
from truceline.errors import UsageError
from truceline.memory import Published, filter_of, review_states
from truceline.model.agreement import Agreement
from truceline.model.decision import Decision
from truceline.model.selection import Filter, Listed, ReviewState, Stamp
from truceline.model.status import Cell
from truceline.model.text import Report
from truceline.serve.api_shapes import (
    FILTER,
    PAGED,
    USUAL,
    WHICH,
    AgreementList,
    Areas,
    CellPage,
    ChangeList,
    ClaimPage,
    Day,
    Deciding,
    DecisionList,
    Feature,
    FoundList,
    FoundReport,
    GapList,
    IncidentPage,
    Kept,
    Name,
    NoteGiven,
    Param,
    SourcePage,
    Turn,
)
from truceline.serve.changing import horizon, recent
from truceline.serve.house import House
from truceline.serve.mapping import areas_of
from truceline.serve.problems import Refused
from truceline.serve.table import days_of
from truceline.serve.visitor import Role, Visitor
from truceline.store import Snapshot

T = TypeVar("T")
#: Every day of them is asked of every term.
MOST_GAP_DAYS = 366


class Call(NamedTuple):
    """One request that was checked: its filter, its other names, the path's, the body, and the store to be asked."""

    house: House
    visitor: Visitor
    snapshot: Snapshot
    view: Published
    wanted: Filter
    names: dict[str, Any]
    path: dict[str, str]
    body: Any


class Endpoint(NamedTuple):
    """One route. ``answers`` is the type of the answer, ``do`` makes it; ``role`` is who may ask."""

    path: str
    name: str
    about: str
    params: tuple[Param, ...]
    answers: Any
    do: Callable[[Call], Any]
    method: Literal["GET", "POST"] = "GET"
    role: Role = "reader"
    body: Any = None
    inside: tuple[tuple[str, Any, str], ...] = ()


# ---------------------------------------------------------------- answers


def _cells(call: Call) -> CellPage:
    found = call.house.selected(call.view, call.wanted)
    ordered = sorted(found.cells, key=_cell_key)
    items, following = _page(call, ordered, _cell_key)
    return CellPage(stamp=found.stamp, items=items, next=following)


def _cell_key(cell: Cell) -> tuple[Any, ...]:
    return "/" in cell.day, cell.term, cell.party, cell.day


def _claims(call: Call) -> ClaimPage:
    found = call.house.selected(call.view, call.wanted)
    items, following = _page(call, found.claims, _claim_key)
    return ClaimPage(stamp=found.stamp, items=items, next=following)


def _claim_key(item: Listed) -> tuple[Any, ...]:
    claim = item.claim
    return claim.report or "", claim.start, claim.end, claim.id


def _incidents(call: Call) -> IncidentPage:
    found = call.house.selected(call.view, call.wanted)
    items, following = _page(call, sorted(found.incidents, key=_id_key), _id_key)
    return IncidentPage(stamp=found.stamp, items=items, next=following)


def _sources(call: Call) -> SourcePage:
    found = call.house.selected(call.view, call.wanted)
    items, following = _page(call, found.sources, _id_key)
    return SourcePage(stamp=found.stamp, items=items, next=following)


def _id_key(item: Any) -> tuple[Any, ...]:
    return (item.id,)


def _cell(call: Call) -> Cell:
    term, party = call.path["term"], call.path["party"]
    day = "/".join(call.path[name] for name in ("day", "until") if name in call.path)
    if call.path.get("until", call.path["day"]) < call.path["day"]:
        raise Refused(404, "A period ends after it begins.")
    return call.view.explain(term, party, day)


def _claim(call: Call) -> Listed:
    found = [c for c in call.view.claims(ids=[call.path["claim"]]) if c.event is not None]
    if not found:
        raise Refused(404, "There is no such claim, or it is not shown yet.")
    claim = found[0]
    states = review_states(call.snapshot.decisions(report_ids=[claim.report or ""]), [claim])
    state: ReviewState = states[claim.id]
    return Listed(claim=claim, review=state)


def _report(call: Call) -> Report:
    written = call.path["report"].removeprefix("sha256:")
    found = list(call.snapshot.readings([f"sha256:{written}"]))
    if not found:
        raise Refused(404, "There is no such report.")
    report = found[0].reading.report
    if report.id in call.view.partly_held:
        raise Refused(403, "Something in this report is held back by the publication delay.")
    return report


def _agreements(call: Call) -> AgreementList:
    return AgreementList(items=tuple(call.snapshot.agreements().values()))


def _agreement(call: Call) -> Agreement:
    found = call.snapshot.agreements().get(call.path["agreement"])
    if found is None:
        raise Refused(404, "The store has no such agreement.")
    return found


def _gaps(call: Call) -> GapList:
    memory.check_names(call.wanted, call.view.agreement)
    wanted = _a_week(call)
    if wanted.since is None or wanted.until is None:
        return GapList(items=())
    length = dt.date.fromisoformat(wanted.until) - dt.date.fromisoformat(wanted.since)
    if length.days > MOST_GAP_DAYS:
        raise UsageError(f"Ask for gaps of {MOST_GAP_DAYS} days at most.")
    found = call.view.gaps(wanted.since, wanted.until)
    return GapList(
        items=tuple(
            gap
            for gap in found
            if (not wanted.term or gap.term in wanted.term) and (not wanted.party or gap.party in wanted.party)
        )
    )


def _changes(call: Call) -> ChangeList:
    found = recent(call.view, until=horizon(call.view, call.house.now()), most=call.names.get("limit", USUAL))
    rows = [{**change._asdict(), "data_version": change.number} for change in found]
    return ChangeList(items=msgspec.convert(rows, tuple[Turn, ...]))


def _search(call: Call) -> FoundList:
    call.house.index()
    with call.house.store.snapshot() as snapshot:
        hits = snapshot.find(call.names["q"], most=call.names.get("limit", USUAL))
    items = []
    for hit in hits:
        if hit.report not in call.view.partly_held:
            parts = hit.parts(hit.excerpt)
            items.append(
                FoundReport(
                    report=hit.report,
                    title=hit.title,
                    excerpt="".join(words for words, _ in parts),
                    found=tuple(words for words, marked in parts if marked),
                )
            )
    return FoundList(items=tuple(items))


def _areas(call: Call) -> Areas:
    from shapely import to_geojson

    found = call.house.selected(call.view, call.wanted)
    claims = [item.claim for item in found.claims]
    features = []
    for area in areas_of(call.view, claims, found.cells):
        properties = {
            "name": area.name,
            "precision": area.place.precision,
            "radius_km": area.place.radius_km,
            "mark": area.face,
            "claims": [claim.id for claim in area.claims],
        }
        features.append(Feature(geometry=msgspec.json.decode(to_geojson(area.shape)), properties=properties))
    return Areas(features=tuple(features))


def _decisions(call: Call) -> DecisionList:
    return DecisionList(items=tuple(call.snapshot.decisions()))


def _decide(call: Call) -> Decision:
    given: Deciding = call.body
    who, at = call.visitor.name, call.house.instant
    if given.does == "undo":
        return memory.undo(call.house.store, given.about, reviewer=who, reason=given.reason, at=at)
    return memory.decide(call.house.store, given.does, given.about, reviewer=who, reason=given.reason, at=at)


def _note(call: Call) -> Kept:
    given: NoteGiven = call.body
    note = msgspec.convert({k: v for k, v in msgspec.to_builtins(given).items() if v is not None}, memory.Note)
    memory.check_zone(note, call.snapshot.agreements())
    new = memory.read_note(note)
    outcome = call.house.store.keep(new, at=call.house.instant)
    return Kept(report=new.reading.report.id, outcome=outcome)


def _status(call: Call) -> Stamp:
    return call.house.selected(call.view, _a_week(call)).stamp


def _a_week(call: Call) -> Filter:
    days = days_of(call.view, call.wanted)
    return call.wanted if days is None else msgspec.structs.replace(call.wanted, since=days[0], until=days[1])


_TERM = ("term", Name, "The id of a term.")
_PARTY = ("party", Name, "The id of a party; P+Q asks of both together.")
_DAY = ("day", Day, "A local day.")

ENDPOINTS: tuple[Endpoint, ...] = (
    Endpoint("/status", "status", "The state of the store, and what is held back.", WHICH, Stamp, _status),
    Endpoint("/agreements", "list_agreements", "The agreements.", (), AgreementList, _agreements),
    Endpoint(
        "/agreements/{agreement}", "get_agreement", "One agreement.", (), Agreement, _agreement,
        inside=(("agreement", Name, "Its id."),),
    ),
    Endpoint("/cells", "list_cells", "Cells under a filter.", (*FILTER, *PAGED), CellPage, _cells),
    Endpoint(
        "/cells/{term}/{party}/{day}", "explain_cell", "One cell, with why it is so.", WHICH, Cell, _cell,
        inside=(_TERM, _PARTY, _DAY),
    ),
    Endpoint(
        "/cells/{term}/{party}/{day}/{until}", "explain_period", "A period, both days included, with why it is so.",
        WHICH, Cell, _cell, inside=(_TERM, _PARTY, _DAY, ("until", Day, "Its last day.")),
    ),
    Endpoint("/claims", "list_claims", "Claims under a filter.", (*FILTER, *PAGED), ClaimPage, _claims),
    Endpoint(
        "/claims/{claim}", "get_claim", "One claim.", WHICH, Listed, _claim, inside=(("claim", Name, "Its id."),)
    ),
    Endpoint(
        "/incidents", "list_incidents", "Occurrences under a filter.", (*FILTER, *PAGED), IncidentPage, _incidents
    ),
    Endpoint(
        "/reports", "list_reports", "Reports that claims of a filter stand in.", (*FILTER, *PAGED), SourcePage, _sources
    ),
    Endpoint(
        "/reports/{report}", "get_report", "One report with its text.", WHICH, Report, _report,
        inside=(("report", Name, "Its id: the SHA-256 of its bytes."),),
    ),
    Endpoint("/gaps", "list_gaps", "What would settle open cells.", FILTER[:5], GapList, _gaps),
    Endpoint(
        "/changes", "list_changes", "Cells that came to be shown otherwise.", (*WHICH, PAGED[0]), ChangeList, _changes
    ),
    Endpoint(
        "/search", "search_reports", "Reports by their words.",
        (Param("q", Name, "Words, or \"words in a row\"."), *WHICH, PAGED[0]), FoundList, _search,
    ),
    Endpoint("/areas", "list_areas", "Places of a filter's claims as areas (GeoJSON).", FILTER, Areas, _areas),
    Endpoint("/decisions", "list_decisions", "What people decided.", (), DecisionList, _decisions, role="reviewer"),
    Endpoint(
        "/decisions", "decide", "Decide about a claim.", (), Decision, _decide, method="POST", role="reviewer",
        body=Deciding,
    ),
    Endpoint(
        "/notes", "add_note", "Keep a field note.", (), Kept, _note, method="POST", role="reviewer", body=NoteGiven
    ),
)  # fmt: skip
#: Names without which an endpoint cannot answer.
REQUIRED = frozenset({"q"})


# ---------------------------------------------------------------- what is asked


def asked(endpoint: Endpoint, pairs: Iterable[tuple[str, str]]) -> tuple[Filter, dict[str, Any]]:
    """The filter and the other names of a query; UsageError says which name or value cannot be used."""
    known = {param.name: param for param in endpoint.params}
    told: list[tuple[str, str]] = []
    others: dict[str, Any] = {}
    seen: set[str] = set()
    for name, value in pairs:
        param = known.get(name)
        if param is None:
            raise UsageError(f"There is no {name[:40]!r} here; there are {', '.join(known) or 'no names'}.")
        if name in seen and not param.many:
            raise UsageError(f"{name} may be given once.")
        seen.add(name)
        try:
            plain = msgspec.convert(value, param.type, strict=False)
        except msgspec.ValidationError as error:
            raise UsageError(f"{name}: {error}.") from error
        if name in Filter.__struct_fields__:
            told.append((name, value))
        else:
            others[name] = plain
    for name in REQUIRED & known.keys() - seen:
        raise UsageError(f"Give {name}.")
    return filter_of(told), others


def in_path(endpoint: Endpoint, values: dict[str, str]) -> dict[str, str]:
    """The names of the path; Refused where one cannot be what it should be."""
    for name, type_, _ in endpoint.inside:
        try:
            msgspec.convert(values[name], type_)
        except msgspec.ValidationError as error:
            raise Refused(404, f"There is no {name} {values[name][:40]!r}.") from error
    return values


def in_body(endpoint: Endpoint, data: bytes) -> Any:
    """The body as its type; UsageError says what is wrong with it."""
    try:
        return msgspec.json.decode(data, type=endpoint.body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise UsageError(f"The body cannot be used: {error}.") from error


def _page(call: Call, rows: Sequence[T], key: Callable[[T], tuple[Any, ...]]) -> tuple[tuple[T, ...], str | None]:
    """The rows after the cursor, and the cursor of the page after them."""
    limit = call.names.get("limit", USUAL)
    after = _opened(call.names.get("cursor"))
    if after is not None:
        try:
            rows = [row for row in rows if key(row) > after]
        except TypeError as error:
            raise UsageError(_BAD_CURSOR) from error
    items = tuple(rows[:limit])
    more = len(rows) > limit
    return items, _closed(key(items[-1])) if more else None


_BAD_CURSOR = "This cursor is of no page here; begin without one."


def _closed(key: tuple[Any, ...]) -> str:
    return base64.urlsafe_b64encode(msgspec.json.encode(key)).decode().rstrip("=")


def _opened(cursor: str | None) -> tuple[Any, ...] | None:
    if cursor is None:
        return None
    try:
        data = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        found = msgspec.json.decode(data, type=tuple[str | int | bool, ...])
    except (binascii.Error, msgspec.DecodeError, UnicodeDecodeError, ValueError) as error:
        raise UsageError(_BAD_CURSOR) from error
    return found
