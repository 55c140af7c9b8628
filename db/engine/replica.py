"""Reports read from a replica: how old what they say is, and what is read without one."""

import contextlib
import time
from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import text
from sqlalchemy.engine import URL

from db.engine.database import Connection, Database, DatabaseTrouble
from db.engine.source import Source

TOO_OLD = timedelta(minutes=1)
"""A replica that is further behind is passed over, as long as the server itself answers."""

RESTS = 30.0
"""Seconds in which a replica that failed is not asked again."""

WRITTEN = text("SELECT pg_current_wal_flush_lsn()::text, clock_timestamp()")
"""How far the server itself has written, and when it was asked."""

REPEATED = text(
    "SELECT pg_is_in_recovery(), pg_last_wal_replay_lsn() >= CAST(:written AS pg_lsn), "
    "coalesce(pg_last_xact_replay_timestamp(), pg_postmaster_start_time()), clock_timestamp()"
)
"""Whether a replica has all of that, the last change that it has, and its clock."""


def reports_of(database: Database) -> Database:
    """Where reports are read: a replica, where the address names one, else the database itself."""
    if database.replica is None:
        return database
    if database.aside is None:
        database.aside = Replica(database, database.replica)
    return database.aside


class Replica(Database):
    """Reads from a replica where one answers that is not too old; writes to the server itself."""

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
        """On the replica; on the server itself where that cannot be, which is noted.

        How far the server is, is asked first: what is read after it is no older than is said.
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
        """How far the server itself is, and its time; nothing where it does not answer."""
        try:
            with self._main.read() as connection:
                written, at = connection.execute(WRITTEN).one()
        except DatabaseTrouble:
            return "", None
        return str(written), at

    def _rest(self, why: str) -> str:
        self._rests_until = time.monotonic() + RESTS
        self._failed = why
        return why


def _source(connection: Connection, written: str, asked_at: datetime | None) -> Source:
    """`asked_at` is when the server itself was as far as `written`."""
    row = connection.execute(REPEATED, {"written": written or "FFFFFFFF/FFFFFFFF"}).one()
    is_replica, has_all, changed_at, now = row
    connection.rollback()  # what is read from here on is no older
    if not is_replica:
        return Source(now, passed_over="it leads now")
    if asked_at is not None and has_all:
        return Source(asked_at)
    return Source(changed_at, max(timedelta(0), (asked_at or now) - changed_at))
