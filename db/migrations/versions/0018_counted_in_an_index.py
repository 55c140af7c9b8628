"""All that a report counts of a call stands in the index of the dials"""

from alembic import op

revision = "0018_counted_in_an_index"
down_revision = "0017_best_hours"

COUNTED = (
    *("dialled_at", "lead_id", "agent", "direction", "outcome", "ended_at", "free_at"),
    *("caller_id", "answered_at", "line_ended_at"),
)


def upgrade() -> None:
    op.drop_index("ix_attempt_dialled", "attempt")
    op.create_index("ix_attempt_dialled", "attempt", COUNTED)
