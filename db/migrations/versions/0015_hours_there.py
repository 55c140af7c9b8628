"""The hour of each call on the clock of the person called stands beside it, and is counted"""

import sqlalchemy as sa
from alembic import op

revision = "0015_hours_there"
down_revision = "0014_openings"


def upgrade() -> None:
    op.add_column("attempt", sa.Column("hour_there", sa.Integer(), nullable=True))
