"""Measure the idle load: a lead is on the screen and nobody presses a key.

    python -m benchmarks.standing [--leads 1000000] [--seconds 60] [--size 80x24]

Beside it, a bare Textual hello idles as long. The processor time is read from /proc, from a few
seconds after the first screen on.
"""

import argparse
import os
import sys
import time
from pathlib import Path

from benchmarks.fill import PLACES, sqlite_with
from benchmarks.start import CONSOLE, HELLO
from benchmarks.terminal import Terminal

SETTLED = 5.0
"""Seconds after which the start's last work is done."""

TICK = os.sysconf("SC_CLK_TCK")


def share_of_a_core(command: list[str], wanted: bytes, size: str, seconds: float) -> float:
    """Return the percentage of a core that an idle program uses."""
    terminal = Terminal(command, *map(int, size.split("x")))
    try:
        terminal.read_until(lambda seen: wanted in seen)
        _stand(terminal, SETTLED)
        before = _spent(terminal.child)
        started = time.perf_counter()
        _stand(terminal, seconds)
        return (_spent(terminal.child) - before) / (time.perf_counter() - started) * 100
    finally:
        terminal.close()


def _stand(terminal: Terminal, seconds: float) -> None:
    """Wait, and read what the program writes, as a terminal does."""
    until = time.perf_counter() + seconds
    while (left := until - time.perf_counter()) > 0:
        terminal.drain(min(left, 0.5))


def _spent(process: int) -> float:
    """Return the processor seconds of a process, user and system."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICK


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--leads", type=int, default=1_000_000)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--size", default="80x24", help="of the terminal, in cells")
    options = parser.parse_args()
    with sqlite_with(options.leads, PLACES) as path:
        ours = [sys.executable, "-c", CONSOLE, path]
        mine = share_of_a_core(ours, b"Lead ", options.size, options.seconds)
    hello = [sys.executable, "-c", HELLO]
    bare = share_of_a_core(hello, b"Hello from", options.size, options.seconds)
    print(f"a lead stands on the screen, {options.size}: {mine:.2f} % of a core   (to reach: 1 %)")
    print(f"  a bare Textual hello: {bare:.2f} %")


if __name__ == "__main__":
    main()
