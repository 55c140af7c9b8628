"""Read the data of the day's page (F2) in the background.

The board is read often, the figures as often as their cost allows, and the costly parts rarely.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from console.cards.promises import AppointmentCard, CallbackCard, Whose
from console.cards.today import Board, ListProgress, ReachHours, Today, TodayParts
from console.supervision.reports.appointments import AppointmentReport
from console.tui.base.workplace import Workplace
from console.tui.today.appointments import TITLES
from console.tui.today.large import MAX_CALLBACKS
from console.view.sessions.lanes import outlook_words
from db.engine.database import DatabaseTrouble

EVERY = 2
"""Seconds between two reads of the board."""

SHARE = 10
"""Reading the figures takes at most one tenth of the time. Pauses fill the rest."""

RARELY = 60
"""Seconds between two reads of the costly parts (remaining work, best hours)."""

RARE_SHARE = 100
"""The pause after such a read is also at least this many times its length."""


class TodayReader:
    """Hold the latest data and call `show` after each change. Use it on the event loop only."""

    def __init__(self, work: Workplace, show: Callable[[], None]) -> None:
        self.on: date | None = None
        """The day shown; None for today."""
        self.today: Today | None = None
        self.parts: TodayParts | None = None
        self.board: Board | None = None
        self.outlook = ""
        self.when: ReachHours | None = None
        self.lists: tuple[ListProgress, ...] | None = None
        self.promised: tuple[CallbackCard, ...] | None = None
        self.appointed: list[AppointmentCard] = []
        """The appointments of a day that is over."""
        self.came: tuple[AppointmentReport, ...] = ()
        self.is_reading = False
        self._work = work
        self._show = show
        self._rests_until: float = 0
        self._rare_due_at: float = 0

    def read_soon(self) -> None:
        self._rests_until = 0

    @property
    def is_due(self) -> bool:
        return asyncio.get_running_loop().time() >= self._rests_until

    async def look(self) -> None:
        """Read only the board."""
        try:
            self.board = await self._work.reading.run(self._work.reports.board.look)
        except DatabaseTrouble:
            return  # the next read of the figures reports it
        self._show()

    async def read(self) -> None:
        """Read everything. Raise DatabaseTrouble if the figures can't be read."""
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
        with suppress(DatabaseTrouble):  # the next read of the figures reports it
            await self._read_parts(self.today)
            self._rest(began)
            await self._read_rare()

    def _rest(self, began: float) -> None:
        now = asyncio.get_running_loop().time()
        # Nine times as long as the read took, so that reads take a tenth of the time.
        self._rests_until = now + (SHARE - 1) * (now - began)

    async def _read_parts(self, today: Today) -> None:
        """Read outcomes and lists. They come last, so that alerts and agents don't wait."""
        read = self._work.reports.overview.today_parts
        self.parts = await self._work.reading.run(read, today)
        self._show()
        if today.is_over:
            midnight = datetime.combine(today.on, time(), ZoneInfo(today.zone))
            until, find = midnight + timedelta(days=1), self._work.reports.appointments.all
            cards = await self._work.reading.run(find, Whose.ALL, midnight, until)
            # Older ones that nobody marked are of other days.
            self.appointed = [card for card in cards if card.starts_at >= midnight]
            self._show()

    async def _read_rare(self) -> None:
        """Read the costly parts if they are due.

        The outlook and the lists count all leads; the hours read four weeks of calls.
        """
        loop, reports, run = asyncio.get_running_loop(), self._work.reports, self._work.reading.run
        began = loop.time()
        is_due, is_of_today = began >= self._rare_due_at, self.on is None
        if is_due:
            # Set before the first await: the next tick must not start the same long read again.
            self._rare_due_at = began + RARELY
        if is_of_today and (is_due or self.promised is None):
            self.promised = await run(reports.callbacks.all, Whose.ALL, MAX_CALLBACKS)
        if is_due or self.when is None:
            self.when = await run(reports.overview.recent_hours)
            self._show()
        if is_of_today and (is_due or self.lists is None):
            ahead = await run(reports.overview.outlook)
            self.outlook = outlook_words(ahead.worked, ahead.with_more, ahead.at, self._work.here)
            self.lists = await run(reports.overview.list_progress)
        if is_due:
            self._rare_due_at = began + max(RARELY, (loop.time() - began) * RARE_SHARE)
        self._show()
        if is_of_today and is_due:
            # Last, since an agent's login may not read of whom a list was bought.
            self.came = await run(reports.overview.appointments, list(TITLES))
            self._show()
