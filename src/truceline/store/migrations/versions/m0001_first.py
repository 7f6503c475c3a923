"""The first form: the record, its log, and what is derived from it."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "m0001"
down_revision = None


def upgrade() -> None:
    """Make the tables."""
    text, integer, big = sa.Text(), sa.Integer(), sa.BigInteger()

    def key(name: str) -> sa.Column[str]:
        return sa.Column(name, text, primary_key=True)

    def needed(name: str, type_: Any = text) -> sa.Column[Any]:
        return sa.Column(name, type_, nullable=False)

    op.create_table("facts", key("name"), needed("value"))
    op.create_table("agreements", key("id"), needed("wire"))
    op.create_table("reports", key("id"), needed("kind"), needed("content", sa.LargeBinary()))
    op.create_table(
        "readings",
        key("id"),
        needed("report"),
        needed("number", integer),
        needed("recorded"),
        needed("given"),
        needed("wire"),
        sa.ForeignKeyConstraint(["report"], ["reports.id"]),
        sa.UniqueConstraint("report", "number"),
    )
    op.create_table(
        "claims",
        needed("reading"),
        needed("id"),
        needed("report"),
        needed("start", integer),
        needed("end", integer),
        needed("type"),
        needed("wire"),
        sa.PrimaryKeyConstraint("reading", "id"),
        sa.ForeignKeyConstraint(["reading"], ["readings.id"]),
    )
    op.create_index("claims_by_id", "claims", ["id"])
    op.create_index("claims_by_report", "claims", ["report"])
    op.create_table("names", needed("report"), needed("path"), sa.PrimaryKeyConstraint("report", "path"))
    op.create_table("runs", key("id"), needed("wire"))
    op.create_table("made", key("reading"), needed("run"))
    op.create_table(
        "log",
        sa.Column("number", big, primary_key=True, autoincrement=False),
        needed("at"),
        needed("what"),
        needed("items"),
        needed("previous"),
        needed("hash"),
    )
    op.create_table(
        "told",
        needed("agreement"),
        needed("claim"),
        needed("report"),
        needed("type"),
        needed("wide", integer),
        needed("first", integer),
        needed("last", integer),
        needed("origin"),
        sa.Column("target", text),
        needed("wire"),
        sa.PrimaryKeyConstraint("agreement", "claim"),
    )
    op.create_index("told_by_days", "told", ["agreement", "type", "wide", "first", "last"])
    op.create_index("told_by_span", "told", ["agreement", "wide", "first", "last"])
    op.create_index("told_by_report", "told", ["agreement", "report"])
    op.create_index("told_by_target", "told", ["agreement", "target"])
    op.create_table(
        "cells",
        *map(needed, ("agreement", "term", "party", "day", "status", "pro", "con", "claims")),
        sa.PrimaryKeyConstraint("agreement", "term", "party", "day"),
    )
    op.create_index("cells_by_day", "cells", ["agreement", "day"])
    op.create_table(
        "history",
        *map(needed, ("agreement", "term", "party", "day")),
        needed("number", big),
        needed("at"),
        needed("status"),
        sa.PrimaryKeyConstraint("agreement", "term", "party", "day", "number"),
    )
    op.create_table("settled", key("agreement"), needed("laid", big), needed("counted", big))
