"""Claim and finish in turn beside two job queues, on one PostgreSQL, each with as many rows.

    pip install pgqueuer procrastinate    (for this benchmark alone; without them ours runs alone)
    python -m benchmarks.claims [--leads 1000000] [--agents 1 8 64] [--seconds 4] [--rounds 3]

Each agent is a process with a connection of its own. A turn is the claim of the best that waits,
committed, then its end, committed. Ours looks through 400 places, leaves out whose numbers another
holds, looks for callbacks, and lets the numbers go. Theirs are claimed and ended by their own
libraries' calls, over the same driver. Short stretches of all three alternate, so that whatever
else the machine does falls upon each. Prints turns a second, p50 and p99 of a claim, doubles, the
ratio of ours to each in the same round, and on Linux the processor's time of a turn, the agent's
and the server's, which a busy machine hardly changes. TMPDIR=/dev/shm puts the database into
memory, where a turn is not two waits for a disk.
"""

import argparse
import asyncio
import multiprocessing
import statistics
import time
import uuid
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from importlib.util import find_spec
from pathlib import Path

from sqlalchemy import select, text

from benchmarks.fill import NOON, PLACES, postgres_with, series
from db.claims import Queue, claim_next, finish
from db.engine import open_database
from db.enums import LeadStatus
from db.tables import places

LEASE = timedelta(minutes=15)
HELD = 350
"""Unfinished holds of each agent in front of the queue, where they are asked for."""

Turns = list[tuple[int, float]]
"""The id and the seconds of each claim."""

TICK = 100
"""Of the processor's time as Linux counts it, in a second."""

OURS, PGQUEUER, PROCRASTINATE = "ours", "pgqueuer", "procrastinate"


def ours(address: str, seconds: float, start: Callable[[], object]) -> Turns:
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

    for _ in range(10):
        turn()
    start()
    turns.clear()
    until = time.perf_counter() + seconds
    while time.perf_counter() < until:
        turn()
    database.close()
    return turns


def pgqueuer(address: str, seconds: float, start: Callable[[], object]) -> Turns:
    async def run() -> Turns:
        import psycopg
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
        from procrastinate import PsycopgConnector
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
    while time.perf_counter() < until:
        await turn()


LIBRARIES = ("pgqueuer.queries", "pgqueuer.adapters.drivers.psycopg", "procrastinate.manager")
"""What an agent imports before it begins: not once for each."""


def _is_there(module: str) -> bool:
    return find_spec(module.partition(".")[0]) is not None


QUEUES = {OURS: ours, PGQUEUER: pgqueuer, PROCRASTINATE: procrastinate}


def fill_theirs(address: str, count: int) -> None:
    """The tables of each queue that is installed, with so many jobs of five priorities."""
    import psycopg

    numbers = series("postgresql", count)
    with psycopg.connect(address, autocommit=True) as connection:
        if _is_there(PGQUEUER):
            from pgqueuer.adapters.persistence.qb import QueryBuilderEnvironment

            connection.execute(QueryBuilderEnvironment().build_install_query())
            connection.execute(
                "INSERT INTO pgqueuer (priority, entrypoint, payload, status, execute_after)"
                f" SELECT n % 5, 'call', convert_to('{{\"lead\": ' || n || '}}', 'UTF8'), 'queued',"
                f" now() - interval '1 hour' FROM {numbers} x"
            )
        if _is_there(PROCRASTINATE):
            from procrastinate.schema import SchemaManager

            connection.execute(SchemaManager.get_schema())
            connection.execute("ALTER TABLE procrastinate_jobs DISABLE TRIGGER USER")
            connection.execute(
                "INSERT INTO procrastinate_jobs (queue_name, task_name, priority, args)"
                f" SELECT 'calls', 'call', n % 5, json_build_object('lead', n) FROM {numbers} x"
            )
            connection.execute("ALTER TABLE procrastinate_jobs ENABLE TRIGGER USER")
        connection.execute("VACUUM ANALYZE")


