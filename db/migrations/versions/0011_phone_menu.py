"""What the menu of a lead's phone wants pressed"""

import sqlalchemy as sa
from alembic import op

revision = "0011_phone_menu"
down_revision = "0010_open_views"


def upgrade() -> None:
    op.add_column("lead", sa.Column("menu", sa.String(), nullable=False, server_default=""))
