"""How much of a core the console takes while a lead stands on the screen and nobody presses a key.

    python -m benchmarks.standing [--leads 1000000] [--seconds 60] [--size 80x24]

Beside it a bare Textual hello that stands there as long. Counted from /proc, a few seconds after
each is painted.
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
"""Seconds after which nothing of the start is left to do."""

TICK = os.sysconf("SC_CLK_TCK")


def share_of_a_core(command: list[str], wanted: bytes, size: str, seconds: float) -> float:
    """In percent, from the moment it has settled."""
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
    """What it writes is read, as a terminal does."""
    until = time.perf_counter() + seconds
    while (left := until - time.perf_counter()) > 0:
        terminal.drain(min(left, 0.5))


def _spent(process: int) -> float:
    """Seconds of the processor, its own and the system's for it."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICK


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--leads", type=int, default=1_000_000)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--size", default="80x24", help="of the terminal, in cells")
    chosen = parser.parse_args()
    with sqlite_with(chosen.leads, PLACES) as path:
        ours = [sys.executable, "-c", CONSOLE, path]
        mine = share_of_a_core(ours, b"Lead ", chosen.size, chosen.seconds)
    hello = [sys.executable, "-c", HELLO]
    bare = share_of_a_core(hello, b"Hello from", chosen.size, chosen.seconds)
    print(f"a lead stands on the screen, {chosen.size}: {mine:.2f} % of a core   (to reach: 1 %)")
    print(f"  a bare Textual hello: {bare:.2f} %")


if __name__ == "__main__":
    main()
