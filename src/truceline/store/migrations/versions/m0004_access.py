"""Who may ask over HTTP, and an index of the words of reports."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "m0004"
down_revision = "m0003"


def upgrade() -> None:
    """Make the tables."""

    def needed(name: str, type_: Any = None) -> sa.Column[Any]:
        return sa.Column(name, type_ or sa.Text(), nullable=False)

    op.create_table(
        "accounts",
        sa.Column("name", sa.Text(), primary_key=True),
        *map(needed, ("role", "kind", "secret", "made")),
        sa.Column("revoked", sa.Text()),
    )
    op.create_table(
        "sessions",
        sa.Column("id", sa.Text(), primary_key=True),
        *map(needed, ("account", "begun", "ends")),
    )
    op.create_index("sessions_by_account", "sessions", ["account"])
    op.create_table(
        "logins",
        sa.Column("number", sa.Integer(), primary_key=True),
        *map(needed, ("at", "account", "what", "address")),
    )
    # The index of words is each database's own affair; it is made from the readings again whenever it is missing.
    op.execute("CREATE TABLE words_upto (number INTEGER NOT NULL)")
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE VIRTUAL TABLE words USING fts5"
            "(report UNINDEXED, title, body, tokenize = 'unicode61 remove_diacritics 2')"
        )
    else:
        op.execute(
            "CREATE TABLE words (report TEXT PRIMARY KEY, title TEXT NOT NULL, body TEXT NOT NULL,"
            " tokens TSVECTOR NOT NULL)"
        )
        op.execute("CREATE INDEX words_by_token ON words USING gin (tokens)")
