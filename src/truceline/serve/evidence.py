"""Why a cell is what it is, as a page draws it: each claim with its words in the report, its chain, and its doubts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from truceline.memory import Published, review_states
from truceline.model.agreement import Agreement
from truceline.model.claim import Attribution, Claim, Reading
from truceline.model.event import EVENT_TYPES
from truceline.model.status import Cell
from truceline.model.text import Report
from truceline.model.world import Place

#: So many characters of the report stand before and after the quoted words.
AROUND = 180
#: So many claims are drawn in the pane; the cell's own page has all.
FEW = 6


class Excerpt(NamedTuple):
    """Quoted words with what stands around them; ``cut`` says on which sides the report goes on."""

    before: str
    quote: str
    after: str
    cut: tuple[bool, bool]


class Told(NamedTuple):
    """A claim as it is shown. ``chain`` is who passes the words on, speaker first; ``date`` how its day was read."""

    claim: Claim
    report: Report | None
    excerpt: Excerpt
    chain: tuple[str, ...]
    own_voice: bool
    cue: str
    date: tuple[str, str, str] | None
    place: Place | None
    review: str
    origin: int
    is_copy: bool
    against: bool
    may_read: bool


class Evidence(NamedTuple):
    """A cell with its claims, of which ``more`` are not drawn here."""

    cell: Cell
    told: tuple[Told, ...]
    more: int
    origins: int


def evidence_of(view: Published, cell: Cell, *, most: int | None = None) -> Evidence:
    """A cell that was explained, with the claims that give it."""
    claims = view.claims(ids=cell.claims) if cell.claims else []
    shown = claims if most is None else claims[:most]
    told = told_of(view, shown)
    return Evidence(cell, told, len(claims) - len(shown), len({claim.origin for claim in claims}))


def told_of(view: Published, claims: Sequence[Claim]) -> tuple[Told, ...]:
    """Claims with their words, in the order given."""
    readings = {reading.report.id: reading for reading in view.readings_of(claims)}
    reports = sorted(readings)
    states = review_states(view.snapshot.decisions(report_ids=reports), claims) if claims else {}
    numbers: dict[str, int] = {}
    found = []
    for claim in claims:
        origin = claim.origin or claim.id
        is_copy = origin in numbers
        number = numbers.setdefault(origin, len(numbers) + 1)
        reading = readings.get(claim.report or "")
        held = claim.report in view.partly_held
        found.append(_told(claim, reading, states.get(claim.id, "machine"), number, is_copy, held, view.agreement))
    return tuple(found)


def _told(
    claim: Claim, reading: Reading | None, state: str, origin: int, is_copy: bool, held: bool, agreement: Agreement
) -> Told:
    report = reading.report if reading is not None else None
    attribution = _attribution(claim, reading)
    chain = tuple(
        mention.text
        for mention in ((attribution.source, attribution.via) if attribution else ())
        if mention is not None
    )
    publisher = report.publisher if report is not None else None
    names = {source.id: source.name or source.id for source in agreement.sources}
    if claim.source and not chain and claim.source in names and names[claim.source] != publisher:
        chain = (*chain, names[claim.source])
    return Told(
        claim=claim,
        report=report,
        excerpt=excerpt_of(report, claim, whole=not held),
        chain=(*chain, *((publisher,) if publisher else ())),
        own_voice=attribution is None or attribution.source is None,
        cue=attribution.cue.text if attribution is not None and attribution.cue is not None else "",
        date=_date(claim, reading),
        place=claim.event.place if claim.event is not None else None,
        review=state,
        origin=origin,
        is_copy=is_copy,
        against=claim.polarity == "negative",
        may_read=not held,
    )


def excerpt_of(report: Report | None, claim: Claim, *, whole: bool, around: int = AROUND) -> Excerpt:
    """The quoted words in their surroundings; of a report that is partly held back, the words alone."""
    text = report.text if report is not None else ""
    if not whole or text[claim.start : claim.end] != claim.quote:
        return Excerpt("", claim.quote, "", (False, False))
    begin = _edge(text, claim.start, -around)
    end = _edge(text, claim.end, around)
    return Excerpt(
        text[begin : claim.start].lstrip(),
        claim.quote,
        text[claim.end : end].rstrip(),
        (begin > 0, end < len(text.rstrip())),
    )


def _edge(text: str, at: int, by: int) -> int:
    """The start or end of the surroundings: at a paragraph's edge, else between words."""
    if by < 0:
        begin = max(0, at + by)
        paragraph = text.rfind("\n\n", begin, at)
        if paragraph >= 0:
            return paragraph + 2
        space = text.find(" ", begin, at)
        return begin if begin == 0 or space < 0 else space + 1
    end = min(len(text), at + by)
    paragraph = text.find("\n\n", at, end)
    if paragraph >= 0:
        return paragraph
    space = text.rfind(" ", at, end)
    return end if end == len(text) or space < 0 else space


