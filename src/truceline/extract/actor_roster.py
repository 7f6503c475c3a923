"""The vocabulary of actors: who is known by which names, since when, in whose ranks, and by which source.

Three TOML files are read once, on first use: ``actors.toml`` (groups, forces, monitors, agencies), ``states.toml``
and ``actor_nouns.toml`` (words that describe actors). TOML and not YAML because the pure-Python YAML 1.2 reader takes
80 ms for such a file and the standard library's TOML reader 6 ms.
"""

from __future__ import annotations

import functools
import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from importlib import resources
from typing import Any, NamedTuple

import msgspec

from truceline.errors import VocabularyError
from truceline.model.world import Actor, ActorType

_WORD = re.compile(r"[^\W_]+")


class DatedNames(msgspec.Struct, frozen=True, kw_only=True):
    """Names that an actor bore from a day or month (EDTF, inclusive) until another (exclusive); None is open."""

    names: tuple[str, ...]
    from_: str | None = msgspec.field(default=None, name="from")
    until: str | None = None


class Membership(msgspec.Struct, frozen=True, kw_only=True):
    """The actor counted as part of ``group`` from a day until another, as ``source`` has it."""

    group: str
    from_: str | None = msgspec.field(default=None, name="from")
    until: str | None = None
    source: str | None = None


class ListedActor(msgspec.Struct, frozen=True, kw_only=True):
    """One entry of the vocabulary. ``part_of`` is the actor for whom this one speaks or acts.

    A state's ``names`` name its land as well, its ``forces`` never do; its ``seats`` are towns that may stand for it.
    ``only_in`` limits all its names to reports on the territory of these states, where others use the same words.
    """

    id: str
    name: str
    type: ActorType
    source: str
    names: tuple[str, ...] = ()
    forces: tuple[str, ...] = ()
    dated: tuple[DatedNames, ...] = ()
    member_of: tuple[Membership, ...] = ()
    members: tuple[str, ...] = ()
    one_of: tuple[str, ...] = ()
    part_of: str | None = None
    only_in: tuple[str, ...] = ()
    adjectives: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    seats: tuple[str, ...] = ()

    def names_on(self, day: str) -> tuple[str, ...]:
        """The names the actor had on a civil day: the undated ones and those whose time it was."""
        current = [name for names in self.dated if _holds(names.from_, names.until, day) for name in names.names]
        return (*self.names, *self.forces, *current)

    def groups_on(self, day: str) -> tuple[str, ...]:
        """The groups the actor counted as part of on a civil day."""
        return tuple(m.group for m in self.member_of if _holds(m.from_, m.until, day))


class Word(NamedTuple):
    """One reading of a phrase: what kind of word it is, for whom it stands, and how it must be written.

    ``kind``: N name, S state, K seat of government, A adjective of a state or people, D its people; B body, F force,
    P person, R office, M modifier, Q quantity, Y title, V acting verb. ``case`` has one letter a word: U all capitals,
    C a capital, a any.
    """

    kind: str
    id: str = ""
    type: ActorType = "organisation"
    case: str = ""
    plural: bool = False
    home: bool = False
    only_in: tuple[str, ...] = ()
    lemma: str = ""


class Lexicon(NamedTuple):
    """Every phrase by its folded words, the longest phrase by its first word, and the closed lists of words."""

    phrases: Mapping[str, tuple[Word, ...]]
    longest: Mapping[str, int]
    context: Mapping[str, Mapping[str, str]]
    territory: Mapping[str, str]
    lists: Mapping[str, frozenset[str]]


def _holds(start: str | None, end: str | None, day: str) -> bool:
    return (start is None or start <= day) and (end is None or day < end)


def fold(word: str) -> str:
    """The word in lower case without accents, as phrases are looked up."""
    if word.isascii():
        return word.lower()
    plain = unicodedata.normalize("NFKD", word.casefold())
    return "".join(c for c in plain if not unicodedata.combining(c) and (c.isalnum()))


