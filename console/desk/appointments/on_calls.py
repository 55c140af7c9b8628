"""What a call does to the appointment of its lead, whatever the call was about."""

from datetime import datetime

from console.cards.promises import NewCallback
from console.desk.day.stored_state import Before
from console.firm.appointment_rings import add_ring
from console.judging.place_openings import Openings
from console.rules.shift.outcomes import Effect
from db.audit.coverage import Watch
from db.audit.row_hashes import APPOINTMENT
from db.calls import appointments
from db.engine.database import Connection
from db.enums import ReasonCode
from db.firm.outcomes import OutcomeRow
from db.leads.records import LeadFacts, LeadWork
from db.tables.appointments import AppointmentRow
from db.tables.calls import AttemptRow

SAID_NO = "they said no on a call"


def watch_appointment(
    connection: Connection,
    watch: Watch,
    lead: LeadFacts,
    before: Before,
    *,
    is_new: bool,
) -> AppointmentRow | None:
    """Return the lead's standing appointment, and remember and watch it.

    Only a lead that waits for a call or an appointment has one that a call can change. So the calls
    of all other leads cost no statement.
    """
    if not is_new and before["promise"] is None and lead.due_reason != ReasonCode.APPOINTMENT:
        return None
    standing = appointments.standing_of(connection, lead.id)
    if standing is not None:
        before["appointments"] = appointments.remember_appointments([standing])
    if is_new or standing is not None:
        watch.look(APPOINTMENT, appointments.of_leads([lead.id]))
    return standing


def go_on_with(
    connection: Connection,
    standing: AppointmentRow,
    outcome: OutcomeRow,
    effect: Effect,
    promise: NewCallback | None,
    attempt: AttemptRow,
    openings: Openings,
    now: datetime,
) -> LeadWork:
    """Cancel an appointment to come after a no, or return when the lead is due for it.

    An appointment whose time has come stays as it is, until somebody marks it.
    """
    if standing.starts_at <= now:
        return {}
    if outcome.is_no:
        appointments.cancel_all(connection, [standing], attempt.agent, SAID_NO, now)
        return {}
    if promise is not None or effect.closes_lead:
        return {}
    return add_ring(connection, standing, openings.settings, now)
