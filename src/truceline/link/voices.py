"""Whose telling a claim is before anything is compared: a named speaker, an outlet, a relay, or one report.

Nobody corroborates himself, so all words of one named speaker have one origin, whoever carries them, and an outlet that
is quoted by another ("citing SANA") is the outlet that tells it in its own pages.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

import msgspec

from truceline.link.names import Names, credit_of, names_of, names_told, slug
from truceline.model.claim import Attribution, Claim, Reading
from truceline.model.text import Mention


class Voice(NamedTuple):
    """The key of a claim's own origin, and of what kind it is.

    ``speaker`` and ``outlet`` are names; ``relay`` is somebody unnamed whom an outlet quotes; ``report`` is the own
    telling of a report and ``witness`` somebody unnamed whom the report quotes.
    """

    key: str
    kind: Literal["speaker", "outlet", "relay", "witness", "report"]

    @property
    def named(self) -> bool:
        """True when the words are somebody's by name."""
        return self.kind in ("speaker", "outlet")


class Voices:
    """Names as they are used in a set of reports; ``names`` is what they mean there, where more reports are known."""

    def __init__(self, claims: Sequence[Claim], readings: Iterable[Reading], names: Names | None = None) -> None:
        readings = sorted(readings, key=lambda r: r.report.id)
        self._reports = {r.report.id: r.report for r in readings}
        self._attributions: dict[tuple[str, str], Attribution] = {}
        self._named: set[tuple[str, int]] = set()
        for reading in readings:
            self._attributions.update({(reading.report.id, a.id): a for a in reading.attributions})
            self._named.update((reading.report.id, m.start) for m in reading.actors if m.named)
        self._names = names or _names_in(claims, readings)
        #: Whose text a report says that it carries.
        self._credited = {
            id_: credit
            for id_, report in self._reports.items()
            if (credit := credit_of(report.text)) is not None and slug(credit) in self._names.heard
        }

    def credited(self, claim: Claim) -> Claim:
        """A claim with the source that its report credits, where it is the report's own words."""
        name = self._credited.get(claim.report or "")
        if claim.attribution is not None or name is None:
            return claim
        voice = self._name(name)
        kind, _, key = voice.key.partition(":")
        return msgspec.structs.replace(claim, source=key if kind == "speaker" else f"unknown:{key}")

    def of(self, claim: Claim) -> Voice:
        """Whose telling a claim is by itself."""
        source = claim.source or ""
        known = bool(source) and not source.startswith(("unknown:", "report:"))
        report = self._reports.get(claim.report or "")
        if claim.attribution is None:
            if claim.report in self._credited:
                return self._name(self._credited[claim.report])
            if known:
                return Voice(f"speaker:{source}", "speaker")
            if report is not None and report.publisher:
                return self._name(report.publisher)
            return Voice(claim.report or claim.id, "report")
        if known:
            return Voice(f"speaker:{source}", "speaker")
        attribution = self._attribution(claim)
        speaker = attribution.source if attribution is not None else None
        if speaker is not None and (claim.report, speaker.start) in self._named:
            return self._name(speaker.text, speaker)
        carrier = attribution.via if attribution is not None else None
        if carrier is not None and (carrier.actor is None or not carrier.actor.startswith("unnamed:")):
            return Voice(f"{self._name(carrier.text, carrier).key}#{source}", "relay")
        if report is not None and report.publisher:
            return Voice(f"{self._name(report.publisher).key}#{source}", "relay")
        return Voice(f"{claim.report or claim.id}#{source}", "witness")

    def carried(self, claim: Claim, report: str, source: str | None) -> Voice:
        """Whose telling a claim is when its words stand in another report, whose own voice is ``source``."""
        own = self.of(msgspec.structs.replace(claim, report=report, attribution=None, source=source))
        if claim.attribution is None:
            return own
        return Voice(f"{own.key}#{claim.source or ''}", "witness" if own.kind == "report" else "relay")

    def _attribution(self, claim: Claim) -> Attribution | None:
        return self._attributions.get((claim.report or "", claim.attribution or ""))

    def _name(self, text: str, mention: Mention | None = None) -> Voice:
        actor = mention.actor if mention is not None else None
        name = actor if actor is not None and not actor.startswith("unnamed:") else slug(text)
        name = self._names.actor_of.get(name, name)
        if name in self._names.source_of:
            return Voice(f"speaker:{self._names.source_of[name]}", "speaker")
        return Voice(f"named:{name}", "outlet")


def _names_in(claims: Sequence[Claim], readings: Sequence[Reading]) -> Names:
    of_report: defaultdict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        of_report[claim.report or ""].append(claim)
    return names_of(names_told(reading, of_report[reading.report.id]) for reading in readings)
