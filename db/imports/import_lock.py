"""Let one large import run at a time: two with the same number must not miss each other.

The operating system or PostgreSQL releases the lock when a process dies, however it dies. Small
imports, such as a lead that an agent adds, wait only while another import publishes.
"""

import contextlib
import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from sqlalchemy import Connection, text

from db.engine.database import Database

UNDER_WAY, PUBLISHING = 7346, 7347
"""The keys of PostgreSQL's advisory locks."""

_IS_LOCKED = f"""
    SELECT 1 FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database
    WHERE locktype = 'advisory' AND objid = {UNDER_WAY} AND datname = current_database()
"""

EVERY = 0.1
"""Seconds between two tries."""


@contextlib.contextmanager
def exclusive_import(
    database: Database, connection: Connection, *, waits: bool = True
) -> Iterator[bool]:
    """Hold the lock of large imports; yield whether this import has it.

    If it `waits`, that is always True. On PostgreSQL the lock belongs to the session, so the
    connection holds it until it is closed.
    """
    if database.is_sqlite:
        with _locked_file(f"{database.url.database}-import", waits=waits) as is_ours:
            yield is_ours
        return
    ask = text(f"SELECT pg_try_advisory_lock({UNDER_WAY})")
    is_ours = _wait(lambda: bool(connection.execute(ask).scalar()), waits=waits)
    connection.commit()  # a transaction left open would hold back vacuum all through the import
    yield is_ours


def is_under_way(database: Database) -> bool:
    """Return whether a large import is running."""
    if database.is_sqlite and not Path(f"{database.url.database}-import").exists():
        return False
    if database.is_sqlite:
        with _locked_file(f"{database.url.database}-import", waits=False) as is_free:
            return not is_free
    with database.read() as connection:
        return connection.execute(text(_IS_LOCKED)).first() is not None


def take_turn(database: Database, connection: Connection) -> None:
    """Make this transaction the only one that publishes, until it ends."""
    if not database.is_sqlite:
        connection.execute(text(f"SELECT pg_advisory_xact_lock({PUBLISHING})"))
    # SQLite has one writer anyway.


@contextlib.contextmanager
def _locked_file(path: str, *, waits: bool) -> Iterator[bool]:
    """Lock a file beside the database."""
    # SQLite does the locking of this empty file, because it does so alike on every system.
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    lock = sqlite3.connect(path, timeout=0, isolation_level=None)  # no hidden BEGIN, no waiting
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
