"""The side panels of the calling screen, read on a background thread so that no key waits."""

from contextlib import suppress
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from console.cards.lead import Card
from console.cards.lead_context import Beside, Double, MadeCall, NextLead, Week
from console.cards.promises import CallbackCard
from console.cards.waiting import SessionCard
from console.desk.callbacks.desk import CallbackDesk
from console.desk.lead.edit_desk import MergingDesk
from console.desk.queue.lead_lease import queue_of
from console.desk.seat import ClaimLostError, Seat
from console.desk.sessions.desk import SessionDesk
from console.firm.rules_in_force import windows_of_week
from db.claims import claim
from db.engine.database import Connection, NotAllowed
from db.reports import session_summaries

MAX_NEXT, MAX_CALLBACKS, MAX_SESSIONS = 6, 8, 14
"""Rows that the widest terminal has room for."""

GOOD_FOR = timedelta(seconds=60)
"""How long callbacks and sessions are shown before they are read again."""


class ContextDesk:
    """The panels of the calling screen's margins."""

    def __init__(self, seat: Seat) -> None:
        self._seat = seat
        self._week: tuple[object, Week] = ((), ())
        self._callbacks: tuple[CallbackCard, ...] = ()
        self._sessions: tuple[SessionCard, ...] = ()
        self._read_at: datetime | None = None

    def beside(self, card: Card | None, *, is_wide: bool) -> Beside:
        """Return the side panels for a card, or for a screen without one.

        `is_wide`: there is room for the next leads, the callbacks and the sessions.
        """
        seat = self._seat
        with seat.reading() as (connection, now):
            calls = tuple(
                MadeCall.of(call)
                for call in session_summaries.calls_of(connection, seat.agent, seat.day_start(now))
            )
            next_leads = self._next_leads(connection, card, now) if is_wide else ()
        zone = (card.zone if card else "") or seat.zone
        if is_wide:
            self._read_around(now)
        return Beside(
            place=card.place if card else None,
            zone=zone,
            week=self._week_of(card, zone, now) if card else (),
            calls=calls,
            next_leads=next_leads,
            promised=self._callbacks,
            sessions=self._sessions,
            lead_id=card.lead_id if card else 0,
            doubles=self._doubles_of(card),
        )

    def _doubles_of(self, card: Card | None) -> tuple[Double, ...]:
        """Return leads that may be the same person."""
        # The lead may be merged by now, or an agent's login may no longer read it.
        with suppress(ClaimLostError, NotAllowed):
            return MergingDesk(self._seat).doubles(card.lead_id) if card else ()
        return ()

    def _read_around(self, now: datetime) -> None:
        """Read callbacks and sessions once a minute, not with every lead."""
        # If the clock was set back, `now` is before `_read_at`: read at once.
        if self._read_at is not None and timedelta() <= now - self._read_at < GOOD_FOR:
            return
        self._read_at = now
        self._callbacks = CallbackDesk(self._seat).all(limit=MAX_CALLBACKS)
        self._sessions = SessionDesk(self._seat).all(MAX_SESSIONS)

    def _week_of(self, card: Card, zone: str, now: datetime) -> Week:
        """Return this week's callable windows of the card's place. The last result is cached."""
        today = now.astimezone(ZoneInfo(zone)).date()
        key = (card.place, zone, today, self._seat.openings.revision)
        if self._week[0] != key:
            week = windows_of_week(card.place, self._seat.openings.firm, zone, today)
            self._week = (key, week)
        return self._week[1]

    def _next_leads(
        self, connection: Connection, card: Card | None, now: datetime
    ) -> tuple[NextLead, ...]:
        """Return the next leads of the session under way, in the order of the claim."""
        seat, openings = self._seat, self._seat.openings
        queue = queue_of(seat, connection, now)
        if queue.session_id is None:
            return ()
        # One more than is shown: the lead on the screen may be among them.
        rows = claim.coming(connection, seat.agent, queue, now, MAX_NEXT + 1)
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
        )[:MAX_NEXT]
