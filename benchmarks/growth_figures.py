"""What is measured of a database of any size, each figure beside something bare in the same run."""

import dataclasses
import itertools
import os
import random
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from msgspec.structs import replace
from sqlalchemy import text

from benchmarks import claim, find, importing, plan, registry, reports, scrub, verify, why
from benchmarks.board import a_call
from benchmarks.fill import NOON, PLACES, fill
from benchmarks.start import CONSOLE, HELLO
from benchmarks.terminal import Terminal
from console.cards.lead import Card
from console.desk import Desk
from console.supervision.floor.today import read_today
from console.supervision.reports.calls import ReportScope, report
from db.audit.parallel_verification import check_database
from db.dnc.registries import hits_for
from db.engine.database import Database, open_database
from db.schema import prepare

LOGGED = 100_000
"""Calls of the log that is verified, at most: each has a dial and an outcome in it."""

ROWS = 20_000
"""Of the list that is brought in, at most."""


@dataclass(frozen=True, slots=True)
class Found:
    """A figure; `typical` is its median where the figure is a p99, and what `beside` is held to.

    `beside` is in the same unit. `note` is what else should be known of this one.
    """

    value: float
    beside: float
    typical: float | None = None
    note: str = ""

    @property
    def ratio(self) -> float:
        return (self.value if self.typical is None else self.typical) / self.beside


Founds = Iterator[tuple[str, Found]]


@dataclass(frozen=True, slots=True)
class Scene:
    """A filled database. No round of a figure begins after `within` seconds of it.

    What stands beside many figures: `commit` and `read`, the seconds of one committed row and of
    one row read by its key.
    """

    address: str
    database: Database
    leads: int
    within: float
    commit: float = 0.0
    read: float = 0.0

    def timed(self, work: Callable[[], object], most: int) -> list[float]:
        """Seconds of each round, in order of length: so many, or as many as fit."""
        work()
        times: list[float] = []
        began = time.perf_counter()
        while not times or (len(times) < most and time.perf_counter() - began < self.within):
            started = time.perf_counter()
            work()
            times.append(time.perf_counter() - started)
        return sorted(times)


@contextmanager
def scene(address: str, leads: int, within: float) -> Iterator[Scene]:
    with closing(open_database(address)) as database:
        bare = Scene(address, database, leads, within)
        yield dataclasses.replace(bare, commit=_commit(bare), read=_read(bare))


