"""A lead may belong to an agent or a territory, which alone are offered it"""

import sqlalchemy as sa
from alembic import op

revision = "0019_owners"
down_revision = "0018_counted_in_an_index"
branch_labels = None
depends_on = None

FRESH = "status = 'open' AND due_at IS NULL AND held_until IS NULL"
RESTING = (
    "status = 'open' AND due_at IS NOT NULL AND due_reason <> 'callback' AND held_until IS NULL"
)
OWNED = "owner <> ''"

_UNPLANNED = "NOT EXISTS (SELECT FROM session_lead WHERE lead_id = lead.id OFFSET 0)"
_PHONES_FREE = """NOT EXISTS (
                SELECT FROM number JOIN held_number ON held_number.e164 = number.e164
                WHERE number.lead_id = lead.id AND held_number.held_until > asked_at OFFSET 0
            )"""
_FREE = f"(lead.held_until IS NULL OR lead.held_until <= asked_at) AND {_PHONES_FREE}"
_IS_DUE = "(lead.due_at IS NULL OR lead.due_at <= asked_at) AND lead.due_reason <> 'callback'"
_THEIRS = "lead.owner = ANY (mine)"
_OTHER_NUMBER = "number.position > 0 AND number.status = 'open'"
_PROMISED = f"""
        SELECT lead.id INTO best FROM callback JOIN lead ON lead.id = callback.lead_id
        WHERE callback.kept_at IS NULL AND callback.due_at <= asked_at
          AND lead.status = 'open' AND (lead.due_at IS NULL OR lead.due_at <= asked_at)
          AND EXISTS (
            SELECT FROM number WHERE number.lead_id = callback.lead_id AND number.status = 'open'
              AND number.place_id IN (SELECT unnest(open_places)) OFFSET 0
          )
          AND {_FREE} AND {_THEIRS}
          AND $WHOSE
        ORDER BY callback.due_at LIMIT 1 FOR UPDATE OF lead SKIP LOCKED;"""
_MINE = _PROMISED.replace("$WHOSE", "callback.agent = for_agent")
_ANYONES = _PROMISED.replace("$WHOSE", "(callback.agent IS NULL OR callback.due_at <= released_at)")
_FROM_SOME = f"""
        SELECT lead.id INTO best FROM $MEMBERS
        JOIN lead ON lead.id = member.lead_id
        JOIN unnest(open_places) WITH ORDINALITY AS place (id, rank) ON place.id = lead.place_id
        WHERE $ARE_MEANT AND {_THEIRS} AND lead.status = 'open' AND {_IS_DUE} AND {_FREE}
        ORDER BY place.rank, lead.priority DESC, member.position
        LIMIT 1 FOR UPDATE OF lead SKIP LOCKED;
        IF best IS NULL THEN
            SELECT lead.id INTO best FROM $MEMBERS
            JOIN lead ON lead.id = member.lead_id
            JOIN number ON number.lead_id = lead.id
            JOIN unnest(open_places) WITH ORDINALITY AS place (id, rank)
              ON place.id = number.place_id
            WHERE $ARE_MEANT AND {_THEIRS} AND lead.status = 'open' AND {_IS_DUE}
              AND {_OTHER_NUMBER} AND {_FREE}
            ORDER BY place.rank, lead.priority DESC, member.position
            LIMIT 1 FOR UPDATE OF lead SKIP LOCKED;
        END IF;"""
_OF_SESSION = _FROM_SOME.replace("$MEMBERS", "session_lead AS member").replace(
    "$ARE_MEANT", "member.session_id = in_session"
)
_OF_OFFERED = _FROM_SOME.replace(
    "$MEMBERS", "unnest(offered) WITH ORDINALITY AS member (lead_id, position)"
).replace("$ARE_MEANT", _UNPLANNED)

