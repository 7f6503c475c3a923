"""Who is named or described: finds actors in a report by words alone, before any parser sees it.

A mention is a name of the vocabulary ("Hezbollah"), a description composed of an owner and a force, body or office ("two
Russian jets", "Azerbaijan's Defence Ministry", "a rebel spokesman"), people ("residents of Tyre"), or a name that only its
form gives away: a run of capitalised words with "Ministry" or "Brigade" in it, or a person's name after an office, a
title or a given name.

Ids. A force, a body or a fighter has the id of whoever owns it, a description that the vocabulary does not know
``unnamed:`` and its words. "The army" is that of :func:`home_state` or, in somebody's own statement, the speaker's.
A holder of an office is himself and speaks for the owner: :func:`speaker_actor`, :func:`affiliations`.

Mentions nest in four cases: the name in "Foreign Ministry official N. N."; the group in "fighters of the group"; the first of
two owners ("Russian and Turkish troops": both mentions end with "troops"); and a state's or people's adjective, which is a
mention of type ``nationality`` and never acts by itself.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from truceline.extract.actor_chunks import SOFT, Chunk, Token, chunks, home_of, tokens
from truceline.extract.actor_vocabulary import Word, actor_vocabulary, lexicon
from truceline.model.text import Removed
from truceline.model.world import ActorMention, ActorType

__all__ = ["actor_vocabulary", "affiliations", "find_actors", "home_state", "speaker_actor"]


def find_actors(text: str, *, removed: Sequence[Removed] = (), home: str | None = None) -> tuple[ActorMention, ...]:
    """Every actor that is named or described in the text, in order; nothing inside ``removed`` spans.

    ``home`` is the vocabulary id of the state whose army "the army" is, when the caller knows it; otherwise it is
    :func:`home_state`. Takes time in proportion to the text, and any text.
    """
    words = tokens(text)
    if not words:
        return ()
    finder = _Finder(text, words, home if home is not None else home_of(words))
    found = finder.find()
    if removed:
        found = [m for m in found if not any(m.start < r.end and m.end > r.start for r in removed)]
    return tuple(found)


def home_state(text: str) -> str | None:
    """The vocabulary id of the state on whose territory the report's conflict is; None when the words leave it open."""
    return home_of(tokens(text))


def speaker_actor(words: str, *, home: str | None = None) -> str | None:
    """For whom the holder of an office speaks: "a Ukrainian army press officer" -> ``ukraine``; None when not said.

    ``home`` answers for "a military source" and "an armed forces brigadier".
    """
    found = tokens(words)
    if not found:
        return None
    finder = _Finder(words, found, home)
    mentions = finder.find()
    known = [m for m in mentions if not m.id.startswith("unnamed:")]
    outer = [m for m in known if m.type != "nationality"]
    for mention in mentions:
        if mention.start in finder.owners:
            return finder.owners[mention.start]
    return (outer or known or [None])[0].id if known else None  # type: ignore[union-attr]


def affiliations(text: str, *, home: str | None = None) -> Mapping[str, str]:
    """Unnamed id of a person or office -> vocabulary id of whom they speak for, wherever the text says it."""
    words = tokens(text)
    if not words:
        return {}
    finder = _Finder(text, words, home if home is not None else home_of(words))
    finder.find()
    return dict(sorted(finder.speaks_for.items()))


_DETERMINERS = frozenset("the a an this these those its his her their our all both some any each every no".split())
_ARTICLES = frozenset({"the", "a", "an"})
_NAME_OPENERS = frozenset({"the", "a", "an", "al", "el"})
_POSSESSIVES = frozenset({"its", "his", "her", "their", "our"})
_HEADS = "NSDBRFP"
#: Common nouns that no state's adjective owns: "Syrian rebels" are not Syria's.
_AGAINST = frozenset(
    """rebel insurgent militant terrorist jihadist jihadi radical extremist islamist separatist subversive guerrilla guerilla
    gunman militia militiaman paramilitary mercenary fighter combatant contra partisan opposition resistance faction gang cartel
    squad insurgency movement party mafia""".split()
)
_COLLECTIVE = frozenset(
    """force unit militia group column wing faction brigade battalion regiment division company platoon squad squadron
    detachment contingent patrol convoy garrison formation gang band cell cartel artillery battery backer""".split()
)
_MACHINES = frozenset("warplane jet plane aircraft bomber helicopter gunship gunboat boat warship drone artillery battery tank pickup".split())
#: Needs an owner or a modifier to be an actor at all.
_WEAK = frozenset(
    """force company division formation band cell column guard party member side unit battery marine ally supporter follower
    backer proxy others community family monitor elderly neighbour side relative friend colleague partner staff personnel expert
    group candidate chief head chair general major source private agent deputy justice king speaker captain operator""".split()
)
_ALONE = frozenset({"police", "parliament", "congress"})
#: Bodies that are the state or party itself in other words.
_FOR_ALL = frozenset({"side", "leadership", "administration", "command", "judiciary"})
_ARMIES = frozenset({"army", "military", "armed forces", "air force", "navy", "troop", "military command", "army command"})
_COALITION_OF = frozenset({"of", "for"})


