"""Claims laid beside duties all at once: which cells each of them entails or touches, in columns.

This is the rule of section 3 of the input form for many claims; :mod:`truceline.assess.books` has it for one claim that
comes late. That both give the same books is a law of the tests.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from truceline.assess.calendar import Calendar
from truceline.assess.claims import Claims, Longs, column
from truceline.assess.duties import Duties, Duty, Part, Question, questions
from truceline.assess.scope import act, exceeds
from truceline.model.status import Truth
from truceline.model.world import Place

#: A claim that merely touches more days than this is kept as one stretch.
LONG = 31
_CODE = {Truth.NO: 0, Truth.POSSIBLE: 1, Truth.YES: 2}


class Sites:
    """Where each place lies towards each zone: 0 outside, 1 possibly inside, 2 inside (for a denial: covers it).

    Towards zones that none of the duties ``asked`` about has, every place is outside.
    """

    def __init__(self, duties: Duties, asked: Iterable[Duty] | None = None) -> None:
        self._zones = duties.zones
        self._asked = {duty.zone for duty in (duties.all if asked is None else asked)}
        # A term without a zone has every place inside, and only a denial that names no place covers it.
        self._everywhere, self._nowhere = bytearray(), bytearray()
        self._tables: dict[str | None, tuple[bytearray, bytearray]] = {
            zone: (bytearray(), bytearray()) for zone in dict.fromkeys(duty.zone for duty in duties.all) if zone
        }
        self._tables[None] = self._everywhere, self._nowhere
        #: Each zone as a bit, and for each place the bits of the zones that it is not surely outside of.
        self.bits = {zone: 1 << i for i, zone in enumerate(self._tables)}
        self.near: list[int] = []

    def extend(self, places: Sequence[Place | None]) -> None:
        """Look at the places that are new at the end of the list."""
        known = len(self._everywhere)
        if known == len(places):
            return
        new = places[known:]
        self._everywhere += b"\2" * len(new)
        self._nowhere += bytes(1 if place else 2 for place in new)
        near = [self.bits[None]] * len(new)
        positions = self._zones.positions(new, [zone for zone in self._tables if zone and zone in self._asked])
        for zone, (told, denied) in self._tables.items():
            if zone in positions:
                inside, contains = positions[zone]
                told += inside.tobytes()
                denied += np.where(contains & (inside > 0), 2, np.minimum(inside, 1)).astype(np.uint8).tobytes()
                for at in np.flatnonzero(inside).tolist():
                    near[at] |= self.bits[zone]
            elif zone:
                told += bytes(len(new))
                denied += bytes(len(new))
        self.near += near

    def of(self, zone: str | None, negative: bool) -> bytearray:
        """The answers for one zone, by the number of the place."""
        return self._tables[zone][negative]


class Rows(NamedTuple):
    """Evidence in columns: claim ``claim`` bears on the cell of ``duty`` on ``day``, for or against, surely or not.

    The rows of a cell stand together, in the order of their claims' ids.
    """

    duty: Longs
    day: Longs
    claim: Longs
    pro: NDArray[np.bool_]
    entails: NDArray[np.bool_]

    def at(self, where: Longs) -> Rows:
        """The rows at these places, in this order."""
        return Rows(self.duty[where], self.day[where], self.claim[where], self.pro[where], self.entails[where])


class Stretch(NamedTuple):
    """A claim that merely touches many days of one duty."""

    duty: int
    first: int
    last: int
    pro: bool
    claim: int


class Deed(NamedTuple):
    """A claim that tells of the deed that a duty asks for; ``sure`` when all but its window is sure."""

    duty: int
    claim: int
    sure: bool


class Gathered(NamedTuple):
    """All that claims say about some duties; stretches and deeds, too, in the order of their claims' ids."""

    rows: Rows
    stretches: list[Stretch]
    deeds: list[Deed]


