"""Checkpoints of a large import: what it has to know to go on after it was interrupted.

The leads of a chunk of rows are committed together with a checkpoint. It holds all that the import
otherwise keeps in memory or in temporary tables: counts, evidence, requests, and the numbers of the
chunk, which are written later in the order of their index. So the same import can begin with the
first row that is not committed.

A lock lets only one large import run at a time, because two could not see each other's hidden
numbers. If the process dies in any way, the operating system or PostgreSQL releases it. Small
imports, such as a lead that an agent adds, wait only while another import publishes.
"""

import contextlib
import os
import sqlite3
import time
import zlib
from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import datetime
from pathlib import Path

from msgspec import Struct, field, msgpack
from sqlalchemy import Connection, delete, func, insert, select, text, update
from sqlalchemy.exc import SQLAlchemyError

from db.engine.database import Database
from db.firm.settings import read_revision
from db.imports.batches import Namesake
from db.imports.staged_rows import StagedNumbers
from db.tables.imports import import_batches, import_checkpoints

DROPPED_AT_ONCE = 100
"""Checkpoints deleted in one transaction; each has the numbers of some thousand rows at most."""

FAST = 1
"""The level of compression: higher ones take several times as long."""


class Resumable(Struct, frozen=True):
    """What makes an import the same as an interrupted one.

    `fingerprint` stands for its file and its options. `revision` is the firm's revision when it was
    planned: other lists or settings may judge the rows in another way.
    """

    fingerprint: str
    revision: int


class Start(Struct, frozen=True):
    """How an import began. `earlier` counts the imports that were published before."""

    fingerprint: str
    revision: int
    began_at: datetime
    earlier: int
    is_new_list: bool


class ChunkState(Struct):
    """What the rows of a chunk have changed besides leads and numbers.

    `totals` are the counts so far, and all other fields are about this chunk alone. `ids` are the
    (first id, count) of its leads, and `places` the (number, id) of places used for the first time.
    `no_words_from` is the first lead whose search words are not written. The rest goes into the
    temporary tables of `duplicate_rows` and `request_reach`, or is remembered by `matching`.
    """

    totals: dict[str, int] = field(default_factory=dict)
    ids: list[tuple[int, int]] = field(default_factory=list)
    places: list[tuple[int, int]] = field(default_factory=list)
    no_words_from: int = 0
    namesakes: list[Namesake] = field(default_factory=list)
    clearings: dict[tuple[str, str], int] = field(default_factory=dict)
    met: list[int] = field(default_factory=list)
    consents: list[tuple[str, str, str, str]] = field(default_factory=list)
    requests: list[tuple[str, str]] = field(default_factory=list)
    more: list[tuple[int, str, str, str, str, str, int]] = field(default_factory=list)
    people: list[tuple[str, str, str, str, str, int, int]] = field(default_factory=list)
    without_number: dict[str, int] = field(default_factory=dict)
    rows: str = ""
    """Lines of JSON with the rows that became no lead."""


class Log:
    """Collects the state of a chunk while its rows are sorted; the sorting classes share it."""

    def __init__(self) -> None:
        self.state = ChunkState()

    def take(self) -> ChunkState:
        """Return the state, and start again."""
        state, self.state = self.state, ChunkState()
        return state


class Checkpoint(Struct, frozen=True):
    """A stored checkpoint. `rows` counts the file's rows so far; `notes` belong to the caller.

    `numbers` are those of the chunk's leads; None if they are certainly written.
    """

    state: ChunkState
    rows: int
    notes: bytes
    numbers: StagedNumbers | None


class Interrupted(Struct, frozen=True):
    """An import that was interrupted; `rows` of its file are committed."""

    batch_id: int
    list_id: int
    file: str
    rows: int
    start: Start


def pack_numbers(numbers: StagedNumbers) -> bytes:
    """Return the numbers of a chunk's leads, packed. That takes a few milliseconds."""
    columns = [list(getattr(numbers, name)) for name in numbers.__struct_fields__]
    return zlib.compress(msgpack.encode(columns), FAST)


def put_start(connection: Connection, batch_id: int, start: Start) -> None:
    """Store how an import begins, in the transaction that makes its batch."""
    state = msgpack.encode(start)
    _put(connection, batch_id=batch_id, chunk=0, rows=0, state=state, notes=b"", numbers=None)


