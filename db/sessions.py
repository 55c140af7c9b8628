"""Calling sessions as stored: planned, active, paused, done."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    Subquery,
    case,
    delete,
    exists,
    func,
    insert,
    or_,
    select,
    update,
)

from db.call_counts import effects_of_outcomes
from db.call_tallies import KINDS, OF_SESSIONS
from db.enums import Direction, LeadStatus, SessionStatus
from db.record import read_row, read_rows
from db.tables.calls import attempts, call_tallies
from db.tables.leads import leads
from db.tables.lists import lead_lists
from db.tables.sessions import SessionRow, calling_sessions, session_leads


class SessionOfList(SessionRow, frozen=True):
    """A session with how many of its leads still wait (`left`), and the name of its list.

    `barred` counts those that a list or a law has taken from it before anybody called them.
    """

    left: int
    barred: int
    list_name: str | None


@dataclass(frozen=True, slots=True)
class SessionTotals:
    """What sessions brought together; `do_not_calls` counts those who rang in as well. The first
    was started at `first_at`."""

    sessions: int
    agents: int
    dials: int
    inbound: int
    conversations: int
    noes: int
    yeses: int
    do_not_calls: int
    first_at: datetime | None = None


# Asked of each lead by itself: as a join PostgreSQL would read all leads for the few of a session.
_is_open = (
    select(leads.c.status == LeadStatus.OPEN)
    .where(leads.c.id == session_leads.c.lead_id)
    .correlate(session_leads)
    .scalar_subquery()
)
_waiting = (
    select(func.count())
    .where(session_leads.c.session_id == calling_sessions.c.id, _is_open)
    .correlate(calling_sessions)
    .scalar_subquery()
)
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
    _waiting.label("left"),
    _barred.label("barred"),
    lead_lists.c.name.label("list_name"),
).join(lead_lists, lead_lists.c.id == calling_sessions.c.list_id, isouter=True)


def read_sessions(connection: Connection, *where: ColumnElement[bool]) -> tuple[SessionOfList, ...]:
    """Sessions in plan order."""
    order = (calling_sessions.c.planned_at, calling_sessions.c.position)
    return tuple(read_rows(connection, SessionOfList, _SESSIONS.where(*where).order_by(*order)))


def read_session(connection: Connection, session_id: int) -> SessionOfList | None:
    return next(iter(read_sessions(connection, calling_sessions.c.id == session_id)), None)


def active_session(connection: Connection, agent: str) -> SessionOfList | None:
    """The session this agent is working, if any: there is at most one."""
    found = read_sessions(
        connection,
        calling_sessions.c.agent == agent,
        calling_sessions.c.status == SessionStatus.ACTIVE,
    )
    return next(iter(found), None)


def is_seated(connection: Connection, agent: str) -> bool:
    """Whether the agent has a session under way, without counting what is left of it."""
    is_mine = (calling_sessions.c.agent == agent) & (
        calling_sessions.c.status == SessionStatus.ACTIVE
    )
    return connection.execute(select(calling_sessions.c.id).where(is_mine)).first() is not None


def is_anybody_planned(connection: Connection) -> bool:
    return connection.execute(select(session_leads.c.lead_id).limit(1)).first() is not None


def best_waiting(
    connection: Connection, agent: str, mine: Collection[str], now: datetime, *, by_hours: bool
) -> SessionOfList | None:
    """The session to offer an agent: their own paused one, else a planned one of the owners `mine`.

    Of the planned ones that whose span is open and closes soonest, else that which opens next.
    `by_hours`: before them one whose best hours it is.
    """
    table = calling_sessions.c
    is_mine = table.agent == agent
    is_offered = (table.agent.is_(None) & table.owner.in_(mine)) | is_mine
    is_planned = (table.status == SessionStatus.PLANNED) & is_offered
    is_open = (table.span_opens_at <= now) & (table.span_closes_at > now)
    turns = (
        ((table.status == SessionStatus.PAUSED) & is_mine, table.paused_at),
        *([(is_planned & is_open & _is_best(now), table.best_closes_at)] if by_hours else []),
        (is_planned & is_open, table.span_closes_at),
        (is_planned & (table.span_opens_at > now), table.span_opens_at),
        (is_planned, table.planned_at),
    )
    for where, order in turns:
        first = _SESSIONS.where(where).order_by(order, table.position).limit(1)
        found = read_row(connection, SessionOfList, first)
        if found is not None:
            return found
    return None


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
    """Sessions begun and not done, this agent's done since an instant, then the planned ones.

    Of the planned ones the `most` that are best worked first: open spans that close soonest, then
    those that open soonest, then those whose span is over. `by_hours`: before them those whose best
    hours it is. With `mine` only those of these owners.
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
    planned = (
        _SESSIONS.where(table.status == SessionStatus.PLANNED, *_of_owners(mine))
        .order_by(turn, next_turn, table.planned_at, table.position)
        .limit(most)
    )
    return (*begun, *read_rows(connection, SessionOfList, planned))


@dataclass(frozen=True, slots=True)
class WaitingLead:
    """A lead that waits in a session, and where it stands."""

    id: int
    name: str
    place_id: int


def next_leads(
    connection: Connection, session_id: int, now: datetime, limit: int
) -> tuple[WaitingLead, ...]:
    """The open leads of a session that nobody holds and that do not rest, in the plan's order."""
    rows = connection.execute(
        select(leads.c.id, leads.c.name, leads.c.place_id)
        .join(session_leads, session_leads.c.lead_id == leads.c.id)
        .where(
            session_leads.c.session_id == session_id,
            leads.c.status == LeadStatus.OPEN,
            or_(leads.c.due_at.is_(None), leads.c.due_at <= now),
            or_(leads.c.held_until.is_(None), leads.c.held_until <= now),
        )
        .order_by(session_leads.c.position)
        .limit(limit)
    )
    return tuple(WaitingLead(*row) for row in rows)


