"""Lines of claims -> columns of those that can be used, and one sentence about each line that cannot.

Most lines have the plain form that ``truceline read`` writes. Those are decoded by a declared shape and their times all
at once; every other line goes the way of :func:`truceline.assess.record.read_record`, which is the rule for both.
"""

from __future__ import annotations

import itertools
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import attrgetter
from typing import Annotated, Any, BinaryIO, Literal, NamedTuple, Protocol, TypeVar, runtime_checkable

import msgspec
import numpy as np
from numpy.typing import NDArray

from truceline.assess.claims import Claims, column
from truceline.assess.record import (
    SINCE_EVER,
    Ends,
    Refusal,
    counts_things,
    kind_of,
    microseconds,
    read_place,
    read_record,
    recorded_at,
)
from truceline.assess.references import Reference, cyclic_ids
from truceline.model.agreement import Agreement
from truceline.model.claim import Certainty, Claim, Modality, Mode, Polarity, Speech
from truceline.model.event import EventType
from truceline.model.moment import anchored

#: Lines taken together: enough that what is done once for all costs little, few enough to stay in the nearest memory.
_TOGETHER = 1024
#: No claim is longer: a line beyond it is some other file.
_LONGEST = 16_000_000
_NULL = msgspec.Raw(b"null")
_OPEN: int = np.iinfo(np.int64).min
_ENDS: tuple[Ends, ...] = ("both", "start", "open")


@runtime_checkable
class _Seekable(Protocol):
    """A file that can go back to where it was."""

    def seek(self, offset: int, /) -> int: ...

    def tell(self) -> int: ...


class _Time(msgspec.Struct, gc=False):
    start: str | None = None
    end: str | None = None


class _Event(msgspec.Struct, gc=False):
    type: EventType
    actors: tuple[str, ...] | None = None
    recipients: tuple[str, ...] | None = None
    place: msgspec.Raw = _NULL
    time: _Time | None = None


class _Line(msgspec.Struct, gc=False):
    """The plain form of a line; whatever has another shape or uses other words is read the long way."""

    id: str
    recorded: str
    event: _Event
    kind: Literal["claim"] | None = None
    source: str | None = None
    origin: str | None = None
    speech: Speech | None = None
    polarity: Polarity | None = None
    certainty: Certainty | None = None
    modality: Modality | None = None
    mode: Mode | None = None
    supersedes: str | None = None
    withdraws: None = None


class _Uncounted(_Event, gc=False):
    objects: Annotated[list[msgspec.Raw], msgspec.Meta(max_length=0)] | None = None


class _UncountedLine(_Line, gc=False):
    event: _Uncounted


_PLAIN = msgspec.json.Decoder(_Line)
#: Where terms allow so many of something, what tells of things is read the long way.
_PLAIN_UNCOUNTED = msgspec.json.Decoder(_UncountedLine)
_NO_TIME = _Time()
#: A line as a row, so that many of them can be turned into columns.
_FIELDS = attrgetter(
    "id", "recorded", "source", "origin", "supersedes", "event.place", "event.time", "event.actors", "event.recipients"
)
_WORDS = attrgetter("event.type", "speech", "polarity", "certainty", "modality", "mode")
_ENDPOINTS = attrgetter("start", "end")
_Act = tuple[str, str | None, str | None, str | None, str | None, str | None]
_Actors = tuple[str, ...] | None
_Key = TypeVar("_Key")
_Value = TypeVar("_Value")
_MOST_REMEMBERED = 200_000


class Part(NamedTuple):
    """What some of the lines of a file came to; ids that come again are looked for when all parts are there."""

    claims: Claims
    refused: list[Refusal]
    broken: dict[str, list[Refusal]]
    lines: int


