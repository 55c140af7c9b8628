"""A lead says that it waits in a session: a claim passes it over without a look into any"""

import sqlalchemy as sa
from alembic import op

from db.migrations.indexes import partial_index

revision = "0023_is_planned"
down_revision = "0022_openings_counted"

FRESH = "status = 'open' AND due_at IS NULL AND held_until IS NULL"
RESTING = (
    "status = 'open' AND due_at IS NOT NULL AND due_reason <> 'callback' AND held_until IS NULL"
)


def upgrade() -> None:
    """The trigger that keeps the mark true is made with the views (`db.schema.make_anew`)."""
    marked: sa.Column[bool] = sa.Column(
        "is_planned", sa.Boolean(), nullable=False, server_default=sa.false()
    )
    op.add_column("lead", marked)
    for index in ("ix_lead_fresh", "ix_lead_due"):
        op.drop_index(index, "lead")
    op.execute("UPDATE lead SET is_planned = true WHERE id IN (SELECT lead_id FROM session_lead)")
    partial_index(
        "ix_lead_fresh",
        "lead",
        ["place_id", "owner", "is_planned", sa.text("priority DESC"), "id"],
        FRESH,
    )
    partial_index(
        "ix_lead_due", "lead", ["place_id", "owner", "is_planned", "due_at", "due_reason"], RESTING
    )
