"""Read a large file in a second process, while the import itself writes to the database.

The reader process runs `main`: it receives a plan and sends chunks, both pickled. We start it
before the plan exists, because starting takes about as long as planning. It ends when nobody reads
its output any more, so a killed import leaves no process behind.
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
from typing import IO, TYPE_CHECKING, TypeAlias

from console.importing.rows.candidates import ReadPlan
from console.importing.rows.chunks import LeadChunk, read_pieces
from console.trouble import BadInput
from db.engine import child_process
from db.engine.child_process import Child
from db.engine.database import Database, DatabaseTrouble, open_database

if TYPE_CHECKING:
    from console.importing.questions import Question

LARGE = 1_000_000
"""A file of this many bytes probably has enough rows for a reader process."""


def start_reader() -> Child:
    """Start a reader process, which waits for its plan."""
    return child_process.start("console.importing.reader_process")


@contextmanager
def reader_for(path: Path) -> Iterator[Child | None]:
    """Start a reader process for a large file, and stop it at the end; None for a small file."""
    is_large = os.path.isfile(path) and path.stat().st_size >= LARGE  # noqa: PTH113 - never raises
    reader = start_reader() if is_large else None
    try:
        yield reader
    finally:
        if reader is not None:
            reader.stop()


Ask: TypeAlias = "Callable[[Database], tuple[Question, ...]] | None"
"""Finds the questions about a file; None finds none. It is pickled, so it must not be a lambda."""

AHEAD = 4
"""How many chunks the reader process reads ahead of the import."""


class ReaderChunks(Iterator[LeadChunk]):
    """The chunks that a reader process sends. `next` raises what `read_pieces` would raise."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream

    def __next__(self) -> LeadChunk:
        piece = self.receive()
        if isinstance(piece, Exception):
            raise piece
        if not isinstance(piece, LeadChunk):
            raise StopIteration
        return piece

    def receive(self) -> object:
        """Return the next object that the process sends. Raises RuntimeError if it has died."""
        try:
            return pickle.load(self._stream)  # noqa: S301 - from our own process
        except (EOFError, pickle.UnpicklingError):
            raise RuntimeError("the process that reads the file has died") from None


def receive_questions(pieces: object) -> "tuple[Question, ...]":
    """Return the questions that a reader process sends after its last chunk.

    Returns () if the process has died: by then the leads are published, so that is no error. Also
    returns () if this process read the chunks itself.
    """
    questions: object = ()
    with contextlib.suppress(RuntimeError):
        questions = pieces.receive() if isinstance(pieces, ReaderChunks) else ()
    return questions if isinstance(questions, tuple) else ()


@contextlib.contextmanager
def read_apart(
    database: Database, plan: ReadPlan, ask: Ask = None, early: Child | None = None
) -> Iterator[ReaderChunks]:
    """Yield the same chunks as `read_pieces`, but let a second process read them from now on.

    Uses the process that was started `early`, if any. After the chunks, it calls `ask`, if any.
    """
    address = database.url.render_as_string(hide_password=False)
    reader = early or start_reader()
    try:
        # Pickled by itself, so that the process imports what `ask` needs after reading the file.
        pickle.dump((address, plan, pickle.dumps(ask)), reader.input)
        reader.input.flush()
        yield ReaderChunks(reader.output)
    finally:
        reader.stop()


def main() -> None:
    """Read a file as the plan on standard input says; send its chunks to standard output."""
    # The terminal sends Ctrl+C to both processes. Ignore it here: the import handles it, and then
    # stops this process.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    zoneinfo.reset_tzpath(to=())  # the zones of the tzdata package, as in every process of ours
    gc.disable()
    try:
        request = pickle.load(sys.stdin.buffer)  # noqa: S301 - from our own process
    except EOFError:  # the import ended before it had a plan
        return
    queue: Queue[bytes] = Queue(AHEAD)
    Thread(target=_pass_on, args=(*request, queue), daemon=True).start()
    with contextlib.suppress(BrokenPipeError):  # the import has ended
        while message := queue.get():
            sys.stdout.buffer.write(message)
            sys.stdout.buffer.flush()
    os._exit(0)  # end at once, because the thread may still be reading ahead


def _pass_on(address: str, plan: ReadPlan, ask: bytes, queue: "Queue[bytes]") -> None:
    """Put the pickled chunks on the queue, and an empty message at the end."""
    try:
        for piece in _read_all(address, plan, ask):
            queue.put(pickle.dumps(piece, pickle.HIGHEST_PROTOCOL))
    finally:  # also if an object cannot be pickled: otherwise `main` would wait for ever
        queue.put(b"")


def _read_all(
    address: str, plan: ReadPlan, ask: bytes
) -> "Iterator[LeadChunk | Exception | str | tuple[Question, ...]]":
    """Yield the chunks, then either an error or, at the end of the file, "" and the questions.

    `ask` is a pickled `Ask` or None.
    """
    try:
        database = open_database(address)
        yield from read_pieces(database, plan)
        yield ""
        find_questions = pickle.loads(ask)  # noqa: S301 - from our own process
        yield find_questions(database) if find_questions else ()
    except (BadInput, DatabaseTrouble) as error:
        yield error
    except Exception:  # a traceback cannot be pickled, so it goes as text
        yield RuntimeError(traceback.format_exc())
