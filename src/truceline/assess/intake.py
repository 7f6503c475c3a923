"""Lines of claims -> columns of those that can be used, and one sentence about each line that cannot.

Most lines have the plain form that ``truceline read`` writes. Those are decoded by a declared shape and their times all
at once; every other line goes the way of :func:`truceline.assess.record.read_record`, which is the rule for both.
"""

from __future__ import annotations

import itertools
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, BinaryIO, Generic, Literal, NamedTuple, Protocol, TypeVar, runtime_checkable

import msgspec
import numpy as np
from numpy.typing import NDArray

from truceline.assess.claims import Claims
from truceline.assess.record import (
    SINCE_EVER,
    Ends,
    Refusal,
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
_OPEN = np.iinfo(np.int64).min
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


_PLAIN = msgspec.json.Decoder(_Line)
_NO_TIME = _Time()
_Act = tuple[str, str | None, str | None, str | None, str | None, str | None, int]
_Roles = tuple[tuple[str, ...] | None, tuple[str, ...] | None]
_Key = TypeVar("_Key")
_Value = TypeVar("_Value")
_MOST_REMEMBERED = 200_000


class Part(NamedTuple):
    """What some of the lines of a file came to: of these, ids that come again are compared when all parts are there."""

    claims: Claims
    refused: list[Refusal]
    broken: dict[str, list[Refusal]]
    again: dict[str, list[int]]
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
    claims, refused, _, again, count = parts[0]
    broken = defaultdict(list, parts[0].broken)
    repeated = defaultdict(list, again)
    for part in parts[1:]:
        for id_, line in claims.extend(part.claims, count):
            repeated[id_].append(line)
        for id_, numbers in part.again.items():
            repeated[id_] += [number + count for number in numbers]
        for id_, found in part.broken.items():
            broken[id_] += [Refusal(r.line + count, r.why) for r in found]
        refused += [Refusal(r.line + count, r.why) for r in part.refused]
        count += part.lines
    return claims, _settled(claims, refused, broken, repeated, lines)


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


class _Numbered(Generic[_Key]):
    """Gives every new thing the next number in a list."""

    def __init__(self, things: list[_Key]) -> None:
        self._things = things

    def __call__(self, thing: _Key) -> int:
        self._things.append(thing)
        return len(self._things) - 1


class _Intake:
    """What was read so far."""

    def __init__(self, agreement: Agreement, until: int | None) -> None:
        self._agreement = agreement
        self._until = until
        self._count = 0
        self._claims = Claims()
        self._refused: list[Refusal] = []
        self._broken: defaultdict[str, list[Refusal]] = defaultdict(list)
        self._again: defaultdict[str, list[int]] = defaultdict(list)
        # A kind is looked up in two steps, since most acts and most roles were met before, in other company.
        self._act_words: list[_Act] = []
        self._role_words: list[_Roles] = []
        self._acts: _Remembered[_Act, int] = _Remembered(_Numbered(self._act_words))
        self._roles: _Remembered[_Roles, int] = _Remembered(_Numbered(self._role_words))
        self._kinds: _Remembered[tuple[int, int], int] = _Remembered(self._kind)
        self._sites = _Remembered(self._site)
        self._moments = _Remembered(self._moment)
        self._recorded = _Remembered(recorded_at)
        self._sources: _Remembered[str | None, int] = _Remembered(lambda name: self._claims.source_number(name or ""))

    def take(self, together: Sequence[bytes | str]) -> None:
        """Read some more lines."""
        lines = [line if isinstance(line, bytes) else line.encode("utf-8", "surrogatepass") for line in together]
        numbers = list(range(self._count + 1, self._count + len(lines) + 1))
        self._count += len(lines)
        # What a decoder passes over it does not look at, so that the bytes are looked at first.
        if all(map(bytes.isascii, lines)) and max(map(len, lines)) <= _LONGEST:
            try:
                decoded = list(map(_PLAIN.decode, lines))
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
                plain.append(_PLAIN.decode(line))
                kept.append(i)
            except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
                self._take_one(numbers[i], line)
        self._take_plain([numbers[i] for i in kept], [lines[i] for i in kept], plain)

    def _take_plain(self, numbers: list[int], raws: list[bytes], plain: list[_Line]) -> None:
        events = [line.event for line in plain]
        times = [event.time or _NO_TIME for event in events]
        recorded, sound = _instants([line.recorded for line in plain], self._recorded)
        starts, starts_sound = _instants([time.start for time in times], self._moments)
        ends, ends_sound = _instants([time.end for time in times], self._moments)
        has_start, has_end = starts != _OPEN, ends != _OPEN
        both = has_start & has_end
        last = np.where(has_start, np.maximum(recorded, starts), recorded) + 1
        end = np.where(both, np.maximum(ends, starts + 1), np.where(has_end, ends, last))
        start = np.where(has_start, starts, SINCE_EVER)
        sites = np.array([self._sites[bytes(event.place)] for event in events], dtype=np.int64)
        named = np.array([line.id != "" for line in plain], dtype=bool)
        sound &= starts_sound & ends_sound & ~(both & (ends < starts)) & (sites >= 0) & named
        for i in np.flatnonzero(~sound).tolist():
            self._take_one(numbers[i], raws[i])
        if self._until is not None:
            sound &= recorded <= self._until
        good = self._first_told(np.flatnonzero(sound).tolist(), plain, numbers)
        if len(good) < len(plain):
            plain, events, numbers = [plain[i] for i in good], [events[i] for i in good], [numbers[i] for i in good]
        at = np.array(good, dtype=np.int64)
        which = np.where(both, 0, np.where(has_start, 1, 2))[at].tolist()
        claims, ids, first = self._claims, [line.id for line in plain], len(self._claims.ids)
        claims.row_of.update(zip(ids, range(first, first + len(ids)), strict=True))
        claims.ids += ids
        claims.lines.extend(numbers)
        acts, roles, kinds = self._acts, self._roles, self._kinds
        claims.kind.extend(
            [
                kinds[
                    acts[e.type, c.speech, c.polarity, c.certainty, c.modality, c.mode, w],
                    roles[e.actors, e.recipients],
                ]
                for c, e, w in zip(plain, events, which, strict=True)
            ]
        )
        claims.source.extend([self._sources[line.source] for line in plain])
        origins = claims.origins
        claims.origin.extend([origins.setdefault(line.origin or line.id, len(origins)) for line in plain])
        claims.site.frombytes(sites[at].astype(np.int32).tobytes())
        claims.start.frombytes(start[at].tobytes())
        claims.end.frombytes(end[at].tobytes())
        claims.recorded.frombytes(recorded[at].tobytes())
        for row, line in enumerate(plain, first):
            if line.supersedes is not None:
                claims.references[line.id] = Reference(line.id, claims.recorded[row], line.supersedes, True)

    def _moment(self, written: str) -> int | None:
        try:
            return microseconds(anchored(written, self._agreement.timezone))
        except (ValueError, OverflowError):
            return None

    def _kind(self, number: tuple[int, int]) -> int:
        type_, speech, polarity, certainty, modality, mode, which = self._act_words[number[0]]
        actors, recipients = self._role_words[number[1]]
        return self._claims.kind_number(
            kind_of(
                type_, actors or (), recipients or (), speech, polarity, certainty, modality, mode, ends=_ENDS[which]
            )
        )

    def _site(self, raw: bytes) -> int:
        """The number of a place as it is written; -1 when it cannot be used or must be read the long way."""
        try:
            place = read_place(json.loads(raw, parse_constant=_no_constant), self._agreement)
        except (ValueError, RecursionError):
            return -1
        return -1 if isinstance(place, str) else self._claims.site_number(place)

    def _first_told(self, good: list[int], plain: list[_Line], numbers: list[int]) -> list[int]:
        """Those whose id comes for the first time; the other lines are compared with the first at the end."""
        row_of, ids = self._claims.row_of, [plain[i].id for i in good]
        if len(set(ids)) == len(ids) and row_of.keys().isdisjoint(ids):
            return good
        first: dict[str, int] = {}
        for i, id_ in zip(good, ids, strict=True):
            if id_ in first or id_ in row_of:
                self._again[id_].append(numbers[i])
            else:
                first[id_] = i
        return list(first.values())

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
        elif id_ not in self._claims.row_of:
            self._claims.append(record)
        else:
            self._again[id_].append(number)

    def part(self) -> Part:
        """What the lines came to."""
        return Part(self._claims, self._refused, dict(self._broken), dict(self._again), self._count)


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
    written: Sequence[str | None], read: Mapping[str, int | None]
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Microseconds since 1970 of each (``_OPEN`` where nothing is written), and whether each could be read.

    ``2019-08-03T10:00:00Z`` is taken apart for all of them at once; ``read`` is asked about any other form.
    """
    if set(map(type, written)) == {str} and set(map(len, written)) == {20}:  # type: ignore[arg-type]
        text = "".join(written).encode("ascii", "replace")  # type: ignore[arg-type]
        found, readable = _zulu(np.frombuffer(text, dtype=np.uint8).reshape(len(written), 20))
        if readable.all():
            return found, readable
    found = np.full(len(written), _OPEN, dtype=np.int64)
    sound = np.ones(len(written), dtype=bool)
    plain = np.array([w is not None and len(w) == 20 for w in written], dtype=bool)
    at = np.flatnonzero(plain)
    if len(at):
        text = "".join([written[i] or "" for i in at.tolist()]).encode("ascii", "replace")
        found[at], readable = _zulu(np.frombuffer(text, dtype=np.uint8).reshape(len(at), 20))
        plain[at[~readable]] = False
    rest = [(i, word) for i in np.flatnonzero(~plain).tolist() if (word := written[i]) is not None]
    if rest:
        instants = [read[word] for _, word in rest]
        where = np.array([i for i, _ in rest])
        sound[where] = [instant is not None for instant in instants]
        found[where] = [_OPEN if instant is None else instant for instant in instants]
    return found, sound


#: Days before each month of a year without a leap day, and the lengths of its months.
_BEFORE = np.array([0, 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334])
_LENGTH = np.array([0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])


def _zulu(text: NDArray[np.uint8]) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Rows of 20 characters -> microseconds since 1970, and which are ``YYYY-MM-DDThh:mm:ssZ`` of a real second."""
    marks = np.frombuffer(b"--T::Z", dtype=np.uint8)
    readable = (text[:, [4, 7, 10, 13, 16, 19]] == marks).all(axis=1)
    digits = text[:, [0, 1, 2, 3, 5, 6, 8, 9, 11, 12, 14, 15, 17, 18]].astype(np.int64) - 48
    readable &= ((digits >= 0) & (digits <= 9)).all(axis=1)
    digits = np.where(readable[:, None], digits, 0)
    year = digits[:, :4] @ np.array([1000, 100, 10, 1])
    month, day, hour, minute, second = (digits[:, i] * 10 + digits[:, i + 1] for i in (4, 6, 8, 10, 12))
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
