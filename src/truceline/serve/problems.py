"""Errors over HTTP: problem details (RFC 9457) for programs, a page for people, the same sentence in both."""

from __future__ import annotations

import http
from typing import Any

import msgspec

MEDIA_TYPE = "application/problem+json"


class Problem(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """RFC 9457: ``type`` (``about:blank``: the status says it all), ``title``, ``status``, and a sentence."""

    title: str
    status: int
    type: str = "about:blank"
    detail: str = ""
    instance: str = ""


class Refused(Exception):
    """A request that cannot be answered, with its HTTP status and one sentence about what to do."""

    def __init__(self, status: int, detail: str, *, headers: dict[str, str] | None = None) -> None:
        self.status = status
        self.headers = headers or {}
        super().__init__(detail)


def problem_of(status: int, detail: str, *, instance: str = "") -> Problem:
    """A problem with the status' own name as its title."""
    try:
        title = http.HTTPStatus(status).phrase
    except ValueError:
        title = "Error"
    return Problem(title=title, status=status, detail=detail, instance=instance, type="about:blank")


def problem_bytes(problem: Problem) -> bytes:
    """The JSON object, with its type also where that says nothing."""
    fields: dict[str, Any] = {"type": problem.type, **msgspec.to_builtins(problem)}
    return msgspec.json.encode(fields)
