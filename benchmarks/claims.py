"""Claim and finish in turn beside two job queues, on one PostgreSQL, each with as many rows.

    pip install -e '.[queues]'    (for this benchmark alone; without it ours runs alone)
    python -m benchmarks.claims [--leads 1000000] [--agents 1 8 64] [--seconds 4] [--rounds 3]
    python -m benchmarks.claims --floor 500 [--every 60] [--seconds 60]

Each agent is a process with a connection of its own. A turn is the claim of the best that waits,
committed, then its end, committed. Ours looks through 400 places, leaves out whose numbers another
holds, looks for callbacks, and lets the numbers go. Theirs are claimed and ended by their own
libraries' calls, over the same driver, and like theirs ours are statements that commit by
themselves (a console makes its claim within the transaction of a keypress). Short stretches of all
three alternate, so that whatever else the machine does falls upon each. Prints turns a second, p50
and p99 of a claim, doubles, and the ratio of ours to each in the same round. TMPDIR=/dev/shm puts
the database into memory, where a turn is not two waits for a disk.

`--floor` is so many agents of ours at human pace, each with a connection and a claim in `--every`
seconds: how long they wait, how even it is, and how much of a processor the server needs.
"""

import argparse
import asyncio
import multiprocessing
import random
import statistics
import time
import uuid
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from datetime import timedelta
from importlib.util import find_spec
from pathlib import Path
from threading import Event

from sqlalchemy import select, text

from benchmarks.fill import NOON, PLACES, postgres_with, series
from db.claims.claim import Queue, claim_next, finish
from db.engine.database import open_database
from db.enums import LeadStatus
from db.tables.leads import places

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
    connection = database.engine.connect().execution_options(isolation_level="AUTOCOMMIT")

    def turn() -> None:
        began = time.perf_counter()
        hold = claim_next(connection, "ann", queue, NOON, NOON + LEASE)
        assert hold is not None
        turns.append((hold.lead_id, time.perf_counter() - began))
        finish(connection, hold.lead_id, hold.claim, status=LeadStatus.CLOSED)

    for _ in range(10):
        turn()
    start()
    turns.clear()
    until = time.perf_counter() + seconds
    while time.perf_counter() < until:
        turn()
    connection.close()
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
    results.put(QUEUES[name](address, seconds, ready.wait))


def server_time(address: str) -> float:
    """Seconds of the processor that the processes of a server have used; 0 where it is no Linux."""
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


def machine_time() -> float:
    """Seconds of the processors that all who run on this machine have used; 0 where it is no Linux.

    What is more than ours says how quiet the machine was.
    """
    if not Path("/proc/stat").exists():
        return 0.0
    user, nice, system, _idle, _waiting, *interrupts = Path("/proc/stat").read_text().split()[1:8]
    return sum(map(int, (user, nice, system, *interrupts))) / TICK


def processor_time(process: int) -> float:
    """Seconds of the processor that a process has used, without its children."""
    return sum(_stat(process)[11:13]) / TICK


def _stat(process: int) -> list[int]:
    said = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return [0, *map(int, said[1:15])]


