"""Statements that go to a PostgreSQL in one piece with the commit.

What they lock is locked for next to no time, however long a busy machine lets their program wait:
so the end of the audit log, for which every change waits, is free again at once.
"""

from collections.abc import Callable, Sequence

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

Act = Callable[[], object]

LAST = "last"
"""Under which a connection keeps what is to be done last in its write block; None on SQLite."""


def do_last(connection: Connection, act: Act) -> None:
    """Done at the end of the write block, or now where no commit is a round trip.

    Its statements give back nothing, and nothing of the block may read what they write.
    """
    waiting: list[Act] | None = connection.get_execution_options().get(LAST)
    if waiting is None:
        act()
    else:
        waiting.append(act)


def do_waiting(connection: Connection) -> None:
    """Now, what waits for the end of the block: where many calls are written in one block, each
    entry of the log keeps its place."""
    waiting: list[Act] = connection.get_execution_options().get(LAST) or []
    for act in waiting:
        act()
    waiting.clear()


def commit_with(connection: Connection, last: Sequence[Act]) -> None:
    """SQLAlchemy's own commit has nothing left to do after it."""
    driver, errors = connection.connection.driver_connection, connection.dialect.loaded_dbapi.Error
    assert driver is not None
    try:
        with driver.pipeline():
            for act in last:
                act()
            driver.commit()
    except errors as error:
        connection.invalidate(error)  # it may be gone, or lead to a replica now
        raise DBAPIError.instance(
            "COMMIT", None, error, errors, hide_parameters=True, dialect=connection.dialect
        ) from error
