"""What F2 shows, read beside the keys: the floor often, the figures as they cost little, the rest
rarely."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import date

from console.cards.callbacks import CallbackCard, Whose
from console.cards.today import Board, ReachHours, Today, TodayParts
from console.tui.base.workplace import Workplace
from console.tui.today.large import MOST_SHOWN
from console.view.sessions.lanes import outlook_words
from db.engine.database import DatabaseTrouble

SHARE = 10
"""The figures of the day are read in at most so small a part of the time."""

RARELY = 60
"""Seconds after which it is looked anew how long there is work and when people answer,"""

RARE_SHARE = 100
"""or so many times as long as that took."""


class TodayReader:
    """Lives on the event loop. `show` is called whenever there is something new."""

    def __init__(self, work: Workplace, show: Callable[[], None]) -> None:
        self.on: date | None = None
        """Another day than today."""
        self.today: Today | None = None
        self.parts: TodayParts | None = None
        self.board: Board | None = None
        self.outlook = ""
        self.when: ReachHours | None = None
        self.promised: tuple[CallbackCard, ...] | None = None
        self.is_reading = False
        self._work = work
        self._show = show
        self._rests_until: float = 0
        self._is_rare_at: float = 0

    def read_soon(self) -> None:
        self._rests_until = 0

    @property
    def is_due(self) -> bool:
        return asyncio.get_running_loop().time() >= self._rests_until

    async def look(self) -> None:
        """The floor alone."""
        try:
            self.board = await self._work.reading.run(self._work.reports.board.look)
        except DatabaseTrouble:
            return  # the next look at the figures says so
        self._show()

    async def read(self, *, is_large: bool) -> None:
        """All of it; `is_large`: also what stands there only where there is much room.

        Raises DatabaseTrouble.
        """
        self.is_reading = True
        began = asyncio.get_running_loop().time()
        try:
            self.today = await self._work.reading.run(self._work.reports.overview.today, self.on)
        finally:
            self.is_reading = False
        self._rest(began)
        if self.on is None:
            await self.look()
        else:
            self.board = None
        self._show()
        with suppress(DatabaseTrouble):  # the next look at the figures says so
            await self._read_parts(self.today)
            self._rest(began)
            await self._read_rare(is_large=is_large)

    def _rest(self, began: float) -> None:
        now = asyncio.get_running_loop().time()
        self._rests_until = now + (SHARE - 1) * (now - began)

    async def _read_parts(self, today: Today) -> None:
        """What stands below is read last: who calls and what is wrong never waits for it."""
        read = self._work.reports.overview.today_parts
        self.parts = await self._work.reading.run(read, today)
        self._show()

    async def _read_rare(self, *, is_large: bool) -> None:
        """How long there is work, for which all leads are counted, and in which hours of twelve
        weeks people were reached."""
        loop, reports, run = asyncio.get_running_loop(), self._work.reports, self._work.reading.run
        began = loop.time()
        is_due, is_of_today = began >= self._is_rare_at, self.on is None
        if is_due and is_of_today:
            self._is_rare_at = began + RARELY
            ahead = await run(reports.overview.outlook)
            self.outlook = outlook_words(ahead.worked, ahead.with_more, ahead.at, self._work.here)
            self._show()
        if is_large and is_of_today and (is_due or self.promised is None):
            self.promised = await run(reports.callbacks.all, Whose.ALL, MOST_SHOWN)
        if is_large and (is_due or self.when is None):
            self.when = await run(reports.overview.when)
        if is_due and is_of_today:
            self._is_rare_at = began + max(RARELY, (loop.time() - began) * RARE_SHARE)
        self._show()
