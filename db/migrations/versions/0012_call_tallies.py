"""Calls are counted as they are made, so that a report reads counts"""

import sqlalchemy as sa
from alembic import op

from db.columns import BigId, Instant

revision = "0012_call_tallies"
down_revision = "0011_phone_menu"


def upgrade() -> None:
    whole = BigId
    op.create_table(
        "call_tally",
        sa.Column("kind", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("slot", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("session_id", whole, autoincrement=False, nullable=False),
        sa.Column("list_id", whole, autoincrement=False, nullable=False),
        sa.Column("batch_id", whole, autoincrement=False, nullable=False),
        sa.Column("agent", sa.String(), nullable=False),
        sa.Column("caller_id", sa.String(), nullable=False),
        sa.Column("direction", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("calls", sa.Integer(), nullable=False),
        sa.Column("called", sa.BigInteger(), nullable=False),
        sa.Column("worked", sa.BigInteger(), nullable=False),
        sa.Column("talked", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "direction = 'outbound' OR direction = 'inbound'", name="ck_direction_is_known"
        ),
        sa.PrimaryKeyConstraint(
            *("kind", "slot", "session_id", "list_id", "batch_id"),
            *("agent", "caller_id", "direction", "outcome"),
        ),
        sqlite_with_rowid=False,
    )
    op.add_column("attempt", sa.Column("free_at", Instant(), nullable=True))
    op.create_index("ix_skip_at", "skip", ["at"])
    condition = sa.text("kept_at IS NOT NULL")
    op.create_index(
        "ix_callback_kept",
        "callback",
        ["kept_at"],
        sqlite_where=condition,
        postgresql_where=condition,
    )
