"""What an agent's login may write, checked by a trigger of the table for each kind of statement.

Grants name the columns that an agent may write, and policies the rows (`agent_visibility.py`). A
trigger asks what neither can say. It skips the functions of the owner role, which check for
themselves, and all other logins.
"""

from collections.abc import Iterator, Sequence

from db.team.agent_functions import (
    HELD_LONGEST,
    IS_BLOCKED,
    NOT_YET,
    UP_NEXT,
    differ,
    is_agents,
    refuse,
    trigger_function,
)
from db.team.agent_visibility import LAST_ACT, LAST_CALL, ME, WRITTEN_TABLES

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


ACTIONS = (
    *("dial", "dial_refused", "outcome", "undo", "skip", "inbound", "line_answered", "line_end"),
    *("help", "help_off", "session_end", "introduction", "plan", "plan_dissolve", "lead_edit"),
    *("request", "doubt_settled"),
    *("appointment_set", "appointment_move", "appointment_mark", "appointment_cancel"),
    *("appointment_hand", "appointment_invite", "appointment_answer", "export"),
    *("sequence_stop", "touch_skip"),
    *("answer", "callback_move", "callback_give", "callback_take", "callback_drop"),
)
"""The actions of log entries that an agent may add."""


def _named(column: str = "agent") -> str:
    return refuse(f"NEW.{column} <> {ME}", "that is not your name")


def _not_yet(column: str = "at") -> str:
    return refuse(f"NEW.{column} > now() + {NOT_YET}", "that time has not come")


def _not_over(column: str = "at") -> str:
    """Refuse a time before the last entry of the log, which all share."""
    return refuse(
        f"NEW.{column} < (SELECT at FROM audit_entry JOIN audit_head"
        f" ON audit_head.seq = audit_entry.seq) - {NOT_YET}",
        "that time is over",
    )


def _besides(columns: Sequence[str]) -> Sequence[str]:
    return [name for name in WRITTEN_TABLES["lead"] if name not in columns]


_OF_LAST_CALL = f"attempt_id IS DISTINCT FROM ({LAST_CALL})"

# A lead that shares a number with one of the agent's own.
_ALIKE = """EXISTS (
    SELECT FROM number JOIN number AS own ON own.e164 = number.e164
    WHERE number.lead_id = OLD.id AND own.lead_id = ANY (desk.mine())
)"""
_IN_SESSION = f"""EXISTS (
    SELECT FROM session_lead JOIN calling_session ON calling_session.id = session_id
    WHERE lead_id = OLD.id AND agent = {ME} AND status = 'active'
)"""
# An e-mail of a sequence lengthens the rest of a lead ahead; nothing shortens it.
_RESTS_ON = "coalesce(NEW.due_at >= OLD.due_at, OLD.due_at IS NULL)"
_PREPARED = ("notes", "introduced_at", "due_at", "due_reason")
_CLOSED_BY_NUMBER = ("status", "bar", "place_id")

LEADS = {
    ("lead", "UPDATE"): (
        "IF OLD *= NEW THEN RETURN NEW; END IF;",
        refuse(
            "NEW.held_by IS NOT NULL AND NEW.held_by IS DISTINCT FROM OLD.held_by",
            "leads are claimed by functions",
        ),
        refuse(
            f"NEW.held_by IS DISTINCT FROM OLD.held_by AND OLD.held_by <> {ME}",
            "that lead is held by another",
        ),
        refuse(
            f"OLD.held_by IS DISTINCT FROM {ME} OR NEW.held_until > {HELD_LONGEST}",
            "no lead is held so long",
            when="NEW.held_until IS DISTINCT FROM OLD.held_until"
            f" AND (NEW.held_until IS NOT NULL OR OLD.held_by IS DISTINCT FROM {ME})",
        ),
        refuse(
            "NOT EXISTS (SELECT FROM number WHERE lead_id = OLD.id AND place_id = NEW.place_id)",
            "none of its numbers is there",
            when="NEW.place_id <> OLD.place_id",
        ),
        refuse(
            "NOT OLD.id = ANY (desk.mine()) AND NOT (CASE"
            " WHEN NOT OLD.id = ANY (desk.sees()) THEN false"
            f" WHEN NOT {differ(_besides(_PREPARED))} THEN {_IN_SESSION} AND {_RESTS_ON}"
            f" WHEN NOT {differ(_besides(_CLOSED_BY_NUMBER))} THEN {_ALIKE} ELSE false END)",
            "that lead is not yours",
            when=f"OLD.held_by IS DISTINCT FROM {ME}",
        ),
        "IF OLD.held_by IS NOT NULL AND NEW.held_by IS NULL THEN",
        f"INSERT INTO desk.sight VALUES ({ME}, OLD.id, now(), pg_current_xact_id()); END IF;",
    )
}

