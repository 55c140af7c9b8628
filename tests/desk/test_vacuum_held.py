"""A transaction that was left open: PostgreSQL clears away nothing that it might still look at."""

from datetime import timedelta

import pytest
from sqlalchemy import select, text

from console.desk import Desk
from console.maintenance.checkup.examine import held_up
from db.claims.candidates import Queue
from db.claims.claim import claim_next
from db.engine.database import Database, open_database
from db.tables.leads import leads, places
from tests.conftest import FrozenClock
from tests.db.entries_read import entries_read
from tests.desk.driver import call
from tests.leads import add_lead

CALLS = 40
MOST = 60
"""Rows and entries that a claim may read; without anything left over it is some 30."""


@pytest.mark.long
@pytest.mark.parametrize("address", ["postgresql"], indirect=True)
def test_what_is_left_open_keeps_the_server_from_clearing_away_is_named_and_agents_go_on(
    desk: Desk, database: Database, clock: FrozenClock
) -> None:
    for n in range(CALLS + 5):
        add_lead(database, f"Lead {n}", f"(208) 555-01{n:02}")
    forgotten = open_database(database.where)
    with forgotten.read() as connection:
        connection.execute(select(leads.c.id)).all()
        for _ in range(CALLS):
            call(desk, "no")
        assert _left_over(database) > CALLS
        assert (
            "process"
            in {row.name: row.text for row in held_up(database, timedelta(0))}["long transaction"]
        )
        assert _read_by_a_claim(database, clock) < MOST
    forgotten.close()
    assert _left_over(database) < 5, "what was done last may be looked at yet"


def _left_over(database: Database) -> int:
    """Old versions of leads that are there after a vacuum."""
    with database.glance() as connection:
        connection.execute(text("VACUUM lead"))
        connection.execute(text("SELECT pg_stat_force_next_flush()"))
    with database.read() as connection:
        result = text("SELECT n_dead_tup FROM pg_stat_user_tables WHERE relname = 'lead'")
        value: int = connection.execute(result).scalar_one()
    return value


def _read_by_a_claim(database: Database, clock: FrozenClock) -> int:
    with database.write() as connection:
        open_places = list(connection.execute(select(places.c.id)).scalars())
        queue = Queue(open_places, None, clock() - timedelta(hours=1))
        before = entries_read(connection)
        assert claim_next(connection, "zoe", queue, clock(), clock() + timedelta(minutes=15))
        return entries_read(connection) - before
