"""What comes out of an archive, one at a time: a document with its bytes, or one sentence about why there is none."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import NamedTuple

import msgspec

from truceline.errors import ReadError
from truceline.pipeline import Entry
from truceline.read import MOST_BYTES

#: So many documents are one shard: short enough to be done again after a crash, long enough to be worth a file.
SHARD_DOCUMENTS = 500
#: What unpacks to more than so many times its size is no text (HTML packs 5 to 20 times) ...
MOST_RATIO = 100
#: ... once it is larger than this (bytes).
SMALL = 1_000_000


class Document(NamedTuple):
    """The bytes of one document with what its archive says of it; ``entry.path`` says where it lies."""

    entry: Entry
    data: bytes


class Refused(NamedTuple):
    """A document, or the rest of an archive, that is left out: where it lies and why (words without a full stop)."""

    where: str
    why: str


Found = Document | Refused


class Cut(msgspec.Struct, frozen=True):
    """A stretch of an input: where it begins (a number or a byte), at which document, and how many there are."""

    offset: int
    index: int
    count: int


class Shard(msgspec.Struct, frozen=True, kw_only=True):
    """The unit of work: a stretch of one input. ``stamp`` changes when the input's files do."""

    input: str
    kind: str
    offset: int
    index: int
    count: int
    stamp: str


class Form:
    """One kind of input: where it can be cut, and the documents of a stretch in order. Nothing is loaded whole."""

    def __init__(self, path: Path, name: str) -> None:
        self.path, self.name = path, name

    def cuts(self) -> Iterator[Cut]:
        """Where the input can be entered. Raises ReadError when it cannot be opened at all."""
        raise NotImplementedError

    def documents(self, cut: Cut) -> Iterator[Found]:
        """The documents of a stretch. What is broken is a :class:`Refused`; nothing is raised for it."""
        raise NotImplementedError

    def stamp(self) -> str:
        """Size and time of change, so that a shard of an earlier state is not taken for done."""
        about = self.path.stat()
        return f"{about.st_size}:{about.st_mtime_ns}"

    def where(self, member: str) -> str:
        """The name of a member for people and for records."""
        return f"{self.name}/{member}"


def even_cuts(total: int) -> Iterator[Cut]:
    """Stretches of a numbered list."""
    for first in range(0, total, SHARD_DOCUMENTS):
        yield Cut(first, first, min(SHARD_DOCUMENTS, total - first))


def bad_name(name: str) -> str | None:
    """Why a member of an archive may not be called so; None for a usual name."""
    path = PurePosixPath(name.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or re.match(r"[A-Za-z]:", name):
        return "its name leads out of the archive"
    return "its name holds a null character" if "\x00" in name else None


def too_large(size: int, packed: int | None = None) -> str | None:
    """Why so many bytes are not unpacked; ``packed`` is how many they are in the archive."""
    if size > MOST_BYTES:
        return f"it is larger than the {MOST_BYTES // 1_000_000} MB that one report may have"
    if packed is not None and size > SMALL and size > MOST_RATIO * packed:
        return f"it unpacks to more than {MOST_RATIO} times its size"
    return None


def opened(error: OSError, name: str) -> ReadError:
    """The sentence for an input that cannot be opened."""
    return ReadError(f"{name}: this input could not be opened ({error.strerror or error}).")


def is_gzip(path: Path, name: str) -> bool:
    """True when a file begins as gzip does (RFC 1952); ReadError when it cannot be opened."""
    try:
        with path.open("rb") as file:
            return file.read(2) == b"\x1f\x8b"
    except OSError as error:
        raise opened(error, name) from None
