"""Made-up reports for the tests of the store, with readings made by hand: no parser is asked, so that many are cheap.

Some copy others word for word, or nearly; some deny; some have no date. Nobody in them is anybody.
"""

from __future__ import annotations

import hashlib
import random
from typing import NamedTuple

from truceline.model.claim import Claim, Reading
from truceline.model.event import Event
from truceline.model.text import Report
from truceline.model.world import Place, TimeInterval
from truceline.store import Given, NewReport

NOW = "2024-03-01T10:00:00+00:00"
PUBLISHERS = ("SANA", "White Helmets", "Reuters", None, "a market radio")
_TAILS = (
    "a teacher in the northern quarter told the correspondent over a poor line",
    "residents who had gathered near the bakery said later in the evening",
    "according to the notes of two volunteers who reached the crossing first",
)
_TARGETS = ("the grain stores behind the old railway bridge", "the olive groves west of the ring road")
_KINDS = ("attack.shelling", "attack.air", "attack.shelling", "forces.withdrawn", "ceasefire.suspended")
_ACTORS: tuple[tuple[str, ...], ...] = (("syria",), ("opposition",), ("hts",), ())


class Story(NamedTuple):
    """A report to be: its bytes, its reading, and what was said of it."""

    content: bytes
    reading: Reading
    given: Given

    def as_new(self, basis: str | None = None) -> NewReport:
        return NewReport(self.content, self.reading, self.given, None, basis=basis)


def story(dice: random.Random, *, published: str | None = "", copies: tuple[str, ...] = ()) -> Story:
    """One report of one to three sentences, each with a claim. ``copies`` are sentences that it may carry again."""
    day = dice.randrange(1, 12)
    publisher = dice.choice(PUBLISHERS)
    sentences = []
    for _ in range(dice.randrange(1, 4)):
        if copies and dice.random() < 0.5:
            words = dice.choice(copies).split()
            if dice.random() < 0.5:
                words[dice.randrange(len(words) - 1)] = dice.choice(("again", "reportedly", "small"))
            sentences.append(" ".join(words))
        else:
            verb = dice.choice(("hit", "reached", "damaged"))
            sentences.append(
                f"Shells {verb} {dice.choice(_TARGETS)} at {dice.randrange(1, 12)}, {dice.choice(_TAILS)}."
            )
    text = f"No {dice.randrange(10**6)}\n\n" + "\n".join(sentences)
    content = text.encode()
    if published == "":
        published = dice.choice((f"2019-08-{day:02}", f"2019-08-{day + 1:02}T12:00:00Z", None))
    report = Report(
        id="sha256:" + hashlib.sha256(content).hexdigest(), text=text, published=published, publisher=publisher
    )
    claims = []
    for sentence in sentences:
        start = text.index(sentence)
        until = dice.choice((day + 1, day + 1, day + 3, None))
        claims.append(
            Claim(
                id="c" + hashlib.sha256(f"{report.id}{start}".encode()).hexdigest()[:12],
                start=start,
                end=start + len(sentence),
                quote=sentence,
                event=Event(
                    type=dice.choice(_KINDS),  # type: ignore[arg-type]
                    actors=dice.choice(_ACTORS),
                    place=dice.choice((Place(name="Idlib", lat=35.93, lon=36.63, radius_km=2.0), None)),
                    time=TimeInterval(start=f"2019-08-{day:02}", end=None if until is None else f"2019-08-{until:02}"),
                ),
                polarity=dice.choice(("positive", "positive", "negative")),
                mode=dice.choice(("sometime", "throughout")),
                certainty=dice.choice(("certain", "certain", "possible")),
            )
        )
    reading = Reading(report=report, claims=tuple({c.id: c for c in claims}.values()))
    return Story(content, reading, Given(published=published, publisher=publisher))


def stories(seed: int, count: int) -> list[Story]:
    """Several, the later ones carrying words of the earlier."""
    dice = random.Random(seed)
    made: list[Story] = []
    for _ in range(count):
        told = tuple(claim.quote for s in made[-6:] for claim in s.reading.claims)
        made.append(story(dice, copies=told))
    return made


def dated_anew(told: Story, published: str) -> Story:
    """The same report with another date."""
    import msgspec

    report = msgspec.structs.replace(told.reading.report, published=published)
    given = msgspec.structs.replace(told.given, published=published)
    return told._replace(reading=msgspec.structs.replace(told.reading, report=report), given=given)
