"""What lets a change cost what it touches. All of it is derived, and made when the store is settled next."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "m0003"
down_revision = "m0002"


def upgrade() -> None:
    """Make the tables, and let everything derived be made anew."""

    def needed(name: str, type_: Any = None) -> sa.Column[Any]:
        return sa.Column(name, type_ or sa.Text(), nullable=False)

    integer = sa.Integer()
    op.create_table(
        "reaches",
        *map(needed, ("agreement", "duty", "kind")),
        needed("first", integer),
        needed("claim"),
        needed("last", integer),
        sa.PrimaryKeyConstraint("agreement", "duty", "kind", "first", "claim"),
        sqlite_with_rowid=False,
    )
    op.create_index("reaches_by_claim", "reaches", ["claim"])
    op.create_table(
        "stretches",
        *map(needed, ("agreement", "duty")),
        needed("pro", integer),
        needed("claim", sa.Text().with_variant(sa.Text(collation="C"), "postgresql")),
        needed("first", integer),
        needed("last", integer),
        sa.PrimaryKeyConstraint("agreement", "duty", "pro", "claim"),
        sqlite_with_rowid=False,
    )
    op.create_index("stretches_by_claim", "stretches", ["claim"])
    op.create_table(
        "standing", *map(needed, ("agreement", "duty", "wire")), sa.PrimaryKeyConstraint("agreement", "duty")
    )
    op.create_table(
        "waiting",
        *map(needed, ("agreement", "claim")),
        sa.PrimaryKeyConstraint("agreement", "claim"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "texts",
        sa.Column("number", integer, primary_key=True, autoincrement=False),
        sa.Column("report", sa.Text(), nullable=False, unique=True),
        needed("marks", sa.LargeBinary()),
    )
    op.create_table(
        "marks",
        needed("mark", sa.BigInteger()),
        needed("number", integer),
        sa.PrimaryKeyConstraint("mark", "number"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "pairs", *map(needed, ("agreement", "a", "b", "wire")), sa.PrimaryKeyConstraint("agreement", "a", "b")
    )
    op.create_index("pairs_by_other", "pairs", ["agreement", "b"])
    op.create_table(
        "spoken",
        *map(needed, ("agreement", "role", "name", "report", "wire")),
        sa.PrimaryKeyConstraint("agreement", "role", "name", "report"),
        sqlite_with_rowid=False,
    )
    op.create_index("spoken_by_report", "spoken", ["report"])
    op.create_table(
        "stamps",
        sa.Column("number", sa.BigInteger(), primary_key=True, autoincrement=False),
        *map(needed, ("hash", "authority")),
        needed("answer", sa.LargeBinary()),
    )
    op.create_index("names_by_path", "names", ["path"])
    op.execute("DELETE FROM settled")
    op.execute("DELETE FROM told")
