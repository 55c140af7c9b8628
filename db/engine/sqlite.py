"""Connections to a file of SQLite: pooled, and none to a file that is not at its path any more."""

import contextlib
import os
import sqlite3
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import Connection, create_engine, event
from sqlalchemy.engine import URL, Engine
from sqlalchemy.exc import DatabaseError
from sqlalchemy.pool import PoolProxiedConnection, QueuePool

from db.engine.addresses import LIKE_AN_ADDRESS
from db.engine.errors import DatabaseTrouble

# The file that SQLite was opened on, and whether it still is the one at its path.
#
# SQLite writes on into a file that was renamed or deleted, and finds its log by the name alone: so
# a
# call would be recorded into nothing, or one file's log be read into another.


class OpenedFile:
    """A file by its device and inode, as they were when it was opened."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._opened = _identity(path)

    def what_became_of_it(self) -> str:
        """ "" while it is where it was; else a sentence that says where it went and what to do."""
        if self._opened is None:
            return ""
        try:
            found = _identity(self._path)
        except OSError:
            return (
                f"{self._path} was moved or deleted while it was open, so nothing was written. "
                "Put it back where it was and try again; or leave, and name its new place with "
                "--db, or restore a backup."
            )
        if found is None or found == self._opened:
            return ""
        return (
            f"Another file was put in the place of {self._path} while it was open, so nothing was "
            "written. Stop what did it (a program that copies or syncs files?) and put the old "
            "file back; or leave and start again with the new one."
        )

    def connect(self) -> sqlite3.Connection:
        """A connection to the file at its path; one that is not there is not made."""
        path = self._path.as_posix()
        address = quote(os.fsencode(path if path.startswith("/") else f"/{path}"))
        return sqlite3.connect(f"file://{address}?mode=rw", uri=True, check_same_thread=False)


def _identity(path: Path) -> tuple[int, int] | None:
    """Device and inode; None on a file system that has none. Raises OSError."""
    found = path.stat()
    return (found.st_dev, found.st_ino) if found.st_ino else None


LOG_PAGES = 4000
"""Pages in SQLite's log from which on a commit writes them into the file: those that an import
changes again and again are written there once. All connections must agree: who finds more pages in
the log than it knows does that work, and agents are not to do it for an import."""

PATIENT, BRIEF = 200, 8
"""Milliseconds in which SQLite itself waits, looking ever less often: for a file that another
program closes or mends, and for the lock of writers, for which `db.engine.database` goes on to
wait."""

LOCKED = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
"""SQLite's codes for a database that another connection is writing to."""


class FileLost(DatabaseTrouble):
    """The file that was opened is not the one at its path any more."""


def sqlite_engine(url: URL, file: OpenedFile, synchronous: str) -> Engine:
    """Return an engine whose commits reach the disk as SQLite's `synchronous` says."""

    def _open() -> sqlite3.Connection:
        require_file(file)
        connection = file.connect()
        try:
            require_file(file)  # before anything is read: that would read the log too
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
        connection.isolation_level = None  # transactions are begun below, not by the driver
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout = {PATIENT}")
        cursor.execute("PRAGMA journal_mode = WAL")
        cursor.execute(f"PRAGMA synchronous = {synchronous}")
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.execute("PRAGMA cache_size = -65536")
        cursor.execute(f"PRAGMA wal_autocheckpoint = {LOG_PAGES}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        if not connection.get_execution_options().get("is_writer", False):
            connection.exec_driver_sql("BEGIN")
            return
        cursor = connection.connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout = {BRIEF}")
        try:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {PATIENT}")
            cursor.close()

    return engine


def prepare_file(path: Path) -> None:
    """Creates the file, readable by its owner only: SQLite gives its companions the same rights."""
    if LIKE_AN_ADDRESS.search(str(path)):  # it is not shown: there may be a password in it
        raise DatabaseTrouble(
            "The address of the database cannot be read: write a path, sqlite:///PATH or "
            "postgresql://USER@HOST/NAME."
        )
    if os.path.isdir(path):  # noqa: PTH112 - `is_dir` raises where a folder may not be entered
        raise DatabaseTrouble(f"{path} is a folder: name a file with --db.")
    try:
        # One that is there is not opened: to close it would drop the locks of this process on it.
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
    """Three microseconds. Raises FileLost."""
    lost = file.what_became_of_it() if file is not None else ""
    if lost:
        raise FileLost(lost)


def empty_log(connection: PoolProxiedConnection) -> None:
    """Brings SQLite's log into the file it belongs to, wherever that is now, and leaves none.

    SQLite would leave it beside the file that took its place, and read it into that one.
    """
    with contextlib.suppress(sqlite3.Error):  # in use by others: then they do it
        connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")


def is_locked(error: DatabaseError) -> bool:
    """Whether another connection is writing."""
    return _sqlite_code(error) in LOCKED


def explain_sqlite(where: str, error: DatabaseError, cause: str) -> str:
    """What went wrong with the file, and what to do."""
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
    if code == sqlite3.SQLITE_IOERR and _is_write(error):
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
    sqlite3.SQLITE_IOERR_WRITE,
    sqlite3.SQLITE_IOERR_FSYNC,
    sqlite3.SQLITE_IOERR_TRUNCATE,
    sqlite3.SQLITE_IOERR_SHMSIZE,
    sqlite3.SQLITE_IOERR_SHMMAP,
    sqlite3.SQLITE_IOERR_SHMOPEN,
}


def _is_write(error: DatabaseError) -> bool:
    return getattr(error.orig, "sqlite_errorcode", 0) in _WRITES


def _sqlite_code(error: DatabaseError) -> int:
    """SQLite's own code for what went wrong, without its finer distinctions; 0 for no SQLite."""
    return getattr(error.orig, "sqlite_errorcode", 0) & 0xFF
