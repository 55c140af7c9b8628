"""Open a database and run transactions: SQLite by default, PostgreSQL for teams.

Callers outside `db` seldom need to know which of the two it is.
"""

import contextlib
import logging
import random
import time
from collections.abc import Collection, Iterable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar

from msgspec import Struct
from sqlalchemy import (
    Connection as Connection,
)  # console takes it from here: only db knows SQLAlchemy
from sqlalchemy import event, text
from sqlalchemy.engine import URL, Engine
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import (
    DatabaseError,
    DataError,
    IntegrityError,
    OperationalError,
    ProgrammingError,
)
from sqlalchemy.pool import ConnectionPoolEntry

from db.engine.addresses import DIRECT, bare, direct_to, read_address, replica_of, shown
from db.engine.changes import ChangeWatch
from db.engine.errors import DatabaseTrouble as DatabaseTrouble
from db.engine.errors import NotAllowed as NotAllowed
from db.engine.errors import OutOfTeam as OutOfTeam
from db.engine.errors import damaged_head, needs_words
from db.engine.postgres import (
    IDLE,
    IS_AGENTS,
    IS_POOLED,
    LAST,
    NOT_ALLOWED,
    NOT_FOUND,
    READS_ONLY,
    SCHEMA,
    Act,
    commit_with,
    end_reading,
    explain_postgres,
    postgres_engine,
)
from db.engine.sqlite import (
    FileLost,
    OpenedFile,
    empty_log,
    explain_sqlite,
    is_locked,
    prepare_file,
    require_file,
    sqlite_engine,
)

for library in ("psycopg", "sqlalchemy"):
    # Without a handler Python prints their warnings on the terminal, over the screen.
    logging.getLogger(library).addHandler(logging.NullHandler())

PATIENCE = 30.0
"""Seconds that a writer waits for other writers of an SQLite file before it gives up."""

T = TypeVar("T")

TURN = 0.02
"""Pause of `give_way` in seconds: enough for a waiting writer to try the lock (see `_begun`)."""

OUT_OF_TEAM = "Your login is out of the team or has another role: leave, and ask an owner."

INTERRUPTING = 1.0
"""Timeout in seconds for PostgreSQL to accept a request to cancel a statement."""


class Source(Struct, frozen=True):
    """The server that a report was read from.

    The report contains every change up to `at`; `behind` is how far a replica lags.
    """

    at: datetime
    behind: timedelta = timedelta(0)
    passed_over: str = ""
    """Why the main server was read instead of the replica; "" if the replica was read."""


