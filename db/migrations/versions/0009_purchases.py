"""What a list cost and who sold it, what its leads brought, and answers kept for the next file"""

import sqlalchemy as sa
from alembic import op

revision = "0009_purchases"
down_revision = "0008_board"

COUNT = """
UPDATE lead SET reached = called.reached, yeses = called.yeses
FROM (
    SELECT attempt.lead_id,
        SUM(CASE WHEN outcome.is_contact THEN 1 ELSE 0 END) AS reached,
        SUM(CASE WHEN outcome.is_yes THEN 1 ELSE 0 END) AS yeses
    FROM attempt JOIN outcome ON outcome.code = attempt.outcome
    WHERE outcome.is_contact OR outcome.is_yes
    GROUP BY attempt.lead_id
) AS called
WHERE called.lead_id = lead.id
"""


def upgrade() -> None:
    for column in (
        sa.Column("finished", sa.String(), nullable=False, server_default=""),
        sa.Column("supplier", sa.String(), nullable=False, server_default=""),
        sa.Column("price", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.String(), nullable=False, server_default=""),
        sa.Column("bought_on", sa.Date(), nullable=True),
    ):
        op.add_column("import_batch", column)
    for name in ("yeses", "reached"):
        op.add_column("lead", sa.Column(name, sa.Integer(), nullable=False, server_default="0"))
    op.execute(COUNT)
    lost = sa.text("status = 'disconnected' OR status = 'invalid' OR status = 'wrong'")
    op.create_index(
        "ix_number_lost", "number", ["lead_id", "status"], sqlite_where=lost, postgresql_where=lost
    )
