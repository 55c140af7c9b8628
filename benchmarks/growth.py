"""Every figure at 10,000, 100,000, 1,000,000 and 10,000,000 leads, on SQLite and PostgreSQL.

    python -m benchmarks.growth --into docs/scale.json [--sizes 10000 100000] [--only sqlite]
    PYTHONPATH=. python scripts/build_scale_page.py     (writes docs/scale.md and its picture)

A database has as many leads as calls, in 2,000 places, and beside 10,000,000 of them the whole
national registry, beside fewer a part of it. Both databases of a size are filled at once, then
measured one after the other; each figure stands beside something bare in the same run. What was
found goes into one JSON file size by size: a size that is there is not measured again, unless
`--again`. Databases lie in the folder for temporary files, and go once they were measured; a size
for which there is no room is named and left out.
"""

import argparse
import json
import multiprocessing
import os
import platform
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path

from benchmarks import growth_figures as figures
from benchmarks.fill import empty_postgres, empty_sqlite
from benchmarks.growth_fill import fill_all, listed_beside, write_registry
from console.clock import system_clock

SIZES = (10_000, 100_000, 1_000_000, 10_000_000)
ROOM_A_LEAD = 4_500
"""Bytes of disk that a lead with its call takes at most while both databases are filled."""

MADE: dict[str, Callable[[], AbstractContextManager[str]]] = {
    "SQLite": empty_sqlite,
    "PostgreSQL": empty_postgres,
}

Results = dict[str, dict[str, dict[str, object]]]
"""Database -> leads -> what was found, and how busy the machine was."""


def read(path: Path | None) -> Results:
    if path is None or not path.exists():
        return {}
    return dict(json.loads(path.read_text(encoding="utf-8"))["found"])


def write(path: Path | None, results: Results) -> None:
    if path is None:
        return
    told = {
        "on": system_clock().date().isoformat(),
        "processors": os.cpu_count(),
        "python": platform.python_version(),
        "sqlalchemy": version("sqlalchemy"),
        "found": results,
    }
    path.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")


def fill_at_once(addresses: list[str], count: int) -> None:
    context = multiprocessing.get_context("spawn")
    filling = [context.Process(target=fill_all, args=(one, count)) for one in addresses]
    for one in filling:
        one.start()
    for one in filling:
        one.join()
        if one.exitcode:
            raise SystemExit("A database could not be filled.")


def measure(
    name: str, address: str, count: int, within: float, folder: Path, registry: Path
) -> figures.Founds:
    with MADE[name]() as empty:
        yield from figures.logged(empty, count)
    with figures.scene(address, count, within) as at:
        yield from figures.sizes(at)
        yield from figures.consoles(at)
        yield from figures.listed(at, registry, listed_beside(count))
        yield from figures.claims(at)
        yield from figures.calls(at)
        yield from figures.pages(at)
        yield from figures.finding(at)
        yield from figures.reasons(at)
        yield from figures.supervising(at)
        yield from figures.planning(at)
        yield from figures.bringing(at, folder)


def run(names: list[str], count: int, within: float, results: Results, into: Path | None) -> None:
    with ExitStack() as stack:
        folder = Path(
            stack.enter_context(tempfile.TemporaryDirectory(prefix="smiledial-benchmark-"))
        )
        addresses = {name: stack.enter_context(MADE[name]()) for name in names}
        started = time.perf_counter()
        fill_at_once(list(addresses.values()), count)
        registry = write_registry(folder, count)
        say(f"{count:,} leads: filled in {time.perf_counter() - started:.0f} s")
        for name, address in addresses.items():
            started, found = time.perf_counter(), {}
            for key, one in measure(name, address, count, within, folder, registry):
                found[key] = asdict(one)
                say(f"  {name:<11}{key:<14}{one.value:>14,.4f}  ratio {one.ratio:,.3f} {one.note}")
            told = {"load": round(os.getloadavg()[1], 1), "figures": found}
            results.setdefault(name, {})[str(count)] = told
            write(into, results)
            say(f"  {name} measured in {time.perf_counter() - started:.0f} s")


def say(line: str) -> None:
    print(line, flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--only", choices=["sqlite", "postgresql"])
    parser.add_argument("--seconds", type=float, default=6, help="of a figure, about, at most")
    parser.add_argument("--again", action="store_true", help="what is there is measured anew")
    parser.add_argument("--into", type=Path, help="a JSON file of what was found, added to")
    chosen = parser.parse_args()
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # as an installed program has its modules
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that nothing stays behind
    results = read(chosen.into)
    for count in chosen.sizes:
        names = [
            name
            for name in MADE
            if chosen.only in {None, name.lower()}
            and (chosen.again or str(count) not in results.get(name, {}))
        ]
        free = shutil.disk_usage(tempfile.gettempdir()).free
        if free < count * ROOM_A_LEAD:
            say(f"{count:,} leads left out: {free / 1e9:.0f} GB free are too few")
        elif names:
            run(names, count, chosen.seconds, results, chosen.into)


if __name__ == "__main__":
    main()
