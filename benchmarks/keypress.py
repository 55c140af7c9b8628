"""Measure the time from an outcome key to the next lead's name, durable, with 1,000,000 leads.

    python -m benchmarks.keypress [--leads 1000000] [--calls 200] [--size 80x24]

The console runs in a pseudo-terminal; each call is Enter (dial) and the key n (no), and it is noon
in Chicago. The time is from writing the key to reading the next name. Beside it: one committed row
in SQLite with full synchronization on the same disk.
"""

import argparse
import re
import sqlite3
import statistics
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.fill import PLACES, sqlite_with
from benchmarks.start import CONSOLE
from benchmarks.terminal import Terminal

NAME = re.compile(rb"Lead (\d+)")


def commit_times(count: int) -> list[float]:
    """Return the milliseconds of committing a row on this disk, `count` times."""
    times = []
    with tempfile.TemporaryDirectory() as folder:
        connection = sqlite3.connect(Path(folder) / "x.db", isolation_level=None)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("CREATE TABLE t (x INTEGER)")
        for number in range(count):
            started = time.perf_counter()
            connection.execute("INSERT INTO t VALUES (?)", (number,))
            times.append((time.perf_counter() - started) * 1000)
        connection.close()
    return times


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--leads", type=int, default=1_000_000)
    parser.add_argument("--calls", type=int, default=200)
    parser.add_argument("--size", default="80x24", help="of the terminal, in cells")
    options = parser.parse_args()
    width, height = map(int, options.size.split("x"))
    with sqlite_with(options.leads, PLACES) as path:
        terminal = Terminal([sys.executable, "-c", CONSOLE, path], width, height)
        try:
            terminal.read_until(NAME.search)
            times = []
            terminal.drain(1.0)
            for turn in range(options.calls + 10):
                terminal.drain(0.45)  # the console ignores Enter for a moment after a new lead
                terminal.type(b"\r")
                terminal.read_until(lambda seen: b"No answer" in seen or b"Voicemail" in seen)
                terminal.drain()
                started = time.perf_counter()
                terminal.type(b"n")
                terminal.read_until(NAME.search)
                if turn >= 10:
                    times.append((time.perf_counter() - started) * 1000)
        finally:
            terminal.close()
    bare = statistics.median(commit_times(200))
    cuts = statistics.quantiles(times, n=100)
    print(f"outcome key to the next lead's name on the terminal, {options.leads:,} leads, durable:")
    print(f"  p50 {cuts[49]:.1f} ms   p99 {cuts[98]:.1f} ms   (to reach: p99 40, wide 60)")
    print(f"  one committed row on this disk: {bare:.2f} ms; ratio of p50: {cuts[49] / bare:.1f}")


if __name__ == "__main__":
    main()
