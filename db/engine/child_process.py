"""Run work in another process of this Python, with pickles through its two pipes.

The process imports nothing from the working folder, where a `queue.py` may lie beside a list.
`multiprocessing` would: it imports its own modules before it sets the path.
"""

import contextlib
import os
import subprocess
import sys
from pathlib import Path
from typing import IO, NamedTuple

_HOME = str(Path(__file__).resolve().parents[2])
"""The folder that contains our packages."""

_NOT_HANDED_ON = ("PYTHONPATH", "PYTHONUNBUFFERED")
_START = "import sys; sys.path += sys.argv[1:]; from {} import main; main()"


class Child(NamedTuple):
    """A running process; its starter must stop it. `input` is written to, `output` read from."""

    process: subprocess.Popen[bytes]
    input: IO[bytes]
    output: IO[bytes]

    def stop(self) -> None:
        """Kill the process and wait for its end."""
        self.process.kill()
        self.process.wait()
        for pipe in (self.input, self.output):
            with contextlib.suppress(BrokenPipeError):  # close flushes what it did not read
                pipe.close()


def start(module: str) -> Child:
    """Start a process that runs `main` of one of our modules until its input is closed.

    Raises OSError.
    """
    # -P, -S and no PYTHONPATH leave only the standard library on the path; `_START` then adds ours
    # behind it. PYTHONUNBUFFERED, which containers often set, makes stdout raw: a stopped and
    # continued process would write a part of a pickle and drop the rest.
    # A process group of its own keeps Ctrl-C away from it: the terminal sends it to our group only.
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
