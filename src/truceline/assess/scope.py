"""How one kind of claim lies towards one term and party: its type, its actors, its target. Place and days come after.

"Yes" is needed to entail, "possible" is enough to touch, "no" keeps the claim out.
"""

from __future__ import annotations

import bisect
from collections.abc import Sequence
from typing import NamedTuple

from truceline.assess.calendar import FOR_EVER, Calendar
from truceline.assess.record import SINCE_EVER, Kind
from truceline.model.agreement import Agreement, Designation, Unless
from truceline.model.event import is_kind_of
from truceline.model.status import Truth


class Scope(NamedTuple):
    """Each condition of a claim's bearing on a term and party; ``sure`` when all but its window are met.

    ``target`` is yes when no exemption can apply, possible while one may, no when the claim does not bear at all.
    ``number`` says whether there are more than allowed, where so many are.
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
    number: Truth = Truth.YES

    @property
    def bears(self) -> bool:
        """False when one condition surely fails."""
        return Truth.NO not in (self.act, self.actor, self.zone, self.target, self.number)

    @property
    def sure(self) -> bool:
        """True when every condition is surely met."""
        certain = self.certain and self.bounded
        return certain and self.act is self.actor is self.zone is self.target is self.number is Truth.YES

    def at(self, zone: Truth) -> Scope:
        """The same claim, its place looked at."""
        return self._replace(zone=zone)


class Cap(NamedTuple):
    """How many things of some classes are allowed; of any class where none is named."""

    most: int
    classes: tuple[str, ...]


class Scoper:
    """Answers for one agreement; memberships are looked up once."""

    def __init__(self, agreement: Agreement, calendar: Calendar) -> None:
        self._members: dict[str, dict[str, list[tuple[int, int]]]] = {
            party.id: _terms_of_membership(party.members, calendar) for party in agreement.parties
        }
        terms = [term for groups in self._members.values() for found in groups.values() for term in found]
        self._turns = sorted({moment for term in terms for moment in term if SINCE_EVER < moment < FOR_EVER})
        self._dated = {
            group
            for groups in self._members.values()
            for group, found in groups.items()
            if any(term != (SINCE_EVER, FOR_EVER) for term in found)
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

    def is_dated(self, kind: Kind) -> bool:
        """True when somebody whom the claim names belongs to a party on some days only."""
        return not self._dated.isdisjoint(kind.actors) or not self._dated.isdisjoint(kind.recipients)

    def phase(self, start: int, end: int) -> tuple[int, int]:
        """Where a window lies among the days on which memberships turn; in one phase every window reads alike."""
        return bisect.bisect_right(self._turns, start), bisect.bisect_left(self._turns, end)

    @property
    def turns(self) -> Sequence[int]:
        """The instants at which a membership begins or ends, sorted."""
        return self._turns

    def scope(
        self,
        kind: Kind,
        start: int,
        end: int,
        types: Sequence[str],
        parties: Sequence[str],
        unless: Unless | None,
        *,
        watching: bool,
        cap: Cap | None = None,
    ) -> Scope:
        """Every condition but the place's, which is taken as met.

        A denial meets a condition surely when it denies all that the term is about. ``watching`` says whether "watched,
        and saw nothing" counts as a denial of every type.
        """
        window = (start, end)
        return Scope(
            act=act(kind.type, types, negative=kind.negative, watching=watching),
            actor=self.who(kind.actors, parties, *window, negative=kind.negative),
            zone=Truth.YES,
            target=self.whom(kind.recipients, unless, *window, negative=kind.negative),
            certain=kind.certain and (kind.throughout or not kind.negative),
            bounded=kind.bounded,
            number=exceeds(kind, cap),
            culprits=() if kind.negative else self._culprits(kind.actors, parties, *window),
        )

    def who(self, actors: Sequence[str], parties: Sequence[str], start: int, end: int, *, negative: bool) -> Truth:
        """Whether what is told, or denied, of these actors is about the parties."""
        return (self._denied_of if negative else self._actor)(actors, parties, start, end)

    def whom(self, recipients: Sequence[str], unless: Unless | None, start: int, end: int, *, negative: bool) -> Truth:
        """Whether what is told, or denied, of these targets is about those that the term protects."""
        return (self._spared if negative else self._target)(recipients, unless, start, end)

    def _actor(self, actors: Sequence[str], parties: Sequence[str], start: int, end: int) -> Truth:
        """Whether one of these actors, who are alternatives, is one of the parties; nobody named may be anybody."""
        if not actors:
            return Truth.POSSIBLE
        answers = [self.belongs(a, parties, start, end) for a in actors]
        if all(a is Truth.YES for a in answers):
            return Truth.YES
        return Truth.NO if all(a is Truth.NO for a in answers) else Truth.POSSIBLE

    def _culprits(self, actors: Sequence[str], parties: Sequence[str], start: int, end: int) -> tuple[str, ...]:
        if len(parties) == 1:
            return ()
        return tuple(p for p in parties if self._actor(actors, (p,), start, end) is Truth.YES)

    def _denied_of(self, actors: Sequence[str], parties: Sequence[str], start: int, end: int) -> Truth:
        """Whether a denial that names these actors, or nobody, is about the parties."""
        if not actors or all(p in actors for p in parties):
            return Truth.YES
        return Truth.NO if self._actor(actors, parties, start, end) is Truth.NO else Truth.POSSIBLE

    def _target(self, recipients: Sequence[str], unless: Unless | None, start: int, end: int) -> Truth:
        """Whether no exemption applies to an act against one of these; nobody named may be anybody."""
        if unless is None:
            return Truth.YES
        if not recipients or unless.target is None:
            return Truth.POSSIBLE  # what an act was for, or whose quota it fell under, no claim says
        answers = [self.belongs(r, (unless.target,), start, end) for r in recipients]
        if all(a is Truth.YES for a in answers):
            return Truth.NO
        aimed = all(a is Truth.NO for a in answers) and unless.purpose is None and unless.quota is None
        return Truth.YES if aimed else Truth.POSSIBLE

    def _spared(self, recipients: Sequence[str], unless: Unless | None, start: int, end: int) -> Truth:
        """Whether a denial that names these targets, or none, is about all that the term protects."""
        if not recipients:
            return Truth.YES
        spared = () if unless is None or unless.target is None else (unless.target,)
        if spared and all(self.belongs(r, spared, start, end) is Truth.YES for r in recipients):
            return Truth.NO
        return Truth.POSSIBLE


def act(type_: str, types: Sequence[str], *, negative: bool, watching: bool) -> Truth:
    """Whether to tell, or to deny, acts of one type is to do so of acts of some types."""
    return _denied(type_, types, watching=watching) if negative else _told(type_, types)


def exceeds(kind: Kind, cap: Cap | None) -> Truth:
    """Whether a claim tells of more things than are allowed; a denial denies that unless it is about some number.

    Numbers are not added up, since one thing may be told of twice: neither over claims nor within one.
    """
    if cap is None:
        return Truth.YES
    if kind.negative:
        return Truth.POSSIBLE if kind.counted else Truth.YES
    if not kind.counted:
        return Truth.POSSIBLE
    named = [(c, truth) for c in kind.counted if (truth := _of_class(c.class_, cap.classes)) is not Truth.NO]
    if any(c.low > cap.most and truth is Truth.YES for c, truth in named):
        return Truth.YES
    # Together they may be more, though each of them is not.
    highs = [c.high for c, _ in named if c.high is not None]
    return Truth.POSSIBLE if len(highs) < len(named) or sum(highs) > cap.most else Truth.NO


def _of_class(class_: str | None, classes: Sequence[str]) -> Truth:
    """Whether a thing is of one of some classes; ``mlrs.uragan`` is an ``mlrs``, and an ``mlrs`` may be one."""
    if not classes:
        return Truth.YES
    if class_ is None:
        return Truth.POSSIBLE
    if any(is_kind_of(class_, c) for c in classes):
        return Truth.YES
    return Truth.POSSIBLE if any(is_kind_of(c, class_) for c in classes) else Truth.NO


def _told(type_: str, types: Sequence[str]) -> Truth:
    """Whether an act of one type is one of some types."""
    if type_ == "coverage":
        return Truth.NO  # Watching is no act.
    if any(is_kind_of(type_, t) for t in types):
        return Truth.YES
    return Truth.POSSIBLE if any(is_kind_of(t, type_) for t in types) else Truth.NO


def _denied(type_: str, types: Sequence[str], *, watching: bool) -> Truth:
    """Whether to deny acts of one type is to deny all of some types; ``watching``: to have seen nothing does."""
    if type_ == "coverage":
        return Truth.YES if watching else Truth.NO
    if all(is_kind_of(t, type_) for t in types):
        return Truth.YES
    return Truth.NO if _told(type_, types) is Truth.NO else Truth.POSSIBLE


def _terms_of_membership(members: Sequence[Designation], calendar: Calendar) -> dict[str, list[tuple[int, int]]]:
    terms: dict[str, list[tuple[int, int]]] = {}
    for member in members:
        first = SINCE_EVER if member.from_ is None else calendar.start(calendar.day(member.from_))
        last = FOR_EVER if member.until is None else calendar.start(calendar.day(member.until))
        terms.setdefault(member.group, []).append((first, last))
    return terms
