"""The hold on a lead: claim it, extend it, release it. All in the caller's transaction.

A screening is a condition that leads must meet to be offered: the firm's, or the agent's own, which
narrows it. Under one, free leads are claimed from a list of those that match. It is read again when
it is `GOOD_FOR` old, or has room. No screening applies to the leads of a session, which were chosen
when it was planned, nor to callbacks.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from console.cards.lead import Card
from console.desk.cards.lead_card import Offered, card_of, offer
from console.desk.seat import ClaimLostError, RefusedError, ScreenedQueue, Seat
from console.desk.undoable import Undoable
from console.firm.settings import (
    QUEUE_WHERE,
    describe_owner,
    goes_by_priority,
    lease_of,
    release_after,
)
from console.judging.number_shown import is_any_left
from console.rules.values import Verdict
from console.rules.verdict.number_history import NUMBER_RESTS
from console.trouble import BadInput
from db.calls import attempts
from db.calls.callbacks import CallbackOfLead
from db.claims import claim as claims
from db.claims.candidates import Queue, fitting
from db.claims.claim import extend_hold
from db.conditions import Every
from db.engine.database import Connection, is_agent, look_at
from db.enums import NumberStatus, ReasonCode, VerdictKind
from db.firm.settings import read_firm
from db.leads import records
from db.leads.records import LeadFacts
from db.lists.owners import owner_of
from db.sessions import records as sessions
from db.tables.calls import AttemptRow

if TYPE_CHECKING:
    from db.calls.appointment_lists import AppointmentOfLead


MAX_LEADS = 1_000
"""Leads on the list. Each claim reads all of it."""

GOOD_FOR = timedelta(minutes=5)
"""How long the list is used. Leads may be imported meanwhile."""


def screenings(seat: Seat) -> tuple[str, ...]:
    """Return the screenings in force, the firm's first; none where all leads are offered."""
    of_firm = str(seat.openings.settings.get(QUEUE_WHERE, ""))
    return tuple(text for text in (of_firm, seat.screened_queue.own) if text)


def describe_screenings(seat: Seat) -> str:
    """Return the screenings in force as one text, "" for none."""
    return " and ".join(screenings(seat))


def offered_ids(seat: Seat) -> Sequence[int] | None:
    """Return the ids of the leads to claim from; None where all are offered."""
    texts = screenings(seat)
    if not texts:
        return None
    return seat.screened_queue.lead_ids if seat.screened_queue.of == texts else ()


def refresh_screened(seat: Seat, now: datetime) -> bool:
    """Read the list again if that may bring new leads; return whether it was read.

    Call it outside a write block, since it may read every lead.
    """
    queue, texts = seat.screened_queue, screenings(seat)
    if not texts or not _is_outdated(queue, texts, now):
        return False
    with seat.database.read() as connection:
        queue.lead_ids = _matching_ids(seat, connection, texts, now)
    queue.of = texts
    queue.is_whole = len(queue.lead_ids) < MAX_LEADS
    queue.is_used = False
    queue.read_at = now
    return True


def _is_outdated(queue: ScreenedQueue, texts: tuple[str, ...], now: datetime) -> bool:
    if queue.read_at is None or queue.of != texts:
        return True
    # The list was full, and some of its leads were claimed: others may now have room on it.
    has_room = queue.is_used and not queue.is_whole
    return has_room or now - queue.read_at >= GOOD_FOR


def _matching_ids(
    seat: Seat, connection: Connection, texts: tuple[str, ...], now: datetime
) -> Sequence[int]:
    from console.lists.screening import read_where, sql_where  # late: few queues are screened

    try:
        conditions = tuple(read_where(connection, text, now, seat.zone) for text in texts)
    except BadInput:
        return ()  # the segment was deleted, so that no lead is known to match it
    where = sql_where(connection, Every(conditions))
    return fitting(connection, where, seat.mine, seat.openings.open_places(), now, MAX_LEADS)


