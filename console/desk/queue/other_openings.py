"""What may be called now outside the session under way, while all of its leads wait."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from itertools import islice

from console.cards.waiting import Elsewhere, Nobody
from console.desk.cards.session_card import session_card
from console.desk.queue.blocked_reasons import why_of
from console.desk.seat import Seat
from console.judging.openings import Openings
from db.engine.database import Connection
from db.enums import SessionStatus, VerdictKind
from db.sessions import free_leads, records

MOST = 5
"""Sessions looked into, best worked first."""


def count_callable(
    connection: Connection, openings: Openings, agent: str, mine: Collection[str], now: datetime
) -> tuple[int, datetime | None]:
    """The leads in no session that the agent is offered, of the owners `mine`, and may call now;
    and when the first of the others may be called."""
    where = free_leads.of_the_plan(free_leads.of_owners(mine))
    counts = free_leads.count_free(connection, where, agent, now)
    openings.learn(connection, counts)
    answers = {place_id: openings.answer(place_id) for place_id in counts}
    waiting = (one.opens_at for one in answers.values() if one.kind is VerdictKind.WAIT)
    may = sum(counts[id_] for id_, one in answers.items() if one.kind is VerdictKind.CALL)
    return may, min(filter(None, waiting), default=None)


def elsewhere_of(
    connection: Connection, openings: Openings, agent: str, mine: Collection[str], now: datetime
) -> Elsewhere:
    free, _ = count_callable(connection, openings, agent, mine, now)
    found = records.sessions_for(connection, agent, now, now, MOST, mine)
    cards = (session_card(row) for row in found)
    whose = {SessionStatus.PAUSED: (agent,), SessionStatus.PLANNED: (agent, None)}
    fitting = (
        card for card in cards if card.owner in mine and card.agent in whose.get(card.status, ())
    )
    for card in islice(fitting, MOST):
        count = why_of(connection, openings, card.session_id, now, mine).callable
        if count:
            return Elsewhere(free, card, count)
    return Elsewhere(free)


def with_sessions(seat: Seat, found: Nobody) -> Nobody:
    """The same with how many may be called in sessions, where none is under way.

    A screening of the agent's own is of those in no session: in sessions all are counted.
    """
    if found.barred or found.elsewhere or found.is_session_over or not found.screening:
        return found
    with seat.database.read() as connection:
        if records.session_of(connection, seat.agent) is not None:
            return found
        may = why_of(connection, seat.openings, None, found.at, seat.mine).callable
    return replace(found, in_sessions=may)
