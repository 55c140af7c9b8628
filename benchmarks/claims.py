"""Compare our claims with two job queues, on one PostgreSQL, each with as many rows.

    pip install -e '.[queues]'    (only this benchmark needs it; without it ours runs alone)
    python -m benchmarks.claims [--leads 1000000] [--agents 1 8 64] [--seconds 4] [--rounds 3]
    python -m benchmarks.claims --floor 500 [--every 60] [--seconds 60]

Each agent is a process with a connection of its own. A turn is the claim of the best waiting row,
committed, then its end, committed. Our claim looks through 400 places, skips leads whose numbers
somebody else holds, looks for callbacks, and releases the numbers. The others use their libraries'
own calls over the same driver. Short rounds of all alternate, so that other load on the machine
hits each.

What is counted decides the ratio. `ours` and the libraries' calls send statements that commit by
themselves. `ours, blocks` claims and finishes in the write blocks of the console, which begin and
commit: four round trips instead of two. `ours, agent` sends the statements of `ours` with an
agent's login of a team, in the last rounds alone. `procrastinate, SQL` sends that library's two
statements without the library.

It prints turns a second, p50 and p99 of a claim, doubles, and the ratio of ours to each in the same
round. TMPDIR=/dev/shm puts the database into memory; otherwise a turn is two waits for the disk.

`--floor` runs that many of our agents at human pace instead, each with a connection and a claim in
`--every` seconds: it prints how long they wait, how even the work is, and the server's load.
"""

import argparse
import asyncio
import multiprocessing
import random
import statistics
import time
import uuid
from collections.abc import Awaitable, Callable, Collection, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from datetime import timedelta
from importlib.util import find_spec
from pathlib import Path
from threading import Event

import psycopg
from sqlalchemy import select, text

from benchmarks.day_leads import admit, as_login
from benchmarks.fill import NOON, PLACES, postgres_with, series
from db.claims.candidates import Queue
from db.claims.claim import claim_next, finish
from db.engine.database import open_database
from db.enums import LeadStatus
from db.tables.leads import places
from db.team.grants import Role
from db.team.logins import add_login

LEASE = timedelta(minutes=15)
HELD = 350
"""Held leads at the front of the queue, for each agent, in the second part."""

Turns = list[tuple[int, float]]
"""The id and the seconds of each claim."""

FEWEST = 2
"""Turns of each agent, however busy the machine: fewer have no percentiles."""

TICK = 100
"""Ticks a second in which Linux counts processor time."""

OURS, PGQUEUER, PROCRASTINATE = "ours", "pgqueuer", "procrastinate"
BLOCKS, AGENT, THEIR_SQL = "ours, blocks", "ours, agent", "procrastinate, SQL"


def ours(address: str, seconds: float, start: Callable[[], object], who: str = "ann") -> Turns:
    database = open_database(address)
    with database.read() as connection:
        ids = list(connection.execute(select(places.c.id)).scalars())
    queue = Queue(ids, None, NOON)
    turns: Turns = []
    connection = database.engine.connect().execution_options(isolation_level="AUTOCOMMIT")

    def turn() -> None:
        began = time.perf_counter()
        hold = claim_next(connection, who, queue, NOON, NOON + LEASE)
        assert hold is not None
        turns.append((hold.lead_id, time.perf_counter() - began))
        finish(connection, hold.lead_id, hold.claim, status=LeadStatus.CLOSED)

    _repeat(turn, turns, seconds, start)
    connection.close()
    database.close()
    return turns


def blocks(address: str, seconds: float, start: Callable[[], object]) -> Turns:
    database = open_database(address)
    with database.read() as connection:
        ids = list(connection.execute(select(places.c.id)).scalars())
    queue = Queue(ids, None, NOON)
    turns: Turns = []

    def turn() -> None:
        began = time.perf_counter()
        with database.write() as connection:
            hold = claim_next(connection, "ann", queue, NOON, NOON + LEASE)
        assert hold is not None
        turns.append((hold.lead_id, time.perf_counter() - began))
        with database.write() as connection:
            finish(connection, hold.lead_id, hold.claim, status=LeadStatus.CLOSED)

    _repeat(turn, turns, seconds, start)
    database.close()
    return turns


def agents_login(address: str, seconds: float, start: Callable[[], object]) -> Turns:
    """Claim with a new login each time, since one may look at 1,200 people an hour."""
    name = f"agent {uuid.uuid4().hex[:8]}"
    # Two logins that are created at once would change the same rows of the server's catalogue.
    with psycopg.connect(address) as lock:
        lock.execute("SELECT pg_advisory_xact_lock(28)")
        with closing(open_database(address)) as owner, owner.write() as connection:
            add_login(connection, name, Role.AGENT)
    return ours(as_login(address, name), seconds, start, name)


