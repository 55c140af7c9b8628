"""The session to offer next, and the next hours of sessions whose planned hours are over."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from itertools import islice

from msgspec.structs import replace

from console.cards.waiting import SessionCard
from console.desk.cards.session_card import prefers_best_hours, session_card
from console.desk.seat import Seat
from console.rules.times.day_parts import Span
from console.rules.times.working_hours import within
from db.engine.database import Connection
from db.enums import SessionStatus
from db.sessions import free_leads, records

MAX_SPANS = 3
"""Spans read for each place. Places that are closed on different days meet within a few."""


def next_session(seat: Seat, now: datetime) -> SessionCard | None:
    """Return the session to offer: this agent's paused one, else the best planned one.

    The best planned one closes soonest, or else opens next. If nobody in that session may be called
    now, it is the best one in which somebody may. Only sessions of leads that the agent is offered
    count. None if there is no such session, or the agent is blocked.
    """
    with seat.database.read() as connection:
        if seat.block(connection) is not None:
            return None
        by_hours = prefers_best_hours(connection, now)
        owners = seat.mine_in(connection)
        row = records.best_waiting(connection, seat.agent, owners, now, by_hours=by_hours)
        if row is None:
            return None
        if not _is_fresh(row, now):
            from console.desk.queue.blocked_reasons import why_of  # late: not for the usual offer

            seat.openings.update(connection, now)
            counts = why_of(connection, seat.openings, row.id, now, owners)
            if not counts.callable:
                places = seat.openings.open_places()
                other = records.first_callable(connection, seat.agent, owners, places, now)
                row = other or row
        return with_next_hours(seat, connection, [session_card(row)], now)[0]


def _is_fresh(row: records.SessionOfList, now: datetime) -> bool:
    """Return whether the session was not begun and its hours are now: all its leads wait."""
    # The start of the console must not judge all places for the usual offer.
    opens, closes = row.span_opens_at, row.span_closes_at
    is_open = opens is not None and closes is not None and opens <= now < closes
    return is_open and row.status is SessionStatus.PLANNED and row.started_at is None


def with_next_hours(
    seat: Seat, connection: Connection, cards: Sequence[SessionCard], now: datetime
) -> tuple[SessionCard, ...]:
    """Give each session whose span is over the next span in which all its leads may be called.

    The span is (None, None) where there is no such span, or no lead is left.
    """
    over = [card.session_id for card in cards if card.span_closes_at and card.span_closes_at <= now]
    if not over:
        return tuple(cards)
    seat.openings.update(connection, now)
    counts = free_leads.places_in(connection, over)
    seat.openings.learn(connection, {place_id for _, place_id, _ in counts})
    spans_of = cache(
        lambda place_id: list(islice(seat.openings.spans_of(place_id, now), MAX_SPANS))
    )
    common: dict[int, list[Span]] = {}
    for session_id, place_id, _ in counts:
        # Only a span that all places share lets all leads be called.
        if spans := spans_of(place_id):
            before = common.get(session_id)
            common[session_id] = spans if before is None else list(within(before, spans))
    first = {
        session_id: next(iter(common.get(session_id, [])), (None, None)) for session_id in over
    }
    return tuple(
        replace(
            card,
            span_opens_at=first[card.session_id][0],
            span_closes_at=first[card.session_id][1],
            best_opens_at=None,
            best_closes_at=None,
        )
        if card.session_id in first
        else card
        for card in cards
    )
