"""Running contracts as evidence, and the offer that a list's leads are called about"""

import sqlalchemy as sa
from alembic import op

revision = "0003_contracts"
down_revision = "0002_later_requests"

KINDS = ("written", "transaction", "inquiry", "stated", "contract")


def upgrade() -> None:
    known = " OR ".join(f"kind = '{kind}'" for kind in KINDS)
    with op.batch_alter_table("consent") as consent:  # SQLite copies the table, and its checks go
        if op.get_bind().dialect.name != "sqlite":
            consent.drop_constraint("ck_kind_is_known", type_="check")
        consent.add_column(sa.Column("until", sa.Date(), nullable=True))
        consent.add_column(sa.Column("offer", sa.String(), nullable=False, server_default=""))
        consent.create_check_constraint("ck_kind_is_known", known)
    op.add_column("lead_list", sa.Column("offer", sa.String(), nullable=False, server_default=""))
