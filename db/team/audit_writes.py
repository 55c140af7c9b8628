"""Guard the audit log: a login adds entries only at its end and under its own name.

An agent adds entries of its own work through a view, and the view's trigger writes the table as
the owner role. A supervisor writes the table itself, where a trigger checks the same; it skips
owners and functions of the owner role. If an agent takes a request off the do-not-call list, the
transaction must have added a log entry for it when it ends.
"""

from collections.abc import Iterator

from db.audit.log import GENESIS
from db.team.agent_acts import NOT_YET, refuse
from db.team.agent_views import ME
from db.team.call_writes import LAST_ID
from db.team.request_acts import ACT_UNDONE, LOGGED
from db.team.trigger_parts import insert

ACTIONS = (
    *("dial", "dial_refused", "outcome", "undo", "skip", "inbound", "line_answered", "line_end"),
    *(
        "help",
        "help_off",
        "session_end",
        "introduction",
        "plan",
        "plan_dissolve",
        "lead_edit",
        "answer",
    ),
    *("request", "doubt_settled"),
    *("callback_move", "callback_give", "callback_take", "callback_drop"),
)
"""The actions of log entries that an agent may add."""

_NAMED = refuse(f"NEW.agent <> {ME}", "that is not your name")
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

LOG = {
    # FOR UPDATE locks the chain until the transaction ends, so entries come last in a transaction.
    ("audit_entry", "INSERT"): f"""
        {_NAMED}
        {
        refuse(
            "NEW.action NOT IN (" + ", ".join(f"'{one}'" for one in ACTIONS) + ")",
            "that is no act of an agent''s",
        )
    }
        SELECT * INTO head FROM audit_head WHERE id = 1 FOR UPDATE;
        {refuse("NEW.seq <> head.seq + 1 OR NEW.previous <> head.hash", "the chain is longer")}
        {
        refuse(
            f"NEW.at > now() + {NOT_YET} OR NEW.at < (SELECT at FROM audit_entry"
            f" WHERE seq = head.seq) - {NOT_YET}",
            "that is not the time",
        )
    }
        {_HASHED}
        {insert("audit_entry")}
        UPDATE audit_head SET seq = NEW.seq, hash = NEW.hash WHERE id = 1;
        RETURN NEW;
    """,
    ("audit_head", "UPDATE"): f"""
        SELECT * INTO head FROM audit_head;
        {
        refuse(
            "(NEW.id, NEW.seq, NEW.hash) IS DISTINCT FROM (head.id, head.seq, head.hash)",
            "the chain goes on with its entries",
        )
    }
        RETURN NEW;
    """,
}

_BEFORE_IT = "EXISTS (SELECT FROM audit_entry WHERE seq = NEW.seq - 1 AND hash = NEW.previous)"
_GUARDS = {
    "entry_goes_on": f"""
        {_NAMED}
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
    f" WHERE attempt.id = ({LAST_ID}) AND attempt.outcome IS NULL"
    " AND audit_entry.action = 'undo' AND desk.is_ours(audit_entry.xmin))"
)
_REMOVAL = refuse(f"NOT {_CALL_UNDONE} AND NOT {ACT_UNDONE}", "no entry of the log says so")
REQUESTS = ("suppression", "suppression_request")
"""Tables from which an agent's login removes rows only together with a log entry."""

# Owners are members of the agents' role too. The deleting function runs as the owner role, so
# `current_user` would be the owner and not the login: use `session_user`.
_OF_AGENTS = (
    "FOR EACH ROW WHEN (pg_has_role(session_user, to_regrole('$A')::oid, 'MEMBER')"
    " AND NOT pg_has_role(session_user, to_regrole('$O')::oid, 'MEMBER'))"
)
_OF_OTHERS = "FOR EACH ROW WHEN (NOT pg_has_role(current_user, to_regrole('$O')::oid, 'MEMBER'))"
# Check when the transaction ends, since two statements may write the entry and the head.
_LATE = "DEFERRABLE INITIALLY DEFERRED"


def guards() -> Iterator[str]:
    """Yield the statements that create the triggers on the tables themselves.

    `$B` is the schema of the tables, `$O` the owners' role and `$A` the agents' role. If no role
    has these names, as in a copy of the database under another name, the triggers check nobody.
    """
    bodies = {
        **_GUARDS,
        "removal_is_logged": f"{_REMOVAL} RETURN NULL;",
        "act_is_logged": f"IF NEW.kind <> 'skip' THEN {LOGGED} END IF; RETURN NULL;",
    }
    for name, body in bodies.items():
        yield (
            f"CREATE FUNCTION desk.{name}() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER"
            f" SET search_path = $B, pg_temp AS $act$ DECLARE said text; BEGIN {body} END $act$"
        )
    yield (
        f"CREATE CONSTRAINT TRIGGER entry_goes_on AFTER INSERT ON $B.audit_entry {_LATE}"
        f" {_OF_OTHERS} EXECUTE FUNCTION desk.entry_goes_on()"
    )
    yield (
        "CREATE TRIGGER head_goes_on BEFORE UPDATE ON $B.audit_head"
        f" {_OF_OTHERS} EXECUTE FUNCTION desk.head_goes_on()"
    )
    yield (
        f"CREATE CONSTRAINT TRIGGER act_is_logged AFTER INSERT ON $B.skip {_LATE}"
        f" {_OF_AGENTS} EXECUTE FUNCTION desk.act_is_logged()"
    )
    for table in REQUESTS:
        yield (
            f"CREATE CONSTRAINT TRIGGER removal_is_logged AFTER DELETE ON $B.{table} {_LATE}"
            f" {_OF_AGENTS} EXECUTE FUNCTION desk.removal_is_logged()"
        )
