"""What the HTTP interface takes and gives besides the model's own nouns: names of the query, pages of rows, bodies."""

from __future__ import annotations

from typing import Annotated, Any, Literal, NamedTuple

import msgspec

from truceline.model.agreement import Agreement
from truceline.model.claim import Incident
from truceline.model.decision import Decision
from truceline.model.event import EventType
from truceline.model.selection import Listed, SourceReport, Stamp
from truceline.model.status import Cell, Gap, Status

#: Rows of a page: as many as were asked for, within these.
USUAL, MOST = 200, 1000

Day = Annotated[str, msgspec.Meta(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$", extra_json_schema={"format": "date"})]
Instant = Annotated[
    str,
    msgspec.Meta(
        pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+(Z|[+-][0-9]{2}:[0-9]{2})$",
        extra_json_schema={"format": "date-time"},
    ),
]
Name = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
Limit = Annotated[int, msgspec.Meta(ge=1, le=MOST, description=f"So many rows at most; {USUAL} where not given.")]
Cursor = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9_-]{1,2000}$", description="`next` of the page before.")]
Area = Annotated[str, msgspec.Meta(pattern=r"^-?[0-9.]{1,12}(,-?[0-9.]{1,12}){3}$")]


class Param(NamedTuple):
    """A name of the query: its type, what it says, and whether it may be given several times."""

    name: str
    type: Any
    about: str
    many: bool = False


FILTER = (
    Param("agreement", Name, "Which agreement, where the store holds several."),
    Param("since", Day, "First day, local."),
    Param("until", Day, "Last day, local."),
    Param("term", Name, "Only this term.", many=True),
    Param("party", Name, "Only this party.", many=True),
    Param("status", Status, "Only cells of this status.", many=True),
    Param("type", EventType, "Only this type of event, and its kinds.", many=True),
    Param("source", Name, "Only this source's words.", many=True),
    Param("report", Name, "Only this report.", many=True),
    Param("place", Name, "Only this place: a gazetteer id or a name.", many=True),
    Param("zone", Name, "Only what may lie in this zone.", many=True),
    Param("area", Area, "WEST,SOUTH,EAST,NORTH in degrees: only what may lie there."),
    Param("reviewed", Literal["reviewed", "machine"], "Only what a person vouched for, or only what nobody did."),
    Param("as_of", Instant, "Only what was recorded by this instant."),
)
WHICH = (FILTER[0], FILTER[-1])
PAGED = (Param("limit", Limit, "Rows of a page."), Param("cursor", Cursor, "Where to go on."))


class CellPage(msgspec.Struct, frozen=True, kw_only=True):
    """Cells under a filter, days first, then the periods ``A/B``; ``next`` is the cursor of the next page, or null."""

    stamp: Stamp
    items: tuple[Cell, ...]
    next: str | None = None


class ClaimPage(msgspec.Struct, frozen=True, kw_only=True):
    """Claims under a filter, by report and place in it."""

    stamp: Stamp
    items: tuple[Listed, ...]
    next: str | None = None


class IncidentPage(msgspec.Struct, frozen=True, kw_only=True):
    """Occurrences under a filter, by id, each with those of its claims that are listed."""

    stamp: Stamp
    items: tuple[Incident, ...]
    next: str | None = None


class SourcePage(msgspec.Struct, frozen=True, kw_only=True):
    """The reports that the claims of a filter stand in, by id."""

    stamp: Stamp
    items: tuple[SourceReport, ...]
    next: str | None = None


class AgreementList(msgspec.Struct, frozen=True, kw_only=True):
    """The agreements that the store holds."""

    items: tuple[Agreement, ...]


class GapList(msgspec.Struct, frozen=True, kw_only=True):
    """Open stretches, and what would settle them."""

    items: tuple[Gap, ...]


#: A status, or that nothing bears on the cell.
Shown = Literal[
    "none", "not_due", "suspended", "unknown", "kept", "alleged", "disputed", "breached", "excused", "not_assessed"
]


class Turn(msgspec.Struct, frozen=True, kw_only=True):
    """A cell that came to be shown otherwise; ``none`` is said of a cell on which nothing bears."""

    term: str
    party: str
    day: str
    before: Shown
    after: Shown
    at: str
    data_version: int


class ChangeList(msgspec.Struct, frozen=True, kw_only=True):
    """Cells that came to be shown otherwise, the latest first."""

    items: tuple[Turn, ...]


class FoundReport(msgspec.Struct, frozen=True, kw_only=True):
    """A report in which words were found; the found words of ``excerpt`` stand in ``found``."""

    report: str
    title: str
    excerpt: str
    found: tuple[str, ...]


class FoundList(msgspec.Struct, frozen=True, kw_only=True):
    """Reports that have all of the words, the best first."""

    items: tuple[FoundReport, ...]


class Feature(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag="Feature"):
    """A place with the claims about it (GeoJSON, RFC 7946)."""

    geometry: dict[str, Any]
    properties: dict[str, Any]


class Areas(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag="FeatureCollection"):
    """Zones and places as areas, none finer than its source (GeoJSON)."""

    features: tuple[Feature, ...]


class DecisionList(msgspec.Struct, frozen=True, kw_only=True):
    """Decisions in the order in which they were made."""

    items: tuple[Decision, ...]


class Deciding(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What to decide about a claim, and why; ``undo`` is about a decision."""

    does: Literal["accept", "reject", "unsure", "verify", "withdraw", "undo"]
    about: Name
    reason: Annotated[str, msgspec.Meta(min_length=1, max_length=2000)]


class NoteGiven(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A field note: the words, whose they are, when (EDTF) and where, and whether they watched all of it."""

    text: Annotated[str, msgspec.Meta(min_length=1, max_length=20_000)]
    source: Name
    time: Name | None = None
    place: Name | None = None
    watched: Literal["saw it", "saw nothing"] | None = None
    published: Day | None = None


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """The report that a note became."""

    report: str
    outcome: Literal["new", "unchanged", "updated", "stale"]
