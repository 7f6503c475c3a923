"""Triggers become claims: who, whom, when, where, how sure, by whose word, and the exact words."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple, cast

from truceline.extract.attribution import Utterance
from truceline.extract.counts import count
from truceline.extract.factuality import factuality
from truceline.extract.parse import Paragraph, clause_tokens, is_verb, phrase
from truceline.extract.terms import describes_term
from truceline.extract.triggers import Trigger, arguments, classes_of, find_triggers
from truceline.extract.words import lemma
from truceline.model.claim import Claim, Modality, Mode, Polarity, Speech
from truceline.model.event import Count, Event, EventType, Thing
from truceline.model.text import Span
from truceline.model.world import ActorMention, Place, PlaceMention, TimeInterval, TimeMention

if TYPE_CHECKING:
    from spacy.tokens import Token

#: Version of the rules; part of every claim's id, so that new rules make new claims.
RULES = "1"

_FIRST_PERSON = frozenset({"we", "i", "our", "us", "my"})
_THIRD = frozenset({"it", "he", "she", "they", "its", "his", "her", "their", "them", "him"})
_STATES = frozenset({"weapons.deployed", "forces.deployed", "coverage"})
_INHERITABLE = frozenset({"occurred", "ongoing"})


class Words(NamedTuple):
    """What was found in the text before claims are made."""

    text: str
    times: Sequence[TimeMention]
    places: Sequence[PlaceMention]
    actors: Sequence[ActorMention]
    utterances: Sequence[Utterance]
    published: str | None


def find_claims(words: Words, paragraphs: Sequence[Paragraph]) -> tuple[Claim, ...]:
    """Every claim of the report in the order of its words; equal input gives equal ids."""
    maker = _Maker(words)
    for paragraph in paragraphs:
        maker.paragraph(paragraph)
    return tuple(sorted(maker.claims, key=lambda c: (c.start, c.end, c.event.type if c.event else "", c.id)))


class _Setting(NamedTuple):
    """When and where the narrative stands, for what is told without a date or place of its own."""

    time: TimeInterval | None = None
    place: Place | None = None
    types: tuple[str, ...] = ()


class _Maker:
    def __init__(self, words: Words) -> None:
        self.words = words
        self.claims: list[Claim] = []
        self._by_time: dict[int, Place | None] = {}
        self._subjects: list[str] = []
        self._groups: list[str] = []
        self._setting = _Setting()
        self._last_violent: str | None = None

    # ------------------------------------------------------------ paragraph by paragraph

    def paragraph(self, paragraph: Paragraph) -> None:
        self._setting = _Setting()
        doc = paragraph.doc
        terms = describes_term(doc)
        for trigger in find_triggers(doc):
            if any(first <= trigger.token.i <= last for first, last in (t.span for t in terms)):
                continue
            self._claim(paragraph, trigger)
        for term in terms:
            self._term(paragraph, term.span, term.modality)
        for utterance in self.words.utterances:
            self._accusation(paragraph, utterance)

    def _claim(self, paragraph: Paragraph, trigger: Trigger) -> None:
        start = paragraph.start(trigger.token)
        utterance = self._carrier(start, paragraph.end(trigger.token))
        stop = self._cue_token(paragraph, utterance)
        if stop is not None and trigger.token == stop:
            return
        facts = factuality(trigger.clause, stop=stop)
        speech: Speech = utterance.speech if utterance is not None else "asserts"
        modality, polarity, certainty = facts.modality, facts.polarity, facts.certainty
        if trigger.negated:
            polarity = "positive" if polarity == "negative" else "negative"
        if trigger.hypothetical and polarity == "positive" and speech != "denies":
            modality = "hypothetical"
        if self._is_question(paragraph, trigger.token):
            return
        speech, modality, polarity = _spoken(speech, modality, polarity, trigger)
        first, last = self._span(paragraph, trigger)
        time, time_mention = self._time(paragraph, trigger, modality)
        place, place_mention = self._place(paragraph, trigger)
        inherited = self._inherits(trigger)
        if time is None and time_mention is None and modality in _INHERITABLE and inherited:
            time = self._setting.time
        if place is None and inherited:
            place = self._setting.place
        if place is None and time_mention is not None and time_mention.anchor.startswith("event:"):
            place = self._by_time.get(int(time_mention.anchor[6:]))
        actors = self._ids(paragraph, trigger.actors, acting=True, utterance=utterance)
        recipients = [
            r for r in self._ids(paragraph, trigger.recipients, acting=False, utterance=utterance) if r not in actors
        ]
        if speech == "claims_responsibility" and not actors and utterance is not None and utterance.source is not None:
            actors = [utterance.source.actor] if utterance.source.actor else []
        deaths = self._count(paragraph, trigger.deaths)
        injured = self._count(paragraph, trigger.injured)
        if modality == "occurred" and place_mention is not None and time_mention is not None:
            self._by_time.setdefault(time_mention.start, place)
        if time_mention is not None:
            self._by_time.setdefault(time_mention.start, place)
        if modality in _INHERITABLE and polarity == "positive" and (time is not None or place is not None):
            self._setting = _Setting(time or self._setting.time, place or self._setting.place, trigger.types)
        for type_ in trigger.types:
            event = Event(
                type=cast(EventType, type_),
                actors=tuple(dict.fromkeys(actors)),
                recipients=tuple(dict.fromkeys(recipients)),
                place=place,
                time=time,
                means=tuple(dict.fromkeys(m.text for m in trigger.means)),
                deaths=deaths,
                injured=injured,
                objects=tuple(self._thing(paragraph, o) for o in trigger.objects),
            )
            mode: Mode = (
                "throughout" if polarity == "negative" or speech == "denies" or type_ in _STATES else "sometime"
            )
            condition = None
            if facts.condition is not None and modality == "conditional":
                tokens = sorted(facts.condition.subtree, key=lambda t: t.i)
                condition = Span(start=paragraph.start(tokens[0]), end=paragraph.end(tokens[-1]))
            self._add(first, last, utterance, speech, event, polarity, certainty, modality, mode, condition)

    def _term(self, paragraph: Paragraph, span: tuple[int, int], modality: Modality) -> None:
        doc = paragraph.doc
        first, last = paragraph.start(doc[span[0]]), paragraph.end(doc[span[1]])
        utterance = self._carrier(first, last)
        actors = [
            m.id for m in self.words.actors if first <= m.start and m.end <= last and not m.id.startswith("unnamed:")
        ]
        event = Event(type="term.described", actors=tuple(dict.fromkeys(actors)))
        self._add(first, last, utterance, "describes_term", event, "positive", "certain", modality, "sometime", None)

    def _accusation(self, paragraph: Paragraph, utterance: Utterance) -> None:
        """ "The monitor blamed government artillery": an accusation of what was told just before."""
        if utterance.speech != "accuses" or self._last_violent is None:
            return
        start, end = utterance.content[0]
        if not paragraph.offset <= start < paragraph.offset + len(paragraph.doc.text):
            return
        if any(c.attribution == utterance.attribution.id for c in self.claims):
            return
        accused = [m.id for m in self.words.actors if m.start < end and m.end > start]
        if not accused:
            return
        event = Event(type=cast(EventType, self._last_violent), actors=tuple(dict.fromkeys(accused[:1])))
        self._add(start, end, utterance, "accuses", event, "positive", "certain", "occurred", "sometime", None)

    def _add(
        self,
        start: int,
        end: int,
        utterance: Utterance | None,
        speech: Speech,
        event: Event,
        polarity: Polarity,
        certainty: str,
        modality: Modality,
        mode: Mode,
        condition: Span | None,
    ) -> None:
        attribution = utterance.attribution.id if utterance is not None else None
        key = f"{RULES}|{start}|{end}|{event.type}|{attribution}|{polarity}"
        claim = Claim(
            id="c" + hashlib.sha256(key.encode()).hexdigest()[:12],
            start=start,
            end=end,
            quote=self.words.text[start:end],
            attribution=attribution,
            speech=speech,
            event=event,
            polarity=polarity,
            certainty=cast("Claim", certainty) if False else certainty,  # type: ignore[arg-type]
            modality=modality,
            mode=mode,
            condition=condition,
        )
        if any(c.id == claim.id for c in self.claims):
            return
        self.claims.append(claim)
        if event.type.startswith(("attack", "clash")):
            self._last_violent = event.type

    # ------------------------------------------------------------ by whose word

    def _carrier(self, start: int, end: int) -> Utterance | None:
        """The innermost attribution whose content holds these words."""
        holding = [
            u
            for u in self.words.utterances
            if any(a <= start and end <= b for a, b in u.content) and u.source is not None
        ]
        return min(holding, key=lambda u: sum(b - a for a, b in u.content), default=None)

    @staticmethod
    def _cue_token(paragraph: Paragraph, utterance: Utterance | None) -> Token | None:
        if utterance is None or utterance.attribution.cue is None:
            return None
        at = utterance.attribution.cue.start - paragraph.offset
        return next((t for t in paragraph.doc if t.idx == at), None)

    @staticmethod
    def _is_question(paragraph: Paragraph, token: Token) -> bool:
        del paragraph
        sentence = token.sent
        return sentence[-1].text == "?"

    # ------------------------------------------------------------ the words themselves

    def _span(self, paragraph: Paragraph, trigger: Trigger) -> tuple[int, int]:
        clause = trigger.clause
        if trigger.nominal and trigger.token.dep_ in {"pobj", "conj"}:
            tokens = [t for t in trigger.token.subtree if not _below_clause(t, trigger.token)]
            left = min(t.i for t in tokens)
            right = max(t.i for t in tokens)
        else:
            tokens = clause_tokens(clause)
            left, right = self._clause_edges(clause, tokens)
            top = clause
            while top.dep_ in {"xcomp", "acl"} and top.head.i < top.i and any(c.lower_ == "to" for c in top.children):
                # "would continue to cooperate", "seized the chance to attack": the verb above belongs to the words.
                top = top.head
            if top != clause:
                if not is_verb(top) and is_verb(top.head):
                    top = top.head
                left = min(left, self._clause_edges(top, clause_tokens(top))[0])
            if trigger.token.i < left or trigger.token.i > right:
                left, right = min(left, trigger.token.left_edge.i), max(right, trigger.token.i)
        doc = paragraph.doc
        while left < right and (
            doc[left].is_punct and doc[left].text not in "“\"'" or doc[left].lower_ in {"that", "and", "but"}
        ):
            left += 1
        while right > left and (
            (doc[right].is_punct and doc[right].text not in "”\"'") or doc[right].tag_ in {"IN", "CC", "TO"}
        ):
            right -= 1
        return paragraph.start(doc[left]), paragraph.end(doc[right])

    @staticmethod
    def _clause_edges(clause: Token, tokens: list[Token]) -> tuple[int, int]:
        """The clause around its verb: from its subject, so that a leading date or adverb stays outside, to its last word."""
        kept = {t.i for t in tokens}
        subjects = [c for c in clause.children if c.dep_ in {"nsubj", "nsubjpass", "expl"} and c.i < clause.i]
        left = min(subjects[0].left_edge.i, clause.i) if subjects else clause.i
        if not subjects:
            while left - 1 in kept and not clause.doc[left - 1].is_punct:
                left -= 1
        right = clause.i
        while right + 1 in kept or (
            right + 2 in kept
            and right + 1 < len(clause.doc)
            and clause.doc[right + 1].is_punct
            and clause.doc[right + 1].text != ";"
        ):
            right += 1
        return left, right

    def _thing(self, paragraph: Paragraph, head: Token) -> Thing:
        span = phrase(head)
        text = self.words.text[paragraph.start(span[0]) : paragraph.end(span[-1])]
        kinds = sorted(
            classes_of(head) & {"equipment", "shell", "settlement", "site", "aid", "road", "area", "explosive"}
        )
        return Thing(text=text, class_=kinds[0] if kinds else None, count=self._count(paragraph, head))

    def _count(self, paragraph: Paragraph, head: Token | None) -> Count | None:
        if head is None:
            return None
        begin = head.left_edge
        for child in head.lefts:
            if child.dep_ in {"nummod", "amod", "det", "quantmod", "advmod", "nmod", "predet"}:
                begin = min(begin, child.left_edge, key=lambda t: t.i)
        # "scores of them", "a number of civilians": the head itself is the quantity.
        end = head.i
        if (
            lemma(head.text) in {"number", "score", "dozen", "hundred", "thousand", "couple", "tens"}
            or head.tag_ == "CD"
        ):
            end = head.i + 1
        words = (
            self.words.text[paragraph.start(begin) : paragraph.start(head.doc[end])]
            if end < len(head.doc)
            else head.text
        )
        if end > head.i:
            words = self.words.text[paragraph.start(begin) : paragraph.end(head)]
        found = count(words.strip()) if words.strip() else None
        if found is None and head.tag_ == "NN" and any(c.lower_ in {"a", "an"} for c in head.children):
            return Count(low=1, high=1, text=words.strip())
        if (
            found is None
            and head.tag_ == "NN"
            and (classes_of(head) & {"people", "forces"})
            and lemma(head.text) not in {"staff", "army"}
        ):
            if head.lower_ in {
                "brother",
                "sister",
                "wife",
                "husband",
                "son",
                "daughter",
                "neighbour",
                "neighbor",
                "man",
                "woman",
            }:
                return Count(low=1, high=1, text=(words.strip() + " " + head.text).strip())
        return found

    # ------------------------------------------------------------ who

    def _ids(
        self, paragraph: Paragraph, heads: Sequence[Token], *, acting: bool, utterance: Utterance | None
    ) -> list[str]:
        found: list[str] = []
        for head in heads:
            for id_ in self._id(paragraph, head, acting=acting, utterance=utterance):
                if id_ not in found:
                    found.append(id_)
        if acting and found:
            self._subjects.append(found[0])
        return found

    def _id(self, paragraph: Paragraph, head: Token, *, acting: bool, utterance: Utterance | None) -> list[str]:
        lower = head.lower_
        if lower in _FIRST_PERSON:
            return self._speaker(utterance)
        if lower in _THIRD:
            return self._antecedent(utterance)
        if lower in {"who", "which", "that", "this", "these", "those", "whom", "whose", "nobody", "none", "one"}:
            return []
        span = phrase(head)
        begin, end = paragraph.start(span[0]), paragraph.end(span[-1])
        end = self._extended(paragraph, head, span[-1].i, end)
        at = paragraph.start(head)
        mentions = [m for m in self.words.actors if m.start < end and m.end > begin]
        over = [m for m in mentions if m.start <= at < m.end]
        known = [m for m in mentions if not m.id.startswith("unnamed:")]
        kinds = classes_of(head)
        things = kinds & {"equipment", "shell", "explosive", "site", "settlement", "area", "drone", "gunfire", "road"}
        if any(c.dep_ == "poss" and c.lower_ in _THIRD | _FIRST_PERSON for c in head.children) and (
            kinds & {"forces", "people", "aircraft"} and not [m for m in over if not m.id.startswith("unnamed:")]
        ):
            owner = next(c for c in head.children if c.dep_ == "poss")
            return self._speaker(utterance) if owner.lower_ in _FIRST_PERSON else self._antecedent(utterance)
        chosen = (
            [m for m in over if not m.id.startswith("unnamed:")]
            or (known if (kinds & {"forces", "people", "aircraft"}) or things else [])
            or over
        )
        if acting and things and not kinds & {"forces", "aircraft", "drone"}:
            # Artillery, vehicles and places act for whoever owns them, if the words say whose they are.
            chosen = known
        if chosen:
            best = max(chosen, key=lambda m: (m.start <= at < m.end, not m.id.startswith("unnamed:"), m.end - m.start))
            definite = any(c.lower_ in {"the", "this", "that"} for c in head.children)
            if (
                best.id.startswith("unnamed:")
                and definite
                and lower in {"group", "movement", "organization", "organisation"}
                and self._groups
            ):
                return [self._groups[-1]]
            if best.type in {"group", "organisation"} and not best.id.startswith("unnamed:"):
                self._groups.append(best.id)
            return [best.id]
        if (
            lower in {"group", "movement"}
            and self._groups
            and any(c.lower_ in {"the", "this", "that"} for c in head.children)
        ):
            return [self._groups[-1]]
        if acting and (things or kinds & {"aircraft"}):
            return []
        if acting and not kinds & {"forces", "people"}:
            return []
        if head.tag_ == "CD" or lower in {"others", "other"}:
            return ["unnamed:" + _slug(head.text)] if not acting else []
        words = self.words.text[begin:end]
        return ["unnamed:" + _slug(words)]

    def _extended(self, paragraph: Paragraph, head: Token, last: int, end: int) -> int:
        """Where "between A and B of C" is parsed as "A of C", C belongs to B, the nearest noun."""
        doc = head.doc
        if (
            last + 2 < len(doc)
            and doc[last + 1].lower_ == "of"
            and head.dep_ == "conj"
            and doc[last + 1].head.i < head.i
        ):
            inner = [t for t in doc[last + 1].subtree]
            return paragraph.end(inner[-1])
        return end

    @staticmethod
    def _speaker(utterance: Utterance | None) -> list[str]:
        if utterance is not None and utterance.source is not None and utterance.source.actor is not None:
            return [utterance.source.actor]
        return []

    def _antecedent(self, utterance: Utterance | None) -> list[str]:
        """Whom a pronoun means: inside somebody's words the speaker, else who acted last."""
        speaker = self._speaker(utterance)
        if speaker:
            return speaker
        return self._subjects[-1:]

    # ------------------------------------------------------------ when and where

    def _mention_tokens(self, paragraph: Paragraph, start: int, end: int) -> list[Token]:
        return [t for t in paragraph.doc if paragraph.start(t) < end and paragraph.end(t) > start]

    def _distance(self, paragraph: Paragraph, start: int, end: int, trigger: Trigger) -> int | None:
        """How many steps up the tree from a mention to the trigger's clause or noun; None when it is elsewhere."""
        tokens = self._mention_tokens(paragraph, start, end)
        if not tokens:
            return None
        inside = {t.i for t in tokens}
        top = next((t for t in tokens if t.head.i not in inside or t.head == t), tokens[0])
        node, steps, crossed = top, 0, 0
        targets = {trigger.token.i, trigger.clause.i}
        while True:
            if node.i in targets:
                return steps + 4 * crossed
            if node.head == node:
                return None
            if is_verb(node) and steps:
                crossed += 1
                if node.dep_ in {"ccomp", "relcl", "advcl"} and crossed > 1:
                    return None
            node = node.head
            steps += 1

    def _time(
        self, paragraph: Paragraph, trigger: Trigger, modality: Modality
    ) -> tuple[TimeInterval | None, TimeMention | None]:
        from truceline.extract.times import window_of

        sentence = trigger.token.sent
        begin, end = paragraph.start(sentence[0]), paragraph.end(sentence[-1])
        best: tuple[int, int, TimeMention] | None = None
        cue = self._carrier(paragraph.start(trigger.token), paragraph.end(trigger.token))
        for mention in self.words.times:
            if not begin <= mention.start < end or (mention.value or "").startswith("P") and mention.interval is None:
                continue
            steps = self._distance(paragraph, mention.start, mention.end, trigger)
            if steps is None:
                steps = self._shared(paragraph, mention.start, mention.end, trigger, cue)
            if steps is None:
                continue
            key = (steps, abs(mention.start - paragraph.start(trigger.token)))
            if best is None or key < best[:2]:
                best = (*key, mention)
        if best is None:
            return None, None
        del modality
        return window_of(best[2]), best[2]

    def _shared(
        self, paragraph: Paragraph, start: int, end: int, trigger: Trigger, cue: Utterance | None
    ) -> int | None:
        """A time on the clause above also dates what is joined to it or hangs on it without a time of its own."""
        tokens = self._mention_tokens(paragraph, start, end)
        if not tokens:
            return None
        node = trigger.clause
        for step in range(1, 5):
            if node.head == node:
                break
            if node.dep_ not in {
                "conj",
                "advcl",
                "relcl",
                "acl",
                "xcomp",
                "pcomp",
                "prep",
                "pobj",
                "dobj",
                "nsubj",
                "nsubjpass",
                "ccomp",
                "attr",
            }:
                break
            if (
                cue is not None
                and cue.attribution.cue is not None
                and paragraph.start(node.head) == cue.attribution.cue.start
            ):
                # "X said on Sunday that …": the day of the words is no day of the act.
                break
            node = node.head
            top = next((t for t in tokens if t.head not in tokens), tokens[0])
            chain = top
            for _ in range(4):
                if chain == node:
                    return 10 + step
                if is_verb(chain) or chain.head == chain:
                    break
                chain = chain.head
            if chain == node:
                return 10 + step
        return None

    def _place(self, paragraph: Paragraph, trigger: Trigger) -> tuple[Place | None, PlaceMention | None]:
        sentence = trigger.token.sent
        begin, end = paragraph.start(sentence[0]), paragraph.end(sentence[-1])
        best: tuple[int, int, PlaceMention] | None = None
        cue = self._carrier(paragraph.start(trigger.token), paragraph.end(trigger.token))
        for mention in self.words.places:
            if not begin <= mention.start < end:
                continue
            steps = self._distance(paragraph, mention.start, mention.end, trigger)
            if steps is None:
                steps = self._shared(paragraph, mention.start, mention.end, trigger, cue)
            if steps is None:
                continue
            key = (steps, abs(mention.start - paragraph.start(trigger.token)))
            if best is None or key < best[:2]:
                best = (*key, mention)
        if best is None:
            return None, None
        mention = best[2]
        return Place(id=f"text:{mention.start}", name=mention.text), mention

    def _inherits(self, trigger: Trigger) -> bool:
        """A clause without a date of its own goes on from the sentence before it in the paragraph."""
        if self._setting == _Setting():
            return False
        subjects, objects, _ = arguments(trigger.clause)
        heads = [*subjects, *objects, *trigger.recipients, *trigger.actors]
        if trigger.casualty:
            return True
        definite = any(
            t.lower_ in {"the", "that", "this", "these", "those", "its", "their"} for h in heads for t in h.children
        ) or any(h.tag_ == "PRP" for h in heads)
        return definite


def _spoken(
    speech: Speech, modality: Modality, polarity: Polarity, trigger: Trigger
) -> tuple[Speech, Modality, Polarity]:
    """What the speech act makes of the event: a denial turns it round, a demand asks for it, a threat puts it ahead."""
    del trigger
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


def _below_clause(token: Token, root: Token) -> bool:
    node = token
    while node != root and node.head != node:
        if node.dep_ in {"relcl", "advcl", "ccomp", "parataxis"}:
            return True
        node = node.head
    return False


def _slug(words: str) -> str:
    bare = re.sub(r"^(?:the|a|an|some|any|several|two|three|four|five)\s+", "", words.strip(), flags=re.IGNORECASE)
    return re.sub(r"[^\w]+", "-", bare.lower()).strip("-")[:60]
