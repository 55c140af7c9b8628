"""A planned session knows when in its span more people are reached"""

import sqlalchemy as sa
from alembic import op

from db.columns import Instant

revision = "0017_best_hours"
down_revision = "0016_answers"


def upgrade() -> None:
    op.add_column("calling_session", sa.Column("best_opens_at", Instant(), nullable=True))
    op.add_column("calling_session", sa.Column("best_closes_at", Instant(), nullable=True))
