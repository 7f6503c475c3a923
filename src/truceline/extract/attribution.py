"""Who says it: sources, cues and contents, direct, indirect and mixed.

After PARC 3 and PolNeAR (Newell et al. 2018): an attribution has a source span, a cue span and a content span. A relay
("SANA, citing a military source") is kept apart from the source whose words they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from truceline.extract.actors import affiliations, home_state, speaker_actor
from truceline.extract.attitudes import attitudes
from truceline.extract.labels import labelled
from truceline.extract.parse import Paragraph, is_verb, sentence_of
from truceline.extract.speech_spans import Draft, hull, last_of, noun_phrase, trim, unsaid
from truceline.extract.words import lemma, vocabulary
from truceline.model.claim import Attribution, Speech
from truceline.model.text import Mention, Span
from truceline.model.world import ActorMention

if TYPE_CHECKING:
    from spacy.tokens import Token

_SUBJECT = frozenset({"nsubj", "nsubjpass"})
_QUOTES = {"“": "”", '"': '"', "«": "»", "„": "“", "``": "''"}
_PERSON = frozenset({"he", "she"})
_PRONOUN = frozenset({"he", "she", "it", "they", "we", "i", "who", "which"})


class Utterance(NamedTuple):
    """An attribution with what the claims in it need: the speech act and where the words stand."""

    attribution: Attribution
    speech: Speech
    content: tuple[tuple[int, int], ...]
    carries: bool = True  # False: what somebody wants or is said by a label to have said, which makes no claim

    @property
    def source(self) -> Mention | None:
        """Whose words they are; None where nobody is named."""
        return self.attribution.source


def find_attributions(
    text: str, paragraphs: Sequence[Paragraph], actors: Sequence[ActorMention], *, headline: Sequence[Paragraph] = ()
) -> list[Utterance]:
    """Every attribution of the report; ids are ``a1``, ``a2``, …

    First those that carry claims, in order of their cues, then those that carry none: attitudes, labels, and what the
    ``headline`` repeats of the text.
    """
    speakers = _Speakers(text, actors)
    found: list[Utterance] = []
    others: list[Draft] = []
    open_quote = False
    for paragraph in headline:
        drafts = [*_spoken(paragraph, _quotes(text, paragraph, carried=False)[0]), *_according(paragraph)]
        labels = list(labelled(text, paragraph))
        words = [span for draft in (*drafts, *labels) for span in draft.content]
        others += [*drafts, *labels, *attitudes(paragraph, {draft.cue[0] for draft in drafts}, words)]
    for paragraph in paragraphs:
        quotes, open_quote = _quotes(text, paragraph, open_quote)
        drafts = [*_spoken(paragraph, quotes), *_according(paragraph)]
        drafts.sort(key=lambda draft: draft.cue)
        found_here = [speakers.utterance(draft, len(found) + i + 1) for i, draft in enumerate(drafts)]
        covered = [span for utterance in found_here for span in utterance.content]
        labels = list(labelled(text, paragraph))
        spoken = [*quotes, *covered, *(span for label in labels for span in label.content)]
        others += [*labels, *attitudes(paragraph, {draft.cue[0] for draft in drafts}, spoken)]
        covered += [span for label in labels for span in label.content]
        found += found_here
        # A quotation that no cue of its paragraph carries goes on from the speaker before.
        for quote in quotes:
            if quote[1] - quote[0] < 25 or any(_overlap(quote, span) for span in covered):
                continue
            if not _sentence_start(text, quote[0]):
                continue
            carrier = next((u for u in reversed(found) if u.source is not None), None)
            if carrier is not None and carrier in found_here:
                # "…," she said. "…": one attribution in two pieces.
                whole = speakers.widened(carrier, quote)
                found_here[found_here.index(carrier)] = found[found.index(carrier)] = whole
            elif carrier is not None:
                found.append(speakers.continued(carrier, quote, len(found) + 1))
    return found + [speakers.apart(draft, len(found) + i + 1) for i, draft in enumerate(others)]


def _quotes(text: str, paragraph: Paragraph, carried: bool) -> tuple[list[tuple[int, int]], bool]:
    """The quotations of a paragraph, marks included; a quotation may run on into the next paragraph."""
    begin = paragraph.offset
    end = paragraph.until
    piece = text[begin:end]
    spans, start, closing = [], None, ""
    if carried and piece[:1] not in _QUOTES:
        carried = False
    for match in re.finditer(r"[“”\"«»„]", piece):
        mark = match.group()
        if start is None:
            if mark in _QUOTES and mark != "”":
                start, closing = match.start(), _QUOTES[mark]
        elif mark == closing:
            spans.append((begin + start, begin + match.end()))
            start = None
    if start is not None and len(piece) - start > 25:
        spans.append((begin + start, end))
        return spans, True
    return spans, False


def _spoken(paragraph: Paragraph, quotes: Sequence[tuple[int, int]]) -> Iterator[Draft]:
    cues = vocabulary("speech")
    for token in paragraph.doc:
        if not is_verb(token):
            continue
        if (draft := _recorded(paragraph, token)) is not None:
            yield draft
            continue
        word = lemma(token.text)
        speech = _SPEECH.get(word) or ("asserts" if _introduces(paragraph, token, quotes) else None)
        if speech is None or unsaid(token) or token.dep_ in {"amod", "compound"}:
            continue
        if (
            any(start < paragraph.start(token) < end - 1 and end - start > 25 for start, end in quotes)
            and word != "say"
        ):
            continue
        subject = _source(token)
        clause = _content(token, word)
        content = [hull(paragraph, clause, token, subject)] if clause is not None else []
        if clause is not None and (around := _parenthetical(paragraph, token, subject)) is not None:
            content = around
        near = [
            q for q in quotes if _beside(paragraph, token, q) and not any(a <= q[0] and q[1] <= b for a, b in content)
        ]
        if (
            word in cues["needs_clause"]
            and not near
            and (clause is None or clause.dep_ != "ccomp" or clause.i < token.i or not _is_finite(clause))
        ):
            continue
        if near:
            content = _merge(content + near)
        if not content or (subject is None and not near):
            continue
        source, via = _parties(token, subject)
        if source is not None and lemma(source.text) in _MUTE and source.tag_ not in {"NNP", "NNPS"}:
            continue
        yield Draft(
            source=noun_phrase(paragraph, source) if source is not None else None,
            head=source.lower_ if source is not None else "",
            pronoun=source.lower_ if source is not None and source.lower_ in _PRONOUN else None,
            cue=(paragraph.start(token), paragraph.end(token)),
            content=content,
            via=noun_phrase(paragraph, via) if via is not None else None,
            speech=_speech(token, word, speech),
        )


def _recorded(paragraph: Paragraph, verb: Token) -> Draft | None:
    """As in "The force recorded eleven overflights": who counted is the source of what was counted."""
    if lemma(verb.text) not in _RECORDING or unsaid(verb):
        return None
    subject = next((c for c in verb.children if c.dep_ == "nsubj"), None)
    counted = next((c for c in verb.children if c.dep_ == "dobj" and lemma(c.text) in _HAPPENINGS), None)
    if subject is None or counted is None or subject.tag_ == "WP":
        return None
    return Draft(
        source=noun_phrase(paragraph, subject),
        head=subject.lower_,
        pronoun=subject.lower_ if subject.lower_ in _PRONOUN else None,
        cue=(paragraph.start(verb), paragraph.end(verb)),
        content=[hull(paragraph, counted, verb, subject)],
        via=None,
        speech="asserts",
    )


def _parenthetical(paragraph: Paragraph, cue: Token, subject: Token | None) -> list[tuple[int, int]] | None:
    """As in "A, X said, during which B": between two commas the speaker interrupts his own words."""
    doc, sentence = cue.doc, sentence_of(cue)
    if subject is None or cue.i + 1 >= sentence.end or doc[cue.i + 1].text != ",":
        return None
    start = subject.left_edge.i
    if subject.i > cue.i or start <= sentence.start or doc[start - 1].text != ",":
        return None
    after = doc[cue.i + 2 : sentence.end]
    if not len(after) or after[0].lower_ in _TURNING or after[0].tag_ == "VBG" or any(t.text == ";" for t in sentence):
        return None
    spans = [trim(doc, sentence.start, start - 1), trim(doc, cue.i + 2, sentence.end - 1)]
    return [(paragraph.start(doc[a]), paragraph.end(doc[b])) for a, b in spans if a <= b]


def _according(paragraph: Paragraph) -> Iterator[Draft]:
    """As in "According to X": the rest of the sentence is X's."""
    doc = paragraph.doc
    for token in doc:
        if token.lower_ != "according" or token.i + 2 >= len(doc) or doc[token.i + 1].lower_ != "to":
            continue
        to = doc[token.i + 1]
        source = next((c for c in to.children if c.dep_ in {"pobj", "pcomp"}), None)
        if source is None:
            source = next((t for t in doc[token.i + 2 : token.i + 9] if t.tag_.startswith("NN")), None)
        if source is None:
            continue
        sentence = sentence_of(token)
        span = (token.i, last_of(source))
        before = (sentence.start, span[0] - 1)
        after = (span[1] + 1, sentence.end - 1)
        content = [
            (paragraph.start(doc[a]), paragraph.end(doc[b]))
            for a, b in (trim(doc, *before), trim(doc, *after))
            if a <= b and b - a >= 1
        ]
        if not content:
            continue
        # A clause in the middle ("…, according to X; Y said …") belongs to what stands before it.
        if len(content) == 2 and before[1] - before[0] >= 4:
            content = content[:1]
        _, via = _parties(token, source)
        yield Draft(
            source=noun_phrase(paragraph, source),
            head=source.lower_,
            pronoun=None,
            cue=(paragraph.start(token), paragraph.end(to)),
            content=content,
            via=noun_phrase(paragraph, via) if via is not None else None,
            speech="asserts",
        )


