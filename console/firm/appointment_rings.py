"""Keep the next call of an appointment as a callback: its reminder, or the appointment by phone.

So these calls come due, are claimed and are judged like every promised call.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from console.firm.settings import blocks_from
from console.rules.shift.appointments import WAITS_UNMARKED, next_ring, working_day_before
from console.rules.text import clean_line
from db.calls.callbacks import callback, forget_callback, standing_due
from db.engine.database import Connection
from db.enums import ReasonCode
from db.leads.records import LeadWork, change_lead
from db.tables.appointments import AppointmentRow
from db.team.logins import closed_logins

REMINDER = "appointment_reminder"
"""The firm's setting whether a reminder call comes due a working day before: "yes" or "no"."""

CLOSERS = "closers"
"""The firm's setting with the agents who keep appointments that others set."""


def closers_of(values: Mapping[str, object]) -> Sequence[str]:
    """Return the agents with whom appointments are offered besides the agent who sets one."""
    return read_closers(str(values.get(CLOSERS) or ""))


def read_closers(text: str) -> Sequence[str]:
    """Return the names in `ann; bob`."""
    return tuple(dict.fromkeys(filter(None, map(clean_line, text.split(";")))))


def agents_who_left(connection: Connection, values: Mapping[str, object]) -> frozenset[str]:
    """Return the agents who can keep no appointment: blocked, or without their login."""
    return closed_logins(connection) | {block.agent for block in blocks_from(values)}


def add_ring(
    connection: Connection, row: AppointmentRow, values: Mapping[str, object], now: datetime
) -> LeadWork:
    """Add the callback of the appointment's next call; return when the lead is due.

    Without such a call the lead waits to be marked. The lead must have no standing callback.
    """
    reminds = values.get(REMINDER, "yes") == "yes"
    ring = next_ring(row.starts_at, row.zone, row.way, now, reminds=reminds)
    if ring is None:
        due_at = row.starts_at + WAITS_UNMARKED
        return {"due_at": due_at, "due_reason": ReasonCode.APPOINTMENT}
    agent = row.set_by if ring.is_reminder else row.with_whom
    if agent in agents_who_left(connection, values):
        agent = row.with_whom  # nobody would see the reminder of a setter who left
    callback(connection, row.lead_id, agent, ring.at, now)
    return {"due_at": ring.at, "due_reason": ReasonCode.CALLBACK}


def renew_ring(
    connection: Connection,
    before: AppointmentRow,
    row: AppointmentRow,
    values: Mapping[str, object],
    now: datetime,
) -> None:
    """Replace the next call of an appointment that was changed from `before` to `row`.

    A callback that was promised besides it stays, and comes first.
    """
    if end_ring(connection, before, now):
        change_lead(connection, row.lead_id, **add_ring(connection, row, values, now))


def end_ring(connection: Connection, row: AppointmentRow, now: datetime) -> bool:
    """Remove the next call of an appointment; the lead may be called like any other.

    Return False, without a change, where another callback stands.
    """
    due_at = standing_due(connection, row.lead_id)
    rings = (row.starts_at, working_day_before(row.starts_at, row.zone))
    if due_at is not None and due_at not in rings:
        return False
    forget_callback(connection, row.lead_id, None)
    change_lead(connection, row.lead_id, due_at=now, due_reason="")
    return True
