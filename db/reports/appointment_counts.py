"""Read the appointments of some days for reports: who came, and who said yes afterwards."""

from datetime import datetime

from msgspec import Struct
from sqlalchemy import Connection, exists, func, select

from db.enums import AppointmentStatus
from db.rows import read_rows
from db.tables.appointments import appointment_changes, appointments
from db.tables.calls import attempts
from db.tables.firm import outcomes
from db.tables.imports import import_batches
from db.tables.leads import lead_lists, leads


class AppointmentFact(Struct, frozen=True):
    """An appointment as reports count it.

    `yes_call` is the first call from its beginning on that ended with a yes, if it was held.
    """

    id: int
    attempt_id: int
    lead_id: int
    vendor_id: str
    set_by: str
    with_whom: str
    set_at: datetime
    starts_at: datetime
    status: AppointmentStatus
    marked_by: str
    is_moved: bool
    yes_call: int | None
    list_name: str
    supplier: str


_MOVED = exists().where(
    appointment_changes.c.appointment_id == appointments.c.id, appointment_changes.c.what == "moved"
)
_YES_CALL = (
    select(func.min(attempts.c.id))
    .join(outcomes, outcomes.c.code == attempts.c.outcome)
    .where(
        attempts.c.lead_id == appointments.c.lead_id,
        attempts.c.dialled_at >= appointments.c.starts_at,
        outcomes.c.is_yes,
        appointments.c.status == AppointmentStatus.HELD,
    )
    .scalar_subquery()
)


def read_facts(
    connection: Connection, since: datetime, until: datetime, agent: str = "", list_name: str = ""
) -> list[AppointmentFact]:
    """Return the appointments that begin in [since, until), in order; an agent's are those set."""
    wanted = (
        select(
            appointments.c.id,
            appointments.c.attempt_id,
            appointments.c.lead_id,
            leads.c.vendor_id,
            appointments.c.set_by,
            appointments.c.with_whom,
            appointments.c.set_at,
            appointments.c.starts_at,
            appointments.c.status,
            appointments.c.marked_by,
            _MOVED.label("is_moved"),
            _YES_CALL.label("yes_call"),
            lead_lists.c.name.label("list_name"),
            func.coalesce(import_batches.c.supplier, "").label("supplier"),
        )
        .join(leads, leads.c.id == appointments.c.lead_id)
        .join(lead_lists, lead_lists.c.id == leads.c.list_id)
        .outerjoin(import_batches, import_batches.c.id == leads.c.batch_id)
        .where(appointments.c.starts_at >= since, appointments.c.starts_at < until)
        .order_by(appointments.c.starts_at, appointments.c.id)
    )
    if agent:
        wanted = wanted.where(appointments.c.set_by == agent)
    if list_name:
        wanted = wanted.where(lead_lists.c.name == list_name)
    return list(read_rows(connection, AppointmentFact, wanted))
