"""Whether it was looked lately if an emergency is declared where the law knows one."""

from datetime import datetime, timedelta
from typing import TypedDict

from db.engine.database import Connection
from db.firm.settings import read_firm
from db.places.stored import is_open_work_in

CHECKED = "emergencies_checked"
"""The firm's setting that holds when it was last looked whether any is declared."""

ASKED_AFTER = "emergency_days"
"""The firm's setting for how many days that look is good."""

GOOD_FOR = timedelta(days=7)

STATE = "US-NY"
"""The one place with such a law in the data."""


class Checked(TypedDict):
    """When a supervisor last looked, and where."""

    at: str
    source: str
    agent: str


def checked(connection: Connection, jurisdiction: str) -> Checked | None:
    return all_checked(connection).get(jurisdiction)


def days_checked(connection: Connection, now: datetime) -> int | None:
    """How many days ago a supervisor last looked, None where nobody ever did."""
    looked = checked(connection, STATE)
    return None if looked is None else (now - datetime.fromisoformat(looked["at"])).days


def warn_of_unchecked(connection: Connection, now: datetime) -> str:
    """A sentence where the firm calls consumers there and nobody has looked lately, else ""."""
    if not is_open_work_in(connection, STATE):
        return ""
    days = days_checked(connection, now)
    good_for = good_for_days(read_firm(connection))
    if days is not None and days <= good_for:
        return ""
    since = "has looked yet" if days is None else f"looked for {days} days"
    return f"Nobody {since} for emergencies in New York: smiledial rules emergency US-NY."


def good_for_days(settings: dict[str, object]) -> int:
    return int(str(settings.get(ASKED_AFTER, GOOD_FOR.days)))


def all_checked(connection: Connection) -> dict[str, Checked]:
    held = read_firm(connection).get(CHECKED, {})
    return dict(held) if isinstance(held, dict) else {}
