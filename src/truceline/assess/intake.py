"""Lines of claims -> columns of those that can be used, and one sentence about each line that cannot.

Most lines have the plain form that ``truceline read`` writes. Those are decoded by a declared shape and their times all
at once; every other line goes the way of :func:`truceline.assess.record.read_record`, which is the rule for both.
"""

from __future__ import annotations

import itertools
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, BinaryIO, Literal, Protocol, runtime_checkable

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
from truceline.model.claim import Claim
from truceline.model.moment import anchored

#: Lines taken together; enough that what is done once for all of them costs little.
_TOGETHER = 16384
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


class _Time(msgspec.Struct):
    start: str | None = None
    end: str | None = None


class _Event(msgspec.Struct):
    type: str
    actors: tuple[str, ...] | None = None
    recipients: tuple[str, ...] | None = None
    place: msgspec.Raw = _NULL
    time: _Time | None = None


class _Line(msgspec.Struct):
    """The plain form of a line; whatever has another shape is read the long way."""

    id: str
    recorded: str
    event: _Event
    kind: Literal["claim"] | None = None
    source: str | None = None
    origin: str | None = None
    speech: str | None = None
    polarity: str | None = None
    certainty: str | None = None
    modality: str | None = None
    mode: str | None = None
    supersedes: str | None = None
    withdraws: None = None


_PLAIN = msgspec.json.Decoder(_Line)


def decode_claims(
    lines: Iterable[bytes | str] | BinaryIO, agreement: Agreement, *, as_of: str | None = None
) -> tuple[Claims, tuple[Refusal, ...]]:
    """Read claims as JSON Lines: the usable ones that are known at ``as_of``, and every line that cannot be used.

    Lines of another ``kind`` are passed over; equal lines with one id count once; the order of the lines never matters.
    A file must be open for bytes and able to go back: two lines with one id are compared by reading them again.
    """
    until = None if as_of is None else microseconds(anchored(as_of, agreement.timezone))
    intake = _Intake(agreement, until)
    file = lines if isinstance(lines, _Seekable) else None
    again = lines if file is not None or isinstance(lines, Sequence) else list(lines)
    begins = 0 if file is None else file.tell()
    numbered = enumerate(again, 1)
    while together := list(itertools.islice(numbered, _TOGETHER)):
        intake.take(together)
    if file is not None:
        file.seek(begins)
    return intake.settle(again)


def claims_of(
    claims: Sequence[Claim], agreement: Agreement, *, as_of: str | None = None
) -> tuple[Claims, tuple[Refusal, ...]]:
    """The columns of claims, by way of their lines: a claim and its line can never mean two things."""
    return decode_claims([msgspec.json.encode(claim) for claim in claims], agreement, as_of=as_of)


