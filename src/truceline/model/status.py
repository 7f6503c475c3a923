"""What is known about a term, a party and a day, and why.

Evidence for and against is kept apart, as in Belnap's four values (1977), and only then projected to one of nine words.
``Truth`` is Kleene's strong three-valued logic.
"""

from __future__ import annotations

import enum
from typing import Literal

import msgspec

from truceline.model.agreement import Threshold
from truceline.model.display import html_table


class Truth(enum.StrEnum):
    """Kleene's three values: yes, no, and possible (it may be so, nobody can tell)."""

    YES = "yes"
    POSSIBLE = "possible"
    NO = "no"


class Grade(enum.StrEnum):
    """How strong the evidence is, in order: none < possible < single < corroborated < confirmed."""

    NONE = "none"
    POSSIBLE = "possible"
    SINGLE = "single"
    CORROBORATED = "corroborated"
    CONFIRMED = "confirmed"

    @property
    def rank(self) -> int:
        """0 for none … 4 for confirmed."""
        return _GRADES.index(self)


_GRADES = list(Grade)


class Status(enum.StrEnum):
    """The nine words for a cell."""

    NOT_DUE = "not_due"
    SUSPENDED = "suspended"
    UNKNOWN = "unknown"
    KEPT = "kept"
    ALLEGED = "alleged"
    DISPUTED = "disputed"
    BREACHED = "breached"
    EXCUSED = "excused"
    NOT_ASSESSED = "not_assessed"


class Reason(msgspec.Struct, frozen=True, kw_only=True):
    """Why a cell or a bearing is what it is: a code for machines, a sentence for people, and the claims it rests on."""

    code: str
    text: str
    claims: tuple[str, ...] = ()


class ReadingStatus(msgspec.Struct, frozen=True, kw_only=True):
    """What the cell would be under the interpretation of ``by``."""

    by: str
    status: Status


class ThresholdStatus(msgspec.Struct, frozen=True, kw_only=True):
    """What the cell would be if the agreement asked for this much evidence."""

    evidence: Threshold
    status: Status


class Cell(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="cell"):
    """One term, one party, one local day (``2019-08-05``; a period is ``2019-08-02/2019-08-05``, both days included).

    ``claims`` are the ids that alone give ``pro`` and ``con``; ``flips`` are sentences on what would change the status;
    ``suffices`` is a smallest set of claims that gives the status, ``hinges`` one without which it is another (both
    are found for a day of one party that is asked about, not for a whole table);
    ``evidence`` is how much the agreement asks for, and ``policy`` the status under other thresholds, where asked.
    """

    term: str
    party: str
    day: str
    status: Status
    pro: Grade
    con: Grade
    reasons: tuple[Reason, ...] = ()
    claims: tuple[str, ...] = ()
    readings: tuple[ReadingStatus, ...] = ()
    flips: tuple[str, ...] = ()
    suffices: tuple[str, ...] = ()
    hinges: tuple[str, ...] = ()
    evidence: Threshold | None = None
    policy: tuple[ThresholdStatus, ...] = ()

    @property
    def is_silent(self) -> bool:
        """True when nobody said anything that bears on it."""
        return self.status is Status.UNKNOWN and self.pro is Grade.NONE and self.con is Grade.NONE

    def _repr_html_(self) -> str:
        rows = [
            ("status", "no report" if self.is_silent else self.status.value),
            ("evidence", f"for: {self.pro.value}, against: {self.con.value}"),
        ]
        rows += [("why", reason.text) for reason in self.reasons]
        rows += [(f"as {reading.by} reads it", reading.status.value) for reading in self.readings]
        rows += [("would change it", flip) for flip in self.flips]
        rows.append(("claims", ", ".join(self.claims) or "none"))
        return html_table(f"{self.term}, {self.party}, {self.day}", (), rows)


class Need(msgspec.Struct, frozen=True, kw_only=True):
    """A kind of report that would settle an open cell, in words, and the status that the cell would then have.

    ``would`` is None for a question whose answer decides it either way.
    """

    report: str
    would: Status | None = None


class Gap(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="gap"):
    """An open stretch of one term and party: days (both included) on which the same reports would settle it."""

    term: str
    party: str
    since: str
    until: str
    status: Status
    needs: tuple[Need, ...] = ()


Bears = Literal["breaches", "fulfils", "partly_fulfils", "exempt", "out_of_scope", "indeterminate"]


class Condition(msgspec.Struct, frozen=True, kw_only=True):
    """One condition of a bearing (act, actor, place, time, target) and whether it holds."""

    name: Literal["act", "actor", "zone", "time", "target", "modality", "certainty"]
    truth: Truth
    why: str


class Bearing(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="bearing"):
    """How one incident bears on one term for one party, condition by condition.

    ``scope`` says which condition put it out of scope; ``claimed_by`` names who claims the exemption.
    """

    incident: str
    claims: tuple[str, ...]
    term: str
    party: str
    bears: Bears
    scope: Literal["zone", "time", "actor", "act"] | None = None
    claimed_by: str | None = None
    conditions: tuple[Condition, ...] = ()
