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
from collections.abc import Iterator
from queue import Queue
from threading import Thread
from typing import IO

from console.importing.chunks import LeadChunk, ReadPlan, read_pieces
from console.trouble import BadInput
from db import child_process
from db.engine import Database, DatabaseTrouble, open_database

AHEAD = 4
"""Pieces that are read before they are asked for."""


@contextlib.contextmanager
def read_apart(database: Database, plan: ReadPlan) -> Iterator[Iterator[LeadChunk]]:
    """The pieces that `read_pieces` would give, read from now on. To ask for one raises what that
    raises."""
    address = database.url.render_as_string(hide_password=False)
    reader = child_process.start(__name__)
    try:
        pickle.dump((address, plan), reader.told)
        reader.told.flush()
        yield _pieces(reader.heard)
    finally:
        reader.stop()


def _pieces(heard: IO[bytes]) -> Iterator[LeadChunk]:
    try:
        while (piece := pickle.load(heard)) != "":  # noqa: S301 - from our own process
            if isinstance(piece, Exception):
                raise piece
            yield piece
    except (EOFError, pickle.UnpicklingError):
        raise RuntimeError("the process that reads the file has died") from None


def main() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the import, which ends this one
    zoneinfo.reset_tzpath(to=())
    gc.disable()
    address, plan = pickle.load(sys.stdin.buffer)  # noqa: S301 - from our own process
    queue: Queue[bytes] = Queue(AHEAD)
    Thread(target=_pass_on, args=(address, plan, queue), daemon=True).start()
    with contextlib.suppress(BrokenPipeError):  # the import has ended
        while one := queue.get():
            sys.stdout.buffer.write(one)
            sys.stdout.buffer.flush()
    os._exit(0)  # nobody is to wait for what was read ahead


def _pass_on(address: str, plan: ReadPlan, queue: "Queue[bytes]") -> None:
    for piece in _read_all(address, plan):
        queue.put(pickle.dumps(piece, pickle.HIGHEST_PROTOCOL))
    queue.put(b"")


def _read_all(address: str, plan: ReadPlan) -> Iterator[LeadChunk | Exception | str]:
    """The pieces, and what ended them: an error, or "" at the end of the file."""
    try:
        database = open_database(address)
        yield from read_pieces(database, plan)
        yield ""
    except (BadInput, DatabaseTrouble) as error:
        yield error
    except Exception:  # its trace is worth nothing over there but as text
        yield RuntimeError(traceback.format_exc())
