"""Verify a long audit log in several processes, each on stretches of it.

All processes must see the same state of the database. On PostgreSQL the parent exports its snapshot
to the children. On SQLite all begin new transactions until the log ends with the same entry for
all. If that fails, or children cannot start or die, the parent checks what is left. The children
run `main`.
"""

import contextlib
import gc
import os
import pickle
import signal
import sys
from collections import deque
from collections.abc import Iterator, Sequence
from threading import Thread
from typing import Any

from sqlalchemy import Connection, text

from db.audit.consistency import find_head_damage
from db.audit.entry_checks import check_part
from db.audit.log import Head, count_entries, read_head
from db.audit.verification import check, put_together, stretches
from db.audit.verification_results import START, Checked, PartChecked, Stretch
from db.engine import child_process
from db.engine.child_process import Child, without_garbage_collection
from db.engine.database import Database, open_database

LONG = 200_000
"""Entries from which on more processes help: fewer are read before a process has started."""

STRETCH = 20_000
"""Entries in the stretch that a process gets at once."""

MOST = 8
"""The most processes, including this one: other people use the database too."""

TRIES = 20
"""How often all processes try to see the same state of the database."""


def check_database(
    database: Database, since: Head = START, *, long: int = LONG, length: int = STRETCH
) -> Checked:
    """Verify the log like `check`, a long one in as many processes as there are processors."""
    with database.read() as connection:
        damage = find_head_damage(connection)
        if damage is not None:  # nothing says how long the log is
            return Checked(since, 0, 0, {}, damage)
        is_long = count_entries(connection) - since.seq >= long
    count = min(_processors(), MOST) - 1 if is_long else 0
    # There are no cycles, and searching for them takes a tenth of the time.
    with without_garbage_collection(), _children(database, count) as children:
        for _ in range(TRIES if children else 0):
            with database.read() as connection:
                if _see_the_same(connection, since, children):
                    parts = _check_parts(connection, since, length, children)
                    return put_together(connection, since, parts)
        with database.read() as connection:
            return check(connection, since)


def _processors() -> int:
    # A container or `taskset` may allow fewer processors than the machine has.
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@contextlib.contextmanager
def _children(database: Database, count: int) -> Iterator[list[Child]]:
    """Start up to `count` processes, and stop them at the end of the block."""
    address = database.url.render_as_string(hide_password=False)
    started: list[Child] = []
    try:
        with contextlib.suppress(OSError):
            for _ in range(count):
                started.append(child_process.start(__name__))
                _send(started[-1], address)
        yield [*started]
    finally:
        for child in started:
            child.stop()


def _see_the_same(connection: Connection, since: Head, children: list[Child]) -> bool:
    """Return whether all children see the same end of the log; remove children that died."""
    head, snapshot = read_head(connection), ""
    if connection.dialect.name == "postgresql":
        # Children can take the snapshot only while this transaction is open.
        snapshot = str(connection.execute(text("SELECT pg_export_snapshot()")).scalar_one())
    heads = []
    for child in [*children]:
        try:
            _send(child, (since.seq, snapshot))
            heads.append(pickle.load(child.output))  # noqa: S301 - from our own process
        except _GONE:
            children.remove(child)
    return heads == [head] * len(heads)


_GONE = (EOFError, OSError, pickle.UnpicklingError)


def _send(child: Child, request: object) -> None:
    pickle.dump(request, child.input)
    child.input.flush()


def _check_parts(
    connection: Connection, since: Head, length: int, children: Sequence[Child]
) -> list[PartChecked]:
    """Check the log in stretches, of which each process takes the next; return the results."""
    queue = deque(enumerate(stretches(connection, since, length)))
    done: dict[int, PartChecked] = {}

    def work(child: Child) -> None:
        while (task := _next(queue)) is not None:
            number, stretch = task
            try:
                _send(child, stretch)
                done[number] = pickle.load(child.output)  # noqa: S301 - from our own process
            except _GONE:
                queue.append(task)  # the parent or another child takes it
                return

    threads = [Thread(target=work, args=(child,), daemon=True) for child in children]
    for thread in threads:
        thread.start()
    while queue or any(thread.is_alive() for thread in threads):
        while (task := _next(queue)) is not None:
            number, stretch = task
            done[number] = check_part(connection, since.seq, stretch)
        for thread in threads:  # a dying child puts its stretch back: look into the queue again
            thread.join()
    return [done[number] for number in sorted(done)]


def _next(queue: deque[tuple[int, Stretch]]) -> tuple[int, Stretch] | None:
    try:  # testing for emptiness first would race with the other threads
        return queue.popleft()
    except IndexError:
        return None


def main() -> None:
    """Check stretches for the process that started this one, until it closes the pipe."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C stops the parent, which stops this one
    with contextlib.suppress(Exception):  # the parent goes on alone, and reports what is wrong
        gc.disable()
        _serve(open_database(_receive()))


def _serve(database: Database) -> None:
    """Answer requests: (seq, snapshot) begins a transaction, a `Stretch` is checked in it."""
    request = _receive()
    while True:
        since, snapshot = request
        with database.read() as connection:
            if snapshot:
                # PostgreSQL allows it only before the first query of the transaction.
                connection.execute(text(f"SET TRANSACTION SNAPSHOT '{snapshot}'"))
            _answer(read_head(connection))
            while isinstance(request := _receive(), Stretch):
                _answer(check_part(connection, since, request))


def _receive() -> Any:  # a pickle can be anything
    return pickle.load(sys.stdin.buffer)  # noqa: S301 - from our own process


def _answer(answer: object) -> None:
    pickle.dump(answer, sys.stdout.buffer)
    sys.stdout.buffer.flush()
