"""Copies made on purpose: a report reworded, cut, with headers and boxes, the same way every time.

``copies(text, seed)`` gives copies of growing distance. ``retold(text, seed)`` gives what must not be taken for a copy:
the same form of words about another place, another day or another number, as daily bulletins have it.
"""

from __future__ import annotations

import random
import re
from typing import NamedTuple

#: Words that an editor changes for one another. Order in a row means nothing.
SYNONYMS = """
shelled bombarded | shelling bombardment | killed slain | killing slaying | wounded injured hurt | wounding injuring
said stated told | reported related | army military troops | government state | forces troops units
fighters gunmen militants | attacked assaulted struck | attack assault strike | captured seized took | village hamlet
town city | residents locals inhabitants | people persons | civilians noncombatants | resumed restarted renewed
operations actions campaign | refused declined | announced declared | near close-to | throughout across | began started
stopped ceased halted | truce ceasefire armistice | artillery guns cannon | air-strike air-raid bombing
warned cautioned | denied rejected disputed | observed saw noticed | outskirts edges fringes | fled escaped left
destroyed wrecked demolished | hit struck | several some | about around roughly | more-than over
at-least no-fewer-than
commander leader officer | withdrew pulled-back retreated | weapons arms | heavy large | prevented stopped barred
visiting entering reaching | commented remarked replied | morning dawn | armed-groups armed-factions | jets planes
warplanes aircraft jets | source official | council committee | house home building | doctor physician medic
rescue-workers rescuers first-responders | patrol team | agreed consented | obliges requires binds | guarantors sponsors
""".replace("\n", " | ")

_HEADERS = (
    "By our correspondent",
    "BEIRUT, {day} - ",
    "Share this article",
    "Read also: prices of bread rise again",
    "Updated at 14:05",
    "{outlet} | World | Middle East",
)
_BOXES = (
    "Subscribe to our newsletter. Sign up here to get the latest news delivered to your inbox.",
    "The opinions expressed here are those of the author and not of this page.",
    "Background: the war has driven millions of people from their homes and drawn in several foreign powers.",
    "Follow us for more, and tell your friends about this page.",
    "Analysts say that the coming weeks will show whether the arrangement can hold at all.",
)
_PLACES = ("Maskanah", "Dayr Hafir", "Qarah", "Salqin", "Harim", "Darkush", "Nubl", "Tell Rifaat")
_NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "twenty")
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_NOTE = re.compile(r"^\[.*\]$")


class Variant(NamedTuple):
    """One made report: the text, and how it was made."""

    text: str
    made: str


def _table() -> dict[str, list[str]]:
    rows = [[w.replace("-", " ") for w in row.split()] for row in SYNONYMS.split("|") if row.strip()]
    found: dict[str, list[str]] = {}
    for row in rows:
        for word in row:
            found.setdefault(word, []).extend(other for other in row if other != word)
    return found


_SYNONYMS = _table()
_ANY = re.compile(r"\b(" + "|".join(sorted(map(re.escape, _SYNONYMS), key=lambda w: (-len(w), w))) + r")\b", re.I)


def reword(text: str, share: float, dice: random.Random) -> str:
    """``share`` of the words that can be changed for another are; a leading day goes to the end of its sentence."""

    def other(match: re.Match[str]) -> str:
        if dice.random() >= share:
            return match[0]
        new = dice.choice(_SYNONYMS[match[0].lower()])
        return new[0].upper() + new[1:] if match[0][0].isupper() else new

    changed = _ANY.sub(other, text)

    def moved(match: re.Match[str]) -> str:
        if dice.random() >= share:
            return match[0]
        return f"{match[2][0].upper()}{match[2][1:]} {match[1][0].lower()}{match[1][1:]}{match[3]}"

    return re.sub(
        r"(?m)^(On [\w ]+?)(?:,)? ((?:a|an|the|about|some|artillery|government|two|one)\b[^.\n]*)(\.)", moved, changed
    )


def _paragraphs(text: str) -> list[str]:
    return [p.strip() for p in re.split(r"\n\s*\n", text) if p.strip() and not _NOTE.match(p.strip())]


def copies(text: str, seed: int) -> list[Variant]:
    """Copies of one report: plain, reworded a little and a lot, cut, with a header and boxes, and all together."""
    dice = random.Random(seed)
    paragraphs = _paragraphs(text)
    half = paragraphs[: max(2, (2 * len(paragraphs) + 2) // 3)]
    header, box, other_box = dice.choice(_HEADERS), dice.choice(_BOXES), dice.choice(_BOXES)
    header = header.format(day="4 August", outlet="Second page")

    def join(parts: list[str]) -> str:
        return "\n\n".join(parts) + "\n"

    def with_header(parts: list[str]) -> list[str]:
        return [header + parts[0], *parts[1:]] if header.endswith(" - ") else [header, *parts]

    return [
        Variant(join(paragraphs), "plain"),
        Variant(join(with_header([*paragraphs, box])), "header, box"),
        Variant(join([reword(p, 0.3, dice) for p in paragraphs]), "a little reworded"),
        Variant(join(half), "cut"),
        Variant(join([reword(p, 0.7, dice) for p in paragraphs]), "much reworded"),
        Variant(join([box, *[reword(p, 0.3, dice) for p in half], other_box]), "a little reworded, cut, boxes"),
        Variant(join(with_header([*[reword(p, 0.7, dice) for p in half], box])), "much reworded, cut, header, box"),
    ]


def retold(text: str, seed: int) -> list[Variant]:
    """The same form of words about something else: other places, other days and numbers. No copies of one another.

    None is given where most of the text would be the same: a text with a changed date is a copy with a changed date.
    """
    dice = random.Random(seed)
    body = "\n\n".join(_paragraphs(text)) + "\n"

    def elsewhere(match: re.Match[str]) -> str:
        return match[1] + dice.choice(_PLACES)

    def numbered(match: re.Match[str]) -> str:
        return dice.choice([n for n in _NUMBERS if n != match[0].lower()])

    def on_another_day(match: re.Match[str]) -> str:
        return dice.choice([d for d in _DAYS if d != match[0]])

    places = re.sub(
        r"\b((?:of|near|in|at|on|hit|struck|shelled|bombed|from|fled|captured|seized) )(?:(?!"
        + "|".join(_DAYS)
        + r")[A-Z][\w'-]+ ?){1,3}(?=\b)",
        lambda m: elsewhere(m) + " ",
        body,
    )
    days = re.sub("|".join(_DAYS), on_another_day, body)
    days = re.sub(r"\b(\d{1,2})(?= (?:August|September))", lambda m: str(int(m[1]) % 27 + 2), days)
    numbers = re.compile(r"\b(?:" + "|".join(_NUMBERS) + r")\b", re.I)
    made = [
        Variant(numbers.sub(numbered, re.sub("|".join(_DAYS), on_another_day, places)), "another place and day"),
        Variant(numbers.sub(numbered, days), "another day"),
    ]
    return [variant for variant in made if _changed(body, variant.text) >= 0.75]


def _changed(body: str, other: str) -> float:
    """The share of words in sentences that are not the same: who changes nothing but a date has copied all the rest."""
    sentences = [s.strip() for s in re.split(r"(?<=[.?!])\s|\n", body) if s.strip()]
    return sum(len(s) for s in sentences if s not in other) / sum(len(s) for s in sentences)
