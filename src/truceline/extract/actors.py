"""Who is named or described: finds actors in a report by words alone, before any parser sees it.

A mention is a name of the vocabulary ("Hezbollah"), a description composed of an owner and a force, body or office
("Russian jets", "Azerbaijan's Defence Ministry", "a rebel spokesman"), people ("residents of Tyre"), or a name that
only its form gives away: a run of capitalised words with "Ministry" or "Brigade" in it, or a person's name after an
office, a title or a given name. How many they are is no part of a mention: "two soldiers" gives "soldiers".

Ids. A force, a body or a fighter has the id of whoever owns it, a description that the vocabulary does not know
``unnamed:`` and its words. "The army" is that of :func:`home_state` or, in somebody's own statement, the speaker's.
A holder of an office is somebody of his own who speaks for the owner: :func:`speaker_actor`, :func:`affiliations`.

Mentions nest: a name inside a description ("fighters of the group", "the ministry's spokesman", "official N. N."), the
first of two owners ("Russian and Turkish troops", where both mentions end with "troops"), and the adjective of a state
or people, which is a mention of type ``nationality`` and never acts by itself.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from truceline.extract.actor_chunks import Chunk, home_of, tokens
from truceline.extract.actor_phrases import Phrase, Phrases
from truceline.extract.actor_roster import Word, actor_vocabulary
from truceline.extract.actor_states import states
from truceline.model.text import Removed
from truceline.model.world import ActorMention

__all__ = ["actor_vocabulary", "affiliations", "find_actors", "home_state", "speaker_actor"]


def find_actors(text: str, *, removed: Sequence[Removed] = (), home: str | None = None) -> tuple[ActorMention, ...]:
    """Every actor that is named or described in the text, in order; nothing inside ``removed`` spans.

    ``home`` is the vocabulary id of the state whose army "the army" is, when the caller knows it; otherwise it is
    :func:`home_state`. Takes time in proportion to the text, and any text.
    """
    found = _cast_of(text, home).mentions
    return tuple(m for m in found if not any(m.start < r.end and m.end > r.start for r in removed))


def home_state(text: str) -> str | None:
    """The vocabulary id of the state on whose territory the report's conflict is; None when the words leave it open."""
    return _cast_of(text, None).home


def speaker_actor(words: str, *, home: str | None = None) -> str | None:
    """For whom the holder of an office speaks: "a Ukrainian army press officer" -> ``ukraine``; None when not said.

    ``home`` answers for "a military source" and "an armed forces brigadier".
    """
    found = tokens(words)
    if not found:
        return None
    finder = _Finder(words, found, home)
    mentions = finder.find()
    for mention in mentions:
        if mention.start in finder.owners:
            return finder.owners[mention.start]
    known = [m for m in mentions if not m.id.startswith("unnamed:")]
    chosen = [m for m in known if m.type != "nationality"] or known
    return chosen[0].id if chosen else None


def affiliations(text: str, *, home: str | None = None) -> Mapping[str, str]:
    """Unnamed id of a person or office -> vocabulary id of whom they speak for, wherever the text says it."""
    return _cast_of(text, home).speaks_for


class _Cast(NamedTuple):
    """What one pass over a text finds: who is in it, whose land it is about, and who speaks for whom."""

    mentions: tuple[ActorMention, ...]
    home: str | None
    speaks_for: Mapping[str, str]


@functools.lru_cache(maxsize=1)
def _cast_of(text: str, home: str | None) -> _Cast:
    """The cast of a text; the last one is kept, since a reading asks for its mentions, its home and its offices."""
    words = tokens(text)
    if not words:
        return _Cast((), home, {})
    finder = _Finder(text, words, home if home is not None else home_of(words))
    mentions = tuple(finder.find())
    return _Cast(mentions, finder.home, dict(sorted(finder.speaks_for.items())))


class _Finder(Phrases):
    """One pass over one text."""

    def find(self) -> list[ActorMention]:
        """Every mention, in order."""
        at = 0
        while at < len(self.chunks):
            at = self._step(at)
        self.later_names()
        unique = {(m.start, m.end, m.type == "nationality"): m for m in reversed(self.out)}
        return sorted(unique.values(), key=lambda m: (m.start, -m.end, m.type == "nationality"))

    def _step(self, at: int) -> int:
        chunk = self.chunks[at]
        word = self.words[chunk.first]
        if word.gap == ".":
            self.speaking = None
        if (
            not chunk.kinds
            and not word.capital
            and not word.capitals
            and not word.fold[0].isdigit()
            and word.fold not in self.openers
        ):
            return at + 1
        body = self.body_name(at)
        phrase = self.phrase(at)
        if body is not None and (phrase is None or body[1] > self.end(phrase.after)):
            mention, last = body
            self._adjectives(chunk.first, last)
            self.keep(mention)
            self.acronym(last, mention.id)
            return self.chunk_from(at, last)
        if phrase is not None:
            self.out += phrase.mentions
            self._adjectives(chunk.first, self.end(phrase.after))
            self._remember(phrase)
            return phrase.after
        adjective = chunk.word("A")
        if adjective is not None and not self.is_state_name(chunk):
            self._nationality(chunk, adjective)
            return at + 1
        if chunk.word("SK") is not None:
            self.place_like(at)
            return at + 1
        person = self.person(at)
        if person is not None:
            return person
        return self.owned_by_name(at)

    def _adjectives(self, first: int, last: int) -> None:
        """The adjectives of states and peoples inside a longer mention."""
        at = self.chunk_at(first)
        while at < len(self.chunks) and self.chunks[at].first < last:
            adjective = self.chunks[at].word("A")
            if adjective is not None and not self.is_state_name(self.chunks[at]):
                self._nationality(self.chunks[at], adjective)
            elif "N" in self.chunks[at].kinds and self.chunks[at].last - self.chunks[at].first > 1:
                self._first_adjective(self.chunks[at])
            at += 1

    def _first_adjective(self, chunk: Chunk) -> None:
        word = self.words[chunk.first]
        for reading in self.phrases.get(word.fold, ()):
            if (
                reading.kind == "A"
                and reading.id in states()
                and (word.capital or word.capitals)
                and not any(w.kind == "S" for w in self.phrases[word.fold])
            ):
                self.keep(self.mention(chunk.first, chunk.first + 1, reading.id, "nationality", named=True))
                return

    def _nationality(self, chunk: Chunk, adjective: Word) -> None:
        self.keep(self.mention(chunk.first, chunk.last, adjective.id, "nationality", named=True))

    def _remember(self, phrase: Phrase) -> None:
        mention = phrase.mentions[0]
        if phrase.head.kind in "NSBR" and phrase.owner in states():
            self.speaking = phrase.owner
        if (mention.named and not mention.id.startswith("unnamed:")) or phrase.head.kind == "B":
            words = [w.lower() for w in mention.text.split()]
            for word in words if phrase.head.kind != "B" else words[-1:]:
                if word in self.lists["names.last"] or word == words[-1]:
                    self.by_head[word] = mention.id
        for each in phrase.mentions:
            if each.named and each.type in {"organisation", "group", "unit"}:
                self.acronym(self.token_after(each.end), each.id)
