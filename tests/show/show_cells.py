"""Cells, claims and a small agreement made by hand, so that the looks are tested without the engine."""

from __future__ import annotations

from collections.abc import Mapping

from truceline.model.agreement import Agreement, Instrument, Notice, Party, Source, Term
from truceline.model.claim import Claim
from truceline.model.event import Event
from truceline.model.status import Cell, Grade, Status
from truceline.model.world import TimeInterval
from truceline.show.grid import CellOf

AGREEMENT = Agreement(
    id="river",
    title="A truce along a river",
    timezone="UTC",
    parties=(
        Party(id="north", name="Northern forces", side="n"),
        Party(id="south", name="Southern forces", side="s"),
        Party(id="hills", name="Hill groups", side="s"),
    ),
    sources=(Source(id="watch", name="The watch", side="neutral", role="observer"),),
    instruments=(
        Instrument(
            id="truce",
            in_force="2021-03-01",
            notices=(
                Notice(by="south", effect="suspended", day="2021-03-05"),
                Notice(by="north", effect="suspended", day="2021-03-20"),
            ),
        ),
    ),
    terms=(
        Term(id="halt", of="truce", verb="must_not", types=("attack",), party=("north",)),
        Term(id="calm", of="truce", verb="must_not", types=("attack",), party=("south", "hills")),
        Term(id="pull", of="truce", verb="must", types=("weapons.withdrawn",), party=("south",)),
        Term(id="reply", of="truce", verb="may", types=("attack",), party=("north",)),
        Term(id="spirit", of="truce", verb="must", party=("north",), not_assessed="a declaration"),
    ),
)

Known = Mapping[tuple[str, str, str], tuple[Status, Grade, Grade, tuple[str, ...]]]


def cell(
    term: str,
    party: str,
    day: str,
    status: Status = Status.UNKNOWN,
    pro: Grade = Grade.NONE,
    con: Grade = Grade.NONE,
    claims: tuple[str, ...] = (),
) -> Cell:
    """A cell by its place and what is known of it."""
    return Cell(term=term, party=party, day=day, status=status, pro=pro, con=con, claims=claims)


def answering(known: Known) -> CellOf:
    """A function that gives the known cells, and silent ones for all others."""

    def cell_of(term: str, party: str, day: str) -> Cell:
        if term == "spirit":
            return cell(term, party, day, Status.NOT_ASSESSED)
        return cell(term, party, day, *known.get((term, party, day), ()))

    return cell_of


def claim(id_: str, start: str | None = None, end: str | None = None, *, origin: str = "o", source: str = "x") -> Claim:
    """A claim of an attack in a window."""
    time = TimeInterval(start=start, end=end)
    return Claim(id=id_, origin=origin, source=source, event=Event(type="attack", actors=("north",), time=time))
