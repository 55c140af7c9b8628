"""When those of a session may be called next, once the hours that it was planned for are over."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from itertools import islice

from msgspec.structs import replace

from console.cards.session import SessionCard
from console.desk.seat import Seat
from console.rules.times.day_parts import Span
from console.rules.times.working_hours import within
from db.engine.database import Connection
from db.sessions import free_leads

NEXT = 3
"""Spans of a place that are looked at: where some are closed for a day, they meet on the next."""


def with_hours_to_come(
    seat: Seat, connection: Connection, cards: Sequence[SessionCard], now: datetime
) -> tuple[SessionCard, ...]:
    """Of each whose span is over the first hours in which all that are left may be called.

    None where there are no such hours, or nobody is left.
    """
    over = [one.session_id for one in cards if one.span_closes_at and one.span_closes_at <= now]
    if not over:
        return tuple(cards)

    seat.openings.update(connection, now)
    standing = free_leads.places_in(connection, over)
    seat.openings.learn(connection, {place_id for _, place_id, _ in standing})
    hours_of = cache(lambda place_id: list(islice(seat.openings.spans_of(place_id, now), NEXT)))
    common: dict[int, list[Span]] = {}
    for session_id, place_id, _ in standing:
        if hours := hours_of(place_id):
            before = common.get(session_id)
            common[session_id] = hours if before is None else list(within(before, hours))
    first = {id_: next(iter(common.get(id_, [])), (None, None)) for id_ in over}
    return tuple(
        replace(
            one,
            span_opens_at=first[one.session_id][0],
            span_closes_at=first[one.session_id][1],
            best_opens_at=None,
            best_closes_at=None,
        )
        if one.session_id in first
        else one
        for one in cards
    )
