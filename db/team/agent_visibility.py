"""What an agent's login may read: policies on the tables, and views of those with personal data.

The program sends the same statements for every login. Most tables have no personal data in columns
that could be searched: there an agent uses the table itself, and a policy selects the rows. For the
others an agent has no rights on the table, and finds a view of the same name in the schema `desk`,
which is first in its search path.
"""

from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy import JSON, Table

from db.tables.every import METADATA
from db.tables.leads import BOOKKEEPING

SEES = "(SELECT desk.sees())::bigint[]"
"""The leads that an agent may read: see `db.team.agent_functions`.

As a subquery it is computed at most once in a statement. In a join it may be computed for each row.
"""

NUMBERS = "(SELECT desk.their_numbers())::text[]"
"""The numbers of those leads."""

ME = 'session_user::text COLLATE "default"'
"""The login's name. `session_user::text` alone has the collation of the type `name` ("C"), so that
no index on a column with the default collation could be used for it."""

QUEUE = (*BOOKKEEPING - {"draft"}, "kind", "priority", "owner")
"""The columns of a lead that do not identify it. Agents read them of all leads, to count work."""

OWN_CALLS = ("note", "verdict", "before", "salt")
"""The columns of a call that an agent reads only of its own calls and of leads it may read."""

WRITTEN_TABLES: Mapping[str, Sequence[str]] = {
    "attempt": (
        *("ended_at", "outcome", "note", "before", "audit_seq"),
        *("answered_at", "line_ended_at", "line_end"),
    ),
    "lead": (
        *("draft", "due_at", "due_reason", "noes", "yeses", "reached", "dials", "last_dialled_at"),
        *("status", "bar", "place_id", "held_by", "held_until", "introduced_at", "notes", "menu"),
        "answers",
    ),
}
"""Columns that an agent changes in the table itself.

It reads these tables through views whose columns depend on the row, so PostgreSQL cannot write
through them. `db.engine.postgres` lets the program's statements write the tables.
"""

FENCED: Mapping[str, str] = {
    "number": f"lead_id = ANY ({SEES}) OR e164 = ANY ({NUMBERS})",
    "held_number": f"claim IN (SELECT claim FROM $B.lead WHERE held_by = {ME})",
    "suppression": f"e164 = ANY ({NUMBERS})",
    "suppression_request": f"e164 = ANY ({NUMBERS})",
    "consent": f"e164 = ANY ({NUMBERS})",
    "number_salt": f"e164 = ANY ({NUMBERS})",
}
"""Tables that an agent reads through a view, each with the condition that selects its rows.

PostgreSQL must evaluate this condition before any condition of the agent's query on a text. It may
do otherwise where it knows that a comparison reveals nothing. But if it compared the agent's number
first, then EXPLAIN, counters or the time it took would reveal whether a number exists. With ranges
an agent could find every number in that way. So all columns but the keys are fenced.
"""

WRITTEN: Mapping[str, Sequence[str]] = {
    "number": ("status", "place_id"),
    "held_number": ("held_until",),
    "suppression": ("audit_seq",),
    "suppression_request": ("audit_seq",),
    "consent": ("withdrawn_at", "audit_seq"),
}
"""Columns of the fenced views that an agent may write; they are not fenced."""

FILTERED: Mapping[str, str] = {
    "appointment": f"set_by = {ME} OR with_whom = {ME} OR lead_id = ANY ({SEES})",
    "appointment_change": "EXISTS (SELECT FROM appointment WHERE appointment.id = appointment_id)",
    "attempt": f"agent = {ME}",
    "audit_entry": f"agent = {ME}",
    "call_answer": "EXISTS (SELECT FROM desk.attempt WHERE attempt.id = attempt_id"
    f" AND (attempt.agent = {ME} OR attempt.lead_id = ANY ({SEES})))",
    "call_tally": f"agent IN ('', {ME})",
    "noes_table": f"agent = {ME}",
    "skip": f"agent = {ME} OR lead_id = ANY ({SEES})",
    "callback": f"agent = {ME} OR agent IS NULL OR lead_id = ANY ({SEES})",
    "introduction": f"agent = {ME} OR lead_id = ANY ({SEES})",
    "lead_sequence": f"lead_id = ANY ({SEES})",
    "touch": f"agent = {ME} OR lead_id = ANY ({SEES})",
    "presence": f"agent = {ME}",
    "pause": f"agent = {ME}",
    "help_call": f"agent = {ME}",
    "notice": f"agent = {ME} OR agent IS NULL OR author = {ME}",
    "notice_read": f"agent = {ME}",
}
"""Tables of which agents read some rows, none of them found by a number.

A row that an agent writes must meet the condition too. All other roles read every row.
"""

