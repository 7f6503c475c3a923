"""Names of bodies and persons by their form: what no vocabulary lists.

A run of capitalised words with "Ministry" or "Brigade" in it is a body; what follows a title, an office or a given name
is a person. In a text in capitals only, a name goes on until a word that is known to be something else.
"""

from __future__ import annotations

import msgspec

from truceline.extract.actor_chunks import SOFT, Token, chunks
from truceline.extract.actor_roster import lexicon
from truceline.model.world import ActorMention, ActorType

ARTICLES = frozenset({"the", "a", "an"})
_NAME_OPENERS = frozenset({"the", "a", "an", "al", "el"})
_OF_FOR = frozenset({"of", "for"})


class Names:
    """One text with its chunks, what was found in it so far, and the names that stand alone later."""

    def __init__(self, text: str, words: list[Token], home: str | None) -> None:
        self.text = text
        self.words = words
        self.home = home
        self.chunks = chunks(words, home)
        lex = lexicon()
        self.lists = lex.lists
        self.context = lex.context.get(home or "", {})
        self.phrases = lex.phrases
        self.out: list[ActorMention] = []
        self.owners: dict[int, str] = {}
        self.speaks_for: dict[str, str] = {}
        self.by_head: dict[str, str] = {}
        self.acronyms: dict[str, str] = {}
        self.openers = self.lists["classes.determiner"] | _NAME_OPENERS
        self.surnames: dict[str, str] = {}
        self.speaking: str | None = None
        self.last_group: str | None = None

    def chunk_from(self, at: int, token: int) -> int:
        """The first chunk from ``at`` on that starts at or after a token."""
        while at < len(self.chunks) and self.chunks[at].first < token:
            at += 1
        return at

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Offsets of the tokens ``[first, last)``, with the full stop of "U.S."."""
        end = self.words[last - 1].end
        if (
            len(self.words[last - 1].word) == 1
            and last - first > 1
            and self.text[end : end + 1] == "."
            and self.words[last - 1].gap == " "
        ):
            before = self.words[last - 2]
            if len(before.word) == 1 and self.text[before.end : before.end + 1] == ".":
                end += 1
        return self.words[first].start, end

    def mention(self, first: int, last: int, id_: str, type_: ActorType, *, named: bool) -> ActorMention:
        """The tokens ``[first, last)`` as a mention."""
        start, end = self.span(first, last)
        return ActorMention(start=start, end=end, text=self.text[start:end], id=id_, type=type_, named=named)

    def keep(self, mention: ActorMention) -> None:
        """Takes a mention into the result."""
        self.out.append(mention)

    def slug(self, first: int, last: int) -> str:
        """The id of an actor that the vocabulary does not know, from the words without article and number."""
        folds = [w.fold for w in self.words[first:last]]
        while len(folds) > 1 and (
            folds[0] in self.lists["classes.determiner"]
            or folds[0] in self.lists["modifiers.quantity"]
            or folds[0].isdigit()
        ):
            folds.pop(0)
        if folds[-1] == "s" and len(folds) > 1:
            folds.pop()
        return "unnamed:" + "-".join(folds[:8])

    def chunk_at(self, token: int) -> int:
        """The chunk that holds a token."""
        low, high = 0, len(self.chunks)
        while low < high:
            middle = (low + high) // 2
            if self.chunks[middle].last <= token:
                low = middle + 1
            else:
                high = middle
        return low

    def chunk_is(self, token: int, kinds: str) -> bool:
        """May the chunk of this token be one of ``kinds``?"""
        return token < len(self.words) and self.chunks[self.chunk_at(token)].word(kinds) is not None

    def token_after(self, offset: int) -> int:
        """The first token that starts at or after an offset."""
        low, high = 0, len(self.words)
        while low < high:
            middle = (low + high) // 2
            if self.words[middle].start < offset:
                low = middle + 1
            else:
                high = middle
        return low

    def body_name(self, at: int) -> tuple[ActorMention, int] | None:
        """A run of capitalised words with a body's word at its end or start: "Syrian Computer Society"."""
        first = self.chunks[at].first
        words = self.words
        start = first
        if not words[first].capital and words[first].fold not in _NAME_OPENERS:
            return None
        if words[first].fold in ARTICLES and first + 1 < len(words) and words[first + 1].gap == " ":
            start = first + 1
        if words[start].fold in {"al", "el"} and start + 1 < len(words) and words[start + 1].gap == "-":
            start += 1
        if not words[start].capital or words[start].fold in self.lists["names.never"]:
            return None
        opened = words[start].fold in self.lists["names.first"]
        end, best, unknown = start, 0, False
        while end < len(words) and end - start < 12:
            word = words[end]
            if end > start and word.gap not in SOFT:
                break
            if word.capital or (end > start and word.fold[0].isdigit()):
                if word.fold in self.lists["names.never"]:
                    break
                unknown = unknown or not self.phrases.get(word.fold)
                end += 1
                if word.fold in self.lists["names.last"] or (
                    opened and end - start > 2 and words[end - 2].fold in self.lists["names.inside"]
                ):
                    best = end
                continue
            if (end > start and word.gap == "'") or word.fold in {"al", "el"}:
                end += 1
                continue
            inside = word.fold in (self.lists["names.inside"] if opened else _OF_FOR)
            follow = end + 1
            if word.fold == "and" and follow < len(words) and words[follow].fold == "the":
                break
            while (
                inside and follow < min(len(words), end + 4) and words[follow].fold in {"the", "la", "los", "al", "el"}
            ):
                follow += 1
            if not inside or follow >= len(words) or not words[follow].capital or words[follow].gap not in SOFT:
                break
            if not opened and best != end:
                break
            opened = True
            end = follow
        if best - start < 2 or (not unknown and not opened):
            return None
        begin = first if start > first and words[first].fold in {"the", "al", "el"} else start
        mention = self.mention(begin, best, self.slug(start, best), "organisation", named=True)
        self.by_head[words[best - 1].fold] = mention.id
        self.by_head.setdefault(words[start].fold, mention.id)
        return mention, best

    def acronym(self, token: int, id_: str) -> None:
        """ "(SCS)" or "[SCS]" right after a name is one more name of it."""
        if token >= len(self.words) or token == 0:
            return
        word = self.words[token]
        between = self.text[self.words[token - 1].end : word.start].strip(" \"'“‘\n")
        if (
            between in {"(", "["}
            and word.word.isupper()
            and 2 <= len(word.word) <= 9
            and self.text[word.end : word.end + 2].strip(" \"'”’")[:1] in {")", "]"}
        ):
            self.acronyms[word.word] = id_

    def person(self, at: int) -> int | None:
        """A title or a given name, and what follows: a person."""
        chunk = self.chunks[at]
        first = chunk.first
        title = chunk.word("Y")
        if title is not None and (self.words[first].capital or self.words[first].capitals):
            start = chunk.last
            while (
                start < min(len(self.words), first + 6) and self.words[start].gap == " " and self.chunk_is(start, "Y")
            ):
                start = self.chunks[self.chunk_at(start)].last
            end = self.person_name(start) if start < len(self.words) and self.words[start].gap == " " else None
            if end is not None:
                self.add_person(first, start, end)
                return self.chunk_from(at, end)
        word = self.words[first]
        if word.fold in self.lists["titles.given"] and (word.capital or word.capitals):
            end = self.person_name(first)
            if end is not None and end - first > 1:
                self.add_person(first, first, end)
                return self.chunk_from(at, end)
        if word.capital and not chunk.kinds and word.fold not in self.lists["names.never"]:
            end = self.person_name(first)
            if end is not None and 2 <= end - first <= 4 and self.says_around(first, end):
                self.add_person(first, first, end)
                return self.chunk_from(at, end)
        return None

    def says_around(self, first: int, end: int) -> bool:
        """Does a verb of saying stand next to the tokens ``[first, end)``?"""
        says = self.lists["titles.says"]
        after = end < len(self.words) and self.words[end].gap in " |" and self.words[end].fold in says
        return after or (
            first > 0
            and self.words[first].gap in " |"
            and self.words[first - 1].fold in says
            and self.words[first - 1].gap in "|"
        )

    def person_name(self, token: int) -> int | None:
        """The token after a person's name that starts here, None when none does."""
        words, end, solid = self.words, token, 0
        particles = self.lists["titles.particles"]
        while end < len(words) and end - token < 7:
            word = words[end]
            if end > token and word.gap not in SOFT:
                break
            if word.gap == "'" and word.fold == "s":
                break
            if word.gap == "'" and end > token:
                end += 1
                continue
            if (
                word.fold in particles
                and end + 1 < len(words)
                and words[end + 1].gap in SOFT
                and (end > token or word.capital or words[end + 1].gap == "-")
            ):
                end += 1
                continue
            if not self.name_word(end, first=solid == 0):
                break
            solid += 1
            end += 1
            if solid == 4:
                break
        while (
            end > token
            and words[end - 1].fold in particles
            and not (words[end - 1].capital and solid > 1 and len(words[end - 1].word) > 3)
        ):
            end -= 1
        return end if solid and end > token else None

    def name_word(self, token: int, *, first: bool) -> bool:
        """May this word be part of a person's name?"""
        word = self.words[token]
        if (
            word.fold in self.lists["names.never"]
            or not word.word[0].isalpha()
            or word.fold in self.lists["classes.no_name"]
        ):
            return False
        given = word.fold in self.lists["titles.given"]
        if given and (word.capital or word.capitals):
            return True
        if self.phrases.get(word.fold) and (
            word.capitals or first or not word.capital or (word.gap == " " and self.chunk_is(token, "NSBRF"))
        ):
            return False
        if word.capitals:
            if word.fold in self.lists["verbs.acting"] or word.fold in self.lists["names.last"]:
                return False
            return len(word.fold) == 1 or not word.fold.endswith(
                ("ed", "ing", "ly", "tion", "tions", "ment", "ers", "als")
            )
        return word.capital and not (word.word.isupper() and len(word.word) > 3)

    def add_person(self, outer: int, first: int, end: int) -> str:
        """Takes a person into the result, with and without the title before the name."""
        id_ = self.person_id(first, end)
        if outer < first:
            self.keep(self.mention(outer, end, id_, "person", named=True))
        self.keep(self.mention(first, end, id_, "person", named=True))
        return id_

    def person_id(self, first: int, end: int) -> str:
        """One id for all names of a person in this text: the earlier one, if the surname is known."""
        folds = [w.fold for w in self.words[first:end]]
        surname = folds[-1]
        known = self.surnames.get(surname)
        slug = "unnamed:" + "-".join(folds)
        if known is not None:
            parts = known.removeprefix("unnamed:").split("-")
            if len(folds) == 1 or len(parts) == 1 or parts[0] == folds[0]:
                return known
        if len(surname) > 2:
            self.surnames[surname] = slug
        return slug

    def named_person(
        self, after: int, outer: ActorMention, owner: str | None, *, strict: bool
    ) -> tuple[list[ActorMention], int] | None:
        """An office and then a name: one mention for both, one for the name."""
        if after >= len(self.chunks):
            return None
        start = self.chunks[after].first
        if self.words[start].gap != " ":
            return None
        while (
            start < min(len(self.words), self.chunks[after].first + 6)
            and self.words[start].gap == " "
            and self.chunk_is(start, "Y")
            and self.chunk_at(start) + 1 < len(self.chunks)
        ):
            start = self.chunks[self.chunk_at(start)].last
        if start >= len(self.words) or self.words[start].gap != " ":
            return None
        end = self.person_name(start)
        if end is None or (
            strict and self.words[start].fold not in self.lists["titles.given"] | {"abu", "abou", "abd"}
        ):
            return None
        id_ = self.person_id(start, end)
        last = self.span(start, end)[1]
        whole = ActorMention(
            start=outer.start, end=last, text=self.text[outer.start : last], id=id_, type="person", named=True
        )
        if owner is not None:
            self.speaks_for.setdefault(id_, owner)
            self.owners[whole.start] = owner
        found = [whole, self.mention(start, end, id_, "person", named=True)]
        if self.words[self.chunks[after].first - 1].word.islower() or self.words[self.chunks[after].first - 1].capitals:
            # Without a capital the office is a description, with one it is a title and part of the name.
            found.insert(1, msgspec.structs.replace(outer, id=id_, type="person", named=False))
        return found, self.chunk_from(after, end)

    def owned_by_name(self, at: int) -> int:
        """ "Duarte's government": the home state's, whoever heads it; and its head is a person."""
        first = self.chunks[at].first
        word = self.words[first]
        if not (word.capital or word.capitals) or self.chunks[at].kinds:
            return at + 1
        if word.fold in self.lists["names.never"] or word.fold in self.lists["verbs.acting"]:
            return at + 1
        follow = at + 1
        while follow < len(self.chunks) and follow < at + 4:
            chunk = self.chunks[follow]
            if self.words[chunk.first].gap not in SOFT:
                break
            body = chunk.word("B")
            if body is not None and body.lemma in {"government", "regime", "administration"}:
                start = first - 1 if first and self.words[first - 1].fold == "the" and word.gap == " " else first
                id_ = self.home or self.slug(first, chunk.last)
                self.keep(self.mention(start, chunk.last, id_, "organisation", named=True))
                self.keep(self.mention(first, first + 1, self.person_id(first, first + 1), "person", named=True))
                return follow + 1
            if "M" not in chunk.kinds and not (
                self.words[chunk.first].fold == "s" and self.words[chunk.first].gap == "'"
            ):
                break
            follow += 1
        return at + 1

    def later_names(self) -> None:
        """Surnames and acronyms that were explained somewhere in the text, wherever they stand alone."""
        if not self.surnames and not self.acronyms:
            return
        taken = sorted((m.start, m.end) for m in self.out if m.type != "nationality")
        at, reach = 0, 0
        for index, word in enumerate(self.words):
            while at < len(taken) and taken[at][0] <= word.start:
                reach = max(reach, taken[at][1])
                at += 1
            if word.end <= reach:
                continue
            if word.word in self.acronyms:
                self.out.append(self.mention(index, index + 1, self.acronyms[word.word], "organisation", named=True))
            elif (
                word.fold in self.surnames
                and (word.capital or word.capitals)
                and word.fold not in self.lists["names.never"]
            ):
                self.out.append(self.mention(index, index + 1, self.surnames[word.fold], "person", named=True))
