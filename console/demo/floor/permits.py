"""State the floor's permits: some held, one that ends soon, two exemptions, and many missing."""

from datetime import datetime, timedelta

from console.demo.floor.people import SUPERVISOR
from console.rules.law.permits import find_permit
from console.supervision.firm.permits import add_permit, claim_exemption
from db.engine.database import Database

HELD = {"US-TX": ("TX-20418", 300), "US-CA": ("TS-7751", 240), "US-PA": ("PA-3306", 40)}
"""By permit: its number, and for how many days from today it is still held."""

EXEMPT = {
    "US-WA": ("phone_sales_under_60_percent", "most of our sales are made at fairs"),
    "US-AZ": ("face_to_face_close", "nobody pays before our visit"),
}
"""By permit: the exemption that the firm claims, and why."""


def state_permits(database: Database, shown_at: datetime, now: datetime) -> None:
    """State what the firm holds and claims; the other places lack a permit.

    The ends of the permits are counted from the day on which the floor is shown.
    """
    since, today = now.date(), shown_at.date()
    for place, (number, days) in HELD.items():
        need = find_permit(place)
        assert need is not None
        until = today + timedelta(days=days)
        add_permit(database, need, number, since, until, "", None, SUPERVISOR, now)
    for place, (word, reason) in EXEMPT.items():
        need = find_permit(place)
        assert need is not None
        claim_exemption(database, need, word, reason, "our lawyer", since, SUPERVISOR, now)
