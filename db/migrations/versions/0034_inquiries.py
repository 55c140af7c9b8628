"""A lead has the time at which the person asked to be called, and claim_next() offers it first"""

import sqlalchemy as sa
from alembic import op

from db.columns import Instant
from db.migrations.indexes import partial_index

revision = "0034_inquiries"
down_revision = "0033_caller_id_quarters"

INQUIRED = "inquired_at IS NOT NULL AND list_id > 0"
INQUIRING = "status = 'open' AND due_at IS NULL AND inquired_at IS NOT NULL"


def upgrade() -> None:
    op.add_column("lead", sa.Column("inquired_at", Instant(), nullable=True))
    partial_index("ix_lead_inquiring", "lead", ["inquired_at"], INQUIRING)
    partial_index("ix_lead_inquired", "lead", ["inquired_at"], INQUIRED)
