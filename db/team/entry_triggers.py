"""Triggers that require an entry of the audit log for a change, and guard the log itself.

They check owners and supervisors too, because their consoles write the tables themselves. All are
deferred to the commit, since the program writes the entry last. Only an owner can leave one out, by
disabling a trigger; then `audit verify` names the rows that changed.
"""

from collections.abc import Iterator

from db.audit.coverage import ATTEMPT, KINDS, NOT_COVERED, SETTING, Kind
from db.audit.log import GENESIS
from db.calls.tallies import adding_call
from db.tables.calls import COUNTED
from db.team.agent_acts import ACT_UNDONE, LOGGED
from db.team.agent_functions import NOT_YET, differ, function, is_agents, refuse, trigger_function
from db.team.agent_visibility import LAST_CALL, ME

_MISSING = "no entry of the log says so"

_LONGEST_PROOF = 100_000
"""A longer proof is of a large change, such as an import that is undone, and is not searched.

It would be parsed again for each of the rows. `audit verify` compares it with the rows.
"""

# A transaction that adds entries keeps the end of the log locked until its own end. So its entries
# are the last ones, and the search stops at the first of them.
_NEWEST = """
    SELECT xmin AS written_in, action, agent, lead_id, proof FROM audit_entry
    ORDER BY seq DESC LIMIT 1000
"""

FUNCTIONS = (
    function(
        "is_agent() RETURNS boolean STABLE",
        f"BEGIN RETURN coalesce({is_agents('session_user')}, false); END",
    ),
    function(
        "has_entry(about bigint, actions text[]) RETURNS boolean STABLE",
        f"""BEGIN RETURN EXISTS (
            SELECT FROM ({_NEWEST}) AS entry
            WHERE (about IS NULL OR lead_id = about) AND (actions IS NULL OR action = ANY (actions))
              AND desk.is_ours(written_in)
        ); END""",
        nullable=("about", "actions"),
    ),
    function(
        "has_dropped(kind text, covered_by bigint) RETURNS boolean STABLE",
        f"""BEGIN RETURN EXISTS (
            SELECT FROM ({_NEWEST}) AS entry WHERE desk.is_ours(written_in) AND CASE
                WHEN covered_by IS NULL OR octet_length(proof) > {_LONGEST_PROOF} THEN true
                WHEN proof LIKE '{{%' THEN
                    proof::jsonb #> ARRAY['drops', kind] ? covered_by::text
            END
        ); END""",
        nullable=("covered_by",),
    ),
)


def _covered(kind: Kind) -> Iterator[str]:
    """Require an entry for each changed row of this kind: one that covers it, or drops its hash.

    A row that the same transaction deletes later is checked by its deletion alone. A call that was
    added needs its entry too. Rows of other kinds are added by imports, in one entry for all.
    """
    table, key = kind.table.name, kind.key.name
    is_not_ours = refuse(
        "NOT EXISTS (SELECT FROM audit_entry WHERE seq = covering AND desk.is_ours(xmin))", _MISSING
    )
    yield trigger_function(
        f"{table}_is_logged",
        f"""
        IF TG_OP = 'DELETE' THEN
            {refuse(f"NOT desk.has_dropped('{kind.name}', OLD.audit_seq)", _MISSING)}
        ELSE
            SELECT audit_seq INTO covering FROM {table} WHERE {key} = NEW.{key};
            IF FOUND THEN {is_not_ours} END IF;
        END IF;
        RETURN NULL;
        """,
    )
    changes = {"UPDATE": f" WHEN {differ((*kind.columns, *kind.later))}", "DELETE": ""}
    if kind is ATTEMPT:
        changes["INSERT"] = ""
    if kind is SETTING:
        counters = ", ".join(f"'{name}'" for name in NOT_COVERED)
        changes["UPDATE"] = f" WHEN (NEW.name NOT IN ({counters}))"
        changes["DELETE"] = f" WHEN (OLD.name NOT IN ({counters}))"
    for act, condition in changes.items():
        yield _deferred(table, f"{table}_is_logged", act, condition)


def _deferred(table: str, name: str, act: str, condition: str) -> str:
    return (
        f"CREATE CONSTRAINT TRIGGER {name}_{act.split()[0].lower()} AFTER {act} ON $B.{table}"
        f" DEFERRABLE INITIALLY DEFERRED FOR EACH ROW{condition} EXECUTE FUNCTION desk.{name}()"
    )


