"""Connect to an SQLite file: pool, a check that the file is still there, and error messages.

SQLite goes on writing to a file that was renamed or deleted, and finds its write-ahead log by name
alone. So calls could be lost in a deleted file, or the log of one file be applied to another.
"""

import contextlib
import os
import sqlite3
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import Connection, create_engine, event
from sqlalchemy.engine import URL, Engine
from sqlalchemy.exc import DatabaseError
from sqlalchemy.pool import PoolProxiedConnection, QueuePool

from db.engine.addresses import LIKE_AN_ADDRESS
from db.engine.errors import DatabaseTrouble


class OpenedFile:
    """The file that was opened, by its device and inode."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._opened = _identity(path)

    def what_became_of_it(self) -> str:
        """Return "" while the file is at its path, else a sentence with what to do."""
        if self._opened is None:
            return ""
        try:
            current = _identity(self._path)
        except OSError:
            return (
                f"{self._path} was moved or deleted while it was open, so nothing was written. "
                "Put it back where it was and try again; or leave, and name its new place with "
                "--db, or restore a backup."
            )
        if current is None or current == self._opened:
            return ""
        return (
            f"Another file was put in the place of {self._path} while it was open, so nothing was "
            "written. Stop what did it (a program that copies or syncs files?) and put the old "
            "file back; or leave and start again with the new one."
        )

    def connect(self) -> sqlite3.Connection:
        """Open a connection to the file at its path; never create a missing file (mode=rw)."""
        path = self._path.as_posix()
        address = quote(os.fsencode(path if path.startswith("/") else f"/{path}"))
        # SQLAlchemy's pool gives a connection to one thread at a time.
        return sqlite3.connect(f"file://{address}?mode=rw", uri=True, check_same_thread=False)


def _identity(path: Path) -> tuple[int, int] | None:
    """Return device and inode, or None on a file system without inodes. Raises OSError."""
    status = path.stat()
    return (status.st_dev, status.st_ino) if status.st_ino else None


LOG_PAGES = 4000
"""Pages in the write-ahead log at which a commit copies them into the file (a checkpoint).

With many pages, those that an import changes repeatedly are copied once. All connections must use
the same limit. A connection that commits beyond its own limit does the copying, and an agent must
not do it for an import.
"""

PATIENT, BRIEF = 200, 8
"""Milliseconds that SQLite's own busy handler waits: in general, and for the write lock.

The general wait is for programs that are closing or recovering the file. The wait for the write
lock is short, because `Database._begun` then tries again, in a fairer way.
"""

LOCKED = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
"""SQLite's error codes for a database that another connection is writing to."""


class FileLost(DatabaseTrouble):
    """The file that was opened is no longer at its path."""


