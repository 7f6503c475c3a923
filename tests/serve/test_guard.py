"""What stands before every route: headers on every answer, limits, the origin of writes, odd paths, and access."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from tests.serve.conftest import PASSWORD, Served, copied
from truceline.serve.api import ENDPOINTS
from truceline.serve.forms import FORMS
from truceline.serve.guard import HEADERS, POLICY, Pace
from truceline.serve.openapi import ROOT
from truceline.serve.pages import PAGES

EVERY = (
    "/", "/cells/aug-halt/syria/2019-08-05", "/incidents", "/agreement", "/reports", "/coverage", "/search?q=shelled",
    "/changes", "/map", "/api", "/changes.atom", "/sign-in", "/review", "/nothing/here", "/static/app.css",
    "/static/none", f"{ROOT}/cells", f"{ROOT}/nothing", f"{ROOT}/openapi.json",
)  # fmt: skip


def get(served: Served, path: str, role: str | None = None, **more: Any) -> httpx.Response:
    headers = {"authorization": f"Bearer {served.tokens[role]}"} if role else {}
    return httpx.get(served.url + path, headers={**headers, **more.pop("headers", {})}, **more)


@pytest.mark.parametrize("path", EVERY)
def test_every_answer_has_the_headers(served: Served, path: str) -> None:
    found = get(served, path)
    for name, value in HEADERS.items():
        assert found.headers.get(name) == value, name
    assert "unsafe" not in POLICY
    assert found.headers["cache-control"]


def test_errors_are_problem_details(served: Served) -> None:
    for path, status in (
        ("/nothing", 404),
        ("/cells?term=x", 400),
        ("/claims?since=2019-02-31", 400),
        ("/decisions", 401),
    ):
        found = get(served, ROOT + path)
        assert found.status_code == status
        assert found.headers["content-type"] == "application/problem+json"
        assert found.json()["status"] == status
        assert found.json()["detail"].endswith(".")


def test_a_body_is_counted_and_cut_off(served: Served) -> None:
    """A length that lies, and one that is not said, are stopped at the limit; what is stopped is not kept in memory."""
    where = urlsplit(served.url)
    with socket.create_connection((where.hostname, where.port or 80)) as connection:
        connection.sendall(b"POST /review HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n")
        answer = b""
        sent = 0
        try:
            while sent < 40_000_000:
                connection.sendall(b"10000\r\n" + b"x" * 65536 + b"\r\n")
                sent += 65536
        except OSError:
            pass
        connection.settimeout(5)
        try:
            answer = connection.recv(1000)
        except OSError:
            answer = b"HTTP/1.1 413 closed"
    assert b" 413 " in answer
    assert sent < 40_000_000
    assert httpx.post(served.url + "/review", content=b"x" * 1_000_001).status_code == 413


@pytest.mark.parametrize(
    "path", ["/..%2f..%2fetc/passwd", "/a\\b", "//elsewhere.example/", "/static/..%2fapp.py", "/%00"]
)
def test_odd_paths_are_refused(served: Served, path: str) -> None:
    where = urlsplit(served.url)
    with socket.create_connection((where.hostname, where.port or 80)) as connection:
        connection.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
        assert connection.recv(100).split()[1] in (b"400", b"404")


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "https://elsewhere.example"},
        {"origin": "null"},
    ],
)
def test_another_site_cannot_write(served: Served, headers: dict[str, str]) -> None:
    for path in ("/review", "/sign-in", "/note", f"{ROOT}/decisions"):
        found = httpx.post(served.url + path, headers={**headers, "authorization": f"Bearer {served.tokens['admin']}"})
        assert found.status_code == 403, path
        assert get(served, "/", headers=headers).status_code == 200


def test_another_name_is_not_answered_on_loopback(served: Served) -> None:
    """A name of somebody else's that points here (DNS rebinding)."""
    assert get(served, "/", headers={"host": "elsewhere.example"}).status_code == 421
    assert get(served, "/", headers={"host": "localhost:8000"}).status_code == 200


def test_a_session_needs_the_form_to_come_back(writable: Served) -> None:
    with httpx.Client(base_url=writable.url) as client:
        signed = client.post("/sign-in", data={"name": "A. reviewer", "secret": PASSWORD})
        assert signed.status_code == 303
        cookie = signed.headers["set-cookie"].lower()
        assert "httponly" in cookie
        assert "samesite=lax" in cookie
        assert client.get("/review").status_code == 200
        assert client.post("/review", data={"decide": "accept:*", "csrf": "wrong"}).status_code == 403
        assert client.post(f"{ROOT}/decisions", json={"does": "accept", "about": "x", "reason": "y"}).status_code == 403
        page = client.get("/review").text
        csrf = page.split('name="csrf" value="')[1].split('"')[0]
        assert client.post("/sign-out", data={"csrf": csrf}).status_code == 303
        assert client.get("/review").status_code == 401


