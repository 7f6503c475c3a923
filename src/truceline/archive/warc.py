"""Web archives: WARC (ISO 28500) and WACZ. Of a WARC's records the pages that a server answered with are documents.

A record is taken whole or not at all. Where one is damaged, cut off or longer than the file, reading goes on at the
next place that looks like a record, so that one bad length does not swallow what follows.
"""

from __future__ import annotations

import contextlib
import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, NamedTuple

from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

from truceline.archive.document import (
    MOST_RATIO,
    SHARD_DOCUMENTS,
    SMALL,
    Cut,
    Document,
    Form,
    Found,
    Refused,
    opened,
    too_large,
)
from truceline.archive.packed import DAMAGE
from truceline.errors import ReadError
from truceline.pipeline import Entry
from truceline.read import MOST_BYTES

_PAGES = frozenset({"text/html", "application/xhtml+xml", "text/plain"})
_BLOCK = 1 << 20
#: No record larger than this is looked at (bytes as they came over the wire).
_LONGEST = 2 * MOST_BYTES
_GZIP = b"\x1f\x8b\x08"
_PACKED = re.compile(rb"(\x1f\x8b\x08)")
_PLAIN = re.compile(rb"(?:^|\n)(WARC/1\.\d\r?\n)")
_STRETCH = "a stretch of the archive is damaged; reading goes on at the next whole record"


class _Answer(NamedTuple):
    """A record of type ``response``, whole: where it begins, whose answer it is, and the answer as it came."""

    stream_pos: int
    url: str | None
    raw: bytes


class _Damage(NamedTuple):
    """A stretch of the file that gave no record: where it begins, and why."""

    stream_pos: int
    why: str


class Warc(Form):
    """The pages of a WARC file, compressed record by record or not at all; or of one that lies in a WACZ file."""

    def __init__(self, path: Path, name: str, member: str | None = None) -> None:
        super().__init__(path, f"{name}/{member}" if member else name)
        self.input, self.member = name, member

    def cuts(self) -> Iterator[Cut]:
        offset, index, count = 0, 0, 0
        with self._open() as stream:
            for record in _answers(stream, 0):
                # A file that was compressed in one piece has no door but the first.
                if count >= SHARD_DOCUMENTS and record.stream_pos > offset:
                    yield Cut(offset, index, count)
                    offset, index, count = record.stream_pos, index + count, 0
                count += 1
        if count:
            yield Cut(offset, index, count)

    def documents(self, cut: Cut) -> Iterator[Found]:
        with self._open() as stream:
            # Not one further: looking for the next record may mean looking through the rest of the file.
            for number, record in zip(
                range(cut.index, cut.index + cut.count), _answers(stream, cut.offset), strict=False
            ):
                if isinstance(record, _Damage):
                    yield Refused(self.where(f"#{number + 1}"), record.why)
                    continue
                found = self._document(record, number)
                if found is not None:
                    yield found

    @contextlib.contextmanager
    def _open(self) -> Iterator[IO[bytes]]:
        with contextlib.ExitStack() as open_:
            try:
                if self.member is None:
                    stream: IO[bytes] = open_.enter_context(self.path.open("rb"))
                else:
                    outer = open_.enter_context(zipfile.ZipFile(self.path))
                    stream = open_.enter_context(outer.open(self.member))
            except OSError as error:
                raise opened(error, self.name) from None
            except DAMAGE as error:
                raise ReadError(f"{self.name}: this WACZ file is damaged ({error}).") from None
            yield stream

    def _document(self, answer: _Answer, number: int) -> Found | None:
        where = self.where(f"#{number + 1}" + (f" ({answer.url})" if answer.url else ""))
        try:
            # A record of its own: an answer that cannot be unpacked must not spoil the walk through the file.
            record = WarcRecord()
            record.set_bytes_content(answer.raw)
            record.is_http = True
            record.parse_http(auto_decode="all")
            kind = (record.http_content_type or "").partition(";")[0].strip().lower()
            if record.http_headers.status_code != 200 or kind not in _PAGES:
                return None
            data = record.reader.read(min(MOST_BYTES, max(SMALL, MOST_RATIO * len(answer.raw))) + 1)
        except DAMAGE as error:
            return Refused(where, f"the record is damaged ({error})")
        why = too_large(len(data), len(answer.raw))
        return Refused(where, why) if why else Document(Entry(path=where, url=answer.url), data)


def _answers(stream: IO[bytes], offset: int) -> Iterator[_Answer | _Damage]:
    """The records of type ``response`` from a place on, each whole, and one sign for each stretch that gave none."""
    packed = _is_packed(stream)
    at: int | None = offset
    lost = False
    while at is not None:
        after, why = at + 1, ""
        try:
            stream.seek(at)
            # No HTTP is parsed here: a page that cannot be unpacked would end the whole archive.
            for record in ArchiveIterator(stream, record_types=WarcRecordType.any_type, parse_http=False):
                after, promised = record.stream_pos + 1, record.content_length
                if promised > _LONGEST:
                    why = f"the record is larger than {_LONGEST // 1_000_000} MB"
                    break
                raw = record.reader.read(promised)
                if len(raw) < promised:
                    why = "the record is shorter than it says"
                    break
                lost = False
                if record.record_type == WarcRecordType.response and not raw:
                    yield _Damage(after - 1, "the record is empty")
                elif record.record_type == WarcRecordType.response:
                    yield _Answer(after - 1, record.headers.get("WARC-Target-URI"), raw)
                after += 0 if packed else promised
        except DAMAGE:
            why = "" if lost else _STRETCH
        following = _next_record(stream, after, packed)
        if not why and following is not None and not lost:
            why = _STRETCH
        if why:
            yield _Damage(after - 1, why)
        lost, at = True, following


def _is_packed(stream: IO[bytes]) -> bool:
    stream.seek(0)
    return stream.read(2) == _GZIP[:2]


def _next_record(stream: IO[bytes], start: int, packed: bool) -> int | None:
    """The next place from ``start`` on where a record seems to begin, None at the end of the file."""
    # A byte earlier, for the line break that stands before a record.
    at, block = max(0, start - 1), b""
    stream.seek(at)
    while more := stream.read(_BLOCK):
        block += more
        for found in (_PACKED if packed else _PLAIN).finditer(block):
            place = at + found.start(1)
            if place >= start and (not packed or _holds_record(stream, place)):
                return place
        stream.seek(at + len(block))
        kept = min(len(block), 16)
        at, block = at + len(block) - kept, block[len(block) - kept :]
        start = max(start, at + 1) if packed else start
    return None


def _holds_record(stream: IO[bytes], place: int) -> bool:
    stream.seek(place)
    try:
        return zlib.decompressobj(31).decompress(stream.read(4096), 8).startswith(b"WARC/1.")
    except zlib.error:
        return False


def members(path: Path, name: str) -> list[str]:
    """The WARC files in a WACZ file (its specification puts them into ``archive/``), sorted."""
    try:
        with zipfile.ZipFile(path) as archive:
            found = sorted(
                member for member in archive.namelist() if member.startswith("archive/") and ".warc" in member[-8:]
            )
    except DAMAGE as error:
        raise ReadError(f"{name}: this WACZ file is damaged ({error}).") from None
    if not found:
        raise ReadError(f"{name}: this WACZ file has no WARC file in its archive/ folder.")
    return found
