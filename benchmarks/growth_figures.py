"""Measure the figures of `benchmarks.growth`, each beside a bare operation of the same run."""

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
"""Most calls in the log that is verified: each has two entries, a dial and an outcome."""

ROWS = 20_000
"""Most rows of the list that is imported."""


@dataclass(frozen=True, slots=True)
class Result:
    """A measured figure, and the bare operation `beside` it in the same unit.

    If the figure is a p99, `typical` is its median, which is compared with `beside`.
    """

    value: float
    beside: float
    typical: float | None = None
    note: str = ""

    @property
    def ratio(self) -> float:
        return (self.value if self.typical is None else self.typical) / self.beside


NamedResults = Iterator[tuple[str, Result]]
"""Results with the keys of `growth_table.FIGURES`."""


@dataclass(frozen=True, slots=True)
class Scene:
    """A filled database, and two bare operations on it.

    `commit` and `read` are the seconds to commit one row and to read one by its key. A figure
    starts no round after `within` seconds.
    """

    address: str
    database: Database
    leads: int
    within: float
    commit: float = 0.0
    read: float = 0.0

    def timed(self, work: Callable[[], object], most: int) -> list[float]:
        """Return the sorted seconds of at most `most` rounds, as many as begin in time."""
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


def claims(at: Scene) -> NamedResults:
    half, most = claim.measure(at.address, 2000 if at.leads > 50_000 else 1000)
    yield "claim", Result(most / 1000, at.commit, half / 1000)


def calls(at: Scene) -> NamedResults:
    """Measure the next lead with its verdict, then a whole call: lead, dial, outcome."""
    seconds = itertools.count()
    desk = Desk(at.database, lambda: NOON + timedelta(seconds=next(seconds)), "ann")
    held: list[str | None] = [None]

    def next_lead() -> None:
        card = desk.next(held[0])
        assert isinstance(card, Card)
        held[0] = card.claim

    times = at.timed(next_lead, 300)
    yield "next", Result(p99(times), at.commit, statistics.median(times))
    times = at.timed(lambda: a_call(desk), 200)
    yield "call", Result(p99(times), at.commit, statistics.median(times))


def pages(at: Scene) -> NamedResults:
    desk, chance = Desk(at.database, lambda: NOON, "bob"), random.Random(3)
    times = at.timed(lambda: desk.lookup.look(chance.randint(1, at.leads)), 300)
    yield "page", Result(p99(times), at.read, statistics.median(times))


def finding(at: Scene) -> NamedResults:
    """Measure all kinds of queries; yield the slowest."""
    chance = random.Random(20261126)
    desk = Desk(at.database, lambda: NOON, "ann")
    people = find.people(at.database)
    bare = find.bare(at.database, chance.choice(people)[0].split()[1])
    slowest = Result(0, bare)
    for kind, draw in find.kinds(chance, people).items():
        times = at.timed(lambda draw=draw: desk.lookup.find(draw()), 60)  # type: ignore[misc]
        if p99(times) > slowest.value:
            slowest = Result(p99(times), bare, statistics.median(times), kind)
    yield "find", slowest


def reasons(at: Scene) -> NamedResults:
    first, warm, bare = why.measure(at.database)
    yield "why", Result(first, bare, warm)


def listed(at: Scene, path: Path, count: int) -> NamedResults:
    """Measure the load of a registry, its size on disk, and a lookup."""
    before = registry.size_of(at.address)
    seconds, spent, _ = registry.in_own_process(at.address, path)
    room = registry.size_of(at.address) - before
    drawn = registry.draw_numbers(5000, path)
    rate, each, _ = registry.plain_table(path, min(count, 500_000), drawn[:10])
    note = f"{count / spent / 1e6:.1f} million a second of its own processor time"
    yield "registry_load", Result(count / seconds, rate, note=note)
    yield "registry_size", Result(room / 1e6, each * count / 1e6)
    with at.database.read() as connection:
        numbers = itertools.cycle(drawn)
        times = at.timed(lambda: hits_for(connection, [next(numbers)]), len(drawn))
    yield "lookup", Result(statistics.median(times), at.read)


