"""The labelled set of occurrences: reports of several made-up outlets, every paragraph with the occurrence it tells of.

Two files, two weeks: what is tuned is tuned on the first, the second is held out. The set is our own
(``tellings_first_week.txt`` says how it is written) and is used by the tests and by ``tools/score_link.py``.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import NamedTuple

from truceline.assess import identify
from truceline.extract import actor_vocabulary
from truceline.model.claim import Claim, Reading
from truceline.pipeline import Entry, analyse, demo_agreement, read_given

WEEKS = ("first", "second")


class Told(NamedTuple):
    """What was read in one week's reports: the claims, laid beside an agreement, and their gold clusters."""

    readings: tuple[Reading, ...]
    claims: tuple[Claim, ...]
    #: The same claims before they were traced.
    bare: tuple[Claim, ...]
    #: (report, claim) -> occurrence. What no other report tells of is an occurrence of its own.
    gold: dict[tuple[str, str], str]


class Paper(NamedTuple):
    """One made-up report: who published it, when, and its paragraphs with what each tells of."""

    outlet: str
    published: str
    paragraphs: tuple[tuple[str, str], ...]

    @property
    def text(self) -> str:
        """The report as it would have been published."""
        return "\n\n".join(text for _, text in self.paragraphs) + "\n"


def papers(week: str) -> list[Paper]:
    """The reports of one week, in the order of the file."""
    found: list[Paper] = []
    path = Path(__file__).with_name(f"tellings_{week}_week.txt")
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("@ "):
            outlet, published = line[2:].split(" | ")
            found.append(Paper(outlet, published, ()))
        elif line and not line.startswith("#"):
            occurrence, _, text = line.partition(" ")
            found[-1] = found[-1]._replace(paragraphs=(*found[-1].paragraphs, (occurrence, text)))
    return found


@cache
def told(week: str) -> Told:
    """Everything that is read in one week, with the gold clusters. Some seconds.

    It is laid beside the demonstration's agreement, whose made-up sources are the outlets here, too.
    """
    readings: list[Reading] = []
    gold: dict[tuple[str, str], str] = {}
    for paper in papers(week):
        entry = Entry(path=f"{paper.outlet} {paper.published}", published=paper.published, publisher=paper.outlet)
        reading = read_given(paper.text.encode(), entry=entry)
        assert isinstance(reading, Reading)
        readings.append(reading)
        ends, at = [], 0
        for occurrence, text in paper.paragraphs:
            at = reading.report.text.index(text, at) + len(text)
            ends.append((at, occurrence))
        for claim in reading.claims:
            occurrence = next(o for end, o in ends if claim.start < end)
            alone = f"alone:{reading.report.id}:{claim.start}"
            gold[reading.report.id, claim.id] = alone if occurrence == "-" else occurrence
    laid = demo_agreement()
    claims = analyse(readings, laid, recorded="2021-10-01T00:00:00Z").claims
    bare = [c for r in readings for c in identify(r, laid, vocabulary=actor_vocabulary())]
    return Told(tuple(readings), claims, tuple(bare), gold)