def put_checkpoint(
    connection: Connection,
    batch_id: int,
    chunk: int,
    rows: int,
    state: ChunkState,
    notes: bytes,
    numbers: bytes,
) -> None:
    """Store a checkpoint, in the transaction that writes the leads of its chunk."""
    packed = zlib.compress(msgpack.encode(state), FAST)
    parts = {"state": packed, "notes": zlib.compress(notes, FAST), "numbers": numbers}
    _put(connection, batch_id=batch_id, chunk=chunk, rows=rows, **parts)


def _put(connection: Connection, **values: int | bytes | None) -> None:
    connection.execute(insert(import_checkpoints).values(**values))


def forget_numbers(connection: Connection, batch_id: int, chunk: int) -> None:
    """Remove the numbers of all chunks up to this one: they are written."""
    columns = import_checkpoints.c
    mine = (columns.batch_id == batch_id, columns.chunk <= chunk, columns.numbers.is_not(None))
    connection.execute(update(import_checkpoints).where(*mine).values(numbers=None))


def interrupted_imports(connection: Connection) -> list[Interrupted]:
    """Return the hidden imports that have a checkpoint, oldest first.

    One of them may still be running: see `is_under_way`.
    """
    starts = import_checkpoints.alias()
    columns = import_checkpoints.c
    wanted = (
        select(
            import_batches.c.id,
            import_batches.c.list_id,
            import_batches.c.file,
            starts.c.state,
            func.max(columns.rows).label("rows"),
        )
        .join(starts, (starts.c.batch_id == import_batches.c.id) & (starts.c.chunk == 0))
        .join(import_checkpoints, columns.batch_id == import_batches.c.id)
        .where(import_batches.c.hidden_at.is_not(None), columns.chunk > 0)
        .group_by(
            import_batches.c.id, import_batches.c.list_id, import_batches.c.file, starts.c.state
        )
        .order_by(import_batches.c.id)
    )
    return [
        Interrupted(row.id, row.list_id, row.file, row.rows, msgpack.decode(row.state, type=Start))
        for row in connection.execute(wanted)
    ]


def find_interrupted(connection: Connection, resumable: Resumable) -> Interrupted | None:
    """Return the interrupted import that this one can go on with, or None."""
    revision = read_revision(connection)
    for interrupted in interrupted_imports(connection):
        start = interrupted.start
        if (
            start.fingerprint == resumable.fingerprint
            and start.revision == revision
            # If an earlier import was undone, its rows are no longer duplicates.
            and start.earlier == count_earlier(connection, interrupted.batch_id)
        ):
            return interrupted
    return None


def count_earlier(connection: Connection, batch_id: int) -> int:
    """Count the published imports that are older than a batch."""
    columns = import_batches.c
    wanted = select(func.count()).where(columns.id < batch_id, columns.hidden_at.is_(None))
    return int(connection.execute(wanted).scalar_one())


def read_checkpoints(connection: Connection, batch_id: int) -> Iterator[Checkpoint]:
    """Yield the checkpoints of an import in the order of its rows."""
    columns = import_checkpoints.c
    wanted = select(columns.state, columns.rows, columns.notes, columns.numbers)
    mine = (columns.batch_id == batch_id, columns.chunk > 0)
    for row in connection.execute(wanted.where(*mine).order_by(columns.chunk)):
        yield Checkpoint(
            msgpack.decode(zlib.decompress(row.state), type=ChunkState),
            row.rows,
            zlib.decompress(row.notes),
            None if row.numbers is None else _unpack_numbers(row.numbers),
        )


def _unpack_numbers(packed: bytes) -> StagedNumbers:
    types = tuple[
        list[int], list[int], list[str], list[str], list[str], list[str], list[str], list[int]
    ]
    return StagedNumbers(*msgpack.decode(zlib.decompress(packed), type=types))


def drop_start(connection: Connection, batch_id: int) -> None:
    """Delete how an import began, so that it cannot be resumed: its leads are being removed."""
    columns = import_checkpoints.c
    mine = (columns.batch_id == batch_id, columns.chunk == 0)
    connection.execute(delete(import_checkpoints).where(*mine))


