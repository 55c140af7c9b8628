"""The database functions by which an agent's login reads, plans and suppresses.

Each function runs with the owner's rights on the tables only (its `search_path` is fixed), and
finds out itself who is logged in. `$B` is the schema of the tables. A function never trusts an
agent's name that the caller passes, and refuses times in the future. But it trusts the caller that
a lead may be called now: only the program evaluates the law.
"""

import re
from collections.abc import Collection, Sequence

from db.team.agent_visibility import LAST_ACT, LAST_CALL, ME

LOOKS = 1200
"""How many people an agent may look at in a burst, and then in each hour."""

MOST = 50
"""Rows of one search."""


NOT_YET = "interval '2 minutes'"
"""How far an agent's clock may be ahead of the server's."""

HELD_LONGEST = """now() + interval '2 minutes' + interval '1 minute' * coalesce(
    (SELECT (value #>> '{}')::int FROM setting WHERE name = 'lease'), 15
)"""
"""Until when an agent may hold a lead."""

UP_NEXT = 100
"""How many leads of the active session an agent may read ahead of calling them.

A session of an agent's own plan has at most as many leads.
"""

TABLES = (
    "CREATE TABLE desk.sight (agent text, lead_id bigint NOT NULL, at timestamptz, let_go_in xid8)",
    "CREATE INDEX ON desk.sight (agent, at)",
)
"""Leads that an agent was just shown, or released (in the transaction `let_go_in`)."""


def function(
    head: str, body: str, *, nullable: Collection[str] = (), checks: Sequence[str] = ()
) -> str:
    """Return the statement that creates a function, with the `checks` at its beginning.

    It refuses NULL for each parameter that is not `nullable`: a comparison with NULL is never true,
    so the other checks would let NULL pass.
    """
    names = [name for name in re.findall(r"[(,]\s*(\w+) ", head) if name not in nullable]
    has_null = f"num_nulls({', '.join(names)}) > 0"
    refusals = [refuse(has_null, "no value may be NULL")] if names else []
    begun = body.replace("BEGIN", " ".join(("BEGIN", *refusals, *checks)), 1)
    return (
        f"CREATE FUNCTION desk.{head} LANGUAGE plpgsql SECURITY DEFINER"
        f" SET search_path = $B, pg_temp AS $act$ {begun} $act$"
    )


def trigger_function(name: str, body: str) -> str:
    """Return the statement that creates a trigger's function."""
    return function(
        f"{name}() RETURNS trigger", f"DECLARE covering bigint; said text; BEGIN {body} END"
    )


def refuse(condition: str, words: str, when: str = "") -> str:
    """Return the statement that refuses an act under a condition, asked only `when` that is true.

    Put what compares values alone into `when`, and what reads tables into the condition. PostgreSQL
    evaluates an expression without a subquery at once, and starts a query for any other.
    """
    refusal = f"IF {condition} THEN RAISE EXCEPTION '{words}' USING ERRCODE = '42501'; END IF;"
    return f"IF {when} THEN {refusal} END IF;" if when else refusal


def differ(columns: Sequence[str]) -> str:
    """Return the SQL that compares OLD and NEW: as text, because json has no equality."""
    old, new = (", ".join(f"{row}.{name}::text" for name in columns) for row in ("OLD", "NEW"))
    return f"(({old}) IS DISTINCT FROM ({new}))"


def is_agents(user: str) -> str:
    """Return the SQL that says whether a user is an agent; owners are members of each role too.

    `session_user` is the login. `current_user` is the owner role inside the functions that run as
    it, so that these are not checked like the agent who calls them.
    """
    return (
        f"pg_has_role({user}, to_regrole('$A')::oid, 'MEMBER')"
        f" AND NOT pg_has_role({user}, to_regrole('$O')::oid, 'MEMBER')"
    )


IS_BLOCKED = (
    "EXISTS (SELECT FROM setting, json_array_elements(setting.value) AS one"
    f" WHERE name = 'blocked_agents' AND one ->> 'agent' = {ME})"
)

MINE = f"""
    SELECT id FROM lead WHERE held_by = {ME}
    UNION ALL SELECT lead_id FROM attempt WHERE agent = {ME} AND outcome IS NULL
    UNION ALL ({LAST_CALL.replace("SELECT id", "SELECT lead_id")})
    UNION ALL (
        SELECT lead_id FROM (SELECT * FROM skip ORDER BY id DESC LIMIT 1000) AS late
        WHERE agent = {ME} ORDER BY id DESC LIMIT 1
    )
    UNION ALL SELECT lead_id FROM callback WHERE kept_at IS NULL AND agent = {ME}
    UNION ALL SELECT lead_id FROM appointment WHERE starts_at > now() - interval '30 days'
        AND (with_whom = {ME} OR set_by = {ME} AND set_at > now() - interval '90 days')
"""
"""The leads that the agent works on: held, called last or skipped last, with a callback, or with an
appointment that the agent set or keeps, until a month after it."""

