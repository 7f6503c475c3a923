"""JSON Lines, one document a line.

``text`` or ``html`` is needed; ``path``, ``url``, ``published``, ``publisher`` and ``title`` say what is known.
Other keys are ignored. A line that is no such object is refused by its number and the next one is read.
"""

from __future__ import annotations

import contextlib
import gzip
import io
import itertools
from collections.abc import Iterator
from typing import BinaryIO

import msgspec

from truceline.archive.document import SHARD_DOCUMENTS, Cut, Document, Form, Found, Refused, is_gzip, too_large
from truceline.archive.packed import DAMAGE, Bounded
from truceline.model.moment import is_day_or_instant
from truceline.pipeline import Entry
from truceline.read import MOST_BYTES

#: A line may be longer than its document: quotes and other alphabets are escaped.
_LONGEST = 2 * MOST_BYTES


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One document of a JSON Lines file."""

    path: str | None = None
    url: str | None = None
    published: str | None = None
    publisher: str | None = None
    title: str | None = None
    text: str | None = None
    html: str | None = None


class Lines(Form):
    """The documents of a JSON Lines file. A compressed one (gzip) is one stretch: it has no doors."""

    def cuts(self) -> Iterator[Cut]:
        """A door every 500 lines."""
        packed, offset, at, index, count = is_gzip(self.path, self.name), 0, 0, 0, 0
        try:
            with self._open(0) as stream:
                for length, ended in _lengths(stream):
                    at += length
                    count += ended
                    if count == SHARD_DOCUMENTS and not packed:
                        yield Cut(offset, index, count)
                        offset, index, count = at, index + count, 0
        except DAMAGE:
            count += 1
        if at > offset and not count:
            count = 1
        if count:
            yield Cut(offset, index, count)

    def documents(self, cut: Cut) -> Iterator[Found]:
        """The lines of a stretch, each a document or why it is none."""
        number = cut.index
        try:
            with self._open(cut.offset) as stream:
                for number in range(cut.index + 1, cut.index + cut.count + 1):
                    line = stream.readline(_LONGEST)
                    where = f"{self.name}:{number}"
                    if len(line) == _LONGEST and not line.endswith(b"\n"):
                        while line and not line.endswith(b"\n"):
                            line = stream.readline(1 << 20)
                        yield Refused(where, f"the line is longer than {_LONGEST // 1_000_000} MB")
                    elif line.strip():
                        yield _document(line, where)
        except DAMAGE as error:
            yield Refused(f"{self.name}:{number}", f"the file is damaged from here on ({error})")

    @contextlib.contextmanager
    def _open(self, offset: int) -> Iterator[BinaryIO]:
        with contextlib.ExitStack() as open_:
            stream: BinaryIO = open_.enter_context(self.path.open("rb"))
            stream.seek(offset)
            if is_gzip(self.path, self.name):
                unpacked = open_.enter_context(gzip.GzipFile(fileobj=stream))
                stream = io.BufferedReader(Bounded(unpacked, self.path.stat().st_size))  # type: ignore[type-var]
            yield stream


def _lengths(stream: BinaryIO) -> Iterator[tuple[int, int]]:
    """Each line's length, in pieces, and with the last piece a 1; the last line of a file may lack its end."""
    last = b"\n"
    for block in itertools.takewhile(bool, iter(lambda: stream.read(1 << 20), None)):
        begin = 0
        while (end := block.find(b"\n", begin)) >= 0:
            yield end + 1 - begin, 1
            begin = end + 1
        if begin < len(block):
            yield len(block) - begin, 0
        last = block[-1:]
    if last != b"\n":
        yield 0, 1


def _document(line: bytes, where: str) -> Found:
    try:
        given = msgspec.json.decode(line, type=Line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        return Refused(where, f"the line is not an object with a text ({error})")
    page = given.html if given.text is None else None
    body = page if page is not None else given.text
    if body is None:
        return Refused(where, 'the line has neither "text" nor "html"')
    if given.published is not None and not is_day_or_instant(given.published):
        return Refused(where, '"published" is neither a day nor an instant with offset')
    if page is not None and not page[:1000].lstrip("\ufeff \t\r\n").lower().startswith(("<!doctype html", "<html")):
        page = f"<!doctype html>\n{page}"  # a piece of a page is still a page
    data = (page if page is not None else body).encode("utf-8", "replace")
    why = too_large(len(data))
    if why:
        return Refused(where, why)
    name = given.path or given.url
    return Document(
        Entry(
            path=f"{where} ({name})" if name else where,
            published=given.published,
            publisher=given.publisher,
            title=given.title,
            url=given.url,
        ),
        data,
    )
