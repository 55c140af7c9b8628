"""What an agent's login may write through its views, checked by a trigger for each view and act.

Everything else is refused. An agent may store calls of leads it holds, set the outcome of its own
last call, and add log entries under its own name. When the transaction ends, a changed call must
have its log entry; only then is it counted.
"""

from collections.abc import Iterator

from db.calls.tallies import ADD, AMOUNTS, KEY
from db.team.agent_acts import refuse
from db.team.audit_writes import LOG
from db.team.call_writes import CALLS
from db.team.number_writes import NUMBERS
from db.team.session_writes import SESSIONS

WRITES = {**CALLS, **NUMBERS, **SESSIONS, **LOG}
"""The body of each trigger function, by view and act."""

_ADD_COUNTED = f"""
    INSERT INTO call_tally ({", ".join((*KEY, *AMOUNTS))})
    VALUES ({", ".join(f"NEW.{one}" for one in (*KEY, *AMOUNTS))}) {ADD}
"""


def triggers() -> Iterator[str]:
    for (view, act), body in WRITES.items():
        name = f"{view}_{act.lower()}"
        yield (
            f"CREATE FUNCTION desk.{name}() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER"
            f" SET search_path = $B, pg_temp AS $act$ DECLARE head audit_head; said text;"
            f" BEGIN {body} END $act$"
        )
        yield (
            f"CREATE TRIGGER {name} INSTEAD OF {act} ON desk.{view}"
            f" FOR EACH ROW EXECUTE FUNCTION desk.{name}()"
        )
    yield (
        "CREATE FUNCTION desk.count_call() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER"
        f" SET search_path = $B, pg_temp AS $act$ BEGIN {_ADD_COUNTED};"
        " DELETE FROM desk.counted WHERE n = NEW.n;"
        + refuse(
            "NOT EXISTS (SELECT FROM attempt JOIN audit_entry ON audit_entry.seq = audit_seq"
            " WHERE attempt.id = NEW.attempt_id AND desk.is_ours(audit_entry.xmin))",
            "no entry of the log says so",
        )
        + " RETURN NULL; END $act$"
    )
    yield (
        "CREATE CONSTRAINT TRIGGER count_call AFTER INSERT ON desk.counted DEFERRABLE"
        " INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION desk.count_call()"
    )
