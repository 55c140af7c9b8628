"""An agent goes away and comes back: lunch, a meeting. The session is kept, the lead is not."""

from console.desk.queue.claim import let_go
from console.desk.seat import Seat
from console.firm.house_rules import pause_reasons_of
from db.firm.settings import read_firm
from db.floor import pauses, presence
from db.sessions import changes


class AwayDesk:
    """Each method one transaction."""

    def __init__(self, seat: Seat, terminal: str) -> None:
        self._seat = seat
        self._terminal = terminal

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
            pauses.begin_pause(connection, agent, self._terminal, why, now)

    def come_back(self) -> None:
        """At work again, or the console ends."""
        now, agent = self._seat.clock(), self._seat.agent
        with self._seat.database.write() as connection:
            pauses.end_pauses(connection, agent, now, [self._terminal])

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
                if one.terminal == self._terminal:
                    continue
                if row is None or not presence.is_there(row, now):
                    ended_at = max(one.began_at, row.seen_at) if row is not None else now
                    pauses.end_pauses(connection, agent, ended_at, [one.terminal])