def procrastinate_sql(address: str, seconds: float, start: Callable[[], object]) -> Turns:
    fetch = "SELECT id FROM procrastinate_fetch_job_v2(NULL::varchar[], %s)"
    turns: Turns = []
    with psycopg.connect(address, autocommit=True) as connection:
        row = connection.execute("SELECT procrastinate_register_worker_v1()").fetchone()
        assert row is not None

        def turn() -> None:
            began = time.perf_counter()
            job = connection.execute(fetch, row).fetchone()
            assert job is not None
            turns.append((job[0], time.perf_counter() - began))
            connection.execute("SELECT procrastinate_finish_job_v1(%s, 'succeeded', false)", job)

        _repeat(turn, turns, seconds, start)
    return turns


def _repeat(
    turn: Callable[[], None], turns: Turns, seconds: float, start: Callable[[], object]
) -> None:
    for _ in range(10):
        turn()
    start()
    turns.clear()
    until = time.perf_counter() + seconds
    while len(turns) < FEWEST or time.perf_counter() < until:
        turn()


def pgqueuer(address: str, seconds: float, start: Callable[[], object]) -> Turns:
    async def run() -> Turns:
        # late: an optional package, as in the other functions for pgqueuer and procrastinate
        from pgqueuer.adapters.drivers.psycopg import PsycopgDriver
        from pgqueuer.ports.repository import EntrypointExecutionParameter
        from pgqueuer.queries import Queries
        from pgqueuer.types import QueueEntrypoint, QueueManagerId

        turns: Turns = []
        async with await psycopg.AsyncConnection.connect(address, autocommit=True) as connection:
            queries = Queries(PsycopgDriver(connection))
            wanted = {QueueEntrypoint("call"): EntrypointExecutionParameter(0)}
            me, beat = QueueManagerId(uuid.uuid4()), timedelta(seconds=30)

            async def turn() -> None:
                began = time.perf_counter()
                (job,) = await queries.dequeue(1, wanted, me, None, beat)
                turns.append((job.id, time.perf_counter() - began))
                await queries.log_jobs([(job, "successful", None)])

            await _alternate(turn, turns, seconds, start)
        return turns

    return asyncio.run(run())


def procrastinate(address: str, seconds: float, start: Callable[[], object]) -> Turns:
    async def run() -> Turns:
        from procrastinate import PsycopgConnector  # late: optional
        from procrastinate.jobs import Status
        from procrastinate.manager import JobManager

        turns: Turns = []
        connector = PsycopgConnector(conninfo=address, min_size=1, max_size=1)
        await connector.open_async()
        manager = JobManager(connector)
        worker = await manager.register_worker()

        async def turn() -> None:
            began = time.perf_counter()
            job = await manager.fetch_job(None, worker)
            assert job
            assert job.id
            turns.append((job.id, time.perf_counter() - began))
            await manager.finish_job(job, Status.SUCCEEDED, delete_job=False)

        await _alternate(turn, turns, seconds, start)
        await connector.close_async()
        return turns

    return asyncio.run(run())


async def _alternate(
    turn: Callable[[], Awaitable[None]], turns: Turns, seconds: float, start: Callable[[], object]
) -> None:
    for _ in range(10):
        await turn()
    start()
    turns.clear()
    until = time.perf_counter() + seconds
    while len(turns) < FEWEST or time.perf_counter() < until:
        await turn()


LIBRARIES = ("pgqueuer.queries", "pgqueuer.adapters.drivers.psycopg", "procrastinate.manager")
"""Modules that the fork server imports once, so that each agent does not."""


def _is_there(module: str) -> bool:
    return find_spec(module.partition(".")[0]) is not None


QUEUES = {
    OURS: ours,
    BLOCKS: blocks,
    PGQUEUER: pgqueuer,
    PROCRASTINATE: procrastinate,
    THEIR_SQL: procrastinate_sql,
}
BY_LOGIN = {OURS: ours, AGENT: agents_login}


def fill_theirs(address: str, count: int) -> None:
    """Make the tables of each installed queue, with `count` jobs of five priorities."""
    numbers = series("postgresql", count)
    with psycopg.connect(address, autocommit=True) as connection:
        if _is_there(PGQUEUER):
            # late: optional
            from pgqueuer.adapters.persistence.qb import QueryBuilderEnvironment

            connection.execute(QueryBuilderEnvironment().build_install_query())
            connection.execute(
                "INSERT INTO pgqueuer (priority, entrypoint, payload, status, execute_after)"
                f" SELECT n % 5, 'call', convert_to('{{\"lead\": ' || n || '}}', 'UTF8'), 'queued',"
                f" now() - interval '1 hour' FROM {numbers} x"
            )
        if _is_there(PROCRASTINATE):
            from procrastinate.schema import SchemaManager  # late: optional

            connection.execute(SchemaManager.get_schema())
            connection.execute("ALTER TABLE procrastinate_jobs DISABLE TRIGGER USER")
            connection.execute(
                "INSERT INTO procrastinate_jobs (queue_name, task_name, priority, args)"
                f" SELECT 'calls', 'call', n % 5, json_build_object('lead', n) FROM {numbers} x"
            )
            connection.execute("ALTER TABLE procrastinate_jobs ENABLE TRIGGER USER")
        connection.execute("VACUUM ANALYZE")


