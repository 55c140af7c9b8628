"""The triggers of the two views through which an agent's login writes leads and calls.

Their columns depend on the row, so PostgreSQL cannot write through them by itself. All other tables
have their triggers themselves (`agent_triggers.py`, `entry_triggers.py`).
"""

from collections.abc import Iterator, Sequence

from sqlalchemy import JSON, Table

from db.calls.tallies import ADD, AMOUNTS, KEY, KINDS, counted
from db.tables.calls import COUNTED
from db.tables.every import METADATA
from db.team.agent_functions import BLOCKED, NOT_YET, is_agents, refuse, trigger_function
from db.team.agent_visibility import LAST_CALL, ME


def _changed(columns: Sequence[str], row: str = "NEW") -> str:
    """Return the SQL of a row as JSON without these columns, to compare old and new rows."""
    names = ", ".join(f"'{name}'" for name in columns)
    return f"(to_jsonb({row}) - ARRAY[{names}]::text[])"


def _only(columns: Sequence[str], words: str = "only a supervisor changes that") -> str:
    return refuse(f"{_changed(columns)} <> {_changed(columns, 'OLD')}", words)


def _update(table: str, columns: Sequence[str]) -> str:
    """Return the UPDATE that writes only values which the statement changes.

    Other columns keep their current value, which may be newer than the one in OLD, and is not the
    "" that a view shows instead of what an agent may not read.
    """
    types = {column.name: column.type for column in _table(table).columns}

    def compared(name: str) -> str:
        # PostgreSQL has no equality operator for json, so compare its text.
        return f"{name}::text" if isinstance(types[name], JSON) else name

    sets = ", ".join(
        f"{name} = CASE WHEN NEW.{compared(name)} IS DISTINCT FROM OLD.{compared(name)}"
        f" THEN NEW.{name} ELSE t.{name} END"
        for name in columns
    )
    return f"UPDATE {table} AS t SET {sets} WHERE t.id = OLD.id;"


def _insert(table: str) -> str:
    names = [column.name for column in _table(table).columns]
    values = ", ".join(f"NEW.{name}" for name in names)
    return f"INSERT INTO {table} ({', '.join(names)}) VALUES ({values});"


def _table(name: str) -> Table:
    return METADATA.tables[name]


OF_LEAD = (
    *("draft", "due_at", "due_reason", "noes", "yeses", "reached", "dials", "last_dialled_at"),
    *("status", "bar", "place_id", "held_by", "held_until", "introduced_at", "notes", "menu"),
    "answers",
)
OF_OUTCOME = ("ended_at", "outcome", "note", "before", "audit_seq")
OF_LINE = ("answered_at", "line_ended_at", "line_end")

