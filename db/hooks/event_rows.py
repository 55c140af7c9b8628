"""Read the rows that an event tells about, as they stand now."""

from datetime import datetime

from msgspec import Struct
from sqlalchemy import Connection, select

from db.enums import ERASED, AppointmentStatus, AppointmentWay
from db.firm.outcomes import OutcomeRow, all_outcomes
from db.rows import read_row
from db.tables.appointments import appointments
from db.tables.calls import attempts, call_answers, callbacks
from db.tables.do_not_call import suppressions
from db.tables.leads import lead_lists, leads


class LeadKeys(Struct, frozen=True):
    """What identifies a lead here and elsewhere."""

    vendor_id: str
    name: str
    list_name: str


class Promise(Struct, frozen=True):
    """A callback: when, and by whom; None for anybody."""

    due_at: datetime
    agent: str | None


class CallFacts(Struct, frozen=True):
    """What an event says about a call. A sender's login reads these columns and no others."""

    dialled_at: datetime
    answered_at: datetime | None
    line_ended_at: datetime | None
    ended_at: datetime | None
    outcome: str | None
    e164: str
    note: str


class AppointmentFacts(Struct, frozen=True):
    """What an event says about an appointment."""

    uid: str
    sequence: int
    status: AppointmentStatus
    local_start: str
    zone: str
    starts_at: datetime
    minutes: int
    way: AppointmentWay
    with_whom: str


# An erased lead keeps its row. That it has no number would tell too, but senders may read none.
_IS_ERASED = (leads.c.name == ERASED) & (leads.c.vendor_id == "")


def read_lead_keys(connection: Connection, lead_id: int) -> LeadKeys | None:
    """Return a lead's keys; None if it was erased."""
    wanted = (
        select(leads.c.vendor_id, leads.c.name, lead_lists.c.name.label("list_name"))
        .join(lead_lists, lead_lists.c.id == leads.c.list_id)
        .where(leads.c.id == lead_id, ~_IS_ERASED)
    )
    return read_row(connection, LeadKeys, wanted)


def read_outcome(connection: Connection, code: str | None) -> OutcomeRow | None:
    return next((row for row in all_outcomes(connection) if row.code == code), None)


def answers_of(connection: Connection, attempt_id: int) -> dict[str, str]:
    """Return the answers to the questions of a call's script."""
    wanted = select(call_answers.c.question, call_answers.c.value)
    rows = connection.execute(wanted.where(call_answers.c.attempt_id == attempt_id))
    return {row.question: row.value for row in rows}


def open_promise(connection: Connection, lead_id: int | None) -> Promise | None:
    """Return the lead's newest callback that nobody has kept or dropped."""
    wanted = select(callbacks.c.due_at, callbacks.c.agent).where(
        callbacks.c.lead_id == lead_id, callbacks.c.kept_at.is_(None)
    )
    return read_row(connection, Promise, wanted.order_by(callbacks.c.id.desc()).limit(1))


def read_call(connection: Connection, attempt_id: int) -> CallFacts | None:
    """Return a call; None if it was taken back or erased."""
    names = CallFacts.__struct_fields__
    wanted = select(*(attempts.c[name] for name in names)).where(attempts.c.id == attempt_id)
    return read_row(connection, CallFacts, wanted)


def read_appointment(
    connection: Connection, *, appointment_id: int | None, attempt_id: int | None
) -> AppointmentFacts | None:
    """Return an appointment by its id, or else by the call that set it."""
    is_it = (
        appointments.c.attempt_id == attempt_id
        if appointment_id is None
        else appointments.c.id == appointment_id
    )
    names = AppointmentFacts.__struct_fields__
    wanted = select(*(appointments.c[name] for name in names)).where(is_it)
    return read_row(connection, AppointmentFacts, wanted)


def numbers_listed(connection: Connection, seq: int) -> list[str]:
    """Return the numbers on the internal list that an entry of the log covers."""
    listed = select(suppressions.c.e164).where(suppressions.c.audit_seq == seq)
    return list(connection.execute(listed.order_by(suppressions.c.e164)).scalars())


def list_of_batch(connection: Connection, batch_id: int) -> str:
    """Return the list of an import's leads, "" if none is left."""
    wanted = (
        select(lead_lists.c.name)
        .join(leads, leads.c.list_id == lead_lists.c.id)
        .where(leads.c.batch_id == batch_id)
    )
    return connection.execute(wanted.limit(1)).scalar() or ""
