"""A store of any older form is brought to the newest when it is opened, and then is what a new one would be."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from pathlib import Path

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import column as named
from sqlalchemy import inspect, update
from sqlalchemy import table as of

from tests.store.stories import NOW, stories
from tests.store.test_contract import derived, made
from truceline.errors import UsageError
from truceline.memory import settle
from truceline.store import create_store, open_store
from truceline.store.connect import open_database
from truceline.store.migrate import __file__ as where
from truceline.store.schema import REVISION, metadata


def test_the_newest_revision_is_the_head_of_the_migrations() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(where).parent / "migrations"))
    assert ScriptDirectory.from_config(config).get_current_head() == REVISION


def test_the_migrations_make_the_tables_that_are_used(new_place: Callable[[], str]) -> None:
    """Columns, keys and indexes, one by one."""
    place = new_place()
    create_store(place).close()
    with contextlib.closing(open_database(place)) as database, database.reading() as connection:
        found = inspect(connection)
        # The index of words is each database's own affair.
        others = {name for name in found.get_table_names() if not name.startswith("words")}
        assert others == {*metadata.tables, "alembic_version"}
        for name, table in metadata.tables.items():
            columns = {c["name"]: c for c in found.get_columns(name)}
            assert set(columns) == set(table.columns.keys()), name
            for column in table.columns:
                there = columns[column.name]
                assert str(there["type"]) == str(column.type.compile(connection.dialect)), (name, column.name)
                assert there["nullable"] is column.nullable, (name, column.name)
            assert found.get_pk_constraint(name)["constrained_columns"] == [c.name for c in table.primary_key], name
            indexes = {i["name"]: i["column_names"] for i in found.get_indexes(name) if not i["unique"]}
            assert indexes == {i.name: [c.name for c in i.columns] for i in table.indexes}, name


def test_a_store_of_the_first_form_is_brought_up_to_date(
    first_store: Callable[[], str], new_place: Callable[[], str]
) -> None:
    """Nothing is lost, nothing is altered, and it can be written to."""
    told = stories(30, 4)
    with open_store(first_store()) as store, made(new_place(), told, settled=True) as new:
        assert store.verify() == new.verify()
        settle(store, at=NOW)
        assert derived(store) == derived(new)
        assert store.keep(stories(31, 1)[0].as_new(), at=NOW) == "new"


def test_a_store_of_a_newer_version_is_left_alone(new_place: Callable[[], str]) -> None:
    place = new_place()
    create_store(place).close()
    with contextlib.closing(open_database(place)) as database, database.writing() as connection:
        connection.execute(update(of("alembic_version", named("version_num"))).values(version_num="m9999"))
    with pytest.raises(UsageError, match="newer version"):
        open_store(place)
