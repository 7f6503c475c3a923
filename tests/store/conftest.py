"""An empty place for a store, on each database: the contract is one."""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy.engine import make_url

from tests.store.postgres import running_postgres

_NUMBERS = itertools.count()


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """The address of a PostgreSQL: the one that TRUCELINE_POSTGRES names, else one that is started here."""
    given = os.environ.get("TRUCELINE_POSTGRES")
    if given:
        yield given
        return
    with running_postgres() as address:
        yield address


@pytest.fixture(params=["sqlite", "postgres"])
def new_place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[], str]]:
    """Gives a new path or address each time it is asked, where no store is."""
    if request.param == "sqlite":
        yield lambda: str(tmp_path / f"store-{next(_NUMBERS)}.db")
        return
    server = request.getfixturevalue("server")
    made: list[str] = []

    def new_database() -> str:
        name = f"truceline_{os.getpid()}_{next(_NUMBERS)}"
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")  # type: ignore[arg-type]
        made.append(name)
        return make_url(server).set(database=name).render_as_string(hide_password=False)

    yield new_database
    with psycopg.connect(server, autocommit=True) as connection:
        for name in made:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")  # type: ignore[arg-type]


@pytest.fixture
def first_store(new_place: Callable[[], str]) -> Callable[[], str]:
    """Makes a store of the first form (``m0001``) with four reports, as the version that wrote it would have."""
    from tests.store.stories import NOW, stories
    from truceline.agreement import load_agreement
    from truceline.store.connect import open_database
    from truceline.store.migrate import migrate
    from truceline.store.record import keep_agreement, keep_report

    def make() -> str:
        place = new_place()
        database = open_database(place, create=True)
        with database.writing() as connection:
            migrate(connection, "m0001")
            keep_agreement(connection, load_agreement("idlib"), at=NOW)
            for one in stories(30, 4):
                keep_report(connection, one.as_new(), at=NOW, run=None)
        database.close()
        return place

    return make
