"""The rights of each role in a team's database, from which all grants are made.

A role has no right on a table that is not listed for it. So nobody may use a new table until it is
listed here. A test compares the tables, views, functions and sequences with these lists.
"""

from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum

from sqlalchemy import Connection

from db.tables.every import METADATA
from db.tables.leads import BOOKKEEPING
from db.team.agent_visibility import QUEUE, WRITTEN_TABLES
from db.team.agent_visibility import VIEWS as AGENT_VIEWS
from db.views import VIEWS


class Role(StrEnum):
    """The roles of a team, of which each login has one."""

    OWNER = "owner"
    SUPERVISOR = "supervisor"
    AGENT = "agent"
    AUDITOR = "auditor"
    REPORTS = "reports"
    RELAY = "relay"


CHANGES = "SELECT, UPDATE"
READS = "SELECT"
ADDS = "SELECT, INSERT"
KEEPS = "SELECT, INSERT, UPDATE"
WORKS = "SELECT, INSERT, UPDATE, DELETE"

SUPERVISOR: Mapping[str, str] = {
    **dict.fromkeys(
        (
            *("appointment", "attempt", "call_answer", "call_tally", "callback"),
            *("calling_session", "consent", "held_number", "hook", "hook_letter", "import_batch"),
            *("import_checkpoint", "introduction", "lead", "lead_list", "lead_sequence"),
            *("lead_word", "touch"),
            *("noes_table", "notice_read", "number", "number_salt", "outcome", "pending_change"),
            *("place", "prepared_text", "presence", "registry", "registry_block"),
            *("script_version", "session_lead", "setting", "skip", "suppression"),
            *("suppression_pattern", "suppression_request"),
        ),
        WORKS,
    ),
    "alembic_version": READS,
    "appointment_change": ADDS,
    "audit_entry": ADDS,
    "audit_head": "SELECT, UPDATE",
    "changed_value": "SELECT, INSERT, DELETE, UPDATE (lead_id)",
    "help_call": KEEPS,
    "hook_delivery": "SELECT, INSERT, UPDATE (answer)",
    "notice": KEEPS,
    "pause": KEEPS,
}
"""A supervisor's rights by table: all that the console does. The audit log can only grow."""

AGENT: Mapping[str, str] = {
    "alembic_version": READS,
    "appointment": "SELECT, $INSERT, UPDATE (with_whom, local_start, zone, starts_at, minutes, way,"
    " place, sequence, status, marked_by, marked_at, note, audit_seq), DELETE",
    "appointment_change": "SELECT, $INSERT",
    "attempt": "SELECT, UPDATE (note)",
    "audit_entry": ADDS,
    "audit_head": "SELECT, UPDATE (seq, hash)",
    "call_answer": "SELECT, $INSERT, UPDATE (audit_seq), DELETE",
    "call_tally": READS,
    "changed_value": "$INSERT",
    "callback": "SELECT, $INSERT, UPDATE (agent, due_at, kept_at, dropped), DELETE",
    "calling_session": "SELECT, INSERT, DELETE, UPDATE (agent, status, started_at, ended_at,"
    " paused_at, paused_seconds, given_back, size)",
    "consent": "SELECT, UPDATE (withdrawn_at, audit_seq)",
    "held_number": "SELECT, UPDATE (held_until), DELETE",
    "help_call": "SELECT, $INSERT, UPDATE (ended_at, answered_by, answer)",
    "introduction": "SELECT, $INSERT",
    "lead": "SELECT, UPDATE (draft)",
    "lead_list": READS,
    "lead_sequence": "SELECT, UPDATE (step, step_due_at, stopped_at, reason)",
    "noes_table": WORKS,
    "notice": READS,
    "notice_read": ADDS,
    "number": "SELECT, UPDATE (status, place_id)",
    "number_salt": READS,
    "outcome": READS,
    "pause": "SELECT, INSERT, UPDATE (ended_at)",
    "place": ADDS,
    "prepared_text": READS,
    "presence": WORKS,
    "registry": READS,
    "registry_block": READS,
    "script_version": ADDS,
    "session_lead": "SELECT, INSERT, DELETE",
    "setting": READS,
    "skip": "SELECT, $INSERT, DELETE",
    "suppression": "SELECT, UPDATE (audit_seq)",
    "suppression_pattern": CHANGES,
    "suppression_request": "SELECT, UPDATE (audit_seq)",
    "touch": "SELECT, $INSERT, DELETE",
}
"""An agent's rights on its tables and views (`agent_visibility.py`).

$INSERT stands for all columns but the id, which comes from the sequence. Triggers limit the rights
further (`agent_triggers.py`). FOR UPDATE of a view needs the right to update a column: no statement
can update the one that is named for `attempt` and `lead`.
"""

