"""Deciding about claims over HTTP: the queue, decisions one by one or for all that are visible, undoing, new claims.

Every decision is one of :mod:`truceline.memory.review`, under the name that the reviewer signed in with.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, get_args

import msgspec

from truceline import memory
from truceline.errors import UsageError
from truceline.memory import Published, select
from truceline.model.claim import Certainty, Claim, Modality, Polarity
from truceline.model.decision import Decision
from truceline.model.event import EVENT_TYPES, Event, EventType
from truceline.model.world import TimeInterval
from truceline.serve.evidence import Told, told_of
from truceline.serve.here import Here
from truceline.serve.house import House
from truceline.serve.problems import Refused
from truceline.serve.visitor import Visitor
from truceline.store import Snapshot

#: So many claims are shown at once: as many as a person can go through without losing the place.
A_PAGE = 20
USUAL_REASON = "read beside the report"
DOES = ("accept", "reject", "unsure")


class Queue(NamedTuple):
    """What waits for a decision: the claims that are shown, how many there are in all, and what was just done."""

    told: tuple[Told, ...]
    waiting: int
    done: int
    last: Decision | None


def queue_values(view: Published, here: Here) -> dict[str, Any]:
    """Claims that nobody has decided about, under the filter; all days unless some are asked for."""
    found = select(view, here.wanted)
    open_ = [item.claim for item in found.claims if item.review == "machine" and not item.claim.id.startswith("d:")]
    reviewer = here.visitor.name
    return {
        "agreement": view.agreement,
        "wanted": here.wanted,
        "queue": Queue(
            told_of(view, open_[:A_PAGE]),
            len(open_),
            len(memory.reviewed(view.snapshot.decisions())),
            last_decision(view.snapshot, reviewer),
        ),
        "reason": here.page.get("reason") or USUAL_REASON,
        "terms": [term.id for term in view.agreement.terms],
    }


def last_decision(snapshot: Snapshot, reviewer: str) -> Decision | None:
    """The last decision of a reviewer that was not taken back."""
    decisions = snapshot.decisions()
    undone: set[str] = set()
    for decision in reversed(decisions):
        if decision.undoes is not None:
            if decision.id not in undone:
                undone.add(decision.undoes)
        elif decision.reviewer == reviewer and decision.id not in undone and decision.does != "erase":
            return decision
    return None


def decide_all(house: House, visitor: Visitor, form: Mapping[str, str], shown: Sequence[str]) -> str:
    """Carry out what a form asks (``accept:CLAIM``, ``accept:*`` for all that were visible, ``undo:DECISION``)."""
    does, _, about = form.get("decide", "").partition(":")
    reason = (form.get("reason") or USUAL_REASON).strip()[:2000]
    said = {"reviewer": visitor.name, "reason": reason, "at": house.instant}
    if does == "undo":
        memory.undo(house.store, about, **said)
        return "1 decision undone"
    if does not in DOES:
        raise UsageError("Say what to decide: accept, reject, unsure or undo.")
    ids = list(dict.fromkeys(shown)) if about == "*" else [about]
    if not ids or len(ids) > A_PAGE:
        raise UsageError(f"From 1 to {A_PAGE} claims can be decided about at once.")
    for id_ in ids:
        memory.decide(house.store, does, id_, **said)  # type: ignore[arg-type]
    return f"{len(ids)} {does}"


def edit_values(view: Published, id_: str) -> dict[str, Any]:
    """What the form for a correction begins with."""
    claims = view.claims(ids=[id_])
    if not claims:
        raise Refused(404, "There is no such claim.")
    told = told_of(view, claims)[0]
    read = _as_read(view, claims[0])
    return {"agreement": view.agreement, "told": told, "claim": read, "form": _form_of(read), **_choices(view)}


def correct(house: House, view: Published, visitor: Visitor, id_: str, form: Mapping[str, str]) -> Decision:
    """Put a corrected claim in the place of one that was read."""
    claims = view.claims(ids=[id_])
    if not claims:
        raise Refused(404, "There is no such claim.")
    made = _filled(_as_read(view, claims[0]), form)
    reason = (form.get("reason") or "").strip() or USUAL_REASON
    return memory.decide(house.store, "edit", id_, reviewer=visitor.name, reason=reason, at=house.instant, made=made)


def new_values(view: Published, snapshot: Snapshot, report: str, words: str) -> dict[str, Any]:
    """What the form for a missed claim begins with: the words that were selected, if any."""
    found = list(snapshot.readings([report]))
    if not found:
        raise Refused(404, "There is no such report.")
    return {
        "agreement": view.agreement,
        "report": found[0].reading.report,
        "form": {"words": words, "type": "attack", "certainty": "certain", "modality": "occurred"},
        **_choices(view),
    }


def add_missed(house: House, snapshot: Snapshot, visitor: Visitor, report: str, form: Mapping[str, str]) -> Decision:
    """Add a claim that was missed, over words that stand in the report once, or from a given place on."""
    found = list(snapshot.readings([report]))
    if not found:
        raise Refused(404, "There is no such report.")
    text, words = found[0].reading.report.text, form.get("words", "").replace("\r\n", "\n").strip()
    start = _where(text, words, form.get("start", ""))
    made = _filled(Claim(id="", report=report, start=start, end=start + len(words), quote=words), form)
    reason = (form.get("reason") or "").strip() or USUAL_REASON
    return memory.add_missed(house.store, made, reviewer=visitor.name, reason=reason, at=house.instant)


def _where(text: str, words: str, start: str) -> int:
    if not words:
        raise UsageError("Give the words of the report that tell of it, exactly as they stand there.")
    if start.isascii() and start.isdecimal() and text[int(start[:9]) :].startswith(words):
        return int(start[:9])
    if text.count(words) != 1:
        often = "do not stand" if words not in text else f"stand {text.count(words)} times"
        raise UsageError(f"These words {often} in the report; give a stretch that stands there once.")
    return text.index(words)


def _as_read(view: Published, claim: Claim) -> Claim:
    """The claim as the report's reading has it, before it was laid beside an agreement."""
    for reading in view.readings_of([claim]):
        for read in reading.claims:
            if read.id == claim.id:
                return read
    return claim


