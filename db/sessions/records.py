"""Read calling sessions: planned, active, paused and done."""

from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import (
    ColumnElement,
    Connection,
    and_,
    bindparam,
    case,
    exists,
    func,
    or_,
    select,
)

from db.enums import LeadStatus, SessionStatus
from db.rows import read_row, read_rows
from db.tables.calls import attempts
from db.tables.leads import is_unheld, lead_lists, leads, literal_ids
from db.tables.sessions import SessionRow, calling_sessions, session_leads


class SessionOfList(SessionRow, frozen=True):
    """A session with the number of its waiting leads (`left`) and the name of its list.

    `barred` counts the leads that were barred before anybody called them in the session.
    """

    left: int
    barred: int
    list_name: str | None


# A correlated subquery for each lead: with a join PostgreSQL would read the whole table of leads.
_is_open = (
    select(leads.c.status == LeadStatus.OPEN)
    .where(leads.c.id == session_leads.c.lead_id)
    .correlate(session_leads)
    .scalar_subquery()
)
leads_waiting = (
    select(func.count())
    .where(session_leads.c.session_id == calling_sessions.c.id, _is_open)
    .correlate(calling_sessions)
    .scalar_subquery()
)
"""The number of a session's waiting leads, for statements that read or change the session."""

_is_barred = (
    select(leads.c.status == LeadStatus.BARRED)
    .where(leads.c.id == session_leads.c.lead_id)
    .correlate(session_leads)
    .scalar_subquery()
)
_was_called = exists().where(
    attempts.c.session_id == session_leads.c.session_id,
    attempts.c.lead_id == session_leads.c.lead_id,
)
_barred = (
    select(func.count())
    .where(session_leads.c.session_id == calling_sessions.c.id, _is_barred, ~_was_called)
    .correlate(calling_sessions)
    .scalar_subquery()
)
_SESSIONS = select(
    calling_sessions,
    leads_waiting.label("left"),
    _barred.label("barred"),
    lead_lists.c.name.label("list_name"),
).join(lead_lists, lead_lists.c.id == calling_sessions.c.list_id, isouter=True)

_counted = (
    select(
        session_leads.c.session_id,
        func.sum(case((leads.c.status == LeadStatus.OPEN, 1), else_=0)).label("left"),
        func.sum(case((leads.c.status != LeadStatus.BARRED, 0), (_was_called, 0), else_=1)).label(
            "barred"
        ),
    )
    .join(leads, leads.c.id == session_leads.c.lead_id)
    .where(
        session_leads.c.session_id.in_(
            select(calling_sessions.c.id).where(calling_sessions.c.status == SessionStatus.PLANNED)
        )
    )
    .group_by(session_leads.c.session_id)
    .subquery()
)
_PLANNED_SESSIONS = (
    select(
        calling_sessions,
        func.coalesce(_counted.c.left, 0).label("left"),
        func.coalesce(_counted.c.barred, 0).label("barred"),
        lead_lists.c.name.label("list_name"),
    )
    .join(lead_lists, lead_lists.c.id == calling_sessions.c.list_id, isouter=True)
    .join(_counted, _counted.c.session_id == calling_sessions.c.id, isouter=True)
)
"""Planned sessions, with the leads of all of them counted in one pass."""

FEW = 1000
"""Up to this number of sessions, the leads of each are counted by themselves."""

_IS_UNDER_WAY = and_(
    calling_sessions.c.agent == bindparam("whose"),
    calling_sessions.c.status == SessionStatus.ACTIVE,
)
_UNDER_WAY = _SESSIONS.where(_IS_UNDER_WAY)
UNDER_WAY_ID = select(calling_sessions.c.id).where(_IS_UNDER_WAY)
_ANY_PLANNED = select(session_leads.c.lead_id).limit(1)
_ANY_WAITING = (
    select(calling_sessions.c.id)
    .where(calling_sessions.c.status.in_([SessionStatus.PLANNED, SessionStatus.PAUSED]))
    .limit(1)
)


def read_sessions(connection: Connection, *where: ColumnElement[bool]) -> tuple[SessionOfList, ...]:
    """Return sessions that meet the conditions, in the order of their plans."""
    order = (calling_sessions.c.planned_at, calling_sessions.c.position)
    return tuple(read_rows(connection, SessionOfList, _SESSIONS.where(*where).order_by(*order)))


