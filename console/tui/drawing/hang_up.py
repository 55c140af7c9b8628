"""Noticing that the terminal has gone: a closed window, a dropped connection.

A terminal that vanished reads as an endless end of input and takes no more output, so a program
that does not look for it spins, or waits for ever.
"""

import os
import select
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread
from types import FrameType

from console.machine import is_served

LOOK_EVERY = 1.0
"""Seconds between two looks: not every terminal that goes says so by a signal."""

PATIENCE = 5
"""Seconds for the end; after them the system ends a program that waits for a dead terminal."""

STATUS = 129
"""The exit status of what a hang-up ended, as shells count it."""


@contextmanager
def watching_the_line(hang_up: Callable[[], None]) -> Iterator[None]:
    """Calls `hang_up`, in any thread and perhaps twice, once the terminal is gone.

    The terminal may be a browser's page. Does nothing where standard input is neither, and on
    Windows, which ends the program itself.
    """
    is_there = _line()
    if is_there is None:
        yield
        return

    def end() -> None:
        signal.alarm(PATIENCE)
        hang_up()

    ended = Event()
    before = {number: signal.getsignal(number) for number in (signal.SIGHUP, signal.SIGTERM)}
    for number, handler in before.items():
        if handler is signal.SIG_DFL:
            signal.signal(number, lambda _number, _frame: end())
    Thread(target=_look, args=(ended, end, is_there), name="hang-up", daemon=True).start()
    try:
        yield
    finally:
        ended.set()
        for number, handler in before.items():
            signal.signal(number, handler)


def wake_only_in_a_terminal() -> None:
    """Once the app runs: SIGCONT, which comes with every hang-up, resumes nothing without one.

    Textual would start to read and write a second time, and its first reader would never end.
    """
    if sys.platform == "win32" or not os.isatty(0):
        return
    resume = signal.getsignal(signal.SIGCONT)

    def wake(number: int, frame: FrameType | None) -> None:
        if callable(resume) and os.isatty(0):
            resume(number, frame)

    signal.signal(signal.SIGCONT, wake)


def turn_away() -> None:
    """What is still written goes nowhere, and nothing more is read."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in range(3):
        os.dup2(nowhere, descriptor)
    os.close(nowhere)


def _line() -> Callable[[], bool] | None:
    """What tells whether the line is still there; None where there is none to look at."""
    if sys.platform == "win32":
        return None
    if os.isatty(0):
        return lambda: os.isatty(0)
    return _is_heard if is_served() else None


def _is_heard() -> bool:
    """Whether somebody holds the other end of the pipe."""
    poll = select.poll()
    poll.register(0, 0)
    return not any(event & (select.POLLHUP | select.POLLERR) for _, event in poll.poll(0))


def _look(ended: Event, end: Callable[[], None], is_there: Callable[[], bool]) -> None:
    while not ended.wait(LOOK_EVERY):
        if not is_there():
            end()
            return
