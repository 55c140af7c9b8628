"""Reading a large file in a process beside this one, while this one writes to the database.

The other process runs `main`: a plan comes in, pieces go out, pickles one after the other. It ends
when nobody reads on, so that a killed import leaves no process behind.
"""

import contextlib
import gc
import os
import pickle
import signal
import sys
import traceback
import zoneinfo
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Queue
from threading import Thread
from typing import IO, TypeAlias

from console.importing.plan.questions import Question
from console.importing.rows.chunks import LeadChunk, ReadPlan, read_pieces
from console.trouble import BadInput
from db.engine import child_process
from db.engine.child_process import Child
from db.engine.database import Database, DatabaseTrouble, open_database

# The process that reads a large file, begun before it is known how that is to be read.
#
# It takes it as long to begin as it takes the import to make its plan.


LARGE = 1_000_000
"""Bytes of a file that is likely worth a process, which is what its rows decide."""


def start_reader() -> Child:
    return child_process.start("console.importing.reader_process")


@contextmanager
def reader_for(path: Path) -> Iterator[Child | None]:
    """None for a small file. Without a plan it reads nothing."""
    is_large = os.path.isfile(path) and path.stat().st_size >= LARGE  # noqa: PTH113 - never raises
    reader = start_reader() if is_large else None
    try:
        yield reader
    finally:
        if reader is not None:
            reader.stop()


Ask: TypeAlias = Callable[[Database], tuple[Question, ...]]

AHEAD = 4
"""Pieces that are read before they are asked for."""


class Apart(Iterator[LeadChunk]):
    """The pieces of a file that is being read. To ask for one raises what `read_pieces` would."""

    def __init__(self, heard: IO[bytes]) -> None:
        self._heard = heard

    def __next__(self) -> LeadChunk:
        piece = self.hear()
        if isinstance(piece, Exception):
            raise piece
        if not isinstance(piece, LeadChunk):
            raise StopIteration
        return piece

    def hear(self) -> object:
        try:
            return pickle.load(self._heard)  # noqa: S301 - from our own process
        except (EOFError, pickle.UnpicklingError):
            raise RuntimeError("the process that reads the file has died") from None


def answer_of(pieces: object) -> tuple[Question, ...]:
    """What was asked, when there are no more pieces of a file that was read apart. Nothing where it
    cannot be had: the leads are in."""
    found: object = ()
    with contextlib.suppress(RuntimeError):
        found = pieces.hear() if isinstance(pieces, Apart) else ()
    return found if isinstance(found, tuple) else ()


def ask_nothing(_: Database) -> tuple[Question, ...]:
    return ()


@contextlib.contextmanager
def read_apart(
    database: Database, plan: ReadPlan, ask: Ask = ask_nothing, early: Child | None = None
) -> Iterator[Apart]:
    """The pieces that `read_pieces` would give, read from now on, by a process that was begun
    `early` where there is one. When there are no more it goes on to `ask`."""
    address = database.url.render_as_string(hide_password=False)
    reader = early or start_reader()
    try:
        pickle.dump((address, plan, ask), reader.input)
        reader.input.flush()
        yield Apart(reader.output)
    finally:
        reader.stop()


def main() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the import, which ends this one
    zoneinfo.reset_tzpath(to=())
    gc.disable()
    try:
        told = pickle.load(sys.stdin.buffer)  # noqa: S301 - from our own process
    except EOFError:  # the import has ended before it had a plan
        return
    queue: Queue[bytes] = Queue(AHEAD)
    Thread(target=_pass_on, args=(*told, queue), daemon=True).start()
    with contextlib.suppress(BrokenPipeError):  # the import has ended
        while one := queue.get():
            sys.stdout.buffer.write(one)
            sys.stdout.buffer.flush()
    os._exit(0)  # nobody is to wait for what was read ahead


def _pass_on(address: str, plan: ReadPlan, ask: Ask, queue: "Queue[bytes]") -> None:
    try:
        for piece in _read_all(address, plan, ask):
            queue.put(pickle.dumps(piece, pickle.HIGHEST_PROTOCOL))
    finally:  # else the import would wait for ever for what cannot be passed on
        queue.put(b"")


def _read_all(
    address: str, plan: ReadPlan, ask: Ask
) -> Iterator[LeadChunk | Exception | str | tuple[Question, ...]]:
    """The pieces, and what ended them: an error, or "" at the end of the file. Then the answer."""
    try:
        database = open_database(address)
        yield from read_pieces(database, plan)
        yield ""
        yield ask(database)
    except (BadInput, DatabaseTrouble) as error:
        yield error
    except Exception:  # its trace is worth nothing over there but as text
        yield RuntimeError(traceback.format_exc())
