"""Measure planning 1,000,000 leads, beside a bare SELECT of their ids and places, grouped.

    python -m benchmarks.plan [--leads 1000000] [--places 2000] [--only sqlite]

Then everything is replanned, and on the next day the missed sessions are replanned automatically,
while an agent works in one: another thread claims and releases, and its longest wait is printed.
"""

import argparse
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import select

from benchmarks.fill import NOON, postgres_with, sqlite_with
from console.cards.lead import Card
from console.cards.waiting import Plan
from console.desk import Desk
from db.engine.database import Database, open_database
from db.tables.leads import leads


def group_bare(database: Database) -> float:
    """Return the seconds to read (lead, place) of every lead and group them by place."""
    started = time.perf_counter()
    groups: dict[int, list[int]] = {}
    with database.read() as connection:
        for lead_id, place_id in connection.execute(select(leads.c.id, leads.c.place_id)):
            groups.setdefault(place_id, []).append(lead_id)
    return time.perf_counter() - started


def claim_all_the_time(desk: Desk, stop: threading.Event, waits: list[float]) -> None:
    while not stop.is_set():
        started = time.perf_counter()
        card = desk.open()
        waits.append(time.perf_counter() - started)
        assert isinstance(card, Card)
        desk.leave(card.claim)
        stop.wait(0.05)


def measure_plan(address: str) -> tuple[float, Plan]:
    database = open_database(address)
    desk = Desk(database, lambda: NOON + timedelta(minutes=1), "ann")
    started = time.perf_counter()
    plan = desk.sessions.plan()
    took = time.perf_counter() - started
    database.close()
    return took, plan


def measure_beside_an_agent(
    address: str, at: datetime, work: Callable[[Desk], object]
) -> tuple[float, list[float]]:
    """Return the seconds of the work, and of each claim of an agent in the meantime."""
    database = open_database(address)
    bob = Desk(database, lambda: at, "bob")
    session = bob.next_session()
    assert session is not None
    bob.sessions.start(session.session_id)
    card = bob.open()  # unmeasured: the first claim judges all places
    assert isinstance(card, Card)
    bob.leave(card.claim)
    stop, waits = threading.Event(), list[float]()
    agent = threading.Thread(target=claim_all_the_time, args=(bob, stop, waits))
    agent.start()
    ann = Desk(database, lambda: at, "ann")
    started = time.perf_counter()
    work(ann)
    took = time.perf_counter() - started
    stop.set()
    agent.join()
    database.close()
    return took, waits


def plan_anew(desk: Desk) -> None:
    desk.sessions.replan()


def go_back(desk: Desk) -> None:
    replanned = 0
    while count := desk.sessions.go_back():
        replanned += count
    assert replanned


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--leads", type=int, default=1_000_000)
    parser.add_argument("--places", type=int, default=2_000)
    parser.add_argument("--only", choices=["sqlite", "postgresql"])
    options = parser.parse_args()
    for name, open_filled in (("SQLite", sqlite_with), ("PostgreSQL", postgres_with)):
        if options.only not in {None, name.lower()}:
            continue
        with open_filled(options.leads, options.places) as address:
            database = open_database(address)
            bare = group_bare(database)
            database.close()
            took, plan = measure_plan(address)
            again, waits = measure_beside_an_agent(address, NOON + timedelta(minutes=2), plan_anew)
            back, later_waits = measure_beside_an_agent(address, NOON + timedelta(days=1), go_back)
        print(f"{name}: {options.leads:,} leads in {len(plan.sessions):,} sessions")
        print(f"  plan {took:.1f} s (to reach: 5 s); bare {bare:.2f} s; ratio {took / bare:.1f}")
        print(
            f"  replan while an agent claims {again:.1f} s, {again / took:.1f} plans; "
            f"{len(waits)} claims, the longest {max(waits, default=0) * 1000:.0f} ms"
        )
        print(
            f"  all of it a day later goes back in {back:.1f} s, {back / took:.1f} plans; "
            f"{len(later_waits)} claims, the longest {max(later_waits, default=0) * 1000:.0f} ms"
        )


if __name__ == "__main__":
    main()
