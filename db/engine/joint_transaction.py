"""Several acts, each a transaction of its own, done as one: all of them or none."""

import contextlib
from collections.abc import Iterator

from db.engine.database import Connection, Database


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
