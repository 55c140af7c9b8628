"""One large import at a time: two of one number must not pass each other unseen.

The system lets go of the lock when a process dies, however it dies. Small imports, a lead that an
agent adds among them, wait only for what is being published.
"""

import contextlib
import os
import sqlite3
import time
from collections.abc import Callable, Iterator

from sqlalchemy import Connection, text

from db.engine import Database

UNDER_WAY, PUBLISHING = 7346, 7347
"""The keys of PostgreSQL's locks."""

EVERY = 0.1
"""Seconds between two tries."""


@contextlib.contextmanager
def one_import(database: Database, connection: Connection) -> Iterator[None]:
    """Waits for its turn. On PostgreSQL the connection holds the lock as long as it is open."""
    if database.is_sqlite:
        with _locked_file(f"{database.url.database}-import"):
            yield
        return
    ask = text(f"SELECT pg_try_advisory_lock({UNDER_WAY})")
    _wait(lambda: bool(connection.execute(ask).scalar()))
    connection.commit()
    yield


def take_turn(database: Database, connection: Connection) -> None:
    """Until its end this transaction is the only one that publishes; SQLite has one writer."""
    if not database.is_sqlite:
        connection.execute(text(f"SELECT pg_advisory_xact_lock({PUBLISHING})"))


@contextlib.contextmanager
def _locked_file(path: str) -> Iterator[None]:
    """SQLite itself locks an empty file, alike on every system."""
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    lock = sqlite3.connect(path, timeout=0, isolation_level=None)
    try:
        _wait(lambda: _is_locked_now(lock))
        yield
    finally:
        lock.close()


def _is_locked_now(lock: sqlite3.Connection) -> bool:
    try:
        lock.execute("BEGIN EXCLUSIVE")
    except sqlite3.OperationalError:
        return False
    return True


def _wait(is_ours: Callable[[], bool]) -> None:
    while not is_ours():
        time.sleep(EVERY)