def count_planned(connection: Connection, mine: Collection[str]) -> int:
    """Those of these owners."""
    is_planned = calling_sessions.c.status == SessionStatus.PLANNED
    return connection.execute(
        select(func.count()).where(is_planned, *_of_owners(mine))
    ).scalar_one()


def _of_owners(mine: Collection[str] | None) -> list[ColumnElement[bool]]:
    return [] if mine is None else [calling_sessions.c.owner.in_(mine)]


def started(
    connection: Connection,
    *,
    limit: int,
    session_id: int | None = None,
    agent: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    list_name: str | None = None,
) -> tuple[SessionOfList, ...]:
    """Sessions somebody began, newest first; `since` and `until` bound when they began."""
    where = _were_begun(agent, since, until, list_name)
    if session_id is not None:
        where[0] = calling_sessions.c.id == session_id
    newest = _SESSIONS.where(*where).order_by(calling_sessions.c.started_at.desc()).limit(limit)
    return tuple(read_rows(connection, SessionOfList, newest))


def totals_of_started(
    connection: Connection,
    agent: str | None,
    since: datetime | None,
    until: datetime | None,
    list_name: str | None,
) -> SessionTotals:
    """Over every session that `started` would give without a limit."""
    chosen = (
        select(calling_sessions.c.id, calling_sessions.c.agent, calling_sessions.c.started_at)
        .join(lead_lists, lead_lists.c.id == calling_sessions.c.list_id, isouter=True)
        .where(*_were_begun(agent, since, until, list_name))
        .subquery()
    )
    whose = select(
        func.count(), func.count(chosen.c.agent.distinct()), func.min(chosen.c.started_at)
    ).select_from(chosen)
    is_of_all = not (agent or since or until or list_name)
    calls = _of_all(connection) if is_of_all else _of_some(connection, chosen)
    effects = effects_of_outcomes(connection)
    sums: Counter[str] = Counter()
    for (direction, code), count in calls.items():
        says = effects.get(code, ())
        if direction == Direction.OUTBOUND:
            sums.update({"dials": count, **dict.fromkeys(says, count)})
        else:
            asked = {"do_not_calls": count} if "do_not_calls" in says else {}
            sums.update({"inbound": count, **asked})
    row = connection.execute(whose).one()
    return SessionTotals(
        sessions=int(row[0]),
        agents=int(row[1]),
        dials=sums["dials"],
        inbound=sums["inbound"],
        conversations=sums["conversations"],
        noes=sums["noes"],
        yeses=sums["yeses"],
        do_not_calls=sums["do_not_calls"],
        first_at=row[2],
    )


def _of_some(connection: Connection, chosen: Subquery) -> Counter[tuple[str, str]]:
    table = call_tallies.c
    is_of_session = (table.kind == OF_SESSIONS.number) & (table.slot == 0)
    joined = call_tallies.join(chosen, is_of_session & (table.session_id == chosen.c.id))
    wanted = select(table.direction, table.outcome, func.sum(table.calls)).select_from(joined)
    return _counted(connection, wanted)


def _of_all(connection: Connection) -> Counter[tuple[str, str]]:
    """All calls but those of no session: there are far fewer counts of those."""
    table = call_tallies.c
    wanted = select(table.direction, table.outcome, func.sum(table.calls))
    found = _counted(connection, wanted.where(table.kind == KINDS[0].number))
    of_none = (table.kind == OF_SESSIONS.number, table.slot == 0, table.session_id == 0)
    found.subtract(_counted(connection, wanted.where(*of_none)))
    return found


def _counted(connection: Connection, wanted: Select[Any]) -> Counter[tuple[str, str]]:
    table = call_tallies.c
    rows = connection.execute(wanted.group_by(table.direction, table.outcome))
    return Counter({(str(row[0]), row[1]): int(row[2]) for row in rows})


def _were_begun(
    agent: str | None, since: datetime | None, until: datetime | None, list_name: str | None
) -> list[ColumnElement[bool]]:
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


def start(connection: Connection, session_id: int, agent: str, now: datetime) -> bool:
    """Gives a planned or paused session to the agent; False when another agent has it."""
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
    """Pauses the agent's active session; harmless without one."""
    connection.execute(
        update(calling_sessions)
        .where(calling_sessions.c.agent == agent, calling_sessions.c.status == SessionStatus.ACTIVE)
        .values(status=SessionStatus.PAUSED, paused_at=now)
    )


def end(connection: Connection, session_id: int, now: datetime) -> int:
    """Ends a session; what was not reached goes back to the list. Returns how many that were."""
    connection.execute(
        update(calling_sessions)
        .where(calling_sessions.c.id == session_id)
        .values(status=SessionStatus.DONE, ended_at=now, paused_at=None, given_back=_waiting)
    )
    return connection.execute(
        delete(session_leads).where(session_leads.c.session_id == session_id)
    ).rowcount


def drop(connection: Connection, lead_id: int) -> tuple[int, int] | None:
    """Takes a worked lead out of its session; returns (session, position) for `put_back`."""
    row = connection.execute(
        delete(session_leads)
        .where(session_leads.c.lead_id == lead_id)
        .returning(session_leads.c.session_id, session_leads.c.position)
    ).first()
    return None if row is None else (row[0], row[1])


def take_up_again(connection: Connection, session_id: int, agent: str) -> None:
    """A session that ended with its last lead goes on: that lead comes back to it.

    Not where leads were given back, which may be in others by now, nor beside another under way.
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