class Database:
    """One database, safe to use from several threads: each block takes its own connection."""

    source: Source | None = None
    """Where the last report was read; None if no replica could be chosen."""

    replica: URL | None = None
    """The replica for reports, if the address names one."""

    aside: "Database | None" = None
    """The opened replica or None; `close` closes it too."""

    def __init__(
        self, url: URL, idle: float = IDLE, *, is_kept: bool = True, reads_only: bool = False
    ) -> None:
        """Without `is_kept` SQLite never waits for the disk: a power cut may damage the file.

        With `reads_only` the database itself refuses every change.
        """
        self.url = url
        self.synchronous = "FULL" if is_kept else "OFF"
        self.replica = replica_of(url)
        self._open: set[DBAPIConnection] = set()
        self._watches: list[ChangeWatch] = []
        self._is_closed = False
        self.is_sqlite = url.get_backend_name() == "sqlite"
        self._file: OpenedFile | None = None
        if self.is_sqlite:
            self._file = OpenedFile(Path(str(url.database)))
            self.engine = sqlite_engine(url, self._file, self.synchronous)
        else:
            self.engine = postgres_engine(bare(url), idle)
        direct = direct_to(url)
        self._direct = self.engine if direct is None else postgres_engine(direct, idle)
        for engine in {self.engine, self._direct}:
            if reads_only:
                _read_only(engine)
            event.listen(engine, "connect", lambda driver, _: self._open.add(driver))
            for gone in ("close", "close_detached", "invalidate"):
                event.listen(engine, gone, lambda driver, *_: self._open.discard(driver))
            event.listen(engine, "checkin", self._close_late)

    @property
    def where(self) -> str:
        """Return the path or address, without a password."""
        if self.is_sqlite:
            return str(self.url.database)
        return shown(self.url)

    @contextlib.contextmanager
    def read(self) -> Iterator[Connection]:
        """Open a read transaction: all its statements see the same snapshot."""
        with self._translated(), self.engine.connect() as connection:
            if not self.is_sqlite:
                # READ COMMITTED would take a new snapshot for each statement. SQLite in WAL mode
                # keeps the snapshot of the first statement until the transaction ends.
                connection = connection.execution_options(isolation_level="REPEATABLE READ")
            yield connection
            if not self.is_sqlite:
                end_reading(connection)

    @contextlib.contextmanager
    def glance(self) -> Iterator[Connection]:
        """Open a read whose statements each see the newest state.

        On PostgreSQL there is no BEGIN and no ROLLBACK, which spares two round trips.
        """
        if self.is_sqlite:
            with self.read() as connection:
                yield connection
            return
        with self._translated(), self.engine.connect() as connection:
            yield connection.execution_options(isolation_level="AUTOCOMMIT")

    @contextlib.contextmanager
    def write(self) -> Iterator[Connection]:
        """Open a write transaction: committed at the end of the block, rolled back on an error.

        On SQLite it takes the write lock at once (BEGIN IMMEDIATE). A transaction that read first
        could not upgrade to writing after another commit: SQLITE_BUSY, however long it waits.
        """
        with self._translated(), self.engine.connect() as connection, self.transaction(connection):
            yield connection

    @contextlib.contextmanager
    def transaction(self, connection: Connection) -> Iterator[None]:
        """Run a write transaction on an open connection that has none under way."""
        last: list[Act] | None = None if self.is_sqlite else []
        connection.execution_options(is_writer=True, **{LAST: last})
        try:
            with self._begun(connection):
                yield
                # SQLite would go on writing into a file that was renamed or deleted.
                require_file(self._file)
                if last:
                    commit_with(connection, last)
            require_file(self._file)  # again: it may have been moved just before the commit
        except FileLost:
            empty_log(connection.connection)
            raise
        finally:
            connection.execution_options(is_writer=False, **{LAST: None})

    @contextlib.contextmanager
    def jot(self) -> Iterator[Connection]:
        """Open a write transaction that does not wait for the disk: a power cut may undo it.

        All other commits stay as safe as before.
        """
        with self.write() if not self.is_sqlite else self._without_sync() as connection:
            if not self.is_sqlite:
                connection.exec_driver_sql("SET LOCAL synchronous_commit TO off")
            yield connection

    @contextlib.contextmanager
    def _without_sync(self) -> Iterator[Connection]:
        """Open a write transaction of SQLite with `synchronous = NORMAL`.

        In WAL mode that skips the disk sync of a commit, and cannot damage the file.
        """
        with self._translated(), self.engine.connect() as connection:
            # Use the driver's cursor: SQLAlchemy would begin a transaction, and SQLite refuses this
            # PRAGMA inside one.
            driver = connection.connection.cursor()
            driver.execute("PRAGMA synchronous = NORMAL")
            try:
                with self.transaction(connection):
                    yield connection
            finally:
                driver.execute(f"PRAGMA synchronous = {self.synchronous}")
                driver.close()

    @contextlib.contextmanager
    def own_connection(self) -> Iterator[Connection]:
        """Open a connection for long work; closing it afterwards drops its temporary tables.

        Raises DatabaseTrouble behind a pooler: each transaction could get another connection there,
        without the temporary tables and session locks.
        """
        with (
            self._translated(),
            contextlib.ExitStack() as last,
            self._direct.connect() as connection,
        ):
            if not self.is_sqlite:
                if connection.info.get(IS_POOLED):
                    raise DatabaseTrouble(
                        "The address leads to a pooler, and this work needs a connection of its "
                        f"own: write the server itself into it too, ?{DIRECT}=HOST:PORT "
                        f"({self.where})."
                    )
                # Each statement must see what others committed meanwhile.
                connection.execution_options(isolation_level="READ COMMITTED")
            driver = connection.connection.dbapi_connection
            assert driver is not None
            # SQLAlchemy forgets a connection that left the pool, unclosed, when an error ends it.
            last.callback(driver.close)
            connection.detach()  # never back to the pool: closing it drops its tables and locks
            yield connection

    def watch_changes(self) -> ChangeWatch:
        """Return a watch for changes by others; `close` closes it too."""
        watch = ChangeWatch(self.engine)
        self._watches.append(watch)
        return watch

    def give_way(self) -> None:
        """Pause between parts of long work, so that other writers get SQLite's write lock."""
        if self.is_sqlite:
            time.sleep(TURN)

    def in_turns(self, parts: Iterable[T]) -> Iterator[T]:
        """Yield the parts of long work, with a pause to give way between two of them."""
        for number, part in enumerate(parts):
            if number:
                self.give_way()
            yield part

    def interrupt(self) -> None:
        """Cancel the running statements of other threads, which then raise DatabaseTrouble.

        A statement that has not begun is not affected.
        """
        for driver in tuple(self._open):
            with contextlib.suppress(Exception):  # it was closed meanwhile, or the server is gone
                if self.is_sqlite:
                    driver.interrupt()
                else:
                    driver.cancel_safe(timeout=INTERRUPTING)

    def close(self) -> None:
        """Close all connections; those of other threads when these have done with them."""
        self._is_closed = True
        for watch in self._watches:  # first: the last connection of a file empties its log
            watch.close()
        if self._file is not None and self._file.what_became_of_it():
            # The file was moved while it was open. Only a connection that is still open knows where
            # it is, and can write the log into it.
            with contextlib.suppress(FileLost):  # the pool had none, and tried to open one
                empty_log(self.engine.raw_connection())
        self.engine.dispose()
        self._direct.dispose()
        if self.aside is not None:
            self.aside.close()

    def _close_late(self, _driver: object, record: ConnectionPoolEntry) -> None:
        """Close a connection that comes back to the pool after `close` has emptied it."""
        if self._is_closed:
            record.close()

    @contextlib.contextmanager
    def _begun(self, connection: Connection) -> Iterator[None]:
        """Begin a transaction, waiting up to `PATIENCE` for SQLite's write lock, and end it."""
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                transaction = connection.begin()
                break
            except OperationalError as error:
                # SQLite's own busy handler sleeps ever longer (up to 0.1 s), so with many writers
                # those who wait longest rarely find the lock free. Short random sleeps are fair.
                if not is_locked(error) or time.monotonic() > deadline:
                    raise
                time.sleep(random.uniform(0.0005, 0.004))  # noqa: S311 - jitter, not a secret
        with transaction:
            yield

    @contextlib.contextmanager
    def _translated(self) -> Iterator[None]:
        """Raise driver errors as DatabaseTrouble, and leave errors of our own SQL as they are."""
        try:
            yield
        except DatabaseError as error:
            # These mean a bug in our SQL, unless the login lacks a right.
            if isinstance(error, IntegrityError | ProgrammingError | DataError):
                self._require_right(error)
                raise
            require_file(self._file)  # a lost file explains more than SQLite's own message
            raise DatabaseTrouble(self._explain(error)) from error

    def _require_right(self, error: DatabaseError) -> None:
        """Raise what the login or the head of the log lacks; return if our SQL is wrong."""
        damage = damaged_head(str(error.orig))
        if damage is not None:
            raise damage from error
        state = getattr(error.orig, "sqlstate", None)
        # An agent's statement may name the schema: then its tables are not missing, but forbidden.
        if state in {*NOT_FOUND, NOT_ALLOWED}:
            was, now = self._schemas()
            if not now or (state != NOT_ALLOWED and now != was):
                raise OutOfTeam(OUT_OF_TEAM) from error
        if state == NOT_ALLOWED:
            cause = str(error.orig).strip().splitlines()[0]
            raise NotAllowed(
                "Your login may not do that: ask a supervisor or an owner of the team. "
                f"{needs_words(cause)}Nothing was changed ({cause})."
            ) from error

    def _schemas(self) -> tuple[str, str]:
        """Return the login's schema when it connected, and now: "" if it finds none."""
        try:
            with self.engine.connect() as connection:
                now = connection.exec_driver_sql("SELECT current_schema()").scalar()
                return connection.info[SCHEMA], now or ""
        except DatabaseError:
            return "", ""

    def _explain(self, error: DatabaseError) -> str:
        lines = str(error.orig).strip().splitlines()
        cause = lines[0] if lines else type(error).__name__
        if not self.is_sqlite:
            return explain_postgres(self.where, getattr(error.orig, "sqlstate", None), cause)
        return explain_sqlite(self.where, error, cause)


