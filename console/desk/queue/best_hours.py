"""Prefer the hours in which more people are reached, in the claim and in the plan."""

from datetime import datetime

from console.desk.seat import Seat
from console.firm.settings import goes_by_hours
from console.judging.preferred_hours import find_best_hours
from console.rules.shift.best_hours import BestHours
from db.engine.database import Connection
from db.firm.settings import read_firm


def learn_hours(seat: Seat, connection: Connection, now: datetime) -> tuple[BestHours, ...]:
    """Learn the best hours from the dials of the last weeks, and prefer them at this seat.

    Return them; () where the firm does not use them. Slow: never call it while a key waits.
    """
    best = find_best_hours(connection, now).best if goes_by_hours(read_firm(connection)) else ()
    seat.openings.go_by(best)
    return best
