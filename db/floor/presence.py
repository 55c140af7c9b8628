"""Who sits at which terminal, as each of them says every few seconds.

Plain statements in short transactions, and nothing kept with a connection: so it works through a
connection pooler.
"""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from db.dataclass import dataclass
from db.enums import PresenceState
from db.record import read_rows
from db.tables.presence import PresenceRow, presences

STALE = timedelta(seconds=30)
"""A terminal that has not been heard of for so long is gone."""

KEPT = timedelta(days=1)
"""How long it is told since when somebody is gone."""


@dataclass(frozen=True, slots=True)
class Doing:
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
