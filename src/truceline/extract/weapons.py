"""What an attack was made with, as the words around it say: poison, a suicide bomber, a grenade, aircraft."""

from __future__ import annotations

from typing import TYPE_CHECKING

from truceline.extract.grammar import classes_of
from truceline.extract.parse import clause_tokens, is_verb
from truceline.extract.trigger import Trigger
from truceline.extract.words import lemma

if TYPE_CHECKING:
    from spacy.tokens import Token

_BEFORE = frozenset({"compound", "nmod", "amod", "npadvmod"})
_MADE = frozenset({"improvised", "propelled", "explosive", "homemade", "controlled", "poisonous", "toxic", "chemical"})
_SUICIDE = frozenset({"suicide", "svbied", "kamikaze"})


def sharpen(trigger: Trigger) -> None:
    """Let the weapon that the clause names decide the kind of attack, and keep it as the means."""
    if not trigger.types[-1].startswith(("attack", "civilians")):
        return
    words = _words(trigger)
    poison = next((t for t in words if "poison" in classes_of(t)), None)
    if poison is not None:
        _now(trigger, "attack.chemical", poison)
        return
    if any(t.startswith("attack.drone") for t in trigger.types):
        return
    suicide = next((t for t in words if t.lower_ in _SUICIDE), None)
    if suicide is not None:
        _now(trigger, "attack.explosive", suicide.head if suicide.dep_ in _BEFORE else suicide)
        return
    if trigger.types[-1] in {"attack", "attack.explosive", "attack.direct_fire"}:
        grenade = next((t for t in words if lemma(t.text) == "grenade" and not is_launched(t)), None)
        if grenade is not None:
            _now(trigger, "attack.explosive", grenade)


def _now(trigger: Trigger, type_: str, means: Token) -> None:
    trigger.types = (*trigger.types[:-1], type_)
    if trigger.types[-1] == type_ and all(m != means for m in trigger.means):
        trigger.means.append(means)


def _words(trigger: Trigger) -> list[Token]:
    """The words that belong to the event: its noun with what hangs on it, its verb with its clause."""
    if trigger.nominal:
        own = [t for t in trigger.token.subtree if not _is_apart(t, trigger.token)]
        if trigger.clause.i != trigger.token.head.i:
            return own
        return own + [t for t in _close(trigger.clause) if t not in own]
    return _close(trigger.clause)


def _close(verb: Token) -> list[Token]:
    """The clause, with the participles that say how ("shells filled with gas", "using grenades")."""
    found = clause_tokens(verb)
    for token in list(found):
        for child in token.children:
            if child.dep_ in {"acl", "advcl"} and child.tag_ in {"VBN", "VBG"} and lemma(child.text) not in _HARM:
                found += [t for t in clause_tokens(child) if t not in found]
    return found


_HARM = frozenset({"kill", "wound", "injure", "hurt", "target"})


def _is_apart(token: Token, top: Token) -> bool:
    node = token
    while node != top and node.head != node:
        if node.dep_ in {"relcl", "ccomp", "parataxis", "conj"} and is_verb(node):
            return True
        node = node.head
    return False


def is_launched(grenade: Token) -> bool:
    """True for a rocket-propelled grenade, and for one that only says what kind of launcher it is."""
    words = {t.lower_ for left in grenade.lefts for t in left.subtree}
    return bool(words & {"rocket", "propelled", "rpg"}) or lemma(grenade.head.text) == "launcher"


def means_text(token: Token) -> str:
    """The words of a means with what makes it: "car bomb", "rocket-propelled grenade", without articles and numbers."""
    first = token
    for child in reversed(list(token.lefts)):
        named = child.dep_ in {"compound", "nmod"} or lemma(child.text) in _MADE or child.text == "-"
        if not named or child.right_edge.i + 1 != first.i:
            break
        first = child.left_edge
    return str(token.doc[first.i : token.i + 1].text)
