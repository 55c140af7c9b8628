"""Another process of this Python, for work beside this one: it gets and gives pickles.

It imports nothing from the folder it is started in, where a `queue.py` may lie beside a list.
`multiprocessing` would: it imports its own modules before it sets the path.
"""

import contextlib
import os
import subprocess
import sys
from pathlib import Path
from typing import IO, NamedTuple

_HOME = str(Path(__file__).resolve().parents[2])
"""The folder that our packages lie in."""

_NOT_HANDED_ON = ("PYTHONPATH", "PYTHONUNBUFFERED")
_START = "import sys; sys.path += sys.argv[1:]; from {} import main; main()"


class Child(NamedTuple):
    """A process under way. Whoever started it stops it."""

    process: subprocess.Popen[bytes]
    told: IO[bytes]
    heard: IO[bytes]

    def stop(self) -> None:
        """Ends it at once, whatever it does."""
        self.process.kill()
        self.process.wait()
        for pipe in (self.told, self.heard):
            with contextlib.suppress(BrokenPipeError):  # what it was told last, it did not hear
                pipe.close()


def start(module: str) -> Child:
    """Runs `main` of one of our modules, which ends when nobody tells it anything more.

    Ctrl-C is for the process that started it alone. Raises OSError.
    """
    # -P, -S and no PYTHONPATH leave it the standard library alone, which then stands before ours.
    # Unbuffered, as containers like it, it would write a part of a pickle when it was halted and
    # went on, and drop the rest.
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
    """Where this process imports from, our own packages first, without the working folder."""
    left_out = {os.path.realpath(os.curdir), _HOME}
    return [_HOME, *(one for one in sys.path if os.path.realpath(one) not in left_out)]
