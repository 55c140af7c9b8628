"""Calls are counted by the opening they began with, too, and all that is counted is in one index"""

import sqlalchemy as sa
from alembic import op

from db.columns import BigId

revision = "0022_openings_counted"
down_revision = "0021_owners_who_own"

COUNTED = (
    *("dialled_at", "lead_id", "agent", "direction", "outcome", "ended_at", "free_at"),
    *("caller_id", "answered_at", "line_ended_at", "hour_there", "script_id", "opening"),
)
KEY = [
    *("kind", "slot", "session_id", "list_id", "batch_id"),
    *("agent", "caller_id", "script_id", "opening", "direction", "outcome"),
]


def upgrade() -> None:
    """The counts themselves are made anew once the tables are there (`db.schema.prepare`)."""
    op.drop_index("ix_attempt_dialled", "attempt")
    op.create_index("ix_attempt_dialled", "attempt", COUNTED)
    op.execute("DELETE FROM call_tally")
    if op.get_bind().dialect.name == "sqlite":
        op.drop_table("call_tally")
        _make()
        return
    op.add_column("call_tally", sa.Column("script_id", BigId, nullable=False))
    op.add_column("call_tally", sa.Column("opening", sa.String(), nullable=False))
    op.add_column("call_tally", sa.Column("long", sa.Integer(), nullable=False))
    op.drop_constraint("call_tally_pkey", "call_tally")
    op.create_primary_key("call_tally_pkey", "call_tally", KEY)


def _make() -> None:
    """SQLite changes no key of a table: there are no rows to bring along."""
    op.create_table(
        "call_tally",
        sa.Column("kind", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("slot", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("session_id", BigId, autoincrement=False, nullable=False),
        sa.Column("list_id", BigId, autoincrement=False, nullable=False),
        sa.Column("batch_id", BigId, autoincrement=False, nullable=False),
        sa.Column("agent", sa.String(), nullable=False),
        sa.Column("caller_id", sa.String(), nullable=False),
        sa.Column("script_id", BigId, autoincrement=False, nullable=False),
        sa.Column("opening", sa.String(), nullable=False),
        sa.Column("direction", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("calls", sa.Integer(), nullable=False),
        sa.Column("called", sa.BigInteger(), nullable=False),
        sa.Column("worked", sa.BigInteger(), nullable=False),
        sa.Column("talked", sa.BigInteger(), nullable=False),
        sa.Column("long", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "direction = 'outbound' OR direction = 'inbound'", name="ck_direction_is_known"
        ),
        sa.PrimaryKeyConstraint(*KEY),
        sqlite_with_rowid=False,
    )
