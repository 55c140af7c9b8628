"""The mark on a lead that it waits in a session, by which a claim passes it over unread.

Where it is missing a claim looks into the sessions, which takes longer; where it stood on a lead
that waits in none, that lead would be offered to nobody. So a plan marks its leads afterwards, a
few at a time, and the mark goes with the row of `session_lead`, whoever deletes that: by a trigger.
"""

import json
from collections.abc import Collection

from msgspec import Struct
from sqlalchemy import ColumnElement, Connection, func, select, text

from db.tables.leads import leads
from db.tables.sessions import session_leads


class Unmarked(Struct, frozen=True):
    """A session whose leads have yet to be marked, and how many it was planned with."""

    id: int
    size: int


MOST = 2_000
"""Sessions that are found at once of those that are left to be marked."""

# Parts are marked whole: of a session whose first lead is marked the others are.
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
"""What PostgreSQL is to leave, so that it looks a few leads up by an index: right after a plan it
does not know how many wait, and a bitmap leaves in an index what has moved."""

# Each is looked up where the claim would come across it; both bounds of an id keep PostgreSQL from
# another index.
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

TRIGGER = "session_lead_gone"

_ON_SQLITE = (
    f"DROP TRIGGER IF EXISTS {TRIGGER}",
    f"""
    CREATE TRIGGER {TRIGGER} AFTER DELETE ON session_lead BEGIN
        UPDATE lead SET is_planned = 0 WHERE id = OLD.lead_id AND is_planned = 1;
    END
    """,
)

# Marking waits for nobody. Once it has locked a lead it looks anew whether that waits still: who
# deletes the row meanwhile clears the mark after it, and for that waits for it. So the mark is
# cleared whether it is seen to stand or not.
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
    """Some of them, in the order of their first leads."""
    found = connection.execute(_FIRST_UNMARKED, {"most": MOST}).all()
    return [Unmarked(row[0], row[1]) for row in sorted(found, key=lambda row: row[2])]


def mark(connection: Connection, session_ids: Collection[int]) -> None:
    """Marks who waits in these sessions, but for leads that somebody is changing: it waits for
    nobody."""
    connection.execute(_MARK[connection.dialect.name], {"ids": json.dumps(list(session_ids))})


def clear_away(connection: Connection, session_ids: Collection[int]) -> None:
    """Looks where these leads stood before they were marked, so that no claim has to.

    What has moved stays in PostgreSQL's indexes until somebody comes across it and sees that
    nobody needs it any more; of ten million leads that would take the first claim a minute.
    """
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("; ".join(f"SET LOCAL {one} = off" for one in _BY_INDEX))
        connection.execute(_CLEAR_AWAY, {"ids": json.dumps(list(session_ids))})


def lock(connection: Connection, whose: ColumnElement[bool], *, waits: bool = True) -> bool:
    """Locks the leads that are meant and wait in sessions, before they leave those.

    Who deletes the rows first would wait, at the marks, for an outcome that has its lead and waits
    for its row. Returns whether all are locked; where it `waits` they are.
    """
    if connection.dialect.name == "sqlite":
        return True
    planned = select(leads.c.id).join(session_leads, session_leads.c.lead_id == leads.c.id)
    locked = (
        planned.where(whose)
        .order_by(leads.c.id)
        .with_for_update(of=leads, key_share=True, skip_locked=not waits)
    )
    got = connection.execute(select(func.count()).select_from(locked.subquery())).scalar_one()
    if waits:
        return True
    meant = select(func.count()).select_from(planned.where(whose).subquery())
    return bool(got == connection.execute(meant).scalar_one())


def keep_true(connection: Connection) -> None:
    """Makes, anew, what takes the mark away with the place in a session."""
    if connection.dialect.name == "sqlite":
        for statement in _ON_SQLITE:
            connection.exec_driver_sql(statement)
        return
    schema = connection.exec_driver_sql("SELECT quote_ident(current_schema())").scalar_one()
    for statement in _ON_POSTGRESQL:
        made = statement.replace("$SCHEMA", schema)
        by_index = " ".join(f"SET {one} = off" for one in _BY_INDEX)
        connection.exec_driver_sql(made.replace("$BY_INDEX", by_index))


def leave_out(connection: Connection) -> None:
    """Takes the trigger out: it would keep the tables from being changed."""
    of_table = "" if connection.dialect.name == "sqlite" else " ON session_lead"
    connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {TRIGGER}{of_table}")
