"""F2: the day of the firm as it goes on, every agent beside the day before at this hour.

The floor is read every two seconds; the figures as often as they cost little to read.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.geometry import Region
from textual.screen import ModalScreen
from textual.widgets import Static

from console.cards.board import Board
from console.cards.today import Today, TodayParts
from console.desk import RefusedError
from console.supervision.states import with_board
from console.trouble import BadInput
from console.tui.bindings import bindings
from console.tui.looks import COLOURS, SIXTEEN
from console.tui.screens.dialog import key_words
from console.tui.today_page import Target, TodayPage
from console.tui.today_parts import parts_rows
from console.tui.widgets.notice_line import NoticeLine
from console.tui.workplace import Workplace
from console.view.board_commands import lift, stop, tell_all
from console.view.board_words import LIFT, STOP, TELL, Question
from console.view.cleaning import clean
from console.view.clocks import clock
from console.view.forecast_words import outlook_words
from console.view.keys.others import TODAY
from console.view.today_words import title_words
from db.engine import DatabaseTrouble

EVERY = 2
"""Seconds after which the floor is read again."""

SHOWN = [
    key
    for key in TODAY
    if key.action in {"day_before", "down", "open", "tell_all", "stop", "sessions", "when", "back"}
]

SHARE = 10
"""The figures of the day are read in at most so small a part of the time."""

AHEAD_EVERY = 60
"""Seconds after which it is worked out anew how long there is work,"""

AHEAD_SHARE = 100
"""or so many times as long as that took."""


class TodayScreen(ModalScreen[None]):
    BINDINGS = bindings(TODAY)
    AUTO_FOCUS = None

    def __init__(self, work: Workplace) -> None:
        super().__init__()
        self._work = work
        self._on: date | None = None
        self._today: Today | None = None
        self._parts: TodayParts | None = None
        self._board: Board | None = None
        self._chosen: Target | None = None
        self._lines: Mapping[Target, int] = {}
        self._is_reading = False
        self._rests_until: float = 0
        self._outlook = ""
        self._looks_ahead_at: float = 0

    def compose(self) -> ComposeResult:
        with Vertical(classes="page-frame", id="today"):
            yield Static(Content.styled("Reading …", "$foreground-muted"), id="today-title")
            with VerticalScroll(id="page", can_focus=False):
                yield Static(id="page-text")
            yield NoticeLine(id="told")
            yield Static(key_words(SHOWN), id="today-keys")

    def on_mount(self) -> None:
        self.read()
        self.set_interval(EVERY, self._read_on)

    def read(self) -> None:
        self._rests_until = 0
        self.run_worker(self._read())

    def on_resize(self) -> None:
        self._show()

    def action_press(self, action: str) -> None:
        if action == "back":
            self.dismiss(None)
        elif action in {"day_before", "day_after"}:
            self._turn(-1 if action == "day_before" else 1)
        else:
            self._acts[action]()

    @property
    def _acts(self) -> Mapping[str, Callable[[], None]]:
        desk = self._work.desk
        return {
            "up": partial(self._move, -1),
            "down": partial(self._move, 1),
            "page_up": partial(self._scroll, -1),
            "page_down": partial(self._scroll, 1),
            "open": self._open,
            "sessions": self._sessions,
            "when": self._when,
            "tell_all": partial(self._ask, TELL, partial(tell_all, desk)),
            "stop": partial(self._ask, STOP, partial(stop, desk)),
            "lift": partial(self._ask, LIFT, partial(lift, desk)),
        }

    def _sessions(self) -> None:
        from console.tui.screens.supervisor import SupervisorScreen

        self.app.push_screen(SupervisorScreen(self._work))

    def _when(self) -> None:
        from console.tui.screens.when import WhenScreen

        self.app.push_screen(WhenScreen(self._work))

    def _turn(self, days: int) -> None:
        """To another day, none that is yet to come."""
        today = self._work.clock().astimezone(ZoneInfo(self._work.here)).date()
        day = min(today, (self._on or today) + timedelta(days=days))
        self._on = None if day == today else day
        self.read()

    def _move(self, steps: int) -> None:
        """To the next of those that keys are about, in the order in which they stand."""
        targets = list(self._lines)
        if not targets:
            return self._scroll(steps)
        place = targets.index(self._chosen) + steps if self._chosen in targets else 0
        self._chosen = targets[max(0, min(len(targets) - 1, place))]
        self._show()
        line = self._lines[self._chosen]
        self.query_one("#page", VerticalScroll).scroll_to_region(
            Region(0, line, 1, 1), animate=False, force=True
        )
        return None

    def _scroll(self, pages: int) -> None:
        page = self.query_one("#page", VerticalScroll)
        page.scroll_relative(y=pages * (page.size.height - 1), animate=False, force=True)

    def _open(self) -> None:
        """What can be done about who is chosen."""
        from console.tui.screens.board_acts import AgentScreen

        if self._board is None or self._chosen is None:
            self._say("↑ and ↓ choose an agent first.")
            return
        _, agent = self._chosen
        if self._today is None:
            return
        rows = with_board(self._today, self._board).agents
        row = next((one for one in rows if one.agent == agent), None)
        if row is not None:
            self.app.push_screen(AgentScreen(row, self._board, self._work, self._do))

    def _ask(self, question: Question, act: Callable[[str], str]) -> None:
        from console.tui.screens.board_acts import AskingScreen

        self.app.push_screen(AskingScreen(question, partial(self._do, act)))

    async def _do(self, act: Callable[[str], str], typed: str) -> str:
        """Does it on the lane of the calls, for it writes. Returns "" or what refuses it."""
        try:
            told = await self._work.lane.run(act, typed)
        except (BadInput, RefusedError, DatabaseTrouble) as refused:
            return str(refused)
        self._say(told)
        await self._look()
        return ""

    def _say(self, text: str) -> None:
        self.query_one("#told", NoticeLine).tell(clean(text))

    def _read_on(self) -> None:
        if self._on is None and self.app.screen is self and not self._is_reading:
            is_due = asyncio.get_running_loop().time() >= self._rests_until
            self.run_worker(self._read() if is_due else self._look())

    async def _look(self) -> None:
        """The floor alone."""
        try:
            self._board = await self._work.reading.run(self._work.reports.board.look)
        except DatabaseTrouble:
            return  # the next look at the figures says so
        self._show()

    async def _read(self) -> None:
        self._is_reading = True
        began = asyncio.get_running_loop().time()
        try:
            self._today = await self._work.reading.run(self._work.reports.overview.today, self._on)
        except DatabaseTrouble as trouble:
            told = Content.styled(clean(str(trouble)), "$text-error")
            self.query_one("#page-text", Static).update(told)
            return
        finally:
            self._is_reading = False
        self._rest(began)
        if self._on is None:
            await self._look()
        else:
            self._board = None
        self._show()
        await self._read_parts(self._today)
        self._rest(began)
        if self._on is None:
            await self._look_ahead()

    def _rest(self, began: float) -> None:
        now = asyncio.get_running_loop().time()
        self._rests_until = now + (SHARE - 1) * (now - began)

    async def _read_parts(self, today: Today) -> None:
        """What stands below is read last: who calls and what is wrong never waits for it."""
        try:
            read = self._work.reports.overview.today_parts
            self._parts = await self._work.reading.run(read, today)
        except DatabaseTrouble:
            return  # the next look at the figures says so
        self._show()

    async def _look_ahead(self) -> None:
        """How long there is work, which all leads are counted for: rarely."""
        loop = asyncio.get_running_loop()
        began = loop.time()
        if began < self._looks_ahead_at:
            return
        self._looks_ahead_at = began + AHEAD_EVERY
        try:
            ahead = await self._work.reading.run(self._work.reports.overview.outlook)
        except DatabaseTrouble:
            return  # the next look at the figures says so
        self._outlook = outlook_words(ahead.worked, ahead.with_more, ahead.at, self._work.here)
        self._looks_ahead_at = began + max(AHEAD_EVERY, (loop.time() - began) * AHEAD_SHARE)
        self._show()

    def _show(self) -> None:
        today = self._today
        if today is None or not self.is_mounted:
            return
        board = self._board if self._on is None else None
        if board is not None:
            today = with_board(today, board)
        width = self.app.size.width - 2
        head = Content.assemble((title_words(today), "bold $text-accent"))
        if self._on is None:
            here = clock(self._work.clock(), self._work.here)
            gap = max(1, width - head.cell_length - len(here))
            head = Content.assemble(head, " " * gap, (here, "$foreground-muted"))
        self.query_one("#today-title", Static).update(head)
        # One cell is the scroll bar's.
        looks = SIXTEEN if self.app.native_ansi_color else COLOURS
        parts: Sequence[Content] = ()
        if self._parts is not None and self._parts.on == today.on:
            parts = parts_rows(self._parts, today, width - 1, looks)
        if self._outlook and self._on is None:
            parts = (Content.styled(self._outlook, "$foreground-muted"), *parts)
        page = TodayPage(today, width - 1, board, self._chosen, parts)
        self._lines = page.lines
        self.query_one("#page-text", Static).update(page.content)
