"""An agent's calling sessions: planned, started, paused, ended, looked back on."""

import console.desk.planning as planning
from console.cards import SessionCard, Summary
from console.desk.seat import RefusedError, Seat
from console.desk.summing_up import summaries_of
from db import audit, sessions


class SessionDesk:
    """The part of the desk that deals in calling sessions; each method one transaction."""

    def __init__(self, seat: Seat) -> None:
        self._seat = seat

    def all(self) -> tuple[SessionCard, ...]:
        """All sessions not yet done, and this agent's done ones of today, in plan order."""
        now = self._seat.clock()
        with self._seat.database.read() as connection:
            found = sessions.sessions_for(connection, self._seat.agent, self._seat.day_start(now))
            return tuple(planning.session_card(row) for row in found)

    def plan(
        self, size: int = 25, list_name: str | None = None, where: str = ""
    ) -> tuple[SessionCard, ...]:
        """Splits the leads that are in no session into sessions; returns the new ones.

        `where` is a screening: an expression or `@SEGMENT`. Raises BadInput.
        """
        now = self._seat.clock()
        with self._seat.database.write() as connection:
            self._seat.openings.update(connection, now)
            screened = None
            if where:
                from console.lists.screening import read_where, sql_where

                condition = read_where(connection, where, now, self._seat.zone)
                screened = sql_where(connection, condition)
            return planning.plan(
                connection, self._seat.openings, self._seat.agent, size, list_name, now, screened
            )

    def start(self, session_id: int) -> SessionCard:
        """Makes it this agent's active session (an active one is paused). Raises RefusedError."""
        now = self._seat.clock()
        with self._seat.database.write() as connection:
            sessions.pause(connection, self._seat.agent, now)
            if not sessions.start(connection, session_id, self._seat.agent, now):
                raise RefusedError("Another agent has that session, or it is done: choose another.")
            row = sessions.read_session(connection, session_id)
            if row is None:
                raise RefusedError("That session is gone: choose another.")
            return planning.session_card(row)

    def pause(self) -> None:
        now = self._seat.clock()
        with self._seat.database.write() as connection:
            sessions.pause(connection, self._seat.agent, now)

    def end(self) -> Summary:
        """Ends the active session; what was not reached goes back to the list."""
        now = self._seat.clock()
        with self._seat.database.write() as connection:
            active = sessions.active_session(connection, self._seat.agent)
            if active is None:
                raise RefusedError("No session is under way.")
            returned = sessions.end(connection, active.id, now)
            detail = {"session": active.id, "returned": returned}
            audit.append(connection, now, self._seat.agent, "session_end", detail)
        return self.summary(active.id)

    def summary(self, session_id: int) -> Summary:
        """What one session brought. Raises RefusedError for a session that does not exist."""
        now = self._seat.clock()
        with self._seat.database.read() as connection:
            found = summaries_of(connection, now, session_id=session_id)
        if not found:
            raise RefusedError(f"There is no session {session_id}.")
        return found[0]

    def next(self) -> SessionCard | None:
        """The session to offer next: one of this agent's paused ones, else the best planned."""
        now = self._seat.clock()
        with self._seat.database.read() as connection:
            return planning.next_session(connection, self._seat.agent, now)

    def summaries(self, limit: int = 50) -> tuple[Summary, ...]:
        """Every agent's sessions that were started, newest first: the supervisor's view."""
        now = self._seat.clock()
        with self._seat.database.read() as connection:
            return summaries_of(connection, now, limit=limit)
