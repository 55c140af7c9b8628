"""Requests about numbers that were on the internal list already"""

import sqlalchemy as sa
from alembic import op

from db.columns import BigId, Instant

revision = "0002_later_requests"
down_revision = "0001_5680d643"


def upgrade() -> None:
    op.create_table(
        "suppression_request",
        sa.Column("id", BigId, autoincrement=True, nullable=False),
        sa.Column("e164", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("agent", sa.String(), nullable=False),
        sa.Column("added_at", Instant(), nullable=False),
        sa.Column("attempt_id", BigId, nullable=True),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempt.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_suppression_request_e164", "suppression_request", ["e164"])
