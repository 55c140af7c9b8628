"""Learn that another connection changed something that open screens must show at once.

PostgreSQL announces it (LISTEN and NOTIFY). SQLite counts the commits of other connections.
"""

import time
from contextlib import suppress

from sqlalchemy import Connection, text
from sqlalchemy.engine import Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import PoolProxiedConnection

from db.engine.errors import DatabaseTrouble
from db.engine.postgres import IS_POOLED, do_last

CHANNEL = "smiledial"

RETRY = 5.0
"""Seconds between two attempts to connect, so that a server that is down is not asked each time."""

POLL = 1.9
"""Seconds between two looks behind a pooler, where nothing can be announced."""

_NOTIFY = text(f"NOTIFY {CHANNEL}")


def announce(connection: Connection) -> None:
    """Tell all open screens to look again, once this transaction has committed.

    Call it for rare changes only: each wakes every screen, and PostgreSQL commits transactions that
    announce something one after the other. SQLite needs no announcement.
    """
    if connection.dialect.name == "postgresql":
        do_last(connection, lambda: connection.execute(_NOTIFY))  # with the commit: no round trip


class ChangeWatch:
    """Tells whether another connection changed something since it was last asked.

    It has a connection of its own, because both databases count for each connection. Only one
    thread at a time may use it. It never raises: whoever has no connection is told to look, and
    meets the trouble there.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._connection: PoolProxiedConnection | None = None
        self._is_pooled = False
        self._commits = -1
        self._wait_until = 0.0

    def has_changed(self) -> bool:
        """Return whether there may be a change; False only if there is certainly none."""
        if self._is_pooled:
            return self._is_time(POLL)
        try:
            if self._connection is None:
                self._connect()
                return True  # nobody knows what changed before
            if self._engine.dialect.name == "sqlite":
                return self._has_commits(self._connection)
            return _is_notified(self._connection)
        except (DatabaseTrouble, SQLAlchemyError, self._engine.dialect.loaded_dbapi.Error):
            self.close()  # the next call connects again
            return True

    def close(self) -> None:
        """Close the connection."""
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(Exception):  # the server is gone, and the connection with it
                connection.close()

    def _connect(self) -> None:
        if not self._is_time(RETRY):
            return
        connection = self._engine.raw_connection()
        if connection.info.get(IS_POOLED):
            # LISTEN would be heard by whoever gets that connection of the server next.
            self._is_pooled = True
            connection.close()
            return
        driver = connection.dbapi_connection
        assert driver is not None
        connection.detach()  # never back to the pool: others would hear what is meant for us
        self._connection = connection
        if self._engine.dialect.name != "sqlite":
            # In a transaction, which psycopg would begin, nothing is heard until it ends.
            driver.autocommit = True
            driver.execute(f"LISTEN {CHANNEL}")

    def _is_time(self, pause: float) -> bool:
        """Return True at most once in `pause` seconds."""
        now = time.monotonic()
        if now < self._wait_until:
            return False
        self._wait_until = now + pause
        return True

    def _has_commits(self, connection: PoolProxiedConnection) -> bool:
        cursor = connection.cursor()
        cursor.execute("PRAGMA data_version")
        before, self._commits = self._commits, cursor.fetchall()[0][0]
        cursor.close()
        return self._commits != before


def _is_notified(connection: PoolProxiedConnection) -> bool:
    driver = connection.dbapi_connection
    assert driver is not None
    # The timeout of 0 takes what has arrived and waits for nothing. Read it to its end: what is
    # left over would count as another change.
    return len(list(driver.notifies(timeout=0))) > 0
