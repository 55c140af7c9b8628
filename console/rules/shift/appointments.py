"""Appointments: when to ring for them, which act is allowed when, and who came."""

from datetime import datetime, timedelta
from itertools import count

from msgspec import Struct

from console.rules.times.windows import load_zone
from db.enums import AppointmentStatus, AppointmentWay

MINUTES = 30
"""The usual length of an appointment."""

SHORTEST, LONGEST = 5, 480
"""The limits of its length, in minutes."""

SATURDAY = 5

OVERDUE = timedelta(days=1)
"""An appointment that nobody marked for so long is a trouble."""

WAITS_UNMARKED = timedelta(days=30)
"""A lead whose appointment nobody marks comes back after this time."""

MOST_NO_SHOWS = 2
NO_SHOW_REST = timedelta(days=30)
"""A lead that did not come to `MOST_NO_SHOWS` appointments rests for this time."""

STANDING = (AppointmentStatus.SET, AppointmentStatus.CONFIRMED)
"""The statuses of an appointment that is to come, or that nobody has marked yet."""

NOT_YET = "It has not begun yet: mark it when its time has come."
OVER = "It is marked already: {status}."
CAME_NOT = "They did not come: call them, and set a new one on the call."

STATUS_WORDS = {
    AppointmentStatus.SET: "set",
    AppointmentStatus.CONFIRMED: "confirmed",
    AppointmentStatus.HELD: "held",
    AppointmentStatus.NO_SHOW: "no-show",
    AppointmentStatus.CANCELLED: "cancelled",
}
WAY_WORDS = {
    AppointmentWay.PHONE: "by phone",
    AppointmentWay.VIDEO: "on video",
    AppointmentWay.VISIT: "at their place",
}


class Ring(Struct, frozen=True):
    """A call that an appointment needs: the reminder, or the appointment itself by phone."""

    at: datetime
    is_reminder: bool


def start_of(local_start: str, zone: str) -> datetime:
    """Return the instant of a wall time ("2026-12-01T10:00") in a zone.

    A wall time that a clock change skips is read by the clock before it; of two, it is the first.
    """
    local = datetime.fromisoformat(local_start).replace(tzinfo=load_zone(zone))
    return datetime.fromtimestamp(local.timestamp(), tz=load_zone("UTC"))


def working_day_before(starts_at: datetime, zone: str) -> datetime:
    """Return the same hour on the last weekday before, on the person's clock."""
    return _same_hour(starts_at, zone, -1)


def working_day_after(at: datetime, zone: str) -> datetime:
    """Return the same hour on the next weekday, on the person's clock."""
    return _same_hour(at, zone, 1)


def _same_hour(at: datetime, zone: str, step: int) -> datetime:
    # On the wall clock: across a clock change, the same hour is 23 or 25 hours away.
    local = at.astimezone(load_zone(zone))
    days = (local + timedelta(days=step * n) for n in count(1))
    day = next(day for day in days if day.weekday() < SATURDAY)
    return day.astimezone(at.tzinfo)


def next_ring(
    starts_at: datetime, zone: str, way: AppointmentWay, now: datetime, *, reminds: bool
) -> Ring | None:
    """Return the next call that an appointment needs, or None.

    The reminder is a working day before, if that has not passed. Only an appointment by phone needs
    a call at its own time.
    """
    reminder = working_day_before(starts_at, zone)
    if reminds and reminder > now:
        return Ring(reminder, is_reminder=True)
    if way is AppointmentWay.PHONE and starts_at > now:
        return Ring(starts_at, is_reminder=False)
    return None


def refuse_mark(status: AppointmentStatus, starts_at: datetime, now: datetime) -> str:
    """Say why nobody can be marked as come or not come, "" if they can.

    A mark may be corrected: held to no-show, and back.
    """
    if status is AppointmentStatus.CANCELLED:
        return OVER.format(status=STATUS_WORDS[status])
    return NOT_YET if starts_at > now else ""


def refuse_change(status: AppointmentStatus) -> str:
    """Say why an appointment cannot be moved, cancelled or handed over, "" if it can."""
    if status is AppointmentStatus.NO_SHOW:
        return CAME_NOT
    return "" if status in STANDING else OVER.format(status=STATUS_WORDS[status])