AGENT_TABLES: Mapping[str, str] = {
    "attempt": f"SELECT (id, free_at), $INSERT, UPDATE ({', '.join(WRITTEN_TABLES['attempt'])})",
    "lead": f"SELECT ({', '.join(sorted(QUEUE))}), UPDATE ({', '.join(WRITTEN_TABLES['lead'])})",
}
"""An agent's rights on the tables that it reads through views and writes itself.

A column that identifies somebody is not among those that it may read: with one, EXPLAIN would tell
which values there are.
"""

NUMBERED = (
    *("calling_session", "pause", "place", "script_version"),
    *("appointment", "appointment_change", "attempt", "call_answer", "callback"),
    *("changed_value", "help_call"),
    *("introduction", "skip", "touch"),
)
"""Tables whose id sequence an agent uses; the program takes ids of the first four beforehand."""

CALLED = (
    *("sees()", "their_numbers()", "fence"),
    *("look_at", "look_at_numbers", "find_named", "find_numbered", "find_begun"),
    *("claim_next", "claim_lead", "hold_again", "busy_at"),
    *("suppress", "take_back_request", "count_listed", "mark_planned"),
    *("request_without_call", "take_back_act", "settle_doubt"),
)
"""The functions that an agent may call (`db.team.agent_functions`, `db.team.agent_acts`)."""

COUNTED: Mapping[str, Sequence[str]] = {
    "alembic_version": ("version_num",),
    "appointment": (
        *("id", "lead_id", "attempt_id", "set_by", "set_at", "with_whom", "zone", "starts_at"),
        *("minutes", "way", "sequence", "status", "marked_by", "marked_at"),
    ),
    "appointment_change": ("id", "appointment_id", "sequence", "at", "agent", "what"),
    "attempt": (
        *("id", "lead_id", "agent", "session_id", "direction", "caller_id", "dialled_at"),
        *("answered_at", "line_ended_at", "line_end", "ended_at", "outcome", "tzdata", "free_at"),
        *("script_id", "opening", "hour_there"),
    ),
    "call_tally": (),
    "calling_session": (),
    "callback": ("id", "lead_id", "agent", "due_at", "made_at", "kept_at", "dropped"),
    "import_batch": (),
    "lead": (*sorted(BOOKKEEPING - {"draft", "claim"}), "kind", "priority", "owner"),
    "lead_list": (),
    "lead_sequence": (
        *("lead_id", "name", "version", "step", "step_due_at", "started_at", "stopped_at"),
    ),
    "number": ("id", "lead_id", "position", "line", "status", "place_id"),
    "outcome": (),
    "pause": (),
    "place": (),
    "presence": (),
    "registry": (),
    "script_version": (),
    "session_lead": (),
    "setting": (),
    "skip": ("id", "lead_id", "agent", "session_id", "at", "reason", "kind"),
    "touch": (),
    "v_sessions": (),
}
"""Tables that a login for reports reads: () for all columns, else those without personal data."""

