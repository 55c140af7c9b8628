"""Who is held stands in no index of the queue"""

import sqlalchemy as sa
from alembic import op

from db.migrations.indexes import partial_index

revision = "0013_claiming"
down_revision = "0012_call_tallies"

FRESH = "status = 'open' AND due_at IS NULL AND held_until IS NULL"
RESTING = (
    "status = 'open' AND due_at IS NOT NULL AND due_reason <> 'callback' AND held_until IS NULL"
)
HELD = "status = 'open' AND held_until IS NOT NULL"


def upgrade() -> None:
    for index in ("ix_lead_fresh", "ix_lead_due"):
        op.drop_index(index, "lead")
    partial_index("ix_lead_fresh", "lead", ["place_id", sa.text("priority DESC"), "id"], FRESH)
    partial_index("ix_lead_due", "lead", ["place_id", "due_at", "due_reason"], RESTING)
    partial_index("ix_lead_lapsing", "lead", ["held_until"], HELD)
