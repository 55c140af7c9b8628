"""Kill agents and imports at random moments, and check that everything acknowledged is saved.

Each is a fork of a process that has imported everything, so that hundreds take a minute (POSIX).
"""

import itertools
import os
import random
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from sqlalchemy import func, select

from benchmarks.fill import AREAS, NOON
from console.desk import Desk
from console.importing.import_run import import_leads
from console.importing.options import ImportOptions
from db.audit.verification import verify
from db.engine.database import open_database
from db.tables.calls import attempts
from db.tables.leads import in_sight, leads
from tests.desk.driver import call

LEADS = 4000
ROWS = 2500
"""Enough that the import is staged out of sight and published at its end."""
LONGEST = 0.6
"""Most seconds from the start to the kill."""

Check = Callable[[list[str]], str]
"""Given the lines that the process wrote, return what is wrong, or ""."""


def kill_agents(address: str, folder: Path, count: int, seed: int) -> Iterator[str]:
    """Kill an agent `count` times; yield what was wrong after each kill, or "".

    The seed determines the moments.
    """
    _bring(address, _write(folder / "leads.csv", LEADS, "Lead"))
    began = time.monotonic()

    def clock() -> datetime:
        return NOON + timedelta(seconds=time.monotonic() - began)

    def work(acknowledge: Callable[[str], None]) -> None:
        with closing(open_database(address)) as database:
            desk = Desk(database, clock, "ann")
            while True:
                call(desk, "no", "politely")
                acknowledge("done")

    recorded = 0

    def check(acknowledged: list[str]) -> str:
        nonlocal recorded
        with closing(open_database(address)) as database, database.read() as connection:
            query = select(func.count()).where(attempts.c.outcome == "no")
            count = int(connection.execute(query).scalar_one())
            fault = verify(connection)
        # There may be one outcome more: saved, but killed before it was acknowledged.
        lost = recorded + len(acknowledged) - count
        recorded = count
        return f"{lost} acknowledged outcomes are lost" if lost > 0 else fault.text if fault else ""

    yield from _kill(count, seed, work, check)
    yield "" if recorded else "nobody came as far as an outcome"


def kill_imports(address: str, folder: Path, count: int, seed: int) -> Iterator[str]:
    """Kill an import of another list each time; check that all of its leads are there, or none."""
    numbered = itertools.count()
    path = folder / "leads.csv"

    def work(_acknowledge: Callable[[str], None]) -> None:
        _bring(address, path)

    def begin() -> None:
        _write(path, ROWS, f"List {next(numbered)} Lead")

    def check(_lines: list[str]) -> str:
        with closing(open_database(address)) as database, database.read() as connection:
            query = select(func.count()).select_from(leads).where(in_sight())
            count = int(connection.execute(query).scalar_one())
            fault = verify(connection)
        if count not in {0, ROWS}:
            return f"{count} leads of {ROWS} are seen"
        return fault.text if fault else ""

    yield from _kill(count, seed, work, check, begin)


def _kill(
    count: int,
    seed: int,
    work: Callable[[Callable[[str], None]], None],
    check: Check,
    begin: Callable[[], None] = lambda: None,
) -> Iterator[str]:
    dice = random.Random(seed)
    for _ in range(count):
        begin()
        ours, theirs = os.pipe()
        child = os.fork()
        if not child:
            os.close(ours)
            try:
                work(partial(_write_line, theirs))
            finally:
                os._exit(0)  # never the parent's code after the fork
        os.close(theirs)
        time.sleep(dice.uniform(0, LONGEST))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        # The pipe outlives the child: what it wrote before the kill can still be read.
        with os.fdopen(ours, encoding="utf-8") as pipe:
            lines = pipe.read().splitlines()
        yield check(lines)


def _write_line(pipe: int, line: str) -> None:
    os.write(pipe, f"{line}\n".encode())


def _bring(address: str, path: Path) -> None:
    with closing(open_database(address)) as database:
        import_leads(database, path, ImportOptions(is_sure=True), agent="ann", now=NOON)


def _write(path: Path, count: int, name: str) -> Path:
    rows = (
        f"{name} {n},{AREAS[n % len(AREAS)]}{200 + n // 10_000}{n % 10_000:04},business\n"
        for n in range(count)
    )
    path.write_text("name,phone,kind\n" + "".join(rows), encoding="utf-8")
    return path
