"""The sign that the database is slow, on whatever screen is in front."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from console.tui.widgets.notice_line import NoticeLine
from console.view.slow import DATABASE_IS_SLOW, SLOW

AGAIN = 1.0
"""Seconds: what is told goes after a while, and a lost server takes longer."""


class SlowSign:
    """Lives on the event loop. It covers nothing that was told."""

    def __init__(self, front: Callable[[], object]) -> None:
        """`front` gives the line of the screen in front; one without a line shows no sign."""
        self._front = front
        self._shown: NoticeLine | None = None

    @contextmanager
    def watch(self) -> Iterator[None]:
        """As long as this lasts an answer is waited for."""
        loop = asyncio.get_running_loop()

        def be_late() -> None:
            self._tell()
            timers.append(loop.call_later(AGAIN, be_late))

        timers = [loop.call_later(SLOW, be_late)]
        try:
            yield
        finally:
            timers[-1].cancel()
            self._hush()

    def _tell(self) -> None:
        line = self._front()
        if isinstance(line, NoticeLine) and not line.is_telling:
            line.tell(DATABASE_IS_SLOW)
            self._shown = line

    def _hush(self) -> None:
        if self._shown is not None:
            self._shown.take_back(DATABASE_IS_SLOW)
            self._shown = None
