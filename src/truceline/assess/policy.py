"""How robust a status is: the same claims under other thresholds of evidence."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence

import msgspec

from truceline.assess.claims import Claims
from truceline.assess.duties import Duties
from truceline.assess.table import Table
from truceline.model.agreement import Agreement, Threshold
from truceline.model.status import ThresholdStatus

#: As many sides as origins at most: one origin is on one side.
_ORIGINS_AND_SIDES = ((1, 1), (2, 1), (2, 2), (3, 1), (3, 2), (3, 3))


def sweep(
    agreement: Agreement, claims: Claims, asked: Sequence[tuple[str, str]]
) -> Callable[[str, str, int], tuple[ThresholdStatus, ...]]:
    """Answers, for a cell of a term and party ``asked`` about, what it would be under each threshold.

    There are twelve, and a day is given by its number.
    """
    found: list[tuple[Threshold, Table]] = []
    for breach_at, (origins, sides) in itertools.product(("corroborated", "confirmed"), _ORIGINS_AND_SIDES):
        threshold = msgspec.convert({"breach_at": breach_at, "origins": origins, "sides": sides}, Threshold)
        duties = Duties(msgspec.structs.replace(agreement, evidence=threshold))
        found.append((threshold, Table(duties, claims, asked=[duties.cells[name] for name in asked])))

    def statuses(term: str, party: str, day: int) -> tuple[ThresholdStatus, ...]:
        return tuple(
            ThresholdStatus(evidence=threshold, status=table.verdict(table.duties.cells[term, party], day).status)
            for threshold, table in found
        )

    return statuses
