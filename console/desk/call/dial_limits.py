"""How often one agent dials at the most, where the firm says so: in any hour, and in a day."""

from datetime import datetime, timedelta

from console.desk.seat import RefusedError, Seat
from console.firm.house_rules import MOST_A_DAY, MOST_AN_HOUR, most_dials_of
from db.calls.attempts import last_dials
from db.engine.database import Connection

HOUR = timedelta(hours=1)
MOMENT = timedelta(microseconds=1)


def require_dials_left(seat: Seat, connection: Connection, now: datetime) -> None:
    """Raises RefusedError that says when the next dial may be."""
    settings = seat.openings.settings
    if most := most_dials_of(settings, MOST_AN_HOUR):
        dials = last_dials(connection, seat.agent, now - HOUR + MOMENT, most)
        if len(dials) == most:
            at = (dials[-1] + HOUR).astimezone(seat.day_zone)
            raise RefusedError(
                f"You have dialled {_times(most)} in this hour, the most your firm allows: the "
                f"next from {at:%H:%M:%S}."
            )
    if most := most_dials_of(settings, MOST_A_DAY):
        dials = last_dials(connection, seat.agent, seat.day_start(now), most)
        if len(dials) == most:
            raise RefusedError(
                f"You have dialled {_times(most)} today, the most your firm allows: enough for "
                "today."
            )


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"
