"""Words about places and the tokens that names are made of; the lists are ``vocabulary/places.yaml``."""

from __future__ import annotations

import functools
import re
import tomllib
from importlib import resources
from typing import NamedTuple

from truceline.extract.words import vocabulary

_TOKEN = re.compile(
    r"(?:[A-Z]\.){2,}(?:[A-Z]\b)?|[A-Z]\.[A-Z][a-z]+\.|"
    r"(?:St|Ste|Ft|Mt)\.(?= [A-Z])|"
    r"(?:Ala|Ariz|Ark|Calif|Colo|Conn|Del|Fla|Ga|Ill|Ind|Kan|Ky|La|Md|Mass|Mich|Minn|Miss|Mo|Mont|Neb|Nev|Okla|Ore|Pa|Tenn|Tex|Vt|Va|Wash|Wis|Wyo)\.|"
    r"(?:[A-Z]{1,2}-?\d{1,3}\b)|"
    r"[^\W\d_]+(?:['’ʼ‘`-](?:[^\W\d_]+|\d+\b))*|\d+"
)
_ARTICLE = re.compile(r"(?:al|el|as|ash|at|ad|an|ar|az|ed|es|ul)-[A-ZʿʾА-Я]", re.UNICODE)
#: A name ends with these: what follows is an office ("Lexington County Sheriff").
NAME_ENDS = frozenset({"County", "Parish", "Province", "Governorate", "Oblast"})
ARTICLES = frozenset({"An", "As", "At", "Al", "Ad", "Ar", "Ash", "Az", "El"})
NAMED_AFTER_PEOPLES = frozenset({"Columbia", "Samoa", "Ocean", "Virgin", "Guiana", "Polynesia", "Republic"})
#: "state of X" and "X state", but "the state treasury"
NEED_OF = frozenset(
    {
        "state",
        "states",
        "county",
        "counties",
        "region",
        "department",
        "republic",
        "community",
        "city",
        "district",
        "territory",
    }
)
COMMAS = frozenset({", ", " and ", ", and ", " or ", " and the ", ", the "})
SHARED_FEATURES = frozenset({"villages", "towns", "cities", "provinces", "districts", "settlements"})


def _set(words: str) -> frozenset[str]:
    """Words parted by spaces, as a set."""
    return frozenset(words.split())


#: "the Sochi memorandum", "the Minsk process": a text named after a place
TEXTS = _set(
    "agreement agreements accord accords memorandum protocol process summit talks format communique "
    "declaration conference treaty convention package plan deal"
)
STREETS = _set("Street St Avenue Ave Road Rd Drive Lane Ln Boulevard Blvd Highway Hwy Route Interstate")
INITIALS = frozenset({"US", "UK", "USA", "UAE", "DRC", "NSW", "PNG"})
US_STATES = _set(
    "Ala. Ariz. Ark. Calif. Colo. Conn. Del. Fla. Ga. Ill. Ind. Kan. Ky. La. Md. Mass. Mich. Minn. Miss. "
    "Mo. Mont. Neb. Nev. Okla. Ore. Pa. Tenn. Tex. Vt. Va. Wash. Wis. Wyo. N.C. S.C. N.J. N.Y. N.H. N.M. "
    "R.I. W.Va."
)


class PlaceWords(NamedTuple):
    """The lists of ``places.yaml``."""

    locative: frozenset[str]
    motion: frozenset[str]
    relation: frozenset[str]
    directions: frozenset[str]
    settlement: frozenset[str]
    division: frozenset[str]
    around: frozenset[str]
    features: frozenset[str]
    titles: frozenset[str]
    organisations: frozenset[str]
    saying: frozenset[str]
    openers: frozenset[str]
    not_alone: frozenset[str]
    particles: frozenset[str]
    heads: frozenset[str]
    given: frozenset[str]
    peoples: frozenset[str]
    states: frozenset[str]
    striking: frozenset[str]
    blows: frozenset[str]


@functools.cache
def place_words() -> PlaceWords:
    """The word lists, read once."""
    lists = {
        key: frozenset(word.replace("_", " ") for word in str(value).split())
        for key, value in vocabulary("places").items()
    }
    return PlaceWords(
        locative=lists["locative"],
        motion=lists["motion"],
        relation=lists["relation"],
        directions=lists["directions"],
        settlement=lists["settlement"],
        division=lists["division"],
        around=lists["around"],
        features=lists["capital_features"],
        titles=lists["titles"],
        organisations=lists["organisations"],
        saying=lists["saying"],
        openers=lists["openers"],
        not_alone=lists["not_alone"],
        particles=lists["particles"],
        heads=lists["linking_heads"],
        given=lists["given"],
        peoples=_of_states(2, 4),
        states=_of_states(1, 2),
        striking=lists["striking"],
        blows=lists["blows"],
    )


def _of_states(first: int, last: int) -> frozenset[str]:
    """Columns of ``states.toml``: 1 is names, 2 and 3 adjectives and words for people, who are actors and no places."""
    file = resources.files("truceline") / "extract" / "vocabulary" / "states.toml"
    words: set[str] = set()
    for line in tomllib.loads(file.read_text(encoding="utf-8"))["states"].strip().splitlines():
        fields = line.split("|")
        words |= {word.strip() for field in fields[first:last] for word in field.split(";")}
    return frozenset(words - {""})


class Token(NamedTuple):
    """A word of the text; ``capital`` also for "al-Numan"."""

    start: int
    end: int
    text: str
    capital: bool


def name_tokens(text: str, start: int, end: int) -> list[Token]:
    """The words of ``text[start:end]`` with their places; a possessive or "-held" at the end is left off."""
    out = []
    for match in _TOKEN.finditer(text, start, end):
        word, stop = match.group(), match.end()
        for ending in ("'s", "’s", "'S", "-based", "-held", "-controlled", "-area"):
            if word.endswith(ending) and len(word) > len(ending) + 1:
                word, stop = word[: -len(ending)], stop - len(ending)
        out.append(Token(match.start(), stop, word, word[0].isupper() or bool(_ARTICLE.match(word))))
    return out
