"""Measure the claim of the next lead at 10,000 and 10,000,000 leads, on SQLite and PostgreSQL.

    python -m benchmarks.claim [--large 10000000] [--places 2000] [--claims 2000]

It prints p50 and p99 of one committed claim (from the open places to the held lead and its number),
the ratio of the large table to the small one, the same for a screened queue, and the rate of
several agents at once (64 on PostgreSQL).
"""

import argparse
import multiprocessing
import statistics
import time
from datetime import timedelta

from sqlalchemy import select

from benchmarks.fill import NOON, postgres_with, sqlite_with
from console.files.fields.lead_fields import ASKED
from console.lists.screening import sql_where
from console.rules.screening.expressions import read_screening
from db.claims.candidates import Queue, fitting
from db.claims.claim import claim_next
from db.engine.database import open_database
from db.tables.leads import places

LEASE = timedelta(minutes=15)


def measure(
    address: str, claims: int, skip: int = 50, offered: list[int] | None = None
) -> tuple[float, float]:
    """Return p50 and p99 of a committed claim, in milliseconds, after `skip` unmeasured ones."""
    database = open_database(address)
    with database.read() as connection:
        ids = list(connection.execute(select(places.c.id)).scalars())
    queue = Queue(ids, None, NOON, offered)
    times = []
    for turn in range(claims + skip):
        started = time.perf_counter()
        with database.write() as connection:
            hold = claim_next(connection, f"agent{turn}", queue, NOON, NOON + LEASE)
        if turn >= skip:
            times.append((time.perf_counter() - started) * 1000)
        assert hold is not None
    database.close()
    cuts = statistics.quantiles(times, n=100)
    return cuts[49], cuts[98]


def screened(address: str, most: int = 1000) -> tuple[float, float, float]:
    """Return the seconds to find the leads that match a condition, and p50 and p99 of a claim."""
    database = open_database(address)
    with database.read() as connection:
        ids = list(connection.execute(select(places.c.id)).scalars())
        started = time.perf_counter()
        where = sql_where(connection, read_screening("priority >= 3", ASKED, NOON))
        matches = fitting(connection, where, ("",), ids, NOON, most)
        spent = time.perf_counter() - started
    database.close()
    return spent, *measure(address, len(matches) // 2, 0, matches)


def agents(address: str, seconds: float, number: int) -> tuple[int, int, float]:
    """Let `number` processes claim at once; return (claims, doubles, seconds)."""
    context = multiprocessing.get_context("spawn")
    results: multiprocessing.Queue[list[int]] = context.Queue()
    ready = context.Barrier(number + 1)
    crew = [
        context.Process(target=_agent, args=(address, n, seconds, ready, results))
        for n in range(number)
    ]
    for process in crew:
        process.start()
    ready.wait()
    started = time.perf_counter()
    holds = [lead_id for _ in crew for lead_id in results.get()]
    spent = time.perf_counter() - started
    for process in crew:
        process.join()
    return len(holds), len(holds) - len(set(holds)), spent


def _agent(address, n, seconds, ready, results):  # type: ignore[no-untyped-def]
    database = open_database(address)
    with database.read() as connection:
        ids = list(connection.execute(select(places.c.id)).scalars())
    turn = n * len(ids) // 64  # each agent's session has its own places in front
    queue = Queue(ids[turn:] + ids[:turn], None, NOON)
    ready.wait()
    until = time.perf_counter() + seconds
    holds = []
    while time.perf_counter() < until:
        with database.write() as connection:
            hold = claim_next(connection, f"agent{n}", queue, NOON, NOON + LEASE)
        if hold is not None:
            holds.append(hold.lead_id)
    results.put(holds)
    database.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--small", type=int, default=10_000)
    parser.add_argument("--large", type=int, default=10_000_000)
    parser.add_argument("--places", type=int, default=2_000)
    parser.add_argument("--claims", type=int, default=2_000)
    parser.add_argument("--agents", type=int, default=64, help="at once, on PostgreSQL")
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--only", choices=["sqlite", "postgresql"])
    options = parser.parse_args()
    for name, open_filled, limit in (
        ("SQLite", sqlite_with, 10),
        ("PostgreSQL", postgres_with, 20),
    ):
        if options.only not in {None, name.lower()}:
            continue
        with open_filled(options.small, options.places) as address:
            small = measure(address, options.claims)
        with open_filled(options.large, options.places) as address:
            large = measure(address, options.claims)
            print(f"{name}, one committed claim, {options.places:,} open places")
            print(f"  {options.small:>12,} leads: p50 {small[0]:6.2f} ms  p99 {small[1]:6.2f} ms")
            print(f"  {options.large:>12,} leads: p50 {large[0]:6.2f} ms  p99 {large[1]:6.2f} ms")
            print(
                f"  ratio large/small: p50 {large[0] / small[0]:.2f}  p99 {large[1] / small[1]:.2f}"
                f"   (to reach: p99 ≤ {limit} ms, ratio ≤ 2)"
            )
            look, p50, p99 = screened(address)
            print(
                f"  screened: {look:.1f} s to find a thousand who fit, then a claim among them"
                f" p50 {p50:.2f} ms  p99 {p99:.2f} ms"
            )
            crew = min(8, options.agents) if name == "SQLite" else options.agents
            claims, doubles, spent = agents(address, options.seconds, crew)
            print(
                f"  {crew} agents at once: {claims:,} claims, {doubles} doubles,"
                f" {claims / spent:,.0f} a second"
            )


if __name__ == "__main__":
    main()
