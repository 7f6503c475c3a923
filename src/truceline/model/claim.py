"""Claims: who says that what happened, in which words.

The axes follow FactBank (certainty, polarity; Saurí & Pustejovsky 2009) and PARC/PolNeAR (attribution: source, cue,
content; Newell et al. 2018). The event types are a closed list of ours with a code in PLOVER, ACLED and CAMEO each;
the table is :data:`truceline.model.event.EVENT_TYPES`.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from truceline.model.event import Event
from truceline.model.text import Mention, Passage, Report, Span
from truceline.model.world import ActorMention, PlaceMention, TimeMention

Speech = Literal[
    "asserts",
    "denies",
    "accuses",
    "claims_responsibility",
    "announces",
    "threatens",
    "demands",
    "describes_term",
    "finds",
]
Polarity = Literal["positive", "negative"]
Certainty = Literal["certain", "probable", "possible", "uncommitted"]
CERTAINTIES: tuple[Certainty, ...] = ("certain", "probable", "possible", "uncommitted")
Modality = Literal["occurred", "ongoing", "future", "conditional", "required", "hypothetical"]
Mode = Literal["sometime", "throughout"]
Aspect = Literal["number", "zone", "date", "condition", "bearer", "exemption", "name"]


class Attribution(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="attribution"):
    """Who says it: ``source`` (None is the report's own voice), ``cue`` ("said"), ``content``, and the relay ``via``.

    After PARC 3 and PolNeAR. ``via`` is the outlet that carries the source's words ("SANA, citing a military source").
    """

    id: str
    source: Mention | None = None
    cue: Mention | None = None
    content: Span | None = None
    via: Mention | None = None


class Claim(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="claim"):
    """One speaker's statement about one event, with its exact words.

    ``attribution`` is the id of an :class:`Attribution` of the same report, None for the report's own voice.
    ``mode`` is ``sometime`` for an act at an unknown instant of its window and ``throughout`` for a state or an absence
    over all of it. ``condition`` is where the condition of a conditional claim stands.
    ``source``, ``origin`` and ``recorded`` are None until the claim is laid beside an agreement: whose words these are,
    the first telling of them, and when we learned of them (RFC 3339 with offset).
    """

    id: str
    start: int = 0
    end: int = 0
    quote: str = ""
    attribution: str | None = None
    speech: Speech = "asserts"
    event: Event | None = None
    polarity: Polarity = "positive"
    certainty: Certainty = "certain"
    modality: Modality = "occurred"
    mode: Mode = "sometime"
    condition: Span | None = None
    origin: str | None = None
    source: str | None = None
    recorded: str | None = None
    supersedes: str | None = None
    withdraws: str | None = None
    report: str | None = None

    @property
    def passage(self) -> Passage:
        """The quoted words and where they stand."""
        return Passage(report=self.report or "", start=self.start, end=self.end, quote=self.quote)


class Difference(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="difference"):
    """Where a report describes a term otherwise than the agreement's text: never a status, always both wordings."""

    claim: str
    start: int
    end: int
    term: str
    aspect: Aspect
    said: str
    agreement_says: str


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that was read in one report: every mention, also those that no claim uses, and the claims."""

    report: Report
    times: tuple[TimeMention, ...] = ()
    places: tuple[PlaceMention, ...] = ()
    actors: tuple[ActorMention, ...] = ()
    attributions: tuple[Attribution, ...] = ()
    claims: tuple[Claim, ...] = ()


class Incident(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="incident"):
    """Claims that tell of one occurrence. The claims stay what they are; nothing is merged away."""

    id: str
    claims: tuple[str, ...]
    origins: tuple[str, ...]


MergeRule = Literal["copied report", "copied passage", "same utterance", "relay", "one speaker"]


class Merge(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="merge"):
    """Why a claim has the origin of another: which words, which rule, how alike (0-1; None where a name decides).

    ``claim`` takes its origin from ``into``; the passages show both in their reports. ``why`` says it to people.
    An :class:`Apart` that names the two claims, or their reports, undoes it.
    """

    claim: str
    into: str
    origin: str
    rule: MergeRule
    passage: Passage
    into_passage: Passage
    likeness: float | None = None
    why: str = ""


class Apart(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="apart"):
    """Somebody's decision that two claims, or any two claims of two reports, are not the same telling.

    ``a`` and ``b`` are ids of claims or of reports. The two keep separate origins, and stay in separate incidents.
    """

    a: str
    b: str
    by: str | None = None
    reason: str | None = None
