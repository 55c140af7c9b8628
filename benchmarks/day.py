"""A floor's day, run fast: agents call, promise, hear that they shall not call again, are killed.

    python -m benchmarks.day [--agents 500] [--pace 10] [--minutes 3] [--kills 4]
    python -m benchmarks.day --minutes 60 --leads 400000
    python -m benchmarks.day --cluster       (a leader and a replica: the leader is lost half way)
    python -m benchmarks.day --beside plan   (an import, a plan or a backup while they call)
    python -m benchmarks.day --team          (each agent has a login with an agent's rights alone)

Everybody is a client with a connection of its own to a real PostgreSQL, and presses the console's
keys (`console.view.state.commands`) through the desk, and asks by itself what a console asks.
There is no
screen: five hundred would be 35 GB. The day's clock runs `--pace` times as fast as ours, so at 10
each agent makes a call in six seconds. The hours close in the East when 70 % of the day are over.
Then plain SQL asks what must not be (`benchmarks/day_proof.py`); the exit status is 1 if any of it
is.
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

from benchmarks.claims import machine_time, processor_time, server_time
from benchmarks.day_agents import CALL, Day, Told, read_told, work
from benchmarks.day_leads import BESIDE, admit, as_login, fill
from benchmarks.day_proof import ask, count
from benchmarks.fill import empty_postgres
from db.audit.verification import verify
from db.engine.database import open_database
from scripts.cluster import Cluster, cluster

CLOSING = datetime(2026, 11, 19, 2, tzinfo=UTC)
"""Nine in the evening of a Wednesday in New York, eight in Chicago."""

LEASE = timedelta(minutes=15)
"""By our clock, as a firm has it. What a hold must outlive is how slow machines are, and they are
not ten times as fast with the day: a lease of 15 of its own minutes were 90 seconds, keys waited
as long where two cores had more to do than they could, and whose hold was over was called anew."""

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
    asked = parser.parse_args()
    length = timedelta(minutes=asked.minutes * asked.pace)
    day = Day(CLOSING - 0.7 * length, CLOSING + 0.3 * length, asked.pace)
    with ExitStack() as running:
        folder = Path(running.enter_context(tempfile.TemporaryDirectory(prefix="smiledial-day-")))
        room = 2 * asked.agents + 50  # who is killed keeps a place until its turn at the log
        made = None
        if asked.cluster:
            made = running.enter_context(cluster(2, connections=room, seconds=7200))
        address = made.address() if made else running.enter_context(empty_postgres(room))
        is_there = asked.beside in {"plan", "backup"}
        others = asked.others if is_there else 0
        fill(address, folder, asked.leads, others, day.begins, LEASE * asked.pace)
        floor = Floor(address, folder, day, asked.agents, asked.processes, made)
        if asked.team:
            admit(address, floor.names)
            floor.address_of = partial(as_login, address)
        planned: list[tuple[float, Callable[[], None]]] = [
            (day.seconds * (n + 1) / (asked.kills + 1), floor.kill) for n in range(asked.kills)
        ]
        if made:
            planned.append((day.seconds * 0.5, floor.lose_the_leader))
        if asked.beside:
            beside = BESIDE[asked.beside]
            planned.append((day.seconds * 0.2, lambda: floor.do_beside(beside, asked.others)))
        floor.run(sorted(planned, key=lambda one: one[0]))
        return report(floor)


class Floor:
    """The processes in which the agents sit, and what is done to them."""

    def __init__(
        self,
        address: str,
        folder: Path,
        day: Day,
        agents: int,
        processes: int,
        made: Cluster | None,
    ) -> None:
        self.address, self.folder, self.day, self.agents, self.made = (
            address, folder, day, agents, made,
        )  # fmt: skip
        self.names = [f"agent{n}" for n in range(agents)]
        self._crews = [self.names[n::processes] for n in range(processes)]
        self.address_of: Callable[[str], str] = lambda _: address
        # Without a lock: who is killed while it holds one would stop the whole floor.
        self._began: c_double = FORK.RawValue("d", float("inf"))
        self._running: list[ForkProcess] = []
        self._beside: ForkProcess | None = None
        self._dice = random.Random(1)
        self.kills = 0
        self.clients = self.server = self.machine = 0.0
        """Seconds of the processor from the beginning of the day to its end."""
        self.lost_at = float("inf")
        self.beside_from = self.beside_to = float("inf")

    @property
    def began(self) -> float:
        return self._began.value

    def run(self, planned: Sequence[tuple[float, Callable[[], None]]]) -> None:
        """The day from its first key to its last; `planned` is done so many seconds after that."""
        for n in range(len(self._crews)):
            self._running.append(self._start(n))
        while len([one for one in self.told() if one.key == "open"]) < self.agents:
            if not all(one.is_alive() for one in self._running):
                raise RuntimeError("a process of agents ended before the day began")
            time.sleep(0.5)
        before = self._spent()
        self._began.value = time.monotonic()
        for after, act in planned:
            time.sleep(max(0.0, self.began + after - time.monotonic()))
            act()
        time.sleep(max(0.0, self.began + self.day.seconds - time.monotonic()))
        spent = self._spent()
        self.clients += spent[0] - before[0]
        self.server = spent[1] - before[1]
        self.machine = spent[2] - before[2]
        for one in self._running:
            one.join()
        if self._beside is not None:
            self._beside.join()

    def kill(self) -> None:
        """A process ends without a word, and begins anew: its agents find their calls again."""
        n = self._dice.randrange(len(self._crews))
        self.clients += processor_time(self._running[n].pid or 0)
        self._running[n].kill()
        self._running[n].join()
        self._running[n] = self._start(n)
        self.kills += len(self._crews[n])

    def lose_the_leader(self) -> None:
        leader = self.made and self.made.leader()
        if leader:
            self.lost_at = time.monotonic()
            leader.crash()

    def do_beside(self, what: Callable[[str, Path, int, datetime], None], others: int) -> None:
        def act() -> None:
            what(self.address, self.folder, others, self.day.now(self.began))
            (self.folder / "beside").write_text(f"{time.monotonic()}", "utf-8")

        self.beside_from = time.monotonic()
        self._beside = FORK.Process(target=act)
        self._beside.start()

    def told(self) -> list[Told]:
        return [one for file in self.folder.glob("*.told") for one in read_told(file)]

    def _start(self, n: int) -> ForkProcess:
        file = self.folder / f"{n}.told"
        one = FORK.Process(
            target=work, args=(self.address_of, self._crews[n], self.day, self._began, file)
        )
        one.start()
        return one

    def _spent(self) -> tuple[float, float, float]:
        clients = sum(processor_time(one.pid or 0) for one in self._running)
        return clients, 0.0 if self.made else server_time(self.address), machine_time()


def report(floor: Floor) -> int:
    day = floor.day
    told = [one for one in floor.told() if one.at >= floor.began]
    calls = [one for one in told if one.key == "outcome"]
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
        _print_waits(key, [one for one in told if one.key == key])
    times = {key: sum(one.key == key for one in told) for key in ("again", "lost", "trouble")}
    print(
        f"{floor.kills} agents killed in a call; {times['again']} leads found lost,"
        f" {times['lost']} calls; the server did not answer {times['trouble']} keys"
    )
    keys = [one for one in told if one.took]
    if floor.lost_at < float("inf"):
        _print_waits("while the leader was lost", _during(keys, floor.lost_at, floor.lost_at + 60))
        keys = [
            one for one in keys if one.at + one.took < floor.lost_at or one.at > floor.lost_at + 60
        ]
    with suppress(FileNotFoundError):
        until = float((floor.folder / "beside").read_text("utf-8"))
        beside = _during(keys, floor.beside_from, until)
        _print_waits(f"the {until - floor.beside_from:.0f} s beside", beside)
        keys = [one for one in keys if one not in set(beside)]
    _print_waits("else", keys)
    return 1 if sum(_proof(floor, told)) else 0


def _proof(floor: Floor, told: Sequence[Told]) -> Iterator[int]:
    address = floor.address
    for name in ("attempt", "callback", "suppression", "audit_entry"):
        print(f"{count(address, f'SELECT count(*) FROM {name}'):,} rows of {name}")
    acknowledged = [(one.claim, one.outcome) for one in told if one.claim]
    for name, found in ask(address, acknowledged):
        print(f"{name} {found}")
        yield found
    with closing(open_database(address)) as database, database.read() as connection:
        fault = verify(connection)
    print(f"audit verify: {fault.text if fault else 'all of it holds, and the tables agree'}")
    yield int(fault is not None)


def _during(keys: Sequence[Told], since: float, until: float) -> list[Told]:
    return [one for one in keys if one.at + one.took >= since and one.at <= until]


def _print_waits(name: str, keys: Sequence[Told]) -> None:
    if len(keys) < 2:
        return
    cuts = quantiles([one.took * 1000 for one in keys], n=100)
    longest = max(one.took for one in keys) * 1000
    print(
        f"  {name}: {len(keys):,} keys, p50 {cuts[49]:.0f} ms, p99 {cuts[98]:.0f} ms,"
        f" longest {longest:,.0f} ms"
    )


if __name__ == "__main__":
    sys.exit(main())
