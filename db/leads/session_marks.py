"""Mark leads that wait in a session (`is_planned`), so that a claim from the list skips them.

For an unmarked lead a claim has to look into the sessions, which takes longer. A marked lead in no
session would never be offered to anybody. So a plan marks its leads only after it has stored them,
a few at a time. A trigger on `session_lead` clears the mark when the row is deleted, by anybody.
"""

import json
from collections.abc import Collection

from msgspec import Struct
from sqlalchemy import ColumnElement, Connection, func, select, text

from db.tables.leads import leads
from db.tables.sessions import TRIGGER, TRIGGER_ON_SQLITE, session_leads


class Unmarked(Struct, frozen=True):
    """A session whose leads are not marked yet, and the number of leads it was planned with."""

    id: int
    size: int


MOST = 2_000
"""The most unmarked sessions that are returned at once."""

# A session's leads are marked together, so checking the first one is enough.
_FIRST_UNMARKED = text("""
    SELECT id, size, first_lead FROM (
    SELECT calling_session.id, calling_session.size, (
        SELECT CASE WHEN lead.is_planned THEN NULL ELSE lead.id END
        FROM session_lead JOIN lead ON lead.id = session_lead.lead_id
        WHERE session_lead.session_id = calling_session.id
        ORDER BY session_lead.position LIMIT 1
    ) AS first_lead FROM calling_session WHERE status <> 'done'
    ) AS looked_at WHERE first_lead IS NOT NULL LIMIT :most
""")

_MARK = {
    "sqlite": text("""
        UPDATE lead SET is_planned = 1 WHERE is_planned = 0 AND id IN (
            SELECT lead_id FROM session_lead
            WHERE session_id IN (SELECT value FROM json_each(:ids))
        )
    """),
    "postgresql": text(
        "SELECT mark_planned(ARRAY("
        "SELECT CAST(one AS bigint) FROM json_array_elements_text(CAST(:ids AS json)) AS one))"
    ),
}

_BY_INDEX = (
    *("enable_seqscan", "enable_bitmapscan", "enable_hashjoin", "enable_mergejoin", "jit"),
)
"""Settings of PostgreSQL that are turned off, so that it uses plain index scans.

Right after a plan, PostgreSQL's statistics do not say how many leads wait in a session. A bitmap
scan would not mark dead index entries, which is the purpose of `clear_away`.
"""

# Look each lead up in the two indexes that the claim scans. The two bounds on the id, instead of an
# equality, keep PostgreSQL from using the primary key.
_CLEAR_AWAY = text("""
    SELECT count(fresh.id), count(rested.id) FROM session_lead AS member
    JOIN lead AS moved ON moved.id = member.lead_id
    LEFT JOIN LATERAL (
        SELECT lead.id FROM lead
        WHERE lead.place_id = moved.place_id AND lead.owner = moved.owner AND NOT lead.is_planned
          AND lead.priority = moved.priority AND lead.id >= moved.id AND lead.id <= moved.id
          AND lead.status = 'open' AND lead.due_at IS NULL AND lead.held_until IS NULL OFFSET 0
    ) AS fresh ON true
    LEFT JOIN LATERAL (
        SELECT lead.id FROM lead
        WHERE lead.place_id = moved.place_id AND lead.owner = moved.owner AND NOT lead.is_planned
          AND lead.due_at = moved.due_at AND lead.id >= moved.id AND lead.id <= moved.id
          AND lead.status = 'open' AND lead.due_at IS NOT NULL AND lead.due_reason <> 'callback'
          AND lead.held_until IS NULL OFFSET 0
    ) AS rested ON true
    WHERE member.session_id IN (
        SELECT CAST(one AS bigint) FROM json_array_elements_text(CAST(:ids AS json)) AS one
    )
""")

