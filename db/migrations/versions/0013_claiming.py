"""Who is held stands in no index of the queue"""

import sqlalchemy as sa
from alembic import op

revision = "0013_claiming"
down_revision = "0012_call_tallies"
branch_labels = None
depends_on = None

FRESH = "status = 'open' AND due_at IS NULL AND held_until IS NULL"
RESTING = (
    "status = 'open' AND due_at IS NOT NULL AND due_reason <> 'callback' AND held_until IS NULL"
)
HELD = "status = 'open' AND held_until IS NOT NULL"


def upgrade() -> None:
    for index in ("ix_lead_fresh", "ix_lead_due"):
        op.drop_index(index, "lead")
    _index("ix_lead_fresh", ["place_id", sa.text("priority DESC"), "id"], FRESH)
    _index("ix_lead_due", ["place_id", "due_at", "due_reason"], RESTING)
    _index("ix_lead_lapsing", ["held_until"], HELD)


def _index(name: str, columns: list[str | sa.TextClause], where: str) -> None:
    condition = sa.text(where)
    op.create_index(
        name, "lead", columns, sqlite_where=condition, postgresql_where=condition, unique=False
    )
