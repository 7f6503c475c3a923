"""The gate before the reader: may a page be about the agreement? By words alone, a thousandth of what reading costs.

A page passes when it names a state on whose land the agreement applies (its name, adjective or people), a place of the
area whose name no other country has, or two names of which one at least is a place of the area and the other a place
or a party. It is asked twice: of the raw bytes,
where menus and other stories count, too, before the main text is looked for; and of the main text, before the parser.
Names are those of the agreement file, of the vocabulary of actors and of the gazetteer, in any spelling these know.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterable, Iterator

from truceline.errors import UsageError
from truceline.extract import actor_wordings
from truceline.locate import Gazetteer
from truceline.model.agreement import Agreement
from truceline.pipeline import region_of

#: All but letters parts words. Bytes of UTF-8 beyond ASCII are letters.
_WORDS = bytes(byte if byte >= 128 or chr(byte).isalpha() else 32 for byte in range(256))
#: Shorter names ("Ram", "Bab") are words of too many languages.
_SHORTEST = 4
#: The Arabic article as transliterators write it before the letters that it melts into; most reports write al or el.
_ARTICLES = frozenset(
    ["ad", "al", "an", "ar", "as", "ash", "at", "az", "ed", "el", "en", "er", "es", "esh", "et", "ez", "il", "ul"]
)
#: Markup whose words no reader sees. A stray "<" is none, and must not swallow what follows.
_TAG = re.compile(rb"</?[A-Za-z!][^<>]*>")
_MARK = re.compile(r"[^\W\d_]+")


class Gate:
    """The names that let a page pass. One of ``lands`` suffices; of ``places`` and ``parties`` it takes two."""

    def __init__(self, *, lands: Iterable[str], places: Iterable[str], parties: Iterable[str]) -> None:
        self.lands, self.places, self.parties = (_Names(names) for names in (lands, places, parties))

    def lets_in(self, page: bytes) -> bool:
        """May a page of these bytes pass? Where only the words of a name stand apart it says yes, too."""
        if b"\x00" in page[:200]:
            return True  # UTF-16 or 32: its words cannot be seen before it is decoded
        return self._passes(_Words(_TAG.sub(b" ", _without_code(page)), apart=True))

    def passes(self, text: str) -> bool:
        """May a report with this main text bear on the agreement?"""
        return self._passes(_Words(_plain(text).encode("utf-8", "replace"), apart=False))

    def _passes(self, words: _Words) -> bool:
        if next(self.lands.found(words), None) is not None:
            return True
        places = set(self.places.found(words))
        if not places:
            return False
        return len(places | set(self.parties.found(words))) > 1


class _Words:
    """The words of a page. A name begins with a capital: "harm" is no village."""

    def __init__(self, page: bytes, *, apart: bool) -> None:
        words = page.translate(_WORDS).split()
        self._different = set(words)
        self.capital = {word.lower() for word in self._different if not 97 <= word[0] <= 122}
        self._run = b"" if apart else b" %s " % b" ".join(words).lower()

    @functools.cached_property
    def _small(self) -> set[bytes]:
        return {word.lower() for word in self._different}

    def hold(self, name: tuple[bytes, ...]) -> bool:
        """Do all words of a name stand in the page, and side by side where the order of words is known?"""
        return self._small.issuperset(name) and (not self._run or b" %s " % b" ".join(name) in self._run)


class _Names:
    """Names to look for, by the first of their words."""

    def __init__(self, names: Iterable[str]) -> None:
        self._by_first: dict[bytes, list[tuple[bytes, ...]]] = {}
        for name in sorted(set(names)):
            # Pages write their letters as they are or without marks; raw bytes are not folded.
            for form in dict.fromkeys((_plain(name).lower(), name.lower())):
                words = (*form.encode().translate(_WORDS).split(),)
                if len(b"".join(words)) >= _SHORTEST:
                    under = self._by_first.setdefault(words[0], [])
                    if words not in under:
                        under.append(words)

    def found(self, page: _Words) -> Iterator[tuple[bytes, ...]]:
        """The names that a page holds."""
        for first in sorted(self._by_first.keys() & page.capital):
            yield from (name for name in self._by_first[first] if page.hold(name))


def _without_code(page: bytes) -> bytes:
    """A page without its scripts and styles, a third of the bytes of news pages; what is not closed is kept."""
    for name in (b"script", b"style"):
        first, *others = page.split(b"<" + name)
        page = b" ".join([first, *(part.partition(b"</" + name)[2] or part for part in others)])
    return page


def _plain(text: str) -> str:
    """Letters without their marks."""
    if text.isascii():
        return text
    plain = unicodedata.normalize("NFKD", text).replace("ı", "i")
    return "".join(character for character in plain if not unicodedata.combining(character))


def gate_for(agreement: Agreement, gazetteer: Gazetteer) -> Gate:
    """The gate of an agreement. UsageError when none of its zones is drawn: then no place says what it is about."""
    region = region_of(agreement)
    if region is None or region.lat is None or region.lon is None or region.radius_km is None:
        raise UsageError(
            f"The agreement {agreement.id} draws no zone, so that no gate can be made from it; leave --agreement out."
        )
    near = gazetteer.near(region.lat, region.lon, region.radius_km)
    countries = _home(agreement, [(row.lat, row.lon, row.country) for row, _ in near])
    wordings = actor_wordings()
    called = {name for country in countries for name in _country_names(gazetteer, country)}
    lands = {
        word
        for words in wordings.values()
        if called.intersection(words)
        for word in words
        if len(_MARK.findall(word)) == 1 and word[:1].isupper()
    }
    places = {name for row, names in near if row.country in countries for name in names if len(name) >= _SHORTEST}
    own = {name for name in places if all(found.row.country in countries for found in gazetteer.matches(name))}
    actors = {actor for party in agreement.parties for actor in (party.id, *party.actors)}
    actors |= {member.group for party in agreement.parties for member in party.members}
    return Gate(
        lands={*called, *lands, *(spelling for name in own for spelling in _spellings(name))},
        places={spelling for name in places for spelling in _spellings(name)},
        parties={
            *(name for actor in actors for name in wordings.get(actor, ())),
            *(name for party in agreement.parties for name in (party.name or party.id, *party.aliases)),
        },
    )


def _spellings(name: str) -> Iterator[str]:
    """A name of the gazetteer, and with its articles written as reports do."""
    yield name
    words = name.split()
    for article in ("al", "el"):
        yield " ".join(article if word in _ARTICLES and number else word for number, word in enumerate(words))


def _home(agreement: Agreement, places: list[tuple[float, float, str]]) -> set[str]:
    """The countries (ISO 3166) in which the middles of the drawn zones lie, by the nearest place."""
    middles: list[tuple[float, float]] = []
    for zone in agreement.zones:
        if zone.circle is not None:
            middles.append((zone.circle.lat, zone.circle.lon))
        elif zone.geometry is not None:
            ring = [corner for ring in zone.geometry["coordinates"] for corner in ring]
            middles.append((sum(c[1] for c in ring) / len(ring), sum(c[0] for c in ring) / len(ring)))
    return {
        min(places, key=lambda place: ((place[0] - lat) ** 2 + (place[1] - lon) ** 2, place))[2]
        for lat, lon in middles
        if places
    }


def _country_names(gazetteer: Gazetteer, country: str) -> Iterator[str]:
    """How a country is called, from its code: the actor whose name the gazetteer has for a country of this code."""
    for words in actor_wordings().values():
        best = gazetteer.find(words[0], limit=1)
        if best and best[0].kind == "country" and best[0].country == country:
            yield words[0]