CALLS = {
    ("attempt", "INSERT"): (
        refuse(IS_BLOCKED, "you are blocked", when="NEW.direction = 'outbound'"),
        _named(),
        refuse(
            "NOT EXISTS (SELECT FROM lead WHERE id = NEW.lead_id AND claim = NEW.claim"
            f" AND held_by = {ME})",
            "that lead is not on your screen",
        ),
        refuse(
            "NOT EXISTS (SELECT FROM number WHERE lead_id = NEW.lead_id AND e164 = NEW.e164)",
            "that number is not the lead''s",
        ),
        refuse("NEW.outcome IS NOT NULL OR NEW.ended_at IS NOT NULL", "a call begins with none"),
        _not_yet("dialled_at"),
        _not_over("dialled_at"),
    ),
    ("attempt", "UPDATE"): (
        refuse(
            f"OLD.id <> ({LAST_CALL})",
            "only your last call can be changed",
            when="OLD.outcome IS NOT NULL",
        ),
        refuse(
            "OLD.outcome IS NOT NULL AND NEW.outcome IS NOT NULL AND"
            f" {differ(('outcome', 'note', 'ended_at'))}",
            "take it back first",
        ),
        _not_yet("ended_at"),
        refuse(
            "NOT EXISTS (SELECT FROM audit_entry WHERE seq = NEW.audit_seq"
            f" AND agent = {ME} AND desk.is_ours(xmin))",
            "that entry is of another time",
            when="NEW.audit_seq IS DISTINCT FROM OLD.audit_seq",
        ),
    ),
    ("call_answer", "INSERT"): (
        _named(),
        refuse(f"NEW.{_OF_LAST_CALL}", "only of your last call is asked"),
        _not_yet(),
    ),
    ("call_answer", "UPDATE"): (refuse(f"OLD.agent <> {ME}", "that answer is another''s"),),
    ("call_answer", "DELETE"): (refuse(f"OLD.{_OF_LAST_CALL}", "only of your last call is asked"),),
    ("changed_value", "INSERT"): (
        refuse(
            f"NOT EXISTS (SELECT FROM audit_entry WHERE seq = NEW.seq AND agent = {ME}"
            " AND lead_id = NEW.lead_id AND desk.is_ours(xmin))",
            "no entry of yours changed that",
        ),
    ),
    ("skip", "INSERT"): (
        _named(),
        refuse("NEW.kind <> 'skip'", "other acts are stored by functions"),
        refuse(
            "NOT EXISTS (SELECT FROM desk.sight WHERE lead_id = NEW.lead_id"
            f" AND agent = {ME} AND let_go_in = pg_current_xact_id())",
            "that lead was not on your screen",
        ),
        _not_yet(),
    ),
    ("skip", "DELETE"): (
        refuse(f"OLD.agent <> {ME}", "that is another''s"),
        refuse(f"OLD.id <> ({LAST_ACT})", "only your last skip can be taken back"),
    ),
    ("help_call", "INSERT"): (
        _named(),
        refuse("(NEW.answered_by, NEW.answer) <> ('', '')", "another answers it"),
        refuse("NEW.ended_at IS NOT NULL", "a call for help stands until it is ended"),
        _not_yet(),
        _not_over(),
    ),
    ("help_call", "UPDATE"): (
        refuse(
            "(NEW.answered_by, NEW.answer) <> (OLD.answered_by, OLD.answer)", "another answers it"
        ),
    ),
    ("introduction", "INSERT"): (
        _named(),
        refuse("NOT NEW.lead_id = ANY (desk.sees())", "that lead is not yours"),
        _not_yet(),
        _not_over(),
    ),
}

# Hours that are paid for, and whether somebody is at work, are counted from these times.
HOURS = {
    ("pause", "INSERT"): (
        refuse("NEW.ended_at IS NOT NULL", "a pause stands until it is ended"),
        _not_yet("began_at"),
        _not_over("began_at"),
    ),
    ("pause", "UPDATE"): (
        refuse("OLD.ended_at IS NOT NULL OR NEW.ended_at < OLD.began_at", "that pause is over"),
        _not_yet("ended_at"),
    ),
    ("presence", "INSERT"): (_not_yet("seen_at"),),
    ("presence", "UPDATE"): (_not_yet("seen_at"),),
}

