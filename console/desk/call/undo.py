"""Undo the last outcome or skip, and bring its lead back as it was."""

from collections.abc import Collection, Sequence
from datetime import datetime

from console.cards.lead import Card
from console.desk.queue.lead_lease import card_on, held_until, let_go, reopen
from console.desk.seat import RefusedError, Seat
from console.desk.undoable import Before, Listed, Undoable, undoable
from console.do_not_call.evidence import place_lead_again, restore_evidence
from console.do_not_call.patterns import close_number
from console.judging.documents import instant
from console.judging.lead_marks import mark_number
from db.audit import log
from db.audit.coverage import APPOINTMENT, ATTEMPT, Watch
from db.calls.appointments import of_attempt, restore_appointments
from db.calls.attempts import count_reached
from db.calls.callbacks import forget_callback, reopen_callback, take_back_skip
from db.calls.sequences import restore_sequence
from db.calls.tally_updates import recounted
from db.claims import claim
from db.dnc.suppressions import Origin, suppressed_among, take_back_request
from db.engine.database import Connection
from db.enums import LeadStatus, NumberStatus, SkipKind
from db.leads.records import (
    LeadFacts,
    change_lead,
    change_number,
    close_numbers,
    leads_with,
    numbers_of,
    settle,
)
from db.lists.catalogue import RETIRED, is_retired, retire_lead
from db.places import dnc_marks
from db.sessions.changes import put_back, take_up_again


def remember(lead: LeadFacts, promise: int | None) -> Before:
    """Return the state of a lead for `restore`; `promise` is the id of its open callback."""
    return {
        "lead": {
            "status": lead.status,
            "bar": lead.bar,
            "place_id": lead.place_id,
            "due_reason": lead.due_reason,
            "noes": lead.noes,
            "draft": lead.draft,
        },
        "due_at": instant(lead.due_at),
        "numbers": {str(number.id): number.status for number in lead.numbers},
        "promise": promise,
        "session": None,
    }


def restore(
    connection: Connection, lead_id: int, before: Before, origin: Origin, now: datetime
) -> None:
    """Restore the state of a lead that `remember` returned.

    If the lead's list was retired or taken up again since, the lead is barred or open accordingly.
    A number that a request of another origin put on the internal list stays closed.
    """
    listed = before.get("listed")
    still_listed: Collection[str] = ()
    if listed is not None:
        still_listed = _lift(connection, listed, origin, now)
    due_at = before["due_at"]
    lead = before["lead"]
    # Its number may be in another place by now: evidence stays ended for a number with a later
    # request. The lead's place is always that of one of its numbers.
    places = [number.place_id for number in numbers_of(connection, lead_id)]
    if lead["place_id"] not in places:
        lead = {**lead, "place_id": places[0]}
    change_lead(
        connection,
        lead_id,
        due_at=None if due_at is None else datetime.fromisoformat(due_at),
        **lead,
    )
    rows = {**before.get("appointments", {})}
    if listed is not None:
        rows |= listed.get("appointments", {})
    restore_appointments(connection, rows, origin.attempt_id)
    for number_id, status in before["numbers"].items():
        change_number(connection, int(number_id), status, still_listed)
    if listed is not None:
        _follow_the_list(connection, listed["added"], now)
    # First drop the callback that the outcome made, then reopen the one that it replaced.
    forget_callback(connection, lead_id, before["promise"])
    if before["promise"] is not None:
        reopen_callback(connection, before["promise"])
    if is_retired(connection, lead_id):
        retire_lead(connection, lead_id)
        return
    if before["lead"]["bar"] == RETIRED:
        change_lead(connection, lead_id, status=LeadStatus.BARRED, bar="")
        settle(connection, lead_id)
    if before["session"] is not None:
        put_back(connection, lead_id, *before["session"])


