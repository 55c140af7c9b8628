"""A long audit log verified in several processes, each on stretches of it.

All of them see the database as at one instant: on PostgreSQL one hands its picture to the others,
on SQLite they begin until the log ends in the same entry for all. Where that does not come about, a
process cannot be started or one dies, this one does what is left.

The other process runs `main`.
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

from db.audit.log import Head, count_entries, read_head
from db.audit.seals import START
from db.audit.stretch_verification import check_part
from db.audit.verification import check, put_together, stretches
from db.audit.verification_results import Checked, PartChecked, Stretch
from db.engine import child_process
from db.engine.child_process import Child
from db.engine.database import Database, open_database

LONG = 200_000
"""Entries from which on it is quicker: less are read before another process has begun."""

STRETCH = 20_000
"""Entries that a process is given at once."""

MOST = 8
"""Processes, this one among them: the database is others' too."""

TRIES = 20
"""How often all begin anew to see the same."""


def check_database(
    database: Database, since: Head = START, *, long: int = LONG, length: int = STRETCH
) -> Checked:
    """As `check`, in as many processes as there are processors where there is much to read."""
    with database.read() as connection:
        is_long = count_entries(connection) - since.seq >= long
    count = min(_processors(), MOST) - 1 if is_long else 0
    with _collecting_nothing(), _children(database, count) as children:
        for _ in range(TRIES if children else 0):
            with database.read() as connection:
                if _see_the_same(connection, since, children):
                    parts = _check_parts(connection, since, length, children)
                    return put_together(connection, since, parts)
        with database.read() as connection:
            return check(connection, since)


@contextlib.contextmanager
def _collecting_nothing() -> Iterator[None]:
    """What is read goes by itself, and to look for what does not takes a tenth of the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _processors() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@contextlib.contextmanager
def _children(database: Database, count: int) -> Iterator[list[Child]]:
    """Those that could be started, which are ended with the block."""
    address = database.url.render_as_string(hide_password=False)
    started: list[Child] = []
    try:
        with contextlib.suppress(OSError):
            for _ in range(count):
                started.append(child_process.start(__name__))
                _tell(started[-1], address)
        yield [*started]
    finally:
        for one in started:
            one.stop()


def _see_the_same(connection: Connection, since: Head, children: list[Child]) -> bool:
    """Whether all begin with this picture of the database; those that died are left out."""
    head, picture = read_head(connection), ""
    if connection.dialect.name == "postgresql":
        picture = str(connection.execute(text("SELECT pg_export_snapshot()")).scalar_one())
    heads = []
    for child in [*children]:
        try:
            _tell(child, (since.seq, picture))
            heads.append(pickle.load(child.heard))  # noqa: S301 - from our own process
        except _GONE:
            children.remove(child)
    return heads == [head] * len(heads)


_GONE = (EOFError, OSError, pickle.UnpicklingError)


def _tell(child: Child, said: object) -> None:
    pickle.dump(said, child.told)
    child.told.flush()


def _check_parts(
    connection: Connection, since: Head, length: int, children: Sequence[Child]
) -> list[PartChecked]:
    """In their order. Each process takes the next when it is done with one."""
    left = deque(enumerate(stretches(connection, since, length)))
    done: dict[int, PartChecked] = {}

    def work(child: Child) -> None:
        while (taken := _next(left)) is not None:
            try:
                _tell(child, taken[1])
                done[taken[0]] = pickle.load(child.heard)  # noqa: S301 - from our own process
            except _GONE:
                left.append(taken)
                return

    threads = [Thread(target=work, args=(one,), daemon=True) for one in children]
    for thread in threads:
        thread.start()
    while left or any(thread.is_alive() for thread in threads):
        while (taken := _next(left)) is not None:
            done[taken[0]] = check_part(connection, since.seq, taken[1])
        for thread in threads:  # who died left something
            thread.join()
    return [done[number] for number in sorted(done)]


def _next(left: deque[tuple[int, Stretch]]) -> tuple[int, Stretch] | None:
    try:
        return left.popleft()
    except IndexError:
        return None


def main() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for who started this, and ends it
    with contextlib.suppress(Exception):  # who started it goes on alone, and says what is wrong
        gc.disable()
        _serve(open_database(_hear()))


def _serve(database: Database) -> None:
    """Until nothing more is said."""
    asked = _hear()
    while True:
        since, picture = asked
        with database.read() as connection:
            if picture:
                connection.execute(text(f"SET TRANSACTION SNAPSHOT '{picture}'"))
            _say(read_head(connection))
            while isinstance(asked := _hear(), Stretch):
                _say(check_part(connection, since, asked))


def _hear() -> Any:  # a pickle can be anything
    return pickle.load(sys.stdin.buffer)  # noqa: S301 - from our own process


def _say(answer: object) -> None:
    pickle.dump(answer, sys.stdout.buffer)
    sys.stdout.buffer.flush()
