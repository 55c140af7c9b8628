"""Drive the console as an agent does: send keys, read what the screen shows."""

import asyncio
import re
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

from rich.cells import cell_len
from textual.drivers.headless_driver import HeadlessDriver
from textual.events import Key, Paste
from textual.pilot import Pilot
from textual.worker import WorkerCancelled

from console.desk import Desk
from console.firm.personal_settings import Personal
from console.tui.app import SmileDialApp
from console.tui.base.workplace import KeepOwn
from console.tui.call_view.band import CHIP, HUGE, TALL, TONES, Band
from console.tui.call_view.number_panel import NumberPanel
from console.tui.call_view.receipt_row import ReceiptRow
from console.tui.call_view.say_box import SayBox
from console.tui.call_view.top_line import PaceLine
from console.tui.calling.screen import CallingScreen
from console.tui.drawing.textual_private import BurstParser
from console.tui.widgets.key_line import KeyLine
from console.tui.widgets.notice_line import NoticeLine
from console.tui.widgets.text_widget import Drawn, Value, Words
from console.view.lead.verdict import SILENT
from db.engine.database import Database
from tests.conftest import FrozenClock
from tests.tui.textual_private import (
    context_of,
    driver_of,
    key_of,
    let_loop_run_dry,
    paint,
    rows_on_screen,
    share_parsed_styles,
)

HERE = "America/New_York"
"""The zone of the agents in these tests."""

LOOK_AGAIN = 0.02
"""Seconds between two looks at a screen for something that comes from another thread or server."""

QUIET = 2
"""Rounds without output after which the screen has settled: widgets, layout, repaint."""


