"""A table of which some cells are counted and the others stand as they were kept: a change costs what it touches.

Which cells a claim can bear on is found by laying it beside the duties (:func:`reaches_of`). These are counted from
all claims that reach them; what the days of other duties came to is taken from what was kept. Where that has changed,
the cells that look at it are judged again by their kept grades. That this gives the table of all claims is a law of the
tests. The one kind of agreement that it does not hold for is one with a deadline that waits for something
(:func:`can_rest`): there the grades themselves depend on the past of others.
"""

from __future__ import annotations

import heapq
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal, NamedTuple, Protocol

import numpy as np

from truceline.assess.books import Books
from truceline.assess.calendar import written
from truceline.assess.claims import Claims, column
from truceline.assess.deadlines import Deadlines
from truceline.assess.duties import Duties, Duty
from truceline.assess.inquiry import Inquiry
from truceline.assess.ledger import NEVER, PRO_RANK
from truceline.assess.past import Day, Past, Word, day_of
from truceline.assess.rows import Sites, gather
from truceline.assess.sufficient import sufficient_claims
from truceline.assess.table import _ENOUGH, Table, Verdict, _projection
from truceline.model.agreement import Agreement
from truceline.model.status import Cell, Grade

#: A letter for what a day came to to those who look at it; a capital where somebody says that the duty was done.
_LETTERS: dict[Word, str] = {"breached": "b", "disputed": "d", "unknown": "u", "kept": "k", "settled": "s"}
_WORDS: dict[str, Word] = {letter: word for word, letter in _LETTERS.items()}
_UNTOLD = "."
#: The days that a duty is counted on: stretches (both ends included), or None for all.
Days = Sequence[tuple[int, int]] | None


class Reach(NamedTuple):
    """A claim that can bear on a duty: on ``first`` to ``last`` by its window (``day``), by merely touching a long
    stretch (``stretch``, for or against), or as the deed itself. Days are ordinals, both included."""

    claim: str
    duty: str
    by: Literal["day", "stretch", "deed"]
    pro: bool
    first: int
    last: int


class Standing(Protocol):
    """What is kept of the duties that are not counted, each by its name (:func:`name_of`)."""

    def words(self, duty: str) -> tuple[int, str]:
        """The first day that is told of, and a letter for it and each day after it (:func:`words_of`)."""

    def grades(self, duty: str) -> Mapping[int, tuple[Grade, Grade]]:
        """The grades of the kept cells, by day."""

    def told_notices(self, duty: str) -> Sequence[int]:
        """The days of the notices that claims tell of well enough."""


#: The duties of the agreements that were asked about last, with these.
_LAST: list[tuple[Agreement, Duties]] = []
_REMEMBERED = 8


def duties_of(agreement: Agreement) -> Duties:
    """The duties of an agreement, made once for one that is asked about again."""
    for known, duties in _LAST:
        if known is agreement:
            return duties
    duties = Duties(agreement)
    _LAST.insert(0, (agreement, duties))
    del _LAST[_REMEMBERED:]
    return duties


def can_rest(duties: Duties) -> bool:
    """True when the cells of an agreement can be counted apart: no deadline waits for what others do.

    Nor may silence breach a duty that never ends, since the days of which nobody told would have no last; nor may
    somebody read another deadline into a term, since what reaches a duty is kept for all its readings together.
    """
    plain = all(duty.waits is None for duty in duties.all) and not any(
        reading.instead is not None for term in duties.agreement.terms for reading in term.readings
    )
    return plain and not any(
        duties.terms[duty.term].silence == "breached" and not duty.force.ends for duty in duties.cells.values()
    )


def entwined(duties: Duties) -> set[str]:
    """The names of the duties that look at others or are looked at: what their days came to is kept in a word each."""
    found: set[str] = set()
    for duty in duties.cells.values():
        looks = duties.looks(duty)
        found.update(name_of(duties.all[look.watched]) for look in looks)
        found.update([name_of(duty)] if looks else [])
    return found


