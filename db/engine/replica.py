"""Read reports from a replica that is recent enough, or else from the server itself."""

import contextlib
import time
from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import text
from sqlalchemy.engine import URL

from db.engine.database import Connection, Database, DatabaseTrouble, Source

TOO_OLD = timedelta(minutes=1)
"""A replica further behind than this is not used, unless the main server fails to answer."""

RESTS = 30.0
"""Seconds before a replica that failed is tried again."""

WRITTEN = text("SELECT pg_current_wal_flush_lsn()::text, clock_timestamp()")
"""The main server's WAL position up to which it has written, and its time."""

# pg_last_xact_replay_timestamp() is NULL until the replica has replayed a first transaction.
REPEATED = text(
    "SELECT pg_is_in_recovery(), pg_last_wal_replay_lsn() >= CAST(:written AS pg_lsn), "
    "coalesce(pg_last_xact_replay_timestamp(), pg_postmaster_start_time()), clock_timestamp()"
)
"""Read four facts of a replica: whether it is one, whether it has replayed the WAL up to `written`,
the time of its last change, and its clock."""


def reports_of(database: Database) -> Database:
    """Return the replica that the address names, to read reports from, or else the database."""
    if database.replica is None:
        return database
    if database.aside is None:
        database.aside = Replica(database, database.replica)
    return database.aside


class Replica(Database):
    """A database that reads from a recent replica, and writes to the main server."""

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
        """Open a read on the replica, or else on the main server; `source` says which and why.

        The main server's position is read first, so the report is never older than `source` says.
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
        """Return the main server's WAL position and time, or ("", None) if it does not answer."""
        try:
            with self._main.read() as connection:
                written, at = connection.execute(WRITTEN).one()
        except DatabaseTrouble:
            return "", None
        return str(written), at

    def _rest(self, why: str) -> str:
        """Skip the replica for `RESTS` seconds; return the reason."""
        self._rests_until = time.monotonic() + RESTS
        self._failed = why
        return why


def _source(connection: Connection, written: str, asked_at: datetime | None) -> Source:
    """Return how old the replica's data is; the main server was at `written` at `asked_at`."""
    # If the main server did not answer, ask for a position that no replica has reached: `has_all`
    # is then false.
    row = connection.execute(REPEATED, {"written": written or "FFFFFFFF/FFFFFFFF"}).one()
    is_replica, has_all, changed_at, now = row
    connection.rollback()  # ends this snapshot: the report gets a new one, no older than this
    if not is_replica:
        return Source(now, passed_over="it leads now")
    if asked_at is not None and has_all:
        return Source(asked_at)
    return Source(changed_at, max(timedelta(0), (asked_at or now) - changed_at))
