"""The hold on a lead: claimed, extended, set aside, let go, in the caller's transaction."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from msgspec.structs import replace

from console.cards.lead import Card
from console.cards.waiting import Nobody
from console.desk.cards.lead_card import Offered, card_of, offer
from console.desk.day.progress import Undoable
from console.desk.queue.screened_queue import said_to_nobody, to_offer
from console.desk.seat import ClaimLostError, RefusedError, Seat
from console.firm.settings import lease_of, release_after
from console.firm.territories import describe_owner
from console.rules.values import Verdict
from console.rules.verdict.number_history import NUMBER_RESTS
from db.calls import attempts
from db.claims import claim as claims
from db.claims.claim import extend_hold
from db.engine.database import Connection, is_agent
from db.engine.row_access import look_at
from db.enums import NumberStatus, ReasonCode, VerdictKind
from db.firm.settings import read_firm
from db.leads import records
from db.lists.owners import owner_of
from db.sessions import records as sessions
from db.tables.calls import AttemptRow

STALE_REST = timedelta(hours=1)
"""How long a lead rests that turns out not to be callable for a reason without an end."""

WITH_THE_NUMBER = timedelta(days=1)
"""A lead rests no longer at once for what somebody else at its number said: that may be undone."""


def released_at(seat: Seat, now: datetime) -> datetime:
    """Callbacks that were due by then are anyone's to keep."""
    return now - release_after(seat.openings.settings)


def held_until(seat: Seat, connection: Connection, now: datetime) -> datetime:
    """The end of a hold that begins now; a screen that shows the lead extends it."""
    return now + lease_of(seat.openings.settings or read_firm(connection))


def queue_of(
    seat: Seat, connection: Connection, now: datetime, found: Sequence[int] | None = None
) -> claims.Queue:
    """`found`: of the leads in no session only these, see `look_beside`."""
    session_id = sessions.session_of(connection, seat.agent)
    chosen = to_offer(seat)
    return claims.Queue(
        places=seat.openings.open_places(),
        session_id=session_id,
        released_at=released_at(seat, now),
        offered=None if session_id is not None else found if chosen is None else chosen,
        mine=seat.mine,
    )


def look_beside(seat: Seat, now: datetime) -> Sequence[int] | None:
    """The lead in no session that comes next, found while nobody waits; None: look in the claim.

    Where nearly all are planned, finding one reads nearly all, and on SQLite a claim that does so
    holds up every agent.
    """
    if not seat.database.is_sqlite or to_offer(seat) is not None:
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
    seat: Seat, connection: Connection, now: datetime, found: Sequence[int] | None = None
) -> Card | None:
    """Claims until a lead turns up that may really be called; others are set aside.

    None too where the agent is blocked.
    """
    if seat.block() is not None:
        return None
    queue, until = queue_of(seat, connection, now, found), held_until(seat, connection, now)
    while True:
        hold = claims.claim_next(connection, seat.agent, queue, now, until)
        if hold is None:
            return None
        card = card_on(seat, connection, hold, now, is_new=True)
        if card.verdict.kind is VerdictKind.CALL:
            seat.screened_queue.is_used = True
            return card
        _set_aside(seat, connection, hold, card.verdict, now)


def take_lead(
    seat: Seat, connection: Connection, lead_id: int, after: str | None, now: datetime
) -> Card:
    """Claims this lead; raises what `Desk.take` does."""
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
    """Raises RefusedError for a lead that belongs to another agent or territory."""
    owner = owner_of(connection, lead_id)
    if owner not in seat.mine_in(connection):
        whose = describe_owner(read_firm(connection), owner)
        raise RefusedError(f"This lead belongs to {whose}, and is offered to nobody else.")


def _set_aside(
    seat: Seat, connection: Connection, hold: claims.Hold, verdict: Verdict, now: datetime
) -> None:
    """A lead in an open place that may still not be called rests, or its number closes."""
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
        # Leads imported before such notes were looked for: the mark keeps every later claim from
        # meeting them again. An agent's own login may move no number; there the lead rests.
        from console.do_not_call.evidence import mark_request

        mark_request(connection, hold.lead_id)
        claims.release(connection, hold.claim)
    else:
        why = ReasonCode.CAP if ReasonCode.CAP in codes else ReasonCode.COOL_DOWN
        if attempts.open_callback(connection, hold.lead_id) is not None:
            why = ReasonCode.CALLBACK  # it stays a callback, and comes first when it may be kept
        until = verdict.opens_at or now + STALE_REST
        if any(reason.rule == NUMBER_RESTS for reason in verdict.reasons):
            until = min(until, now + WITH_THE_NUMBER)
        claims.finish(connection, hold.lead_id, hold.claim, due_at=until, due_reason=why)


