"""A program at the other end of a pseudo-terminal."""

import os
import pty
import select
import signal
import struct
import termios
import time
from collections.abc import Callable
from fcntl import ioctl


class Terminal:
    """A console at the other end of a pseudo-terminal."""

    def __init__(self, command: list[str], width: int = 80, height: int = 24) -> None:
        self.child, self.terminal = pty.fork()
        if self.child == 0:
            os.environ.update(TERM="xterm-256color", COLORTERM="truecolor")
            os.execv(command[0], command)  # noqa: S606 - ours, by a list of arguments
        ioctl(self.terminal, termios.TIOCSWINSZ, struct.pack("HHHH", height, width, 0, 0))

    def type(self, keys: bytes) -> None:
        os.write(self.terminal, keys)

    def read_until(self, found: Callable[[bytes], object], limit: float = 20.0) -> bytes:
        """Reads until `found(seen)` is true; returns what was seen."""
        seen = b""
        deadline = time.perf_counter() + limit
        while not found(seen):
            if time.perf_counter() > deadline:
                raise RuntimeError(f"waited in vain; the last seen was {seen[-1500:]!r}")
            if select.select([self.terminal], [], [], 0.2)[0]:
                seen += os.read(self.terminal, 65536)
        return seen

    def drain(self, quiet: float = 0.06) -> None:
        while select.select([self.terminal], [], [], quiet)[0]:
            os.read(self.terminal, 65536)

    def close(self) -> None:
        os.kill(self.child, signal.SIGKILL)
        os.waitpid(self.child, 0)
        os.close(self.terminal)