MOST_UNSHOWN = 100
"""How many leads without a number to show one claim sets aside."""

STALE_REST = timedelta(hours=1)
"""How long a lead that may not be called rests if its verdict names no opening time."""

MAX_NUMBER_REST = timedelta(days=1)
"""The longest rest after a call to another person at the same number: that call may be undone."""


def released_at(seat: Seat, now: datetime) -> datetime:
    """Return the cutoff for callbacks: any agent may now keep one that was due before it."""
    return now - release_after(seat.openings.settings)


def held_until(seat: Seat, connection: Connection, now: datetime) -> datetime:
    """Return the end of a hold that begins now. The screen that shows the lead extends it."""
    return now + lease_of(seat.openings.settings or read_firm(connection))


def holder_of(row: "AppointmentOfLead | CallbackOfLead | LeadFacts", now: datetime) -> str:
    """Return the agent who has the lead on the screen now, "" for none."""
    is_held = row.held_until is not None and row.held_until > now
    return str(row.held_by) if is_held else ""


def queue_of(
    seat: Seat, connection: Connection, now: datetime, lead_ids: Sequence[int] | None = None
) -> Queue:
    """Return what the agent may claim; of the leads in no session only `lead_ids`, if given."""
    session_id = sessions.session_of(connection, seat.agent)
    screened = offered_ids(seat)
    # Only the free queue is narrowed: the leads of a session were chosen when it was planned.
    return Queue(
        places=seat.openings.open_places(),
        session_id=session_id,
        released_at=released_at(seat, now),
        offered=None if session_id is not None else lead_ids if screened is None else screened,
        mine=seat.mine,
        by_priority=goes_by_priority(seat.openings.settings),
    )


def peek_unplanned(seat: Seat, now: datetime) -> Sequence[int] | None:
    """Find the next lead in no session, before the write block.

    Return its id in a list, [] if there is no such lead, or None to search within the claim.
    """
    # Only SQLite needs this. Where nearly all leads are planned, the search for one that is not
    # reads nearly all of them; within the claim every other agent would wait for it.
    if not seat.database.is_sqlite or offered_ids(seat) is not None:
        return None
    with seat.database.read() as connection:
        if sessions.session_of(connection, seat.agent) is not None:
            return None
        if not sessions.is_anybody_planned(connection):
            return None
        seat.openings.update(connection, now)
        lead_id = claims.peek_next(connection, seat.agent, queue_of(seat, connection, now), now)
        return [] if lead_id is None else [lead_id]


def claim_next(
    seat: Seat, connection: Connection, now: datetime, lead_ids: Sequence[int] | None = None
) -> Card | None:
    """Claim leads until one may be called, and set the others aside.

    None where no lead is left, and for a blocked agent. `lead_ids` are as for `queue_of`.
    """
    if seat.block() is not None:
        return None
    queue, until = queue_of(seat, connection, now, lead_ids), held_until(seat, connection, now)
    # The claim knows only which places are open. The verdict also asks lists and history; each
    # lead that it forbids is set aside, so that the loop ends.
    left_out = 0
    while True:
        hold = claims.claim_next(connection, seat.agent, queue, now, until)
        if hold is None:
            return None
        card = card_on(seat, connection, hold, now, is_new=True)
        if card.verdict.kind is VerdictKind.CALL:
            seat.screened_queue.is_used = True
            return card
        if card.verdict.reasons[0].code is ReasonCode.CALLER_ID_MISSING:
            left_out += 1
            # Where no number is left at all, or for many leads in a row, do not set aside one lead
            # after the other: this write block would grow with the list.
            if left_out > MOST_UNSHOWN or not is_any_left(connection, seat.openings, now):
                claims.release(connection, hold.claim)
                return None
        _set_aside(seat, connection, hold, card.verdict, now)


