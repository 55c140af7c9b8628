"""Measure the time from an outcome key to the next lead's name, durable, with 1,000,000 leads.

    python -m benchmarks.keypress [--leads 1000000] [--calls 200] [--size 80x24]

The console runs in a pseudo-terminal; each call is Enter (dial) and the key n (no), and it is noon
in Chicago. The time is from writing the key to reading the next name. In turn with it, a bare
Textual screen of the same size commits a row and repaints every cell (`benchmarks.bare_screen`).
"""

import argparse
import re
import statistics
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.fill import PLACES, sqlite_with
from benchmarks.start import CONSOLE
from benchmarks.terminal import Terminal

NAME = re.compile(rb"(?:Lead |lead)(\d+)")
"""The name, or in a huge terminal, which draws it in large letters, the e-mail address."""


def time_key(terminal: Terminal) -> float:
    """Press n and return the milliseconds until the next name is on the terminal."""
    started = time.perf_counter()
    terminal.type(b"n")
    terminal.read_until(NAME.search)
    return (time.perf_counter() - started) * 1000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--leads", type=int, default=1_000_000)
    parser.add_argument("--calls", type=int, default=200)
    parser.add_argument("--size", default="80x24", help="of the terminal, in cells")
    options = parser.parse_args()
    width, height = map(int, options.size.split("x"))
    times, bare_times = [], []
    with sqlite_with(options.leads, PLACES) as path, tempfile.TemporaryDirectory() as folder:
        terminal = Terminal([sys.executable, "-c", CONSOLE, path], width, height)
        screen = [sys.executable, "-m", "benchmarks.bare_screen", str(Path(folder) / "x.db")]
        bare = Terminal(screen, width, height)
        try:
            terminal.read_until(NAME.search)
            bare.read_until(NAME.search)
            bare.drain()
            terminal.drain(1.0)
            for turn in range(options.calls + 10):
                terminal.drain(0.45)  # the console ignores Enter for a moment after a new lead
                terminal.type(b"\r")
                terminal.read_until(lambda seen: b"No answer" in seen or b"Voicemail" in seen)
                terminal.drain()
                taken = time_key(terminal)
                bare_taken = time_key(bare)
                bare.drain()
                if turn >= 10:  # the first ones load what the others find loaded
                    times.append(taken)
                    bare_times.append(bare_taken)
        finally:
            terminal.close()
            bare.close()
    cuts, bare_cuts = (statistics.quantiles(taken, n=100) for taken in (times, bare_times))
    print(f"outcome key to the next lead's name on the terminal, {options.leads:,} leads, durable:")
    print(f"  p50 {cuts[49]:.1f} ms   p99 {cuts[98]:.1f} ms   (to reach: 25 and 40, wide 60)")
    print(f"  a bare Textual screen: p50 {bare_cuts[49]:.1f} ms   p99 {bare_cuts[98]:.1f} ms")
    print(f"  ratio of p50: {cuts[49] / bare_cuts[49]:.2f}, of p99: {cuts[98] / bare_cuts[98]:.2f}")


if __name__ == "__main__":
    main()
