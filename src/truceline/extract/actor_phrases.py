"""The grammar of descriptions: whose force, body, office or people a noun phrase names.

Determiner, quantity, modifiers and owners, a head, and what hangs on the head with "of" or "for". No parser: a phrase
ends where a word is none of these, and a head that may as well be a modifier counts only where a verb, a preposition or
a mark follows.
"""

from __future__ import annotations

from typing import NamedTuple

from truceline.extract.actor_chunks import SOFT, Chunk
from truceline.extract.actor_names import ARTICLES
from truceline.extract.actor_roster import Word, actor_vocabulary
from truceline.extract.actor_states import States, states
from truceline.model.world import ActorMention, ActorType

_POSSESSIVES = frozenset({"its", "his", "her", "their", "our"})
_HEADS = frozenset("NSDBRFP")
#: Bounds on what is read as one phrase, so that time stays in proportion to the text whatever it is.
_LONGEST, _DEEPEST = 12, 3


class Item(NamedTuple):
    """A chunk of a phrase: does it own what follows ("Syria's"), or only say whose side it is on ("Turkish-backed")?"""

    chunk: Chunk
    owns: bool
    aligned: bool


class Phrase(NamedTuple):
    """A noun phrase: its mentions, the chunk after it, the id of its head, the owner, and the head's reading."""

    mentions: list[ActorMention]
    after: int
    id: str
    owner: str | None
    head: Word


class Attached(NamedTuple):
    """What hangs on a head with "of" or "for": its last token, the chunk after it, and the phrase if it is one."""

    end: int
    after: int
    phrase: Phrase | None


