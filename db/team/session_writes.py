"""The triggers that check what an agent writes about sessions, their leads and callbacks."""

from db.team.agent_acts import UP_NEXT, refuse
from db.team.agent_views import ME
from db.team.trigger_parts import insert, only, update

OF_SESSION = (
    *("agent", "status", "started_at", "ended_at", "paused_at", "paused_seconds", "given_back"),
    "size",
)

# A snapshot from before would not show the leads that another connection has added since.
_COUNTED = refuse(
    "current_setting('transaction_isolation') <> 'read committed'",
    "a session is begun in READ COMMITTED",
)

SESSIONS = {
    ("callback", "INSERT"): f"""
        {refuse(f"NEW.agent <> {ME}", "that is not your name")}
        {refuse("NOT NEW.lead_id = ANY (desk.mine())", "that lead is not yours")}
        NEW.id := nextval('callback_id_seq');
        {insert("callback")}
        RETURN NEW;
    """,
    ("callback", "UPDATE"): f"""
        {only(("agent", "due_at", "kept_at", "dropped"))}
        {refuse(f"NEW.agent <> {ME} AND NEW.agent IS DISTINCT FROM OLD.agent", "not your name")}
        {
        refuse(
            f"OLD.agent <> {ME} AND NOT OLD.lead_id = ANY (desk.mine())",
            "that callback is another''s",
        )
    }
        IF OLD.agent IS DISTINCT FROM {ME} THEN
            PERFORM desk.look(1);  -- the next of the team's callbacks comes into sight
        END IF;
        {update("callback", ("agent", "due_at", "kept_at", "dropped"))}
        RETURN NEW;
    """,
    ("callback", "DELETE"): f"""
        {refuse("NOT OLD.lead_id = ANY (desk.mine())", "that callback is another''s")}
        DELETE FROM callback WHERE id = OLD.id;
        RETURN OLD;
    """,
    ("calling_session", "INSERT"): f"""
        {refuse("NEW.status <> 'planned' OR NEW.agent IS NOT NULL", "a session begins planned")}
        NEW.paused_seconds := coalesce(NEW.paused_seconds, 0);
        {insert("calling_session")}
        RETURN NEW;
    """,
    ("calling_session", "UPDATE"): f"""
        {only(OF_SESSION)}
        {refuse(f"OLD.agent <> {ME}", "that session is another''s")}
        {refuse(f"NEW.agent <> {ME}", "that is not your name")}
        IF OLD.agent IS NULL THEN
            {refuse("NEW.agent IS NULL OR NEW.status <> 'active'", "nobody has begun that session")}
            {refuse("NOT OLD.owner = ANY (desk.owners())", "those are leads of others")}
        END IF;
        IF NEW.status = 'active' AND OLD.status <> 'active' THEN
            {_COUNTED}
            -- Whoever adds a lead meanwhile has locked the session, or finds it active afterwards.
            PERFORM FROM calling_session WHERE id = OLD.id FOR UPDATE;
            PERFORM desk.look((SELECT least(count(*), {UP_NEXT}) FROM session_lead
                WHERE session_id = OLD.id)::int);
        END IF;
        {update("calling_session", OF_SESSION)}
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
            f" AND (agent = {ME} OR desk.is_ours(xmin)))",
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
            PERFORM FROM calling_session WHERE id = NEW.session_id FOR SHARE;
            {
        refuse(
            "EXISTS (SELECT FROM calling_session WHERE id = NEW.session_id"
            " AND (status <> 'planned' OR owner <> ("
            "SELECT owner FROM lead WHERE id = NEW.lead_id)))",
            "that session is not for that lead",
        )
    }
        END IF;
        {insert("session_lead")}
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
        {
        refuse(
            "NOT OLD.lead_id = ANY (desk.mine()) AND EXISTS (SELECT FROM calling_session"
            " WHERE id = OLD.session_id AND status = 'active')",
            "a session''s leads are called one after the other",
        )
    }
        DELETE FROM session_lead WHERE lead_id = OLD.lead_id;
        RETURN OLD;
    """,
}
