"""A review session: the claims about which nobody has decided, one after another, with a filter and undo."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from truceline.errors import UsageError
from truceline.memory.asking import View
from truceline.memory.review import add_missed, decide, reviewed, undo
from truceline.model.agreement import Agreement
from truceline.model.claim import CERTAINTIES, Claim
from truceline.model.decision import Decision, DecisionKind
from truceline.model.edtf import parse_edtf
from truceline.model.event import EVENT_TYPES, Event
from truceline.model.text import Report
from truceline.store import Store

#: What can be changed of a claim, in the words of the screens.
_FIELDS = ("type", "when", "who", "against", "polarity", "certainty")


class ReviewSession:
    """One reviewer's way through a store. Every decision is kept when it is made; a session can end at any moment."""

    def __init__(self, store: Store, agreement: Agreement) -> None:
        self._store, self._agreement = store, agreement
        self.wanted = ""
        self.at = 0
        self.made: list[Decision] = []
        self._reports: dict[str, Report] = {}
        self.left: list[Claim] = []
        self.filter("")

    @property
    def current(self) -> Claim | None:
        """The claim that is shown; None when none is left."""
        return self.left[self.at] if self.at < len(self.left) else None

    def filter(self, wanted: str) -> None:
        """Show only claims that have all of some words in theirs; ``type=``, ``day=`` and ``source=`` ask for more."""
        self.wanted, self.at = wanted.strip(), 0
        asked = dict.fromkeys(("type", "day", "source"), "")
        words = []
        for part in self.wanted.split():
            name, _, value = part.partition("=")
            if value and name in asked:
                asked[name] = value
            else:
                words.append(part.casefold())
        with self._store.snapshot() as snapshot:
            view = View(snapshot, self._agreement)
            done = reviewed(snapshot.decisions())
            found = view.claims(asked["day"] or None, asked["day"] or None)
        self.left = [
            c
            for c in found
            if c.id not in done
            and not c.id.startswith("d:")
            and c.event is not None
            and (c.event.type == asked["type"] or c.event.type.startswith(asked["type"] + ".") or not asked["type"])
            and asked["source"] in (c.source or "")
            and all(word in c.quote.casefold() for word in words)
        ]

    def report_of(self, claim: Claim) -> Report:
        """The report of a claim."""
        id_ = claim.report or ""
        if id_ not in self._reports:
            with self._store.snapshot() as snapshot:
                self._reports = {kept.reading.report.id: kept.reading.report for kept in snapshot.readings([id_])}
        return self._reports[id_]

    def fields(self, claim: Claim | None) -> dict[str, str]:
        """What can be said of a claim and how it stands, or the names alone."""
        event = claim.event if claim is not None else None
        if claim is None or event is None:
            return dict.fromkeys(_FIELDS, "")
        when = event.time.value or f"{event.time.start}/{event.time.end}" if event.time is not None else ""
        who, whom = " ".join(event.actors), " ".join(event.recipients)
        return dict(zip(_FIELDS, (event.type, when, who, whom, claim.polarity, claim.certainty), strict=True))

    def skip(self) -> None:
        """Go on without a decision."""
        self.at = min(self.at + 1, len(self.left))

    def back(self) -> None:
        """Show the one before."""
        self.at = max(0, self.at - 1)

    def decide(self, does: DecisionKind, reviewer: str, reason: str, *, at: str) -> None:
        """Decide about the claim that is shown, and go on."""
        claim = self._shown()
        self.made.append(decide(self._store, does, claim.id, reviewer=reviewer, reason=reason, at=at))
        del self.left[self.at]

    def edit(self, changed: Mapping[str, str], reviewer: str, reason: str, *, at: str) -> None:
        """Put another claim in the place of the one that is shown; what is left empty stays."""
        claim = self._shown()
        made = _changed(claim, changed)
        decision = decide(self._store, "edit", claim.id, reviewer=reviewer, reason=reason, at=at, made=made)
        self.made.append(decision)
        del self.left[self.at]

    def add(self, words: str, said: Mapping[str, str], reviewer: str, reason: str, *, at: str) -> None:
        """Add a claim that the machine missed, from words of the report that is shown."""
        report = self.report_of(self._shown())
        start = report.text.find(words)
        if not words or start < 0 or report.text.find(words, start + 1) >= 0:
            raise UsageError("These words must stand in the report, and once; give more of them, as they stand.")
        if not said.get("type"):
            raise UsageError("A claim tells of an event; give its type, such as attack.shelling.")
        bare = Claim(id="", report=report.id, start=start, end=start + len(words), event=Event(type="other"))
        made = _changed(bare, said)
        self.made.append(add_missed(self._store, made, reviewer=reviewer, reason=reason, at=at))

    def undo(self, reviewer: str, reason: str, *, at: str) -> Decision | None:
        """Take back the last decision of this session that stands; None when there is none."""
        if not self.made:
            return None
        last = self.made.pop()
        undo(self._store, last.id, reviewer=reviewer, reason=reason, at=at)
        place = self.at
        self.filter(self.wanted)
        again = [n for n, c in enumerate(self.left) if last.about is not None and c.id == last.about.id]
        self.at = again[0] if again else min(place, len(self.left))
        return last

    def _shown(self) -> Claim:
        if self.current is None:
            raise UsageError("No claim is shown.")
        return self.current


def _changed(claim: Claim, said: Mapping[str, str]) -> Claim:
    """A claim with what was said of it in its place."""
    event = claim.event
    assert event is not None
    if said.get("type"):
        type_ = next((known for known in EVENT_TYPES if known == said["type"]), None)
        if type_ is None:
            raise UsageError(f"{said['type']!r} is no type of event; docs/glossary.md lists them.")
        event = msgspec.structs.replace(event, type=type_)
    if said.get("when"):
        try:
            event = msgspec.structs.replace(event, time=parse_edtf(said["when"]))
        except ValueError as error:
            raise UsageError(f"{said['when']!r} is no date; write 2019-08-05, or 2019-08-05/2019-08-06.") from error
    if said.get("who"):
        event = msgspec.structs.replace(event, actors=tuple(said["who"].split()))
    if said.get("against"):
        event = msgspec.structs.replace(event, recipients=tuple(said["against"].split()))
    polarity, certainty = said.get("polarity") or claim.polarity, said.get("certainty") or claim.certainty
    if polarity not in ("positive", "negative") or certainty not in CERTAINTIES:
        raise UsageError(f"polarity is positive or negative, certainty one of {', '.join(CERTAINTIES)}.")
    sure = next(known for known in CERTAINTIES if known == certainty)
    return msgspec.structs.replace(
        claim, event=event, polarity="negative" if polarity == "negative" else "positive", certainty=sure
    )
