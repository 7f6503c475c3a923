"""The application: routes behind the guard, errors as pages or as problem details."""

from __future__ import annotations

import logging
from typing import Any

import anyio.to_thread
from litestar import Litestar, Request, Response, get
from litestar.datastructures import State
from litestar.exceptions import HTTPException
from litestar.params import FromPath

from truceline.errors import TrucelineError
from truceline.serve.access import Door
from truceline.serve.api_routes import API
from truceline.serve.asking import HTML, words_for
from truceline.serve.downloads import DOWNLOADS
from truceline.serve.forms import FORMS
from truceline.serve.guard import Guard
from truceline.serve.house import House
from truceline.serve.pages import PAGES
from truceline.serve.problems import MEDIA_TYPE, Refused, problem_bytes, problem_of
from truceline.serve.rendering import file_of, render
from truceline.serve.settings import Settings
from truceline.store import Store

_LOG = logging.getLogger("truceline.serve")
#: So many answers are made at once; more would only take turns at two cores, and each holds a connection.
AT_ONCE = 8
_TYPES = {
    "css": "text/css",
    "js": "text/javascript",
    "mjs": "text/javascript",
    "svg": "image/svg+xml",
    "woff2": "font/woff2",
    "json": "application/json",
}


def make_app(settings: Settings, store: Store) -> Guard:
    """The whole application over an open store, to be run by any ASGI server."""
    house = House(settings, store)
    app = Litestar(
        route_handlers=[static, *PAGES, *FORMS, *DOWNLOADS, *API],
        state=State({"house": house, "door": Door(settings, store)}),
        exception_handlers={
            Refused: _refused,
            TrucelineError: _told,
            HTTPException: _http,
            Exception: _bug,
        },
        openapi_config=None,
        logging_config=None,  # whoever runs the server says what is logged
        on_startup=[_prepare],
    )
    return Guard(app, settings)


async def _prepare() -> None:
    anyio.to_thread.current_default_thread_limiter().total_tokens = AT_ONCE


@get("/static/{name:str}", sync_to_thread=False, include_in_schema=False)
def static(name: FromPath[str]) -> Response[bytes]:
    """A file as it lies; its address carries its digest, so that it may be kept for good."""
    data = file_of(name)
    if data is None:
        raise Refused(404, "There is no such file.")
    kind = _TYPES.get(name.rpartition(".")[2], "application/octet-stream")
    return Response(data, media_type=kind, headers={"cache-control": "public, max-age=31536000, immutable"})


def _refused(request: Request[Any, Any, State], refused: Refused) -> Response[bytes]:
    return _problem(request, refused.status, str(refused), refused.headers)


def _told(request: Request[Any, Any, State], error: TrucelineError) -> Response[bytes]:
    return _problem(request, error.http_status, str(error), {})


def _http(request: Request[Any, Any, State], error: HTTPException) -> Response[bytes]:
    words = {
        404: "There is no such page here.",
        405: "This address cannot be asked in that way.",
    }
    return _problem(request, error.status_code, words.get(error.status_code, str(error.detail)), error.headers or {})


def _bug(request: Request[Any, Any, State], error: Exception) -> Response[bytes]:
    # The path and no more: what was asked, and what reports say, is in no log.
    _LOG.error("%s %s failed", request.method, request.url.path, exc_info=error)
    return _problem(request, 500, "Something went wrong here; it was noted. Nothing was lost.", {})


def _problem(request: Request[Any, Any, State], status: int, detail: str, headers: dict[str, str]) -> Response[bytes]:
    path = request.url.path
    problem = problem_of(status, detail, instance=path)
    if path.startswith("/api") or "application/json" in request.headers.get("accept", ""):
        return Response(problem_bytes(problem), status_code=status, media_type=MEDIA_TYPE, headers=headers)
    body = render("problem.html", words_for(request), problem=problem)
    return Response(body, status_code=status, media_type=HTML, headers=headers)
