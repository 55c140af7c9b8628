"""Run a program in a pseudo-terminal, type to it and read what it draws."""

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
    """A program in a pseudo-terminal of `width` by `height` cells."""

    def __init__(self, command: list[str], width: int = 80, height: int = 24) -> None:
        self.child, self.terminal = pty.fork()
        if self.child == 0:
            os.environ.update(TERM="xterm-256color", COLORTERM="truecolor")
            os.execv(command[0], command)  # noqa: S606 - ours, by a list of arguments
        ioctl(self.terminal, termios.TIOCSWINSZ, struct.pack("HHHH", height, width, 0, 0))

    def type(self, keys: bytes) -> None:
        os.write(self.terminal, keys)

    def read_until(self, is_done: Callable[[bytes], object], limit: float = 20.0) -> bytes:
        """Read until `is_done(output)`; return the output. Raise RuntimeError after the limit."""
        output = b""
        deadline = time.perf_counter() + limit
        while not is_done(output):
            if time.perf_counter() > deadline:
                raise RuntimeError(f"waited in vain; the last output was {output[-1500:]!r}")
            if select.select([self.terminal], [], [], 0.2)[0]:
                output += os.read(self.terminal, 65536)
        return output

    def drain(self, quiet: float = 0.06) -> None:
        """Read and drop output until there is none for `quiet` seconds.

        Unread output would fill the pseudo-terminal's buffer and block the program.
        """
        while select.select([self.terminal], [], [], quiet)[0]:
            os.read(self.terminal, 65536)

    def close(self) -> None:
        os.kill(self.child, signal.SIGKILL)
        os.waitpid(self.child, 0)
        os.close(self.terminal)
