"""Who counts noes along with others"""

import sqlalchemy as sa
from alembic import op

from db.columns import Instant

revision = "0020_noes_table"
down_revision = "0019_owners"


def upgrade() -> None:
    op.create_table(
        "noes_table",
        sa.Column("agent", sa.String(), nullable=False),
        sa.Column("since", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("agent"),
    )