def is_agent(connection: Connection) -> bool:
    """Return whether the login is an agent's, which uses views and functions instead of tables."""
    return bool(connection.info.get(IS_AGENTS))


def reads_only(connection: Connection) -> bool:
    """Return whether the login may not store calls, such as an auditor's."""
    return bool(connection.info.get(READS_ONLY))


def _read_only(engine: Engine) -> None:
    """Let the database refuse every change on this engine's connections."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", lambda driver, _: driver.execute("PRAGMA query_only = ON"))
    else:
        # Each transaction begins READ ONLY, behind a pooler too, where a setting would be lost.
        engine.update_execution_options(postgresql_readonly=True)


def open_database(path_or_url: str, *, is_kept: bool = True, reads_only: bool = False) -> Database:
    """Open the database at a path or an address (`sqlite:///…`, `postgresql://…`).

    Creates no tables. On SQLite it creates a missing file, readable by its owner only. With
    `is_kept=False`, for a throw-away SQLite file, commits do not wait for the disk. With
    `reads_only` the database refuses every change. Raises DatabaseTrouble.
    """
    url = read_address(path_or_url)
    if url.get_backend_name() == "sqlite":
        prepare_file(Path(str(url.database)))
    try:
        return Database(url, is_kept=is_kept, reads_only=reads_only)
    except ModuleNotFoundError as error:
        raise DatabaseTrouble(
            "PostgreSQL needs its driver: install smiledial with the extra “postgres” "
            "(pip install 'smiledial[postgres]')."
        ) from error


_LOOK_AT = text("SELECT look_at(:lead_id)")
_READABLE = text("SELECT unnest(sees()) INTERSECT SELECT unnest(CAST(:ids AS bigint[]))")
_LOOK_AT_NUMBERS = text("SELECT look_at_numbers(CAST(:e164s AS text[]))")


def look_at(connection: Connection, lead_id: int) -> None:
    """Let an agent's login read a lead until the transaction ends; do nothing for another login.

    The database counts each lead that is looked at in this way.
    """
    if is_agent(connection):
        connection.execute(_LOOK_AT, {"lead_id": lead_id})


def readable_leads(connection: Connection, lead_ids: Collection[int]) -> Collection[int]:
    """Return those of these leads whose name, notes and numbers the login may read."""
    if not is_agent(connection):
        return lead_ids
    return set(connection.execute(_READABLE, {"ids": list(lead_ids)}).scalars())


def look_at_numbers(connection: Connection, e164s: Collection[str]) -> None:
    """Let an agent's login read all leads that have one of these numbers of its lead.

    Only an agent's login may call this. The numbers' salts are created as well.
    """
    connection.execute(_LOOK_AT_NUMBERS, {"e164s": sorted(set(e164s))})