def p99(times: list[float]) -> float:
    return times[min(len(times) * 99 // 100, len(times) - 1)]


def claims(at: Scene) -> Founds:
    half, most = claim.measure(at.address, 2000 if at.leads > 50_000 else 1000)
    yield "claim", Found(most / 1000, at.commit, half / 1000)


def calls(at: Scene) -> Founds:
    """The next lead with its verdict; then a whole call: the lead, its dial, its outcome."""
    seconds = itertools.count()
    desk = Desk(at.database, lambda: NOON + timedelta(seconds=next(seconds)), "ann")
    held: list[str | None] = [None]

    def next_lead() -> None:
        card = desk.next(held[0])
        assert isinstance(card, Card)
        held[0] = card.claim

    times = at.timed(next_lead, 300)
    yield "next", Found(p99(times), at.commit, statistics.median(times))
    times = at.timed(lambda: a_call(desk), 200)
    yield "call", Found(p99(times), at.commit, statistics.median(times))


def pages(at: Scene) -> Founds:
    desk, chance = Desk(at.database, lambda: NOON, "bob"), random.Random(3)
    times = at.timed(lambda: desk.lookup.look(chance.randint(1, at.leads)), 300)
    yield "page", Found(p99(times), at.read, statistics.median(times))


def finding(at: Scene) -> Founds:
    """The slowest kind of what is typed."""
    chance = random.Random(20261126)
    desk = Desk(at.database, lambda: NOON, "ann")
    people = find.people(at.database)
    bare = find.bare(at.database, chance.choice(people)[0].split()[1])
    slowest = Found(0, bare)
    for kind, draw in find.kinds(chance, people).items():
        times = at.timed(lambda draw=draw: desk.lookup.find(draw()), 60)  # type: ignore[misc]
        if p99(times) > slowest.value:
            slowest = Found(p99(times), bare, statistics.median(times), kind)
    yield "find", slowest


def reasons(at: Scene) -> Founds:
    first, warm, bare = why.measure(at.database)
    yield "why", Found(first, bare, warm)


def listed(at: Scene, path: Path, count: int) -> Founds:
    """The registry's load, its room at rest, and a number asked for."""
    before = registry.size_of(at.address)
    seconds, spent, _ = registry.in_own_process(at.address, path)
    room = registry.size_of(at.address) - before
    asked = registry.asked(5000, path)
    rate, each, _ = registry.plain_table(path, min(count, 500_000), asked[:10])
    note = f"{count / spent / 1e6:.1f} million a second of its own processor time"
    yield "registry_load", Found(count / seconds, rate, note=note)
    yield "registry_size", Found(room / 1e6, each * count / 1e6)
    with at.database.read() as connection:
        numbers = itertools.cycle(asked)
        times = at.timed(lambda: hits_for(connection, [next(numbers)]), len(asked))
    yield "lookup", Found(statistics.median(times), at.read)


def supervising(at: Scene) -> Founds:
    with at.database.read() as connection:
        bare = at.timed(lambda: connection.execute(text(reports.BARE)).all(), 3)[0]
    until = NOON + timedelta(hours=4)
    times = at.timed(lambda: read_today(at.database, reports.ZONE, until), 10)
    yield "today", Found(statistics.median(times), bare)
    first = (until - timedelta(days=reports.DAYS + 1)).date()
    year = ReportScope(first, until.date(), reports.ZONE)
    slowest = Found(0, bare)
    for by in ("agent", "outcome", "list", "supplier", "caller", "hour", "day"):
        times = at.timed(lambda by=by: report(at.database, by, year), 3)  # type: ignore[misc]
        if statistics.median(times) > slowest.value:
            slowest = Found(statistics.median(times), bare, note=f"by {by}")
    yield "report", slowest
    month = replace(year, first_on=until.date() - timedelta(days=30), where="kind = business")
    counted = report(at.database, "agent", month).total.counts.dials
    [took, *_] = at.timed(lambda: report(at.database, "agent", month), 3)
    yield "report_where", Found(counted / took, at.leads / bare)


def logged(address: str, leads: int) -> Founds:
    """The log of an empty database of the same kind."""
    with closing(open_database(address)) as database:
        prepare(database)
        fill(database, verify.LEADS, PLACES)
        verify.fill_log(database, min(leads, LOGGED))
        bare = verify.bare(database)
        started = time.perf_counter()
        checked = check_database(database)
        took = time.perf_counter() - started
    assert checked.fault is None
    yield "verify", Found(checked.entries / took, checked.entries / bare)


def consoles(at: Scene) -> Founds:
    """Start to the first lead on the terminal, and the memory it then has."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # as in `benchmarks.start`
    ours = [sys.executable, "-c", CONSOLE, at.address]
    hello = [sys.executable, "-c", HELLO]
    runs = [(_painted(ours, b"VP Eng"), _painted(hello, b"Hello from")) for _ in range(4)][1:]
    for place, key in enumerate(("start", "memory")):
        mine, bare = (
            statistics.median(one[place] for one in each) for each in zip(*runs, strict=True)
        )
        yield key, Found(mine, bare)


def sizes(at: Scene) -> Founds:
    """The database, beside its leads, numbers and calls as text."""
    with at.database.read() as connection:
        if at.database.is_sqlite:
            size = float(Path(at.address).stat().st_size)
        else:
            asked = text("SELECT pg_database_size(current_database())")
            size = float(connection.execute(asked).scalar_one())
        bare = 0.0
        for table in ("lead", "number", "attempt"):
            rows = connection.execute(text(f"SELECT * FROM {table} LIMIT 1000")).all()
            each = sum(
                len(",".join("" if one is None else str(one) for one in row)) for row in rows
            )
            bare += each / len(rows) * at.leads
    yield "disk", Found(size / 1e9, bare / 1e9)


def planning(at: Scene) -> Founds:
    bare = plan.group_bare(at.database)
    took, _ = plan.measure_plan(at.address)
    yield "plan", Found(took, bare)


def bringing(at: Scene, folder: Path) -> Founds:
    path = folder / "rows.csv"
    rows = min(ROWS, at.leads)
    bare = scrub.bare_loop(importing.write_rows(path, rows))
    seconds, _ = importing.bring_apart(at.address, path, "--list", "More", "--kind", "business")
    yield "import", Found(rows / seconds, bare)


def _painted(command: list[str], wanted: bytes) -> tuple[float, float]:
    """Seconds until a command has painted what is wanted, and its memory then, in MB."""
    started = time.perf_counter()
    terminal = Terminal(command)
    try:
        terminal.read_until(lambda seen: wanted in seen, 120)
        elapsed = time.perf_counter() - started
        status = Path(f"/proc/{terminal.child}/status").read_text()
    finally:
        terminal.close()
    [held] = [line for line in status.splitlines() if line.startswith("VmRSS")]
    return elapsed, int(held.split()[1]) / 1024


def _commit(at: Scene) -> float:
    def change() -> None:
        with at.database.write() as connection:
            connection.execute(text("UPDATE lead SET menu = menu || '' WHERE id = 1"))

    return statistics.median(at.timed(change, 100))


def _read(at: Scene) -> float:
    chance, asked = random.Random(4), text("SELECT name FROM lead WHERE id = :id")
    with at.database.read() as connection:
        return statistics.median(
            at.timed(
                lambda: connection.execute(asked, {"id": chance.randint(1, at.leads)}).all(), 1000
            )
        )
