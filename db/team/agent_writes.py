"""What an agent's login may write through its views: a trigger for each, which asks before.

What is not said here is refused. An outcome is of a call of one's own, the last one; a call is of a
lead on one's own screen; the log grows by entries under one's own name. A changed call must have
its entry of the log when its transaction ends, and is counted then, last of all.
"""

from collections.abc import Iterator, Sequence

from sqlalchemy import JSON, Table

from db.call_tallies import ADD, AMOUNTS, KEY, KINDS, counted
from db.tables.every import METADATA
from db.team.agent_acts import BLOCKED, NOT_YET, UP_NEXT, refuse
from db.team.agent_views import ME

OF_LEAD = (
    *("draft", "due_at", "due_reason", "noes", "yeses", "reached", "dials", "last_dialled_at"),
    *("status", "bar", "place_id", "held_by", "held_until", "introduced_at", "notes", "menu"),
    "answers",
)
OF_OUTCOME = ("ended_at", "outcome", "note", "before", "audit_seq")
OF_LINE = ("answered_at", "line_ended_at", "line_end")
OF_SESSION = (
    *("agent", "status", "started_at", "ended_at", "paused_at", "paused_seconds", "given_back"),
    "size",
)

ACTIONS = (
    *("dial", "dial_refused", "outcome", "undo", "skip", "inbound", "line_answered", "line_end"),
    *(
        "help",
        "help_off",
        "session_end",
        "introduction",
        "plan",
        "plan_dissolve",
        "lead_edit",
        "answer",
    ),
    *("callback_move", "callback_give", "callback_take", "callback_drop"),
)
"""The entries that an agent's work writes."""

_SHARED = """OLD.e164 = ANY (ARRAY(SELECT e164 FROM number WHERE lead_id = ANY (desk.mine())))"""
_ALIKE = """EXISTS (
    SELECT FROM number JOIN number AS own ON own.e164 = number.e164
    WHERE number.lead_id = OLD.id AND own.lead_id = ANY (desk.mine())
)"""
_LAST_ID = f"""
    SELECT id FROM attempt WHERE agent = {ME} ORDER BY dialled_at DESC, id DESC LIMIT 1
"""
_LAST = f"OLD.id = ({_LAST_ID})"


def _changed(columns: Sequence[str], row: str = "NEW") -> str:
    """What is compared of a row: all but these columns."""
    named = ", ".join(f"'{one}'" for one in columns)
    return f"(to_jsonb({row}) - ARRAY[{named}]::text[])"


def _only(columns: Sequence[str], words: str = "only a supervisor changes that") -> str:
    return refuse(f"{_changed(columns)} <> {_changed(columns, 'OLD')}", words)


def _update(table: str, columns: Sequence[str], key: str = "id") -> str:
    """Sets what this statement changes, and leaves the rest as it is by now."""
    types = {one.name: one.type for one in _table(table).columns}

    def compared(name: str) -> str:
        return f"{name}::text" if isinstance(types[name], JSON) else name

    sets = ", ".join(
        f"{one} = CASE WHEN NEW.{compared(one)} IS DISTINCT FROM OLD.{compared(one)}"
        f" THEN NEW.{one} ELSE t.{one} END"
        for one in columns
    )
    return f"UPDATE {table} AS t SET {sets} WHERE t.{key} = OLD.{key};"


def _insert(table: str) -> str:
    names = [one.name for one in _table(table).columns]
    quoted = ", ".join(f'"{one}"' for one in names)
    values = ", ".join(f'NEW."{one}"' for one in names)
    return f"INSERT INTO {table} ({quoted}) VALUES ({values});"


def _table(name: str) -> Table:
    return METADATA.tables[name]


