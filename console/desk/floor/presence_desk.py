"""An agent's breaks, heartbeat, notices and call for help."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from console.cards.agent_day import News, NoticeCard
from console.cards.lead import Card
from console.desk.queue.lead_lease import let_go
from console.desk.seat import DeskPart, Seat
from console.firm.settings import pause_reasons_of
from console.machine import has_ended
from db.audit import log
from db.engine.changes import ChangeWatch
from db.firm.settings import read_firm
from db.floor import notices, presence
from db.floor.presence import Doing
from db.reports.call_records import PRESSED
from db.sessions import changes
from db.tables.presence import PresenceRow

EVERY = timedelta(seconds=10)
"""How often a terminal reports that the agent is there."""


class BreaksDesk(DeskPart):
    """Lunch or a meeting: the agent keeps the session, but not the lead.

    Each method is one transaction.
    """

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


class PresenceDesk(DeskPart):
    """Reports from one terminal. One thread at a time may use it, but not the one that dials."""

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


class NoticesDesk:
    """Notices and calls for help. Each method is one transaction."""

    def __init__(self, seat: Seat) -> None:
        self._seat = seat
        self._changes: ChangeWatch | None = None

    def look_after_change(
        self, claim: str | None, e164: str, *, is_on_call: bool, is_due: bool
    ) -> News | None:
        """Return what `look` does if `is_due`, or if others changed something; else None.

        Asked every second, so it usually sends nothing to the database.
        """
        if self._changes is None:
            self._changes = self._seat.database.watch_changes()
        # Ask in any case: a change that is looked up now must not count again.
        has_changed = self._changes.has_changed()
        return self.look(claim, e164, is_on_call=is_on_call) if has_changed or is_due else None

    def look(self, claim: str | None, e164: str = "", *, is_on_call: bool = False) -> News:
        """Return new notices, whether the agent still holds the lead, and if it may have turned.

        A supervisor may give the lead to another agent while it is on the screen. During a call
        the lead counts as held as long as the dial under the claim exists.
        """
        now, agent = self._seat.clock(), self._seat.agent
        with self._seat.database.glance() as connection:
            glance = notices.glance(
                connection, agent, claim or "", e164, now, is_on_call=is_on_call
            )
            unread = notices.unread(connection, agent, now) if glance.has_unread else ()
            return News(
                glance.is_held,
                tuple(map(_card, unread)),
                glance.help_since,
                glance.is_listed,
                glance.revision,
                glance.has_inquiry,
            )

    def recent(self) -> tuple[NoticeCard, ...]:
        """Return the latest notices to the agent and from the agent, newest first."""
        now, agent = self._seat.clock(), self._seat.agent
        with self._seat.database.read() as connection:
            return tuple(_card(row, agent) for row in notices.recent(connection, agent, now))

    def mark_read(self, ids: Collection[int]) -> None:
        """Mark these notices as read by this agent."""
        now, agent = self._seat.clock(), self._seat.agent
        with self._seat.database.write() as connection:
            notices.mark_read(connection, agent, ids, now)

    def call_for_help(self, lead_id: int | None) -> bool:
        """Call a supervisor, with or without the lead; a second call withdraws the first.

        Return whether a call is open now.
        """
        now, agent = self._seat.clock(), self._seat.agent
        with self._seat.database.write() as connection:
            call = notices.open_help_call(connection, agent)
            if call is not None:
                notices.end_help_call(connection, call.id, now)
                log.append(connection, now, agent, "help_off", {"help": call.id})
                return False
            help_id = notices.call_for_help(connection, agent, lead_id, now)
            if help_id is not None:
                detail: dict[str, object] = {"help": help_id}
                if lead_id is not None:
                    detail["lead"] = lead_id
                log.append(connection, now, agent, "help", detail)
            return True

    def end_abandoned_call(self, before: datetime) -> None:
        """End a call for help made before `before` if the agent is at no terminal any more."""
        now, agent = self._seat.clock(), self._seat.agent
        with self._seat.database.read() as connection:
            rows = presence.read_presences(connection, agent)
            if any(presence.is_there(row, now) for row in rows):
                return
            call = notices.open_help_call(connection, agent)
        if call is not None and call.at <= before:
            self.call_for_help(None)  # a second call withdraws the first


def _card(row: "notices.NoticeForAgent", reader: str = "") -> NoticeCard:
    is_own = row.author == reader and row.agent != reader
    return NoticeCard(
        row.id,
        row.at,
        row.author,
        row.text,
        row.lead_id,
        row.lead_name or "",
        row.agent is None,
        row.is_read or is_own,
        is_own,
        row.agent or "",
    )
