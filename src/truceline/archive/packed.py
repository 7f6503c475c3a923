"""Zip and tar files. Nothing is written to the disk, archives in archives stay shut, and bombs are not unpacked.

Limits: a member has the size of one report at most, and what unpacks to more than a hundred times its packed size is
left out; so is the rest of a compressed tar file that has grown that much. A zip file's own list of sizes is believed
only as far as the bytes bear it out.
"""

from __future__ import annotations

import contextlib
import gzip
import io
import itertools
import lzma
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO, Literal

from truceline.archive.document import (
    MOST_RATIO,
    SHARD_DOCUMENTS,
    Cut,
    Document,
    Form,
    Found,
    Refused,
    bad_name,
    even_cuts,
    is_gzip,
    too_large,
)
from truceline.errors import ReadError
from truceline.pipeline import Entry
from truceline.read import MOST_BYTES

#: A compressed stream may always unpack to this much (bytes), whatever its ratio.
_ALWAYS = 64_000_000
#: What the readers of the standard library raise for damaged bytes.
DAMAGE = (
    EOFError,
    OSError,
    ValueError,
    RuntimeError,
    NotImplementedError,
    zlib.error,
    lzma.LZMAError,
    zipfile.BadZipFile,
    tarfile.TarError,
)


class Zip(Form):
    """The files of a zip archive, in the order of its list."""

    def cuts(self) -> Iterator[Cut]:
        """A door every 500 members."""
        with self._open() as archive:
            return even_cuts(len(_files(archive)))

    def documents(self, cut: Cut) -> Iterator[Found]:
        """The members of a stretch, each a document or why it is none."""
        with self._open() as archive:
            budget = max(_ALWAYS, MOST_RATIO * self.path.stat().st_size)
            for number, member in enumerate(itertools.islice(_files(archive), cut.index + cut.count)):
                # What lies before this stretch counts, too: the answer is the same however the archive was cut.
                budget -= member.file_size
                if number < cut.index:
                    continue
                if budget < 0:
                    why = f"the archive unpacks to more than {MOST_RATIO} times its size; its rest is left out"
                    yield Refused(self.where(member.filename), why)
                else:
                    yield self._document(archive, member)

    def _open(self) -> zipfile.ZipFile:
        try:
            return zipfile.ZipFile(self.path)
        except DAMAGE as error:
            raise ReadError(f"{self.name}: this zip file is damaged ({error}).") from None

    def _document(self, archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Found:
        where = self.where(member.filename)
        why = bad_name(member.filename) or too_large(member.file_size, member.compress_size)
        if member.external_attr >> 28 == 0o12:
            why = "it is a link, and links are not followed"
        if member.flag_bits & 1:
            why = "it is encrypted"
        if why:
            return Refused(where, why)
        try:
            with archive.open(member) as stream:
                data = stream.read(MOST_BYTES + 1)
        except DAMAGE as error:
            return Refused(where, f"it is damaged ({_words(error, self.name)})")
        return Document(Entry(path=where), data)


def _files(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    return [member for member in archive.infolist() if not member.is_dir()]


class Tar(Form):
    """The files of a tar archive in the order in which they lie. A compressed one is one stretch: it has no doors."""

    def cuts(self) -> Iterator[Cut]:
        """A door every 500 members; none but the first where the file is compressed."""
        compressed, offset, count, before = is_gzip(self.path, self.name), 0, 0, 0
        try:
            with self._open(0) as archive:
                for member in _members(archive):
                    if count == SHARD_DOCUMENTS and not compressed:
                        yield Cut(offset, before, count)
                        offset, before, count = member.offset, before + count, 0
                    count += 1
        except DAMAGE:
            count += 1  # what is broken is told of where the stretch is read
        if count:
            yield Cut(offset, before, count)

    def documents(self, cut: Cut) -> Iterator[Found]:
        """The members of a stretch, each a document or why it is none."""
        number = 0
        try:
            with self._open(cut.offset) as archive:
                for member in itertools.islice(_members(archive), cut.count):
                    yield self._document(archive, member)
                    number += 1
        except DAMAGE as error:
            words = _words(error, self.name)
            yield Refused(self.where(f"#{cut.index + number + 1}"), f"the archive is damaged from here on ({words})")

    @contextlib.contextmanager
    def _open(self, offset: int) -> Iterator[tarfile.TarFile]:
        with contextlib.ExitStack() as open_:
            stream: IO[bytes] = open_.enter_context(self.path.open("rb"))
            mode: Literal["r|", "r:"] = "r:"
            stream.seek(offset)
            if is_gzip(self.path, self.name):
                unpacked = open_.enter_context(gzip.GzipFile(fileobj=stream))
                stream, mode = Bounded(unpacked, self.path.stat().st_size), "r|"  # type: ignore[assignment]
            yield open_.enter_context(tarfile.open(fileobj=stream, mode=mode, tarinfo=_Header))

    def _document(self, archive: tarfile.TarFile, member: tarfile.TarInfo) -> Found:
        where = self.where(member.name)
        why = bad_name(member.name) or too_large(member.size)
        if member.issym() or member.islnk():
            why = "it is a link, and links are not followed"
        elif not member.isreg():
            why = "it is no file but a device or a pipe"
        if why:
            return Refused(where, why)
        stream = archive.extractfile(member)
        data = stream.read(MOST_BYTES + 1) if stream is not None else b""
        if len(data) < member.size:
            raise tarfile.ReadError(f"{member.name} ends too early")
        return Document(Entry(path=where), data)


def _members(archive: tarfile.TarFile) -> Iterator[tarfile.TarInfo]:
    for member in archive:
        archive.members = []  # type: ignore[attr-defined]  # or a long archive would be remembered whole
        if not member.isdir():
            yield member


class _Header(tarfile.TarInfo):
    """A header that says when it is damaged; tarfile takes such a one for the end of the archive."""

    @classmethod
    def fromtarfile(cls, archive: tarfile.TarFile) -> tarfile.TarInfo:  # type: ignore[override]
        try:
            return super().fromtarfile(archive)
        except (tarfile.InvalidHeaderError, tarfile.TruncatedHeaderError) as error:  # type: ignore[attr-defined]
            raise tarfile.ReadError(str(error)) from None


class Bounded(io.RawIOBase):
    """A stream that is being unpacked, up to so much for its packed ``size``; beyond it, ``OSError``."""

    def __init__(self, stream: IO[bytes] | gzip.GzipFile, size: int) -> None:
        self._stream = stream
        self._left = max(_ALWAYS, MOST_RATIO * size)

    def read(self, size: int = -1, /) -> bytes:
        data = self._stream.read(min(size, 1 << 20) if size >= 0 else 1 << 20)
        self._left -= len(data)
        if self._left < 0:
            raise OSError(f"it unpacks to more than {MOST_RATIO} times its size")
        return data

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        data = self.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)


def _words(error: Exception, name: str) -> str:
    return (str(error) or type(error).__name__).replace(name, "it")