def _attribution(claim: Claim, reading: Reading | None) -> Attribution | None:
    if reading is None or claim.attribution is None:
        return None
    return next((a for a in reading.attributions if a.id == claim.attribution), None)


def _date(claim: Claim, reading: Reading | None) -> tuple[str, str, str] | None:
    """The words that give the day, what they count from, and that: "Three days later", event, "On August 2"."""
    time = claim.event.time if claim.event is not None else None
    if time is None or reading is None:
        return None
    window = (time.start, time.end)
    close = sorted(
        (m for m in reading.times if window in (m.interval, m.window)), key=lambda m: abs(m.start - claim.start)
    )
    if not close:
        return None
    mention = close[0]
    if mention.anchor.startswith("event:"):
        start = int(mention.anchor.removeprefix("event:"))
        earlier = next((m.text for m in reading.times if m.start == start), "")
        return mention.text, "event", earlier
    return mention.text, mention.anchor, ""


def type_words(kind: str) -> str:
    """An event type for people: ``attack.shelling`` -> shelling."""
    assert kind in EVENT_TYPES
    return KINDS.get(kind, kind.replace(".", " ").replace("_", " "))


KINDS: Mapping[str, str] = {
    "attack": "attack",
    "attack.direct_fire": "direct fire",
    "attack.shelling": "shelling",
    "attack.air": "air strike",
    "attack.drone": "drone attack",
    "attack.explosive": "explosive device",
    "attack.chemical": "chemical attack",
    "clash": "clash",
    "territory.captured": "territory captured",
    "territory.handed_over": "territory handed over",
    "forces.deployed": "forces deployed",
    "forces.withdrawn": "forces withdrawn",
    "weapons.deployed": "weapons present",
    "weapons.withdrawn": "weapons withdrawn",
    "weapons.transferred": "weapons transferred",
    "fortification": "fortification",
    "overflight": "overflight",
    "live_fire_exercise": "live-fire exercise",
    "equipment.seized": "equipment seized",
    "equipment.destroyed": "equipment destroyed",
    "property.destroyed": "property destroyed",
    "looting": "looting",
    "civilians.harmed": "civilians harmed",
    "abduction": "abduction",
    "detention": "detention",
    "release": "release",
    "displacement": "displacement",
    "return": "return",
    "recruitment": "recruitment",
    "aid.delivered": "aid delivered",
    "aid.obstructed": "aid obstructed",
    "movement.restricted": "movement restricted",
    "route.opened": "route opened",
    "demining": "demining",
    "agreement.signed": "agreement signed",
    "ceasefire.declared": "ceasefire declared",
    "ceasefire.in_effect": "ceasefire in effect",
    "ceasefire.suspended": "ceasefire suspended",
    "ceasefire.extended": "ceasefire extended",
    "term.described": "term described",
    "monitor.deployed": "monitor deployed",
    "monitor.patrol": "monitor's patrol",
    "monitor.obstructed": "monitor obstructed",
    "coverage": "somebody watched",
    "talks": "talks",
    "cooperation": "cooperation",
    "protest": "protest",
    "other": "other",
}
