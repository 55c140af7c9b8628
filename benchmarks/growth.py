"""Measure every figure at 10,000 to 10,000,000 leads, on SQLite and PostgreSQL.

    python -m benchmarks.growth --into docs/scale.json [--sizes 10000 100000] [--only sqlite]
    PYTHONPATH=. python scripts/build_scale_page.py     (writes the page of it)

A database has as many calls as leads, in 2,000 places, and a registry in proportion: the whole
nation's at 10,000,000 leads. Both databases of a size are filled at once, then measured one after
the other; each figure has a bare operation of the same run beside it. The results go into one JSON
file, size by size; a size in it is not measured again without `--again`. The databases lie in the
folder for temporary files and are removed afterwards. A size without room on the disk is skipped
with a message.
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
"""Most bytes of disk that a lead with its call takes while both databases are filled."""

DATABASES: dict[str, Callable[[], AbstractContextManager[str]]] = {
    "SQLite": empty_sqlite,
    "PostgreSQL": empty_postgres,
}

Results = dict[str, dict[str, dict[str, object]]]
"""Database -> number of leads -> the figures and the load of the machine."""


def read(path: Path | None) -> Results:
    if path is None or not path.exists():
        return {}
    return dict(json.loads(path.read_text(encoding="utf-8"))["found"])


def write(path: Path | None, results: Results) -> None:
    if path is None:
        return
    document = {
        "on": system_clock().date().isoformat(),
        "processors": os.cpu_count(),
        "python": platform.python_version(),
        "sqlalchemy": version("sqlalchemy"),
        "found": results,
    }
    path.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")


def fill_at_once(addresses: list[str], count: int) -> None:
    context = multiprocessing.get_context("spawn")
    processes = [context.Process(target=fill_all, args=(address, count)) for address in addresses]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
        if process.exitcode:
            raise SystemExit("A database could not be filled.")


def measure(
    name: str, address: str, count: int, within: float, folder: Path, registry: Path
) -> figures.NamedResults:
    with DATABASES[name]() as empty:
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
        addresses = {name: stack.enter_context(DATABASES[name]()) for name in names}
        started = time.perf_counter()
        fill_at_once(list(addresses.values()), count)
        registry = write_registry(folder, count)
        say(f"{count:,} leads: filled in {time.perf_counter() - started:.0f} s")
        for name, address in addresses.items():
            started, by_key = time.perf_counter(), {}
            for key, result in measure(name, address, count, within, folder, registry):
                by_key[key] = asdict(result)
                ratio = f"ratio {result.ratio:,.3f} {result.note}"
                say(f"  {name:<11}{key:<14}{result.value:>14,.4f}  {ratio}")
            load = round(os.getloadavg()[1], 1)
            results.setdefault(name, {})[str(count)] = {"load": load, "figures": by_key}
            write(into, results)  # after each database: a run takes hours and may be stopped
            say(f"  {name} measured in {time.perf_counter() - started:.0f} s")


def say(line: str) -> None:
    print(line, flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--only", choices=["sqlite", "postgresql"])
    parser.add_argument("--seconds", type=float, default=6, help="for a figure, about, at most")
    parser.add_argument("--again", action="store_true", help="measure again what is in the file")
    parser.add_argument("--into", type=Path, help="the JSON file to add the results to")
    options = parser.parse_args()
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # as an installed program has its modules
    # Exit by an exception, so that servers are stopped and folders removed.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    results = read(options.into)
    for count in options.sizes:
        names = [
            name
            for name in DATABASES
            if options.only in {None, name.lower()}
            and (options.again or str(count) not in results.get(name, {}))
        ]
        free = shutil.disk_usage(tempfile.gettempdir()).free
        if free < count * ROOM_A_LEAD:
            say(f"{count:,} leads left out: {free / 1e9:.0f} GB free are too few")
        elif names:
            run(names, count, options.seconds, results, options.into)


if __name__ == "__main__":
    main()
