"""The answer: cells with reasons, for days and for periods, and how each incident bears on each term."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Callable, Iterator, Sequence

import msgspec

from truceline.assess.amendments import known_by
from truceline.assess.calendar import written
from truceline.assess.claims import Claims
from truceline.assess.duties import Duties, Duty
from truceline.assess.flips import flips_for
from truceline.assess.gaps import find_gaps
from truceline.assess.hinges import hinges, suffices
from truceline.assess.incidents import bearings_of
from truceline.assess.inquiry import Inquiry
from truceline.assess.intake import claims_of
from truceline.assess.periods import period_verdict
from truceline.assess.policy import sweep
from truceline.assess.reasons import reasons_for
from truceline.assess.record import Refusal
from truceline.assess.sufficient import sufficient_claims
from truceline.assess.table import Table, Verdict
from truceline.errors import UsageError
from truceline.model.agreement import Agreement, Term
from truceline.model.claim import Claim, Incident
from truceline.model.display import html_table
from truceline.model.status import Bearing, Cell, Gap, Grade, ReadingStatus, Reason, Status, ThresholdStatus

#: So many days stand side by side in a notebook.
_SHOWN_DAYS = 14


class Assessment:
    """What claims come to under an agreement; ``refused`` names the claims that could not be used.

    ``asked`` are the (term, party) that will be asked about; all of them, where it is not given.
    """

    def __init__(
        self,
        agreement: Agreement,
        claims: Claims,
        refused: Sequence[Refusal] = (),
        *,
        periods: Sequence[tuple[str, str]] = (),
        unions: bool = False,
        policy: bool = False,
        asked: Sequence[tuple[str, str]] | None = None,
    ) -> None:
        duties = Duties(agreement)
        wanted = None if asked is None else [duties.cells[name] for name in asked]
        robust = sweep(agreement, claims, asked or list(duties.cells)) if policy else None
        self._answer(Table(duties, claims, asked=wanted), refused, periods, unions, robust)

    @classmethod
    def of(cls, table: Table, *, alone: bool = True) -> Assessment:
        """What a table comes to as it stands; a later change of the table asks for a new assessment.

        With ``alone`` false nobody looks for what a status stands on: not all that it looks at is there.
        """
        assessment = cls.__new__(cls)
        assessment._answer(table, (), (), unions=False)
        assessment._alone = alone
        return assessment

    def _answer(
        self,
        table: Table,
        refused: Sequence[Refusal],
        periods: Sequence[tuple[str, str]],
        unions: bool,
        policy: Callable[[str, str, int], tuple[ThresholdStatus, ...]] | None = None,
    ) -> None:
        self.agreement = table.agreement
        self.refused = tuple(refused)
        self._duties = table.duties
        self._inquiry = Inquiry(table)
        self._periods, self._unions = periods, unions
        self._policy = policy
        self._alone = True

    @functools.cached_property
    def cells(self) -> tuple[Cell, ...]:
        """The cells that something bears on, with the periods and unions asked for; by term, party and day."""
        printed = [cell for duty in self.duties for cell in self.cells_of(*duty)]
        if self._unions and not self._periods:
            printed += self._union_days()
        for first, last in self._periods:
            printed += self._period_cells(first, last, unions=self._unions)
        return tuple(sorted(printed, key=lambda c: (c.term, c.party, c.day)))

    def _repr_html_(self) -> str:
        """The last fortnight on which something bears, as a grid for a notebook."""
        cells = {(c.term, c.party, c.day): c for c in self.cells if "/" not in c.day}
        days = sorted({day for _, _, day in cells})[-_SHOWN_DAYS:]
        told = sorted({(term, party) for term, party, day in cells if day in days})
        rows = [
            [
                f"{term}, {party}",
                *(cells[term, party, d].status.value if (term, party, d) in cells else "" for d in days),
            ]
            for term, party in told
        ]
        return html_table(self.agreement.title or self.agreement.id, ("term, party", *days), rows)

    @property
    def duties(self) -> list[tuple[str, str]]:
        """(term, party) of all that have cells, sorted."""
        return sorted(self._duties.cells)

    def cells_of(self, term: str, party: str) -> Iterator[Cell]:
        """The cells of one party under one term, day by day."""
        duty = self._duties.cells[term, party]
        for day, verdict in self._inquiry.table.verdicts(duty):
            yield self._day_cell(duty, day, verdict)

    def cell(self, term: str, party: str, day: str) -> Cell:
        """Any cell by ids and day (``A/B`` for a period, ``P+Q`` for parties together), also one nobody reports on.

        UsageError when the agreement has no such term or the term does not bind the party.
        """
        found = self._duties.terms.get(term)
        if found is None:
            raise UsageError(f"The agreement {self.agreement.id} has no term {term!r}.")
        parties = tuple(party.split("+"))
        strangers = [p for p in parties if p not in found.party]
        if strangers:
            raise UsageError(f"Term {term} does not bind {', '.join(strangers)}; it binds {', '.join(found.party)}.")
        first, _, last = day.partition("/")
        a, b = _ordinal(first), _ordinal(last or first)
        if found.verb == "may":
            raise UsageError(f"Term {term} is a permission; it has no cells.")
        if b < a:
            raise UsageError(f"The period {day} ends before it begins.")
        force = self._duties.in_force[found.id]
        if b < force.first or a > force.last:
            return _out_of_force(found, party, day, before=b < force.first)
        if last or len(parties) > 1:
            return self._period_cell(found, parties, a, b, day)
        return self._explained(self._duties.cells[term, party], a)

    def gaps(
        self, since: str | None = None, until: str | None = None, *, term: str | None = None, party: str | None = None
    ) -> tuple[Gap, ...]:
        """What would settle the open cells from ``since`` to ``until`` (days, both included).

        Where these are not given, from the first to the last day that anything is told of. UsageError for a term or
        party that the agreement does not have.
        """
        for name, known in ((term, self._duties.terms), (party, [p.id for p in self.agreement.parties])):
            if name is not None and name not in known:
                raise UsageError(f"The agreement {self.agreement.id} has no {name!r}.")
        duties = [d for d in self._duties.cells.values() if term in (None, d.term) and party in (None, *d.parties)]
        duties = [d for d in duties if d.types and self._duties.terms[d.term].not_assessed is None]
        told = [day for duty in self._duties.cells.values() for day in self._inquiry.table.told_days(duty)]
        first = min(told, default=0) if since is None else _ordinal(since)
        last = max(told, default=-1) if until is None else _ordinal(until)
        return tuple(
            find_gaps(self._inquiry, range(first, last + 1), sorted(duties, key=lambda d: (d.term, d.parties)))
        )

    def bearings(self, incidents: Sequence[Incident]) -> tuple[Bearing, ...]:
        """How each incident bears on each term and party that its act may concern, condition by condition."""
        return bearings_of(self._inquiry, incidents)

    def _day_cell(self, duty: Duty, day: int, known: Verdict | None = None) -> Cell:
        verdict = known or self._inquiry.table.verdict(duty, day)
        readings = tuple(
            ReadingStatus(by=r.by, status=self._inquiry.table.verdict(as_read, day).status)
            for r, as_read in zip(
                self._duties.terms[duty.term].readings, self._duties.readings[duty.term, duty.parties[0]], strict=True
            )
        )
        cell = self._build(duty, written(day), day, self._inquiry.shown(verdict, duty, day), readings)
        if self._policy is None:
            return cell
        return msgspec.structs.replace(cell, policy=self._policy(duty.term, duty.parties[0], day))

    def _explained(self, duty: Duty, day: int) -> Cell:
        """A cell with what it stands on."""
        verdict = self._inquiry.table.verdict(duty, day)
        if not self._alone:
            return self._day_cell(duty, day, verdict)
        return msgspec.structs.replace(
            self._day_cell(duty, day, verdict),
            suffices=suffices(self._inquiry, duty, day, verdict),
            hinges=hinges(self._inquiry, duty, day, verdict),
        )

    def _build(self, duty: Duty, label: str, day: int, verdict: Verdict, readings: tuple[ReadingStatus, ...]) -> Cell:
        return Cell(
            term=duty.term,
            party="+".join(duty.parties),
            day=label,
            status=verdict.status,
            pro=verdict.pro,
            con=verdict.con,
            reasons=reasons_for(self._inquiry, verdict, duty, day),
            claims=sufficient_claims(self._inquiry, verdict, duty, day),
            readings=readings,
            flips=flips_for(self._inquiry, verdict, duty),
            evidence=self.agreement.evidence,
        )

    def _period_cell(self, term: Term, parties: tuple[str, ...], first: int, last: int, label: str) -> Cell:
        duties = self._duties
        if len(parties) == 1:
            duty, as_read = duties.cells[term.id, parties[0]], duties.readings[term.id, parties[0]]
        else:
            duty = duties.duty(term, parties)
            as_read = tuple(duties.duty(term, parties, reading) for reading in term.readings)
        readings = tuple(
            ReadingStatus(by=r.by, status=period_verdict(self._inquiry, read, first, last).status)
            for r, read in zip(term.readings, as_read, strict=True)
        )
        return self._build(duty, label, last, period_verdict(self._inquiry, duty, first, last), readings)

    def _period_cells(self, first: str, last: str, *, unions: bool) -> list[Cell]:
        a, b = _ordinal(first), _ordinal(last)
        if b < a:
            raise UsageError(f"The period {first}/{last} ends before it begins.")
        found = []
        for term in self.agreement.terms:
            if term.verb == "may" or not term.types:
                continue
            groups = [(p,) for p in term.party] + (
                [tuple(sorted(term.party))] if unions and len(term.party) > 1 else []
            )
            force = self._duties.in_force[term.id]
            if b < force.first or a > force.last:
                continue
            for parties in groups:
                cell = self._period_cell(term, parties, a, b, f"{first}/{last}")
                if cell.pro is not Grade.NONE or cell.con is not Grade.NONE or cell.status is Status.BREACHED:
                    found.append(cell)
        return found

    def _union_days(self) -> list[Cell]:
        """Each day that something bears on, asked of all the parties of a term together."""
        found = []
        for term in self.agreement.terms:
            if term.verb != "must_not" or len(term.party) < 2:
                continue
            parties = tuple(sorted(term.party))
            days = {day for p in parties for day in self._inquiry.table.told_days(self._duties.cells[term.id, p])}
            found += [self._period_cell(term, parties, day, day, written(day)) for day in sorted(days)]
        return found


def _out_of_force(term: Term, party: str, day: str, *, before: bool) -> Cell:
    return Cell(
        term=term.id,
        party=party,
        day=day,
        status=Status.NOT_DUE if before else Status.UNKNOWN,
        pro=Grade.NONE,
        con=Grade.NONE,
        reasons=(Reason(code="not_in_force", text="The instrument is not in force then."),),
    )


def share_duties(agreement: Agreement, count: int) -> list[list[tuple[str, str]]]:
    """(term, party) of all that have cells, in at most so many shares that can be asked about apart."""
    return [[(duty.term, duty.parties[0]) for duty in share] for share in Duties(agreement).shares(count)]


def assess_claims(
    claims: Sequence[Claim],
    agreement: Agreement,
    *,
    as_of: str | None = None,
    periods: Sequence[tuple[str, str]] = (),
    unions: bool = False,
) -> Assessment:
    """Assess claims under an agreement. The order of the claims does not matter; nothing is read but the arguments."""
    agreement = known_by(agreement, as_of)
    usable, refused = claims_of(claims, agreement, as_of=as_of)
    return Assessment(agreement, usable, refused, periods=periods, unions=unions)


def _ordinal(day: str) -> int:
    try:
        return dt.date.fromisoformat(day).toordinal()
    except ValueError as error:
        raise UsageError(f"{day!r} is not a day; write it as 2019-08-05.") from error
