"""What an agent's login sees: views of the tables' names, in a schema of its own.

The desk's statements stay as they are, since an agent's login finds these views where others find
the tables; on the tables it has no right. A view shows all rows without what says who somebody is,
or only the rows that are the agent's own; what may be changed through it is in `agent_acts.py`.
So a table that is not here is not there for an agent.
"""

from collections.abc import Iterator, Mapping

from sqlalchemy import JSON, Table

from db.tables.every import METADATA
from db.tables.leads import BOOKKEEPING

SCHEMA = "desk"
"""The schema of what an agent sees and may call."""

SEES = "(SELECT desk.sees())::bigint[]"
"""The leads that an agent may read: see `db.team.agent_acts`."""

NUMBERS = "(SELECT desk.their_numbers())::text[]"
"""The numbers of those leads."""

ME = 'session_user::text COLLATE "default"'
"""Who is logged in. `session_user::text` alone has the collation of the type `name` ("C"): no index
on a column with the default collation can be searched by it."""

QUEUE = (*BOOKKEEPING - {"draft"}, "kind", "priority", "owner")
"""The columns of a lead that say nothing of who it is: of all leads, so that work is counted."""

OWN_CALLS = ("note", "verdict", "before", "salt")
"""The columns of a call that are read of one's own calls and of leads that one may read."""

WHOLE = (
    *("alembic_version", "lead_list", "outcome", "place", "prepared_text"),
    *("registry", "script_version", "suppression_pattern"),
    *("calling_session", "session_lead"),
)
"""Of these every row is read: they hold no person."""

FENCED: Mapping[str, str] = {
    "number": f"lead_id = ANY ({SEES}) OR e164 = ANY ({NUMBERS})",
    "held_number": f"claim IN (SELECT claim FROM $B.lead WHERE held_by = {ME})",
    "suppression": f"e164 = ANY ({NUMBERS})",
    "suppression_request": f"e164 = ANY ({NUMBERS})",
    "consent": f"e164 = ANY ({NUMBERS})",
    "number_salt": f"e164 = ANY ({NUMBERS})",
}
"""Of these a few rows are read, found by this condition alone, whatever else is asked for: a number
that is compared before it would tell in EXPLAIN, in counters and by the time it took whether it is
there, and so, between two bounds, every number that is."""

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
"""Of these some rows are too, none of them found by a number; what is written through a view must
be such a row as well."""

UNSEEN = ("import_batch", "lead_word", "pending_change")
"""What no agent's login reads; its calls are counted all the same."""


def views() -> Iterator[str]:
    """How each is made; `$B` is the schema of the tables."""
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
    """Every lead, but who it is only of those that the agent may read."""
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
    """The calls of leads and numbers that may be read, found by that alone as the rows of a fenced
    view; and one's own others, whose numbers are not read any more."""
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
    return "''"  # of another type PostgreSQL would not take it


def _table(name: str) -> Table:
    return METADATA.tables[name]
