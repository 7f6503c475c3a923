"""Triggers become claims: who, whom, when, where, how sure, by whose word, and the exact words."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple, cast

import msgspec

from truceline.extract.attribution import Utterance
from truceline.extract.circumstances import anchored_mentions, nearest
from truceline.extract.descriptions import facts_of
from truceline.extract.events import find_triggers
from truceline.extract.factuality import factuality
from truceline.extract.grammar import arguments
from truceline.extract.parse import Paragraph, sentence_of
from truceline.extract.passages import passage_of, subtree_span
from truceline.extract.roles import Cast
from truceline.extract.terms import describes_term
from truceline.extract.things import count_of, is_fired, is_thing, thing_of
from truceline.extract.times import window_of
from truceline.extract.trigger import Trigger
from truceline.extract.weapons import means_text
from truceline.model.claim import Claim, Modality, Mode, Polarity, Speech
from truceline.model.event import Event, EventType
from truceline.model.text import Span
from truceline.model.world import ActorMention, Place, PlaceMention, TimeInterval, TimeMention

if TYPE_CHECKING:
    from spacy.tokens import Token

#: Version of the rules; part of every claim's id, so that new rules make new claims.
RULES = "1"

#: Types that tell of a state and not of an act.
_STATES = frozenset({"weapons.deployed", "forces.deployed", "coverage"})
_TOLD = frozenset({"occurred", "ongoing"})
_DEFINITE = frozenset({"the", "that", "this", "these", "those", "its", "their"})


class Words(NamedTuple):
    """What was found in the text before claims are made."""

    report: str
    text: str
    times: Sequence[TimeMention]
    places: Sequence[PlaceMention]
    actors: Sequence[ActorMention]
    utterances: Sequence[Utterance]


def find_claims(words: Words, paragraphs: Sequence[Paragraph]) -> tuple[Claim, ...]:
    """Every claim of the report in the order of its words; equal input gives equal ids."""
    maker = _Maker(words)
    for paragraph in paragraphs:
        maker.read(paragraph)
    return tuple(sorted(maker.claims.values(), key=lambda c: (c.start, c.end, c.event.type if c.event else "", c.id)))


class _Maker:
    """Goes through a report paragraph by paragraph and remembers where the narrative stands."""

    def __init__(self, words: Words) -> None:
        self.words = words
        self.claims: dict[str, Claim] = {}
        self._cast = Cast(words.text, words.actors)
        self._dates = [t for t in words.times if not (t.interval is None and (t.value or "").startswith("P"))]
        self._place_at: dict[int, Place | None] = {}
        self._dates_here: list[tuple[TimeMention, Token]] = []
        self._places_here: list[tuple[PlaceMention, Token]] = []
        self._time: TimeInterval | None = None
        self._place: Place | None = None
        self._violent: str | None = None

    def read(self, paragraph: Paragraph) -> None:
        """Make the claims of one paragraph."""
        self._time = self._place = None
        self._dates_here = anchored_mentions(paragraph, self._dates)
        self._places_here = anchored_mentions(paragraph, self.words.places)
        terms = describes_term(paragraph.doc)
        triggers = find_triggers(paragraph.doc)
        for trigger in triggers:
            if any(first <= trigger.token.i <= last for (first, last), _ in terms):
                continue
            if trigger.types == ("term.described",):
                tokens = [t.i for t in trigger.token.subtree if not t.is_punct]
                self._term(paragraph, triggers, (min(tokens), max(tokens)), "ongoing")
            elif sentence_of(trigger.token)[-1].text != "?" and not _asks(trigger.clause):
                self._event(paragraph, trigger)
        for span, modality in terms:
            self._term(paragraph, triggers, span, modality)
        for utterance in (u for u in self.words.utterances if u.carries):
            self._accusation(paragraph, utterance)

    def _event(self, paragraph: Paragraph, trigger: Trigger) -> None:
        utterance = self._carrier(paragraph.start(trigger.token), paragraph.end(trigger.token))
        cue = (
            utterance.attribution.cue.start if utterance is not None and utterance.attribution.cue is not None else None
        )
        if cue == paragraph.start(trigger.token):
            return
        facts = factuality(
            trigger.clause, stop=_token_at(paragraph, cue), noun=trigger.token if trigger.nominal else None
        )
        modality, polarity = facts.modality, facts.polarity
        if trigger.negated:
            polarity = "positive" if polarity == "negative" else "negative"
        speech: Speech = utterance.speech if utterance is not None else "asserts"
        if trigger.hypothetical and polarity == "positive" and speech != "denies":
            modality = "hypothetical"
        speech, modality, polarity = _spoken(speech, modality, polarity)
        time, place = self._circumstances(paragraph, trigger, cue, modality)
        habitual = (
            utterance is None and modality == "ongoing" and trigger.clause.tag_ in {"VBZ", "VBP"} | _bare(trigger)
        )
        if habitual and time is None and place is None and trigger.types[0].startswith(("attack", "clash")):
            return  # "they stop shooting only to reload": a habit told of nobody's day
        actors = self._cast.actors(paragraph, trigger.actors, utterance)
        recipients = self._cast.recipients(paragraph, trigger.recipients, utterance)
        struck = [h for h in trigger.recipients if is_thing(h) and not self._cast.knows(paragraph, h)]
        objects = list(dict.fromkeys([*trigger.objects, *struck]))
        if trigger.types[-1].startswith("attack"):
            means = [*trigger.means, *(o for o in objects if is_fired(o))]
            objects = [o for o in objects if o not in means]
        else:
            means = trigger.means
        if speech == "claims_responsibility" and not actors and utterance is not None and utterance.source is not None:
            actors = (utterance.source.actor,) if utterance.source.actor else ()
        if modality in _TOLD and polarity == "positive":
            self._time, self._place = time or self._time, place or self._place
        condition = None
        if facts.condition is not None and modality == "conditional":
            start, end = subtree_span(paragraph, facts.condition)
            condition = Span(start=start, end=end)
        start, end = passage_of(paragraph, trigger.token, trigger.clause, nominal=trigger.nominal)
        text = self.words.text
        for type_ in trigger.types:
            event = Event(
                type=cast(EventType, type_),
                actors=actors,
                recipients=tuple(r for r in recipients if r not in actors),
                place=place,
                time=time,
                means=tuple(dict.fromkeys(means_text(m) for m in means)),
                deaths=count_of(paragraph, text, trigger.deaths),
                injured=count_of(paragraph, text, trigger.injured),
                objects=tuple(thing_of(paragraph, text, o) for o in objects),
            )
            lasting = polarity == "negative" or speech == "denies" or type_ in _STATES
            mode: Mode = "throughout" if lasting else "sometime"
            claim = Claim(
                id="",
                start=start,
                end=end,
                speech=speech,
                event=event,
                polarity=polarity,
                certainty=facts.certainty,
                modality=modality,
                mode=mode,
                condition=condition,
            )
            self._add(claim, utterance)

    def _term(
        self, paragraph: Paragraph, triggers: Sequence[Trigger], span: tuple[int, int], modality: Modality
    ) -> None:
        doc = paragraph.doc
        start, end = paragraph.start(doc[span[0]]), paragraph.end(doc[span[1]])
        sentence = sentence_of(doc[span[0]])
        begin = paragraph.start(sentence[0])
        whole = self.words.text[begin : paragraph.end(sentence[-1])]
        facts = facts_of(triggers, span, whole, begin, self.words.text[start:end], self.words.times)
        bearers = end
        if any(f.class_ == "guarantor" for f in facts):
            # "A and B are guarantors of the truce in C": C guarantees nothing.
            bearers = start + self.words.text[start:end].lower().index("guarantor")
        actors = [
            m.id for m in self.words.actors if start <= m.start and m.end <= bearers and not m.id.startswith("unnamed:")
        ]
        event = Event(type="term.described", actors=tuple(dict.fromkeys(actors)), objects=facts)
        claim = Claim(id="", start=start, end=end, speech="describes_term", event=event, modality=modality)
        # "The protocol created a corridor, according to A, and a patrol": who carries its first words carries it.
        self._add(claim, self._carrier(start, end) or self._carrier(start, start + 1))

    def _accusation(self, paragraph: Paragraph, utterance: Utterance) -> None:
        """As in "The monitor blamed government artillery": an accusation of what was told just before."""
        start, end = utterance.content[0]
        inside = paragraph.offset <= start < paragraph.until
        if utterance.speech != "accuses" or self._violent is None or not inside:
            return
        if any(c.attribution == utterance.attribution.id for c in self.claims.values()):
            return
        accused = [m.id for m in self.words.actors if m.start < end and m.end > start]
        if accused:
            event = Event(type=cast(EventType, self._violent), actors=(accused[0],))
            self._add(Claim(id="", start=start, end=end, speech="accuses", event=event), utterance)

    def _add(self, claim: Claim, utterance: Utterance | None) -> None:
        event = claim.event
        if event is None:
            return
        attribution = utterance.attribution.id if utterance is not None else None
        key = f"{RULES}|{self.words.report}|{claim.start}|{claim.end}|{event.type}|{attribution}|{claim.polarity}"
        id_ = "c" + hashlib.sha256(key.encode()).hexdigest()[:24]
        quote = self.words.text[claim.start : claim.end]
        self.claims.setdefault(id_, msgspec.structs.replace(claim, id=id_, quote=quote, attribution=attribution))
        if event.type.startswith(("attack", "clash")):
            self._violent = event.type

    def _carrier(self, start: int, end: int) -> Utterance | None:
        """The innermost attribution whose content holds these words."""
        holding = [
            u
            for u in self.words.utterances
            if u.carries and u.source is not None and any(a <= start and end <= b for a, b in u.content)
        ]
        return min(holding, key=lambda u: sum(b - a for a, b in u.content), default=None)

    def _circumstances(
        self, paragraph: Paragraph, trigger: Trigger, cue: int | None, modality: Modality
    ) -> tuple[TimeInterval | None, Place | None]:
        """When and where: by the sentence, else by what the narrative goes on from."""
        date = nearest(paragraph, trigger.token, trigger.clause, self._dates_here, cue)
        spot = nearest(paragraph, trigger.token, trigger.clause, self._places_here, cue)
        time = window_of(date) if date is not None else None
        if date is not None and time is not None and _is_before(trigger, date, paragraph):
            # "B happened on Monday after A": A lies between what was told before and Monday's end.
            time = TimeInterval(start=self._start_of(date), end=time.end)
        place = Place(id=f"text:{spot.start}", name=spot.text) if spot is not None else None
        if self._goes_on(trigger):
            if date is None and modality in _TOLD:
                time = self._time
            place = place or self._place
        if date is not None:
            if place is None and date.anchor.startswith("event:"):
                # "Three days later": what is dated by an earlier event is told of the same place.
                place = self._place_at.get(int(date.anchor.removeprefix("event:")))
            self._place_at.setdefault(date.start, place)
        return time, place

    def _start_of(self, date: TimeMention) -> str | None:
        """The first day of the date that ``date`` was counted from."""
        if not date.anchor.startswith("event:"):
            return None
        start = int(date.anchor.removeprefix("event:"))
        return next((t.interval[0] for t in self.words.times if t.start == start and t.interval is not None), None)

    def _goes_on(self, trigger: Trigger) -> bool:
        """A clause about something already told ("the liberation", "its troops") goes on from the sentence before."""
        if trigger.casualty or trigger.clause.dep_ in {"conj", "relcl", "advcl"}:
            return True
        subjects, objects, _ = arguments(trigger.clause)
        heads = [*subjects, *objects, *trigger.recipients, *trigger.actors]
        return any(h.tag_ == "PRP" or any(c.lower_ in _DEFINITE for c in h.children) for h in heads)


def _is_before(trigger: Trigger, date: TimeMention, paragraph: Paragraph) -> bool:
    """True when the event stands in a clause with "after" below the clause that the date belongs to."""
    node = trigger.clause
    for _ in range(4):
        if node.dep_ == "advcl" and any(c.dep_ == "mark" and c.lower_ == "after" for c in node.children):
            inside = paragraph.start(node.left_edge) <= date.start <= paragraph.end(node.right_edge)
            return not inside
        if node.head == node:
            return False
        node = node.head
    return False


def _bare(trigger: Trigger) -> set[str]:
    """The tag of a verb that leans on a present-tense one above it ("they stop shooting")."""
    above = trigger.clause.head
    return {trigger.clause.tag_} if trigger.clause.dep_ == "xcomp" and above.tag_ in {"VBZ", "VBP"} else set()


def _asks(clause: Token) -> bool:
    """As in "could not say who had fired": an embedded question claims nothing."""
    if clause.dep_ != "ccomp":
        return False
    asked = [c for c in clause.children if c.dep_ in {"nsubj", "nsubjpass", "dobj", "advmod"}]
    # "how many were killed": the word that asks stands at the number.
    return any(c.tag_ in {"WP", "WRB", "WDT"} or c.left_edge.lower_ == "how" for c in asked)


def _token_at(paragraph: Paragraph, offset: int | None) -> Token | None:
    if offset is None:
        return None
    return next((t for t in paragraph.doc if t.idx == offset - paragraph.offset), None)


def _spoken(speech: Speech, modality: Modality, polarity: Polarity) -> tuple[Speech, Modality, Polarity]:
    """What the speech act makes of the event: a denial turns it round, a demand asks for it, a threat puts it ahead."""
    if speech == "denies":
        if polarity == "negative":
            return "asserts", modality, "positive"
        return "denies", "occurred" if modality == "hypothetical" else modality, "negative"
    if speech == "demands" and modality in {"occurred", "ongoing", "future"}:
        return speech, "required", polarity
    if speech == "threatens" and modality in {"occurred", "ongoing"}:
        return speech, "future", polarity
    if speech == "asserts" and modality in {"future", "conditional"}:
        return "announces", modality, polarity
    if speech == "announces" and modality in {"required", "hypothetical"}:
        return "asserts", modality, polarity
    return speech, modality, polarity
