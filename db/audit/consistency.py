"""Check what no hash of a row covers: triggers, outcomes, which lead a call belongs to.

A planted trigger can drop a request while the program believes that it was stored. An outcome that
no longer suppresses does the same. A call moved to another lead changes whom a rule protects.
"""

import json
from collections.abc import Iterator, Mapping

from sqlalchemy import Boolean, Connection, literal_column, select, text

from db.audit.changed_values import find_false_value
from db.audit.log import read_head
from db.audit.verification_results import Break, named
from db.engine.errors import DamagedHead
from db.tables.audit import RARE_ACTION, audit_entries
from db.tables.firm import outcomes
from db.tables.first_outcomes import OUTCOMES
from db.tables.sessions import TRIGGER, TRIGGER_ON_SQLITE
from db.views import VIEWS

FIRST = 0
"""Sorts a fault before those of the entries, since it may be their cause."""

LAST = 2**62
"""Sorts a fault after those of the entries, of which none has so high a number."""

_OURS_ON_SQLITE = {*VIEWS, TRIGGER}

# Functions of our triggers are in the schema `desk` of a team; these are in the tables' own schema.
_OURS_ON_POSTGRESQL = ("clear_planned",)

_PLANTED_ON_POSTGRESQL = text("""
SELECT 'trigger' AS kind, tgname::text AS name, relname::text AS relation
FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid JOIN pg_proc ON pg_proc.oid = tgfoid
WHERE NOT tgisinternal AND relnamespace = current_schema()::regnamespace
  AND NOT proname::text = ANY (:ours)
  AND pronamespace <> coalesce(to_regnamespace('desk')::oid, 0)
UNION ALL
SELECT 'rule', rulename::text, tablename::text FROM pg_rules WHERE schemaname = current_schema()
ORDER BY relation, name LIMIT 1
""")

_TURNED_OFF = text("""
SELECT tgname::text AS name, relname::text AS relation
FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid
WHERE NOT tgisinternal AND relnamespace = current_schema()::regnamespace AND tgenabled = 'D'
ORDER BY relname, tgname LIMIT 1
""")


def find_head_damage(connection: Connection) -> Break | None:
    """Return a fault if the table of the chain's end is damaged, else None."""
    try:
        read_head(connection)
    except DamagedHead as damaged:
        return Break(FIRST, damaged.damage)
    return None


def find_planted(connection: Connection, *, is_backup: bool = False) -> str:
    """Return what could run unasked and is not ours, such as “a trigger “quiet””; "" for nothing.

    In a backup of somebody else a view counts too. Our own trigger may differ there, since the
    restore recreates it; elsewhere it must be as we write it.
    """
    if connection.dialect.name != "sqlite":
        row = connection.execute(
            _PLANTED_ON_POSTGRESQL, {"ours": list(_OURS_ON_POSTGRESQL)}
        ).first()
        return f"a {row.kind} “{row.name}” on the table {row.relation}" if row else ""
    objects = text("SELECT type, name, sql FROM sqlite_master WHERE type NOT IN ('table', 'index')")
    for kind, name, statement in connection.execute(objects):
        if kind == "view" and not is_backup:  # somebody's report, which changes nothing
            continue
        if name not in _OURS_ON_SQLITE:
            return f"a {kind} “{name}”"
        if name == TRIGGER and not is_backup and statement.split() != TRIGGER_ON_SQLITE.split():
            return f"another {kind} “{name}”"
    return ""


_OPEN_THOUGH_LISTED = """
SELECT n.id, n.lead_id FROM suppression s JOIN number n ON n.e164 = s.e164
JOIN place p ON p.id = n.place_id WHERE n.status = 'open' AND p.hidden_at IS NULL LIMIT 1
"""
_OFFERED_THOUGH_LISTED = """
SELECT l.id FROM suppression s JOIN number n ON n.e164 = s.e164 JOIN lead l ON l.id = n.lead_id
WHERE l.status = 'open' AND NOT EXISTS
    (SELECT 1 FROM number o WHERE o.lead_id = l.id AND o.status = 'open') LIMIT 1
"""


def check_whole(connection: Connection, seq: int, *, is_all: bool) -> Iterator[Break]:
    """Yield the faults of the database as a whole; `seq` is the last entry.

    `is_all` also looks at every listed number.
    """
    after = seq + 1
    checks = [
        _check_planted(connection),
        _check_triggers(connection),
        _check_outcomes(connection, after),
    ]
    if is_all:
        checks.append(_check_changed_values(connection))
        checks += [_check_listed_numbers(connection, after), _check_listed_leads(connection, after)]
    yield from filter(None, checks)


def _check_listed_numbers(connection: Connection, seq: int) -> Break | None:
    """Check that listed numbers are closed."""
    row = connection.execute(text(_OPEN_THOUGH_LISTED)).first()
    if row is None:
        return None
    return Break(seq, f"a number of lead {row.lead_id} is open, though it is on the internal list")


def _check_listed_leads(connection: Connection, seq: int) -> Break | None:
    """Check that leads whose numbers are all barred are closed."""
    lead_id = connection.execute(text(_OFFERED_THOUGH_LISTED)).scalar()
    if lead_id is None:
        return None
    return Break(seq, f"lead {lead_id} is to be called, though all its numbers are barred")


