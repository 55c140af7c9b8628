"""That an agent sits at a terminal: said every few seconds, beside the calls."""

from datetime import timedelta

from console.desk.seat import Seat
from db.floor import presence
from db.floor.presence import Doing
from db.tables.presence import PresenceRow

EVERY = timedelta(seconds=10)
"""How often a terminal says that it is there."""


class PresenceDesk:
    """One terminal. Used by one thread at a time, and never by that of the calls."""

    def __init__(self, seat: Seat, terminal: str) -> None:
        self._seat = seat
        self._terminal = terminal

    def beat(self, doing: Doing) -> int:
        """Says what is done here, and returns how many other terminals the agent sits at."""
        now, agent = self._seat.clock(), self._seat.agent
        with self._seat.database.jot() as connection:
            presence.beat(connection, self._terminal, agent, doing, now)
            rows = presence.read_presences(connection, agent)
        others = (row for row in rows if row.terminal != self._terminal)
        return sum(presence.is_there(row, now) for row in others)

    def elsewhere(self) -> PresenceRow | None:
        """What the agent does at another terminal, None where there is none."""
        now = self._seat.clock()
        with self._seat.database.read() as connection:
            rows = presence.read_presences(connection, self._seat.agent)
        others = [one for one in rows if one.terminal != self._terminal]
        there = [one for one in others if presence.is_there(one, now)]
        return there[-1] if there else None

    def leave(self) -> None:
        """The console here ends."""
        with self._seat.database.jot() as connection:
            presence.leave(connection, self._terminal, self._seat.clock())
