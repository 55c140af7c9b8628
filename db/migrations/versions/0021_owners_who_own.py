"""The claim looks where an owner has leads: each of the others would cost a probe in every place"""

revision = "0021_owners_who_own"
down_revision = "0020_noes_table"


def upgrade() -> None:
    """Change no table: `db.upgrade` makes claim_next() anew."""