# Must agree with `console.rules.phone.patterns.number_start`. Patterns of companies and domains are
# checked by the program only.
LISTED = """EXISTS (SELECT FROM suppression WHERE e164 = NEW.e164) OR EXISTS (
    SELECT FROM suppression_pattern WHERE starts_with(
        NEW.e164, CASE kind WHEN 'area_code' THEN '+1' || value WHEN 'prefix' THEN value END
    )
)"""
CLOSED = """NOT EXISTS (
    SELECT FROM lead JOIN number ON number.lead_id = lead.id
    WHERE lead.id = NEW.lead_id AND number.e164 = NEW.e164 AND lead.status <> 'closed'
        AND number.status NOT IN ('wrong', 'disconnected', 'invalid')
)"""
"""True for a number that may never be called, whatever the evidence and the hour."""
_NO_VERDICT = "NEW.verdict ->> 'verdict' IS DISTINCT FROM 'call'"
DIAL = f"""
    {refuse(_NO_VERDICT, "no dial without a verdict that allows it")}
    {refuse(LISTED, "that number is on your do-not-call list")}
    {refuse(CLOSED, "that number is closed")}
    RETURN NEW;
"""

# These are in no hash, so that leads can be merged: that has an entry of its own.
_CALL_MOVED = ("lead_id", "claim", "salt", "before")
_CALLBACK_CHANGED = ("lead_id", "agent", "due_at", "kept_at", "dropped")

# An agent's entry is about the lead itself. A supervisor hands over all callbacks with one entry.
_OF_LEAD = refuse(
    "NOT desk.has_entry(CASE WHEN desk.is_agent() THEN OLD.lead_id END, NULL)", _MISSING
)
_BACKWARDS = (
    "OLD.status = 'done' AND NEW.status <> 'done'"
    " OR OLD.status IN ('active', 'paused') AND NEW.status = 'planned'"
)


_HASHED = f"""
    said := concat_ws(E'\\n', NEW.seq, (extract(epoch FROM NEW.at) * 1000000)::bigint,
        NEW.agent, NEW.action, NEW.detail, coalesce(NEW.lead_id::text, 'None'),
        coalesce(NEW.number, 'None'), NEW.proof, NEW.previous);
    {
    refuse(
        "NEW.proof IS NULL OR NEW.hash <> encode(sha256(convert_to(said, 'UTF8')), 'hex')",
        "the hash is wrong",
    )
}
"""

_BEFORE_IT = "EXISTS (SELECT FROM audit_entry WHERE seq = NEW.seq - 1 AND hash = NEW.previous)"
_CHAIN = {
    "entry_goes_on": f"""
        {refuse(f"NEW.agent <> {ME}", "that is not your name")}
        {
        refuse(
            f"(NEW.seq, NEW.previous) <> (1, '{GENESIS}') AND NOT {_BEFORE_IT}",
            "the chain is longer",
        )
    }
        {_HASHED}
        {
        refuse(
            "NOT EXISTS (SELECT FROM audit_head JOIN audit_entry USING (seq, hash)"
            " WHERE seq >= NEW.seq)",
            "the chain ends with its newest entry",
        )
    }
        RETURN NULL;
    """,
    "head_goes_on": f"""
        {
        refuse(
            "NEW.id <> OLD.id OR NEW.seq <= OLD.seq OR NOT EXISTS ("
            "SELECT FROM audit_entry WHERE (seq, hash) = (NEW.seq, NEW.hash))",
            "the chain goes on with its entries",
        )
    }
        RETURN NEW;
    """,
}
# The request came from the agent's last call or act: see `take_back_request`. If a later request
# takes the place of the first, its row is removed too and needs the same entry.
_CALL_UNDONE = (
    "EXISTS (SELECT FROM attempt JOIN audit_entry ON audit_entry.seq = attempt.audit_seq"
    f" WHERE attempt.id = ({LAST_CALL}) AND attempt.outcome IS NULL"
    " AND audit_entry.action = 'undo' AND desk.is_ours(audit_entry.xmin))"
)
_REMOVAL = refuse(f"NOT {_CALL_UNDONE} AND NOT {ACT_UNDONE}", _MISSING)
# Owners, and functions that run as the owner role, may do more with the log.
_OF_OTHERS = "NOT pg_has_role(current_user, to_regrole('$O')::oid, 'MEMBER')"

# Every agent counts in the same few rows, so they are locked last: see `commit_with`.
_TALLY = f"""
    IF TG_OP = 'UPDATE' THEN {adding_call("OLD", "-")} END IF;
    {adding_call("NEW")}
    RETURN NULL;
"""


