"""Opening a database and transacting with it: SQLite by default, PostgreSQL for teams.

Few modules beside this one know which of the two they talk to: those for many rows at once.
"""

import contextlib
import logging
import random
import time
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import (
    Connection as Connection,
)  # console takes it from here: only db knows SQLAlchemy
from sqlalchemy import event
from sqlalchemy.engine import URL
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import (
    DatabaseError,
    DataError,
    IntegrityError,
    OperationalError,
    ProgrammingError,
)

from db.engine.addresses import DIRECT, bare, direct_to, read_address, replica_of, shown
from db.engine.errors import DatabaseTrouble as DatabaseTrouble
from db.engine.errors import NotAllowed as NotAllowed
from db.engine.errors import OutOfTeam as OutOfTeam
from db.engine.errors import needs_words
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
from db.engine.source import Source
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
    # What they would write on the terminal is told in a sentence of ours, or is for nobody.
    logging.getLogger(library).addHandler(logging.NullHandler())

PATIENCE = 30.0
"""Seconds that a writer waits for other writers before it gives up."""

TURN = 0.02
"""Seconds in which a writer that waits looks for the lock at least about once."""

OUT_OF_TEAM = "Your login is out of the team or has another role: leave, and ask an owner."

INTERRUPTING = 1.0
"""Seconds in which PostgreSQL is told to leave a statement."""