_WITH_THEM = (
    "NOT EXISTS (SELECT FROM appointment WHERE appointment.lead_id = NEW.lead_id"
    " AND NEW.agent IN (with_whom, set_by) AND status <> 'cancelled')"
)
"""True for a callback of somebody else who neither set nor keeps an appointment with the lead."""

APPOINTMENTS = {
    ("appointment", "INSERT"): (
        _named("set_by"),
        refuse("NEW.status <> 'set' OR NEW.marked_by <> ''", "an appointment begins unmarked"),
        refuse(
            "NOT EXISTS (SELECT FROM attempt LEFT JOIN outcome ON outcome.code = attempt.outcome"
            f" WHERE attempt.id = NEW.attempt_id AND agent = {ME} AND lead_id = NEW.lead_id"
            " AND dialled_at > now() - interval '30 days' AND coalesce(is_yes, true))",
            "no call of yours agreed on that",
        ),
        _not_yet("set_at"),
    ),
    ("appointment", "UPDATE"): (
        refuse(
            f"OLD.set_by <> {ME} AND OLD.with_whom <> {ME} AND OLD.marked_by <> {ME}"
            " AND NOT OLD.lead_id = ANY (desk.mine())"
            " AND NOT (NEW.status = 'cancelled' AND OLD.lead_id = ANY (desk.sees()))",
            "that appointment is another''s",
        ),
        refuse(
            f"NEW.marked_by <> OLD.marked_by AND NEW.marked_by NOT IN ({ME}, '')",
            "that is not your name",
        ),
        _not_yet("marked_at"),
    ),
    ("appointment", "DELETE"): (
        refuse(f"OLD.{_OF_LAST_CALL}", "only what your last call agreed on can be taken back"),
    ),
    ("appointment_change", "INSERT"): (_named(), _not_yet()),
}

SESSIONS = {
    ("callback", "INSERT"): (
        refuse(f"NEW.agent <> {ME} AND {_WITH_THEM}", "that is not your name"),
        refuse("NOT NEW.lead_id = ANY (desk.mine())", "that lead is not yours"),
    ),
    ("callback", "UPDATE"): (
        refuse(
            f"NEW.agent <> {ME} AND NEW.agent IS DISTINCT FROM OLD.agent AND {_WITH_THEM}",
            "not your name",
        ),
        refuse(
            f"OLD.agent <> {ME} AND NOT OLD.lead_id = ANY (desk.mine())",
            "that callback is another''s",
        ),
        # The next of the team's callbacks comes into sight.
        f"IF OLD.agent IS DISTINCT FROM {ME} THEN PERFORM desk.look(1); END IF;",
    ),
    ("callback", "DELETE"): (
        refuse("NOT OLD.lead_id = ANY (desk.mine())", "that callback is another''s"),
    ),
    ("calling_session", "INSERT"): (
        refuse("NEW.status <> 'planned' OR NEW.agent IS NOT NULL", "a session begins planned"),
    ),
    # The row is locked before the trigger runs. So whoever adds a lead meanwhile has locked it
    # first, or finds the session active afterwards.
    ("calling_session", "UPDATE"): (
        refuse(f"OLD.agent <> {ME}", "that session is another''s"),
        refuse(f"OLD.agent = {ME} AND NEW.agent IS NULL", "a session is handed over by others"),
        _named(),
        "IF OLD.agent IS NULL THEN",
        refuse(
            "(NEW.agent IS NULL OR NEW.status <> 'active') AND NOT EXISTS ("
            "SELECT FROM calling_session WHERE id = OLD.id AND desk.is_ours(xmin))",
            "nobody has begun that session",
        ),
        refuse(
            "NEW.agent IS NOT NULL AND NOT OLD.owner = ANY (desk.owners())",
            "those are leads of others",
        ),
        "END IF; IF NEW.status = 'active' AND OLD.status <> 'active' THEN",
        # A snapshot from before would not show the leads that another connection has added since.
        refuse(
            "current_setting('transaction_isolation') <> 'read committed'",
            "a session is begun in READ COMMITTED",
        ),
        f"PERFORM desk.look((SELECT least(count(*), {UP_NEXT}) FROM session_lead",
        "WHERE session_id = OLD.id)::int); END IF;",
    ),
    ("calling_session", "DELETE"): (
        refuse(
            "OLD.status <> 'planned' OR OLD.started_at IS NOT NULL"
            " OR coalesce(OLD.span_closes_at > now(), true)",
            "its time is not over",
        ),
    ),
    ("session_lead", "INSERT"): (
        "IF NOT NEW.lead_id = ANY (desk.mine()) THEN",
        "PERFORM FROM calling_session WHERE id = NEW.session_id FOR SHARE;",
        refuse(f"NEW.position >= {UP_NEXT}", f"an agent plans sessions of up to {UP_NEXT}"),
        refuse(
            "EXISTS (SELECT FROM calling_session WHERE id = NEW.session_id AND (status <> 'planned'"
            " OR owner <> (SELECT owner FROM lead WHERE id = NEW.lead_id)))",
            "that session is not for that lead",
        ),
        "END IF;",
        refuse(
            "NOT EXISTS (SELECT FROM calling_session WHERE id = NEW.session_id"
            f" AND (agent = {ME} OR desk.is_ours(xmin)))",
            "that session is another''s",
        ),
    ),
    ("session_lead", "DELETE"): (
        "IF NOT OLD.lead_id = ANY (desk.mine()) THEN",
        refuse(
            f"EXISTS (SELECT FROM calling_session WHERE id = OLD.session_id AND agent = {ME}"
            " AND status = 'active')",
            "a session''s leads are called one after the other",
        ),
        refuse(
            f"EXISTS (SELECT FROM calling_session WHERE id = OLD.session_id"
            f" AND agent IS DISTINCT FROM {ME}"
            " AND (status <> 'planned' OR coalesce(span_closes_at > now(), true)))",
            "that session is another''s",
        ),
        "END IF;",
    ),
}

