"""What a request changes besides the internal list, and what an undo of it restores."""

from collections.abc import Collection, Sequence
from datetime import datetime

from console.desk.day.stored_state import Listed, NumbersBefore
from console.do_not_call.evidence import end_evidence
from db.dnc.consents import evidence_of
from db.engine.database import Connection
from db.enums import NumberStatus
from db.leads.records import close_numbers, leads_with, numbers_of, settle


def remember_listed(connection: Connection, e164s: Sequence[str]) -> Listed:
    """Return what a request about these numbers is going to change, as undo needs it."""
    lead_ids = {lead_id for e164 in e164s for lead_id in leads_with(connection, e164)}
    evidence = evidence_of(connection, e164s).values()
    return {
        "added": list(e164s),
        "leads": [remember_numbers(connection, lead_id, e164s) for lead_id in sorted(lead_ids)],
        "consents": [row.id for rows in evidence for row in rows],
    }


def remember_numbers(connection: Connection, lead_id: int, e164s: Collection[str]) -> NumbersBefore:
    """Return the states of a lead's numbers before the internal list closes them."""
    return {
        "lead_id": lead_id,
        "numbers": {
            str(number.id): number.status
            for number in numbers_of(connection, lead_id)
            if number.e164 in e164s
        },
    }


def close_listed(connection: Connection, listed: Listed, now: datetime) -> None:
    """Close numbers that were just put on the internal list, on all their leads; end evidence."""
    for e164 in listed["added"]:
        end_evidence(connection, e164, now)
        close_numbers(connection, e164, NumberStatus.SUPPRESSED)
    for before in listed["leads"]:
        settle(connection, before["lead_id"])
