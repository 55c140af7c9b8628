"""Appointments in words."""

from datetime import datetime
from zoneinfo import ZoneInfo

from console.view.text.clocks import clock, zone_time
from db.enums import AppointmentWay

NO_YES = "Which yes is meant is not known here: C lists it, and t gives it a time."

WAYS = {
    AppointmentWay.PHONE: "phone",
    AppointmentWay.VIDEO: "video",
    AppointmentWay.VISIT: "they are visited",
}
"""The ways of an appointment, as a line of choices names them."""


def spoken_time(starts_at: datetime, ends_at: datetime, zone: str) -> str:
    """Return a time to read aloud: "Tuesday 1 December, 10:00–10:30 Mountain time"."""
    there = starts_at.astimezone(ZoneInfo(zone))
    span = f"{clock(starts_at, zone)}–{clock(ends_at, zone)}"
    return f"{there:%A} {there.day} {there:%B}, {span} {zone_time(zone, starts_at)}"