def decode_claims(
    lines: Iterable[bytes | str] | BinaryIO, agreement: Agreement, *, as_of: str | None = None
) -> tuple[Claims, tuple[Refusal, ...]]:
    """Read claims as JSON Lines: the usable ones that are known at ``as_of``, and every line that cannot be used.

    Lines of another ``kind`` are passed over; equal lines with one id count once; the order of the lines never matters.
    A file must be open for bytes and able to go back: two lines with one id are compared by reading them again.
    """
    file = lines if isinstance(lines, _Seekable) else None
    again = lines if file is not None or isinstance(lines, Sequence) else list(lines)
    begins = 0 if file is None else file.tell()
    part = decode_part(again, agreement, as_of=as_of)
    if file is not None:
        file.seek(begins)
    return join_parts([part], again)


def decode_part(lines: Iterable[bytes | str], agreement: Agreement, *, as_of: str | None = None) -> Part:
    """Read some of the lines of a file, numbered from 1; parts may be read in any place and put together later."""
    intake = _Intake(agreement, None if as_of is None else microseconds(anchored(as_of, agreement.timezone)))
    following = iter(lines)
    while together := list(itertools.islice(following, _TOGETHER)):
        intake.take(together)
    return intake.part()


def join_parts(parts: Sequence[Part], lines: Iterable[bytes | str]) -> tuple[Claims, tuple[Refusal, ...]]:
    """Put the parts of a file together in their order; ``lines`` are all its lines, read where two share an id."""
    claims, refused, _, count = parts[0]
    broken = defaultdict(list, parts[0].broken)
    for part in parts[1:]:
        claims.extend(part.claims, count)
        for id_, found in part.broken.items():
            broken[id_] += [Refusal(r.line + count, r.why) for r in found]
        refused += [Refusal(r.line + count, r.why) for r in part.refused]
        count += part.lines
    return claims, _settled(claims, refused, broken, claims.drop_repeats(), lines)


def claims_of(
    claims: Sequence[Claim], agreement: Agreement, *, as_of: str | None = None
) -> tuple[Claims, tuple[Refusal, ...]]:
    """The columns of claims, by way of their lines: a claim and its line can never mean two things."""
    return decode_claims([msgspec.json.encode(claim) for claim in claims], agreement, as_of=as_of)


class _Remembered(dict[_Key, _Value]):
    """Answers that are asked for again and again; each is found out once."""

    def __init__(self, ask: Callable[[_Key], _Value]) -> None:
        super().__init__()
        self._ask = ask

    def __missing__(self, key: _Key) -> _Value:
        if len(self) > _MOST_REMEMBERED:
            self.clear()  # of unlike lines there is no end
        self[key] = found = self._ask(key)
        return found


class _Numbers(dict[_Key, int]):
    """Gives every new thing the next number."""

    def __missing__(self, key: _Key) -> int:
        self[key] = number = len(self)
        return number


#: A kind as one number: its act, its actors, its recipients, and which ends of its window are given (of four).
_MOST_NUMBERED = 2**19
_ACT, _ACTOR = 2**42, 2**22
_PARTS_OF_KIND = np.array([_ACT, _ACTOR, 4, 1])


