"""READS. Bytes to a Report: plain text and web pages, main text found, boilerplate marked, nothing lost in silence."""

from truceline.read.boilerplate import find_boilerplate
from truceline.read.document import MOST_BYTES, MOST_CHARACTERS, file_bytes, read_bytes, read_report
from truceline.read.language import find_language
from truceline.read.sniffing import refuse_foreign

__all__ = [
    "MOST_BYTES",
    "MOST_CHARACTERS",
    "file_bytes",
    "find_boilerplate",
    "find_language",
    "read_bytes",
    "read_report",
    "refuse_foreign",
]
