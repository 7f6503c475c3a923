"""What people decide about claims, and checkpoints of the log."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "m0002"
down_revision = "m0001"


def upgrade() -> None:
    """Make the tables."""

    def needed(name: str, type_: Any = None) -> sa.Column[Any]:
        return sa.Column(name, type_ or sa.Text(), nullable=False)

    op.create_table(
        "decisions",
        sa.Column("id", sa.Text(), primary_key=True),
        needed("number", sa.Integer()),
        *map(needed, ("kind", "report", "claim", "reviewer", "at", "wire")),
        sa.UniqueConstraint("number"),
    )
    op.create_index("decisions_by_claim", "decisions", ["claim"])
    op.create_index("decisions_by_report", "decisions", ["report"])
    op.create_table(
        "checkpoints",
        sa.Column("number", sa.BigInteger(), primary_key=True, autoincrement=False),
        needed("hash"),
    )
