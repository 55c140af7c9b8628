"""Store and read appointments, and what was done to each."""

import secrets
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta

from msgspec.structs import asdict
from sqlalchemy import (
    ColumnElement,
    Connection,
    bindparam,
    delete,
    func,
    insert,
    or_,
    select,
    text,
    update,
)

from db.engine.database import is_agent
from db.enums import AppointmentStatus
from db.rows import read_row, read_rows
from db.tables.appointments import (
    AppointmentChangeRow,
    AppointmentRow,
    appointment_changes,
    appointments,
)

IS_STANDING = or_(
    appointments.c.status == AppointmentStatus.SET,
    appointments.c.status == AppointmentStatus.CONFIRMED,
)

LONGEST = timedelta(hours=8)
"""No appointment is longer, so an overlapping one begins at most so long before."""

MERGED = "merged"
"""Why one of two appointments of a merged person was cancelled."""

RESTORED = ("with_whom", "local_start", "zone", "starts_at", "minutes", "way", "place", "status")
"""The columns that an undo restores."""

_TURN = 7350
"""The key of the PostgreSQL advisory locks by which bookings with one person queue."""

_LOCK = text("SELECT pg_advisory_xact_lock(:turn, hashtext(:who))")
_IS_BUSY = text("SELECT busy_at(:who, :starts_at, :ends_at, :but)")
_STANDING_OF = select(appointments).where(appointments.c.lead_id == bindparam("lead"), IS_STANDING)


def add_appointment(connection: Connection, values: Mapping[str, object]) -> AppointmentRow:
    """Store a new appointment with the status `set`; `values` are the columns agreed on."""
    added = insert(appointments).values(
        **values,
        uid=f"{secrets.token_hex(16)}@smiledial",
        status=AppointmentStatus.SET,
        sequence=0,
        marked_by="",
        salt=secrets.token_hex(16),
    )
    appointment_id = connection.execute(added.returning(appointments.c.id)).scalar_one()
    row = read_appointment(connection, appointment_id)
    assert row is not None
    return row


def change_appointment(
    connection: Connection, appointment_id: int, values: Mapping[str, object]
) -> None:
    """Change columns of an appointment."""
    mine = appointments.c.id == appointment_id
    connection.execute(update(appointments).where(mine).values(**values))


def note_change(
    connection: Connection,
    row: AppointmentRow,
    at: datetime,
    agent: str,
    what: str,
    to_at: datetime | None = None,
    reason: str = "",
) -> None:
    """Store what was done to an appointment, with the time it had before."""
    connection.execute(
        insert(appointment_changes).values(
            appointment_id=row.id,
            sequence=row.sequence,
            at=at,
            agent=agent,
            what=what,
            from_at=row.starts_at,
            to_at=to_at,
            reason=reason,
        )
    )


def changes_of(connection: Connection, appointment_id: int) -> tuple[AppointmentChangeRow, ...]:
    """Return what was done to an appointment, oldest first."""
    wanted = select(appointment_changes).where(
        appointment_changes.c.appointment_id == appointment_id
    )
    ordered = wanted.order_by(appointment_changes.c.id)
    return tuple(read_rows(connection, AppointmentChangeRow, ordered))


def read_appointment(connection: Connection, appointment_id: int) -> AppointmentRow | None:
    """Return an appointment, or None."""
    wanted = select(appointments).where(appointments.c.id == appointment_id)
    return read_row(connection, AppointmentRow, wanted)


def appointment_named(connection: Connection, uid: str) -> AppointmentRow | None:
    """Return the appointment that a calendar knows by this uid, or None."""
    return read_row(
        connection, AppointmentRow, select(appointments).where(appointments.c.uid == uid)
    )


def standing_of(connection: Connection, lead_id: int) -> AppointmentRow | None:
    """Return the appointment of a lead that is to come or not marked yet, or None."""
    return read_row(connection, AppointmentRow, _STANDING_OF, {"lead": lead_id})


def of_attempt(attempt_id: int) -> ColumnElement[bool]:
    """Return the condition on appointments that were agreed on a call."""
    return appointments.c.attempt_id == attempt_id


