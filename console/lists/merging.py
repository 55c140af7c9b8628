"""Two leads that are one person, brought together by somebody who looked: never by itself."""

from dataclasses import dataclass
from datetime import datetime

from console.do_not_call.evidence import place_again
from console.do_not_call.patterns import close_and_open
from console.trouble import BadInput
from db import audit
from db.call_tallies import recounted
from db.engine import Connection, Database
from db.enums import LeadStatus
from db.leads import LeadFacts, asked_not_to_be_called, change_lead, read_lead, settle
from db.merging import calls_of, is_being_called, merge_leads


@dataclass(frozen=True, slots=True)
class Merged:
    """The lead that stays, and how many attempts came to it."""

    lead_id: int
    name: str
    attempts: int


def read_pair(database: Database, kept_id: int, gone_id: int) -> tuple[LeadFacts, LeadFacts]:
    """Both leads as they are. Raises BadInput."""
    with database.read() as connection:
        return _pair(connection, kept_id, gone_id)


def merge(database: Database, kept_id: int, gone_id: int, agent: str, now: datetime) -> Merged:
    """Puts all that is recorded of the second lead with the first, and takes the second out.

    Of two that say different things the first is right; the stricter of two states holds. Raises
    BadInput, and then nothing was changed: where one is on a screen or on the phone.
    """
    with database.write() as connection:
        kept, gone = _pair(connection, kept_id, gone_id)
        for one in (kept, gone):
            if one.held_until is not None and one.held_until > now:
                raise BadInput(f"{one.held_by} has lead {one.id} on the screen: try again later.")
            if is_being_called(connection, one.id):
                raise BadInput(f"A call to lead {one.id} has no outcome yet: record it first.")
        with recounted(connection, calls_of(connection, gone.id)):
            count = _merge_pair(connection, kept, gone, now)
            detail = {"lead": kept.id, "merged": gone.id, "attempts": count}
            audit.append(connection, now, agent, "lead_merge", detail)
        found = read_lead(connection, kept.id)
    return Merged(kept.id, kept.name if found is None else found.name, count)


def _merge_pair(connection: Connection, kept: LeadFacts, gone: LeadFacts, now: datetime) -> int:
    """Returns how many attempts came along."""
    asked_not = any(asked_not_to_be_called(connection, one.id) for one in (kept, gone))
    count = merge_leads(connection, kept, gone, now)
    if asked_not:
        change_lead(connection, kept.id, status=LeadStatus.CLOSED, bar="")
    close_and_open(connection, kept.id)
    for e164 in sorted({one.e164 for one in (*kept.numbers, *gone.numbers)}):
        place_again(connection, e164, now, kept.id)
    settle(connection, kept.id)
    return count


def _pair(connection: Connection, kept_id: int, gone_id: int) -> tuple[LeadFacts, LeadFacts]:
    if kept_id == gone_id:
        raise BadInput("Name two leads: the one that stays, then the one that goes into it.")
    pair = []
    for lead_id in (kept_id, gone_id):
        found = read_lead(connection, lead_id)
        if found is None or not found.numbers:
            raise BadInput(f"There is no lead {lead_id}: smiledial find TEXT looks for one.")
        pair.append(found)
    return pair[0], pair[1]
