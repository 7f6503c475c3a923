"""What can go wrong, as one tree.

    TrucelineError
    ├── UsageError            the caller asked for something that does not exist        exit 2, HTTP 400
    ├── ReadError             a report could not be used: its bytes say nothing to us   exit 3, HTTP 422
    ├── ClaimError            a line of claims could not be used                        exit 3, HTTP 422
    ├── AgreementError        an agreement file has problems; all of them, with lines   exit 3, HTTP 422
    ├── VocabularyError       a word list or gazetteer of ours is damaged               exit 3, HTTP 500
    ├── StoreError            a store could not be written or reached: a full disk, …   exit 3, HTTP 503
    └── VerificationError     what is stored is not what was stored                     exit 4, HTTP 409

Three kinds, three homes: an unclear *world* gives values with reasons and never an exception; a wrong *document*
gives ``ReadError``, ``ClaimError`` or ``AgreementError``; a wrong *caller* gives ``UsageError``.
Anything else is a bug and is never caught.
"""

from __future__ import annotations

from typing import ClassVar, NamedTuple


class TrucelineError(Exception):
    """Root of everything that Truceline raises on purpose. Its text is one sentence that says what to do."""

    exit_code: ClassVar[int] = 3
    http_status: ClassVar[int] = 422


class UsageError(TrucelineError):
    """The caller named something that does not exist, or asked for two things that exclude each other."""

    exit_code = 2
    http_status = 400


class ReadError(TrucelineError):
    """The bytes of a report, or of a list of places, could not be read."""


class ClaimError(TrucelineError):
    """A line of a claims file could not be used."""


class Problem(NamedTuple):
    """One thing that is wrong in a file: which file, which line (from 1), and what, in words."""

    file: str
    line: int
    words: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.words}"


class AgreementError(TrucelineError):
    """An agreement file has problems. ``problems`` holds all of them, sorted by line."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        super().__init__("\n".join(map(str, problems)))


class VocabularyError(TrucelineError):
    """A data file that ships with Truceline, or one that was imported, is damaged."""

    http_status = 500


class StoreError(TrucelineError):
    """A store could not be written or reached; what it had acknowledged is kept."""

    http_status = 503


class VerificationError(TrucelineError):
    """Something that was stored is no longer what was stored."""

    exit_code = 4
    http_status = 409
