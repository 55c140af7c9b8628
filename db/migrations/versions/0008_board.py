"""Who sits where, who is away and why, what is told, and calls for help"""

import sqlalchemy as sa
from alembic import op

from db.columns import BigId, Instant

ID = BigId
AT = Instant()
OPEN = sa.text("ended_at IS NULL")

revision = "0008_board"
down_revision = "0007_lead_words"


def upgrade() -> None:
    op.create_table(
        "pause",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("agent", sa.String(), nullable=False),
        sa.Column("terminal", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("began_at", AT, nullable=False),
        sa.Column("ended_at", AT, nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_pause_began", "pause", ["began_at"])
    op.create_index("ix_pause_open", "pause", ["agent"], sqlite_where=OPEN, postgresql_where=OPEN)
    op.create_table(
        "presence",
        sa.Column("terminal", sa.String(), nullable=False),
        sa.Column("agent", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("since", AT, nullable=False),
        sa.Column("seen_at", AT, nullable=False),
        sa.CheckConstraint(
            "state = 'calling' OR state = 'on_call' OR state = 'wrap_up' OR state = 'waiting'"
            " OR state = 'paused' OR state = 'gone'",
            name="ck_state_is_known",
        ),
        sa.PrimaryKeyConstraint("terminal"),
    )
    op.create_index("ix_presence_agent", "presence", ["agent"])
    op.create_table(
        "help_call",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("agent", sa.String(), nullable=False),
        sa.Column("at", AT, nullable=False),
        sa.Column("lead_id", ID, nullable=True),
        sa.Column("ended_at", AT, nullable=True),
        sa.Column("answered_by", sa.String(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["lead_id"], ["lead.id"], ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_help_call_lead_id", "help_call", ["lead_id"])
    op.create_index(
        "uq_help_call_open",
        "help_call",
        ["agent"],
        unique=True,
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )
    op.create_table(
        "notice",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("at", AT, nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("agent", sa.String(), nullable=True),
        sa.Column("lead_id", ID, nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["lead_id"], ["lead.id"], ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_notice_agent", "notice", ["agent", "at"])
    op.create_index("ix_notice_lead_id", "notice", ["lead_id"])
    op.create_table(
        "notice_read",
        sa.Column("notice_id", ID, autoincrement=False, nullable=False),
        sa.Column("agent", sa.String(), nullable=False),
        sa.Column("at", AT, nullable=False),
        sa.ForeignKeyConstraint(["notice_id"], ["notice.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("notice_id", "agent"),
    )