class _Item(NamedTuple):
    chunk: Chunk
    owns: bool
    aligned: bool


class _Phrase(NamedTuple):
    """A noun phrase: its mentions, the chunk after it, the id of its head, the owner, and the head's reading."""

    mentions: list[ActorMention]
    after: int
    id: str
    owner: str | None
    head: Word


class _Finder:
    """One pass over one text."""

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
        self.surnames: dict[str, str] = {}
        self.speaking: str | None = None
        self.last_group: str | None = None

    # ---------------------------------------------------------------- the walk

    def find(self) -> list[ActorMention]:
        at = 0
        while at < len(self.chunks):
            at = self._step(at)
        self._later_names()
        unique = {(m.start, m.end, m.type == "nationality"): m for m in reversed(self.out)}
        return sorted(unique.values(), key=lambda m: (m.start, -m.end, m.type == "nationality"))

    def _step(self, at: int) -> int:
        chunk = self.chunks[at]
        word = self.words[chunk.first]
        if word.gap == ".":
            self.speaking = None
        body = self._body_name(at)
        phrase = self._phrase(at)
        if body is not None and (phrase is None or body[1] > self._end(phrase.after)):
            mention, last = body
            self._adjectives(chunk.first, last)
            self._keep(mention)
            self._acronym(last, mention.id)
            return self._chunk_from(at, last)
        if phrase is not None:
            self.out += phrase.mentions
            self._adjectives(chunk.first, self._end(phrase.after))
            self._remember(phrase)
            return phrase.after
        adjective = chunk.word("A")
        if adjective is not None and not self._is_state_name(chunk):
            self._nationality(chunk, adjective)
            return at + 1
        if chunk.word("SK") is not None:
            self._place_like(at)
            return at + 1
        person = self._person(at)
        if person is not None:
            return person
        return self._owned_by_name(at)

    def _end(self, after: int) -> int:
        return self.chunks[after - 1].last

    def _chunk_from(self, at: int, token: int) -> int:
        while at < len(self.chunks) and self.chunks[at].first < token:
            at += 1
        return at

    def _span(self, first: int, last: int) -> tuple[int, int]:
        end = self.words[last - 1].end
        if len(self.words[last - 1].word) == 1 and last - first > 1 and self.text[end : end + 1] == "." and self.words[last - 1].gap == " ":
            before = self.words[last - 2]
            if len(before.word) == 1 and self.text[before.end : before.end + 1] == ".":
                end += 1
        return self.words[first].start, end

    def _mention(self, first: int, last: int, id_: str, type_: ActorType, *, named: bool) -> ActorMention:
        start, end = self._span(first, last)
        return ActorMention(start=start, end=end, text=self.text[start:end], id=id_, type=type_, named=named)

    def _keep(self, mention: ActorMention) -> None:
        self.out.append(mention)

    def _slug(self, first: int, last: int) -> str:
        folds = [w.fold for w in self.words[first:last]]
        while len(folds) > 1 and (folds[0] in _DETERMINERS or folds[0] in self.lists["modifiers.quantity"] or folds[0].isdigit()):
            folds.pop(0)
        if folds[-1] == "s" and len(folds) > 1:
            folds.pop()
        return "unnamed:" + "-".join(folds[:8])

    # ---------------------------------------------------------------- noun phrases

    def _phrase(self, at: int, *, inner: bool = False) -> _Phrase | None:
        """The noun phrase that starts at a chunk: determiner, quantity, modifiers and owners, and a head."""
        begin = at
        first = self.words[self.chunks[at].first]
        determiner = first.fold if first.fold in _DETERMINERS and self.chunks[at].word("N") is None else None
        if determiner is not None and self.chunks[at].last - self.chunks[at].first == 1:
            at += 1
            if at >= len(self.chunks) or self.words[self.chunks[at].first].gap not in SOFT:
                return None
        items, at = self._items(at)
        head_at = self._head(items)
        if head_at is None:
            return None
        after = at
        # Give back what stands behind the head.
        last_token = items[head_at].chunk.last
        while after > begin and self.chunks[after - 1].first >= last_token:
            after -= 1
        items = items[: head_at + 1]
        split = self._apposition(items)
        if split is not None:
            last_token = items[split].chunk.last
            while self.chunks[after - 1].first >= last_token:
                after -= 1
            items = items[: split + 1]
        return self._compose(begin, determiner, items, after, inner=inner)

    def _items(self, at: int) -> tuple[list[_Item], int]:
        items: list[_Item] = []
        count = len(self.chunks)
        while at < count:
            chunk = self.chunks[at]
            word = self.words[chunk.first]
            if items and word.gap not in SOFT:
                break
            if items and word.fold == "s" and word.gap == "'":
                items[-1] = items[-1]._replace(owns=True)
                at += 1
                continue
            number = not chunk.kinds and word.fold.isdigit()
            if not number and set(chunk.kinds) <= {"Y", "V"}:
                break
            if chunk.kinds == "K" and not self._seat_owns(at):
                break
            if at + 1 < count and self.words[self.chunks[at + 1].first].gap == "-":
                second = self.words[self.chunks[at + 1].first].fold
                if second in self.lists["modifiers.sides"]:
                    if second in self.lists["modifiers.held"] and not items:
                        return items, at
                    items.append(_Item(chunk, False, True))
                    at += 2
                    continue
            if items and (number or chunk.kinds == "Q") and not set(items[-1].chunk.kinds) <= {"Q"}:
                break
            items.append(_Item(chunk, False, False))
            at += 1
        return items, at

    def _seat_owns(self, at: int) -> bool:
        """Is "Kyiv" or "Damascus" here followed by a force or body of its own?"""
        follow = at + 1
        if follow < len(self.chunks) and self.words[self.chunks[follow].first].fold == "s":
            follow += 1
        if follow >= len(self.chunks) or self.words[self.chunks[follow].first].gap not in SOFT:
            return False
        return bool(set("FBR") & set(self.chunks[follow].kinds))

    @staticmethod
    def _head(items: list[_Item]) -> int | None:
        for index in range(len(items) - 1, -1, -1):
            item = items[index]
            if not item.aligned and set(item.chunk.kinds) & set(_HEADS):
                return index
        return None

    @staticmethod
    def _apposition(items: list[_Item]) -> int | None:
        """Where "news agency SANA" and "spokesman Israel" part: a head, then a name that it does not own."""
        if len(items) < 2 or not set(items[-1].chunk.kinds) & {"N", "S"}:
            return None
        before = items[-2]
        if before.owns or before.aligned or not set(before.chunk.kinds) & set("BRFP") or "M" in before.chunk.kinds:
            return None
        return len(items) - 2

    def _reading(self, chunk: Chunk, *, alone: bool) -> Word | None:
        """What a head is: a name first, then what the conflict makes of the word, then body, office, force, person."""
        for word in chunk.words:
            if word.kind in "NSD":
                return word
        for word in chunk.words:
            if word.kind == "F" and word.lemma in self.context:
                return word
        del alone
        return chunk.word("BRFP")

    def _compose(self, begin: int, determiner: str | None, items: list[_Item], after: int, *, inner: bool) -> _Phrase | None:
        chunk = items[-1].chunk
        head = self._reading(chunk, alone=len(items) == 1)
        if head is None:
            return None
        first, last = self.chunks[begin].first, chunk.last
        if head.kind in "NS":
            return self._named(begin, determiner, items, head, after, inner=inner)
        owner, owner_kind = self._owner(items[:-1])
        loyal = self._loyal(items)
        possessed = determiner in _POSSESSIVES
        quantity = any("Q" in i.chunk.kinds or i.chunk.kinds == "" for i in items[:-1])
        qualified = owner is not None or loyal or possessed or len(items) - quantity > 1
        follower = after < len(self.chunks) and self._person_name(self.chunks[after].first)
        extended = self._attached(head, after)
        office = head.kind == "R" and self.words[chunk.first].word[0].isupper() and (extended is not None or " " in head.lemma and self._verb_follows(after))
        if not office and not self._is_actor(head, items, determiner, after, qualified=qualified, quantity=quantity, named_next=bool(follower)):
            held = self._holding(items, after)
            if held is None:
                return None
            return _Phrase([self._mention(items[0].chunk.first, last, held, "organisation", named=False)], after, held, held, head)
        word = head.lemma.rpartition(" ")[2]
        id_ = self._identity(head, items, owner, owner_kind, loyal=loyal)
        if id_ is None:
            earlier = self._earlier(head, determiner, qualified=qualified)
            if earlier is None and head.kind == "B" and not (qualified or head.home or " " in head.lemma):
                return None
            id_ = earlier or self._slug(first, last)
        type_, named = self._type(head, word, owner or (id_ if not id_.startswith("unnamed:") else None))
        owner = owner or (id_ if not id_.startswith("unnamed:") else self._office_owner(head, items))
        mentions: list[ActorMention] = []
        end = last
        if extended is not None:
            end, after, attached = extended
            if attached is not None:
                inner_known = not attached.id.startswith("unnamed:")
                if head.kind in "RP" and not (head.lemma in {"member", "supporter"} and inner_known):
                    owner = attached.owner or (attached.id if inner_known else owner)
                    id_ = self._slug(first, end)
                elif inner_known:
                    owner = id_ = attached.id
                    type_, named = self._type(head, word, id_)
                elif id_.startswith("unnamed:"):
                    id_ = attached.id if head.kind == "P" and word in {"group", "number", "crowd"} else self._slug(first, end)
                mentions += [m for m in attached.mentions if m.named or inner_known]
            elif id_.startswith("unnamed:"):
                id_ = self._slug(first, end)
        if head.kind == "D" and head.type == "nationality":
            first = chunk.first
        outer = self._mention(first, end, id_, type_, named=named)
        mentions.insert(0, outer)
        mentions += self._coordinated(begin, determiner, items, end, type_, id_)
        if id_.startswith("unnamed:") and owner is not None:
            self.speaks_for[id_] = owner
            self.owners[outer.start] = owner
        person = self._named_person(after, outer, owner, strict=head.kind != "R") if head.kind in "RPF" and not head.plural else None
        if person is not None:
            mentions, after = person
        return _Phrase(mentions, after, id_, owner, head)

    def _named(
        self, begin: int, determiner: str | None, items: list[_Item], head: Word, after: int, *, inner: bool
    ) -> _Phrase | None:
        chunk = items[-1].chunk
        first = chunk.first
        if head.kind == "S" and not inner and not (self._acts(chunk) and self._stands_free(chunk, head, determiner, owns=items[-1].owns)):
            return None
        if determiner in _ARTICLES and self.words[first - 1].fold == determiner:
            first -= 1
        mentions = [self._mention(first, chunk.last, head.id, head.type, named=True)]
        if head.type == "group":
            self.last_group = head.id
        opening = self.words[chunk.first]
        if head.lemma.endswith((" regime", " government")) and not self.phrases.get(opening.fold) and chunk.last - chunk.first == 2:
            mentions.append(self._mention(chunk.first, chunk.first + 1, self._person_id(chunk.first, chunk.first + 1), "person", named=True))
        return _Phrase(mentions, after, head.id, head.id, head)

    def _owner(self, items: list[_Item]) -> tuple[str | None, str]:
        """The last name, state or adjective before the head: whose it is, and how that was said."""
        for item in reversed(items):
            if item.aligned:
                continue
            word = item.chunk.word("NSKA")
            if word is not None and not (word.kind == "A" and word.type == "nationality" and word.id not in _states()):
                return word.id, word.kind
        return None, ""

    def _loyal(self, items: list[_Item]) -> bool:
        """Do the words before the head speak of "the government", "the army" or the like, nobody's by name?"""
        for item in items[:-1]:
            body = item.chunk.word("B")
            if body is not None and body.home and not item.aligned:
                return True
            if any(w.kind == "M" and w.lemma in {"pro-government", "progovernment", "loyalist", "pro-regime"} for w in item.chunk.words):
                return True
        lemma = items[-1].chunk.words[0].lemma
        return any(lemma.startswith(x) and lemma != x for x in ("army ", "military ", "government ", "armed forces ", "air force "))

    def _identity(self, head: Word, items: list[_Item], owner: str | None, owner_kind: str, *, loyal: bool) -> str | None:
        """The vocabulary id of a description, or None."""
        last = head.lemma.rpartition(" ")[2]
        if head.kind == "D":
            return head.id if head.type == "nationality" else None
        if head.kind == "P":
            if head.lemma == "member":
                return owner if owner_kind == "N" else self._in_context(items, head)
            return "civilians" if head.lemma in _CIVILIANS and (owner is None or owner_kind in "AS") else None
        if head.kind == "R":
            return None
        context = self._in_context(items, head)
        if owner is not None and owner_kind == "N":
            return owner
        if last in _AGAINST and not (loyal and last in {"fighter", "militia", "combatant", "mercenary"}):
            return context
        if owner is not None:
            return owner if head.home or head.kind == "F" or head.lemma in _FOR_ALL else None
        if context is not None:
            return context
        if loyal or head.home:
            army = head.lemma in _ARMIES or last in {"troop", "unit", "soldier"} or loyal and head.kind == "F" and self._army_before(items)
            if army and self.speaking is not None:
                return self.speaking
            return self.home
        return None

    def _army_before(self, items: list[_Item]) -> bool:
        return any((b := i.chunk.word("B")) is not None and b.lemma in _ARMIES for i in items[:-1])

    def _in_context(self, items: list[_Item], head: Word) -> str | None:
        """What the conflict makes of the head with the words before it, the longest first; then of a word before it."""
        if not self.context:
            return None
        before = [w.fold for i in items[:-1] for w in self.words[i.chunk.first : i.chunk.last]]
        for start in range(len(before) + 1):
            found = self.context.get(" ".join([*before[start:], head.lemma]))
            if found is not None:
                return found
        for word in before:
            for form in (word, word + "s", word.removesuffix("s")):
                if form in self.context:
                    return self.context[form]
        return None

    def _office_owner(self, head: Word, items: list[_Item]) -> str | None:
        """For whom an office speaks where no owner is named: the home state's army, the conflict's rebels."""
        context = self._in_context(items, head)
        if context is not None:
            return context
        if self._loyal(items) or head.lemma.partition(" ")[0] in {"military", "army", "security", "foreign", "defence", "defense"}:
            return self.home
        return None

    def _is_actor(
        self, head: Word, items: list[_Item], determiner: str | None, after: int, *, qualified: bool, quantity: bool, named_next: bool
    ) -> bool:
        """Weeds out words that only look like an actor: a modifier of something else, a verb, a machine of nobody's."""
        chunk = items[-1].chunk
        last = head.lemma.rpartition(" ")[2]
        if items[-1].owns:
            return determiner is not None or qualified or head.plural or head.lemma in _ALONE
        if named_next and head.kind in "RPF" and not head.plural:
            return True
        if last in _MACHINES and not qualified:
            return False
        if ("M" in chunk.kinds or head.home and not head.plural) and not self._verb_follows(after):
            return False
        if head.lemma in _WEAK and not qualified:
            return bool(quantity) or determiner in _ARTICLES and head.kind in "BFP" and head.lemma in {"group", "member", "force", "unit"}
        if head.plural or head.lemma in _ALONE:
            return True
        return determiner is not None or qualified or quantity

    def _verb_follows(self, after: int) -> bool:
        """Does the phrase end here, going by the next word?"""
        if after >= len(self.chunks):
            return True
        word = self.words[self.chunks[after].first]
        if word.gap in "|." or word.fold.isdigit():
            return True
        if word.gap != " ":
            return False
        return word.fold in self.lists["verbs.acting"] or word.fold in _DETERMINERS or word.fold.endswith(("ed", "ing", "ly"))

    def _holding(self, items: list[_Item], after: int) -> str | None:
        """The id of whose "army positions" or "rebel checkpoint" it is."""
        if after >= len(self.chunks) or self.words[self.chunks[after].first].gap not in SOFT:
            return None
        if self.words[self.chunks[after].first].fold not in self.lists["verbs.holdings"]:
            return None
        chunk = items[-1].chunk
        owner, _ = self._owner(items[:-1])
        if owner is not None:
            return owner
        for word in chunk.words:
            if word.lemma in self.context:
                return self.context[word.lemma]
            if word.kind == "B" and word.home:
                return self.home
        return None

    def _type(self, head: Word, last: str, owner: str | None) -> tuple[ActorType, bool]:
        """The type of the mention, and whether it counts as a name."""
        if head.kind == "F" and head.lemma in self.context and (kept := actor_vocabulary()[self.context[head.lemma]]).type == "organisation":
            return kept.type, True
        if head.kind == "B":
            return "organisation", True
        if head.kind == "R":
            return ("group" if head.plural else "person"), False
        if head.kind == "D":
            return head.type, False
        if head.kind == "P":
            single = not head.plural and last not in {"group", "population", "people", "family", "community", "crowd", "mob", "rally"}
            return ("person" if single else "group"), False
        if not head.plural and last not in _COLLECTIVE and last not in _MACHINES and last not in self.context:
            return "person", False
        if owner is not None and owner in _states() or last in _MACHINES:
            return "unit", False
        return "group", False

    def _earlier(self, head: Word, determiner: str | None, *, qualified: bool) -> str | None:
        """Whom "the Observatory", "the ministry" or "the group" means: the last that was named with that word."""
        if determiner not in {"the", "this", "that"} or qualified:
            return None
        if head.lemma in {"group", "movement", "militia", "organization", "organisation"} and self.last_group is not None:
            return self.by_head.get(head.lemma, self.last_group)
        return self.by_head.get(head.lemma.rpartition(" ")[2])

    # ---------------------------------------------------------------- what follows a head

    def _attached(self, head: Word, after: int) -> tuple[int, int, _Phrase | None] | None:
        """"of the Al-Nusra Front", "of Mosul", "for the Middle East": its last token, the next chunk and whom it names."""
        if after + 1 >= len(self.chunks):
            return None
        preposition = self.words[self.chunks[after].first]
        if preposition.gap != " " or self.words[self.chunks[after + 1].first].gap != " ":
            return None
        last = head.lemma.rpartition(" ")[2]
        wanted = {"of": self.lists["modifiers.partitive"], "for": self.lists["modifiers.for_heads"]}.get(preposition.fold)
        if wanted is None or not (head.lemma in wanted or last in wanted):
            return None
        inner = self._phrase(after + 1, inner=True)
        if inner is not None:
            return self._end(inner.after), inner.after, inner
        start = self.chunks[after + 1].first
        if self.words[start].fold in _ARTICLES:
            start += 1
        end = start
        while end < len(self.words) and end - start < 5 and self._place_word(end, first=end == start):
            end += 1
        if end == start or end >= len(self.words) and not self.words[start].capital:
            return None
        return end, self._chunk_from(after, end), None

    def _place_word(self, token: int, *, first: bool) -> bool:
        word = self.words[token]
        if not word.capital or not (word.gap == " " or not first and word.gap in "-'"):
            return False
        return word.fold not in self.lists["titles.given"] and word.fold not in self.lists["names.never"]

    def _coordinated(
        self, begin: int, determiner: str | None, items: list[_Item], end: int, type_: ActorType, id_: str
    ) -> list[ActorMention]:
        """The first of two owners: "Russian" in "Russian and Turkish forces"."""
        if determiner is not None or begin < 2 or items[0].chunk.word("A") is None or id_ != (items[0].chunk.word("A") or items[0].chunk.words[0]).id:
            return []
        link, other = self.chunks[begin - 1], self.chunks[begin - 2]
        first = other.word("A")
        if first is None or first.type == "nationality" and first.id not in _states() or self.words[link.first].fold not in {"and", "or"}:
            return []
        if self.words[link.first].gap != " " or self.words[items[0].chunk.first].gap != " ":
            return []
        start = other.first
        if start and self.words[start - 1].fold in _ARTICLES and self.words[start].gap == " ":
            start -= 1
        return [self._mention(start, end, first.id, type_, named=False)]

    def _adjectives(self, first: int, last: int) -> None:
        """The adjectives of states and peoples inside a longer mention."""
        at = self._chunk_at(first)
        while at < len(self.chunks) and self.chunks[at].first < last:
            adjective = self.chunks[at].word("A")
            if adjective is not None and not self._is_state_name(self.chunks[at]):
                self._nationality(self.chunks[at], adjective)
            elif "N" in self.chunks[at].kinds and self.chunks[at].last - self.chunks[at].first > 1:
                self._first_adjective(self.chunks[at])
            at += 1

    def _first_adjective(self, chunk: Chunk) -> None:
        word = self.words[chunk.first]
        for reading in self.phrases.get(word.fold, ()):
            if reading.kind == "A" and reading.id in _states() and (word.capital or word.capitals) and not any(w.kind == "S" for w in self.phrases[word.fold]):
                self._keep(self._mention(chunk.first, chunk.first + 1, reading.id, "nationality", named=False))
                return

    def _chunk_at(self, token: int) -> int:
        low, high = 0, len(self.chunks)
        while low < high:
            middle = (low + high) // 2
            if self.chunks[middle].last <= token:
                low = middle + 1
            else:
                high = middle
        return low

    def _nationality(self, chunk: Chunk, adjective: Word) -> None:
        self._keep(self._mention(chunk.first, chunk.last, adjective.id, "nationality", named=False))

    @staticmethod
    def _is_state_name(chunk: Chunk) -> bool:
        return chunk.word("S") is not None

    def _remember(self, phrase: _Phrase) -> None:
        mention = phrase.mentions[0]
        if phrase.head.kind in "NSBR" and phrase.owner in _states():
            self.speaking = phrase.owner
        if mention.named and not mention.id.startswith("unnamed:") or phrase.head.kind == "B":
            words = [w.lower() for w in mention.text.split()]
            for word in words if phrase.head.kind != "B" else words[-1:]:
                if word in self.lists["names.last"] or word == words[-1]:
                    self.by_head[word] = mention.id
        for each in phrase.mentions:
            if each.named and each.type in {"organisation", "group", "unit"}:
                self._acronym(self._token_after(each.end), each.id)

    def _token_after(self, offset: int) -> int:
        low, high = 0, len(self.words)
        while low < high:
            middle = (low + high) // 2
            if self.words[middle].start < offset:
                low = middle + 1
            else:
                high = middle
        return low

    # ---------------------------------------------------------------- states and their seats

    def _acts(self, chunk: Chunk) -> bool:
        """Is a state's name here an actor and not the land? It is not behind "in" or "northern", nor after "Sochi,"."""
        if chunk.first == 0:
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
            if between.strip() == "," and (earlier := self.chunks[self._chunk_at(here)]).word("S") is not None:
                return self._acts(earlier)
            return not (between.strip() == "," and (before.capital or before.capitals))
        if before.fold in {"and", "or"}:
            earlier = self._chunk_at(here) - 1
            if earlier >= 0 and self.chunks[earlier].word("S") is not None:
                return self._acts(self.chunks[earlier])
            return earlier < 0 or not self.words[here - 1].capital
        return before.fold not in self.lists["verbs.locative"]

    def _stands_free(self, chunk: Chunk, head: Word, determiner: str | None, *, owns: bool) -> bool:
        """Not part of "the Syria crisis" or "UK-France"; the land that the conflict is on must do something itself."""
        before = self.words[chunk.first - 1].fold if chunk.first and self.words[chunk.first].gap == " " else ""
        if (determiner is not None or before in _ARTICLES) and not _WITH_ARTICLE & {w.fold for w in self.words[chunk.first : chunk.last]}:
            return False
        following = self.words[chunk.last] if chunk.last < len(self.words) else None
        if self.words[chunk.first].gap == "-" or following is not None and following.gap == "-":
            return False
        if head.id != self.home or owns:
            return True
        if following is None or following.gap != " " or before in {"on", "for"}:
            return False
        return following.fold in self.lists["verbs.acting"] and following.fold not in _PREPOSITIONS or following.fold.endswith("ed")

    def _place_like(self, at: int) -> None:
        """A seat of government that says or does something, or to whom it is done."""
        chunk = self.chunks[at]
        word = chunk.word("K")
        if word is None or chunk.word("S") is not None or self.words[chunk.first].capitals and chunk.first == 0:
            return
        before = self.words[chunk.first - 1] if chunk.first else None
        gap = self.words[chunk.first].gap
        if before is not None and gap == " " and before.fold in self.lists["verbs.upon"]:
            self._keep(self._mention(chunk.first, chunk.last, word.id, word.type, named=True))
            return
        if before is not None and gap == " " and before.fold in {"between", "with", "by", "against"} and not self._place_follows(chunk.last):
            self._keep(self._mention(chunk.first, chunk.last, word.id, word.type, named=True))
            return
        if before is not None and gap in SOFT and before.fold in self.lists["verbs.locative"]:
            return
        if gap == "|" and before is not None and before.capital and self.text[before.end : self.words[chunk.first].start].strip() == ",":
            return
        follow = chunk.last
        if follow < len(self.words) and self.words[follow].gap == " ":
            next_ = self.words[follow].fold
            joined = next_ in {"and", "or"} and follow + 1 < len(self.words) and self._chunk_is(follow + 1, "KS")
            acts = next_ in self.lists["verbs.acting"] and next_ not in _PREPOSITIONS or next_.endswith("ed") or joined
            after_and = before is not None and before.fold == "and" and bool(self.out) and self.out[-1].end == self.words[max(chunk.first - 2, 0)].end
            if acts or after_and:
                self._keep(self._mention(chunk.first, chunk.last, word.id, word.type, named=True))

    def _place_follows(self, token: int) -> bool:
        return token < len(self.words) and self.words[token].gap == "-"

    def _chunk_is(self, token: int, kinds: str) -> bool:
        return token < len(self.words) and self.chunks[self._chunk_at(token)].word(kinds) is not None

    # ---------------------------------------------------------------- names by their form

    def _body_name(self, at: int) -> tuple[ActorMention, int] | None:
        """A run of capitalised words with a body's word at its end or start: "Syrian Computer Society"."""
        first = self.chunks[at].first
        words = self.words
        start = first
        if not words[first].capital and words[first].fold not in _NAME_OPENERS:
            return None
        if words[first].fold in _ARTICLES and first + 1 < len(words) and words[first + 1].gap == " ":
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
            if word.capital or end > start and word.fold[0].isdigit():
                if word.fold in self.lists["names.never"]:
                    break
                unknown = unknown or not self.phrases.get(word.fold)
                end += 1
                if word.fold in self.lists["names.last"]:
                    best = end
                elif opened and end - start > 2 and words[end - 2].fold in self.lists["names.inside"]:
                    best = end
                continue
            if end > start and word.gap == "'" or word.fold in {"al", "el"}:
                end += 1
                continue
            inside = word.fold in (self.lists["names.inside"] if opened else _COALITION_OF)
            follow = end + 1
            if word.fold == "and" and follow < len(words) and words[follow].fold == "the":
                break
            while inside and follow < len(words) and words[follow].fold in {"the", "la", "los", "al", "el"}:
                follow += 1
            if not inside or follow >= len(words) or not words[follow].capital or words[follow].gap not in SOFT:
                break
            if not opened and best != end:
                break
            opened = True
            end = follow
        if best - start < 2 or not unknown and not opened:
            return None
        begin = first if start > first and words[first].fold in {"the", "al", "el"} else start
        mention = self._mention(begin, best, self._slug(start, best), "organisation", named=True)
        self.by_head[words[best - 1].fold] = mention.id
        self.by_head.setdefault(words[start].fold, mention.id)
        return mention, best

    def _acronym(self, token: int, id_: str) -> None:
        """"(SCS)" or "[SCS]" right after a name is one more name of it."""
        if token >= len(self.words) or token == 0:
            return
        word = self.words[token]
        between = self.text[self.words[token - 1].end : word.start].strip(" \"'“‘\n")
        if between in {"(", "["} and word.word.isupper() and 2 <= len(word.word) <= 9 and self.text[word.end : word.end + 2].strip(" \"'”’")[:1] in {")", "]"}:
            self.acronyms[word.word] = id_

    def _person(self, at: int) -> int | None:
        """A title or a given name, and what follows: a person."""
        chunk = self.chunks[at]
        first = chunk.first
        title = chunk.word("Y")
        if title is not None and (self.words[first].capital or self.words[first].capitals):
            start = chunk.last
            while start < len(self.words) and self.words[start].gap == " " and self._chunk_is(start, "Y"):
                start = self.chunks[self._chunk_at(start)].last
            end = self._person_name(start) if start < len(self.words) and self.words[start].gap == " " else None
            if end is not None:
                self._add_person(first, start, end)
                return self._chunk_from(at, end)
        word = self.words[first]
        if word.fold in self.lists["titles.given"] and (word.capital or word.capitals):
            end = self._person_name(first)
            if end is not None and end - first > 1:
                self._add_person(first, first, end)
                return self._chunk_from(at, end)
        if word.capital and not chunk.kinds and word.fold not in self.lists["names.never"]:
            end = self._person_name(first)
            if end is not None and 2 <= end - first <= 4 and self._says_around(first, end):
                self._add_person(first, first, end)
                return self._chunk_from(at, end)
        return None

    def _says_around(self, first: int, end: int) -> bool:
        says = self.lists["titles.says"]
        after = end < len(self.words) and self.words[end].gap in " |" and self.words[end].fold in says
        return after or first > 0 and self.words[first].gap in " |" and self.words[first - 1].fold in says and self.words[first - 1].gap in "|"

    def _person_name(self, token: int) -> int | None:
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
            if word.fold in particles and end + 1 < len(words) and words[end + 1].gap in SOFT and (end > token or word.capital or words[end + 1].gap == "-"):
                end += 1
                continue
            if not self._name_word(end, first=solid == 0):
                break
            solid += 1
            end += 1
            if solid == 4:
                break
        while end > token and words[end - 1].fold in particles and not (words[end - 1].capital and solid > 1 and len(words[end - 1].word) > 3):
            end -= 1
        return end if solid and end > token else None

    def _name_word(self, token: int, *, first: bool) -> bool:
        word = self.words[token]
        if word.fold in self.lists["names.never"] or not word.word[0].isalpha() or word.fold in _NO_NAME:
            return False
        given = word.fold in self.lists["titles.given"]
        if given and (word.capital or word.capitals):
            return True
        if self.phrases.get(word.fold) and (word.capitals or first or not word.capital or word.gap == " " and self._chunk_is(token, "NSBRF")):
            return False
        if word.capitals:
            if word.fold in self.lists["verbs.acting"] or word.fold in self.lists["names.last"]:
                return False
            return len(word.fold) == 1 or not word.fold.endswith(("ed", "ing", "ly", "tion", "tions", "ment", "ers", "als"))
        return word.capital and not (word.word.isupper() and len(word.word) > 3)

    def _add_person(self, outer: int, first: int, end: int) -> str:
        id_ = self._person_id(first, end)
        if outer < first:
            self._keep(self._mention(outer, end, id_, "person", named=True))
        self._keep(self._mention(first, end, id_, "person", named=True))
        return id_

    def _person_id(self, first: int, end: int) -> str:
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
            # "Mr Zakharova" may stand before the full name; a Spanish name is often cut to its second word.
        return slug

    def _named_person(self, after: int, outer: ActorMention, owner: str | None, *, strict: bool) -> tuple[list[ActorMention], int] | None:
        """An office and then a name: one mention for both, one for the name."""
        if after >= len(self.chunks):
            return None
        start = self.chunks[after].first
        if self.words[start].gap != " ":
            return None
        while start < len(self.words) and self.words[start].gap == " " and self._chunk_is(start, "Y") and self._chunk_at(start) + 1 < len(self.chunks):
            start = self.chunks[self._chunk_at(start)].last
        if start >= len(self.words) or self.words[start].gap != " ":
            return None
        end = self._person_name(start)
        if end is None or strict and self.words[start].fold not in self.lists["titles.given"] | {"abu", "abou", "abd"}:
            return None
        id_ = self._person_id(start, end)
        last = self._span(start, end)[1]
        whole = ActorMention(start=outer.start, end=last, text=self.text[outer.start : last], id=id_, type="person", named=True)
        if owner is not None:
            self.speaks_for.setdefault(id_, owner)
            self.owners[whole.start] = owner
        return [whole, self._mention(start, end, id_, "person", named=True)], self._chunk_from(after, end)

    def _owned_by_name(self, at: int) -> int:
        """"Duarte's government": the home state's, whoever heads it; and its head is a person."""
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
                id_ = self.home or self._slug(first, chunk.last)
                self._keep(self._mention(start, chunk.last, id_, "organisation", named=True))
                self._keep(self._mention(first, first + 1, self._person_id(first, first + 1), "person", named=True))
                return follow + 1
            if "M" not in chunk.kinds and not (self.words[chunk.first].fold == "s" and self.words[chunk.first].gap == "'"):
                break
            follow += 1
        return at + 1

    def _later_names(self) -> None:
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
                self.out.append(self._mention(index, index + 1, self.acronyms[word.word], "organisation", named=True))
            elif word.fold in self.surnames and (word.capital or word.capitals) and word.fold not in self.lists["names.never"]:
                self.out.append(self._mention(index, index + 1, self.surnames[word.fold], "person", named=True))


_WITH_ARTICLE = frozenset("uk us u states kingdom emirates uae usa union republic federation netherlands philippines gambia ussr".split())
_CIVILIANS = frozenset(
    """civilian civilian population population resident villager inhabitant local local resident""".split()
) | {"civilian population"}
_PREPOSITIONS = frozenset("in on at by for to with from against near after before during over under through into as than until since".split())
_NO_NAME = frozenset(
    """city department town village street avenue area zone building province region school house north south east west
    river mountains mountain valley road highway code law text time day night week month year years days hours today tonight yesterday bomb attack killing murder death war peace
    party front army group car home family people""".split()
)


@functools.cache
def _states() -> frozenset[str]:
    return frozenset(w.id for readings in lexicon().phrases.values() for w in readings if w.kind == "S")