def _source(verb: Token) -> Token | None:
    """The subject of a cue: its own, or that of the verb it is joined to or hangs on ("…, adding that")."""
    subject = next((c for c in verb.children if c.dep_ in _SUBJECT), None)
    if subject is None and verb.dep_ == "acl" and any(c.dep_ == "ccomp" for c in verb.children):
        # "A source denied that …" parsed as "a source [that was] denied".
        return verb.head
    if subject is not None and subject.lower_ in {"who", "which", "that"} and verb.dep_ == "relcl":
        return verb.head
    if subject is not None and subject.lower_ in {"it", "there"} and verb.tag_ == "VBN":
        return None
    if subject is not None:
        return subject
    # An appositive parse: "X, a spokesman, said" with the subject on a wrongly tagged noun is left alone.
    if verb.dep_ == "conj" or (verb.dep_ in {"advcl", "xcomp"} and verb.tag_ == "VBG"):
        head = verb.head
        outer = _outer_cue(verb)
        if outer is not None:
            return outer
        for _ in range(4):
            if is_verb(head):
                subject = next((c for c in head.children if c.dep_ in _SUBJECT), None)
                if subject is not None:
                    return subject
            if head.head == head:
                break
            head = head.head
    return None


def _outer_cue(verb: Token) -> Token | None:
    """Of "A denied that B had fired and said …" the subject is A: the nearest cue above that has one."""
    head = verb
    for _ in range(5):
        if head.head == head:
            return None
        head = head.head
        if is_verb(head) and _SPEECH.get(lemma(head.text)):
            subject = next((c for c in head.children if c.dep_ in _SUBJECT), None)
            if subject is not None:
                return subject
    return None