def take_lead(
    seat: Seat, connection: Connection, lead_id: int, after: str | None, now: datetime
) -> Card:
    """Release the claim `after` and claim this lead. Raises what `Desk.take` raises."""
    seat.require_free()
    if after is not None:
        let_go(seat, connection, after, now)
    look_at(connection, lead_id)
    until = held_until(seat, connection, now)
    hold = claims.claim_lead(connection, seat.agent, lead_id, now, until)
    if hold is None:
        raise RefusedError("Somebody else has that lead on the screen now.")
    refuse_others(seat, connection, lead_id)
    return card_on(seat, connection, hold, now, is_new=True)


def refuse_others(seat: Seat, connection: Connection, lead_id: int) -> None:
    """Raise RefusedError for a lead that belongs to another agent or territory."""
    owner = owner_of(connection, lead_id)
    if owner not in seat.mine_in(connection):
        whose = describe_owner(read_firm(connection), owner)
        raise RefusedError(f"This lead belongs to {whose}, and is offered to nobody else.")


def _set_aside(
    seat: Seat, connection: Connection, hold: claims.Hold, verdict: Verdict, now: datetime
) -> None:
    """Let a lead that may not be called rest, or close its number, as the verdict's reasons say."""
    codes = {reason.code for reason in verdict.reasons}
    closing = {
        ReasonCode.INTERNAL_LIST: NumberStatus.SUPPRESSED,
        ReasonCode.REGISTRY: NumberStatus.REGISTERED,
        ReasonCode.INVALID_NUMBER: NumberStatus.INVALID,
    }
    status = next((closing[code] for code in closing if code in codes), None)
    if status is not None:
        lead = lead_of(seat, connection, hold.lead_id)
        number, _, _ = offer(connection, lead, seat.openings, now)
        records.change_number(connection, number.id, status)
        records.settle(connection, hold.lead_id)
        claims.release(connection, hold.claim)
    elif ReasonCode.REQUEST_UNREAD in codes and not is_agent(connection):
        # Older versions imported notes without looking for a request not to call. The mark makes
        # later claims pass over the lead. An agent's own login may not change numbers: there the
        # lead rests.
        from console.do_not_call.evidence import mark_request  # late: few leads need it

        mark_request(connection, hold.lead_id)
        claims.release(connection, hold.claim)
    else:
        why = ReasonCode.CAP if ReasonCode.CAP in codes else ReasonCode.COOL_DOWN
        if attempts.open_callback(connection, hold.lead_id) is not None:
            why = ReasonCode.CALLBACK  # so that it comes first again when it may be kept
        until = verdict.opens_at or now + STALE_REST
        if any(reason.rule == NUMBER_RESTS for reason in verdict.reasons):
            until = min(until, now + MAX_NUMBER_REST)
        claims.finish(connection, hold.lead_id, hold.claim, due_at=until, due_reason=why)


def unfinished(seat: Seat, connection: Connection, now: datetime) -> claims.Hold | None:
    """Hold the lead of this agent's newest call without an outcome; None without such a call."""
    attempt = next(iter(attempts.open_attempts(connection, seat.agent)), None)
    if attempt is None:
        return None
    current = claims.held_by(connection, seat.agent, now)
    # An agent holds one lead at a time: the call without an outcome goes first.
    if current is not None and current.claim != attempt.claim:
        let_go(seat, connection, current.claim, now)
    until = held_until(seat, connection, now)
    return claims.hold_again(connection, seat.agent, attempt.lead_id, attempt.claim, now, until)


def reopen(
    seat: Seat, connection: Connection, last: Undoable, hold: claims.Hold, now: datetime
) -> claims.Hold:
    """Reopen the dial of an undone outcome under its own claim, to await another outcome."""
    claims.release(connection, hold.claim)
    if last.attempt_id is not None:
        attempts.reopen(connection, last.attempt_id)
        records.change_lead(connection, last.lead_id, draft=last.note)
    until = held_until(seat, connection, now)
    return claims.hold_again(connection, seat.agent, last.lead_id, last.claim, now, until)


