"""What stands beside the lead at hand, read on a lane that delays no key."""

from contextlib import suppress
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from console.cards.callbacks import CallbackCard
from console.cards.lead import Card
from console.cards.lead_context import Beside, MadeCall, NextLead, Week
from console.cards.pair import Double
from console.cards.session import SessionCard
from console.desk.callbacks.desk import CallbackDesk
from console.desk.lead.edit_desk import MergingDesk
from console.desk.queue.claim import released_at
from console.desk.seat import ClaimLostError, Seat
from console.desk.sessions.desk import SessionDesk
from console.firm.rules_in_force import windows_of_week
from db.claims import claim
from db.engine.database import Connection, NotAllowed
from db.reports import session_summaries
from db.sessions import records

NEXT, PROMISED, SESSIONS = 6, 8, 14
"""Rows that the widest terminal has room for."""

KEPT = timedelta(seconds=60)


class BesideDesk:
    """The part of the desk that fills the margins of the calling screen."""

    def __init__(self, seat: Seat, session_desk: SessionDesk, callback_desk: CallbackDesk) -> None:
        self._seat = seat
        self._sessions = session_desk
        self._callbacks = callback_desk
        self._week: tuple[object, Week] = ((), ())
        self._promised: tuple[CallbackCard, ...] = ()
        self._all: tuple[SessionCard, ...] = ()
        self._looked_at: datetime | None = None

    def beside(self, card: Card | None, *, is_wide: bool) -> Beside:
        """`is_wide`: whether there is room for who comes next, what was promised, the sessions."""
        seat, now = self._seat, self._seat.clock()
        with seat.database.read() as connection:
            seat.openings.update(connection, now)
            calls = tuple(
                MadeCall(
                    one.dialled_at,
                    one.key,
                    one.outcome,
                    one.label,
                    one.is_contact,
                    one.is_no,
                    one.is_yes,
                    one.suppresses,
                    one.is_inbound,
                )
                for one in session_summaries.calls_of(connection, seat.agent, seat.day_start(now))
            )
            coming = self._next_leads(connection, card, now) if is_wide else ()
        zone = (card.zone if card else "") or seat.zone
        if is_wide:
            self._look_around(now)
        return Beside(
            place=card.place if card else None,
            zone=zone,
            week=self._week_of(card, zone, now) if card else (),
            calls=calls,
            next_leads=coming,
            promised=self._promised,
            sessions=self._all,
            lead_id=card.lead_id if card else 0,
            doubles=self._doubles_of(card),
        )

    def _doubles_of(self, card: Card | None) -> tuple[Double, ...]:
        """The lead may be gone by now: it was given to another, or merged."""
        with suppress(ClaimLostError, NotAllowed):
            return MergingDesk(self._seat).doubles(card.lead_id) if card else ()
        return ()

    def _look_around(self, now: datetime) -> None:
        """What was promised and the other sessions: no lead waits for these every time."""
        if self._looked_at is not None and timedelta() <= now - self._looked_at < KEPT:
            return
        self._looked_at = now
        self._promised = self._callbacks.all(limit=PROMISED)
        self._all = self._sessions.all(SESSIONS)

    def _week_of(self, card: Card, zone: str, now: datetime) -> Week:
        """Leads of one place come one after the other: the last week is kept."""
        today = now.astimezone(ZoneInfo(zone)).date()
        asked = (card.place, zone, today, self._seat.openings.revision)
        if self._week[0] != asked:
            week = windows_of_week(card.place, self._seat.openings.firm, zone, today)
            self._week = (asked, week)
        return self._week[1]

    def _next_leads(
        self, connection: Connection, card: Card | None, now: datetime
    ) -> tuple[NextLead, ...]:
        """Who comes next in the session under way, in the order in which the claim takes them."""
        session_id = records.session_of(connection, self._seat.agent)
        if session_id is None:
            return ()
        openings = self._seat.openings
        seat = self._seat
        places, released = openings.open_places(), released_at(seat, now)
        queue = claim.Queue(places, session_id, released, mine=seat.mine)
        rows = claim.coming(connection, self._seat.agent, queue, now, NEXT + 1)
        openings.learn(connection, (row.place_id for row in rows))
        return tuple(
            NextLead(
                row.lead_id,
                row.name,
                openings.zone_of(row.place_id),
                openings.answer(row.place_id).closes_at,
            )
            for row in rows
            if card is None or row.lead_id != card.lead_id
        )[:NEXT]
