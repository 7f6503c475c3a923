"""A trigger: the words that tell of one event, and the heads of the phrases that fill its roles."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.tokens import Token


@dataclass
class Trigger:
    """One event as words: the trigger, the verb that says whether it happened, and the heads of its role phrases."""

    token: Token
    clause: Token
    types: tuple[str, ...]
    actors: list[Token] = field(default_factory=list)
    recipients: list[Token] = field(default_factory=list)
    objects: list[Token] = field(default_factory=list)
    means: list[Token] = field(default_factory=list)
    told: list[Token] = field(default_factory=list)
    deaths: Token | None = None
    injured: Token | None = None
    negated: bool = False
    nominal: bool = False
    casualty: bool = False
    hypothetical: bool = False

    def type_is(self, kind: str) -> bool:
        """True when one of the types is ``kind`` or a kind of it."""
        return any(t == kind or t.startswith(kind + ".") for t in self.types)