def crew(name: str, address: str, number: int, seconds: float) -> tuple[float, list[Turns]]:
    """Turns a second of so many agents at once, and the claims of each."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(
        ["benchmarks.claims", *(one for one in LIBRARIES if _is_there(one))]
    )
    results: multiprocessing.Queue[Turns] = context.Queue()
    ready = context.Barrier(number)
    agents = [
        context.Process(target=_work, args=(name, address, seconds, ready, results))
        for _ in range(number)
    ]
    for one in agents:
        one.start()
    found = [results.get(timeout=300) for _ in agents]
    for one in agents:
        one.join()
    return sum(map(len, found)) / seconds, found


def spread(turns: Sequence[Turns]) -> str:
    return f"{min(map(len, turns))} to {max(map(len, turns))}"


def ended(address: str, ids: Iterable[int]) -> int:
    """How many of these leads the database holds for closed."""
    database = open_database(address)
    with database.read() as connection:
        asked = text("SELECT count(*) FROM lead WHERE id = ANY(:ids) AND status = 'closed'")
        found: int = connection.execute(asked, {"ids": [*ids]}).scalar_one()
    database.close()
    return found


def floor(address: str, number: int, every: float, seconds: float) -> None:
    """So many agents of ours, each with a connection and a claim in `every` seconds."""
    database = open_database(address)
    with database.read() as connection:
        ids = list(connection.execute(select(places.c.id)).scalars())
    database.close()
    queue = Queue(ids, None, NOON)
    began = time.perf_counter() + number / 20  # until then they connect and call a first lead
    pace, is_over = random.Random(1), Event()
    firsts = [began + pace.uniform(0, every) for _ in range(number)]

    def agent(n: int) -> Turns:
        database = open_database(address)
        turns: Turns = []

        def turn() -> None:
            asked = time.perf_counter()
            with database.write() as connection:
                hold = claim_next(connection, f"agent{n}", queue, NOON, NOON + LEASE)
            assert hold is not None
            turns.append((hold.lead_id, time.perf_counter() - asked))
            with database.write() as connection:
                finish(connection, hold.lead_id, hold.claim, status=LeadStatus.CLOSED)

        turn()
        turns.clear()  # a new connection makes its plans
        due = firsts[n]
        while due < began + seconds:
            time.sleep(max(0.0, due - time.perf_counter()))
            turn()
            due += every
        is_over.wait()  # whoever leaves takes along what the server has done for them
        database.close()
        return turns

    with ThreadPoolExecutor(number) as crew:
        work = [crew.submit(agent, n) for n in range(number)]
        time.sleep(max(0.0, began - time.perf_counter()))
        before = server_time(address)
        time.sleep(seconds)
        load = (server_time(address) - before) / seconds
        is_over.set()
        done = [one.result() for one in work]
    found = [claim for turns in done for claim in turns]
    cuts = statistics.quantiles([spent * 1000 for _, spent in found], n=100)
    called = {one for one, _ in found}
    print(
        f"{number} agents, a claim in {every:.0f} s each: {len(found)} claims,"
        f" doubles {len(found) - len(called)}, lost {len(called) - ended(address, called)},"
        f" {spread(done)} an agent,"
        f" p50 {cuts[49]:.2f} ms  p99 {cuts[98]:.2f} ms  longest"
        f" {max(spent for _, spent in found) * 1000:.0f} ms; the server {load:.1%} of a processor"
    )


@contextmanager
def filled(count: int, agents: int) -> Iterator[str]:
    """A PostgreSQL of this run's own with the rows of all three."""
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
    chosen = parser.parse_args()
    with filled(chosen.leads, max([*chosen.agents, chosen.floor])) as address:
        if chosen.floor:
            floor(address, chosen.floor, chosen.every, chosen.seconds)
            return
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
        claims: dict[str, list[Turns]] = {name: [] for name in names}
        for _ in range(rounds):
            for name in names:
                rate, turns = crew(name, address, number, seconds)
                rates[name].append(rate)
                claims[name] += turns
        print(f"{number} agents")
        for name in names:
            found = [claim for one in claims[name] for claim in one]
            times = sorted(spent * 1000 for _, spent in found)
            ids = {one for one, _ in found}
            cuts = statistics.quantiles(times, n=100)
            ratios = [ours / one for ours, one in zip(rates[OURS], rates[name], strict=True)]
            beside = f"   ours {statistics.median(ratios):.2f} ×"
            print(
                f"  {name:14} {statistics.median(rates[name]):7,.0f} a second"
                f"   claim p50 {cuts[49]:6.2f} ms  p99 {cuts[98]:7.2f} ms"
                f"   doubles {len(found) - len(ids)}   {spread(claims[name])} an agent"
                f"{_lost(address, ids) if name == OURS else beside}"
            )


def _lost(address: str, ids: set[int]) -> str:
    return f"   lost {len(ids) - ended(address, ids)}"


if __name__ == "__main__":
    main()
