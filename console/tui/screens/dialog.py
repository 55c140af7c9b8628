"""A small question in the middle of the screen."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from typing import TypeVar

from rich.cells import cell_len
from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.geometry import Region, Size
from textual.widget import Widget
from textual.widgets import Input, Static

from console.tui.screens.over import Over
from console.tui.widgets.text_widget import Drawn, in_rows
from console.view.keys.key import Key
from console.view.state.commands import Scene
from console.view.text.cleaning import clean

T = TypeVar("T")

ROOM = 76
"""Cells for the keys of a page on a terminal of 80."""

LONGEST = 0.3
"""Seconds that the keys after an Enter wait for it at most."""


MENDING = {"left", "right", "home", "end", "backspace", "delete", "ctrl+a", "ctrl+e"}
"""Keys of a line that keep what stands in it."""


class Dialog(Over[T]):
    """A title, a body and the keys. Esc leaves everything as it was."""

    def frame(self, title: Content | str, body: Iterable[Widget], keys: Iterable[Key]) -> Widget:
        shown = Content(title) if isinstance(title, str) else title
        return Vertical(
            Static(shown.stylize("bold $text-accent"), classes="dialog-title"),
            *body,
            Static(key_words(keys), classes="dialog-keys"),
            classes="dialog",
        )

    def compose(self) -> ComposeResult:
        raise NotImplementedError

    def action_press(self, _action: str) -> None:
        self.dismiss(None)


def form_row(label: str, line: Widget) -> Widget:
    """A line to type in, with its name at the left."""
    return Horizontal(Static(label, classes="form-label"), line, classes="form-row")


def key_words(keys: Iterable[Key]) -> Content:
    """The keys as one line: `Enter Save  Esc Back`."""
    shown = [_shown(key) for key in keys]
    whole = Content("   ").join(shown)
    return whole if whole.cell_length <= ROOM else Content("  ").join(shown)


class KeyRows(Drawn[tuple[Key, ...]]):
    """The keys of a page, in as many rows as they need."""

    def draw(self, size: Size, value: tuple[Key, ...]) -> Content:
        return rows_of_keys(value, size.width)


def rows_of_keys(keys: Iterable[Key], width: int) -> Content:
    """The keys in rows, no key parted from its name."""
    return Content("\n").join(in_rows(map(_shown, keys), "  ", width))


def _shown(key: Key) -> Content:
    return Content.assemble((key.shown, "bold $text-accent"), " ", (key.label, "$foreground-muted"))


class Line(Input):
    """One line of typing, as tall as its text.

    What is typed first stands in place of a guess; an arrow key, End or backspace mends it.
    """

    def __init__(
        self,
        *,
        placeholder: str = "",
        value: str = "",
        id: str | None = None,  # noqa: A002
        is_guess: bool = False,
    ) -> None:
        super().__init__(value, placeholder=placeholder, compact=True, select_on_focus=False, id=id)
        self._is_guess = is_guess

    async def on_key(self, event: events.Key) -> None:
        """Enter is answered here: as a binding it would be answered after the letters behind it."""
        if event.key == "enter":
            event.stop()
            event.prevent_default()
            await self.action_submit()
        elif event.is_printable:
            self._drop_guess()
        elif event.key in MENDING:
            self._is_guess = False

    def _drop_guess(self) -> None:
        if self._is_guess:
            self._is_guess = False
            self.value = ""

    async def heard(self) -> None:
        """Waits until the dialog knows of an Enter, so that the next letter finds the next line."""
        with suppress(TimeoutError):
            async with asyncio.timeout(LONGEST):
                # Here first what was typed, then the message that it was; then that on its way up.
                for widget in (self, *self.ancestors_with_self):
                    told = asyncio.Event()
                    if widget is not self.app and widget.call_later(told.set):
                        await told.wait()

    def on_paste(self, event: events.Paste) -> None:
        """The clipboard may hold anything; only text goes in."""
        event.prevent_default()
        event.stop()
        self._drop_guess()
        self.replace(clean(event.text), *self.selection)
        self.call_after_refresh(self._show_cursor)

    def _show_cursor(self) -> None:
        """Textual scrolls before it knows how long the line has become."""
        before = cell_len(self.value[: self.cursor_position])
        self.scroll_to_region(Region(before, 0, 1, 1), force=True, animate=False)


# How a dialog hands over the command it ends with.


Answer = Callable[[Callable[[], Scene]], Awaitable[str]]
"""Runs the command a dialog ends with; returns "" or the sentence that refuses it."""
