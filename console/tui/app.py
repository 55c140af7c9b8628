"""The console in a terminal: its theme, its lanes, and how it is left."""

import asyncio
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual.app import App, ScreenStackError, SystemCommand
from textual.binding import BindingType
from textual.css.query import NoMatches
from textual.events import Event, Key
from textual.screen import Screen

from console.clock import Clock
from console.desk import Desk
from console.firm.personal import Personal
from console.trouble import BadInput
from console.tui.base.workplace import KeepOwn, Lane, Workplace
from console.tui.call_view.call_view import LEAST_HEIGHT, LEAST_WIDTH, VERY_WIDE, WIDE
from console.tui.calling.screen import CallingScreen
from console.tui.drawing.hang_up import STATUS, turn_away, wake_only_in_a_terminal
from console.tui.drawing.textual_private import QuietlyFailingApp, hear_bursts_as_text
from console.tui.drawing.themes import dress
from console.tui.widgets.notice_line import NoticeLine
from console.view.keys.other_screens import APP
from console.view.state.commands import Opened, open_up
from console.view.text.counts import SLOW
from db.engine.database import DatabaseTrouble

if TYPE_CHECKING:
    from textual.command import Provider


# The sign that what was asked for takes its time, on whatever screen is in front.


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


STYLES = Path(__file__).with_name("calling.tcss")

PATIENCE = 0.5
"""Seconds the terminal is left as it was while the first lead is fetched."""

LOOK_AGAIN = 900
"""Seconds after which it is looked again for planned sessions whose time is over."""


def _commands() -> "type[Provider]":
    from console.tui.palette import KeyCommands

    return KeyCommands


def _reached(breakpoints: list[tuple[int, str]], cells: int) -> str:
    return max(one for one in breakpoints if one[0] <= cells)[1]