# What `db.claim_picks` finds, locked, held and its numbers too, in one call. An EXISTS with an
# OFFSET is asked of each lead by itself: as a join it would read every number that anybody holds.
# Plans are made once; so that one made while a table was small does not read it whole, or sort it,
# when it has grown, neither is allowed where an index serves. A console of the version before says
# not for whom it asks: it is offered the leads that belong to nobody.
CLAIM_NEXT = f"""
CREATE FUNCTION claim_next(
    for_agent text, new_claim text, open_places bigint[], in_session bigint, offered bigint[],
    released_at timestamptz, asked_at timestamptz, hold_until timestamptz,
    mine text[] DEFAULT '{{""}}'
) RETURNS bigint LANGUAGE plpgsql
SET search_path = $SCHEMA, pg_temp SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off SET enable_sort = off SET jit = off
AS $claim$
DECLARE
    best bigint;
    lapsed bigint[];
    phones text[];
    held bigint;
BEGIN
    FOR try IN 1..20 LOOP
        best := NULL;
        IF EXISTS (SELECT FROM callback WHERE kept_at IS NULL AND due_at <= asked_at) THEN
            {_MINE}
            IF best IS NULL THEN
                {_ANYONES}
            END IF;
        END IF;
        IF best IS NOT NULL THEN
            NULL;
        ELSIF in_session IS NOT NULL THEN
            {_OF_SESSION}
        ELSIF offered IS NOT NULL THEN
            {_OF_OFFERED}
        ELSE
            lapsed := ARRAY(
                SELECT id FROM lead WHERE held_until <= asked_at AND status = 'open'
                ORDER BY held_until
            );
            SELECT one.id INTO best FROM (
                SELECT (
                    SELECT either.id FROM (
                        SELECT * FROM (
                            SELECT lead.id, lead.priority, lead.due_at FROM lead
                            WHERE lead.place_id = place.id AND lead.owner = place.owner
                              AND lead.status = 'open'
                              AND lead.due_at IS NULL AND lead.held_until IS NULL
                              AND {_UNPLANNED} AND {_PHONES_FREE}
                            ORDER BY lead.priority DESC, lead.id
                            LIMIT 1 FOR UPDATE OF lead SKIP LOCKED
                        ) AS fresh
                        UNION ALL
                        SELECT * FROM (
                            SELECT lead.id, lead.priority, lead.due_at FROM lead
                            WHERE lead.place_id = place.id AND lead.owner = place.owner
                              AND lead.status = 'open'
                              AND lead.due_at IS NOT NULL AND lead.due_reason <> 'callback'
                              AND lead.due_at <= asked_at AND lead.held_until IS NULL
                              AND {_UNPLANNED} AND {_PHONES_FREE}
                            ORDER BY lead.due_at LIMIT 1 FOR UPDATE OF lead SKIP LOCKED
                        ) AS rested
                        UNION ALL
                        SELECT * FROM (
                            SELECT lead.id, lead.priority, lead.due_at FROM lead
                            WHERE lead.id = ANY (lapsed)
                              AND lead.place_id = place.id AND lead.owner = place.owner
                              AND lead.status = 'open'
                              AND coalesce(lead.held_until, asked_at) <= asked_at AND {_IS_DUE}
                              AND {_UNPLANNED} AND {_PHONES_FREE}
                            ORDER BY lead.priority DESC, lead.due_at NULLS LAST, lead.id
                            LIMIT 1 FOR UPDATE OF lead SKIP LOCKED
                        ) AS late
                    ) AS either
                    ORDER BY either.priority DESC, either.due_at NULLS LAST, either.id LIMIT 1
                ) AS id
                FROM (
                    SELECT each.id, unnest(mine) AS owner
                    FROM (SELECT unnest(open_places) AS id) AS each
                ) AS place LIMIT 1000000
            ) AS one WHERE one.id IS NOT NULL LIMIT 1;
            FOR turn IN 0..1 LOOP
                EXIT WHEN best IS NOT NULL;
                SELECT one.id INTO best FROM (
                    SELECT (
                        SELECT lead.id FROM (
                            SELECT number.lead_id FROM number
                            WHERE number.place_id = place.id AND {_OTHER_NUMBER}
                              AND number.lead_id >= turn * floor(
                                random() * (SELECT coalesce(max(id), 0) + 1 FROM lead)
                              )::bigint
                            ORDER BY number.lead_id LIMIT 50
                        ) AS other JOIN lead ON lead.id = other.lead_id
                        WHERE lead.status = 'open' AND {_THEIRS} AND {_IS_DUE}
                          AND {_UNPLANNED} AND {_FREE}
                        LIMIT 1 FOR UPDATE OF lead SKIP LOCKED
                    ) AS id
                    FROM (SELECT unnest(open_places) AS id) AS place LIMIT 1000000
                ) AS one WHERE one.id IS NOT NULL LIMIT 1;
            END LOOP;
        END IF;
        IF best IS NULL THEN
            RETURN NULL;
        END IF;
        phones := ARRAY(SELECT number.e164 FROM number WHERE number.lead_id = best);
        IF cardinality(phones) > 1 THEN
            phones := ARRAY(SELECT DISTINCT phone FROM unnest(phones) AS phone ORDER BY phone);
        END IF;
        INSERT INTO held_number (e164, claim, held_until)
            SELECT phone, new_claim, hold_until FROM unnest(phones) AS phone
            ON CONFLICT (e164) DO UPDATE
            SET claim = excluded.claim, held_until = excluded.held_until
            WHERE held_number.held_until <= asked_at;
        GET DIAGNOSTICS held = ROW_COUNT;
        IF held = cardinality(phones) THEN
            UPDATE lead SET held_by = for_agent, held_until = hold_until, claim = new_claim
            WHERE lead.id = best;
            RETURN best;
        END IF;
        DELETE FROM held_number WHERE held_number.claim = new_claim;
    END LOOP;
    RETURN NULL;
END
$claim$
"""


DROP = """
DROP FUNCTION claim_next(
    text, text, bigint[], bigint, bigint[], timestamptz, timestamptz, timestamptz
)
"""


def upgrade() -> None:
    for table in ("lead", "calling_session"):
        op.add_column(table, sa.Column("owner", sa.String(), nullable=False, server_default=""))
    for index in ("ix_lead_fresh", "ix_lead_due"):
        op.drop_index(index, "lead")
    _index("ix_lead_fresh", ["place_id", "owner", sa.text("priority DESC"), "id"], FRESH)
    _index("ix_lead_due", ["place_id", "owner", "due_at", "due_reason"], RESTING)
    _index("ix_lead_owner", ["owner", "status"], OWNED)
    connection = op.get_bind()
    if connection.dialect.name == "postgresql":
        schema = connection.exec_driver_sql("SELECT quote_ident(current_schema())").scalar_one()
        connection.exec_driver_sql(DROP)
        connection.exec_driver_sql(CLAIM_NEXT.replace("$SCHEMA", schema))


def _index(name: str, columns: list[str | sa.TextClause], where: str) -> None:
    condition = sa.text(where)
    op.create_index(
        name, "lead", columns, sqlite_where=condition, postgresql_where=condition, unique=False
    )
