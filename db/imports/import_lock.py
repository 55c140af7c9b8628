"""Let only one large import run at a time, because two could not see each other's hidden numbers.

If the process dies in any way, the operating system or PostgreSQL releases the lock. Small imports,
such as a lead that an agent adds, wait only while another import publishes.
"""

import contextlib
import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from sqlalchemy import Connection, text
from sqlalchemy.exc import SQLAlchemyError

from db.engine.database import Database

UNDER_WAY, PUBLISHING = 7346, 7347
"""The keys of PostgreSQL's advisory locks."""

_IS_LOCKED = f"""
    SELECT 1 FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database
    WHERE locktype = 'advisory' AND objid = {UNDER_WAY} AND datname = current_database()
"""

EVERY = 0.1
"""Seconds between two attempts to get the lock."""


@contextlib.contextmanager
def exclusive_import(
    database: Database, connection: Connection, *, waits: bool = True
) -> Iterator[bool]:
    """Hold the lock of large imports; yield whether this import has it.

    With `waits`, it waits until it has the lock, and yields True. On PostgreSQL the lock belongs to
    the session: whoever dies loses it.
    """
    if database.is_sqlite:
        with locked_file(f"{database.url.database}-import", waits=waits) as is_ours:
            yield is_ours
        return
    ask = text(f"SELECT pg_try_advisory_lock({UNDER_WAY})")
    is_ours = _wait(lambda: bool(connection.execute(ask).scalar()), waits=waits)
    # The session keeps the lock. Commit now: an open transaction would keep vacuum from cleaning up
    # during the whole import.
    connection.commit()
    try:
        yield is_ours
    finally:
        if is_ours:
            # Now, because a server learns late that a connection was closed. A lost one holds none.
            with contextlib.suppress(SQLAlchemyError):
                connection.rollback()
                connection.execute(text(f"SELECT pg_advisory_unlock({UNDER_WAY})"))


def is_under_way(database: Database) -> bool:
    """Return whether a large import is running."""
    if database.is_sqlite and not Path(f"{database.url.database}-import").exists():
        return False
    if database.is_sqlite:
        with locked_file(f"{database.url.database}-import", waits=False) as is_free:
            return not is_free
    with database.read() as connection:
        return connection.execute(text(_IS_LOCKED)).first() is not None


def take_turn(database: Database, connection: Connection) -> None:
    """Make this transaction the only one that publishes, until it ends."""
    if not database.is_sqlite:
        connection.execute(text(f"SELECT pg_advisory_xact_lock({PUBLISHING})"))
    # SQLite allows only one writer anyway.


@contextlib.contextmanager
def locked_file(path: str, *, waits: bool) -> Iterator[bool]:
    """Lock an empty file, which is created if it is missing; yield whether it is ours."""
    # Let SQLite lock this empty file, because its file locks work the same on every system.
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    # timeout=0: fail at once if it is locked. isolation_level=None: the driver sends no BEGIN.
    lock = sqlite3.connect(path, timeout=0, isolation_level=None)
    try:
        yield _wait(lambda: _is_locked_now(lock), waits=waits)
    finally:
        lock.close()


def _is_locked_now(lock: sqlite3.Connection) -> bool:
    try:
        lock.execute("BEGIN EXCLUSIVE")
    except sqlite3.OperationalError:
        return False
    return True


def _wait(is_ours: Callable[[], bool], *, waits: bool) -> bool:
    while not is_ours():
        if not waits:
            return False
        time.sleep(EVERY)
    return True
