"""Leads on a sequence, and the steps that were taken"""

import sqlalchemy as sa
from alembic import op

from db.columns import BigId, Instant

revision = "0036_sequences"
down_revision = "0035_hook_deliveries"


def upgrade() -> None:
    op.create_table(
        "lead_sequence",
        sa.Column("lead_id", BigId, autoincrement=False, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("step_due_at", Instant(), nullable=False),
        sa.Column("started_at", Instant(), nullable=False),
        sa.Column("stopped_at", Instant(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["lead_id"], ["lead.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("lead_id"),
    )
    op.create_index("ix_lead_sequence_name", "lead_sequence", ["name"])
    op.create_table(
        "touch",
        sa.Column("id", BigId, autoincrement=True, nullable=False),
        sa.Column("lead_id", BigId, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("agent", sa.String(), nullable=False),
        sa.Column("attempt_id", BigId, nullable=True),
        sa.Column("introduction_id", BigId, nullable=True),
        sa.Column("skipped", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempt.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["introduction_id"], ["introduction.id"], ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["lead_id"], ["lead.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_touch_attempt_id", "touch", ["attempt_id"])
    op.create_index("ix_touch_lead_id", "touch", ["lead_id"])
    op.create_index("ix_touch_name", "touch", ["name"])
