"""All that the console takes of Textual beyond what Textual promises to keep.

A new Textual may rename any of it without a word, so the version below the next major one is
pinned, a test holds that each name is there, and another that no name is used elsewhere. What the
tests themselves take is in tests/tui/textual_private.py.

To look at when Textual is upgraded: `UPDATE_PERIOD` in its screen.py, and `Timer._run`, that waits
by it; `App._handle_exception` and `App._fatal_error` in its app.py,
`active_message_pump` in its _context.py, the `XTermParser` of its _xterm_parser.py, and that its
drivers make one by that name.
"""

import os
import sys
from collections.abc import Iterable, Sequence
from time import monotonic

import textual.screen
from textual._context import active_message_pump
from textual._xterm_parser import XTermParser
from textual.app import App
from textual.css.query import NoMatches
from textual.dom import NoScreen
from textual.driver import Driver
from textual.events import Paste
from textual.filter import LineFilter
from textual.message import Message
from textual.widget import Widget
from textual.worker import WorkerFailed, active_worker

from console.machine import is_served
from console.tui.drawing.contrast import readable
from console.tui.drawing.looks import FILTERS
from console.view.state.pasted_text import PasteSplitter

PAINT_PERIOD = 1 / 240
"""Seconds. A paint waits up to two of these for the one before it: at Textual's own 1/60 the next
lead's name came 33 ms after the key's first answer, however early the lead was there."""

vars(textual.screen)["UPDATE_PERIOD"] = PAINT_PERIOD


class BurstParser(XTermParser):
    """Makes a paste of text that comes in one piece, so that no letter of it is obeyed as a key.

    A terminal that marks a paste needs none of this; many do not, or not through every multiplexer.
    """

    def __init__(self, debug: bool = False) -> None:  # noqa: FBT001 - as Textual has it
        super().__init__(debug)
        self.bursts = PasteSplitter()

    def feed(self, data: str) -> Iterable[Message]:
        text, keys = self.bursts.split(data, monotonic())
        if text:
            yield Paste(text)
        if keys or not data:
            yield from super().feed(keys)


def hear_bursts_as_text(driver: type[Driver]) -> None:
    """A driver that is made later reads its terminal so."""
    module = sys.modules[driver.__module__]
    if "XTermParser" in vars(module):
        vars(module)["XTermParser"] = BurstParser


def go_by_the_terminal() -> None:
    """Remove the size that a shell has exported, so that Textual asks the terminal for its size.

    A browser's console keeps COLUMNS: its driver has no terminal to ask and reads the size there.
    """
    if is_served():
        return
    for name in ("COLUMNS", "LINES"):
        os.environ.pop(name, None)


class QuietlyFailingApp(App[int]):
    """An app that keeps what ended it and prints nothing of it."""

    failure: BaseException | None = None
    """What ended the app against its will; `run_console` raises it once the screen is back."""

    def get_css_variables(self) -> dict[str, str]:
        self.theme_variables = readable(super().get_css_variables())
        return self.theme_variables

    def get_line_filters(self) -> Sequence[LineFilter]:
        return [*super().get_line_filters(), *FILTERS]

    def _handle_exception(self, error: Exception) -> None:
        why = error.error if isinstance(error, WorkerFailed) else error
        if isinstance(why, NoMatches) and self.is_of_a_screen_left():
            return
        # Textual would print its traceback, the lead's data in it; the entry point explains every
        # other error in a sentence, and so this one too.
        if self.failure is None:
            self.failure = why
        super()._handle_exception(error)
        self._exit_renderables.clear()

    def is_of_a_screen_left(self) -> bool:
        """Whether what runs now belongs to a screen that was left: its widgets go before its work.

        At the end of the console all of them are. What such work read meanwhile is for nobody.
        """
        if not self.is_running:
            return True
        worker = active_worker.get(None)
        node = worker.node if worker else active_message_pump.get()
        try:
            return isinstance(node, Widget) and node.screen not in self.screen_stack
        except NoScreen:
            return True

    def _fatal_error(self) -> None:
        # Textual's own renders the traceback, every local value in it, before it closes.
        self._close_messages_no_wait()