def _lift(connection: Connection, listed: Listed, origin: Origin, now: datetime) -> Collection[str]:
    """Take the numbers of one origin off the internal list, and restore the evidence it ended.

    Return the numbers that another request keeps on the list. Evidence stays ended for a number
    with a later request.
    """
    asked_again = [e164 for e164 in listed["added"] if take_back_request(connection, e164, origin)]
    # Never open these, not even for a moment: an agent's login may not open a listed number.
    still_listed = suppressed_among(connection, listed["added"])
    for other in listed["leads"]:
        for number_id, status in other["numbers"].items():
            change_number(connection, int(number_id), status, still_listed)
        settle(connection, other["lead_id"])
    restore_evidence(connection, listed["consents"], now, asked_again)
    return still_listed


def _follow_the_list(connection: Connection, e164s: Sequence[str], now: datetime) -> None:
    """Close the numbers that are still on the internal list, on all their leads; open the others.

    Another request may have been made or removed since the states were remembered.
    """
    still_listed = suppressed_among(connection, e164s)
    for e164 in e164s:
        if e164 in still_listed:
            close_numbers(connection, e164, NumberStatus.SUPPRESSED)
        else:
            dnc_marks.reopen(connection, e164)
            close_number(connection, e164)
            mark_number(connection, e164, now)
        for lead_id in leads_with(connection, e164):
            settle(connection, lead_id)


def take_back(seat: Seat, connection: Connection, now: datetime) -> Card:
    """Undo the agent's last outcome or skip. Raises RefusedError where nothing can be undone."""
    last = undoable(connection, seat.agent)
    if last is None:
        raise RefusedError(
            "There is nothing to undo: an outcome can be undone until you dial again."
        )
    current = claim.held_by(connection, seat.agent, now)
    if current is not None:
        let_go(seat, connection, current.claim, now)
    hold = claim.claim_lead(
        connection, seat.agent, last.lead_id, now, held_until(seat, connection, now)
    )
    if hold is None:
        raise RefusedError("Somebody else has that lead on the screen now: ask them to let it go.")
    with recounted(connection, [] if last.attempt_id is None else [last.attempt_id]):
        hold = _put_back(seat, connection, last, hold, now)
    return card_on(seat, connection, hold, now)


def _put_back(
    seat: Seat, connection: Connection, last: Undoable, hold: claim.Hold, now: datetime
) -> claim.Hold:
    # The watch notes rows as they are before the change, for the hashes in the audit log.
    watch = Watch(connection)
    if last.attempt_id is not None:
        watch.look_at_keys(ATTEMPT, [last.attempt_id])
        watch.look(APPOINTMENT, of_attempt(last.attempt_id))
    if keys := [int(key) for key in _appointments(last.before)]:
        watch.look_at_keys(APPOINTMENT, keys)
    watch.look_at_numbers(_listed(last.before))
    if last.session_id is not None:
        take_up_again(connection, last.session_id, seat.agent)
    origin = Origin(last.attempt_id, last.skip_id)
    if last.outcome != SkipKind.DOUBT:
        restore(connection, last.lead_id, last.before, origin, now)
    if "sequence" in last.before:
        restore_sequence(connection, last.lead_id, last.before["sequence"], last.attempt_id)
    if last.skip_id is not None:
        take_back_skip(connection, last.skip_id)
        if last.outcome == SkipKind.DOUBT:
            place_lead_again(connection, last.lead_id, now)
    else:
        hold = reopen(seat, connection, last, hold, now)
        count_reached(connection, last.lead_id)  # `Before` has neither yeses nor reached calls
    detail = {"lead": last.lead_id, "attempt": last.attempt_id, "outcome": last.outcome}
    log.append(connection, now, seat.agent, "undo", detail, watch.changes())
    return hold


def _appointments(before: Before) -> list[str]:
    """Return the ids of the appointments that the call changed."""
    listed = before.get("listed")
    of_request = {} if listed is None else listed.get("appointments", {})
    return [*before.get("appointments", {}), *of_request]


def _listed(before: Before) -> list[str]:
    """Return the numbers that the call put on the internal list."""
    listed = before.get("listed")
    return [] if listed is None else listed["added"]
