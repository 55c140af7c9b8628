"""What may be called now outside the session under way, while all of its leads wait."""

from datetime import datetime
from itertools import islice

from console.cards.waiting import Elsewhere
from console.desk.reading import why_of
from console.desk.session_cards import session_card
from console.judging.openings import Openings
from db import plans, sessions
from db.engine import Connection
from db.enums import SessionStatus, VerdictKind

MOST = 5
"""Sessions looked into, best worked first."""


def count_callable(connection: Connection, openings: Openings, agent: str, now: datetime) -> int:
    """The leads in no session that may be called now."""
    counts = plans.count_free(connection, plans.of_the_plan(), agent, now)
    openings.learn(connection, counts)
    return sum(
        count
        for place_id, count in counts.items()
        if openings.verdict(place_id).kind is VerdictKind.CALL
    )


def elsewhere_of(
    connection: Connection, openings: Openings, agent: str, now: datetime
) -> Elsewhere:
    free = count_callable(connection, openings, agent, now)
    found = sessions.sessions_for(connection, agent, now, now, MOST)
    cards = (session_card(row) for row in found)
    mine = {SessionStatus.PAUSED: (agent,), SessionStatus.PLANNED: (agent, None)}
    for card in islice((card for card in cards if card.agent in mine.get(card.status, ())), MOST):
        count = why_of(connection, openings, card.session_id, now).callable
        if count:
            return Elsewhere(free, card, count)
    return Elsewhere(free)
