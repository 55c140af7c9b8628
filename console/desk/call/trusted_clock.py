"""Whether the clock can be trusted with a dial: the hours of the law hang on it."""

from datetime import datetime, timedelta

from console.desk.seat import RefusedError, Seat
from db.claims.dial_checks import BeforeDial

TOLERANCE = timedelta(minutes=1)
"""How far clocks may differ."""

ADVICE = "The hours in which a phone may ring hang on it: set it by the network"


def require_trusted_clock(seat: Seat, before: BeforeDial, now: datetime) -> None:
    """Raises RefusedError with what is wrong with the clock and what to do."""
    if seat.watch is not None:
        moved = seat.watch.moved(now)
        if abs(moved) > TOLERANCE:
            way = "forward" if moved > timedelta() else "back"
            raise RefusedError(
                f"Not dialled: this machine's clock was set {way} by {_length(abs(moved))} since "
                f"the start. {ADVICE}, then leave and start again."
            )
        theirs = before.server_at
        if theirs is not None:
            if abs(theirs - now) > TOLERANCE:
                way = "behind" if theirs > now else "ahead of"
                raise RefusedError(
                    f"Not dialled: this machine's clock is {_length(abs(theirs - now))} {way} the "
                    f"database server's. {ADVICE}."
                )
            return
    newest = before.newest_entry_at
    if newest is not None and newest - now > TOLERANCE:
        raise RefusedError(
            f"Not dialled: this machine's clock is {_length(newest - now)} behind the last entry "
            f"of the audit log. {ADVICE}."
        )


def _length(length: timedelta) -> str:
    minutes = int(length.total_seconds()) // 60
    if minutes < 120:
        return f"{minutes} min"
    hours = minutes // 60
    return f"{hours} h" if hours < 48 else f"{hours // 24} days"
