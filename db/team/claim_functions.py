"""The database functions by which an agent's login claims leads and holds them again."""

from db.team.agent_functions import HELD_LONGEST, IS_BLOCKED, NOT_YET, function, refuse
from db.team.agent_visibility import ME

HELD_AT_ONCE = 5
"""Leads that an agent may hold: the one on the screen, and calls that wait for their outcome."""

# One query for all of it: each of its own would take as long as all together. The claim of a
# colleague's hold would release it, because numbers are held by their claim.
_MAY_CLAIM = f"""
    SELECT CASE
        WHEN {IS_BLOCKED} THEN 'you are blocked'
        WHEN EXISTS (SELECT FROM held_number WHERE claim = new_claim)
            OR EXISTS (SELECT FROM attempt WHERE claim = new_claim)
            OR EXISTS (SELECT FROM lead WHERE claim = new_claim AND held_until IS NOT NULL)
            THEN 'that claim is used already'
        WHEN (SELECT count(*) FROM lead WHERE held_by = {ME} AND held_until > now())
            >= {HELD_AT_ONCE} THEN 'you hold leads enough'
    END, least(hold_until, {HELD_LONGEST}) INTO refusal, until;
    IF refusal IS NOT NULL THEN
        RAISE EXCEPTION USING MESSAGE = refusal, ERRCODE = '42501';
    END IF;
"""
_NOW = refuse(f"asked_at > now() + {NOT_YET}", "that time has not come")

CLAIMING = (
    # Must agree with `db.lists.owners.owners_for`.
    function(
        "owners() RETURNS text[] STABLE",
        f"""BEGIN RETURN ARRAY['', {ME}] || ARRAY(
            SELECT territory.key FROM setting, json_each(setting.value) AS territory
            WHERE setting.name = 'territories' AND EXISTS (
                SELECT FROM json_array_elements_text(territory.value) AS one WHERE one = {ME}
            )
        ); END""",
    ),
    function(
        """claim_next(
            for_agent text, new_claim text, open_places bigint[], in_session bigint,
            offered bigint[], released_at timestamptz, asked_at timestamptz,
            hold_until timestamptz, mine text[] DEFAULT '{""}'
        ) RETURNS bigint""",
        f"""DECLARE refusal text; until timestamptz;
        BEGIN
            PERFORM desk.look(1);
            RETURN claim_next(
                {ME}, new_claim, open_places, in_session, offered, released_at, asked_at,
                until, mine
            );
        END""",
        nullable=("in_session", "offered"),
        checks=(
            refuse(f"for_agent <> {ME}", "that is not your name"),
            _NOW,
            _MAY_CLAIM,
            refuse("released_at > asked_at", "that time has not come"),
            refuse(
                "NOT mine <@ desk.owners()",
                "those are leads of others",
                when=f"NOT mine <@ ARRAY['', {ME}]",
            ),
            refuse(
                f"NOT EXISTS (SELECT FROM calling_session WHERE id = in_session AND agent = {ME})",
                "that session is not yours",
                when="in_session IS NOT NULL",
            ),
        ),
    ),
    function(
        "claim_lead(wanted bigint, new_claim text, asked_at timestamptz, hold_until timestamptz)"
        " RETURNS boolean",
        f"""DECLARE
            phones text[];
            held bigint;
            refusal text;
            until timestamptz;
        BEGIN
            PERFORM FROM lead WHERE id = wanted AND (held_until IS NULL OR held_until <= asked_at)
            FOR UPDATE SKIP LOCKED;
            IF NOT FOUND THEN RETURN false; END IF;
            phones := ARRAY(SELECT DISTINCT e164 FROM number WHERE lead_id = wanted ORDER BY e164);
            IF EXISTS (
                SELECT FROM held_number WHERE e164 = ANY (phones) AND held_until > asked_at
            ) THEN
                RETURN false;
            END IF;
            INSERT INTO held_number (e164, claim, held_until)
            SELECT one, new_claim, until FROM unnest(phones) AS one
            ON CONFLICT (e164) DO UPDATE
            SET claim = excluded.claim, held_until = excluded.held_until
            WHERE held_number.held_until <= asked_at;
            GET DIAGNOSTICS held = ROW_COUNT;
            IF held < cardinality(phones) THEN
                DELETE FROM held_number WHERE claim = new_claim;
                RETURN false;
            END IF;
            UPDATE lead SET held_by = {ME}, held_until = until, claim = new_claim
            WHERE id = wanted;
            RETURN true;
        END""",
        checks=(
            _NOW,
            _MAY_CLAIM,
            refuse("NOT wanted = ANY (desk.sees())", "that lead was not found"),
            refuse(
                "NOT (SELECT owner FROM lead WHERE id = wanted) = ANY (desk.owners())",
                "that lead is another''s",
            ),
        ),
    ),
    function(
        "hold_again(wanted bigint, old_claim text, asked_at timestamptz, hold_until timestamptz)"
        " RETURNS void",
        f"""DECLARE until timestamptz := least(hold_until, {HELD_LONGEST});
        BEGIN
            UPDATE lead SET held_by = {ME}, held_until = until, claim = old_claim
            WHERE id = wanted
              AND (claim = old_claim OR held_until IS NULL OR held_until <= asked_at);
            IF FOUND THEN
                INSERT INTO held_number (e164, claim, held_until)
                SELECT DISTINCT e164, old_claim, until FROM number WHERE lead_id = wanted
                ON CONFLICT (e164) DO UPDATE
                SET claim = excluded.claim, held_until = excluded.held_until
                WHERE held_number.held_until <= asked_at OR held_number.claim = excluded.claim;
            END IF;
        END""",
        checks=(
            _NOW,
            refuse(
                "NOT EXISTS (SELECT FROM attempt WHERE claim = old_claim"
                f" AND lead_id = wanted AND agent = {ME} AND outcome IS NULL)",
                "no call of yours waits there",
            ),
        ),
    ),
)