# Each look adds a row to desk.sight, without a search for an existing one. Updating shared rows
# would make two connections of one console wait for each other. In REPEATABLE READ one of them
# would then fail.
READING = (
    function(
        "mine() RETURNS bigint[] STABLE",
        f"BEGIN RETURN ARRAY(SELECT DISTINCT id FROM ({MINE}) AS these); END",
    ),
    function(
        "sees() RETURNS bigint[] STABLE",
        f"""BEGIN RETURN ARRAY(SELECT DISTINCT id FROM ({MINE}
            UNION ALL SELECT lead_id FROM desk.sight WHERE agent = {ME}
            UNION ALL (
                SELECT lead_id FROM callback WHERE kept_at IS NULL AND agent IS NULL
                ORDER BY due_at LIMIT {UP_NEXT}
            )
            UNION ALL (
                SELECT lead_id FROM session_lead WHERE session_id = (
                    SELECT id FROM calling_session WHERE agent = {ME} AND status = 'active'
                ) ORDER BY position LIMIT {UP_NEXT}
            )
        ) AS these); END""",
    ),
    function(
        "their_numbers() RETURNS text[] STABLE",
        """BEGIN RETURN ARRAY(
            SELECT DISTINCT e164 FROM number WHERE lead_id = ANY (desk.sees())
        ); END""",
    ),
    # A sequence is not rolled back with its transaction, so a rollback cannot undo a look. The
    # sequence lags behind `allowed` by the looks that are left, at most by a burst.
    # Each look ends those of more than ten minutes ago: every read of a lead goes through them. Two
    # connections of one console must not wait for each other here, and in REPEATABLE READ the
    # second would fail.
    function(
        "look(people int) RETURNS void",
        f"""DECLARE
            seen regclass := format('desk.%I', 'seen_' || md5({ME}));
            allowed bigint := floor(extract(epoch FROM clock_timestamp()) * {LOOKS} / 3600);
            count bigint;
        BEGIN
            FOR one IN 1..people LOOP
                count := nextval(seen);
                IF count < allowed - {LOOKS} THEN
                    -- Without the lock, a second connection could set it back after many looks.
                    PERFORM pg_advisory_lock(seen::oid::int, {LOOKS});
                    IF nextval(seen) < allowed - {LOOKS} THEN
                        PERFORM setval(seen, allowed - {LOOKS});
                    END IF;
                    PERFORM pg_advisory_unlock(seen::oid::int, {LOOKS});
                END IF;
            END LOOP;
            {refuse("count > allowed", f"more than {LOOKS} people in an hour: wait")}
            IF current_setting('transaction_isolation') = 'read committed' THEN
                DELETE FROM desk.sight WHERE ctid = ANY (ARRAY(
                    SELECT ctid FROM desk.sight
                    WHERE agent = {ME} AND at < now() - interval '10 minutes'
                    FOR UPDATE SKIP LOCKED
                ));
            END IF;
        END""",
    ),
    function(
        "show(leads bigint[]) RETURNS void",
        f"""BEGIN
            PERFORM desk.look(cardinality(leads));
            INSERT INTO desk.sight (agent, lead_id, at) SELECT {ME}, unnest(leads), now();
        END""",
    ),
    function(
        "look_at(who bigint) RETURNS void",
        """BEGIN
            PERFORM desk.show(ARRAY[who]);
        END""",
    ),
    # A request not to be called closes the number of all leads that have it, so the agent's login
    # must read those leads too.
    function(
        "look_at_numbers(these text[]) RETURNS void",
        f"""BEGIN
            INSERT INTO number_salt (e164, salt)
            SELECT one, replace(gen_random_uuid()::text, '-', '') FROM unnest(these) AS one
            ORDER BY one ON CONFLICT (e164) DO UPDATE SET salt = number_salt.salt;
            PERFORM desk.show(ARRAY(
                SELECT DISTINCT lead_id FROM number WHERE e164 = ANY (these) LIMIT {MOST}
            ));
        END""",
        checks=(
            refuse("NOT these <@ desk.their_numbers()", "that number is not of a lead of yours"),
        ),
    ),
)


