"""Hand over the work of an agent who leaves, or one session of it."""

from collections.abc import Sequence
from datetime import datetime

from console.cards.waiting import HandedOver
from console.desk.seat import RefusedError, Seat
from console.firm.settings import describe_owner
from db.audit import log
from db.calls.appointment_lists import count_kept_by
from db.claims import claim as claims
from db.engine.database import Connection
from db.firm.settings import read_firm
from db.floor.notices import add_notice
from db.lists.owners import follow_owners, owned_in, owners_for
from db.sessions import records
from db.sessions.changes import (
    give_callbacks,
    give_sessions,
    holds_to_take,
    is_known_agent,
    owned_sessions,
)


class UnknownTakerError(RefusedError):
    """No agent of that name has called here: the name may be mistyped. Nothing was changed."""


def hand_over(
    seat: Seat, giver: str, taker: str | None, *, is_sure: bool, why: str = ""
) -> HandedOver:
    """Give an agent's sessions under way, callbacks and lead on the screen to another agent.

    A `taker` of None gives them to the team. Both agents get a notice. Raises RefusedError if there
    is no such work, and UnknownTakerError for an agent who never called, unless `is_sure`.
    """
    return _give(seat, giver, taker, None, why, is_sure=is_sure)


def hand_over_session(
    seat: Seat, session_id: int, taker: str | None, *, is_sure: bool, why: str = ""
) -> HandedOver:
    """Give away one session, with its lead on the screen. Raises as `hand_over`."""
    with seat.database.read() as connection:
        row = records.read_session(connection, session_id)
    if row is None or row.agent is None:
        raise RefusedError("Nobody has that session: anyone can start it.")
    return _give(seat, row.agent, taker, session_id, why, is_sure=is_sure)


def _give(
    seat: Seat, giver: str, taker: str | None, session_id: int | None, why: str, *, is_sure: bool
) -> HandedOver:
    if giver == taker:
        raise RefusedError(f"It is {giver}'s already: name somebody else, or the team.")
    now = seat.clock()
    with seat.database.write() as connection:
        _refuse_owned(connection, giver, taker, session_id)
        # A mistyped name would put the work where nobody looks for it.
        is_known = taker in {None, seat.agent} or is_sure or is_known_agent(connection, taker)
        session_ids = give_sessions(connection, giver, taker, session_id, now)
        callbacks = give_callbacks(connection, giver, taker) if session_id is None else 0
        only_sessions = None if session_id is None else session_ids
        follow_owners(connection, owned_in(connection, session_ids, taker))
        claims_to_release, on_call = holds_to_take(connection, giver, only_sessions, now)
        # Only the changes show whether there was any work. An exception rolls them back.
        if not (session_ids or callbacks or claims_to_release or on_call):
            raise RefusedError(f"{giver} has no session under way, no callback and no lead.")
        if not is_known:
            raise UnknownTakerError(f"{taker} has never called here. Is the name right?")
        for claim in claims_to_release:
            claims.release(connection, claim)
        _add_notices(
            seat, connection, giver, taker, session_ids if session_id is not None else [], why, now
        )
        detail = {
            "from": giver,
            "to": taker,
            "sessions": session_ids,
            "callbacks": callbacks,
            "leads": len(claims_to_release),
            "reason": why,
        }
        log.append(connection, now, seat.agent, "hand_over", detail)
        kept = 0 if session_id is not None else count_kept_by(connection, [giver]).get(giver, 0)
    count = len(claims_to_release)
    return HandedOver(giver, taker, tuple(session_ids), callbacks, count, on_call, kept)


def _refuse_owned(
    connection: Connection, giver: str, taker: str | None, session_id: int | None
) -> None:
    """Raise RefusedError if the taker may not call the leads of a session."""
    if taker is None:
        return
    values = read_firm(connection)
    mine = owners_for(values, taker)
    for owner, name in owned_sessions(connection, giver, session_id):
        if owner not in mine:
            raise RefusedError(
                f"The leads of “{name}” belong to {describe_owner(values, owner)}, and {taker} is "
                "offered none of them. First give them: smiledial lead assign --where 'owner = "
                f"{owner}' --to {taker}."
            )


def _add_notices(
    seat: Seat,
    connection: Connection,
    giver: str,
    taker: str | None,
    session_ids: Sequence[int],
    why: str,
    now: datetime,
) -> None:
    """Add a notice for the giver and for the taker, but not for the agent who hands over."""
    rows = [records.read_session(connection, session_id) for session_id in session_ids]
    names = ", ".join(f"“{row.name}”" for row in rows if row is not None)
    because = f": {why}" if why else ""
    if giver != seat.agent:
        work = f"the session {names}" if names else "all of your work"
        text = f"gave {work} to {taker or 'the team'}{because}."
        add_notice(connection, seat.agent, giver, text, now)
    if taker is not None and taker != seat.agent:
        work = f"the session {names}" if names else f"the work of {giver}"
        text = f"gave you {work}{because}. l starts it."
        add_notice(connection, seat.agent, taker, text, now)