# mark_planned() skips leads that others have locked. After locking a lead it checks again whether
# the lead still waits. A transaction that deletes the row meanwhile waits for that lock in the
# trigger, and then clears the mark. The trigger must clear it unconditionally, since its snapshot
# may be from before the marking.
_ON_POSTGRESQL = (
    f"DROP TRIGGER IF EXISTS {TRIGGER} ON session_lead",
    "DROP FUNCTION IF EXISTS clear_planned()",
    """
    CREATE FUNCTION clear_planned() RETURNS trigger LANGUAGE plpgsql
    SET search_path = $SCHEMA, pg_temp AS $act$
    BEGIN
        UPDATE lead SET is_planned = false WHERE id = OLD.lead_id;
        RETURN NULL;
    END
    $act$
    """,
    f"""
    CREATE TRIGGER {TRIGGER} AFTER DELETE ON session_lead
    FOR EACH ROW EXECUTE FUNCTION clear_planned()
    """,
    "DROP FUNCTION IF EXISTS mark_planned(bigint[])",
    """
    CREATE FUNCTION mark_planned(sessions bigint[]) RETURNS void LANGUAGE plpgsql
    SET search_path = $SCHEMA, pg_temp $BY_INDEX AS $act$
    DECLARE
        free bigint[];
    BEGIN
        free := ARRAY(
            SELECT lead.id FROM session_lead JOIN lead ON lead.id = session_lead.lead_id
            WHERE session_lead.session_id = ANY (sessions) AND NOT lead.is_planned
            ORDER BY lead.id FOR NO KEY UPDATE OF lead SKIP LOCKED
        );
        UPDATE lead SET is_planned = true
        WHERE id = ANY (free) AND EXISTS (SELECT FROM session_lead WHERE lead_id = lead.id);
    END
    $act$
    """,
)


def unmarked(connection: Connection) -> list[Unmarked]:
    """Return up to `MOST` unmarked sessions, in the order of their first leads."""
    rows = connection.execute(_FIRST_UNMARKED, {"most": MOST}).all()
    return [Unmarked(row[0], row[1]) for row in sorted(rows, key=lambda row: row[2])]


def mark(connection: Connection, session_ids: Collection[int]) -> None:
    """Mark the leads of these sessions, except for those that somebody else has locked."""
    connection.execute(_MARK[connection.dialect.name], {"ids": json.dumps(list(session_ids))})


def clear_away(connection: Connection, session_ids: Collection[int]) -> None:
    """Visit the old index entries of leads that were marked, so that no claim has to.

    In PostgreSQL an update leaves the old index entry behind. The first index scan that meets it
    checks its row and marks the entry dead. After a plan of ten million leads, the first claim
    would do that for a minute.
    """
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("; ".join(f"SET LOCAL {name} = off" for name in _BY_INDEX))
        connection.execute(_CLEAR_AWAY, {"ids": json.dumps(list(session_ids))})


def lock(connection: Connection, whose: ColumnElement[bool], *, waits: bool = True) -> bool:
    """Lock leads that wait in sessions, before their rows of `session_lead` are deleted.

    `whose` is the condition on them. With waits=False, leads that others have locked are skipped,
    and the result is False if there are any.
    """
    # An outcome locks its lead first and then deletes the row. Deleting rows first would lock in
    # the opposite order, since the trigger then updates the lead: a deadlock.
    if connection.dialect.name == "sqlite":
        return True
    planned = select(leads.c.id).join(session_leads, session_leads.c.lead_id == leads.c.id)
    locked = (
        planned.where(whose)
        .order_by(leads.c.id)
        .with_for_update(of=leads, key_share=True, skip_locked=not waits)
    )
    count = connection.execute(select(func.count()).select_from(locked.subquery())).scalar_one()
    if waits:
        return True
    every = select(func.count()).select_from(planned.where(whose).subquery())
    return bool(count == connection.execute(every).scalar_one())


def keep_true(connection: Connection) -> None:
    """Recreate the trigger that clears the mark when a row of `session_lead` is deleted."""
    if connection.dialect.name == "sqlite":
        for statement in (f"DROP TRIGGER IF EXISTS {TRIGGER}", TRIGGER_ON_SQLITE):
            connection.exec_driver_sql(statement)
        return
    schema = connection.exec_driver_sql("SELECT quote_ident(current_schema())").scalar_one()
    for statement in _ON_POSTGRESQL:
        by_index = " ".join(f"SET {name} = off" for name in _BY_INDEX)
        sql = statement.replace("$SCHEMA", schema).replace("$BY_INDEX", by_index)
        connection.exec_driver_sql(sql)


def leave_out(connection: Connection) -> None:
    """Drop the trigger before a migration, since it would prevent changes of the tables."""
    of_table = "" if connection.dialect.name == "sqlite" else " ON session_lead"
    connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {TRIGGER}{of_table}")
