"""What stands outside the plan, and what of the plan can no longer be called in its time."""

from collections.abc import Sequence
from datetime import datetime

from console.cards.plan import Outlook
from console.cards.session import SessionCard
from console.desk.queue.unplaced import say_unplaced
from console.judging.openings import Openings
from db.claims.queue_counts import unplanned_piles
from db.engine.database import Connection
from db.enums import VerdictKind
from db.sessions import free_leads


def outlook_of(
    connection: Connection,
    openings: Openings,
    shown: Sequence[SessionCard],
    agent: str,
    now: datetime,
) -> Outlook:
    """Counts in sets; reads no lead of a session that is not shown."""
    where = free_leads.of_the_plan()
    counts = free_leads.count_free(connection, where, agent, now)
    openings.learn(connection, counts)
    may_be_called = {VerdictKind.CALL, VerdictKind.WAIT}
    closed = {
        place_id: count
        for place_id, count in counts.items()
        if openings.answer(place_id).kind not in may_be_called
    }
    return Outlook(
        free=sum(counts.values()) - sum(closed.values()),
        unplaced=say_unplaced(
            unplanned_piles(connection, where, agent, now), closed, openings, None, now
        ),
        lost=_lost(connection, openings, shown, now),
    )


def _lost(
    connection: Connection, openings: Openings, shown: Sequence[SessionCard], now: datetime
) -> dict[int, int]:
    """How many leads of a session have no hours left in its span: rules or lists have changed."""
    spans = {one.session_id: (one.span_opens_at, one.span_closes_at) for one in shown}
    found: dict[int, int] = {}
    standing = free_leads.places_in(connection, list(spans))
    openings.learn(connection, {place_id for _, place_id, _ in standing})
    for session_id, place_id, count in standing:
        opens_at, closes_at = spans[session_id]
        if opens_at is None or closes_at is None or closes_at <= now:
            continue
        hours = openings.spans_of(place_id, now)
        if not any(opens < closes_at and closes > opens_at for opens, closes in hours):
            found[session_id] = found.get(session_id, 0) + count
    return found
