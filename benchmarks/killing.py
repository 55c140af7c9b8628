"""Agents and imports that are killed at any moment, over and over: what was acknowledged is there.

Each is a fork of a process that has imported everything, so that hundreds take a minute: POSIX.
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
from console.importing.plan.options import ImportOptions
from db.audit.verification import verify
from db.engine.database import open_database
from db.leads.published import in_sight
from db.tables.calls import attempts
from db.tables.leads import leads
from tests.desk.driver import call

LEADS = 4000
ROWS = 2500
"""Enough to be written out of sight."""
LONGEST = 0.6
"""Seconds after its start at which the latest is killed."""

Check = Callable[[list[str]], str]


def kill_agents(address: str, folder: Path, count: int, seed: int) -> Iterator[str]:
    """For each kill what was wrong then, "" for nothing; the seed says when each is killed."""
    _bring(address, _write(folder / "leads.csv", LEADS, "Lead"))
    began = time.monotonic()

    def clock() -> datetime:
        return NOON + timedelta(seconds=time.monotonic() - began)

    def work(tell: Callable[[str], None]) -> None:
        with closing(open_database(address)) as database:
            desk = Desk(database, clock, "ann")
            while True:
                call(desk, "no", "politely")
                tell("done")

    recorded = 0

    def check(told: list[str]) -> str:
        nonlocal recorded
        with closing(open_database(address)) as database, database.read() as connection:
            done = select(func.count()).where(attempts.c.outcome == "no")
            there = int(connection.execute(done).scalar_one())
            fault = verify(connection)
        lost = recorded + len(told) - there
        recorded = there
        return f"{lost} acknowledged outcomes are lost" if lost > 0 else fault.text if fault else ""

    yield from _kill(count, seed, work, check)
    yield "" if recorded else "nobody came as far as an outcome"


def kill_imports(address: str, folder: Path, count: int, seed: int) -> Iterator[str]:
    """Each brings another list, and of each all is there or nothing."""
    numbered = itertools.count()
    path = folder / "leads.csv"

    def work(_tell: Callable[[str], None]) -> None:
        _bring(address, path)

    def begin() -> None:
        _write(path, ROWS, f"List {next(numbered)} Lead")

    def check(_told: list[str]) -> str:
        with closing(open_database(address)) as database, database.read() as connection:
            seen = select(func.count()).select_from(leads).where(in_sight())
            there = int(connection.execute(seen).scalar_one())
            fault = verify(connection)
        if there not in {0, ROWS}:
            return f"{there} leads of {ROWS} are seen"
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
                work(partial(_tell, theirs))
            finally:
                os._exit(0)
        os.close(theirs)
        time.sleep(dice.uniform(0, LONGEST))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        with os.fdopen(ours, encoding="utf-8") as heard:
            told = heard.read().splitlines()
        yield check(told)


def _tell(pipe: int, said: str) -> None:
    os.write(pipe, f"{said}\n".encode())


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