class RecordingDriver(HeadlessDriver):
    """A terminal that records everything sent to it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sent: list[str] = []

    @property
    def is_headless(self) -> bool:
        return False

    def write(self, data: str) -> None:
        self.sent.append(data)


class Agent:
    """Somebody at the keyboard."""

    def __init__(self, app: SmileDialApp, pilot: Pilot[int], clock: FrozenClock) -> None:
        self.app = app
        self._pilot = pilot
        self._clock = clock

    async def press(self, *keys: str) -> None:
        """Press keys, by Textual's names, and wait until each is handled."""
        for key in keys:
            await self.press_at_once(key)

    async def press_at_once(self, *keys: str) -> None:
        """Press keys without waiting in between, as a slow line delivers them."""
        for key in keys:
            self._send(key)
        await self.settle()

    async def receive(self, *packets: str) -> None:
        """Send what a terminal sends, a packet at a time, and wait until each is handled."""
        for packet in packets:
            parser = BurstParser()
            for message in (*parser.feed(packet), *parser.feed("")):
                self.app.post_message(message)
            await self.settle()

    async def press_and_wait(self, key: str, until: str) -> None:
        """Press a key and wait until the page or dialog in front contains the text."""
        self._send(key)
        async with asyncio.timeout(SLOWEST):
            while until not in self.question:
                await self._pilot.pause(LOOK_AGAIN)

    async def press_while_the_database_is_busy(self, *keys: str, until: str = "") -> None:
        """Press keys while the lane is blocked, until the screen contains the text `until`."""
        gate = threading.Event()
        busy = asyncio.ensure_future(self.calling.work.lane.run(gate.wait))
        for key in keys:
            self._send(key)
            await self._pilot.pause(0)
        try:
            async with asyncio.timeout(SLOWEST):
                while until not in self.screen_text:
                    await self._pilot.pause(LOOK_AGAIN)
        finally:
            gate.set()
        await busy
        await self.settle()

    async def paste_after(self, key: str, text: str) -> None:
        """Press a key and paste a text at once, while the key is being written."""
        self._send(key)
        await self.paste(text)

    async def click(self, text: str, times: int = 1) -> None:
        """Click the middle of a text that is on the screen."""
        await self._pilot.click(offset=self._middle_of(text), times=times)
        await self.settle()

    async def hover(self, text: str) -> None:
        """Move the mouse over a text that is on the screen."""
        await self._pilot.hover(offset=self._middle_of(text))
        await self.settle()

    async def type(self, text: str) -> None:
        for line in text.splitlines(keepends=True):
            await self.press_at_once(*line.removesuffix("\n"))
            if line.endswith("\n"):
                await self.press("enter")

    async def paste(self, text: str) -> None:
        self.app.post_message(Paste(text))
        await self.settle()

    async def choose_file(self, path: Path, *keys: str) -> None:
        """Open the import page, give it a file, and go on to its preview; then press more keys."""
        await self.press("i")
        await self.paste(str(path))
        await self.press("enter", *keys)

    async def until(self, is_so: Callable[[], bool]) -> None:
        """Let the console work, without time passing, until something is so."""
        async with asyncio.timeout(SLOWEST):
            while not is_so():
                await self.time_passes(seconds=0)
                await self._pilot.pause(LOOK_AGAIN)

    async def time_passes(self, **by: float) -> None:
        """Advance the clock and run the screen's once-a-second update."""
        self._clock.advance(**by)
        with context_of(self.app):  # else the console opened last would be the active app
            self.calling.controller.tick()
        await self.settle()

    async def resize(self, width: int, height: int) -> None:
        await self._pilot.resize_terminal(width, height)
        await self.settle()

    async def settle(self) -> None:
        """Wait until no message, timer of the screen or worker is under way and nothing is painted.

        One round is not enough: a page is laid out once it has its size, and shows its scroll keys
        once it is laid out. Pilot's own waiting posts a message to every widget in each round,
        which takes half of a test.
        """
        quiet = 0
        while quiet < QUIET:
            painted = len(self._driver.sent)
            await let_loop_run_dry()
            paint(self.app)
            await self.app.animator.wait_until_complete()
            quiet = quiet + 1 if len(self._driver.sent) == painted else 0
            if not all(worker.is_finished for worker in self.app.workers):
                quiet = 0
                with suppress(WorkerCancelled):
                    await self.app.workers.wait_for_complete()

    def _send(self, key: str) -> None:
        """Send a key as Pilot does, without waiting."""
        self.app.post_message(Key(*key_of(key)))

    @property
    def calling(self) -> CallingScreen:
        screen = self.app.screen_stack[0]
        assert isinstance(screen, CallingScreen)
        return screen

    @property
    def lead(self) -> str:
        """The name of the lead on the screen, "" without one."""
        if not self.calling.query_one("#number").display:
            return ""
        return re.split(r"  +| [·/-]{2,} ", self._band[0][CHIP:].strip())[0]

    @property
    def verdict(self) -> str:
        """`CALL 9 h 18 min left closes 21:00 there`, `ON CALL 0:48 dialled 12:00`.

        For a phone that must stay silent, the reason follows from the box below.
        """
        word, rest = (row[:CHIP].strip(" ●○■?►‖") for row in self._band[:2])
        word = re.sub(r" +(Enter|Space)$", "", word)
        evidence = text_of(self.calling.query_one(NumberPanel)).lstrip().split("\n", 1)[-1]
        say = text_of(self.calling.query_one(SayBox))
        reason = say if SILENT in say else ""
        return " ".join(f"{word} {rest} {evidence} {reason}".split())

    @property
    def banner(self) -> str:
        """The band in one line: `NOBODY for 1 h 00 min 12 leads open at 09:00`."""
        first, *others = self._band
        chip = re.sub(r" (Enter|Space) *$", "", first[:CHIP])
        return " ".join(" ".join((chip, first[CHIP:], *others)).split())

    @property
    def next_key(self) -> str:
        """The key that the band names."""
        return self._band[0][:CHIP].rpartition("  ")[2].strip()

    @property
    def _band(self) -> list[str]:
        rows = text_of(self.calling.query_one(Band)).split("\n")
        if len(rows) < HUGE:
            return rows[1:3] if len(rows) >= TALL else rows
        # Much of it is in large letters, which `test_layout` compares.
        banner = self.calling.query_one(Band).banner
        chip = f" {TONES[banner.word].shape} {banner.word}  {banner.key}"
        return [
            f"{chip:<{CHIP}}  {banner.name}  {banner.clock}",
            f"   {banner.duration}".ljust(CHIP) + f"  {banner.headline}  {banner.other_clock}",
        ]

    @property
    def notice(self) -> str:
        """The text of the notice line on the screen in front."""
        lines = [line.message.plain for line in self.app.screen.query(NoticeLine)]
        return " ".join(" ".join(lines).split())

    @property
    def receipt(self) -> str:
        """The row that confirms the last key, in one line."""
        return " ".join(text_of(self.calling.query_one(ReceiptRow)).split())

    @property
    def question(self) -> str:
        """The text of the dialog or page in front in one line, "" without one."""
        if self.app.screen is self.calling:
            return ""
        frame = self.app.screen.query_one(".dialog, .sheet, .page-frame, .summary").region
        rows = rows_on_screen(self.app)[frame.y : frame.bottom]
        texts = (row.crop(frame.x, frame.right).text.rstrip() for row in rows)
        inside = " ".join(text.removesuffix("┃") for text in texts)  # the scroll bar
        return " ".join(re.sub(r"[╭╮╰╯│─]", " ", inside).split())

    @property
    def footer(self) -> str:
        """The keys of the footer and the outcomes, in one line."""
        outcomes = text_of(self.calling.query_one("#outcomes", Words))
        keys = [text_of(self.calling.query_one(KeyLine))]
        pace = self.calling.query_one(PaceLine)
        # On a call all three rows are outcomes, the commonest first.
        rows = [outcomes, text_of(pace), *keys] if pace.has_outcomes else [*keys, outcomes]
        return " ".join(" ".join(rows).split())

    @property
    def pace(self) -> str:
        return self._rows("#pace")[0]

    @property
    def top(self) -> str:
        return " ".join(self._rows("#top")[0].split())

    @property
    def note(self) -> str:
        return self.calling.view.note.text

    @property
    def screen_text(self) -> str:
        """The whole screen, line by line, without trailing blanks."""
        rows = rows_on_screen(self.app)
        return "\n".join(row.text.rstrip() for row in rows)

    @property
    def sent(self) -> str:
        """Everything that was sent to the terminal."""
        return "".join(self._driver.sent)

    @property
    def copied(self) -> str:
        return self.app.clipboard

    def _middle_of(self, text: str) -> tuple[int, int]:
        rows = self.screen_text.split("\n")
        y, row = next((y, row) for y, row in enumerate(rows) if text in row)
        return cell_len(row[: row.index(text)]) + cell_len(text) // 2, y

    @property
    def _driver(self) -> RecordingDriver:
        driver = driver_of(self.app)
        assert isinstance(driver, RecordingDriver)
        return driver

    def _rows(self, selector: str) -> list[str]:
        text = text_of(self.calling.query_one(selector, Drawn))
        return [re.sub(r" +", " ", row).strip() for row in text.split("\n")] or [""]


