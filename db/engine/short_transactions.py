"""Long work in many short transactions, and several transactions as one."""

import contextlib
import time
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection

from db.engine.database import Database

LET_IN = 0.25
"""Pause after a transaction, as a share of its duration, in which others get their turn."""


@contextmanager
def one_of_many(database: Database, connection: Connection) -> Iterator[None]:
    """Run one of many short transactions, and pause in proportion so that others get in."""
    began = time.monotonic()
    with database.transaction(connection):
        yield
    time.sleep((time.monotonic() - began) * LET_IN)


class OneTransaction(Database):
    """A database inside one open transaction, so that several acts succeed or fail together.

    Its blocks open and commit nothing; the block that began the transaction does.
    """

    def __init__(self, whole: Database, connection: Connection) -> None:
        self.url = whole.url
        self.is_sqlite = whole.is_sqlite
        self.engine = whole.engine
        self._connection = connection

    @contextlib.contextmanager
    def read(self) -> Iterator[Connection]:
        yield self._connection

    @contextlib.contextmanager
    def glance(self) -> Iterator[Connection]:
        yield self._connection

    @contextlib.contextmanager
    def write(self) -> Iterator[Connection]:
        yield self._connection

    @contextlib.contextmanager
    def transaction(self, connection: Connection) -> Iterator[None]:  # noqa: ARG002 - it is in one
        yield

    def give_way(self) -> None:
        """Do nothing: nobody can get in before the transaction ends."""
