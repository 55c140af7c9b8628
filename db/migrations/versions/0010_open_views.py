"""Views for others' tools: `db.views` makes them after every upgrade, and this is the first"""

revision = "0010_open_views"
down_revision = "0009_purchases"


def upgrade() -> None:
    """No table changes."""