class _Intake:
    """What was read so far."""

    def __init__(self, agreement: Agreement, until: int | None) -> None:
        self._agreement = agreement
        self._until = until
        self._count = 0
        self._claims = Claims()
        self._refused: list[Refusal] = []
        self._broken: defaultdict[str, list[Refusal]] = defaultdict(list)
        # A kind is known by its parts, since most acts and most actors were met before, in other company.
        self._acts: _Numbers[_Act] = _Numbers()
        self._actors: _Numbers[_Actors] = _Numbers()
        self._plain = _PLAIN_UNCOUNTED if counts_things(agreement) else _PLAIN
        self._kinds: list[tuple[int, NDArray[np.int64]]] = []
        self._sites = _Remembered(self._site)
        self._moments: _Remembered[str | None, int | None] = _Remembered(self._moment)
        self._recorded: _Remembered[str | None, int | None] = _Remembered(recorded_at)
        self._sources: _Remembered[str | None, int] = _Remembered(lambda name: self._claims.source_number(name or ""))

    def take(self, together: Sequence[bytes | str]) -> None:
        """Read some more lines."""
        lines = [line if isinstance(line, bytes) else line.encode("utf-8", "surrogatepass") for line in together]
        numbers = range(self._count + 1, self._count + len(lines) + 1)
        self._count += len(lines)
        # What a decoder passes over it does not look at, so that the bytes are looked at first.
        if all(map(bytes.isascii, lines)) and max(map(len, lines)) <= _LONGEST:
            try:
                decoded = list(map(self._plain.decode, lines))
            except (msgspec.MsgspecError, RecursionError):
                pass  # one of them is not plain: each by itself
            else:
                self._take_plain(numbers, lines, decoded)
                return
        plain: list[_Line] = []
        kept: list[int] = []
        for i, line in enumerate(lines):
            try:
                if len(line) > _LONGEST:
                    raise msgspec.DecodeError
                line.decode()
                plain.append(self._plain.decode(line))
                kept.append(i)
            except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
                self._take_one(numbers[i], line)
        self._take_plain([numbers[i] for i in kept], [lines[i] for i in kept], plain)

    def _take_plain(self, numbers: Sequence[int], raws: Sequence[bytes], plain: Sequence[_Line]) -> None:
        if not plain:
            return
        ids, recorded, sources, origins, targets, places, times, actors, recipients = zip(
            *map(_FIELDS, plain), strict=True
        )
        if None in times:
            times = tuple(time or _NO_TIME for time in times)
        starts, ends = zip(*map(_ENDPOINTS, times), strict=True)
        at, sound = _instants(recorded, self._recorded)
        (a, b), readable = (found.reshape(2, -1) for found in _instants(starts + ends, self._moments))
        site = np.array(list(map(self._sites.__getitem__, map(bytes, places))), dtype=np.int32)
        has_start, has_end = a != _OPEN, b != _OPEN
        both = has_start & has_end
        sound &= readable.all(axis=0) & ~(both & (b < a)) & (site >= 0)
        if "" in ids:
            sound &= np.array([id_ != "" for id_ in ids])
        for i in np.flatnonzero(~sound).tolist():
            self._take_one(numbers[i], raws[i])
        if self._until is not None:
            sound &= at <= self._until
        if not sound.all():
            good = np.flatnonzero(sound).tolist()
            self._take_plain([numbers[i] for i in good], [raws[i] for i in good], [plain[i] for i in good])
            return
        last = np.where(has_start, np.maximum(at, a), at) + 1
        end = np.where(both, np.maximum(b, a + 1), np.where(has_end, b, last))
        start = np.where(has_start, a, SINCE_EVER)
        kinds = np.empty((len(plain), 4), dtype=np.int64)
        kinds[:, 0] = list(map(self._acts.__getitem__, map(_WORDS, plain)))
        kinds[:, 1] = list(map(self._actors.__getitem__, actors))
        kinds[:, 2] = list(map(self._actors.__getitem__, recipients))
        kinds[:, 3] = np.where(both, 0, np.where(has_start, 1, 2))
        claims, first = self._claims, len(self._claims.ids)
        claims.ids += ids
        told_first = [origin or id_ for origin, id_ in zip(origins, ids, strict=True)]
        origin = list(map(claims.origins.setdefault, told_first, itertools.count(first)))
        for values, found in (
            (claims.lines, np.array(numbers, dtype=np.int32)),
            (claims.kind, np.zeros(len(plain), dtype=np.int32)),
            (claims.site, site),
            (claims.source, np.array(list(map(self._sources.__getitem__, sources)), dtype=np.int32)),
            (claims.origin, np.array(origin, dtype=np.int32)),
            (claims.start, start),
            (claims.end, end),
            (claims.recorded, at),
        ):
            values.frombytes(found.tobytes())
        self._kinds.append((first, kinds @ _PARTS_OF_KIND))
        if max(len(self._acts), len(self._actors)) > _MOST_NUMBERED:
            self._settle_kinds()
        if any(targets):
            for id_, when, target in zip(ids, at.tolist(), targets, strict=True):
                if target is not None:
                    claims.references[id_] = Reference(id_, when, target, True)

    def _moment(self, written: str | None) -> int | None:
        if written is None:
            return _OPEN
        try:
            return microseconds(anchored(written, self._agreement.timezone))
        except (ValueError, OverflowError):
            return None

    def _settle_kinds(self) -> None:
        """Look up the kinds of the claims that came since this was last done, each of them once."""
        if not self._kinds:
            return
        rows = np.concatenate([np.arange(first, first + len(keys)) for first, keys in self._kinds])
        each, at = np.unique(np.concatenate([keys for _, keys in self._kinds]), return_inverse=True)
        acts, actors, claims = list(self._acts), list(self._actors), self._claims
        found = []
        for key in each.tolist():
            type_, *words = acts[key // _ACT]
            who, whom = actors[key % _ACT // _ACTOR] or (), actors[key % _ACTOR // 4] or ()
            found.append(claims.kind_number(kind_of(type_, who, whom, *words, ends=_ENDS[key % 4])))
        column(claims.kind)[rows] = np.array(found)[at]
        self._acts.clear()
        self._actors.clear()
        self._kinds.clear()

    def _site(self, raw: bytes) -> int:
        """The number of a place as it is written; -1 when it cannot be used or must be read the long way."""
        try:
            place = read_place(json.loads(raw, parse_constant=_no_constant), self._agreement)
        except (ValueError, RecursionError):
            return -1
        return -1 if isinstance(place, str) else self._claims.site_number(place)

    def _take_one(self, number: int, line: bytes) -> None:
        """Read one line of any form."""
        if len(line) > _LONGEST:
            self._refused.append(Refusal(number, f"it is longer than {_LONGEST:,} bytes, which no claim is."))
            return
        if not line.strip():
            return
        try:
            value = json.loads(line, parse_constant=_no_constant)
        except (ValueError, RecursionError):
            self._refused.append(Refusal(number, "it is not JSON; give one object a line."))
            return
        if not isinstance(value, dict):
            self._refused.append(Refusal(number, "it is not a JSON object."))
            return
        if value.get("kind") not in (None, "claim"):
            return
        recorded = recorded_at(value.get("recorded"))
        if self._until is not None and recorded is not None and recorded > self._until:
            return
        record = read_record(value, number, self._agreement)
        id_ = value.get("id")
        if not (isinstance(id_, str) and id_):
            self._refused.append(Refusal(number, str(record)))
        elif isinstance(record, str):
            self._broken[id_].append(Refusal(number, record))
        else:
            self._claims.append(record)

    def part(self) -> Part:
        """What the lines came to."""
        self._settle_kinds()
        return Part(self._claims, self._refused, dict(self._broken), self._count)


def _settled(
    claims: Claims,
    refused: list[Refusal],
    broken: Mapping[str, list[Refusal]],
    again: Mapping[str, list[int]],
    lines: Iterable[bytes | str],
) -> tuple[Refusal, ...]:
    """Compare the lines that share an id and look for rings of references: what cannot be used is dropped and named."""
    told: dict[str, list[int]] = {}
    for id_ in {*again, *broken}:
        first = [claims.lines[claims.row_of[id_]]] if id_ in claims.row_of else []
        told[id_] = sorted([*first, *again.get(id_, ()), *(b.line for b in broken.get(id_, ()))])
    differ = _differing(lines, {n: id_ for id_, numbers in told.items() if len(numbers) > 1 for n in numbers})
    for id_, numbers in told.items():
        if id_ not in differ:
            refused += broken.get(id_, ())
            continue
        why = f"claim {id_}: lines {', '.join(map(str, numbers))} have this id and differ."
        refused += [Refusal(n, why) for n in numbers]
        if id_ in claims.row_of:
            claims.drop(id_)
    targets = {id_: reference.target for id_, reference in claims.references.items()}
    for id_ in cyclic_ids(targets):
        why = f"claim {id_}: its supersedes or withdraws leads back to itself."
        refused += [Refusal(n, why) for n in told.get(id_, [claims.lines[claims.row_of[id_]]])]
        claims.drop(id_)
    return tuple(sorted(refused))


def _differing(lines: Iterable[bytes | str], wanted: Mapping[int, str]) -> set[str]:
    """The ids of which not all lines are equal as JSON; ``wanted`` gives the id of each line that is to be compared."""
    first: dict[str, bytes | str] = {}
    found: set[str] = set()
    for number, line in enumerate(lines, 1) if wanted else ():
        id_ = wanted.get(number)
        if id_ is not None and line != first.setdefault(id_, line) and id_ not in found:
            same = _same(json.loads(line), json.loads(first[id_]))
            found |= set() if same else {id_}
    return found


def _instants(
    written: Sequence[str | None], read: _Remembered[str | None, int | None]
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Microseconds since 1970 of each, as ``read`` has them, and whether each could be read.

    Most are days, which ``read`` has met before, or of the form ``2019-08-03T10:00:00Z``, taken apart all together.
    """
    known = list(map(read.get, written))
    new = [i for i, instant in enumerate(known) if instant is None]
    found = np.array([0 if instant is None else instant for instant in known], dtype=np.int64)
    sound = np.ones(len(known), dtype=bool)
    plain = [i for i in new if (word := written[i]) is not None and len(word) == 20]
    if plain:
        found[plain], sound[plain] = _zulu("".join([written[i] or "" for i in plain]))
    if len(plain) < len(new) or not sound.all():
        for i in {*new}.difference(plain).union(np.flatnonzero(~sound).tolist()):
            instant = read[written[i]]
            found[i], sound[i] = (0, False) if instant is None else (instant, True)
    return found, sound


#: Days before each month of a year without a leap day, and the lengths of its months.
_BEFORE = np.array([0, 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334])
_LENGTH = np.array([0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
#: ``YYYY-MM-DDThh:mm:ssZ``: where its marks and its digits stand, and what each digit adds to which number.
_MARKS = np.array([4, 7, 10, 13, 16, 19])
_DIGITS = np.array([0, 1, 2, 3, 5, 6, 8, 9, 11, 12, 14, 15, 17, 18])
_PLACES = np.zeros((14, 6), dtype=np.float32)
_PLACES[:4, 0] = 1000, 100, 10, 1
for _number in range(1, 6):
    _PLACES[2 * _number + 2 : 2 * _number + 4, _number] = 10, 1


def _zulu(written: str) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Texts of 20 characters, end to end -> microseconds since 1970, and which are a real second in UTC as ISO 8601."""
    text = np.frombuffer(written.encode("ascii", "replace"), dtype=np.uint8).reshape(-1, 20)
    digits = text[:, _DIGITS] - np.uint8(48)
    readable = (text[:, _MARKS] == np.frombuffer(b"--T::Z", dtype=np.uint8)).all(axis=1) & (digits <= 9).all(axis=1)
    if not readable.all():
        digits[~readable] = 0
    # No number has more than four digits, which this kind of float holds exactly.
    year, month, day, hour, minute, second = (digits.astype(np.float32) @ _PLACES).T.astype(np.int64)
    leap = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
    month_sound = (month >= 1) & (month <= 12)
    month = np.where(month_sound, month, 1)
    readable &= month_sound & (year >= 1) & (day >= 1) & (day <= _LENGTH[month] + (leap & (month == 2)))
    readable &= (hour < 24) & (minute < 60) & (second < 60)
    past = year - 1
    days = past * 365 + past // 4 - past // 100 + past // 400 + _BEFORE[month] + (leap & (month > 2)) + day - 719163
    return ((days * 24 + hour) * 60 + minute) * 60_000_000 + second * 1_000_000, readable


def _no_constant(word: str) -> Any:
    raise ValueError(f"{word} is no JSON")


def _same(a: Any, b: Any) -> bool:
    """Equal as JSON values: 1 is 1.0, but true is not 1. Without recursion, since a line may be deeply nested."""
    pairs = [(a, b)]
    while pairs:
        x, y = pairs.pop()
        if isinstance(x, dict) and isinstance(y, dict):
            if x.keys() != y.keys():
                return False
            pairs += [(x[key], y[key]) for key in x]
        elif isinstance(x, list) and isinstance(y, list):
            if len(x) != len(y):
                return False
            pairs += zip(x, y, strict=True)
        elif isinstance(x, bool) is not isinstance(y, bool) or x != y:
            return False
    return True
