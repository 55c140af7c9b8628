"""Read appointments with their leads, and yeses for which no time was agreed."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from msgspec import Struct
from sqlalchemy import ColumnElement, Connection, Select, exists, func, or_, select

from db.calls.appointments import IS_STANDING
from db.enums import AppointmentStatus, LeadStatus
from db.rows import read_row, read_rows
from db.tables.appointments import AppointmentRow, appointments
from db.tables.calls import attempts
from db.tables.firm import outcomes
from db.tables.leads import leads

MOST = 200
"""Appointments that are listed at once."""

MOST_YESES = 20
RECENT = timedelta(days=14)
"""A yes without a time is listed for so long."""


class AppointmentOfLead(AppointmentRow, frozen=True):
    """An appointment and its lead."""

    name: str
    title: str
    company: str
    owner: str
    lead_status: LeadStatus
    held_by: str | None
    held_until: datetime | None


class YesRow(Struct, frozen=True):
    """A call that ended with a yes, and its lead."""

    attempt_id: int
    lead_id: int
    agent: str
    at: datetime
    name: str
    title: str
    company: str


class Unmarked(Struct, frozen=True):
    """How many appointments are over and not marked, and when the first of them began."""

    count: int
    since: datetime | None


def _with_lead() -> Select[*tuple[object, ...]]:
    return select(
        appointments,
        leads.c.name,
        leads.c.title,
        leads.c.company,
        leads.c.owner,
        leads.c.status.label("lead_status"),
        leads.c.held_by,
        leads.c.held_until,
    ).join(leads, leads.c.id == appointments.c.lead_id)


def is_whose(agent: str | None) -> Sequence[ColumnElement[bool]]:
    """Return the condition on appointments that an agent set or keeps; () for None."""
    if agent is None:
        return ()
    return (or_(appointments.c.with_whom == agent, appointments.c.set_by == agent),)


def read_with_lead(connection: Connection, appointment_id: int) -> AppointmentOfLead | None:
    """Return an appointment with its lead, or None."""
    wanted = _with_lead().where(appointments.c.id == appointment_id)
    return read_row(connection, AppointmentOfLead, wanted)


def appointments_between(
    connection: Connection,
    agent: str | None,
    since: datetime | None,
    until: datetime | None = None,
    limit: int | None = MOST,
) -> tuple[AppointmentOfLead, ...]:
    """Return appointments that begin in [since, until), in order, and all older unmarked ones.

    With `agent`, only those that the agent set or keeps. Without `since`, there is no limit.
    """
    wanted = _with_lead().where(*is_whose(agent))
    if since is not None:
        wanted = wanted.where(or_(appointments.c.starts_at >= since, IS_STANDING))
    if until is not None:
        wanted = wanted.where(appointments.c.starts_at < until)
    ordered = wanted.order_by(appointments.c.starts_at, appointments.c.id).limit(limit)
    return tuple(read_rows(connection, AppointmentOfLead, ordered))


class Kept(Struct, frozen=True):
    """When an appointment begins, and the agent who keeps it."""

    agent: str
    at: datetime


def next_standing(connection: Connection, now: datetime) -> Kept | None:
    """Return the next standing appointment of the firm, or None."""
    statement = (
        select(appointments.c.with_whom, appointments.c.starts_at)
        .where(appointments.c.starts_at > now, IS_STANDING)
        .order_by(appointments.c.starts_at)
        .limit(1)
    )
    row = connection.execute(statement).first()
    return None if row is None else Kept(row[0], row[1])


def yeses_without_time(
    connection: Connection, agent: str | None, now: datetime
) -> tuple[YesRow, ...]:
    """Return the latest yeses of leads without an appointment, newest first.

    A yes whose appointment was cancelled has had its time: it is not listed again. Empty until the
    firm has made its first appointment: before that, a yes needs no time.
    """
    if connection.execute(select(appointments.c.id).limit(1)).first() is None:
        return ()
    wanted = (
        select(
            attempts.c.id.label("attempt_id"),
            attempts.c.lead_id,
            attempts.c.agent,
            attempts.c.dialled_at.label("at"),
            leads.c.name,
            leads.c.title,
            leads.c.company,
        )
        .join(outcomes, outcomes.c.code == attempts.c.outcome)
        .join(leads, leads.c.id == attempts.c.lead_id)
        .where(attempts.c.dialled_at >= now - RECENT, outcomes.c.is_yes)
        .where(
            ~exists().where(
                appointments.c.lead_id == attempts.c.lead_id,
                or_(
                    appointments.c.status != AppointmentStatus.CANCELLED,
                    appointments.c.set_at >= attempts.c.dialled_at,
                ),
            )
        )
        .order_by(attempts.c.dialled_at.desc())
        .limit(MOST_YESES)
    )
    if agent is not None:
        wanted = wanted.where(attempts.c.agent == agent)
    return tuple(read_rows(connection, YesRow, wanted))


def count_unmarked(connection: Connection, before: datetime) -> Unmarked:
    """Count the appointments that began before an instant and are not marked."""
    wanted = select(func.count(), func.min(appointments.c.starts_at))
    row = connection.execute(wanted.where(IS_STANDING, appointments.c.starts_at < before)).one()
    return Unmarked(*row)


def count_between(connection: Connection, since: datetime, until: datetime) -> int:
    """Count the appointments that begin in [since, until) and were not cancelled."""
    wanted = select(func.count()).where(
        appointments.c.starts_at >= since,
        appointments.c.starts_at < until,
        appointments.c.status != AppointmentStatus.CANCELLED,
    )
    return connection.execute(wanted).scalar_one()


def count_standing(connection: Connection, since: datetime, until: datetime) -> int:
    """Count the appointments that begin in [since, until) and are not marked or cancelled."""
    begins = appointments.c.starts_at
    wanted = select(func.count()).where(begins >= since, begins < until, IS_STANDING)
    return connection.execute(wanted).scalar_one()


def count_marks(connection: Connection, since: datetime, until: datetime) -> tuple[int, int, int]:
    """Count the appointments that begin in [since, until): all, held ones, and no-shows."""
    wanted = (
        select(appointments.c.status, func.count())
        .where(appointments.c.starts_at >= since, appointments.c.starts_at < until)
        .group_by(appointments.c.status)
    )
    counts = {row[0]: int(row[1]) for row in connection.execute(wanted)}
    held = counts.get(AppointmentStatus.HELD, 0)
    return sum(counts.values()), held, counts.get(AppointmentStatus.NO_SHOW, 0)


def count_barred(connection: Connection, now: datetime) -> int:
    """Count the standing appointments to come whose person nobody may call."""
    wanted = select(func.count()).join(leads, leads.c.id == appointments.c.lead_id)
    barred = leads.c.status == LeadStatus.BARRED
    counted = wanted.where(IS_STANDING, appointments.c.starts_at > now, barred)
    return connection.execute(counted.select_from(appointments)).scalar_one()


def count_kept_by(connection: Connection, agents: Collection[str]) -> dict[str, int]:
    """Count the standing appointments that each agent keeps; those with none are absent."""
    wanted = (
        select(appointments.c.with_whom, func.count())
        .where(IS_STANDING, appointments.c.with_whom.in_(agents))
        .group_by(appointments.c.with_whom)
        .order_by(appointments.c.with_whom)
    )
    return {row[0]: row[1] for row in connection.execute(wanted)}


def ids_kept_by(connection: Connection, agent: str) -> Sequence[int]:
    """Return the standing appointments that an agent keeps, by time."""
    wanted = select(appointments.c.id).where(IS_STANDING, appointments.c.with_whom == agent)
    return connection.execute(wanted.order_by(appointments.c.starts_at)).scalars().all()
