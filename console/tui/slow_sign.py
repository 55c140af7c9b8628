"""The sign that what was asked for takes its time, on whatever screen is in front."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from console.tui.widgets.notice_line import NoticeLine
from console.view.text.slow_notice import SLOW

AGAIN = 1.0
"""Seconds: what is told goes after a while, and a lost server takes longer."""


class SlowSign:
    """Lives on the event loop. It covers nothing that was told."""

    def __init__(self, front: Callable[[], object]) -> None:
        """`front` gives the line of the screen in front; one without a line shows no sign."""
        self._front = front

    @contextmanager
    def watch(self, told: str) -> Iterator[None]:
        """As long as this lasts an answer is waited for."""
        loop = asyncio.get_running_loop()
        shown: set[NoticeLine] = set()

        def be_late() -> None:
            line = self._front()
            if isinstance(line, NoticeLine) and not line.is_telling:
                line.tell(told)
                shown.add(line)
            timers.append(loop.call_later(AGAIN, be_late))

        timers = [loop.call_later(SLOW, be_late)]
        try:
            yield
        finally:
            timers[-1].cancel()
            for line in shown:
                line.take_back(told)
