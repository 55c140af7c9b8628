"""When agents were away, and for what reason."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import Connection, insert, or_, select, update

from db.record import read_rows
from db.tables.presence import PauseRow, pauses

A_DAY = timedelta(days=1)


def begin_pause(
    connection: Connection, agent: str, terminal: str, reason: str, now: datetime
) -> None:
    """The agent goes away from this terminal."""
    end_pauses(connection, agent, now, [terminal])
    connection.execute(
        insert(pauses).values(agent=agent, terminal=terminal, reason=reason, began_at=now)
    )


def end_pauses(connection: Connection, agent: str, now: datetime, terminals: Iterable[str]) -> None:
    """The agent is back at these terminals, or they are there no more."""
    connection.execute(
        update(pauses)
        .where(
            pauses.c.agent == agent,
            pauses.c.ended_at.is_(None),
            pauses.c.terminal.in_(list(terminals)),
        )
        .values(ended_at=now)
    )


def open_pauses(connection: Connection, agent: str) -> tuple[PauseRow, ...]:
    wanted = select(pauses).where(pauses.c.agent == agent, pauses.c.ended_at.is_(None))
    return tuple(read_rows(connection, PauseRow, wanted))


def away_by_agent(
    connection: Connection, since: datetime, until: datetime
) -> dict[str, dict[str, int]]:
    """The seconds that each agent was away in [since, until), by reason, "" for none given."""
    rows = connection.execute(
        select(pauses.c.agent, pauses.c.reason, pauses.c.began_at, pauses.c.ended_at).where(
            pauses.c.began_at >= since - A_DAY,
            pauses.c.began_at < until,
            or_(pauses.c.ended_at.is_(None), pauses.c.ended_at > since),
        )
    )
    found: dict[str, dict[str, int]] = {}
    for agent, reason, began_at, ended_at in rows:
        length = min(ended_at or until, until) - max(began_at, since)
        by_reason = found.setdefault(agent, {})
        by_reason[reason] = by_reason.get(reason, 0) + max(0, int(length.total_seconds()))
    return found
