"""How far a file is read: told by the thread that reads it, looked at by the screen meanwhile."""

from collections.abc import Callable
from threading import Event
from time import monotonic

from textual.content import Content

from console.importing.plan.first_look import FirstLook
from console.view.start.imports import KNOWN

EVERY = 0.2
"""Seconds between two looks at it, and before the first one."""


class StoppedError(Exception):
    """The agent does not want to wait for the end of the file, or wants it read otherwise."""


class ImportProgress:
    """`draw` makes the first page in that thread: it reads values of the file."""

    def __init__(self, draw: Callable[[FirstLook], Content], *, is_dry_run: bool) -> None:
        self._draw = draw
        self.is_dry_run = is_dry_run
        self.first: tuple[FirstLook, Content] | None = None
        self._stop = Event()
        self._began = monotonic()
        self._rows = (0, 0)
        self._known: tuple[int, int] | None = None

    @property
    def is_stopped(self) -> bool:
        return self._stop.is_set()

    def stop(self) -> None:
        """A real import whose last row was read goes on all the same."""
        self._stop.set()

    def count(self, rows: int, about: int) -> None:
        """Raises StoppedError."""
        if self._stop.is_set():
            raise StoppedError
        self._rows = (rows, about)

    def finish(self, done: int, about: int) -> None:
        """The leads are in, and known ones are changed."""
        self._known = (done, about)

    def look_at(self, look: FirstLook) -> None:
        if self.is_dry_run:
            self.first = (look, self._draw(look))

    def words(self) -> str:
        """A sentence; "" while there is nothing to tell."""
        if self._known is not None:
            done, about = self._known
            return f"It is in. {done:,} of {about:,} {KNOWN}."
        rows, about = self._rows
        took = monotonic() - self._began
        if self.is_stopped or not rows or took < EVERY:
            return ""
        rate = rows / took
        left = max(0, about - rows) / rate
        told = f"{rows:,} of about {about:,} rows, {rate:,.0f} a second, {left:.0f} s left"
        return f"{told}. Esc stops."
