"""What the softphone saw of a call's line, kept with its attempt."""

from datetime import datetime

from console.desk.seat import Seat
from console.rules.text import clean_line
from db.audit import log
from db.audit.coverage import changed_attempt
from db.calls import attempts
from db.calls.tally_updates import recounted


class LineDesk:
    """The part of the desk that a softphone reports to; each method one transaction."""

    def __init__(self, seat: Seat) -> None:
        self._seat = seat

    def keep(
        self,
        claim: str,
        answered_at: datetime | None,
        ended_at: datetime | None = None,
        end: str = "",
    ) -> None:
        """The times of the line of this agent's dial under a claim. Safe to repeat.

        The outcome may be recorded before or after; neither waits for the other.
        """
        now = self._seat.clock()
        with self._seat.database.write() as connection:
            made = attempts.attempt_of(connection, claim, to_change=True)
            if made is None or made.agent != self._seat.agent:
                return
            seen = (answered_at, ended_at, clean_line(end) or None)
            if seen == (made.answered_at, made.line_ended_at, made.line_end):
                return
            action = "line_answered"
            detail: dict[str, object] = {"attempt": made.id}
            if end:
                talked = (ended_at - answered_at).total_seconds() if ended_at and answered_at else 0
                action = "line_end"
                detail |= {"talked_seconds": round(talked), "end": seen[2]}
            with recounted(connection, [made.id]):
                changes = changed_attempt(made, attempts.set_line(connection, made.id, *seen))
                log.append(connection, now, self._seat.agent, action, detail, changes)
