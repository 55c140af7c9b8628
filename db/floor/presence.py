"""Record agents at their terminals, their pauses, and the agents who count noes together.

Each terminal reports every few seconds. A report is a short transaction that leaves no state in the
connection, so it works through a connection pooler.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from msgspec import Struct
from msgspec.structs import asdict
from sqlalchemy import Connection, bindparam, delete, insert, or_, select, update

from db.enums import PresenceState
from db.rows import read_rows
from db.tables.presence import PauseRow, PresenceRow, noes_tables, pauses, presences

STALE = timedelta(seconds=30)
"""A terminal that has not reported for this long is gone."""

FORGOTTEN_AFTER = timedelta(days=1)
"""How long a terminal that is gone is remembered."""


class Doing(Struct, frozen=True):
    """The state of an agent, when it began, and the reason given for a pause."""

    state: PresenceState
    since: datetime
    why: str = ""


_BEAT = update(presences).where(presences.c.terminal == bindparam("sits_at"))
_OF_AGENT = (
    select(presences)
    .where(presences.c.agent == bindparam("whose"))
    .order_by(presences.c.agent, presences.c.seen_at)
)


def beat(connection: Connection, terminal: str, agent: str, doing: Doing, now: datetime) -> None:
    """Record that the agent is at the terminal; delete terminals that were silent for a day.

    Call it in its own write block that does not wait for the disk (`Database.jot`).
    """
    values = {"agent": agent, "seen_at": now, **asdict(doing)}
    if not connection.execute(_BEAT, {"sits_at": terminal, **values}).rowcount:
        connection.execute(delete(presences).where(presences.c.seen_at < now - FORGOTTEN_AFTER))
        connection.execute(insert(presences).values(terminal=terminal, **values))


def leave(connection: Connection, terminal: str, now: datetime) -> None:
    """Record that the console at a terminal has ended."""
    connection.execute(
        update(presences)
        .where(presences.c.terminal == terminal)
        .values(state=PresenceState.GONE, why="", since=now, seen_at=now)
    )


def read_presences(connection: Connection, agent: str | None = None) -> tuple[PresenceRow, ...]:
    """Return the last report of every terminal, or of one agent's; see `is_there`."""
    if agent is not None:
        return tuple(read_rows(connection, PresenceRow, _OF_AGENT, {"whose": agent}))
    everybody = select(presences).order_by(presences.c.agent, presences.c.seen_at)
    return tuple(read_rows(connection, PresenceRow, everybody))


def is_there(row: PresenceRow, now: datetime) -> bool:
    """Return whether an agent is at the terminal now."""
    return row.state is not PresenceState.GONE and now - row.seen_at < STALE


def by_agent(rows: Iterable[PresenceRow], now: datetime) -> dict[str, PresenceRow]:
    """Return one terminal of each agent: a busy one, else the one with the latest report."""

    def rank(row: PresenceRow) -> tuple[bool, bool, datetime]:
        is_busy = row.state not in {PresenceState.PAUSED, PresenceState.WAITING}
        return is_there(row, now), is_busy, row.seen_at

    best: dict[str, PresenceRow] = {}
    for row in rows:
        other = best.get(row.agent)
        if other is None or rank(row) >= rank(other):
            best[row.agent] = row
    return best


def count_along(connection: Connection, agent: str, now: datetime, *, is_on: bool) -> None:
    """Add an agent to those who count noes together, or remove them."""
    mine = noes_tables.c.agent == agent
    is_there = connection.execute(select(noes_tables.c.agent).where(mine)).first() is not None
    if is_on and not is_there:
        connection.execute(insert(noes_tables).values(agent=agent, since=now))
    elif is_there and not is_on:
        connection.execute(delete(noes_tables).where(mine))


def who_counts(connection: Connection) -> list[str]:
    """Return the agents who count noes together."""
    return list(connection.execute(select(noes_tables.c.agent)).scalars())


A_DAY = timedelta(days=1)
"""The longest pause that counts: a pause that began earlier is not read."""


def begin_pause(
    connection: Connection, agent: str, terminal: str, reason: str, now: datetime
) -> None:
    """Record that the agent leaves this terminal for a while."""
    end_pauses(connection, agent, now, [terminal])
    connection.execute(
        insert(pauses).values(agent=agent, terminal=terminal, reason=reason, began_at=now)
    )


def end_pauses(connection: Connection, agent: str, now: datetime, terminals: Iterable[str]) -> None:
    """End the agent's pauses at these terminals."""
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
    """Return the agent's pauses that have not ended."""
    wanted = select(pauses).where(pauses.c.agent == agent, pauses.c.ended_at.is_(None))
    return tuple(read_rows(connection, PauseRow, wanted))


def away_by_agent(
    connection: Connection, since: datetime, until: datetime
) -> dict[str, dict[str, int]]:
    """Return the seconds that each agent was away in [since, until), by reason ("" for none)."""
    rows = connection.execute(
        select(pauses.c.agent, pauses.c.reason, pauses.c.began_at, pauses.c.ended_at).where(
            pauses.c.began_at >= since - A_DAY,
            pauses.c.began_at < until,
            or_(pauses.c.ended_at.is_(None), pauses.c.ended_at > since),
        )
    )
    away: dict[str, dict[str, int]] = {}
    for agent, reason, began_at, ended_at in rows:
        length = min(ended_at or until, until) - max(began_at, since)
        by_reason = away.setdefault(agent, {})
        by_reason[reason] = by_reason.get(reason, 0) + max(0, int(length.total_seconds()))
    return away
