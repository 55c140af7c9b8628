"""PostgreSQL's claim_next() goes by priority before the closing hours where the firm says so"""

from importlib import import_module

from alembic import op

revision = "0027_queue_first"
down_revision = "0026_requests_read"
branch_labels = None
depends_on = None

BEFORE = import_module("db.migrations.versions.0023_is_planned").CLAIM_NEXT

_BY_CLOSING = "ORDER BY place.rank, lead.priority DESC, member.position"
_FIRST_LEAD = "            SELECT one.id INTO best FROM (\n                SELECT (\n"
_LAST_LEAD = "            ) AS one WHERE one.id IS NOT NULL LIMIT 1;\n            FOR turn"
_LOCKED = " FOR UPDATE OF lead SKIP LOCKED"
_search = BEFORE[BEFORE.index(_FIRST_LEAD) : BEFORE.index(_LAST_LEAD)]

# The best lead of every open place is compared. Only the one chosen is locked: a claim that locked
# one lead of each place would hide them from all others. If another agent has just taken it, the
# next best one comes.
_BEST = (
    _search.replace(_LOCKED, "")
    .replace("SELECT one.id INTO best FROM (", "SELECT lead.id INTO best FROM (")
    .replace(
        "SELECT each.id, unnest(mine) AS owner\n"
        "                    FROM (SELECT unnest(open_places) AS id) AS each\n",
        "SELECT each.id, each.rank, unnest(mine) AS owner\n"
        "                    FROM unnest(open_places) WITH ORDINALITY AS each (id, rank)\n",
    )
    .replace(") AS id\n                FROM (\n", ") AS id, place.rank\n                FROM (\n")
)
_BY_PRIORITY = f"""            IF by_priority THEN
{_BEST}            ) AS pick JOIN lead ON lead.id = pick.id
            WHERE lead.status = 'open' AND {{free}}
            ORDER BY lead.priority DESC, pick.rank LIMIT 1 FOR UPDATE OF lead SKIP LOCKED;
            ELSE
""".format(free="(lead.held_until IS NULL OR lead.held_until <= asked_at)")

CLAIM_NEXT = (
    BEFORE.replace(
        _BY_CLOSING,
        "ORDER BY CASE WHEN by_priority THEN -lead.priority ELSE 0 END, place.rank,"
        " lead.priority DESC, member.position",
    )
    .replace(
        "    held bigint;\nBEGIN",
        "    held bigint;\n"
        "    by_priority boolean := EXISTS (SELECT FROM setting\n"
        "        WHERE setting.name = 'queue_first' AND setting.value #>> '{}' = 'priority');\n"
        "BEGIN",
    )
    .replace(_search, _BY_PRIORITY + _search)
    .replace(
        _LAST_LEAD,
        "            ) AS one WHERE one.id IS NOT NULL LIMIT 1;\n            END IF;\n"
        "            FOR turn",
    )
)


def upgrade() -> None:
    connection = op.get_bind()
    if connection.dialect.name == "postgresql":
        schema = connection.exec_driver_sql("SELECT quote_ident(current_schema())").scalar_one()
        connection.exec_driver_sql(CLAIM_NEXT.replace("$SCHEMA", schema))
