"""An agreement made ready to be counted against: every duty with a number, and which kinds of claims bear on which."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping
from typing import Literal, NamedTuple

import msgspec

from truceline.assess.amendments import amended, replaced_on
from truceline.assess.calendar import Calendar, Force, force_of
from truceline.assess.evidence import Accused, Witnesses
from truceline.assess.record import Kind, Record
from truceline.assess.scope import Cap, Scope, Scoper, act, exceeds
from truceline.geometry import Zones
from truceline.model.agreement import Agreement, Instrument, Interpretation, Term, Unless, Verb, Within
from truceline.model.event import CONTRARY, is_kind_of
from truceline.model.moment import anchored
from truceline.model.status import Truth

#: What a duty is asked for: a cell of the table, the same as one party reads the term, or whether notice was given.
Use = Literal["cell", "reading", "suspended", "revived"]
#: The acts that call an instrument off, and those that call it on again.
_ANNOUNCED: dict[Use, tuple[str, ...]] = {
    "suspended": ("ceasefire.suspended",),
    "revived": ("ceasefire.declared", "ceasefire.in_effect", "ceasefire.extended"),
}
#: How a claim bears on a duty: by its window, from the day that is due on only, or as the deed itself.
Part = Literal["window", "due", "deed"]


class Wait(NamedTuple):
    """What a deadline is counted from where no file can say the day: a duty, once all have kept it, or a notice.

    ``gap`` is the number of days from that day to the first on which the duty must have been done; at least 1.
    """

    kept: str | None
    notice: str | None
    effect: Use
    gap: int


class Duty(NamedTuple):
    """A term as it binds one party, or several together, or as somebody reads it: what evidence is gathered for.

    ``number`` is its place among the duties of the agreement, -1 for one that is only asked about now and then.
    Evidence that it was not done is gathered from the day ``due`` on: the first day on which it must have been done, or
    (``waits``) could have to be. A duty to be kept up (``maintain``) gathers it from the start, since what was done may
    be undone before it is due; ``falls`` is its due day then, and else the same as ``due``.
    """

    number: int
    use: Use
    term: str
    of: str
    verb: Verb
    types: tuple[str, ...]
    parties: tuple[str, ...]
    zone: str | None
    unless: Unless | None
    force: Force
    due: int
    falls: int
    waits: Wait | None = None
    maintain: bool = False
    acts_of: tuple[str, ...] = ()
    cap: Cap | None = None

    @property
    def actors(self) -> tuple[str, ...]:
        """Those whose acts it is about: its parties, or those for whom they answer."""
        return self.acts_of or self.parties

    @property
    def accused(self) -> Accused:
        """Whom a breach of it charges, for sources to stand towards."""
        return Accused(self.parties, self.acts_of)

    @property
    def prohibits(self) -> bool:
        """True for what must not be done."""
        return self.verb == "must_not"

    @property
    def is_clocked(self) -> bool:
        """True when evidence of a breach is gathered of days on which the duty may not be due yet."""
        return self.waits is not None or self.maintain

    @property
    def announces(self) -> bool:
        """True when it asks for notices: then only what entails counts."""
        return self.use in ("suspended", "revived")


class Question(NamedTuple):
    """What a duty asks of claims of some types: how they bear on it when they tell of them, and when they deny them.

    ``watching`` says whether "watched, and saw nothing" is a denial, too.
    """

    types: tuple[str, ...]
    unless: Unless | None
    watching: bool
    told: tuple[Part, bool] | None
    denied: tuple[Part, bool] | None
    cap: Cap | None = None


def questions(duty: Duty) -> tuple[Question, ...]:
    """What a duty asks: whether the act took place; of a duty to act, also whether its contrary did."""
    if duty.announces:
        return (Question(duty.types, None, False, ("window", True), None),)
    if duty.prohibits:
        return (Question(duty.types, duty.unless, True, ("window", True), ("window", False), duty.cap),)
    if not duty.types:
        return ()
    deed = Question(duty.types, None, False, ("deed", False), ("due", True), duty.cap)
    contrary = CONTRARY.get(duty.types[0])
    if contrary is None:
        return (deed,)
    return deed, Question((contrary,), None, False, ("due", True), ("window", False))


_Asked = tuple[Duty, Part, bool, Truth, Unless | None, Cap | None]


class DeedDays(NamedTuple):
    """What one telling of a deed says of which days.

    It may be done from ``touches`` on, surely is from ``done`` on, and was not done until ``late``, where that is told
    of a day that was due; ``last`` is the last day that the telling itself is about.
    """

    touches: int
    done: int | None
    late: int | None
    last: int


def deed_days(duty: Duty, kind: Kind, start: int, end: int, *, sure: bool, calendar: Calendar) -> DeedDays:
    """The days of a deed that a claim with this window tells of; the window must meet the force of the instrument."""
    force = duty.force
    first, last = force.days_of(start, end, calendar)
    done = last if sure and start >= force.start and end <= force.end else None
    late = min(calendar.day_of(start) - 1, force.last) if kind.ends != "open" else None
    return DeedDays(first, done, late if late is not None and late >= max(duty.due, force.first) else None, last)


class Candidate(NamedTuple):
    """One way in which a kind of claim bears on a duty; ``sure`` when all but its place and window is sure."""

    duty: int
    part: Part
    pro: bool
    sure: bool


def due_day(
    term: Term, force: Force, calendar: Calendar, instruments: Mapping[str, Instrument]
) -> tuple[int, Wait | None]:
    """The first day on which a duty must have been done, or could have to be when its deadline waits for something."""
    if term.by is not None:
        day, waits = _counted(term.by, calendar, instruments)
        return (day + 1, None) if waits is None else (force.first, waits._replace(gap=waits.gap + 1))
    if term.before is not None:
        day, waits = _counted(term.before, calendar, instruments)
        return (day, None) if waits is None else (force.first, waits)
    return force.first, None


def _counted(
    written: str | Within, calendar: Calendar, instruments: Mapping[str, Instrument]
) -> tuple[int, Wait | None]:
    """A day, or what it waits for and how many days after that it lies."""
    if isinstance(written, str):
        return calendar.day(written), None
    start = written.after
    if start.kept is not None or start.notice is not None:
        return 0, Wait(start.kept, start.notice, start.effect, written.days)
    named = start.signed or start.declared or start.in_force
    day = start.day
    if named is not None:
        instrument = instruments[named]
        day = instrument.in_force
        if start.in_force is None:
            day = instrument.signed if start.signed is not None else instrument.declared
    assert day is not None, "the file was checked: the instrument has the day that is counted from"
    return calendar.day(day) + written.days, None


class Look(NamedTuple):
    """That a duty's later days look at the days of another: within so many days, or at all of them (None).

    ``watched`` is the number of the other; ``by`` says whether a condition looks, a permission or a deadline.
    """

    watched: int
    within: int | None
    by: Literal["while", "after", "deadline"]


class Duties:
    """All that an agreement asks for, and how claims lie towards it. Nothing here changes once it is made."""

    def __init__(self, agreement: Agreement) -> None:
        self.agreement = agreement
        self.calendar = Calendar(agreement.timezone)
        self.witnesses = Witnesses(agreement)
        self.scoper = Scoper(agreement, self.calendar)
        self.zones = Zones({z.id: z for z in agreement.zones})
        self.terms = {t.id: t for t in agreement.terms}
        self.instruments = amended(agreement)
        self.forces = {i.id: force_of(i, self.calendar, agreement.timezone) for i in self.instruments.values()}
        self.in_force = {term.id: self._force_of(term) for term in agreement.terms}
        self.all: list[Duty] = []
        self.cells: dict[tuple[str, str], Duty] = {}
        self.readings: dict[tuple[str, str], tuple[Duty, ...]] = {}
        self.notices: dict[tuple[str, str, Use], Duty] = {}
        for term in agreement.terms:
            if term.verb == "may" or not (term.types or term.not_assessed):
                continue
            for party in term.party:
                self.cells[term.id, party] = self._numbered(self.duty(term, (party,)))
                self.readings[term.id, party] = tuple(
                    self._numbered(self.duty(term, (party,), reading)) for reading in term.readings
                )
        for instrument in agreement.instruments:
            for accused in agreement.parties:
                for use, types in _ANNOUNCED.items():
                    self.notices[instrument.id, accused.id, use] = self._numbered(
                        self._notice(instrument.id, accused.id, use, types)
                    )
        self._by_type: dict[str, list[Duty]] = {}
        self._known: dict[tuple[object, ...], dict[object, Truth]] = {}
        self._licences: dict[tuple[object, ...], list[Term]] = {}
        self._askers: dict[tuple[str, bool], dict[tuple[str, ...], list[_Asked]]] = {}

    def _force_of(self, term: Term) -> Force:
        """When a term is in force: as long as its instrument, or for its own time, or until another takes its place."""
        instrument, zone = self.instruments[term.of], self.agreement.timezone
        if term.from_ is not None and anchored(term.from_, zone) > anchored(instrument.in_force, zone):
            instrument = msgspec.structs.replace(instrument, in_force=term.from_)
        for ends in (term.until, replaced_on(term, self.agreement)):
            if ends is not None and (instrument.ends is None or anchored(ends, zone) < anchored(instrument.ends, zone)):
                instrument = msgspec.structs.replace(instrument, ends=ends)
        return force_of(instrument, self.calendar, zone)

    def _numbered(self, duty: Duty) -> Duty:
        duty = duty._replace(number=len(self.all))
        self.all.append(duty)
        return duty

    def _notice(self, instrument: str, party: str, use: Use, types: tuple[str, ...]) -> Duty:
        """What says that a party called an instrument off, or on again: no place and no target are asked."""
        force = self.forces[instrument]
        return Duty(
            number=-1,
            use=use,
            term="",
            of=instrument,
            verb="must_not",
            types=types,
            parties=(party,),
            zone=None,
            unless=None,
            force=force,
            due=force.first,
            falls=force.first,
        )

    def duty(self, term: Term, parties: tuple[str, ...], reading: Interpretation | None = None) -> Duty:
        """A term as it binds these parties, in the words of the text or as ``reading`` has it."""
        read = _as_read(term, reading)
        force = self.in_force[term.id]
        due, waits = due_day(read, force, self.calendar, self.instruments)
        return Duty(
            number=-1,
            use="cell" if reading is None else "reading",
            term=term.id,
            of=term.of,
            verb=term.verb,
            types=term.types,
            parties=parties,
            zone=term.zone,
            unless=read.unless,
            force=force,
            due=force.first if term.then == "maintain" else due,
            falls=due,
            waits=waits,
            maintain=term.then == "maintain",
            acts_of=term.acts_of,
            cap=_cap(term),
        )

    # ------------------------------------------------------------ who looks at whom

    def others(self, term: str, party: str) -> list[Duty]:
        """The duties of the parties that a term binds beside this one."""
        return [self.cells[term, p] for p in self.terms[term].party if p != party and (term, p) in self.cells]

    def bearers(self, term: str) -> list[Duty]:
        """The duties of all whom a term binds."""
        return [self.cells[term, party] for party in self.terms[term].party if (term, party) in self.cells]

    def licences(self, duty: Duty) -> list[Term]:
        """The permissions that may excuse a breach of a duty, on days when they are in force."""
        key = (duty.use, duty.term, duty.parties[0], duty.zone, duty.types)
        if key not in self._licences:
            self._licences[key] = [
                may
                for may in self.agreement.terms
                if may.verb == "may"
                and may.not_assessed is None  # what nobody can settle, or has read, excuses nothing
                and duty.use in ("cell", "reading")
                and duty.prohibits
                and duty.parties[0] in may.party
                and may.zone in (None, duty.zone)
                and all(any(is_kind_of(t, allowed) for allowed in may.types) for t in duty.types)
            ]
        return self._licences[key]

    def looks(self, duty: Duty) -> list[Look]:
        """At whose earlier days the cells of a duty look."""
        asked: list[tuple[str, int | None, Literal["while", "after"]]] = []
        clause = self.terms[duty.term].while_ if duty.term else None
        if clause is not None:
            asked += [(other, clause.within_days, "while") for other in clause.not_breached]
        for may in self.licences(duty):
            if may.after is not None:
                asked += [(other, may.after.within_days, "after") for other in may.after.breach_of]
        looks = [
            Look(watched.number, within, by)
            for other, within, by in asked
            for watched in self.others(other, duty.parties[0])
        ]
        if duty.waits is not None and duty.waits.kept is not None:
            looks += [Look(watched.number, None, "deadline") for watched in self.bearers(duty.waits.kept)]
        return looks

    def needed(self, asked: Iterable[Duty]) -> list[Duty]:
        """These duties, as they are read, and all that must be known to judge them; in the order of their numbers."""
        found = {duty.number for duty in self.notices.values()}
        following = list(asked)
        while following:
            duty = following.pop()
            if duty.number not in found:
                found.add(duty.number)
                following += [self.all[look.watched] for look in self.looks(duty)]
                if duty.use == "cell":
                    following += self.readings[duty.term, duty.parties[0]]
        return [self.all[number] for number in sorted(found)]

    def shares(self, count: int) -> list[list[Duty]]:
        """The duties that have cells in some shares of about one size; who looks at whom is in one share with it."""
        groups: dict[int, list[Duty]] = {}
        home: dict[int, int] = {}
        for duty in self.cells.values():
            homes = {home[d.number] for d in self.needed([duty]) if d.number in home}
            together = [duty, *itertools.chain.from_iterable(groups.pop(number) for number in sorted(homes))]
            groups[duty.number] = together
            home |= {d.number: duty.number for d in together}
        shares: list[list[Duty]] = [[] for _ in range(count)]
        for group in sorted(groups.values(), key=len, reverse=True):
            min(shares, key=len).extend(group)
        return [share for share in shares if share]

    # ------------------------------------------------------------ claims

    def concerned(self, type_: str) -> list[Duty]:
        """The duties that a claim of this type may bear on."""
        if type_ not in self._by_type:
            self._by_type[type_] = [d for d in self.all if _concerns(type_, d)]
        return self._by_type[type_]

    def candidates(self, kind: Kind, start: int, end: int) -> tuple[Candidate, ...]:
        """Every way in which claims of a kind bear on the duties, wherever and whenever in force.

        ``start`` and ``end`` matter only where membership of a party is dated (:meth:`Scoper.phase`).
        """
        scoper = self.scoper
        phase = scoper.phase(start, end) if scoper.is_dated(kind) else None
        who = self._answers((kind.negative, "who", kind.actors, phase))
        whom = self._answers((kind.negative, "whom", kind.recipients, phase))
        found = []
        for parties, asked in self._asked(kind.type, kind.negative).items():
            actor = who.get(parties)
            if actor is None:
                actor = who[parties] = scoper.who(kind.actors, parties, start, end, negative=kind.negative)
            if actor is Truth.NO:
                continue
            for duty, part, pro, told, unless, cap in asked:
                count = exceeds(kind, cap)
                if count is Truth.NO:
                    continue
                target = whom.get(unless)
                if target is None:
                    target = whom[unless] = scoper.whom(kind.recipients, unless, start, end, negative=kind.negative)
                sure = kind.definite and told is actor is target is count is Truth.YES
                if sure or (target is not Truth.NO and not duty.announces):
                    found.append(Candidate(duty.number, part, pro, sure))
        return tuple(found)

    def _answers(self, key: tuple[object, ...]) -> dict[object, Truth]:
        """What was found about some actors, by the parties or the exemption they were held against."""
        return self._known.setdefault(key, {})

    def _asked(self, type_: str, negative: bool) -> dict[tuple[str, ...], list[_Asked]]:
        """The duties that claims of a type bear on, by the parties they bind: as what, for or against, how surely."""
        key = (type_, negative)
        if key not in self._askers:
            found: dict[tuple[str, ...], list[_Asked]] = {}
            for duty in self.concerned(type_):
                for question in questions(duty):
                    bearing = question.denied if negative else question.told
                    told = act(type_, question.types, negative=negative, watching=question.watching)
                    if bearing is not None and told is not Truth.NO:
                        found.setdefault(duty.actors, []).append((duty, *bearing, told, question.unless, question.cap))
            self._askers[key] = found
        return self._askers[key]

    def parts(self, kind: Kind, start: int, end: int, duty: Duty) -> Iterator[tuple[Part, bool, Scope]]:
        """How a kind of claim bears on one duty, were it in its zone: part, for or against, and each condition."""
        for question in questions(duty):
            bearing = question.denied if kind.negative else question.told
            if bearing is None:
                continue
            scope = self.scoper.scope(
                kind,
                start,
                end,
                question.types,
                duty.actors,
                question.unless,
                watching=question.watching,
                cap=question.cap,
            )
            if scope.sure or (scope.bears and not duty.announces):
                yield *bearing, scope

    def scope_of(self, record: Record, duty: Duty) -> Scope:
        """Every condition of a told act towards a duty, its place too; of the contrary act where only that is told."""
        told = record.kind, record.start, record.end
        scopes = [
            self.scoper.scope(*told, q.types, duty.actors, q.unless, watching=q.watching, cap=q.cap)
            for q in questions(duty)
        ]
        scope = next((scope for scope in scopes if scope.act is not Truth.NO), scopes[0])
        return scope.at(self.zones.position(record.place, duty.zone).inside)


def _as_read(term: Term, reading: Interpretation | None) -> Term:
    """A term as the text has it, or as somebody reads it."""
    if reading is None:
        return term
    instead = reading.instead
    if instead is None:
        return term if reading.unless == term.unless else msgspec.structs.replace(term, unless=reading.unless)
    unless = reading.unless or term.unless
    return msgspec.structs.replace(term, unless=unless, by=instead.by, before=instead.before)


def _cap(term: Term) -> Cap | None:
    """More than so many things: what is forbidden, or (at least one more than that) what is wanted."""
    if term.at_most is not None:
        return Cap(term.at_most, term.what)
    return None if term.at_least is None else Cap(term.at_least - 1, term.what)


def _concerns(type_: str, duty: Duty) -> bool:
    if type_ == "coverage":
        return any(question.watching for question in questions(duty))
    types = [t for question in questions(duty) for t in question.types]
    return any(is_kind_of(type_, t) or is_kind_of(t, type_) for t in types)
