"""When a supervisor last checked for declared emergencies."""

from datetime import datetime, timedelta
from typing import TypedDict

from db.engine.database import Connection
from db.firm.settings import read_firm
from db.places.stored import is_open_work_in

CHECKED = "emergencies_checked"
"""The firm's setting with the last check of each jurisdiction."""

ASKED_AFTER = "emergency_days"
"""The firm's setting for how many days a check is valid."""

GOOD_FOR = timedelta(days=7)

STATE = "US-NY"
"""The only jurisdiction with such a law in the data."""


class Checked(TypedDict):
    """When a supervisor last checked, at which source, and who did."""

    at: str
    source: str
    agent: str


def last_check(connection: Connection, jurisdiction: str) -> Checked | None:
    """Return the last check of a jurisdiction, or None."""
    return last_checks(connection).get(jurisdiction)


def days_checked(connection: Connection, now: datetime) -> int | None:
    """Return how many days ago a supervisor last checked, None for never."""
    check = last_check(connection, STATE)
    return None if check is None else (now - datetime.fromisoformat(check["at"])).days


def warn_of_unchecked(connection: Connection, now: datetime) -> str:
    """Return a warning if consumers in New York are called without a valid check, else ""."""
    if not is_open_work_in(connection, STATE):
        return ""
    days = days_checked(connection, now)
    good_for = good_for_days(read_firm(connection))
    if days is not None and days <= good_for:
        return ""
    since = "has looked yet" if days is None else f"looked for {days} days"
    return f"New York leads: nobody {since} for emergencies (smiledial doctor)."


def good_for_days(settings: dict[str, object]) -> int:
    """Return for how many days a check is valid."""
    return int(str(settings.get(ASKED_AFTER, GOOD_FOR.days)))


def last_checks(connection: Connection) -> dict[str, Checked]:
    """Return the last check of each jurisdiction."""
    held = read_firm(connection).get(CHECKED, {})
    return dict(held) if isinstance(held, dict) else {}
