"""How many audited changes a second one database takes: the log is one chain, entry after entry.

    python -m benchmarks.chain [--writers 1 8 32] [--seconds 5] [--cluster]

A call has two such changes, its dial and its outcome. With --cluster it is a leader with a replica,
once where commits wait for the replica and once where they do not (scripts/cluster.py); else a
server that waits for no disk.
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
    asked = parser.parse_args()
    with ExitStack() as running:
        if not asked.cluster:
            measure("one server", running.enter_context(postgres()), asked.writers, asked.seconds)
            return
        made = running.enter_context(cluster(2, within=Path(tempfile.gettempdir())))
        for _ in range(2):  # in turn, so that a busy machine is as busy for both
            for is_synchronous in (True, False):
                made.configure(synchronous_mode=is_synchronous)
                wait_until(lambda: bool(made.synchronous()) is is_synchronous, made)  # noqa: B023
                name = "waits for the replica" if is_synchronous else "waits for no replica"
                measure(name, made.address(), asked.writers, asked.seconds)


def measure(name: str, address: str, writers: list[int], seconds: float) -> None:
    database = open_database(address)
    prepare(database)
    database.close()
    for count in writers:
        until = time.monotonic() + seconds
        with ThreadPoolExecutor(count) as crew:
            done = crew.map(_write, [address] * count, [until] * count)
            took = [one for each in done for one in each]
        p50, p99 = (quantiles(took, n=100)[at] * 1000 for at in (49, 98))
        print(
            f"{name}, {count} at once: {len(took) / seconds:,.0f} changes a second, "
            f"p50 {p50:.1f} ms, p99 {p99:.1f} ms"
        )


def _write(address: str, until: float) -> list[float]:
    database: Database = open_database(address)
    took = []
    while time.monotonic() < until:
        began = time.monotonic()
        with database.write() as connection:
            append(connection, AT, "ann", "help_off", {"help": 1})
        took.append(time.monotonic() - began)
    database.close()
    return took


if __name__ == "__main__":
    main()
