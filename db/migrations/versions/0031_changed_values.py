"""Values before and after an edit of a lead, beside the audit log"""

import sqlalchemy as sa
from alembic import op

from db.columns import BigId

revision = "0031_changed_values"
down_revision = "0030_hooks"


def upgrade() -> None:
    op.create_table(
        "changed_value",
        sa.Column("id", BigId, autoincrement=True, nullable=False),
        sa.Column("seq", BigId, nullable=False),
        sa.Column("lead_id", BigId, nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("after", sa.Text(), nullable=False),
        sa.Column("salt", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["lead_id"], ["lead.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_changed_value_seq", "changed_value", ["seq"])
    op.create_index("ix_changed_value_lead_id", "changed_value", ["lead_id"])
