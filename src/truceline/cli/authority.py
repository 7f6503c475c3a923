"""The one address that is ever asked: that of a timestamping authority which the user names on the command line."""

from __future__ import annotations

import urllib.error
import urllib.request

from truceline.errors import StoreError, UsageError

#: So long an authority is waited for (seconds), and so much of its answer is read.
_PATIENCE, _LONGEST_ANSWER = 60, 1_000_000


def answer_of(url: str, request: bytes) -> bytes:
    """What an authority answers, asked over HTTP (RFC 3161, section 3.4). StoreError when it does not."""
    if not url.startswith(("http://", "https://")):
        raise UsageError("--timestamp takes the address of an authority, https://…")
    headers = {"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"}
    try:
        asked = urllib.request.Request(url, data=request, headers=headers, method="POST")
        with urllib.request.urlopen(asked, timeout=_PATIENCE) as answer:
            return bytes(answer.read(_LONGEST_ANSWER))
    except (urllib.error.URLError, OSError, ValueError) as error:
        raise StoreError(f"{url} gave no timestamp ({error}); the store is verified, and nothing was added.") from error