def _choices(view: Published) -> dict[str, Any]:
    actors = {party.id: party.name or party.id for party in view.agreement.parties}
    for party in view.agreement.parties:
        actors |= {actor: actor for actor in (*party.actors, *(m.group for m in party.members))}
    return {
        "types": list(EVENT_TYPES),
        "actors": actors,
        "zones": view.agreement.zones,
        "certainties": get_args(Certainty),
        "modalities": get_args(Modality),
    }


def _form_of(claim: Claim) -> dict[str, str]:
    event = claim.event or Event(type="other")
    time = event.time or TimeInterval()
    return {
        "words": claim.quote,
        "type": event.type,
        "actors": " ".join(event.actors),
        "since": (time.start or "")[:10],
        "until": _last(time.end),
        "place": "",
        "polarity": claim.polarity,
        "certainty": claim.certainty,
        "modality": claim.modality,
    }


def _last(end: str | None) -> str:
    """The last day of a half-open window."""
    if end is None:
        return ""
    day = dt.date.fromisoformat(end[:10])
    return (day - dt.timedelta(days=1) if len(end) == 10 else day).isoformat()


def _filled(claim: Claim, form: Mapping[str, str]) -> Claim:
    """A claim with what a form says in place of its own; UsageError says what cannot be used."""
    event = claim.event or Event(type="other")
    kind = form.get("type", event.type)
    place = memory.place_written(form.get("place", "").strip() or None) or event.place
    since, until = form.get("since", "").strip(), form.get("until", "").strip()
    if (since, until) == (
        (event.time.start or "")[:10] if event.time else "",
        _last(event.time.end) if event.time else "",
    ):
        time = event.time
    else:
        time = memory.time_written(f"{since}/{until}" if until and until != since else since or None)
    try:
        return msgspec.structs.replace(
            claim,
            event=msgspec.structs.replace(
                event,
                type=msgspec.convert(kind, EventType),
                actors=tuple(form.get("actors", "").split()),
                place=place,
                time=time,
            ),
            polarity=msgspec.convert(form.get("polarity") or claim.polarity, Polarity),
            certainty=msgspec.convert(form.get("certainty") or claim.certainty, Certainty),
            modality=msgspec.convert(form.get("modality") or claim.modality, Modality),
        )
    except msgspec.ValidationError as error:
        raise UsageError(f"The form cannot be used: {error}.") from error


def note_of(form: Mapping[str, str]) -> memory.Note:
    """A field note as its form has it."""
    watched = form.get("watched") or None
    return memory.Note(
        text=form.get("text", "").replace("\r\n", "\n"),
        source=form.get("source", ""),
        time=_span(form),
        place=form.get("place", "").strip() or None,
        watched={"it": "saw it", "nothing": "saw nothing"}.get(watched or ""),
        published=form.get("published") or None,
    )


def _span(form: Mapping[str, str]) -> str | None:
    since, until = form.get("since", "").strip(), form.get("until", "").strip()
    if not since:
        return until or None
    return since if not until or until == since else f"{since}/{until}"


def keep_note(house: House, form: Mapping[str, str]) -> str:
    """Keep a field note; gives back the id of its report."""
    note = note_of(form)
    with house.store.snapshot() as snapshot:
        memory.check_zone(note, snapshot.agreements())
    new = memory.read_note(note)
    house.store.keep(new, at=house.instant)
    return new.reading.report.id
