"""Which form a store has, and how it is brought to the newest one: in one transaction, all of it or nothing."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, inspect, select, table
from sqlalchemy import column as named

from truceline.errors import UsageError
from truceline.store.connect import Database
from truceline.store.schema import REVISION

_VERSION = table("alembic_version", named("version_num"))


def revision_of(connection: Connection) -> str | None:
    """The revision of a store's tables; None when there is no store in this database."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.execute(select(_VERSION.c.version_num)).scalar()
    return found


def migrate(connection: Connection, to: str = REVISION) -> None:
    """Bring the tables to a revision, from nothing or from an older one."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, to)


def bring_up_to_date(database: Database) -> None:
    """Migrate an older store; UsageError when there is none here, or one of a newer version of Truceline."""
    with database.reading() as connection:
        found = revision_of(connection)
    if found == REVISION:
        return
    if found is None:
        raise UsageError(
            f"{database.name} holds no store; make one with: truceline init {database.name} --agreement idlib"
        )
    if found > REVISION:
        raise UsageError(f"{database.name} was written by a newer version of Truceline; use that one.")
    with database.writing() as connection:
        if revision_of(connection) != REVISION:  # another process may have been quicker
            migrate(connection)
