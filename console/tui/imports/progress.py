"""How far the reading of a file is: written by the reading thread, polled by the screen.

No lock is needed: each attribute is set whole, by one thread, and CPython makes that atomic.
"""

from collections.abc import Callable
from threading import Event
from time import monotonic

from textual.content import Content

from console.importing.planning import FirstLook
from console.view.start.imports import KNOWN

EVERY = 0.2
"""Seconds between two polls, and before the first one."""


class StoppedError(Exception):
    """The user has stopped the read, or wants the file read with other options."""


class ImportProgress:
    """The progress of one read; `draw` makes the first page.

    `draw` runs in the reading thread, because it reads values of the file.
    """

    def __init__(self, draw: Callable[[FirstLook], Content], *, is_dry_run: bool) -> None:
        self._draw = draw
        self.is_dry_run = is_dry_run
        self.first: tuple[FirstLook, Content] | None = None
        self._stop = Event()
        self._began = monotonic()
        self._rows = (0, 0)
        self._before: int | None = None
        """The rows that an interrupted import had read; None before the first count."""
        self._known: tuple[int, int] | None = None

    @property
    def is_stopped(self) -> bool:
        return self._stop.is_set()

    def stop(self) -> None:
        """Stop the read at its next row. An import that has read its last row goes on."""
        self._stop.set()

    def count(self, rows: int, about: int) -> None:
        """Note the rows read so far, of about `about`. Raise StoppedError if it was stopped."""
        if self._stop.is_set():
            raise StoppedError
        if self._before is None:
            self._before = rows
        self._rows = (rows, about)

    def finish(self, done: int, about: int) -> None:
        """Note how many known leads are updated, once the new ones are in."""
        self._known = (done, about)

    def look_at(self, look: FirstLook) -> None:
        """Draw the first page, unless it is an import."""
        if self.is_dry_run:
            self.first = (look, self._draw(look))

    def words(self) -> str:
        """Return the progress as a sentence, or "" while there is nothing to report."""
        if self._known is not None:
            done, about = self._known
            return f"It is in. {done:,} of {about:,} {KNOWN}."
        rows, about = self._rows
        took = monotonic() - self._began
        own = rows - (self._before or 0)
        if self.is_stopped or not own or took < EVERY:
            return ""
        rate = own / took
        left = max(0, about - rows) / rate
        progress = f"{rows:,} of about {about:,} rows, {rate:,.0f} a second, {left:.0f} s left"
        return f"{progress}. Esc stops."
