"""Leads are found by the words of their names and the ends of their numbers"""

import sqlalchemy as sa
from alembic import op

revision = "0007_lead_words"
down_revision = "0006_rare_actions"


def upgrade() -> None:
    by_bytes = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
    op.create_table(
        "lead_word",
        sa.Column("word", by_bytes, nullable=False),
        sa.Column("segment", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("leads", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("word", "segment"),
        sqlite_with_rowid=False,
    )
