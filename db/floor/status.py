"""The status of each agent: calls, session, callbacks, and dials through the day."""

from collections import Counter
from datetime import datetime

from msgspec import Struct
from sqlalchemy import ColumnElement, Connection, case, func, literal_column, select

from db.calls.callbacks import STANDING, count_by_agent
from db.calls.tallies import slot_of
from db.columns import EPOCH
from db.enums import Direction, SessionStatus, SkipKind
from db.reports.call_groups import QUARTER_HOUR
from db.sql import MICROSECONDS
from db.tables.calls import attempts, callbacks, skips
from db.tables.leads import held_numbers, leads
from db.tables.presence import presences
from db.tables.sessions import calling_sessions


class LastCall(Struct, frozen=True):
    """An agent's last calls; `runs_since` is when a call without an outcome was dialled."""

    runs_since: datetime | None
    ended_at: datetime | None


class Seated(Struct, frozen=True):
    """The session that an agent has under way or paused."""

    session_id: int
    name: str
    paused_at: datetime | None


def last_calls(connection: Connection, since: datetime, until: datetime) -> dict[str, LastCall]:
    """Return the last calls of each agent, of dials in [since, until)."""
    runs = case((attempts.c.outcome.is_(None), attempts.c.dialled_at))
    rows = connection.execute(
        select(attempts.c.agent, func.max(runs).label("runs"), func.max(attempts.c.ended_at))
        .where(attempts.c.dialled_at >= since, attempts.c.dialled_at < until)
        .group_by(attempts.c.agent)
    )
    return {agent: LastCall(runs, ended) for agent, runs, ended in rows}


def seated(connection: Connection) -> dict[str, Seated]:
    """Return each agent's session: the one under way, else one that is paused."""
    # Later rows overwrite earlier ones, so sort descending: "paused" first, "active" last.
    table = calling_sessions.c
    rows = connection.execute(
        select(table.agent, table.id, table.name, table.status, table.paused_at)
        .where(table.status.in_([SessionStatus.ACTIVE, SessionStatus.PAUSED]))
        .order_by(table.status.desc(), table.paused_at)
    )
    return {
        row.agent: Seated(
            row.id, row.name, row.paused_at if row.status is SessionStatus.PAUSED else None
        )
        for row in rows
        if row.agent is not None
    }


class HeldLead(Struct, frozen=True):
    """A lead on an agent's screen."""

    lead_id: int
    name: str


def held(connection: Connection, now: datetime) -> dict[str, HeldLead]:
    """Return the lead on each agent's screen, found by the held numbers, which are few."""
    claims = select(held_numbers.c.claim).where(held_numbers.c.held_until > now).distinct()
    rows = connection.execute(
        select(leads.c.held_by, leads.c.id, leads.c.name)
        .where(leads.c.claim.in_(claims), leads.c.held_until > now)
        .order_by(leads.c.held_until)
    )
    return {agent: HeldLead(lead_id, name) for agent, lead_id, name in rows if agent}


def running(connection: Connection) -> dict[str, datetime]:
    """Return when the current call of each agent on a call was dialled."""
    rows = connection.execute(
        select(attempts.c.agent, func.max(attempts.c.dialled_at))
        .where(attempts.c.outcome.is_(None))
        .group_by(attempts.c.agent)
    )
    return {agent: at for agent, at in rows}  # noqa: C416 - rows are no pairs to a type checker


def callers_by_place(connection: Connection) -> dict[int, list[str]]:
    """Return the agents of calls without an outcome, by the place of the lead."""
    rows = connection.execute(
        select(leads.c.place_id, attempts.c.agent)
        .join(attempts, attempts.c.lead_id == leads.c.id)
        .where(attempts.c.outcome.is_(None))
        .order_by(attempts.c.agent)
    )
    callers: dict[int, list[str]] = {}
    for place_id, agent in rows:
        callers.setdefault(place_id, []).append(agent)
    return callers


def last_ends(connection: Connection, since: datetime) -> dict[str, datetime]:
    """Return when the last call since an instant ended, for each agent at a terminal."""
    last = (
        select(attempts.c.ended_at)
        .where(
            attempts.c.agent == presences.c.agent,
            attempts.c.dialled_at >= since,
            attempts.c.ended_at.is_not(None),
        )
        .order_by(attempts.c.dialled_at.desc())
        .limit(1)
        .scalar_subquery()
    )
    rows = connection.execute(select(presences.c.agent, last))
    return {agent: at for agent, at in rows if at is not None}


def acts_by_agent(
    connection: Connection, kind: SkipKind, since: datetime, until: datetime
) -> Counter[str]:
    """Count what each agent did without a call in [since, until)."""
    rows = connection.execute(
        select(skips.c.agent, func.count())
        .where(skips.c.at >= since, skips.c.at < until, skips.c.kind == kind)
        .group_by(skips.c.agent)
    )
    return Counter({row[0]: row[1] for row in rows})


def callbacks_kept(connection: Connection, since: datetime, until: datetime) -> Counter[str]:
    """Count the callbacks kept in [since, until) by their agent, "" for anyone's."""
    return count_by_agent(
        connection,
        callbacks.c.kept_at >= since,
        callbacks.c.kept_at < until,
        callbacks.c.dropped == "",
    )


def callbacks_overdue(connection: Connection, now: datetime) -> Counter[str]:
    """Count the overdue callbacks by their agent, "" for anyone's."""
    return count_by_agent(connection, STANDING, callbacks.c.due_at <= now)


def dials_by_quarter(
    connection: Connection, since: datetime, until: datetime
) -> dict[tuple[str, int], int]:
    """Count dials by agent and quarter of an hour, numbered from the first quarter."""
    quarter: ColumnElement[int] = literal_column(slot_of(connection.dialect.name, QUARTER_HOUR))
    rows = connection.execute(
        select(attempts.c.agent, quarter.label("quarter"), func.count())
        .where(
            attempts.c.dialled_at >= since,
            attempts.c.dialled_at < until,
            attempts.c.direction == Direction.OUTBOUND,
        )
        .group_by(attempts.c.agent, "quarter")
    )
    first = int((since - EPOCH) / QUARTER_HOUR)
    return {(agent, int(quarter) - first): dials for agent, quarter, dials in rows}


def longest_gaps(connection: Connection, since: datetime, until: datetime) -> dict[str, int]:
    """Return each agent's longest gap between the end of a call and the next dial, in seconds."""
    difference = MICROSECONDS[connection.dialect.name]
    gap: ColumnElement[int] = literal_column(
        difference.format(until="attempt.dialled_at", since="attempt.free_at")
    )
    rows = connection.execute(
        select(attempts.c.agent, func.max(gap))
        .where(
            attempts.c.dialled_at >= since,
            attempts.c.dialled_at < until,
            attempts.c.free_at >= since,
        )
        .group_by(attempts.c.agent)
    )
    return {agent: max(0, int(length)) // 1_000_000 for agent, length in rows}