def words_of(phrase: str) -> list[str]:
    """The words of a phrase, split where reports are split: at everything that is no letter or digit."""
    return _WORD.findall(phrase)


@functools.cache
def listed_actors() -> Mapping[str, ListedActor]:
    """Every entry of the vocabulary by id, states included; VocabularyError when a file is damaged."""
    data, states = _file("actors"), _file("states")
    entries: dict[str, dict[str, Any]] = {}
    for line in states["states"].strip().splitlines():
        id_, names, adjectives, people, seats = (_split(part) for part in line.split("|"))
        entries[id_[0]] = {
            "name": names[0],
            "type": "organisation",
            "names": names,
            "adjectives": adjectives,
            "people": people,
            "seats": seats,
            "source": states["source"],
        }
    for line in states["peoples"].strip().splitlines():
        id_, adjectives, people = (_split(part) for part in line.split("|"))
        entries[id_[0]] = {
            "name": (people or adjectives)[0],
            "type": "nationality",
            "adjectives": adjectives,
            "people": people,
            "source": states["peoples_source"],
        }
    for entry in data["actor"]:
        known = entries.setdefault(entry["id"], {})
        if known and "name" in entry:
            raise VocabularyError(f"The vocabulary of actors has two entries {entry['id']}.")
        both = [known["source"], entry["source"]] if known else [entry["source"]]
        known.update({k: v for k, v in entry.items() if k not in {"id", "names"}})
        known["forces" if "names" in known else "names"] = entry.get("names", ())
        known["source"] = "; ".join(both)
    try:
        listed = {id_: msgspec.convert({"id": id_, **entry}, ListedActor) for id_, entry in entries.items()}
    except msgspec.ValidationError as error:
        raise VocabularyError(f"The vocabulary of actors is damaged ({error}); reinstall Truceline.") from error
    return dict(sorted(listed.items()))


@functools.cache
def actor_vocabulary() -> Mapping[str, Actor]:
    """The actors that have an id of their own, by id: the ids that agreements, claims and mentions share."""
    return {a.id: Actor(id=a.id, name=a.name, type=a.type, one_of=a.one_of) for a in listed_actors().values()}


def actor_wordings() -> Mapping[str, tuple[str, ...]]:
    """Every actor's id with all that it is called: names of any time, forces, adjectives, people, seats."""
    return {
        a.id: (
            *dict.fromkeys(
                (
                    a.name,
                    *a.names,
                    *a.forces,
                    *(n for d in a.dated for n in d.names),
                    *a.adjectives,
                    *a.people,
                    *a.seats,
                )
            ),
        )
        for a in listed_actors().values()
    }


@functools.cache
def lexicon() -> Lexicon:
    """The vocabulary as phrases to look up."""
    phrases: dict[str, list[Word]] = {}
    for words, word in _words():
        key = " ".join(words)
        if key:
            known = phrases.setdefault(key, [])
            if word not in known:
                known.append(word)
    longest: dict[str, int] = {}
    for key in phrases:
        first, count = key.partition(" ")[0], key.count(" ") + 1
        longest[first] = max(longest.get(first, 0), count)
    nouns, states = _file("actor_nouns"), _file("states")
    lists = {
        f"{table}.{name}": frozenset(_split(value) if name != "given" else value.split())
        for table, content in nouns.items()
        if isinstance(content, dict)
        for name, value in content.items()
    }
    context = {block["home"]: dict(block["words"]) for block in _file("actors")["context"]}
    territory = {
        " ".join(map(fold, words_of(place))): state
        for state, places in states["territory"].items()
        if state != "source"
        for place in places
    }
    for key in territory:
        first, count = key.partition(" ")[0], key.count(" ") + 1
        longest[first] = max(longest.get(first, 0), count)
    return Lexicon({k: tuple(v) for k, v in phrases.items()}, longest, context, territory, lists)


