"""A lead may belong to an agent or a territory, which alone are offered it"""

import sqlalchemy as sa
from alembic import op

from db.migrations.indexes import partial_index

revision = "0019_owners"
down_revision = "0018_counted_in_an_index"

FRESH = "status = 'open' AND due_at IS NULL AND held_until IS NULL"
RESTING = (
    "status = 'open' AND due_at IS NOT NULL AND due_reason <> 'callback' AND held_until IS NULL"
)
OWNED = "owner <> ''"

DROP = """
DROP FUNCTION IF EXISTS claim_next(
    text, text, bigint[], bigint, bigint[], timestamptz, timestamptz, timestamptz
)
"""


def upgrade() -> None:
    for table in ("lead", "calling_session"):
        op.add_column(table, sa.Column("owner", sa.String(), nullable=False, server_default=""))
    for index in ("ix_lead_fresh", "ix_lead_due"):
        op.drop_index(index, "lead")
    partial_index(
        "ix_lead_fresh", "lead", ["place_id", "owner", sa.text("priority DESC"), "id"], FRESH
    )
    partial_index("ix_lead_due", "lead", ["place_id", "owner", "due_at", "due_reason"], RESTING)
    partial_index("ix_lead_owner", "lead", ["owner", "status"], OWNED)
    if op.get_bind().dialect.name == "postgresql":
        op.execute(DROP)  # the upgrade makes the function anew, for an owner's leads too