def _content(verb: Token, word: str) -> Token | None:
    """The head of what is said: a clause, or for some cues an object or an infinitive."""
    if word == "deny" and any(
        lemma(c.text) in _NOT_SAID for c in verb.children if c.dep_ in {"dobj", "ccomp", "xcomp"}
    ):
        return None
    clauses = [c for c in verb.children if c.dep_ in {"ccomp", "parataxis"}]
    after = [c for c in clauses if c.i > verb.i]
    if after:
        return after[0]
    kind = _SPEECH.get(word)
    if word == "call" and not any(c.dep_ in {"prep", "xcomp"} and c.i > verb.i for c in verb.children):
        return None
    if kind in {"accuses"} or (kind == "demands" and word != "insist") or word in {"warn"}:
        # "accused A of B", "urged A to B", "called on A to B": all that follows.
        return next((c for c in verb.children if c.i > verb.i and c.dep_ in {"dobj", "xcomp", "prep", "dative"}), None)
    if kind in {"denies", "threatens", "announces"} or word in {"claim", "confirm"}:
        found = next((c for c in verb.children if c.i > verb.i and c.dep_ in {"xcomp", "pcomp", "dobj"}), None)
        if found is not None:
            return found
    before = [c for c in clauses if not any(t.text == ";" for t in verb.doc[c.i : verb.i])]
    if before and kind in {"asserts", "announces", "threatens"}:
        return before[-1]
    # The parser sometimes makes the cue a dependant of what is said: "…, X said." with said as the lower verb.
    if verb.dep_ in {"ccomp", "parataxis"} and verb.i > verb.head.i and is_verb(verb.head):
        subject = next((c for c in verb.children if c.dep_ in _SUBJECT), None)
        first = subject.left_edge.i if subject is not None else verb.i
        if first > 0 and verb.doc[first - 1].text == ",":
            return verb.head
    return None