class _Intake:
    """What was read so far."""

    def __init__(self, agreement: Agreement, until: int | None) -> None:
        self._agreement = agreement
        self._until = until
        self._claims = Claims()
        self._refused: list[Refusal] = []
        self._broken: defaultdict[str, list[Refusal]] = defaultdict(list)
        self._again: defaultdict[str, list[int]] = defaultdict(list)
        self._kinds: dict[tuple[object, ...], int] = {}
        self._sites: dict[bytes, int | None] = {}

    def take(self, together: Sequence[tuple[int, bytes | str]]) -> None:
        """Read some lines with their numbers."""
        numbers: list[int] = []
        raws: list[bytes] = []
        plain: list[_Line] = []
        decode = _PLAIN.decode
        for number, raw in together:
            line = raw if isinstance(raw, bytes) else raw.encode("utf-8", "surrogatepass")
            try:
                # What a decoder passes over it does not look at, so that the bytes are looked at first.
                if not line.isascii():
                    line.decode()
                plain.append(decode(line))
            except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
                self._take_one(number, line)
                continue
            numbers.append(number)
            raws.append(line)
        if plain:
            self._take_plain(numbers, raws, plain)

    def _take_plain(self, numbers: list[int], raws: list[bytes], plain: list[_Line]) -> None:
        events = [line.event for line in plain]
        times = [event.time for event in events]
        recorded, sound = _instants([line.recorded for line in plain], recorded_at)
        starts, starts_sound = _instants([None if t is None else t.start for t in times], self._moment)
        ends, ends_sound = _instants([None if t is None else t.end for t in times], self._moment)
        has_start, has_end = starts != _OPEN, ends != _OPEN
        both = has_start & has_end
        sound &= starts_sound & ends_sound & ~(both & (ends < starts))
        last = np.where(has_start, np.maximum(recorded, starts), recorded) + 1
        end = np.where(both, np.maximum(ends, starts + 1), np.where(has_end, ends, last))
        start = np.where(has_start, starts, SINCE_EVER)
        which = np.where(both, 0, np.where(has_start, 1, 2)).tolist()
        kinds = [self._kind(*each) for each in zip(plain, events, which, strict=True)]
        sites = [self._site(event.place) for event in events]
        known = None if self._until is None else (recorded <= self._until).tolist()
        good: list[int] = []
        for i, ok in enumerate(sound.tolist()):
            if not (ok and plain[i].id and events[i].type and sites[i] is not None):
                self._take_one(numbers[i], raws[i])
            elif known is None or known[i]:
                good.append(i)
        good = self._first_told(good, plain, numbers)
        claims, ids, first = self._claims, [plain[i].id for i in good], len(self._claims.ids)
        claims.row_of.update(zip(ids, range(first, first + len(ids)), strict=True))
        claims.ids += ids
        claims.lines.extend([numbers[i] for i in good])
        claims.kind.extend([kinds[i] for i in good])
        claims.site.extend([sites[i] or 0 for i in good])
        claims.source.extend([claims.source_number(plain[i].source or "") for i in good])
        origins = claims.origins
        claims.origin.extend([origins.setdefault(plain[i].origin or plain[i].id, len(origins)) for i in good])
        at = np.array(good, dtype=np.int64)
        claims.start.frombytes(start[at].tobytes())
        claims.end.frombytes(end[at].tobytes())
        claims.recorded.frombytes(recorded[at].tobytes())
        for row, i in enumerate(good, first):
            target = plain[i].supersedes
            if target is not None:
                claims.references[plain[i].id] = Reference(plain[i].id, claims.recorded[row], target, True)

    def _moment(self, written: str) -> int | None:
        try:
            return microseconds(anchored(written, self._agreement.timezone))
        except (ValueError, OverflowError):
            return None

    def _kind(self, line: _Line, event: _Event, which: int) -> int:
        words = (
            event.type, event.actors, event.recipients,
            line.speech, line.polarity, line.certainty, line.modality, line.mode, which,
        )  # fmt: skip
        number = self._kinds.get(words)
        if number is None:
            kind = kind_of(event.type, event.actors or (), event.recipients or (), *words[3:8], ends=_ENDS[which])
            number = self._kinds[words] = self._claims.kind_number(kind)
        return number

    def _site(self, raw: msgspec.Raw) -> int | None:
        """The number of a place as it is written; None when it cannot be used or must be read the long way."""
        key = bytes(raw)
        if key not in self._sites:
            try:
                place = read_place(json.loads(key, parse_constant=_no_constant), self._agreement)
            except (ValueError, RecursionError):
                place = ""
            self._sites[key] = None if isinstance(place, str) else self._claims.site_number(place)
        return self._sites[key]

    def _first_told(self, good: list[int], plain: list[_Line], numbers: list[int]) -> list[int]:
        """Those whose id comes for the first time; the others are compared with them at the end."""
        ids = [plain[i].id for i in good]
        if len(set(ids)) == len(ids) and self._claims.row_of.keys().isdisjoint(ids):
            return good
        first: dict[str, int] = {}
        for i in good:
            id_ = plain[i].id
            if id_ in first or id_ in self._claims.row_of:
                self._again[id_].append(numbers[i])
            else:
                first[id_] = i
        return list(first.values())

    def _take_one(self, number: int, line: bytes) -> None:
        """Read one line of any form."""
        if not line.strip():
            return
        if len(line) > _LONGEST:
            self._refused.append(Refusal(number, f"it is longer than {_LONGEST:,} bytes, which no claim is."))
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

    def settle(self, lines: Iterable[bytes | str]) -> tuple[Claims, tuple[Refusal, ...]]:
        """Compare the lines that share an id, look for rings of references, and give back what can be used."""
        claims = self._claims
        told: dict[str, list[int]] = {}
        for id_ in {*self._again, *self._broken}:
            first = [claims.lines[claims.row_of[id_]]] if id_ in claims.row_of else []
            told[id_] = sorted([*first, *self._again[id_], *(b.line for b in self._broken[id_])])
        differ = _differing(lines, {n: id_ for id_, numbers in told.items() if len(numbers) > 1 for n in numbers})
        for id_, numbers in told.items():
            if id_ not in differ:
                self._refused += self._broken[id_]
                continue
            why = f"claim {id_}: lines {', '.join(map(str, numbers))} have this id and differ."
            self._refused += [Refusal(n, why) for n in numbers]
            if id_ in claims.row_of:
                claims.drop(id_)
        targets = {id_: reference.target for id_, reference in claims.references.items()}
        for id_ in cyclic_ids(targets):
            why = f"claim {id_}: its supersedes or withdraws leads back to itself."
            self._refused += [Refusal(n, why) for n in told.get(id_, [claims.lines[claims.row_of[id_]]])]
            claims.drop(id_)
        return claims, tuple(sorted(self._refused))


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
    written: Sequence[str | None], read: Callable[[str], int | None]
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Microseconds since 1970 of each (``_OPEN`` where nothing is written), and whether each could be read.

    ``2019-08-03T10:00:00Z`` is taken apart for all of them at once; ``read`` is asked about any other form.
    """
    found = np.full(len(written), _OPEN, dtype=np.int64)
    sound = np.ones(len(written), dtype=bool)
    plain = np.array([w is not None and len(w) == 20 and w.isascii() for w in written], dtype=bool)
    at = np.flatnonzero(plain)
    if len(at):
        text = "".join([written[i] or "" for i in at.tolist()])
        found[at], readable = _zulu(np.frombuffer(text.encode(), dtype=np.uint8).reshape(len(at), 20))
        plain[at[~readable]] = False
    for i in np.flatnonzero(~plain).tolist():
        word = written[i]
        if word is not None:
            instant = read(word)
            sound[i] = instant is not None
            found[i] = _OPEN if instant is None else instant
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
