"""The console's Textual app: fetch the first lead, update plans, end without losing data."""

import asyncio
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual.app import ScreenStackError, SystemCommand
from textual.binding import BindingType
from textual.css.query import NoMatches
from textual.events import AppBlur, Event, Key
from textual.screen import Screen

from console.clock import Clock
from console.desk import Desk
from console.firm.personal_settings import Personal
from console.trouble import BadInput
from console.tui.base.workplace import KeepOwn, Lane, Workplace
from console.tui.call_view.call_view import LEAST_HEIGHT, LEAST_WIDTH, VERY_WIDE, WIDE
from console.tui.calling.screen import CallingScreen
from console.tui.drawing.hang_up import STATUS, TerminalApp, detach_from_terminal
from console.tui.drawing.textual_private import hear_bursts_as_text
from console.tui.drawing.themes import dress
from console.tui.widgets.notice_line import NoticeLine
from console.view.keys.other_screens import APP
from console.view.state.commands import Opened, open_up
from console.view.text.clocks import show_times_as, style_of
from console.view.text.counts import SLOW
from db.engine.database import DatabaseTrouble

if TYPE_CHECKING:
    from textual.command import Provider


STYLES = Path(__file__).with_name("calling.tcss")

PATIENCE = 0.5
"""Seconds to wait for the first lead before the screen is painted without it."""

REPLAN_EVERY = 900
"""Seconds between two searches for planned sessions whose hours are over."""

SYSTEM_COMMANDS = {
    "Theme": ("Colors", "Choose the colors of the screen."),
    "Screenshot": ("Picture", "Save the screen as a picture (SVG)."),
    "Quit": ("Quit", "Close the console; a lead or call is kept for you."),
}
"""Textual's commands by their title, with our title and sentence. Others are left out."""

REPEAT_SLOW_SIGN = 1.0
"""Seconds between repeats of the notice: it disappears sooner than a lost server answers."""


class SlowSign:
    """Tells the agent that an answer is slow, on the screen in front. Use it on the event loop."""

    def __init__(self, find_line: Callable[[], object]) -> None:
        """`find_line` returns the notice line of the screen in front, or any other object."""
        self._find_line = find_line

    @contextmanager
    def watch(self, text: str) -> Iterator[None]:
        """Show the text if the block takes long, and then the message that it covered.

        A message that comes after the text stays: it answers a later key.
        """
        loop = asyncio.get_running_loop()
        covered: dict[NoticeLine, tuple[str, str]] = {}

        def show_sign() -> None:
            line = self._find_line()
            if isinstance(line, NoticeLine):
                message = line.told
                if message[0] != text and not (line in covered and message[0]):
                    covered[line] = message
                    line.tell(text)
            timers.append(loop.call_later(REPEAT_SLOW_SIGN, show_sign))

        timers = [loop.call_later(SLOW, show_sign)]
        try:
            yield
        finally:
            timers[-1].cancel()
            for line, message in covered.items():
                line.take_back(text, *message)


def _palette_commands() -> "type[Provider]":
    from console.tui.palette import Commands  # late: only when the palette is opened

    return Commands


def _class_for(breakpoints: list[tuple[int, str]], cells: int) -> str:
    """Return the style class of the largest breakpoint up to a width or height."""
    return max((least, name) for least, name in breakpoints if least <= cells)[1]


