"""What an agent adds to the audit log: entries of their own work, at its end."""

from db.team.agent_acts import NOT_YET, refuse
from db.team.agent_views import ME
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

LOG = {
    # The lock of the chain is taken last in each transaction, and held until its end.
    ("audit_entry", "INSERT"): f"""
        {refuse(f"NEW.agent <> {ME}", "that is not your name")}
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
        said := concat_ws(E'\\n', NEW.seq, (extract(epoch FROM NEW.at) * 1000000)::bigint,
            NEW.agent, NEW.action, NEW.detail, coalesce(NEW.lead_id::text, 'None'),
            coalesce(NEW.number, 'None'), NEW.proof, NEW.previous);
        {refuse("NEW.hash <> encode(sha256(convert_to(said, 'UTF8')), 'hex')", "the hash is wrong")}
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
