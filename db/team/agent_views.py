"""The views that an agent's login reads: they have the names of the tables, in their own schema.

So the program sends the same statements for every login. An agent's login has no rights on the
tables, and finds these views in their place. A view either shows all rows without personal columns,
or only the agent's own rows. `agent_writes.py` says what an agent may change through a view. A
table without a view does not exist for an agent.
"""

from collections.abc import Iterator, Mapping

from sqlalchemy import JSON, Table

from db.tables.every import METADATA
from db.tables.leads import BOOKKEEPING

SCHEMA = "desk"
"""The schema of the agents' views and functions."""

SEES = "(SELECT desk.sees())::bigint[]"
"""The leads that an agent may read: see `db.team.agent_acts`."""

NUMBERS = "(SELECT desk.their_numbers())::text[]"
"""The numbers of those leads."""

ME = 'session_user::text COLLATE "default"'
"""The login's name. `session_user::text` alone has the collation of the type `name` ("C"), so that
no index on a column with the default collation could be used for it."""

QUEUE = (*BOOKKEEPING - {"draft"}, "kind", "priority", "owner")
"""The columns of a lead that do not identify it. Agents read them of all leads, to count work."""

OWN_CALLS = ("note", "verdict", "before", "salt")
"""The columns of a call that an agent reads only of its own calls and of leads it may read."""

WHOLE = (
    *("alembic_version", "lead_list", "outcome", "place", "prepared_text"),
    *("registry", "script_version", "suppression_pattern"),
    *("calling_session", "session_lead"),
)
"""Tables of which agents read every row, since they contain no personal data."""

FENCED: Mapping[str, str] = {
    "number": f"lead_id = ANY ({SEES}) OR e164 = ANY ({NUMBERS})",
    "held_number": f"claim IN (SELECT claim FROM $B.lead WHERE held_by = {ME})",
    "suppression": f"e164 = ANY ({NUMBERS})",
    "suppression_request": f"e164 = ANY ({NUMBERS})",
    "consent": f"e164 = ANY ({NUMBERS})",
    "number_salt": f"e164 = ANY ({NUMBERS})",
}
"""Tables of which agents read few rows, each with the condition that selects them.

PostgreSQL must evaluate this condition before any condition of the agent's query (`OFFSET 0`). If
it compared the agent's number first, then EXPLAIN, counters or the time it took would reveal
whether a number exists. With ranges an agent could find every number in that way.
"""

FILTERED: Mapping[str, str] = {
    "call_answer": "EXISTS (SELECT FROM $B.attempt WHERE attempt.id = attempt_id"
    f" AND (attempt.agent = {ME} OR attempt.lead_id = ANY ({SEES})))",
    "call_tally": f"agent IN ('', {ME})",
    "noes_table": f"agent = {ME}",
    "skip": f"agent = {ME} OR lead_id = ANY ({SEES})",
    "callback": f"agent = {ME} OR agent IS NULL OR lead_id = ANY ({SEES})",
    "introduction": f"agent = {ME} OR lead_id = ANY ({SEES})",
    "registry_block": "exchange IN (SELECT substr(e164, 2, length(e164) - 5)::bigint"
    f" FROM unnest({NUMBERS}) AS e164)",
    "presence": f"agent = {ME}",
    "pause": f"agent = {ME}",
    "help_call": f"agent = {ME}",
    "notice": f"agent = {ME} OR agent IS NULL OR author = {ME}",
    "notice_read": f"agent = {ME}",
}
"""Tables of which agents read some rows, none of them found by a number.

A row that is written through such a view must meet the condition too.
"""

UNSEEN = ("import_batch", "lead_word", "pending_change")
"""Tables that no agent's login reads."""


def views() -> Iterator[str]:
    """Yield the statement that creates each view; `$B` is the schema of the tables."""
    for name in WHOLE:
        yield f"CREATE VIEW desk.{name} AS SELECT * FROM $B.{name}"
    for name, condition in FENCED.items():
        yield (
            f"CREATE VIEW desk.{name} WITH (security_barrier) AS SELECT * FROM $B.{name}"
            f" WHERE {condition} OFFSET 0"
        )
    for name, condition in FILTERED.items():
        yield (
            f"CREATE VIEW desk.{name} WITH (security_barrier) AS SELECT * FROM $B.{name}"
            f" WHERE {condition} WITH LOCAL CHECK OPTION"
        )
    yield _lead()
    yield _attempt()
    yield (
        "CREATE VIEW desk.setting AS SELECT name, CASE WHEN name = 'blocked_agents' THEN (SELECT"
        " coalesce(json_agg(one), '[]') FROM json_array_elements(value) AS one"
        f" WHERE one ->> 'agent' = {ME}) ELSE value END AS value, audit_seq FROM $B.setting"
    )
    yield (
        "CREATE VIEW desk.audit_entry WITH (security_barrier) AS SELECT seq, at, "
        + ", ".join(
            f"CASE WHEN agent = {ME} THEN {name} END AS {name}"
            for name in ("agent", "action", "detail", "lead_id", "number", "proof")
        )
        + f", previous, hash FROM $B.audit_entry WHERE agent = {ME}"
        " OR seq = (SELECT seq FROM $B.audit_head)"
    )
    yield "CREATE VIEW desk.audit_head AS SELECT * FROM $B.audit_head"


def _lead() -> str:
    """Return the view of leads: all rows, with personal columns only where the agent may read."""
    table = _table("lead")
    told = [
        column.name
        if column.name in QUEUE
        else f"CASE WHEN held_by = {ME} OR id = ANY ({SEES}) THEN {column.name}"
        f" ELSE {_nothing(table, column.name)} END AS {column.name}"
        for column in table.columns
    ]
    return f"CREATE VIEW desk.lead AS SELECT {', '.join(told)} FROM $B.lead"


def _attempt() -> str:
    """Return the view of calls.

    It shows the calls of leads and numbers that the agent may read, selected first as in `FENCED`.
    Then follow the agent's other calls, without their numbers.
    """
    columns = [column.name for column in _table("attempt").columns]
    may_read = f"lead_id = ANY ({SEES}) OR e164 = ANY ({NUMBERS})"
    told = [
        f"CASE WHEN agent = {ME} OR lead_id = ANY ({SEES}) THEN {name}"
        f" ELSE {_nothing(_table('attempt'), name)} END AS {name}"
        if name in OWN_CALLS
        else name
        for name in columns
    ]
    own = ["''::varchar" if name == "e164" else name for name in columns]
    return (
        "CREATE VIEW desk.attempt WITH (security_barrier) AS"
        f" (SELECT {', '.join(told)} FROM $B.attempt WHERE {may_read} OFFSET 0)"
        f" UNION ALL SELECT {', '.join(own)} FROM $B.attempt"
        f" WHERE agent = {ME} AND NOT coalesce({may_read}, false)"
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
