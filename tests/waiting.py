"""Waiting until others wait for a lock of PostgreSQL's."""

import time

import pytest
from sqlalchemy import text

from db.engine.database import Database

_WAITING = text(
    "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
    " AND datname = current_database()"
)


def wait_until_so_many_wait(database: Database, count: int) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        with database.write() as watching:
            if watching.execute(_WAITING).scalar_one() == count:
                return
    pytest.fail(f"{count} do not wait")