def gather(duties: Duties, claims: Claims, sites: Sites, live: Longs, asked: Iterable[Duty] | None = None) -> Gathered:
    """Lay the live claims beside all duties of the agreement, or beside those that are asked about."""
    wanted = None if asked is None else list(asked)
    sites.extend(claims.places)
    forms = _Forms(duties, claims, live)
    pieces: list[tuple[NDArray[np.int64], ...]] = [(np.zeros(0, dtype=np.int64),) * 5]
    stretches: list[Stretch] = []
    deeds: list[Deed] = []
    for type_, negative, at in forms.groups():
        windows = _Windows.of(duties.calendar, claims, live[at])
        site = column(claims.site)[windows.rows]
        form = forms.of_claim[at]
        for duty in duties.concerned(type_) if wanted is None else wanted:
            table = np.frombuffer(sites.of(duty.zone, negative), dtype=np.uint8)
            for question in questions(duty):
                bearing = question.denied if negative else question.told
                codes = None if bearing is None else forms.codes(type_, duty, question, negative=negative)
                if bearing is None or codes is None:
                    continue
                code = np.minimum(codes[form], table[site])
                force = duty.force
                met = np.flatnonzero(code)
                met = met[(windows.end[met] > force.start) & (windows.start[met] < force.end)]
                if not len(met):
                    continue
                sure = (code[met] == 2) & forms.definite[form[met]]
                if bearing[0] == "deed":
                    told = zip(windows.rows[met].tolist(), sure.tolist(), strict=True)
                    deeds += [Deed(duty.number, claim, surely) for claim, surely in told]
                    continue
                whole = forms.throughout[form[met]] | negative
                window = windows.at(met)
                pieces.append(_on_days(duties.calendar, duty, bearing, window, sure, whole, negative, stretches))
    rank = claims.ranks
    stretches.sort(key=lambda stretch: rank[stretch.claim])
    deeds.sort(key=lambda deed: rank[deed.claim])
    return Gathered(_in_order(pieces, rank), stretches, deeds)


def _in_order(pieces: Sequence[tuple[NDArray[np.int64], ...]], rank: Longs) -> Rows:
    duty, day, claim, pro, entails = (np.concatenate(c) for c in zip(*pieces, strict=True))
    days = int(day.max(initial=0)) + 1
    order = np.argsort((duty * days + day) * len(rank) + rank[claim], kind="stable")
    return Rows(duty[order], day[order], claim[order], pro[order].astype(bool), entails[order].astype(bool))


class _Windows(NamedTuple):
    """When some claims say that it was: instants, and the local days of the first and the last."""

    rows: Longs
    start: Longs
    end: Longs
    first: Longs
    last: Longs

    @staticmethod
    def of(calendar: Calendar, claims: Claims, rows: Longs) -> _Windows:
        start, end = column(claims.start)[rows], column(claims.end)[rows]
        return _Windows(rows, start, end, calendar.days_of(start), calendar.days_of(end - 1))

    def at(self, where: Longs) -> _Windows:
        return _Windows(*(values[where] for values in self))


