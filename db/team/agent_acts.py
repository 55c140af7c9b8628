"""Database functions by which an agent's login claims and finds leads, and acts without a call."""

from db.leads.search import AT_MOST, NINES
from db.team.agent_functions import HELD_LONGEST, IS_BLOCKED, MOST, NOT_YET, function, refuse
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


_HAPPENED = refuse(f"at > now() + {NOT_YET}", "that time has not come")
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
            _HAPPENED,
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
            _HAPPENED,
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


# `leads` has two bytes for each lead, in hexadecimal. Decode it once: substr() on text would count
# characters from the beginning for each lead.
_EXPANDED = """
    SELECT part * 65536 + get_byte(told, place * 2) * 256 + get_byte(told, place * 2 + 1)
    FROM (
        SELECT decode(leads, 'hex') AS told, size FROM lead_word
        WHERE segment = part AND word >= $WORD COLLATE "C" AND word < ($WORD || last) COLLATE "C"
        OFFSET 0
    ) AS parts, generate_series(0, size - 1) AS place
"""

BEGUN = f"""
    SELECT DISTINCT part.lead_id FROM unnest(starts) AS one, LATERAL (
        SELECT lead_id, place_id, e164 FROM number WHERE e164 BETWEEN one AND one || '{NINES}'
        ORDER BY e164 LIMIT {AT_MOST}
    ) AS part JOIN place ON place.id = part.place_id
    WHERE left(part.e164, length(one)) = one AND place.hidden_at IS NULL
"""

FINDING = (
    function(
        "find_named(asked text[], whole boolean, most int) RETURNS bigint[]",
        f"""DECLARE
            last text := CASE WHEN whole THEN chr(1) ELSE chr(1114111) END;
            rarest text;
            part int;
            ids bigint[];
            found bigint[] := '{{}}';
            other text;
        BEGIN
            SELECT one INTO rarest FROM unnest(asked) AS one ORDER BY (
                SELECT coalesce(sum(few.size), 0) FROM (
                    SELECT size FROM lead_word
                    WHERE word >= one COLLATE "C" AND word < (one || last) COLLATE "C" LIMIT 2001
                ) AS few
            ) LIMIT 1;
            FOR part IN
                SELECT DISTINCT segment FROM lead_word
                WHERE word >= rarest COLLATE "C" AND word < (rarest || last) COLLATE "C"
                ORDER BY segment DESC
            LOOP
                ids := ARRAY({_EXPANDED.replace("$WORD", "rarest")});
                FOREACH other IN ARRAY asked LOOP
                    CONTINUE WHEN other = rarest OR ids = '{{}}';
                    ids := ARRAY(
                        SELECT unnest(ids) INTERSECT ({_EXPANDED.replace("$WORD", "other")})
                    );
                END LOOP;
                found := found || ARRAY(
                    SELECT lead.id FROM lead JOIN place ON place.id = lead.place_id
                    WHERE lead.id = ANY (ids) AND place.hidden_at IS NULL
                      AND lead.bar <> 'import_undone'
                    ORDER BY lead.id DESC LIMIT least(most, {MOST}) - cardinality(found)
                );
                EXIT WHEN cardinality(found) >= least(most, {MOST});
            END LOOP;
            PERFORM desk.show(found);
            RETURN found;
        END""",
    ),
    function(
        "find_numbered(wanted text, tail text, ends text[], most int) RETURNS bigint[]",
        f"""DECLARE
            last text := chr(1);
            part int;
            ids bigint[];
            found bigint[] := ARRAY(
                SELECT number.lead_id FROM number JOIN place ON place.id = number.place_id
                WHERE number.e164 = wanted AND place.hidden_at IS NULL
                ORDER BY number.lead_id LIMIT least(most, {MOST})
            );
        BEGIN
            IF found = '{{}}' THEN
                FOR part IN
                    SELECT segment FROM lead_word WHERE word = tail COLLATE "C"
                    ORDER BY segment DESC
                LOOP
                    ids := ARRAY({_EXPANDED.replace("$WORD", "tail")});
                    found := found || ARRAY(
                        SELECT DISTINCT number.lead_id
                        FROM number JOIN place ON place.id = number.place_id
                        WHERE number.lead_id = ANY (ids) AND place.hidden_at IS NULL
                          AND EXISTS (
                            SELECT FROM unnest(ends) AS one WHERE right(e164, length(one)) = one
                        )
                        ORDER BY number.lead_id DESC LIMIT least(most, {MOST}) - cardinality(found)
                    );
                    EXIT WHEN cardinality(found) >= least(most, {MOST});
                END LOOP;
            END IF;
            PERFORM desk.show(found);
            RETURN found;
        END""",
    ),
    function(
        "find_begun(starts text[], most int) RETURNS bigint[]",
        f"""DECLARE
            found bigint[] := ARRAY(
                {BEGUN} LIMIT least(most, {MOST})
            );
        BEGIN
            PERFORM desk.show(found);
            RETURN found;
        END""",
    ),
)
