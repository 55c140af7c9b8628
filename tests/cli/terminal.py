"""A command on a terminal of its own."""

import os
import pty
import sys
import termios
from collections.abc import Callable
from multiprocessing.connection import wait
from multiprocessing.context import ForkServerContext

from console.__main__ import main
from tests.cli.shell import CommandLine

WIDE = (60, 240)
"""Rows and columns of a terminal that folds no row."""

USUAL = (24, 80)

OnTerminal = Callable[..., str]


def on_a_terminal(
    processes: ForkServerContext,
    smiledial: CommandLine,
    *arguments: str,
    typed: str = "",
    size: tuple[int, int] = USUAL,
    status: int = 0,
) -> str:
    """Type a text at a terminal on which a command runs; return what a person reads there.

    The command has a process of its own, in which the program is loaded already.
    """
    ours, theirs = pty.openpty()
    termios.tcsetwinsize(theirs, size)
    environ = {"SMILEDIAL_CONFIG": str(smiledial.config)}
    command = ["smiledial", "--db", smiledial.db, "--agent", "ann", *arguments]
    program = processes.Process(target=_run_at, args=(os.ttyname(theirs), command, environ))
    program.start()
    os.write(ours, typed.encode())
    text = b""
    # We keep the program's end open, so the last we read is what came before its sentinel.
    while ours in wait([ours, program.sentinel]):
        text += os.read(ours, 65536)
    program.join()
    os.close(theirs)
    os.close(ours)
    assert program.exitcode == status, text.decode()
    return text.decode().replace("\r", "")


def _run_at(terminal: str, command: list[str], environ: dict[str, str]) -> None:
    os.setsid()
    end = os.open(terminal, os.O_RDWR)  # it becomes this session's own terminal
    for number in range(3):
        os.dup2(end, number)
    sys.stdin, sys.stdout, sys.stderr = (
        os.fdopen(number, mode, encoding="utf-8", closefd=False)
        for number, mode in enumerate(("r", "w", "w"))
    )
    os.environ.update(environ)
    sys.argv = command
    main()