def unfinished(seat: Seat, connection: Connection, now: datetime) -> claims.Hold | None:
    """The newest call of this agent that waits for its outcome, held again if need be."""
    made = next(iter(attempts.open_attempts(connection, seat.agent)), None)
    if made is None:
        return None
    current = claims.held_by(connection, seat.agent, now)
    if current is not None and current.claim != made.claim:
        let_go(seat, connection, current.claim, now)
    until = held_until(seat, connection, now)
    return claims.hold_again(connection, seat.agent, made.lead_id, made.claim, now, until)


def reopen(
    seat: Seat, connection: Connection, last: Undoable, hold: claims.Hold, now: datetime
) -> claims.Hold:
    """Makes the dial wait for its outcome again, under the claim it was made with."""
    claims.release(connection, hold.claim)
    if last.attempt_id is not None:
        attempts.reopen(connection, last.attempt_id)
        records.change_lead(connection, last.lead_id, draft=last.note)
    until = held_until(seat, connection, now)
    return claims.hold_again(connection, seat.agent, last.lead_id, last.claim, now, until)


def hold_of(seat: Seat, connection: Connection, claim: str, now: datetime) -> claims.Hold:
    hold = extend_hold(connection, claim, now, held_until(seat, connection, now))
    if hold is None:
        raise ClaimLostError("Your hold on this lead has run out.")
    return hold


def keep_calls(seat: Seat, connection: Connection, now: datetime) -> dict[str, claims.Hold]:
    """Every call under way is held on to: it waits for its outcome. By claim."""
    until = held_until(seat, connection, now)
    return {
        made.claim: claims.hold_again(connection, seat.agent, made.lead_id, made.claim, now, until)
        for made in attempts.open_attempts(connection, seat.agent)
    }


def hold_on(seat: Seat, connection: Connection, claim: str, now: datetime) -> claims.Hold:
    """The hold of the lead on the screen, extended. Raises ClaimLostError, but not on a call."""
    return keep_calls(seat, connection, now).get(claim) or hold_of(seat, connection, claim, now)


def lead_of(seat: Seat, connection: Connection, lead_id: int) -> records.LeadFacts:
    lead = records.read_lead(connection, lead_id)
    if lead is None:
        raise ClaimLostError("This lead is no longer in the database.")
    place_ids = [number.place_id for number in lead.numbers]
    seat.openings.learn(connection, place_ids)
    return lead


def card_on(
    seat: Seat,
    connection: Connection,
    hold: claims.Hold,
    now: datetime,
    number_id: int | None = None,
    *,
    is_new: bool = False,
) -> Card:
    """The lead of a hold, offering `number_id` or else its first callable number.

    `is_new`: the hold was made just now, and so no dial under it.
    """
    lead = lead_of(seat, connection, hold.lead_id)
    made = None if is_new else attempts.attempt_of(connection, hold.claim)
    if made is not None and made.outcome is None:
        number_id = made.number_id
    offered = offer(connection, lead, seat.openings, now, number_id)
    return card_with(seat, connection, lead, hold, made, offered, now)


def card_with(
    seat: Seat,
    connection: Connection,
    lead: records.LeadFacts,
    hold: claims.Hold,
    made: AttemptRow | None,
    offered: Offered,
    now: datetime,
) -> Card:
    """The same of what was read already."""
    openings, texts = seat.openings, seat.active_texts
    return card_of(connection, lead, hold, openings, texts, seat.agent, now, made, offered)


def let_go(seat: Seat, connection: Connection, claim: str, now: datetime) -> None:
    """Releases a lead that waits for no outcome."""
    made = attempts.attempt_of(connection, claim)
    if made is None or made.outcome is not None:
        if (hold := claims.read_hold(connection, claim)) is not None:
            help_no_more(connection, seat.agent, hold.lead_id, now)
        claims.release(connection, claim)


def help_no_more(connection: Connection, agent: str, lead_id: int, now: datetime) -> None:
    """The agent has done with the lead: a call for help that was made with it ends."""
    from db.audit import log  # late: the first lead writes no entry
    from db.floor import notices

    ended = notices.end_with_lead(connection, agent, lead_id, now)
    if ended is not None:
        log.append(connection, now, agent, "help_off", {"help": ended})


def nobody(seat: Seat, now: datetime) -> Nobody:
    import console.desk.queue.blocked_reasons as reading

    with seat.database.read() as connection:
        if (block := seat.block(connection)) is not None:
            return Nobody(now, None, (), False, False, barred=block.sentence)
        session = sessions.active_session(connection, seat.agent)
        if session is None and (offered := to_offer(seat)) is not None:
            whom = said_to_nobody(seat, connection)
            return reading.nobody_fits(connection, seat.openings, offered, whom, now, seat.mine)
        found = reading.nobody_of(connection, seat.openings, session, now, seat.mine)
        if session is None or found.is_session_over:
            return found
        from console.desk.queue.blocked_reasons import elsewhere_of

        other = elsewhere_of(connection, seat.openings, seat.agent, seat.mine, now)
        return replace(found, elsewhere=other)
