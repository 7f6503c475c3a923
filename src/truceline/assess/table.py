"""The table of cells: what the books come to, with notices, conditions and permissions, kept right claim by claim.

A claim costs what it touches, however many came before. Where the past of one term decides about the later days of
another, only those days are looked at again whose answer can have changed. Reciprocity looks strictly at earlier days,
so that every question ends at the first day.
"""

from __future__ import annotations

import bisect
import heapq
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal, NamedTuple

from truceline.assess.books import Books, Change
from truceline.assess.claims import Claims
from truceline.assess.days import Days
from truceline.assess.deadlines import Deadlines, Due
from truceline.assess.duties import Duties, Duty, Look
from truceline.assess.evidence import Evidence, Tally
from truceline.assess.ledger import NEVER, PRO_RANK
from truceline.assess.past import CellName, Day, Past
from truceline.model.agreement import Agreement
from truceline.model.status import Grade, Status, Truth

_GRADES = list(Grade)
_ENOUGH = Grade.CORROBORATED.rank
#: The most that evidence of not having done something can be, by whether it had to be done.
_MOST = {Truth.NO: 0, Truth.POSSIBLE: 1, Truth.YES: 4}


class Notice(NamedTuple):
    """A standing notice: on which day which party said that the instrument is off."""

    day: int
    by: str


class Condition(NamedTuple):
    """What the terms that another depends on came to, and one cell that shows it (None where nobody told of it)."""

    word: Literal["breached", "disputed", "unknown"]
    cell: CellName | None = None


class Licence(NamedTuple):
    """A permission that excuses, and the breach that it answers, if it asks for one."""

    term: str
    answers: CellName | None = None


class Verdict(NamedTuple):
    """The state of one cell with what it came from.

    ``tallies`` (for, against) are given where the evidence is more than what is shown of it.
    """

    status: Status
    pro: Grade
    con: Grade
    notice: Notice | None = None
    condition: Condition | None = None
    licence: Licence | None = None
    evidence: tuple[Evidence, ...] = ()
    tallies: tuple[Tally, Tally] | None = None

    @property
    def printed(self) -> bool:
        """True when the cell is shown in the table: something bears on it, or silence breaches it."""
        return self.pro is not Grade.NONE or self.con is not Grade.NONE or self.status is Status.BREACHED


