"""Planning 1,000,000 leads beside a bare SELECT of their ids and places, grouped.

    python -m benchmarks.plan [--leads 1000000] [--places 2000] [--only sqlite]

Agents go on meanwhile: another thread claims and lets go all the time, and its longest wait shows.
"""

import argparse
import threading
import time
from datetime import timedelta

from sqlalchemy import select

from benchmarks.fill import NOON, postgres_with, sqlite_with
from console.cards import Card, Plan
from console.desk import Desk
from db.engine import Database, open_database
from db.tables import leads


def group_bare(database: Database) -> float:
    """Seconds to read (lead, place) of every lead and gather them by place."""
    started = time.perf_counter()
    groups: dict[int, list[int]] = {}
    with database.read() as connection:
        for lead_id, place_id in connection.execute(select(leads.c.id, leads.c.place_id)):
            groups.setdefault(place_id, []).append(lead_id)
    return time.perf_counter() - started


def claim_all_the_time(database: Database, stop: threading.Event, waits: list[float]) -> None:
    desk = Desk(database, lambda: NOON, "bob")
    while not stop.is_set():
        started = time.perf_counter()
        card = desk.open()
        waits.append(time.perf_counter() - started)
        if isinstance(card, Card):
            desk.leave(card.claim)
        stop.wait(0.05)


def measure(address: str, *, is_busy: bool, is_again: bool) -> tuple[float, Plan, list[float]]:
    database = open_database(address)
    desk = Desk(database, lambda: NOON + timedelta(minutes=1), "ann")
    stop, waits = threading.Event(), list[float]()
    agent = threading.Thread(target=claim_all_the_time, args=(database, stop, waits))
    if is_busy:
        agent.start()
    started = time.perf_counter()
    made = desk.sessions.replan() if is_again else desk.sessions.plan()
    took = time.perf_counter() - started
    stop.set()
    if is_busy:
        agent.join()
    database.close()
    return took, made, waits


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--leads", type=int, default=1_000_000)
    parser.add_argument("--places", type=int, default=2_000)
    parser.add_argument("--only", choices=["sqlite", "postgresql"])
    chosen = parser.parse_args()
    for name, made in (("SQLite", sqlite_with), ("PostgreSQL", postgres_with)):
        if chosen.only not in {None, name.lower()}:
            continue
        with made(chosen.leads, chosen.places) as address:
            database = open_database(address)
            bare = group_bare(database)
            database.close()
            alone, plan, _ = measure(address, is_busy=False, is_again=False)
            busy, _, waits = measure(address, is_busy=True, is_again=True)
        print(f"{name}: {chosen.leads:,} leads in {len(plan.sessions):,} sessions")
        print(f"  plan {alone:.1f} s (to reach: 5 s); bare {bare:.2f} s; ratio {alone / bare:.1f}")
        print(
            f"  replan while an agent claims {busy:.1f} s; {len(waits)} claims, "
            f"the longest {max(waits, default=0) * 1000:.0f} ms"
        )


if __name__ == "__main__":
    main()