def hold_in_front(address: str, count: int) -> None:
    """Claim the first `count` leads of the queue, as if they were on screens."""
    database = open_database(address)
    with database.read() as connection:
        ids = list(connection.execute(select(places.c.id)).scalars())
    queue = Queue(ids, None, NOON)
    for n in range(count):
        with database.write() as connection:
            claim_next(connection, f"held{n % 64}", queue, NOON, NOON + LEASE)
    with database.write() as connection:
        connection.execute(text("ANALYZE"))
    database.close()


def _work(name, address, seconds, ready, results):  # type: ignore[no-untyped-def]
    results.put((QUEUES | BY_LOGIN)[name](address, seconds, ready.wait))


def server_time(address: str) -> float:
    """Return the processor seconds that a server's processes have used; 0 if it is not Linux."""
    if not Path("/proc/self/stat").exists():
        return 0.0
    with psycopg.connect(address) as connection:
        parent = _stat(connection.info.backend_pid)[1]
    ticks = 0
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            fields = _stat(int(process.name))
            if fields[1] == parent:
                ticks += fields[11] + fields[12]
    # Of the parent also the children that have ended (fields 13 and 14).
    return (ticks + sum(_stat(parent)[11:15])) / TICK


def machine_time() -> float:
    """Return the processor seconds of all programs on this machine; 0 if it is not Linux.

    Beside our own time it shows how quiet the machine was.
    """
    if not Path("/proc/stat").exists():
        return 0.0
    user, nice, system, _idle, _waiting, *interrupts = Path("/proc/stat").read_text().split()[1:8]
    return sum(map(int, (user, nice, system, *interrupts))) / TICK


def processor_time(process: int) -> float:
    """Return the processor seconds that a process has used, without its children."""
    return sum(_stat(process)[11:13]) / TICK


def _stat(process: int) -> list[int]:
    """Return the fields of /proc/PID/stat after the name; the first, a letter, as 0."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return [0, *map(int, fields[1:15])]


def crew(name: str, address: str, number: int, seconds: float) -> tuple[float, list[Turns]]:
    """Let `number` agents work at once; return turns a second and the claims of each agent."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(
        ["benchmarks.claims", *(library for library in LIBRARIES if _is_there(library))]
    )
    results: multiprocessing.Queue[Turns] = context.Queue()
    ready = context.Barrier(number)
    agents = [
        context.Process(target=_work, args=(name, address, seconds, ready, results))
        for _ in range(number)
    ]
    for process in agents:
        process.start()
    # Before join(): a process ends only after the pipe has taken its results.
    turns = [results.get(timeout=300) for _ in agents]
    for process in agents:
        process.join()
    return sum(map(len, turns)) / seconds, turns


def spread(turns: Sequence[Turns]) -> str:
    return f"{min(map(len, turns))} to {max(map(len, turns))}"


def count_closed(address: str, ids: Iterable[int]) -> int:
    """Return how many of these leads are closed in the database."""
    database = open_database(address)
    with database.read() as connection:
        query = text("SELECT count(*) FROM lead WHERE id = ANY(:ids) AND status = 'closed'")
        count: int = connection.execute(query, {"ids": [*ids]}).scalar_one()
    database.close()
    return count


