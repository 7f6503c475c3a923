"""What kind of file is it? By its first bytes first, by its name only where they leave it open."""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import Literal

from truceline.errors import ReadError

#: First bytes -> what such a file is, in the sentence "this is ...".
_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "a PDF file; reading PDF comes later, so convert it to text first"),
    (b"\xff\xd8\xff", "a JPEG image, which holds no text"),
    (b"\x89PNG\r\n\x1a\n", "a PNG image, which holds no text"),
    (b"GIF8", "a GIF image, which holds no text"),
    (b"II*\x00", "a TIFF image, which holds no text"),
    (b"MM\x00*", "a TIFF image, which holds no text"),
    (b"PK\x03\x04", "a zip file or an office document; unpack it or save it as text first"),
    (b"PK\x05\x06", "an empty zip file"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old office document; save it as text first"),
    (b"{\\rtf", "a rich text file; save it as plain text first"),
    (b"\x1f\x8b", "a gzip file; unpack it first"),
    (b"BZh", "a bzip2 file; unpack it first"),
    (b"\xfd7zXZ\x00", "an xz file; unpack it first"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive; unpack it first"),
    (b"Rar!\x1a\x07", "a rar archive; unpack it first"),
    (b"\x28\xb5\x2f\xfd", "a zstandard file; unpack it first"),
    (b"WARC/1.", "a web archive (WARC), not one report; read it with the archive command"),
    (b"SQLite format 3\x00", "a database, not a report"),
    (b"\x7fELF", "a program, not a report"),
    (b"MZ", "a program, not a report"),
    (b"ID3", "an audio file, which holds no text"),
    (b"OggS", "an audio or video file, which holds no text"),
    (b"RIFF", "an audio, video or image file, which holds no text"),
)

_PAGE_SUFFIXES = frozenset({".html", ".htm", ".xhtml", ".xht", ".shtml", ".xml"})
_PAGE_START = re.compile(r"\s*(?:<!--[^>]{0,2000}-->\s*)*<(?:!doctype\s+html|html|head|body|\?xml)\b", re.IGNORECASE)
_PAGE_TAGS = re.compile(r"</(?:p|div|html|body|article|span|a|td|h[1-6])\s*>", re.IGNORECASE)
_LOOK_AT = 4096


def refuse_foreign(data: bytes) -> None:
    """Raise ReadError, saying what it is, for a file that is known to be no text."""
    for signature, what in _SIGNATURES:
        # "MZ", "BZh" and their like also begin words: such a file has bytes that no text has.
        if data.startswith(signature) and (len(signature) > 4 or not _looks_textual(data)):
            raise ReadError(f"this is {what}")
    if data[:1024].lstrip(b"\x00\t\n\r \xef\xbb\xbf").startswith(b"%PDF-"):
        raise ReadError(f"this is {_SIGNATURES[0][1]}")
    if data[4:8] == b"ftyp":
        raise ReadError("this is a video or image file, which holds no text")


def _looks_textual(data: bytes) -> bool:
    head = data[:_LOOK_AT]
    return all(byte >= 32 or byte in b"\t\n\r\f" for byte in head) and (head.isascii() or _is_utf8(head))


def _is_utf8(head: bytes) -> bool:
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start >= len(head) - 3
    return True


def kind_of_text(text: str, name: str) -> Literal["page", "text"]:
    """A web page or plain text. ``.txt`` and ``.md`` are plain text unless they begin as a whole page does."""
    if _PAGE_START.match(text[:_LOOK_AT]):
        return "page"
    suffix = PurePath(name).suffix.lower()
    if suffix in _PAGE_SUFFIXES:
        return "page"
    if suffix in {".txt", ".text", ".md"}:
        return "text"
    begins_with_tag = text[:_LOOK_AT].lstrip("\ufeff \t\r\n").startswith("<")
    return "page" if begins_with_tag and len(_PAGE_TAGS.findall(text[:_LOOK_AT])) >= 1 else "text"
