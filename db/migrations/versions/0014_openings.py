"""Which script was on the screen at a call, word for word, and the opening it began with"""

import sqlalchemy as sa
from alembic import op

from db.columns import BigId, Instant

revision = "0014_openings"
down_revision = "0013_claiming"


def upgrade() -> None:
    op.create_table(
        "script_version",
        sa.Column("id", BigId, autoincrement=True, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("checksum", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("first_used_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("name", "checksum", name="uq_script_version"),
    )
    op.add_column("attempt", sa.Column("script_id", BigId, nullable=True))
    op.add_column("attempt", sa.Column("opening", sa.String(), nullable=False, server_default=""))
