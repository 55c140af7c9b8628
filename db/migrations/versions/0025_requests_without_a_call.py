"""A request not to be called that came without a call, and a doubt that was settled"""

import sqlalchemy as sa
from alembic import op

from db.columns import BigId

revision = "0025_requests_without_a_call"
down_revision = "0024_reassigned"

ID = BigId


def upgrade() -> None:
    kind = sa.Column("kind", sa.String(), server_default="skip", nullable=False)
    op.add_column("skip", kind)
    words = sa.Column("words", sa.String(), server_default="", nullable=False)
    op.add_column("skip", words)
    for table in ("suppression", "suppression_request"):
        act: sa.Column[int] = sa.Column("skip_id", ID, nullable=True)
        op.add_column(table, act)
