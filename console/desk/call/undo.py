"""Taking back the last outcome or skip: its lead is on the screen again, as it was."""

from datetime import datetime

from console.cards.lead import Card
from console.desk.call.saved_state import restore
from console.desk.day.progress import Undoable, undoable
from console.desk.day.stored_state import Before
from console.desk.queue.claim import card_on, held_until, let_go, reopen
from console.desk.seat import RefusedError, Seat
from db.audit import log
from db.audit.coverage import Watch
from db.audit.row_hashes import ATTEMPT
from db.calls.attempts import count_reached
from db.calls.skips import take_back_skip
from db.calls.tally_updates import recounted
from db.claims import claim
from db.engine.database import Connection
from db.sessions.changes import take_up_again


def take_back(seat: Seat, connection: Connection, now: datetime) -> Card:
    """Raises RefusedError with the reason when nothing can be taken back."""
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
    watch = Watch(connection)
    if last.attempt_id is not None:
        watch.look_at_keys(ATTEMPT, [last.attempt_id])
        watch.look_at_numbers(_listed(last.before))
    if last.session_id is not None:
        take_up_again(connection, last.session_id, seat.agent)
    restore(connection, last.lead_id, last.before, last.attempt_id, now)
    if last.attempt_id is None:
        take_back_skip(connection, last.skip_id)
    else:
        hold = reopen(seat, connection, last, hold, now)
        count_reached(connection, last.lead_id)
    detail = {"lead": last.lead_id, "attempt": last.attempt_id, "outcome": last.outcome}
    log.append(connection, now, seat.agent, "undo", detail, watch.changes())
    return hold


def _listed(before: Before) -> list[str]:
    """The numbers that the call put on the internal list."""
    listed = before.get("listed")
    return [] if listed is None else listed["added"]