def read_session(connection: Connection, session_id: int) -> SessionOfList | None:
    """Return a session, or None."""
    return next(iter(read_sessions(connection, calling_sessions.c.id == session_id)), None)


def active_session(connection: Connection, agent: str) -> SessionOfList | None:
    """Return the agent's active session, of which there is at most one, or None."""
    return read_row(connection, SessionOfList, _UNDER_WAY, {"whose": agent})


def session_of(connection: Connection, agent: str) -> int | None:
    """Return the id of the agent's active session without counting its leads, or None."""
    return connection.execute(UNDER_WAY_ID, {"whose": agent}).scalar()


def is_anybody_planned(connection: Connection) -> bool:
    """Return whether any session has waiting leads."""
    return connection.execute(_ANY_PLANNED).first() is not None


def best_waiting(
    connection: Connection,
    agent: str,
    mine: Collection[str],
    now: datetime,
    *,
    by_hours: bool,
    locks: bool = False,
) -> SessionOfList | None:
    """Return the session to offer an agent, or None.

    All are sessions of the owners `mine`. The agent's own paused session comes first, then planned
    ones: those whose hours are open, by the end of these hours, then those that open next. With
    `by_hours`, a planned session in its best hours precedes the other planned ones. With `locks`,
    the session is locked for the write block that starts it, and one that another agent is starting
    right now is skipped.
    """
    if connection.execute(_ANY_WAITING).first() is None:
        return None
    table = calling_sessions.c
    is_mine = table.agent == agent
    # The agent of a paused session may have left its territory since.
    is_offered = table.owner.in_(mine) & (table.agent.is_(None) | is_mine)
    is_planned = (table.status == SessionStatus.PLANNED) & is_offered
    is_open = (table.span_opens_at <= now) & (table.span_closes_at > now)
    turns = (
        ((table.status == SessionStatus.PAUSED) & is_mine & is_offered, table.paused_at),
        *([(is_planned & is_open & _is_best(now), table.best_closes_at)] if by_hours else []),
        (is_planned & is_open, table.span_closes_at),
        (is_planned & (table.span_opens_at > now), table.span_opens_at),
        (is_planned, table.planned_at),
    )
    for where, order in turns:
        first = _SESSIONS.where(where).order_by(order, table.position).limit(1)
        if locks:
            # Without SKIP LOCKED all agents who press Enter at 8:00 would wait for the same row.
            # SQLite ignores this: its write block has already locked the whole file.
            first = first.with_for_update(of=calling_sessions, skip_locked=True)
        session = read_row(connection, SessionOfList, first)
        if session is not None:
            return session
    return None


SEARCHED = 1000
"""How many sessions `first_callable` searches, best first: some 25,000 leads at most."""


def first_callable(
    connection: Connection,
    agent: str,
    mine: Collection[str],
    place_ids: Collection[int],
    now: datetime,
) -> SessionOfList | None:
    """Return the best waiting session with a lead that may be called now, or None.

    It is a session of the owners `mine`: this agent's own paused one, or a planned one. `place_ids`
    are the places that are open now. A session's span does not say it: some of its leads may be
    called before the span begins, and others may rest within it.
    """
    table = calling_sessions.c
    is_mine = table.agent == agent
    is_paused = (table.status == SessionStatus.PAUSED) & is_mine
    is_planned = (table.status == SessionStatus.PLANNED) & (table.agent.is_(None) | is_mine)
    is_over, is_ahead = table.span_closes_at <= now, table.span_opens_at > now
    turn = case((is_paused, 0), (is_over, 3), (is_ahead, 2), else_=1)
    next_turn = case((is_ahead, table.span_opens_at), else_=table.span_closes_at)
    in_order = (turn, next_turn, table.planned_at, table.position)
    waiting = (
        select(table.id, func.row_number().over(order_by=in_order).label("turn"))
        .where(table.owner.in_(mine), is_paused | is_planned)
        .order_by(*in_order)
        .limit(SEARCHED)
        .subquery()
    )
    may_be_called = exists().where(
        session_leads.c.session_id == waiting.c.id,
        leads.c.id == session_leads.c.lead_id,
        leads.c.status == LeadStatus.OPEN,
        leads.c.place_id.in_(literal_ids(place_ids)),
        leads.c.due_at.is_(None) | (leads.c.due_at <= now),
        is_unheld(now),
    )
    first = select(waiting.c.id).where(may_be_called).order_by(waiting.c.turn).limit(1)
    session_id = connection.execute(first).scalar()
    return None if session_id is None else read_session(connection, session_id)