def _check_planted(connection: Connection) -> Break | None:
    """Return a fault if the database has a trigger, view or rule that is not ours, else None."""
    planted = find_planted(connection)
    if not planted:
        return None
    return Break(FIRST, f"{planted} was added to the database, which can change what is written")


def _check_changed_values(connection: Connection) -> Break | None:
    """Return a fault if a stored value of an edit is not the one that its entry has a hash of."""
    false_value = find_false_value(connection)
    if false_value is None:
        return None
    seq, field = false_value
    return Break(
        seq, f"the {field} that entry {seq} changed is not as it was stored beside the log"
    )


def _check_triggers(connection: Connection) -> Break | None:
    """Return a fault if an owner of a PostgreSQL database turned a trigger off, else None.

    It sorts last, since the rows that were changed meanwhile say more.
    """
    if connection.dialect.name == "sqlite":
        return None
    row = connection.execute(_TURNED_OFF).first()
    if row is None:
        return None
    return Break(LAST, f"the trigger “{row.name}” of the table {row.relation} was turned off")


_EFFECTS = (
    *("suppresses", "suppresses_person", "closes_lead", "closes_number"),
    *("closes_after", "rest_minutes", "needs"),
)
"""The columns of an outcome that decide whether and when somebody is called again."""

_APPOINTMENT: dict[str, object] = {
    "suppresses": False,
    "suppresses_person": False,
    "closes_lead": False,
    "closes_number": "",
    "closes_after": None,
    "rest_minutes": None,
    "needs": "appointment",
}
"""The outcome that a migration adds, which no entry names."""

_OUTCOME_ACTIONS = ("outcome_add", "outcome_change", "outcome_retire")


def _check_outcomes(connection: Connection, seq: int) -> Break | None:
    """Compare the effects of outcomes with those of the first ones and the log's entries.

    The entries hold each added outcome, and of a changed one the new values.
    """
    expected: dict[str, dict[str, object]] = {
        str(outcome["code"]): {name: outcome[name] for name in _EFFECTS} for outcome in OUTCOMES
    }
    expected["appointment"] = {**_APPOINTMENT}
    for _, values in _read_details(connection, *_OUTCOME_ACTIONS):
        effects = expected.setdefault(str(values.get("code")), {})
        effects |= {name: value for name, value in values.items() if name in _EFFECTS}
    rows = connection.execute(select(outcomes).order_by(outcomes.c.position)).mappings()
    for row in rows:
        code = row["code"]
        known = expected.pop(code, None)
        if known is None:
            return Break(seq, f"outcome {code} was added: no entry says so")
        for name, value in known.items():
            stored = row[name]
            if stored != value:
                text = f"outcome {code} is not as the log has it: {name} is {_shown(stored)}"
                return Break(seq, f"{text} instead of {_shown(value)}")
    if expected:
        return Break(seq, f"outcome {next(iter(expected))} was removed: no entry says so")
    return None


def _shown(value: object) -> str:
    return {True: "yes", False: "no", None: "none", "": "none"}.get(value, str(value))  # type: ignore[call-overload,no-any-return]


# An entry of one call names its lead. Entries about several leads, such as an erasure's, name none.
_MOVED = text("""
SELECT attempt.id AS attempt_id, attempt.lead_id AS lead_id, audit_entry.lead_id AS logged_lead,
    audit_entry.seq AS seq
FROM attempt JOIN audit_entry ON audit_entry.seq = attempt.audit_seq
WHERE attempt.audit_seq > :after AND attempt.audit_seq <= :through
  AND audit_entry.lead_id <> attempt.lead_id ORDER BY audit_entry.seq
""")


def check_leads_of_calls(connection: Connection, after: int, through: int) -> Iterator[Break]:
    """Yield a fault for each call that belongs to another lead than its entry says.

    No hash contains a lead's id, because merging two leads moves calls. So the merges after the
    entry are followed. The bounds are those of a stretch.
    """
    moved = connection.execute(_MOVED, {"after": after, "through": through}).all()
    if not moved:
        return
    merges = _read_merges(connection)
    for row in moved:
        lead_id = row.logged_lead
        for seq, gone, survivor in merges:
            if seq > row.seq and gone == lead_id:
                lead_id = survivor
        if lead_id != row.lead_id:
            entry = named(connection, row.seq)
            text = f"attempt {row.attempt_id} was moved from lead {lead_id} to lead {row.lead_id}"
            yield Break(row.seq, f"{text}: {entry} is about lead {row.logged_lead}")


def _read_merges(connection: Connection) -> list[tuple[int, object, object]]:
    """Return the entry, the merged lead and the remaining lead of each merge, in order."""
    entries = _read_details(connection, "lead_merge")
    return [(seq, values.get("merged"), values.get("lead")) for seq, values in entries]


def _read_details(
    connection: Connection, *actions: str
) -> Iterator[tuple[int, Mapping[str, object]]]:
    """Yield number and detail of the entries with one of these rare actions, in order."""
    entry = audit_entries.c
    # The literal condition of the partial index: with bound values it could not be used.
    is_rare = literal_column(RARE_ACTION, Boolean)
    wanted = select(entry.seq, entry.detail).where(entry.action.in_(actions), is_rare)
    for seq, detail in connection.execute(wanted.order_by(entry.seq)):
        try:
            values = json.loads(detail)
        except ValueError:  # somebody wrote it and repaired the chain: only a seal shows that
            continue
        if isinstance(values, dict):
            yield seq, values
