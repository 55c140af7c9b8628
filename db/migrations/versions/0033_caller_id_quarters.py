"""Dials are counted by number shown and quarter of an hour, for caps by the number's own day"""

revision = "0033_caller_id_quarters"
down_revision = "0032_appointment_outcome"


def upgrade() -> None:
    """Change no table: `db.schema.prepare` makes the counts anew."""
