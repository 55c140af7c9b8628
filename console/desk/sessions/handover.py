"""An agent's work handed over: when they leave, or one session of it."""

from collections.abc import Sequence
from datetime import datetime

from console.cards.plan import HandedOver
from console.desk.seat import RefusedError, Seat
from console.firm.territories import describe_owner
from db.audit import log
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
    """Nobody of that name has called here: the name may be mistyped, and nothing has moved."""


def hand_over(
    seat: Seat, giver: str, taker: str | None, *, is_sure: bool, why: str = ""
) -> HandedOver:
    """Sessions under way, callbacks, the lead on the screen. Raises RefusedError where none is.

    Raises UnknownTakerError for a name nobody has called under, unless it `is_sure`. Both are told.
    """
    return _give(seat, giver, taker, None, why, is_sure=is_sure)


def hand_over_session(
    seat: Seat, session_id: int, taker: str | None, *, is_sure: bool, why: str = ""
) -> HandedOver:
    """One session, with the lead of it on the screen. Raises RefusedError, as for all of them."""
    with seat.database.read() as connection:
        row = records.read_session(connection, session_id)
    if row is None or row.agent is None:
        raise RefusedError("Nobody has that session: whoever wants it starts it.")
    return _give(seat, row.agent, taker, session_id, why, is_sure=is_sure)


def _give(
    seat: Seat, giver: str, taker: str | None, session_id: int | None, why: str, *, is_sure: bool
) -> HandedOver:
    if giver == taker:
        raise RefusedError(f"It is {giver}'s already: name somebody else, or the team.")
    now = seat.clock()
    with seat.database.write() as connection:
        _refuse_owned(connection, giver, taker, session_id)
        is_known = taker in {None, seat.agent} or is_sure or is_known_agent(connection, taker)
        given = give_sessions(connection, giver, taker, session_id, now)
        callbacks = give_callbacks(connection, giver, taker) if session_id is None else 0
        of_sessions = None if session_id is None else given
        follow_owners(connection, owned_in(connection, given, taker))
        taken, on_call = holds_to_take(connection, giver, of_sessions, now)
        if not (given or callbacks or taken or on_call):
            raise RefusedError(f"{giver} has no session under way, no callback and no lead.")
        if not is_known:
            raise UnknownTakerError(f"{taker} has never called here. Is the name right?")
        for claim in taken:
            claims.release(connection, claim)
        _tell(seat, connection, giver, taker, given if session_id is not None else [], why, now)
        detail = {
            "from": giver,
            "to": taker,
            "sessions": given,
            "callbacks": callbacks,
            "leads": len(taken),
            "reason": why,
        }
        log.append(connection, now, seat.agent, "hand_over", detail)
    return HandedOver(giver, taker, tuple(given), callbacks, len(taken), on_call)


def _refuse_owned(
    connection: Connection, giver: str, taker: str | None, session_id: int | None
) -> None:
    """Raises RefusedError for a session with leads that the taker would not be offered."""
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


def _tell(
    seat: Seat,
    connection: Connection,
    giver: str,
    taker: str | None,
    session_ids: Sequence[int],
    why: str,
    now: datetime,
) -> None:
    """Tells whoever it meets and did not do it."""
    rows = [records.read_session(connection, one) for one in session_ids]
    named = ", ".join(f"“{row.name}”" for row in rows if row is not None)
    what = f"the session {named}" if named else "all of your work"
    because = f": {why}" if why else ""
    if giver != seat.agent:
        text = f"gave {what} to {taker or 'the team'}{because}."
        add_notice(connection, seat.agent, giver, text, now)
    if taker is not None and taker != seat.agent:
        what = f"the session {named}" if named else f"the work of {giver}"
        text = f"gave you {what}{because}. l starts it."
        add_notice(connection, seat.agent, taker, text, now)