def _parties(verb: Token, subject: Token | None) -> tuple[Token | None, Token | None]:
    """(source, relay): who speaks and who carries it."""
    if subject is None:
        return None, None
    # "X, citing Y, said": Y speaks, X carries.
    for holder in (subject, verb):
        for child in holder.children:
            if (
                child.dep_ in {"acl", "advcl", "appos", "conj"}
                and lemma(child.text) in _RELAYING
                and child.tag_ == "VBG"
            ):
                cited = next((c for c in child.children if c.dep_ in {"dobj", "pobj"}), None)
                if cited is not None:
                    return cited, subject
    # "X, quoted by Y, said": X speaks, Y carries.
    for child in subject.subtree:
        if child.tag_ in {"VBN", "VBD"} and child.dep_ in {"acl", "advcl", "relcl"} and lemma(child.text) in _RELAYED:
            agent = next(
                (g for c in child.children if c.dep_ in {"agent", "prep"} and c.lower_ == "by" for g in c.children),
                None,
            )
            if agent is not None:
                return subject, agent
    # "X told Y television" and "denied to SANA": an outlet that is spoken to carries the words.
    for child in verb.children:
        target: Token | None = None
        if child.dep_ in {"dobj", "dative"} and lemma(verb.text) == "tell":
            target = child
        elif child.dep_ in {"prep", "dative"} and child.lower_ == "to":
            target = next((g for g in child.children if g.dep_ == "pobj"), None)
        elif child.dep_ == "xcomp" and child.text.isupper():
            target = child
        if target is not None and target.i > verb.i and _is_outlet(target):
            return subject, target
    passive = subject.dep_ == "nsubjpass"
    if passive:
        agent = next((g for c in verb.children if c.dep_ == "agent" for g in c.children if g.dep_ == "pobj"), None)
        if agent is not None:
            return agent, None
    return subject, None


def _is_outlet(token: Token) -> bool:
    words = {t.lower_ for t in token.subtree}
    if any(c.lower_ in {"this", "our"} for c in token.children):
        return False
    return bool(words & _OUTLETS) or any(lemma(t.text) in _MEDIA for t in token.subtree if t.i <= token.i)


