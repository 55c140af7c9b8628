"""A command on a terminal of its own."""

import os
import pty
import subprocess
import sys
import termios
from contextlib import suppress

from tests.cli.shell import CommandLine

WIDE = (60, 240)
"""Rows and columns of a terminal that folds no row."""


def on_a_terminal(smiledial: CommandLine, *arguments: str) -> str:
    """Run a command on a terminal of its own and return what it wrote there."""
    ours, theirs = pty.openpty()
    termios.tcsetwinsize(theirs, WIDE)
    program = subprocess.Popen(
        [sys.executable, "-m", "console", "--db", smiledial.db, "--agent", "ann", *arguments],
        stdin=subprocess.DEVNULL,
        stdout=theirs,
        stderr=theirs,
        env={**os.environ, "SMILEDIAL_CONFIG": str(smiledial.config)},
    )
    os.close(theirs)
    text = b""
    with suppress(OSError):  # Linux says EIO once the program has closed its end
        while part := os.read(ours, 65536):
            text += part
    os.close(ours)
    assert program.wait() == 0, text
    return text.decode()
