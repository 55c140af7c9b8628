"""Leads of an older version are read once for words that say not to call"""

import json

import sqlalchemy as sa
from alembic import op

revision = "0026_requests_read"
down_revision = "0025_requests_without_a_call"


def upgrade() -> None:
    # Leads that come in from now on are read as they come.
    connection = op.get_bind()
    end = connection.execute(sa.text("SELECT max(id) FROM lead")).scalar() or 0
    value = json.dumps({"version": 1, "last": 0, "end": end})
    kind = "JSON" if connection.dialect.name == "postgresql" else "TEXT"
    added = f"INSERT INTO setting (name, value) VALUES ('requests_read', CAST(:value AS {kind}))"
    connection.execute(sa.text(added), {"value": value})