def text_of(words: Drawn[Value]) -> str:
    return words.render().plain


def desk_for(database: Database, clock: FrozenClock, agent: str = "ann", no_goal: int = 20) -> Desk:
    return Desk(database, clock, agent, no_goal, zone=HERE)


SLOWEST = 60.0
"""Seconds that a busy machine may take to paint the first lead."""


@asynccontextmanager
async def at_the_desk(
    database: Database,
    clock: FrozenClock,
    agent: str = "ann",
    size: tuple[int, int] = (80, 24),
    keep_own: KeepOwn = lambda _name, _typed: None,
    first: str = "",
    *,
    is_kept: bool = True,
    reports: Desk | None = None,
    **personal: Any,
) -> AsyncIterator[Agent]:
    """Run the console for an agent; leave it as if the terminal were closed."""
    settings = Personal(**{"zone": HERE, "fresh_pause": 0.0, **personal})
    desk, others = (desk_for(database, clock, agent, settings.no_goal) for _ in range(2))
    app = SmileDialApp(
        desk, reports or others, clock, settings, keep_own, first=first, is_kept=is_kept
    )
    app.driver_class = RecordingDriver
    app.patience = SLOWEST
    share_parsed_styles(app)
    async with app.run_test(headless=False, size=size) as pilot:
        driven = Agent(app, pilot, clock)
        await driven.settle()
        yield driven
