"""Each delivery of an event, with its time and the receiver's answer"""

import sqlalchemy as sa
from alembic import op

from db.columns import BigId, Instant

revision = "0035_hook_deliveries"
down_revision = "0034_inquiries"


def upgrade() -> None:
    op.create_table(
        "hook_delivery",
        sa.Column("seq", BigId, autoincrement=False, nullable=False),
        sa.Column("hook", sa.String(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("at", Instant(timezone=True), nullable=False),
        sa.Column("event_id", sa.String(), nullable=False),
        sa.Column("lead_id", BigId, nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("seq", "hook", "type", "at"),
    )
    op.create_index("ix_hook_delivery_lead_id", "hook_delivery", ["lead_id"])