class SmileDialApp(TerminalApp):
    """The Textual app of the console.

    `reports` is a second desk on the same database, for slow reads.

    `bring` is the path of a list to import first, `first` the action of a key to press first.
    """

    TITLE = "Smile & Dial"
    BINDINGS: ClassVar[list[BindingType]] = [
        (key.key, key.action, key.label) for key in APP if key.key not in {"ctrl+p", "ctrl+q"}
    ]
    COMMANDS = {_palette_commands}  # noqa: RUF012
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
        # NO_COLOR: use the terminal's own colors. Textual's grays are black on black with 8 colors.
        super().__init__(ansi_color="NO_COLOR" in os.environ or None)
        hear_bursts_as_text(self.driver_class)
        self.patience = PATIENCE
        self._bring = bring
        self._first = first
        self._is_hung_up = False
        self._opening: asyncio.Future[Opened] | None = None
        self._lane = Lane("desk")
        self._reading = Lane("reports")
        self._work = Workplace(
            desk, self._lane, reports, self._reading, clock, personal, keep_own, is_kept
        )
        show_times_as(style_of(personal))
        self.theme = self._saved_theme = dress(self, personal.theme)

    async def on_load(self) -> None:
        await self._open()

    async def _open(self) -> None:
        """Fetch the first lead before there is a screen, so that the first paint shows it."""
        opening = self._work.lane.run(open_up, self._work.desk)
        self._opening = asyncio.ensure_future(opening)
        # Not `wait_for`, which would cancel a slow first lead: this one goes on loading.
        await asyncio.wait([self._opening], timeout=self.patience)

    def on_mount(self) -> None:
        self.note_loop()
        # After Ctrl-Z and fg the terminal is empty, but Textual paints only what has changed.
        self.app_resume_signal.subscribe(self, lambda _: self.refresh(layout=True))

    def watch_theme(self, chosen: str) -> None:
        """Save a theme that the agent chose in the palette."""
        if self._home is None or chosen == self._saved_theme:
            return
        self._saved_theme = chosen
        try:
            self._work.keep_own("theme", chosen)
        except BadInput as refusal:
            calling = self.screen_stack[0]
            if isinstance(calling, CallingScreen):
                calling.view.tell(str(refusal), "warning")

    def get_default_screen(self) -> Screen[None]:
        # Add the styles only now: styles that Textual has before a theme is set are parsed twice.
        self.stylesheet.add_source(STYLES.read_text("utf-8"), (str(STYLES), ""))
        return self._first_screen()

    def _first_screen(self) -> Screen[None]:
        assert self._opening is not None
        width = _class_for(self.HORIZONTAL_BREAKPOINTS, self.size.width)
        height = _class_for(self.VERTICAL_BREAKPOINTS, self.size.height)
        return CallingScreen(self._work, self._opening, f"{width} {height}")

    async def on_event(self, event: Event) -> None:
        """Take apart keys that a slow line delivered in one piece.

        Textual reads Esc and a key right behind it as Alt and that key. Esc closes the page or
        leaves the note, then the key is pressed. After Enter in a line, wait until the form has
        moved the focus: the next letter belongs there.
        """
        if isinstance(event, Key) and event.key.startswith("alt+"):
            key = event.key.removeprefix("alt+")
            if character := event.character or (key if len(key) == 1 else None):
                await self._press_escape()
                event = Key(key if len(key) > 1 else character, character)
        line = self.focused if isinstance(event, Key) and event.key == "enter" else None
        await super().on_event(event)
        # By name: importing `Line` would load the dialogs, which the first lead must not wait for.
        if wait_for_enter := getattr(line, "wait_for_enter", None):
            await wait_for_enter()

    def on_app_blur(self, event: AppBlur) -> None:
        """Leave the focus where it is while another window is in front.

        Textual would take it from the note. The note would end without Esc, and whatever the agent
        types after coming back would be keys: an `n` would record a No.
        """
        event.prevent_default()

    async def _press_escape(self) -> None:
        """Do at once what Esc does: its binding would run only after the next key."""
        if len(self.screen_stack) == 1:
            self.screen.set_focus(None)
        elif getattr(self.screen, "typed_ahead", None) is not None:
            await super().on_event(Key("escape", None))  # an answer is being written: keys wait
        elif escape := self.screen.active_bindings.get("escape"):
            await self.run_action(escape.binding.action, escape.node)

    def on_ready(self) -> None:
        self._work.lane.watch = SlowSign(self._notice_line).watch
        calling = self.screen_stack[0]
        if self._bring and isinstance(calling, CallingScreen):
            calling.pages.open_import(self._bring)
        if self._first and isinstance(calling, CallingScreen):
            calling.acts[self._first]()
        self._update_plan()
        self.set_interval(REPLAN_EVERY, self._update_plan)

    def _notice_line(self) -> object:
        """Return the notice line of the screen in front; None while the app ends."""
        with suppress(ScreenStackError, NoMatches):
            return getattr(self.screen, "notice", None)
        return None

    @property
    def time_here(self) -> tuple[datetime, str]:
        """The present time and the agent's time zone."""
        return self._work.clock(), self._work.here

    def _update_plan(self) -> None:
        self.run_worker(self._replan(), group="plan", exclusive=True, exit_on_error=False)
        self.run_worker(self._learn_hours(), group="hours", exclusive=True, exit_on_error=False)

    async def _learn_hours(self) -> None:
        """Read the hours in which people answer. From now on, claims prefer those hours."""
        with suppress(DatabaseTrouble):  # claims then keep their old order
            best = await self._work.reading.run(self._work.reports.queue.learn_hours)
            await self._work.lane.run(self._work.desk.queue.go_by_hours, best)

    async def _replan(self) -> None:
        """Replan the leads of sessions that nobody started in their hours, a part at a time.

        Rest between two parts as long as one took: keys need the processor and the database, too.
        """
        personal = self._work.personal
        replan_part = partial(
            self._work.reports.sessions.go_back, personal.session_size, personal.working_hours
        )
        time = asyncio.get_running_loop().time
        with suppress(DatabaseTrouble):  # the sessions page tries again and reports a failure
            started = time()
            while await self._work.reading.run(replan_part):
                calling = self.screen_stack[0]
                if isinstance(calling, CallingScreen):
                    calling.controller.refresher.renew_offer()
                await asyncio.sleep(time() - started)
                started = time()

    def on_planned(self) -> None:
        self.run_worker(self._mark_planned(), group="marks", exclusive=True, exit_on_error=False)

    async def _mark_planned(self) -> None:
        """Mark the leads of a large plan, a part at a time. After each part, rest as long again."""
        time = asyncio.get_running_loop().time
        with suppress(DatabaseTrouble):  # claims work without the marks, only slower
            started = time()
            while await self._work.reading.run(self._work.desk.sessions.mark_some):
                await asyncio.sleep(time() - started)
                started = time()

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """Yield Textual's commands in our words, without its page of keys: the palette is one."""
        for command in super().get_system_commands(screen):
            if words := SYSTEM_COMMANDS.get(command.title):
                yield command._replace(title=words[0], help=words[1])

    def action_help_quit(self) -> None:
        """Treat Ctrl+C on the calling screen like q, if there is no text to copy."""
        calling = self.screen
        if isinstance(calling, CallingScreen):
            calling.action_press("q")

    def action_command_palette(self) -> None:
        from console.tui.palette import Palette  # late: only when the palette is opened

        if not isinstance(self.screen, Palette):
            self.push_screen(Palette())

    async def action_quit(self) -> None:
        calling = self.screen_stack[0]
        if isinstance(calling, CallingScreen):
            await calling.controller.away.quit()
        self.exit(0)

    def _hang_up(self) -> None:
        if not self._is_hung_up:  # the signal and the watch may both report it
            self._is_hung_up = True
            self.run_worker(self._end_without_terminal(), exit_on_error=False)

    async def _end_without_terminal(self) -> None:
        """Save the note and exit. The lead and a call are kept, because the agent may come back."""
        detach_from_terminal()
        calling = self.screen_stack[0]
        if isinstance(calling, CallingScreen):
            await calling.controller.notes.keep()
        self.exit(STATUS, return_code=STATUS)

    def on_unmount(self) -> None:
        """Finish queued commands before the terminal is given back, so that nothing is lost."""
        self._lane.close()
        self._reading.close()
