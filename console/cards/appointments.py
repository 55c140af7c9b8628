"""Appointments, as a screen gets them."""

from datetime import datetime

from msgspec import Struct

from db.enums import AppointmentStatus, AppointmentWay


class NewAppointment(Struct, frozen=True):
    """An appointment that an agent sets. `with_whom` "" is the agent who sets it."""

    at: datetime
    with_whom: str = ""
    way: AppointmentWay = AppointmentWay.PHONE
    place: str = ""
    minutes: int = 30
    note: str = ""


class AppointmentCard(Struct, frozen=True):
    """An appointment with its lead.

    `zone` is the clock on which it was agreed. `held_by` is the agent who has the lead on the
    screen. `is_mine`: this agent set or keeps it, or may change all. `is_keeper_gone`: `with_whom`
    is no longer in the team or is blocked.
    """

    appointment_id: int
    lead_id: int
    name: str
    headline: str
    shown: str
    zone: str
    starts_at: datetime
    minutes: int
    way: AppointmentWay
    place: str
    with_whom: str
    set_by: str
    set_at: datetime
    status: AppointmentStatus
    note: str
    sequence: int
    held_by: str = ""
    is_mine: bool = True


class YesWithoutTime(Struct, frozen=True):
    """A call that ended with a yes for which no time was agreed."""

    attempt_id: int
    lead_id: int
    name: str
    headline: str
    agent: str
    at: datetime
    zone: str = ""