def _of_the_log() -> Iterator[str]:
    for name, body in _CHAIN.items():
        yield trigger_function(name, body)
    # Checked at the commit, since two statements may write the entry and the head.
    yield _deferred("audit_entry", "entry_goes_on", "INSERT", f" WHEN ({_OF_OTHERS})")
    yield (
        "CREATE TRIGGER head_goes_on BEFORE UPDATE ON $B.audit_head FOR EACH ROW"
        f" WHEN ({_OF_OTHERS}) EXECUTE FUNCTION desk.head_goes_on()"
    )
    yield trigger_function("removal_is_logged", f"{_REMOVAL} RETURN NULL;")
    yield trigger_function(
        "act_is_logged", f"IF NEW.kind <> 'skip' THEN {LOGGED} END IF; RETURN NULL;"
    )
    by_agents = f" WHEN ({is_agents('session_user')})"
    yield _deferred("skip", "act_is_logged", "INSERT", by_agents)
    for table in ("suppression", "suppression_request"):
        yield _deferred(table, "removal_is_logged", "DELETE", by_agents)
    yield trigger_function("tally_call", _TALLY)
    yield _deferred("attempt", "tally_call", "INSERT", by_agents)
    changed = f" WHEN ({differ(COUNTED)} AND {is_agents('session_user')})"
    yield _deferred("attempt", "tally_call", "UPDATE", changed)


_OF_NO_OWNER = "NOT pg_has_role(session_user, to_regrole('$O')::oid, 'MEMBER')"
# A number is let go together with its lead: otherwise a colleague could call it at the same time.
# `held_until IS NOT NULL` lets PostgreSQL use the partial index of claims.
_NUMBER_LET_GO = refuse(
    "NOT EXISTS (SELECT FROM held_number WHERE e164 = OLD.e164 AND claim = OLD.claim"
    f" AND held_until > now() + {NOT_YET}) AND NOT desk.has_entry(NULL, NULL)",
    "that number is held with its lead",
    when="EXISTS (SELECT FROM lead WHERE claim = OLD.claim AND held_until IS NOT NULL"
    f" AND held_until > now() + {NOT_YET})",
)


def entry_triggers() -> Iterator[str]:
    """Yield the statements that create the functions and the triggers.

    `$B` is the schema of the tables, `$O` the owners' role and `$A` the agents' role. If no role
    has these names, as in a copy of the database under another name, nobody counts as an agent.
    """
    yield from FUNCTIONS
    yield from _of_the_log()
    for kind in KINDS:
        yield from _covered(kind)
    yield trigger_function("dial_is_allowed", DIAL)
    yield (
        "CREATE TRIGGER dial_is_allowed BEFORE INSERT ON $B.attempt FOR EACH ROW"
        " WHEN (NEW.direction = 'outbound') EXECUTE FUNCTION desk.dial_is_allowed()"
    )
    any_entry = refuse("NOT desk.has_entry(NULL, NULL)", _MISSING)
    yield trigger_function("change_is_logged", f"{any_entry} RETURN NULL;")
    yield _deferred("attempt", "change_is_logged", "UPDATE", f" WHEN {differ(_CALL_MOVED)}")
    yield trigger_function("callback_is_logged", f"{_OF_LEAD} RETURN NULL;")
    yield _deferred(
        "callback", "callback_is_logged", "UPDATE", f" WHEN {differ(_CALLBACK_CHANGED)}"
    )
    yield _deferred("callback", "callback_is_logged", "DELETE", "")
    # A session goes from planned to active to done. An undo opens it again with its last lead, and
    # a supervisor gives it back to the team.
    backwards = refuse("NOT desk.has_entry(NULL, '{undo,hand_over}')", _MISSING)
    yield trigger_function("session_goes_on", f"{backwards} RETURN NULL;")
    yield _deferred("calling_session", "session_goes_on", "UPDATE", f" WHEN ({_BACKWARDS})")
    # Only the holder or time ends a hold. For the clocks of two machines see NOT_YET.
    yield _deferred(
        "lead",
        "change_is_logged",
        "UPDATE",
        f" WHEN (OLD.held_by IS NOT NULL AND OLD.held_by <> {ME}"
        f" AND OLD.held_until > now() + {NOT_YET}"
        f" AND {differ(('held_by', 'claim'))} AND {_OF_NO_OWNER})",
    )
    yield trigger_function("hold_goes_on", f"{_NUMBER_LET_GO} RETURN NULL;")
    held = f"OLD.held_until > now() + {NOT_YET} AND {_OF_NO_OWNER}"
    ends = f"({differ(('e164', 'claim'))} OR NEW.held_until < OLD.held_until)"
    yield _deferred("held_number", "hold_goes_on", "UPDATE", f" WHEN ({held} AND {ends})")
    yield _deferred("held_number", "hold_goes_on", "DELETE", f" WHEN ({held})")
