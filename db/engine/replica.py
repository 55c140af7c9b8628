"""Read reports from a replica that is recent enough, or else from the server itself."""

import contextlib
import time
from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import text
from sqlalchemy.engine import URL

from db.engine.database import Connection, Database, DatabaseTrouble
from db.engine.source import Source

TOO_OLD = timedelta(minutes=1)
"""A replica further behind than this is not used, as long as the server itself answers."""

RESTS = 30.0
"""Seconds for which a replica that failed is left alone."""

WRITTEN = text("SELECT pg_current_wal_flush_lsn()::text, clock_timestamp()")
"""How far the server itself has written (WAL position), and its time."""

REPEATED = text(
    "SELECT pg_is_in_recovery(), pg_last_wal_replay_lsn() >= CAST(:written AS pg_lsn), "
    "coalesce(pg_last_xact_replay_timestamp(), pg_postmaster_start_time()), clock_timestamp()"
)
"""Whether it is a replica and has replayed that position, its last change, and its time."""


def reports_of(database: Database) -> Database:
    """Return the database to read reports from: the replica that the address names, or itself."""
    if database.replica is None:
        return database
    if database.aside is None:
        database.aside = Replica(database, database.replica)
    return database.aside


class Replica(Database):
    """Reads from a replica that answers and is recent enough; writes to the server itself."""

    def __init__(self, main: Database, url: URL) -> None:
        super().__init__(url)
        self._main = main
        self._rests_until = 0.0
        self._failed = ""

    @contextlib.contextmanager
    def read(self) -> Iterator[Connection]:
        with contextlib.ExitStack() as reading:
            yield self._chosen(reading)

    @contextlib.contextmanager
    def write(self) -> Iterator[Connection]:
        with self._main.write() as connection:
            yield connection

    @contextlib.contextmanager
    def transaction(self, connection: Connection) -> Iterator[None]:
        with self._main.transaction(connection):
            yield

    def _chosen(self, reading: contextlib.ExitStack) -> Connection:
        """Open a read on the replica, or on the server itself; `source` says which and why.

        The server's position is read first, so that the report is never older than `source` says.
        """
        written, at = self._written()
        why = self._failed
        if time.monotonic() >= self._rests_until:
            with contextlib.ExitStack() as trying:
                try:
                    connection = trying.enter_context(super().read())
                    source = _source(connection, written, at)
                except DatabaseTrouble as trouble:
                    why = self._rest(str(trouble))
                else:
                    if source.behind <= TOO_OLD or not written:
                        self.source = source
                        reading.push(trying.pop_all())
                        return connection
                    why = f"it is {source.behind.total_seconds():,.0f} s behind"
        connection = reading.enter_context(self._main.read())
        now = connection.execute(text("SELECT clock_timestamp()")).scalar_one()
        self.source = Source(now, passed_over=why)
        return connection

    def _written(self) -> tuple[str, datetime | None]:
        """Return the server's WAL position and time; ("", None) where it does not answer."""
        try:
            with self._main.read() as connection:
                written, at = connection.execute(WRITTEN).one()
        except DatabaseTrouble:
            return "", None
        return str(written), at

    def _rest(self, why: str) -> str:
        """Leave the replica alone for `RESTS` seconds."""
        self._rests_until = time.monotonic() + RESTS
        self._failed = why
        return why


def _source(connection: Connection, written: str, asked_at: datetime | None) -> Source:
    """Return how old the replica's data is; the server was at `written` at `asked_at`."""
    # Without an answer of the server, a position that no replica has: `has_all` is false then.
    row = connection.execute(REPEATED, {"written": written or "FFFFFFFF/FFFFFFFF"}).one()
    is_replica, has_all, changed_at, now = row
    connection.rollback()  # REPEATABLE READ: the report gets a new snapshot, no older than this
    if not is_replica:
        return Source(now, passed_over="it leads now")
    if asked_at is not None and has_all:
        return Source(asked_at)
    return Source(changed_at, max(timedelta(0), (asked_at or now) - changed_at))
