"""One large import at a time: two of one number must not pass each other unseen.

The system lets go of the lock when a process dies, however it dies. Small imports, a lead that an
agent adds among them, wait only for what is being published.
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
"""The keys of PostgreSQL's locks."""

_IS_LOCKED = f"""
    SELECT 1 FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database
    WHERE locktype = 'advisory' AND objid = {UNDER_WAY} AND datname = current_database()
"""

EVERY = 0.1
"""Seconds between two tries."""


@contextlib.contextmanager
def one_import(database: Database, connection: Connection, *, waits: bool = True) -> Iterator[bool]:
    """Waits for its turn, or says whether it has it without.

    On PostgreSQL the connection holds the lock as long as it is open.
    """
    if database.is_sqlite:
        with _locked_file(f"{database.url.database}-import", waits=waits) as is_ours:
            yield is_ours
        return
    ask = text(f"SELECT pg_try_advisory_lock({UNDER_WAY})")
    is_ours = _wait(lambda: bool(connection.execute(ask).scalar()), waits=waits)
    connection.commit()
    yield is_ours


def is_under_way(database: Database) -> bool:
    """Whether a large import is."""
    if database.is_sqlite and not Path(f"{database.url.database}-import").exists():
        return False
    if database.is_sqlite:
        with _locked_file(f"{database.url.database}-import", waits=False) as is_free:
            return not is_free
    with database.read() as connection:
        return connection.execute(text(_IS_LOCKED)).first() is not None


def take_turn(database: Database, connection: Connection) -> None:
    """Until its end this transaction is the only one that publishes; SQLite has one writer."""
    if not database.is_sqlite:
        connection.execute(text(f"SELECT pg_advisory_xact_lock({PUBLISHING})"))


@contextlib.contextmanager
def _locked_file(path: str, *, waits: bool) -> Iterator[bool]:
    """SQLite itself locks an empty file, alike on every system."""
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
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
