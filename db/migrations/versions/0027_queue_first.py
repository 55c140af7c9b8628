"""PostgreSQL's claim_next() goes by priority before the closing hours where the firm says so"""

revision = "0027_queue_first"
down_revision = "0026_requests_read"


def upgrade() -> None:
    """Change no table: `db.upgrade` makes claim_next() anew."""
