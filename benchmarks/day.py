"""Simulate a floor's day, run fast: agents call, set callbacks, bar people, and are killed.

    python -m benchmarks.day [--agents 500] [--pace 10] [--minutes 3] [--kills 4]
    python -m benchmarks.day --minutes 60 --leads 400000
    python -m benchmarks.day --cluster       (a leader and a replica: the leader is lost half way)
    python -m benchmarks.day --beside plan   (an import, a plan or a backup in the meantime)
    python -m benchmarks.day --team          (each agent has a login with an agent's rights alone)

Each agent is a client with its own connection to a real PostgreSQL. It presses the console's keys
(`console.view.state.commands`) through the desk, and polls what a console polls. There is no
screen: five hundred would take 35 GB. The day's clock runs `--pace` times as fast as ours: at 10
each agent makes a call in six seconds. The calling hours end in the East when 70 % of the day is
over. Then plain SQL looks for what must never happen (`benchmarks/day_proof.py`); the exit status
is 1 if any of it did.
"""

import argparse
import multiprocessing
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, suppress
from ctypes import c_double
from datetime import UTC, datetime, timedelta
from functools import partial
from multiprocessing.context import ForkProcess
from pathlib import Path
from statistics import quantiles

import psycopg

from benchmarks.claims import machine_time, processor_time, server_time
from benchmarks.day_agents import CALL, Day, Press, read_presses, work
from benchmarks.day_leads import BESIDE, admit, as_login, fill
from benchmarks.day_proof import ask, count
from benchmarks.fill import empty_postgres
from db.audit.verification import verify
from db.engine.database import open_database
from scripts.cluster import Cluster, cluster

CLOSING = datetime(2026, 11, 19, 2, tzinfo=UTC)
"""Nine in the evening of a Wednesday in New York, eight in Chicago."""

LEASE = timedelta(minutes=15)
"""A firm's lease, by our clock and not by the day's.

A hold must outlive a slow machine, which is not ten times as fast as the day. By the day's clock
the lease would be 90 seconds: keys waited that long on two busy cores, and leads whose hold had
run out were called twice.
"""

FORK = multiprocessing.get_context("fork")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--agents", type=int, default=500)
    parser.add_argument("--pace", type=float, default=10, help="1 is a call a minute by our clock")
    parser.add_argument("--minutes", type=float, default=3, help="by our clock")
    parser.add_argument("--leads", type=int, default=40_000)
    parser.add_argument("--processes", type=int, default=10, help="in which the agents sit")
    parser.add_argument("--kills", type=int, default=4, help="of such a process, with its agents")
    parser.add_argument("--cluster", action="store_true")
    parser.add_argument("--team", action="store_true")
    parser.add_argument("--beside", choices=BESIDE)
    parser.add_argument("--others", type=int, default=100_000, help="leads of what is done beside")
    options = parser.parse_args()
    length = timedelta(minutes=options.minutes * options.pace)
    day = Day(CLOSING - 0.7 * length, CLOSING + 0.3 * length, options.pace)
    with ExitStack() as running:
        folder = Path(running.enter_context(tempfile.TemporaryDirectory(prefix="smiledial-day-")))
        # A killed client's connection lives until its statement, queued for the log, has run.
        room = 2 * options.agents + 50
        servers = None
        if options.cluster:
            servers = running.enter_context(cluster(2, connections=room, seconds=7200))
        address = servers.address() if servers else running.enter_context(empty_postgres(room))
        is_there = options.beside in {"plan", "backup"}
        others = options.others if is_there else 0
        fill(address, folder, options.leads, others, day.begins, LEASE * options.pace)
        floor = Floor(address, folder, day, options.agents, options.processes, servers)
        if options.team:
            admit(address, floor.names)
            floor.address_of = partial(as_login, address)
        planned: list[tuple[float, Callable[[], None]]] = [
            (day.seconds * (n + 1) / (options.kills + 1), floor.kill) for n in range(options.kills)
        ]
        if servers:
            planned.append((day.seconds * 0.5, floor.lose_the_leader))
        if options.beside:
            beside = BESIDE[options.beside]
            planned.append((day.seconds * 0.2, lambda: floor.do_beside(beside, options.others)))
        floor.run(sorted(planned, key=lambda event: event[0]))
        return report(floor)


