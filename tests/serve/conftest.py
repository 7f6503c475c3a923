"""A server over a store of made-up reports, on loopback, with a clock that stands; and a browser to look at it."""

from __future__ import annotations

import datetime as dt
import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import uvicorn
from playwright.sync_api import Browser, sync_playwright

from truceline.memory import add_files, settle
from truceline.pipeline import Entry, demo_agreement, demo_folder, manifest_entries
from truceline.serve import Settings, add_account, make_app
from truceline.store import Store, create_store, open_store

NOW = dt.datetime(2019, 8, 12, 9, tzinfo=dt.UTC)
PASSWORD = "a long enough secret"
DAYS = "since=2019-08-02&until=2019-08-08"
#: Hostile words: what a report may carry, which nothing may run, and which may turn no line about.
HOSTILE = """Note of a resident, 5 August 2019

<script>window.harmed = 1</script> <img src=x onerror="window.harmed = 2"> <svg onload=window.harmed=3>
Government forces shelled the town of Khan Shaykhun on 5 August, a \u202erescue\u202c worker <b>said</b>.
"><script>alert(1)</script>
{{ 7 * 7 }} javascript:alert(1) ' onfocus=alert(1) autofocus x='
"""
ARABIC = """قصفت القوات الحكومية بلدة خان شيخون يوم الاثنين، وفق ما قال عامل إنقاذ.

Government forces shelled the town of Khan Shaykhun on 5 August, a rescue worker said.
"""


class Served(NamedTuple):
    """A running server: its address, its store, and the tokens of its accounts."""

    url: str
    store: Store
    tokens: dict[str, str]


def fill(place: Path, *, ours: bool = True) -> None:
    """The bundled reports and two of ours, added and counted."""
    at = NOW.isoformat()
    with create_store(str(place)) as store:
        store.add_agreement(demo_agreement(), at=at)
        list(add_files(store, manifest_entries(demo_folder() / "manifest.jsonl"), demo_folder(), now=lambda: at))
        for name, text in (("hostile.txt", HOSTILE), ("arabic.txt", ARABIC)) if ours else ():
            (place.parent / name).write_text(text, encoding="utf-8")
            entry = Entry(path=name, published="2019-08-06", publisher='Resident <script>alert("p")</script>')
            list(add_files(store, [entry], place.parent, now=lambda: at))
        settle(store, at=at)


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store that was made once; tests that write take a copy."""
    place = tmp_path_factory.mktemp("serve") / "made.db"
    fill(place)
    return place


def copied(filled: Path, folder: Path) -> Path:
    """A copy of the store, its journal too."""
    for part in filled.parent.glob("made.db*"):
        shutil.copy(part, folder / part.name)
    return folder / "made.db"


@pytest.fixture(scope="session")
def serve() -> Iterator[Callable[..., Served]]:
    """Starts a server over a store, with an account of each role; all end with the run."""
    running: list[tuple[uvicorn.Server, threading.Thread, Store]] = []

    def start(place: Path, **settings: Any) -> Served:
        store = open_store(str(place))
        tokens = {}
        for role in ("reader", "reviewer", "admin"):
            token = add_account(store, f"token {role}", role, at=NOW.isoformat())
            assert token is not None
            tokens[role] = token
            add_account(store, f"A. {role}", role, at=NOW.isoformat(), password=PASSWORD)
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        given = {"host": "127.0.0.1", "rate": 10_000.0, "burst": 10_000, "now": lambda: NOW, **settings}
        config = uvicorn.Config(
            make_app(Settings(store=str(place), port=port, **given), store), port=port, log_level="error"
        )
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        while not server.started:
            assert thread.is_alive(), "the server did not start"
            time.sleep(0.01)
        running.append((server, thread, store))
        return Served(f"http://127.0.0.1:{port}", store, tokens)

    yield start
    for server, thread, store in running:
        server.should_exit = True
        thread.join(10)
        store.close()


@pytest.fixture(scope="session")
def served(filled: Path, serve: Callable[..., Served], tmp_path_factory: pytest.TempPathFactory) -> Served:
    """A server that tests only read from."""
    return serve(copied(filled, tmp_path_factory.mktemp("read")))


@pytest.fixture(scope="session")
def demonstrated(serve: Callable[..., Served], tmp_path_factory: pytest.TempPathFactory) -> Served:
    """A server over the bundled reports alone, for pictures."""
    place = tmp_path_factory.mktemp("demonstrated") / "made.db"
    fill(place, ours=False)
    return serve(place)


@pytest.fixture
def writable(filled: Path, serve: Callable[..., Served], tmp_path: Path) -> Served:
    """A server of its own for a test that writes."""
    return serve(copied(filled, tmp_path))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium; `make test` installs it where it may."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if found is None:
        pytest.skip("Chromium is missing: on Debian, 'apt install chromium'")
    with sync_playwright() as playwright:
        # Without its sandbox, since tests may run as root, where Chromium has none; it sees our own pages alone.
        opened = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield opened
        opened.close()