class _Forms:
    """The forms in which claims come: their kind and, for dated members of a party, the phase of their window.

    All claims of one form bear alike on every duty, wherever and whenever they are.
    """

    def __init__(self, duties: Duties, claims: Claims, live: Longs) -> None:
        self._duties = duties
        kinds = column(claims.kind)[live].astype(np.int64)
        dated = np.array([duties.scoper.is_dated(kind) for kind in claims.kinds], dtype=bool)
        if len(live) and dated.any():
            turns = np.array(duties.scoper.turns, dtype=np.int64)
            phase = np.searchsorted(turns, column(claims.start)[live], "right") * (len(turns) + 1)
            phase += np.searchsorted(turns, column(claims.end)[live], "left")
            kinds += np.where(dated[kinds], phase + 1, 0) * len(claims.kinds)
        numbers, example, self.of_claim = _distinct(kinds)
        found = [claims.kinds[n] for n in (numbers % max(1, len(claims.kinds))).tolist()]
        self._kinds = found
        phases = (numbers // max(1, len(claims.kinds))).tolist()
        #: (actors or recipients, and the phase if it matters) -> a number; with a window in that phase.
        self._names: dict[tuple[tuple[str, ...], int], int] = {}
        self._windows: list[tuple[int, int]] = []
        rows = live[example].tolist()
        windows = [(claims.start[row], claims.end[row]) for row in rows]
        each = list(zip(found, phases, windows, strict=True))
        self._who = np.array([self._name(kind.actors, *when) for kind, *when in each], dtype=np.int64)
        self._whom = np.array([self._name(kind.recipients, *when) for kind, *when in each], dtype=np.int64)
        self.negative = np.array([kind.negative for kind in found], dtype=bool)
        self.throughout = np.array([kind.throughout for kind in found], dtype=bool)
        self.definite = np.array([kind.definite for kind in found], dtype=bool)
        types = dict.fromkeys(kind.type for kind in found)
        self._types = {type_: i for i, type_ in enumerate(types)}
        self._type = np.array([self._types[kind.type] for kind in found], dtype=np.int64)
        self._truths: dict[tuple[object, ...], NDArray[np.uint8]] = {}

    def _name(self, actors: tuple[str, ...], phase: int, window: tuple[int, int]) -> int:
        number = self._names.setdefault((actors, phase), len(self._names))
        if number == len(self._windows):
            self._windows.append(window)
        return number

    def groups(self) -> Iterator[tuple[str, bool, Longs]]:
        """(type, told or denied, where such claims stand among the live ones)."""
        group = (self._type * 2 + self.negative)[self.of_claim].astype(np.int32)
        order = np.argsort(group, kind="stable")
        types = list(self._types)
        bounds = np.flatnonzero(np.diff(group[order], prepend=-1)).tolist()
        for a, b in itertools.pairwise([*bounds, len(order)]):
            number = int(group[order[a]])
            yield types[number // 2], bool(number % 2), order[a:b]

    def codes(self, type_: str, duty: Duty, question: Question, *, negative: bool) -> NDArray[np.uint8] | None:
        """For each form of a type: 2 when act, actor and target surely are the duty's, 1 when possibly, 0 when not."""
        told = act(type_, question.types, negative=negative, watching=question.watching)
        if told is Truth.NO:
            return None
        scoper = self._duties.scoper
        who = self._truth(scoper.who, duty.actors, negative=negative)[self._who]
        whom = self._truth(scoper.whom, question.unless, negative=negative)[self._whom]
        codes = np.minimum(np.minimum(who, whom), _CODE[told])
        if question.cap is not None:
            codes = np.minimum(codes, [_CODE[exceeds(kind, question.cap)] for kind in self._kinds])
        return np.asarray(codes, dtype=np.uint8)

    def _truth(self, ask: Callable[..., Truth], about: object, *, negative: bool) -> NDArray[np.uint8]:
        key = (ask.__name__, about, negative)
        if key not in self._truths:
            names = zip(self._names, self._windows, strict=True)
            answers = [_CODE[ask(name[0], about, *window, negative=negative)] for name, window in names]
            self._truths[key] = np.array(answers, dtype=np.uint8)
        return self._truths[key]


def _distinct(values: Longs) -> tuple[Longs, Longs, Longs]:
    """The different values (none below 0), where each is first met, and for each of the values given its place."""
    if not len(values) or int(values.max()) > 8 * len(values):
        return np.unique(values, return_index=True, return_inverse=True)
    met = np.full(int(values.max()) + 1, -1)
    met[values[::-1]] = np.arange(len(values) - 1, -1, -1)
    numbers = np.flatnonzero(met >= 0)
    place = np.empty(len(met), dtype=np.int64)
    place[numbers] = np.arange(len(numbers))
    return numbers, met[numbers], place[values]


def _on_days(
    calendar: Calendar,
    duty: Duty,
    bearing: tuple[Part, bool],
    windows: _Windows,
    sure: NDArray[np.bool_],
    whole: NDArray[np.bool_],
    negative: bool,
    stretches: list[Stretch],
) -> tuple[NDArray[np.int64], ...]:
    """Each claim on each day in force that its window meets; long stretches that it merely touches go to a list."""
    part, pro = bearing
    force = duty.force
    a = np.where(windows.start <= force.start, force.first, windows.first)
    b = np.where(windows.end >= force.end, force.last, windows.last)
    if part == "due":
        a = np.maximum(a, duty.due)
    kept = a <= b
    long = kept & (b - a >= LONG) & ~(sure & whole)
    if long.any() and not duty.announces:
        ends = np.stack([a, b, windows.rows], axis=1)[long].tolist()
        stretches += [Stretch(duty.number, first, last, pro, claim) for first, last, claim in ends]
    kept &= ~long
    if not kept.all():
        at = np.flatnonzero(kept)
        windows, a, b, sure, whole = windows.at(at), a[at], b[at], sure[at], whole[at]
    if negative:
        # A denial entails where it covers the span of the day: on every day but its first and last that is so.
        starts = np.maximum(calendar.starts_of(windows.first), force.start)
        ends_ = np.minimum(calendar.starts_of(windows.last + 1), force.end)
        opens = sure & ((a > windows.first) | (windows.start <= starts))
        closes = sure & ((b < windows.last) | (windows.end >= ends_))
    else:
        # An act at an unknown instant of its window lies on a day surely when the whole window does.
        within = (windows.first == windows.last) & (windows.start >= force.start) & (windows.end <= force.end)
        opens = closes = sure & (whole | within)
    count = b - a + 1
    index = np.arange(len(a))
    day, entails = a, opens & closes
    if (count > 1).any():
        index = np.repeat(index, count)
        day = a[index] + np.arange(len(index)) - np.repeat(np.cumsum(count) - count, count)
        between = (sure & whole)[index]
        first, last = day == a[index], day == b[index]
        edges = np.where(first, opens[index], closes[index])
        entails = np.where(first & last, entails[index], np.where(first | last, edges, between))
        entails &= whole[index] | (count == 1)[index]
    claim = windows.rows[index]
    if duty.announces:
        day, entails, claim = day[entails], entails[entails], claim[entails]
    size = len(day)
    return np.full(size, duty.number), day, claim, np.full(size, int(pro)), entails.astype(np.int64)
