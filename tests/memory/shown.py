"""A store of made-up reports with everything that an output must hold back: late days, fine places, hostile words."""

from __future__ import annotations

import hashlib
import random
from pathlib import Path

from truceline.agreement import load_agreement
from truceline.memory import add_missed, decide, settle
from truceline.model.claim import Attribution, Claim, Reading
from truceline.model.event import Count, Event
from truceline.model.text import Mention, Report
from truceline.model.world import Place, TimeInterval
from truceline.store import Given, NewReport, create_store

#: When the outputs are made: days after the 9th are held back for 72 hours.
NOW = "2019-08-13T10:00:00+00:00"
LAST_DAY = "2019-08-09"

HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    '=HYPERLINK("http://example.org","x")',
    "+1+1",
    "@SUM(A1)",
    "-2+3",
    "\u202egnp.exe\u202c",
    "\u2066hidden\u2069\u200b",
    "]]> <!-- & --> {{ 7*7 }} {% x %}",
    "javascript:alert(1)",
    "\u00a0=1+1",
    "line\n=2+2",
    "قصفت القوات القرية يوم الاثنين",
)
SQUARE = {"type": "Polygon", "coordinates": [[[36.1, 35.4], [37.2, 35.4], [37.2, 36.3], [36.1, 36.3], [36.1, 35.4]]]}
YARD = {"type": "Polygon", "coordinates": [[[36.61, 35.93], [36.612, 35.93], [36.612, 35.932], [36.61, 35.93]]]}
PLACES: tuple[Place | None, ...] = (
    Place(
        id="geonames:1", name="Ville", lat=35.93412, lon=36.63187, radius_km=2.0, precision=1, within=("geonames:9",)
    ),
    Place(id="geonames:2", name="Bridge", lat=35.871234, lon=36.512345, radius_km=0.05, precision=1),
    Place(id="geonames:9", name="Province", lat=35.8, lon=36.7, radius_km=50.0, precision=4),
    Place(name="field", lat=35.5, lon=36.4, radius_km=None, precision=1),
    Place(id="geonames:7", name="Unit", geometry=SQUARE, precision=4),
    Place(name="yard", geometry=YARD, precision=1),
    Place(zone="deescalation"),
    None,
)
_TYPES = (
    "attack.shelling", "attack.air", "attack.shelling", "attack", "forces.withdrawn", "weapons.withdrawn",
    "weapons.deployed", "ceasefire.suspended", "civilians.harmed", "coverage", "clash", "aid.obstructed",
)  # fmt: skip
_ACTORS = (("syria",), ("opposition",), ("hts",), ("radical",), ("opposition", "radical"), ())
_PUBLISHERS = ("SANA", "White Helmets", "Reuters", "RT", "a market radio")


def reading(number: int, dice: random.Random) -> NewReport:
    """One report with one to four claims; every second one carries hostile words."""
    sentences = []
    for _ in range(dice.randrange(1, 5)):
        words = dice.choice(HOSTILE) if dice.random() < 0.5 else "shells reached the fields"
        sentences.append(f"{words} near house {dice.randrange(10**6)}.")
    title = dice.choice(HOSTILE)
    text = f"{title}\nNumber {number}\n" + "\n".join(sentences)
    content = text.encode()
    published = f"2019-08-{dice.randrange(2, 14):02}"
    report = Report(
        id="sha256:" + hashlib.sha256(content).hexdigest(),
        text=text,
        title=title,
        language="en",
        published=published,
        publisher=dice.choice(_PUBLISHERS),
        url=dice.choice((None, "https://example.org/a?b=1&c=<d>")),
    )
    claims, attributions = [], []
    for at, sentence in enumerate(sentences):
        start = text.index(sentence)
        day = dice.randrange(1, int(published[8:]) + 1)
        end = dice.choice((day + 1, day + 1, day + 1, day + 3, None))
        if dice.random() < 0.3:
            attributions.append(
                Attribution(id=f"a{at}", source=Mention(start=start, end=start + 4, text=text[start : start + 4]))
            )
        claims.append(
            Claim(
                id="c" + hashlib.sha256(f"{report.id}{start}".encode()).hexdigest()[:12],
                start=start,
                end=start + len(sentence),
                quote=sentence,
                attribution=attributions[-1].id if attributions and attributions[-1].id == f"a{at}" else None,
                event=Event(
                    type=dice.choice(_TYPES),  # type: ignore[arg-type]
                    actors=dice.choice(_ACTORS),
                    place=dice.choice(PLACES),
                    time=dice.choice(
                        (
                            *[TimeInterval(start=f"2019-08-{day:02}", end=end and f"2019-08-{end:02}", precision=1)]
                            * 5,
                            None,
                            TimeInterval(start=f"2019-08-{day:02}T05:00", end=f"2019-08-{day:02}T06:00"),
                        )
                    ),
                    deaths=dice.choice((None, Count(low=2, text="several"), Count(low=3, high=3, text="three"))),
                ),
                polarity=dice.choice(("positive", "positive", "negative")),
                mode=dice.choice(("sometime", "throughout")),
                certainty=dice.choice(("certain", "certain", "possible")),
                modality=dice.choice(("occurred", "occurred", "occurred", "ongoing", "future")),
            )
        )
    found = Reading(report=report, attributions=tuple(attributions), claims=tuple({c.id: c for c in claims}.values()))
    return NewReport(content, found, Given(published=published, publisher=report.publisher, url=report.url), None)


def make_store(folder: Path, *, seed: int = 7, count: int = 40) -> str:
    """A store with claims in every state of review; gives back where it is."""
    dice = random.Random(seed)
    place = str(folder / "shown.db")
    with create_store(place) as store:
        store.add_agreement(load_agreement("idlib"), at=NOW)
        new = [reading(number, dice) for number in range(count)]
        for one in new:
            store.keep(one, at="2019-08-13T08:00:00+00:00", run=None)
        claims = [(one, claim) for one in new for claim in one.reading.claims]
        dice.shuffle(claims)
        said = {"reviewer": "=cmd|' /C calc'!A0", "reason": "<b>looked</b>"}
        for at, (one, claim) in enumerate(claims[:24]):
            when = f"2019-08-13T09:{at:02}:00+00:00"
            does = ("accept", "reject", "unsure", "edit", "new", "accept")[at % 6]
            if does == "new":
                add_missed(store, _with_report(claim, one), at=when, **said)
            else:
                made = claim if does == "edit" else None
                decide(store, does, claim.id, made=made, at=when, **said)  # type: ignore[arg-type]
        settle(store, at=NOW)
    return place


def _with_report(claim: Claim, one: NewReport) -> Claim:
    import msgspec

    return msgspec.structs.replace(claim, report=one.reading.report.id)
