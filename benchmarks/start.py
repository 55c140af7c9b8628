"""Measure the start until the first lead is painted, beside a bare Textual hello.

    python -m benchmarks.start [--leads 1000000] [--runs 7]

Both run in a pseudo-terminal of 80 by 24; the time is from the start of the process until the name
(or the word hello) arrives at the terminal. The hello imports sqlmodel and phonenumbers too. Both
have their compiled modules on disk, as an installed program has. The processor time is printed too:
it is the better figure on a busy machine.
"""

import argparse
import os
import statistics
import sys
import time

from benchmarks.fill import PLACES, sqlite_with
from benchmarks.terminal import Terminal

HELLO = """
import phonenumbers, sqlmodel
from textual.app import App
from textual.widgets import Static
class Hello(App):
    def compose(self):
        yield Static("Hello from Textual")
Hello().run()
"""

CONSOLE = """
import sys, time
from datetime import UTC, datetime, timedelta
from console.__main__ import run
noon, started = datetime(2026, 11, 18, 18, 0, tzinfo=UTC), time.monotonic()
clock = lambda: noon + timedelta(seconds=time.monotonic() - started)
run(["--db", sys.argv[1], "--agent", "ann"], clock)
"""


def seconds_until(command: list[str], wanted: bytes) -> tuple[float, float]:
    """Start a command in a pseudo-terminal and wait until it has written `wanted`.

    Return the elapsed and the processor seconds.
    """
    before = os.times()
    started = time.perf_counter()
    terminal = Terminal(command)
    try:
        terminal.read_until(lambda seen: wanted in seen)
        elapsed = time.perf_counter() - started
    finally:
        terminal.close()
    after = os.times()
    spent = after.children_user + after.children_system
    return elapsed, spent - before.children_user - before.children_system


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--leads", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=7)
    options = parser.parse_args()
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    hello = [sys.executable, "-c", HELLO]
    with sqlite_with(options.leads, PLACES) as path:
        ours = [sys.executable, "-c", CONSOLE, path]
        times = [
            (seconds_until(ours, b"Lead "), seconds_until(hello, b"Hello from"))
            for _ in range(options.runs + 1)
        ][1:]
    print(f"start to the first lead painted, {options.leads:,} leads, beside a bare Textual hello")
    for kind, name in enumerate(("elapsed", "processor")):
        mine, bare = (
            statistics.median(run[kind] for run in runs) for runs in zip(*times, strict=True)
        )
        print(f"{name:>10}: {mine:.2f} s and {bare:.2f} s, ratio {mine / bare:.2f}")
    print("to reach: under 0.9 s and under 1.6 × the hello")


if __name__ == "__main__":
    main()
