"""The claim cannot race, and its plan does not scan."""

import json
import multiprocessing
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from multiprocessing.context import ForkServerContext

import pytest
from sqlalchemy import select, text, update

from db.claims.candidates import PICKS, Queue
from db.claims.claim import Hold, claim_next, extend_hold, held_by, release, statement_for
from db.engine.database import Database, open_database
from db.tables.leads import held_numbers, leads, numbers, places
from tests.conftest import FrozenClock
from tests.db.entries_read import entries_read
from tests.leads import add_lead, add_many

LEASE = timedelta(minutes=15)


def _take(
    database: Database, agent: str, clock: FrozenClock, mine: Sequence[str] = ("",)
) -> Hold | None:
    with database.write() as connection:
        open_places = list(connection.execute(select(places.c.id)).scalars())
        queue = Queue(open_places, None, clock() - LEASE, mine=mine)
        return claim_next(connection, agent, queue, clock(), clock() + LEASE)


def test_a_lead_comes_back_when_its_hold_has_run_out(
    database: Database, clock: FrozenClock
) -> None:
    lead_id = add_lead(database)
    first = _take(database, "ann", clock)
    assert _take(database, "bob", clock) is None
    clock.advance(minutes=15)
    second = _take(database, "bob", clock)
    assert first is not None
    assert second is not None
    assert (first.lead_id, second.lead_id) == (lead_id, lead_id)


def test_the_first_holder_cannot_release_or_extend_the_second_holders_claim(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database)
    first = _take(database, "ann", clock)
    assert first is not None
    now = clock.advance(minutes=15)
    _take(database, "bob", clock)
    with database.write() as connection:
        assert extend_hold(connection, first.claim, now, now + LEASE) is None
        release(connection, first.claim)
        assert held_by(connection, "bob", now) is not None
        assert connection.execute(select(held_numbers.c.e164)).scalars().all() == ["+12085550147"]


_START = datetime(2026, 11, 18, 17, 0, tzinfo=UTC)


def _race(address: str, agent: str, taken: "multiprocessing.Queue[list[int]]") -> None:
    database = open_database(address)
    clock = FrozenClock(_START)
    matches = []
    while hold := _take(database, agent, clock, (agent, "")):
        matches.append(hold.lead_id)
    database.close()
    taken.put(matches)


def test_eight_processes_never_hold_one_lead_or_one_phone_twice(
    database: Database, address: str, processes: ForkServerContext
) -> None:
    add_many(database, 600, 12)
    taken: multiprocessing.Queue[list[int]] = processes.Queue()
    agents = [processes.Process(target=_race, args=(address, f"agent{n}", taken)) for n in range(8)]
    for agent in agents:
        agent.start()
    holds = [lead_id for _ in agents for lead_id in taken.get(timeout=120)]
    for agent in agents:
        agent.join(timeout=60)
    assert len(holds) == len(set(holds))
    with database.read() as connection:
        phones = (
            connection.execute(select(numbers.c.e164).where(numbers.c.lead_id.in_(holds)))
            .scalars()
            .all()
        )
        every = connection.execute(select(numbers.c.e164).distinct()).scalars().all()
    assert len(phones) == len(set(phones))
    assert set(phones) == set(every)


def test_two_agents_who_race_take_their_own_leads_and_nobodys(
    database: Database, address: str, processes: ForkServerContext
) -> None:
    add_many(database, 300, 12)
    owners = ("ann", "bob", "")
    with database.write() as connection:
        for rest, owner in enumerate(owners):
            theirs = update(leads).where(leads.c.id % len(owners) == rest)
            connection.execute(theirs.values(owner=owner))
    taken = {name: processes.Queue() for name in ("ann", "bob")}
    agents = [
        processes.Process(target=_race, args=(address, name, holds))
        for name, holds in taken.items()
    ]
    for agent in agents:
        agent.start()
    held = {name: holds.get(timeout=120) for name, holds in taken.items()}
    for agent in agents:
        agent.join(timeout=60)
    assert not set(held["ann"]) & set(held["bob"])
    for name, lead_ids in held.items():
        assert {owners[lead_id % len(owners)] for lead_id in lead_ids} <= {name, ""}
        assert any(owners[lead_id % len(owners)] == name for lead_id in lead_ids)


@pytest.mark.long
@pytest.mark.parametrize("source", PICKS[False])
def test_the_claim_reads_indexes_and_never_the_whole_list(
    database: Database, clock: FrozenClock, source: str
) -> None:
    # For a thousand ids of so few leads PostgreSQL would rightly read them all.
    add_many(database, 12_000 if source.startswith("offered") else 4000, 40)
    for by_priority in (False, True):
        with database.write() as connection:
            statement = statement_for(connection, PICKS[by_priority][source])
            explain = "EXPLAIN QUERY PLAN " if database.is_sqlite else "EXPLAIN "
            values = {
                "agent": "ann",
                "now": clock(),
                "until": clock() + LEASE,
                "released_at": clock(),
                "fresh_since": clock() - LEASE,
                "claim": "x",
                "places": json.dumps(list(range(1, 41))),
                "session_id": 1,
                "lead_id": 1,
                "from_lead": 0,
                "mine": json.dumps(["ann", "WEST", ""]),
                "offered": json.dumps(list(range(1, 1001))),
            }
            named = {name: value for name, value in values.items() if f":{name}" in statement.text}
            explained = text(explain + statement.text).bindparams(
                *(param for name, param in statement._bindparams.items() if name in named)
            )
            plan = "\n".join(str(tuple(row)) for row in connection.execute(explained, named))
        assert "SCAN lead" not in plan, plan
        assert "Seq Scan on lead" not in plan, plan
        if source == "list":
            assert "ix_lead_fresh" in plan, plan
            assert "ix_lead_due" in plan, plan
            assert "ix_lead_lapsing" in plan or not database.is_sqlite, plan
        if source == "inquiries":
            assert "ix_lead_inquiring" in plan, plan
        if source == "list_by_other_number":
            assert "ix_number_other" in plan, plan


def test_on_postgresql_a_claim_reads_nothing_of_what_others_hold(
    database: Database, clock: FrozenClock
) -> None:
    if database.is_sqlite:  # its plans are looked at above
        return
    add_many(database, 4000, 8)
    values = {"until": clock() + LEASE}
    for written in (
        "UPDATE lead SET held_by = 'bob', held_until = :until, claim = 'c' || id WHERE id < 3000",
        (
            "INSERT INTO held_number SELECT DISTINCT e164, 'c' || e164, CAST(:until AS timestamptz)"
            " FROM number WHERE lead_id < 3000"
        ),
    ):
        with database.write() as connection:
            connection.execute(text(written), values)
    assert _take(database, "cid", clock)  # who comes first clears away what was moved
    with database.write() as connection:
        open_places = list(connection.execute(select(places.c.id)).scalars())
        queue = Queue(open_places, None, clock() - LEASE)
        before = entries_read(connection)
        assert claim_next(connection, "ann", queue, clock(), clock() + LEASE)
        assert entries_read(connection) - before < 60