def drop_checkpoints(database: Database, connection: Connection) -> None:
    """Delete the checkpoints of imports that are published or gone, in short transactions."""
    hidden = select(import_batches.c.id).where(import_batches.c.hidden_at.is_not(None))
    columns = import_checkpoints.c
    some = select(columns.id).where(columns.batch_id.not_in(hidden)).limit(DROPPED_AT_ONCE)
    count = DROPPED_AT_ONCE
    while count == DROPPED_AT_ONCE:
        connection.commit()
        with database.transaction(connection):
            gone = delete(import_checkpoints).where(columns.id.in_(some))
            count = connection.execute(gone).rowcount
    connection.commit()


def runs_of(ids: Sequence[int]) -> list[tuple[int, int]]:
    """Return ascending ids as (first id, count) of their unbroken runs."""
    if ids and ids[-1] - ids[0] + 1 == len(ids):  # as almost always
        return [(ids[0], len(ids))]
    runs: list[tuple[int, int]] = []
    for lead_id in ids:
        if runs and sum(runs[-1]) == lead_id:
            runs[-1] = (runs[-1][0], runs[-1][1] + 1)
        else:
            runs.append((lead_id, 1))
    return runs


def ids_in(runs: Collection[tuple[int, int]]) -> list[int]:
    """Return the ids of runs."""
    return [first + at for first, count in runs for at in range(count)]


UNDER_WAY, PUBLISHING = 7346, 7347
"""The keys of PostgreSQL's advisory locks."""

_IS_LOCKED = f"""
    SELECT 1 FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database
    WHERE locktype = 'advisory' AND objid = {UNDER_WAY} AND datname = current_database()
"""

EVERY = 0.1
"""Seconds between two attempts to get the lock."""


@contextlib.contextmanager
def exclusive_import(
    database: Database, connection: Connection, *, waits: bool = True
) -> Iterator[bool]:
    """Hold the lock of large imports; yield whether this import has it.

    With `waits`, it waits until it has the lock, and yields True. On PostgreSQL the lock belongs to
    the session: whoever dies loses it.
    """
    if database.is_sqlite:
        with locked_file(f"{database.url.database}-import", waits=waits) as is_ours:
            yield is_ours
        return
    ask = text(f"SELECT pg_try_advisory_lock({UNDER_WAY})")
    is_ours = _wait(lambda: bool(connection.execute(ask).scalar()), waits=waits)
    # The session keeps the lock. Commit now: an open transaction would keep vacuum from cleaning up
    # during the whole import.
    connection.commit()
    try:
        yield is_ours
    finally:
        if is_ours:
            # Now, because a server learns late that a connection was closed. A lost one holds none.
            with contextlib.suppress(SQLAlchemyError):
                connection.rollback()
                connection.execute(text(f"SELECT pg_advisory_unlock({UNDER_WAY})"))


def is_under_way(database: Database) -> bool:
    """Return whether a large import is running."""
    if database.is_sqlite and not Path(f"{database.url.database}-import").exists():
        return False
    if database.is_sqlite:
        with locked_file(f"{database.url.database}-import", waits=False) as is_free:
            return not is_free
    with database.read() as connection:
        return connection.execute(text(_IS_LOCKED)).first() is not None


@contextlib.contextmanager
def locked_file(path: str, *, waits: bool) -> Iterator[bool]:
    """Lock an empty file, which is created if it is missing; yield whether it is ours."""
    # Let SQLite lock this empty file, because its file locks work the same on every system.
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    # timeout=0: fail at once if it is locked. isolation_level=None: the driver sends no BEGIN.
    lock = sqlite3.connect(path, timeout=0, isolation_level=None)
    try:
        yield _wait(lambda: _is_locked_now(lock), waits=waits)
    finally:
        lock.close()


def _is_locked_now(lock: sqlite3.Connection) -> bool:
    try:
        lock.execute("BEGIN EXCLUSIVE")
    except sqlite3.OperationalError:
        return False
    return True


def _wait(is_ours: Callable[[], bool], *, waits: bool) -> bool:
    while not is_ours():
        if not waits:
            return False
        time.sleep(EVERY)
    return True