def _count(sign: str) -> str:
    named = ", ".join((*KEY, *AMOUNTS, "attempt_id"))
    told = ", ".join((*KEY, *(f"{sign}{one}" for one in AMOUNTS), "OLD_ID"))
    rows = " UNION ALL ".join(counted("postgresql", kind, "OLD_ID") for kind in KINDS)
    return f"INSERT INTO desk.counted ({named}) SELECT {told} FROM ({rows}) AS these"


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
                {refuse("NOT " + _ALIKE, "that lead is not yours")}
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
        {_count("").replace("OLD_ID", "NEW.id")};
        RETURN NEW;
    """,
    ("attempt", "UPDATE"): f"""
        {refuse(f"OLD.agent <> {ME}", "that call is another''s")}
        {_only((*OF_OUTCOME, *OF_LINE))}
        {refuse("OLD.outcome IS NOT NULL AND NOT " + _LAST, "only your last call can be changed")}
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
            " AND xmin = pg_current_xact_id()::xid)",
            "that entry is of another time",
        )
    }
        IF {_changed(("audit_seq",))} = {_changed(("audit_seq",), "OLD")} THEN
            {_update("attempt", ("audit_seq",))}
            RETURN NEW;
        END IF;
        {_count("-").replace("OLD_ID", "OLD.id")};
        {_update("attempt", (*OF_OUTCOME, *OF_LINE))}
        {_count("").replace("OLD_ID", "OLD.id")};
        RETURN NEW;
    """,
    ("call_answer", "INSERT"): f"""
        {refuse(f"NEW.agent <> {ME}", "that is not your name")}
        {refuse(f"NEW.attempt_id IS DISTINCT FROM ({_LAST_ID})", "only of your last call is asked")}
        {refuse(f"NEW.at > now() + {NOT_YET}", "that time has not come")}
        NEW.id := nextval('call_answer_id_seq');
        {_insert("call_answer")}
        RETURN NEW;
    """,
    ("call_answer", "UPDATE"): f"""
        {_only(("audit_seq",))}
        {refuse(f"OLD.agent <> {ME}", "that answer is another''s")}
        {_update("call_answer", ("audit_seq",))}
        RETURN NEW;
    """,
    ("call_answer", "DELETE"): f"""
        {refuse(f"OLD.attempt_id IS DISTINCT FROM ({_LAST_ID})", "only of your last call is asked")}
        DELETE FROM call_answer WHERE id = OLD.id;
        RETURN OLD;
    """,
    ("number", "UPDATE"): f"""
        {_only(("status", "place_id"))}
        {refuse("NOT " + _SHARED, "that number is not of a lead of yours")}
        {
        refuse(
            "NEW.status <> 'suppressed' AND OLD.status = 'suppressed' AND EXISTS ("
            "SELECT FROM suppression WHERE e164 = OLD.e164)",
            "they asked not to be called",
        )
    }
        {
        refuse(
            "NEW.place_id <> OLD.place_id AND NOT EXISTS (SELECT FROM consent"
            " WHERE e164 = OLD.e164 AND xmin = pg_current_xact_id()::xid)",
            "its evidence is what it was",
        )
    }
        {_update("number", ("status", "place_id"))}
        RETURN NEW;
    """,
    ("consent", "UPDATE"): f"""
        {_only(("withdrawn_at", "audit_seq"))}
        {
        refuse(
            "NEW.withdrawn_at IS NOT NULL AND OLD.withdrawn_at IS NULL AND NOT EXISTS ("
            "SELECT FROM suppression WHERE e164 = OLD.e164)",
            "a supervisor ends evidence",
        )
    }
        {
        refuse(
            "NEW.withdrawn_at IS NULL AND OLD.withdrawn_at IS DISTINCT FROM ("
            f"SELECT ended_at FROM attempt WHERE agent = {ME}"
            " ORDER BY dialled_at DESC, id DESC LIMIT 1) AND OLD.withdrawn_at IS NOT NULL",
            "a supervisor takes up evidence",
        )
    }
        {
        refuse(
            "NEW.withdrawn_at IS NOT NULL AND OLD.withdrawn_at IS NOT NULL"
            " AND NEW.withdrawn_at <> OLD.withdrawn_at",
            "only a supervisor changes that",
        )
    }
        {_update("consent", ("withdrawn_at", "audit_seq"))}
        RETURN NEW;
    """,
    ("suppression", "UPDATE"): f"""
        {_only(("audit_seq",))}
        {
        refuse(
            "NOT EXISTS (SELECT FROM attempt WHERE id = OLD.attempt_id AND agent = " + ME + ")",
            "that request is another''s",
        )
    }
        {_update("suppression", ("audit_seq",), "e164")}
        RETURN NEW;
    """,
    ("suppression_request", "UPDATE"): f"""
        {_only(("audit_seq",))}
        {
        refuse(
            "NOT EXISTS (SELECT FROM attempt WHERE id = OLD.attempt_id AND agent = " + ME + ")",
            "that request is another''s",
        )
    }
        {_update("suppression_request", ("audit_seq",))}
        RETURN NEW;
    """,
    ("suppression_pattern", "UPDATE"): refuse("true", "only a supervisor changes that")
    + " RETURN NULL;",
    ("skip", "INSERT"): f"""
        {refuse(f"NEW.agent <> {ME}", "that is not your name")}
        {
        refuse(
            "NOT EXISTS (SELECT FROM desk.sight WHERE lead_id = NEW.lead_id"
            f" AND agent = {ME} AND let_go_in = pg_current_xact_id())",
            "that lead was not on your screen",
        )
    }
        {refuse(f"NEW.at > now() + {NOT_YET}", "that time has not come")}
        NEW.id := nextval('skip_id_seq');
        {_insert("skip")}
        RETURN NEW;
    """,
    ("skip", "DELETE"): f"""
        {refuse(f"OLD.agent <> {ME}", "that is another''s")}
        {
        refuse(
            "OLD.id <> (SELECT id FROM skip WHERE agent = " + ME + " ORDER BY id DESC LIMIT 1)",
            "only your last skip can be taken back",
        )
    }
        DELETE FROM skip WHERE id = OLD.id;
        RETURN OLD;
    """,
    ("callback", "INSERT"): f"""
        {refuse(f"NEW.agent <> {ME}", "that is not your name")}
        {refuse("NOT NEW.lead_id = ANY (desk.mine())", "that lead is not yours")}
        NEW.id := nextval('callback_id_seq');
        {_insert("callback")}
        RETURN NEW;
    """,
    ("callback", "UPDATE"): f"""
        {_only(("agent", "due_at", "kept_at", "dropped"))}
        {refuse(f"NEW.agent <> {ME} AND NEW.agent IS DISTINCT FROM OLD.agent", "not your name")}
        {
        refuse(
            f"OLD.agent <> {ME} AND NOT OLD.lead_id = ANY (desk.mine())",
            "that promise is another''s",
        )
    }
        {_update("callback", ("agent", "due_at", "kept_at", "dropped"))}
        RETURN NEW;
    """,
    ("callback", "DELETE"): f"""
        {refuse("NOT OLD.lead_id = ANY (desk.mine())", "that promise is another''s")}
        DELETE FROM callback WHERE id = OLD.id;
        RETURN OLD;
    """,
    ("calling_session", "INSERT"): f"""
        {refuse("NEW.status <> 'planned' OR NEW.agent IS NOT NULL", "a session begins planned")}
        NEW.paused_seconds := coalesce(NEW.paused_seconds, 0);
        {_insert("calling_session")}
        RETURN NEW;
    """,
    ("calling_session", "UPDATE"): f"""
        {_only(OF_SESSION)}
        {refuse(f"OLD.agent <> {ME}", "that session is another''s")}
        {refuse(f"NEW.agent <> {ME}", "that is not your name")}
        IF OLD.agent IS NULL THEN
            {refuse("NEW.agent IS NULL OR NEW.status <> 'active'", "nobody has begun that session")}
            {refuse("NOT OLD.owner = ANY (desk.owners())", "those are leads of others")}
        END IF;
        IF NEW.status = 'active' AND OLD.status <> 'active' THEN
            PERFORM desk.look((SELECT least(count(*), {UP_NEXT}) FROM session_lead
                WHERE session_id = OLD.id)::int);
        END IF;
        {_update("calling_session", OF_SESSION)}
        RETURN NEW;
    """,
    ("calling_session", "DELETE"): f"""
        {
        refuse(
            "OLD.status <> 'planned' OR OLD.started_at IS NOT NULL"
            " OR coalesce(OLD.span_closes_at > now(), true)",
            "its time is not over",
        )
    }
        DELETE FROM calling_session WHERE id = OLD.id;
        RETURN OLD;
    """,
    ("session_lead", "INSERT"): f"""
        {
        refuse(
            "NOT EXISTS (SELECT FROM calling_session WHERE id = NEW.session_id"
            f" AND (agent = {ME} OR xmin = pg_current_xact_id()::xid))",
            "that session is another''s",
        )
    }
        {
        refuse(
            f"NEW.position >= {UP_NEXT} AND NOT NEW.lead_id = ANY (desk.mine())",
            f"an agent plans sessions of up to {UP_NEXT}",
        )
    }
        IF NOT NEW.lead_id = ANY (desk.mine()) THEN
            {
        refuse(
            "EXISTS (SELECT FROM calling_session WHERE id = NEW.session_id"
            " AND (status <> 'planned' OR owner <> ("
            "SELECT owner FROM lead WHERE id = NEW.lead_id)))",
            "that session is not for that lead",
        )
    }
        END IF;
        {_insert("session_lead")}
        RETURN NEW;
    """,
    ("session_lead", "DELETE"): f"""
        {
        refuse(
            "NOT OLD.lead_id = ANY (desk.mine()) AND EXISTS (SELECT FROM calling_session"
            f" WHERE id = OLD.session_id AND agent IS DISTINCT FROM {ME}"
            " AND (status <> 'planned' OR coalesce(span_closes_at > now(), true)))",
            "that session is another''s",
        )
    }
        DELETE FROM session_lead WHERE lead_id = OLD.lead_id;
        RETURN OLD;
    """,
    ("held_number", "UPDATE"): f"""
        {refuse("NEW.held_until > now() + desk.longest_hold()", "no number is held so long")}
        UPDATE held_number SET held_until = NEW.held_until
        WHERE e164 = OLD.e164 AND claim = OLD.claim;
        RETURN NEW;
    """,
    ("held_number", "DELETE"): """
        DELETE FROM held_number WHERE e164 = OLD.e164 AND claim = OLD.claim;
        RETURN OLD;
    """,
    ("help_call", "INSERT"): f"""
        {refuse(f"NEW.agent <> {ME}", "that is not your name")}
        {refuse("(NEW.answered_by, NEW.answer) <> ('', '')", "another answers it")}
        {refuse("NEW.ended_at IS NOT NULL", "a call for help stands until it is ended")}
        NEW.id := nextval('help_call_id_seq');
        {_insert("help_call").replace(";", " ON CONFLICT DO NOTHING;")}
        IF NOT FOUND THEN RETURN NULL; END IF;
        RETURN NEW;
    """,
    ("help_call", "UPDATE"): f"""
        {_only(("ended_at",), "another answers it")}
        {_update("help_call", ("ended_at",))}
        RETURN NEW;
    """,
    ("introduction", "INSERT"): f"""
        {refuse(f"NEW.agent <> {ME}", "that is not your name")}
        {refuse("NOT NEW.lead_id = ANY (desk.sees())", "that lead is not yours")}
        NEW.id := nextval('introduction_id_seq');
        {_insert("introduction")}
        RETURN NEW;
    """,
    # The lock of the chain is taken last in each transaction, and held until its end.
    ("audit_entry", "INSERT"): f"""
        {refuse(f"NEW.agent <> {ME}", "that is not your name")}
        {
        refuse(
            "NEW.action NOT IN (" + ", ".join(f"'{one}'" for one in ACTIONS) + ")",
            "that is no act of an agent''s",
        )
    }
        SELECT * INTO head FROM audit_head WHERE id = 1 FOR UPDATE;
        {refuse("NEW.seq <> head.seq + 1 OR NEW.previous <> head.hash", "the chain is longer")}
        {
        refuse(
            f"NEW.at > now() + {NOT_YET} OR NEW.at < (SELECT at FROM audit_entry"
            f" WHERE seq = head.seq) - {NOT_YET}",
            "that is not the time",
        )
    }
        said := concat_ws(E'\\n', NEW.seq, (extract(epoch FROM NEW.at) * 1000000)::bigint,
            NEW.agent, NEW.action, NEW.detail, coalesce(NEW.lead_id::text, 'None'),
            coalesce(NEW.number, 'None'), NEW.proof, NEW.previous);
        {refuse("NEW.hash <> encode(sha256(convert_to(said, 'UTF8')), 'hex')", "the hash is wrong")}
        {_insert("audit_entry")}
        UPDATE audit_head SET seq = NEW.seq, hash = NEW.hash WHERE id = 1;
        RETURN NEW;
    """,
    ("audit_head", "UPDATE"): f"""
        SELECT * INTO head FROM audit_head;
        {
        refuse(
            "(NEW.id, NEW.seq, NEW.hash) IS DISTINCT FROM (head.id, head.seq, head.hash)",
            "the chain goes on with its entries",
        )
    }
        RETURN NEW;
    """,
}
"""What is asked, by view and act; the statement is refused where it ends with no row."""

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
            " WHERE attempt.id = NEW.attempt_id AND audit_entry.xmin = pg_current_xact_id()::xid)",
            "no entry of the log says so",
        )
        + " RETURN NULL; END $act$"
    )
    yield (
        "CREATE CONSTRAINT TRIGGER count_call AFTER INSERT ON desk.counted DEFERRABLE"
        " INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION desk.count_call()"
    )
