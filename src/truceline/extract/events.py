"""All triggers of a paragraph, with casualties folded into the event that caused them.

A trigger is a verb of the vocabulary with an object it fits ("captured the village") or an event noun that something is
said of. A noun that is only mentioned ("after the attack") is none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from truceline.extract.factuality import is_negated
from truceline.extract.nouns import trigger_of_noun
from truceline.extract.parse import is_verb
from truceline.extract.trigger import Trigger
from truceline.extract.verbs import triggers_of_verb
from truceline.extract.weapons import sharpen

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token


def find_triggers(doc: Doc) -> list[Trigger]:
    """All triggers of a parsed paragraph in order; casualties are folded into the event that caused them."""
    found: list[Trigger] = []
    for token in doc:
        if is_verb(token) or token.dep_ in {"ROOT", "acl", "relcl", "advcl", "conj"}:
            found += triggers_of_verb(token)
        if token.tag_.startswith("NN") or token.tag_ == "VBG":
            trigger = trigger_of_noun(token)
            if trigger is not None:
                found.append(trigger)
    for trigger in found:
        sharpen(trigger)
    return _alike(_fold(found))


def _alike(kept: list[Trigger]) -> list[Trigger]:
    """As in "four were killed and ten were wounded in an air raid": what is joined has one cause."""
    harm = {t.token: t for t in kept if t.casualty}
    for trigger in harm.values():
        chain = [trigger]
        while chain[-1].token.dep_ == "conj" and (above := harm.get(chain[-1].token.head)) is not None:
            chain.append(above)
        told = next((t for t in chain if t.types[-1].startswith("attack.")), None)
        if told is None:
            continue
        for other in chain:
            if other.types in {("civilians.harmed",), ("attack",)} and not other.negated:
                other.types, other.means = (told.types[-1],), other.means or list(told.means)
                other.actors = other.actors or list(told.actors)
    return kept


def _fold(found: list[Trigger]) -> list[Trigger]:
    """Give casualties to the event that caused them, and drop nouns that a verb has told already."""
    kept: list[Trigger] = []
    for trigger in found:
        harmless = trigger.casualty and is_negated(trigger.token)
        if trigger.nominal and not _is_given(trigger.token) and _denied(trigger.clause, found):
            continue  # "no one was killed by shelling" tells of no shelling
        if trigger.casualty and not harmless and (cause := _cause(trigger, found)) is not None:
            cause.deaths = cause.deaths or trigger.deaths
            cause.injured = cause.injured or trigger.injured
            trigger.means += [m for m in cause.means if m not in trigger.means]
            if trigger.token.dep_ in {"advcl", "conj"} and trigger.token.i > cause.token.i:
                if cause.types[0] != "clash" and not cause.recipients:
                    cause.recipients = list(trigger.recipients)
                told_apart = any(c.dep_ in {"nsubj", "nsubjpass"} for c in trigger.token.children)
                if trigger.token.tag_ == "VBG" or (trigger.token.dep_ == "conj" and not told_apart):
                    continue
            trigger.types = (cause.types[-1],) if not cause.casualty else trigger.types
            if cause.clause == trigger.token:
                trigger.actors = cause.actors
                trigger.nominal = False
                kept = [k for k in kept if k is not cause]
            elif cause.token.dep_ in {"advcl"} and cause.token.head == trigger.token:
                trigger.actors = cause.actors
                kept = [k for k in kept if k is not cause]
                cause.hypothetical = True
                cause.casualty = True
                cause.types = ("",)
            elif trigger.token.dep_ == "relcl" and cause.type_is("clash"):
                trigger.actors, trigger.recipients = list(cause.actors), list(cause.recipients)
        kept.append(trigger)
    told = {m.i for t in kept if not t.nominal for m in (*t.means, *t.told)}
    return [t for t in kept if t.types != ("",) and t.token.i not in told]


def _denied(clause: Token, found: list[Trigger]) -> bool:
    return is_negated(clause) and any(t.casualty and t.token == clause for t in found)


def _is_given(noun: Token) -> bool:
    """As in "the shelling", "Monday's strikes": an event that the words take as known."""
    return noun.dep_ == "nsubj" or any(c.dep_ == "poss" or c.lower_ in _GIVEN for c in noun.children)


_GIVEN = frozenset({"the", "this", "that", "these", "those"})


def _headless(verb: Token) -> bool:
    """As in "when a bomb, laid by rebels, went off", where the parser takes the noun for the head of the clause."""
    return verb.dep_ in {"acl", "relcl"} and verb.head.dep_ == "advcl" and verb.head.tag_.startswith("NN")


def _cause(casualty: Trigger, found: list[Trigger]) -> Trigger | None:
    """The event that a casualty verb belongs to: its subject noun, or the clause it hangs on or is joined to."""
    verb = casualty.token
    for other in found:
        if other is casualty or other.casualty or other.types[0] in {"term.described", "coverage"}:
            continue
        violent = other.types[-1].startswith(("attack", "clash", "civilians"))
        if not violent:
            continue
        if other.nominal and other.clause == verb and other.token.dep_ in {"nsubj"}:
            return other
        if verb.dep_ in {"advcl", "conj", "relcl"} and (
            verb.head == other.token or (verb.head == other.clause and not other.nominal)
        ):
            return other
        if verb.dep_ == "relcl" and verb.head == other.token:
            return other
        if other.token.dep_ == "advcl" and other.token.head == verb:
            return other
        if _headless(other.token) and other.token.head.head == verb:
            return other
    return None
