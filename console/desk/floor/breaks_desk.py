"""An agent's breaks, and the heartbeat that shows that the agent is at a terminal."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from console.cards.lead import Card
from console.desk.queue.lead_lease import let_go
from console.desk.seat import Seat
from console.firm.house_rules import pause_reasons_of
from console.machine import has_ended
from db.audit import log
from db.firm.settings import read_firm
from db.floor import presence
from db.floor.presence import Doing
from db.reports.call_records import PRESSED
from db.sessions import changes
from db.tables.presence import PresenceRow

EVERY = timedelta(seconds=10)
"""How often a terminal reports that the agent is there."""


class BreaksDesk:
    """Lunch or a meeting: the agent keeps the session, but not the lead.

    Each method is one transaction.
    """

    def __init__(self, seat: Seat) -> None:
        self._seat = seat

    def reasons(self) -> tuple[str, ...]:
        """Return the reasons that the firm accepts for a break; () if a break needs none."""
        with self._seat.database.read() as connection:
            return pause_reasons_of(read_firm(connection))

    def go(self, claim: str | None, why: str = "") -> None:
        """Begin a break: pause the session, and release the lead unless its call is still open."""
        now, agent = self._seat.clock(), self._seat.agent
        with self._seat.database.write() as connection:
            if claim is not None:
                let_go(self._seat, connection, claim, now)
            changes.pause(connection, agent, now)
            presence.begin_pause(connection, agent, self._seat.terminal, why, now)

    def come_back(self) -> None:
        """End the break. The console calls this too when it ends."""
        now, agent = self._seat.clock(), self._seat.agent
        with self._seat.database.write() as connection:
            presence.end_pauses(connection, agent, now, [self._seat.terminal])

    def settle(self) -> None:
        """End the breaks that a crashed console left open, at the time of its last sign of life."""
        now, agent = self._seat.clock(), self._seat.agent
        with self._seat.database.read() as connection:
            if not presence.open_pauses(connection, agent):
                return
        with self._seat.database.write() as connection:
            rows = presence.read_presences(connection, agent)
            by_terminal = {row.terminal: row for row in rows}
            for pause in presence.open_pauses(connection, agent):
                row = by_terminal.get(pause.terminal)
                if pause.terminal == self._seat.terminal:
                    continue
                if row is None or not presence.is_there(row, now):
                    ended_at = max(pause.began_at, row.seen_at) if row is not None else now
                    presence.end_pauses(connection, agent, ended_at, [pause.terminal])


class PresenceDesk:
    """Reports from one terminal. One thread at a time may use it, but not the one that dials."""

    def __init__(self, seat: Seat) -> None:
        self._seat = seat

    def beat(self, doing: Doing) -> int:
        """Report what the agent does here; return at how many other terminals they are."""
        now, agent = self._seat.clock(), self._seat.agent
        with self._seat.database.jot() as connection:
            presence.beat(connection, self._seat.terminal, agent, doing, now)
            rows = presence.read_presences(connection, agent)
        return len(self._others_there(rows, now))

    def elsewhere(self) -> PresenceRow | None:
        """Return what the agent does at another terminal, None where they are at no other."""
        now = self._seat.clock()
        with self._seat.database.read() as connection:
            rows = presence.read_presences(connection, self._seat.agent)
        there = self._others_there(rows, now)
        return there[-1] if there else None

    def _others_there(self, rows: Iterable[PresenceRow], now: datetime) -> list[PresenceRow]:
        """Return the agent's other terminals; one whose process was killed is none at once."""
        return [
            row
            for row in rows
            if row.terminal != self._seat.terminal
            and presence.is_there(row, now)
            and not has_ended(row.terminal)
        ]

    def report_presses(self, card: Card) -> None:
        """Enter into the log that the dial key of a forbidden call was pressed again and again."""
        now, agent = self._seat.clock(), self._seat.agent
        detail: dict[str, object] = {
            "lead": card.lead_id,
            "reasons": [reason.code.value for reason in card.verdict.reasons],
        }
        with self._seat.database.write() as connection:
            log.append(connection, now, agent, PRESSED, detail)

    def leave(self) -> None:
        """Report that this console ends."""
        with self._seat.database.jot() as connection:
            presence.leave(connection, self._seat.terminal, self._seat.clock())
