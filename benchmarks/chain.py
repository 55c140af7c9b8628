"""Measure how many audited changes a second one database takes.

Each entry of the log holds the hash of the one before, so writers take turns.

    python -m benchmarks.chain [--writers 1 8 32] [--seconds 5] [--cluster]

A call makes two such changes, its dial and its outcome. With --cluster the server is a leader with
a replica, and commits wait for the replica or not, in turn (scripts/cluster.py). Without it the
server waits for no disk.
"""

import argparse
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from statistics import quantiles

from db.audit.log import append
from db.engine.database import Database, open_database
from db.schema import prepare
from scripts.cluster import cluster, wait_until
from tests.postgres import postgres

AT = datetime(2026, 11, 18, 17, tzinfo=UTC)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--writers", type=int, nargs="+", default=[1, 8, 32])
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--cluster", action="store_true")
    options = parser.parse_args()
    with ExitStack() as running:
        if not options.cluster:
            measure(
                "one server", running.enter_context(postgres()), options.writers, options.seconds
            )
            return
        servers = running.enter_context(cluster(2, within=Path(tempfile.gettempdir())))
        for _ in range(2):  # in turn, so that both see the same load of the machine
            for is_synchronous in (True, False):
                servers.configure(synchronous_mode=is_synchronous)
                wait_until(
                    lambda: bool(servers.synchronous()) is is_synchronous,  # noqa: B023
                    servers,
                )
                name = "waits for the replica" if is_synchronous else "waits for no replica"
                measure(name, servers.address(), options.writers, options.seconds)


def measure(name: str, address: str, writers: list[int], seconds: float) -> None:
    database = open_database(address)
    prepare(database)
    database.close()
    for count in writers:
        until = time.monotonic() + seconds
        with ThreadPoolExecutor(count) as crew:
            by_writer = crew.map(_write, [address] * count, [until] * count)
            times = [seconds for of_writer in by_writer for seconds in of_writer]
        p50, p99 = (quantiles(times, n=100)[at] * 1000 for at in (49, 98))
        print(
            f"{name}, {count} at once: {len(times) / seconds:,.0f} changes a second, "
            f"p50 {p50:.1f} ms, p99 {p99:.1f} ms"
        )


def _write(address: str, until: float) -> list[float]:
    """Append entries until that time; return the seconds of each."""
    database: Database = open_database(address)
    times = []
    while time.monotonic() < until:
        began = time.monotonic()
        with database.write() as connection:
            append(connection, AT, "ann", "help_off", {"help": 1})
        times.append(time.monotonic() - began)
    database.close()
    return times


if __name__ == "__main__":
    main()
