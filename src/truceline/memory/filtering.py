"""One filter, one answer: the cells, claims, occurrences and reports that the table, the map and every file show.

Cells and claims are filtered together. A filter about cells leaves the claims that they name; a filter about claims
leaves the cells that name one of them. What is shown of a claim is what :class:`Published` shows, and the filter looks
at that, too: who narrows an area learns nothing about a place that is finer than the floor.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence

import msgspec

from truceline.assess import dead_lines
from truceline.errors import UsageError
from truceline.geometry import Zones, meets_area
from truceline.memory.asking import ordinal
from truceline.memory.grids import grid_of
from truceline.memory.release import Published
from truceline.memory.review import review_states
from truceline.model.agreement import Agreement
from truceline.model.claim import Claim, Incident
from truceline.model.event import EVENT_TYPES, is_kind_of
from truceline.model.moment import anchored
from truceline.model.selection import REVIEWED, Filter, Listed, ReviewState, Selection, SourceReport, Stamp
from truceline.model.status import Cell, Truth

#: A table of ten years is as long as anybody reads; of a longer stretch the last ones are taken, and the stamp says so.
MOST_DAYS = 3660
_NAMES = ("agreement", "since", "until", "reviewed", "as_of")


def filter_of(pairs: Iterable[tuple[str, str]]) -> Filter:
    """A filter from names and values, as they stand in an address; UsageError says which cannot be used."""
    found: dict[str, list[str]] = {}
    for name, value in pairs:
        if name not in Filter.__struct_fields__:
            raise UsageError(f"There is no filter {name!r}; there are {', '.join(Filter.__struct_fields__)}.")
        if value:
            found.setdefault(name, []).append(value)
    told: dict[str, object] = {name: tuple(sorted(set(values))) for name, values in found.items()}
    for name in _NAMES:
        if name in found:
            told[name] = found[name][-1]
    if "area" in found:
        told["area"] = _area(found["area"][-1])
    for name in ("since", "until"):
        if name in found:
            ordinal(found[name][-1])
    if "as_of" in found:
        _check_instant(found["as_of"][-1])
    try:
        return msgspec.convert(told, Filter)
    except msgspec.ValidationError as error:
        raise UsageError(f"The filter cannot be used: {error}.") from error


def select(view: Published, wanted: Filter) -> Selection:
    """The rows that a filter asks for. UsageError names a term, party, type or zone that there is not."""
    agreement = view.agreement
    check_names(wanted, agreement)
    days = _days(view, wanted)
    cells = _cells(view, wanted, days)
    told = view.claims(wanted.since, wanted.until)
    dead = _dead(view, told)
    replaced = sum(claim.id in dead for claim in told)
    told = [claim for claim in told if claim.event is not None and claim.id not in dead]
    states = review_states(view.snapshot.decisions(), told)
    meant = _Meant(wanted, agreement)
    named = {id_ for cell in cells for id_ in cell.claims}
    claims = [
        claim for claim in told if meant(claim, states[claim.id]) and (not wanted.asks_cells or claim.id in named)
    ]
    ids = {claim.id for claim in claims}
    if wanted.asks_claims:
        cells = [cell for cell in cells if not ids.isdisjoint(cell.claims)]
    incidents = _incidents(view, wanted, ids)
    sources = _sources(view, claims)
    listed = _listed(claims, states, cells, incidents)
    return Selection(
        agreement=agreement,
        filter=wanted,
        stamp=_stamp(view, wanted, days, replaced, (len(cells), len(listed), len(incidents), len(sources))),
        days=days,
        cells=tuple(cells),
        claims=listed,
        incidents=incidents,
        sources=sources,
    )


def check_names(wanted: Filter, agreement: Agreement) -> None:
    """UsageError when a filter names what the agreement, or the closed list of types, does not have."""
    for what, given, known in (
        ("term", wanted.term, [t.id for t in agreement.terms]),
        ("party", wanted.party, [p.id for p in agreement.parties]),
        ("zone", wanted.zone, [z.id for z in agreement.zones]),
        ("type", wanted.type, list(EVENT_TYPES)),
    ):
        unknown = sorted({*given} - {*known})
        if unknown:
            whose = "Truceline" if what == "type" else agreement.id
            raise UsageError(f"{whose} has no {what} {', '.join(unknown)}; it has {', '.join(known) or 'none'}.")


def _days(view: Published, wanted: Filter) -> tuple[str, ...]:
    """The days of the table: those asked for, else all on which a claim with a date bears; none that is held back."""
    first, last = wanted.since, wanted.until
    if first is None or last is None:
        found = view.whole_span()
        if found is not None:
            first, last = first or found[0], last or found[1]
    if first is None or last is None:
        return ()
    last = min(last, view.last_day)
    end = ordinal(last)
    start = max(ordinal(first), end - MOST_DAYS + 1)
    return tuple(dt.date.fromordinal(day).isoformat() for day in range(start, end + 1))


def _cells(view: Published, wanted: Filter, days: Sequence[str]) -> list[Cell]:
    if not days:
        return []
    grid = grid_of(view, days[0], days[-1], terms=wanted.term, parties=wanted.party)
    found = [cell for row in grid.rows for cell in row.days] + [row.period for row in grid.rows]
    unique = {(cell.term, cell.party, cell.day): cell for cell in found}  # of one day, the period is the day
    return [cell for cell in unique.values() if not wanted.status or cell.status in wanted.status]


def _dead(view: Published, claims: Sequence[Claim]) -> set[str]:
    """Those that a later line corrects or withdraws, chains of undoing included."""
    lines: dict[str, Claim] = {}
    todo = {claim.id for claim in claims}
    asked: set[str] = set()
    while todo - asked:
        fresh = sorted(todo - asked)
        asked |= todo
        for line in view.aimed_at(fresh):
            lines[line.id] = line
            todo.add(line.id)
    return dead_lines(list(lines.values()), view.agreement.timezone)


def _incidents(view: Published, wanted: Filter, ids: Collection[str]) -> tuple[Incident, ...]:
    """Occurrences of which a listed claim tells, with those of their claims that are listed."""
    if not ids:
        return ()
    found = []
    for incident in view.incidents(wanted.since, wanted.until):
        listed = tuple(id_ for id_ in incident.claims if id_ in ids)
        if listed:
            found.append(msgspec.structs.replace(incident, claims=listed))
    return tuple(found)


def _listed(
    claims: Sequence[Claim], states: dict[str, ReviewState], cells: Sequence[Cell], incidents: Sequence[Incident]
) -> tuple[Listed, ...]:
    terms: dict[str, set[str]] = {}
    for cell in cells:
        for id_ in cell.claims:
            terms.setdefault(id_, set()).add(cell.term)
    of = {id_: incident.id for incident in incidents for id_ in incident.claims}
    return tuple(
        Listed(
            claim=claim,
            review=states[claim.id],
            incident=of.get(claim.id),
            terms=tuple(sorted(terms.get(claim.id, ()))),
        )
        for claim in claims
    )


def _sources(view: Published, claims: Sequence[Claim]) -> tuple[SourceReport, ...]:
    found = []
    for reading in view.readings_of(claims):
        report = reading.report
        whole = report.id not in view.partly_held
        found.append(
            SourceReport(
                id=report.id,
                publisher=report.publisher,
                title=report.title if whole else None,
                published=report.published,
                url=report.url,
                language=report.language,
                whole=whole,
            )
        )
    return tuple(sorted(found, key=lambda source: source.id))


def _stamp(
    view: Published, wanted: Filter, days: Sequence[str], replaced: int, counts: tuple[int, int, int, int]
) -> Stamp:
    version, head = view.snapshot.head()
    cells, claims, incidents, reports = counts
    return Stamp(
        agreement=view.agreement.id,
        filter=wanted.text,
        as_of=view.as_of,
        days=f"{days[0]}/{days[-1]}" if days else None,
        last_day=view.last_day,
        delay_hours=view.release.delay_hours,
        floor_km=view.release.floor_km,
        withheld=view.withheld,
        replaced=replaced,
        data_version=version,
        head=head,
        cells=cells,
        claims=claims,
        incidents=incidents,
        reports=reports,
    )


class _Meant:
    """Whether a claim is one that a filter asks for, its days aside."""

    def __init__(self, wanted: Filter, agreement: Agreement) -> None:
        self._wanted = wanted
        self._zones = Zones({zone.id: zone for zone in agreement.zones})

    def __call__(self, claim: Claim, state: ReviewState) -> bool:
        wanted, event = self._wanted, claim.event
        if event is None:
            return False
        if wanted.type and not any(is_kind_of(event.type, of) for of in wanted.type):
            return False
        if wanted.source and claim.source not in wanted.source:
            return False
        if wanted.report and claim.report not in wanted.report:
            return False
        if wanted.reviewed is not None and (state in REVIEWED) is not (wanted.reviewed == "reviewed"):
            return False
        place = event.place
        if wanted.place and (place is None or not {place.id, place.name, *place.within} & {*wanted.place}):
            return False
        if wanted.zone and (
            place is None or all(self._zones.position(place, zone).inside is Truth.NO for zone in wanted.zone)
        ):
            return False
        return wanted.area is None or (place is not None and meets_area(place, self._zones, wanted.area))


def _area(written: str) -> tuple[float, float, float, float]:
    try:
        west, south, east, north = map(float, written.split(","))
    except ValueError:
        west = south = east = north = float("nan")
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise UsageError(f"area {written!r} must be WEST,SOUTH,EAST,NORTH in degrees, such as 36,35.2,37.3,36.4.")
    return west, south, east, north


def _check_instant(written: str) -> None:
    try:
        anchored(written, "UTC")
    except (ValueError, OverflowError) as error:
        raise UsageError(f"as_of {written!r} is no instant; write it as 2019-08-06T00:00:00Z.") from error
