"""What was answered to the questions of the script, by call and the last of each by lead"""

import sqlalchemy as sa
from alembic import op

from db.columns import BigId, Instant

revision = "0016_answers"
down_revision = "0015_hours_there"


def upgrade() -> None:
    op.create_table(
        "call_answer",
        sa.Column("id", BigId, autoincrement=True, nullable=False),
        sa.Column("attempt_id", BigId, nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("agent", sa.String(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("salt", sa.String(), nullable=False),
        sa.Column("audit_seq", BigId, nullable=True),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempt.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("attempt_id", "question", name="uq_call_answer"),
    )
    op.create_index("ix_call_answer_audit_seq", "call_answer", ["audit_seq"])
    op.add_column("lead", sa.Column("answers", sa.JSON(none_as_null=True), nullable=True))
