"""Whether a callback may be kept when it falls due."""

from datetime import datetime

from console.desk.cards.lead_card import offer
from console.judging.openings import Openings
from db.engine.database import Connection
from db.enums import VerdictKind
from db.leads.records import LeadFacts


def refuse_callback(
    connection: Connection,
    lead: LeadFacts,
    number_id: int | None,
    at: datetime,
    openings: Openings,
    now: datetime,
) -> str:
    """Why nobody should promise to ring at `at`; "" where all that is known now allows it.

    Without `number_id` any of the lead's numbers may be the one that rings.
    """
    if at <= now:
        return "That time has passed: give a later one."
    _, _, verdict = offer(connection, lead, openings, now, number_id, then=at)
    if verdict.kind is VerdictKind.CALL:
        return ""
    return f"They may not be called then. {verdict.reasons[0].text}"
