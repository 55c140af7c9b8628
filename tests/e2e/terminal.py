"""A program in a real pseudo-terminal, read as a person reads a screen."""

import os
import pty
import select
import signal
import struct
import termios
import time
from collections.abc import Callable
from fcntl import ioctl

import pyte

PATIENCE = 60.0


class Terminal:
    """Runs a command in a terminal of `columns` by `rows` until it is closed."""

    def __init__(
        self, command: list[str], columns: int = 80, rows: int = 24, **environ: str
    ) -> None:
        self.raw = b""
        """Every byte the program wrote."""
        self.screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self.screen)
        self.child, self._terminal = pty.fork()
        if self.child == 0:
            os.environ.update(TERM="xterm-256color", COLORTERM="truecolor", LANG="C.UTF-8")
            os.environ.update(environ)
            os.execvp(command[0], command)
        ioctl(self._terminal, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    @property
    def text(self) -> str:
        return "\n".join(self.screen.display)

    def press(self, keys: str) -> None:
        os.write(self._terminal, keys.encode())

    def wait_for(self, wanted: str | Callable[[str], object]) -> str:
        """Reads until the screen shows `wanted` and stands still; returns the screen."""
        is_there = wanted if callable(wanted) else lambda text: wanted in text
        deadline = time.monotonic() + PATIENCE
        while not is_there(self.text):
            if time.monotonic() > deadline:
                raise AssertionError(f"{wanted!r} never came; the screen shows:\n{self.text}")
            self._read(0.05)
        # A terminal hands a screen over in pieces: the rest of it may be on its way.
        until = time.monotonic() + 1.0
        while select.select([self._terminal], [], [], 0.02)[0] and time.monotonic() < until:
            if not self._read(0):
                break
        return self.text

    def read_for(self, seconds: float) -> str:
        """Reads whatever comes in a span of time; returns the screen."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            self._read(left)
        return self.text

    def kill(self) -> None:
        """As `kill -9`: the program has no chance to tidy up."""
        os.kill(self.child, signal.SIGKILL)
        os.waitpid(self.child, 0)
        os.close(self._terminal)

    def hang_up(self) -> int:
        """The line drops. Returns the exit status of the program, which has to notice."""
        os.close(self._terminal)
        return self._status()

    def wait_until_it_stops(self) -> None:
        """Ctrl-Z has put it to sleep."""
        while True:
            _, status = os.waitpid(self.child, os.WUNTRACED | os.WNOHANG)
            if os.WIFSTOPPED(status):
                break
            self._read(0.05)
        self.read_for(0.1)

    def wipe(self) -> None:
        """As the shell would leave the screen."""
        self.screen.reset()

    def resize(self, columns: int, rows: int) -> None:
        self.screen.resize(rows, columns)
        ioctl(self._terminal, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def go_on(self) -> None:
        os.kill(self.child, signal.SIGCONT)

    def wait_until_it_ends(self) -> int:
        """Its exit status."""
        self._read_to_the_end()
        status = self._status()
        os.close(self._terminal)
        return status

    def _status(self) -> int:
        deadline = time.monotonic() + PATIENCE
        while True:
            matches, status = os.waitpid(self.child, os.WNOHANG)
            if matches:
                return os.waitstatus_to_exitcode(status)
            if time.monotonic() > deadline:
                os.kill(self.child, signal.SIGKILL)
                os.waitpid(self.child, 0)
                raise AssertionError("it never ended")
            select.select([], [], [], 0.05)

    def _read_to_the_end(self) -> None:
        deadline = time.monotonic() + PATIENCE
        while self._read(0.1) and time.monotonic() < deadline:
            pass

    def _read(self, seconds: float) -> bool:
        """Takes in what the program wrote; False once it has gone."""
        if not select.select([self._terminal], [], [], seconds)[0]:
            return True
        try:
            written = os.read(self._terminal, 65536)
        except OSError:
            return False
        self.raw += written
        self._stream.feed(written)
        return True