def name_of(duty: Duty) -> str:
    """What a duty is called where cells are kept: by term and party; as somebody reads it, it is called the same."""
    if duty.announces:
        return f"{duty.use}:{duty.of}:{duty.parties[0]}"
    return f"cell:{duty.term}:{duty.parties[0]}"


def stands_alone(duty: Duty) -> bool:
    """True when a day of a duty is given by the claims that reach that day: one that deeds are not carried to."""
    return duty.prohibits or not duty.types


def reaches_of(duties: Duties, claims: Claims) -> list[Reach]:
    """Which duties each claim can bear on, live or not, and on which days."""
    counting = np.array([kind.counts for kind in claims.kinds], dtype=bool)
    if not len(counting):
        return []
    live = counting[column(claims.kind)]
    live[list(claims.dropped)] = False
    found = gather(duties, claims, Sites(duties), np.flatnonzero(live))
    names = [name_of(duty) for duty in duties.all]
    numbers = {name: i for i, name in enumerate(dict.fromkeys(names))}
    called = list(numbers)
    number_of = np.array([numbers[name] for name in names], dtype=np.int64)
    rows, ids = found.rows, claims.ids
    reaches: dict[tuple[int, int, str, bool], tuple[int, int]] = {}
    if len(rows.day):
        key = number_of[rows.duty] * len(ids) + rows.claim
        order = np.lexsort((rows.day, key))
        key, day = key[order], rows.day[order]
        begins = np.flatnonzero(np.diff(key, prepend=-1))
        ends = np.append(begins[1:], len(key)) - 1
        for pair, first, last in zip(key[begins].tolist(), day[begins].tolist(), day[ends].tolist(), strict=True):
            reaches[pair // len(ids), pair % len(ids), "day", False] = first, last
    others: list[tuple[int, int, str, bool, int, int]] = [
        (s.duty, s.claim, "stretch", s.pro, s.first, s.last) for s in found.stretches
    ]
    for deed in found.deeds:
        days = duties.all[deed.duty].force.days_of(claims.start[deed.claim], claims.end[deed.claim], duties.calendar)
        others.append((deed.duty, deed.claim, "deed", False, *days))
    for duty, claim, by, pro, first, last in others:
        place = (int(number_of[duty]), claim, by, pro)
        known = reaches.get(place, (first, last))
        reaches[place] = min(first, known[0]), max(last, known[1])
    return [
        Reach(ids[claim], called[duty], by, pro, first, last)  # type: ignore[arg-type]
        for (duty, claim, by, pro), (first, last) in reaches.items()
    ]


def words_of(days: Mapping[int, Day]) -> tuple[int, str]:
    """What the days of a duty came to, as a first day and a letter for each from then on."""
    if not days:
        return 0, ""
    first = min(days)
    letters = [_UNTOLD] * (max(days) - first + 1)
    for day, told in days.items():
        if told.word in _LETTERS:
            letter = _LETTERS[told.word]
            letters[day - first] = letter.upper() if told.hinted else letter
    return first, "".join(letters)


_RUNS = {word: re.compile(f"[{letter}{letter.upper()}]+") for word, letter in _LETTERS.items()}
_KNOWN, _HINTED = re.compile(r"[^.]+"), re.compile(r"[A-Z]+")


def past_of(first: int, letters: str) -> Past:
    """The past that was written down by :func:`words_of`."""
    past = Past()
    days = {letter: Day(_WORDS[letter.lower()], letter.isupper()) for letter in set(letters) - {_UNTOLD}}
    past.days.update({first + i: days[letter] for i, letter in enumerate(letters) if letter != _UNTOLD})
    sets = [(past.known, _KNOWN), (past.hinted, _HINTED)]
    sets += [(past.sets[word], _RUNS[word]) for word in past.sets]
    for found, pattern in sets:
        found.set_stretches([(first + m.start(), first + m.end() - 1) for m in pattern.finditer(letters)])
    return past


class _Pasts(dict[int, Past]):
    """The pasts of duties that have cells, taken from what is kept when somebody first looks."""

    def __init__(self, duties: Duties, standing: Standing, followed: Iterable[Duty]) -> None:
        super().__init__()
        self._names = {duty.number: name_of(duty) for duty in duties.cells.values()}
        self._followed = {duty.number for duty in followed}
        self._standing = standing

    def __contains__(self, number: object) -> bool:
        return number in self._followed

    def __missing__(self, number: int) -> Past:
        past = self[number] = past_of(*self._standing.words(self._names[number]))
        return past


class PartlyTable(Table):
    """A table in which the cells of ``fresh`` (by the name of their duty) are counted from ``claims``.

    Later changes are followed (``follows``) to whatever looks at these cells, or as far as these look themselves.
    """

    def __init__(
        self,
        duties: Duties,
        claims: Claims,
        fresh: Mapping[str, Days],
        standing: Standing,
        *,
        follows: bool = False,
    ) -> None:
        self.duties = duties
        self.agreement = duties.agreement
        self.claims = claims
        self.until = None
        self.standing = standing
        self._fresh = {duty.number: fresh[name_of(duty)] for duty in duties.all if name_of(duty) in fresh}
        asked = [duty for duty in duties.all if duty.number in self._fresh]
        # Where claims are counted out and in again to try things, they must be in the books of all that they bear on.
        self.books = Books(duties, claims, asked if follows else None)
        self._status = _projection(self.agreement)
        self._dependents = defaultdict(list)
        self._notices = {}
        self._queue = []
        looked_at = [duties.all[look.watched] for duty in asked for look in duties.looks(duty)]
        self._past = _Pasts(duties, standing, duties.cells.values() if follows else looked_at)
        self._deadlines = Deadlines(duties.bearers, self._past, self.notices)
        for duty in duties.cells.values():
            for look in duties.looks(duty):
                self._dependents[look.watched].append((duty.number, look))
        self._entwined = entwined(duties)
        self._grades: dict[int, Mapping[int, tuple[Grade, Grade]]] = {}
        #: Cells that were judged again, by duty and day.
        self.again: dict[tuple[int, int], Verdict] = {}
        self.books.load(claims.live_rows())

    @property
    def pasts(self) -> Mapping[int, Past]:
        """What the days of the duties came to that somebody looked at, by the number of the duty."""
        return dict(self._past)

    def is_fresh(self, number: int, day: int) -> bool:
        """True when a cell is counted from the claims."""
        if number not in self._fresh:
            return number < 0
        stretches = self._fresh[number]
        return stretches is None or any(first <= day <= last for first, last in stretches)

    def fresh_days(self, duty: Duty) -> Iterator[int]:
        """The days of a duty that are counted and that something bears on, sorted."""
        stretches = self._fresh[duty.number]
        if stretches is None:
            yield from self.told_days(duty)
            return
        for first, last in stretches:
            yield from range(max(first, duty.force.first), min(last, duty.force.last) + 1)

    def grades(self, duty: Duty, day: int) -> tuple[Grade, Grade]:
        """The grades for and against on a day, counted or kept."""
        if self.is_fresh(duty.number, day):
            return super().grades(duty, day)
        if duty.number not in self._grades:
            self._grades[duty.number] = self.standing.grades(name_of(duty))
        return self._grades[duty.number].get(day, (Grade.NONE, Grade.NONE))

    def told_notices(self, duty: Duty) -> list[int]:
        """From kept ones, and from claims where counted; sorted."""
        kept = [d for d in self.standing.told_notices(name_of(duty)) if not self.is_fresh(duty.number, d)]
        counted = [d for d in super().told_notices(duty) if self.is_fresh(duty.number, d)]
        return sorted([*kept, *counted])

    def settle(self) -> None:
        """Judge again whatever looks at what the counted cells came to, until nothing changes any more."""
        for number in sorted(self._fresh):
            duty = self.duties.all[number]
            if duty.announces:
                self._renotice(duty)
        for number in sorted(self._fresh):
            duty = self.duties.all[number]
            if duty.use == "cell" and name_of(duty) in self._entwined:
                days = {*self.fresh_days(duty), *(d for d in self._past[number].days if self.is_fresh(number, d))}
                for day in days:
                    heapq.heappush(self._queue, (day, number, day, True))
        self._settle()

    def _renotice(self, duty: Duty) -> None:
        """Queue what looks at notices, where these have changed."""
        before = set(self.standing.told_notices(name_of(duty)))
        turned = before ^ set(self.told_notices(duty))
        if not turned:
            return
        for other in self.duties.cells.values():
            if other.of == duty.of:
                heapq.heappush(self._queue, (min(turned) + 1, other.number, NEVER, False))

    def _settle(self) -> None:
        while self._queue:
            first, number, last, own = heapq.heappop(self._queue)
            past, duty = self._past[number], self.duties.all[number]
            silent = self.duties.terms[duty.term].silence == "breached"
            own = own or (silent and first <= duty.force.last)
            if first < last:
                following = past.known.earliest(first + 1)
                if own:
                    end = max(min(self.books.last_day(duty), duty.force.last), past.known.latest(0, NEVER) or 0)
                    following = first + 1 if first < min(last, end) else None
                if following is not None and following <= last:
                    heapq.heappush(self._queue, (following, number, last, own))
            if not own and past.known.latest(first, first) is None:
                continue
            verdict = self.verdict(duty, first)
            before, after = past.put(first, verdict.status, verdict.con, printed=verdict.printed)
            if not self.is_fresh(number, first):
                self.again[number, first] = verdict
            if before != after:
                self._wake(number, first, before, after)


def light_cell(inquiry: Inquiry, duty: Duty, day: int) -> Cell | None:
    """A cell as it is kept: status, grades and the claims that give them; None when it is not shown in a table."""
    verdict = inquiry.table.verdict(duty, day)
    if not verdict.printed:
        return None
    return Cell(
        term=duty.term,
        party=duty.parties[0],
        day=written(day),
        status=verdict.status,
        pro=verdict.pro,
        con=verdict.con,
        claims=sufficient_claims(inquiry, inquiry.shown(verdict, duty, day), duty, day),
    )


def frontier(inquiry: Inquiry, duty: Duty) -> tuple[str, ...] | None:
    """The deeds of a duty that alone give what all of its deeds do; None where they are few, or all must be known."""
    if stands_alone(duty) or duty.maintain or not duty.force.ends:
        return None
    return inquiry.exhibits(duty).frontier(duty)


def merged(stretches: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Stretches of days put together where they overlap or adjoin, sorted."""
    found: list[tuple[int, int]] = []
    for first, last in sorted(stretches):
        if found and first <= found[-1][1] + 1:
            found[-1] = found[-1][0], max(last, found[-1][1])
        else:
            found.append((first, last))
    return found


class Whole(NamedTuple):
    """All that is kept of an agreement's table: its cells, and by the name of a duty what others look at.

    ``words`` are of entwined duties (:func:`words_of`), ``notices`` the days of those that claims tell of well enough,
    ``frontiers`` the deeds that give what all deeds of a duty do.
    """

    cells: list[Cell]
    words: dict[str, tuple[int, str]]
    notices: dict[str, list[int]]
    frontiers: dict[str, tuple[str, ...]]


def count_whole(duties: Duties, claims: Claims) -> Whole:
    """Count everything anew."""
    table = Table(duties, claims)
    inquiry = Inquiry(table)
    cells: list[Cell] = []
    words: dict[str, tuple[int, str]] = {}
    frontiers: dict[str, tuple[str, ...]] = {}
    looking = entwined(duties)
    for duty in duties.cells.values():
        found = {day: cell for day in table.told_days(duty) if (cell := light_cell(inquiry, duty, day)) is not None}
        cells += found.values()
        if name_of(duty) in looking:
            words[name_of(duty)] = words_of({day: day_of(cell.status, cell.con) for day, cell in found.items()})
        deeds = frontier(inquiry, duty)
        if deeds is not None:
            frontiers[name_of(duty)] = deeds
    notices = {
        name_of(duty): days
        for duty in duties.notices.values()
        if (days := sorted(d for d, c in table.books.ledgers[duty.number].cells.items() if c[PRO_RANK] >= _ENOUGH))
    }
    return Whole(sorted(cells, key=lambda c: (c.term, c.party, c.day)), words, notices, frontiers)
