"""Hours in which more people are reached come first, in the claim and in the plan."""

from datetime import datetime
from typing import TYPE_CHECKING

from console.desk.seat import Seat
from console.firm.settings import goes_by_hours
from console.judging.reached_hours import find_best_hours
from db.engine.database import Connection
from db.firm.settings import read_firm

if TYPE_CHECKING:
    from console.rules.shift.best_hours import BestHours


def learn_hours(seat: Seat, connection: Connection, now: datetime) -> "tuple[BestHours, ...]":
    """Reads what the dials of the last weeks tell, and goes by it. Never where a key waits for it.

    Nothing where the firm goes by no hours.
    """

    best = find_best_hours(connection, now).best if goes_by_hours(read_firm(connection)) else ()
    seat.openings.go_by(best)
    return best