ALIKE = """EXISTS (
    SELECT FROM number JOIN number AS own ON own.e164 = number.e164
    WHERE number.lead_id = OLD.id AND own.lead_id = ANY (desk.mine())
)"""
WRITES = {
    ("lead", "UPDATE"): f"""
        IF {_changed(())} = {_changed((), "OLD")} THEN RETURN NEW; END IF;
        {_only(OF_LEAD)}
        {
        refuse(
            "NEW.held_by IS NOT NULL AND NEW.held_by IS DISTINCT FROM OLD.held_by",
            "leads are claimed by functions",
        )
    }
        {
        refuse(
            "NEW.held_by IS DISTINCT FROM OLD.held_by AND OLD.held_by <> " + ME,
            "that lead is held by another",
        )
    }
        {
        refuse(
            "NEW.held_until IS DISTINCT FROM OLD.held_until AND (OLD.held_by <> "
            + ME
            + " OR NEW.held_until > now() + desk.longest_hold())",
            "no lead is held so long",
        )
    }
        {
        refuse(
            "NEW.place_id <> OLD.place_id AND NOT EXISTS (SELECT FROM number"
            " WHERE lead_id = OLD.id AND place_id = NEW.place_id)",
            "none of its numbers is there",
        )
    }
        IF NOT OLD.id = ANY (desk.mine()) THEN
            {refuse("NOT OLD.id = ANY (desk.sees())", "that lead is not yours")}
            IF {_changed(("notes",))} <> {_changed(("notes",), "OLD")} THEN
                {_only(("status", "bar", "place_id"), "that lead is not yours")}
                {refuse("NOT " + ALIKE, "that lead is not yours")}
            ELSE
                {
        refuse(
            "NOT EXISTS (SELECT FROM session_lead JOIN calling_session"
            " ON calling_session.id = session_id WHERE lead_id = OLD.id"
            f" AND agent = {ME} AND status = 'active')",
            "that lead is not yours",
        )
    }
            END IF;
        END IF;
        {_update("lead", OF_LEAD)}
        IF OLD.held_by IS NOT NULL AND NEW.held_by IS NULL THEN
            INSERT INTO desk.sight VALUES ({ME}, OLD.id, now(), pg_current_xact_id());
        END IF;
        RETURN NEW;
    """,
    ("attempt", "INSERT"): f"""
        {refuse(f"NEW.agent <> {ME}", "that is not your name")}
        IF NEW.direction = 'outbound' THEN {BLOCKED} END IF;
        {
        refuse(
            "NOT EXISTS (SELECT FROM lead WHERE id = NEW.lead_id AND claim = NEW.claim"
            f" AND held_by = {ME})",
            "that lead is not on your screen",
        )
    }
        {
        refuse(
            "NOT EXISTS (SELECT FROM number WHERE lead_id = NEW.lead_id AND e164 = NEW.e164)",
            "that number is not the lead''s",
        )
    }
        {refuse("NEW.outcome IS NOT NULL OR NEW.ended_at IS NOT NULL", "a call begins with none")}
        {refuse(f"NEW.dialled_at > now() + {NOT_YET}", "that time has not come")}
        {
        refuse(
            "NEW.dialled_at < (SELECT at FROM audit_entry JOIN audit_head"
            f" ON audit_head.seq = audit_entry.seq) - {NOT_YET}",
            "that time is over",
        )
    }
        NEW.id := nextval('attempt_id_seq');
        NEW.note := coalesce(NEW.note, '');
        NEW.opening := coalesce(NEW.opening, '');
        {_insert("attempt")}
        RETURN NEW;
    """,
    ("attempt", "UPDATE"): f"""
        {refuse(f"OLD.agent <> {ME}", "that call is another''s")}
        {_only((*OF_OUTCOME, *OF_LINE))}
        {
        refuse(
            f"OLD.outcome IS NOT NULL AND OLD.id <> ({LAST_CALL})",
            "only your last call can be changed",
        )
    }
        {
        refuse(
            "OLD.outcome IS NOT NULL AND NEW.outcome IS NOT NULL AND (OLD.outcome, OLD.note,"
            " OLD.ended_at) IS DISTINCT FROM (NEW.outcome, NEW.note, NEW.ended_at)",
            "take it back first",
        )
    }
        {refuse(f"NEW.ended_at > now() + {NOT_YET}", "that time has not come")}
        {
        refuse(
            "NEW.audit_seq IS DISTINCT FROM OLD.audit_seq AND NOT EXISTS (SELECT FROM"
            f" audit_entry WHERE seq = NEW.audit_seq AND agent = {ME}"
            " AND desk.is_ours(xmin))",
            "that entry is of another time",
        )
    }
        {_update("attempt", (*OF_OUTCOME, *OF_LINE))}
        RETURN NEW;
    """,
}


def _tallied(row: str, sign: str) -> str:
    """Return the INSERT that adds what a row of `attempt` counts, or subtracts it with "-"."""
    rows = " UNION ALL ".join(counted("postgresql", kind) for kind in KINDS)
    rows = rows.replace("FROM attempt JOIN", f"FROM (SELECT {row}.*) AS attempt JOIN")
    names = ", ".join((*KEY, *AMOUNTS))
    amounts = ", ".join((*KEY, *(f"{sign}{amount}" for amount in AMOUNTS)))
    return f"INSERT INTO call_tally ({names}) SELECT {amounts} FROM ({rows}) AS these {ADD};"


# Every agent counts in the same few rows, so they are locked last: see `commit_with`.
TALLY = f"""
    IF TG_OP = 'UPDATE' THEN {_tallied("OLD", "-")} END IF;
    {_tallied("NEW", "")}
    RETURN NULL;
"""


def view_triggers() -> Iterator[str]:
    """Yield the statements that create the triggers of the views, and the one that counts calls."""
    for (view, act), body in WRITES.items():
        name = f"write_{view}_{act.lower()}"
        yield trigger_function(name, body)
        yield (
            f"CREATE TRIGGER {name} INSTEAD OF {act} ON desk.{view}"
            f" FOR EACH ROW EXECUTE FUNCTION desk.{name}()"
        )
    yield trigger_function("tally_call", TALLY)
    old, new = (", ".join(f"{row}.{name}" for name in COUNTED) for row in ("OLD", "NEW"))
    for act, condition in {
        "INSERT": is_agents("session_user"),
        "UPDATE": f"({old}) IS DISTINCT FROM ({new}) AND {is_agents('session_user')}",
    }.items():
        yield (
            f"CREATE CONSTRAINT TRIGGER tally_call_{act.lower()} AFTER {act} ON $B.attempt"
            f" DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ({condition})"
            " EXECUTE FUNCTION desk.tally_call()"
        )