class Database:
    """One database. Safe to use from several threads; each block takes a connection of its own."""

    source: Source | None = None
    """Where the last report was read, if there was a choice."""

    replica: URL | None = None
    """Where reports are read, if the address says so."""

    aside: "Database | None" = None
    """That one, once it was asked for; closed with this one."""

    def __init__(self, url: URL, idle: float = IDLE, *, is_kept: bool = True) -> None:
        """Without `is_kept` SQLite waits for no disk: a power cut may then damage the file."""
        self.url = url
        self.synchronous = "FULL" if is_kept else "OFF"
        self.replica = replica_of(url)
        self._open: set[DBAPIConnection] = set()
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
            event.listen(engine, "connect", lambda driver, _: self._open.add(driver))
            for gone in ("close", "close_detached", "invalidate"):
                event.listen(engine, gone, lambda driver, *_: self._open.discard(driver))

    @property
    def where(self) -> str:
        """The database as a person knows it, without a password."""
        if self.is_sqlite:
            return str(self.url.database)
        return shown(self.url)

    @contextlib.contextmanager
    def read(self) -> Iterator[Connection]:
        """One consistent picture of the database, never a writer's half-done work."""
        with self._translated(), self.engine.connect() as connection:
            if not self.is_sqlite:
                connection = connection.execution_options(isolation_level="REPEATABLE READ")
            yield connection
            if not self.is_sqlite:
                end_reading(connection)

    @contextlib.contextmanager
    def glance(self) -> Iterator[Connection]:
        """A read whose statements stand each by itself: on PostgreSQL no transaction is begun and
        ended for them, which were two round trips more."""
        if self.is_sqlite:
            with self.read() as connection:
                yield connection
            return
        with self._translated(), self.engine.connect() as connection:
            yield connection.execution_options(isolation_level="AUTOCOMMIT")

    @contextlib.contextmanager
    def write(self) -> Iterator[Connection]:
        """One transaction: committed at the end of the block, or nothing of it ever was.

        On SQLite the write lock is taken first, so a block never reads what it then cannot write.
        """
        with (
            self._translated(),
            self.engine.connect() as connection,
            self.transaction(connection),
        ):
            yield connection

    @contextlib.contextmanager
    def transaction(self, connection: Connection) -> Iterator[None]:
        """The same on a connection that is at hand and in no transaction."""
        last: list[Act] | None = None if self.is_sqlite else []
        connection.execution_options(is_writer=True, **{LAST: last})
        try:
            with self._begun(connection):
                yield
                require_file(self._file)
                if last:
                    commit_with(connection, last)
            require_file(self._file)  # it may have gone just before the commit
        except FileLost:
            empty_log(connection.connection)
            raise
        finally:
            connection.execution_options(is_writer=False, **{LAST: None})

    @contextlib.contextmanager
    def jot(self) -> Iterator[Connection]:
        """A write block for what nobody misses after a power cut: it waits for no disk.

        What others have committed stays as safe as it was.
        """
        with self.write() if not self.is_sqlite else self._in_passing() as connection:
            if not self.is_sqlite:
                connection.exec_driver_sql("SET LOCAL synchronous_commit TO off")
            yield connection

    @contextlib.contextmanager
    def _in_passing(self) -> Iterator[Connection]:
        with self._translated(), self.engine.connect() as connection:
            driver = connection.connection.cursor()  # beside SQLAlchemy, which would begin
            driver.execute("PRAGMA synchronous = NORMAL")
            try:
                with self.transaction(connection):
                    yield connection
            finally:
                driver.execute(f"PRAGMA synchronous = {self.synchronous}")
                driver.close()

    @contextlib.contextmanager
    def own_connection(self) -> Iterator[Connection]:
        """One for long work: its temporary tables and its lock do not go back to the pool.

        Raises DatabaseTrouble where a pooler would give each transaction another.
        """
        with self._translated(), self._direct.connect() as connection:
            if not self.is_sqlite:
                if connection.info.get(IS_POOLED):
                    raise DatabaseTrouble(
                        "The address leads to a pooler, and this work needs a connection of its "
                        f"own: write the server itself into it too, ?{DIRECT}=HOST:PORT "
                        f"({self.where})."
                    )
                # It must see what others committed meanwhile.
                connection.execution_options(isolation_level="READ COMMITTED")
            connection.detach()
            yield connection

    def give_way(self) -> None:
        """Between the parts of a long work: who waits for SQLite's one lock gets a turn."""
        if self.is_sqlite:
            time.sleep(TURN)

    def interrupt(self) -> None:
        """Ends what other threads are waiting for; that raises DatabaseTrouble in them.

        A statement that has not begun, or is done, is none the wiser.
        """
        for driver in tuple(self._open):
            with contextlib.suppress(Exception):  # it was closed meanwhile, or the server is gone
                if self.is_sqlite:
                    driver.interrupt()
                else:
                    driver.cancel_safe(timeout=INTERRUPTING)

    def close(self) -> None:
        if self._file is not None and self._file.what_became_of_it():
            with contextlib.suppress(FileLost):  # nobody has it open
                empty_log(self.engine.raw_connection())
        self.engine.dispose()
        self._direct.dispose()
        if self.aside is not None:
            self.aside.close()

    @contextlib.contextmanager
    def _begun(self, connection: Connection) -> Iterator[None]:
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                transaction = connection.begin()
                break
            except OperationalError as error:
                # SQLite's own busy handler starves under many writers; this one is fair enough.
                if not is_locked(error) or time.monotonic() > deadline:
                    raise
                time.sleep(random.uniform(0.0005, 0.004))  # noqa: S311 - jitter, not a secret
        with transaction:
            yield

    @contextlib.contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except DatabaseError as error:
            # A wrong statement is our own fault and must be loud.
            if isinstance(error, IntegrityError | ProgrammingError | DataError):
                self._require_right(error)
                raise
            require_file(self._file)  # what SQLite says of it then is no help
            raise DatabaseTrouble(self._explain(error)) from error

    def _require_right(self, error: DatabaseError) -> None:
        """Raises NotAllowed where the login lacks the right; not for a statement of ours that is
        wrong."""
        state = getattr(error.orig, "sqlstate", None)
        if state == NOT_ALLOWED:
            cause = str(error.orig).strip().splitlines()[0]
            raise NotAllowed(
                "Your login may not do that: ask a supervisor or an owner of the team. "
                f"{needs_words(cause)}Nothing was changed ({cause})."
            ) from error
        if state in NOT_FOUND and not self._finds_its_tables():
            raise OutOfTeam(OUT_OF_TEAM) from error

    def _finds_its_tables(self) -> bool:
        """Whether the login still looks where it did when its connection was opened."""
        try:
            with self.engine.connect() as connection:
                now = connection.exec_driver_sql("SELECT current_schema()").scalar()
                return bool(now) and now == connection.info[SCHEMA]
        except DatabaseError:
            return False

    def _explain(self, error: DatabaseError) -> str:
        said = str(error.orig).strip().splitlines()
        cause = said[0] if said else type(error).__name__
        if not self.is_sqlite:
            return explain_postgres(self.where, getattr(error.orig, "sqlstate", None), cause)
        return explain_sqlite(self.where, error, cause)


def is_agent(connection: Connection) -> bool:
    """Whether its login is an agent's of a team."""
    return bool(connection.info.get(IS_AGENTS))


def reads_only(connection: Connection) -> bool:
    """Whether its login is one of a team that makes no calls, such as an auditor's."""
    return bool(connection.info.get(READS_ONLY))


def open_database(path_or_url: str, *, is_kept: bool = True) -> Database:
    """The database at a path or at an SQLAlchemy address (`sqlite:///…`, `postgresql://…`).

    Makes no table and, on SQLite, creates the file for its owner only. Raises DatabaseTrouble.
    Without `is_kept` an SQLite file is thrown away soon, so nothing waits for the disk.
    """
    url = read_address(path_or_url)
    if url.get_backend_name() == "sqlite":
        prepare_file(Path(str(url.database)))
    try:
        return Database(url, is_kept=is_kept)
    except ModuleNotFoundError as error:
        raise DatabaseTrouble(
            "PostgreSQL needs its driver: install smiledial with the extra “postgres” "
            "(pip install 'smiledial[postgres]')."
        ) from error