SENDER: Mapping[str, str] = {
    "alembic_version": READS,
    "appointment": "SELECT (id, lead_id, attempt_id, uid, sequence, status, local_start, zone,"
    " starts_at, minutes, way, with_whom)",
    "attempt": "SELECT (id, dialled_at, answered_at, line_ended_at, ended_at, outcome, e164, note)",
    "audit_entry": "SELECT (seq, at, agent, action, detail, lead_id, hash), INSERT",
    "audit_head": "SELECT, UPDATE (seq, hash)",
    "call_answer": "SELECT (attempt_id, question, value)",
    "callback": "SELECT (id, lead_id, agent, due_at, kept_at)",
    "hook": "SELECT, UPDATE (cursor_seq, cursor_hash, status, failures, failing_since, error, sent,"
    " sent_at, sender, sender_until)",
    "hook_delivery": ADDS,
    "hook_letter": WORKS,
    "lead": "SELECT (id, vendor_id, name, list_id, batch_id)",
    "lead_list": READS,
    "outcome": READS,
    "suppression": "SELECT (e164, audit_seq)",
}
"""The rights of a login that sends events: what a body may say, and its own cursor.

It adds one kind of entry to the log, that an event is dead (`policies` in `agent_visibility.py`).
"""

FUNCTIONS: Mapping[str, Sequence[Role]] = {
    "claim_next": (Role.SUPERVISOR,),
    "clear_planned": (),
    "let_login": (Role.SUPERVISOR,),
    "mark_planned": (Role.SUPERVISOR,),
}
"""The roles that may call each function besides the owner; nobody else may."""

BLOCKABLE = (Role.AGENT, Role.REPORTS, Role.RELAY)
"""Roles whose logins a supervisor may block."""

BLOCKABLE_BY_OWNER = (Role.SUPERVISOR, Role.AUDITOR)
"""Roles whose logins only an owner may block, so that supervisors cannot shut out an auditor."""

READING_ALL = (Role.SUPERVISOR, Role.AUDITOR, Role.REPORTS, Role.RELAY)
"""Roles that read every row of the tables they have a right on."""

TEMPORARY = (Role.OWNER, Role.SUPERVISOR)
"""Roles that may create temporary tables, which imports need."""


def grants(role: Role, tables: Sequence[str]) -> Iterator[str]:
    """Yield the text after GRANT for each right of a role; `{schema}` is the tables' schema."""
    if role is Role.AUDITOR:
        yield from (f"SELECT ON {table}" for table in (*tables, *VIEWS))
    if role is Role.SUPERVISOR:
        yield from (f"{rights} ON {table}" for table, rights in SUPERVISOR.items())
        yield from (f"SELECT ON {view}" for view in VIEWS)
        yield "USAGE ON ALL SEQUENCES IN SCHEMA {schema}"
    if role is Role.AGENT:
        yield "USAGE ON SCHEMA desk"
        for name, rights in AGENT.items():
            place = "desk." if name in AGENT_VIEWS else ""
            yield f"{rights.replace('$INSERT', _inserting(name))} ON {place}{name}"
        for name, rights in AGENT_TABLES.items():
            yield f"{rights.replace('$INSERT', _inserting(name))} ON {{schema}}.{name}"
        yield from (f"USAGE ON SEQUENCE {table}_id_seq" for table in NUMBERED)
        yield from (f"EXECUTE ON FUNCTION desk.{function}" for function in CALLED)
    if role is Role.REPORTS:
        for table, columns in COUNTED.items():
            yield f"SELECT ({', '.join(columns)}) ON {table}" if columns else f"SELECT ON {table}"
    if role is Role.RELAY:
        yield from (f"{rights} ON {table}" for table, rights in SENDER.items())
    yield from (
        f"EXECUTE ON FUNCTION {name}" for name, allowed in FUNCTIONS.items() if role in allowed
    )


def _inserting(table: str) -> str:
    """Return the right to insert all columns of a table but the id."""
    if table not in METADATA.tables:  # Alembic's own
        return "INSERT"
    columns = METADATA.tables[table].columns
    names = (f'"{column.name}"' for column in columns if column.name != "id")
    return f"INSERT ({', '.join(names)})"


def all_tables(connection: Connection) -> tuple[str, ...]:
    """Return the names of all tables in the connection's schema."""
    rows = connection.exec_driver_sql(
        "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p')"
        " AND relnamespace = current_schema()::regnamespace ORDER BY relname"
    )
    return tuple(rows.scalars())