SEQUENCES = {
    ("lead_sequence", "UPDATE"): (
        refuse("NOT OLD.lead_id = ANY (desk.sees())", "that lead is not yours"),
        refuse(
            "OLD.stopped_at IS NOT NULL AND NOT EXISTS (SELECT FROM attempt WHERE"
            f" id = ({LAST_CALL}) AND lead_id = OLD.lead_id AND ended_at <= OLD.stopped_at)"
            f" AND NOT EXISTS (SELECT FROM skip WHERE id = ({LAST_ACT})"
            " AND lead_id = OLD.lead_id AND at <= OLD.stopped_at)",
            "a sequence that was stopped stays so",
        ),
    ),
    ("touch", "INSERT"): (
        _named(),
        refuse("NOT NEW.lead_id = ANY (desk.sees())", "that lead is not yours"),
        _not_yet(),
    ),
    ("touch", "DELETE"): (
        refuse(f"OLD.{_OF_LAST_CALL}", "only what your last call took can be taken back"),
    ),
}

LOG = {
    ("audit_entry", "INSERT"): (
        _named(),
        refuse(
            "NEW.action NOT IN (" + ", ".join(f"'{action}'" for action in ACTIONS) + ")",
            "that is no act of an agent''s",
        ),
        refuse(
            "NEW.action = 'export'"
            " AND coalesce(NEW.detail::json ->> 'what', '') NOT IN ('callbacks', 'appointments')",
            "an agent exports promises only",
        ),
        refuse(
            f"NEW.at > now() + {NOT_YET} OR NEW.at < (SELECT at FROM audit_entry"
            f" WHERE seq = NEW.seq - 1) - {NOT_YET}",
            "that is not the time",
        ),
    )
}

RULES = {**LEADS, **CALLS, **HOURS, **APPOINTMENTS, **NUMBERS, **SESSIONS, **SEQUENCES, **LOG}
"""The checks before each kind of statement, by table."""


def agent_triggers() -> Iterator[str]:
    """Yield the statements that create the triggers on the tables."""
    for (table, act), checks in RULES.items():
        name = f"{table}_{act.lower()}"
        row = "OLD" if act == "DELETE" else "NEW"
        yield trigger_function(name, f"{' '.join(checks)} RETURN {row};")
        yield (
            f"CREATE TRIGGER agent_{act.lower()} BEFORE {act} ON $B.{table} FOR EACH ROW"
            f" WHEN ({is_agents('current_user')}) EXECUTE FUNCTION desk.{name}()"
        )
