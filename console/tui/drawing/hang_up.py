"""Detect that the terminal has gone (a closed window, a dropped connection) and end the console.

A terminal that is gone reports the end of input again and again, and takes no output. A program
that doesn't check for it uses a whole processor, or waits forever.
"""

import asyncio
import os
import select
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread
from types import FrameType

from console.machine import is_served
from console.tui.drawing.textual_private import QuietlyFailingApp

CHECK_EVERY = 1.0
"""Seconds between two checks: not every terminal that goes causes a signal."""

PATIENCE = 5
"""Seconds that the console has to end. Then SIGALRM kills it."""

STATUS = 129
"""The exit status after a hang-up, as shells count it: 128 + SIGHUP."""


class TerminalApp(QuietlyFailingApp):
    """An app that ends when its terminal has gone."""

    _home: asyncio.AbstractEventLoop | None = None
    """The loop that the app runs on, once it is mounted."""

    def note_loop(self) -> None:
        """Remember the running loop for `hang_up`. Call it when the app is mounted."""
        self._home = asyncio.get_running_loop()
        resume_only_in_terminal()

    def hang_up(self) -> None:
        """End the app after its terminal has gone. Safe from any thread."""
        if self._home is not None:
            self._home.call_soon_threadsafe(self._hang_up)

    def _hang_up(self) -> None:
        detach_from_terminal()
        self.exit(STATUS, return_code=STATUS)


@contextmanager
def watch_terminal(hang_up: Callable[[], None]) -> Iterator[None]:
    """Call `hang_up` when the terminal is gone, on any thread and perhaps twice.

    The terminal may also be a browser's page. Do nothing if standard input is neither, and on
    Windows, which ends the program itself.
    """
    is_there = _find_check()
    if is_there is None or sys.platform == "win32":
        yield
        return

    def end() -> None:
        # A database that doesn't answer must not keep a console without a terminal alive.
        signal.alarm(PATIENCE)
        hang_up()

    ended = Event()
    before = {number: signal.getsignal(number) for number in (signal.SIGHUP, signal.SIGTERM)}
    for number, handler in before.items():
        # Under nohup SIGHUP is ignored: leave that, the user wants it so.
        if handler is signal.SIG_DFL:
            signal.signal(number, lambda _number, _frame: end())
    # A daemon thread, so that it never keeps the program from ending.
    Thread(target=_watch, args=(ended, end, is_there), name="hang-up", daemon=True).start()
    try:
        yield
    finally:
        ended.set()
        for number, handler in before.items():
            signal.signal(number, handler)


def resume_only_in_terminal() -> None:
    """Make SIGCONT resume the app only if there is a terminal. Call it once the app runs.

    A hang-up sends SIGCONT after SIGHUP. Textual would then start to read and write a second time,
    and its first reader would never end.
    """
    if sys.platform == "win32" or not os.isatty(0):
        return
    resume = signal.getsignal(signal.SIGCONT)

    def resume_if_terminal(number: int, frame: FrameType | None) -> None:
        if callable(resume) and os.isatty(0):
            resume(number, frame)

    signal.signal(signal.SIGCONT, resume_if_terminal)


def detach_from_terminal() -> None:
    """Replace standard input, output and error by the null device.

    Without it, the last writes to a dead terminal would raise errors or block.
    """
    null = os.open(os.devnull, os.O_RDWR)
    for descriptor in range(3):
        os.dup2(null, descriptor)
    os.close(null)


def _find_check() -> Callable[[], bool] | None:
    """Return a function that checks whether the terminal is there; None if there is none."""
    if os.isatty(0):
        return lambda: os.isatty(0)
    return _has_reader if is_served() else None


def _has_reader() -> bool:
    """Return whether a process still holds the other end of standard input's pipe."""
    if sys.platform == "win32":  # never asked there
        return True
    poll = select.poll()
    poll.register(0, 0)  # no events asked for: hang-up and error are always reported
    return not any(event & (select.POLLHUP | select.POLLERR) for _, event in poll.poll(0))


def _watch(ended: Event, end: Callable[[], None], is_there: Callable[[], bool]) -> None:
    while not ended.wait(CHECK_EVERY):
        if not is_there():
            end()
            return
