"""Run work in a second Python process, and exchange pickles with it through two pipes.

The process imports nothing from the working folder, where a user's `queue.py` may lie beside a
list. `multiprocessing` would import it, because it sets the path only after its own imports.
"""

import contextlib
import gc
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO, NamedTuple

_HOME = str(Path(__file__).resolve().parents[2])
"""The folder that contains our packages."""

_NOT_HANDED_ON = ("PYTHONPATH", "PYTHONUNBUFFERED")
# Its imports make no garbage, but searching for it would take a fifth of its start.
_START = "import gc, sys; gc.disable(); sys.path += sys.argv[1:]; from {} import main; main()"


@contextlib.contextmanager
def without_garbage_collection() -> Iterator[None]:
    """Run the block without the cyclic garbage collector, for work that makes no cycles."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


class Child(NamedTuple):
    """A running process, which its starter must stop: write to `input`, read from `output`."""

    process: subprocess.Popen[bytes]
    input: IO[bytes]
    output: IO[bytes]

    def stop(self) -> None:
        """Kill the process and wait for its end."""
        self.process.kill()
        self.process.wait()
        for pipe in (self.input, self.output):
            with contextlib.suppress(BrokenPipeError):  # close() flushes bytes it never read
                pipe.close()


def start(module: str) -> Child:
    """Start a process that runs `main` of one of our modules until its input is closed.

    Raises OSError.
    """
    # -P, -S and no PYTHONPATH leave only the standard library on the path; `_START` then adds our
    # path behind it. PYTHONUNBUFFERED, which containers often set, makes stdout unbuffered: a
    # process that is stopped and continued would write part of a pickle and drop the rest.
    # In a process group of its own it gets no Ctrl-C: the terminal signals our group only.
    process = subprocess.Popen(  # noqa: S603 - this Python and our own module
        [sys.executable, "-P", "-S", "-c", _START.format(module), *_search_path()],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={name: value for name, value in os.environ.items() if name not in _NOT_HANDED_ON},
        process_group=0 if os.name == "posix" else None,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    return Child(process, process.stdin, process.stdout)


def _search_path() -> list[str]:
    """Return the import path of this process, our packages first, without the working folder."""
    left_out = {os.path.realpath(os.curdir), _HOME}
    return [_HOME, *(folder for folder in sys.path if os.path.realpath(folder) not in left_out)]
