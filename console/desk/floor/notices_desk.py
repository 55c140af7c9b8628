"""What supervisors tell an agent, and the agent's call for help.

The first lead is shown before any of it is asked: so its tables are imported then.
"""

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING

from console.cards.notices import News, NoticeCard
from console.desk.seat import Seat
from db.audit import log
from db.floor import notices, presence
from db.floor import notices as help_calls

if TYPE_CHECKING:
    from db.floor.notices import NoticeSeen


class NoticesDesk:
    """The part of the desk that hears of others; each method one transaction."""

    def __init__(self, seat: Seat) -> None:
        self._seat = seat

    def look(self, claim: str | None, *, is_on_call: bool = False) -> News:
        """Asked every few seconds: a lead may be given to another while it is on the screen.

        On a call it is held while the dial made under the claim is on record.
        """

        now, agent = self._seat.clock(), self._seat.agent
        with self._seat.database.glance() as connection:
            seen = notices.glance(connection, agent, claim or "", now, is_on_call=is_on_call)
            told = notices.unread(connection, agent, now) if seen.is_told else ()
            return News(seen.is_held, tuple(map(_card, told)), seen.help_since)

    def recent(self) -> tuple[NoticeCard, ...]:
        """All that the agent was told of late, and what they told others, newest first."""

        now, agent = self._seat.clock(), self._seat.agent
        with self._seat.database.read() as connection:
            return tuple(_card(row, agent) for row in notices.recent(connection, agent, now))

    def mark_read(self, ids: Collection[int]) -> None:

        now, agent = self._seat.clock(), self._seat.agent
        with self._seat.database.write() as connection:
            notices.mark_read(connection, agent, ids, now)

    def call_for_help(self, lead_id: int | None) -> bool:
        """Calls a supervisor, with the lead or without; a call that stands is taken back instead.

        Returns whether one stands now.
        """

        now, agent = self._seat.clock(), self._seat.agent
        with self._seat.database.write() as connection:
            wanted = help_calls.open_help_call(connection, agent)
            if wanted is not None:
                help_calls.end_help_call(connection, wanted.id, now)
                log.append(connection, now, agent, "help_off", {"help": wanted.id})
                return False
            made = help_calls.call_for_help(connection, agent, lead_id, now)
            if made is not None:
                detail: dict[str, object] = {"help": made}
                if lead_id is not None:
                    detail["lead"] = lead_id
                log.append(connection, now, agent, "help", detail)
            return True

    def call_no_more(self, before: datetime) -> None:
        """Where the agent sits nowhere, a call for help made before then ends: nobody waits."""

        now, agent = self._seat.clock(), self._seat.agent
        with self._seat.database.read() as connection:
            rows = presence.read_presences(connection, agent)
            if any(presence.is_there(row, now) for row in rows):
                return
            wanted = help_calls.open_help_call(connection, agent)
        if wanted is not None and wanted.at <= before:
            self.call_for_help(None)


def _card(row: "NoticeSeen", reader: str = "") -> NoticeCard:
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
