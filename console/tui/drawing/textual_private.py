"""Every use of Textual's private names, which a new version may change without notice.

Textual is pinned below its next major version. Tests check that each name exists and that no other
module uses one. The private names that the tests use are in tests/tui/textual_private.py.

When you upgrade Textual, check:
- screen.py: `UPDATE_PERIOD`, and in timer.py `Timer._run`, which waits for it
- app.py: `App._handle_exception`, `App._fatal_error`
- _context.py: `active_message_pump`
- _xterm_parser.py: `XTermParser`, that the drivers still look it up in their own module, and
  `XTermParser._sequence_to_key_events`
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
from textual.events import Key, Paste
from textual.filter import LineFilter
from textual.message import Message
from textual.widget import Widget
from textual.worker import WorkerFailed, active_worker

from console.machine import is_served
from console.tui.drawing.looks import FILTERS
from console.tui.drawing.themes import readable
from console.view.state.pasted_text import PasteSplitter

PAINT_PERIOD = 1 / 240
"""Seconds. A paint waits up to two periods for the paint before it. With Textual's own 1/60,
the next lead's name appeared 33 ms after the first reaction to the key, however fast the read."""

# Through `vars`: Textual declares it Final, so that mypy forbids a plain assignment.
vars(textual.screen)["UPDATE_PERIOD"] = PAINT_PERIOD


class BurstParser(XTermParser):
    """Turns text that arrives in one piece into a paste, so that its letters don't act as keys.

    Terminals with bracketed paste don't need it. Many lack it, or lose it in a multiplexer.
    """

    def __init__(self, debug: bool = False) -> None:  # noqa: FBT001 - as Textual has it
        super().__init__(debug)
        self.bursts = PasteSplitter()

    def feed(self, data: str) -> Iterable[Message]:
        for text, keys in self.bursts.split(data, monotonic()):
            if text:
                yield Paste(text)
            if keys or not data:
                yield from super().feed(keys)

    def _sequence_to_key_events(self, sequence: str, alt: bool = False) -> Iterable[Key]:  # noqa: FBT001
        """Name every key behind an Esc: Textual forgets the Esc before a space or a slash."""
        for key in super()._sequence_to_key_events(sequence):
            yield Key(f"alt+{key.key}", key.character) if alt else key


def hear_bursts_as_text(driver: type[Driver]) -> None:
    """Make the driver's module use `BurstParser` for drivers that are created from now on."""
    module = sys.modules[driver.__module__]
    if "XTermParser" in vars(module):
        vars(module)["XTermParser"] = BurstParser


def ignore_exported_size() -> None:
    """Remove COLUMNS and LINES, so that Textual asks the terminal for its size.

    A shell may have exported old values. In a browser keep them: the driver reads the size there.
    """
    if is_served():
        return
    for name in ("COLUMNS", "LINES"):
        os.environ.pop(name, None)


class QuietlyFailingApp(App[int]):
    """An app that keeps the error that ended it and prints no traceback."""

    failure: BaseException | None = None
    """The error that ended the app; `run_console` raises it once the terminal is restored."""

    def get_css_variables(self) -> dict[str, str]:
        self.theme_variables = readable(super().get_css_variables())
        return self.theme_variables

    def get_line_filters(self) -> Sequence[LineFilter]:
        return [*super().get_line_filters(), *FILTERS]

    def _handle_exception(self, error: Exception) -> None:
        cause = error.error if isinstance(error, WorkerFailed) else error
        if isinstance(cause, NoMatches) and self.is_from_closed_screen():
            return
        # Textual would print a traceback with the lead's data. The entry point explains every error
        # in a sentence, so it gets this one too.
        if self.failure is None:
            self.failure = cause
        super()._handle_exception(error)
        self._exit_renderables.clear()

    def is_from_closed_screen(self) -> bool:
        """Return whether the running work belongs to a closed screen, or the app is ending.

        Textual removes a screen's widgets before it cancels the screen's workers. Whatever such a
        worker wanted to show then, nobody sees it.
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
        # Textual's own method prints a traceback with every local value before it closes.
        self._close_messages_no_wait()
