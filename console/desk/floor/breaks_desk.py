"""An agent goes away and comes back: lunch, a meeting. The session is kept, the lead is not."""

from datetime import timedelta

from console.desk.queue.claim import let_go
from console.desk.seat import Seat
from console.firm.house_rules import pause_reasons_of
from db.firm.settings import read_firm
from db.floor import presence
from db.floor import presence as pauses
from db.floor.presence import Doing
from db.sessions import changes
from db.tables.presence import PresenceRow


class BreaksDesk:
    """Each method one transaction."""

    def __init__(self, seat: Seat) -> None:
        self._seat = seat

    def reasons(self) -> tuple[str, ...]:
        """The firm's reasons, of which a pause needs one; none where it needs none."""
        with self._seat.database.read() as connection:
            return pause_reasons_of(read_firm(connection))

    def go(self, claim: str | None, why: str = "") -> None:
        """Lets the lead go, unless it waits for an outcome, and pauses the session under way."""
        now, agent = self._seat.clock(), self._seat.agent
        with self._seat.database.write() as connection:
            if claim is not None:
                let_go(self._seat, connection, claim, now)
            changes.pause(connection, agent, now)
            pauses.begin_pause(connection, agent, self._seat.terminal, why, now)

    def come_back(self) -> None:
        """At work again, or the console ends."""
        now, agent = self._seat.clock(), self._seat.agent
        with self._seat.database.write() as connection:
            pauses.end_pauses(connection, agent, now, [self._seat.terminal])

    def settle(self) -> None:
        """A console that broke off left a pause open: it ended when that was last heard of."""
        now, agent = self._seat.clock(), self._seat.agent
        with self._seat.database.read() as connection:
            if not pauses.open_pauses(connection, agent):
                return
        with self._seat.database.write() as connection:
            rows = presence.read_presences(connection, agent)
            there = {row.terminal: row for row in rows}
            for one in pauses.open_pauses(connection, agent):
                row = there.get(one.terminal)
                if one.terminal == self._seat.terminal:
                    continue
                if row is None or not presence.is_there(row, now):
                    ended_at = max(one.began_at, row.seen_at) if row is not None else now
                    pauses.end_pauses(connection, agent, ended_at, [one.terminal])


# That an agent sits at a terminal: said every few seconds, beside the calls.


EVERY = timedelta(seconds=10)
"""How often a terminal says that it is there."""


class PresenceDesk:
    """One terminal. Used by one thread at a time, and never by that of the calls."""

    def __init__(self, seat: Seat) -> None:
        self._seat = seat

    def beat(self, doing: Doing) -> int:
        """Says what is done here, and returns how many other terminals the agent sits at."""
        now, agent = self._seat.clock(), self._seat.agent
        with self._seat.database.jot() as connection:
            presence.beat(connection, self._seat.terminal, agent, doing, now)
            rows = presence.read_presences(connection, agent)
        others = (row for row in rows if row.terminal != self._seat.terminal)
        return sum(presence.is_there(row, now) for row in others)

    def elsewhere(self) -> PresenceRow | None:
        """What the agent does at another terminal, None where there is none."""
        now = self._seat.clock()
        with self._seat.database.read() as connection:
            rows = presence.read_presences(connection, self._seat.agent)
        others = [one for one in rows if one.terminal != self._seat.terminal]
        there = [one for one in others if presence.is_there(one, now)]
        return there[-1] if there else None

    def leave(self) -> None:
        """The console here ends."""
        with self._seat.database.jot() as connection:
            presence.leave(connection, self._seat.terminal, self._seat.clock())
