"""The claim looks where an owner has leads: each of the others would cost a probe in every place"""

from importlib import import_module

from alembic import op

revision = "0021_owners_who_own"
down_revision = "0020_noes_table"
branch_labels = None
depends_on = None

BEFORE = import_module("db.migrations.versions.0019_owners").CLAIM_NEXT
CLAIM_NEXT = BEFORE.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION").replace(
    "    FOR try IN",
    """    mine := ARRAY(
        SELECT whose.owner FROM unnest(mine) AS whose (owner)
        WHERE whose.owner = '' OR EXISTS (
            SELECT FROM lead
            WHERE lead.owner = whose.owner AND lead.owner <> '' AND lead.status = 'open'
        )
    );
    FOR try IN""",
)


def upgrade() -> None:
    connection = op.get_bind()
    if connection.dialect.name == "postgresql":
        schema = connection.exec_driver_sql("SELECT quote_ident(current_schema())").scalar_one()
        connection.exec_driver_sql(CLAIM_NEXT.replace("$SCHEMA", schema))
