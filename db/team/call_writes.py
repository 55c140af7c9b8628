"""The triggers that check what an agent writes about its own leads and calls."""

from db.team.agent_acts import BLOCKED, NOT_YET, refuse
from db.team.agent_views import ME
from db.team.trigger_parts import changed, count, insert, only, update

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
LAST_ID = f"""
    SELECT id FROM attempt WHERE agent = {ME} ORDER BY dialled_at DESC, id DESC LIMIT 1
"""
LAST = f"OLD.id = ({LAST_ID})"

CALLS = {
    ("lead", "UPDATE"): f"""
        IF {changed(())} = {changed((), "OLD")} THEN RETURN NEW; END IF;
        {only(OF_LEAD)}
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
            IF {changed(("notes",))} <> {changed(("notes",), "OLD")} THEN
                {only(("status", "bar", "place_id"), "that lead is not yours")}
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
        {update("lead", OF_LEAD)}
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
        {insert("attempt")}
        {count("").replace("OLD_ID", "NEW.id")};
        RETURN NEW;
    """,
    ("attempt", "UPDATE"): f"""
        {refuse(f"OLD.agent <> {ME}", "that call is another''s")}
        {only((*OF_OUTCOME, *OF_LINE))}
        {refuse("OLD.outcome IS NOT NULL AND NOT " + LAST, "only your last call can be changed")}
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
        IF {changed(("audit_seq",))} = {changed(("audit_seq",), "OLD")} THEN
            {update("attempt", ("audit_seq",))}
            RETURN NEW;
        END IF;
        {count("-").replace("OLD_ID", "OLD.id")};
        {update("attempt", (*OF_OUTCOME, *OF_LINE))}
        {count("").replace("OLD_ID", "OLD.id")};
        RETURN NEW;
    """,
    ("call_answer", "INSERT"): f"""
        {refuse(f"NEW.agent <> {ME}", "that is not your name")}
        {refuse(f"NEW.attempt_id IS DISTINCT FROM ({LAST_ID})", "only of your last call is asked")}
        {refuse(f"NEW.at > now() + {NOT_YET}", "that time has not come")}
        NEW.id := nextval('call_answer_id_seq');
        {insert("call_answer")}
        RETURN NEW;
    """,
    ("call_answer", "UPDATE"): f"""
        {only(("audit_seq",))}
        {refuse(f"OLD.agent <> {ME}", "that answer is another''s")}
        {update("call_answer", ("audit_seq",))}
        RETURN NEW;
    """,
    ("call_answer", "DELETE"): f"""
        {refuse(f"OLD.attempt_id IS DISTINCT FROM ({LAST_ID})", "only of your last call is asked")}
        DELETE FROM call_answer WHERE id = OLD.id;
        RETURN OLD;
    """,
    ("skip", "INSERT"): f"""
        {refuse(f"NEW.agent <> {ME}", "that is not your name")}
        {refuse("NEW.kind <> 'skip'", "other acts are stored by functions")}
        {
        refuse(
            "NOT EXISTS (SELECT FROM desk.sight WHERE lead_id = NEW.lead_id"
            f" AND agent = {ME} AND let_go_in = pg_current_xact_id())",
            "that lead was not on your screen",
        )
    }
        {refuse(f"NEW.at > now() + {NOT_YET}", "that time has not come")}
        NEW.id := nextval('skip_id_seq');
        {insert("skip")}
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
    ("help_call", "INSERT"): f"""
        {refuse(f"NEW.agent <> {ME}", "that is not your name")}
        {refuse("(NEW.answered_by, NEW.answer) <> ('', '')", "another answers it")}
        {refuse("NEW.ended_at IS NOT NULL", "a call for help stands until it is ended")}
        NEW.id := nextval('help_call_id_seq');
        {insert("help_call").replace(";", " ON CONFLICT DO NOTHING;")}
        IF NOT FOUND THEN RETURN NULL; END IF;
        RETURN NEW;
    """,
    ("help_call", "UPDATE"): f"""
        {only(("ended_at",), "another answers it")}
        {update("help_call", ("ended_at",))}
        RETURN NEW;
    """,
    ("introduction", "INSERT"): f"""
        {refuse(f"NEW.agent <> {ME}", "that is not your name")}
        {refuse("NOT NEW.lead_id = ANY (desk.sees())", "that lead is not yours")}
        NEW.id := nextval('introduction_id_seq');
        {insert("introduction")}
        RETURN NEW;
    """,
}
