"""Store when a call was answered and when it ended, as the softphone reports it."""

from datetime import datetime

from console.desk.seat import Seat
from console.rules.text import clean_line
from db.audit import log
from db.audit.coverage import changed_attempt
from db.calls import attempts
from db.calls.tally_updates import recounted


class LineDesk:
    """Stores what the softphone reports. Each method is one transaction."""

    def __init__(self, seat: Seat) -> None:
        self._seat = seat

    def keep(
        self,
        claim: str,
        answered_at: datetime | None,
        ended_at: datetime | None = None,
        end: str = "",
    ) -> None:
        """Store when the line of a dial was answered and ended, and why it ended.

        Safe to repeat. It may come before or after the outcome.
        """
        now = self._seat.clock()
        with self._seat.database.write() as connection:
            attempt = attempts.attempt_of(connection, claim, to_change=True)
            if attempt is None or attempt.agent != self._seat.agent:
                return
            line = (answered_at, ended_at, clean_line(end) or None)
            if line == (attempt.answered_at, attempt.line_ended_at, attempt.line_end):
                return
            action = "line_answered"
            detail: dict[str, object] = {"attempt": attempt.id}
            if end:
                talked = (ended_at - answered_at).total_seconds() if ended_at and answered_at else 0
                action = "line_end"
                detail |= {"talked_seconds": round(talked), "end": line[2]}
            with recounted(connection, [attempt.id]):
                changes = changed_attempt(attempt, attempts.set_line(connection, attempt.id, *line))
                log.append(connection, now, self._seat.agent, action, detail, changes)
