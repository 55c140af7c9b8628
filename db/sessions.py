"""Calling sessions as stored: planned, active, paused, done."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    delete,
    exists,
    func,
    insert,
    or_,
    select,
    update,
)

from db.enums import LeadStatus, ReasonCode, SessionStatus
from db.many import add_many
from db.screening import Where
from db.tables import calling_sessions, lead_lists, leads, session_leads


@dataclass(frozen=True, slots=True)
class NewSession:
    """A session to be planned: its leads in the order they are offered."""

    name: str
    list_id: int | None
    lead_ids: Sequence[int]
    span_opens_at: datetime | None
    span_closes_at: datetime | None


_waiting = (
    select(func.count())
    .where(session_leads.c.session_id == calling_sessions.c.id)
    .correlate(calling_sessions)
    .scalar_subquery()
)
_SESSIONS = select(
    calling_sessions, _waiting.label("left"), lead_lists.c.name.label("list_name")
).join(lead_lists, lead_lists.c.id == calling_sessions.c.list_id, isouter=True)


def unplanned(
    connection: Connection, list_name: str | None, now: datetime, screened: Where | None = None
) -> Iterator[tuple[int, int, int]]:
    """(lead, place, list) of every open lead in no session, by place and best first.

    A lead that rests or waits for its callback is not planned: its session could not be finished.
    """
    statement = (
        select(leads.c.id, leads.c.place_id, leads.c.list_id)
        .where(
            leads.c.status == LeadStatus.OPEN,
            leads.c.due_at.is_(None) | (leads.c.due_at <= now),
            leads.c.due_reason != ReasonCode.CALLBACK,
            ~exists().where(session_leads.c.lead_id == leads.c.id),
        )
        .order_by(leads.c.place_id, leads.c.priority.desc(), leads.c.id)
    )
    if list_name is not None:
        statement = statement.join(lead_lists, lead_lists.c.id == leads.c.list_id).where(
            lead_lists.c.name == list_name
        )
    if screened is not None:
        statement = statement.where(screened)
    for row in connection.execute(statement):
        yield row[0], row[1], row[2]


def add_sessions(connection: Connection, planned: Sequence[NewSession], now: datetime) -> list[int]:
    """Stores a plan and returns the new sessions' ids, in order."""
    if not planned:
        return []
    rows = [
        {
            "name": session.name,
            "list_id": session.list_id,
            "position": position,
            "of": len(planned),
            "size": len(session.lead_ids),
            "status": SessionStatus.PLANNED.value,
            "span_opens_at": session.span_opens_at,
            "span_closes_at": session.span_closes_at,
            "planned_at": now,
            "paused_seconds": 0,
        }
        for position, session in enumerate(planned, start=1)
    ]
    stored = insert(calling_sessions).returning(calling_sessions.c.id, sort_by_parameter_order=True)
    ids = list(connection.execute(stored, rows).scalars())
    add_many(
        connection,
        "session_lead",
        ("lead_id", "session_id", "position"),
        (
            (lead_id, session_id, position)
            for session_id, session in zip(ids, planned, strict=True)
            for position, lead_id in enumerate(session.lead_ids)
        ),
    )
    return ids


def read_sessions(connection: Connection, *where: ColumnElement[bool]) -> Sequence[Row[Any]]:
    """Sessions in plan order, each with `left` (leads that still wait) and `list_name`."""
    return connection.execute(
        _SESSIONS.where(*where).order_by(calling_sessions.c.planned_at, calling_sessions.c.position)
    ).all()


def sessions_named(connection: Connection, ids: Sequence[int]) -> Sequence[Row[Any]]:
    return read_sessions(connection, calling_sessions.c.id.in_(ids))


def read_session(connection: Connection, session_id: int) -> Row[Any] | None:
    return next(iter(read_sessions(connection, calling_sessions.c.id == session_id)), None)


def active_session(connection: Connection, agent: str) -> Row[Any] | None:
    """The session this agent is working, if any: there is at most one."""
    found = read_sessions(
        connection,
        calling_sessions.c.agent == agent,
        calling_sessions.c.status == SessionStatus.ACTIVE,
    )
    return next(iter(found), None)


