"""Hooks: where events of the audit log are sent, and those that wait for an answer"""

import sqlalchemy as sa
from alembic import op

from db.columns import BigId, Instant

revision = "0030_hooks"
down_revision = "0029_import_checkpoints"

ID = BigId
AT = Instant()


def upgrade() -> None:
    op.create_table(
        "hook",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("target", sa.JSON(), nullable=False),
        sa.Column("events", sa.JSON(), nullable=False),
        sa.Column("list_name", sa.String(), nullable=False),
        sa.Column("personal", sa.JSON(), nullable=False),
        sa.Column("after", sa.Integer(), nullable=False),
        sa.Column("is_private", sa.Boolean(), nullable=False),
        sa.Column("is_loopback", sa.Boolean(), nullable=False),
        sa.Column("cursor_seq", ID, nullable=False),
        sa.Column("cursor_hash", sa.String(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("failing_since", AT, nullable=True),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("sent", sa.Integer(), nullable=False),
        sa.Column("sent_at", AT, nullable=True),
        sa.Column("sender", sa.String(), nullable=False),
        sa.Column("sender_until", AT, nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("name"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "hook_letter",
        sa.Column("hook_id", ID, autoincrement=False, nullable=False),
        sa.Column("seq", ID, autoincrement=False, nullable=False),
        sa.Column("lead_id", ID, nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_at", AT, nullable=True),
        sa.Column("dead_at", AT, nullable=True),
        sa.Column("error", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["hook_id"], ["hook.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("hook_id", "seq"),
    )
    for name, columns, where in (
        ("ix_hook_letter_due", ["hook_id", "next_at"], "next_at IS NOT NULL"),
        ("ix_hook_letter_lead", ["hook_id", "lead_id", "seq"], "dead_at IS NULL"),
    ):
        condition = sa.text(where)
        op.create_index(
            name, "hook_letter", columns, sqlite_where=condition, postgresql_where=condition
        )
