"""What a person decides about a claim: named, with a reason, never the last word, since it can be undone."""

from __future__ import annotations

from typing import Literal

import msgspec

from truceline.model.claim import Claim

DecisionKind = Literal["accept", "reject", "unsure", "edit", "new", "verify", "withdraw", "undo", "erase", "apart"]


class Decision(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="decision"):
    """One decision. ``does`` says what, ``reviewer`` who, ``reason`` why, ``at`` when (RFC 3339 with offset).

    ``about`` is the claim as it was then: by its passage and content the decision finds it again after a new reading.
    ``made`` is the claim that stands in its place (``edit``) or that was missed (``new``). ``undoes`` is the id of the
    decision that ``undo`` takes back. Without a claim, ``withdraw`` and ``erase`` are about the whole report.
    ``apart`` says that ``about`` and the claim ``other``, or any claims of the reports ``report`` and ``other_report``,
    are not one telling: it undoes a merge. ``verify`` is a person's own knowledge: the only way to ``confirmed`` by
    hand.
    """

    id: str
    does: DecisionKind
    reviewer: str
    reason: str
    at: str
    report: str
    about: Claim | None = None
    made: Claim | None = None
    undoes: str | None = None
    other: Claim | None = None
    other_report: str | None = None
