"""Who sits at which terminal, as each of them says every few seconds.

Plain statements in short transactions, and nothing kept with a connection: so it works through a
connection pooler.
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
"""A terminal that has not been heard of for so long is gone."""

KEPT = timedelta(days=1)
"""How long it is told since when somebody is gone."""


class Doing(Struct, frozen=True):
    """What an agent does, since when, and the reason given for a pause."""

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
    """The agent is at the terminal. Those of which nothing was heard for a day are dropped.

    Call it in a block of its own that waits for no disk (`Database.jot`).
    """
    values = {"agent": agent, "seen_at": now, **asdict(doing)}
    if not connection.execute(_BEAT, {"sits_at": terminal, **values}).rowcount:
        connection.execute(delete(presences).where(presences.c.seen_at < now - KEPT))
        connection.execute(insert(presences).values(terminal=terminal, **values))


def leave(connection: Connection, terminal: str, now: datetime) -> None:
    """The console there has ended."""
    connection.execute(
        update(presences)
        .where(presences.c.terminal == terminal)
        .values(state=PresenceState.GONE, why="", since=now, seen_at=now)
    )


def read_presences(connection: Connection, agent: str | None = None) -> tuple[PresenceRow, ...]:
    """Of every terminal, or of one agent's, as it was told last; see `is_there`."""
    if agent is not None:
        return tuple(read_rows(connection, PresenceRow, _OF_AGENT, {"whose": agent}))
    everybody = select(presences).order_by(presences.c.agent, presences.c.seen_at)
    return tuple(read_rows(connection, PresenceRow, everybody))


def is_there(row: PresenceRow, now: datetime) -> bool:
    return row.state is not PresenceState.GONE and now - row.seen_at < STALE


def by_agent(rows: Iterable[PresenceRow], now: datetime) -> dict[str, PresenceRow]:
    """One of each agent's terminals: that where the most is done, else the last heard of."""

    def rank(row: PresenceRow) -> tuple[bool, bool, datetime]:
        is_busy = row.state not in {PresenceState.PAUSED, PresenceState.WAITING}
        return is_there(row, now), is_busy, row.seen_at

    found: dict[str, PresenceRow] = {}
    for row in rows:
        before = found.get(row.agent)
        if before is None or rank(row) >= rank(before):
            found[row.agent] = row
    return found


# Who counts noes along with others: those who wished to.


def count_along(connection: Connection, agent: str, now: datetime, *, is_on: bool) -> None:
    """Puts an agent on the table of noes, or takes them off it."""
    mine = noes_tables.c.agent == agent
    is_there = connection.execute(select(noes_tables.c.agent).where(mine)).first() is not None
    if is_on and not is_there:
        connection.execute(insert(noes_tables).values(agent=agent, since=now))
    elif is_there and not is_on:
        connection.execute(delete(noes_tables).where(mine))


def who_counts(connection: Connection) -> list[str]:
    return list(connection.execute(select(noes_tables.c.agent)).scalars())


# When agents were away, and for what reason.


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
