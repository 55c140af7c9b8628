"""Split long work into many short transactions, or join several transactions into one."""

import contextlib
import time
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection

from db.engine.database import Database

LET_IN = 0.25
"""Pause after a transaction, as a fraction of its duration, so that other writers get in."""


@contextmanager
def one_of_many(database: Database, connection: Connection) -> Iterator[None]:
    """Run one of many short transactions, then pause for `LET_IN` of the time it took."""
    began = time.monotonic()
    with database.transaction(connection):
        yield
    time.sleep((time.monotonic() - began) * LET_IN)


class OneTransaction(Database):
    """A database inside one open transaction, so that several acts succeed or fail together.

    Its read and write blocks use that transaction; only the block that began it commits.
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