VIEWS = (*WRITTEN_TABLES, *FENCED, "registry_block", "setting")
"""The tables that an agent reads through a view; it uses the others themselves."""

KEYS = ("id", "lead_id", "claim", "position", "attempt_id", "skip_id")
"""Columns of the fenced views that identify nobody."""

UNSEEN = (
    *("changed_value", "hook", "hook_delivery", "hook_letter"),
    *("import_batch", "import_checkpoint", "lead_word", "pending_change"),
)
"""Tables that no agent's login reads."""

LAST_CALL = f"SELECT id FROM attempt WHERE agent = {ME} ORDER BY dialled_at DESC, id DESC LIMIT 1"
"""Select the agent's last call."""

LAST_ACT = f"SELECT id FROM skip WHERE agent = {ME} ORDER BY id DESC LIMIT 1"
"""Select what the agent did last without a call: a skip, a request, or a doubt that is settled."""


def policies() -> Iterator[str]:
    """Yield the statements that limit the rows of tables for agents (`$P`), not for `$R`.

    `$Y` is the role that sends events; of the log it adds two kinds of entries.
    """
    for name, condition in FILTERED.items():
        yield f"ALTER TABLE $B.{name} ENABLE ROW LEVEL SECURITY"
        yield f"CREATE POLICY agents ON $B.{name} TO $P USING ({condition})"
        yield f"CREATE POLICY others ON $B.{name} TO $R USING (true)"
    # Restrictive: the policy above would let it add an entry of any kind.
    is_own = f"action IN ('hook_dead', 'hook_pause') AND agent = {ME}"
    yield (
        "CREATE POLICY sender ON $B.audit_entry AS RESTRICTIVE FOR INSERT TO $Y"
        f" WITH CHECK ({is_own})"
    )


def views() -> Iterator[str]:
    """Yield the statement that creates each view; `$B` is the schema of the tables."""
    for name, condition in FENCED.items():
        columns = ", ".join(
            column.name
            if column.name in (*KEYS, *WRITTEN.get(name, ()))
            else f"desk.fence({column.name}) AS {column.name}"
            for column in _table(name).columns
        )
        yield (
            f"CREATE VIEW desk.{name} WITH (security_barrier) AS SELECT {columns} FROM $B.{name}"
            f" WHERE {condition}"
        )
    yield (
        "CREATE VIEW desk.registry_block WITH (security_barrier) AS SELECT * FROM $B.registry_block"
        " WHERE exchange IN (SELECT substr(e164, 2, length(e164) - 5)::bigint"
        f" FROM unnest({NUMBERS}) AS e164)"
    )
    yield _lead()
    yield _attempt()
    yield (
        "CREATE VIEW desk.setting AS SELECT name, CASE WHEN name = 'blocked_agents' THEN (SELECT"
        " coalesce(json_agg(one), '[]') FROM json_array_elements(value) AS one"
        f" WHERE one ->> 'agent' = {ME}) ELSE value END AS value, audit_seq FROM $B.setting"
    )


def _lead() -> str:
    """Return the view of leads: all rows, with personal columns only where the agent may read."""
    table = _table("lead")
    columns = ", ".join(
        column.name
        if column.name in QUEUE
        else f"CASE WHEN held_by = {ME} OR id = ANY ({SEES}) THEN {column.name}"
        f" ELSE {_nothing(table, column.name)} END AS {column.name}"
        for column in table.columns
    )
    return f"CREATE VIEW desk.lead AS SELECT {columns} FROM $B.lead"


def _attempt() -> str:
    """Return the view of calls: the agent's own, and those of leads and numbers it may read.

    A call of the agent's own does not show its number once the agent may not read that.
    """
    table = _table("attempt")
    may_read = f"lead_id = ANY ({SEES}) OR e164 = ANY ({NUMBERS})"

    def shown(name: str) -> str:
        if name == "e164":
            return f"desk.fence(CASE WHEN {may_read} THEN e164 ELSE '' END) AS e164"
        if name in OWN_CALLS:
            is_own = f"agent = {ME} OR lead_id = ANY ({SEES})"
            return f"CASE WHEN {is_own} THEN {name} ELSE {_nothing(table, name)} END AS {name}"
        return name

    return (
        "CREATE VIEW desk.attempt WITH (security_barrier) AS"
        f" SELECT {', '.join(shown(column.name) for column in table.columns)}"
        f" FROM $B.attempt WHERE agent = {ME} OR {may_read}"
    )


def _nothing(table: Table, name: str) -> str:
    column = table.columns[name]
    if column.nullable:
        return "NULL"
    if isinstance(column.type, JSON):
        return "'{}'::json"
    return "''"  # for a column of another type PostgreSQL would refuse the view


def _table(name: str) -> Table:
    return METADATA.tables[name]
