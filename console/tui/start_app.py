"""Apps without a calling screen: the questions of the first start, and a rehearsal."""

import os
from collections.abc import Sequence
from pathlib import Path

from textual.app import App
from textual.events import Event, Key
from textual.screen import Screen

from console.clock import Clock, system_clock
from console.supervision.firm.first_questions import Answers, Question
from console.tui.app import SmileDialApp
from console.tui.drawing.hang_up import TerminalApp
from console.tui.drawing.textual_private import hear_bursts_as_text
from console.tui.drawing.themes import dress
from console.tui.screens.dialog import Line
from console.tui.start.about_you import AboutYouScreen
from console.tui.start.beginning import BeginningScreen
from console.tui.texts.rehearsal import RehearsalScreen
from console.view.start.first_start import QuestionsFor, StartChoice, Way


class StartApp(TerminalApp):
    """The first start, before there is a database: how to begin, and who calls.

    `begun` holds the choice and the answers. It is None if the agent left: then nothing is written.
    With `only`, ask just these questions and offer no choice.
    """

    TITLE = "Smile & Dial"
    CSS_PATH = Path(__file__).with_name("calling.tcss")
    ENABLE_COMMAND_PALETTE = False
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (160, "-very-wide")]  # noqa: RUF012
    VERTICAL_BREAKPOINTS = [(0, "-short"), (31, "-tall")]  # noqa: RUF012

    def __init__(
        self,
        asked: QuestionsFor,
        theme: str,
        only: Sequence[Question] = (),
        clock: Clock = system_clock,
        here: str = "UTC",
        time_server: str = "",
    ) -> None:
        super().__init__(ansi_color="NO_COLOR" in os.environ or None)
        hear_bursts_as_text(self.driver_class)
        self.begun: StartChoice | None = None
        self._asked = asked
        self._clock = clock
        self._here = here
        self._time_server = time_server
        self._only = tuple(only)
        self.theme = dress(self, theme)

    def on_mount(self) -> None:
        self.note_loop()
        if self._only:
            self.push_screen(AboutYouScreen(self._only), self._answered)
        else:
            page = BeginningScreen(self._asked, self._clock, self._here, self._time_server)
            self.push_screen(page, self._chosen)

    async def on_event(self, event: Event) -> None:
        """After Enter in a line, wait until the focus has moved: the next key belongs there."""
        line = self.focused if isinstance(event, Key) and event.key == "enter" else None
        await super().on_event(event)
        if isinstance(line, Line):
            await line.wait_for_enter()

    def _answered(self, answers: Answers | None) -> None:
        if answers is not None:
            self.begun = StartChoice(Way(), answers)
        self.exit(0)

    def _chosen(self, begun: StartChoice | None) -> None:
        self.begun = begun
        self.exit(0)


class RehearsalApp(SmileDialApp):
    """A rehearsal by itself: no lead is claimed behind it."""

    COMMANDS = App.COMMANDS

    async def _open(self) -> None:
        """Fetch no lead."""

    def _first_screen(self) -> Screen[None]:
        return Screen()

    def on_mount(self) -> None:
        self.push_screen(RehearsalScreen(self._work), lambda _: self.exit(0))
