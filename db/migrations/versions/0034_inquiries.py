"""A lead has the time at which the person asked to be called, and claim_next() offers it first"""

from importlib import import_module

import sqlalchemy as sa
from alembic import op

from db.columns import Instant

revision = "0034_inquiries"
down_revision = "0033_caller_id_quarters"
branch_labels = None
depends_on = None

INQUIRED = "inquired_at IS NOT NULL AND list_id > 0"
INQUIRING = "status = 'open' AND due_at IS NULL AND inquired_at IS NOT NULL"

BEFORE = import_module("db.migrations.versions.0027_queue_first").CLAIM_NEXT

_FREE = BEFORE[
    BEFORE.index("(lead.held_until IS NULL") : BEFORE.index(" AND lead.owner = ANY (mine)")
]
_SINCE = "asked_at - interval '3 days'"
_NO_CALLBACK = "        IF best IS NOT NULL THEN\n            NULL;\n"
# The inner SELECT is limited, so that a whole list of inquiries does not slow down every claim.
_INQUIRIES = f"""        IF best IS NULL AND EXISTS (
            SELECT FROM lead WHERE status = 'open' AND due_at IS NULL AND inquired_at IS NOT NULL
              AND inquired_at > {_SINCE}
        ) THEN
            SELECT lead.id INTO best FROM (
                SELECT id, inquired_at FROM lead
                WHERE status = 'open' AND due_at IS NULL AND inquired_at IS NOT NULL
                  AND inquired_at > {_SINCE}
                ORDER BY inquired_at DESC LIMIT 100
            ) AS newest JOIN lead ON lead.id = newest.id
            WHERE lead.status = 'open' AND EXISTS (
                SELECT FROM number WHERE number.lead_id = newest.id AND number.status = 'open'
                  AND number.place_id IN (SELECT unnest(open_places)) OFFSET 0
              )
              AND {_FREE} AND lead.owner = ANY (mine)
            ORDER BY newest.inquired_at DESC LIMIT 1 FOR UPDATE OF lead SKIP LOCKED;
        END IF;
"""

CLAIM_NEXT = BEFORE.replace(_NO_CALLBACK, _INQUIRIES + _NO_CALLBACK)


def upgrade() -> None:
    op.add_column("lead", sa.Column("inquired_at", Instant(), nullable=True))
    _index("ix_lead_inquiring", ["inquired_at"], INQUIRING)
    _index("ix_lead_inquired", ["inquired_at"], INQUIRED)
    connection = op.get_bind()
    if connection.dialect.name == "postgresql":
        schema = connection.exec_driver_sql("SELECT quote_ident(current_schema())").scalar_one()
        connection.exec_driver_sql(CLAIM_NEXT.replace("$SCHEMA", schema))


def _index(name: str, columns: list[str], where: str) -> None:
    condition = sa.text(where)
    op.create_index(
        name, "lead", columns, sqlite_where=condition, postgresql_where=condition, unique=False
    )