def supervising(at: Scene) -> NamedResults:
    with at.database.read() as connection:
        bare = at.timed(lambda: connection.execute(text(reports.BARE)).all(), 3)[0]
    until = NOON + timedelta(hours=4)
    times = at.timed(lambda: read_today(at.database, reports.ZONE, until), 10)
    yield "today", Result(statistics.median(times), bare)
    first = (until - timedelta(days=reports.DAYS + 1)).date()
    year = ReportScope(first, until.date(), reports.ZONE)
    slowest = Result(0, bare)
    for by in ("agent", "outcome", "list", "supplier", "caller", "hour", "day"):
        times = at.timed(lambda by=by: report(at.database, by, year), 3)  # type: ignore[misc]
        if statistics.median(times) > slowest.value:
            slowest = Result(statistics.median(times), bare, note=f"by {by}")
    yield "report", slowest
    month = replace(year, first_on=until.date() - timedelta(days=30), where="kind = business")
    counted = report(at.database, "agent", month).total.counts.dials
    [took, *_] = at.timed(lambda: report(at.database, "agent", month), 3)
    yield "report_where", Result(counted / took, at.leads / bare)


def logged(address: str, leads: int) -> NamedResults:
    """Measure the verification of a log, in an empty database of the same kind."""
    with closing(open_database(address)) as database:
        prepare(database)
        fill(database, verify.LEADS, PLACES)
        verify.fill_log(database, min(leads, LOGGED))
        bare = verify.bare(database)
        started = time.perf_counter()
        checked = check_database(database)
        took = time.perf_counter() - started
    assert checked.fault is None
    yield "verify", Result(checked.entries / took, checked.entries / bare)


def consoles(at: Scene) -> NamedResults:
    """Measure the time from the start to the first lead, and the memory used then."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # as in `benchmarks.start`
    ours = [sys.executable, "-c", CONSOLE, at.address]
    hello = [sys.executable, "-c", HELLO]
    runs = [(_painted(ours, b"VP Eng"), _painted(hello, b"Hello from")) for _ in range(4)][1:]
    for index, key in enumerate(("start", "memory")):
        mine, bare = (
            statistics.median(run[index] for run in of_program)
            for of_program in zip(*runs, strict=True)
        )
        yield key, Result(mine, bare)


def sizes(at: Scene) -> NamedResults:
    """Measure the size of the database, beside its leads, numbers and calls as text."""
    with at.database.read() as connection:
        if at.database.is_sqlite:
            size = float(Path(at.address).stat().st_size)
        else:
            query = text("SELECT pg_database_size(current_database())")
            size = float(connection.execute(query).scalar_one())
        bare = 0.0
        for table in ("lead", "number", "attempt"):
            rows = connection.execute(text(f"SELECT * FROM {table} LIMIT 1000")).all()
            each = sum(
                len(",".join("" if value is None else str(value) for value in row)) for row in rows
            )
            bare += each / len(rows) * at.leads
    yield "disk", Result(size / 1e9, bare / 1e9)


def planning(at: Scene) -> NamedResults:
    bare = plan.group_bare(at.database)
    took, _ = plan.measure_plan(at.address)
    yield "plan", Result(took, bare)


def bringing(at: Scene, folder: Path) -> NamedResults:
    path = folder / "rows.csv"
    rows = min(ROWS, at.leads)
    bare = scrub.bare_loop(importing.write_rows(path, rows))
    seconds, _ = importing.bring_apart(at.address, path, "--list", "More", "--kind", "business")
    yield "import", Result(rows / seconds, bare)


def _painted(command: list[str], wanted: bytes) -> tuple[float, float]:
    """Return the seconds until a command has painted the text, and its memory then, in MB."""
    started = time.perf_counter()
    terminal = Terminal(command)
    try:
        terminal.read_until(lambda seen: wanted in seen, 120)
        elapsed = time.perf_counter() - started
        status = Path(f"/proc/{terminal.child}/status").read_text()
    finally:
        terminal.close()
    [memory] = [line for line in status.splitlines() if line.startswith("VmRSS")]
    return elapsed, int(memory.split()[1]) / 1024


def _commit(at: Scene) -> float:
    def change() -> None:
        with at.database.write() as connection:
            connection.execute(text("UPDATE lead SET menu = menu || '' WHERE id = 1"))

    return statistics.median(at.timed(change, 100))


def _read(at: Scene) -> float:
    chance, query = random.Random(4), text("SELECT name FROM lead WHERE id = :id")
    with at.database.read() as connection:
        return statistics.median(
            at.timed(
                lambda: connection.execute(query, {"id": chance.randint(1, at.leads)}).all(), 1000
            )
        )
