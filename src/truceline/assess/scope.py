"""How one claim lies towards one term and party: its type, its actors, its place, its target. Days come after.

"Yes" is needed to entail, "possible" is enough to touch, "no" keeps the claim out.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from truceline.assess.calendar import FOR_EVER, Calendar
from truceline.assess.record import SINCE_EVER, Record
from truceline.geometry import Zones
from truceline.model.agreement import Agreement, Designation, Unless
from truceline.model.event import is_kind_of
from truceline.model.status import Truth


class Scope(NamedTuple):
    """Each condition of a claim's bearing on a term and party; ``sure`` when all but its window are met.

    ``target`` is yes when no exemption can apply, possible while one may, no when the claim does not bear at all.
    ``culprits`` are those of the parties that the claim surely tells of, when several are asked about together.
    ``bears`` is false when one condition surely fails; ``sure`` is every condition of "entails" but the window's.
    """

    act: Truth
    actor: Truth
    zone: Truth
    target: Truth
    certain: bool
    bounded: bool
    culprits: tuple[str, ...] = ()
    bears: bool = False
    sure: bool = False


def _scope(
    act: Truth, actor: Truth, zone: Truth, target: Truth, certain: bool, bounded: bool, culprits: tuple[str, ...] = ()
) -> Scope:
    bears = Truth.NO not in (act, actor, zone, target)
    sure = act is actor is zone is target is Truth.YES and certain and bounded
    return Scope(act, actor, zone, target, certain, bounded, culprits, bears, sure)


class Scoper:
    """Answers for one agreement; memberships and zones are looked up once."""

    def __init__(self, agreement: Agreement, calendar: Calendar) -> None:
        self._zones = Zones({z.id: z for z in agreement.zones})
        self._members: dict[str, dict[str, list[tuple[int, int]]]] = {
            party.id: _terms_of_membership(party.members, calendar) for party in agreement.parties
        }

    def belongs(self, actor: str, parties: Sequence[str], start: int, end: int) -> Truth:
        """Whether an actor is one of ``parties`` over the whole window (yes), over part of it (possible), or not."""
        found = Truth.NO
        for party in parties:
            if actor == party:
                return Truth.YES
            for first, last in self._members.get(party, {}).get(actor, ()):
                if first <= start and end <= last:
                    return Truth.YES
                if first < end and start < last:
                    found = Truth.POSSIBLE
        return found

    def positive(
        self, record: Record, types: Sequence[str], parties: Sequence[str], zone: str | None, unless: Unless | None
    ) -> Scope:
        """The scope of a positive claim."""
        culprits = tuple(p for p in parties if self._actor(record, (p,)) is Truth.YES) if len(parties) > 1 else ()
        return _scope(
            act=_act(record.type, types),
            actor=self._actor(record, parties),
            zone=self._zones.position(record.place, zone).inside,
            target=self._target(record, unless),
            certain=record.certain,
            bounded=record.bounded,
            culprits=culprits,
        )

    def negative(
        self,
        record: Record,
        types: Sequence[str],
        parties: Sequence[str],
        zone: str | None,
        unless: Unless | None,
        *,
        coverage: bool,
    ) -> Scope:
        """The scope of a negative claim: "yes" when it denies all that the term is about, for that condition.

        ``coverage`` says whether "watched, and saw nothing" counts as a denial of every type.
        """
        if record.type == "coverage":
            act = Truth.YES if coverage else Truth.NO
        elif all(is_kind_of(t, record.type) for t in types):
            act = Truth.YES
        else:
            act = Truth.NO if _act(record.type, types) is Truth.NO else Truth.POSSIBLE
        position = self._zones.position(record.place, zone)
        whole = record.place is None if zone is None else position.contains
        if not record.actors or all(p in record.actors for p in parties):
            actor = Truth.YES
        else:
            actor = Truth.NO if self._actor(record, parties) is Truth.NO else Truth.POSSIBLE
        exempt = unless is not None and self._all_belong(record, unless.target)
        return _scope(
            act=act,
            actor=actor,
            zone=Truth.NO if position.inside is Truth.NO else (Truth.YES if whole else Truth.POSSIBLE),
            target=Truth.NO if exempt else (Truth.POSSIBLE if record.recipients else Truth.YES),
            certain=record.certain and record.throughout,
            bounded=record.bounded,
        )

    def _actor(self, record: Record, parties: Sequence[str]) -> Truth:
        if not record.actors:
            return Truth.POSSIBLE
        answers = [self.belongs(a, parties, record.start, record.end) for a in record.actors]
        if all(a is Truth.YES for a in answers):
            return Truth.YES
        return Truth.NO if all(a is Truth.NO for a in answers) else Truth.POSSIBLE

    def _target(self, record: Record, unless: Unless | None) -> Truth:
        if unless is None:
            return Truth.YES
        if not record.recipients:
            return Truth.POSSIBLE
        answers = [self.belongs(r, (unless.target,), record.start, record.end) for r in record.recipients]
        if all(a is Truth.YES for a in answers):
            return Truth.NO
        return Truth.YES if all(a is Truth.NO for a in answers) else Truth.POSSIBLE

    def _all_belong(self, record: Record, party: str) -> bool:
        return bool(record.recipients) and all(
            self.belongs(r, (party,), record.start, record.end) is Truth.YES for r in record.recipients
        )


def _act(kind: str, types: Sequence[str]) -> Truth:
    if kind == "coverage":
        return Truth.NO  # Watching is no act.
    if any(is_kind_of(kind, t) for t in types):
        return Truth.YES
    return Truth.POSSIBLE if any(is_kind_of(t, kind) for t in types) else Truth.NO


def _terms_of_membership(members: Sequence[Designation], calendar: Calendar) -> dict[str, list[tuple[int, int]]]:
    terms: dict[str, list[tuple[int, int]]] = {}
    for member in members:
        first = SINCE_EVER if member.from_ is None else calendar.start(calendar.day(member.from_))
        last = FOR_EVER if member.until is None else calendar.start(calendar.day(member.until))
        terms.setdefault(member.group, []).append((first, last))
    return terms