def hold_in_front(address: str, count: int) -> None:
    """So many leads at the front of the queue are on screens."""
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
    began = [0.0]

    def start() -> None:
        ready.wait()
        began[0] = time.process_time()

    turns = QUEUES[name](address, seconds, start)
    results.put((turns, time.process_time() - began[0]))


def server_time(address: str) -> float:
    """Seconds of the processor that all of a server's processes have used; 0 where not Linux."""
    if not Path("/proc/self/stat").exists():
        return 0.0
    import psycopg

    with psycopg.connect(address) as connection:
        parent = _stat(connection.info.backend_pid)[1]
    found = 0
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            fields = _stat(int(process.name))
            if fields[1] == parent:
                found += fields[11] + fields[12]
    return (found + sum(_stat(parent)[11:15])) / TICK


def _stat(process: int) -> list[int]:
    said = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return [0, *map(int, said[1:15])]


def crew(name: str, address: str, number: int, seconds: float) -> tuple[float, float, Turns]:
    """Turns a second of so many agents at once, the processor's time of one, and the claims."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(
        ["benchmarks.claims", *(one for one in LIBRARIES if _is_there(one))]
    )
    results: multiprocessing.Queue[tuple[Turns, float]] = context.Queue()
    ready = context.Barrier(number + 1)
    agents = [
        context.Process(target=_work, args=(name, address, seconds, ready, results))
        for _ in range(number)
    ]
    for one in agents:
        one.start()
    ready.wait()
    before = server_time(address)
    done = [results.get(timeout=300) for _ in agents]
    for one in agents:
        one.join()
    used = server_time(address) - before + sum(spent for _, spent in done)
    found = [claim for turns, _ in done for claim in turns]
    return len(found) / seconds, used / len(found), found


@contextmanager
def filled(count: int, agents: int) -> Iterator[str]:
    """A PostgreSQL of this run's own with the rows of all three."""
    with postgres_with(count, PLACES) as address:
        import psycopg

        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(f"ALTER SYSTEM SET max_connections = {agents + 20}")
        fill_theirs(address, count)
        yield address


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--leads", type=int, default=1_000_000)
    parser.add_argument("--agents", type=int, nargs="+", default=[1, 8, 64])
    parser.add_argument("--seconds", type=float, default=4)
    parser.add_argument("--rounds", type=int, default=3)
    chosen = parser.parse_args()
    with filled(chosen.leads, max(chosen.agents)) as address:
        report(address, chosen.agents, chosen.seconds, chosen.rounds)
        held = HELD * max(chosen.agents) // 8 if chosen.leads > HELD * 100 else 10
        hold_in_front(address, held)
        print(f"with {held:,} leads in front of the queue on screens")
        report(address, chosen.agents, chosen.seconds, chosen.rounds)


def report(address: str, sizes: list[int], seconds: float, rounds: int) -> None:
    names = [name for name in QUEUES if name == OURS or _is_there(name)]
    for missing in QUEUES.keys() - names:
        print(f"{missing} is not installed: pip install {missing}")
    for number in sizes:
        rates: dict[str, list[float]] = {name: [] for name in names}
        used: dict[str, list[float]] = {name: [] for name in names}
        claims: dict[str, Turns] = {name: [] for name in names}
        for _ in range(rounds):
            for name in names:
                rate, spent, found = crew(name, address, number, seconds)
                rates[name].append(rate)
                used[name].append(spent * 1000)
                claims[name] += found
        print(f"{number} agents")
        for name in names:
            times = sorted(spent * 1000 for _, spent in claims[name])
            ids = [one for one, _ in claims[name]]
            cuts = statistics.quantiles(times, n=100)
            ratios = [ours / one for ours, one in zip(rates[OURS], rates[name], strict=True)]
            beside = "" if name == OURS else f"   ours {statistics.median(ratios):.2f} ×"
            print(
                f"  {name:14} {statistics.median(rates[name]):7,.0f} a second"
                f"   claim p50 {cuts[49]:6.2f} ms  p99 {cuts[98]:7.2f} ms"
                f"   processor {statistics.median(used[name]):5.2f} ms"
                f"   doubles {len(ids) - len(set(ids))}{beside}"
            )


if __name__ == "__main__":
    main()
