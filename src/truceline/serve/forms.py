"""Pages on which something is done: signing in, reviewing, correcting, adding a claim or a field note, and accounts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

import anyio.to_thread
from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from truceline.errors import UsageError
from truceline.serve import reviewing
from truceline.serve.access import COOKIE, add_account
from truceline.serve.asking import HTML, Asked, door_of, here_for, house_of, in_thread, page_of, visitor_of, words_for
from truceline.serve.problems import Refused
from truceline.serve.rendering import address, render
from truceline.serve.visitor import ROLES, Visitor


async def form_of(request: Asked) -> list[tuple[str, str]]:
    """The fields of a form; Refused when it is of another kind, or too many."""
    if request.headers.get("content-type", "").partition(";")[0] != "application/x-www-form-urlencoded":
        raise Refused(415, "Send a form (application/x-www-form-urlencoded).")
    try:
        return parse_qsl((await request.body()).decode(), keep_blank_values=True, max_num_fields=500)
    except ValueError as error:
        raise Refused(400, "This form cannot be read.") from error


def _checked(request: Asked, fields: list[tuple[str, str]], role: Any) -> tuple[Visitor, dict[str, str]]:
    """Who sent a form, and its fields, when the form is from a page of this server."""
    form = dict(fields)
    visitor = visitor_of(request, role)
    door_of(request).check_form(visitor, form.get("csrf"))
    return visitor, form


def _caller(request: Asked) -> str:
    return request.client.host if request.client is not None else ""


def _inside(path: str) -> str:
    """Where to go afterwards: a page of this server, whatever the form says."""
    return path if path.startswith("/") and not path.startswith(("//", "/\\")) else "/"


# ---------------------------------------------------------------- signing in


@get("/sign-in", include_in_schema=False)
@in_thread
def sign_in_page(request: Asked) -> Response[bytes]:
    """The form."""
    return _sign_in_page(request)


def _sign_in_page(request: Asked, wrong: str = "", status: int = 200) -> Response[bytes]:
    body = render("sign_in.html", words_for(request), wrong=wrong, is_local=house_of(request).settings.is_local)
    return Response(body, status_code=status, media_type=HTML)


@post("/sign-in", include_in_schema=False)
async def sign_in(request: Asked) -> Response[Any]:
    """A session for whoever gives a name with its password, or a token."""
    form = dict(await form_of(request))
    return await _threaded(_sign_in, request, form)


def _sign_in(request: Asked, form: Mapping[str, str]) -> Response[Any]:
    try:
        cookie = door_of(request).sign_in(form.get("name", ""), form.get("secret", ""), address=_caller(request))
    except Refused as refused:
        if refused.status != 403:
            raise
        return _sign_in_page(request, str(refused), 403)
    settings = house_of(request).settings
    answer = Redirect("/", status_code=303)
    answer.set_cookie(
        COOKIE,
        cookie,
        httponly=True,
        secure=settings.https,
        samesite="lax",
        path="/",
        max_age=int(settings.session_hours * 3600),
    )
    return answer


@post("/sign-out", include_in_schema=False)
async def sign_out(request: Asked) -> Response[Any]:
    """End this session."""
    fields = await form_of(request)

    def done() -> Response[Any]:
        visitor, _ = _checked(request, fields, "reader")
        door_of(request).sign_out(visitor, address=_caller(request))
        answer = Redirect("/sign-in", status_code=303)
        answer.delete_cookie(COOKIE, path="/")
        return answer

    return await _threaded(done)


# ---------------------------------------------------------------- reviewing


@get("/review", include_in_schema=False)
@in_thread
def review(request: Asked) -> Response[bytes]:
    """The queue."""
    here = here_for(request, ("reason", "done"), role="reviewer")
    return page_of(request, "review.html", here, lambda view: reviewing.queue_values(view, here), kept=False)


@post("/review", include_in_schema=False)
async def decide(request: Asked) -> Response[Any]:
    """Decide about one claim or all that are visible, or take a decision back."""
    fields = await form_of(request)

    def done() -> Response[Any]:
        visitor, form = _checked(request, fields, "reviewer")
        shown = [value for name, value in fields if name == "shown"]
        what = reviewing.decide_all(house_of(request), visitor, form, shown)
        house_of(request).count()
        here = here_for(request, ("reason", "done"), role="reviewer")
        here.page |= {"done": what}
        if form.get("reason"):
            here.page |= {"reason": form["reason"][:200]}
        if request.headers.get("hx-request") == "true":
            here.path = "/review"
            return page_of(request, "queue.html", here, lambda view: reviewing.queue_values(view, here), kept=False)
        return Redirect(_inside(here.url), status_code=303)

    return await _threaded(done)


@get("/claims/{claim_id:str}/edit", include_in_schema=False)
@in_thread
def edit_page(request: Asked, claim_id: FromPath[str]) -> Response[bytes]:
    """The form for a correction."""
    here = here_for(request, (), role="reviewer")
    return page_of(request, "edit.html", here, lambda view: reviewing.edit_values(view, claim_id), kept=False)


@post("/claims/{claim_id:str}/edit", include_in_schema=False)
async def edit(request: Asked, claim_id: FromPath[str]) -> Response[Any]:
    """Put a correction in the place of what was read."""
    fields = await form_of(request)

    def done() -> Response[Any]:
        visitor, form = _checked(request, fields, "reviewer")
        here = here_for(request, (), role="reviewer")
        house = house_of(request)
        with house.asked(here.wanted, inside=True) as (_, view):
            reviewing.correct(house, view, visitor, claim_id, form)
        house.count()
        return Redirect(address("/review", [*here.pairs, ("done", "1 edit")]), status_code=303)

    return await _threaded(done)


@get("/reports/{report_id:str}/new", include_in_schema=False)
@in_thread
def new_page(request: Asked, report_id: FromPath[str]) -> Response[bytes]:
    """The form for a claim that was missed."""
    here = here_for(request, ("words", "start"), role="reviewer")
    words = here.page.get("words", "")
    report = f"sha256:{report_id.removeprefix('sha256:')}"

    def values(view: Any) -> dict[str, Any]:
        return {"start": here.page.get("start", ""), **reviewing.new_values(view, view.snapshot, report, words)}

    return page_of(request, "edit.html", here, values, kept=False)


@post("/reports/{report_id:str}/new", include_in_schema=False)
async def new(request: Asked, report_id: FromPath[str]) -> Response[Any]:
    """Add a claim that was missed."""
    fields = await form_of(request)
    report = f"sha256:{report_id.removeprefix('sha256:')}"

    def done() -> Response[Any]:
        visitor, form = _checked(request, fields, "reviewer")
        here = here_for(request, (), role="reviewer")
        house = house_of(request)
        with house.asked(here.wanted, inside=True) as (snapshot, _):
            reviewing.add_missed(house, snapshot, visitor, report, form)
        house.count()
        return Redirect(here.report(report), status_code=303)

    return await _threaded(done)


@get("/note", include_in_schema=False)
@in_thread
def note_page(request: Asked) -> Response[bytes]:
    """The form for a field note."""
    here = here_for(request, (), role="reviewer")
    return page_of(request, "note.html", here, lambda view: {"agreement": view.agreement}, kept=False)


@post("/note", include_in_schema=False)
async def note(request: Asked) -> Response[Any]:
    """Keep a field note."""
    fields = await form_of(request)

    def done() -> Response[Any]:
        _, form = _checked(request, fields, "reviewer")
        here = here_for(request, (), role="reviewer")
        report = reviewing.keep_note(house_of(request), form)
        house_of(request).count()
        return Redirect(here.report(report), status_code=303)

    return await _threaded(done)


# ---------------------------------------------------------------- accounts


@get("/accounts", include_in_schema=False)
@in_thread
def accounts_page(request: Asked) -> Response[bytes]:
    """Who may come in, who is signed in, and who was refused."""
    return _accounts_page(request)


def _accounts_page(request: Asked, token: str = "", name: str = "") -> Response[bytes]:
    here = here_for(request, (), role="admin")
    house = house_of(request)

    def values(view: Any) -> dict[str, Any]:
        return {
            "agreement": view.agreement,
            "accounts": view.snapshot.accounts(),
            "sessions": view.snapshot.sessions(now=house.instant),
            "logins": view.snapshot.logins(most=100),
            "roles": ROLES,
            "token": token,
            "name": name,
        }

    return page_of(request, "accounts.html", here, values, kept=False)


@post("/accounts", include_in_schema=False)
async def accounts(request: Asked) -> Response[Any]:
    """Make or end an account, or end a session."""
    fields = await form_of(request)

    def done() -> Response[Any]:
        visitor, form = _checked(request, fields, "admin")
        house = house_of(request)
        what = form.get("what")
        if what == "add":
            token = add_account(
                house.store,
                form.get("name", ""),
                form.get("role", ""),
                at=house.instant,
                password=form.get("password") or None,
            )
            if token is not None:
                return _accounts_page(request, token, form["name"])
        elif what == "revoke":
            house.store.revoke_account(form.get("name", ""), at=house.instant)
        elif what == "end":
            door_of(request).end(form.get("session", ""), visitor, address=_caller(request))
        else:
            raise UsageError("Say what to do: add, revoke or end.")
        return Redirect("/accounts", status_code=303)

    return await _threaded(done)


async def _threaded(do: Any, *arguments: Any) -> Response[Any]:
    """In a thread, since databases and passwords are waited for."""
    answer: Response[Any] = await anyio.to_thread.run_sync(do, *arguments)
    return answer


FORMS = [
    sign_in_page,
    sign_in,
    sign_out,
    review,
    decide,
    edit_page,
    edit,
    new_page,
    new,
    note_page,
    note,
    accounts_page,
    accounts,
]
