"""Who may do what in a team's database: one table, from which every grant is made.

A role that a table is not given to has no right on it. A new table is given to nobody until it
stands here; a test holds the tables, views, functions and sequences against it.
"""

from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum

from sqlalchemy import Connection

from db.tables.leads import BOOKKEEPING
from db.views import VIEWS


class Role(StrEnum):
    """What a login of the team may be."""

    OWNER = "owner"
    SUPERVISOR = "supervisor"
    AUDITOR = "auditor"
    REPORTS = "reports"


READS = "SELECT"
ADDS = "SELECT, INSERT"
KEEPS = "SELECT, INSERT, UPDATE"
WORKS = "SELECT, INSERT, UPDATE, DELETE"

SUPERVISOR: Mapping[str, str] = {
    "alembic_version": READS,
    "attempt": WORKS,
    "audit_entry": ADDS,
    "audit_head": "SELECT, UPDATE",
    "call_answer": WORKS,
    "call_tally": WORKS,
    "callback": WORKS,
    "calling_session": WORKS,
    "consent": WORKS,
    "held_number": WORKS,
    "help_call": KEEPS,
    "import_batch": WORKS,
    "introduction": WORKS,
    "lead": WORKS,
    "lead_list": WORKS,
    "lead_word": WORKS,
    "noes_table": WORKS,
    "notice": KEEPS,
    "notice_read": WORKS,
    "number": WORKS,
    "number_salt": WORKS,
    "outcome": WORKS,
    "pause": KEEPS,
    "pending_change": WORKS,
    "place": WORKS,
    "prepared_text": WORKS,
    "presence": WORKS,
    "registry": WORKS,
    "registry_block": WORKS,
    "script_version": WORKS,
    "session_lead": WORKS,
    "setting": WORKS,
    "skip": WORKS,
    "suppression": WORKS,
    "suppression_pattern": WORKS,
    "suppression_request": WORKS,
}
"""All that the console does, its supervisor's acts too; the audit log only grows."""

COUNTED: Mapping[str, Sequence[str]] = {
    "alembic_version": ("version_num",),
    "attempt": (
        *("id", "lead_id", "agent", "session_id", "direction", "caller_id", "dialled_at"),
        *("answered_at", "line_ended_at", "line_end", "ended_at", "outcome", "tzdata", "free_at"),
        *("script_id", "opening"),
    ),
    "call_tally": (),
    "calling_session": (),
    "callback": ("id", "lead_id", "agent", "due_at", "made_at", "kept_at", "dropped"),
    "import_batch": (),
    "lead": (*sorted(BOOKKEEPING - {"draft", "claim"}), "kind", "priority", "owner"),
    "lead_list": (),
    "number": ("id", "lead_id", "position", "line", "status", "place_id"),
    "outcome": (),
    "pause": (),
    "place": (),
    "presence": (),
    "session_lead": (),
    "setting": (),
    "skip": ("id", "lead_id", "agent", "session_id", "at", "reason"),
    "v_sessions": (),
}
"""What a login for reports reads: all columns, or those that name no person and no number."""

FUNCTIONS: Mapping[str, Sequence[Role]] = {
    "claim_next": (Role.SUPERVISOR,),
    "let_login": (Role.SUPERVISOR,),
}
"""Those who may call a function; nobody else may."""

BLOCKABLE = (Role.REPORTS,)
"""Whom a supervisor may block."""

TEMPORARY = (Role.OWNER, Role.SUPERVISOR)
"""Who may make tables that go with their connection: an import does."""


def grants(role: Role, tables: Sequence[str]) -> Iterator[str]:
    """What is said after GRANT, of the tables and views that there are; `{role}` is the role."""
    if role is Role.AUDITOR:
        for table in (*tables, *VIEWS):
            yield f"SELECT ON {table}"
    if role is Role.SUPERVISOR:
        for table, rights in SUPERVISOR.items():
            yield f"{rights} ON {table}"
        for view in VIEWS:
            yield f"SELECT ON {view}"
        yield "USAGE ON ALL SEQUENCES IN SCHEMA {schema}"
    if role is Role.REPORTS:
        for table, columns in COUNTED.items():
            named = f" ({', '.join(columns)})" if columns else ""
            yield f"SELECT{named} ON {table}"
    for function, allowed in FUNCTIONS.items():
        if role in allowed:
            yield f"EXECUTE ON FUNCTION {function}"


def all_tables(connection: Connection) -> tuple[str, ...]:
    """The tables that there are, in the schema of the connection."""
    rows = connection.exec_driver_sql(
        "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p')"
        " AND relnamespace = current_schema()::regnamespace ORDER BY relname"
    )
    return tuple(rows.scalars())
