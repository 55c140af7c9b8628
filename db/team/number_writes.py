"""The triggers that check what an agent writes about numbers, requests, evidence and holds."""

from db.team.agent_acts import refuse
from db.team.agent_views import ME
from db.team.trigger_parts import only, update

SHARED = """OLD.e164 = ANY (ARRAY(SELECT e164 FROM number WHERE lead_id = ANY (desk.mine())))"""

NUMBERS = {
    ("number", "UPDATE"): f"""
        {only(("status", "place_id"))}
        {refuse("NOT " + SHARED, "that number is not of a lead of yours")}
        {
        refuse(
            "NEW.status <> 'suppressed' AND OLD.status = 'suppressed' AND EXISTS ("
            "SELECT FROM suppression WHERE e164 = OLD.e164)",
            "that number is on your do-not-call list",
        )
    }
        {
        refuse(
            "NEW.place_id <> OLD.place_id AND NOT EXISTS (SELECT FROM consent"
            " WHERE e164 = OLD.e164 AND desk.is_ours(xmin))",
            "its evidence is what it was",
        )
    }
        {update("number", ("status", "place_id"))}
        RETURN NEW;
    """,
    ("consent", "UPDATE"): f"""
        {only(("withdrawn_at", "audit_seq"))}
        {
        refuse(
            "NEW.withdrawn_at IS NOT NULL AND OLD.withdrawn_at IS NULL AND NOT EXISTS ("
            "SELECT FROM suppression WHERE e164 = OLD.e164)",
            "a supervisor ends evidence",
        )
    }
        {
        refuse(
            "NEW.withdrawn_at IS NULL AND OLD.withdrawn_at IS NOT NULL"
            " AND OLD.withdrawn_at IS DISTINCT FROM ("
            f"SELECT ended_at FROM attempt WHERE agent = {ME}"
            " ORDER BY dialled_at DESC, id DESC LIMIT 1) AND OLD.withdrawn_at IS DISTINCT FROM ("
            f"SELECT at FROM skip WHERE agent = {ME} ORDER BY id DESC LIMIT 1)",
            "a supervisor takes up evidence",
        )
    }
        {
        refuse(
            "NEW.withdrawn_at IS NOT NULL AND OLD.withdrawn_at IS NOT NULL"
            " AND NEW.withdrawn_at <> OLD.withdrawn_at",
            "only a supervisor changes that",
        )
    }
        {update("consent", ("withdrawn_at", "audit_seq"))}
        RETURN NEW;
    """,
    # An undo may move another agent's request into the list. The undo's log entry covers that row
    # too, so its `audit_seq` is set here.
    ("suppression", "UPDATE"): f"""
        {only(("audit_seq",))}
        {
        refuse(
            "NOT EXISTS (SELECT FROM attempt WHERE id = OLD.attempt_id AND agent = " + ME + ")"
            " AND NOT EXISTS (SELECT FROM suppression"
            " WHERE e164 = OLD.e164 AND desk.is_ours(xmin))",
            "that request is another''s",
        )
    }
        {update("suppression", ("audit_seq",), "e164")}
        RETURN NEW;
    """,
    ("suppression_request", "UPDATE"): f"""
        {only(("audit_seq",))}
        {
        refuse(
            "NOT EXISTS (SELECT FROM attempt WHERE id = OLD.attempt_id AND agent = " + ME + ")"
            " AND NOT EXISTS (SELECT FROM skip WHERE id = OLD.skip_id AND agent = " + ME + ")",
            "that request is another''s",
        )
    }
        {update("suppression_request", ("audit_seq",))}
        RETURN NEW;
    """,
    ("suppression_pattern", "UPDATE"): refuse("true", "only a supervisor changes that")
    + " RETURN NULL;",
    ("held_number", "UPDATE"): f"""
        {refuse("NEW.held_until > now() + desk.longest_hold()", "no number is held so long")}
        UPDATE held_number SET held_until = NEW.held_until
        WHERE e164 = OLD.e164 AND claim = OLD.claim;
        RETURN NEW;
    """,
    ("held_number", "DELETE"): """
        DELETE FROM held_number WHERE e164 = OLD.e164 AND claim = OLD.claim;
        RETURN OLD;
    """,
}