class Floor:
    """The processes of the agents, and the events of their day: kills, a failover, other work."""

    def __init__(
        self,
        address: str,
        folder: Path,
        day: Day,
        agents: int,
        processes: int,
        servers: Cluster | None,
    ) -> None:
        self.address, self.folder, self.day, self.agents, self.servers = (
            address, folder, day, agents, servers,
        )  # fmt: skip
        self.names = [f"agent{n}" for n in range(agents)]
        self._crews = [self.names[n::processes] for n in range(processes)]
        self.address_of: Callable[[str], str] = lambda _: address
        # A raw value has no lock: a process killed while it held one would stop the whole floor.
        self._began: c_double = FORK.RawValue("d", float("inf"))
        self._running: list[ForkProcess] = []
        self._beside: ForkProcess | None = None
        self._dice = random.Random(1)
        self.kills = 0
        self.clients = self.server = self.machine = 0.0
        """Processor seconds from the beginning of the day to its end, `server` of all members."""
        self._servers_before: dict[str, float] = {}
        self.lost_at = float("inf")
        self.beside_from = self.beside_to = float("inf")

    @property
    def began(self) -> float:
        return self._began.value

    def run(self, planned: Sequence[tuple[float, Callable[[], None]]]) -> None:
        """Run the day; `planned` holds (seconds after its beginning, act) in order."""
        for n in range(len(self._crews)):
            self._running.append(self._start(n))
        while len([press for press in self.presses() if press.key == "open"]) < self.agents:
            if not all(process.is_alive() for process in self._running):
                raise RuntimeError("a process of agents ended before the day began")
            time.sleep(0.5)
        before = self._spent()
        self._servers_before = self._servers_spent()
        self._began.value = time.monotonic()
        for after, act in planned:
            time.sleep(max(0.0, self.began + after - time.monotonic()))
            act()
        time.sleep(max(0.0, self.began + self.day.seconds - time.monotonic()))
        spent = self._spent()
        self.clients += spent[0] - before[0]
        self.machine = spent[1] - before[1]
        for address, seconds in self._servers_spent().items():
            self.server += seconds - self._servers_before.get(address, 0.0)
        for process in self._running:
            process.join()
        if self._beside is not None:
            self._beside.join()

    def kill(self) -> None:
        """Kill a process of agents and start it again: its agents must find their calls again."""
        n = self._dice.randrange(len(self._crews))
        self.clients += processor_time(self._running[n].pid or 0)
        self._running[n].kill()
        self._running[n].join()
        self._running[n] = self._start(n)
        self.kills += len(self._crews[n])

    def lose_the_leader(self) -> None:
        leader = self.servers and self.servers.leader()
        if leader:
            lost = self._servers_spent()
            self.lost_at = time.monotonic()
            leader.crash()
            # What it has spent ends with it; the replica's time is counted at the end of the day.
            self.server += lost[leader.address] - self._servers_before.pop(leader.address)

    def do_beside(self, work: Callable[[str, Path, int, datetime], None], others: int) -> None:
        """Run other work in a process; it notes the time of its end in the file `beside`."""

        def act() -> None:
            work(self.address, self.folder, others, self.day.now(self.began))
            (self.folder / "beside").write_text(f"{time.monotonic()}", "utf-8")

        self.beside_from = time.monotonic()
        self._beside = FORK.Process(target=act)
        self._beside.start()

    def presses(self) -> list[Press]:
        """Return all answered keys so far, from the files of the processes."""
        return [press for file in self.folder.glob("*.keys") for press in read_presses(file)]

    def _start(self, n: int) -> ForkProcess:
        file = self.folder / f"{n}.keys"
        process = FORK.Process(
            target=work, args=(self.address_of, self._crews[n], self.day, self._began, file)
        )
        process.start()
        return process

    def _spent(self) -> tuple[float, float]:
        """Return the processor seconds so far of the agents and the machine."""
        return sum(processor_time(process.pid or 0) for process in self._running), machine_time()

    def _servers_spent(self) -> dict[str, float]:
        """Return the processor seconds so far of each server that answers, by its address."""
        if not self.servers:
            return {"": server_time(self.address)}
        spent = {}
        for member in self.servers.members:
            with suppress(psycopg.OperationalError):
                spent[member.address] = server_time(
                    f"postgresql://postgres@{member.address}/postgres"
                )
        return spent


