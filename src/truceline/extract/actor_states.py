"""When the name of a state or of its capital is an actor, and when it is only the land or the town."""

from __future__ import annotations

import functools

from truceline.extract.actor_chunks import SOFT, Chunk
from truceline.extract.actor_names import ARTICLES, Names
from truceline.extract.actor_roster import Word, listed_actors


@functools.cache
def states() -> frozenset[str]:
    """The ids of the vocabulary that are states."""
    return frozenset(a.id for a in listed_actors().values() if a.type == "organisation" and (a.adjectives or a.seats))


class States(Names):
    """Tells the state that acts from the land that things happen on."""

    def acts(self, chunk: Chunk, *, chain: int = 0) -> bool:
        """Is a state's name here an actor and not the land? It is not behind "in" or "northern", nor after "Sochi,"."""
        if chunk.first == 0 or chain > 8:
            return True
        before = self.words[chunk.first - 1]
        gap = self.words[chunk.first].gap
        here = chunk.first - 1
        if gap == " " and before.fold == "the":
            here -= 1
            if here < 0:
                return True
            before, gap = self.words[here], self.words[here + 1].gap
        if gap == ".":
            return True
        if gap == "|":
            between = self.text[self.words[chunk.first - 1].end : self.words[chunk.first].start]
            if between.strip() == "," and (earlier := self.chunks[self.chunk_at(here)]).word("S") is not None:
                return self.acts(earlier, chain=chain + 1)
            return not (between.strip() == "," and (before.capital or before.capitals))
        if before.fold in {"and", "or"}:
            joined = self.chunk_at(here) - 1
            if joined >= 0 and self.chunks[joined].word("S") is not None:
                return self.acts(self.chunks[joined], chain=chain + 1)
            return joined < 0 or not self.words[here - 1].capital
        return before.fold not in self.lists["verbs.locative"]

    def stands_free(self, chunk: Chunk, head: Word, determiner: str | None, *, owns: bool) -> bool:
        """Not part of "the Syria crisis" or "UK-France"; the land that the conflict is on must do something itself."""
        before = self.words[chunk.first - 1].fold if chunk.first and self.words[chunk.first].gap == " " else ""
        if (determiner is not None or before in ARTICLES) and not self.lists["classes.with_article"] & {
            w.fold for w in self.words[chunk.first : chunk.last]
        }:
            return False
        following = self.words[chunk.last] if chunk.last < len(self.words) else None
        if self.words[chunk.first].gap == "-" or (following is not None and following.gap == "-"):
            return False
        if head.id != self.home or owns:
            return True
        if following is None or following.gap != " " or before in {"on", "for"}:
            return False
        return (
            following.fold in self.lists["verbs.acting"] and following.fold not in self.lists["classes.preposition"]
        ) or following.fold.endswith("ed")

    def place_like(self, at: int) -> None:
        """A seat of government that says or does something, or to whom it is done."""
        chunk = self.chunks[at]
        word = chunk.word("K")
        if word is None or chunk.word("S") is not None or (self.words[chunk.first].capitals and chunk.first == 0):
            return
        before = self.words[chunk.first - 1] if chunk.first else None
        gap = self.words[chunk.first].gap
        if before is not None and gap == " " and before.fold in self.lists["verbs.upon"]:
            self.keep(self.mention(chunk.first, chunk.last, word.id, word.type, named=True))
            return
        if (
            before is not None
            and gap == " "
            and before.fold in {"between", "with", "by", "against"}
            and not self._place_follows(chunk.last)
        ):
            self.keep(self.mention(chunk.first, chunk.last, word.id, word.type, named=True))
            return
        if before is not None and gap in SOFT and before.fold in self.lists["verbs.locative"]:
            return
        if (
            gap == "|"
            and before is not None
            and before.capital
            and self.text[before.end : self.words[chunk.first].start].strip() == ","
        ):
            return
        follow = chunk.last
        if follow < len(self.words) and self.words[follow].gap == " ":
            next_ = self.words[follow].fold
            joined = next_ in {"and", "or"} and follow + 1 < len(self.words) and self.chunk_is(follow + 1, "KS")
            acts = (
                (next_ in self.lists["verbs.acting"] and next_ not in self.lists["classes.preposition"])
                or next_.endswith("ed")
                or joined
            )
            after_and = (
                before is not None
                and before.fold == "and"
                and bool(self.out)
                and self.out[-1].end == self.words[max(chunk.first - 2, 0)].end
            )
            if acts or after_and:
                self.keep(self.mention(chunk.first, chunk.last, word.id, word.type, named=True))

    def _place_follows(self, token: int) -> bool:
        return token < len(self.words) and self.words[token].gap == "-"
