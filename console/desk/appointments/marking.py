"""Mark who came to an appointment, and what follows for the lead."""

from datetime import datetime, timedelta

from console.firm.appointment_rings import end_ring
from console.rules.shift.appointments import (
    MOST_NO_SHOWS,
    NO_SHOW_REST,
    STATUS_WORDS,
    working_day_after,
)
from console.rules.times.windows import load_zone
from db.calls import appointments
from db.calls.callbacks import callback, forget_callback
from db.engine.database import Connection
from db.enums import AppointmentStatus, LeadStatus, ReasonCode
from db.leads.records import change_lead, read_lead
from db.tables.appointments import AppointmentRow

HELD_REST = timedelta(days=7)
"""A lead that came is not offered for this time, unless a later call says otherwise."""


def mark_status(
    connection: Connection,
    row: AppointmentRow,
    status: AppointmentStatus,
    agent: str,
    now: datetime,
) -> None:
    """Mark an appointment as held or as a no-show.

    A no-show comes back on the next working day, before all other leads of the agent who set it.
    After the second one the lead rests.
    """
    values = {"status": status, "marked_by": agent, "marked_at": now}
    appointments.change_appointment(connection, row.id, values)
    appointments.note_change(connection, row, now, agent, STATUS_WORDS[status])
    lead = read_lead(connection, row.lead_id)
    if lead is None or lead.status is not LeadStatus.OPEN:
        return
    if row.status is AppointmentStatus.NO_SHOW:  # a mark is corrected: its call goes
        forget_callback(connection, lead.id, None)
    elif not end_ring(connection, row, now):
        return  # another call is promised, and comes first
    if status is AppointmentStatus.HELD:
        if lead.due_reason in {ReasonCode.APPOINTMENT, ReasonCode.CALLBACK}:
            _rest(connection, lead.id, now + HELD_REST)
        else:  # the last call said how it goes on
            change_lead(connection, lead.id, due_at=lead.due_at, due_reason=lead.due_reason)
    elif appointments.count_no_shows(connection, lead.id) >= MOST_NO_SHOWS:
        _rest(connection, lead.id, now + NO_SHOW_REST)
    else:
        due_at = _next_try(row, now)
        callback(connection, lead.id, row.set_by, due_at, now)
        change_lead(connection, lead.id, due_at=due_at, due_reason=ReasonCode.CALLBACK)


def _next_try(row: AppointmentRow, now: datetime) -> datetime:
    """Return the hour of the appointment on the next working day, on the person's clock."""
    hour = row.starts_at.astimezone(load_zone(row.zone))
    today = now.astimezone(load_zone(row.zone))
    then = today.replace(hour=hour.hour, minute=hour.minute, second=0, microsecond=0)
    return working_day_after(then, row.zone).astimezone(now.tzinfo)


def _rest(connection: Connection, lead_id: int, until: datetime) -> None:
    change_lead(connection, lead_id, due_at=until, due_reason=ReasonCode.COOL_DOWN)
