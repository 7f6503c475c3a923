"""Bytes to characters: which encoding a file is in, and what to say when it is not certain.

Order: byte order mark (Unicode 16, section 23.8), valid UTF-8, the encoding a page declares (labels as in the WHATWG
Encoding Standard), then the Western, Cyrillic, Arabic and Turkish code pages by what makes words. Always deterministic.
"""

from __future__ import annotations

import codecs
import re
from typing import NamedTuple

from truceline.errors import ReadError
from truceline.read.language import weigh_language

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(
    rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{2,30})|<\?xml[^>]{0,100}?encoding\s*=\s*["']([\w.:-]{2,30})""",
    re.IGNORECASE,
)
_KNOWN = re.compile(
    r"utf-?8|iso-?8859-?\d{1,2}|latin-?\d|windows-?\d{3,4}|cp-?\d{3,5}|koi8-?[ru]|gb2312|gbk|gb18030|big5(?:-hkscs)?|"
    r"euc-?(?:jp|kr)|shift[-_]?jis|sjis|us-?ascii|ascii|mac-?(?:roman|cyrillic)|iso-2022-jp|tis-620"
)
# What pages declare is not always what they mean (WHATWG Encoding Standard, section 4.2).
_MEANT = {
    "iso-8859-1": "cp1252",
    "iso8859-1": "cp1252",
    "latin1": "cp1252",
    "latin-1": "cp1252",
    "us-ascii": "cp1252",
    "ascii": "cp1252",
    "iso-8859-9": "cp1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "sjis": "cp932",
    "euc-kr": "cp949",
}
#: Code pages that are tried -> their name for people and the languages that speak for them (none: any).
_GUESSES: dict[str, tuple[str, frozenset[str]]] = {
    "cp1252": ("Windows-1252", frozenset()),
    "cp1251": ("Windows-1251", frozenset({"ru", "uk", "bg", "sr", "be"})),
    "cp1256": ("Windows-1256", frozenset({"ar", "fa", "ur"})),
    "cp1254": ("Windows-1254", frozenset({"tr"})),
    "koi8-r": ("KOI8-R", frozenset({"ru"})),
}
_CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f-\x84\x86-\x9f\ufffd\ufffe\uffff]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_LOOK_AT = 65_536
# More than this share of control characters is not a text.
_JUNK = 0.02
# A wrongly saved UTF-8 file has a few bad bytes; more than one in so many and it is not UTF-8.
_FEW = 200


class Decoded(NamedTuple):
    """The characters of a file, without a byte order mark, and what a reader should know about the decoding."""

    text: str
    warnings: tuple[str, ...] = ()


def decode_bytes(data: bytes) -> Decoded:
    """The characters of ``data``; newlines stay as they are. ReadError when it is no text in an encoding known here."""
    decoded = _decode(data)
    text, warnings = decoded
    nulls = text.count("\x00")
    if _CONTROL.search(text) and _is_junk(text):
        raise ReadError("this is binary data, not text; give the report as text or as a web page")
    if nulls:
        # Databases and terminals cannot hold the null character; same length, so offsets stay.
        text = text.replace("\x00", "\ufffd")
        warnings = (*warnings, f"{nulls} null characters were replaced by the sign for an unreadable character.")
    if _SURROGATE.search(text):
        text = _SURROGATE.sub("\ufffd", text)
        warnings = (*warnings, "Half characters were replaced by the sign for an unreadable character.")
    return Decoded(text, warnings)


def _is_junk(text: str) -> bool:
    for piece in (text[:_LOOK_AT], text[len(text) // 2 :][:_LOOK_AT], text[-_LOOK_AT:]):
        controls = len(_CONTROL.findall(piece))
        if controls > max(4, _JUNK * len(piece)) or 4 * controls >= len(piece):
            return True
    return False


def _decode(data: bytes) -> Decoded:
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _with_marks(data[len(bom) :], encoding)
    utf16 = _unmarked_utf16(data)
    if utf16:
        text, warnings = _with_marks(data, utf16)
        return Decoded(text, ("The file does not say its encoding; it was read as UTF-16.", *warnings))
    try:
        return Decoded(data.decode("utf-8"))
    except UnicodeDecodeError:
        pass
    declared = _declared(data)
    if declared and declared != "utf-8":
        text = data.decode(declared, "replace")
        if not _is_junk(text):
            return Decoded(text, _bad(text, declared))
    repaired = data.decode("utf-8", "replace")
    bad = repaired.count("\ufffd")
    beyond = sum(len(run) for run in re.findall(r"[^\x00-\x7f\ufffd]+", repaired[: 4 * _LOOK_AT]))
    if (declared == "utf-8" or beyond > 2 * bad) and bad * _FEW <= max(len(repaired), 2 * _FEW):
        return Decoded(repaired, (f"{bad} characters were not valid UTF-8 and could not be read.",))
    return _guess(data)


def _with_marks(data: bytes, encoding: str) -> Decoded:
    text = data.decode(encoding, "replace")
    return Decoded(text, _bad(text, encoding))


def _bad(text: str, encoding: str) -> tuple[str, ...]:
    bad = text.count("\ufffd")
    name = _GUESSES[encoding][0] if encoding in _GUESSES else encoding.upper()
    return (f"{bad} characters were not valid {name} and could not be read.",) if bad else ()


def _unmarked_utf16(data: bytes) -> str | None:
    """UTF-16 without a mark: nearly every other byte of Latin text is null."""
    sample = data[:4096]
    half = len(sample) // 2
    if half < 8 or b"\x00" not in sample:
        return None
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if odd > 0.7 * half and even < 0.05 * half:
        return "utf-16-le"
    return "utf-16-be" if even > 0.7 * half and odd < 0.05 * half else None


def _declared(data: bytes) -> str | None:
    found = _DECLARED.search(data, 0, 4096)
    if found is None:
        return None
    label = (found.group(1) or found.group(2)).decode("ascii", "replace").lower()
    if not _KNOWN.fullmatch(label):
        return None
    label = _MEANT.get(label, label)
    try:
        return codecs.lookup(label).name
    except LookupError:
        return None


def _guess(data: bytes) -> Decoded:
    """The code page under which the file has the most words of a language; Windows-1252 where none leads."""
    # A sample that begins and ends anywhere is fine: these encodings have one byte a character.
    sample = data[:_LOOK_AT]
    best, best_weight = "cp1252", 0.0
    for encoding, (_, languages) in _GUESSES.items():
        language, weight = weigh_language(sample.decode(encoding, "replace"))
        if (not languages or language in languages) and weight > best_weight + 1e-9:
            best, best_weight = encoding, weight
    high = sum(byte >= 0x80 for byte in sample)
    # Western text has few letters beyond ASCII; text of another script has words under its own code page.
    if high * 5 > len(sample) and (best == "cp1252" or not best_weight):
        raise ReadError("its characters are in no encoding known here; save the report as UTF-8 text")
    text = data.decode(best, "replace")
    note = f"The file is not UTF-8 and does not say its encoding; it was read as {_GUESSES[best][0]}."
    return Decoded(text, (note, *_bad(text, best)))
