"""What is added to the audit log: at its end, under one's own name, an agent's of their own work.

An agent adds through a view, the owner's function writes. A supervisor writes the tables, where a
trigger asks the same, which passes owners and that function by. A request that an agent takes off
the do-not-call list needs its entry when the transaction ends.
"""

from collections.abc import Iterator

from db.audit.log import GENESIS
from db.team.agent_acts import NOT_YET, refuse
from db.team.agent_views import ME
from db.team.call_writes import LAST_ID
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
    *("callback_move", "callback_give", "callback_take", "callback_drop"),
)
"""The entries that an agent's work writes."""

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
    # The lock of the chain is taken last in each transaction, and held until its end.
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
# The call that asked it is the agent's last: see `take_back_request`. A row that goes because it
# stands in the place of the first request needs the same entry.
_REMOVAL = refuse(
    "NOT EXISTS (SELECT FROM attempt JOIN audit_entry ON audit_entry.seq = attempt.audit_seq"
    f" WHERE attempt.id = ({LAST_ID}) AND attempt.outcome IS NULL"
    " AND audit_entry.action = 'undo' AND desk.is_ours(audit_entry.xmin))",
    "no entry of the log says so",
)
REQUESTS = ("suppression", "suppression_request")
"""The tables of which an agent's login removes rows only with an entry."""

# Owners are members of the agents' role too. The function that deletes runs as the owner role, so
# `current_user` does not say who is logged in.
_OF_AGENTS = (
    "FOR EACH ROW WHEN (pg_has_role(session_user, to_regrole('$A')::oid, 'MEMBER')"
    " AND NOT pg_has_role(session_user, to_regrole('$O')::oid, 'MEMBER'))"
)
_OF_OTHERS = "FOR EACH ROW WHEN (NOT pg_has_role(current_user, to_regrole('$O')::oid, 'MEMBER'))"
# When the transaction ends, for an entry and the head may be written by two statements.
_LATE = "DEFERRABLE INITIALLY DEFERRED"


def guards() -> Iterator[str]:
    """What watches the tables themselves; `$B` is their schema, `$O` and `$A` the owners' and the
    agents' role.

    Where no role is called so, as in a copy under another name, it watches nobody.
    """
    bodies = {**_GUARDS, "removal_is_logged": f"{_REMOVAL} RETURN NULL;"}
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
    for table in REQUESTS:
        yield (
            f"CREATE CONSTRAINT TRIGGER removal_is_logged AFTER DELETE ON $B.{table} {_LATE}"
            f" {_OF_AGENTS} EXECUTE FUNCTION desk.removal_is_logged()"
        )