def _words() -> Iterator[tuple[list[str], Word]]:
    for actor in listed_actors().values():
        state = bool(actor.forces or actor.adjectives or actor.seats) and actor.type == "organisation"
        for name in actor.names:
            yield _phrase(name, Word("S" if state else "N", actor.id, actor.type, only_in=actor.only_in))
        for name in (*actor.forces, *(name for dated in actor.dated for name in dated.names)):
            yield _phrase(name, Word("N", actor.id, actor.type, only_in=actor.only_in))
        for name in actor.seats:
            yield _phrase(name, Word("K", actor.id, actor.type))
        for name in actor.adjectives:
            yield _phrase(name, Word("A", actor.id, "nationality"))
        for name in actor.people:
            yield _phrase(
                name, Word("D", actor.id, actor.type if actor.type == "nationality" else "group", plural=True)
            )
    nouns = _file("actor_nouns")
    for table, kind, home in (
        (nouns["bodies"]["home"], "B", True),
        (nouns["bodies"]["plain"], "B", False),
        (nouns["forces"]["unit"], "F", False),
        (nouns["people"]["person"], "P", False),
        (nouns["offices"]["office"], "R", False),
    ):
        for noun in _split(table):
            for form, plural in _forms(noun):
                yield [fold(w) for w in words_of(form)], Word(kind, plural=plural, home=home, lemma=noun)
    for table, kind in (
        (nouns["modifiers"]["words"], "M"),
        (nouns["modifiers"]["quantity"], "Q"),
        (nouns["titles"]["words"], "Y"),
    ):
        for word in _split(table):
            yield [fold(w) for w in words_of(word)], Word(kind, lemma=word)
    for block in _file("actors")["context"]:
        for noun in block["words"]:
            for form, plural in _forms(noun):
                yield [fold(w) for w in words_of(form)], Word("F", plural=plural, lemma=noun, only_in=(block["home"],))


def _phrase(name: str, word: Word) -> tuple[list[str], Word]:
    parts = words_of(name)
    return [fold(p) for p in parts], word._replace(case="".join(map(_case, parts)), lemma=name)


def _case(word: str) -> str:
    if fold(word) in {"al", "ash", "an", "as", "ad", "ar", "el", "of", "the", "s"} or not word[0].isupper():
        return "a"
    return "U" if word.isupper() and len(word) > 1 else "C"


def _forms(noun: str) -> Iterator[tuple[str, bool]]:
    """The noun and its plural, each with whether it is one."""
    if noun in _class("plural"):
        yield noun, True
        return
    yield noun, False
    if " of " in noun or " in " in noun:
        head, _, rest = noun.partition(" ")
        yield f"{_plural(head)} {rest}", True
        return
    before, _, last = noun.rpartition(" ")
    for plural in {_plural(last), "people"} if last == "person" else {_plural(last)}:
        yield f"{before} {plural}".strip(), True


def _plural(word: str) -> str:
    if word in _irregular():
        return _irregular()[word]
    if word.endswith("man"):
        return word[:-3] + "men"
    if word.endswith("y") and word[-2:-1] not in "aeiou":
        return word[:-1] + "ies"
    if word.endswith(("s", "x", "ch", "sh")):
        return word + "es"
    return word + "s"


@functools.cache
def _class(name: str) -> frozenset[str]:
    return frozenset(_split(_file("actor_nouns")["classes"][name]))


@functools.cache
def _irregular() -> Mapping[str, str]:
    return dict(pair.split() for pair in _class("irregular"))


def _split(value: str) -> list[str]:
    return [" ".join(part.split()) for part in value.split(";") if part.strip()]


@functools.cache
def _file(name: str) -> dict[str, Any]:
    file = resources.files("truceline") / "extract" / "vocabulary" / f"{name}.toml"
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise VocabularyError(f"The vocabulary file {name}.toml is damaged; reinstall Truceline.") from error