def _speech(verb: Token, word: str, speech: Speech) -> Speech:
    if word == "claim" and any(c.lower_ == "responsibility" for c in verb.children if c.dep_ == "dobj"):
        return "claims_responsibility"
    if word == "insist" and any(c.dep_ == "ccomp" for c in verb.children):
        return "asserts"
    return speech


def _is_finite(clause: Token) -> bool:
    return clause.tag_ in {"VBD", "VBZ", "VBP", "MD"} or any(
        c.dep_ in {"aux", "auxpass", "mark"} for c in clause.children
    )


def _beside(paragraph: Paragraph, cue: Token, quote: tuple[int, int]) -> bool:
    """True when the quotation stands in the cue's sentence or runs up to it."""
    sentence = sentence_of(cue)
    start, end = paragraph.start(sentence[0]), paragraph.end(sentence[-1])
    # A few quoted words inside a sentence are part of what surrounds them; a quotation carries a clause.
    if quote[1] - quote[0] < 25:
        return False
    inside = quote[0] < paragraph.start(cue) < quote[1]
    if quote[0] < end and quote[1] > start:
        return not inside
    # "“Who fired?” the mayor asked." and "The mayor asked: / “Who fired?”" may be parsed as two sentences.
    asked = (
        start - 2 <= quote[1] <= start
        and cue.i - sentence.start < 8
        and not any(c.dep_ in {"ccomp", "xcomp"} and c.i > cue.i for c in cue.children)
    )
    return asked or (end <= quote[0] <= end + 2 and sentence[-1].text in {":", ","})


def _introduces(paragraph: Paragraph, verb: Token, quotes: Sequence[tuple[int, int]]) -> bool:
    """As in "she continued: “…”", "“…,” he shot back": a quotation beside subject and verb makes any verb a cue."""
    subject = next((c for c in verb.children if c.dep_ == "nsubj"), None)
    if subject is None or subject.lower_ in {"it", "this", "that", "which", "there"} or verb.tag_ not in _TOLD:
        return False
    first, last = sorted((subject.left_edge.i, verb.i))
    before, after = paragraph.start(verb.doc[first]), paragraph.end(verb.doc[last])
    text = verb.doc.text
    for start, end in quotes:
        if end - start < 25:
            continue
        lead = text[after - paragraph.offset : start - paragraph.offset] if start >= after else "-"
        if lead.strip() in {":", ",", "―", "—", "--"} or (lead.rstrip().endswith(":") and len(lead) < 40):
            return True
        close = text[end - paragraph.offset - 2 : end - paragraph.offset - 1]
        if end <= before <= end + 2 and close in {",", "?", "!"} and verb.i - subject.i in {1, 2, -1}:
            return True
    return False


_TOLD = frozenset({"VBD", "VBZ", "VBP", "VBG"})


