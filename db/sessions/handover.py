"""An agent's work given to another agent, or to the team."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, exists, func, literal, select, update

from db.columns import Instant
from db.enums import SessionStatus
from db.tables.calls import attempts, callbacks
from db.tables.leads import leads
from db.tables.presence import presences
from db.tables.sessions import calling_sessions, session_leads

_UNDER_WAY = (SessionStatus.ACTIVE, SessionStatus.PAUSED)


def give_sessions(
    connection: Connection,
    giver: str,
    taker: str | None,
    session_id: int | None,
    now: datetime,
) -> list[int]:
    """Gives sessions under way, one or all, to `taker`, or to whoever starts them; the ids given.

    They wait, paused, until they are started again.
    """
    table = calling_sessions.c
    where = [table.agent == giver, table.status.in_(_UNDER_WAY)]
    if session_id is not None:
        where.append(table.id == session_id)
    given = connection.execute(
        update(calling_sessions)
        .where(*where)
        .values(
            agent=taker,
            status=SessionStatus.PLANNED if taker is None else SessionStatus.PAUSED,
            paused_at=func.coalesce(table.paused_at, literal(now, Instant)),
        )
        .returning(table.id)
    )
    return sorted(given.scalars())


def owned_sessions(
    connection: Connection, giver: str, session_id: int | None
) -> list[tuple[str, str]]:
    """(owner, name) of those of the sessions under way, one or all, whose leads belong to one."""
    table = calling_sessions.c
    where = [table.agent == giver, table.status.in_(_UNDER_WAY), table.owner != ""]
    if session_id is not None:
        where.append(table.id == session_id)
    rows = connection.execute(select(table.owner, table.name).where(*where).order_by(table.id))
    return [(row[0], row[1]) for row in rows]


def give_callbacks(connection: Connection, giver: str, taker: str | None) -> int:
    """Gives every callback still to be kept; returns how many."""
    return connection.execute(
        update(callbacks)
        .where(callbacks.c.agent == giver, callbacks.c.kept_at.is_(None))
        .values(agent=taker)
    ).rowcount


def holds_to_take(
    connection: Connection, giver: str, session_ids: Sequence[int] | None, now: datetime
) -> tuple[list[str], int]:
    """The claims of leads on the giver's screen, and how many are on a call and stay there.

    Of these sessions, or with None of any. An outcome can be recorded only for a claim: a call that
    waits for one keeps its lead until then, or until the hold runs out.
    """
    where = [leads.c.held_by == giver, leads.c.held_until > now]
    if session_ids is not None:
        inside = select(session_leads.c.lead_id).where(session_leads.c.session_id.in_(session_ids))
        where.append(leads.c.id.in_(inside))
    is_on_call = exists().where(attempts.c.claim == leads.c.claim, attempts.c.outcome.is_(None))
    held = connection.execute(select(leads.c.claim, is_on_call).where(*where)).all()
    return [row[0] for row in held if not row[1]], sum(bool(row[1]) for row in held)


def is_known_agent(connection: Connection, agent: str) -> bool:
    """Whether anybody of that name has dialled, had a session, or opened a console today."""
    dialled = select(attempts.c.id).where(attempts.c.agent == agent).limit(1)
    worked = (
        select(calling_sessions.c.id)
        .where(calling_sessions.c.agent == agent, calling_sessions.c.started_at.is_not(None))
        .limit(1)
    )
    seated = select(presences.c.agent).where(presences.c.agent == agent).limit(1)
    asked = (dialled, worked, seated)
    return any(connection.execute(one).first() is not None for one in asked)