class SmileDialApp(QuietlyFailingApp):
    """`reports` is a second desk on the same database, for what may take its time.

    `bring` is the path of a list to look at first, `first` the act of a key that is done at once.
    """

    TITLE = "Smile & Dial"
    BINDINGS: ClassVar[list[BindingType]] = [
        (key.key, key.action, key.label) for key in APP if key.key not in {"ctrl+p", "ctrl+q"}
    ]
    COMMANDS = App.COMMANDS | {_commands}
    HORIZONTAL_BREAKPOINTS = [  # noqa: RUF012
        (0, "-too-small"),
        (LEAST_WIDTH, "-tiny"),
        (72, "-narrow"),
        (WIDE, "-wide"),
        (VERY_WIDE, "-very-wide"),
    ]
    VERTICAL_BREAKPOINTS = [  # noqa: RUF012
        (0, "-too-low"),
        (LEAST_HEIGHT, "-low"),
        (24, "-short"),
        (35, "-tall"),
        (50, "-huge"),
    ]

    def __init__(
        self,
        desk: Desk,
        reports: Desk,
        clock: Clock,
        personal: Personal,
        keep_own: KeepOwn,
        bring: str = "",
        first: str = "",
        *,
        is_kept: bool = True,
    ) -> None:
        # NO_COLOR: the terminal's own colours. Textual's greys are black on black where it has 8.
        super().__init__(ansi_color="NO_COLOR" in os.environ or None)
        hear_bursts_as_text(self.driver_class)
        self.patience = PATIENCE
        self._bring = bring
        self._first = first
        self._home: asyncio.AbstractEventLoop | None = None
        self._is_hung_up = False
        self._opening: asyncio.Future[Opened] | None = None
        self._lane = Lane("desk")
        self._reading = Lane("reports")
        self._work = Workplace(
            desk, self._lane, reports, self._reading, clock, personal, keep_own, is_kept
        )
        self.theme = self._kept_theme = dress(self, personal.theme)

    async def on_load(self) -> None:
        await self._open()

    async def _open(self) -> None:
        """The lead is fetched before there is a screen, so that it is what is painted first."""
        opening = self._work.lane.run(open_up, self._work.desk)
        self._opening = asyncio.ensure_future(opening)
        await asyncio.wait([self._opening], timeout=self.patience)

    def on_mount(self) -> None:
        self._home = asyncio.get_running_loop()
        wake_only_in_a_terminal()
        # Back from Ctrl-Z the terminal is empty, and Textual paints only what has changed.
        self.app_resume_signal.subscribe(self, lambda _: self.refresh(layout=True))

    def watch_theme(self, chosen: str) -> None:
        """A theme chosen in the palette is the agent's from then on."""
        if self._home is None or chosen == self._kept_theme:
            return
        self._kept_theme = chosen
        try:
            self._work.keep_own("theme", chosen)
        except BadInput as refused:
            calling = self.screen_stack[0]
            if isinstance(calling, CallingScreen):
                calling.view.tell(str(refused), "warning")

    def get_default_screen(self) -> Screen[None]:
        # Read only now: what Textual has read when a theme is set, it parses twice.
        self.stylesheet.add_source(STYLES.read_text("utf-8"), (str(STYLES), ""))
        return self._first_screen()

    def _first_screen(self) -> Screen[None]:
        assert self._opening is not None
        width = _reached(self.HORIZONTAL_BREAKPOINTS, self.size.width)
        height = _reached(self.VERTICAL_BREAKPOINTS, self.size.height)
        return CallingScreen(self._work, self._opening, f"{width} {height}")

    async def on_event(self, event: Event) -> None:
        """A slow line delivers many keys in one piece.

        Esc and the key after it read as Alt: Esc leaves what is open; where only a note could be,
        the key is pressed too. What follows the Enter of a line is for whoever has the focus then.
        """
        if isinstance(event, Key) and event.key.startswith("alt+"):
            key = event.key.removeprefix("alt+")
            if len(self.screen_stack) > 1:
                event = Key("escape", None)
            elif len(key) == 1:
                self.screen.set_focus(None)
                event = Key(key, key)
        line = self.focused if isinstance(event, Key) and event.key == "enter" else None
        await super().on_event(event)
        if heard := getattr(line, "heard", None):
            await heard()

    def on_ready(self) -> None:
        self._work.lane.watch = SlowSign(self._notice).watch
        calling = self.screen_stack[0]
        if self._bring and isinstance(calling, CallingScreen):
            calling.pages.look_at(self._bring)
        if self._first and isinstance(calling, CallingScreen):
            calling.acts[self._first]()
        self._keep_plan_true()
        self.set_interval(LOOK_AGAIN, self._keep_plan_true)

    def _notice(self) -> object:
        """Where the screen in front tells what it has to; none of it is left where the app ends."""
        with suppress(ScreenStackError, NoMatches):
            return getattr(self.screen, "notice", None)
        return None

    @property
    def time_here(self) -> tuple[datetime, str]:
        """Now, and the agent's zone."""
        return self._work.clock(), self._work.here

    def _keep_plan_true(self) -> None:
        self.run_worker(self._send_back(), group="plan", exclusive=True, exit_on_error=False)
        self.run_worker(self._learn_hours(), group="hours", exclusive=True, exit_on_error=False)

    async def _learn_hours(self) -> None:
        """Which hours come first is read beside the keys; the claim goes by it from then on."""
        with suppress(DatabaseTrouble):  # they come in the order of before
            best = await self._work.reading.run(self._work.reports.queue.learn_hours)
            await self._work.lane.run(self._work.desk.queue.go_by_hours, best)

    async def _send_back(self) -> None:
        """What nobody began in its time is planned anew, a part at a time.

        Between two parts it rests as long as one took: the keys want the processor, too.
        """
        personal = self._work.personal
        ask = partial(
            self._work.reports.sessions.go_back, personal.session_size, personal.working_hours
        )
        time = asyncio.get_running_loop().time
        with suppress(DatabaseTrouble):  # the page of the sessions tries again, and says so
            began = time()
            while await self._work.reading.run(ask):
                calling = self.screen_stack[0]
                if isinstance(calling, CallingScreen):
                    calling.controller.looking.at_offer()
                await asyncio.sleep(time() - began)
                began = time()

    def on_planned(self) -> None:
        self.run_worker(self._mark_planned(), group="marks", exclusive=True, exit_on_error=False)

    async def _mark_planned(self) -> None:
        """Who is in a large plan is marked a part at a time, with a rest as long after each."""
        time = asyncio.get_running_loop().time
        with suppress(DatabaseTrouble):  # a claim is only slower by it
            began = time()
            while await self._work.reading.run(self._work.desk.sessions.mark_some):
                await asyncio.sleep(time() - began)
                began = time()

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """Without Textual's own page of keys: ours is among the keys."""
        for command in super().get_system_commands(screen):
            if command.title != "Keys":
                yield command

    def action_help_quit(self) -> None:
        """Ctrl+C over the calls, where no text is copied, does as q does."""
        calling = self.screen
        if isinstance(calling, CallingScreen):
            calling.action_press("q")

    async def action_quit(self) -> None:
        calling = self.screen_stack[0]
        if isinstance(calling, CallingScreen):
            await calling.controller.away.quit()
        self.exit(0)

    def hang_up(self) -> None:
        """The terminal has gone. Safe from any thread."""
        if self._home is not None:
            self._home.call_soon_threadsafe(self._hang_up)

    def _hang_up(self) -> None:
        if not self._is_hung_up:
            self._is_hung_up = True
            self.run_worker(self._end_without_terminal(), exit_on_error=False)

    async def _end_without_terminal(self) -> None:
        """The lead stays held and a call open, for whoever comes back in time."""
        turn_away()
        calling = self.screen_stack[0]
        if isinstance(calling, CallingScreen):
            await calling.controller.notes.keep()
        self.exit(STATUS, return_code=STATUS)

    def on_unmount(self) -> None:
        """What was acknowledged is on disk before the terminal is given back."""
        self._lane.close()
        self._reading.close()