class Table:
    """One agreement and some claims; answers for any cell on any day, or for those of the duties ``asked`` about."""

    def __init__(
        self, duties: Duties, claims: Claims, *, until: int | None = None, asked: Iterable[Duty] | None = None
    ) -> None:
        self.duties = duties
        self.agreement: Agreement = duties.agreement
        self.claims = claims
        self.until = until
        wanted = None if asked is None else duties.needed(asked)
        self.books = Books(duties, claims, wanted)
        self._status = _projection(self.agreement)
        self._dependents: defaultdict[int, list[tuple[int, Look]]] = defaultdict(list)
        self._past: dict[int, Past] = {}
        self._notices: dict[tuple[str, str], tuple[list[int], list[int]]] = {}
        #: (first day, duty, last day, whether its own grades changed): what must be looked at again.
        self._queue: list[tuple[int, int, int, bool]] = []
        self._deadlines = Deadlines(duties.bearers, self._past, self.notices)
        for duty in duties.cells.values() if wanted is None else wanted:
            for look in duties.looks(duty):
                self._dependents[look.watched].append((duty.number, look))
                self._past.setdefault(look.watched, Past())
        self.books.load(claims.live_rows(until=until))
        for number in self._past:
            for day in self.told_days(duties.all[number]):
                heapq.heappush(self._queue, (day, number, day, True))
        self._settle()

    # ------------------------------------------------------------ changes

    def changed(self, changes: Iterable[Change]) -> None:
        """Look again at what depends on days whose grades changed."""
        for number, first, last in changes:
            if number in self._past:
                heapq.heappush(self._queue, (first, number, last, True))
            elif (duty := self.duties.all[number]).announces:
                self._notices.pop((duty.of, duty.parties[0]), None)
                for watched in self._past:
                    if (other := self.duties.all[watched]).of == duty.of:
                        if other.waits is not None and other.waits.notice is not None:
                            self._look_again(watched, first + 1)
                        else:
                            heapq.heappush(self._queue, (first + 1, watched, NEVER, False))
        if self._queue:
            self._settle()

    def _settle(self) -> None:
        """Go through the days that must be looked at again, the earliest first; what they wake is always later."""
        while self._queue:
            first, number, last, own = heapq.heappop(self._queue)
            past, duty = self._past[number], self.duties.all[number]
            # Where silence is a breach, days that nothing bears on may turn, too.
            own = own or (self.duties.terms[duty.term].silence == "breached" and first <= duty.force.last)
            if first < last:
                # Where only what others did has changed, the days that something bears on are looked at.
                following = past.known.earliest(first + 1)
                if own:
                    end = max(self.books.last_day(duty), past.known.latest(0, NEVER) or 0)
                    following = first + 1 if first < min(last, end) else None
                if following is not None and following <= last:
                    heapq.heappush(self._queue, (following, number, last, own))
            if not own and past.known.latest(first, first) is None:
                continue
            verdict = self.verdict(duty, first)
            before, after = past.put(first, verdict.status, verdict.con, printed=verdict.printed)
            if before != after:
                self._wake(number, first, before, after)

    def _look_again(self, number: int, first: int) -> None:
        """Queue all days of a duty whose deadline may have moved, and those of others that look at silent ones."""
        first = max(first, self.duties.all[number].force.first)
        heapq.heappush(self._queue, (first, number, NEVER, True))
        for dependent, _ in self._dependents[number]:
            if dependent in self._past:
                heapq.heappush(self._queue, (first + 1, dependent, NEVER, False))

    def _wake(self, number: int, day: int, before: Day, after: Day) -> None:
        """Queue the later days of other duties whose condition, permission or deadline may now read otherwise."""
        past, duty, words = self._past[number], self.duties.all[number], {before.word, after.word}
        for dependent, look in self._dependents[number]:
            if dependent not in self._past:
                continue  # nobody asks about its days but when they are looked at
            if look.by == "deadline":
                self._look_again(dependent, day + 1)
                continue
            # That nobody told of a day is as good as unknown.
            if before.word == after.word or words == {"unknown", "untold"}:
                continue
            if look.by == "after" and "breached" not in words:
                continue
            # Where another breach is in sight, too, it decides alone.
            within = NEVER if look.within is None else look.within
            earlier = past.breached.latest(day - within, day - 1)
            first = day + 1 if earlier is None else max(day, earlier + within) + 1
            last = min(day + within, past.breached.earliest(day + 1) or NEVER)
            if look.within is None and "breached" not in words:
                if past.disputed.latest(0, day - 1) is not None:
                    continue
                gap = past.unknown.latest(0, day - 1) is not None
                gap = gap or self._silent(duty, duty.force.first, day - 1) is not None
                if "disputed" not in words and gap:
                    continue
            if first <= last:
                heapq.heappush(self._queue, (first, dependent, last, False))

    # ------------------------------------------------------------ cells

    def told_days(self, duty: Duty) -> list[int]:
        """The days of a duty that something bears on, or that silence breaches, sorted."""
        last = self.books.last_day(duty)
        days = self.books.ledgers[duty.number].told_days(last)
        if self.duties.terms[duty.term].silence == "breached" and duty.force.ends:
            days.update(range(max(duty.due, duty.force.first), duty.force.last + 1))
        return sorted(days)

    def verdicts(self, duty: Duty) -> Iterator[tuple[int, Verdict]]:
        """The printed cells of a duty, day by day."""
        for day in self.told_days(duty):
            verdict = self.verdict(duty, day)
            if verdict.printed:
                yield day, verdict

    def verdict(self, duty: Duty, day: int) -> Verdict:
        """The state of a cell of a numbered duty."""
        return self.judged(duty, day, *self.grades(duty, day))

    def grades(self, duty: Duty, day: int) -> tuple[Grade, Grade]:
        """The grades for and against on a day."""
        if day > self.books.last_day(duty):
            return Grade.NONE, Grade.NONE
        pro, con = self.books.ledgers[duty.number].grades(day)
        if pro and duty.is_clocked:
            # What must not yet be done is no breach, and what may have to be is a possible one.
            pro = min(pro, _MOST[self.due(duty, day).truth])
        return _GRADES[pro], _GRADES[con]

    def due(self, duty: Duty, day: int) -> Due:
        """Whether a duty must have been done by the begin of a day; with what that is known by."""
        return self._deadlines.due(duty, day)

    def judged(self, duty: Duty, day: int, pro: Grade, con: Grade) -> Verdict:
        """What two grades on a day come to with the notices, conditions and permissions of that day."""
        term = self.duties.terms[duty.term]
        if term.not_assessed is not None:
            return Verdict(Status.NOT_ASSESSED, pro, con)
        notice, condition = self.lifted(duty, day)
        if notice is not None or (condition is not None and condition.word == "breached"):
            return Verdict(Status.SUSPENDED, pro, con, notice, condition)
        status, licence = self.own(duty, day, pro, con), None
        if status is Status.BREACHED:
            status, licence = self.tempered(duty, day, condition)
        return Verdict(status, pro, con, None, condition, licence)

    def own(self, duty: Duty, day: int, pro: Grade, con: Grade) -> Status:
        """What the evidence on a cell comes to by itself."""
        if duty.verb == "must":
            due = self.due(duty, day).truth
            if due is Truth.NO:
                return Status.KEPT if con.rank >= _ENOUGH else Status.NOT_DUE
            if due is Truth.YES and pro is con is Grade.NONE and self.duties.terms[duty.term].silence == "breached":
                return Status.BREACHED
        return self._status[pro, con]

    def lifted(self, duty: Duty, day: int) -> tuple[Notice | None, Condition | None]:
        """The notice that lifts a duty on a day, or what its condition came to; a breached condition lifts it too."""
        notice = self.suspended_since(duty.of, day)
        if notice is not None:
            return notice, None
        return None, self._condition(duty, day)

    def tempered(self, duty: Duty, day: int, condition: Condition | None) -> tuple[Status, Licence | None]:
        """What a breach by its own evidence comes to on a day: condition and permission are looked at last."""
        clause = self.duties.terms[duty.term].while_
        if condition is not None and clause is not None:
            if condition.word == "disputed":
                return Status.DISPUTED, None
            if condition.word == "unknown" and clause.presume == "none":
                return Status.UNKNOWN, None
        licence = self._licence(duty, day)
        return (Status.BREACHED if licence is None else Status.EXCUSED), licence

    # ------------------------------------------------------------ notices

    def notices(self, instrument: str, party: str) -> tuple[list[int], list[int]]:
        """(days of notice, days of revival) of a party, from the file and from claims, sorted."""
        key = (instrument, party)
        if key not in self._notices:
            force = self.duties.forces[instrument]
            found = []
            effects: tuple[Literal["suspended", "revived"], ...] = ("suspended", "revived")
            for effect in effects:
                days = set(self.told_notices(self.duties.notices[instrument, party, effect]))
                days |= {
                    self.duties.calendar.day(n.day)
                    for n in self.duties.instruments[instrument].notices
                    if n.by == party and n.effect == effect
                }
                found.append(sorted(day for day in days if force.first <= day <= force.last))
            self._notices[key] = (found[0], found[1])
        return self._notices[key]

    def told_notices(self, duty: Duty) -> list[int]:
        """The days of the notices that claims tell of well enough, in no order."""
        return [day for day, cell in self.books.ledgers[duty.number].cells.items() if cell[PRO_RANK] >= _ENOUGH]

    def standing_notice(self, instrument: str, party: str, day: int) -> int | None:
        """The day of the notice of ``party`` that stands on ``day``, if one does."""
        given, revived = self.notices(instrument, party)
        at = bisect.bisect_left(given, day)
        if at == 0:
            return None
        notice = given[at - 1]
        again = bisect.bisect_left(revived, notice)
        return None if again < len(revived) and revived[again] < day else notice

    def suspended_since(self, instrument: str, day: int) -> Notice | None:
        """The notice by a party that may suspend the instrument, if one stands; the earliest of several."""
        suspends = self.duties.instruments[instrument].suspends
        if suspends is None:
            return None
        standing = ((self.standing_notice(instrument, party, day), party) for party in suspends.by)
        return min((Notice(n, party) for n, party in standing if n is not None), default=None)

    # ------------------------------------------------------------ conditions

    def _condition(self, duty: Duty, day: int) -> Condition | None:
        """What the terms that this one depends on came to earlier; None when they were kept, or are not looked at."""
        term = self.duties.terms[duty.term]
        clause = term.while_
        if clause is None:
            return None
        last = day - 1
        if term.on_release is not None and term.on_release.needs == "announcement":
            notice = self.standing_notice(duty.of, duty.parties[0], day)
            if notice is None:
                return None
            last = min(last, notice)
        first = 0 if clause.within_days is None else day - clause.within_days
        found = [
            condition
            for other in clause.not_breached
            for watched in self.duties.others(other, duty.parties[0])
            if (condition := self._before(watched, first, last)) is not None
        ]
        return next((c for word in ("breached", "disputed", "unknown") for c in found if c.word == word), None)

    def _before(self, duty: Duty, first: int, last: int) -> Condition | None:
        first, last = max(first, duty.force.first), min(last, duty.force.last)
        if first > last:
            return None
        past = self._past[duty.number]
        words: Sequence[tuple[Literal["breached", "disputed", "unknown"], Days]] = (
            ("breached", past.breached),
            ("disputed", past.disputed),
            ("unknown", past.unknown),
        )
        for word, days in words:
            found = days.latest(first, last)
            if found is not None:
                return Condition(word, CellName(duty.term, duty.parties[0], found))
        return None if self._silent(duty, first, last) is None else Condition("unknown")

    def _silent(self, duty: Duty, first: int, last: int) -> int | None:
        """The first day that counts as unknown because nobody told of it; for a duty only where it may be due."""
        known = self._past[duty.number].known
        if duty.verb != "must":
            first = max(first, duty.force.first)
            return None if known.covers(first, last) else first
        return self._deadlines.next_open(duty, max(first, duty.force.first), last, known.stretch_end)

    def _licence(self, duty: Duty, day: int) -> Licence | None:
        """The permission that excuses a breach on this day, and the breach it answers."""
        for may in self.duties.licences(duty):
            force = self.duties.in_force[may.id]
            if not force.first <= day <= force.last:
                continue
            if may.after is None:
                return Licence(may.id)
            for other in may.after.breach_of:
                for watched in self.duties.others(other, duty.parties[0]):
                    found = self._past[watched.number].breached.latest(day - may.after.within_days, day - 1)
                    if found is not None:
                        return Licence(may.id, CellName(other, watched.parties[0], found))
        return None


def _projection(agreement: Agreement) -> dict[tuple[Grade, Grade], Status]:
    """The table of section 7: what the two grades come to."""
    breach, found = Grade(agreement.evidence.breach_at).rank, {}
    for pro in Grade:
        for con in Grade:
            settled = con.rank >= _ENOUGH
            if pro.rank >= breach:
                status = Status.DISPUTED if settled else Status.BREACHED
            elif pro.rank >= Grade.SINGLE.rank:
                status = Status.DISPUTED if con is not Grade.NONE else Status.ALLEGED
            else:
                status = Status.KEPT if settled else Status.UNKNOWN
            found[pro, con] = status
    return found
