"""Who waits for the end of the audit log: on PostgreSQL, where many write at the same time."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest
from sqlalchemy import select

from db.audit.log import append
from db.calls.tallies import tally_anew
from db.engine.database import Database, open_database
from db.tables.audit import audit_entries
from tests.conftest import FrozenClock
from tests.waiting import wait_until_so_many_wait

pytestmark = pytest.mark.parametrize("address", ["postgresql"], indirect=True)

WRITERS = 12


def _write(address: str, clock: FrozenClock, agent: str) -> None:
    with closing(open_database(address)) as own, own.write() as connection:
        append(connection, clock(), agent, "skip", {})


def test_each_gets_it_in_its_turn(address: str, database: Database, clock: FrozenClock) -> None:
    agents = [f"agent{n}" for n in range(WRITERS)]
    with ThreadPoolExecutor(WRITERS) as crew:
        with database.write() as connection:
            append(connection, clock(), "first", "skip", {})
            done = []
            for agent in agents:
                done.append(crew.submit(_write, address, clock, agent))
                wait_until_so_many_wait(database, len(done))
        for row in done:
            row.result()
    with database.read() as connection:
        order = select(audit_entries.c.agent).where(audit_entries.c.action == "skip")
        values = connection.execute(order.order_by(audit_entries.c.seq)).scalars()
        assert list(values) == ["first", *agents]


def test_who_counts_all_calls_anew_may_write_to_it_though_others_wait(
    address: str, database: Database, clock: FrozenClock
) -> None:
    with ThreadPoolExecutor(1) as crew:
        with database.write() as connection:
            tally_anew(connection)
            writing = crew.submit(_write, address, clock, "bo")
            wait_until_so_many_wait(database, 1)
            append(connection, clock(), "ann", "skip", {})
        writing.result()
