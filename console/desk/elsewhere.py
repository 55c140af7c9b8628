"""What may be called now outside the session under way, while all of its leads wait."""

from collections.abc import Collection
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


def count_callable(
    connection: Connection, openings: Openings, agent: str, mine: Collection[str], now: datetime
) -> int:
    """The leads in no session that the agent is offered, of the owners `mine`, and may call now."""
    where = plans.of_the_plan(plans.of_owners(mine))
    counts = plans.count_free(connection, where, agent, now)
    openings.learn(connection, counts)
    return sum(
        count
        for place_id, count in counts.items()
        if openings.verdict(place_id).kind is VerdictKind.CALL
    )


def elsewhere_of(
    connection: Connection, openings: Openings, agent: str, mine: Collection[str], now: datetime
) -> Elsewhere:
    free = count_callable(connection, openings, agent, mine, now)
    found = sessions.sessions_for(connection, agent, now, now, MOST, mine)
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
