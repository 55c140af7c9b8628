"""Calls enter two indexes of the audit log less"""

import sqlalchemy as sa
from alembic import op

revision = "0006_rare_actions"
down_revision = "0005_proof"


def upgrade() -> None:
    op.drop_index("ix_audit_entry_at", "audit_entry")
    op.drop_index("ix_audit_entry_action", "audit_entry")
    condition = sa.text("action <> 'dial' AND action <> 'outcome'")
    op.create_index(
        "ix_audit_entry_action",
        "audit_entry",
        ["action", "seq"],
        sqlite_where=condition,
        postgresql_where=condition,
    )
