"""Who counts noes along with others: those who wished to."""

from datetime import datetime

from sqlalchemy import Connection, delete, insert, select

from db.tables.presence import noes_tables


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
