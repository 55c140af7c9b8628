"""What a request changes besides the internal list, and what an undo of it restores."""

from collections.abc import Collection, Sequence
from datetime import datetime

from console.desk.day.stored_state import Listed, NumbersBefore
from console.do_not_call.evidence import end_evidence
from db.audit.coverage import Watch
from db.audit.row_hashes import APPOINTMENT
from db.calls.appointments import cancel_all, read_standing, remember_appointments
from db.dnc.consents import evidence_of
from db.engine.database import Connection
from db.enums import NumberStatus
from db.leads.records import close_numbers, has_open, leads_with, numbers_of, settle

ASKED_NOT = "they asked not to be called"
"""Why the appointments of such a person are cancelled, and a callback is dropped."""


def remember_listed(
    connection: Connection, watch: Watch, lead_id: int, e164s: Sequence[str]
) -> Listed:
    """Return what a request about these numbers is going to change, as undo needs it.

    `watch` looks at the appointments that the request may cancel.
    """
    lead_ids = {row for e164 in e164s for row in leads_with(connection, e164)} | {lead_id}
    standing = read_standing(connection, lead_ids)
    if standing:
        watch.look_at_keys(APPOINTMENT, [row.id for row in standing])
    evidence = evidence_of(connection, e164s).values()
    return {
        "added": list(e164s),
        "leads": [remember_numbers(connection, row, e164s) for row in sorted(lead_ids)],
        "consents": [row.id for rows in evidence for row in rows],
        "appointments": remember_appointments(standing),
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


def close_listed(
    connection: Connection, listed: Listed, lead_id: int, agent: str, now: datetime
) -> None:
    """Close numbers that were just put on the internal list, on all their leads; end evidence.

    The appointments of the lead are cancelled, and those of leads that nobody may call any more.
    """
    for e164 in listed["added"]:
        end_evidence(connection, e164, now)
        close_numbers(connection, e164, NumberStatus.SUPPRESSED)
    for before in listed["leads"]:
        settle(connection, before["lead_id"])
    standing = read_standing(connection, [before["lead_id"] for before in listed["leads"]])
    cancelled = [
        row for row in standing if row.lead_id == lead_id or not has_open(connection, row.lead_id)
    ]
    cancel_all(connection, cancelled, agent, ASKED_NOT, now)