def test_roles(writable: Served) -> None:
    """Who may do what, by token; a bad token is refused before anything is looked up."""
    table = {
        "/": "reader",
        "/review": "reviewer",
        "/note": "reviewer",
        f"{ROOT}/decisions": "reviewer",
        "/accounts": "admin",
    }
    for path, needed in table.items():
        for role in ("reader", "reviewer", "admin"):
            may = ("reader", "reviewer", "admin").index(role) >= ("reader", "reviewer", "admin").index(needed)
            assert get(writable, path, role).status_code == (200 if may else 403), (path, role)
    for path in ("/", "/nothing", f"{ROOT}/claims/none"):
        assert get(writable, path, headers={"authorization": "Bearer tl_wrong"}).status_code in (401, 404)


def test_elsewhere_nobody_reads_without_signing_in(
    filled: Path, serve: Callable[..., Served], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every page and every endpoint, where others can connect; only signing in and plain files are open."""
    from truceline.serve import settings

    monkeypatch.setattr(settings, "is_loopback", lambda _: False)
    served = serve(copied(filled, tmp_path))
    paths = [str(path) for handler in (*PAGES, *FORMS) for path in handler.paths]
    paths += [ROOT + endpoint.path for endpoint in ENDPOINTS] + ["/api", "/changes.atom", f"{ROOT}/openapi.json"]
    for path in paths:
        if path == "/sign-in":
            continue
        written = path.replace(":str", "").replace("{", "").replace("}", "")
        for send in (httpx.get, httpx.post):
            assert send(served.url + written).status_code in (401, 403, 405, 415), path
    assert get(served, "/", "reader").status_code == 200
    assert httpx.get(served.url + "/sign-in").status_code == 200


def test_sessions_and_accounts_end_at_once(writable: Served) -> None:
    with httpx.Client(base_url=writable.url) as client:
        client.post("/sign-in", data={"name": "A. reviewer", "secret": PASSWORD})
        assert client.get("/review").status_code == 200
        writable.store.revoke_account("A. reviewer", at="2019-08-12T10:00:00+00:00")
        assert client.get("/review").status_code == 401
        assert client.post("/sign-in", data={"name": "A. reviewer", "secret": PASSWORD}).status_code == 403
    writable.store.revoke_account("token reviewer", at="2019-08-12T10:00:00+00:00")
    assert get(writable, "/review", "reviewer").status_code == 401
    with writable.store.snapshot() as snapshot:
        told = [(login.account, login.what) for login in snapshot.logins()]
    assert told == [("A. reviewer", "refused"), ("A. reviewer", "signed in")]


def test_guessing_is_slowed_and_noted(writable: Served) -> None:
    tries = [
        httpx.post(writable.url + "/sign-in", data={"name": "A. admin", "secret": f"guess number {n}"})
        for n in range(7)
    ]
    assert [found.status_code for found in tries] == [403] * 5 + [429] * 2
    assert int(tries[-1].headers["retry-after"]) >= 1


def test_secrets_are_kept_as_hashes(writable: Served) -> None:
    with writable.store.snapshot() as snapshot:
        kept = json.dumps(snapshot.accounts())
    assert PASSWORD not in kept
    assert not any(token in kept for token in writable.tokens.values())
    assert "$argon2id$" in kept


def test_the_pace_lets_a_bucket_fill_again() -> None:
    clock = [0.0]
    pace = Pace(2.0, 3, clock=lambda: clock[0])
    assert [pace.wait("a") for _ in range(4)] == [0, 0, 0, 0.5]
    assert pace.wait("b") == 0
    clock[0] = 0.5
    assert pace.wait("a") == 0


def test_too_many_requests_are_told_when_to_come_again(
    filled: Path, serve: Callable[..., Served], tmp_path: Path
) -> None:
    served = serve(copied(filled, tmp_path), rate=0.5, burst=3)
    found = [get(served, "/static/app.css") for _ in range(4)]
    assert [f.status_code for f in found] == [200, 200, 200, 429]
    assert int(found[-1].headers["retry-after"]) >= 1
