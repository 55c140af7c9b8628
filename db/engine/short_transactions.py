"""A long work as many short transactions, one after the other at once: others get in between."""

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