def floor(address: str, number: int, every: float, seconds: float) -> None:
    """Run `number` of our agents, each with a connection and a claim in `every` seconds."""
    database = open_database(address)
    with database.read() as connection:
        ids = list(connection.execute(select(places.c.id)).scalars())
    database.close()
    queue = Queue(ids, None, NOON)
    began = time.perf_counter() + number / 20  # before it they connect and claim a first lead
    pace, is_over = random.Random(1), Event()
    firsts = [began + pace.uniform(0, every) for _ in range(number)]

    def agent(n: int) -> Turns:
        database = open_database(address)
        turns: Turns = []

        def turn() -> None:
            started = time.perf_counter()
            with database.write() as connection:
                hold = claim_next(connection, f"agent{n}", queue, NOON, NOON + LEASE)
            assert hold is not None
            turns.append((hold.lead_id, time.perf_counter() - started))
            with database.write() as connection:
                finish(connection, hold.lead_id, hold.claim, status=LeadStatus.CLOSED)

        turn()
        turns.clear()  # a new connection's first statements are planned again
        due = firsts[n]
        while due < began + seconds:
            time.sleep(max(0.0, due - time.perf_counter()))
            turn()
            due += every
        is_over.wait()  # a closed connection's processor time is lost to server_time()
        database.close()
        return turns

    with ThreadPoolExecutor(number) as crew:
        work = [crew.submit(agent, n) for n in range(number)]
        time.sleep(max(0.0, began - time.perf_counter()))
        before = server_time(address)
        time.sleep(seconds)
        load = (server_time(address) - before) / seconds
        is_over.set()
        by_agent = [future.result() for future in work]
    claims = [claim for turns in by_agent for claim in turns]
    cuts = statistics.quantiles([spent * 1000 for _, spent in claims], n=100)
    ids_called = {lead_id for lead_id, _ in claims}
    lost = len(ids_called) - count_closed(address, ids_called)
    print(
        f"{number} agents, a claim in {every:.0f} s each: {len(claims)} claims,"
        f" doubles {len(claims) - len(ids_called)}, lost {lost},"
        f" {spread(by_agent)} an agent,"
        f" p50 {cuts[49]:.2f} ms  p99 {cuts[98]:.2f} ms  longest"
        f" {max(spent for _, spent in claims) * 1000:.0f} ms; the server {load:.1%} of a processor"
    )


@contextmanager
def filled(count: int, agents: int) -> Iterator[str]:
    """Yield the address of a new PostgreSQL with the rows of all three queues."""
    with postgres_with(count, PLACES, agents + 20) as address:
        fill_theirs(address, count)
        yield address


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--leads", type=int, default=1_000_000)
    parser.add_argument("--agents", type=int, nargs="+", default=[1, 8, 64])
    parser.add_argument("--seconds", type=float, default=4)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--floor", type=int, default=0, help="agents at human pace, instead")
    parser.add_argument("--every", type=float, default=60, help="seconds from claim to claim")
    options = parser.parse_args()
    with filled(options.leads, max([*options.agents, options.floor])) as address:
        if options.floor:
            floor(address, options.floor, options.every, options.seconds)
            return
        report(address, QUEUES, options.agents, options.seconds, options.rounds)
        held = HELD * max(options.agents) // 8 if options.leads > HELD * 100 else 10
        hold_in_front(address, held)
        print(f"with {held:,} leads in front of the queue on screens")
        report(address, QUEUES, options.agents, options.seconds, options.rounds)
        admit(address, [])
        print("by an owner's login and by agents' logins, below 1,200 claims each")
        report(address, BY_LOGIN, options.agents, min(1.0, options.seconds), options.rounds)


def report(
    address: str, queues: Collection[str], sizes: list[int], seconds: float, rounds: int
) -> None:
    names = [name for name in queues if "ours" in name or _is_there(name.partition(",")[0])]
    for missing in set(queues) - set(names):
        print(f"{missing} is not installed: pip install {missing}")
    for number in sizes:
        rates: dict[str, list[float]] = {name: [] for name in names}
        claims: dict[str, list[Turns]] = {name: [] for name in names}
        server: dict[str, list[float]] = {name: [] for name in names}
        for _ in range(rounds):
            for name in names:
                before = server_time(address)
                rate, turns = crew(name, address, number, seconds)
                rates[name].append(rate)
                server[name].append((server_time(address) - before) / max(1, sum(map(len, turns))))
                claims[name] += turns
        print(f"{number} agents")
        for name in names:
            of_all = [claim for turns in claims[name] for claim in turns]
            times = sorted(spent * 1000 for _, spent in of_all)
            ids = {row_id for row_id, _ in of_all}
            cuts = statistics.quantiles(times, n=100)
            spent = statistics.median(server[name])
            ratios = [ours / theirs for ours, theirs in zip(rates[OURS], rates[name], strict=True)]
            beside = f"   ours {statistics.median(ratios):.2f} ×"
            print(
                f"  {name:18} {statistics.median(rates[name]):7,.0f} a second"
                f"   claim p50 {cuts[49]:6.2f} ms  p99 {cuts[98]:7.2f} ms"
                f"   the server {spent * 1000:.2f} ms a turn"
                f"   doubles {len(of_all) - len(ids)}   {spread(claims[name])} an agent"
                f"{_lost(address, ids) if name == OURS else beside}"
            )


def _lost(address: str, ids: set[int]) -> str:
    return f"   lost {len(ids) - count_closed(address, ids)}"


if __name__ == "__main__":
    main()
