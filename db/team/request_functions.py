"""The functions by which an agent's login stores a request without a call, or settles a doubt.

Each stores the act and what follows from it together. When the transaction ends, the audit log must
have an entry for the act that the same transaction wrote (`LOGGED`). See `db.team.agent_functions`.
"""

from db.team.agent_functions import NOT_YET, function, refuse
from db.team.agent_visibility import ME

_NOW = refuse(f"at > now() + {NOT_YET}", "that time has not come")
_STORE = f"""
    INSERT INTO skip (lead_id, agent, session_id, at, reason, before, kind, words)
    VALUES (of_lead, {ME}, (
        SELECT id FROM calling_session WHERE agent = {ME} AND status = 'active' LIMIT 1
    ), at, how, state_before::json, '$KIND', said) RETURNING id INTO act;
"""

REQUESTS = (
    function(
        """request_without_call(
            of_lead bigint, wanted text[], why text, at timestamptz, how text, said text,
            state_before text
        ) RETURNS bigint""",
        f"""DECLARE
            act bigint;
            one text;
        BEGIN
            {_STORE.replace("$KIND", "request")}
            FOREACH one IN ARRAY wanted LOOP
                INSERT INTO suppression (e164, reason, agent, added_at, skip_id)
                VALUES (one, why, {ME}, at, act) ON CONFLICT (e164) DO NOTHING;
                IF NOT FOUND THEN
                    INSERT INTO suppression_request (e164, reason, agent, added_at, skip_id)
                    VALUES (one, why, {ME}, at, act);
                END IF;
            END LOOP;
            RETURN act;
        END""",
        checks=(
            _NOW,
            refuse(
                "NOT EXISTS (SELECT FROM desk.sight WHERE lead_id = of_lead"
                f" AND agent = {ME} AND let_go_in = pg_current_xact_id())",
                "that lead was not on your screen",
            ),
            refuse(
                "wanted = '{}' OR array_position(wanted, NULL) > 0 OR NOT wanted <@ ARRAY("
                "SELECT e164::text FROM number WHERE lead_id = of_lead)",
                "that number is not of this lead",
            ),
        ),
    ),
    # The facts of a place are canonical JSON, so without the mark they are those of the place that
    # `console.rules.places.facts` would write. "zones" always follows the mark.
    function(
        """settle_doubt(
            of_lead bigint, at timestamptz, how text, said text, state_before text
        ) RETURNS bigint""",
        f"""DECLARE
            act bigint;
            marked record;
            clear text;
            clear_id bigint;
        BEGIN
            {_STORE.replace("$KIND", "doubt")}
            FOR marked IN
                SELECT number.id, place_id, facts
                FROM number JOIN place ON place.id = place_id
                WHERE lead_id = of_lead AND facts LIKE '%"request_unread":true,%'
            LOOP
                clear := replace(marked.facts, '"request_unread":true,', '');
                SELECT id INTO clear_id FROM place
                WHERE facts = clear AND hidden_at IS NULL ORDER BY id LIMIT 1;
                IF clear_id IS NULL THEN
                    INSERT INTO place (facts) VALUES (clear) RETURNING id INTO clear_id;
                END IF;
                UPDATE number SET place_id = clear_id WHERE id = marked.id;
                UPDATE lead SET place_id = clear_id
                WHERE id = of_lead AND place_id = marked.place_id;
            END LOOP;
            RETURN act;
        END""",
        checks=(
            _NOW,
            refuse(
                f"NOT EXISTS (SELECT FROM lead WHERE id = of_lead AND held_by = {ME})",
                "that lead is not on your screen",
            ),
        ),
    ),
)

# FOR UPDATE of the head makes every other writer of the log wait until this transaction ends, so
# the newest entry is one of its own if it wrote any.
_NEWEST = (
    "EXISTS (SELECT FROM audit_head JOIN audit_entry USING (seq)"
    f" WHERE audit_entry.agent = {ME} AND desk.is_ours(audit_entry.xmin) AND $WHAT)"
)
LOGGED = refuse(
    "NOT "
    + _NEWEST.replace(
        "$WHAT",
        "action = CASE NEW.kind WHEN 'request' THEN 'request' ELSE 'doubt_settled' END"
        """ AND position('"skip":' || NEW.id || ',' in detail) > 0""",
    ),
    "no entry of the log says so",
)
"""Refuses a stored act that no entry of its transaction names."""

ACT_UNDONE = _NEWEST.replace(
    "$WHAT", """action = 'undo' AND position('"attempt":null' in detail) > 0"""
)
"""True if the newest entry of this transaction says that an act without a call was undone."""