def of_leads(lead_ids: Collection[int]) -> ColumnElement[bool]:
    """Return the condition on all appointments of some leads."""
    return appointments.c.lead_id.in_(lead_ids)


def read_standing(connection: Connection, lead_ids: Collection[int]) -> tuple[AppointmentRow, ...]:
    """Return the standing appointments of these leads."""
    wanted = select(appointments).where(of_leads(lead_ids), IS_STANDING)
    return tuple(read_rows(connection, AppointmentRow, wanted.order_by(appointments.c.id)))


def is_reminder(connection: Connection, lead_id: int, now: datetime) -> bool:
    """Return whether a lead's promised call reminds of an appointment.

    Nobody asked for such a call, so it lifts no limit of the law as a callback may.
    """
    row = standing_of(connection, lead_id)
    return row is not None and row.starts_at > now


def busy_at(
    connection: Connection, who: str, starts_at: datetime, minutes: int, but: int | None = None
) -> datetime | None:
    """Return when a standing appointment of `who` begins that overlaps these minutes, or None.

    `but` is the id of an appointment that does not count. An agent's login may not read the
    appointments of others, and asks a function.
    """
    ends_at = starts_at + timedelta(minutes=minutes)
    if is_agent(connection):
        values = {"who": who, "starts_at": starts_at, "ends_at": ends_at, "but": but or 0}
        clash: datetime | None = connection.execute(_IS_BUSY, values).scalar()
        return clash
    wanted = select(appointments.c.starts_at, appointments.c.minutes).where(
        appointments.c.with_whom == who,
        IS_STANDING,
        appointments.c.id != (but or 0),
        appointments.c.starts_at < ends_at,
        appointments.c.starts_at > starts_at - LONGEST,
    )
    for other, length in connection.execute(wanted.order_by(appointments.c.starts_at)):
        if other + timedelta(minutes=length) > starts_at:
            return other  # type: ignore[no-any-return]
    return None


def lock_calendar(connection: Connection, who: str) -> None:
    """Make another transaction that books with `who` wait until this one ends.

    Otherwise two of them would both find the time free, since neither sees the other's row. SQLite
    has one writer.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(_LOCK, {"turn": _TURN, "who": who})


def count_no_shows(connection: Connection, lead_id: int) -> int:
    """Return how often a lead did not come to an appointment."""
    wanted = select(func.count()).where(
        appointments.c.lead_id == lead_id, appointments.c.status == AppointmentStatus.NO_SHOW
    )
    return connection.execute(wanted).scalar_one()


def remember_appointments(rows: Iterable[AppointmentRow]) -> dict[str, dict[str, object]]:
    """Return what `restore_appointments` needs, as JSON: id -> columns."""
    return {
        str(row.id): {
            name: value.isoformat() if isinstance(value, datetime) else value
            for name, value in asdict(row).items()
            if name in RESTORED
        }
        for row in rows
    }


def restore_appointments(
    connection: Connection, before: Mapping[str, Mapping[str, object]], attempt_id: int | None
) -> None:
    """Delete the appointments that an undone call brought, and restore those that it changed."""
    if attempt_id is not None:
        connection.execute(delete(appointments).where(of_attempt(attempt_id)))
    for appointment_id, columns in before.items():
        row = read_appointment(connection, int(appointment_id))
        if row is None:  # erased in the meantime
            continue
        starts_at = datetime.fromisoformat(str(columns["starts_at"]))
        sequence = row.sequence + (row.starts_at != starts_at)
        values = {**columns, "starts_at": starts_at, "sequence": sequence}
        change_appointment(connection, row.id, values)


def cancel_all(
    connection: Connection, rows: Iterable[AppointmentRow], agent: str, reason: str, now: datetime
) -> None:
    """Cancel these appointments for a reason."""
    for row in rows:
        values = {
            "status": AppointmentStatus.CANCELLED,
            "marked_by": agent,
            "marked_at": now,
            "sequence": row.sequence + 1,
        }
        change_appointment(connection, row.id, values)
        note_change(connection, row, now, agent, "cancelled", reason=reason)
