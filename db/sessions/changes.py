"""Start, pause and end sessions; take leads out of them and put them back; hand work over."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, exists, func, insert, literal, select, update

from db.columns import Instant
from db.enums import SessionStatus
from db.leads import session_marks
from db.rows import read_row
from db.sessions.records import leads_waiting
from db.tables.calls import attempts, callbacks
from db.tables.leads import leads
from db.tables.presence import presences
from db.tables.sessions import SessionRow, calling_sessions, session_leads


def start(connection: Connection, session_id: int, agent: str, now: datetime) -> bool:
    """Give a planned or paused session to the agent; return False when another agent has it."""
    # Lock before the check: if two agents start the session at once, one must get False.
    mine = select(calling_sessions).where(calling_sessions.c.id == session_id)
    row = read_row(connection, SessionRow, mine.with_for_update())
    if row is None or row.status == SessionStatus.DONE or row.agent not in {None, agent}:
        return False
    paused = 0
    if row.paused_at is not None:
        paused = int((now - row.paused_at).total_seconds())
    connection.execute(
        update(calling_sessions)
        .where(calling_sessions.c.id == session_id)
        .values(
            agent=agent,
            status=SessionStatus.ACTIVE,
            started_at=row.started_at or now,
            paused_at=None,
            paused_seconds=row.paused_seconds + paused,
        )
    )
    return True


def pause(connection: Connection, agent: str, now: datetime) -> None:
    """Pause the agent's active session, if any."""
    connection.execute(
        update(calling_sessions)
        .where(calling_sessions.c.agent == agent, calling_sessions.c.status == SessionStatus.ACTIVE)
        .values(status=SessionStatus.PAUSED, paused_at=now)
    )


def end(connection: Connection, session_id: int, now: datetime) -> int:
    """End a session, give its remaining leads back to the list, and return their count."""
    connection.execute(
        update(calling_sessions)
        .where(calling_sessions.c.id == session_id)
        .values(status=SessionStatus.DONE, ended_at=now, paused_at=None, given_back=leads_waiting)
    )
    theirs = session_leads.c.session_id == session_id
    # Lock the leads before their rows in `session_lead`, in the same order as an outcome does.
    session_marks.lock(connection, theirs)
    return connection.execute(delete(session_leads).where(theirs)).rowcount


# This locks the lead before its row in `session_lead`: see `session_marks.lock`.
_LOCKED = select(leads.c.id).where(leads.c.id == bindparam("lead")).with_for_update(key_share=True)
_DROP = (
    delete(session_leads)
    .where(session_leads.c.lead_id == _LOCKED.scalar_subquery())
    .returning(session_leads.c.session_id, session_leads.c.position)
)


def drop(connection: Connection, lead_id: int) -> tuple[int, int] | None:
    """Take a worked lead out of its session; return (session, position) for `put_back`."""
    row = connection.execute(_DROP, {"lead": lead_id}).first()
    return None if row is None else (row[0], row[1])


def take_up_again(connection: Connection, session_id: int, agent: str) -> None:
    """Reopen a session that ended with its last lead, when an undo puts that lead back.

    Do nothing if the session gave leads back to the list (they may be in other sessions by now), or
    if the agent has another active session.
    """
    table = calling_sessions.c
    other = calling_sessions.alias()
    is_busy = exists().where(other.c.agent == agent, other.c.status == SessionStatus.ACTIVE)
    connection.execute(
        update(calling_sessions)
        .where(
            table.id == session_id,
            table.agent == agent,
            table.status == SessionStatus.DONE,
            table.given_back == 0,
            ~is_busy,
        )
        .values(status=SessionStatus.ACTIVE, ended_at=None)
    )


def put_back(connection: Connection, lead_id: int, session_id: int, position: int) -> None:
    """Undo `drop`, unless the session has ended since."""
    is_open = connection.execute(
        select(calling_sessions.c.id).where(
            calling_sessions.c.id == session_id, calling_sessions.c.status != SessionStatus.DONE
        )
    ).first()
    if is_open:
        connection.execute(
            insert(session_leads).values(lead_id=lead_id, session_id=session_id, position=position)
        )


_UNDER_WAY = (SessionStatus.ACTIVE, SessionStatus.PAUSED)


def give_sessions(
    connection: Connection, giver: str, taker: str | None, session_id: int | None, now: datetime
) -> list[int]:
    """Give one or all of an agent's sessions under way to `taker`; return their ids.

    They are paused until the taker resumes them. If `taker` is None they become planned again, and
    anyone can start them.
    """
    table = calling_sessions.c
    where = [table.agent == giver, table.status.in_(_UNDER_WAY)]
    if session_id is not None:
        where.append(table.id == session_id)
    ids = connection.execute(
        update(calling_sessions)
        .where(*where)
        .values(
            agent=taker,
            status=SessionStatus.PLANNED if taker is None else SessionStatus.PAUSED,
            paused_at=func.coalesce(table.paused_at, literal(now, Instant)),
        )
        .returning(table.id)
    )
    return sorted(ids.scalars())


def owned_sessions(
    connection: Connection, giver: str, session_id: int | None
) -> list[tuple[str, str]]:
    """Return (owner, name) of the agent's sessions under way whose leads have an owner."""
    table = calling_sessions.c
    where = [table.agent == giver, table.status.in_(_UNDER_WAY), table.owner != ""]
    if session_id is not None:
        where.append(table.id == session_id)
    rows = connection.execute(select(table.owner, table.name).where(*where).order_by(table.id))
    return [(row[0], row[1]) for row in rows]


def give_callbacks(connection: Connection, giver: str, taker: str | None) -> int:
    """Give all standing callbacks of an agent to `taker` (None: to anyone); return the count."""
    return connection.execute(
        update(callbacks)
        .where(callbacks.c.agent == giver, callbacks.c.kept_at.is_(None))
        .values(agent=taker)
    ).rowcount


def holds_to_take(
    connection: Connection, giver: str, session_ids: Sequence[int] | None, now: datetime
) -> tuple[list[str], int]:
    """Return the giver's claims that can be released, and how many others belong to an open call.

    Only leads of these sessions count; None counts all. To record an outcome the agent needs the
    claim. So a call without an outcome keeps its lead until then, or until the hold expires.
    """
    where = [leads.c.held_by == giver, leads.c.held_until > now]
    if session_ids is not None:
        inside = select(session_leads.c.lead_id).where(session_leads.c.session_id.in_(session_ids))
        where.append(leads.c.id.in_(inside))
    is_on_call = exists().where(attempts.c.claim == leads.c.claim, attempts.c.outcome.is_(None))
    held = connection.execute(select(leads.c.claim, is_on_call).where(*where)).all()
    return [row[0] for row in held if not row[1]], sum(bool(row[1]) for row in held)


def is_known_agent(connection: Connection, agent: str) -> bool:
    """Return whether an agent of this name ever dialled, started a session or opened a console."""
    dialled = select(attempts.c.id).where(attempts.c.agent == agent).limit(1)
    worked = (
        select(calling_sessions.c.id)
        .where(calling_sessions.c.agent == agent, calling_sessions.c.started_at.is_not(None))
        .limit(1)
    )
    seated = select(presences.c.agent).where(presences.c.agent == agent).limit(1)
    signs = (dialled, worked, seated)
    return any(connection.execute(sign).first() is not None for sign in signs)
