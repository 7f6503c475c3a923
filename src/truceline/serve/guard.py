"""What stands before every route: limits, the origin of writes, odd paths, and the headers of every answer.

Own ASGI code and not the framework's, so that it holds for every route, also for those that do not exist: limits of
frameworks have been passed over before, and a header that a route forgets is no wall.
"""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from typing import Any

from truceline.serve.problems import MEDIA_TYPE, Refused, problem_bytes, problem_of
from truceline.serve.settings import Settings, is_loopback

Scope = dict[str, Any]
Receive = Callable[[], Any]
Send = Callable[[Any], Any]

#: Nothing from elsewhere, nothing inline, no frame, no form to elsewhere.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self';"
    " connect-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()",
    "x-robots-tag": "noindex, nofollow",
}
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_ADDRESSES = 10_000


class Pace:
    """So many requests a second from one address, with so many at once: a bucket that fills itself (token bucket)."""

    def __init__(self, rate: float, burst: int, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._rate, self._burst, self._clock = rate, burst, clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def wait(self, who: str) -> float:
        """Take one; 0 when it was there, else the seconds until one will be."""
        now = self._clock()
        left, since = self._buckets.pop(who, (float(self._burst), now))
        left = min(self._burst, left + (now - since) * self._rate)
        taken = left >= 1
        self._buckets[who] = (left - 1 if taken else left, now)
        while len(self._buckets) > _ADDRESSES:
            self._buckets.popitem(last=False)
        return 0.0 if taken else (1 - left) / self._rate


class Guard:
    """Wraps the application; what it refuses the application never sees."""

    def __init__(self, app: Any, settings: Settings) -> None:
        self._app = app
        self._settings = settings
        self._pace = Pace(settings.rate, settings.burst)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            await receive()
            await send({"type": "websocket.close", "code": 1008})
            return
        headers = {k.decode("latin-1").lower(): v.decode("latin-1") for k, v in scope["headers"]}
        sender = self._dressed(send)
        try:
            self._look_at(scope, headers)
            body = await self._body(scope, headers, receive)
        except Refused as refused:
            await _answer(sender, scope, refused)
            return
        if scope["method"] == "HEAD":  # what GET would say, without the body
            await self._app({**scope, "method": "GET"}, _replayed(body, receive), _bodiless(sender))
            return
        await self._app(scope, _replayed(body, receive), sender)

    def _look_at(self, scope: Scope, headers: Mapping[str, str]) -> None:
        """Refused when the address, the origin or the pace is not right."""
        settings = self._settings
        host = headers.get("host", "")
        if settings.is_local and not is_loopback(_name_of(host)):
            # Another site's name that points here would make that site's pages "same origin" with this one.
            raise Refused(421, f"This server answers to localhost alone; open http://{settings.host}:{settings.port}/.")
        wait = self._pace.wait((scope.get("client") or ("",))[0])
        if wait > 0:
            raise Refused(
                429, "Too many requests; wait a little and ask again.", headers={"retry-after": str(int(wait) + 1)}
            )
        raw = scope.get("raw_path") or scope["path"].encode()
        path = scope["path"]
        if b"\\" in raw or "\\" in path or "\0" in path or "//" in path or ".." in path.split("/"):
            raise Refused(400, "This address cannot be used.")
        if len(raw) + len(scope.get("query_string", b"")) > 8000:
            raise Refused(400, "This address is too long; ask for fewer things at once.")
        if scope["method"] not in SAFE:
            _look_at_origin(headers, host)

    async def _body(self, scope: Scope, headers: Mapping[str, str], receive: Receive) -> bytes:
        """The whole body, of no more than is allowed; bytes are counted as they come, whatever the header says."""
        if scope["method"] in SAFE:
            return b""
        limit = self._settings.body_limit
        too_large = Refused(413, f"A request may have {limit:,} bytes; send less at once.", headers=_CLOSE)
        length = headers.get("content-length", "0")
        if not length.isdecimal() or int(length) > limit:
            raise too_large
        parts: list[bytes] = []
        size = 0
        try:
            async with asyncio.timeout(self._settings.patience):
                while True:
                    message = await receive()
                    if message["type"] != "http.request":
                        raise Refused(400, "The request ended before its body did.")
                    parts.append(message.get("body", b""))
                    size += len(parts[-1])
                    if size > limit:
                        raise too_large
                    if not message.get("more_body", False):
                        return b"".join(parts)
        except TimeoutError as error:
            raise Refused(408, "The request's body did not come in time.", headers=_CLOSE) from error

    def _dressed(self, send: Send) -> Send:
        """Puts the headers on every answer."""
        settings = self._settings

        async def sender(message: Any) -> None:
            if message["type"] == "http.response.start":
                there = {k.lower() for k, _ in message["headers"]}
                wanted = dict(HEADERS)
                if settings.https:
                    wanted["strict-transport-security"] = "max-age=31536000"
                if b"cache-control" not in there:
                    wanted["cache-control"] = "no-store"
                message["headers"] = [
                    *message["headers"],
                    *((k.encode(), v.encode()) for k, v in wanted.items() if k.encode() not in there),
                ]
            await send(message)

        return sender


_CLOSE = {"connection": "close"}


def _look_at_origin(headers: Mapping[str, str], host: str) -> None:
    """A write must come from a page of this server (Fetch Metadata), or from a program that is no browser."""
    site = headers.get("sec-fetch-site")
    if site is not None and site not in ("same-origin", "none"):
        raise Refused(403, "This was sent by another site's page; open this server's own page and do it there.")
    origin = headers.get("origin")
    if origin is not None and origin.partition("://")[2] != host:
        raise Refused(403, "This was sent by another site's page; open this server's own page and do it there.")


def _name_of(host: str) -> str:
    """The name in a Host header, without the port."""
    return host[: host.index("]") + 1] if host.startswith("[") and "]" in host else host.partition(":")[0]


def _bodiless(send: Send) -> Send:
    async def sender(message: Any) -> None:
        await send({**message, "body": b""} if message["type"] == "http.response.body" else message)

    return sender


def _replayed(body: bytes, receive: Receive) -> Receive:
    given = False

    async def receiver() -> Any:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return receiver


async def _answer(send: Send, scope: Scope, refused: Refused) -> None:
    problem = problem_of(refused.status, str(refused), instance=scope["path"].encode("utf-8", "replace").decode())
    is_api = scope["path"].startswith("/api")
    body = problem_bytes(problem) if is_api else f"{problem.title}. {problem.detail}\n".encode()
    kind = MEDIA_TYPE if is_api else "text/plain; charset=utf-8"
    headers = {"content-type": kind, "content-length": str(len(body)), **refused.headers}
    await send(
        {
            "type": "http.response.start",
            "status": refused.status,
            "headers": [(k.encode(), v.encode()) for k, v in headers.items()],
        }
    )
    await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})