def _is_best(now: datetime) -> ColumnElement[bool]:
    table = calling_sessions.c
    return (table.best_opens_at <= now) & (table.best_closes_at > now)


def sessions_for(
    connection: Connection,
    agent: str,
    since: datetime,
    now: datetime,
    most: int,
    mine: Collection[str] | None = None,
    *,
    by_hours: bool = False,
) -> tuple[SessionOfList, ...]:
    """Return sessions under way and those the agent ended since an instant, then planned ones.

    At most `most` planned sessions are returned: first those whose hours are open, by the end of
    these hours, then those that open next, then those whose hours have passed. With `by_hours`,
    sessions in their best hours come before these. `mine` limits planned sessions to these owners.
    """
    table = calling_sessions.c
    begun = read_sessions(
        connection,
        or_(
            table.status.in_([SessionStatus.ACTIVE, SessionStatus.PAUSED]),
            (table.agent == agent) & (table.ended_at >= since),
        ),
    )
    is_over = table.span_closes_at <= now
    is_ahead = table.span_opens_at > now
    turn = case((is_over, 2), (is_ahead, 1), else_=0)
    if by_hours:
        turn = case((is_over, 2), (is_ahead, 1), (_is_best(now), -1), else_=0)
    next_turn = case((is_ahead, table.span_opens_at), else_=table.span_closes_at)
    wanted = _SESSIONS if most <= FEW else _PLANNED_SESSIONS
    planned = (
        wanted.where(table.status == SessionStatus.PLANNED, *_of_owners(mine))
        .order_by(turn, next_turn, table.planned_at, table.position)
        .limit(most)
    )
    return (*begun, *read_rows(connection, SessionOfList, planned))


def count_planned(connection: Connection, mine: Collection[str]) -> int:
    """Count the planned sessions of these owners."""
    is_planned = calling_sessions.c.status == SessionStatus.PLANNED
    return connection.execute(
        select(func.count()).where(is_planned, *_of_owners(mine))
    ).scalar_one()


def _of_owners(mine: Collection[str] | None) -> list[ColumnElement[bool]]:
    return [] if mine is None else [calling_sessions.c.owner.in_(mine)]


def started(
    connection: Connection,
    *,
    limit: int | None,
    session_id: int | None = None,
    agent: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    list_name: str | None = None,
) -> tuple[SessionOfList, ...]:
    """Return up to `limit` started sessions, newest first, or all if it is None.

    `since` and `until` limit the times at which they were started.
    """
    where = were_begun(agent, since, until, list_name)
    if session_id is not None:
        where[0] = calling_sessions.c.id == session_id
    newest = _SESSIONS.where(*where).order_by(calling_sessions.c.started_at.desc()).limit(limit)
    return tuple(read_rows(connection, SessionOfList, newest))


def were_begun(
    agent: str | None, since: datetime | None, until: datetime | None, list_name: str | None
) -> list[ColumnElement[bool]]:
    """Return the conditions for started sessions; the statement must join `lead_list`."""
    where: list[ColumnElement[bool]] = [calling_sessions.c.started_at.is_not(None)]
    if agent is not None:
        where.append(calling_sessions.c.agent == agent)
    if since is not None:
        where.append(calling_sessions.c.started_at >= since)
    if until is not None:
        where.append(calling_sessions.c.started_at < until)
    if list_name is not None:
        where.append(lead_lists.c.name == list_name)
    return where


def names_of(connection: Connection, list_ids: Iterable[int]) -> dict[int, str]:
    """Return the names of these lists by id."""
    wanted = select(lead_lists.c.id, lead_lists.c.name).where(lead_lists.c.id.in_(list(list_ids)))
    return {row.id: row.name for row in connection.execute(wanted)}