def sqlite_engine(url: URL, file: OpenedFile, synchronous: str) -> Engine:
    """Return an engine with a pool; `synchronous` is SQLite's setting for commits."""

    def _open() -> sqlite3.Connection:
        require_file(file)
        connection = file.connect()
        try:
            # Check again before the first read, which would apply the log that lies at the path.
            require_file(file)
        except FileLost:
            connection.close()
            raise
        return connection

    engine = create_engine(
        url,
        poolclass=QueuePool,
        pool_size=4,
        creator=_open,
        query_cache_size=2000,  # a shift sends some hundreds of statements
        hide_parameters=True,
    )

    @event.listens_for(engine, "connect")
    def _connect(connection: sqlite3.Connection, _record: object) -> None:
        # The driver would begin transactions by itself, and always as readers (BEGIN DEFERRED).
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout = {PATIENT}")
        cursor.execute("PRAGMA journal_mode = WAL")  # readers and a writer don't block each other
        cursor.execute(f"PRAGMA synchronous = {synchronous}")
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.execute("PRAGMA cache_size = -65536")  # 64 MiB: negative values are KiB
        cursor.execute(f"PRAGMA wal_autocheckpoint = {LOG_PAGES}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        if not connection.get_execution_options().get("is_writer", False):
            connection.exec_driver_sql("BEGIN")
            return
        # Short, since the busy handler sleeps ever longer; `Database._begun` tries again.
        cursor = connection.connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout = {BRIEF}")
        try:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {PATIENT}")
            cursor.close()

    return engine


def prepare_file(path: Path) -> None:
    """Create a missing file, readable by its owner only; SQLite gives its log the same rights."""
    if LIKE_AN_ADDRESS.search(str(path)):  # not shown: it may contain a password
        raise DatabaseTrouble(
            "The address of the database cannot be read: write a path, sqlite:///PATH or "
            "postgresql://USER@HOST/NAME."
        )
    if os.path.isdir(path):  # noqa: PTH112 - `is_dir` raises where a folder may not be entered
        raise DatabaseTrouble(f"{path} is a folder: name a file with --db.")
    try:
        # O_EXCL: an existing file must not be opened. Closing any descriptor of a file drops all
        # POSIX locks that this process has on it, those of SQLite's connections too.
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except FileExistsError:
        return
    except FileNotFoundError as error:
        raise DatabaseTrouble(
            f"The folder {path.parent} does not exist: make it, or name another file with --db."
        ) from error
    except OSError as error:
        raise DatabaseTrouble(
            f"{path} cannot be written ({error.strerror}): check the rights of the file and its "
            "folder, or name another file with --db."
        ) from error


def require_file(file: OpenedFile | None) -> None:
    """Raise FileLost if the file is no longer at its path. Takes three microseconds."""
    lost = file.what_became_of_it() if file is not None else ""
    if lost:
        raise FileLost(lost)


def empty_log(connection: PoolProxiedConnection) -> None:
    """Write SQLite's log into the file it belongs to, wherever that is now, and empty the log.

    Otherwise the log stays at the old path, and SQLite applies it to the file that is there now.
    """
    with contextlib.suppress(sqlite3.Error):  # busy: another connection is open, and will do it
        connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")


def set_pragmas(connection: Connection, *pragmas: str) -> None:
    """Set pragmas on the driver's connection; do nothing on PostgreSQL."""
    # Use the driver directly: SQLAlchemy would begin a transaction, and some pragmas have no effect
    # within one.
    if connection.dialect.name == "sqlite":
        driver: Any = connection.connection.dbapi_connection
        for pragma in pragmas:
            driver.execute(f"PRAGMA {pragma}")


def is_locked(error: DatabaseError) -> bool:
    """Return whether the error says that another connection is writing."""
    return _sqlite_code(error) in LOCKED


def explain_sqlite(where: str, error: DatabaseError, cause: str) -> str:
    """Say what went wrong with the file, and what to do."""
    code = _sqlite_code(error)
    if code == sqlite3.SQLITE_NOTADB:
        return f"{where} is not a Smile & Dial database: name another file with --db."
    if code in {sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM}:
        return (
            f"{where} cannot be written: check the rights of the file and its folder, "
            "or name another file with --db."
        )
    if code in LOCKED:
        return f"{where} is busy with another program: close it, or try again."
    if code == sqlite3.SQLITE_FULL:
        return f"{where} cannot grow: the disk is full. Free some room; nothing was lost."
    if getattr(error.orig, "sqlite_errorcode", 0) in _WRITES:
        return (
            f"{where} cannot be written ({cause}): most often the disk is full, or a "
            "limit is reached. Free some room; nothing was lost. If there is room, look to "
            "the disk."
        )
    if code == sqlite3.SQLITE_CORRUPT:
        return (
            f"{where} is damaged ({cause}). Keep the file as it is, and restore your "
            "newest backup into another: smiledial --db NEW restore BACKUP."
        )
    return f"{where}: {cause}."


_WRITES = {
    *(sqlite3.SQLITE_IOERR_WRITE, sqlite3.SQLITE_IOERR_FSYNC, sqlite3.SQLITE_IOERR_TRUNCATE),
    *(sqlite3.SQLITE_IOERR_SHMSIZE, sqlite3.SQLITE_IOERR_SHMMAP, sqlite3.SQLITE_IOERR_SHMOPEN),
}


def _sqlite_code(error: DatabaseError) -> int:
    """Return SQLite's primary error code, without its extended part; 0 for another driver."""
    return getattr(error.orig, "sqlite_errorcode", 0) & 0xFF
