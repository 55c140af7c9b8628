"""Passing a lead over: it rests, leaves its session, and keeps the reason for who gets it next."""

from datetime import datetime

from console.desk.claiming import hold_of, lead_of
from console.desk.seat import RefusedError, Seat
from console.desk.undo import remember
from console.firm.settings import skip_rest_of
from db import attempts, audit, claims, leads, sessions
from db.audit_salts import seal_for
from db.engine import Connection
from db.enums import ReasonCode
from db.settings import read_firm
from db.skips import add_skip


def pass_over(seat: Seat, connection: Connection, claim: str, reason: str, now: datetime) -> None:
    """Raises ClaimLostError, and RefusedError after a dial."""
    rest = skip_rest_of(read_firm(connection))
    hold = hold_of(seat, connection, claim, now)
    if attempts.attempt_of(connection, claim) is not None:
        raise RefusedError("You have dialled: record what happened instead of a skip.")
    lead = lead_of(seat, connection, hold.lead_id)
    before = remember(connection, lead)
    session = sessions.active_session(connection, seat.agent)
    before["session"] = sessions.drop(connection, hold.lead_id)
    leads.rest(connection, hold.lead_id, now + rest, ReasonCode.COOL_DOWN)
    claims.release(connection, claim)
    skip_id = add_skip(
        connection,
        lead_id=hold.lead_id,
        agent=seat.agent,
        session_id=None if session is None else session.id,
        at=now,
        reason=reason.strip(),
        before=before,
    )
    detail = {
        "lead": hold.lead_id,
        "skip": skip_id,
        "reason": seal_for(connection, lead.numbers[0].e164, reason.strip()),
    }
    audit.append(connection, now, seat.agent, "skip", detail)