def report(floor: Floor) -> int:
    """Print the figures and the proof; return the exit status."""
    day = floor.day
    presses = [press for press in floor.presses() if press.at >= floor.began]
    calls = [press for press in presses if press.key == "outcome"]
    wanted = floor.agents * day.pace * 60 / CALL  # a minute by our clock
    rate = len(calls) / day.seconds * 60
    print(
        f"{floor.agents} agents, {day.begins:%H:%M} to {day.ends:%H:%M} UTC in {day.seconds:.0f} s:"
        f" {len(calls):,} calls, {rate:,.0f} a minute of {wanted:,.0f}: each agent at"
        f" {rate / floor.agents:.1f} times human pace of {day.pace:.0f};"
        f" {2 * rate / 60:,.0f} audited changes a second"
    )
    print(
        f"the agents' processes {floor.clients / day.seconds:.2f} processors, the server"
        f" {floor.server / day.seconds:.2f}, all on this machine {floor.machine / day.seconds:.2f};"
        f" {1000 * floor.clients / len(calls):.1f} and"
        f" {1000 * floor.server / len(calls):.1f} ms a call"
    )
    for key in ("dial", "outcome", "next"):
        _print_waits(key, [press for press in presses if press.key == key])
    names = ("again", "lost", "trouble")
    times = {key: sum(press.key == key for press in presses) for key in names}
    print(
        f"{floor.kills} agents killed in a call; {times['again']} leads found lost,"
        f" {times['lost']} calls; the server did not answer {times['trouble']} keys"
    )
    keys = [press for press in presses if press.took]
    if floor.lost_at < float("inf"):
        _print_waits("while the leader was lost", _during(keys, floor.lost_at, floor.lost_at + 60))
        keys = [
            press
            for press in keys
            if press.at + press.took < floor.lost_at or press.at > floor.lost_at + 60
        ]
    with suppress(FileNotFoundError):
        until = float((floor.folder / "beside").read_text("utf-8"))
        beside = _during(keys, floor.beside_from, until)
        _print_waits(f"the {until - floor.beside_from:.0f} s beside", beside)
        during = set(beside)
        keys = [press for press in keys if press not in during]
    _print_waits("else", keys)
    return 1 if sum(_faults(floor, presses)) else 0


def _faults(floor: Floor, presses: Sequence[Press]) -> Iterator[int]:
    """Print what the database holds; yield the number of faults of each kind."""
    address = floor.address
    for name in ("attempt", "callback", "suppression", "audit_entry"):
        print(f"{count(address, f'SELECT count(*) FROM {name}'):,} rows of {name}")
    acknowledged = [(press.claim, press.outcome) for press in presses if press.claim]
    for name, fault_count in ask(address, acknowledged):
        print(f"{name} {fault_count}")
        yield fault_count
    with closing(open_database(address)) as database, database.read() as connection:
        fault = verify(connection)
    print(f"audit verify: {fault.text if fault else 'all of it holds, and the tables agree'}")
    yield int(fault is not None)


def _during(keys: Sequence[Press], since: float, until: float) -> list[Press]:
    return [press for press in keys if press.at + press.took >= since and press.at <= until]


def _print_waits(name: str, keys: Sequence[Press]) -> None:
    if len(keys) < 2:
        return
    cuts = quantiles([press.took * 1000 for press in keys], n=100)
    longest = max(press.took for press in keys) * 1000
    print(
        f"  {name}: {len(keys):,} keys, p50 {cuts[49]:.0f} ms, p99 {cuts[98]:.0f} ms,"
        f" longest {longest:,.0f} ms"
    )


if __name__ == "__main__":
    sys.exit(main())