def best_waiting(connection: Connection, agent: str, now: datetime) -> Row[Any] | None:
    """The session to offer an agent: their own paused one, else a planned one.

    Of the planned ones that whose span is open and closes soonest, else that which opens next.
    """
    table = calling_sessions.c
    is_mine = table.agent == agent
    is_planned = (table.status == SessionStatus.PLANNED) & (table.agent.is_(None) | is_mine)
    is_open = (table.span_opens_at <= now) & (table.span_closes_at > now)
    turns = (
        ((table.status == SessionStatus.PAUSED) & is_mine, table.paused_at),
        (is_planned & is_open, table.span_closes_at),
        (is_planned & (table.span_opens_at > now), table.span_opens_at),
        (is_planned, table.planned_at),
    )
    for where, order in turns:
        found = connection.execute(
            _SESSIONS.where(where).order_by(order, table.position).limit(1)
        ).first()
        if found is not None:
            return found
    return None


def sessions_for(connection: Connection, agent: str, since: datetime) -> Sequence[Row[Any]]:
    """All sessions that are not done, and this agent's that were done since an instant."""
    return read_sessions(
        connection,
        or_(
            calling_sessions.c.status != SessionStatus.DONE,
            (calling_sessions.c.agent == agent) & (calling_sessions.c.ended_at >= since),
        ),
    )


def started(
    connection: Connection,
    *,
    limit: int,
    session_id: int | None = None,
    agent: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
) -> Sequence[Row[Any]]:
    """Sessions somebody began, newest first; `since` and `until` bound when they began."""
    where: list[ColumnElement[bool]] = [calling_sessions.c.started_at.is_not(None)]
    if session_id is not None:
        where = [calling_sessions.c.id == session_id]
    if agent is not None:
        where.append(calling_sessions.c.agent == agent)
    if since is not None:
        where.append(calling_sessions.c.started_at >= since)
    if until is not None:
        where.append(calling_sessions.c.started_at < until)
    return connection.execute(
        _SESSIONS.where(*where).order_by(calling_sessions.c.started_at.desc()).limit(limit)
    ).all()


def start(connection: Connection, session_id: int, agent: str, now: datetime) -> bool:
    """Gives a planned or paused session to the agent; False when another agent has it."""
    row = connection.execute(
        select(calling_sessions).where(calling_sessions.c.id == session_id).with_for_update()
    ).first()
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
    """Pauses the agent's active session; harmless without one."""
    connection.execute(
        update(calling_sessions)
        .where(calling_sessions.c.agent == agent, calling_sessions.c.status == SessionStatus.ACTIVE)
        .values(status=SessionStatus.PAUSED, paused_at=now)
    )


def end(connection: Connection, session_id: int, now: datetime) -> int:
    """Ends a session; what was not reached goes back to the list. Returns how many that were."""
    returned = connection.execute(
        delete(session_leads).where(session_leads.c.session_id == session_id)
    ).rowcount
    connection.execute(
        update(calling_sessions)
        .where(calling_sessions.c.id == session_id)
        .values(status=SessionStatus.DONE, ended_at=now, paused_at=None)
    )
    return returned


def drop(connection: Connection, lead_id: int) -> tuple[int, int] | None:
    """Takes a worked lead out of its session; returns (session, position) for `put_back`."""
    row = connection.execute(
        delete(session_leads)
        .where(session_leads.c.lead_id == lead_id)
        .returning(session_leads.c.session_id, session_leads.c.position)
    ).first()
    return None if row is None else (row[0], row[1])


def put_back(connection: Connection, lead_id: int, session_id: int, position: int) -> None:
    """Undoes `drop`, unless the session has ended since."""
    is_open = connection.execute(
        select(calling_sessions.c.id).where(
            calling_sessions.c.id == session_id, calling_sessions.c.status != SessionStatus.DONE
        )
    ).first()
    if is_open:
        connection.execute(
            insert(session_leads).values(lead_id=lead_id, session_id=session_id, position=position)
        )


def names_of(connection: Connection, list_ids: Iterable[int]) -> dict[int, str]:
    wanted = select(lead_lists.c.id, lead_lists.c.name).where(lead_lists.c.id.in_(list(list_ids)))
    return {row.id: row.name for row in connection.execute(wanted)}
