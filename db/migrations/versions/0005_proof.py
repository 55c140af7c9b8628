"""Which entry of the audit log vouches for a row, and what finds an entry"""

import sqlalchemy as sa
from alembic import op

from db.columns import BigId

revision = "0005_proof"
down_revision = "0004_line_types"

BIG = BigId

INDEXED = ("attempt", "suppression", "suppression_request", "suppression_pattern", "consent")


def upgrade() -> None:
    for table in (*INDEXED, "setting"):
        op.add_column(table, sa.Column("audit_seq", BIG, nullable=True))
    for table in INDEXED:
        op.create_index(f"ix_{table}_audit_seq", table, ["audit_seq"])
    op.add_column("audit_entry", sa.Column("lead_id", BIG, nullable=True))
    op.add_column("audit_entry", sa.Column("number", sa.String(), nullable=True))
    op.add_column("audit_entry", sa.Column("proof", sa.Text(), nullable=True))
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    op.execute(
        "UPDATE audit_entry SET lead_id = json_extract(detail, '$.lead'),"
        " number = json_extract(detail, '$.number')"
        if is_sqlite
        else "UPDATE audit_entry SET lead_id = (detail::jsonb ->> 'lead')::bigint,"
        " number = detail::jsonb ->> 'number'"
    )
    op.create_index("ix_audit_entry_agent", "audit_entry", ["agent", "seq"])
    op.create_index("ix_audit_entry_action", "audit_entry", ["action", "seq"])
    op.create_index("ix_audit_entry_at", "audit_entry", ["at"])
    for column in ("lead_id", "number"):
        condition = sa.text(f"{column} IS NOT NULL")
        op.create_index(
            f"ix_audit_entry_{column.removesuffix('_id')}",
            "audit_entry",
            [column, "seq"],
            sqlite_where=condition,
            postgresql_where=condition,
        )