class Phrases(States):
    """Finds noun phrases that name or describe actors."""

    def end(self, after: int) -> int:
        """The token after the chunk before ``after``."""
        return self.chunks[after - 1].last

    def phrase(self, at: int, *, depth: int = 0) -> Phrase | None:
        """The noun phrase that starts at a chunk: determiner, quantity, modifiers and owners, and a head."""
        begin = at
        first = self.words[self.chunks[at].first]
        determiner = (
            first.fold if first.fold in self.lists["classes.determiner"] and self.chunks[at].word("N") is None else None
        )
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
        return self._compose(begin, determiner, items, after, depth=depth)

    def _items(self, at: int) -> tuple[list[Item], int]:
        items: list[Item] = []
        count = len(self.chunks)
        while at < count and len(items) < _LONGEST:
            chunk = self.chunks[at]
            word = self.words[chunk.first]
            if items and word.gap not in SOFT:
                break
            if items and word.fold == "s" and word.gap == "'":
                items[-1] = items[-1]._replace(owns=True)
                at += 1
                continue
            ordinal = not chunk.kinds and word.fold[0].isdigit() and word.fold.endswith(("st", "nd", "rd", "th"))
            number = not chunk.kinds and (word.fold.isdigit() or ordinal)
            if not number and set(chunk.kinds) <= {"Y", "V"}:
                break
            if chunk.kinds == "K" and not self._seat_owns(at):
                break
            if at + 1 < count and self.words[self.chunks[at + 1].first].gap == "-":
                second = self.words[self.chunks[at + 1].first].fold
                if second in self.lists["modifiers.sides"]:
                    if second in self.lists["modifiers.held"] and not items:
                        return items, at
                    items.append(Item(chunk, False, True))
                    at += 2
                    continue
            if items and ((number and not ordinal) or chunk.kinds == "Q") and not set(items[-1].chunk.kinds) <= {"Q"}:
                break
            items.append(Item(chunk, False, False))
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
    def _head(items: list[Item]) -> int | None:
        for index in range(len(items) - 1, -1, -1):
            item = items[index]
            if not item.aligned and set(item.chunk.kinds) & set(_HEADS):
                return index
        return None

    @staticmethod
    def _apposition(items: list[Item]) -> int | None:
        """Where "news agency SANA" and "spokesman Israel" part: a head, then a name that it does not own."""
        if len(items) < 2 or not set(items[-1].chunk.kinds) & {"N", "S"}:
            return None
        before = items[-2]
        if before.owns or before.aligned or not set(before.chunk.kinds) & set("BRFP") or "M" in before.chunk.kinds:
            return None
        return len(items) - 2

    def _reading(self, chunk: Chunk) -> Word | None:
        """What a head is: a name first, then what the conflict makes of the word, then body, office, force, person."""
        for word in chunk.words:
            if word.kind in "NSD":
                return word
        for word in chunk.words:
            if word.kind == "F" and word.lemma in self.context:
                return word
        return chunk.word("BRFP")

    def _compose(
        self, begin: int, determiner: str | None, items: list[Item], after: int, *, depth: int
    ) -> Phrase | None:
        head = self._reading(items[-1].chunk)
        if head is None:
            return None
        if head.kind in "NS":
            return self._named(determiner, items, head, after, depth=depth)
        attached = self._attached(head, after, depth)
        owner, owned_by = self._owner(items[:-1])
        quantity = any("Q" in i.chunk.kinds or i.chunk.kinds == "" for i in items[:-1])
        qualified = owner is not None or self._loyal(items) or determiner in _POSSESSIVES or len(items) - quantity > 1
        if not self._is_actor(head, items, determiner, after, attached, qualified=qualified, quantity=quantity):
            return self._position(items, after, head)
        id_ = self._identity(head, items, owner, owned_by) or self._earlier(head, determiner, qualified=qualified)
        if id_ is None and head.kind == "B" and not (qualified or head.home or " " in head.lemma):
            return None
        if owned_by == "A" and head.kind == "F" and self._last_word(head) in self.lists["classes.against"]:
            owner = None
        owner = owner or id_ or self._office_owner(head, items)
        first, end = self.chunks[begin].first, items[-1].chunk.last
        mentions: list[ActorMention] = []
        if attached is not None:
            end, after = attached.end, attached.after
            id_, owner = self._hosted(head, id_, owner, attached.phrase)
            if attached.phrase is not None:
                mentions = [m for m in attached.phrase.mentions if m.named or not m.id.startswith("unnamed:")]
        outer = self._outer(head, items, first, end, id_, owner)
        mentions += self._owners_named(items, head)
        mentions += self._coordinated(begin, determiner, items, outer)
        if outer.id.startswith("unnamed:") and owner is not None and (head.kind in "RBF" or owned_by == "N"):
            self.speaks_for[outer.id] = owner
            self.owners[outer.start] = owner
        named = None
        if head.kind in "RPF" and not head.plural:
            named = self.named_person(after, outer, owner, strict=head.kind != "R")
        if named is None:
            return Phrase([outer, *mentions], after, outer.id, owner, head)
        return Phrase([*named[0], *mentions], named[1], outer.id, owner, head)

    @staticmethod
    def _last_word(head: Word) -> str:
        return head.lemma.rpartition(" ")[2]

    def _hosted(
        self, head: Word, id_: str | None, owner: str | None, phrase: Phrase | None
    ) -> tuple[str | None, str | None]:
        """Id and owner of a head with "of" somebody: fighters of a group are the group's, its leader speaks for it."""
        if phrase is None:
            return id_, owner
        known = not phrase.id.startswith("unnamed:")
        if head.kind in "RP" and head.lemma not in {"member", "supporter"}:
            return id_, phrase.owner or (phrase.id if known else owner)
        return (phrase.id, phrase.id) if known else (id_, owner)

    def _outer(
        self, head: Word, items: list[Item], first: int, end: int, id_: str | None, owner: str | None
    ) -> ActorMention:
        """The mention of the whole phrase, without the number of those meant."""
        if head.kind == "D" and head.type == "nationality":
            first = items[-1].chunk.first
        while first < items[-1].chunk.first and (
            self.words[first].fold in self.lists["modifiers.quantity"] or self.words[first].word.isdigit()
        ):
            first += 1
        type_, named = self._type(head, id_ or owner)
        ordinal = any(not i.chunk.kinds and not self.words[i.chunk.first].fold.isdigit() for i in items[:-1])
        return self.mention(
            first, end, id_ or self.slug(first, end), type_, named=named or (ordinal and head.kind == "F")
        )

    def _position(self, items: list[Item], after: int, head: Word) -> Phrase | None:
        """The owner alone, where the words are about "army positions" or a "rebel checkpoint"."""
        held = self._holding(items, after)
        if held is None:
            return None
        first, last = items[0].chunk.first, items[-1].chunk.last
        return Phrase([self.mention(first, last, held, "organisation", named=False)], after, held, held, head)

    def _named(self, determiner: str | None, items: list[Item], head: Word, after: int, *, depth: int) -> Phrase | None:
        chunk = items[-1].chunk
        first = chunk.first
        if (
            head.kind == "S"
            and not depth
            and not (self.acts(chunk) and self.stands_free(chunk, head, determiner, owns=items[-1].owns))
        ):
            return None
        if determiner in ARTICLES and self.words[first - 1].fold == determiner:
            first -= 1
        mentions = [self.mention(first, chunk.last, head.id, head.type, named=True)]
        if head.type == "group":
            self.last_group = head.id
        opening = self.words[chunk.first]
        if (
            head.lemma.endswith((" regime", " government"))
            and not self.phrases.get(opening.fold)
            and chunk.last - chunk.first == 2
        ):
            mentions.append(
                self.mention(
                    chunk.first, chunk.first + 1, self.person_id(chunk.first, chunk.first + 1), "person", named=True
                )
            )
        return Phrase(mentions, after, head.id, head.id, head)

    def _owners_named(self, items: list[Item], head: Word) -> list[ActorMention]:
        """The names inside a description: "Shining Path" in "Shining Path members", the ministry of its spokesman."""
        found: list[ActorMention] = []
        for index, item in enumerate(items[:-1]):
            if item.aligned:
                continue
            name, body = item.chunk.word("N"), item.chunk.word("B")
            side = next((self.context[w.lemma] for w in item.chunk.words if w.lemma in self.context), None)
            if name is not None:
                found.append(self.mention(item.chunk.first, item.chunk.last, name.id, name.type, named=True))
            elif side is not None and head.kind == "R":
                type_ = actor_vocabulary()[side].type
                found.append(self.mention(item.chunk.first, item.chunk.last, side, type_, named=False))
            elif body is not None and body.home and index + 1 < len(items):
                owner, kind = self._owner(items[:index])
                known = owner if kind in {"A", "S", "K"} else self.home if owner is None and " " in body.lemma else None
                if known is not None:
                    first = (
                        items[index - 1].chunk.first
                        if owner is not None and items[index - 1].chunk.word("NSKA")
                        else item.chunk.first
                    )
                    found.append(self.mention(first, item.chunk.last, known, "organisation", named=True))
        return found

    def _owner(self, items: list[Item]) -> tuple[str | None, str]:
        """The last name, state or adjective before the head: whose it is, and how that was said."""
        for item in reversed(items):
            if item.aligned:
                continue
            word = item.chunk.word("NSKA")
            if word is not None and not (word.kind == "A" and word.type == "nationality" and word.id not in states()):
                return word.id, word.kind
        return None, ""

    def _loyal(self, items: list[Item]) -> bool:
        """Do the words before the head speak of "the government", "the army" or the like, nobody's by name?"""
        for item in items[:-1]:
            body = item.chunk.word("B")
            if body is not None and body.home and not item.aligned:
                return True
            if any(w.kind == "M" and w.lemma in self.lists["classes.loyal"] for w in item.chunk.words):
                return True
        lemma = items[-1].chunk.words[0].lemma
        return any(
            lemma.startswith(x) and lemma != x
            for x in ("army ", "military ", "government ", "armed forces ", "air force ")
        )

    def _identity(self, head: Word, items: list[Item], owner: str | None, owned_by: str) -> str | None:
        """The vocabulary id of a description, or None."""
        if head.kind == "D":
            return head.id if head.type == "nationality" else None
        if head.kind == "R":
            return None
        if head.kind == "P":
            if head.lemma == "member":
                return owner if owned_by == "N" else self._in_context(items, head)
            return "civilians" if head.lemma in self.lists["classes.civilians"] and owned_by in {"", "A", "S"} else None
        if owned_by == "N":
            return owner
        context = self._in_context(items, head)
        loyal = self._loyal(items)
        last = self._last_word(head)
        if last in self.lists["classes.against"] and not (loyal and last in self.lists["classes.either"]):
            return context
        if owner is not None:
            return owner if head.home or head.kind == "F" or head.lemma in self.lists["classes.for_all"] else None
        if context is not None or not (loyal or head.home):
            return context
        return self.speaking if self._army(head, items, loyal=loyal) and self.speaking is not None else self.home

    def _army(self, head: Word, items: list[Item], *, loyal: bool) -> bool:
        """Armed forces, which in a state's own statement are its own; a "government" there may be the other's."""
        if head.lemma in self.lists["classes.armies"] or self._last_word(head) in {"troop", "unit", "soldier"}:
            return True
        return loyal and head.kind == "F" and self._army_before(items)

    def _army_before(self, items: list[Item]) -> bool:
        return any((b := i.chunk.word("B")) is not None and b.lemma in self.lists["classes.armies"] for i in items[:-1])

    def _in_context(self, items: list[Item], head: Word) -> str | None:
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

    def _office_owner(self, head: Word, items: list[Item]) -> str | None:
        """For whom an office speaks where no owner is named: the home state's army, the conflict's rebels."""
        context = self._in_context(items, head)
        if context is not None:
            return context
        if self._loyal(items) or head.lemma.partition(" ")[0] in {
            "military",
            "army",
            "security",
            "foreign",
            "defence",
            "defense",
        }:
            return self.home
        return None

    def _is_actor(
        self,
        head: Word,
        items: list[Item],
        determiner: str | None,
        after: int,
        attached: Attached | None,
        *,
        qualified: bool,
        quantity: bool,
    ) -> bool:
        """Weeds out words that only look like an actor: a modifier of something else, a verb, a machine of nobody's."""
        chunk = items[-1].chunk
        last = self._last_word(head)
        if items[-1].owns:
            return determiner is not None or qualified or head.plural or head.lemma in self.lists["classes.alone"]
        if head.kind in "FP" and attached is not None and attached.phrase is not None:
            return True
        if head.kind in "RPF" and not head.plural and self._name_follows(after):
            return True
        capital = head.kind == "R" and self.words[chunk.first].word[0].isupper()
        if capital and (attached is not None or (" " in head.lemma and self._verb_follows(after))):
            # "Minister for Trade" and "Prime Minister" need no article.
            return True
        if last in self.lists["classes.machines"] and not qualified:
            return False
        if ("M" in chunk.kinds or (head.home and not head.plural)) and not self._verb_follows(after):
            return False
        if head.lemma in self.lists["classes.weak"] and not qualified:
            return quantity or (
                determiner in ARTICLES and head.lemma in {"group", "member", "force", "unit", "party", "parties"}
            )
        return (
            head.plural or head.lemma in self.lists["classes.alone"] or determiner is not None or qualified or quantity
        )

    def _name_follows(self, after: int) -> bool:
        return after < len(self.chunks) and self.person_name(self.chunks[after].first) is not None

    def _verb_follows(self, after: int) -> bool:
        """Does the phrase end here, going by the next word?"""
        if after >= len(self.chunks):
            return True
        word = self.words[self.chunks[after].first]
        if word.gap in "|." or word.fold.isdigit():
            return True
        if word.gap != " ":
            return False
        return (
            word.fold in self.lists["verbs.acting"]
            or word.fold in self.lists["classes.determiner"]
            or word.fold.endswith(("ed", "ing", "ly"))
        )

    def _holding(self, items: list[Item], after: int) -> str | None:
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

    def _type(self, head: Word, owner: str | None) -> tuple[ActorType, bool]:
        """The type of the mention, and whether it counts as a name."""
        last = self._last_word(head)
        if (
            head.kind == "F"
            and head.lemma in self.context
            and (kept := actor_vocabulary()[self.context[head.lemma]]).type == "organisation"
        ):
            return kept.type, True
        if head.kind == "B":
            return "organisation", True
        if head.kind == "R":
            return ("group" if head.plural else "person"), False
        if head.kind == "D":
            return head.type, False
        if head.kind == "P":
            single = not head.plural and last not in self.lists["classes.collective"]
            return ("person" if single else "group"), False
        if (
            not head.plural
            and last not in self.lists["classes.collective"]
            and last not in self.lists["classes.machines"]
            and last not in self.context
        ):
            return "person", False
        if (owner is not None and owner in states()) or last in self.lists["classes.machines"]:
            return "unit", False
        return "group", False

    def _earlier(self, head: Word, determiner: str | None, *, qualified: bool) -> str | None:
        """Whom "the Observatory", "the ministry" or "the group" means: the last that was named with that word."""
        if determiner not in {"the", "this", "that"} or qualified:
            return None
        if (
            head.lemma in {"group", "movement", "militia", "organization", "organisation"}
            and self.last_group is not None
        ):
            return self.by_head.get(head.lemma, self.last_group)
        return self.by_head.get(self._last_word(head))

    def _attached(self, head: Word, after: int, depth: int) -> Attached | None:
        """What "of the Al-Nusra Front" or "for the Middle East" adds: its last token, the next chunk, whom it names."""
        if after + 1 >= len(self.chunks):
            return None
        preposition = self.words[self.chunks[after].first]
        if preposition.gap != " " or self.words[self.chunks[after + 1].first].gap != " ":
            return None
        last = self._last_word(head)
        wanted = {"of": self.lists["modifiers.partitive"], "for": self.lists["modifiers.for_heads"]}.get(
            preposition.fold
        )
        if wanted is None or not (head.lemma in wanted or last in wanted):
            return None
        inner = self.phrase(after + 1, depth=depth + 1) if depth < _DEEPEST else None
        if inner is not None:
            return Attached(self.end(inner.after), inner.after, inner)
        start = self.chunks[after + 1].first
        if self.words[start].fold in ARTICLES:
            start += 1
        end = start
        while end < len(self.words) and end - start < 5 and self._place_word(end, first=end == start):
            end += 1
        if end == start or (end >= len(self.words) and not self.words[start].capital):
            return None
        return Attached(end, self.chunk_from(after, end), None)

    def _place_word(self, token: int, *, first: bool) -> bool:
        word = self.words[token]
        if not word.capital or not (word.gap == " " or (not first and word.gap in "-'")):
            return False
        return word.fold not in self.lists["titles.given"] and word.fold not in self.lists["names.never"]

    def _coordinated(
        self, begin: int, determiner: str | None, items: list[Item], outer: ActorMention
    ) -> list[ActorMention]:
        """The first of two owners: "Russian" in "Russian and Turkish forces"."""
        second = items[0].chunk.word("A")
        if determiner is not None or begin < 2 or second is None or outer.id != second.id:
            return []
        link, other = self.chunks[begin - 1], self.chunks[begin - 2]
        first = other.word("A")
        if first is None or first.id not in states() or self.words[link.first].fold not in {"and", "or"}:
            return []
        if self.words[link.first].gap != " " or self.words[items[0].chunk.first].gap != " ":
            return []
        start = other.first
        if start and self.words[start - 1].fold in ARTICLES and self.words[start].gap == " ":
            start -= 1
        opening = self.words[start].start
        words = self.text[opening : outer.end]
        return [ActorMention(start=opening, end=outer.end, text=words, id=first.id, type=outer.type, named=False)]

    @staticmethod
    def is_state_name(chunk: Chunk) -> bool:
        """May the chunk be the name of a state ("US") rather than its adjective?"""
        return chunk.word("S") is not None
