"""Notices to an agent, and the agent's call for help."""

from collections.abc import Collection
from datetime import datetime

from console.cards.notices import News, NoticeCard
from console.desk.seat import Seat
from db.audit import log
from db.engine.changes import ChangeWatch
from db.floor import notices, presence


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
