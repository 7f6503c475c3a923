"""A file or bytes to a Report: the one way in for everything that is read."""

from __future__ import annotations

import hashlib
import os
import re
import stat
from pathlib import Path

import msgspec

from truceline.errors import ReadError, UsageError
from truceline.model.moment import is_day_or_instant
from truceline.model.text import Report
from truceline.read.boilerplate import find_boilerplate
from truceline.read.decoding import decode_bytes
from truceline.read.language import find_language
from truceline.read.sniffing import kind_of_text, refuse_foreign

#: No file larger than this is opened (bytes).
MOST_BYTES = 50_000_000
#: No text longer than this is one report (characters).
MOST_CHARACTERS = 5_000_000

_LETTER = re.compile(r"[^\W\d_]")
_TITLE = re.compile(r"[^\r\n]{1,160}(?=[ \t]*(?:\r\n|\r|\n)[ \t]*(?:\r\n|\r|\n))")
_NO_TITLE_END = (".", ",", ";", ":", "…", "-", "–", "—")


def read_report(
    source: str | Path,
    *,
    published: str | None = None,
    publisher: str | None = None,
    title: str | None = None,
    url: str | None = None,
    path: str | None = None,
) -> Report:
    """Read one report, a text file or a web page, from the file ``source``.

    ``published`` is a civil day (``2019-08-22``) or an instant with offset (RFC 3339); like ``publisher``, ``title``
    and ``url`` it goes before what the file says of itself. ``path`` is the name that the report shall carry, by
    default ``source``. ReadError, in one sentence, when the file cannot be used; UsageError for a wrong ``published``.
    """
    _check_published(published)
    name = printable(os.fspath(source))
    if "\x00" in os.fspath(source):
        raise ReadError(f"{name}: there is no such file")
    data = file_bytes(Path(source), name)
    report = read_bytes(data, name=name, published=published, publisher=publisher, title=title, url=url)
    return report if path is None else msgspec.structs.replace(report, path=path)


def read_bytes(
    data: bytes,
    *,
    name: str,
    published: str | None = None,
    publisher: str | None = None,
    title: str | None = None,
    url: str | None = None,
) -> Report:
    """Read one report from its bytes; ``name`` stands for it in messages and its suffix helps to tell what it is."""
    _check_published(published)
    try:
        return _report(data, name, published=published, publisher=publisher, title=title, url=url)
    except ReadError as error:
        raise ReadError(f"{printable(name)}: {error}.") from None


def _report(
    data: bytes, name: str, *, published: str | None, publisher: str | None, title: str | None, url: str | None
) -> Report:
    if len(data) > MOST_BYTES:
        raise ReadError(f"the file has more than the {MOST_BYTES // 1_000_000} MB that one report may have; split it")
    if not data or not data.strip(b"\x00 \t\r\n"):
        raise ReadError("the file is empty")
    refuse_foreign(data)
    text, warnings = decode_bytes(data)
    language = None
    if kind_of_text(text, name) == "page":
        from truceline.read.page import read_page

        text, head, page_warnings = read_page(text)
        warnings = (*warnings, *page_warnings)
        title, publisher, url = title or head.title, publisher or head.publisher, url or head.url
        published, language = published or head.published, head.language
    else:
        if len(text) > MOST_CHARACTERS:
            limit = f"the {MOST_CHARACTERS:,} characters that one report may have"
            raise ReadError(f"the text has more than {limit}; split it")
        title = title or _first_line(text)
    if not _LETTER.search(text):
        raise ReadError("there are no words in it")
    return Report(
        id="sha256:" + hashlib.sha256(data).hexdigest(),
        text=text,
        language=find_language(text) or language,
        published=published,
        title=title,
        publisher=publisher,
        url=url,
        removed=find_boilerplate(text),
        path=name,
        warnings=warnings,
    )


def _first_line(text: str) -> str | None:
    """The title of a plain text: a short first line without a full stop, with an empty line and more text after it."""
    lead = len(text) - len(text.lstrip())
    found = _TITLE.match(text, lead)
    if found is None:
        return None
    words = found.group().strip()
    if (
        find_boilerplate(words)
        or words.endswith(_NO_TITLE_END)
        or not _LETTER.search(words)
        or not text[found.end() :].strip()
    ):
        return None
    return words.lstrip("# ") or None


def _check_published(published: str | None) -> None:
    if published is not None and not is_day_or_instant(published):
        shown = printable(str(published))[:60]
        raise UsageError(
            f"published: {shown!r} is not a day (2019-08-22) or an instant with offset (2019-08-22T09:30:00+03:00); "
            "give one of these or leave it out."
        )


def printable(name: str) -> str:
    """A file name that can be printed and written as JSON: what cannot be becomes a mark."""
    words = name.encode("utf-8", "surrogateescape" if _escapes_only(name) else "replace").decode("utf-8", "replace")
    return "".join(character if character.isprintable() else "\ufffd" for character in words)


def _escapes_only(name: str) -> bool:
    return all(not "\ud800" <= character <= "\udfff" or "\udc80" <= character <= "\udcff" for character in name)


def file_bytes(file: Path, name: str) -> bytes:
    """The bytes of a file that may be a report; ReadError, with ``name``, when it cannot be opened or is too large."""
    try:
        kind = os.stat(file)
        if stat.S_ISDIR(kind.st_mode):
            raise ReadError(f"{name}: this is a folder, not a report; name the files in it.")
        if not (stat.S_ISREG(kind.st_mode) or stat.S_ISFIFO(kind.st_mode)):
            raise ReadError(f"{name}: this is a device, not a report; name a file.")
        if kind.st_size > MOST_BYTES:
            limit = f"{kind.st_size / 1e6:,.0f} MB, more than the {MOST_BYTES // 1_000_000} MB that one report may have"
            raise ReadError(f"{name}: the file has {limit}; split it.")
        with open(file, "rb") as stream:
            return stream.read(MOST_BYTES + 1)
    except FileNotFoundError:
        raise ReadError(f"{name}: there is no such file.") from None
    except PermissionError:
        raise ReadError(f"{name}: this file may not be read by this user; change its permissions.") from None
    except OSError as error:
        raise ReadError(f"{name}: this file could not be opened ({error.strerror or error}).") from None
