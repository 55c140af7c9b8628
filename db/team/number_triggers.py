"""What an agent's login may change of numbers, requests not to be called and evidence."""

from db.team.agent_functions import HELD_LONGEST, refuse
from db.team.agent_visibility import LAST_ACT, LAST_CALL, ME

# An undo may move another agent's request into the list. The undo's log entry covers that row too,
# so its `audit_seq` is set here.
NUMBERS = {
    ("number", "UPDATE"): (
        refuse(
            "NOT OLD.e164 = ANY (ARRAY(SELECT e164 FROM number WHERE lead_id = ANY (desk.mine())))",
            "that number is not of a lead of yours",
        ),
        refuse(
            "EXISTS (SELECT FROM suppression WHERE e164 = OLD.e164)",
            "that number is on your do-not-call list",
            when="NEW.status <> 'suppressed' AND OLD.status = 'suppressed'",
        ),
        refuse(
            "NOT EXISTS (SELECT FROM consent WHERE e164 = OLD.e164 AND desk.is_ours(xmin))",
            "its evidence is what it was",
            when="NEW.place_id <> OLD.place_id",
        ),
    ),
    ("consent", "UPDATE"): (
        refuse(
            "NEW.withdrawn_at IS NOT NULL AND OLD.withdrawn_at IS NULL AND NOT EXISTS ("
            "SELECT FROM suppression WHERE e164 = OLD.e164)",
            "a supervisor ends evidence",
        ),
        refuse(
            "NEW.withdrawn_at IS NULL AND OLD.withdrawn_at IS NOT NULL"
            " AND OLD.withdrawn_at IS DISTINCT FROM ("
            f"SELECT ended_at FROM attempt WHERE id = ({LAST_CALL}))"
            " AND OLD.withdrawn_at IS DISTINCT FROM ("
            f"SELECT at FROM skip WHERE id = ({LAST_ACT}))",
            "a supervisor takes up evidence",
        ),
        refuse(
            "NEW.withdrawn_at IS NOT NULL AND OLD.withdrawn_at IS NOT NULL"
            " AND NEW.withdrawn_at <> OLD.withdrawn_at",
            "only a supervisor changes that",
        ),
    ),
    ("suppression", "UPDATE"): (
        refuse(
            f"NOT EXISTS (SELECT FROM attempt WHERE id = OLD.attempt_id AND agent = {ME})"
            " AND NOT EXISTS (SELECT FROM suppression"
            " WHERE e164 = OLD.e164 AND desk.is_ours(xmin))",
            "that request is another''s",
        ),
    ),
    ("suppression_request", "UPDATE"): (
        refuse(
            f"NOT EXISTS (SELECT FROM attempt WHERE id = OLD.attempt_id AND agent = {ME})"
            f" AND NOT EXISTS (SELECT FROM skip WHERE id = OLD.skip_id AND agent = {ME})",
            "that request is another''s",
        ),
    ),
    # The right to update it is needed for FOR UPDATE alone.
    ("suppression_pattern", "UPDATE"): (refuse("true", "only a supervisor changes that"),),
    ("held_number", "UPDATE"): (
        refuse(f"NEW.held_until > {HELD_LONGEST}", "no number is held so long"),
    ),
}
