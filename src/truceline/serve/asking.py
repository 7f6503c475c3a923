"""From a request to what it asks of the store: the filter, the page's own names, the language, and who asks."""

from __future__ import annotations

import functools
from collections.abc import Awaitable, Callable, Iterable
from typing import Any, ParamSpec, TypeVar

import anyio.to_thread
from litestar import Request, Response
from litestar.datastructures import State

from truceline.memory import Published, filter_of
from truceline.model.selection import Filter
from truceline.serve.access import CHALLENGE, Door
from truceline.serve.here import Here
from truceline.serve.house import House
from truceline.serve.problems import Refused
from truceline.serve.rendering import render
from truceline.serve.visitor import Role, Visitor
from truceline.serve.words import LANGUAGES, PageWords
from truceline.store import Snapshot

Asked = Request[Any, Any, State]
_FILTERS = frozenset(Filter.__struct_fields__)
HTML = "text/html"
#: May be kept, and is asked about each time.
_ASK_AGAIN = {"cache-control": "private, no-cache", "vary": "Cookie, HX-Request, HX-Target, Accept-Language"}


P = ParamSpec("P")
T = TypeVar("T")


def in_thread(handler: Callable[P, T]) -> Callable[P, Awaitable[T]]:
    """A handler that waits for the database, run in a thread while the server goes on answering others.

    The framework's own ``sync_to_thread`` wraps a handler twice that stands beside another one on its path.
    """

    @functools.wraps(handler)
    async def threaded(*args: P.args, **kwargs: P.kwargs) -> T:
        return await anyio.to_thread.run_sync(functools.partial(handler, *args, **kwargs))

    return threaded


def house_of(request: Asked) -> House:
    """What the server keeps."""
    house: House = request.app.state.house
    return house


def door_of(request: Asked) -> Door:
    """Who may come in."""
    door: Door = request.app.state.door
    return door


def visitor_of(request: Asked, role: Role = "reader") -> Visitor:
    """Who asks; Refused where that role is needed and is not there."""
    visitor = door_of(request).visitor(request.headers.get("authorization"), request.cookies)
    if not visitor.may(role):
        if visitor.name:
            raise Refused(403, f"This needs the role {role}; you signed in as {visitor.role}.")
        raise Refused(401, "Sign in first.", headers=CHALLENGE)
    return visitor


def pairs_of(request: Asked) -> list[tuple[str, str]]:
    """The names and values of the address, in their order."""
    return [(name, value) for name, value in request.query_params.multi_items() if value]


def filter_in(pairs: Iterable[tuple[str, str]]) -> Filter:
    """The filter of a page's address. ``known`` is a day, and means all that was recorded by its end."""
    told = list(pairs)
    known = next((value for name, value in told if name == "known"), None)
    wanted = [(name, value) for name, value in told if name in _FILTERS]
    if known is not None and not any(name == "as_of" for name, _ in wanted):
        wanted.append(("as_of", f"{known}T23:59:59Z"))
    elif known is not None:
        wanted = [(n, v if n != "as_of" or v[:10] == known else f"{known}T23:59:59Z") for n, v in wanted]
    return filter_of(wanted)


def words_for(request: Asked) -> PageWords:
    """The language of the address, else the first that the browser asks for and we have."""
    asked = request.query_params.get("lang")
    if asked in LANGUAGES:
        return PageWords(str(asked))
    return PageWords("en")


def here_for(request: Asked, page: Iterable[str], *, role: Role = "reader") -> Here:
    """The request as templates see it; ``page`` are the names that the page itself knows besides the filter."""
    known = set(page)
    pairs = pairs_of(request)
    visitor = visitor_of(request, role)
    return Here(
        path=request.url.path,
        wanted=filter_in(pairs),
        page={name: value for name, value in pairs if name in known},
        words=words_for(request),
        visitor=visitor,
        csrf=door_of(request).csrf(visitor),
    )


def page_of(
    request: Asked,
    template: str,
    here: Here,
    build: Callable[[Published], dict[str, Any]],
    *,
    kept: bool = True,
    fresh: bool = False,
) -> Response[bytes]:
    """A page, made once for each state of the store and each kind of visitor, or 304 when the reader has it.

    ``fresh`` pages show what was accepted, too, and not only what was counted.
    """
    house = house_of(request)
    house.refresh()
    inside = here.visitor.may_review

    def made_of(snapshot: Snapshot, view: Published) -> bytes:
        agreements = snapshot.agreements()
        here.agreement = agreements[view.agreement.id]
        here.several = [(a.id, a.title or a.id) for a in agreements.values()] if len(agreements) > 1 else []
        return render(template, here.words, here=here, **build(view))

    def make() -> bytes:
        with house.asked(here.wanted, inside=inside) as (snapshot, view):
            return made_of(snapshot, view)

    with house.asked(here.wanted, inside=inside) as (snapshot, view):
        if not kept:
            return Response(made_of(snapshot, view), media_type=HTML, headers=_ASK_AGAIN)
        version = house.version(snapshot, view.agreement.id), snapshot.head() if fresh else None
        key = (
            template,
            view.agreement.id,
            view.release,
            here.path,
            tuple(here.pairs),
            tuple(sorted(here.page.items())),
            here.words.language,
            here.visitor,
            house.now().date().isoformat(),
        )
        if not house.is_large or fresh or inside:
            made = house.shelf.get((key, version), lambda: made_of(snapshot, view))
            return answer(request, made.body, made.tag)
    made = house.shelf.get_before(key, version, make)
    return answer(request, made.body, made.tag)


def answer(request: Asked, body: bytes, tag: str, media_type: str = HTML) -> Response[bytes]:
    """The body under its ETag, or 304."""
    headers = {**_ASK_AGAIN, "etag": tag}
    asked = request.headers.get("if-none-match", "")
    if asked == "*" or tag in (part.strip().removeprefix("W/") for part in asked.split(",")):
        return Response(b"", status_code=304, headers=headers, media_type=media_type)
    return Response(body, status_code=200, media_type=media_type, headers=headers)
