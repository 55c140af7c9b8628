"""Measure `why` over 1,000,000 leads, beside a bare COUNT … GROUP BY of the fresh ones.

    python -m benchmarks.why [--leads 1000000] [--places 2000] [--only sqlite]

The first answer of a new desk judges every place; the later ones are what a screen costs.
"""

import argparse
import itertools
import statistics
import time
from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import func, select

from benchmarks.fill import NOON, postgres_with, sqlite_with
from console.desk import Desk
from db.engine.database import Database, open_database
from db.tables.leads import leads


def seconds(work: Callable[[], object], rounds: int) -> list[float]:
    times = []
    for _ in range(rounds):
        started = time.perf_counter()
        work()
        times.append(time.perf_counter() - started)
    return times


def count_bare(database: Database) -> None:
    with database.read() as connection:
        connection.execute(
            select(leads.c.place_id, func.count())
            .where(leads.c.status == "open", leads.c.due_at.is_(None))
            .group_by(leads.c.place_id)
        ).fetchall()


def measure(database: Database) -> tuple[float, float, float]:
    """Return the seconds of a new desk's first answer, of later ones, and of the bare count."""
    minutes = itertools.count()
    desk = Desk(database, lambda: NOON + timedelta(minutes=next(minutes)), "ann")
    count_bare(database)
    [first] = seconds(desk.queue.why, 1)
    warm = statistics.median(seconds(desk.queue.why, 7))
    bare = statistics.median(seconds(lambda: count_bare(database), 7))
    return first, warm, bare


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
            first, warm, bare = measure(database)
            database.close()
        print(f"{name}, why over {options.leads:,} leads in {options.places:,} places")
        print(f"  first {first:.2f} s, then {warm:.2f} s   (to reach: 0.5 s)")
        print(
            f"  bare COUNT GROUP BY {bare:.2f} s; ratio {first / bare:.1f}, then {warm / bare:.1f}"
        )


if __name__ == "__main__":
    main()