def hold_of(seat: Seat, connection: Connection, claim: str, now: datetime) -> claims.Hold:
    """Extend the hold of this claim. Raises ClaimLostError."""
    hold = extend_hold(connection, claim, now, held_until(seat, connection, now))
    if hold is None:
        raise ClaimLostError("Your hold on this lead has run out.")
    return hold


def keep_calls(seat: Seat, connection: Connection, now: datetime) -> dict[str, claims.Hold]:
    """Extend the holds of all calls without an outcome; return them by claim."""
    until = held_until(seat, connection, now)
    return {
        attempt.claim: claims.hold_again(
            connection, seat.agent, attempt.lead_id, attempt.claim, now, until
        )
        for attempt in attempts.open_attempts(connection, seat.agent)
    }


def hold_on(seat: Seat, connection: Connection, claim: str, now: datetime) -> claims.Hold:
    """Extend the hold of the lead on the screen. Raises ClaimLostError, but not during a call."""
    return keep_calls(seat, connection, now).get(claim) or hold_of(seat, connection, claim, now)


def lead_of(seat: Seat, connection: Connection, lead_id: int) -> records.LeadFacts:
    """Read a lead and judge the places of its numbers. Raises ClaimLostError without a lead."""
    lead = records.read_lead(connection, lead_id)
    if lead is None:
        raise ClaimLostError("This lead is no longer in the database.")
    place_ids = [number.place_id for number in lead.numbers]
    seat.openings.learn(connection, place_ids)
    return lead


@contextmanager
def lead_now(seat: Seat, lead_id: int) -> Iterator[tuple[Connection, records.LeadFacts, datetime]]:
    """Read a lead as `lead_of` does, by the rules of this moment, which is given too."""
    with seat.reading() as (connection, now):
        yield connection, lead_of(seat, connection, lead_id), now


def card_on(
    seat: Seat,
    connection: Connection,
    hold: claims.Hold,
    now: datetime,
    number_id: int | None = None,
    *,
    is_new: bool = False,
) -> Card:
    """Return the card of a held lead, with `number_id` or else its first callable number.

    `is_new`: the hold was made just now, so that no dial can belong to it.
    """
    lead = lead_of(seat, connection, hold.lead_id)
    attempt = None if is_new else attempts.attempt_of(connection, hold.claim)
    if attempt is not None and attempt.outcome is None:
        number_id = attempt.number_id
    offered = offer(connection, lead, seat.openings, now, number_id)
    return card_with(seat, connection, lead, hold, attempt, offered, now)


def card_with(
    seat: Seat,
    connection: Connection,
    lead: records.LeadFacts,
    hold: claims.Hold,
    attempt: AttemptRow | None,
    offered: Offered,
    now: datetime,
) -> Card:
    """Return the card of a held lead whose rows and verdict are already at hand."""
    openings, texts = seat.openings, seat.active_texts
    return card_of(connection, lead, hold, openings, texts, seat.agent, now, attempt, offered)


def let_go(seat: Seat, connection: Connection, claim: str, now: datetime) -> None:
    """Release a lead, unless its dial still needs an outcome."""
    attempt = attempts.attempt_of(connection, claim)
    if attempt is None or attempt.outcome is not None:
        if (hold := claims.read_hold(connection, claim)) is not None:
            end_help_call(connection, seat.agent, hold.lead_id, now)
        claims.release(connection, claim)


def end_help_call(connection: Connection, agent: str, lead_id: int, now: datetime) -> None:
    """End the agent's call for help with this lead, if there is one."""
    from db.audit import log  # late: the first lead writes no entry
    from db.floor import notices  # late: the first lead ends no call for help

    help_id = notices.end_with_lead(connection, agent, lead_id, now)
    if help_id is not None:
        log.append(connection, now, agent, "help_off", {"help": help_id})