def _take_back(name: str, column: str, last: str, refusal: str) -> str:
    """Do the same as `db.dnc.suppressions.take_back_request`, but only for the agent's last act.

    That must be undone in the same transaction: see `_REMOVAL` in entry_triggers.py. `column` is
    the one that refers to the call or the act.
    """
    return function(
        f"{name}(wanted text, origin bigint) RETURNS boolean",
        f"""DECLARE
            standing suppression;
            own bigint;
            following suppression_request;
        BEGIN
            SELECT * INTO standing FROM suppression WHERE e164 = wanted FOR UPDATE;
            IF NOT FOUND THEN RETURN false; END IF;
            DELETE FROM suppression_request WHERE e164 = wanted AND {column} = origin
            RETURNING id INTO own;
            SELECT * INTO following FROM suppression_request
            WHERE e164 = wanted AND id > coalesce(own, 0) ORDER BY id LIMIT 1;
            IF standing.{column} IS DISTINCT FROM origin THEN
                RETURN own IS NULL OR following.id IS NOT NULL;
            END IF;
            IF following.id IS NULL THEN
                DELETE FROM suppression WHERE e164 = wanted;
                RETURN false;
            END IF;
            DELETE FROM suppression_request WHERE id = following.id;
            UPDATE suppression SET reason = following.reason, agent = following.agent,
                added_at = following.added_at, attempt_id = following.attempt_id,
                skip_id = following.skip_id
            WHERE e164 = wanted;
            RETURN true;
        END""",
        checks=(refuse(f"origin IS DISTINCT FROM ({last})", refusal),),
    )


SUPPRESSING = (
    function(
        "suppress(wanted text, why text, at timestamptz, of_attempt bigint) RETURNS boolean",
        f"""BEGIN
            INSERT INTO suppression (e164, reason, agent, added_at, attempt_id)
            VALUES (wanted, why, {ME}, at, of_attempt) ON CONFLICT (e164) DO NOTHING;
            IF FOUND THEN RETURN true; END IF;
            INSERT INTO suppression_request (e164, reason, agent, added_at, attempt_id)
            VALUES (wanted, why, {ME}, at, of_attempt);
            RETURN false;
        END""",
        checks=(
            refuse(f"at > now() + {NOT_YET}", "that time has not come"),
            refuse(
                "NOT EXISTS (SELECT FROM attempt WHERE id = of_attempt"
                f" AND agent = {ME} AND outcome IS NULL AND (e164 = wanted OR EXISTS ("
                "SELECT FROM number WHERE lead_id = attempt.lead_id AND e164 = wanted)))",
                "no call of yours asked that",
            ),
        ),
    ),
    _take_back(
        "take_back_request", "attempt_id", LAST_CALL, "only your last call can be taken back"
    ),
    _take_back("take_back_act", "skip_id", LAST_ACT, "only your last act can be taken back"),
)

COUNTING = (
    # Must agree with `db.calls.appointments.busy_at`. It says when, and not with which lead.
    function(
        "busy_at(who text, starts timestamptz, ends timestamptz, but bigint)"
        " RETURNS timestamptz STABLE",
        """BEGIN
            RETURN (
                SELECT min(starts_at) FROM appointment
                WHERE with_whom = who AND status IN ('set', 'confirmed') AND id <> but
                  AND starts_at < ends AND starts_at > starts - interval '8 hours'
                  AND starts_at + minutes * interval '1 minute' > starts
            );
        END""",
    ),
    function(
        "count_listed() RETURNS bigint STABLE",
        "BEGIN RETURN (SELECT count(*) FROM suppression); END",
    ),
)

# Return whether a visible row was written by this transaction. A row written in a savepoint has the
# savepoint's id in `xmin`. So ask whether that id is in progress: only its own transaction sees
# such a row. `xmin` has only the low 32 bits. The signed 32-bit difference from the id of this
# transaction restores the high ones.
TRANSACTION = (
    function(
        "is_ours(written_in xid) RETURNS boolean",
        """DECLARE own bigint := pg_current_xact_id()::text::bigint;
        BEGIN
            RETURN pg_xact_status(
                (own + (((written_in::text::bigint - own) << 32) >> 32))::text::xid8
            ) = 'in progress';
        END""",
    ),
)

PLANNING = (
    function(
        "mark_planned(sessions bigint[]) RETURNS void",
        """BEGIN
            PERFORM mark_planned(sessions);
        END""",
    ),
)

# Nothing is known to the planner about this function. So it compares a fenced column only in rows
# that the agent may read.
FENCE = """
    CREATE FUNCTION desk.fence(value anyelement) RETURNS anyelement LANGUAGE plpgsql STABLE
    PARALLEL SAFE COST 100 AS $act$ BEGIN RETURN value; END $act$
"""

# The trigger of `db.leads.session_marks`: an agent who takes a lead out of a session may not write
# the lead's mark.
UNMARK = "ALTER FUNCTION $B.clear_planned() SECURITY DEFINER"

FUNCTIONS = (FENCE, UNMARK, *COUNTING, *READING, *PLANNING, *SUPPRESSING, *TRANSACTION)