def _merge(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


#: What is denied to somebody by an act and not by words.
_NOT_SAID = frozenset(
    {"passage", "access", "entry", "permission", "visa", "request", "bail", "entrance", "right", "mission"}
)


def _overlap(a: tuple[int, int], b: tuple[int, int]) -> bool:
    return a[0] < b[1] and b[0] < a[1]


def _sentence_start(text: str, offset: int) -> bool:
    before = text[:offset].rstrip()
    return not before or before[-1] in '.!?:”"»\n'


class _Speakers:
    """Resolves who a source is, and whom a later pronoun or definite noun means."""

    def __init__(self, text: str, actors: Sequence[ActorMention]) -> None:
        self._text = text
        self._home = home_state(text)
        self._offices = affiliations(text)
        self._actors = sorted(actors, key=lambda a: a.start)
        self._seen: list[tuple[str, str | None, bool]] = []

    def utterance(self, draft: Draft, number: int) -> Utterance:
        source = self._mention(draft.source, draft)
        via = None if draft.via is None else self._plain(draft.via)
        attribution = Attribution(
            id=f"a{number}",
            source=source,
            cue=self._plain(draft.cue),
            content=Span(start=draft.content[0][0], end=draft.content[-1][1]),
            via=via,
        )
        return Utterance(attribution, draft.speech, tuple(draft.content))

    def apart(self, draft: Draft, number: int) -> Utterance:
        """An utterance that no later pronoun looks back to."""
        seen = list(self._seen)
        utterance = self.utterance(draft, number)
        self._seen = seen
        return utterance._replace(carries=False)

    def widened(self, carrier: Utterance, quote: tuple[int, int]) -> Utterance:
        """The same utterance with one more quotation."""
        pieces = (*carrier.content, quote)
        content = Span(start=min(a for a, _ in pieces), end=max(b for _, b in pieces))
        attribution = msgspec.structs.replace(carrier.attribution, content=content)
        return carrier._replace(attribution=attribution, content=pieces)

    def continued(self, carrier: Utterance, quote: tuple[int, int], number: int) -> Utterance:
        attribution = Attribution(
            id=f"a{number}",
            source=carrier.attribution.source,
            cue=None,
            content=Span(start=quote[0], end=quote[1]),
            via=carrier.attribution.via,
        )
        return Utterance(attribution, "asserts", (quote,))

    def _plain(self, span: tuple[int, int]) -> Mention:
        return Mention(start=span[0], end=span[1], text=self._text[span[0] : span[1]], actor=self._actor(span))

    def _mention(self, span: tuple[int, int] | None, draft: Draft) -> Mention | None:
        if span is None:
            return None
        words = self._text[span[0] : span[1]]
        actor = self._actor(span)
        if draft.pronoun is None and (actor is None or actor.startswith("unnamed:")):
            actor = speaker_actor(words, home=self._home) or self._offices.get(actor or "") or actor
        known = actor is not None and not actor.startswith("unnamed:")
        if draft.pronoun is not None:
            person = draft.pronoun in _PERSON
            for _, earlier, was_person in reversed(self._seen):
                if earlier is not None and (was_person or not person):
                    actor = earlier
                    break
        elif not known:
            for head, earlier, _ in reversed(self._seen):
                if head == draft.head and earlier is not None and words.lower().startswith(("the ", "that ", "this ")):
                    actor = earlier
                    break
        if draft.pronoun is None:
            self._seen.append((draft.head, actor, draft.head not in _BODIES))
        return Mention(start=span[0], end=span[1], text=words, actor=actor)

    def _actor(self, span: tuple[int, int]) -> str | None:
        inside = [a for a in self._actors if a.start < span[1] and a.end > span[0]]
        known = [a for a in inside if not a.id.startswith("unnamed:")]
        chosen = known or inside
        return chosen[0].id if chosen else None


#: Subjects that cannot speak: what happens, and what is agreed on.
_MUTE = (
    frozenset(vocabulary("events")["nouns"])
    | frozenset(vocabulary("events")["classes"]["ceasefire"])
    | frozenset({"figure", "fact", "talk", "there"})
)
_RECORDING = frozenset({"record", "register", "log"})
_HAPPENINGS = frozenset(vocabulary("events")["nouns"])
#: After "X said," these turn away from what X said.
_TURNING = frozenset({"but", "although", "though", "while", "citing", "adding", "who", "which"})
_BODIES = frozenset(
    {"ministry", "command", "agency", "government", "army", "force", "mission", "committee", "statement"}
)


def _table() -> dict[str, Speech]:
    table: dict[str, Speech] = {}
    kinds: tuple[Speech, ...] = ("asserts", "announces", "demands", "threatens", "accuses", "denies", "finds")
    for kind in kinds:
        for word in vocabulary("speech")[kind]:
            table[word] = kind
    return table


_SPEECH = _table()
_MEDIA = frozenset(vocabulary("speech")["media"])
_OUTLETS = frozenset(name.lower() for name in vocabulary("speech")["outlets"])
_RELAYING = frozenset(vocabulary("speech")["relaying"])
_RELAYED = frozenset(vocabulary("speech")["relayed"])
