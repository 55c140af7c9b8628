"""A long work as many short transactions, one after the other at once: others get in between."""

import contextlib
import time
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection

from db.engine.database import Database

LET_IN = 0.25
"""Part of a transaction's time for which others are let in after it."""


@contextmanager
def one_of_many(database: Database, connection: Connection) -> Iterator[None]:
    began = time.monotonic()
    with database.transaction(connection):
        yield
    time.sleep((time.monotonic() - began) * LET_IN)


# Several acts, each a transaction of its own, done as one: all of them or none.


class OneTransaction(Database):
    """Stands for a database inside a transaction of it: what is read and written is of that one.

    It opens nothing and commits nothing; the block that made the transaction does.
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
        """Nobody can be let in before the end."""
