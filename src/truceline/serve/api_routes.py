"""The endpoints as routes, the OpenAPI file, its page, and the feed of changes."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence
from typing import Any

import anyio.to_thread
import msgspec
from litestar import Response, route
from litestar import get as get_route
from litestar.handlers import HTTPRouteHandler

from truceline.serve.api import ENDPOINTS, Call, Endpoint, asked, in_body, in_path
from truceline.serve.asking import Asked, answer, door_of, here_for, house_of, in_thread, page_of, visitor_of
from truceline.serve.feed import atom
from truceline.serve.openapi import ROOT, document, openapi
from truceline.serve.problems import Refused


def _handler(path: str, endpoints: Sequence[Endpoint]) -> HTTPRouteHandler:
    """One route for all that may be done at a path, so that it tells of all of them when asked (OPTIONS)."""
    of = {endpoint.method: endpoint for endpoint in endpoints}

    async def handler(request: Asked) -> Response[bytes]:
        endpoint = of[request.method]  # type: ignore[index]
        body = await request.body() if endpoint.method == "POST" else b""
        return await anyio.to_thread.run_sync(functools.partial(_answer, endpoint, request, body))

    handler.__name__ = "_or_".join(endpoint.name for endpoint in endpoints)
    handler.__doc__ = " ".join(endpoint.about for endpoint in endpoints)
    where = ROOT + re.sub(r"\{(\w+)\}", r"{\1:str}", path)
    made: HTTPRouteHandler = route(where, http_method=list(of), include_in_schema=False)(handler)
    return made


def _handlers() -> Iterator[HTTPRouteHandler]:
    for path in dict.fromkeys(endpoint.path for endpoint in ENDPOINTS):
        yield _handler(path, [endpoint for endpoint in ENDPOINTS if endpoint.path == path])


def _answer(endpoint: Endpoint, request: Asked, data: bytes) -> Response[bytes]:
    visitor = visitor_of(request, endpoint.role)
    wanted, names = asked(endpoint, request.query_params.multi_items())
    inside = in_path(endpoint, {k: str(v) for k, v in request.path_params.items()})
    body = None
    house = house_of(request)
    if endpoint.method == "POST":
        if visitor.session is not None:
            door_of(request).check_form(visitor, request.headers.get("x-csrf-token"))
        if request.headers.get("content-type", "").partition(";")[0].strip() != "application/json":
            raise Refused(415, "Send JSON (application/json).")
        body = in_body(endpoint, data)
    else:
        house.refresh()
    with house.asked(wanted, inside=visitor.may_review) as (snapshot, view):
        call = Call(house, visitor, snapshot, view, wanted, names, inside, body)
        if endpoint.method == "POST":
            made = msgspec.json.encode(endpoint.do(call))
            house.count()
            return Response(made, status_code=201, media_type="application/json")
        key = (
            endpoint.name,
            snapshot.head(),
            house.version(snapshot, view.agreement.id),
            view.agreement.id,
            view.release,
            wanted,
            repr(names),
            repr(inside),
        )
        found = house.shelf.get(key, lambda: msgspec.json.encode(endpoint.do(call)))
    return answer(request, found.body, found.tag, "application/json")


@get_route(f"{ROOT}/openapi.json", include_in_schema=False)
async def openapi_file(request: Asked) -> Response[bytes]:
    """The OpenAPI file."""
    visitor_of(request)
    return Response(openapi(), media_type="application/json", headers={"cache-control": "private, no-cache"})


@get_route("/api", include_in_schema=False)
@in_thread
def api_page(request: Asked) -> Response[bytes]:
    """The OpenAPI file for people."""
    here = here_for(request, ())
    return page_of(request, "api.html", here, lambda view: {"agreement": view.agreement, "document": document()})


@get_route("/changes.atom", include_in_schema=False)
@in_thread
def changes_feed(request: Asked) -> Response[bytes]:
    """The feed of changes (Atom, RFC 4287)."""
    here = here_for(request, ())
    house = house_of(request)
    host = request.headers.get("host", "localhost")
    scheme = "https" if house.settings.https else "http"
    house.refresh()
    with house.asked(here.wanted, inside=here.visitor.may_review) as (snapshot, view):
        key = (
            "atom",
            snapshot.head(),
            house.version(snapshot, view.agreement.id),
            view.agreement.id,
            view.release,
            here.wanted,
            here.words.language,
            host,
        )
        found = house.shelf.get(key, lambda: atom(view, here, house, f"{scheme}://{host}"))
    return answer(request, found.body, found.tag, "application/atom+xml; charset=utf-8")


API: list[Any] = [*_handlers(), openapi_file, api_page, changes_feed]
