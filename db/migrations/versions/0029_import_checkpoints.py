"""Checkpoints, from which an interrupted import goes on"""

import sqlalchemy as sa
from alembic import op

from db.columns import BigId

revision = "0029_import_checkpoints"
down_revision = "0028_appointments"

ID = BigId


def upgrade() -> None:
    op.create_table(
        "import_checkpoint",
        sa.Column("id", ID, primary_key=True),
        sa.Column("batch_id", ID, nullable=False),
        sa.Column("chunk", sa.Integer(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("state", sa.LargeBinary(), nullable=False),
        sa.Column("notes", sa.LargeBinary(), nullable=False),
        sa.Column("numbers", sa.LargeBinary(), nullable=True),
        sa.UniqueConstraint("batch_id", "chunk", name="uq_import_checkpoint"),
    )
